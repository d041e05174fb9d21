"""年度重点工作任务: what the department set itself for the year."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.groups import groups
from kg.extract.items import Numbers, Tree, printed_ordinal, statements
from kg.extract.making import task, task_group
from kg.model import SectionRole, Task, TaskGroup

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
                    yield task(tree, item.span, numbers.next(item.ordinal), section.id, "tasks.item")
                continue
            number = numbers.next(printed_ordinal(group.section))
            yield task_group(tree, group.heading, number, section.id, "tasks.numbered-heading")
            home, inner = f"task-group/{number}", Numbers(f"{number}.")
            for item in group.items:
                yield task(tree, item.span, inner.next(item.ordinal), home, "tasks.item-in-group")
            for span in statements(tree, group.rest) if group.rest else ():
                yield task(tree, span, inner.next(), home, "tasks.sentence-in-group")
        if not found and role is SectionRole.TASKS:
            for span in statements(tree, tree.intro(section)):
                yield task(tree, span, numbers.next(), section.id, "tasks.sentence")
