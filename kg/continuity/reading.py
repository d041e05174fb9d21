"""Store → editions: what continuity needs of a report's graph."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from kg.continuity.editions import Edition, Figure, Project, Unit
from kg.continuity.lineages import Issue
from kg.continuity.settings import settings
from kg.store import Graph
from ontology import DCTERMS, NIF, OWL, RDFS, SKOS, SSSOM, ZT

UNIT_CLASSES = ("Duty", "Task", "Problem", "Outcome")


def read_edition(graph: Graph, issue: Issue) -> Edition:
    """What the graph of the report says, in text order; four queries, some milliseconds."""
    units = _units(graph, issue.report)
    by_iri = {unit.iri: unit for some in units.values() for unit in some}
    # A link that is not likelier right than wrong ends no silence about a task.
    fulfilled = graph.select(f"""SELECT ?o ?t {{ GRAPH <{issue.report}> {{ ?o <{ZT.fulfils}> ?t
        FILTER NOT EXISTS {{ ?axiom <{OWL.annotatedSource}> ?o ; <{OWL.annotatedProperty}> <{ZT.fulfils}> ;
            <{OWL.annotatedTarget}> ?t ; <{SSSOM.confidence}> ?sure FILTER (?sure < {settings()["follow_up"]["likely"]}) }} }} }}""")
    return Edition(
        report=issue.report,
        department=issue.department,
        name=issue.name,
        year=issue.year,
        kind=issue.kind,
        duties=units["Duty"],
        tasks=units["Task"],
        problems=units["Problem"],
        outcomes=units["Outcome"],
        figures=_figures(graph, issue),
        projects=_projects(graph, issue.report, by_iri),
        fulfilled=frozenset((row["o"], row["t"]) for row in fulfilled),
    )


def read_duties(graph: Graph, report: str) -> tuple[Unit, ...]:
    """The duties of a report, in text order."""
    return _units(graph, report, ("Duty",))["Duty"]


def _units(graph: Graph, report: str, classes: tuple[str, ...] = UNIT_CLASSES) -> dict[str, tuple[Unit, ...]]:
    kinds = " ".join(f"<{ZT[name]}>" for name in classes)
    rows = graph.select(f"""SELECT ?unit ?kind ?number ?label ?text ?evidence ?begin ?heading {{ GRAPH <{report}> {{
        VALUES ?kind {{ {kinds} }}
        ?unit a ?kind ; <{RDFS.label}> ?label ; <{ZT.text}> ?text ; <{ZT.evidence}> ?evidence .
        ?evidence <{NIF.beginIndex}> ?begin .
        OPTIONAL {{ ?unit <{ZT.number}> ?number }}
        OPTIONAL {{ ?unit <{DCTERMS.isPartOf}> ?group . ?group a <{ZT.TaskGroup}> ; <{RDFS.label}> ?heading }} }} }}""")
    rows.sort(key=lambda row: (int(row["begin"]), row["unit"], row["evidence"]))
    found: dict[str, dict[str, Unit]] = {name: {} for name in classes}
    for row in rows:
        name = row["kind"].removeprefix(str(ZT))
        before = found[name].get(row["unit"])
        found[name][row["unit"]] = Unit(
            row["unit"],
            row.get("number", ""),
            row["label"],
            row["text"],
            row.get("heading", ""),
            (*(before.evidence if before else ()), row["evidence"]),
        )
    return {name: tuple(some.values()) for name, some in found.items()}


def _figures(graph: Graph, issue: Issue) -> tuple[Figure, ...]:
    rows = graph.select(f"""SELECT ?item ?indicator ?name ?printed ?value ?unit ?kind ?qualifier ?year ?part ?normalized
            ?base ?measure ?growth ?budget ?clause ?begin ?evidence {{ GRAPH <{issue.report}> {{
        ?item <{ZT.indicator}> ?indicator ; <{ZT.property}> ?name ; <{ZT.printed}> ?printed ; <{ZT.value}> ?value ;
          <{ZT.quantityKind}> ?kind ; <{ZT.evidence}> ?evidence .
        ?evidence <{NIF.anchorOf}> ?clause ; <{NIF.beginIndex}> ?begin .
        OPTIONAL {{ ?item <{DCTERMS.isPartOf}> ?part }}
        OPTIONAL {{ ?item <{ZT.unitText}> ?unit }} OPTIONAL {{ ?item <{ZT.qualifier}> ?qualifier }}
        OPTIONAL {{ ?item <{ZT.forYear}> ?year }}
        OPTIONAL {{ ?item <{ZT.measure}> ?measure }} OPTIONAL {{ ?item <{ZT.growthKind}> ?growth }}
        OPTIONAL {{ ?item a ?budget FILTER(?budget = <{ZT.BudgetFigure}>) }}
        OPTIONAL {{ ?item <{ZT.normalizedValue}> ?normalized ; <{ZT.normalizedUnit}> ?base }} }} }}""")
    rows.sort(key=lambda row: (int(row["begin"]), row["item"], row["evidence"]))
    found: dict[str, Figure] = {}
    for row in rows:
        if row["item"] in found:
            continue
        found[row["item"]] = Figure(
            iri=row["item"],
            indicator=row["indicator"],
            name=row["name"],
            printed=row["printed"],
            value=Decimal(row["value"]),
            unit=row.get("unit", ""),
            kind=row["kind"].removeprefix(str(ZT)),
            year=int(row["year"]) if "year" in row else issue.year,
            part_of=row.get("part", ""),
            qualifier=row.get("qualifier", ""),
            normalized=Decimal(row["normalized"]) if "normalized" in row else None,
            normalized_unit=row.get("base", ""),
            measure=row.get("measure", ""),
            growth=row.get("growth", "").removeprefix(str(ZT)),
            budget="budget" in row,
            clause=row["clause"],
            begin=int(row["begin"]),
            evidence=(row["evidence"],),
        )
    return tuple(found.values())


def _projects(graph: Graph, report: str, units: dict[str, Unit]) -> tuple[Project, ...]:
    rows = graph.select(f"""SELECT ?project ?label ?alias ?unit {{ GRAPH <{report}> {{
        ?project a <{ZT.Project}> ; <{RDFS.label}> ?label .
        OPTIONAL {{ ?project <{SKOS.altLabel}> ?alias }} OPTIONAL {{ ?unit <{ZT.mentions}> ?project }} }} }}""")
    labels: dict[str, str] = {}
    aliases: dict[str, set[str]] = defaultdict(set)
    mentions: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        labels[row["project"]] = row["label"]
        if "alias" in row:
            aliases[row["project"]].add(row["alias"])
        if row.get("unit") in units:
            mentions[row["project"]].add(row["unit"])
    order = {iri: number for number, iri in enumerate(units)}
    return tuple(
        Project(
            iri,
            labels[iri],
            tuple(sorted(aliases[iri])),
            tuple(units[unit] for unit in sorted(mentions[iri], key=order.__getitem__)),
        )
        for iri in sorted(labels)
    )
