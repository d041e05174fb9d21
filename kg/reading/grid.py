"""Rows of a spreadsheet → lines: titles and form fields as paragraphs, what is a table as table cells.

A sheet holds more than its table: a title over all columns, 「（2022年度）」, 「填报单位：…　金额单位：万元」, notes below.
Word documents have these as paragraphs around the table, and everything after the readers expects them so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.model import BlockKind, Cell
from kg.reading.lines import Line, joined, printed_part
from kg.reading.patterns import patterns

Row = tuple[tuple[int, str], ...]
"""The filled cells of a row: column, from 0, and what it shows. A blank row is empty."""

_NOTE = 20  # characters from which a cell that stands alone below a table is a note
_FIELD = re.compile(r"\s*[^：:，。；\s][^：:，。；]{0,18}[：:]")  # 「填报单位：」, 「部门（单位）名称： 某局」


@dataclass(slots=True)
class _Page:
    lines: list[Line] = field(default_factory=list)
    position: int = 0  # in the concatenation of all cells
    tables: int = 0
    gap: bool = False


def grid_lines(sheets: Iterable[Sequence[Row]]) -> list[Line]:
    """The lines of some sheets, in order; tables are numbered through all of them, rows and columns within each.

    The original offsets count the concatenation of all filled cells, row by row, joined by line breaks.
    """
    page = _Page()
    for rows in sheets:
        for region in _regions(rows):
            _add_region(page, region)
    return page.lines


def _regions(rows: Sequence[Row]) -> list[list[Row]]:
    """A sheet parted where blank rows stand above a title: each part has a table of its own at most."""
    regions: list[list[Row]] = []
    blank = True
    for row in rows:
        if not row:
            blank = True
        elif blank and (not regions or len(row) == 1):
            regions.append([row])
            blank = False
        else:
            regions[-1].append(row)
            blank = False
    return regions


def _add_region(page: _Page, rows: list[Row]) -> None:
    page.gap = True
    first = next((i for i, row in enumerate(rows) if len(row) > 1 and not _is_fields(row)), len(rows))
    last = next((i for i in range(len(rows) - 1, first - 1, -1) if not _is_below(rows[i])), -1)
    for row in rows[:first]:
        _add_paragraphs(page, row)
    if first <= last:
        for number, row in enumerate(rows[first : last + 1]):
            for column, text in row:
                _add_cell(page, text, Cell(page.tables, number, column))
        page.tables += 1
        page.gap = True
    for row in rows[max(last + 1, first) :]:
        _add_paragraphs(page, row)


def _is_below(row: Row) -> bool:
    """Whether a row is a note or form field below the table, not a row of it with nothing but its label filled in."""
    if len(row) > 1:
        return _is_fields(row)
    return len(row[0][1]) >= _NOTE or any(mark in row[0][1] for mark in "：:。；，")


def _is_fields(row: Row) -> bool:
    """Whether a row holds nothing but form fields: each cell is one, or the value of the one before it."""
    texts = [text for _, text in row]
    named = [_FIELD.match(text) for text in texts]
    if named[0] is None:
        return False
    for before, match, earlier in zip(texts, named[1:], named):
        is_value = earlier is not None and earlier.end() == len(before.rstrip())
        if match is None and not is_value:
            return False
    return True


def _add_paragraphs(page: _Page, row: Row) -> None:
    """A row outside the table: one paragraph a cell, a form field together with its value."""
    for _, text in row:
        joins = bool(page.lines) and page.lines[-1].cell is None and _lacks_value(page.lines[-1]) and row[0][1] != text
        lines = _lines(page, text, None)
        if joins and lines:
            page.lines[-1] = joined([page.lines[-1], lines.pop(0)])
        page.lines += lines


def _lacks_value(line: Line) -> bool:
    match = _FIELD.match(line.text)
    return match is not None and match.end() == len(line.text)


def _add_cell(page: _Page, text: str, cell: Cell) -> None:
    """The lines of one cell: its own line breaks part sentences and items, not phrases."""
    known = patterns()
    lines: list[Line] = []
    for line in _lines(page, text, cell):
        if lines and not known.finished.search(lines[-1].text) and not known.item.match(line.text):
            lines[-1] = joined([lines[-1], line])
        else:
            lines.append(line)
    page.lines += lines


def _lines(page: _Page, text: str, cell: Cell | None) -> list[Line]:
    lines = []
    kind = BlockKind.PARAGRAPH if cell is None else BlockKind.CELL
    for raw in text.splitlines():
        part = printed_part(raw, page.position)
        page.position += len(raw) + 1
        if part is not None:
            lines.append(Line(part[0], part[1], part[2], page.gap, kind=kind, cell=cell))
            page.gap = False
    return lines
