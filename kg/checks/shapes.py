"""SHACL: does a report's graph have the shape that the ontology promises? The only module that knows pySHACL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where a graph breaks a rule."""

    rule: str  # readable name of the shape or invariant
    node: str  # IRI
    message: str  # Chinese


def check_shapes(graph: bytes, shapes: Iterable[bytes], model: Iterable[bytes]) -> tuple[Violation, ...]:
    """Validate `graph` against `shapes`, both Turtle; `model` holds the classes that shapes may target.

    No inference is run: the graph states its superclasses itself. Violations come sorted by node and rule.
    """
    import pyshacl
    from rdflib import Graph
    from rdflib.namespace import RDF, SH

    data = Graph().parse(data=graph, format="turtle")
    rules = Graph()
    for text in shapes:
        rules.parse(data=text, format="turtle")
    known = Graph()
    for text in model:
        known.parse(data=text, format="turtle")
    _, results, _ = pyshacl.validate(data, shacl_graph=rules, ont_graph=known, inference="none", advanced=True)
    assert isinstance(results, Graph)
    found = set()
    for result in results.subjects(RDF.type, SH.ValidationResult):
        if results.value(result, SH.resultSeverity) == SH.Info:
            continue
        shape = str(results.value(result, SH.sourceShape) or "")
        path = str(results.value(result, SH.resultPath) or shape)
        node = str(results.value(result, SH.focusNode) or "")
        messages = sorted(str(one) for one in results.objects(result, SH.resultMessage))
        found.add((node, path.rsplit("#", 1)[-1].rsplit("/", 1)[-1], messages[0] if messages else ""))
    return tuple(Violation(rule, node, message) for node, rule, message in sorted(found))
