"""store → verdict: what the checks found in the reports, and whether the graph keeps its own rules."""

from __future__ import annotations

from dataclasses import dataclass

from kg.checks.invariants import check_invariants
from kg.checks.shapes import Violation, check_shapes
from ontology import NIF, RDFS, ZT
from ontology.resources import ontology_files, qc_queries, shape_files
from zhitu.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Checked:
    """One finding about a report's own figures. `holds` as in `kg.model.Finding`."""

    iri: str
    report: str
    code: str
    severity: str
    holds: bool | None
    message: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Findings are about what reports say; violations are about the graph itself and should never occur."""

    findings: tuple[Checked, ...]
    violations: tuple[Violation, ...]


def check_workspace(workspace: Workspace, report: str | None = None) -> Verdict:
    """Check one report (IRI, file name, words of its title) or all. Raises UnknownReport."""
    holdings = [workspace.find(report)] if report else workspace.reports()
    findings: list[Checked] = []
    violations: list[Violation] = []
    shapes = [path.read_bytes() for path in shape_files()]
    model = [path.read_bytes() for path in ontology_files()]
    for holding in holdings:
        findings.extend(findings_of(workspace, holding.iri))
        violations.extend(check_shapes(workspace.store.export("ttl", [holding.iri]), shapes, model))
    violations.extend(check_invariants(workspace.store, qc_queries()))
    return Verdict(tuple(findings), tuple(violations))


def findings_of(workspace: Workspace, report: str) -> list[Checked]:
    """What the checks found in the report (its IRI), alone and held against the reports of other years."""
    graphs = (report, f"{workspace.base_iri}graph/continuity")
    return [one for graph in graphs for one in _findings(workspace, report, graph)]


def _findings(workspace: Workspace, report: str, graph: str) -> list[Checked]:
    """The findings about the report in one graph: its own, or that of what goes on over the years.

    A finding about several reports is told with the last of them by IRI, which is the newest of a department, so that it comes once.
    """
    quotes: dict[str, list[str]] = {}
    for row in workspace.store.select(f"""SELECT ?f ?quote WHERE {{ GRAPH <{graph}> {{ ?f a <{ZT.Finding}> ;
            <{ZT.evidence}> ?e }} GRAPH ?home {{ ?e <{NIF.anchorOf}> ?quote ; <{NIF.beginIndex}> ?b }} }}
            ORDER BY ?f ?home ?b"""):
        quotes.setdefault(row["f"], []).append(row["quote"])
    rows = workspace.store.select(f"""SELECT ?f ?code ?severity ?holds ?message (MAX(?of) AS ?last) WHERE {{
        GRAPH <{graph}> {{ ?f a <{ZT.Finding}> ; <{ZT.inReport}> ?of ; <{ZT.code}> ?code ; <{ZT.severity}> ?severity ; <{RDFS.comment}> ?message .
        OPTIONAL {{ ?f <{ZT.holds}> ?holds }} }} }}
        GROUP BY ?f ?code ?severity ?holds ?message ORDER BY ?code ?f""")
    return [
        Checked(
            row["f"],
            report,
            row["code"],
            row["severity"],
            None if "holds" not in row else row["holds"] == "true",
            row["message"],
            tuple(quotes.get(row["f"], ())),
        )
        for row in rows
        if row["last"] == report
    ]
