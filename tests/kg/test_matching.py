"""A document is matched in a view of one script and one width, and quoted as it is printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import assert_grounded, make_document

from kg.extract import extract
from kg.identity import identify
from kg.matching import matched, view
from kg.model import SectionRole
from kg.outline import outline
from kg.pipeline import build_report
from ontology.functions import load_scheme

TRADITIONAL = """雲岫縣自然資源局2021年度部門整體支出績效自評報告
一、部門主要職責
（一）負責耕地保護工作。
（二）負責不動產登記。
二、主要工作成效
（一）守住耕地紅線。全年補充耕地１２０公頃，投入資金３，５００.５０萬元。
三、存在的主要問題
部分項目進度緩慢。"""


@given(st.text(alphabet="耕地保護１２．３％aO1l0萬元,. \n"))
def test_every_character_of_the_view_stands_where_it_is_printed(text):
    assert len(matched(text)) == len(text)
    assert matched(matched(text)) == matched(text)


@pytest.mark.parametrize(
    ("printed", "seen"),
    [
        ("共9l.2%，1O0宗，l2万元", "共91.2%，100宗，12万元"),
        ("AF0608I4地块、5G基站、IO接口", "AF0608I4地块、5G基站、IO接口"),
        ("I5、负责执法", "15、负责执法"),
        ("東滘聯社１２．５％", "东滘联社12.5%"),
    ],
)
def test_script_width_and_misread_digits_make_no_difference(printed, seen):
    assert matched(printed) == seen


def test_simplified_text_is_its_own_view():
    document = make_document("一、主要职责\n负责耕地保护。")
    assert view(document) is document


def test_a_report_in_traditional_script_is_read_as_its_simplified_copy_and_quoted_as_printed():
    document = make_document(TRADITIONAL)
    sections = outline(document)
    assert [s.role for s in sections if s.level == 1] == [
        SectionRole.DUTIES,
        SectionRole.OUTCOMES,
        SectionRole.PROBLEMS,
    ]
    identity = identify(document, sections)
    assert (identity.department, identity.year) == ("云岫县自然资源局", 2021)
    entities = extract(document, sections, identity)
    assert [duty.text for duty in entities.duties] == ["負責耕地保護工作。", "負責不動產登記。"]
    assert entities.duties[0].label == "负责耕地保护工作"
    area = entities.observations[0]
    assert (area.printed, area.value, area.unit_text, area.unit) == ("１２０", 120, "公頃", "HA")
    assert area.property == "補充耕地"
    assert_grounded(document, entities)


def test_links_and_findings_of_a_traditional_report_quote_it_as_printed():
    document = make_document(TRADITIONAL)
    report = build_report(document, load_scheme())
    assert any(link.subject.startswith("duty/1") for link in report.links)
    assert_grounded(document, (*report.entities, *report.findings))
