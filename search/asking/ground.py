"""QueryPlan → QueryPlan with what the workspace adds: the things that retrieval brings in for a free topic.

What cannot be answered is decided here as well: a year, place or department that is not in the workspace, a subject that
no report speaks of, a result that was only planned. The nearest thing is then shown as related, never as the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from ontology import FUNCTION_BASE, ZT
from search.asking.catalogue import Catalogue, bare
from search.asking.figures import Figure, figures_of, rank
from search.asking.plan import Candidate, Claim, Measure, Operation, QueryPlan, Target, Term
from search.asking.relevance import Topic
from search.corpus import Graph
from search.passages import Filter, Hit

MANY_REPORTS = 12  # from here on figures are looked for among retrieved passages only
DEPTH = 60
FIGURE_FLOOR = 0.5  # a figure whose words and unit fit less is not what is asked for
PASSAGE_FLOOR = 0.16  # relevance below which a passage is not about the topic
KEEP = 0.55  # passages are kept down to this share of the best one's relevance
AT_MOST = 8


class Index(Protocol):
    """What is needed of `search.index.SearchIndex`."""

    def search(self, query: str, *, k: int = 10, filter: Filter | None = None) -> list[Hit]: ...


@dataclass(frozen=True, slots=True)
class Grounded:
    """A plan that is ready to become a query, or the reason why there is no answer, with what is near it."""

    plan: QueryPlan
    reason: str = ""
    related: tuple[Candidate, ...] = ()
    figures: tuple[Figure, ...] = ()  # the quantities behind the candidates, in their order
    other_figures: tuple[Figure, ...] = ()  # stated beside them, and told from them in the answer: 其中区级…


class Grounding:
    """Everything that turning plans into answers needs to know of one state of the workspace."""

    def __init__(self, graph: Graph, index: Index, catalogue: Catalogue) -> None:
        self.graph = graph
        self.index = index
        self.catalogue = catalogue
        self._figures: dict[str, tuple[Figure, ...]] = {}
        self._concepts: dict[str, frozenset[str]] = {}

    # --- the entry ------------------------------------------------------------------------------------------

    def ground(self, plan: QueryPlan) -> Grounded:
        plan = self._scope(plan)
        if plan.missing:
            return Grounded(plan, "；".join(plan.missing) + "。")
        target = plan.targets[0]
        if target in (Target.REPORT, Target.FINDING):
            return Grounded(plan)
        if target in (Target.PROVISION, Target.FUNCTION):
            return self._legal(plan)
        if plan.operation is Operation.GAP:
            return Grounded(plan)
        if target is Target.QUANTITY:
            return self._quantities(plan)
        if target is Target.DUTY:
            return self._duties(plan)
        if target in (Target.PROJECT, Target.DOCUMENT, Target.PLACE, Target.ORGANISATION):
            return self._named_things(plan)
        if target in (Target.PROBLEM, Target.IMPROVEMENT) and len(plan.targets) == 1:
            return self._problems(plan)
        return self._passages(plan)

    def _scope(self, plan: QueryPlan) -> QueryPlan:
        """Which reports the question is about."""
        departments = {named.iri for named in plan.departments}
        entries = [
            entry
            for entry in self.catalogue.reports
            if (not departments or entry.department in departments) and (not plan.years or entry.year in plan.years)
        ]
        if not entries and not plan.missing:
            who = "、".join(named.label for named in plan.departments)
            when = "、".join(f"{year}年" for year in plan.years)
            return replace(plan, missing=(f"工作区里没有{who}{when}的报告",))
        if len(entries) == len(self.catalogue.reports):
            return plan
        return replace(plan, reports=tuple(entry.iri for entry in entries))

    def _reports(self, plan: QueryPlan) -> tuple[str, ...]:
        return plan.reports or tuple(entry.iri for entry in self.catalogue.reports)

    # --- retrieval ------------------------------------------------------------------------------------------

    def relevant(self, plan: QueryPlan, classes: Iterable[Target], query: str = "") -> list[tuple[float, Hit]]:
        """Passages of the classes by how far they are about the topic, best first."""
        kinds = Filter(reports=plan.reports, types=tuple(str(kind) for kind in classes))
        hits = self.index.search(query or plan.question, k=DEPTH, filter=kinds)
        topic = Topic(plan.terms, self.catalogue, plan.meanings)
        asked = set(plan.functions) | set(plan.hinted)
        scored = []
        for hit in hits:
            if plan.must_say and not all(said in hit.passage.text for said in plan.must_say):
                continue
            covered = topic.in_text(bare(hit.passage.text))
            shared = bool(asked & self._concepts_in(hit))
            scored.append((_together(hit, covered, shared), hit))
        scored.sort(key=lambda pair: (-pair[0], pair[1].iri))
        return scored

    def _concepts_in(self, hit: Hit) -> frozenset[str]:
        """The functions whose labels a passage contains."""
        if hit.iri not in self._concepts:
            matches = self.catalogue.scheme.find(hit.passage.text)
            self._concepts[hit.iri] = frozenset(match.notation for match in matches if not match.hidden)
        return self._concepts[hit.iri]

    # --- passages: outcomes, tasks --------------------------------------------------------------------------

    def _passages(self, plan: QueryPlan) -> Grounded:
        plan = self._duty_constraint(plan)
        has_topic = bool(plan.terms) and not (plan.duties and _only_duty_words(plan))
        if plan.duties and not has_topic:
            return Grounded(replace(plan, terms=()))
        if plan.names:
            return self._about_names(plan)
        if not has_topic:
            return Grounded(plan)
        return self._about_topic(plan)

    def _about_topic(self, plan: QueryPlan) -> Grounded:
        scored = self.relevant(plan, (*plan.targets, Target.TASK, Target.DUTY))
        wanted = {str(target) for target in plan.targets}
        others = [(score, hit) for score, hit in scored if hit.type not in wanted]
        found = [(score, hit) for score, hit in scored if hit.type in wanted]
        if "Outcome" in wanted:
            found = self._follow_tasks(plan, found, others)
        best = found[0][0] if found else 0.0
        nearest = others[0][0] if others else 0.0
        if best < PASSAGE_FLOOR or (nearest > 0.6 and best < 0.45 * nearest):
            reason = "报告没有写到这件事。"
            if nearest >= PASSAGE_FLOOR and nearest > best:
                kind = {"Duty": "职责", "Task": "任务安排"}.get(others[0][1].type, "")
                reason = f"报告里有相关{kind}，但没有写结果。"
            return Grounded(
                plan, reason, tuple(_candidate(score, hit) for score, hit in (others + found)[:3] if score >= 0.1)
            )
        return Grounded(replace(plan, candidates=_cut(found)))

    def _follow_tasks(
        self, plan: QueryPlan, found: list[tuple[float, Hit]], others: list[tuple[float, Hit]]
    ) -> list[tuple[float, Hit]]:
        """An outcome that fulfils the task asked about is about the task's subject, whatever its own words are."""
        tasks = {hit.iri: score for score, hit in others if hit.type == "Task" and score > 0.3}
        if not tasks:
            return found
        fulfilled: dict[str, float] = {}
        for row in self.graph.select(
            f"SELECT ?outcome ?task WHERE {{ VALUES ?task {{ {' '.join(f'<{iri}>' for iri in tasks)} }} "
            f"?outcome <{ZT.fulfils}> ?task }}"
        ):
            fulfilled[row["outcome"]] = max(fulfilled.get(row["outcome"], 0.0), tasks[row["task"]])
        raised = [
            (max(score, min(0.9 * fulfilled[hit.iri], score + 0.35)) if hit.iri in fulfilled else score, hit)
            for score, hit in found
        ]
        return sorted(raised, key=lambda pair: (-pair[0], pair[1].iri))

    def _about_names(self, plan: QueryPlan) -> Grounded:
        """Passages that mention what the question names; of these, those about the rest of the question."""
        iris = " ".join(f"<{named.iri}>" for named in plan.names)
        rows = self.graph.select(
            f"SELECT DISTINCT ?item ?type ?text WHERE {{ VALUES ?named {{ {iris} }} ?item <{ZT.mentions}> ?named ; a ?type ; "
            f"<{ZT.text}> ?text ; <{ZT.inReport}> ?report . {_values('report', plan.reports)} }}"
        )
        names = "、".join(named.label for named in plan.names)
        wanted = {f"{ZT}{target}" for target in plan.targets}
        inside = {row["item"]: row for row in rows if row["type"] in wanted}
        if not inside:
            related = tuple(Candidate(row["item"], 0.5) for row in rows)
            reason = f"报告提到了{names}，但没有写它的成效。" if rows else f"报告没有写到{names}的这件事。"
            return Grounded(plan, reason, related)
        if not plan.terms:
            return Grounded(plan)
        topic = Topic(plan.terms, self.catalogue, plan.meanings)
        scored = {hit.iri: score for score, hit in self.relevant(plan, plan.targets)}
        ranked = sorted(
            ((max(scored.get(iri, 0.0), topic.in_text(bare(row["text"]))), iri) for iri, row in inside.items()),
            key=lambda pair: (-pair[0], pair[1]),
        )
        best = ranked[0][0]
        if best < PASSAGE_FLOOR:
            return Grounded(
                plan, f"报告提到了{names}，但没有写这件事。", tuple(Candidate(iri, 0.5) for _, iri in ranked)
            )
        kept = [(score, iri) for score, iri in ranked if score >= KEEP * best]
        return Grounded(replace(plan, candidates=tuple(Candidate(iri, score) for score, iri in kept)))

    def _duty_constraint(self, plan: QueryPlan) -> QueryPlan:
        """「…职责」 as a constraint: the duties that implement the function named, else those whose words fit."""
        if plan.duties or "职责" not in plan.question and "职能" not in plan.question:
            return plan
        duties = self.duties_of(plan)
        return replace(plan, duties=duties) if duties else plan

    def duties_of(self, plan: QueryPlan):  # type: ignore[no-untyped-def]
        """Duties that the function or the words of the question name; best ones only."""
        from search.asking.plan import Named

        reports = set(self._reports(plan))
        topic = Topic([term for term in plan.terms], self.catalogue)
        asked = {f"{FUNCTION_BASE}{notation}" for notation in plan.functions}
        scored = []
        for duty in self.catalogue.duties:
            if duty.report not in reports:
                continue
            covered = topic.in_text(bare(duty.text)) if topic else 0.0
            implements = bool(asked & set(self.catalogue.duty_functions.get(duty.iri, ())))
            scored.append((covered + (0.5 if implements else 0), duty))
        scored.sort(key=lambda pair: (-pair[0], pair[1].iri))
        if not scored or scored[0][0] < 0.5:
            return ()
        best = scored[0][0]
        return tuple(
            Named(duty.iri, "Duty", duty.label, "、".join(plan.function_words) or plan.topic)
            for score, duty in scored
            if score >= 0.9 * best
        )

    # --- duties ---------------------------------------------------------------------------------------------

    def _duties(self, plan: QueryPlan) -> Grounded:
        """Duties listed or counted, by number, or the one that a matter belongs to."""
        if plan.duties or not plan.terms:
            return Grounded(plan)
        reports = set(self._reports(plan))
        scored = self.relevant(plan, (Target.DUTY, Target.OUTCOME, Target.TASK))
        own = {hit.iri: score for score, hit in scored if hit.type == "Duty"}
        through: dict[str, float] = {}
        matters = {hit.iri: score for score, hit in scored if hit.type != "Duty"}
        if matters:
            iris = " ".join(f"<{iri}>" for iri in list(matters)[:6])
            for row in self.graph.select(
                f"""SELECT ?item ?duty ?confidence WHERE {{ VALUES ?item {{ {iris} }} ?item <{ZT.underDuty}> ?duty .
                ?link <http://www.w3.org/2002/07/owl#annotatedSource> ?item ;
                      <http://www.w3.org/2002/07/owl#annotatedProperty> <{ZT.underDuty}> ;
                      <http://www.w3.org/2002/07/owl#annotatedTarget> ?duty ; <https://w3id.org/sssom/confidence> ?confidence }}"""
            ):
                value = matters[row["item"]] * float(row["confidence"])
                through[row["duty"]] = max(through.get(row["duty"], 0.0), value)
        asked = {f"{FUNCTION_BASE}{notation}" for notation in plan.functions}
        ranked = []
        for duty in self.catalogue.duties:
            if duty.report not in reports:
                continue
            implements = 0.25 if asked & set(self.catalogue.duty_functions.get(duty.iri, ())) else 0.0
            score = max(own.get(duty.iri, 0.0), through.get(duty.iri, 0.0)) + implements
            ranked.append((min(score, 1.0), duty.iri))
        ranked.sort(key=lambda pair: (-pair[0], pair[1]))
        if not ranked or ranked[0][0] < PASSAGE_FLOOR:
            return Grounded(plan, "没有哪项职责写到这件事。")
        best = ranked[0][0]
        kept = [(score, iri) for score, iri in ranked if score >= 0.8 * best][:3]
        if plan.operation is not Operation.COUNT and "哪些" not in plan.question:
            kept = [(score, iri) for score, iri in kept if score >= 0.97 * best]
        return Grounded(replace(plan, candidates=tuple(Candidate(iri, score) for score, iri in kept)))

    def _legal(self, plan: QueryPlan) -> Grounded:
        """The duties whose functions have the legal basis asked for."""
        reports = set(self._reports(plan))
        implemented = {
            function.removeprefix(str(FUNCTION_BASE))
            for duty in self.catalogue.duties
            if duty.report in reports
            for function in self.catalogue.duty_functions.get(duty.iri, ())
        }
        for widen in (lambda n: (n,), self.catalogue.scheme.ancestors, lambda n: self.catalogue.scheme[n].narrower):
            chosen = [n for notation in plan.functions for n in widen(notation) if n in implemented]
            if chosen:
                return Grounded(replace(plan, functions=tuple(dict.fromkeys(chosen))))
        if plan.duties:
            return Grounded(replace(plan, functions=()))
        grounded = self._duties(replace(plan, targets=(Target.DUTY,), functions=())) if plan.terms else Grounded(plan)
        if grounded.reason or not grounded.plan.candidates:
            return Grounded(plan, "报告的职责里没有这项职能，给不出它的法律依据。")
        from search.asking.plan import Named

        labels = {duty.iri: duty.label for duty in self.catalogue.duties}
        duties = tuple(Named(c.iri, "Duty", labels[c.iri], plan.topic) for c in grounded.plan.candidates[:1])
        return Grounded(replace(plan, functions=(), duties=duties))

    # --- problems and what is done about them -----------------------------------------------------------------

    def _problems(self, plan: QueryPlan) -> Grounded:
        if not plan.terms or plan.ordinal is not None:
            return Grounded(plan)
        scored = self.relevant(plan, (Target.PROBLEM, Target.IMPROVEMENT))
        wanted = str(plan.targets[0])
        found = {hit.iri: score for score, hit in scored if hit.type == wanted}
        if plan.targets[0] is Target.IMPROVEMENT:
            problems = {hit.iri: score for score, hit in scored if hit.type == "Problem"}
            for row in self.graph.select(f"SELECT ?one ?other WHERE {{ ?one <{ZT.addresses}> ?other }}"):
                if row["other"] in problems and (not plan.reports or row["one"] in found):
                    found[row["one"]] = max(found.get(row["one"], 0.0), 0.95 * problems[row["other"]])
        ranked = sorted(((score, iri) for iri, score in found.items()), key=lambda pair: (-pair[0], pair[1]))
        if not ranked or ranked[0][0] < 0.6 * PASSAGE_FLOOR:
            what = "问题" if wanted == "Problem" else "改进措施"
            return Grounded(plan, f"报告没有写这方面的{what}。", tuple(Candidate(iri, 0.3) for _, iri in ranked[:3]))
        kept = [(score, iri) for score, iri in ranked if score >= 0.6 * ranked[0][0]]
        return Grounded(replace(plan, candidates=tuple(Candidate(iri, score) for score, iri in kept)))

    # --- named things ---------------------------------------------------------------------------------------

    def _named_things(self, plan: QueryPlan) -> Grounded:
        """Projects, documents, places, bodies: all of them, or those in passages about the topic."""
        if not plan.terms and not plan.duties and not plan.names:
            return Grounded(plan)
        if plan.operation is Operation.COUNT or plan.measure is Measure.COUNT:
            counted = self._quantities(replace(plan, targets=(Target.QUANTITY,), operation=Operation.VALUE))
            if not counted.reason:
                return counted
        inner = replace(plan, targets=(Target.OUTCOME, Target.TASK), operation=Operation.LIST)
        passages = self._passages(inner)
        if passages.reason:
            return replace(passages, plan=plan)
        iris = [c.iri for c in passages.plan.candidates] or [
            row["item"]
            for row in self.graph.select(
                f"SELECT DISTINCT ?item WHERE {{ {_values('named', [n.iri for n in plan.names])} "
                f"{_values('duty', [d.iri for d in passages.plan.duties])} ?item a ?type "
                f"{'; <' + ZT.mentions + '> ?named ' if plan.names else ''}"
                f"{'; <' + ZT.underDuty + '> ?duty ' if passages.plan.duties else ''}"
                f". VALUES ?type {{ <{ZT.Outcome}> <{ZT.Task}> }} }} ORDER BY ?item"
            )
        ]
        mentioned = self.graph.select(
            f"SELECT DISTINCT ?thing WHERE {{ {_values('item', iris)} ?item <{ZT.mentions}> ?thing . "
            f"?thing a <{ZT}{plan.targets[0]}> }}"
        )
        if mentioned:
            return Grounded(replace(plan, within=tuple(iris), names=(), duties=()))
        return Grounded(replace(passages.plan, operation=plan.operation))

    # --- quantities -----------------------------------------------------------------------------------------

    def figures(self, plan: QueryPlan) -> list[Figure]:
        """The figures of the reports in question; of many reports, those near the topic."""
        reports = self._reports(plan)
        if len(reports) > MANY_REPORTS:
            kinds = Filter(reports=plan.reports, types=("Observation", "Outcome", "Task"))
            hits = self.index.search(plan.question, k=4 * DEPTH, filter=kinds)
            reports = tuple(dict.fromkeys(hit.report for hit in hits))[:MANY_REPORTS]
        found: list[Figure] = []
        for report in reports:
            if report not in self._figures:
                self._figures[report] = figures_of(self.graph, report)
            found += self._figures[report]
        return found

    def _quantities(self, plan: QueryPlan) -> Grounded:
        figures = self.figures(plan)
        topic = Topic(plan.terms, self.catalogue, plan.meanings)
        if plan.names:
            named = {row["item"] for row in self._mentioning(plan)}
            near = [figure for figure in figures if figure.part_of in named]
            figures = near or figures
            topic = Topic((*plan.terms, *(Term(name.written) for name in plan.names)), self.catalogue)
        if plan.thresholds:
            return self._within_limits(plan, figures, topic)
        ranked = rank(figures, topic, plan)
        if plan.operation is Operation.PLAN_VS_ACTUAL:
            return self._plan_and_actual(plan, figures, topic)
        if plan.operation in (Operation.LARGEST, Operation.SMALLEST):
            fitting = [(score, f) for score, f in ranked if score >= (FIGURE_FLOOR if topic else 0)]
            if not fitting:
                return Grounded(plan, "报告没有写这方面的数字。")
            sign = -1 if plan.operation is Operation.LARGEST else 1
            fitting.sort(key=lambda pair: (sign * pair[1].base, pair[1].begin))
            return self._chosen(plan, [fitting[0]])
        if not ranked or ranked[0][0] < FIGURE_FLOOR or not topic:
            related = tuple(Candidate(figure.iri, max(score, 0.0)) for score, figure in ranked[:3] if score >= 0.3)
            return Grounded(plan, "报告没有写这个数。", related)
        best = ranked[0][0]
        kept = [(score, f) for score, f in ranked if score >= best - 0.02 and f.report == ranked[0][1].report]
        kept = self._one_for_each_report(ranked, best) if len(self._reports(plan)) > 1 else kept
        beside = [
            f for score, f in ranked if f.part_of == ranked[0][1].part_of and f.is_part and f.iri != ranked[0][1].iri
        ]
        grounded = self._chosen(plan, kept[:3])
        return replace(grounded, other_figures=tuple(beside[:2]))

    def _one_for_each_report(self, ranked: list[tuple[float, Figure]], best: float) -> list[tuple[float, Figure]]:
        seen, kept = set(), []
        for score, figure in ranked:
            if score >= max(FIGURE_FLOOR, best - 0.12) and figure.report not in seen:
                seen.add(figure.report)
                kept.append((score, figure))
        return kept

    def _mentioning(self, plan: QueryPlan) -> list[dict[str, str]]:
        return self.graph.select(
            f"SELECT DISTINCT ?item WHERE {{ {_values('named', [n.iri for n in plan.names])} ?item <{ZT.mentions}> ?named }}"
        )

    def _chosen(self, plan: QueryPlan, kept: Sequence[tuple[float, Figure]]) -> Grounded:
        candidates = tuple(Candidate(figure.iri, min(max(score, 0.0), 1.0)) for score, figure in kept)
        return Grounded(replace(plan, candidates=candidates), figures=tuple(figure for _, figure in kept))

    def _within_limits(self, plan: QueryPlan, figures: list[Figure], topic: Topic) -> Grounded:
        """Figures beyond a limit; what the question is about is compared loosely, since the limit already says much."""
        kept = []
        for figure in figures:
            if figure.measure is not plan.measure or not all(_meets(figure, limit) for limit in plan.thresholds):
                continue
            score = topic.in_fields(figure.fields) if topic else 1.0
            kept.append((score, figure))
        if topic and kept:
            floor = 0.45 * max(score for score, _ in kept)
            kept = [(score, figure) for score, figure in kept if score >= floor]
        if not kept:
            return Grounded(plan, "报告里没有符合这个条件的数字。")
        return self._chosen(plan, kept)

    def _plan_and_actual(self, plan: QueryPlan, figures: list[Figure], topic: Topic) -> Grounded:
        """The planned and the achieved figure of one quantity."""
        planned = rank(
            [f for f in figures if f.kind in ("Planned", "Budgeted")], topic, replace(plan, claim=Claim.PLANNED)
        )
        actual = rank([f for f in figures if f.kind == "Actual"], topic, replace(plan, claim=Claim.ACTUAL))
        pairs = [
            (a + b, (a, first), (b, second))
            for a, first in planned[:6]
            for b, second in actual[:6]
            if first.report == second.report
            and first.measure is second.measure
            and a >= FIGURE_FLOOR - 0.1
            and b >= FIGURE_FLOOR - 0.1
            if first.measure is not Measure.COUNT or first.unit == second.unit
        ]
        if not pairs:
            what = (
                "计划数"
                if planned and planned[0][0] >= FIGURE_FLOOR
                else "实际数"
                if actual and actual[0][0] >= FIGURE_FLOOR
                else ""
            )
            reason = f"报告只写了{what}，无法比较。" if what else "报告没有写这方面的计划数和实际数。"
            near = [pair for pair in (planned[:1] + actual[:1]) if pair[0] >= FIGURE_FLOOR]
            return Grounded(plan, reason, tuple(Candidate(f.iri, score) for score, f in near))
        _, first, second = max(pairs, key=lambda pair: pair[0])
        grounded = self._chosen(plan, [first, second])
        beside = [
            f for score, f in actual if f.part_of == second[1].part_of and f.is_part and f.measure is first[1].measure
        ]
        return replace(grounded, other_figures=tuple(beside[:1]))


