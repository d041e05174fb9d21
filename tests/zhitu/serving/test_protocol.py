"""What a request asks, by the SPARQL 1.1 Protocol, told without a network."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from zhitu.serving.negotiation import GRAPH_TYPES, TABLE_TYPES, preferred
from zhitu.serving.protocol import FORM_TYPE, MAX_QUERY_BYTES, QUERY_TYPE, Refusal, read_request

ASK = "ASK { ?s ?p '职责' }"


def get(accept="", **parameters):
    return read_request("GET", urlencode(parameters, doseq=True), "", b"", accept)


def post(kind, body, query_string="", accept=""):
    return read_request("POST", query_string, kind, body, accept)


@pytest.mark.parametrize(
    ("accept", "format"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "xml"),
        ("application/json;q=0.2, text/tab-separated-values", "tsv"),
        ("text/html, application/xml;q=0.9, */*;q=0.8", "xml"),
        ("application/*, text/csv;q=0.1", "json"),
        ("text/csv;q=0, */*", "json"),
        ("image/png", None),
        ("text/csv;q=zero", None),
    ],
)
def test_the_format_is_the_one_that_the_client_likes_best(accept, format):
    assert preferred(accept, TABLE_TYPES) == format


def test_a_client_that_accepts_only_rdf_gets_graphs_and_no_tables():
    asked = get(accept="text/turtle, application/rdf+xml;q=0.5", query=ASK)
    assert (asked.table_format, asked.graph_format) == ("", "ttl")
    assert preferred("application/ld+json", GRAPH_TYPES) == "jsonld"


def test_the_three_ways_to_send_a_query_mean_the_same():
    ways = [get(query=ASK), post(QUERY_TYPE, ASK.encode()), post(FORM_TYPE, urlencode({"query": ASK}).encode())]
    assert [way.query for way in ways] == [ASK] * 3


def test_graphs_are_named_in_the_address_or_in_the_form():
    graphs = {"default-graph-uri": ["https://example.org/a", "https://example.org/乙"], "named-graph-uri": "urn:g"}
    direct = post(f"{QUERY_TYPE}; charset=utf-8", ASK.encode(), urlencode(graphs, doseq=True))
    assert direct == get(query=ASK, **graphs)
    assert direct.default_graphs == ("https://example.org/a", "https://example.org/乙")
    assert direct.named_graphs == ("urn:g",)


def test_a_link_can_say_its_format_where_it_cannot_send_headers():
    assert get(accept="text/html", query=ASK, format="csv").table_format == "csv"
    assert get(accept="*/*", query=ASK, format="turtle").graph_format == "ttl"
    assert get(accept="text/csv", query=ASK, format="no such format").table_format == "csv"


def test_a_get_without_anything_asks_what_the_service_is():
    assert get() is None


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        (("GET", "query=", "", b"", ""), 400, "no_query"),
        (("GET", "query=ASK%7B%7D&query=ASK%7B%7D", "", b"", ""), 400, "no_query"),
        (("GET", "default-graph-uri=urn:g", "", b"", ""), 400, "no_query"),
        (("GET", "query=%ff", "", b"", ""), 400, "bad_parameters"),
        (("GET", "query=ASK%7B%7D&default-graph-uri=a%20b", "", b"", ""), 400, "bad_graph"),
        (("GET", "update=CLEAR+ALL", "", b"", ""), 403, "read_only"),
        (("GET", "query=ASK%7B%7D", "", b"", "image/png"), 406, "not_acceptable"),
        (("POST", "", "text/plain", b"ASK {}", ""), 415, "unsupported_media_type"),
        (("POST", "", "application/sparql-update", b"CLEAR ALL", ""), 403, "read_only"),
        (("POST", "", FORM_TYPE, b"update=CLEAR+ALL", ""), 403, "read_only"),
        (("POST", "", QUERY_TYPE, "ASK { ?s ?p '耕地保护' }".encode("gbk"), ""), 400, "not_utf8"),
        (("POST", "", QUERY_TYPE, b" " * (MAX_QUERY_BYTES + 1), ""), 413, "query_too_long"),
    ],
)
def test_what_the_protocol_does_not_allow_is_refused_with_its_reason(request_, status, code):
    with pytest.raises(Refusal) as refusal:
        read_request(*request_)
    assert (refusal.value.status, refusal.value.code) == (status, code)
