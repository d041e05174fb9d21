"""Indicator tables: where their rows, their total and the budget's points stand, in cells or in what is left of them.

A table is found by its header (「一级指标｜二级指标｜三级指标｜年度指标值｜实际完成值｜分值｜得分」), in one row or two, printed again on
each page or not. A level that a merged cell states holds for the rows below it. Words are in `kg/data/indicators.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from kg.forms.flat import FlatMoney, flat_money, flat_rows
from kg.forms.grids import Grid, folded, grids
from kg.matching import view
from kg.model import Document, Span
from kg.tables import data_file

_POINTS = re.compile(r"[-－]?\d+(?:\.\d+)?(?=分?%?$)")
_MEASURED = {"target", "actual", "weight", "score"}


@cache
def words() -> dict[str, Any]:
    """`kg/data/indicators.toml`, its patterns compiled."""
    return {
        part: {name: re.compile(pattern) for name, pattern in patterns.items()}
        for part, patterns in data_file("indicators").items()
    }


@dataclass(slots=True)
class Row:
    """A row of an indicator table before it is an entity: where each of its fields is printed."""

    cells: dict[str, Span]
    filled: dict[str, Span] = field(default_factory=dict)  # levels that a cell above states


@dataclass(slots=True)
class IndicatorTable:
    """One table: its rows, and where it prints its total."""

    rows: list[Row]
    total: dict[str, Span] = field(default_factory=dict)  # weight, score
    money: dict[str, Span] = field(default_factory=dict)  # weight and score of the budget's row above the indicators
    start: int = 0  # of the header

    @property
    def extent(self) -> Span:
        """From the header to the end of the last row or the total."""
        spans = [span for row in self.rows for span in row.cells.values()] + list(self.total.values())
        return Span(self.start, max(span.end for span in spans))


def indicator_tables(document: Document) -> list[IndicatorTable]:
    """The indicator tables of a document, in text order."""
    seen = view(document)
    found: list[IndicatorTable] = []
    header: Mapping[int, str] = {}
    for grid in grids(document):  # where it is printed that a line is cut: in the view 「10|10」 is a misread number
        header = _of_grid(seen.text, grid, header, found)
    budgets = [(block.end, _flat_points(seen.text, block)) for block in flat_money(seen, words())]
    for flat in flat_rows(seen, words()):
        above = [money for end, money in budgets if end <= flat.start]
        rows = [Row(cells) for cells in flat.rows]
        found.append(IndicatorTable(rows, dict(flat.total), money=above[-1] if above else {}, start=flat.start))
    for table in found:
        _fill_down(table.rows)
    kept = [table for table in found if table.rows]
    return sorted(kept, key=lambda table: min(span.start for span in table.rows[0].cells.values()))


# --- grids ----------------------------------------------------------------------------------------------------


def _of_grid(text: str, grid: Grid, before: Mapping[int, str], found: list[IndicatorTable]) -> Mapping[int, str]:
    """Add the grid's indicator tables to `found`; the header it ends with, which a cut table may go on with."""
    header: Mapping[int, str] = {}
    if before and found and _goes_on(text, grid, before):
        header = before
    index = 0
    pending: dict[str, Span] = {}
    while index < len(grid.rows):
        height, columns = _header(text, grid.rows, index)
        if columns:
            same = bool(found) and columns == before and not found[-1].total
            header = before = columns
            if not same:
                start = min(span.start for span in grid.rows[index].values())
                found.append(IndicatorTable([], money=pending, start=start))
                pending = {}
            index += height
            continue
        row = grid.rows[index]
        if not header:
            pending = _moneypoints(text, grid.rows, index) or pending
            index += 1
            continue
        if grid.table is None:
            row = _aligned(text, header, row)
        cells = _fields(header, row)
        first = folded(min(row.values()).of(text))
        if words()["rows"]["total"].fullmatch(first):
            found[-1].total = {name: cells[name] for name in ("weight", "score") if name in cells} or _total(text, row)
            header = {}
        elif _is_row(text, cells):
            found[-1].rows.append(Row(_named(text, cells)))
        elif words()["rows"]["closes"].match(first):
            header = {}
        index += 1
    return header


def _header(text: str, rows: Sequence[dict[int, Span]], index: int) -> tuple[int, dict[int, str]]:
    """How many rows from `index` on are the header of an indicator table, and the field of each column; (0, {}) for none."""
    upper = _columns(text, rows[index])
    if not upper:
        return 0, {}
    height, columns = 1, dict(upper)
    if index + 1 < len(rows) and not any(points(text, span) is not None for span in rows[index + 1].values()):
        lower = _columns(text, rows[index + 1])
        if lower and (len(lower) >= 2 or not _is_header(columns)):
            columns.update(lower)
            height = 2
    if not _is_header(columns):
        return 0, {}
    if any(name == "level3" for name in columns.values()):
        columns = {column: name for column, name in columns.items() if name != "name"}
    last = max(max(row) for row in rows[index : index + height])
    spread: dict[int, str] = {}
    known = sorted(columns)
    heads = sorted({column for row in rows[index : index + height] for column in row})
    for column in known:
        following = next((other for other in heads if other > column), last + 1)
        spread.update(dict.fromkeys(range(column, max(following, column + 1)), columns[column]))
    return height, spread


