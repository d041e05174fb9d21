"""Reports of one department → what continues, what is one thing, and what the years say about one another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from kg.continuity.editions import (
    ChangeKind,
    Continuation,
    CrossFinding,
    Edition,
    FollowUp,
    Merge,
    Rename,
    Stage,
    Unit,
)
from kg.continuity.figures import check_growth, merge_indicators
from kg.continuity.following import follow_up, tasks_without_follow_up
from kg.continuity.likeness import Likeness, Meaning, Similarity
from kg.continuity.projects import merge_projects, projects_named, stages_of
from kg.continuity.repeating import copied_outcomes, recurring_problems
from kg.continuity.units import align_units

Named = dict[str, frozenset[str]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Continuity:
    """Everything that one lineage of reports says across its years."""

    continuations: tuple[Continuation, ...] = ()
    changes: tuple[tuple[str, ChangeKind], ...] = ()  # units that are new or dropped
    follow_ups: tuple[FollowUp, ...] = ()
    merges: tuple[Merge, ...] = ()
    stages: tuple[Stage, ...] = ()
    renames: tuple[Rename, ...] = ()
    findings: tuple[CrossFinding, ...] = ()


Judge = Callable[[Sequence[Continuation], frozenset[str]], Sequence[Continuation]]
"""A person's decisions on continuations, applied; the second argument says which units are at hand."""
JudgeMerges = Callable[[Sequence[Merge], frozenset[str]], Sequence[Merge]]
"""The same on merges; the second argument says which projects and indicators are at hand."""


def _as_they_are(links: Sequence[T], at_hand: frozenset[str]) -> Sequence[T]:
    return links


def align(
    editions: Sequence[Edition],
    *,
    renames: Iterable[Rename] = (),
    similarity: Similarity | None = None,
    judge: Judge = _as_they_are,
    judge_merges: JudgeMerges = _as_they_are,
) -> Continuity:
    """Hold each report of a department against the one before, whatever years lie between.

    `editions` are of one department and one kind, in order of years. The result depends on them alone.
    """
    merges = _merges(editions, judge_merges)
    named = projects_named(editions, merges)
    continuations: list[Continuation] = []
    changes: list[tuple[str, ChangeKind]] = []
    follow_ups: list[FollowUp] = []
    findings: list[CrossFinding] = []
    for before, after in pairwise(editions):
        meaning = meaning_of(before, after, similarity)
        links = _judged(before, after, meaning, named, judge)
        followed = follow_up(before, after, links, meaning, named)
        continuations += links
        changes += new_and_dropped(before, after, links)
        if after.year == before.year + 1:  # what is told years later fulfils no task of the year, but ends the silence
            follow_ups += followed
        findings += tasks_without_follow_up(before, after, links, followed, meaning, named)
        findings += copied_outcomes(before, after)
    findings += recurring_problems(editions, continuations)
    findings += check_growth(editions, merges)
    return Continuity(
        tuple(continuations),
        tuple(changes),
        tuple(follow_ups),
        tuple(merges),
        tuple(stages_of(editions, merges)),
        tuple(renames),
        tuple(findings),
    )


def between(
    editions: Sequence[Edition],
    before: Edition,
    after: Edition,
    *,
    similarity: Similarity | None = None,
    judge: Judge = _as_they_are,
    judge_merges: JudgeMerges = _as_they_are,
) -> tuple[list[Merge], list[Continuation], list[tuple[str, ChangeKind]]]:
    """Two of the editions held against each other, whatever lies between them: merges, continuations, new and dropped.

    For neighbours this is what `align` says of them.
    """
    merges = _merges(editions, judge_merges)
    links = _judged(before, after, meaning_of(before, after, similarity), projects_named(editions, merges), judge)
    return merges, links, new_and_dropped(before, after, links)


def _merges(editions: Sequence[Edition], judge: JudgeMerges) -> list[Merge]:
    things = frozenset(
        [project.iri for edition in editions for project in edition.projects]
        + [figure.indicator for edition in editions for figure in edition.figures]
    )
    return list(judge([*merge_projects(editions), *merge_indicators(editions)], things))


def _judged(before: Edition, after: Edition, meaning: Meaning, named: Named, judge: Judge) -> list[Continuation]:
    units = frozenset(unit.iri for edition in (before, after) for some in _kinds(edition) for unit in some)
    return list(judge(align_pair(before, after, meaning, named), units))


def _kinds(edition: Edition) -> tuple[tuple[Unit, ...], ...]:
    return edition.duties, edition.tasks, edition.problems


def meaning_of(before: Edition, after: Edition, similarity: Similarity | None) -> Meaning:
    """The meaning of all texts of the two reports held against each other, in one call."""
    texts = [
        list(dict.fromkeys(unit.text for units in (*_kinds(edition), edition.outcomes) for unit in units))
        for edition in (before, after)
    ]
    return Meaning(texts[0], texts[1], similarity)


def align_pair(before: Edition, after: Edition, meaning: Meaning, named: Named) -> list[Continuation]:
    """What the duties, tasks and problems of `after` carry on of those of `before`."""
    found = []
    for earlier, later in zip(_kinds(before), _kinds(after), strict=True):
        likeness = Likeness([unit.text for unit in earlier], [unit.text for unit in later], meaning)
        found += align_units(earlier, later, likeness, projects=named)
    return found


def new_and_dropped(before: Edition, after: Edition, links: Iterable[Continuation]) -> list[tuple[str, ChangeKind]]:
    """The units of `after` that carry on nothing, and those of `before` that nothing carries on.

    Where one of the reports has no duties, tasks or problems at all, it left them out, and nothing is new or dropped.
    """
    links = list(links)
    later, earlier = {link.later for link in links}, {link.earlier for link in links}
    found = []
    for old, new in zip(_kinds(before), _kinds(after), strict=True):
        if old and new:
            found += [(unit.iri, ChangeKind.NEW) for unit in new if unit.iri not in later]
            found += [(unit.iri, ChangeKind.DROPPED) for unit in old if unit.iri not in earlier]
    return found
