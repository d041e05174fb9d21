"""The graph for networkx: entities as nodes, relations as edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model import ENTITY_CLASSES
from kg.store import Graph
from ontology import DCTERMS, OWL, RDFS, SSSOM, ZT

if TYPE_CHECKING:
    import networkx as nx

NODE_CLASSES = (*ENTITY_CLASSES, "StatutoryFunction")
RELATIONS: dict[str, str] = {
    ZT.underDuty: "underDuty",
    ZT.implementsFunction: "implementsFunction",
    ZT.servesFunction: "servesFunction",
    ZT.fulfils: "fulfils",
    ZT.addresses: "addresses",
    ZT.mentions: "mentions",
    DCTERMS.isPartOf: "isPartOf",
}


def network_of(store: Graph, report: str | None = None) -> nx.MultiDiGraph[str]:
    """Entities and relations of one report (its IRI), or of all.

    Nodes are IRIs with `type`, `label` and, where there is one, `text`. Edges carry `relation`, are keyed by it, and
    have `confidence` where the relation was inferred.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    home = f"?node <{ZT.inReport}> <{report}> ." if report else ""
    classes = " ".join(f"<{ZT[name]}>" for name in NODE_CLASSES)
    for row in store.select(f"""SELECT DISTINCT ?node ?type ?label ?text WHERE {{
            VALUES ?type {{ {classes} }}
            ?node a ?type . {home}
            OPTIONAL {{ ?node <{RDFS.label}> ?label }} OPTIONAL {{ ?node <{ZT.text}> ?text }}
            }} ORDER BY ?node ?type ?label"""):
        values = {name: row[name] for name in ("label", "text") if name in row}
        graph.add_node(row["node"], type=row["type"].removeprefix(str(ZT)), **values)
    confidences = {
        (row["s"], row["p"], row["o"]): float(row["c"])
        for row in store.select(f"""SELECT ?s ?p ?o ?c WHERE {{ ?axiom a <{OWL.Axiom}> ;
            <{OWL.annotatedSource}> ?s ; <{OWL.annotatedProperty}> ?p ; <{OWL.annotatedTarget}> ?o ;
            <{SSSOM.confidence}> ?c }}""")
    }
    relations = " ".join(f"<{iri}>" for iri in RELATIONS)
    for row in store.select(f"""SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ {relations} }} ?s ?p ?o .
            {home.replace("?node", "?s")} }} ORDER BY ?s ?p ?o"""):
        subject, predicate, object = row["s"], row["p"], row["o"]
        if subject not in graph:
            continue
        if object not in graph:
            if not predicate.endswith("Function"):
                continue
            graph.add_node(object, type="StatutoryFunction")
        confidence = confidences.get((subject, predicate, object))
        inferred = {} if confidence is None else {"confidence": confidence}
        relation = RELATIONS[predicate]
        graph.add_edge(subject, object, key=relation, relation=relation, **inferred)
    return graph
