"""The graph as tables: what a person sees in Excel, and a program in a data frame."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kg.errors import UnknownEntity
from zhitu.tables import columns_of, tables_of
from zhitu.workspace import Workspace

REPORT = """某市农业农村局{year}年度部门整体支出绩效自评报告
一、部门基本情况
（一）部门职责
1.负责耕地质量管理。
2.负责农田水利建设。
二、主要工作成效
一是加强耕地质量管理。建成高标准农田1.20万亩；完成耕地质量监测点30个。
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")
    for year in (2021, 2022):
        (folder / f"农业-{year}.txt").write_text(REPORT.format(year=year), encoding="utf-8")
    workspace = Workspace.open(folder / "ws")
    workspace.add([folder])
    return workspace


def column(table, key):
    place = [one.key for one in table.columns].index(key)
    return [row[place] for row in table.rows]


def test_a_row_says_what_where_and_of_which_year(workspace):
    (duties,) = tables_of(workspace.store, only=["Duty"])
    assert column(duties, "text") == ["负责耕地质量管理。", "负责农田水利建设。"] * 2
    assert column(duties, "year") == [2021, 2021, 2022, 2022]
    text = REPORT.format(year=2021)
    assert text[column(duties, "start")[0] : column(duties, "end")[0]] == "负责耕地质量管理。"


def test_figures_are_numbers_beside_what_was_printed(workspace):
    report = next(one.iri for one in workspace.reports() if one.year == 2022)
    (figures,) = tables_of(workspace.store, report, only=["Observation"])
    assert column(figures, "printed") == ["1.20", "30"]
    assert column(figures, "value") == [Decimal("1.2"), Decimal(30)]
    assert column(figures, "unit") == ["万亩", "个"]


def test_links_are_named_by_what_they_lead_to_the_surest_first(workspace):
    (outcomes,) = tables_of(workspace.store, only=["Outcome"])
    assert column(outcomes, "duties")[1].split("；")[0] == "负责耕地质量管理"


def test_a_class_without_a_table_is_said(workspace):
    with pytest.raises(UnknownEntity, match="没有这种表"):
        columns_of("Dragon")
