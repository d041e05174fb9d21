"""Findings about a report's own figures: found from the structure of the text, never listed for a report."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support import assert_grounded, make_document

from kg.model import BlockKind, Cell, Finding
from kg.pipeline import build_report
from ontology.functions import load_scheme

BUDGET = """临澄市东渚区教育局2022年部门整体支出绩效自评报告
一、基本情况
（一）部门职责
1、负责全区义务教育工作。
（二）部门整体收支情况
{budget}
二、主要工作成效
1、扩大学位供给
一是加快学校建设。{outcome}
"""


def findings(outcome: str = "新建学校3所。", budget: str = "") -> list[Finding]:
    document = make_document(BUDGET.format(budget=budget, outcome=outcome))
    report = build_report(document, load_scheme())
    assert_grounded(document, report.findings)
    return list(report.findings)


def verdicts(found: list[Finding]) -> dict[str, bool | None]:
    return {one.code: one.holds for one in found}


@pytest.mark.parametrize(
    ("rate", "code", "holds"),
    [
        ("79.83%", "execution-rate", True),
        ("79.8%", "execution-rate", True),
        ("80%", "execution-rate", True),
        ("79.38%", "execution-rate-mismatch", False),
    ],
)
def test_a_stated_execution_rate_is_recomputed_to_the_decimals_it_has(rate, code, holds):
    budget = f"2022年全年预算数174,867.73万元，执行数139,599.52万元，完成预算的{rate}。"
    assert verdicts(findings(budget=budget))[code] is holds


def test_a_rate_of_the_other_projects_cannot_be_checked_against_the_total():
    budget = "全年预算数200万元，执行数150万元，完成预算的75%。（其余项目支出执行率均为100%）"
    found = verdicts(findings(budget=budget))
    assert found["execution-rate"] is True
    assert found["execution-rate-uncheckable"] is None
    assert "execution-rate-mismatch" not in found


SUMS = "全年预算数200万元，执行数150万元。按资金来源分，一般公共预算财政拨款支出{a}万元，其他资金支出{b}万元。按支出性质分，基本支出90万元，项目支出60万元。"


def test_a_division_that_adds_up_is_confirmed_and_agrees_with_the_other_division():
    found = verdicts(findings(budget=SUMS.format(a=140, b=10)))
    assert found["division-sum"] is True
    assert found["divisions-agree"] is True


def test_a_division_that_does_not_add_up_says_by_how_much():
    found = findings(budget=SUMS.format(a=140, b=11))
    (wrong,) = [one for one in found if one.code == "division-sum-mismatch"]
    assert wrong.holds is False
    assert "多 1万元" in wrong.label
    assert len(wrong.evidence) == 3


def test_what_was_not_spent_is_compared_with_the_balance():
    budget = "全年预算数200万元，执行数150万元。年末结转和结余{}万元。"
    assert verdicts(findings(budget=budget.format(50)))["unspent-balance"] is True
    assert verdicts(findings(budget=budget.format(20)))["unspent-balance"] is False


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("新增学位3000个，其中小学学位1800个，初中学位1200个。", True),
        ("新增学位3000个（小学1800个、初中1200个）。", True),
        ("新增学位3000个（小学1800个、初中1300个）。", False),
        ("新增学位3000个，其中小学学位1800个，初中学位1300个。", False),
        ("新增小学学位1800个、初中学位1200个，合计3000个。", True),
        ("新增小学学位1800个、初中学位1200个，合计3100个。", False),
    ],
)
def test_parts_add_up_to_their_whole_or_not(text, holds):
    found = [one for one in findings(text) if one.code.startswith("parts-sum")]
    assert [one.holds for one in found] == [holds]


def test_an_open_list_may_leave_parts_out():
    found = verdicts(findings("新增学位3000个，其中小学学位900个，初中学位600个。"))
    assert not any(code.startswith("parts-sum") for code in found)


def test_a_part_cannot_exceed_its_whole():
    assert verdicts(findings("受理案件30宗，其中信访案件35宗。"))["part-exceeds-whole"] is False
    assert "part-exceeds-whole" not in verdicts(findings("受理案件30宗，其中信访案件25宗。"))


def test_a_completion_rate_is_recomputed_from_plan_and_result_of_its_sentence():
    text = "计划新增学位3000个，实际新增学位3150个，完成率{}。"
    assert verdicts(findings(text.format("105%")))["completion-rate"] is True
    assert verdicts(findings(text.format("150%")))["completion-rate-mismatch"] is False


def test_a_rate_named_after_one_count_is_recomputed_from_the_counts_of_its_sentence():
    text = "受理群众投诉举报426件，办结418件，办结率{}。"
    assert verdicts(findings(text.format("98.12%")))["rate"] is True
    assert verdicts(findings(text.format("99.12%")))["rate-mismatch"] is False


def test_a_completion_rate_may_be_measured_against_a_task_of_another_section():
    document = make_document(
        """清河县林业局2022年部门整体支出绩效自评报告
一、年度重点工作任务
1、推进绿化。一是完成营造林3.20万亩。
二、主要工作成效
1、推进绿化
一是抓好营造林。全年完成营造林3.48万亩，完成年度任务的108.75%。
"""
    )
    found = verdicts(list(build_report(document, load_scheme()).findings))
    assert found["completion-rate"] is True


def test_a_rate_is_measured_against_the_budget_in_force():
    budget = "2020年年初预算80万元，全年预算数200万元，实际支出150万元，预算执行率{}。"
    assert verdicts(findings(budget=budget.format("75%")))["execution-rate"] is True
    assert verdicts(findings(budget=budget.format("57%")))["execution-rate-mismatch"] is False


def test_a_target_with_a_floor_is_reached_rather_than_equalled():
    document = make_document(
        """清河县自然资源局2022年部门整体支出绩效自评报告
