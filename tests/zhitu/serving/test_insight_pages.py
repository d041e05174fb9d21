"""Pages that look at a report as a whole."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from zhitu.serving.app import create_app
from zhitu.serving.workers import Limits
from zhitu.views import coverage_of, delivery_of
from zhitu.workspace import Workspace

REPORT = """某市农业农村局{year}年度部门整体支出绩效自评报告
一、部门基本情况
（一）部门职责
1.负责耕地质量管理。
2.负责渔业资源保护。
（二）年度重点工作任务
1.建成高标准农田1万亩。
2.开展渔业增殖放流。
二、主要工作成效
一是加强耕地质量管理。建成高标准农田1.2万亩；完成耕地质量监测点30个。
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("insight")
    for year in (2021, 2022):
        (folder / f"农业-{year}.txt").write_text(REPORT.format(year=year), encoding="utf-8")
    workspace = Workspace.open(folder / "ws")
    workspace.add([folder])
    return workspace


@pytest.fixture(scope="module")
def client(workspace):
    with TestClient(create_app(workspace, Limits(processes=1))) as client:
        yield client


@pytest.fixture(scope="module")
def report(workspace):
    return next(one.iri for one in workspace.reports() if one.year == 2022)


def test_a_duty_without_an_outcome_has_an_empty_row(workspace, report):
    found = coverage_of(workspace, report)
    assert {duty.number: found.total(duty.iri) for duty in found.duties} == {"1": 2, "2": 0}


def test_a_task_stands_beside_what_came_of_it_or_beside_nothing(workspace, report):
    farmland, fish = delivery_of(workspace, report)
    assert "高标准农田1.2万亩" in farmland.outcomes[0].unit.text
    assert fish.outcomes == ()


@pytest.mark.parametrize("path", ["/coverage", "/delivery", "/findings", "/analysis"])
def test_where_there_are_several_reports_one_is_chosen(client, report, path):
    assert client.get(path).text.count(f"{path}?report=") == 2
    page = client.get(path, params={"report": report})
    assert page.status_code == 200
    assert "2022年度" in page.text
    assert client.get(path, params={"report": "没有这份"}).status_code == 404


def test_the_graph_around_a_duty_shows_its_outcomes(client, report):
    page = client.get("/graph", params={"iri": f"{report}/duty/1"}).text
    assert "<svg" in page
    assert "建成高标准农田1.2" in page
    assert client.get("/graph", params={"iri": "https://example.org/没有"}).status_code == 404
