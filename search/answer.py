"""Question in, cited answer out.

    asker = Asker(store, index)
    answer = asker.ask("哪些成效对应耕地保护职责？")
    answer.text, answer.answers[0].evidence[0].quote, answer.sparql

Every answer comes from running `answer.sparql` on the store; what cannot be answered has a reason and no values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from time import perf_counter
from typing import Any

from ontology import ZT
from search.asking.catalogue import Catalogue
from search.asking.compile import compile_plan
from search.asking.ground import ground
from search.asking.plan import Candidate, Operation, QueryPlan, Target
from search.asking.understand import Expand, understand
from search.asking.view import Grounded, Index, View
from search.cited import Answer, Citation, Found, Status, Value
from search.corpus import Graph
from search.saying import nothing, say
from search.thesaurus import expand

__all__ = ["Answer", "Asker", "Citation", "Found", "Status", "Value"]

RELATED = (Target.OUTCOME, Target.TASK, Target.DUTY, Target.PROBLEM, Target.IMPROVEMENT)


class Asker:
    """Answers questions over one state of a workspace; what it knows of the workspace is read once, on first use."""

    def __init__(self, store: Graph, index: Index, *, expand: Expand = expand) -> None:
        self.store = store
        self.index = index
        self.expand = expand

    @cached_property
    def view(self) -> View:
        """What questions need to know of the workspace."""
        return View(self.store, self.index, Catalogue.of(self.store))

    def plan(self, question: str) -> QueryPlan:
        """How the question is read, before anything is looked up."""
        return understand(question, self.view.catalogue, self.expand)

    def ask(self, question: str, *, id: str = "") -> Answer:
        """Answer one question. Never raises because of what a question says."""
        began = perf_counter()
        grounded = ground(self.plan(question), self.view)
        if grounded.reason and _says_nothing(grounded.plan):
            text = "没有看懂这个问题。可以问职责、任务、成效、数字、项目、文件、问题或改进措施。"
            answer = Answer(id, question, Status.NOT_UNDERSTOOD, text, grounded.plan.to_json(), "")
        else:
            answer = self._answer(question, id, grounded)
        return replace(answer, took_ms=1000 * (perf_counter() - began))

    def ask_all(self, questions: Iterable[Mapping[str, str]]) -> Iterator[Answer]:
        """One answer for each {"id", "q"}, in order."""
        for question in questions:
            yield self.ask(question["q"], id=str(question.get("id", "")))

    def _answer(self, question: str, id: str, grounded: Grounded) -> Answer:
        plan = grounded.plan
        sparql = compile_plan(plan)
        if grounded.reason:
            related = self._related(plan, grounded.related)
            return Answer(id, question, Status.NOT_FOUND, grounded.reason, plan.to_json(), sparql, related=related)
        found = _found(self.store.select(sparql), plan)
        if not found:
            return Answer(id, question, Status.NOT_FOUND, nothing(plan), plan.to_json(), sparql)
        values, text = say(plan, grounded, found)
        status = Status.PARTIAL if grounded.unsure or plan.absent_years else Status.ANSWERED
        if plan.absent_years:
            text += f"（工作区里没有{'、'.join(map(str, plan.absent_years))}年的报告。）"
        return Answer(id, question, status, text, plan.to_json(), sparql, found, values)

    def _related(self, plan: QueryPlan, candidates: Sequence[Candidate]) -> tuple[Found, ...]:
        """What is near: shown beside the reason, found by a query of its own."""
        if not candidates:
            return ()
        figures = any("/observation/" in candidate.iri for candidate in candidates)
        kinds = (Target.QUANTITY,) if figures else RELATED
        near = QueryPlan(question=plan.question, targets=kinds, operation=Operation.LIST, candidates=tuple(candidates))
        return _found(self.store.select(compile_plan(near)), near)


def _says_nothing(plan: QueryPlan) -> bool:
    """Nothing was recognised: no name, year, function, duty, cue for a kind of thing, nor a word that any report uses."""
    anything = (
        plan.names
        or plan.departments
        or plan.years
        or plan.functions
        or plan.duties
        or plan.missing
        or plan.thresholds
        or plan.ordinal is not None
    )
    if anything:
        return False
    if plan.targets[0] not in (Target.OUTCOME, Target.QUANTITY) and not plan.terms:
        return False
    if not plan.terms:
        return not plan.cued
    return len(plan.not_understood) == len(plan.terms) and not plan.cued


def _found(rows: Sequence[Mapping[str, str]], plan: QueryPlan) -> tuple[Found, ...]:
    """Rows of one item made one; items in the order of their first rows."""
    items: dict[str, dict[str, Any]] = {}
    scores = {candidate.iri: candidate for candidate in plan.candidates}
    for row in rows:
        key = row["item"]
        one = items.setdefault(key, {"row": row, "evidence": {}, "why": {}})
        if "begin" in row:
            start, end = int(row["begin"]), int(row["end"])
            page = int(row["page"]) if "page" in row else None
            one["evidence"][row["report"], start] = Citation(row["report"], start, end, row["quote"], page)
        if "why" in row:
            one["why"][row["why"]] = None
    found = []
    for iri, one in items.items():
        row = one["row"]
        evidence = tuple(citation for _, citation in sorted(one["evidence"].items()))
        value = None
        if "printed" in row:
            value = Value(row["printed"].replace(",", ""), row.get("unit", ""), row.get("property") or row["label"])
        why = tuple(one["why"])
        if iri in scores and scores[iri].why:
            why = (*why, scores[iri].why)
        found.append(
            Found(
                iri=iri,
                type=row["type"].removeprefix(str(ZT)),
                label=row["label"],
                text=row.get("text") or (evidence[0].quote if evidence else row["label"]),
                report=row["report"],
                department=row.get("department", ""),
                year=int(row["year"]) if row.get("year", "").isdigit() else None,
                score=float(row.get("score", 1.0)),
                evidence=evidence,
                value=value,
                why=why,
            )
        )
    return tuple(found)
