"""Pages that hold the years of a department against one another."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from zhitu.serving.app import create_app
from zhitu.serving.chart import chart_of
from zhitu.serving.workers import Limits
from zhitu.timelines import Point, Timeline
from zhitu.workspace import Workspace

REPORT = """某市农业农村局{year}年度部门整体支出绩效自评报告
一、部门基本情况
（一）部门职责
1.负责耕地质量管理。
{more}
二、主要工作成效
一是加强耕地质量管理。建成高标准农田{area}万亩。
"""
DEPARTMENT = {"department": "某市农业农村局"}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("years")
    for year, area, more in ((2021, "1.20", "2.负责渔业资源保护。"), (2022, "1.50", "2.负责农机安全监理。")):
        text = REPORT.format(year=year, area=area, more=more)
        (folder / f"农业-{year}.txt").write_text(text, encoding="utf-8")
    workspace = Workspace.open(folder / "ws")
    workspace.add([folder])
    with TestClient(create_app(workspace, Limits(processes=1))) as client:
        yield client


def test_a_department_with_two_years_is_listed_and_its_last_two_years_are_compared(client):
    assert "2021、2022" in client.get("/years").text
    page = client.get("/compare", params=DEPARTMENT).text
    assert [word for word in ("新增", "取消", "保留") if f'<span class="chip">{word}</span>' in page] == [
        "新增",
        "取消",
    ]
    assert "负责渔业资源保护" in page


def test_what_was_kept_is_listed_when_asked_for(client):
    page = client.get("/compare", params={**DEPARTMENT, "from": "2021", "to": "2022", "all": "1"}).text
    assert '<span class="chip">保留</span>' in page


def test_a_series_is_drawn_with_its_figures_as_printed(client):
    page = client.get("/timeline", params=DEPARTMENT).text
    assert "<svg" in page
    assert "1.20万亩" in page
    assert "+25%" in page


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("/compare", {"department": "没有这个局"}),
        ("/compare", {**DEPARTMENT, "from": "1999", "to": "2022"}),
        ("/timeline", {**DEPARTMENT, "subject": "登月次数"}),
        ("/timeline", {"department": "没有这个局"}),
    ],
)
def test_what_there_is_not_is_said(client, path, parameters):
    assert client.get(path, params=parameters).status_code == 404


def point(year, claim, value, unit="M2"):
    return Point(year, "r", f"urn:{year}", f"{value}{unit}", claim, value, unit, "", "")


def test_plan_and_result_are_lines_of_their_own_and_other_units_are_not_drawn():
    points = (
        point(2021, "计划", "10"),
        point(2021, "实际", "12"),
        point(2022, "实际", "9"),
        point(2020, "实际", "7", "个"),
    )
    chart = chart_of(Timeline("供地", "Indicator", "某局", points))
    assert [(line.claim, len(line.marks)) for line in chart.lines] == [("计划", 1), ("实际", 2)]
    assert [year for year, _ in chart.years] == [2021, 2022]


def test_a_larger_value_stands_higher_and_nothing_is_drawn_without_numbers():
    chart = chart_of(Timeline("供地", "Indicator", "某局", (point(2021, "实际", "-5"), point(2022, "实际", "20"))))
    low, high = chart.lines[0].marks
    assert low.y > high.y
    assert chart_of(Timeline("永宁坊", "Project", "某局", (point(2021, "实际", ""),))) is None
