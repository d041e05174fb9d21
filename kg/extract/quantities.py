"""Quantities: every number that states a measured fact or a target, with its unit, name, qualifier, kind and home.

A figure that states the department's own money is a `BudgetFigure` (`kg.extract.budget`); tables are read by
`kg.extract.quantity_tables`; all other figures stand in prose and are named from their clause.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from kg.extract.clauses import Bounds, Clause, cut_clauses
from kg.extract.naming import is_planned, measured, qualifier
from kg.extract.numbers import Figure, cues, find_figures
from kg.model import (
    Document,
    Entities,
    Entity,
    Evidence,
    Identity,
    Observation,
    QuantityKind,
    Section,
    SectionRole,
    Span,
)
from kg.units import RATIO, Unit, unit_of

_YEAR = re.compile(r"(?<![0-9\-—–－～~至到较比与从自于])((?:19|20)[0-9]{2})[ ]*年(?![^《》\n]{0,40}》)")


def extract_observations(
    document: Document, sections: tuple[Section, ...], units: Entities, identity: Identity
) -> tuple[Observation, ...]:
    """Every stated quantity of the document, in text order, numbered from 1.

    「划定城镇开发边界 57.61 平方公里」 → 57.61, 平方公里, 划定城镇开发边界, normalised to 57,610,000 平方米.
    """
    text = document.text
    bounds = Bounds(text)
    figures = list(find_figures(text))
    pages = _Pages(document)
    homes = Homes([*units, *sections])
    roles = Homes(sections)
    role_of = {section.id: section.role for section in sections}
    years = _Years(bounds)
    planned_roles = {SectionRole(role) for role in cues()["kinds"]["planned_roles"]}
    observations: list[Observation] = []
    parent, last, parent_part = "", "", -1
    for clause in cut_clauses(bounds, figures):
        figure = clause.figure
        role = role_of.get(roles.smallest(figure.printed), SectionRole.OTHER)
        if clause.part != parent_part:
            parent = last = ""
        name, full = measured(clause, last if clause.bracketed else parent, bounds)
        last = name
        planned = is_planned(clause, role in planned_roles)
        unit = _unit(figure, clause)
        observations.append(
            Observation(
                id=f"observation/{len(observations) + 1}",
                label=f"{name} {figure.number.of(text)}{figure.unit_text}".strip(),
                evidence=(pages.evidence(clause.evidence),),
                rule="quantities.clause",
                printed=figure.number.of(text),
                number=figure.number,
                value=figure.value,
                unit_text=figure.unit_text,
                unit=unit.code if unit else "",
                normalized_value=unit.normalized(figure.value) if unit else None,
                normalized_unit=unit.base if unit else "",
                property=name,
                kind=_kind(unit, planned),
                qualifier=qualifier(clause),
                part_of=homes.smallest(figure.printed),
                year=years.of(clause),
            )
        )
        if full or clause.part != parent_part:
            parent, parent_part = name, clause.part
    return tuple(observations)


def _unit(figure: Figure, clause: Clause) -> Unit | None:
    """The unit; 亿 alone is 亿元 where the clause speaks of money."""
    if figure.unit_text in ("亿", "万", "万亿") and any(word in clause.lead for word in cues()["money"]["words"]):
        return unit_of(f"{figure.unit_text}元")
    return figure.unit


def _kind(unit: Unit | None, planned: bool) -> QuantityKind:
    if planned:
        return QuantityKind.PLANNED
    if unit is not None and unit.dimension == RATIO:
        return QuantityKind.RATE
    return QuantityKind.ACTUAL


class _Years:
    """Which year a figure is about, where its sentence says so."""

    def __init__(self, bounds: Bounds) -> None:
        self._mentions = [(match.start(), int(match[1])) for match in _YEAR.finditer(bounds.text)]
        self._bounds = bounds

    def of(self, clause: Clause) -> int | None:
        """The last year before the figure in its clause, or at the head of a clause before it; None where none is named.

        A year inside another clause dates that clause only: 「编制2021年度方案，拟征收4.6公顷」.
        """
        index = bisect_left(self._mentions, (clause.figure.number.start, 0)) - 1
        while index >= 0 and (at := self._mentions[index][0]) >= clause.sentence:
            heads = at == clause.sentence or (at >= clause.part and self._bounds.heads_clause(at))
            if at >= clause.start or heads:
                return self._mentions[index][1]
            index -= 1
        return None


class Homes:
    """Finds the smallest unit around a place; places are asked for in text order."""

    def __init__(self, units: Iterable[Entity | Section]) -> None:
        self._waiting = sorted(((unit.span, unit.id) for unit in units), key=lambda home: -home[0].start)
        self._open: list[tuple[Span, str]] = []

    def smallest(self, span: Span) -> str:
        """Id of the shortest unit that holds `span`; "" where none does."""
        while self._waiting and self._waiting[-1][0].start <= span.start:
            self._open.append(self._waiting.pop())
        self._open = [home for home in self._open if home[0].end > span.start]
        holding = [home for home in self._open if home[0].end >= span.end]
        return min(holding, key=lambda home: len(home[0]))[1] if holding else ""


class _Pages:
    """Evidence with its page, found by bisection."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._starts = [block.span.start for block in document.blocks]

    def evidence(self, span: Span) -> Evidence:
        index = bisect_right(self._starts, span.start) - 1
        page = self._document.blocks[index].page if index >= 0 else None
        return Evidence(span, span.of(self._document.text), page)
