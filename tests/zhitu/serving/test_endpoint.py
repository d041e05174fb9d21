"""The SPARQL endpoint over a real workspace, with real processes."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from zhitu.serving.app import create_app
from zhitu.serving.workers import Limits
from zhitu.workspace import Workspace

REPORT = """某市农业农村局2022年度部门整体支出绩效自评报告
一、部门基本情况
（一）部门职责
1.负责耕地质量管理。
2.负责农田水利建设。
二、主要工作成效
一是建成高标准农田1.2万亩。
"""
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SECONDS = 1.0


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    (folder / "农业-2022.txt").write_text(REPORT, encoding="utf-8")
    workspace = Workspace.open(folder / "ws")
    workspace.add([folder / "农业-2022.txt"])
    return workspace


@pytest.fixture(scope="module")
def client(workspace):
    limits = Limits(seconds=SECONDS, result_bytes=50_000, processes=3)
    with TestClient(create_app(workspace, limits), raise_server_exceptions=False) as client:
        yield client


def ask(client, query, accept="", **parameters):
    return client.post("/sparql", data={"query": query, **parameters}, headers={"accept": accept or "*/*"})


def processes_of(store: Path) -> list[int]:
    """Ids of the processes that were started for this store."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"zhitu.serving.worker" in command and str(store).encode() in command:
            found.append(int(folder.name))
    return found


def settled(store: Path, before: set[int], *, but_not: set[int]) -> set[int]:
    """The two processes that the server has now, when they are no longer those of `but_not`."""
    deadline = time.monotonic() + 20
    while len(mine := set(processes_of(store)) - before) != 2 or mine == but_not:
        assert time.monotonic() < deadline, mine
        time.sleep(0.05)
    return mine


def test_a_table_comes_in_the_format_asked_for_and_any_page_may_read_it(client):
    query = "SELECT ?text { ?duty a zt:Duty ; zt:text ?text } ORDER BY ?text"
    answer = ask(client, query, "text/csv")
    assert answer.text.split("\r\n")[:2] == ["text", "负责农田水利建设。"]
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_graph_comes_as_rdf(client):
    answer = ask(client, "CONSTRUCT { ?d rdfs:label ?l } { ?d a zt:Duty ; rdfs:label ?l }", "application/n-triples")
    assert answer.text.count("负责耕地质量管理") == 1


def test_search_works_inside_a_query(client):
    rows = ask(client, 'SELECT ?x { ?x a zt:Duty ; zt:matches "耕地质量" }').json()["results"]["bindings"]
    assert [row["x"]["value"].rpartition("/")[2] for row in rows] == ["1"]


def test_another_page_asks_first_whether_it_may(client):
    answer = client.options("/sparql", headers={"origin": "https://example.org"})
    assert "POST" in answer.headers["access-control-allow-methods"]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("SELECT * { ?s ?p }", 400, "bad_query"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", 400, "bad_query"),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 403, "no_federation"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", 413, "result_too_large"),
        (RUNAWAY, 503, "timeout"),
    ],
)
def test_a_query_without_a_result_is_an_error_that_says_why_never_an_empty_result(client, query, status, code):
    answer = ask(client, query)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


def test_ordinary_queries_are_answered_while_runaway_ones_are_ended_one_after_another(client):
    statuses: list[int] = []
    runaway = threading.Thread(target=lambda: statuses.extend(ask(client, RUNAWAY).status_code for _ in range(4)))
    runaway.start()
    ordinary = 0
    while runaway.is_alive():
        assert ask(client, "ASK { ?s a zt:Duty }").json()["boolean"]
        ordinary += 1
        time.sleep(0.05)
    assert statuses == [503] * 4
    assert ordinary >= 4


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are listed through /proc")
def test_a_query_that_ran_over_leaves_no_process_behind_and_a_closed_server_none_at_all(workspace):
    store = workspace.published().folder / "store"
    limits = Limits(seconds=SECONDS, processes=2)
    before = set(processes_of(store))
    with TestClient(create_app(workspace, limits)) as client:
        first = settled(store, before, but_not=set())
        while ask(client, "ASK {}").status_code != 200:  # processes that are still starting are busy
            pass
        assert ask(client, RUNAWAY).json()["code"] == "timeout"
        assert len(settled(store, before, but_not=first) & first) == 1
    assert set(processes_of(store)) <= before


def test_what_is_added_while_the_server_runs_is_found_by_the_next_query(tmp_path):
    workspace = Workspace.open(tmp_path / "ws")
    query = "SELECT (COUNT(?d) AS ?n) { ?d a zt:Duty }"
    counts = []
    for year in (2021, 2022):
        path = tmp_path / f"农业-{year}.txt"
        path.write_text(REPORT.replace("2022", str(year)), encoding="utf-8")
        workspace.add([path])
        if year == 2021:
            client = TestClient(create_app(workspace, Limits(processes=1)))
            client.__enter__()
        counts.append(ask(client, query).json()["results"]["bindings"][0]["n"]["value"])
    client.__exit__(None, None, None)
    assert counts == ["2", "4"]
