"""A person's decisions on inferred links: list what was inferred, accept or reject it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kg.errors import UnknownReport
from kg.model import Relation
from kg.review import Decision
from ontology import FUNCTION_BASE, OWL, RDFS, SSSOM, ZT
from zhitu.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Inferred:
    """One inferred link with what a reviewer needs to judge it."""

    subject: str
    subject_label: str
    relation: str
    object: str
    object_label: str
    confidence: float
    why: tuple[str, ...]

    @property
    def subject_id(self) -> str:
        return _tail(self.subject)

    @property
    def object_id(self) -> str:
        return _tail(self.object)


def pending(workspace: Workspace, *, report: str | None = None, below: float = 1.0) -> list[Inferred]:
    """Links that no person has decided on, least certain first, with a confidence below `below`."""
    scope = f'FILTER(STRSTARTS(STR(?axiom), "{workspace.find(report).iri}/"))' if report else ""
    decided = {one.link for one in workspace.decisions()}
    reasons: dict[str, list[str]] = {}
    for row in workspace.store.select(f"SELECT ?axiom ?why WHERE {{ ?axiom <{ZT.why}> ?why }} ORDER BY ?why"):
        reasons.setdefault(row["axiom"], []).append(row["why"])
    rows = workspace.store.select(f"""SELECT ?axiom ?s ?p ?o ?c (SAMPLE(?sl) AS ?sLabel) (SAMPLE(?ol) AS ?oLabel) WHERE {{
        ?axiom a <{OWL.Axiom}> ; <{OWL.annotatedSource}> ?s ; <{OWL.annotatedProperty}> ?p ;
          <{OWL.annotatedTarget}> ?o ; <{SSSOM.confidence}> ?c . {scope}
        OPTIONAL {{ ?s <{RDFS.label}> ?sl FILTER(LANG(?sl) != "en") }}
        OPTIONAL {{ ?o <{RDFS.label}> ?ol FILTER(LANG(?ol) != "en") }}
        FILTER(?c < {below}) }} GROUP BY ?axiom ?s ?p ?o ?c ORDER BY ?c ?s ?p ?o""")
    found = [
        Inferred(
            row["s"],
            row.get("sLabel", ""),
            row["p"].removeprefix(str(ZT)),
            row["o"],
            row.get("oLabel", ""),
            float(row["c"]),
            tuple(reasons.get(row["axiom"], ())),
        )
        for row in rows
    ]
    return [one for one in found if (one.subject, one.relation, one.object) not in decided]


def decide(
    workspace: Workspace,
    subject: str,
    relation: str,
    object: str,
    *,
    accepted: bool,
    report: str | None = None,
    reviewer: str = "",
    note: str = "",
) -> Decision:
    """Accept or reject one link; it need not be one that the machine found.

    `subject` and `object` are IRIs, or their ends (`outcome/2.3.1`, `duty/9`, `NR09`) where `report` says in which
    report, or where the workspace holds only one. Raises UnknownReport.
    """
    if relation not in [one.value for one in Relation]:
        raise UnknownReport(relation, "没有这种关系。", f"可用：{'、'.join(Relation)}。")
    whole = [_whole(workspace, part, report) for part in (subject, object)]
    decision = Decision(whole[0], Relation(relation), whole[1], accepted, reviewer, note, date.today().isoformat())
    workspace.decide(decision)
    return decision


def _whole(workspace: Workspace, id: str, report: str | None) -> str:
    if id.startswith(("http://", "https://")):
        return id
    if "/" not in id:
        return f"{FUNCTION_BASE}{id}"
    held = workspace.reports()
    if report is None and len(held) != 1:
        raise UnknownReport(id, "工作区里不止一份报告。", "请用 --report 指明报告，或写完整的 IRI。")
    home = workspace.find(report).iri if report else held[0].iri
    return f"{home}/{id}"


def _tail(iri: str) -> str:
    """The part of an IRI that people recognise: outcome/2.3.1, duty/9, NR09.1."""
    parts = iri.rsplit("/", 2)
    return parts[-1] if parts[-2] in ("function", "project") else "/".join(parts[-2:])
