"""Continuity as the named graph `…/graph/continuity`: links with their axioms, changes, stages, renames and findings.

The graph is recomputed whenever reports come or go. What one lineage says depends on its reports alone, so its triples
are kept under a key of these, and only lineages that changed are computed again; the bytes are the same either way.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from kg.continuity.align import Continuity, Judge, JudgeMerges, align
from kg.continuity.assignment import assign
from kg.continuity.editions import ChangeKind, Continuation, CrossFinding, FollowUp, Merge, Rename, Stage
from kg.continuity.likeness import Likeness, Similarity
from kg.continuity.lineages import Carried, Issue, Lineage, lineages
from kg.continuity.projects import stage_label
from kg.continuity.reading import read_duties, read_edition
from kg.continuity.settings import settings
from kg.model import Justification, Relation, Severity
from kg.rdf import literal
from kg.review import Decision
from kg.store import Graph
from ontology import ORG, OWL, RDF, RDFS, SEMAPV, SSSOM, XSD, ZT

VERSION = 2  # of the way in which links are found; part of the key under which triples are kept

_ACROSS = (Relation.CONTINUES, Relation.VARIANT_OF, Relation.FULFILS)


def continuity_graph(
    graph: Graph,
    issues: Iterable[Issue],
    home: str,
    *,
    similarity: Similarity | None = None,
    encoder: str = "",
    decisions: Sequence[Decision] = (),
    kept: Mapping[str, str] | None = None,
) -> tuple[str, dict[str, str]]:
    """The graph `home` as sorted N-Triples text, and the triples of each lineage by key, to be handed in next time.

    `graph` holds the reports that `issues` lists. `encoder` names what `similarity` comes from.
    """
    decisions = [decision for decision in decisions if decision.relation in _ACROSS]
    judged = {(one.subject, one.object): one.accepted for one in decisions if one.relation is Relation.CONTINUES}
    judge, on_merges = deciding(decisions)
    pieces: dict[str, str] = {}
    for lineage in lineages(issues, carried_by(graph), judged):
        key = _key(lineage, encoder, decisions)
        if kept and key in kept:
            pieces[key] = kept[key]
            continue
        editions = [read_edition(graph, issue) for issue in lineage.issues]
        found = align(
            editions,
            renames=lineage.renames,
            similarity=similarity,
            judge=judge,
            judge_merges=on_merges,
        )
        pieces[key] = _Writer(home).text(replace(found, follow_ups=judge_follow_ups(decisions, found.follow_ups)))
    lines = sorted({line for text in pieces.values() for line in text.splitlines()})
    return "".join(f"{line}\n" for line in lines), pieces


def _key(lineage: Lineage, encoder: str, decisions: Sequence[Decision]) -> str:
    what = [
        VERSION,
        encoder,
        settings(),
        [[issue.report, issue.digest] for issue in lineage.issues],
        [[rename.old, rename.new, rename.confidence] for rename in lineage.renames],
        [[*one.link, one.accepted, one.note] for one in decisions],
    ]
    return hashlib.sha256(json.dumps(what, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def carried_by(graph: Graph) -> Carried:
    """How much of a department's duties another one carries on, read from the graph."""
    return partial(_carried, graph)


def _carried(graph: Graph, old: Issue, new: Issue) -> float:
    """The share of the new department's duties that are alike to one of the old one's; -1 where one lists none."""
    texts = [[duty.text for duty in read_duties(graph, issue.report)] for issue in (old, new)]
    if not all(texts):
        return -1.0
    shared = Likeness(texts[0], texts[1]).shared
    least: float = settings()["rename"]["duty"]
    alike = sum(bool(shared[pair] >= least) for pair in assign(shared))
    return alike / len(texts[1])


# --- a person's decisions -------------------------------------------------------------------------------------

_Link = TypeVar("_Link", Continuation, FollowUp, Merge)
_Decided = dict[tuple[str, str], Decision]


def _on(relation: Relation, decisions: Sequence[Decision]) -> _Decided:
    return {(one.subject, one.object): one for one in decisions if one.relation is relation}


def _kept(links: Sequence[_Link], ends: Callable[[_Link], tuple[str, str]], decided: _Decided) -> list[_Link]:
    """The links without those that a person rejected; accepted ones are sure."""
    kept = []
    for link in links:
        decision = decided.get(ends(link))
        if decision is None:
            kept.append(link)
        elif decision.accepted:
            kept.append(replace(link, confidence=1.0, justification=Justification.MANUAL, why=_reason(decision)))
    return kept


def _reason(decision: Decision) -> tuple[str, ...]:
    return (decision.note or "人工确认",)


def _added(decided: _Decided, met: set[tuple[str, str]], at_hand: frozenset[str]) -> list[Decision]:
    """What a person accepted and the machine did not find, where both ends are here."""
    return [
        decision
        for ends, decision in sorted(decided.items())
        if decision.accepted and ends not in met and at_hand.issuperset(ends)
    ]


def deciding(decisions: Sequence[Decision]) -> tuple[Judge, JudgeMerges]:
    """The decisions as `align` takes them: on continuations, and on merges."""
    return partial(judge_links, decisions), partial(judge_merges, decisions)


def judge_links(
    decisions: Sequence[Decision], links: Sequence[Continuation], at_hand: frozenset[str]
) -> list[Continuation]:
    """The continuations between the units at hand, as people want them."""
    decided = _on(Relation.CONTINUES, decisions)
    return [
        *_kept(links, lambda link: (link.later, link.earlier), decided),
        *(
            Continuation(one.subject, one.object, ChangeKind.REWORDED, 1.0, Justification.MANUAL, _reason(one))
            for one in _added(decided, {(link.later, link.earlier) for link in links}, at_hand)
        ),
    ]


