"""store → passages: what the index holds of one report, read from its named graph."""

from __future__ import annotations

from collections.abc import Iterator

from kg.model import ENTITY_CLASSES
from kg.store import Graph
from ontology import DCTERMS, RDFS, ZT
from search.passages import Passage


def passages_in(store: Graph, report: str) -> Iterator[Passage]:
    """Every searchable entity of the report (its IRI), sorted by IRI."""
    department, year = "", None
    for row in store.select(f"""SELECT ?name ?year WHERE {{ GRAPH <{report}> {{
            OPTIONAL {{ <{report}> <{ZT.department}>/<{RDFS.label}> ?name }}
            OPTIONAL {{ <{report}> <{ZT.year}> ?year }} }} }}"""):
        department = row.get("name", "")
        year = int(row["year"]) if "year" in row else None
    classes = " ".join(f"<{ZT[name]}>" for name in ENTITY_CLASSES)
    labels: dict[str, str] = {}
    parents: dict[str, str] = {}
    for row in store.select(f"""SELECT ?node ?label ?parent WHERE {{ GRAPH <{report}> {{
            ?node <{RDFS.label}> ?label . OPTIONAL {{ ?node <{DCTERMS.isPartOf}> ?parent }} }} }}"""):
        labels[row["node"]] = row["label"]
        if "parent" in row:
            parents[row["node"]] = row["parent"]
    for row in store.select(f"""SELECT ?node ?type ?label ?text WHERE {{ GRAPH <{report}> {{
            VALUES ?type {{ {classes} }} ?node a ?type ; <{RDFS.label}> ?label .
            OPTIONAL {{ ?node <{ZT.text}> ?text }} }} }} ORDER BY ?node"""):
        above: list[str] = []
        node = row["node"]
        while (parent := parents.get(node)) is not None and parent != report and len(above) < 8:
            above.append(labels.get(parent, ""))
            node = parent
        yield Passage(
            iri=row["node"],
            type=row["type"].removeprefix(str(ZT)),
            label=row["label"],
            text=row.get("text", row["label"]),
            report=report,
            department=department,
            year=year,
            context=" / ".join(filter(None, reversed(above))),
        )
