"""Questions for duties, their functions and their legal basis, for problems and what is done about them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace

from ontology import FUNCTION_BASE, OWL, SSSOM, ZT
from search.asking.plan import Candidate, Named, Operation, QueryPlan, Target, Term
from search.asking.view import Grounded, View, chance_of, log_odds, values, within

OVER = 1.0  # so far over the threshold of the index, in log-odds, is a duty that has to do with the matter
SEVERAL = 0.8  # share of the best duty's chance down to which others are named as well, where several are asked for
IMPLEMENTS = 0.25  # what implementing the function named adds
MATTERS = 6  # outcomes and tasks through which a matter leads to its duty
# A report has a handful of problems, and who asks for one knows of it: less evidence will do than among all outcomes, by so
# much in log-odds below the threshold at which the index was calibrated.
PROBLEM_MARGIN = 2.0
KEEP = 1.2  # log-odds


def ground_duties(plan: QueryPlan, view: View) -> Grounded:
    """Duties listed or counted, by number, or those that a matter belongs to."""
    if plan.names and not plan.terms:
        plan = replace(plan, terms=tuple(Term(named.written) for named in plan.names))
    if plan.duties or not plan.terms:
        return Grounded(plan)
    ranked = _duties_of_matter(plan, view)
    if not ranked or ranked[0][0] < _floor(view):
        return Grounded(plan, "没有哪项职责写到这件事。")
    several = plan.operation is Operation.COUNT or "哪些" in plan.question or "哪几" in plan.question
    floor = (SEVERAL if several else 0.97) * ranked[0][0]
    kept = [(chance, iri) for chance, iri in ranked[:3] if chance >= floor]
    return Grounded(replace(plan, candidates=tuple(Candidate(iri, min(chance, 1.0)) for chance, iri in kept)))


def _floor(view: View) -> float:
    """The chance below which no duty has to do with a matter."""
    return chance_of(log_odds(view.index.threshold) + OVER)


def _duties_of_matter(plan: QueryPlan, view: View) -> list[tuple[float, str]]:
    """Every duty with the chance that the matter falls under it: by its own words, or by outcomes and tasks under it."""
    reports = set(view.reports(plan))
    scored = view.relevant(plan, (Target.DUTY, Target.OUTCOME, Target.TASK))
    own = {one.iri: one.chance for one in scored if one.hit.type == "Duty"}
    matters = dict([(one.iri, one.chance) for one in scored if one.hit.type != "Duty"][:MATTERS])
    through: dict[str, float] = {}
    if matters:
        for row in view.graph.select(f"""SELECT ?item ?duty ?confidence WHERE {{ {values("item", matters)}
                ?item <{ZT.underDuty}> ?duty .
                OPTIONAL {{ ?link <{OWL.annotatedSource}> ?item ; <{OWL.annotatedTarget}> ?duty ; <{SSSOM.confidence}> ?stated }}
                BIND(COALESCE(?stated, 1.0) AS ?confidence) }}"""):
            chance = matters[row["item"]] * float(row["confidence"])
            through[row["duty"]] = max(through.get(row["duty"], 0.0), chance)
    asked = {f"{FUNCTION_BASE}{notation}" for notation in plan.functions}
    ranked = []
    for duty in view.catalogue.duties:
        if duty.report in reports:
            chance = max(own.get(duty.iri, 0.0), through.get(duty.iri, 0.0))
            if not asked.isdisjoint(view.catalogue.duty_functions.get(duty.iri, ())):
                chance += IMPLEMENTS
            ranked.append((chance, duty.iri))
    return sorted(ranked, key=lambda pair: (-pair[0], pair[1]))


def ground_legal(plan: QueryPlan, view: View) -> Grounded:
    """The functions, or the duties with their functions, whose legal basis is asked for."""
    reports = set(view.reports(plan))
    scheme = view.catalogue.scheme
    implemented = {
        function.removeprefix(str(FUNCTION_BASE))
        for duty in view.catalogue.duties
        if duty.report in reports
        for function in view.catalogue.duty_functions.get(duty.iri, ())
    }
    if plan.duties:
        return Grounded(replace(plan, functions=()))
    near: tuple[Callable[[str], Iterable[str]], ...] = (
        lambda notation: (notation,),
        scheme.ancestors,
        lambda notation: scheme[notation].narrower,
    )
    for widen in near:
        chosen = [other for notation in plan.functions for other in widen(notation) if other in implemented]
        if chosen:
            return Grounded(replace(plan, functions=tuple(dict.fromkeys(chosen))))
    if plan.terms:
        ranked = _duties_of_matter(replace(plan, functions=()), view)
        if ranked and ranked[0][0] >= _floor(view):
            labels = {duty.iri: duty.label for duty in view.catalogue.duties}
            duty = Named(ranked[0][1], "Duty", labels[ranked[0][1]], plan.topic)
            return Grounded(replace(plan, functions=(), duties=(duty,)))
    if not plan.terms and not plan.functions:
        return Grounded(plan)
    return Grounded(plan, "报告的职责里没有这项职能，给不出它的法律依据。")


def ground_problems(plan: QueryPlan, view: View) -> Grounded:
    """Problems or improvements: all, by number, or those about a topic; improvements also through their problems."""
    if not plan.terms or plan.ordinal is not None:
        return Grounded(plan)
    wanted = plan.targets[0]
    scored = view.relevant(plan, (Target.PROBLEM, Target.IMPROVEMENT))
    found = {one.iri: one.chance for one in scored if one.hit.type == str(wanted)}
    problems = {one.iri: one.chance for one in scored if one.hit.type == "Problem"}
    if wanted is Target.IMPROVEMENT and problems:
        rows = view.graph.select(
            f"SELECT ?one ?problem WHERE {{ {values('problem', problems)} ?one <{ZT.addresses}> ?problem }}"
        )
        for row in rows:
            found[row["one"]] = max(found.get(row["one"], 0.0), 0.9 * problems[row["problem"]])
    ranked = sorted(((chance, iri) for iri, chance in found.items()), key=lambda pair: (-pair[0], pair[1]))
    evidence = max((one.evidence for one in scored), default=-math.inf)
    if not ranked or evidence < log_odds(view.index.threshold) - PROBLEM_MARGIN:
        what = "问题" if wanted is Target.PROBLEM else "改进措施"
        return Grounded(plan, f"报告没有写这方面的{what}。", tuple(Candidate(iri, 0.3) for _, iri in ranked[:3]))
    return Grounded(replace(plan, candidates=within(ranked[0][0], ranked, KEEP)))
