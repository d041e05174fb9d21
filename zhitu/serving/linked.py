"""Linked data: every IRI of the graph leads, by 303, to a page for people or to RDF for programs.

    https://w3id.org/zhitu/id/report/…/2022/duty/9   on this server:  /id/report/…/2022/duty/9
      Accept: text/html      → /page/id/report/…/2022/duty/9
      Accept: text/turtle    → /data/id/report/…/2022/duty/9?format=ttl

(https://www.w3.org/TR/cooluris/#r303gendocument)
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from kg.errors import UnknownEntity
from kg.store import Store
from ontology import ID_BASE, NIF, OWL, ZT
from zhitu.card import iri_term
from zhitu.serving.negotiation import GRAPH_TYPES, accepts_page, preferred

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from zhitu.workspace import Workspace

ROOT = ID_BASE.removesuffix("id/")  # of everything that we publish: /id/, /ontology, /function/, /law/
PLACES = ("id", "function", "law")


class LinkedData:
    """Addresses of the IRIs of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def add_to(self, app: Starlette) -> None:
        for place in PLACES:
            app.add_route(f"/{place}/{{rest:path}}", self.see_other)
        app.add_route("/ontology", self.see_other)
        app.add_route("/data/{rest:path}", self.data)

    def see_other(self, request: Request) -> Response:
        path = quote(request.url.path.lstrip("/"))
        accept = request.headers.get("accept", "")
        if accepts_page(accept):
            target = f"/page/{path}"
        else:
            target = f"/data/{path}?format={preferred(accept, GRAPH_TYPES) or 'ttl'}"
        headers = {"Vary": "Accept", "Access-Control-Allow-Origin": "*"}
        return RedirectResponse(target, HTTPStatus.SEE_OTHER, headers)

    def data(self, request: Request) -> Response:
        """The thing as RDF: what is said of it, its evidence, how each link was inferred, and what points to it."""
        wanted = request.query_params.get("format")
        format = wanted or preferred(request.headers.get("accept", ""), GRAPH_TYPES)
        if format is None or format not in GRAPH_TYPES:
            formats = "、".join(GRAPH_TYPES)
            return PlainTextResponse(f"没有这种格式；可用：{formats}。", HTTPStatus.NOT_ACCEPTABLE)
        store = self.workspace.published().store
        try:
            data = described(store, self.iri(request.path_params["rest"]), format)
        except UnknownEntity as error:
            return PlainTextResponse(str(error), HTTPStatus.NOT_FOUND)
        return Response(data, headers={"Access-Control-Allow-Origin": "*"}, media_type=GRAPH_TYPES[format])

    def iri(self, path: str) -> str:
        """The IRI whose path on this server is `path`, decoded: "id/report/…", "function/NR09", "ontology"."""
        place, _, rest = path.partition("/")
        return f"{self.workspace.base_iri}{rest}" if place == "id" else f"{ROOT}{path}"


def path_of(iri: str, base: str = ID_BASE) -> str | None:
    """The path of the IRI's page on this server, for links between pages; None for IRIs of others."""
    if iri.startswith(base):
        return f"/page/id/{quote(iri.removeprefix(base))}"
    if iri.startswith(str(ZT)):
        return f"/page/ontology#{iri.removeprefix(str(ZT))}"
    if iri.startswith(ROOT) and iri.removeprefix(ROOT).partition("/")[0] in PLACES:
        return f"/page/{quote(iri.removeprefix(ROOT))}"
    return None


def described(store: Store, iri: str, format: str) -> bytes:
    """All that the graph says of the thing, in `format`. Raises UnknownEntity where that is nothing.

    Of a report: its whole graph. Of the ontology: the ontology.
    """
    graph = next((name for name in store.graphs() if name == iri), None)
    if iri == str(ZT).rstrip("#"):
        graph = next(name for name in store.graphs() if name.endswith("graph/ontology"))
    if graph:
        return store.export(format, [graph])
    node = iri_term(iri)
    if not store.select(f"SELECT ?p {{ {node} ?p ?o }} LIMIT 1"):
        raise UnknownEntity(iri, "工作区里没有这个实体。", "可用 /browse 查看有哪些。")
    return store.serialize(
        f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{
        {{ {node} ?p ?o . BIND ({node} AS ?s) }}
        UNION {{ {node} <{ZT.evidence}> ?s . ?s ?p ?o FILTER (?p != <{NIF.isString}>) }}
        UNION {{ ?s <{OWL.annotatedSource}>|<{OWL.annotatedTarget}> {node} ; ?p ?o }}
        UNION {{ ?s ?p {node} . BIND ({node} AS ?o) }} }}""",
        format,
    )
