"""Two reports in styles that the other samples lack, with their units annotated by hand before they were first read.

A county health bureau (contents, wraps, page numbers inside sentences, 1．and 1）lists, headings of unlisted wording) and a city
transport bureau (Markdown without numbers, duties and tasks run on in one paragraph). Both are invented.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from support import assert_grounded

from kg.extract.units import extract_units
from kg.identity import identify
from kg.model import Entities, Entity
from kg.outline import outline
from kg.reading import read

VARIED = Path(__file__).parent / "varied"
REPORTS = {
    "county-health.txt": ("清沅县卫生健康局", 2023),
    "city-transport.md": ("滨澜市交通运输局", 2022),
}
CLASSES = {
    "Duty": "duties",
    "Task": "tasks",
    "OutcomeStatement": "outcomes",
    "Problem": "problems",
    "Improvement": "improvements",
}


def bare(text: str) -> str:
    """A unit without white space, number and closing mark: where exactly it is cut does not count."""
    return re.sub("^[一二三四]是", "", "".join(text.split()).rstrip("。；"))


def f1(found: list[Entity], gold: list[str]) -> float:
    right = {bare(one.text) for one in found} & {bare(text) for text in gold}
    return 2 * len(right) / (len(found) + len(gold))


@pytest.fixture(scope="module", params=REPORTS)
def report(request: pytest.FixtureRequest) -> tuple[str, Entities]:
    document = read(VARIED / request.param)
    sections = outline(document)
    identity = identify(document, sections)
    assert (identity.department, identity.year) == REPORTS[request.param]
    units = extract_units(document, sections, identity)
    assert_grounded(document, units)
    return request.param, units


@pytest.mark.parametrize("kind", CLASSES)
def test_the_units_of_a_varied_report_are_read(report, kind):
    name, units = report
    lines = (VARIED / name).with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()
    gold = [one["text"] for one in map(json.loads, lines) if one["type"] == kind]
    found = getattr(units, CLASSES[kind])
    assert f1(found, gold) >= 0.95, [one.text for one in found]
