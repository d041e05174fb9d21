"""What a request of the SPARQL 1.1 Protocol asks (https://www.w3.org/TR/sparql11-protocol/): values, no network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl

from zhitu.serving.negotiation import GRAPH_TYPES, NAMES, TABLE_TYPES, preferred

MAX_QUERY_BYTES = 1_000_000
QUERY_TYPE = "application/sparql-query"
FORM_TYPE = "application/x-www-form-urlencoded"
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20]*")


class Refusal(Exception):
    """A request that is not answered: the HTTP status, a readable code, and what to do, in Chinese."""

    def __init__(self, status: HTTPStatus, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class SparqlRequest:
    """A query, its dataset (empty: the union of all graphs), and the format wanted for each kind of result."""

    query: str
    table_format: str
    graph_format: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def read_request(method: str, query_string: str, content_type: str, body: bytes, accept: str) -> SparqlRequest | None:
    """The query of a request; None for a GET without one, which asks what this service is.

    Raises Refusal for what the protocol does not allow, and for updates: this endpoint only reads.
    """
    parameters = _pairs(query_string)
    kind = content_type.partition(";")[0].strip().lower()
    if method == "POST":
        if len(body) > MAX_QUERY_BYTES:
            raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "query_too_long", "查询太长，最多 1 MB。")
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            raise Refusal(HTTPStatus.BAD_REQUEST, "not_utf8", "请求正文不是 UTF-8 编码。") from None
        if kind == FORM_TYPE:
            parameters += _pairs(text)
        elif kind == QUERY_TYPE:
            parameters.append(("query", text))
        elif kind == "application/sparql-update":
            raise _read_only()
        else:
            message = f"POST 的正文类型应为 {QUERY_TYPE} 或 {FORM_TYPE}。"
            raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message)
    if any(name == "update" for name, _ in parameters):
        raise _read_only()
    queries = [value for name, value in parameters if name == "query"]
    if not queries and method != "POST" and not parameters:
        return None
    if len(queries) != 1 or not queries[0].strip():
        message = "请给出一条查询：参数 query 应当恰好出现一次，且不为空。"
        raise Refusal(HTTPStatus.BAD_REQUEST, "no_query", message)
    wanted = next((value for name, value in parameters if name in ("format", "output")), "")
    table, graph = _formats(accept, wanted)
    return SparqlRequest(
        queries[0],
        table,
        graph,
        _graphs(parameters, "default-graph-uri"),
        _graphs(parameters, "named-graph-uri"),
    )


def _formats(accept: str, wanted: str) -> tuple[str, str]:
    """The formats for tables and graphs: by a `format` parameter that is known (a link can say it; headers cannot), else
    by Accept. "" where nothing that is accepted fits that kind of result.
    """
    if named := NAMES.get(wanted.lower()):
        return named
    table, graph = preferred(accept, TABLE_TYPES), preferred(accept, GRAPH_TYPES)
    if table is None and graph is None:
        known = "、".join(sorted(one.partition(";")[0] for one in (*TABLE_TYPES.values(), *GRAPH_TYPES.values())))
        raise Refusal(HTTPStatus.NOT_ACCEPTABLE, "not_acceptable", f"没有客户端接受的格式；可用：{known}。")
    return table or "", graph or ""


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict")
    except ValueError:
        raise Refusal(HTTPStatus.BAD_REQUEST, "bad_parameters", "请求参数读不出来。") from None


def _graphs(parameters: list[tuple[str, str]], name: str) -> tuple[str, ...]:
    values = tuple(value for key, value in parameters if key == name)
    for value in values:
        if not _IRI.fullmatch(value):
            raise Refusal(HTTPStatus.BAD_REQUEST, "bad_graph", f"{name} 应是完整的 IRI：{value!r}。")
    return values


def _read_only() -> Refusal:
    return Refusal(HTTPStatus.FORBIDDEN, "read_only", "这个端点只读，不接受更新。")
