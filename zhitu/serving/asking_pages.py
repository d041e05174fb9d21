"""Pages on which one asks: in Chinese, or in SPARQL; and the same as JSON."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ontology import PREFIXES, RDFS
from search.answer import Answer
from search.cited import Status
from zhitu.examples import example_queries
from zhitu.serving.site import Site

if TYPE_CHECKING:
    from starlette.applications import Starlette

LONGEST_QUESTION = 500  # characters
SUGGESTED = 8
STARTERS = (
    "哪些成效对应耕地保护职责？",
    "哪些职责没有对应的成效？",
    "年度预算执行率是多少？",
    "老百姓办房产证方便了吗？",
    "存在哪些问题，打算怎么改进？",
)
STATUS_NAMES = {
    Status.ANSWERED: "已回答",
    Status.PARTIAL: "部分回答",
    Status.NOT_FOUND: "报告里没有",
    Status.NOT_UNDERSTOOD: "没有看懂",
}


class AskingPages:
    def __init__(self, site: Site) -> None:
        self.site = site
        self.workspace = site.workspace
        self._terms: tuple[Path, list[dict[str, str]]] | None = None  # of the generation in this folder

    def add_to(self, app: Starlette) -> None:
        app.add_route("/", self.home)
        app.add_route("/ask", self.ask)
        app.add_route("/api/ask", self.ask_json)
        app.add_route("/api/suggest", self.suggest)
        app.add_route("/api/terms", self.terms)
        app.add_route("/query", self.query)
        app.add_route("/about", self.about)

    def home(self, request: Request) -> Response:
        reports = self.workspace.reports()
        return self.site.page(request, "home.html", reports=reports, starters=STARTERS)

    def ask(self, request: Request) -> Response:
        """The answer to `?q=…`, with its evidence beside the report's text."""
        question = _question(request)
        if not question:
            return self.home(request)
        answer = self._answer(question)
        return self.site.page(
            request, "answer.html", question=question, answer=answer, status_names=STATUS_NAMES, shown=_parts(answer)
        )

    def ask_json(self, request: Request) -> Response:
        """The object that `zhitu ask --json` prints."""
        question = _question(request)
        if not question:
            return JSONResponse({"error": "请用参数 q 给出问题。"}, HTTPStatus.BAD_REQUEST)
        return JSONResponse(self._answer(question).to_json())

    def suggest(self, request: Request) -> Response:
        """Questions that go on from what is typed: about functions, duties and projects whose names hold it."""
        return JSONResponse(self._questions_about(_question(request).rstrip("？?")))

    def terms(self, request: Request) -> Response:
        """Prefixed names of the classes and properties that the graph uses, with what they are called in Chinese."""
        generation = self.workspace.published().folder
        if self._terms is None or self._terms[0] != generation:
            self._terms = generation, self._terms_in_use()
        return JSONResponse(self._terms[1])

    def _terms_in_use(self) -> list[dict[str, str]]:
        rows = self.workspace.store.select(f"""SELECT ?term (MIN(?l) AS ?label) WHERE {{
            {{ SELECT DISTINCT ?term {{ ?s ?term ?o }} }} UNION {{ SELECT DISTINCT ?term {{ ?s a ?term }} }}
            OPTIONAL {{ ?term <{RDFS.label}> ?l FILTER (lang(?l) = "zh") }} FILTER (isIRI(?term)) }} GROUP BY ?term""")
        prefixes = sorted(PREFIXES.items(), key=lambda one: -len(one[1]))
        found = []
        for row in rows:
            for prefix, iri in prefixes:
                local = row["term"].removeprefix(iri)
                if row["term"].startswith(iri) and local.isidentifier():
                    found.append({"name": f"{prefix}:{local}", "label": row.get("label", "")})
                    break
        return sorted([*found, {"name": "zt:matches", "label": "按意思检索"}], key=lambda one: one["name"])

    def query(self, request: Request) -> Response:
        """The SPARQL editor; `?query=…` fills it."""
        examples = example_queries()
        query = request.query_params.get("query", "") or examples[0].sparql
        return self.site.page(request, "query.html", query=query, examples=examples, prefixes=PREFIXES)

    def about(self, request: Request) -> Response:
        return self.site.page(request, "about.html")

    def _questions_about(self, typed: str) -> list[str]:
        if not typed:
            return []
        hits = self.workspace.search(typed, k=SUGGESTED)
        forms = {"Duty": "哪些成效对应{}？", "Project": "{}进展如何？", "Problem": "{}，怎样改进？"}
        found = [forms[hit.type].format(hit.passage.label) for hit in hits if hit.type in forms]
        return list(dict.fromkeys([one for one in STARTERS if typed in one] + found))[:SUGGESTED]

    def _answer(self, question: str) -> Answer:
        return self.workspace.ask(question)


def _question(request: Request) -> str:
    return request.query_params.get("q", "").strip()[:LONGEST_QUESTION]


def _parts(answer: Answer) -> tuple[Answer, ...]:
    """The answers whose queries are shown: of a question of several parts, one each."""
    return answer.parts or (answer,)
