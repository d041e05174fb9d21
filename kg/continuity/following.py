"""Tasks after their year: delivered in it or the year after, taken over into the next year's tasks, or never heard of again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from kg.continuity.editions import Continuation, CrossFinding, Edition, FollowUp, Unit
from kg.continuity.likeness import Likeness, Meaning, Table, common_words
from kg.continuity.settings import settings
from kg.model import Justification, ReportKind

NO_MEANING = Meaning((), (), None)


def follow_up(
    before: Edition,
    after: Edition,
    continued: Iterable[Continuation],
    meaning: Meaning,
    named: Mapping[str, frozenset[str]],
) -> list[FollowUp]:
    """The outcomes of `after` that fulfil tasks of `before`, in order of the tasks.

    An outcome that fulfils a task of its own year fulfils the task which that one carries on. Of the tasks that neither
    their own year's outcomes fulfil nor the next year carries on, an outcome fulfils the one whose matter it names.
    """
    own = {task for _, task in before.fulfilled}
    heirs: dict[str, list[Continuation]] = {}
    for link in continued:
        heirs.setdefault(link.earlier, []).append(link)
    found = []
    open_tasks = []
    for task in before.tasks:
        if task.iri in own:
            continue
        if task.iri in heirs:
            for link in heirs[task.iri]:
                outcomes = sorted(outcome for outcome, other in after.fulfilled if other == link.later)
                found += [
                    FollowUp(outcome, task.iri, link.confidence, Justification.COMPOSITE, ("经由次年延续的任务",))
                    for outcome in outcomes
                ]
        else:
            open_tasks.append(task)
    return [*found, *_delivered_late(open_tasks, before, after, meaning, named)]


def _delivered_late(
    tasks: Sequence[Unit],
    before: Edition,
    after: Edition,
    meaning: Meaning,
    named: Mapping[str, frozenset[str]],
) -> Iterator[FollowUp]:
    taken = {outcome for outcome, _ in after.fulfilled}
    outcomes = [outcome for outcome in after.outcomes if outcome.iri not in taken]
    if not tasks or not outcomes:
        return
    scores = _reported(before.tasks, outcomes, meaning, named)
    columns = {task.iri: number for number, task in enumerate(before.tasks)}
    for task in tasks:
        column = scores[:, columns[task.iri]]
        row = int(column.argmax())
        if column[row] >= settings()["follow_up"]["least"]:
            outcome = outcomes[row]
            words = common_words(outcome.text, task.text) or ("语义相近",)
            confidence = round(min(0.95, float(column[row])), 3)
            yield FollowUp(outcome.iri, task.iri, confidence, Justification.COMPOSITE, words)


def _reported(
    tasks: Sequence[Unit], outcomes: Sequence[Unit], meaning: Meaning, named: Mapping[str, frozenset[str]]
) -> Table:
    """How much each outcome (row) speaks of the matter of each task (column), 0 to 1."""
    values = settings()["follow_up"]
    likeness = Likeness([task.text for task in tasks], [outcome.text for outcome in outcomes], meaning)
    scores: Table = values["words"] * likeness.earlier_in_later + values["meaning"] * likeness.meaning
    projects = [named.get(task.iri, frozenset()) for task in tasks]
    for row, outcome in enumerate(outcomes):
        if spoken := named.get(outcome.iri, frozenset()):
            for column, of_task in enumerate(projects):
                scores[row, column] += values["project"] if spoken & of_task else 0.0
    capped: Table = np.minimum(scores, 1.0)
    return capped


def tasks_without_follow_up(
    before: Edition,
    after: Edition,
    continued: Iterable[Continuation],
    followed: Iterable[FollowUp],
    meaning: Meaning,
    named: Mapping[str, frozenset[str]],
) -> Iterator[CrossFinding]:
    """Tasks of `before` that no outcome of their year or the next reports on.

    `holds` is False where the next year's report is there and says nothing of them, None where the next report is of a later
    year, or where the next year has the task again (it was carried over). Nothing is said where a report has no outcomes, and
    of work reports, whose hundreds of tasks are too general to be called forgotten.
    """
    if before.kind == ReportKind.WORK_REPORT or not (before.outcomes and after.outcomes and before.tasks):
        return
    delivered = {task for _, task in before.fulfilled} | {link.task for link in followed}
    heirs = {link.earlier: link.later for link in continued}
    units = {unit.iri: unit for unit in after.tasks}
    own_year = _reported(before.tasks, before.outcomes, NO_MEANING, named).max(axis=0)
    for number, task in enumerate(before.tasks):
        # Where its own year seems to speak of it, though not surely enough for a link, nothing is said.
        if task.iri in delivered or own_year[number] >= settings()["follow_up"]["doubt"]:
            continue
        if heir := units.get(heirs.get(task.iri, "")):
            yield CrossFinding(
                "task-carried-over",
                None,
                f"{before.year}年任务“{task.label}”当年没有写成效，{after.year}年再次列为任务",
                (task.iri, heir.iri),
                (*task.evidence, *heir.evidence),
                (before.report, after.report),
            )
            continue
        adjacent = after.year == before.year + 1
        rest = "都没有下文" if adjacent else f"没有下文（{before.year + 1}年的报告不在工作区，不能断定）"
        when = f"{before.year}年和{after.year}年的报告" if adjacent else f"{after.year}年的报告"
        yield CrossFinding(
            "task-without-follow-up",
            False if adjacent else None,
            f"{before.year}年任务“{task.label}”在{when}里{rest}",
            (task.iri,),
            task.evidence,
            (before.report,),
        )
