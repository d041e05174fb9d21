"""Questions that lean on others: the parts of one question, and what a follow-up takes over from the question before."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from search.asking.catalogue import squeeze
from search.asking.plan import Operation, QueryPlan, Target

MOST_PARTS = 4
_BETWEEN = re.compile(r"[,，;；?？。!！]+")
_ASKS = re.compile(r"多少|几|哪|什么|啥|怎么|如何|怎样|吗|有没有|是否|没有$|谁|多[大长久高]")
_HOW_MANY_OF_THEM = re.compile(
    r"(?:一共|总共|共|分别|各|都|又)*(?:有|是)?(?:多少|几)[\u4e00-\u9fff]?|(?:分别)?是(?:什么|哪些)"
)
_FOLLOWS = re.compile(r"^(?:那么?|还有|另外|其中|同样|再问)|呢[?？]?$")
_IT = re.compile(r"^(?:它们?|这个|这些|这项|该项|其)")
_CALCULATIONS = (
    Operation.PLAN_VS_ACTUAL,
    Operation.DIFFERENCE,
    Operation.SHARE,
    Operation.SUM,
    Operation.COMPARE_YEARS,
    Operation.LARGEST,
    Operation.SMALLEST,
)


def parts_of(whole: QueryPlan, read: Callable[[str], QueryPlan]) -> list[QueryPlan]:
    """The plans of 「耕地保护做了什么，花了多少钱」, the later ones about the subject of the first; empty for one question.

    What is only said in front (「计划改造的6所，最后改造了几所」), counts again (「…，一共几项」) or is compared is no part.
    """
    clauses = [clause for clause in _BETWEEN.split(squeeze(whole.question)) if clause]
    if not 1 < len(clauses) <= MOST_PARTS or whole.operation in _CALCULATIONS or whole.thresholds:
        return []
    if not all(_ASKS.search(clause) and not _HOW_MANY_OF_THEM.fullmatch(clause) for clause in clauses):
        return []
    plans = [read(clause) for clause in clauses]
    if not all(plan.cued for plan in plans) or not _has_subject(plans[0]):
        return []
    return [plans[0], *(carried(plans[0], plan) for plan in plans[1:])]


def follows(plan: QueryPlan, question: str) -> bool:
    """Whether the question leaves to the one before what it is about (那2021年呢, 花了多少钱)."""
    text = squeeze(question)
    if _FOLLOWS.search(text) or _IT.match(text):
        return True
    alone = plan.cued and (plan.targets[0] is not Target.QUANTITY or bool(plan.departments))
    return not _has_subject(plan) and not alone and not plan.missing


def carried(before: QueryPlan, plan: QueryPlan) -> QueryPlan:
    """`plan` with what it does not say itself taken from the plan before: what is asked, of what, of whom, of which year."""
    if not plan.cued:
        plan = replace(
            plan,
            targets=before.targets,
            operation=before.operation,
            claim=before.claim,
            measure=before.measure,
            classifier=before.classifier,
            moment=before.moment,
            growth=before.growth,
            totals=before.totals,
            grouping=before.grouping,
            counted=before.counted,
            extreme=before.extreme,
            cued=before.cued,
        )
    if not _has_subject(plan):
        asked = "" if not plan.cued else plan.question
        plan = replace(
            plan,
            question=before.question if not asked or asked == before.question else f"{before.topic} {asked}",
            topic=before.topic,
            terms=before.terms,
            sides=before.sides,
            meanings=before.meanings,
            functions=before.functions,
            function_words=before.function_words,
            hinted=before.hinted,
            duties=before.duties,
            names=before.names,
            ordinal=before.ordinal,
            thresholds=before.thresholds,
            figures=before.figures,
            not_understood=before.not_understood,
        )
    if not plan.departments and not plan.missing:
        plan = replace(plan, departments=before.departments)
    if not plan.years and not plan.absent_years and not plan.missing:
        plan = replace(plan, years=before.years, must_say=before.must_say)
    return plan


def _has_subject(plan: QueryPlan) -> bool:
    own = any(not term.vague for term in plan.terms)
    return bool(own or plan.names or plan.duties or plan.functions or plan.thresholds or plan.ordinal)
