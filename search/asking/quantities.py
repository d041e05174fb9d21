"""Questions for quantities: one value, a sum, a difference, a share, planned against actual, this year against last."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product

from ontology import ZT
from ontology.functions import FINANCE
from search.asking.catalogue import bare, bigrams
from search.asking.figures import GENERIC, GROWTH, Figure, common, fits_measure, rank
from search.asking.passages import NEAR, SPECIFIC, ground_passages
from search.asking.plan import Candidate, Claim, Measure, Operation, QueryPlan, Target, Term, Threshold
from search.asking.relevance import Topic
from search.asking.view import MANY_REPORTS, Grounded, Relevant, View, values
from search.asking.years import asks_series
from search.widening import nearest_function

FLOOR = 0.5  # a figure whose words and unit fit less is not what is asked for
CHOICES = 4  # figures tried for each side of a calculation
SIDE_FLOOR = 0.4  # the same where two figures must fit each other as well
AS_GOOD = 0.1  # of growth rates that fit about as well, the newest report's is meant
AT_MOST = 8  # figures of as many reports are given as one answer
LOOSE = 0.45  # beyond a limit, figures are kept down to this share of the best fit
CLOSE = 0.7  # an official wording that counts less is not near enough to tell what a figure is
CONCEPT = 0.6  # what a figure is worth that speaks of the question's function in other words
TOLD_APART = 0.2  # share of the topic that must stand around one of several figures of a passage
BY_PASSAGE = 0.35  # what the passage around it adds to a figure with the counting word asked for
WHOLLY, LESS = (
    0.85,
    0.15,
)  # share of the topic that a task holds, and how much less what was done does, where it is not the task's
SAME_NAME = 0.3  # what it adds to planned and actual that both are called the same
WHOLE = 0.55  # a whole must fit at least this share as well as its part to be preferred to it
_AVERAGE = re.compile(r"人均|平均|均(?:为|达)")
_EACH = re.compile(r"(?:平均)?每(?:一)?个?([\u4e00-\u9fff])")
_COMPARISONS = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}

Scored = tuple[float, Figure]


def ground_quantities(plan: QueryPlan, view: View) -> Grounded:
    """Find the figures that the plan asks for."""
    figures = view.figures(plan)
    meanings = tuple((words, worth) for words, worth in plan.meanings if worth >= CLOSE)
    terms = plan.terms
    if plan.names:
        named = _mentioning(plan, view)
        near = [figure for figure in figures if figure.part_of in named]
        if not near and plan.operation is Operation.VALUE:
            return Grounded(plan, f"报告没有写{'、'.join(n.label for n in plan.names)}的这个数。")
        figures = near or figures
        terms = (*terms, *(Term(name.written) for name in plan.names))
    topic = Topic(terms, view.catalogue, meanings)
    if plan.thresholds and not topic and plan.measure is not Measure.COUNT:
        return Grounded(plan)  # the query itself says all there is to say
    if plan.thresholds:
        return _within_limits(plan, figures, topic)
    match plan.operation:
        case Operation.PLAN_VS_ACTUAL:
            return _planned_and_actual(plan, figures, topic, view)
        case Operation.DIFFERENCE if len(plan.departments) > 1:
            return _of_each_department(plan, _raised(plan, rank(figures, topic, plan), view), view)
        case Operation.DIFFERENCE | Operation.SHARE | Operation.SUM if plan.sides:
            return _sides(plan, figures, view)
        case Operation.DIFFERENCE:
            return _planned_and_actual(plan, figures, topic, view)
    if plan.operation is Operation.AVERAGE:
        return _average(plan, figures, topic, view)
    ranked = _raised(plan, rank(figures, topic, plan), view)
    if len(plan.departments) > 1 and plan.operation in (Operation.LARGEST, Operation.SMALLEST, Operation.VALUE):
        return _of_each_department(plan, ranked, view)
    if plan.operation in (Operation.LARGEST, Operation.SMALLEST):
        return _extreme(plan, ranked, topic)
    if plan.operation is Operation.COMPARE_YEARS:
        return _over_years(plan, ranked, view)
    intended = []
    if plan.claim is Claim.ACTUAL:
        intended = [one for one in ranked if one[1].is_intended]
        ranked = [one for one in ranked if not one[1].is_intended]
    if not topic or not ranked or ranked[0][0] < FLOOR:
        if by_passage := _in_passage(plan, figures, topic, view) or _told_beside(plan, figures, topic, view):
            return by_passage
        related = tuple(Candidate(figure.iri, max(score, 0.0)) for score, figure in ranked[:3] if score >= 0.3)
        if intended and intended[0][0] >= FLOOR:
            planned = tuple(Candidate(figure.iri, min(score, 1.0)) for score, figure in intended[:1])
            return Grounded(plan, "报告只写了计划数，没有写完成了多少。", planned)
        return Grounded(plan, "报告没有写这个数。", related)
    if task := _only_planned(plan, ranked[0][1], topic, view):
        return Grounded(plan, "报告里有相关任务安排，但没有写结果。", (task.candidate(),))
    if len(view.reports(plan)) > 1:
        kept = _one_for_each_report(ranked)
    else:
        first = _whole_of(ranked[0], ranked, plan)
        kept = [first, *(one for one in ranked if _same_claim(one, first))]
    chosen = [figure for _, figure in kept]
    beside = [
        figure
        for _, figure in ranked
        if figure.part_of == chosen[0].part_of
        and figure.is_part
        and figure.measure is chosen[0].measure
        and figure not in chosen
    ]
    grounded = _chosen(plan, kept[:AT_MOST], beside[:2])
    return replace(grounded, more=len(kept) > AT_MOST or len(view.reports(plan)) > MANY_REPORTS)


def _only_planned(plan: QueryPlan, best: Figure, topic: Topic, view: View) -> Relevant | None:
    """The task that speaks of all the question, where the figure that fits best is of something else: 「第三批…挂牌了几栋」."""
    if plan.claim is not Claim.ACTUAL or best.is_intended or best.kind != "Actual":
        return None
    done = bare(f"{best.sentence}\n{best.heading}")
    said = topic.in_text(done)
    for task in view.relevant(plan, (Target.TASK,))[:1]:
        planned = bare(task.hit.passage.text)
        asked = {pair for term in plan.terms for pair in bigrams(bare(term.text))}
        lacking = [pair for pair in asked if pair in planned and pair not in done and view.catalogue.tells(pair)]
        if len(lacking) >= SPECIFIC and topic.in_text(planned) >= max(WHOLLY, said + LESS):
            return task
    return None


def _chosen(plan: QueryPlan, kept: Sequence[Scored], beside: Sequence[Figure] = ()) -> Grounded:
    candidates = tuple(Candidate(figure.iri, min(max(score, 0.0), 1.0)) for score, figure in kept)
    return Grounded(
        replace(plan, candidates=candidates),
        figures=tuple(figure for _, figure in kept),
        other_figures=tuple(beside),
    )


def _in_passage(plan: QueryPlan, figures: Sequence[Figure], topic: Topic, view: View) -> Grounded | None:
    """The figure of the unit asked for in the passage that answers the question, in whatever words: 「厕所改了多少座」."""
    if not plan.terms or plan.level or plan.must_say:
        return None
    any_unit = not plan.classifier and plan.measure is Measure.ANY
    passages = ground_passages(replace(plan, targets=(Target.OUTCOME,), operation=Operation.YES_NO), view)
    telling = bool(plan.classifier) and plan.classifier not in GENERIC
    if passages.reason or (not telling and (passages.unsure or _strange(plan, view))):
        return None
    places = {candidate.iri: candidate.score for candidate in passages.plan.candidates}
    fitting = [
        (places[figure.part_of] * fits_measure(figure, plan), figure)
        for figure in figures
        if figure.part_of in places and fits_measure(figure, plan) == 1 and _preferred(plan, figure, any_unit)
    ]
    if len(fitting) > 1:
        fitting = [one for one in fitting if topic.in_fields(one[1].fields) >= TOLD_APART]
    if not fitting:
        return None
    first = max(fitting, key=lambda one: (one[0], topic.in_fields(one[1].fields), -one[1].begin))
    if _only_planned(plan, first[1], topic, view):
        return None
    return replace(_chosen(plan, [first]), unsure=passages.unsure)


def _told_beside(plan: QueryPlan, figures: Sequence[Figure], topic: Topic, view: View) -> Grounded | None:
    """What was done, where it says a figure of the kind asked for but which one is meant is not clear: 「专家评图几次」."""
    if plan.operation is not Operation.VALUE or not plan.terms or plan.level or plan.must_say:
        return None
    told = replace(plan, targets=(Target.OUTCOME,), operation=Operation.LIST)
    passages = ground_passages(told, view)
    if passages.reason:
        return None
    fitting: dict[str, Figure] = {}
    for figure in figures:
        if fits_measure(figure, plan) == 1 and _preferred(plan, figure, any_unit=False):
            fitting.setdefault(figure.part_of, figure)
    kept = tuple(candidate for candidate in passages.plan.candidates if candidate.iri in fitting)
    if not kept or kept[0] != passages.plan.candidates[0] or kept[0].score < NEAR:
        return None
    if _only_planned(plan, fitting[kept[0].iri], topic, view):
        return None
    return Grounded(replace(passages.plan, candidates=kept), unsure=True)


def _preferred(plan: QueryPlan, figure: Figure, any_unit: bool) -> bool:
    """Whether the figure claims what is asked: a plan is no answer to what was done, a rate none to 多少."""
    if any_unit and figure.measure is Measure.RATE:
        return False
    return plan.claim is not Claim.ACTUAL or not figure.is_intended


def _mentioning(plan: QueryPlan, view: View) -> set[str]:
    rows = view.graph.select(
        f"SELECT DISTINCT ?item WHERE {{ {values('named', [n.iri for n in plan.names])} "
        f"?item <{ZT.mentions}> ?named ; <{ZT.inReport}> ?report . {values('report', plan.reports)} }}"
    )
    return {row["item"] for row in rows}


def _same_claim(one: Scored, first: Scored) -> bool:
    """Whether a figure fits as well as the first and claims the same of the same: a list of them is one answer."""
    figure, best = one[1], first[1]
    return (
        figure is not best
        and one[0] >= first[0] - 0.02
        and (figure.report, figure.kind, figure.what, figure.is_part)
        == (best.report, best.kind, best.what, best.is_part)
    )


def _whole_of(best: Scored, ranked: Sequence[Scored], plan: QueryPlan) -> Scored:
    """The whole that 「其中…」 is a part of, unless the question asks for the part (区级)."""
    if plan.level or not best[1].is_part:
        return best
    wholes = [
        (score, figure)
        for score, figure in ranked
        if figure.part_of == best[1].part_of
        and not figure.is_part
        and figure.measure is best[1].measure
        and figure.kind == best[1].kind
        and figure.begin < best[1].begin
        and figure.base >= best[1].base
        and score >= WHOLE * best[0]
    ]
    return max(wholes, key=lambda one: one[1].begin, default=best)


def _one_for_each_report(ranked: Sequence[Scored]) -> list[Scored]:
    """The best figure of each report that fits nearly as well as the best of all."""
    seen, kept = set(), []
    for score, figure in ranked:
        if score >= max(FLOOR, ranked[0][0] - 0.12) and figure.report not in seen:
            seen.add(figure.report)
            kept.append((score, figure))
    return kept


def _raised(plan: QueryPlan, ranked: list[Scored], view: View) -> list[Scored]:
    """Figures in other words than the question's: a counting word that fits nothing else, or a shared function."""
    if ranked and ranked[0][0] >= FLOOR:
        return ranked
    raised = list(ranked)
    if plan.classifier and plan.classifier not in GENERIC:
        about = {one.iri: one.chance for one in view.relevant(plan, (Target.OUTCOME, Target.TASK))}
        raised = [
            (score + BY_PASSAGE * about.get(figure.part_of, 0.0), figure)
            if score >= 0.2 and figure.unit.endswith(plan.classifier)
            else (score, figure)
            for score, figure in raised
        ]
    if plan.measure not in (Measure.ANY, Measure.COUNT) and not plan.functions and not _strange(plan, view):
        asked = _functions_meant(plan, view)
        raised = [
            (CONCEPT + 0.3 * score, figure)
            if not asked.isdisjoint(view.concepts_in(figure.iri, figure.clause))
            else (score, figure)
            for score, figure in raised
        ]
    return sorted(raised, key=lambda pair: (-pair[0], pair[1].report, pair[1].begin))


