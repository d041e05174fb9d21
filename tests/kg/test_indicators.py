"""Rows of indicator tables, from cells, from lines with marks, from cells one a line."""

from __future__ import annotations

from decimal import Decimal

import pytest
from support import assert_grounded, make_document
from table_samples import HEAD, table_document

from kg.extract import extract
from kg.extract.indicators import extract_indicator_rows
from kg.identity import identify
from kg.model import Direction, Document, IndicatorRow
from kg.outline import outline

ROWS = [
    ["产出指标", "数量指标", "培训场次", "≥3场", "4场", "10", "10", ""],
    ["", "", "修建渠道", "20公里", "18公里", "15", "13.5", "受雨季影响"],
    ["", "质量指标", "验收合格率", "≥95%", "100%", "15", "15", ""],
    ["效益指标", "社会效益", "群众出行条件", "明显改善", "明显改善", "30", "30", ""],
    ["满意度指标", "服务对象满意度", "受益群众满意度", "不低于90%", "96.5%", "10", "10", "无"],
]
TOTAL = ["总分", "", "", "", "", "80", "78.5", ""]


def rows_of(document: Document) -> tuple[IndicatorRow, ...]:
    rows = extract_indicator_rows(document, ())
    assert_grounded(document, rows)
    return rows


def brief(rows: tuple[IndicatorRow, ...]) -> list[tuple[str, str, str]]:
    return [(row.level1, row.level2, row.level3) for row in rows]


def test_every_row_has_its_levels_target_actual_weight_score_and_reason():
    rows = rows_of(table_document([HEAD, *ROWS, TOTAL]))
    second = rows[1]
    assert (second.target, second.actual, second.weight, second.score, second.reason) == (
        "20公里",
        "18公里",
        Decimal(15),
        Decimal("13.5"),
        "受雨季影响",
    )
    assert [row.id for row in rows] == [f"indicator-row/{n}" for n in range(1, 6)]


def test_a_level_of_a_merged_cell_holds_for_the_rows_below_and_is_part_of_their_evidence():
    rows = rows_of(table_document([HEAD, *ROWS]))
    assert brief(rows) == [
        ("产出指标", "数量指标", "培训场次"),
        ("产出指标", "数量指标", "修建渠道"),
        ("产出指标", "质量指标", "验收合格率"),
        ("效益指标", "社会效益", "群众出行条件"),
        ("满意度指标", "服务对象满意度", "受益群众满意度"),
    ]
    assert [evidence.quote for evidence in rows[1].evidence][1:] == ["产出指标", "数量指标"]


def test_targets_have_a_number_a_unit_and_a_direction():
    rows = rows_of(table_document([HEAD, *ROWS]))
    assert [(row.target_value, row.actual_value, row.unit_text, row.direction) for row in rows] == [
        (Decimal(3), Decimal(4), "场", Direction.AT_LEAST),
        (Decimal(20), Decimal(18), "公里", Direction.EQUAL),
        (Decimal(95), Decimal(100), "%", Direction.AT_LEAST),
        (None, None, "", Direction.QUALITATIVE),
        (Decimal(90), Decimal("96.5"), "%", Direction.AT_LEAST),
    ]


def test_a_reason_that_says_there_is_none_is_none():
    assert rows_of(table_document([HEAD, *ROWS]))[4].reason == ""


