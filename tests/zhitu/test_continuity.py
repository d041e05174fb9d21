"""Continuity inside a workspace: recomputed with every change, the same whatever the order, gone with its reports."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

import zhitu
from kg.model import Relation
from kg.review import Decision
from zhitu.checking import check_workspace
from zhitu.workspace import Workspace

SAMPLES = Path(__file__).parent.parent / "kg" / "continuity_samples"
LAND = [SAMPLES / f"land-{year}.txt" for year in (2021, 2022, 2023)]


def workspace(folder: Path, files: Iterable[Path]) -> Workspace:
    held = zhitu.open(folder)
    for file in files:
        held.add([file])
    return held


def continuity(held: Workspace) -> bytes:
    return held.store.export("nq", [f"{held.base_iri}graph/continuity"])


@pytest.fixture(scope="module")
def land(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return workspace(tmp_path_factory.mktemp("land") / "ws", LAND)


def test_the_order_of_add_does_not_matter(land: Workspace, tmp_path: Path):
    assert continuity(workspace(tmp_path / "ws", reversed(LAND))) == continuity(land) != b""


def test_removing_a_report_leaves_what_would_be_there_without_it(land: Workspace, tmp_path: Path):
    held = workspace(tmp_path / "three", LAND)
    held.remove("land-2022.txt")
    without = workspace(tmp_path / "two", [LAND[0], LAND[2]])
    assert continuity(held) == continuity(without) != continuity(land)
    held.add([LAND[1]])
    assert continuity(held) == continuity(land)


def test_one_report_has_no_continuity(tmp_path: Path):
    assert continuity(workspace(tmp_path / "ws", LAND[:1])) == b""


def test_a_workspace_with_continuity_keeps_its_own_rules(land: Workspace):
    verdict = check_workspace(land)
    assert verdict.violations == ()
    told = [finding for finding in verdict.findings if finding.code == "growth-recomputed"]
    assert len(told) == 3
    assert all(finding.quotes for finding in told)


def test_a_decision_between_years_outranks_the_machine_and_survives(tmp_path: Path):
    held = workspace(tmp_path / "ws", LAND[1:])
    home = held.reports()[0].iri.rsplit("/", 1)[0]
    later, earlier = f"{home}/2023/duty/1", f"{home}/2022/duty/1"
    ask = f"ASK {{ <{later}> zt:continues <{earlier}> }}"
    assert held.store.run(held.prepared(ask)) is True
    held.decide(Decision(later, Relation.CONTINUES, earlier, accepted=False))
    assert held.store.run(held.prepared(ask)) is False
    held.add([LAND[0]])
    assert held.store.run(held.prepared(ask)) is False
