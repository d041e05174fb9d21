"""The form 项目支出绩效自评表: money, goal, completion, indicators and total, as cells and as lines."""

from __future__ import annotations

import pytest
from support import assert_grounded, make_document
from table_samples import HEAD, table_document

from kg.model import BudgetPhase, Document, QuantityKind, Report, ReportKind
from kg.pipeline import build_report
from kg.rdf import graph_of, report_iri
from ontology import DCTERMS
from ontology.functions import load_scheme

FORM = [
    ["项目名称", "", "农村公路养护项目", "", "", "", "", "", ""],
    ["主管部门", "", "青溪县交通运输局", "", "", "实施单位", "青溪县公路事务中心", "", ""],
    ["项目资金（万元）", "", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["", "", "年度资金总额", "500.00", "480.00", "460.80", "10", "96.00%", "9.6"],
    ["", "", "其中：当年财政拨款", "400.00", "400.00", "390.00", "—", "97.50%", "—"],
    ["年度总体目标", "预期目标", "", "", "", "实际完成情况", "", "", ""],
    [
        "",
        "养护农村公路120公里，改善群众出行条件。",
        "",
        "",
        "",
        "完成养护农村公路125公里，群众出行条件明显改善。",
        "",
        "",
        "",
    ],
    ["绩效指标", *HEAD],
    ["", "产出指标", "数量指标", "养护农村公路里程", "≥120公里", "125公里", "30", "30", ""],
    ["", "", "", "修复桥梁", "4座", "3座", "10", "7.5", "1座因汛期推迟，2023年完成"],
    ["", "", "质量指标", "工程验收合格率", "100%", "100%", "10", "10", ""],
    ["", "效益指标", "社会效益指标", "出行条件", "明显改善", "明显改善", "30", "30", ""],
    ["", "满意度指标", "服务对象满意度指标", "沿线群众满意度", "≥90%", "93.2%", "10", "10", ""],
    ["总分", "", "", "", "", "", "100", "97.1", ""],
]
TITLE = "2022年度项目支出绩效自评表"


def as_cells() -> Document:
    return table_document(FORM, before=TITLE)


def as_lines() -> Document:
    return make_document("\n".join([TITLE, *(cell for row in FORM for cell in row if cell)]))


@pytest.fixture(params=[as_cells, as_lines], ids=["cells", "lines"])
def report(request: pytest.FixtureRequest) -> Report:
    report = build_report(request.param(), load_scheme())
    assert_grounded(report.document, report.entities)
    assert_grounded(report.document, report.findings)
    return report


def test_the_form_says_which_project_of_which_department_and_year_it_is(report: Report):
    identity = report.identity
    assert (identity.kind, identity.project, identity.department, identity.year) == (
        ReportKind.PROJECT_EVALUATION,
        "农村公路养护项目",
        "青溪县交通运输局",
        2022,
    )
    assert report_iri(identity, report.document.sha256).endswith("/青溪县交通运输局/2022/project/农村公路养护项目")


def test_the_report_is_linked_to_its_project(report: Report):
    iri = report_iri(report.identity, report.document.sha256)
    project = "https://w3id.org/zhitu/id/project/青溪县交通运输局/农村公路养护项目"
    assert f"<{iri}> <{DCTERMS.subject}> <{project}> ." in graph_of(report, iri, load_scheme())


def test_its_money_is_budgeted_and_executed(report: Report):
    money = [o for o in report.entities.observations if o.normalized_unit == "CNY"]
    assert [(o.label, o.kind, getattr(o, "phase", None)) for o in money[:3]] == [
        ("年度资金总额年初预算数 500.00万元", QuantityKind.BUDGETED, BudgetPhase.APPROVED),
        ("年度资金总额全年预算数 480.00万元", QuantityKind.BUDGETED, BudgetPhase.REVISED),
        ("年度资金总额全年执行数 460.80万元", QuantityKind.ACTUAL, BudgetPhase.EXECUTED),
    ]


def test_the_goal_is_planned_and_the_completion_is_the_outcome(report: Report):
    assert [outcome.text for outcome in report.entities.outcomes] == ["完成养护农村公路125公里，群众出行条件明显改善。"]
    kinds = {o.printed: o.kind for o in report.entities.observations if o.property.endswith("养护农村公路")}
    assert kinds == {"120": QuantityKind.PLANNED, "125": QuantityKind.ACTUAL}


def test_its_indicators_are_rows_and_nothing_else(report: Report):
    assert [(row.level2, row.level3, str(row.score)) for row in report.entities.indicator_rows] == [
        ("数量指标", "养护农村公路里程", "30"),
        ("数量指标", "修复桥梁", "7.5"),
        ("质量指标", "工程验收合格率", "10"),
        ("社会效益指标", "出行条件", "30"),
        ("服务对象满意度指标", "沿线群众满意度", "10"),
    ]
    assert report.entities.problems == report.entities.improvements == report.entities.duties == ()


def test_its_rates_and_sums_are_confirmed_without_a_false_alarm(report: Report):
    held = {(finding.code, finding.holds) for finding in report.findings}
    assert {("row-rate", True), ("weight-sum", True), ("score-sum", True), ("indicator-target", True)} <= held
    assert {code for code, holds in held if holds is False} <= {"planned-actual"}  # 125 of 120 kilometres
