"""Continuity inside a workspace: recomputed with every change, the same whatever the order, gone with its reports."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from typer.testing import CliRunner

import zhitu
from kg.errors import UnknownReport
from kg.model import Relation
from kg.review import Decision
from zhitu.checking import check_workspace
from zhitu.cli import app
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


# --- verbs ------------------------------------------------------------------------------------------------------


def test_compare_tells_what_changed_between_two_years(land: Workspace):
    value = land.compare("北川区", 2022, 2021)
    assert (value.first, value.second) == (2021, 2022)
    assert value.former == "临澄市规划和自然资源局北川区分局"
    changes = {(one.kind, one.change.value, (one.after or one.before).number) for one in value.changes}  # type: ignore[union-attr]
    assert {("Duty", "New", "12"), ("Duty", "Split", "7"), ("Task", "Dropped", "5"), ("Problem", "New", "3")} <= changes
    assert next((one.name, one.before, one.after, one.percent) for one in value.money) == (
        "全年预算",
        "20,000.00万元",
        "22,000.00万元",
        "+10%",
    )
    sold = next(one for one in value.indicators if one.name == "土地出让收入")
    assert (sold.before, sold.after, sold.difference) == ("12.50亿元", "13.75亿元", "+1.25亿元")


def test_compare_over_a_gap_sees_what_neighbours_hide(tmp_path: Path):
    held = workspace(tmp_path / "ws", [SAMPLES / f"water-{year}.txt" for year in (2020, 2021, 2023)])
    value = held.compare("水利局", 2020, 2023)
    back = next(one for one in value.changes if one.kind == "Problem" and one.after and one.after.number == "1")
    assert back.change.value == "Kept"


@pytest.mark.parametrize(
    ("department", "years", "said"),
    [("民政局", (2021, 2022), "没有这个部门"), ("北川区", (2019, 2022), "2021、2022、2023")],
)
def test_compare_says_what_is_missing(land: Workspace, department: str, years: tuple[int, int], said: str):
    with pytest.raises(UnknownReport, match=said):
        land.compare(department, *years)


def test_the_timeline_of_an_indicator_has_its_values_as_printed_and_in_one_unit(land: Workspace):
    line = land.timeline("土地出让收入")
    actual = [point for point in line.points if point.claim == "实际"]
    assert [(point.year, point.label, point.value, point.change) for point in actual] == [
        (2021, "12.50亿元", "1250000000", ""),
        (2022, "13.75亿元", "1375000000", "+10%"),
        (2023, "11.00亿元", "1100000000", "-20%"),
    ]
    assert all(point.quote.endswith(point.label) for point in actual)


def test_the_timeline_of_a_project_has_its_stages(land: Workspace):
    line = land.timeline("永宁坊二期")
    assert [(point.year, point.label) for point in line.points if point.claim == "实际"] == [
        (2021, "批复"),
        (2022, "开工"),
        (2023, "竣工"),
        (2023, "验收"),
    ]


def test_the_timeline_of_a_duty_follows_it_through_rewording_and_split(land: Workspace):
    line = land.timeline("城乡规划许可")
    assert [(point.year, point.label, point.change) for point in line.points] == [
        (2021, "第6项", ""),
        (2022, "第6项", "拆分"),
        (2022, "第7项", "拆分"),
        (2023, "第7项", "保留"),
        (2023, "第8项", "保留"),
    ]


def test_a_subject_that_nothing_is_called_is_an_error(land: Workspace):
    with pytest.raises(UnknownReport, match="没有找到"):
        land.timeline("航天发射次数")


def test_align_counts_what_continues_and_changes_nothing(tmp_path: Path):
    held = workspace(tmp_path / "ws", LAND[:2])
    before = continuity(held)
    (line,) = held.align()
    assert continuity(held) == before
    assert (line.department, line.former, line.years) == (
        "临澄市北川区规划和自然资源局",
        ("临澄市规划和自然资源局北川区分局",),
        (2021, 2022),
    )
    assert (line.counts["Kept"], line.counts["New"], line.counts["growth-recomputed"]) == (8, 3, 2)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["align"], "曾名临澄市规划和自然资源局北川区分局"),
        (["compare", "北川区", "2021", "2022"], "负责林业和自然保护地监督管理工作"),
        (["timeline", "土地出让收入"], "13.75亿元"),
    ],
)
def test_the_verbs_print_chinese_and_json(land: Workspace, arguments: list[str], said: str):
    printed = CliRunner().invoke(app, ["-w", str(land.folder), *arguments])
    assert (printed.exit_code, said in printed.output) == (0, True)
    as_json = CliRunner().invoke(app, ["-w", str(land.folder), *arguments, "--json"])
    assert said.removeprefix("曾名") in as_json.output
    assert json.loads(as_json.output)
