"""Answers in notebooks: escaped, marked, and as frames."""

from __future__ import annotations

import pytest

from search.cited import Answer, Citation, Found, Status, Value
from search.showing import Rows


@pytest.fixture
def answer():
    quote = "建成<b>高标准农田</b>1.2万亩；"
    citation = Citation("https://example.org/r", 10, 30, quote, 3, ((5, 10),))
    found = Found(
        "urn:o",
        "Outcome",
        "建成农田",
        quote,
        "https://example.org/r",
        "某局",
        2022,
        0.9,
        (citation,),
        Value("1.2", "万亩"),
    )
    return Answer("", "农田<script>", Status.ANSWERED, "1.2万亩", {}, "SELECT * {}", (found,))


def test_what_a_report_says_is_shown_as_text_with_its_matched_words_marked(answer):
    html = answer._repr_html_()
    assert "&lt;b&gt;<mark>高标准农田</mark>&lt;/b&gt;1.2万亩" in html
    assert "<script>" not in html
    assert "第 3 页" in html


def test_an_answer_is_a_frame_of_what_was_found(answer):
    (row,) = answer.frame().to_dict("records")
    assert (row["number"], row["unit"], row["year"], row["start"]) == ("1.2", "万亩", 2022, 10)


def test_rows_keep_the_order_of_their_variables_and_know_what_is_unbound():
    rows = Rows(["甲", "乙"], [{"甲": "1"}, {"甲": "2", "乙": "<x>"}])
    assert list(rows.frame().columns) == ["甲", "乙"]
    assert rows.frame()["乙"].isna().tolist() == [True, False]
    assert "&lt;x&gt;" in rows._repr_html_()
    assert rows == [{"甲": "1"}, {"甲": "2", "乙": "<x>"}]
