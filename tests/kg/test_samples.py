"""Whole short reports in different styles, each with all that is to be read from it in the file beside it."""

from __future__ import annotations

import json

import pytest
from rewrite_samples import SAMPLES, sample
from support import assert_grounded


@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.txt")))
def test_a_sample_report_is_read_as_its_expected_file_says(name: str) -> None:
    document, units, found = sample(name)
    expected = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    assert found == expected, "if the change was meant: python tests/rewrite_samples.py, then read the difference"
    assert_grounded(document, units)
