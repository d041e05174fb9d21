"""Question in, cited answer out.

    asker = Asker(store, index)
    answer = asker.ask("哪些成效对应耕地保护职责？")
    answer.text, answer.answers[0].evidence[0].quote, answer.sparql

Every answer comes from running `answer.sparql` on the store; what cannot be answered has a reason and no values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from time import perf_counter
from typing import Any

from ontology import ZT
from search.asking.catalogue import Catalogue
from search.asking.compile import compile_plan
from search.asking.figures import Figure, common, percent, plain, total_of
from search.asking.ground import ground
from search.asking.plan import Candidate, Operation, QueryPlan, Target
from search.asking.understand import Expand, understand
from search.asking.view import Grounded, Index, View
from search.corpus import Graph
from search.thesaurus import expand

RELATED = (Target.OUTCOME, Target.TASK, Target.DUTY, Target.PROBLEM, Target.IMPROVEMENT)


class Status(StrEnum):
    ANSWERED = "answered"
    PARTIAL = "partial"  # answered, but not everything that was asked, or not for sure
    NOT_FOUND = "not_found"  # understood; the reports do not say
    NOT_UNDERSTOOD = "not_understood"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a report says it: code points of its canonical text, half-open."""

    report: str
    start: int
    end: int
    quote: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """A number as an answer; `role` says what it is in Chinese."""

    number: str
    unit: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found, with its evidence."""

    iri: str
    type: str
    label: str
    text: str
    report: str
    department: str
    year: int | None
    score: float
    evidence: tuple[Citation, ...]
    value: Value | None = None
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked, how it was read, the query, and what it found."""

    id: str
    question: str
    status: Status
    text: str
    plan: Mapping[str, object]
    sparql: str
    answers: tuple[Found, ...] = ()
    values: tuple[Value, ...] = ()
    related: tuple[Found, ...] = ()  # near what was asked, where there is no answer
    took_ms: float = field(default=0.0, compare=False)

    def to_json(self) -> dict[str, Any]:
        """The object that `zhitu ask --json` prints."""
        return {
            "id": self.id,
            "question": self.question,
            "status": str(self.status),
            "text": self.text,
            "plan": dict(self.plan),
            "sparql": self.sparql,
            "answers": [_found_json(found) for found in self.answers],
            "values": [{"number": v.number, "unit": v.unit, "role": v.role} for v in self.values],
            "related": [_found_json(found) for found in self.related],
            "took_ms": round(self.took_ms, 1),
        }


def _found_json(found: Found) -> dict[str, Any]:
    return {
        "iri": found.iri,
        "type": found.type,
        "label": found.label,
        "text": found.text,
        "report": found.report,
        "department": found.department,
        "year": found.year,
        "score": round(found.score, 3),
        "evidence": [
            {"report": c.report, "start": c.start, "end": c.end, "quote": c.quote, "page": c.page}
            for c in found.evidence
        ],
        "value": {"number": found.value.number, "unit": found.value.unit} if found.value else None,
        "why": list(found.why),
    }


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
            return Answer(id, question, Status.NOT_FOUND, _nothing(plan), plan.to_json(), sparql)
        values, text = _say(plan, grounded, found)
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


_CLASSIFIERS = {
    Target.DUTY: ("项", "职责"),
    Target.TASK: ("项", "任务"),
    Target.OUTCOME: ("项", "成效"),
    Target.PROJECT: ("个", "项目"),
    Target.DOCUMENT: ("份", "文件"),
    Target.PROBLEM: ("个", "问题"),
    Target.IMPROVEMENT: ("条", "改进措施"),
    Target.PROVISION: ("条", "法律条款"),
    Target.FUNCTION: ("项", "法定职能"),
    Target.REPORT: ("份", "报告"),
    Target.PLACE: ("个", "地点"),
    Target.ORGANISATION: ("个", "单位"),
    Target.FINDING: ("条", "需要留意的核对结果"),
    Target.QUANTITY: ("个", "数字"),
}


def _nothing(plan: QueryPlan) -> str:
    _, noun = _CLASSIFIERS[plan.targets[0]]
    if plan.operation is Operation.GAP:
        return "没有这样的缺口：每一项都有对应的内容。"
    if plan.targets[0] is Target.FINDING:
        return "核对没有发现对不上的数字。"
    if plan.ordinal is not None:
        return f"报告没有第{plan.ordinal}项{noun}。"
    return f"报告里没有找到相应的{noun}。"