def test_a_header_in_two_rows_is_one_header():
    upper = ["绩效指标", "", "", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
    lower = ["一级指标", "二级指标", "三级指标", "", "", "", "", ""]
    assert brief(rows_of(table_document([upper, lower, *ROWS]))) == brief(rows_of(table_document([HEAD, *ROWS])))


def test_a_label_beside_the_table_is_no_level():
    beside = [["绩效指标", *HEAD], *(["", *row] for row in ROWS)]
    assert brief(rows_of(table_document(beside))) == brief(rows_of(table_document([HEAD, *ROWS])))


@pytest.mark.parametrize("second", [[HEAD, *ROWS[2:]], ROWS[2:]], ids=["head again", "no head"])
def test_a_table_cut_by_a_page_is_one_table(second: list[list[str]]):
    assert brief(rows_of(table_document([HEAD, *ROWS[:2]], second))) == brief(rows_of(table_document([HEAD, *ROWS])))


def test_a_form_with_a_block_of_money_above_the_indicators_is_read():
    form = [
        ["项目名称", "农村公路养护", "", "", "", "", "", ""],
        ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["", "年度资金总额", "100.00", "120.00", "108.00", "10", "90%", "9"],
        HEAD,
        *ROWS,
        TOTAL,
    ]
    assert brief(rows_of(table_document(form))) == brief(rows_of(table_document([HEAD, *ROWS])))


def test_rows_of_a_form_that_were_not_filled_in_are_left_out_and_prefixes_too():
    rows = [
        ["产出指标", "数量指标", "指标1：培训场次", "3场", "3场", "10", "10", ""],
        ["", "", "指标2：", "", "", "", "", ""],
        ["", "", "……", "", "", "", "", ""],
    ]
    assert brief(rows_of(table_document([HEAD, *rows]))) == [("产出指标", "数量指标", "培训场次")]


def test_a_table_of_scores_without_targets_is_read_by_its_names():
    head = ["评价指标", "权重", "自评得分"]
    assert brief(rows_of(table_document([head, ["预算编制", "10", "9"]]))) == [("", "", "预算编制")]
    head = ["一级指标", "二级指标", "分值", "自评得分"]
    rows = rows_of(table_document([head, ["投入", "预算配置", "10", "9"], ["", "预算执行", "20", "18.5"]]))
    assert brief(rows) == [("投入", "", "预算配置"), ("投入", "", "预算执行")]


def test_the_direction_may_have_a_column_of_its_own():
    head = ["一级指标", "二级指标", "三级指标", "指标方向", "指标值", "度量单位", "实际完成值", "分值", "得分"]
    row = rows_of(table_document([head, ["产出指标", "数量指标", "培训人次", "≥", "200", "人次", "215", "10", "10"]]))[
        0
    ]
    assert (row.direction, row.target_value, row.unit_text) == (Direction.AT_LEAST, Decimal(200), "人次")


@pytest.mark.parametrize("mark", ["|", "\t", " | "])
def test_lines_whose_cells_are_parted_by_marks_are_rows(mark: str):
    text = "\n".join(mark.join(row) for row in [HEAD, *ROWS, TOTAL])
    assert brief(rows_of(make_document(text))) == brief(rows_of(table_document([HEAD, *ROWS])))


def test_cells_one_a_line_are_read_by_the_shape_of_their_rows():
    lines = [cell for row in [HEAD, *ROWS, TOTAL] for cell in row if cell]
    rows = rows_of(make_document("绩效自评表\n" + "\n".join(lines) + "\n填表人：张某"))
    assert brief(rows) == brief(rows_of(table_document([HEAD, *ROWS])))
    assert [row.reason for row in rows] == ["", "受雨季影响", "", "", ""]
    assert [row.score for row in rows] == [Decimal(10), Decimal("13.5"), Decimal(15), Decimal(30), Decimal(10)]


def test_a_table_of_other_things_has_no_indicator_rows():
    assert rows_of(table_document([["项目", "预算数（万元）", "执行数（万元）"], ["基本支出", "100", "98"]])) == ()
    assert rows_of(make_document("一级指标和二级指标的分值由财政局确定。\n得分为95分。")) == ()


def test_targets_and_actual_values_are_quantities_called_by_their_indicator_and_scores_are_none():
    document = table_document([HEAD, *ROWS, TOTAL], before="2022年度项目支出绩效自评表")
    sections = outline(document)
    found = extract(document, sections, identify(document, sections)).observations
    assert_grounded(document, found)
    assert [(o.property, o.printed + o.unit_text, o.kind.value) for o in found] == [
        ("培训场次", "3场", "Planned"),
        ("培训场次", "4场", "Actual"),
        ("修建渠道", "20公里", "Planned"),
        ("修建渠道", "18公里", "Actual"),
        ("验收合格率", "95%", "Planned"),
        ("验收合格率", "100%", "Rate"),
        ("受益群众满意度", "90%", "Planned"),
        ("受益群众满意度", "96.5%", "Rate"),
    ]


def test_the_money_of_a_form_is_named_by_its_own_header():
    form = [
        ["项目名称", "农村公路养护", "", "", "", ""],
        ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "执行率"],
        ["", "年度资金总额", "100.00", "120.00", "108.00", "90%"],
        HEAD,
        *ROWS,
    ]
    document = table_document(form, before="2022年度项目支出绩效自评表")
    sections = outline(document)
    found = extract(document, sections, identify(document, sections)).observations
    assert [(o.property, o.printed + o.unit_text) for o in found[:3]] == [
        ("年度资金总额年初预算数", "100.00万元"),
        ("年度资金总额全年预算数", "120.00万元"),
        ("年度资金总额全年执行数", "108.00万元"),
    ]