def _strange(plan: QueryPlan, view: View) -> bool:
    """Whether something that the question asks about begins with words that no report has: 学校用地."""
    return any(not term.alternatives and not view.catalogue.knows(bare(term.text)[:2]) for term in plan.terms)


def _functions_meant(plan: QueryPlan, view: View) -> set[str]:
    """Functions that the question speaks of in everyday words, and those near them: 卖地 → 土地供应, 有偿使用."""
    scheme = view.catalogue.scheme
    asked = set(plan.hinted)
    others = [words for words, worth in plan.meanings if worth >= CLOSE]
    others += [words for term in plan.terms for words, _ in term.alternatives]
    for words in others:
        asked |= {match.notation for match in view.catalogue.functions_in(words)}
    nearest = nearest_function(plan.question) if asked else None
    if nearest is not None and nearest.scheme in view.catalogue.schemes:
        asked.add(nearest.notation)
    own = {notation for notation in asked if scheme[notation].scheme != FINANCE}
    return own | {near for notation in own for near in scheme[notation].related if scheme[near].scheme != FINANCE}


def _extreme(plan: QueryPlan, ranked: Sequence[Scored], topic: Topic) -> Grounded:
    """The largest or smallest of the figures about the topic."""
    fitting = [(score, figure) for score, figure in ranked if score >= (FLOOR if topic else 0)]
    if not fitting:
        return Grounded(plan, "报告没有写这方面的数字。")
    sign = -1 if plan.operation is Operation.LARGEST else 1
    return _chosen(plan, [min(fitting, key=lambda one: (sign * one[1].base, one[1].report, one[1].begin))])


