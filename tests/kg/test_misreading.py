"""Letters lost, doubled, unreadable and misread: in headings, list markers, names and words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import make_document

from kg.extract.units import extract_units
from kg.headings import known_role
from kg.identity import identify
from kg.misreading import mended
from kg.model import SectionRole
from kg.numerals import damaged_mark
from kg.outline import outline


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("主要工作成□", SectionRole.OUTCOMES),
        ("部□□要职责", SectionRole.DUTIES),
        ("存在的主要问题题", SectionRole.PROBLEMS),
        ("下一步改措施", SectionRole.IMPROVEMENTS),
        ("部门整体收攴情况", SectionRole.BUDGET),
        ("重点工程", None),
        ("主要业务", None),
    ],
)
def test_a_damaged_title_keeps_its_role_and_another_word_is_no_damaged_title(heading, role):
    assert known_role(heading) is role


@given(st.text(alphabet="部门职责完成绩效自坪兀万元?□ ，。\n", max_size=80))
def test_mending_moves_no_character(text):
    assert len(mended(text)) == len(text)


@pytest.mark.parametrize(
    ("printed", "seen"),
    [
        ("完成工程、完成投资，全部宪成", "完成工程、完成投资，全部完成"),
        ("组织编制矿产?源规划", "组织编制矿产□源规划"),
        ("群众满意吗？满意", "群众满意吗？满意"),
        ("十八洞村、局机关", "十八洞村、局机关"),
    ],
)
def test_a_misread_letter_is_mended_only_where_one_word_fits(printed, seen):
    assert mended(printed) == seen


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("（三落实责任", 3),
        ("三）落实责任", 3),
        ("7□强化监管", 7),
        ("—、基本情况", 1),
        ("（十□）负责", 0),
        ("、2021年工作", 0),
        ("落实责任", None),
    ],
)
def test_what_is_left_of_a_marker_tells_its_number_or_that_it_is_unreadable(text, number):
    mark = damaged_mark(text)
    assert (mark.ordinal if mark else None) == number


LIST = """云岫县水利局2021年部门整体支出绩效自评报告
一、主要职责
（一）负责水资源管理。
{second}负责防汛抗旱。
（三）负责河湖管护。
二、主要工作成效
建成水库2座。"""


@pytest.mark.parametrize("second", ["（二", "二）", "（?）", "（□）", "（二二）"])
def test_a_damaged_marker_takes_its_place_in_the_list(second):
    document = make_document(LIST.format(second=second))
    sections = outline(document)
    units = extract_units(document, sections, identify(document, sections))
    assert [duty.text for duty in units.duties] == ["负责水资源管理。", "负责防汛抗旱。", "负责河湖管护。"]


def test_a_paragraph_that_begins_with_a_numeral_is_no_damaged_item():
    text = LIST.format(second="（二）").replace("建成水库2座。", "三公经费支出下降5%。\n三、存在问题\n进度慢。")
    sections = outline(make_document(text))
    assert [section.title for section in sections if section.level == 1] == ["主要职责", "主要工作成效", "存在问题"]


def test_a_damaged_name_in_the_title_is_taken_from_where_the_text_prints_it_well():
    text = LIST.format(second="（二）").replace("云岫县水利局", "云岫县水水利局", 1)
    text = text.replace("一、主要职责", "云岫县水利局现将自评情况报告如下。\n一、主要职责")
    document = make_document(text)
    assert identify(document, outline(document)).department == "云岫县水利局"
