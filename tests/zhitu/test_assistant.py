"""The tools for assistants, called by a real MCP client: in one process, and over standard input and output."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters, stdio_client
from served import free_port

from kg.errors import WorkspaceError
from zhitu.assistant import MOST_ANSWERS, MOST_ROWS, assistant_server, capped_answer, capped_rows
from zhitu.workspace import Workspace

REPORT = """某市农业农村局2022年度部门整体支出绩效自评报告
一、部门基本情况
（一）部门职责
1.负责耕地质量管理。
2.负责农田水利建设。
二、主要工作成效
一是加强耕地质量管理。建成高标准农田1.2万亩；完成耕地质量监测点30个。
"""
TOOLS = {"ask", "sparql", "schema", "examples", "evidence"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("assisted")
    (folder / "农业-2022.txt").write_text(REPORT, encoding="utf-8")
    workspace = Workspace.open(folder / "ws")
    workspace.add([folder / "农业-2022.txt"])
    return workspace


def called(server, *calls):
    """The results of the calls (name, arguments), by a client of the server."""

    async def run():
        async with Client(server) as client:
            return [await client.call_tool(name, arguments) for name, arguments in calls]

    return asyncio.run(run())


def value(result):
    assert not result.is_error, result.content
    return result.structured_content or json.loads(result.content[0].text)


def test_an_answer_leads_to_its_evidence(workspace):
    (answer,) = called(assistant_server(workspace), ("ask", {"question": "建成高标准农田多少万亩？"}))
    found = value(answer)
    assert found["values"][0] == {"number": "1.2", "unit": "万亩", "role": found["values"][0]["role"]}
    (shown,) = called(assistant_server(workspace), ("evidence", {"iri": found["answers"][0]["iri"]}))
    (quote,) = value(shown)["evidence"]
    assert REPORT[quote["start"] : quote["end"]] == quote["text"]
    assert "1.2" in quote["text"]


def test_a_query_gives_rows_and_search_works_in_it(workspace):
    query = 'SELECT ?text ?score { ?d a zt:Duty ; zt:matches ("耕地质量" ?score) ; zt:text ?text }'
    (result,) = called(assistant_server(workspace), ("sparql", {"query": query}))
    assert [row["text"] for row in value(result)["rows"]] == ["负责耕地质量管理。"]


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("sparql", {"query": "SELECT * { ?s ?p"}, "语法"),
        ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}, "SERVICE"),
        ("evidence", {"iri": "https://w3id.org/zhitu/id/report/没有"}, "没有这个实体"),
        ("evidence", {"iri": "x> ?p ?o } #"}, "不是一个 IRI"),
    ],
)
def test_what_cannot_be_done_is_an_error_that_says_why(workspace, name, arguments, said):
    (result,) = called(assistant_server(workspace), (name, arguments))
    assert result.is_error
    assert said in result.content[0].text


def test_a_workspace_that_cannot_be_asked_says_what_to_do(workspace, monkeypatch):
    def broken(question):
        raise WorkspaceError("索引", "由另一个版本写成。", "请运行 zhitu index。")

    monkeypatch.setattr(workspace, "ask", broken)
    (result,) = called(assistant_server(workspace), ("ask", {"question": "有哪些职责？"}))
    assert result.is_error
    assert "zhitu index" in result.content[0].text


def test_the_same_tools_are_there_over_http(workspace):
    port = free_port()
    command = [sys.executable, "-m", "zhitu", "-w", str(workspace.folder), "mcp", "--http", "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    async def run():
        async with Client(f"http://127.0.0.1:{port}/mcp") as client:
            return {tool.name for tool in (await client.list_tools()).tools}

    try:
        for _ in range(200):
            with socket.socket() as one:
                if not one.connect_ex(("127.0.0.1", port)):
                    break
            time.sleep(0.1)
        assert asyncio.run(run()) == TOOLS
    finally:
        process.terminate()
        process.wait(20)


def test_the_schema_names_what_a_query_may_ask_for(workspace):
    (result,) = called(assistant_server(workspace), ("schema", {}))
    found = value(result)
    assert {"class": "zt:Duty", "name": "职责", "number": 2} in found["classes"]
    assert "zt:underDuty" in {one["property"] for one in found["properties"]}
    assert [one["year"] for one in found["reports"]] == [2022]


def test_examples_are_found_by_words(workspace):
    every, some = called(assistant_server(workspace), ("examples", {}), ("examples", {"words": "法律"}))
    queries = [json.loads(one.text) for one in some.content] if not some.structured_content else some.structured_content
    assert len(value(every)["result"] if isinstance(value(every), dict) else value(every)) >= 30
    assert "法律" in json.dumps(queries, ensure_ascii=False)


def test_long_results_are_cut_and_say_so():
    rows = {"head": {"vars": ["n"]}, "results": {"bindings": [{"n": {"value": str(n)}} for n in range(MOST_ROWS + 7)]}}
    assert capped_rows(rows)["more"] == 7
    answer = capped_answer({"id": "", "plan": {}, "answers": [{}] * (MOST_ANSWERS + 3), "related": [{}] * 9})
    assert (answer["more"], len(answer["related"])) == (3, 5)


def test_a_client_finds_the_tools_over_standard_input_and_output(workspace):
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "zhitu", "-w", str(workspace.folder), "mcp"],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )

    async def run():
        async with Client(stdio_client(server)) as client:
            tools = (await client.list_tools()).tools
            rows = await client.call_tool("sparql", {"query": "SELECT (COUNT(?d) AS ?n) { ?d a zt:Duty }"})
            return tools, value(rows)

    tools, rows = asyncio.run(run())
    assert {tool.name for tool in tools} == TOOLS
    assert all(tool.annotations.read_only_hint and len(tool.description) > 30 for tool in tools)
    assert rows["rows"] == [{"n": "2"}]
