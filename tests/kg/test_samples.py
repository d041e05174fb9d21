"""Whole short reports in different styles, each with all that is to be read from it in the file beside it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rewrite_samples import SAMPLES, sample
from support import assert_grounded, make_document

from kg.extract.units import extract_units
from kg.identity import identify
from kg.outline import outline

LINES = [line for path in sorted(SAMPLES.glob("*.txt")) for line in path.read_text(encoding="utf-8").splitlines()]
TORN = st.builds(
    lambda line, share: line[: int(len(line) * share)], st.sampled_from(LINES), st.sampled_from([1, 1, 0.4])
)


@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.txt")))
def test_a_sample_report_is_read_as_its_expected_file_says(name: str) -> None:
    document, units, found = sample(name)
    expected = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    assert found == expected, "if the change was meant: python tests/rewrite_samples.py, then read the difference"
    assert_grounded(document, units)


@settings(max_examples=150, deadline=None)
@given(st.lists(TORN, max_size=40), st.sampled_from(["\n", "\n", ""]))
def test_torn_and_shuffled_reports_break_nothing(lines: list[str], joint: str) -> None:
    document = make_document(joint.join(lines))
    sections = outline(document)
    units = list(extract_units(document, sections, identify(document, sections)))
    assert_grounded(document, units)
    ids = [unit.id for unit in units]
    assert len(set(ids)) == len(ids)
    homes = {section.id for section in sections} | set(ids)
    for unit in units:
        assert getattr(unit, "part_of", None) in homes or getattr(unit, "section", None) in homes
        assert 0 < len(unit.label) <= 30
