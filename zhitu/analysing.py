"""Departments held against one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.analysis import Similarity, similar_departments
from ontology import RDFS, SKOS, ZT

if TYPE_CHECKING:
    from zhitu.workspace import Workspace


def similarities(workspace: Workspace) -> tuple[Similarity, ...]:
    """Departments by how alike their outcomes are spread over statutory functions, over all years."""
    profiles: dict[str, dict[str, int]] = {}
    for row in workspace.store.select(f"""SELECT ?department ?function (COUNT(DISTINCT ?outcome) AS ?n) WHERE {{
            ?outcome a <{ZT.Outcome}> ; <{ZT.servesFunction}> ?f ; <{ZT.inReport}>/<{ZT.department}> ?d .
            ?d <{RDFS.label}> ?department . ?f <{SKOS.prefLabel}> ?function FILTER (lang(?function) = "zh")
            }} GROUP BY ?department ?function"""):
        profiles.setdefault(row["department"], {})[row["function"]] = int(row["n"])
    return similar_departments(profiles)