def _of_each_department(plan: QueryPlan, ranked: Sequence[Scored], view: View) -> Grounded:
    """The best figure of each department named, all in units that can be compared with the first."""
    entries = view.catalogue.by_iri
    found: dict[int | None, dict[str, Scored]] = {}
    for score, figure in ranked:
        entry = entries.get(figure.report)
        if score >= FLOOR and entry is not None and (plan.measure or figure.measure is not Measure.RATE):
            found.setdefault(entry.year, {}).setdefault(entry.department, (score, figure))
    # Only figures of one year are compared: the newest for which most departments have one.
    best = max(found.items(), key=lambda of: (len(of[1]), of[0] or 0), default=(None, {}))[1]
    if len(plan.years) > 1 and len(best) < len(plan.departments):  # 甲局2022年和乙局2020年: each in its own year
        best = {}
        for _, each in sorted(found.items(), key=lambda of: of[0] or 0):
            best |= each
    lacking = [named.label for named in plan.departments if named.iri not in best]
    kept = sorted(best.values(), key=lambda one: (-one[0], one[1].report))
    if lacking:
        near = tuple(Candidate(figure.iri, min(score, 1.0)) for score, figure in kept)
        return Grounded(plan, f"{'、'.join(lacking)}的报告没有写这个数，无法比较。", near)
    return _chosen(plan, kept)


