"""Our own terms with what the Turtle files say of them, for people: labels, definitions, examples, domain and range.

The reference page (`docs/reference/ontology.md`) and the ontology's page on the server are made from this.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from ontology.namespaces import OWL, PREFIXES, RDF, RDFS, SKOS, ZT, Iri
from ontology.resources import ontology_files

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node


class TermKind(StrEnum):
    """What a term is in OWL, in the order in which people read an ontology."""

    CLASS = "Class"
    OBJECT = "ObjectProperty"
    DATA = "DatatypeProperty"
    ANNOTATION = "AnnotationProperty"
    INDIVIDUAL = "NamedIndividual"


@dataclass(frozen=True, slots=True)
class Term:
    """A class, property or individual of ours. References to other terms are prefixed names: "zt:Duty"."""

    iri: str
    name: str  # local name: "underDuty"
    kind: TermKind
    label: str  # Chinese, as are definition and example
    label_en: str
    definition: str
    definition_en: str
    example: str
    notes: tuple[str, ...]
    above: tuple[str, ...]  # superclasses, superproperties, or the classes of an individual
    domain: tuple[str, ...]
    range: tuple[str, ...]


@cache
def terms() -> tuple[Term, ...]:
    """All terms of the ontology: by kind, then in the order of their names."""
    from rdflib import Graph, URIRef

    graph = Graph()
    for path in ontology_files():
        graph.parse(path, format="turtle")
    found = [
        _term(graph, node, kind)
        for kind in TermKind
        for node in graph.subjects(URIRef(RDF.type), URIRef(OWL[kind]))
        if str(node).startswith(str(ZT))
    ]
    order = list(TermKind)
    return tuple(sorted(found, key=lambda one: (order.index(one.kind), one.name.lower(), one.name)))


def prefixed(iri: str) -> str:
    """The IRI as people write it: `zt:Duty`; in full where no prefix of ours fits."""
    fitting = [(base, prefix) for prefix, base in PREFIXES.items() if iri.startswith(base)]
    if not fitting:
        return iri
    base, prefix = max(fitting, key=lambda one: len(one[0]))
    return f"{prefix}:{iri.removeprefix(base)}"


def _term(graph: Graph, node: Node, kind: TermKind) -> Term:
    above = {TermKind.CLASS: RDFS.subClassOf, TermKind.INDIVIDUAL: RDF.type}.get(kind, RDFS.subPropertyOf)
    return Term(
        iri=str(node),
        name=str(node).removeprefix(str(ZT)),
        kind=kind,
        label=_said(graph, node, RDFS.label, "zh"),
        label_en=_said(graph, node, RDFS.label, "en"),
        definition=_said(graph, node, SKOS.definition, "zh"),
        definition_en=_said(graph, node, SKOS.definition, "en"),
        example=_said(graph, node, SKOS.example, "zh"),
        notes=tuple(sorted(str(note) for note in _objects(graph, node, SKOS.note))),
        above=tuple(name for name in _named(graph, node, above) if name != "owl:NamedIndividual"),
        domain=_named(graph, node, RDFS.domain),
        range=_named(graph, node, RDFS.range),
    )


def _objects(graph: Graph, node: Node, property: Iri) -> list[Node]:
    from rdflib import URIRef

    return list(graph.objects(node, URIRef(property)))


def _said(graph: Graph, node: Node, property: Iri, language: str) -> str:
    """What is said in a language; several sayings one after another, "" where there is none."""
    said = [one for one in _objects(graph, node, property) if getattr(one, "language", None) == language]
    return "；".join(sorted(map(str, said)))


def _named(graph: Graph, node: Node, property: Iri) -> tuple[str, ...]:
    """Prefixed names, our own first."""
    names = {prefixed(str(one)) for one in _objects(graph, node, property)}
    return tuple(sorted(names, key=lambda name: (not name.startswith("zt:"), name)))
