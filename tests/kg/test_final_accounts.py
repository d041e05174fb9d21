"""Final accounts 部门决算: duties, the money of each section, comparisons with the year before. The sample is invented."""

from __future__ import annotations

import pytest
from support import assert_grounded, make_document

from kg.model import Breakdown, BudgetFigure, BudgetPhase, Finding, QuantityKind, Report, ReportKind
from kg.pipeline import build_report
from ontology.functions import load_scheme

ACCOUNTS = """青溪县交通运输局2022年度部门决算
第一部分 部门概况
一、主要职能
（一）贯彻执行国家交通运输法律法规，拟订全县交通运输发展规划并组织实施。
（二）负责农村公路养护管理工作。
第二部分 2022年度部门决算情况说明
一、收入支出决算总体情况说明
2022年度收、支总计1,320.50万元。与上年相比，收、支总计各增加120.05万元，增长10.00%。
二、收入决算情况说明
2022年度本年收入合计1,280.50万元，其中：财政拨款收入1,180.50万元，占92.19%；事业收入60.00万元，占4.69%；其他收入40.00万元，占3.12%。
三、支出决算情况说明
2022年度本年支出合计1,290.00万元，其中：基本支出790.00万元，占61.24%；项目支出500.00万元，占38.76%。
四、一般公共预算财政拨款支出决算情况说明
2022年度一般公共预算财政拨款支出年初预算为1,100.00万元，支出决算为1,180.50万元，完成年初预算的107.32%。
五、“三公”经费支出决算情况说明
2022年度“三公”经费财政拨款支出预算为10.00万元，支出决算为8.50万元，完成预算的85.00%。其中：公务用车购置及运行维护费支出决算6.00万元；公务接待费支出决算2.50万元。
六、机关运行经费支出情况
2022年度机关运行经费支出80.00万元，比上年增加5.00万元，增长6.67%。
第三部分 名词解释
一、财政拨款收入：指单位从同级财政部门取得的财政预算资金。"""


@pytest.fixture(scope="module")
def report() -> Report:
    report = build_report(make_document(ACCOUNTS), load_scheme())
    assert_grounded(report.document, report.entities)
    return report


def findings(text: str) -> list[Finding]:
    return list(build_report(make_document(text), load_scheme()).findings)


def test_accounts_are_told_by_their_title_and_have_duties_but_no_outcomes(report: Report):
    assert (report.identity.kind, report.identity.department) == (ReportKind.FINAL_ACCOUNTS, "青溪县交通运输局")
    assert [duty.number for duty in report.entities.duties] == ["1", "2"]
    assert report.entities.outcomes == report.entities.tasks == ()


def test_amounts_are_figures_of_the_budget_with_phase_and_breakdown(report: Report):
    money = {o.property: o for o in report.entities.observations if isinstance(o, BudgetFigure)}
    told = {name: (figure.kind, figure.phase, figure.breakdown) for name, figure in money.items()}
    executed = (QuantityKind.ACTUAL, BudgetPhase.EXECUTED)
    assert told["本年收入"] == (*executed, Breakdown.TOTAL)
    assert told["财政拨款收入"] == (*executed, Breakdown.SOURCE)
    assert told["基本支出"] == (*executed, Breakdown.NATURE)
    assert told["一般公共预算财政拨款支出年初预算"] == (QuantityKind.BUDGETED, BudgetPhase.APPROVED, Breakdown.SOURCE)
    assert told["一般公共预算财政拨款支出决算"] == (*executed, Breakdown.SOURCE)
    assert told["“三公”经费财政拨款支出决算"] == (*executed, Breakdown.NATURE)


def test_a_difference_from_the_year_before_is_no_figure_of_the_budget(report: Report):
    changes = [o for o in report.entities.observations if o.property.endswith(("增加", "减少"))]
    assert changes
    assert not [o for o in changes if isinstance(o, BudgetFigure)]


def test_shares_execution_growth_and_sums_are_confirmed_and_nothing_is_alarmed(report: Report):
    held = [(finding.code, finding.holds) for finding in report.findings if finding.holds is not None]
    assert {holds for _, holds in held} == {True}
    assert [code for code, _ in held].count("parts-sum") == 2
    assert ("growth", True) in held


def test_parts_that_do_not_add_up_are_told():
    slips = findings(ACCOUNTS.replace("事业收入60.00万元", "事业收入66.00万元"))
    assert [f.label for f in slips if f.code == "parts-sum-mismatch"] == [
        "1,180.50万元 + 66.00万元 + 40.00万元 = 1,286.5万元，比 本年收入 1,280.50万元 多 6万元"
    ]


def test_growth_that_does_not_follow_from_the_difference_is_told():
    slips = findings(ACCOUNTS.replace("增长6.67%", "增长8.67%"))
    assert [f.code for f in slips if f.holds is False] == ["growth-mismatch"]