def _average(plan: QueryPlan, figures: Sequence[Figure], topic: Topic, view: View) -> Grounded:
    """An average that the report states, or a sum divided by the one number of people (or of what is asked) beside it."""
    people = replace(plan, measure=Measure.ANY, classifier="", operation=Operation.VALUE)
    ranked = _raised(people, rank(figures, topic, people), view)
    if not ranked or ranked[0][0] < FLOOR:
        return Grounded(plan, "报告没有写这个数。")
    stated = [one for one in ranked if one[0] >= FLOOR and _AVERAGE.search(one[1].clause)]
    if stated:
        return _chosen(plan, stated[:1])
    if len(plan.years) > 1:
        return _over_years(replace(plan, operation=Operation.AVERAGE), ranked, view)
    whole = next((one for one in ranked if one[0] >= FLOOR and one[1].measure is Measure.MONEY), None)
    if whole is None:
        return Grounded(plan, "报告没有写平均数，也算不出来：没有可以平均的金额。")
    per = [
        figure
        for figure in figures
        if figure.part_of == whole[1].part_of
        and figure.kind == whole[1].kind
        and _divides(figure, plan)
        and figure.base
    ]
    if len(per) != 1:
        reason = "报告没有写平均数，也算不出来：不清楚该按哪个数平均。"
        return Grounded(plan, reason, (Candidate(whole[1].iri, min(whole[0], 1.0)),))
    return _chosen(plan, [whole, (whole[0], per[0])])