一、年度重点工作任务
1、保护耕地。一是全县耕地保有量不低于62.40万亩。
二、主要工作成效
1、保护耕地
一是守住底线。全县耕地保有量62.57万亩。
"""
    )
    (found,) = [one for one in build_report(document, load_scheme()).findings if one.code == "planned-actual"]
    assert found.holds is True
    assert "达到目标" in found.label


def test_counts_with_different_classifiers_may_make_one_total():
    found = verdicts(findings("所属预算单位共58个，其中小学40所、初中16所、其他事业单位2个。"))
    assert found["parts-sum"] is True


TABLE = [
    ["项目（单位：万元）", "年初预算", "调整预算", "决算数", "执行率"],
    ["基本支出", "60.00", "64.00", "64.00", "100.00%"],
    ["项目支出", "40.00", "50.00", "45.00", "90.00%"],
    ["合计", "100.00", "114.00", "{total}", "95.61%"],
]


@pytest.mark.parametrize(("total", "holds"), [("109.00", True), ("110.00", False)])
def test_a_tables_columns_add_up_and_its_rates_are_quotients_of_their_row(total, holds):
    lines = ["临澄市东渚区教育局2022年部门整体支出绩效自评报告", "一、部门整体收支情况"]
    cells = [(r, c, text.format(total=total)) for r, row in enumerate(TABLE) for c, text in enumerate(row)]
    document = make_document("\n".join([*lines, *(text for _, _, text in cells)]))
    blocks = list(document.blocks)
    for n, (row, column, _) in enumerate(cells, start=len(lines)):
        blocks[n] = replace(blocks[n], kind=BlockKind.CELL, cell=Cell(0, row, column))
    report = build_report(replace(document, blocks=tuple(blocks)), load_scheme())
    assert_grounded(document, report.findings)
    sums = [one.holds for one in report.findings if one.code.startswith("column-sum")]
    assert sums == [True, True, holds]
    rates = [one.holds for one in report.findings if one.code.startswith("row-rate")]
    assert rates == [True, True, holds]


def test_growth_is_recomputed_where_the_earlier_figure_is_given():
    text = "2022年招生3300人，上年招生3000人，同比增长{}。"
    assert verdicts(findings(text.format("10%")))["growth"] is True
    assert verdicts(findings(text.format("11%")))["growth-mismatch"] is False


def test_growth_without_the_earlier_figure_is_left_alone():
    assert not any("growth" in code for code in verdicts(findings("2022年招生3300人，同比增长11%。")))


def test_a_figure_said_again_in_brackets_is_converted():
    assert verdicts(findings("投入资金4500万元（0.45亿元）。"))["restated"] is True
    assert verdicts(findings("投入资金4500万元（4.5亿元）。"))["restated-mismatch"] is False


def test_plan_and_result_of_one_matter_are_compared_across_sentences():
    document = make_document(
        """清河县教育局2022年部门整体支出绩效自评报告
一、年度重点工作任务
1、扩大学位供给。一是计划新增公办学位3000个。
二、主要工作成效
1、扩大学位供给
一是加快建设。新增公办学位2600个。
"""
    )
    found = [one for one in build_report(document, load_scheme()).findings if one.code == "planned-actual"]
    assert [one.holds for one in found] == [False]
    assert "少 400个" in found[0].label


def test_figures_on_one_matter_stand_side_by_side_in_one_unit():
    found = [
        one
        for one in findings("供应土地66.17万平方米；累计供应国有建设用地面积111.4公顷。")
        if one.code == "side-by-side"
    ]
    assert [one.holds for one in found] == [None]
    assert "111.4万平方米" in found[0].label


def test_the_steps_of_one_procedure_are_shown_and_an_excess_is_a_doubt():
    (found,) = findings("受理登记案件418宗，审结案件415宗，发证403宗，归档413宗。")
    assert (found.code, found.holds) == ("process-steps", None)
    assert "上年结转" in found.label


def test_evidence_is_a_clause_a_figure_never_a_section():
    budget = SUMS.format(a=140, b=10)
    assert all(len(e.quote) <= 100 for one in findings(budget=budget) for e in one.evidence)


@pytest.mark.parametrize(
    ("sentence", "holds"),
    [
        ("农村生活污水治理率由31.2%提高到38.5%，提高7.3个百分点。", True),
        ("公共供水管网漏损率由9.8%下降至8.6%，下降1.4个百分点。", False),
        ("平均办理时限从15天压缩至9天，压缩了6天。", True),
    ],
)
def test_a_change_told_beside_both_levels_is_their_difference(sentence: str, holds: bool) -> None:
    told = [f for f in findings(f"一、主要工作成效\n1、提质增效。{sentence}") if f.code.startswith("change")]
    assert [finding.holds for finding in told] == [holds]


def test_a_change_the_other_way_or_of_another_unit_is_not_compared() -> None:
    text = "一、主要工作成效\n1、提质增效。治理率由31.2%提高到38.5%，提高15个位次。漏损率由9.8%下降至8.6%，提高1.2个百分点。"
    assert not [f for f in findings(text) if f.code.startswith("change")]
