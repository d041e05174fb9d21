"""The form 项目支出绩效自评表: money, goal, completion, indicators and total, as cells and as lines."""

from __future__ import annotations

import pytest
from support import assert_grounded, make_document
from table_samples import HEAD, table_document

from kg.model import BudgetFigure, BudgetPhase, Document, QuantityKind, Report, ReportKind
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


NARRATIVE = """青溪县农业农村局2022年度项目支出绩效自评报告
一、项目资金情况
（一）高标准农田建设项目
全年预算数3,000.00万元，执行数2,850.00万元，执行率95.00%。
（二）农机购置补贴项目
全年预算数200.00万元，执行数200.00万元，执行率100%。
二、项目绩效完成情况
（一）高标准农田建设项目。新建高标准农田2.1万亩，修建机耕路36公里。
（二）农机购置补贴项目。补贴农机具312台，受益农户289户。"""


def test_a_report_on_several_projects_names_each_and_keeps_their_money_apart():
    report = build_report(make_document(NARRATIVE), load_scheme())
    assert report.identity.kind is ReportKind.PROJECT_EVALUATION
    assert [project.label for project in report.entities.projects] == ["高标准农田建设项目", "农机购置补贴项目"]
    rates = [finding.label for finding in report.findings if finding.code == "execution-rate"]
    assert len(rates) == 2
    assert {finding.holds for finding in report.findings} == {True}


def test_a_report_on_the_department_and_its_projects_is_one_on_the_department():
    text = """青溪县水利局2022年度部门整体支出和项目支出绩效自评报告
一、部门整体收支情况
2022年全年预算数2,000.00万元，执行数1,900.00万元，完成预算的95.00%。
二、项目支出绩效自评情况
（一）农村饮水安全巩固提升项目
项目全年预算数500.00万元，执行数480.00万元，执行率96.00%。"""
    report = build_report(make_document(text), load_scheme())
    assert report.identity.kind is ReportKind.SELF_EVALUATION
    assert [project.label for project in report.entities.projects] == ["农村饮水安全巩固提升项目"]
    own = [o.printed for o in report.entities.observations if isinstance(o, BudgetFigure)]
    assert own == ["2,000.00", "1,900.00"]