def _divides(figure: Figure, plan: QueryPlan) -> bool:
    if plan.classifier or "人均" not in plan.question:
        asked = plan.classifier or (match[1] if (match := _EACH.search(plan.question)) else "")
        return figure.measure in (Measure.COUNT, Measure.PEOPLE) and (not asked or figure.unit.endswith(asked))
    return figure.measure is Measure.PEOPLE


def _year_of(report: str, view: View) -> int:
    entry = view.catalogue.by_iri.get(report)
    return entry.year or 0 if entry else 0


def _over_years(plan: QueryPlan, ranked: Sequence[Scored], view: View) -> Grounded:
    """The same quantity in several years' reports, or a growth that a report states itself."""
    if not ranked or ranked[0][0] < FLOOR:
        return Grounded(plan, "报告没有写这个数。")
    stated = [one for one in ranked if one[0] >= FLOOR and GROWTH.search(one[1].clause)]
    if stated and not asks_series(plan):
        as_good = [one for one in stated if one[0] >= stated[0][0] - AS_GOOD]
        newest = max(as_good, key=lambda one: (_year_of(one[1].report, view), one[0]))
        return _chosen(plan, [newest])
    ranked = [one for one in ranked if not GROWTH.search(one[1].what)] or ranked  # the values themselves
    entries = view.catalogue.by_iri
    kept: list[Scored] = []
    for best in (one for one in _one_for_each_report(ranked) if one[1].report in entries):
        body = view.catalogue.same_body(entries[best[1].report].department)
        series = [
            one
            for one in _one_for_each_report(ranked)
            if entries[one[1].report].department in body and common(best[1], one[1])
        ]
        kept = max(kept, series, key=len)
    years = {entries[figure.report].year for _, figure in kept}
    if len(years - {None}) < 2:
        only = "、".join(f"{year}年" for year in sorted(year for year in years if year)) or "一份"
        near = tuple(Candidate(figure.iri, score) for score, figure in ranked[:1])
        return Grounded(plan, f"工作区里只有{only}的报告写了这个数，无法比较年度。", near)
    return _chosen(plan, sorted(kept, key=lambda one: (entries[one[1].report].year or 0, one[1].report)))


def _within_limits(plan: QueryPlan, figures: Sequence[Figure], topic: Topic) -> Grounded:
    """Figures beyond a limit; the topic is compared loosely, since the limit already says much."""
    kept = [
        (topic.in_fields(figure.fields) if topic else 1.0, figure)
        for figure in figures
        if figure.measure is plan.measure and all(_meets(figure, limit) for limit in plan.thresholds)
    ]
    if topic and kept:
        floor = max(0.2, LOOSE * max(score for score, _ in kept))
        kept = [one for one in kept if one[0] >= floor]
    if not kept:
        return Grounded(plan, "报告里没有符合这个条件的数字。")
    return _chosen(plan, kept)


def _meets(figure: Figure, limit: Threshold) -> bool:
    if limit.measure is Measure.COUNT and not figure.unit.endswith(limit.unit[-1]):
        return False
    compare: Callable[[Decimal, Decimal], bool] = _COMPARISONS[limit.operator]
    return compare(figure.base, limit.base)


