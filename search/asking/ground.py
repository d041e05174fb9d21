"""QueryPlan → QueryPlan with what the workspace adds: the things that retrieval brings in for a free topic.

What cannot be answered is decided here as well: a year, place or department that is not in the workspace, a subject that
no report speaks of, a result that was only planned. The nearest thing is then shown as related, never as the answer.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ontology import ZT
from search.asking.cues import dates_in, load_cues
from search.asking.duties import ground_duties, ground_legal, ground_problems
from search.asking.figures import fits_measure
from search.asking.passages import ground_passages
from search.asking.plan import Across, Candidate, Operation, QueryPlan, Target
from search.asking.quantities import ground_quantities
from search.asking.relevance import Topic
from search.asking.view import Grounded, View, values
from search.asking.years import ground_across

ABOUT = 0.5  # share of the topic that a task or duty must hold to be about it
NAMED_SO = 0.7  # share of the topic from which a name speaks of it
_HOW = re.compile(r"(?:怎么|如何|怎样|咋)(?!改)")
_DOCUMENT_NOUN = re.compile(r"《|政策|文件|制度|机制|办法|方案|意见|通知|规定|规则|细则|计划|条例|号令|标准|指引")


def ground(plan: QueryPlan, view: View) -> Grounded:
    """Make the plan ready for the store, or say why it has no answer."""
    plan = _scoped(plan, view)
    if plan.missing:
        return Grounded(plan, "；".join(plan.missing) + "。")
    grounded = _of_kind(plan, view)
    return grounded if grounded.reason or not plan.moment or grounded.plan.across else _dated(grounded, view)


def _of_kind(plan: QueryPlan, view: View) -> Grounded:
    if plan.across:
        if across := ground_across(plan, view):
            return across
        plan = replace(plan, across=Across.NONE)
    target = plan.targets[0]
    if plan.operation is Operation.GAP:
        return _among_those_about(plan, view)
    if target in (Target.REPORT, Target.FINDING) or plan.operation is Operation.GROUP:
        return Grounded(plan)
    if target in (Target.PROVISION, Target.FUNCTION):
        return ground_legal(plan, view)
    if target is Target.QUANTITY:
        return _figures_or_what_was_done(plan, view)
    if target is Target.DUTY:
        return ground_duties(plan, view)
    if target in (Target.PROJECT, Target.DOCUMENT, Target.PLACE, Target.ORGANISATION):
        return _named_things(plan, view)
    if target in (Target.PROBLEM, Target.IMPROVEMENT) and len(plan.targets) == 1:
        return _problems_or_what_was_done(plan, view)
    return ground_passages(plan, view)


def _among_those_about(plan: QueryPlan, view: View) -> Grounded:
    """Which things lack what they should have: of all, or of those about the topic (耕地方面哪些任务没有下文)."""
    about = [one for one in view.relevant(plan, plan.targets) if one.covered >= ABOUT] if plan.terms else []
    return Grounded(replace(plan, candidates=tuple(one.candidate() for one in about)))


def _dated(grounded: Grounded, view: View) -> Grounded:
    """「什么时候印发的」: of what was found, only what says a date is an answer."""
    found = grounded.plan.candidates
    query = f"SELECT ?item ?text WHERE {{ {values('item', [one.iri for one in found])} ?item <{ZT.text}> ?text }}"
    dated = {row["item"] for row in view.graph.select(query) if dates_in(row["text"])} if found else set()
    if not dated and found:
        return Grounded(grounded.plan, "报告写到了这件事，但没有写时间。", found[:3])
    return replace(grounded, plan=replace(grounded.plan, candidates=tuple(one for one in found if one.iri in dated)))


def _figures_or_what_was_done(plan: QueryPlan, view: View) -> Grounded:
    """「整改任务完成了吗」 compares no figures where the report states none, but may still be told."""
    grounded = ground_quantities(plan, view)
    compared = plan.operation is Operation.PLAN_VS_ACTUAL and not grounded.related
    if grounded.reason and compared and load_cues().manner["yes_no"].search(plan.question):
        done = ground_passages(replace(plan, targets=(Target.OUTCOME,), operation=Operation.YES_NO), view)
        return grounded if done.reason else done
    return grounded


def _problems_or_what_was_done(plan: QueryPlan, view: View) -> Grounded:
    """「老人吃饭难怎么解决」 may ask for an improvement, or for what was done about it."""
    grounded = ground_problems(plan, view)
    if grounded.reason and plan.targets[0] is Target.IMPROVEMENT and _HOW.search(plan.question):
        done = ground_passages(replace(plan, targets=(Target.OUTCOME,)), view)
        return grounded if done.reason or done.unsure else done
    return grounded


def _scoped(plan: QueryPlan, view: View) -> QueryPlan:
    """Which reports the question is about; a department that was renamed counts once, with all its reports."""
    bodies = {view.catalogue.same_body(named.iri): named for named in plan.departments}
    plan = replace(plan, departments=tuple(bodies.values()))
    departments = {iri for named in plan.departments for iri in view.catalogue.same_body(named.iri)}
    entries = [
        entry
        for entry in view.catalogue.reports
        if (not departments or entry.department in departments) and (not plan.years or entry.year in plan.years)
    ]
    if not entries and not plan.missing:
        who = "、".join(named.label for named in plan.departments)
        when = "、".join(f"{year}年" for year in plan.years)
        return replace(plan, missing=(f"工作区里没有{who}{when}的报告",))
    if len(entries) == len(view.catalogue.reports):
        return plan
    reports = tuple(entry.iri for entry in entries)
    of_report = {duty.iri: duty.report for duty in view.catalogue.duties}
    duties = tuple(named for named in plan.duties if of_report[named.iri] in reports)
    if plan.duties and not duties:
        return replace(plan, missing=(f"报告没有列第{plan.ordinal}项职责",))
    return replace(plan, reports=reports, duties=duties)


def _named_things(plan: QueryPlan, view: View) -> Grounded:
    """Projects, documents, places, bodies: all of them, or those in passages about the topic."""
    if not plan.terms and not plan.duties and not plan.names:
        return Grounded(plan)
    if plan.operation is Operation.COUNT:
        counted = ground_quantities(replace(plan, targets=(Target.QUANTITY,), operation=Operation.VALUE), view)
        if not counted.reason and fits_measure(counted.figures[0], plan) == 1:
            return counted
    passages = ground_passages(replace(plan, targets=(Target.OUTCOME, Target.TASK), operation=Operation.LIST), view)
    if (passages.reason or passages.unsure) and (named := _named_so(plan, view)):
        return Grounded(replace(plan, candidates=named))
    if passages.reason:
        return replace(passages, plan=plan)
    chosen = [candidate.iri for candidate in passages.plan.candidates] or _all_passages(passages.plan, view)
    if plan.targets[0] is Target.DOCUMENT and plan.operation is not Operation.COUNT:
        # 「二十项创新政策」 is an answer too, though it names no document.
        texts = view.graph.select(f"SELECT ?item ?text WHERE {{ {values('item', chosen)} ?item <{ZT.text}> ?text }}")
        speaking = {row["item"] for row in texts if _DOCUMENT_NOUN.search(row["text"])}
        kept = tuple(candidate for candidate in passages.plan.candidates if candidate.iri in speaking)
        return Grounded(replace(passages.plan, candidates=kept)) if kept else passages
    mentioned = view.graph.select(
        f"SELECT DISTINCT ?thing WHERE {{ {values('item', chosen)} ?item <{ZT.mentions}> ?thing . "
        f"?thing a <{ZT}{plan.targets[0]}> }}"
    )
    if mentioned:
        return Grounded(replace(plan, within=tuple(chosen), names=(), duties=()))
    return Grounded(replace(passages.plan, operation=plan.operation))


def _named_so(plan: QueryPlan, view: View) -> tuple[Candidate, ...]:
    """The things asked for whose own names speak of the topic: 哪份制度管预算绩效."""
    topic = Topic(plan.terms, view.catalogue)
    shares: dict[str, float] = {}
    for entry in view.catalogue.names if topic else ():
        if entry.type == plan.targets[0]:
            shares[entry.iri] = max(shares.get(entry.iri, 0.0), topic.in_text(entry.key))
    best = max(shares.values(), default=0.0)
    if best < NAMED_SO:
        return ()
    return tuple(Candidate(iri, share) for iri, share in sorted(shares.items()) if share >= 0.9 * best)


def _all_passages(plan: QueryPlan, view: View) -> list[str]:
    """The outcomes and tasks that mention the names of the plan or stand under its duties."""
    rows = view.graph.select(
        f"SELECT DISTINCT ?item WHERE {{ VALUES ?type {{ <{ZT.Outcome}> <{ZT.Task}> }} ?item a ?type . "
        f"{values('named', [named.iri for named in plan.names])} "
        f"{f'?item <{ZT.mentions}> ?named .' if plan.names else ''} "
        f"{values('duty', [duty.iri for duty in plan.duties])} "
        f"{f'?item <{ZT.underDuty}> ?duty .' if plan.duties else ''} }} ORDER BY ?item"
    )
    return [row["item"] for row in rows]