def judge_merges(decisions: Sequence[Decision], merges: Sequence[Merge], at_hand: frozenset[str]) -> list[Merge]:
    """The merges of the things at hand, as people want them."""
    decided = _on(Relation.VARIANT_OF, decisions)
    return [
        *_kept(merges, lambda merge: (merge.variant, merge.canonical), decided),
        *(
            Merge(one.subject, one.object, 1.0, Justification.MANUAL, _reason(one))
            for one in _added(decided, {(merge.variant, merge.canonical) for merge in merges}, at_hand)
        ),
    ]


def judge_follow_ups(decisions: Sequence[Decision], found: Sequence[FollowUp]) -> tuple[FollowUp, ...]:
    """The follow-ups as people want them."""
    return tuple(_kept(found, lambda link: (link.outcome, link.task), _on(Relation.FULFILS, decisions)))


# --- triples --------------------------------------------------------------------------------------------------


class _Writer:
    """Writes what one lineage says; every node's IRI is made from its content."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.lines: list[str] = []

    def text(self, found: Continuity) -> str:
        for link in found.continuations:
            self._axiom(link.later, Relation.CONTINUES, link.earlier, link, ZT[link.change])
        for unit, kind in found.changes:
            self._link(unit, ZT.changeKind, ZT[kind])
        for follow_up in found.follow_ups:
            self._axiom(follow_up.outcome, Relation.FULFILS, follow_up.task, follow_up)
        for merge in found.merges:
            self._axiom(merge.variant, Relation.VARIANT_OF, merge.canonical, merge)
        for stage in found.stages:
            self._stage(stage)
        for rename in found.renames:
            self._rename(rename)
        for finding in found.findings:
            self._finding(finding)
        return "".join(f"{line}\n" for line in sorted(set(self.lines)))

    def _link(self, subject: str, predicate: str, object: str) -> None:
        self.lines.append(f"<{subject}> <{predicate}> <{object}> .")

    def _text(self, subject: str, predicate: str, value: str, language: str = "") -> None:
        self.lines.append(f"<{subject}> <{predicate}> {literal(value)}{'@' + language if language else ''} .")

    def _typed(self, subject: str, predicate: str, value: object, datatype: str) -> None:
        self.lines.append(f'<{subject}> <{predicate}> "{value}"^^<{datatype}> .')

    def _node(self, kind: str, *content: str) -> str:
        return f"{self.home}/{kind}/{hashlib.sha256(chr(10).join(content).encode()).hexdigest()[:16]}"

    def _axiom(
        self,
        subject: str,
        relation: Relation,
        object: str,
        link: Continuation | FollowUp | Merge,
        change: str = "",
    ) -> None:
        self._link(subject, ZT[relation], object)
        axiom = self._node("link", subject, ZT[relation], object)
        self._link(axiom, RDF.type, OWL.Axiom)
        self._link(axiom, OWL.annotatedSource, subject)
        self._link(axiom, OWL.annotatedProperty, ZT[relation])
        self._link(axiom, OWL.annotatedTarget, object)
        self._sure(axiom, link)
        if change:
            self._link(axiom, ZT.changeKind, change)

    def _sure(self, node: str, link: Continuation | FollowUp | Merge | Rename) -> None:
        self._typed(node, SSSOM.confidence, f"{link.confidence:.3f}", XSD.decimal)
        self._link(node, SSSOM.mapping_justification, SEMAPV[link.justification])
        for reason in link.why:
            self._text(node, ZT.why, reason)

    def _stage(self, stage: Stage) -> None:
        node = self._node("stage", stage.project, stage.name, stage.unit.iri)
        self._link(node, RDF.type, ZT.ProjectStage)
        self._text(node, RDFS.label, f"{'计划' if stage.planned else ''}{stage_label(stage.name)}", "zh")
        self._link(node, ZT.stageOf, stage.project)
        self._text(node, ZT.stage, stage.name)
        self._typed(node, ZT.reached, str(not stage.planned).lower(), XSD.boolean)
        self._typed(node, ZT.forYear, stage.year, XSD.gYear)
        self._link(node, ZT.about, stage.unit.iri)
        self._link(node, ZT.inReport, stage.report)
        for evidence in stage.unit.evidence[:1]:
            self._link(node, ZT.evidence, evidence)

    def _rename(self, rename: Rename) -> None:
        node = self._node("rename", rename.old, rename.new)
        self._link(node, RDF.type, ORG.ChangeEvent)
        self._text(node, RDFS.label, f"{rename.old_name}更名为{rename.new_name}", "zh")
        self._link(node, ORG.originalOrganization, rename.old)
        self._link(node, ORG.resultingOrganization, rename.new)
        self._typed(node, ZT.forYear, rename.year, XSD.gYear)
        self._sure(node, rename)

    def _finding(self, finding: CrossFinding) -> None:
        node = self._node(f"finding/{finding.code}", *finding.about)
        self._link(node, RDF.type, ZT.Finding)
        self._text(node, RDFS.label, finding.message, "zh")
        self._text(node, RDFS.comment, finding.message, "zh")
        self._text(node, ZT.code, finding.code)
        self._text(node, ZT.rule, f"continuity.{finding.code}")
        severity = Severity.WARNING if finding.holds is False else Severity.INFO
        self._text(node, ZT.severity, severity)
        if finding.holds is not None:
            self._typed(node, ZT.holds, str(finding.holds).lower(), XSD.boolean)
        for report in finding.reports:
            self._link(node, ZT.inReport, report)
        for about in finding.about:
            self._link(node, ZT.about, about)
        for evidence in finding.evidence:
            self._link(node, ZT.evidence, evidence)
