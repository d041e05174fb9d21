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


def neighbourhood(
    network: nx.MultiDiGraph[str], centre: str, *, most: int, distance: int = 2
) -> tuple[nx.MultiDiGraph[str], int]:
    """The part of the network within `distance` relations of `centre`, and how many of its nodes were left out.

    The nearest `most` nodes are kept; of those at one distance, the ones with more relations.
    """
    import networkx as nx

    away = nx.single_source_shortest_path_length(network.to_undirected(as_view=True), centre, cutoff=distance)
    ordered = sorted(away, key=lambda node: (away[node], -network.degree(node), node))
    return network.subgraph(ordered[:most]), max(0, len(ordered) - most)


def placed(network: nx.MultiDiGraph[str]) -> dict[str, tuple[float, float]]:
    """A place for each node, x and y from 0 to 1 (Fruchterman & Reingold 1991); the same network, the same places."""
    import networkx as nx

    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(sorted(network))
    simple.add_edges_from(sorted((min(pair), max(pair)) for pair in network.edges()))
    places = nx.spring_layout(simple, seed=1, iterations=120, k=1.6 / max(1, len(simple)) ** 0.5)
    if not places:
        return {}
    low = [min(place[axis] for place in places.values()) for axis in (0, 1)]
    size = [max(place[axis] for place in places.values()) - low[axis] or 1.0 for axis in (0, 1)]
    return {
        node: (float((place[0] - low[0]) / size[0]), float((place[1] - low[1]) / size[1]))
        for node, place in places.items()
    }
