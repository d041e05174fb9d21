"""The department's own money, in prose and in tables."""

from decimal import Decimal

from kg.extract.quantities import extract_observations
from kg.extract.units import extract_units
from kg.identity import identify
from kg.model import Breakdown, BudgetFigure, BudgetPhase, Document, Observation, QuantityKind
from kg.outline import outline
from kg.reading import read_bytes
from tests.support import assert_grounded, make_document

TITLE = "青山县教育局2023年度部门整体支出绩效自评报告\n一、部门整体收支情况\n"


def observe(document: Document) -> tuple[Observation, ...]:
    sections = outline(document)
    identity = identify(document, sections)
    observations = extract_observations(document, sections, extract_units(document, sections, identity), identity)
    assert_grounded(document, observations)
    return observations


def money(text: str) -> list[tuple[str, BudgetPhase | None, Breakdown, str]]:
    """Printed number, phase, breakdown and category of the budget figures of a text in a budget section."""
    return [
        (o.printed, o.phase, o.breakdown, o.category)
        for o in observe(make_document(TITLE + text))
        if isinstance(o, BudgetFigure)
    ]


def test_budget_and_execution_are_totals():
    assert money("2023年全年预算数174,867.73万元，执行数139,599.52万元，完成预算的79.83%。") == [
        ("174,867.73", BudgetPhase.REVISED, Breakdown.TOTAL, ""),
        ("139,599.52", BudgetPhase.EXECUTED, Breakdown.TOTAL, ""),
    ]


def test_parts_are_divided_by_source_and_by_nature():
    assert money(
        "按资金来源分，一般公共预算财政拨款支出5,457.11万元，其他资金支出51.24万元。"
        "按支出性质分，基本支出3,929.60万元，项目支出1,578.75万元。年末结转和结余2,615.78万元。"
    ) == [
        ("5,457.11", BudgetPhase.EXECUTED, Breakdown.SOURCE, "一般公共预算"),
        ("51.24", BudgetPhase.EXECUTED, Breakdown.SOURCE, "其他资金"),
        ("3,929.60", BudgetPhase.EXECUTED, Breakdown.NATURE, "基本支出"),
        ("1,578.75", BudgetPhase.EXECUTED, Breakdown.NATURE, "项目支出"),
        ("2,615.78", None, Breakdown.BALANCE, ""),
    ]


def test_parts_of_a_budget_are_budgeted_until_the_text_turns_to_what_was_spent():
    assert money(
        "年初预算数5,000万元，其中：基本支出3,000万元，项目支出2,000万元；调整预算数5,200万元，全年实际支出5,100万元。"
    ) == [
        ("5,000", BudgetPhase.APPROVED, Breakdown.TOTAL, ""),
        ("3,000", BudgetPhase.APPROVED, Breakdown.NATURE, "基本支出"),
        ("2,000", BudgetPhase.APPROVED, Breakdown.NATURE, "项目支出"),
        ("5,200", BudgetPhase.REVISED, Breakdown.TOTAL, ""),
        ("5,100", BudgetPhase.EXECUTED, Breakdown.TOTAL, ""),
    ]


def test_money_of_others_is_no_budget_figure():
    text = "某局2023年度部门整体支出绩效自评报告\n一、主要工作成效\n1、招商引资\n一是签约项目总投资56亿元；发放助学金300万元。"
    observations = observe(make_document(text))
    assert [o.printed for o in observations] == ["56", "300"]
    assert not any(isinstance(o, BudgetFigure) for o in observations)


TABLE = """# 临江区教育局2023年部门整体支出绩效自评报告

## 一、部门整体收支情况

单位：万元

| 序号 | 项目 | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 |
| --- | --- | --- | --- | --- | --- |
| 1 | 合计 | 1,200.00 | 1,250.50 | 1,240.00 | 99.16% |
| 2 | 基本支出 | 800.00 | 850.50 | 840.00 | 98.77% |

## 二、绩效指标完成情况

| 三级指标 | 计量单位 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| --- | --- | --- | --- | --- | --- |
| 新增公办学位 | 个 | ≥6000 | 6240 | 10 | 10 |
| 家长满意度 | | ≥90% | 95.6% | 10 | 9.5 |
"""


def test_a_cell_is_named_by_row_and_column_and_takes_the_unit_of_the_table():
    observations = observe(read_bytes("样例.md", TABLE.encode()))
    budget = [o for o in observations if isinstance(o, BudgetFigure)]
    assert [(o.property, o.printed, o.unit_text, o.kind, o.phase) for o in budget] == [
        ("合计年初预算数", "1,200.00", "万元", QuantityKind.BUDGETED, BudgetPhase.APPROVED),
        ("合计全年预算数", "1,250.50", "万元", QuantityKind.BUDGETED, BudgetPhase.REVISED),
        ("合计全年执行数", "1,240.00", "万元", QuantityKind.ACTUAL, BudgetPhase.EXECUTED),
        ("基本支出年初预算数", "800.00", "万元", QuantityKind.BUDGETED, BudgetPhase.APPROVED),
        ("基本支出全年预算数", "850.50", "万元", QuantityKind.BUDGETED, BudgetPhase.REVISED),
        ("基本支出全年执行数", "840.00", "万元", QuantityKind.ACTUAL, BudgetPhase.EXECUTED),
    ]
    assert budget[0].normalized_value == Decimal("12000000")


def test_targets_and_results_of_an_indicator_table_are_read_and_weights_are_not():
    observations = observe(read_bytes("样例.md", TABLE.encode()))
    indicators = [
        (o.property, o.qualifier, o.printed, o.unit_text, o.kind)
        for o in observations
        if o.property in ("新增公办学位", "家长满意度")
    ]
    assert indicators == [
        ("新增公办学位", "≥", "6000", "个", QuantityKind.PLANNED),
        ("新增公办学位", "", "6240", "个", QuantityKind.ACTUAL),
        ("家长满意度", "≥", "90", "%", QuantityKind.PLANNED),
        ("家长满意度", "", "95.6", "%", QuantityKind.RATE),
    ]


def test_evidence_of_a_cell_is_the_cell_its_row_and_its_column():
    observations = observe(read_bytes("样例.md", TABLE.encode()))
    assert [e.quote for e in observations[0].evidence] == ["1,200.00", "合计", "年初预算数"]
