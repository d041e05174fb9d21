"""年度重点工作任务: what the department set itself for the year."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.groups import groups
from kg.extract.items import Numbers, Tree, label, printed_ordinal, shortened, statements
from kg.model import SectionRole, Span, Task, TaskGroup

_LEAST_GOALS = 2  # items that make a list


def extract_tasks(tree: Tree) -> Iterator[TaskGroup | Task]:
    """Yield each group before its tasks.

    A task is an item 一是/二是 (or 1., （1）) under a numbered heading; where a heading has no items, each sentence after it;
    in a flat list, each item; in a section without any list, each sentence. A report without a section of tasks may list
    them as its goals: there the items are tasks, and sentences are not.
    """
    found = list(_of_role(tree, SectionRole.TASKS))
    yield from found or _of_role(tree, SectionRole.GOALS)


def _of_role(tree: Tree, role: SectionRole) -> Iterator[TaskGroup | Task]:
    numbers = Numbers()
    for section in tree.of_role(role):
        found = groups(tree, section)
        if role is SectionRole.GOALS and len(tree.items(section)) < _LEAST_GOALS:
            continue
        for group in found:
            if group.section is None or group.heading is None:
                for item in group.items:
                    yield _task(tree, numbers.next(item.ordinal), item.span, section.id, "item")
                continue
            number = numbers.next(printed_ordinal(group.section))
            heading = tree.document.evidence(group.heading)
            yield TaskGroup(
                id=f"task-group/{number}",
                label=shortened(heading.quote),
                evidence=(heading,),
                rule="tasks.numbered-heading",
                number=number,
                section=section.id,
            )
            inner = Numbers(f"{number}.")
            for item in group.items:
                yield _task(tree, inner.next(item.ordinal), item.span, f"task-group/{number}", "item-in-group")
            for span in statements(tree, group.rest) if group.rest else ():
                yield _task(tree, inner.next(), span, f"task-group/{number}", "sentence-in-group")
        if not found and role is SectionRole.TASKS:
            for span in statements(tree, tree.intro(section)):
                yield _task(tree, numbers.next(), span, section.id, "sentence")


def _task(tree: Tree, number: str, span: Span, home: str, rule: str) -> Task:
    evidence = tree.document.evidence(span)
    return Task(
        id=f"task/{number}",
        label=label(evidence.quote),
        evidence=(evidence,),
        rule=f"tasks.{rule}",
        number=number,
        part_of=home,
    )
