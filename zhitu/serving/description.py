"""What this service says of itself as data, for editors, crawlers and assistants.

SPARQL 1.1 Service Description (https://www.w3.org/TR/sparql11-service-description/), VoID with a partition for each class
and property (https://www.w3.org/TR/void/), and example queries as SHACL executables
(https://github.com/sib-swiss/sparql-examples), with the prefixes that need not be declared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from ontology import PREFIXES, RDF, RDFS, SCHEMA, SD, SH, VOID, XSD, ZT
from zhitu.examples import example_queries

if TYPE_CHECKING:
    from rdflib import Graph

    from kg.store import Store
    from zhitu.serving.workers import Limits

FORMATS = {"ttl": "turtle", "nt": "nt", "rdf": "pretty-xml", "jsonld": "json-ld"}
"""Formats of `GRAPH_TYPES` → rdflib's names of them."""

_RESULT_FORMATS = (
    "SPARQL_Results_JSON SPARQL_Results_XML SPARQL_Results_CSV SPARQL_Results_TSV Turtle N-Triples RDF_XML JSON-LD"
)


def service_description(store: Store, address: str, limits: Limits) -> Graph:
    """The endpoint at `address`: languages, formats, limits, prefixes, graphs, and the dataset with its partitions."""
    graph, node = _graph()
    endpoint, dataset = node(address), node(f"{address}#dataset")
    graph.add((endpoint, node(RDF.type), node(SD.Service)))
    graph.add((endpoint, node(SD.endpoint), endpoint))
    graph.add((endpoint, node(SD.supportedLanguage), node(SD.SPARQL11Query)))
    graph.add((endpoint, node(SD.feature), node(SD.UnionDefaultGraph)))
    graph.add((endpoint, node(SD.propertyFeature), node(ZT.matches)))
    for name in _RESULT_FORMATS.split():
        graph.add((endpoint, node(SD.resultFormat), node(f"http://www.w3.org/ns/formats/{name}")))
    megabytes = limits.result_bytes // 1_000_000
    _say(
        graph,
        endpoint,
        RDFS.comment,
        zh=f"只读。每条查询最多 {limits.seconds:g} 秒，结果最多 {megabytes} MB；超过时报错，不给残缺的结果。",
    )
    _say(
        graph,
        endpoint,
        RDFS.comment,
        en=f"Read-only. A query may take {limits.seconds:g} seconds and return {megabytes} MB; beyond that it is an error, never a part of the result.",
    )
    graph.add((endpoint, node(SD.defaultDataset), dataset))
    graph.add((dataset, node(RDF.type), node(SD.Dataset)))
    default = node(f"{address}#default-graph")
    graph.add((dataset, node(SD.defaultGraph), default))
    graph.add((default, node(RDF.type), node(SD.Graph)))
    for iri in store.graphs():
        named = node(_part(address, graph=iri))
        graph.add((dataset, node(SD.namedGraph), named))
        graph.add((named, node(RDF.type), node(SD.NamedGraph)))
        graph.add((named, node(SD.name), node(iri)))
    _add_prefixes(graph, endpoint)
    return graph + dataset_description(store, address)


def dataset_description(store: Store, address: str) -> Graph:
    """The dataset in VoID. Counts are over the union of all graphs, a triple that stands in several counted in each."""
    graph, node = _graph()
    dataset = node(f"{address}#dataset")
    graph.add((dataset, node(RDF.type), node(VOID.Dataset)))
    graph.add((dataset, node(VOID.sparqlEndpoint), node(address)))
    _say(
        graph,
        dataset,
        RDFS.label,
        zh="职图：部门整体支出绩效自评报告知识图谱",
        en="Zhitu: knowledge graph of departmental self-evaluation reports",
    )
    graph.add((dataset, node(VOID.vocabulary), node(ZT)))
    properties = store.select("SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p")
    graph.add((dataset, node(VOID.triples), _integer(sum(int(row["n"]) for row in properties))))
    for row in properties:
        part = node(_part(address, property=row["p"]))
        graph.add((dataset, node(VOID.propertyPartition), part))
        graph.add((part, node(VOID.property), node(row["p"])))
        graph.add((part, node(VOID.triples), _integer(row["n"])))
    classes = store.select(
        "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c FILTER (isIRI(?c)) } GROUP BY ?c ORDER BY ?c"
    )
    used = store.select(
        "SELECT ?c ?p (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o FILTER (isIRI(?c)) } GROUP BY ?c ?p ORDER BY ?c ?p"
    )
    for row in classes:
        part = node(_part(address, **{"class": row["c"]}))
        graph.add((dataset, node(VOID.classPartition), part))
        graph.add((part, node(VOID["class"]), node(row["c"])))
        graph.add((part, node(VOID.entities), _integer(row["n"])))
    for row in used:
        part = node(_part(address, **{"class": row["c"]}))
        inner = node(_part(address, **{"class": row["c"], "property": row["p"]}))
        graph.add((part, node(VOID.propertyPartition), inner))
        graph.add((inner, node(VOID.property), node(row["p"])))
        graph.add((inner, node(VOID.triples), _integer(row["n"])))
    return graph


def example_description(address: str, examples_address: str) -> Graph:
    """The example queries, each with its question in Chinese and English; `address` is the endpoint they are for."""
    from rdflib import Literal

    graph, node = _graph()
    _add_prefixes(graph, node(address))
    for saved in example_queries():
        query = node(f"{examples_address}#{saved.name}")
        graph.add((query, node(RDF.type), node(SH.SPARQLExecutable)))
        graph.add((query, node(RDF.type), node(SH.SPARQLSelectExecutable)))
        _say(graph, query, RDFS.comment, zh=saved.question, en=saved.english)
        graph.add((query, node(SH.select), Literal(saved.sparql)))
        graph.add((query, node(SCHEMA.target), node(address)))
        for term in saved.terms:
            graph.add((query, node(SCHEMA.keywords), Literal(term)))
    return graph


def _graph() -> tuple[Graph, Any]:
    """An empty graph that knows the standard prefixes, and what makes an IRI of a string."""
    from rdflib import Graph, URIRef

    graph = Graph()
    for prefix, iri in PREFIXES.items():
        graph.bind(prefix, iri)
    return graph, lambda iri: URIRef(str(iri))


def _part(address: str, **which: str) -> str:
    """An IRI for a part of the dataset: the same IRI may not hold a second `#`."""
    return f"{address}#{urlencode(which)}"


def _integer(value: int | str) -> Any:
    from rdflib import Literal, URIRef

    return Literal(str(value), datatype=URIRef(XSD.integer))


def _say(graph: Graph, subject: Any, property: str, **texts: str) -> None:
    from rdflib import Literal, URIRef

    for language, text in texts.items():
        graph.add((subject, URIRef(property), Literal(text, lang=language)))


def _add_prefixes(graph: Graph, subject: Any) -> None:
    from rdflib import Literal, URIRef

    for prefix, iri in PREFIXES.items():
        declared = URIRef(f"{subject}#prefix={prefix}")
        graph.add((subject, URIRef(SH.declare), declared))
        graph.add((declared, URIRef(SH.prefix), Literal(prefix)))
        graph.add((declared, URIRef(SH.namespace), Literal(iri, datatype=URIRef(XSD.anyURI))))
