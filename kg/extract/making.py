"""The units of a report made from where they stand: id, label and evidence follow from the place and the number.

`rule` names what found the unit, for people who ask why it was taken.
"""

from __future__ import annotations

from kg.extract.items import Tree, label, shortened
from kg.model import Outcome, OutcomeGroup, OutcomeItem, Span, Task, TaskGroup


def outcome_group(tree: Tree, heading: Span, number: str, section: str, rule: str) -> OutcomeGroup:
    """The group under `heading`; `section` is the id of the section that it stands in."""
    evidence = tree.document.evidence(heading)
    return OutcomeGroup(
        id=f"outcome-group/{number}",
        label=shortened(evidence.quote),
        evidence=(evidence,),
        rule=rule,
        number=number,
        section=section,
    )


def outcome_item(tree: Tree, span: Span, number: str, home: str, rule: str) -> OutcomeItem:
    """The item whose lead and outcomes are `span`; `home` is the id of its group or section."""
    evidence = tree.document.evidence(span)
    return OutcomeItem(
        id=f"outcome-item/{number}",
        label=label(evidence.quote),
        evidence=(evidence,),
        rule=rule,
        number=number,
        part_of=home,
    )


def outcome(tree: Tree, span: Span, number: str, home: str, rule: str) -> Outcome:
    """The outcome that `span` claims; `home` is the id of its item, group or section."""
    evidence = tree.document.evidence(span)
    return Outcome(
        id=f"outcome/{number}",
        label=label(evidence.quote),
        evidence=(evidence,),
        rule=rule,
        number=number,
        part_of=home,
    )


def task_group(tree: Tree, heading: Span, number: str, section: str, rule: str, year: int | None = None) -> TaskGroup:
    """The group under `heading`. `year` is the one it is for where that is not the report's own."""
    evidence = tree.document.evidence(heading)
    return TaskGroup(
        id=f"task-group/{number}",
        label=shortened(evidence.quote),
        evidence=(evidence,),
        rule=rule,
        number=number,
        section=section,
        year=year,
    )


def task(tree: Tree, span: Span, number: str, home: str, rule: str, year: int | None = None) -> Task:
    """The task that `span` states; `home` is the id of its group or section."""
    evidence = tree.document.evidence(span)
    return Task(
        id=f"task/{number}",
        label=label(evidence.quote),
        evidence=(evidence,),
        rule=rule,
        number=number,
        part_of=home,
        year=year,
    )
