"""Indicator tables are recomputed: what adds up is confirmed, a slip is told, a table that may be cut says nothing."""

from __future__ import annotations

import pytest
from support import assert_grounded
from table_samples import HEAD, table_document

from kg.checks.indicators import check_indicators
from kg.model import Document, Finding
from kg.pipeline import build_report
from ontology.functions import load_scheme

ROWS = [
    ["产出指标", "数量指标", "培训场次", "≥3场", "4场", "30", "30", ""],
    ["", "", "修建渠道", "20公里", "18公里", "20", "18", "受雨季影响"],
    ["效益指标", "社会效益", "出行条件", "明显改善", "明显改善", "40", "40", ""],
    ["满意度指标", "满意度", "群众满意度", "≥90%", "96.5%", "10", "10", ""],
]
TOTAL = ["总分", "", "", "", "", "100", "98", ""]
CODES = ("weight-sum", "score-sum", "score-above-weight", "indicator-target", "completion-rate")


def findings(document: Document) -> tuple[Finding, ...]:
    report = build_report(document, load_scheme())
    found = check_indicators(report)
    assert_grounded(document, found)
    return found


def verdicts(*tables: list[list[str]], before: str = "2022年度部门整体支出绩效自评表") -> list[tuple[str, bool | None]]:
    return [(f.code, f.holds) for f in findings(table_document(*tables, before=before)) if f.code != "indicator-target"]


def changed(row: int, column: int, value: str) -> list[list[str]]:
    rows = [[*values] for values in [HEAD, *ROWS, TOTAL]]
    rows[row][column] = value
    return rows


def test_weights_and_scores_that_add_up_are_confirmed():
    assert verdicts([HEAD, *ROWS, TOTAL]) == [("weight-sum", True), ("score-sum", True)]


def test_a_total_that_is_not_the_sum_of_the_scores_is_told_with_the_difference():
    (finding,) = [f for f in findings(table_document(changed(5, 6, "99"))) if f.holds is False]
    assert (finding.code, finding.label) == ("score-sum-mismatch", "各项得分之和为 98，总分写作 99，相差 1")
    assert [evidence.quote for evidence in finding.evidence] == ["30", "18", "40", "10", "99"]


def test_weights_that_do_not_add_up_to_the_printed_total_are_told():
    assert ("weight-sum-mismatch", False) in verdicts(changed(1, 5, "35"))


def test_a_score_above_its_weight_is_told():
    assert ("score-above-weight", False) in verdicts(changed(2, 6, "22"))


def test_a_missed_target_is_told_only_where_the_full_score_is_claimed():
    assert not [f for f in findings(table_document([HEAD, *ROWS, TOTAL])) if f.code == "indicator-target-mismatch"]
    (finding,) = [f for f in findings(table_document(changed(1, 4, "2场"))) if f.holds is False]
    assert finding.label == "培训场次 目标 ≥3场，实际 2场，没有达到目标，却得了满分 30"


def test_reached_targets_are_confirmed():
    found = [f.label for f in findings(table_document([HEAD, *ROWS, TOTAL])) if f.code == "indicator-target"]
    assert found == ["培训场次 目标 ≥3场，实际 4场，达到目标", "群众满意度 目标 ≥90%，实际 96.5%，达到目标"]


@pytest.mark.parametrize(
    ("rate", "verdict"),
    [("90%", True), ("90.0%", True), ("95%", False)],
)
def test_a_completion_rate_is_actual_by_target(rate: str, verdict: bool):
    head = ["一级指标", "二级指标", "三级指标", "目标值", "完成值", "完成率", "分值", "得分"]
    row = ["产出指标", "数量指标", "修建渠道", "20公里", "18公里", rate, "20", "18"]
    found = [f for f in findings(table_document([head, row])) if f.code.startswith("completion-rate")]
    assert [f.holds for f in found] == [verdict]


def test_without_a_total_a_table_that_may_be_cut_says_nothing_of_its_sums():
    assert verdicts([HEAD, *ROWS[:3]]) == []
    assert verdicts([HEAD, *ROWS]) == [("weight-sum", True)]


def test_the_points_of_the_budget_above_the_indicators_count():
    money = [
        ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["", "年度资金总额", "100.00", "120.00", "108.00", "10", "90%", "9"],
    ]
    rows = [[*row] for row in ROWS]
    rows[2][5] = rows[2][6] = "30"
    assert verdicts([*money, HEAD, *rows, ["总分", "", "", "", "", "100", "97", ""]]) == [
        ("weight-sum", True),
        ("score-sum", True),
    ]


def test_the_total_may_stand_in_the_text():
    assert verdicts([HEAD, *ROWS], before="自评得分为98分。") == [("weight-sum", True), ("score-sum", True)]
    assert verdicts([HEAD, *ROWS], before="自评得分为97分。") == [("weight-sum", True), ("score-sum-mismatch", False)]


def test_a_score_under_a_merged_cell_leaves_the_sums_alone():
    assert verdicts(changed(2, 6, "")) == [("weight-sum", True)]
