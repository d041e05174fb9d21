"""Quantities: every number that states a measured fact or a target, with its unit, name, qualifier, kind and home.

An amount of the department's own money is a `BudgetFigure` (`kg.extract.budget`); a cell that holds only a number is named
by its row and column (`kg.extract.quantity_tables`); all other figures are named from their clause.

Falls keep the printed figure: 「下降5.2%」 is 5.2 with the property …下降; only a printed minus sign makes a value negative.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import fields
from operator import itemgetter
from typing import Any

from kg.extract.budget import Budget, Money
from kg.extract.clauses import Bounds, Clause, cut_clauses
from kg.extract.measures import measure_of
from kg.extract.naming import Names, is_planned, qualifier
from kg.extract.numbers import Figure, cues, find_figures
from kg.extract.quantity_tables import CellFigure, find_cell_figures
from kg.extract.times import Time, Times
from kg.forms.indicators import indicator_tables
from kg.model import (
    BudgetFigure,
    Document,
    Entities,
    Entity,
    Evidence,
    Identity,
    Observation,
    QuantityKind,
    ReportKind,
    Section,
    SectionRole,
    Span,
)
from kg.units import MONEY, RATIO, Unit, unit_of

_YEAR_BESIDE = re.compile(r"[从由自到至][ ]*((?:19|20)[0-9]{2})[ ]*年的?[ ]*$")
_YEAR = re.compile(r"((?:19|20)(?<![0-9\-—–－～~至到较比与从自于]..)[0-9]{2})[ ]*年(?![^《》\n]{0,40}》)")


def extract_observations(
    document: Document, sections: tuple[Section, ...], units: Entities, identity: Identity
) -> tuple[Observation, ...]:
    """Every stated quantity of the document, in text order, numbered from 1.

    「划定城镇开发边界 57.61 平方公里」 → 57.61, 平方公里, 划定城镇开发边界, normalised to 57,610,000 平方米.
    """
    heads = [place for section in sections for place in (section.heading.start, section.heading.end)]
    bounds = Bounds(document.text, [*heads, *(unit.span.start for unit in units)])
    tables = indicator_tables(document)
    cells = list(find_cell_figures(document, tables))
    filled = {cell.number.start for cell in cells}
    figures = [
        figure
        for figure in find_figures(document.text)
        if figure.number.start not in filled and not any(table.extent.contains(figure.number) for table in tables)
    ]
    clauses = cut_clauses(bounds, figures)
    stated: list[Clause | CellFigure] = [*clauses, *cells]
    if cells:
        stated.sort(key=lambda found: found.number.start)
    homes = _Homes(units, sections)
    reader = _Reader(document, bounds, clauses, identity, sections)
    observations: list[Observation] = []
    for found in stated:
        home, section = homes.around(found.number.start, found.number.end)
        identifier = f"observation/{len(observations) + 1}"
        if isinstance(found, CellFigure):
            observations.append(reader.of_cell(found, identifier, home, section))
        else:
            observations.append(reader.of_clause(found, identifier, home, section))
    return tuple(observations)


class _Reader:
    """Turns what was found into observations, in text order."""

    def __init__(
        self,
        document: Document,
        bounds: Bounds,
        clauses: list[Clause],
        identity: Identity,
        sections: tuple[Section, ...],
    ) -> None:
        self._text = document.text
        self._pages = _Pages(document)
        self._years = _Years(bounds)
        self._names = Names(bounds, clauses)
        self._budget = Budget(document.text, identity.kind)
        address = identity.kind is ReportKind.WORK_REPORT and identity.year is not None
        self._times = Times(document, sections, identity.year) if address and identity.year else None
        self._planned_roles = {SectionRole(role) for role in cues()["kinds"]["planned_roles"]}

    def of_clause(self, clause: Clause, identifier: str, home: str, section: Section | None) -> Observation:
        """The observation that a figure in prose states."""
        figure = clause.figure
        role = section.role if section else SectionRole.OTHER
        name = self._names.of(clause, section.title if section else "")
        past = self._times is not None and self._times.is_past(figure.number.start)
        planned = is_planned(clause, role in self._planned_roles and not past)
        unit = _unit(figure, clause)
        money = self._budget.read(clause, name, role, planned) if unit and unit.dimension == MONEY else None
        printed = figure.number.of(self._text)
        told = self._years.of(clause)
        time = self._times.of(clause, section, told) if self._times else Time(told)
        known = measure_of(
            name,
            unit,
            clause,
            self._text[clause.part : figure.number.start],
            dated=told is not None,
            many_years=time.since is not None,
        )
        observation = Observation(
            id=identifier,
            label=f"{name} {printed}{figure.unit_text}".strip(),
            evidence=(self._pages.evidence(clause.evidence),),
            rule="quantities.clause",
            printed=printed,
            number=figure.number,
            value=figure.value,
            unit_text=figure.unit_text,
            unit=unit.code if unit else "",
            normalized_value=unit.normalized(figure.value) if unit else None,
            normalized_unit=unit.base if unit else "",
            property=name,
            kind=money.kind if money else _kind(unit, planned),
            qualifier=qualifier(clause),
            part_of=home,
            year=time.year,
            since=None if known.measure else time.since,
            measure=known.measure,
            growth=known.growth,
        )
        return _budget_figure(observation, money) if money and money.own else observation

    def of_cell(self, cell: CellFigure, identifier: str, home: str, section: Section | None) -> Observation:
        """The observation that a table cell states."""
        printed = cell.number.of(self._text)
        observation = Observation(
            id=identifier,
            label=f"{cell.name} {printed}{cell.unit_text}".strip(),
            evidence=tuple(self._pages.evidence(span) for span in cell.evidence),
            rule="quantities.cell",
            printed=printed,
            number=cell.number,
            value=cell.value,
            unit_text=cell.unit_text,
            unit=cell.unit.code if cell.unit else "",
            normalized_value=cell.unit.normalized(cell.value) if cell.unit else None,
            normalized_unit=cell.unit.base if cell.unit else "",
            property=cell.name,
            kind=cell.kind,
            qualifier=cell.qualifier,
            part_of=home,
        )
        if cell.unit is None or cell.unit.dimension != MONEY:
            return observation
        money = self._budget.read_cell(cell, section.role if section else SectionRole.OTHER)
        return _budget_figure(observation, money) if money.own else observation


def _budget_figure(observation: Observation, money: Money) -> BudgetFigure:
    stated: dict[str, Any] = {field.name: getattr(observation, field.name) for field in fields(observation)}
    return BudgetFigure(**stated, phase=money.phase, breakdown=money.breakdown, category=money.category)


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

        A year inside another clause dates that clause only: 「编制2021年度方案，拟征收4.6公顷」. One right before the number is the
        figure's: 「从1997年的7.4万亿元增加到2002年的10.2万亿元」.
        """
        if beside := _YEAR_BESIDE.search(clause.left):
            return int(beside[1])
        index = bisect_left(self._mentions, (clause.figure.number.start, 0)) - 1
        while index >= 0 and (at := self._mentions[index][0]) >= clause.sentence:
            heads = at == clause.sentence or (at >= clause.part and self._bounds.heads_clause(at))
            if at >= clause.start or heads:
                return self._mentions[index][1]
            index -= 1
        return None


