"""The service describes itself as data that standard tools read."""

from __future__ import annotations

import pytest
import rdflib
from rdflib import URIRef
from starlette.testclient import TestClient

from ontology import RDF, SD, SH, VOID, ZT
from zhitu.examples import example_queries
from zhitu.serving.app import create_app
from zhitu.serving.workers import Limits
from zhitu.workspace import Workspace

REPORT = "某区水务局2022年部门整体支出绩效自评报告\n一、部门职责\n1.负责河道管理。\n2.负责防汛抗旱。\n"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("described")
    (folder / "水务.txt").write_text(REPORT, encoding="utf-8")
    workspace = Workspace.open(folder / "ws")
    workspace.add([folder / "水务.txt"])
    with TestClient(create_app(workspace, Limits(seconds=7, processes=1))) as client:
        yield client


def described(client, address, accept="text/turtle"):
    answer = client.get(address, headers={"accept": accept})
    return rdflib.Graph().parse(data=answer.content, format=answer.headers["content-type"].partition(";")[0])


def test_the_endpoint_without_a_query_says_what_it_can_do_and_its_limits(client):
    graph = described(client, "/sparql")
    (service,) = graph.subjects(URIRef(RDF.type), URIRef(SD.Service))
    assert (service, URIRef(SD.feature), URIRef(SD.UnionDefaultGraph)) in graph
    assert (service, URIRef(SD.feature), URIRef(SD.BasicFederatedQuery)) not in graph
    assert any("7 秒" in str(text) for text in graph.objects(service))


def test_a_browser_is_led_to_the_editor(client):
    answer = client.get("/sparql", headers={"accept": "text/html,*/*;q=0.8"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/query")


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples"]
)
def test_the_dataset_counts_its_classes_and_their_properties(client, accept):
    graph = described(client, "/.well-known/void", accept)
    (part,) = graph.subjects(URIRef(VOID["class"]), URIRef(ZT.Duty))
    assert str(graph.value(part, URIRef(VOID.entities))) == "2"
    inside = {
        graph.value(inner, URIRef(VOID.property)) for inner in graph.objects(part, URIRef(VOID.propertyPartition))
    }
    assert URIRef(ZT.evidence) in inside


def test_every_example_has_its_question_in_two_languages_and_runs(client):
    graph = described(client, "/.well-known/sparql-examples")
    found = list(graph.subjects(URIRef(RDF.type), URIRef(SH.SPARQLExecutable)))
    assert len(found) == len(example_queries()) >= 30
    for query in found:
        languages = {text.language for text in graph.objects(query, rdflib.RDFS.comment)}
        assert languages == {"zh", "en"}
        answer = client.post("/sparql", data={"query": str(graph.value(query, URIRef(SH.select)))})
        assert answer.status_code == 200, (query, answer.text)


def test_prefixes_are_data(client):
    graph = described(client, "/.well-known/sparql-examples")
    assert (None, URIRef(SH.namespace), None) in graph
    assert {"zt", "skos"} <= {str(prefix) for prefix in graph.objects(None, URIRef(SH.prefix))}
