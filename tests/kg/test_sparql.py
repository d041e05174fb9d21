"""What a query does is told from its tokens."""

from __future__ import annotations

import pytest

from kg.errors import QueryError
from kg.sparql import asks_another_server, names_its_dataset, with_prefixes
from kg.store import Store

TRIPLE = '<https://example.org/s> <https://example.org/p> "{}" .\n'


@pytest.fixture
def store():
    store = Store.in_memory()
    store.replace({f"https://example.org/{year}": TRIPLE.format(year) for year in (2021, 2022)})
    return store


def values(store, sparql, **dataset):
    solutions = store.query(sparql, **dataset)
    return sorted(row["o"].value for row in solutions)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { service silent ?where { ?s ?p ?o } }",
        "LOAD <http://127.0.0.1/x.ttl>",
        "SELECT * { ?s ?p ?o } #\nSELECT * {SERVICE<http://127.0.0.1/>{}}",
    ],
)
def test_a_query_that_asks_another_server_is_known_by_its_keyword(query):
    assert asks_another_server(query)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p "SERVICE <http://127.0.0.1/>" }',
        "SELECT ?service { ?service ?p ?o } # SERVICE",
        "PREFIX s: <http://example.org/SERVICE/> SELECT * { ?x s:SERVICE ?load }",
        "SELECT * { ?s ?p '''a SERVICE\nof the state''' }",
    ],
)
def test_the_word_service_in_a_string_comment_iri_or_name_is_harmless(query):
    assert not asks_another_server(query)


def test_the_engine_knows_no_other_spelling_of_service():
    with pytest.raises(QueryError):
        Store.in_memory().query("SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")


def test_the_default_graph_is_the_union_unless_from_names_its_own(store):
    assert values(store, "SELECT ?o { ?s ?p ?o }") == ["2021", "2022"]
    assert values(store, "SELECT ?o FROM <https://example.org/2021> { ?s ?p ?o }") == ["2021"]
    assert names_its_dataset("SELECT ?o from named <https://example.org/2021> { ?s ?p ?o }")
    assert not names_its_dataset('SELECT ?from { ?from ?p "FROM" }')


def test_graphs_named_beside_the_query_outrank_its_from(store):
    query = "SELECT ?o FROM <https://example.org/2021> { ?s ?p ?o }"
    assert values(store, query, default_graphs=["https://example.org/2022"]) == ["2022"]
    everywhere = "SELECT ?o { GRAPH ?g { ?s ?p ?o } }"
    assert values(store, everywhere, named_graphs=["https://example.org/2021"]) == ["2021"]
    assert values(store, "SELECT ?o { ?s ?p ?o }", named_graphs=["https://example.org/2021"]) == []


def test_a_prefix_in_a_string_or_comment_is_not_declared():
    query = 'SELECT ?s { ?s rdfs:label "zt:Duty" } # skos:prefLabel'
    assert with_prefixes(query).splitlines()[:-1] == ["PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"]
