"""What one report holds, for `zhitu show` and for notebooks."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import ENTITY_CLASSES
from ontology import NIF, RDFS, ZT
from zhitu.holdings import Holding
from zhitu.names import CLASS_NAMES
from zhitu.workspace import Workspace

CLASSES = (*ENTITY_CLASSES, "Finding")


@dataclass(frozen=True, slots=True)
class Item:
    """One entity of a report."""

    iri: str
    number: str
    label: str
    ocr: float | None = None  # mean confidence of its page, where it was read from a picture


@dataclass(frozen=True, slots=True)
class Overview:
    """A report and its entities by kind (Chinese name of the kind → items in the report's order)."""

    holding: Holding
    groups: dict[str, tuple[Item, ...]]


def overview(workspace: Workspace, report: str) -> Overview:
    """What the report (IRI, file name, or words of its title) holds. Raises UnknownReport."""
    holding = workspace.find(report)
    groups: dict[str, tuple[Item, ...]] = {}
    for cls in CLASSES:
        rows = workspace.store.select(f"""SELECT ?node ?number (MIN(?l) AS ?label) (MIN(?b) AS ?begin) (MIN(?c) AS ?ocr) WHERE {{
            GRAPH <{holding.iri}> {{ ?node a <{ZT[cls]}> ; <{RDFS.label}> ?l ; <{ZT.evidence}> ?e . ?e <{NIF.beginIndex}> ?b .
            OPTIONAL {{ ?e <{ZT.ocrConfidence}> ?c }}
            OPTIONAL {{ ?node <{ZT.number}> ?number }} }} }} GROUP BY ?node ?number ORDER BY ?begin ?node""")
        if rows:
            groups[CLASS_NAMES[cls]] = tuple(
                Item(row["node"], row.get("number", ""), row["label"], float(row["ocr"]) if "ocr" in row else None)
                for row in rows
            )
    return Overview(holding, groups)
