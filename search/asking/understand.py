"""Question → QueryPlan: what is asked, of what, under which constraints, and what was not understood."""

from __future__ import annotations

from search.asking.catalogue import Catalogue, squeeze
from search.asking.cues import load_cues
from search.asking.manner import read_manner
from search.asking.matching import correct
from search.asking.naming import (
    read_departments,
    read_functions,
    read_limits,
    read_names,
    read_strangers,
    read_years,
)
from search.asking.plan import Operation, QueryPlan, Target
from search.asking.reading import Reading
from search.asking.topic import Expand, read_topic
from search.asking.years import read_across

__all__ = ["Expand", "understand"]


def understand(question: str, catalogue: Catalogue, expand: Expand | None = None) -> QueryPlan:
    """Read a question against the names of the workspace. Never fails: what is not understood is said in the plan.

    >>> plan = understand("面积超过10公顷的用地数据有哪些？", Catalogue())
    >>> plan.targets, plan.measure, str(plan.thresholds[0])
    ((<Target.QUANTITY: 'Observation'>,), <Measure.AREA: 'area'>, '> 10 公顷')
    """
    cues = load_cues()
    text, corrected = correct(squeeze(question), catalogue)
    reading = Reading(text)
    plan = QueryPlan(question=text, targets=(Target.OUTCOME,), operation=Operation.LIST, corrected=corrected)
    plan = read_names(plan, reading, catalogue)
    plan = read_departments(plan, reading, catalogue)
    plan = read_years(plan, reading, catalogue)
    plan = read_limits(plan, reading)
    plan = read_functions(plan, reading, catalogue)
    plan = read_manner(plan, reading, catalogue, cues)
    plan = read_across(plan, reading)
    plan = read_strangers(plan, reading, catalogue, cues)
    return read_topic(plan, reading, catalogue, cues, expand)
