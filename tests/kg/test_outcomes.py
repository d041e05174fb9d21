from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st
from support import assert_grounded, make_document

from kg.extract.units import extract_units
from kg.model import Entities, Identity, ReportKind, Span
from kg.outline import outline
from kg.sentences import clauses


def units(text: str) -> Entities:
    document = make_document(text)
    found = extract_units(document, outline(document), Identity("", ReportKind.SELF_EVALUATION))
    assert_grounded(document, found)
    return found


REPORT = """
（三）主要工作成效
一年来，我局认真贯彻上级部署，各项工作取得进展。
1、保护耕地
一是严守底线, 推动保护。落实占补平衡, 印发《方案；试行。》; 核查33宗（含“新增。”2宗); 完成备案274亩。
二是完成调查。
2、优化环境
一是深化改革。办结25宗；制定方案，确保接得住、“干得好”。印发《通知》。
"""


def test_an_item_is_its_lead_and_its_outcomes_exactly() -> None:
    found = units(REPORT)
    first = found.outcome_items[0]
    claims = [outcome for outcome in found.outcomes if outcome.part_of == first.id]
    assert first.text == "一是严守底线, 推动保护。" + "".join(
        part + " " if part.endswith(";") else part for part in (outcome.text for outcome in claims)
    )
    assert [claim.text for claim in claims] == [
        "落实占补平衡, 印发《方案；试行。》;",
        "核查33宗（含“新增。”2宗);",
        "完成备案274亩。",
    ]


def test_groups_items_and_outcomes_are_numbered_as_printed() -> None:
    found = units(REPORT)
    assert [(group.id, group.text) for group in found.outcome_groups] == [
        ("outcome-group/1", "保护耕地"),
        ("outcome-group/2", "优化环境"),
    ]
    assert [(item.id, item.label, item.part_of) for item in found.outcome_items] == [
        ("outcome-item/1.1", "严守底线", "outcome-group/1"),
        ("outcome-item/1.2", "完成调查", "outcome-group/1"),
        ("outcome-item/2.1", "深化改革", "outcome-group/2"),
    ]
    assert [outcome.id for outcome in found.outcomes if outcome.part_of == "outcome-item/2.1"] == [
        "outcome/2.1.1",
        "outcome/2.1.2",
        "outcome/2.1.3",
    ]


def test_an_item_of_one_sentence_is_its_own_outcome() -> None:
    found = units(REPORT)
    assert [outcome.text for outcome in found.outcomes if outcome.part_of == "outcome-item/1.2"] == ["二是完成调查。"]


def test_praise_before_the_first_group_is_no_outcome() -> None:
    assert not any("认真贯彻" in outcome.text for outcome in units(REPORT).outcomes)


def test_a_heading_that_runs_into_its_text_is_a_group() -> None:
    found = units("一、主要工作成效\n1.学位增量提速。新建学校3所；扩建2所。\n2.安全有序。整改隐患158处。")
    assert [group.label for group in found.outcome_groups] == ["学位增量提速", "安全有序"]
    assert found.outcome_items == ()
    assert [(outcome.text, outcome.part_of) for outcome in found.outcomes] == [
        ("新建学校3所；", "outcome-group/1"),
        ("扩建2所。", "outcome-group/1"),
        ("整改隐患158处。", "outcome-group/2"),
    ]


def test_paragraphs_that_each_announce_are_items_of_their_heading() -> None:
    found = units(
        "一、主要工作成效\n1.守牢底线\n突出整治。检查企业3,456家次。\n严格执法。查处86宗；公布24例。\n2.强化救援\n组建队伍5支。"
    )
    assert [(item.id, item.label) for item in found.outcome_items] == [
        ("outcome-item/1.1", "突出整治"),
        ("outcome-item/1.2", "严格执法"),
    ]
    assert [outcome.text for outcome in found.outcomes] == [
        "检查企业3,456家次。",
        "查处86宗；",
        "公布24例。",
        "组建队伍5支。",
    ]


def test_two_numbered_levels_are_groups_and_items() -> None:
    found = units(
        "一、工作完成情况\n（一）治水\n1、水库完工。投资856万元；通过验收。\n2、清淤完成。\n（二）治河\n1、清四乱。整治47个。"
    )
    assert [group.label for group in found.outcome_groups] == ["治水", "治河"]
    assert [item.text for item in found.outcome_items] == [
        "水库完工。投资856万元；通过验收。",
        "清淤完成。",
        "清四乱。整治47个。",
    ]
    assert [outcome.text for outcome in found.outcomes] == ["投资856万元；", "通过验收。", "清淤完成。", "整治47个。"]


def test_a_first_sentence_with_figures_is_an_outcome() -> None:
    found = units("一、工作成效\n一是全年新增学位6240个。开办学校3所。\n二是培训1.2万人次。")
    assert [outcome.text for outcome in found.outcomes] == [
        "一是全年新增学位6240个。",
        "开办学校3所。",
        "二是培训1.2万人次。",
    ]


def test_completion_is_read_where_no_section_of_outcomes_exists() -> None:
    text = "一、绩效目标完成情况\n一是产量增加。产粮27万吨。二是质量提升。抽检合格。"
    assert [outcome.text for outcome in units(text).outcomes] == ["产粮27万吨。", "抽检合格。"]
    with_outcomes = units(text + "\n二、主要工作成效\n新建农田3万亩。")
    assert [outcome.text for outcome in with_outcomes.outcomes] == ["新建农田3万亩。"]


def test_a_label_says_what_was_done_not_when_or_why() -> None:
    found = units("一、主要成效\n2022 年，根据上级要求，完成权籍调查12宗，成果通过验收；在各方支持下，获评先进。")
    assert [outcome.label for outcome in found.outcomes] == ["完成权籍调查12宗", "获评先进"]


@given(st.text(alphabet="甲乙，；。“”《》（）()\n", max_size=60))
def test_clauses_lose_no_character_but_blanks(text: str) -> None:
    pieces = list(clauses(text, Span(0, len(text))))
    assert "".join(piece.of(text) for piece in pieces).replace("\n", "") == text.replace("\n", "")
    assert all(left.end <= right.start for left, right in itertools.pairwise(pieces))


def test_a_line_that_points_to_a_table_is_no_outcome() -> None:
    text = "一、履职完成情况\n全年新建高标准农田3.20万亩。绩效指标完成情况如下表："
    assert [outcome.evidence[0].quote for outcome in units(text).outcomes] == ["全年新建高标准农田3.20万亩。"]
