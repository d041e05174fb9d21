"""Rows of indicator tables as entities: three levels, target, actual value, weight, score and reason.

Where the rows stand is found by `kg.forms.indicators`; here their cells are read: 「≥95%」 is a target of at least 95 %.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kg.extract.numbers import find_figures, number_value
from kg.forms.grids import folded
from kg.forms.indicators import IndicatorTable, Row, indicator_tables, points, words
from kg.matching import view
from kg.model import Direction, Document, IndicatorRow, Section, Span

_LONGEST_LABEL = 40


def extract_indicator_rows(document: Document, sections: tuple[Section, ...]) -> tuple[IndicatorRow, ...]:
    """Every row of every indicator table, in text order, numbered from 1."""
    rows = [row for table in indicator_tables(document) for row in table.rows]
    return tuple(_entity(document, sections, row, number) for number, row in enumerate(rows, start=1))


def _entity(document: Document, sections: tuple[Section, ...], row: Row, number: int) -> IndicatorRow:
    text = document.text
    own = Span(min(s.start for s in row.cells.values()), max(s.end for s in row.cells.values()))
    spans = [own, *(span for span in row.filled.values() if not own.contains(span))]
    printed = {name: span.of(text) for name, span in {**row.filled, **row.cells}.items()}
    read = {name: reading(view(document).text, row.cells[name]) for name in ("target", "actual") if name in row.cells}
    target, actual = read.get("target", Reading()), read.get("actual", Reading())
    level3 = words()["rows"]["prefix"].sub("", printed["level3"])
    inside = [s for s in sections if s.body.start <= own.start and own.end <= s.body.end]
    return IndicatorRow(
        id=f"indicator-row/{number}",
        label=re.sub(r"\s+", "", level3)[:_LONGEST_LABEL],
        evidence=tuple(document.evidence(span) for span in spans),
        rule="indicators.row",
        section=max(inside, key=lambda s: s.level).id if inside else "",
        level1=_line(printed.get("level1", "")),
        level2=_line(printed.get("level2", "")),
        level3=_line(level3),
        target=printed.get("target", ""),
        actual=printed.get("actual", ""),
        target_value=target.value,
        actual_value=actual.value,
        unit_text=target.unit_text or actual.unit_text or _line(printed.get("unit", "")),
        direction=_direction(printed, target) if "target" in printed else None,
        weight=points(view(document).text, row.cells.get("weight")),
        score=points(view(document).text, row.cells.get("score")),
        reason="" if words()["rows"]["unused"].fullmatch(folded(printed.get("reason", ""))) else printed["reason"],
    )


def _line(words: str) -> str:
    return re.sub(r"\s+", "", words)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a target or an actual value says as a number."""

    value: Decimal | None = None
    unit_text: str = ""
    direction: Direction | None = None


_BARE = re.compile(r"[^\d]{0,6}?(?P<number>-?\d[\d,]*(?:\.\d+)?)")


def reading(text: str, span: Span) -> Reading:
    """The one number of a cell with its unit and direction: 「≥95%」 is at least 95 %; 「有效提升」 is qualitative.

    >>> reading("≥95%", Span(0, 4)).direction
    <Direction.AT_LEAST: 'at-least'>
    """
    words_of = span.of(text)
    figures = list(find_figures(words_of))
    values = words()["values"]
    value: Decimal | None
    if len(figures) == 1:
        value, unit = figures[0].value, figures[0].unit_text
    elif not figures and (bare := _BARE.fullmatch(folded(words_of))):
        value, unit = number_value(bare["number"]), ""
    else:
        return Reading(direction=Direction.QUALITATIVE if not figures else None)
    for name, direction in (("at_least", Direction.AT_LEAST), ("at_most", Direction.AT_MOST)):
        if values[name].search(words_of):
            return Reading(value, unit, direction)
    return Reading(value, unit, Direction.EQUAL)


def _direction(printed: Mapping[str, str], target: Reading) -> Direction | None:
    """The direction that its own column states, else that of the target."""
    stated = printed.get("direction", "")
    for name, direction in (
        ("at_least", Direction.AT_LEAST),
        ("at_most", Direction.AT_MOST),
        ("equal", Direction.EQUAL),
    ):
        if words()["values"][name].search(stated):
            return direction
    return Direction.QUALITATIVE if "定性" in stated else target.direction


def tables_with_rows(
    document: Document, rows: tuple[IndicatorRow, ...]
) -> Iterator[tuple[IndicatorTable, list[IndicatorRow]]]:
    """The tables of a document, each with its rows among `rows`."""
    starts = {row.span.start: row for row in rows}
    for table in indicator_tables(document):
        found = [starts.get(min(s.start for s in row.cells.values())) for row in table.rows]
        yield table, [row for row in found if row is not None]
