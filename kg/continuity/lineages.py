"""Which reports are of one department, year after year: renames are recognised, and stated as such.

「某市规划和自然资源局某区分局」 (to 2021) → 「某市某区规划和自然资源局」 (from 2022): the same place, names that say the same
field, one ending where the other begins, and duties that carry on.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.continuity.editions import Rename
from kg.continuity.likeness import alike, plain
from kg.jurisdiction import jurisdiction_of
from kg.model import Justification

FEW = 0.3  # likeness of two fields (国土资源, 规划和自然资源) from which duties are compared
_BY_PERSON: tuple[float, tuple[str, ...]] = (1.0, ("人工确认",))
CARRIED = 0.5  # share of the new department's duties that must carry on the old one's
_SUFFIX = re.compile(r"(?:分局|分中心|管理局|管理委员会|委员会|办公室|中心|局|厅|委|办|处|站)$")


@dataclass(frozen=True, slots=True)
class Issue:
    """A report as the workspace lists it: enough to tell whose it is."""

    report: str
    department: str  # IRI
    name: str
    year: int
    kind: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Lineage:
    """The reports of one department and kind, in order of years, one a year, with the renames between them."""

    issues: tuple[Issue, ...]
    renames: tuple[Rename, ...] = ()


Carried = Callable[[Issue, Issue], float]
"""Old and new report → share of the new one's duties that carry on the old one's; -1 where one has none."""


def lineages(
    issues: Iterable[Issue], carried: Carried, decided: Mapping[tuple[str, str], bool] | None = None
) -> tuple[Lineage, ...]:
    """Every lineage of two reports or more, in a stable order.

    `decided` maps (new, old) department to a person's word on whether the one became the other; it outranks names.
    """
    held = sorted(issues, key=lambda issue: (issue.department, issue.year, issue.report))
    renames = _renames(held, carried, dict(decided or {}))
    root = {issue.department: issue.department for issue in held}
    for rename in sorted(renames, key=lambda rename: (rename.year, rename.new)):
        root[rename.new] = root[rename.old]
    groups: dict[tuple[str, str], list[Issue]] = defaultdict(list)
    for issue in held:
        groups[root[issue.department], issue.kind].append(issue)
    found = []
    for (first, _), group in sorted(groups.items()):
        group.sort(key=lambda issue: (issue.year, issue.report))
        if len({issue.year for issue in group}) > 1:
            of_group = {issue.department for issue in group}
            own = tuple(one for one in renames if root[one.old] == first and {one.old, one.new} & of_group)
            found.append(Lineage(tuple(group), own))
    return tuple(found)


def _renames(held: Sequence[Issue], carried: Carried, decided: dict[tuple[str, str], bool]) -> list[Rename]:
    by_department: dict[str, list[Issue]] = defaultdict(list)
    for issue in sorted(held, key=lambda issue: (issue.year, issue.report)):
        by_department[issue.department].append(issue)
    candidates: list[Rename] = []
    for new, later in by_department.items():
        for old, earlier in by_department.items():
            if new == old or earlier[-1].year >= later[0].year or decided.get((new, old)) is False:
                continue
            if decided.get((new, old)):
                confidence, why = _BY_PERSON
                justification = Justification.MANUAL
            else:
                confidence, why = _likely(earlier[-1], later[0], carried)
                justification = Justification.COMPOSITE
            if confidence:
                names = earlier[-1].name, later[0].name
                candidates.append(Rename(old, new, *names, later[0].year, confidence, justification, why))
    # One department becomes one other: the surest first, then the nearest in time, then by name.
    candidates.sort(key=lambda one: (-one.confidence, one.year, one.old, one.new))
    chosen: list[Rename] = []
    for one in candidates:
        if all(one.old != other.old and one.new != other.new for other in chosen):
            chosen.append(one)
    return sorted(chosen, key=lambda one: (one.year, one.new))


def _likely(old: Issue, new: Issue, carried: Carried) -> tuple[float, tuple[str, ...]]:
    """How sure it is that the one department became the other, and why; 0 where it is not likely."""
    places = jurisdiction_of(old.name).printed, jurisdiction_of(new.name).printed
    if not all(places) or not _same_place(*places):
        return 0.0, ()
    fields = field_of(old.name), field_of(new.name)
    near = 1.0 if fields[0] == fields[1] else alike(*fields)
    if near < FEW:
        return 0.0, ()
    share = carried(old, new)
    why = [f"同在{places[1][-1]}", f"名称：{fields[0]}→{fields[1]}" if near < 1 else f"名称相同：{fields[0]}"]
    if share < 0:
        return (0.8, tuple(why)) if near == 1.0 else (0.0, ())
    if share < CARRIED:
        return 0.0, ()
    return round(min(0.99, 0.4 + 0.3 * near + 0.3 * share), 3), (*why, f"{share:.0%}的职责延续")


def _same_place(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether one list of places is the other, or its end: 临澄市北川区, 北川区."""
    short, long = sorted((tuple(first), tuple(second)), key=len)
    return long[len(long) - len(short) :] == short


def field_of(department: str) -> str:
    """What a department is for, from its name, without its place and kind of body.

    >>> field_of("临澄市规划和自然资源局北川区分局"), field_of("北川区规划和自然资源局")
    ('规划和自然资源', '规划和自然资源')
    """
    name = plain(department)
    for place in jurisdiction_of(department).printed:
        name = name.replace(place, "", 1)
    name = re.sub(r"(?<=[局厅委办])分(?:局|院|中心)$", "", name)
    return _SUFFIX.sub("", name) or name
