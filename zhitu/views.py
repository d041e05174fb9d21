"""Two ways to look at a report as a whole: duties against outcomes, and the plan against what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ontology import DCTERMS, NIF, OWL, RDFS, SSSOM, ZT

if TYPE_CHECKING:
    from kg.store import Row
    from zhitu.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Unit:
    """A duty, task, outcome or item of a report."""

    iri: str
    number: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A unit with the confidence of the link that led to it."""

    unit: Unit
    confidence: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """Duties × groups of outcomes. `cells`: (IRI of the duty, IRI of the group) → outcomes, the surest first.

    A group is the item that outcomes stand in, or "" for those that stand in none.
    """

    duties: tuple[Unit, ...]
    groups: tuple[Unit, ...]
    cells: dict[tuple[str, str], tuple[Linked, ...]]
    without_duty: tuple[Unit, ...]

    def total(self, duty: str) -> int:
        """How many different outcomes stand under the duty."""
        return len({one.unit.iri for (row, _), found in self.cells.items() if row == duty for one in found})


@dataclass(frozen=True, slots=True)
class Delivery:
    """A task and the outcomes that fulfil it, the surest first; none where none was found."""

    task: Unit
    outcomes: tuple[Linked, ...]


def coverage_of(workspace: Workspace, report: str) -> Coverage:
    """Which duties the outcomes of the report (its IRI) stand under."""
    duties, outcomes = units_of(workspace, report, "Duty"), units_of(workspace, report, "Outcome")
    items = {unit.iri: unit for unit in units_of(workspace, report, "OutcomeItem")}
    home = {
        row["x"]: row["item"]
        for row in workspace.store.select(f"""SELECT ?x (MIN(?i) AS ?item) WHERE {{ GRAPH <{report}> {{
            ?x a <{ZT.Outcome}> ; <{DCTERMS.isPartOf}> ?i . ?i a <{ZT.OutcomeItem}> }} }} GROUP BY ?x""")
    }
    known = {unit.iri: unit for unit in outcomes}
    cells: dict[tuple[str, str], list[Linked]] = {}
    covered = set()
    for row in links_of(workspace, report, ZT.underDuty):
        if row["s"] in known:
            covered.add(row["s"])
            cell = cells.setdefault((row["o"], home.get(row["s"], "")), [])
            cell.append(Linked(known[row["s"]], float(row.get("sure", 1))))
    used = {group for _, group in cells}
    groups = [unit for iri, unit in items.items() if iri in used]
    if "" in used:
        groups.append(Unit("", "", "其他", ""))
    return Coverage(
        duties,
        tuple(groups),
        {place: tuple(sorted(found, key=lambda one: -one.confidence)) for place, found in cells.items()},
        tuple(unit for unit in outcomes if unit.iri not in covered),
    )


def delivery_of(workspace: Workspace, report: str) -> tuple[Delivery, ...]:
    """What came of the tasks of the report (its IRI), within the report itself."""
    known = {unit.iri: unit for unit in units_of(workspace, report, "Outcome")}
    found: dict[str, list[Linked]] = {}
    for row in links_of(workspace, report, ZT.fulfils):
        if row["s"] in known:
            found.setdefault(row["o"], []).append(Linked(known[row["s"]], float(row.get("sure", 1))))
    return tuple(Delivery(task, tuple(found.get(task.iri, ()))) for task in units_of(workspace, report, "Task"))


def units_of(workspace: Workspace, report: str, name: str) -> tuple[Unit, ...]:
    """The units of a class in text order."""
    rows = workspace.store.select(f"""SELECT ?x ?label (MIN(?n) AS ?number) (MIN(?t) AS ?text) (MIN(?b) AS ?begin) WHERE {{
        GRAPH <{report}> {{ ?x a <{ZT[name]}> ; <{RDFS.label}> ?label ; <{ZT.evidence}>/<{NIF.beginIndex}> ?b .
        OPTIONAL {{ ?x <{ZT.number}> ?n }} OPTIONAL {{ ?x <{ZT.text}> ?t }} }} }} GROUP BY ?x ?label ORDER BY ?begin ?x""")
    return tuple(Unit(row["x"], row.get("number", ""), row["label"], row.get("text", "")) for row in rows)


def links_of(workspace: Workspace, report: str, relation: str) -> list[Row]:
    """Subject, object and confidence of a relation, the surest first."""
    return workspace.store.select(f"""SELECT ?s ?o (MAX(?c) AS ?sure) WHERE {{ GRAPH <{report}> {{ ?s <{relation}> ?o .
        OPTIONAL {{ ?axiom <{OWL.annotatedSource}> ?s ; <{OWL.annotatedProperty}> <{relation}> ;
            <{OWL.annotatedTarget}> ?o ; <{SSSOM.confidence}> ?c }} }} }} GROUP BY ?s ?o ORDER BY DESC(?sure) ?s ?o""")
