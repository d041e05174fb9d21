"""QueryPlan → QueryPlan with what the workspace adds: the things that retrieval brings in for a free topic.

What cannot be answered is decided here as well: a year, place or department that is not in the workspace, a subject that
no report speaks of, a result that was only planned. The nearest thing is then shown as related, never as the answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from ontology import FUNCTION_BASE, OWL, SSSOM, ZT
from search.asking.catalogue import Catalogue, bare
from search.asking.compile import SURE
from search.asking.figures import GENERIC, Figure, figures_of, rank
from search.asking.plan import Candidate, Claim, Measure, Named, Operation, QueryPlan, Target, Term, Threshold
from search.asking.relevance import Topic
from search.corpus import Graph
from search.passages import Filter, Hit
from search.widening import nearest_function

MANY_REPORTS = 12  # from here on figures are looked for among retrieved passages only
DEPTH = 60
FIGURE_FLOOR = 0.5  # a figure whose words and unit fit less is not what is asked for
PASSAGE_FLOOR = 0.15  # relevance below which a passage is not about the topic
FAINT_FLOOR = 0.02  # …unless it stands out: nothing else comes near it
CERTAIN = 0.5  # from here on neither words nor vectors need to agree on their own
ALIKE, TOLD = 0.33, 0.3  # cosine, or share of the topic's words, that a passage below that must have
STANDS_OUT = 2.0  # in log-odds
KEEP = 2.0  # passages are kept while they are at most so much less likely than the best, in log-odds
AT_MOST = 8
_DUTY_WORDS = ("职责", "职能", "职权", "事权")
COVERED, SHARED = 1.5, 0.7  # log-odds that the topic's own words, or one of its functions, add to retrieval
FOLLOWS = 2.0  # log-odds that fulfilling the task asked about adds
SETTLED = 0.7  # an outcome as likely as this is one, however well a task fits
NEAR_MISS = (
    0.45  # so much more of the question stands in a task or duty than in any outcome: the result is not reported
)
BROAD = 6  # a topic of so few characters that a duty fits better than any outcome asks for all that was done under it
CONCEPT = 0.6  # what a figure is worth that speaks of the question's function in other words


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


@dataclass(frozen=True, slots=True)
class Relevant:
    """A passage with the chance that it is about the topic, and the share of the topic's words that it holds."""

    chance: float
    hit: Hit
    covered: float = 0.0

    @property
    def strength(self) -> float:
        """Retrieval before it becomes a chance: it still tells good from better where chances are all near 1."""
        return self.hit.lexical + self.hit.dense

    def order(self) -> tuple[float, float, str]:
        return -self.chance, -self.strength, self.hit.iri

    def candidate(self) -> Candidate:
        return Candidate(self.hit.iri, min(self.chance, 1.0), f"检索相关度 {self.hit.score:.2f}")


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

    def relevant(self, plan: QueryPlan, classes: Iterable[Target], query: str = "") -> list[Relevant]:
        """Passages of the classes by the chance that they are about the topic, best first."""
        kinds = Filter(reports=plan.reports, types=tuple(str(kind) for kind in classes))
        topic = Topic(plan.terms, self.catalogue, plan.meanings)
        asked = set(plan.functions) | set(plan.hinted)
        found = []
        for hit in self.index.search(query or plan.question, k=DEPTH, filter=kinds):
            if plan.must_say and not all(said in hit.passage.text for said in plan.must_say):
                continue
            covered = topic.in_text(bare(hit.passage.text))
            shared = not asked.isdisjoint(self._concepts_in(hit.iri, hit.passage.text))
            chance = _chance(_log_odds(hit.score) + COVERED * covered + SHARED * shared)
            found.append(Relevant(chance, hit, covered))
        return sorted(found, key=Relevant.order)

    def _concepts_in(self, iri: str, text: str) -> frozenset[str]:
        """The functions whose labels a text contains."""
        if iri not in self._concepts:
            matches = self.catalogue.scheme.find(text)
            self._concepts[iri] = frozenset(match.notation for match in matches if not match.hidden)
        return self._concepts[iri]

    # --- passages: outcomes, tasks --------------------------------------------------------------------------

    def _passages(self, plan: QueryPlan) -> Grounded:
        asked_by_duty = any(word in plan.question for word in _DUTY_WORDS)
        if asked_by_duty or _function_is_all(plan):
            duties = plan.duties or self._duties_named(plan)
            if duties:
                rest = self._beyond(plan, duties)
                if asked_by_duty and not rest:
                    return Grounded(replace(plan, duties=duties, terms=()))
                if asked_by_duty:
                    return self._about_topic(replace(plan, duties=duties, terms=rest))
                if not self._have_outcomes(duties):
                    return Grounded(
                        plan, "报告列了这项职责，但没有写它的成效。", tuple(Candidate(d.iri, 0.9) for d in duties)
                    )
        if plan.names:
            return self._about_names(plan)
        if not plan.terms:
            return Grounded(plan)
        return self._about_topic(plan)

    def _have_outcomes(self, duties: Sequence[Named]) -> bool:
        return bool(
            self.graph.select(
                f"SELECT ?item WHERE {{ {_values('duty', [d.iri for d in duties])} ?item <{ZT.underDuty}> ?duty ; "
                f"a <{ZT.Outcome}> }} LIMIT 1"
            )
        )

    def _beyond(self, plan: QueryPlan, duties: Sequence[Named]) -> tuple[Term, ...]:
        """The parts of the topic that do not come from the wording of the duties."""
        texts = [bare(duty.text) for duty in self.catalogue.duties if duty.iri in {named.iri for named in duties}]
        rest = []
        for term in plan.terms:
            words = term.text
            for named in plan.function_words:
                words = words.replace(named, "")
            covered = max((Topic((Term(words),), self.catalogue).in_text(text) for text in texts), default=0.0)
            if len(words) > 1 and covered < 0.5:
                rest.append(replace(term, text=words))
        return tuple(rest)

    def _duties_named(self, plan: QueryPlan) -> tuple[Named, ...]:
        """Duties that implement the function named, else those whose words fit the question's; the best only."""
        reports = set(self._reports(plan))
        topic = Topic(plan.terms, self.catalogue)
        asked = {f"{FUNCTION_BASE}{notation}" for notation in plan.functions}
        scored = []
        for duty in self.catalogue.duties:
            if duty.report in reports:
                implements = not asked.isdisjoint(self.catalogue.duty_functions.get(duty.iri, ()))
                scored.append((topic.in_text(bare(duty.text)) + (0.5 if implements else 0), duty))
        scored.sort(key=lambda pair: (-pair[0], pair[1].iri))
        if not scored or scored[0][0] < 0.5:
            return ()
        words = "、".join(plan.function_words) or plan.topic
        return tuple(
            Named(duty.iri, "Duty", duty.label, words) for score, duty in scored if score >= 0.9 * scored[0][0]
        )

    def _about_topic(self, plan: QueryPlan) -> Grounded:
        relevant = self.relevant(plan, (*plan.targets, Target.TASK, Target.DUTY))
        wanted = {str(target) for target in plan.targets}
        others = [one for one in relevant if one.hit.type not in wanted]
        found = [one for one in relevant if one.hit.type in wanted]
        followed: frozenset[str] = frozenset()
        if "Outcome" in wanted:
            if broad := self._under_the_best_duty(plan, found, others):
                return broad
            found, followed = self._follow_tasks(found, others)
        if reason := self._why_not(found, others, followed):
            near = sorted((*others[:2], *found[:2]), key=Relevant.order)
            return Grounded(plan, reason, tuple(one.candidate() for one in near if one.chance >= PASSAGE_FLOOR))
        return Grounded(replace(plan, candidates=_cut(found)))

    def _under_the_best_duty(self, plan: QueryPlan, found: list[Relevant], others: list[Relevant]) -> Grounded | None:
        """A short topic that a duty fits better than any outcome asks for what was done under that duty (农田保住了没有)."""
        best = max((one for one in others if one.hit.type == "Duty"), key=lambda one: one.strength, default=None)
        short = len(plan.topic.replace(" ", "")) <= BROAD
        if best is None or not short or best.chance < CERTAIN or (found and found[0].strength > best.strength):
            return None
        rows = self.graph.select(f"""SELECT ?item ?confidence WHERE {{ ?item a <{ZT.Outcome}> ; <{ZT.underDuty}> <{best.hit.iri}> .
            ?link <{OWL.annotatedSource}> ?item ; <{OWL.annotatedProperty}> <{ZT.underDuty}> ;
                  <{OWL.annotatedTarget}> <{best.hit.iri}> ; <{SSSOM.confidence}> ?confidence }}""")
        if not rows:
            return Grounded(plan, "报告列了这项职责，但没有写它的成效。", (best.candidate(),))
        chances = {one.hit.iri: one.chance for one in found}
        why = f"对应职责：{best.hit.passage.label}"
        under = {
            row["item"]: Candidate(
                row["item"], max(float(row["confidence"]) * best.chance, chances.get(row["item"], 0.0)), why
            )
            for row in rows
            if float(row["confidence"]) >= SURE and chances.get(row["item"], 0.0) >= FAINT_FLOOR / 2
        }
        for one in found:
            if one.chance >= CERTAIN:
                under.setdefault(one.hit.iri, one.candidate())
        ordered = sorted(under.values(), key=lambda candidate: (-candidate.score, candidate.iri))
        return Grounded(replace(plan, candidates=tuple(ordered))) if ordered else None

    def _why_not(self, found: list[Relevant], others: list[Relevant], followed: frozenset[str]) -> str:
        """The reason why the passages found are no answer; "" where they are one."""
        kind = {"Duty": "职责", "Task": "任务安排"}.get(others[0].hit.type, "内容") if others else ""
        elsewhere = f"报告里有相关{kind}，但没有写结果。"
        if not found:
            return elsewhere if others and others[0].chance >= CERTAIN else "报告没有写到这件事。"
        best = found[0]
        second = found[1].chance if len(found) > 1 else 0.0
        agreed = best.hit.dense >= ALIKE or best.covered >= TOLD
        stands_out = best.chance >= FAINT_FLOOR and _log_odds(best.chance) - _log_odds(second) >= STANDS_OUT
        if best.chance < CERTAIN and not (agreed and (best.chance >= PASSAGE_FLOOR or stands_out)):
            return elsewhere if others and others[0].chance >= CERTAIN else "报告没有写到这件事。"
        if others and best.hit.iri not in followed and best.chance < SETTLED:
            ahead = others[0].hit.lexical - best.hit.lexical
            if ahead > NEAR_MISS and others[0].hit.type == "Task":
                return elsewhere
        return ""

    def _follow_tasks(self, found: list[Relevant], others: list[Relevant]) -> tuple[list[Relevant], frozenset[str]]:
        """An outcome that fulfils the task asked about is about the task's subject, whatever its own words are."""
        tasks = {one.hit.iri: one.chance for one in others[:3] if one.hit.type == "Task" and one.chance > 0.3}
        if not tasks:
            return found, frozenset()
        fulfilled: dict[str, float] = {}
        for row in self.graph.select(
            f"SELECT ?outcome ?task WHERE {{ {_values('task', list(tasks))} ?outcome <{ZT.fulfils}> ?task }}"
        ):
            fulfilled[row["outcome"]] = max(fulfilled.get(row["outcome"], 0.0), tasks[row["task"]])
        raised = [
            replace(
                one,
                chance=max(
                    one.chance, _chance(min(_log_odds(fulfilled[one.hit.iri]), _log_odds(one.chance) + FOLLOWS))
                ),
            )
            if one.hit.iri in fulfilled
            else one
            for one in found
        ]
        return sorted(raised, key=Relevant.order), frozenset(fulfilled)

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
        scored = {one.hit.iri: one.chance for one in self.relevant(plan, plan.targets, plan.topic)}
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

    # --- duties ---------------------------------------------------------------------------------------------

    def _duties(self, plan: QueryPlan) -> Grounded:
        """Duties listed or counted, by number, or the one that a matter belongs to."""
        if plan.duties or not plan.terms:
            return Grounded(plan)
        reports = set(self._reports(plan))
        scored = self.relevant(plan, (Target.DUTY, Target.OUTCOME, Target.TASK))
        own = {one.hit.iri: one.chance for one in scored if one.hit.type == "Duty"}
        through: dict[str, float] = {}
        matters = {one.hit.iri: one.chance for one in scored if one.hit.type != "Duty"}
        if matters:
            iris = " ".join(f"<{iri}>" for iri in list(matters)[:6])
            for row in self.graph.select(
                f"""SELECT ?item ?duty ?confidence WHERE {{ VALUES ?item {{ {iris} }} ?item <{ZT.underDuty}> ?duty .
                ?link <{OWL.annotatedSource}> ?item ;
                      <{OWL.annotatedProperty}> <{ZT.underDuty}> ;
                      <{OWL.annotatedTarget}> ?duty ; <{SSSOM.confidence}> ?confidence }}"""
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
        labels = {duty.iri: duty.label for duty in self.catalogue.duties}
        duties = tuple(Named(c.iri, "Duty", labels[c.iri], plan.topic) for c in grounded.plan.candidates[:1])
        return Grounded(replace(plan, functions=(), duties=duties))

    # --- problems and what is done about them -----------------------------------------------------------------

    def _problems(self, plan: QueryPlan) -> Grounded:
        if not plan.terms or plan.ordinal is not None:
            return Grounded(plan)
        scored = self.relevant(plan, (Target.PROBLEM, Target.IMPROVEMENT))
        wanted = str(plan.targets[0])
        found = {one.hit.iri: one.chance for one in scored if one.hit.type == wanted}
        if plan.targets[0] is Target.IMPROVEMENT:
            problems = {one.hit.iri: one.chance for one in scored if one.hit.type == "Problem"}
            for row in self.graph.select(f"SELECT ?one ?other WHERE {{ ?one <{ZT.addresses}> ?other }}"):
                if row["other"] in problems and (not plan.reports or row["one"] in found):
                    found[row["one"]] = max(found.get(row["one"], 0.0), 0.95 * problems[row["other"]])
        ranked = sorted(((score, iri) for iri, score in found.items()), key=lambda pair: (-pair[0], pair[1]))
        if not ranked or ranked[0][0] < 0.6 * PASSAGE_FLOOR:
            what = "问题" if wanted == "Problem" else "改进措施"
            return Grounded(plan, f"报告没有写这方面的{what}。", tuple(Candidate(iri, 0.3) for _, iri in ranked[:3]))
        kept = [(score, iri) for score, iri in ranked if _log_odds(ranked[0][0]) - _log_odds(score) <= 0.5 * KEEP]
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
        ranked = self._raised(plan, rank(figures, topic, plan))
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
        first = ranked[0][1]
        kept = [
            (score, f)
            for score, f in ranked
            if f is first
            or (
                score >= best - 0.02
                and (f.report, f.kind, f.property, f.is_part)
                == (first.report, first.kind, first.property, first.is_part)
            )
        ]
        kept = self._one_for_each_report(ranked, best) if len(self._reports(plan)) > 1 else kept
        beside = [
            f
            for score, f in ranked
            if f.part_of == first.part_of
            and f.is_part
            and f.measure is first.measure
            and all(f is not g for _, g in kept)
        ]
        grounded = self._chosen(plan, kept[:3])
        return replace(grounded, other_figures=tuple(beside[:2]))

    def _raised(self, plan: QueryPlan, ranked: list[tuple[float, Figure]]) -> list[tuple[float, Figure]]:
        """Figures in other words than the question's: a counting word that fits nothing else, or a shared function."""
        if ranked and ranked[0][0] >= FIGURE_FLOOR:
            return ranked
        raised = list(ranked)
        if plan.classifier and plan.classifier not in GENERIC:
            about = {one.hit.iri: one.chance for one in self.relevant(plan, (Target.OUTCOME, Target.TASK))}
            raised = [
                (score + 0.35 * about.get(figure.part_of, 0.0), figure)
                if score >= 0.2 and figure.unit.endswith(plan.classifier)
                else (score, figure)
                for score, figure in raised
            ]
        if plan.measure not in (Measure.ANY, Measure.COUNT) and not plan.functions:
            asked = self._functions_meant(plan)
            raised = [
                (CONCEPT + 0.3 * score, figure)
                if not asked.isdisjoint(self._concepts_in(figure.iri, figure.clause))
                else (score, figure)
                for score, figure in raised
            ]
        return sorted(raised, key=lambda pair: (-pair[0], pair[1].report, pair[1].begin))

    def _functions_meant(self, plan: QueryPlan) -> set[str]:
        """Functions that the question speaks of in everyday words; those of public finance tell nothing about money."""
        asked = set(plan.hinted)
        for words, worth in plan.meanings:
            if worth >= 0.7:
                asked |= {match.notation for match in self.catalogue.scheme.find(words)}
        if (nearest := nearest_function(plan.question)) is not None:
            asked.add(nearest.notation)
        return {notation for notation in asked if not notation.startswith("PF")}

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


def _log_odds(chance: float) -> float:
    chance = min(max(chance, 1e-4), 1 - 1e-4)
    return math.log(chance / (1 - chance))


def _chance(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def _meets(figure: Figure, limit: Threshold) -> bool:
    if limit.measure is Measure.COUNT and not figure.unit.endswith(limit.unit[-1]):
        return False
    value, bound = figure.base, limit.base
    return {">": value > bound, ">=": value >= bound, "<": value < bound, "<=": value <= bound}[limit.operator]


def _cut(found: Sequence[Relevant]) -> tuple[Candidate, ...]:
    """The best passages: those hardly less likely than the best one."""
    best = found[0]
    return tuple(
        one.candidate()
        for one in found[:AT_MOST]
        if one is best or (_log_odds(best.chance) - _log_odds(one.chance) <= KEEP and one.chance >= PASSAGE_FLOOR)
    )


def _function_is_all(plan: QueryPlan) -> bool:
    """Whether the topic is no more than the label of a function."""
    rest = plan.topic.replace(" ", "")
    for words in plan.function_words:
        rest = rest.replace(words, "")
    return bool(plan.function_words) and len(rest) < 2


def _values(name: str, iris: Sequence[str]) -> str:
    return f"VALUES ?{name} {{ {' '.join(f'<{iri}>' for iri in iris)} }}" if iris else ""
