"""Outline → duties, task groups and tasks, outcome groups, items and outcomes, problems, improvements."""

from __future__ import annotations

from kg.extract.address import extract_planned, extract_reviewed
from kg.extract.duties import extract_duties
from kg.extract.items import Tree
from kg.extract.outcomes import extract_outcomes
from kg.extract.problems import extract_improvements, extract_problems
from kg.extract.tasks import extract_tasks
from kg.model import (
    Document,
    Entities,
    Identity,
    Outcome,
    OutcomeGroup,
    OutcomeItem,
    ReportKind,
    Section,
    Task,
    TaskGroup,
)


def extract_units(document: Document, sections: tuple[Section, ...], identity: Identity) -> Entities:
    """The text units of a report, each kind in text order; all other kinds are left empty.

    Where a unit is looked for is decided by the roles of the outline. A government work report is cut by its paragraphs
    (`kg.extract.address`) and has no duties: what it says of 政府职能 is a plan.
    """
    tree = Tree(document, sections)
    address = identity.kind is ReportKind.WORK_REPORT
    found_tasks = extract_planned(tree, identity.year) if address else extract_tasks(tree)
    found_outcomes = extract_reviewed(tree) if address else extract_outcomes(tree)
    tasks = sorted(found_tasks, key=lambda unit: unit.span)
    outcomes = sorted(found_outcomes, key=lambda unit: unit.span)
    return Entities(
        duties=() if address else tuple(extract_duties(tree)),
        task_groups=tuple(unit for unit in tasks if isinstance(unit, TaskGroup)),
        tasks=tuple(unit for unit in tasks if isinstance(unit, Task)),
        outcome_groups=tuple(unit for unit in outcomes if isinstance(unit, OutcomeGroup)),
        outcome_items=tuple(unit for unit in outcomes if isinstance(unit, OutcomeItem)),
        outcomes=tuple(unit for unit in outcomes if isinstance(unit, Outcome)),
        problems=tuple(extract_problems(tree)),
        improvements=tuple(extract_improvements(tree)),
    )
