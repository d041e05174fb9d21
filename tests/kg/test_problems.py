from __future__ import annotations

from support import assert_grounded, make_document

from kg.extract.units import extract_units
from kg.model import Entities, Identity, ReportKind
from kg.outline import outline


def units(text: str) -> Entities:
    document = make_document(text)
    found = extract_units(document, outline(document), Identity("", ReportKind.SELF_EVALUATION))
    assert_grounded(document, found)
    return found


def test_a_problem_is_its_heading_and_its_explanation() -> None:
    found = units("三、存在的主要问题\n（一）意识有待加强。不仅需要监控，也需要主导。\n（二）进度偏低。")
    assert [(problem.id, problem.label, problem.text) for problem in found.problems] == [
        ("problem/1", "意识有待加强", "意识有待加强。不仅需要监控，也需要主导。"),
        ("problem/2", "进度偏低", "进度偏低。"),
    ]


def test_an_explanation_in_the_next_paragraph_belongs_to_its_problem() -> None:
    found = units(
        "一、存在问题\n主要表现在：\n1．目标不科学。\n指标与实际结合不紧。\n2．支付较慢\n年末集中支付。\n二、附件\n无"
    )
    assert [problem.text for problem in found.problems] == [
        "目标不科学。\n指标与实际结合不紧。",
        "支付较慢\n年末集中支付。",
    ]


def test_improvements_keep_the_word_that_numbers_them() -> None:
    found = units("四、下一步改进措施\n一是落实责任，形成合力。\n二是优化指标。")
    assert [(one.id, one.label, one.text) for one in found.improvements] == [
        ("improvement/1", "落实责任", "一是落实责任，形成合力。"),
        ("improvement/2", "优化指标", "二是优化指标。"),
    ]


def test_first_next_and_last_number_improvements_too() -> None:
    found = units("四、改进措施\n首先，完善机制。其次，加快建设，推动互通。最后，强化约束。")
    assert [one.text for one in found.improvements] == [
        "首先，完善机制。",
        "其次，加快建设，推动互通。",
        "最后，强化约束。",
    ]


def test_problem_and_remedy_told_in_one_breath_are_told_apart() -> None:
    found = units(
        "三、存在的问题及改进措施\n（一）编制不细。调整较多。改进措施：做实论证。\n（二）支付偏慢。下一步，加强督办。"
    )
    assert [problem.text for problem in found.problems] == ["编制不细。调整较多。", "支付偏慢。"]
    assert [one.text for one in found.improvements] == ["做实论证。", "下一步，加强督办。"]


def test_two_headings_inside_one_section_keep_their_roles() -> None:
    found = units(
        "四、评价结论及建议\n（一）评价结论\n优。\n（二）存在问题\n1.目标偏低。\n2.档案不全。\n（三）改进建议\n1.加强培训。"
    )
    assert [problem.text for problem in found.problems] == ["目标偏低。", "档案不全。"]
    assert [one.text for one in found.improvements] == ["加强培训。"]


def test_a_single_paragraph_is_one_problem_unless_semicolons_list_several() -> None:
    assert [p.text for p in units("三、存在问题\n受疫情影响，验收推迟。支付因此偏慢。").problems] == [
        "受疫情影响，验收推迟。支付因此偏慢。"
    ]
    assert [p.text for p in units("三、存在问题\n存在以下问题：论证不足；支付偏慢。").problems] == [
        "论证不足；",
        "支付偏慢。",
    ]


def test_no_problem_is_no_problem() -> None:
    assert units("三、存在问题\n无。\n四、改进措施\n暂无").problems == ()


def test_a_signature_is_no_part_of_the_last_improvement() -> None:
    found = units("四、改进措施\n1.提高水平。\n组织培训。\n2.加快支付。\n加强督办。\n南县应急管理局\n2024年3月28日")
    assert found.improvements[1].text == "加快支付。\n加强督办。"