def _together(hit: Hit, covered: float, shared: bool) -> float:
    """One number from retrieval, the topic's words and a shared function: the chance of a miss in all of them."""
    miss = (1 - hit.score) * (1 - 0.75 * covered)
    if shared:
        miss *= 0.75
    return 1 - miss * (1 - 0.5 * max(0.0, hit.dense - 0.25))


def _meets(figure: Figure, limit) -> bool:  # type: ignore[no-untyped-def]
    value, bound = figure.base, limit.base
    return {">": value > bound, ">=": value >= bound, "<": value < bound, "<=": value <= bound}[limit.operator]


def _cut(scored: Sequence[tuple[float, Hit]]) -> tuple[Candidate, ...]:
    """The best passages: down to a share of the best one's relevance."""
    best = scored[0][0]
    return tuple(_candidate(score, hit) for score, hit in scored[:AT_MOST] if score >= max(PASSAGE_FLOOR, KEEP * best))


def _candidate(score: float, hit: Hit) -> Candidate:
    return Candidate(hit.iri, min(score, 1.0), f"检索相关度 {hit.score:.2f}")


def _only_duty_words(plan: QueryPlan) -> bool:
    """Whether the topic is no more than what names the duty."""
    rest = plan.topic
    for words in (*plan.function_words, "职责", "职能", "职权", "事权"):
        rest = rest.replace(words, "")
    return len(rest.replace(" ", "")) < 2


def _values(name: str, iris: Sequence[str]) -> str:
    return f"VALUES ?{name} {{ {' '.join(f'<{iri}>' for iri in iris)} }}" if iris else ""
