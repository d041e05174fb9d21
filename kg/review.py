"""A person's decisions on inferred links: they outrank the machine and survive rebuilds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.model import Justification, Link, Relation
from kg.rdf import literal
from ontology import FUNCTION_BASE, OWL, RDF, SEMAPV, SSSOM, XSD, ZT

if TYPE_CHECKING:
    from kg.store import Store

_OF_FUNCTIONS = (Relation.IMPLEMENTS_FUNCTION, Relation.SERVES_FUNCTION)
_LOCAL_ID = re.compile(r"(?:duty|task|outcome-item|outcome|problem|improvement)/[^/]+")


@dataclass(frozen=True, slots=True)
class Decision:
    """One link judged by a person. `subject` and `object` are whole IRIs; `date` is ISO, given by the caller."""

    subject: str
    relation: Relation
    object: str
    accepted: bool
    reviewer: str = ""
    note: str = ""
    date: str = ""

    @property
    def link(self) -> tuple[str, str, str]:
        """What was decided on: subject, relation, object."""
        return self.subject, self.relation.value, self.object


def apply_decisions(
    links: Iterable[Link], decisions: Iterable[Decision], iri_of: Callable[[str], str]
) -> tuple[Link, ...]:
    """The links as people want them; of several decisions on one link the last holds.

    `iri_of` gives the IRI of a local id, and the report's own for "". A rejected link goes, and with it the functions and
    projects' links that were inferred through it alone; an accepted one has confidence 1 and is added, at the end, where the machine
    does not find it. Decisions on other reports change nothing.
    """
    decided = {decision.link: decision for decision in decisions}  # a later decision replaces an earlier one
    if not decided:
        return tuple(links)
    kept: list[Link] = []
    rejected: list[Link] = []
    met: set[tuple[str, str, str]] = set()
    local: dict[str, str] = {}
    for link in links:
        key = (iri_of(link.subject), link.relation.value, _object_iri(link, iri_of))
        local[key[0]] = link.subject
        if link.relation not in _OF_FUNCTIONS:
            local[key[2]] = link.object
        decision = decided.get(key)
        if decision is None:
            kept.append(link)
        elif decision.accepted:
            kept.append(_confirmed(link, decision))
        else:
            rejected.append(link)
        met.add(key)
    relying = [link for link in kept if _relied_on(link, rejected)]
    gone = {(link.subject, link.relation, link.object) for link in (*rejected, *relying)}
    kept = [link for link in kept if link not in relying and not _voted_by(link, gone)]
    home = iri_of("") + "/"
    for key, decision in decided.items():
        if decision.accepted and key not in met:
            subject = _local_id(decision.subject, local, home)
            object = (
                decision.object.removeprefix(FUNCTION_BASE)
                if decision.relation in _OF_FUNCTIONS
                else _local_id(decision.object, local, home)
            )
            if subject and object:
                kept.append(_confirmed(Link(subject, decision.relation, object, 1.0, Justification.MANUAL), decision))
    return tuple(kept)


def _object_iri(link: Link, iri_of: Callable[[str], str]) -> str:
    return f"{FUNCTION_BASE}{link.object}" if link.relation in _OF_FUNCTIONS else iri_of(link.object)


def _local_id(iri: str, local: dict[str, str], home: str) -> str:
    """The id of `iri` within this report; "" where it belongs to another."""
    if iri in local:
        return local[iri]
    tail = iri.removeprefix(home)
    return tail if tail != iri and _LOCAL_ID.fullmatch(tail) else ""


def _confirmed(link: Link, decision: Decision) -> Link:
    note = decision.note or "人工确认"
    return replace(link, confidence=1.0, justification=Justification.MANUAL, why=(note,))


def _relied_on(link: Link, rejected: list[Link]) -> bool:
    """Whether `link` gives a function by way of a rejected one: its first reason names it (`duty/7→NR07`)."""
    if link.relation is not Relation.SERVES_FUNCTION or link.justification is not Justification.COMPOSITE:
        return False
    duty, _, function = link.why[0].partition("→")
    return any(
        (one.relation is Relation.UNDER_DUTY and (one.subject, one.object) == (link.subject, duty))
        or (one.relation is Relation.IMPLEMENTS_FUNCTION and (one.subject, one.object) == (duty, function))
        for one in rejected
    )


def _voted_by(link: Link, gone: set[tuple[str, Relation, str]]) -> bool:
    """Whether a project had `link` only from units (its reasons) that have it no longer."""
    if not link.subject.startswith("project/"):
        return False
    return bool(link.why) and all((unit, link.relation, link.object) in gone for unit in link.why)


# --- as triples -----------------------------------------------------------------------------------------------


def decision_triples(decisions: Iterable[Decision], graph: str) -> str:
    """The decisions as sorted N-Triples text, an `owl:Axiom` each, for the named graph `graph`."""
    lines = []
    for decision in decisions:
        key = hashlib.sha256("\n".join(decision.link).encode()).hexdigest()[:16]
        node = f"{graph}/{key}"
        lines += [
            f"<{node}> <{RDF.type}> <{OWL.Axiom}> .",
            f"<{node}> <{OWL.annotatedSource}> <{decision.subject}> .",
            f"<{node}> <{OWL.annotatedProperty}> <{ZT[decision.relation]}> .",
            f"<{node}> <{OWL.annotatedTarget}> <{decision.object}> .",
            f'<{node}> <{SSSOM.reviewer_agreement}> "{1 if decision.accepted else -1}"^^<{XSD.decimal}> .',
            f"<{node}> <{SSSOM.mapping_justification}> <{SEMAPV[Justification.MANUAL]}> .",
        ]
        texts = (
            (SSSOM.reviewer_label, decision.reviewer),
            (SSSOM.comment, decision.note),
            (SSSOM.mapping_date, decision.date),
        )
        lines += [f"<{node}> <{term}> {literal(text)} ." for term, text in texts if text]
    return "".join(f"{line}\n" for line in sorted(set(lines)))


def decisions_in(store: Store, graph: str) -> list[Decision]:
    """The decisions in the named graph `graph`, sorted by link."""
    rows = store.select(f"""SELECT ?s ?p ?o ?agreement ?reviewer ?note ?date WHERE {{ GRAPH <{graph}> {{
        ?axiom <{OWL.annotatedSource}> ?s ; <{OWL.annotatedProperty}> ?p ; <{OWL.annotatedTarget}> ?o ;
          <{SSSOM.reviewer_agreement}> ?agreement .
        OPTIONAL {{ ?axiom <{SSSOM.reviewer_label}> ?reviewer }}
        OPTIONAL {{ ?axiom <{SSSOM.comment}> ?note }}
        OPTIONAL {{ ?axiom <{SSSOM.mapping_date}> ?date }} }} }} ORDER BY ?s ?p ?o""")
    return [
        Decision(
            row["s"],
            Relation(row["p"].removeprefix(str(ZT))),
            row["o"],
            row["agreement"] == "1",
            row.get("reviewer", ""),
            row.get("note", ""),
            row.get("date", ""),
        )
        for row in rows
    ]