def _say(plan: QueryPlan, grounded: Grounded, found: tuple[Found, ...]) -> tuple[tuple[Value, ...], str]:
    """The values and the short text of an answer."""
    target = plan.targets[0]
    classifier, noun = _CLASSIFIERS[target]
    if len(grounded.figures) > 1:
        if plan.operation in (Operation.PLAN_VS_ACTUAL, Operation.DIFFERENCE) and not plan.sides:
            return _planned_and_actual(grounded.figures[0], grounded.figures[1], grounded.other_figures)
        if plan.operation in (Operation.DIFFERENCE, Operation.SHARE, Operation.SUM, Operation.COMPARE_YEARS):
            return _calculated(plan, grounded.figures, found)
    if target is Target.QUANTITY:
        return _figures(found, grounded)
    labels = "；".join(_short(one.label) for one in found[:5]) + ("……" if len(found) > 5 else "")
    count = Value(str(len(found)), classifier, "总数")
    if target is Target.DUTY and plan.operation is not Operation.GAP:
        numbers = [one.iri.rsplit("/", 1)[-1] for one in found]
        if plan.candidates:
            values = tuple(Value(number, "项", "职责序号") for number in numbers if number.isdigit())
            return values, f"属于第{'、'.join(numbers)}项职责：{labels}。"
    if plan.operation is Operation.GAP:
        return (count,), f"有{len(found)}{classifier}{noun}缺少对应内容：{labels}。"
    if plan.operation is Operation.COUNT or target is not Target.OUTCOME:
        return (count,), f"共{len(found)}{classifier}{noun}：{labels}。"
    return (), f"{'可能相关的有' if grounded.unsure else '找到'}{len(found)}处：{labels}。"


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"


def _figures(found: tuple[Found, ...], grounded: Grounded) -> tuple[tuple[Value, ...], str]:
    values = tuple(one.value for one in found if one.value)
    said = "；".join(one.evidence[0].quote if one.evidence else one.label for one in found[:6])
    if len(found) > 6:
        said += f"……共{len(found)}个数字"
    if grounded.more:
        said += "（还有别的报告写了这个数，请在问题里指明部门或年份）"
    if beside := grounded.other_figures:
        said += "（另有：" + "；".join(figure.clause for figure in beside) + "）"
    return values, said + "。"


def _planned_and_actual(planned: Figure, actual: Figure, beside: Sequence[Figure]) -> tuple[tuple[Value, ...], str]:
    """Planned, actual and what lies between them, exactly, in the unit of the plan."""
    values = [Value(plain(planned.value), planned.unit, "计划"), Value(plain(actual.value), actual.unit, "实际")]
    text = f"计划：{planned.clause}；实际：{actual.clause}"
    if both := common(planned, actual):
        first, second, unit = both
        gap = second - first
        values.append(Value(plain(gap), unit, "差额（实际−计划）"))
        text += f"；实际比计划{'多' if gap >= 0 else '少'}{plain(abs(gap))}{unit}"
        if first:
            text += f"，为计划的{percent(second, first)}%"
    if beside:
        text += "（口径不同的数字：" + "；".join(figure.clause for figure in beside) + "）"
    return tuple(values), text + "。"


def _calculated(plan: QueryPlan, figures: Sequence[Figure], found: Sequence[Found]) -> tuple[tuple[Value, ...], str]:
    """The figures, and what follows from them: difference, share, sum, change from year to year."""
    years = {one.report: one.year for one in found}
    several = plan.operation is Operation.COMPARE_YEARS
    roles = [f"{years.get(f.report)}年" if several else f.what or f.clause for f in figures]
    values = [Value(plain(f.value), f.unit, role) for f, role in zip(figures, roles)]
    said = "；".join(f"{role}：{f.clause}" if several else f.clause for f, role in zip(figures, roles))
    both = common(figures[0], figures[-1])
    if plan.operation is Operation.SUM and (total := total_of(figures)):
        values.append(Value(plain(total[0]), total[1], "合计"))
        said += f"；合计{plain(total[0])}{total[1]}"
    elif plan.operation is Operation.SHARE and both and both[1]:
        share = percent(both[0], both[1])
        values.append(Value(share, "%", "占比"))
        said += f"；占比{share}%"
    elif both:
        gap = both[1] - both[0] if several else both[0] - both[1]
        unit = "个百分点" if both[2] in ("%", "％") else both[2]
        values.append(Value(plain(gap), unit, "变化" if several else "差额"))
        said += f"；{'变化' if several else '相差'}{plain(gap if several else abs(gap))}{unit}"
        if several and both[0] and unit == both[2]:
            said += f"（{percent(gap, both[0])}%）"
    return tuple(values), said + "。"
