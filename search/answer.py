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

from kg.store import Graph
from ontology import ZT
from search.asking.catalogue import Catalogue
from search.asking.compile import compile_plan
from search.asking.ground import ground
from search.asking.plan import Candidate, Operation, QueryPlan, Target
from search.asking.turns import carried, follows, parts_of
from search.asking.understand import Expand, understand
from search.asking.view import Grounded, Index, View
from search.cited import Answer, Citation, Found, Status, Value
from search.marking import marks_in, words_of
from search.saying import ALWAYS, classifier_of, nothing, say, suggestions
from search.thesaurus import expand

__all__ = ["Answer", "Asker", "Citation", "Found", "Session", "Status", "Value"]

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
        plan = self.plan(question)
        parts = parts_of(plan, self.plan)
        answer = self._together(question, id, parts) if parts else self.answer_plan(question, plan, id=id)
        return replace(answer, took_ms=1000 * (perf_counter() - began))

    def session(self) -> Session:
        """A conversation: each question may leave to the one before what it does not say."""
        return Session(self)

    def answer_plan(self, question: str, plan: QueryPlan, *, id: str = "") -> Answer:
        """The answer to a question that was read already."""
        grounded = ground(plan, self.view)
        if grounded.reason and _says_nothing(grounded.plan):
            text = "没有看懂这个问题。可以问职责、任务、成效、数字、项目、文件、问题或改进措施。"
            return Answer(id, question, Status.NOT_UNDERSTOOD, text, plan.to_json(), "", suggestions=ALWAYS)
        return self._answer(question, id, grounded)

    def ask_all(self, questions: Iterable[Mapping[str, str]]) -> Iterator[Answer]:
        """One answer for each {"id", "q"}, in order."""
        for question in questions:
            yield self.ask(question["q"], id=str(question.get("id", "")))

    def _together(self, question: str, id: str, parts: Sequence[QueryPlan]) -> Answer:
        """One answer to a question of several parts; each part has its own query in `parts`."""
        answers = [self.answer_plan(part.question, part) for part in parts]
        said = [answer for answer in answers if answer.status in (Status.ANSWERED, Status.PARTIAL)]
        main = said[0] if said else answers[0]
        sure = len(said) == len(answers) and all(answer.status is Status.ANSWERED for answer in said)
        found = {one.iri: one for answer in reversed(answers) for one in reversed(answer.answers)}
        return replace(
            main,
            id=id,
            question=question,
            status=(Status.ANSWERED if sure else Status.PARTIAL) if said else main.status,
            text="".join(f"（{number}）{answer.text}" for number, answer in enumerate(answers, 1)),
            answers=tuple(reversed(found.values())),
            values=tuple(value for answer in answers for value in answer.values),
            related=() if said else main.related,
            suggestions=tuple(dict.fromkeys(line for answer in answers for line in answer.suggestions)),
            parts=tuple(answers),
        )

    def _answer(self, question: str, id: str, grounded: Grounded) -> Answer:
        plan = grounded.plan
        sparql = compile_plan(plan)
        if grounded.reason:
            related = self._related(plan, grounded.related)
            return Answer(
                id,
                question,
                Status.NOT_FOUND,
                grounded.reason + _assumed(plan),
                plan.to_json(),
                sparql,
                related=related,
                suggestions=suggestions(related),
            )
        found = _found(self.store.select(sparql), plan)
        if not found:
            return Answer(id, question, Status.NOT_FOUND, nothing(plan), plan.to_json(), sparql, suggestions=ALWAYS)
        values, text = say(plan, grounded, found)
        status = Status.PARTIAL if grounded.unsure or plan.absent_years else Status.ANSWERED
        if plan.absent_years:
            text += f"（工作区里没有{'、'.join(map(str, plan.absent_years))}年的报告。）"
        text += _assumed(plan)
        if plan.not_understood and plan.targets[0] is not Target.QUANTITY and grounded.unsure:
            text += f"（没有认出“{'、'.join(plan.not_understood)}”，按意思相近的内容回答。）"
        return Answer(id, question, status, text, plan.to_json(), sparql, found, values)

    def _related(self, plan: QueryPlan, candidates: Sequence[Candidate]) -> tuple[Found, ...]:
        """What is near: shown beside the reason, found by a query of its own."""
        if not candidates:
            return ()
        figures = any("/observation/" in candidate.iri for candidate in candidates)
        kinds = (Target.QUANTITY,) if figures else RELATED
        near = QueryPlan(question=plan.question, targets=kinds, operation=Operation.LIST, candidates=tuple(candidates))
        return _found(self.store.select(compile_plan(near)), near)


class Session:
    """Questions one after another over one workspace.

    >>> session = asker.session()                               # doctest: +SKIP
    >>> session.ask("2022年教育局培训了多少教师").text             # doctest: +SKIP
    >>> session.ask("那2023年呢").text                           # doctest: +SKIP
    """

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._before: QueryPlan | None = None

    def ask(self, question: str, *, id: str = "") -> Answer:
        """Answer a question, or what it adds to the one before."""
        began = perf_counter()
        plan = self._asker.plan(question)
        if self._before is None or not follows(plan, question):
            self._before = plan
            return self._asker.ask(question, id=id)
        self._before = carried(self._before, plan)
        answer = self._asker.answer_plan(question, self._before, id=id)
        return replace(answer, took_ms=1000 * (perf_counter() - began))


def _assumed(plan: QueryPlan) -> str:
    return f"（{'，'.join(plan.assumed)}。）" if plan.assumed else ""


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


def _merged(reasons: Iterable[str]) -> tuple[str, ...]:
    """Reasons that differ only in the words behind the colon made one: 「对应职责3（可信度0.931）：教师培训、教师资格」."""
    words: dict[str, list[str]] = {}
    for reason in reasons:
        head, _, tail = reason.partition("：")
        words.setdefault(head, []).append(tail)
    return tuple(f"{head}：{'、'.join(filter(None, tails))}" if any(tails) else head for head, tails in words.items())


def _found(rows: Sequence[Mapping[str, str]], plan: QueryPlan) -> tuple[Found, ...]:
    """Rows of one item made one; items in the order of their first rows."""
    items: dict[str, dict[str, Any]] = {}
    words = words_of(plan)
    scores = {candidate.iri: candidate for candidate in plan.candidates}
    for row in rows:
        key = row["item"]
        one = items.setdefault(key, {"row": row, "evidence": {}, "why": {}})
        if "begin" in row:
            start, end = int(row["begin"]), int(row["end"])
            page = int(row["page"]) if "page" in row else None
            marks = marks_in(row["quote"], words)
            ocr = float(row["ocr"]) if "ocr" in row else None
            one["evidence"][row["report"], start] = Citation(row["report"], start, end, row["quote"], page, marks, ocr)
        if "why" in row:
            one["why"][row["why"]] = None
    found = []
    for iri, one in items.items():
        row = one["row"]
        evidence = tuple(citation for _, citation in sorted(one["evidence"].items()))
        value = Value(row["count"], classifier_of(plan.counted), "数量") if "count" in row else None
        if "printed" in row:
            value = Value(row["printed"].replace(",", ""), row.get("unit", ""), row.get("property") or row["label"])
        why = _merged(one["why"])
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