def _planned_and_actual(plan: QueryPlan, figures: Sequence[Figure], topic: Topic, view: View) -> Grounded:
    """The planned and the achieved figure of one quantity, in one report."""
    budget = plan.claim is Claim.BUDGETED
    planned = rank(
        [f for f in figures if f.kind == "Budgeted" or (f.kind == "Planned" and not budget)],
        topic,
        replace(plan, claim=Claim.PLANNED),
    )
    actual = rank([f for f in figures if f.kind == "Actual"], topic, replace(plan, claim=Claim.ACTUAL))
    planned, actual = _raised(plan, planned, view), _raised(plan, actual, view)
    actual += _fulfilling(planned[:6], actual, view)
    if planned and not any(score >= SIDE_FLOOR for score, _ in actual):
        measured = replace(plan, measure=planned[0][1].measure, claim=Claim.ACTUAL)
        if said := _in_passage(measured, [figure for _, figure in actual], topic, view):
            actual = [(FLOOR, said.figures[0])]
    pairs = [
        (first[0] + second[0] + SAME_NAME * _alike(first[1], second[1]), first, second)
        for first in planned[:6]
        for second in actual
        if min(first[0], second[0]) >= SIDE_FLOOR
        and first[1].report == second[1].report
        and common(first[1], second[1]) is not None
    ]
    if not pairs:
        sure = [
            (what, found[0])
            for what, found in (("计划数", planned), ("实际数", actual))
            if found and found[0][0] >= FLOOR
        ]
        reason = f"报告只写了{sure[0][0]}，无法比较。" if sure else "报告没有写这方面的计划数和实际数。"
        return Grounded(plan, reason, tuple(Candidate(figure.iri, min(score, 1.0)) for _, (score, figure) in sure))
    _, first, second = max(pairs, key=lambda pair: pair[0])
    first, second = _whole_of(first, planned, plan), _whole_of(second, actual, plan)
    beside = [f for _, f in actual if f.part_of == second[1].part_of and f.is_part and common(first[1], f) is not None]
    return _chosen(plan, [first, second], [figure for figure in beside if figure is not second[1]][:1])


def _alike(first: Figure, second: Figure) -> float:
    """How much of the name of one quantity stands in what is said of the other, 0 to 1."""
    name = bigrams(bare(first.what))
    return sum(pair in second.fields[0][0] for pair in name) / max(1, len(name))


def _fulfilling(planned: Sequence[Scored], actual: Sequence[Scored], view: View) -> list[Scored]:
    """Achieved figures of outcomes that fulfil the tasks of the planned ones, as sure as these."""
    tasks = {figure.part_of: score for score, figure in planned if figure.is_intended and score >= FLOOR}
    if not tasks:
        return []
    rows = view.graph.select(
        f"SELECT ?outcome ?task WHERE {{ {values('task', tasks)} ?outcome <{ZT.fulfils}> ?task }} ORDER BY ?outcome ?task"
    )
    through = {row["outcome"]: tasks[row["task"]] for row in rows}
    return [
        (max(score, 0.0) + 0.5 * through[figure.part_of], figure)
        for score, figure in actual
        if figure.part_of in through
    ]


def _sides(plan: QueryPlan, figures: Sequence[Figure], view: View) -> Grounded:
    """One figure for each side of 「A比B多多少」, 「A占B的比重」, 「A和B一共」; all must measure the same."""
    any_unit = replace(plan, claim=Claim.ANY, measure=Measure.ANY, classifier="")
    sides = []
    for side in plan.sides:
        ranked = [one for one in rank(figures, Topic(side, view.catalogue), any_unit) if one[0] >= SIDE_FLOOR]
        if not ranked:
            said = "".join(term.text for term in side)
            return Grounded(plan, f"报告没有写“{said}”的数，无法计算。")
        sides.append(ranked[:CHOICES])
    fitting = [
        choice
        for choice in product(*sides)
        if len({figure.iri for _, figure in choice}) == len(choice)
        and len({figure.report for _, figure in choice}) == 1
        and all(common(choice[0][1], figure) is not None for _, figure in choice)
    ]
    if not fitting:
        return Grounded(plan, "这些数的单位不同，无法计算。", tuple(Candidate(s[0][1].iri, s[0][0]) for s in sides))
    chosen = max(fitting, key=lambda choice: sum(score for score, _ in choice))
    summed = [figure for _, figure in chosen]
    overlapping = any(whole.holds(part) for whole in summed for part in summed)
    if plan.operation is Operation.SUM and (overlapping or len({figure.kind for figure in summed}) > 1):
        return Grounded(
            plan,
            "这些数口径不同（计划与实际，或整体与其中），不能相加。",
            tuple(Candidate(f.iri, s) for s, f in chosen),
        )
    return _chosen(plan, chosen)