_Home = tuple[int, int, str, Section | None]
"""Start, end and id of a unit or section, and the section itself if it is one."""


class _Homes:
    """Finds the smallest unit and the smallest section around a place; places are asked for in text order."""

    def __init__(self, units: Iterable[Entity], sections: Iterable[Section]) -> None:
        homes: list[_Home] = []
        for unit in units:
            span = unit.evidence[0].span
            homes.append((span.start, span.end, unit.id, None))
        for section in sections:
            homes.append((section.heading.start, section.body.end, section.id, section))
        homes.sort(key=itemgetter(0), reverse=True)
        self._waiting = homes
        self._open: list[_Home] = []

    def around(self, start: int, end: int) -> tuple[str, Section | None]:
        """Id of the shortest unit that holds the place, else of the shortest section, else ""; and that section."""
        while self._waiting and self._waiting[-1][0] <= start:
            self._open.append(self._waiting.pop())
        self._open = [home for home in self._open if home[1] > start]
        holding = [home for home in self._open if home[1] >= end]
        unit = min((home for home in holding if home[3] is None), key=_length, default=None)
        section = min((home for home in holding if home[3] is not None), key=_length, default=None)
        home = unit or section
        return home[2] if home else "", section[3] if section else None


class _Pages:
    """Evidence with its page, found by bisection."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._starts = [block.span.start for block in document.blocks]

    def evidence(self, span: Span) -> Evidence:
        index = bisect_right(self._starts, span.start) - 1
        page = self._document.blocks[index].page if index >= 0 else None
        return Evidence(span, span.of(self._document.text), page)


def _length(home: _Home) -> int:
    return home[1] - home[0]
