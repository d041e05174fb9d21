"""The workspace as tools for assistants, by the Model Context Protocol (https://modelcontextprotocol.io): reading only.

Every answer is capped, says when it was cut, and names the IRIs by which `evidence` shows the words of the report.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kg.errors import KgError
from kg.model import ENTITY_CLASSES
from ontology import PREFIXES, RDFS, SKOS, ZT
from zhitu.card import card
from zhitu.examples import example_queries
from zhitu.names import CLASS_NAMES
from zhitu.serving.protocol import Refusal, SparqlRequest
from zhitu.serving.queries import Queries
from zhitu.serving.workers import Limits

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from zhitu.workspace import Workspace

MOST_ANSWERS = 20
MOST_ROWS = 100
MOST_LINKS = 40
LIMITS = Limits(seconds=20.0, result_bytes=5_000_000, processes=2)

INSTRUCTIONS = """职图：部门整体支出绩效自评报告的知识图谱（职责、任务、成效、数字、项目、政策文件、问题、法定职能及法律依据）。
先用 ask 以中文提问；要自己组合条件、统计或跨部门比较时，用 schema 看有哪些类和属性，用 examples 找相近的查询，再用 sparql。
引用任何内容之前，用 evidence 取原文：每条都有报告、字符位置和页码。报告没有写的，工具会说没有，不要自己补。
Zhitu answers only what the reports say. Quote the evidence; never fill gaps."""


def assistant_server(workspace: Workspace) -> MCPServer:
    """An MCP server over the workspace with the tools ask, sparql, schema, examples, evidence. None of them writes."""
    from mcp.server import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.types import ToolAnnotations

    from zhitu import __version__

    queries = Queries(workspace, LIMITS)

    @asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        yield
        await queries.close()

    server: MCPServer = MCPServer(
        "zhitu", title="职图", instructions=INSTRUCTIONS, version=__version__, lifespan=lifespan
    )
    reading = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

    @server.tool(annotations=reading)
    def ask(question: str) -> dict[str, Any]:
        """用中文提问，得到短答案、每条结果的 IRI、原文出处和所用的 SPARQL。/ Ask in Chinese; get a cited answer.

        适合：某项职责有哪些成效、某个数字是多少、计划与完成对比、哪些职责没有成效、某项目的情况、法律依据。
        一次问一件事，写明年份和部门。`status` 为 not_found 表示报告里没有，not_understood 表示要换个问法。
        """
        try:
            return capped_answer(workspace.ask(question).to_json())
        except KgError as error:  # the index was built by another version, say
            raise ToolError(str(error)) from None

    @server.tool(annotations=reading)
    async def sparql(query: str) -> dict[str, Any]:
        """运行一条只读的 SPARQL 1.1 查询（SELECT 或 ASK）；标准前缀不必声明。/ Run a read-only SPARQL query.

        默认图是全部报告的并集，每份报告是一个命名图。按意思检索：?x zt:matches ("守住农田" ?score)。
        最多返回 100 行，多出的会说明；请自己加 LIMIT、ORDER BY 或聚合。先看 schema 和 examples 再写。
        """
        try:
            result = await queries.answer(SparqlRequest(query, "json", ""))
        except Refusal as refusal:
            raise ToolError(refusal.message) from None
        return capped_rows(json.loads(result.data))

    @server.tool(annotations=reading)
    def schema() -> dict[str, Any]:
        """图谱的类、属性、前缀，以及工作区里有哪些报告。/ Classes with counts, their properties, prefixes, reports."""
        return schema_of(workspace)

    @server.tool(annotations=reading)
    def examples(words: str = "") -> list[dict[str, str]]:
        """现成的 SPARQL 例子，可按词筛选（如「预算」「法律」「zt:Task」）。/ Example queries, filtered by words."""
        wanted = [
            {"question": one.question, "english": one.english, "sparql": one.sparql}
            for one in example_queries()
            if not words or any(word in f"{one.question} {one.english} {one.sparql}" for word in words.split())
        ]
        return wanted or [{"question": "没有符合的例子；不带参数可看全部。", "english": "none", "sparql": ""}]

    @server.tool(annotations=reading)
    def evidence(iri: str) -> dict[str, Any]:
        """一个 IRI 的原文出处（报告、字符位置、页码、引文）、全文和关系。/ Quotes, text and links of one IRI."""
        try:
            return capped_card(asdict(card(workspace.store, iri)))
        except KgError as error:
            raise ToolError(str(error)) from None

    return server


def capped_answer(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer without the plan, and with at most MOST_ANSWERS things found; `more` says how many were left out."""
    kept = {name: value for name, value in answer.items() if name not in ("id", "plan", "took_ms")}
    kept["answers"] = answer["answers"][:MOST_ANSWERS]
    kept["related"] = answer["related"][:5]
    return {**kept, "more": len(answer["answers"]) - len(kept["answers"])}


def capped_rows(result: dict[str, Any]) -> dict[str, Any]:
    """Rows of a SPARQL JSON result as plain objects, at most MOST_ROWS; `more` says how many were left out."""
    if "boolean" in result:
        return {"boolean": result["boolean"]}
    bindings = result["results"]["bindings"]
    rows = [{name: term["value"] for name, term in row.items()} for row in bindings[:MOST_ROWS]]
    return {"columns": result["head"]["vars"], "rows": rows, "more": len(bindings) - len(rows)}


def capped_card(found: dict[str, Any]) -> dict[str, Any]:
    """A card with at most MOST_LINKS links; `more` says how many were left out."""
    return {**found, "links": found["links"][:MOST_LINKS], "more": max(0, len(found["links"]) - MOST_LINKS)}


def schema_of(workspace: Workspace) -> dict[str, Any]:
    """What a query may ask for: classes with their Chinese names and numbers, properties with definitions, reports."""
    store = workspace.store
    counts = {
        row["class"].removeprefix(str(ZT)): int(row["n"])
        for row in store.select("SELECT ?class (COUNT(DISTINCT ?x) AS ?n) { ?x a ?class } GROUP BY ?class")
    }
    properties = store.select(f"""SELECT DISTINCT ?property ?label ?definition WHERE {{
        ?property <{RDFS.label}> ?label ; <{SKOS.definition}> ?definition
        FILTER (strstarts(str(?property), "{ZT}") && lang(?label) = "zh" && lang(?definition) = "zh")
        FILTER EXISTS {{ ?x ?property ?y }} }} ORDER BY ?property""")
    return {
        "classes": [
            {"class": f"zt:{name}", "name": label, "number": counts.get(name, 0)}
            for name, label in CLASS_NAMES.items()
            if counts.get(name) or name in ENTITY_CLASSES
        ],
        "properties": [
            {
                "property": f"zt:{row['property'].removeprefix(str(ZT))}",
                "name": row["label"],
                "definition": row["definition"],
            }
            for row in properties
        ],
        "also": "rdfs:label 名称；dcterms:isPartOf 属于；nif:anchorOf / nif:beginIndex / nif:endIndex 出处（经 zt:evidence）；"
        "cv:hasLegalResource 法律依据；skos:prefLabel / skos:broader 法定职能",
        "prefixes": dict(PREFIXES),
        "reports": [
            {"iri": one.iri, "title": one.title, "department": one.department, "year": one.year}
            for one in workspace.reports()[:MOST_ROWS]
        ],
    }
