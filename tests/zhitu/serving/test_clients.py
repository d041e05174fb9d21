"""The endpoint as standard clients use it, and as the SPARQL 1.1 Protocol tests of the W3C ask of queries."""

from __future__ import annotations

import json
import subprocess
from shutil import which
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from served import served
from SPARQLWrapper import CSV, JSON, TURTLE, SPARQLWrapper

from zhitu.workspace import Workspace

REPORT = "某区水务局{}年部门整体支出绩效自评报告\n一、部门职责\n1.负责河道管理。\n2.负责防汛抗旱。\n"
ZT = rdflib.Namespace("https://w3id.org/zhitu/ontology#")
DUTIES = "SELECT ?text { ?duty a zt:Duty ; zt:text ?text } ORDER BY ?text"


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clients")
    for year in (2021, 2022):
        (folder / f"水务-{year}.txt").write_text(REPORT.format(year), encoding="utf-8")
    Workspace.open(folder / "ws").add([folder])
    with served(folder / "ws") as address:
        yield f"{address}/sparql"


def test_rdflib_reads_the_endpoint_as_a_graph(endpoint):
    graph = rdflib.Graph(SPARQLStore(endpoint))
    duties = set(graph.subjects(rdflib.RDF.type, ZT.Duty))
    assert len(duties) == 4
    assert {str(text) for duty in duties for text in graph.objects(duty, ZT.text)} == {
        "负责河道管理。",
        "负责防汛抗旱。",
    }


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_gets_json_csv_and_turtle(endpoint, method):
    client = SPARQLWrapper(endpoint)
    client.setMethod(method)
    client.setQuery(DUTIES)
    client.setReturnFormat(JSON)
    rows = client.query().convert()["results"]["bindings"]
    assert [row["text"]["value"] for row in rows] == ["负责河道管理。"] * 2 + ["负责防汛抗旱。"] * 2
    client.setReturnFormat(CSV)
    assert client.query().convert().decode().splitlines()[0] == "text"
    client.setQuery("CONSTRUCT { ?d rdfs:label ?l } { ?d a zt:Duty ; rdfs:label ?l }")
    client.setReturnFormat(TURTLE)
    assert len(rdflib.Graph().parse(data=client.query().convert(), format="turtle")) == 4


@pytest.mark.skipif(which("curl") is None, reason="curl is not installed")
def test_curl_needs_nothing_but_the_query(endpoint):
    command = ["curl", "-s", "-H", "Accept: text/csv", endpoint, "--data-urlencode", f"query={DUTIES}"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8").stdout.splitlines()
    assert lines[:2] == ["text", "负责河道管理。"]


# https://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/ , the requests about queries
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
REPORTS = [f"https://w3id.org/zhitu/id/report/某区水务局/{year}" for year in (2021, 2022)]
GRAPHS = "SELECT ?g { GRAPH ?g { ?s a zt:Duty } } GROUP BY ?g ORDER BY ?g"


def sent(endpoint, *, parameters="", body=None, headers=()):
    """Status, media type and body of the answer."""
    request = Request(f"{endpoint}{'?' if parameters else ''}{parameters}", body, dict(headers))
    try:
        with urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read()
    except HTTPError as error:
        return error.code, error.headers.get_content_type(), error.read()


@pytest.mark.parametrize(
    ("name", "request_"),
    [
        ("query_get", {"parameters": urlencode({"query": "ASK {}"})}),
        ("query_post_form", {"body": urlencode({"query": "ASK {}"}).encode(), "headers": {"content-type": FORM}}),
        ("query_post_direct", {"body": b"ASK {}", "headers": {"content-type": DIRECT}}),
        ("query_content_type_ask", {"parameters": urlencode({"query": "ASK {}"})}),
    ],
)
def test_a_query_may_be_sent_in_every_way_of_the_protocol(endpoint, name, request_):
    status, kind, body = sent(endpoint, **request_)
    assert (status, kind) == (200, "application/sparql-results+json"), name
    assert json.loads(body)["boolean"] is True


@pytest.mark.parametrize(
    ("name", "query", "accept", "kind"),
    [
        ("query_content_type_select", DUTIES, "application/sparql-results+xml", "application/sparql-results+xml"),
        ("query_content_type_describe", f"DESCRIBE <{REPORTS[0]}/duty/1>", "text/turtle", "text/turtle"),
        (
            "query_content_type_construct",
            "CONSTRUCT WHERE { ?s a zt:Duty }",
            "application/rdf+xml",
            "application/rdf+xml",
        ),
    ],
)
def test_the_answer_is_of_the_kind_that_the_query_and_the_client_ask_for(endpoint, name, query, accept, kind):
    status, given, _ = sent(endpoint, parameters=urlencode({"query": query}), headers={"accept": accept})
    assert (status, given) == (200, kind), name


@pytest.mark.parametrize("way", ["get", "form", "direct"])
@pytest.mark.parametrize("named", [REPORTS[:1], REPORTS])
def test_the_dataset_may_be_named_beside_the_query(endpoint, way, named):
    parameters = [("named-graph-uri", iri) for iri in named]
    if way == "get":
        request = {"parameters": urlencode([("query", GRAPHS), *parameters])}
    elif way == "form":
        request = {"body": urlencode([("query", GRAPHS), *parameters]).encode(), "headers": {"content-type": FORM}}
    else:
        request = {"parameters": urlencode(parameters), "body": GRAPHS.encode(), "headers": {"content-type": DIRECT}}
    status, _, body = sent(endpoint, **request)
    assert status == 200
    assert [row["g"]["value"] for row in json.loads(body)["results"]["bindings"]] == named


def test_the_default_graph_may_be_named_beside_the_query_and_outranks_from(endpoint):
    query = f"SELECT ?d FROM <{REPORTS[1]}> {{ ?d a zt:Duty }}"
    parameters = urlencode([("query", query), ("default-graph-uri", REPORTS[0])])
    rows = json.loads(sent(endpoint, parameters=parameters)[2])["results"]["bindings"]
    assert {row["d"]["value"].rpartition("/duty/")[0] for row in rows} == {REPORTS[0]}


@pytest.mark.parametrize(
    ("name", "request_", "statuses"),
    [
        ("bad_multiple_queries", {"parameters": "query=ASK%20%7B%7D&query=ASK%20%7B%7D"}, {400}),
        ("bad_query_syntax", {"parameters": urlencode({"query": "ASK {"})}, {400}),
        ("bad_query_wrong_media_type", {"body": b"ASK {}", "headers": {"content-type": "text/plain"}}, {400, 415}),
        ("bad_query_missing_form_type", {"body": b"query=ASK%20%7B%7D", "headers": {"content-type": ""}}, {400, 415}),
        ("bad_query_missing_direct_type", {"body": b"ASK {}", "headers": {"content-type": ""}}, {400, 415}),
        ("bad_query_non_utf8", {"body": b"ASK { ?s ?p '\xff' }", "headers": {"content-type": DIRECT}}, {400}),
    ],
)
def test_what_the_protocol_forbids_is_refused(endpoint, name, request_, statuses):
    status, kind, _ = sent(endpoint, **request_)
    assert status in statuses, name
    assert kind == "application/problem+json"