def _columns(text: str, row: Mapping[int, Span]) -> dict[int, str]:
    found: dict[int, str] = {}
    for column, span in row.items():
        words_of = folded(span.of(text))
        for name, pattern in words()["columns"].items():
            if pattern.fullmatch(words_of):
                found[column] = name
                break
    return found


def _is_header(columns: Mapping[int, str]) -> bool:
    names = set(columns.values())
    return bool(names & {"level3", "name", "level2"}) and len(names & _MEASURED) >= 2 and len(names) >= 3


def _goes_on(text: str, grid: Grid, header: Mapping[int, str]) -> bool:
    """Whether a grid without a header goes on with the columns of the table before it."""
    first = grid.rows[0]
    if _header(text, grid.rows, 0)[1] or max(first) > max(header):
        return False
    return _is_row(text, _fields(header, first))


def _fields(header: Mapping[int, str], row: Mapping[int, Span]) -> dict[str, Span]:
    """The cells of a row by field; of two cells under one header the first."""
    found: dict[str, Span] = {}
    for column in sorted(row):
        if column in header:
            found.setdefault(header[column], row[column])
    return found


def _aligned(text: str, header: Mapping[int, str], row: dict[int, Span]) -> dict[int, Span]:
    """A row of text whose empty first cells were lost, moved to where its weight and score stand under theirs."""
    scored = [column for column, name in header.items() if name in ("weight", "score")]
    for shift in range(max(header) - max(row) + 1):
        moved = {column + shift: span for column, span in row.items()}
        if all(points(text, moved.get(column)) is not None for column in scored):
            return moved
    return row


def _named(text: str, cells: dict[str, Span]) -> dict[str, Span]:
    """The cells with the indicator's own name as level 3, whatever its column is called."""
    if "level3" not in cells:
        for name in ("name", "level2", "level1"):
            if name in cells:
                cells["level3"] = cells.pop(name)
                break
    cells.pop("name", None)
    return cells


def _is_row(text: str, cells: Mapping[str, Span]) -> bool:
    """Whether a row states an indicator: it has a name and a target, an actual value or a score."""
    name = cells.get("level3") or cells.get("name") or cells.get("level2") or cells.get("level1")
    if name is None or words()["rows"]["unused"].fullmatch(folded(name.of(text))):
        return False
    return any(field in cells for field in ("target", "actual", "score")) or (
        "weight" in cells and "level3" in cells and points(text, cells["weight"]) is not None
    )


def _total(text: str, row: Mapping[int, Span]) -> dict[str, Span]:
    """Weight and score of a total row that is not aligned with its columns: its last one or two numbers."""
    numbers = [row[column] for column in sorted(row) if points(text, row[column]) is not None]
    if len(numbers) >= 2:
        return {"weight": numbers[-2], "score": numbers[-1]}
    return {"score": numbers[-1]} if numbers else {}


def _moneypoints(text: str, rows: Sequence[dict[int, Span]], index: int) -> dict[str, Span]:
    """Weight and score of the row under a header of money: 年度资金总额 … 10 … 98.5% 9.85."""
    if index == 0:
        return {}
    head = {column: folded(span.of(text)) for column, span in rows[index - 1].items()}
    if not any(words()["money_columns"]["rate"].fullmatch(name) for name in head.values()):
        return {}
    found: dict[str, Span] = {}
    for column, name in head.items():
        for kind in ("weight", "score"):
            if words()["columns"][kind].fullmatch(name) and column in rows[index]:
                found[kind] = rows[index][column]
    return found if len(found) == 2 and all(points(text, span) is not None for span in found.values()) else {}


def _flat_points(text: str, block: FlatMoney) -> dict[str, Span]:
    """Weight and score of the first row of a block of money that has both."""
    for _, values in block.rows:
        found: dict[str, Span] = {name: values[name] for name in ("weight", "score") if name in values}
        if len(found) == 2 and all(points(text, span) is not None for span in found.values()):
            return found
    return {}


def _fill_down(rows: Sequence[Row]) -> None:
    """Give each row the levels that merged cells above it state; a new first level ends the second."""
    above: dict[str, Span] = {}
    for row in rows:
        if "level1" in row.cells:
            above.pop("level2", None)
        for level in ("level1", "level2"):
            if level in row.cells:
                above[level] = row.cells[level]
            elif level in above:
                row.filled[level] = above[level]


def points(text: str, span: Span | None) -> Decimal | None:
    """The points in a cell of weights or scores: 10, 9.5分, 10%; None where something else stands there."""
    match = _POINTS.match(folded(span.of(text))) if span is not None else None
    return Decimal(match[0].replace("－", "-")) if match else None
