"""Figures in table cells: named by their row and column, with the unit of the cell, the column, the row or the table.

| 项目 | 全年预算数（万元） | 执行数（万元） |
| 基本支出 | 3,950.00 | 3,929.60 |

states 基本支出全年预算数 3,950.00 万元 (budgeted) and 基本支出执行数 3,929.60 万元 (executed). Only cells that hold a number and
nothing else but its unit are read here; cells of prose are read like prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import groupby

from kg.extract.numbers import cues, number_value
from kg.forms.flat import FlatMoney, flat_money
from kg.forms.grids import folded
from kg.forms.indicators import IndicatorTable, Row, words
from kg.model import Block, Document, QuantityKind, Span
from kg.units import MONEY, RATIO, Unit, unit_of

_NUMBER = re.compile(
    r"\s*(?P<operator>[≥≤≧≦＞＜><=＝约近]|大于等于|小于等于|大于|小于|不低于|不少于|不高于|不超过)?\s*"
    r"(?P<number>[-－]?[0-9０-９][0-9０-９,]*(?:[.．][0-9０-９]+)?)\s*(?P<unit>[^0-9\s，。；、,;]{0,8}?)\s*(?P<trailing>及?以上|及?以下|以内|左右)?\s*"
)
_UNIT = re.compile(r"[（(](?:单位[：:])?\s*([^（()）]{1,6})[）)]|单位[：:]\s*([^\s（()）]{1,6})")
_MONEY_HEADERS = {"approved": "年初预算数", "revised": "全年预算数", "executed": "全年执行数", "rate": "执行率"}
_WORD = re.compile(r"[A-Za-z\u4e00-\u9fff]")  # 「—」 stands in cells that do not apply
_BRACKETS = re.compile(r"\s|[（(][^（()）]*[）)]")


@dataclass(frozen=True, slots=True)
class CellFigure:
    """A number that fills a table cell."""

    number: Span
    value: Decimal
    unit_text: str
    unit: Unit | None
    name: str
    header: str
    label: str
    kind: QuantityKind
    qualifier: str
    evidence: tuple[Span, ...]  # the cell, its row's label, its column's header


@dataclass(frozen=True, slots=True)
class _Words:
    skipped: re.Pattern[str]
    unit_column: re.Pattern[str]
    budgeted: re.Pattern[str]
    planned: re.Pattern[str]
    actual: re.Pattern[str]
    valued: re.Pattern[str]
    plain: re.Pattern[str]


@cache
def _words() -> _Words:
    table = cues()["table"]
    return _Words(
        **{name: re.compile(table[name]) for name in _Words.__slots__},
    )


def find_cell_figures(document: Document, tables: Sequence[IndicatorTable] = ()) -> Iterator[CellFigure]:
    """Every number that fills a cell and states something; those of the indicator `tables` come last."""
    ranges = [table.extent for table in tables]
    cells = [
        block
        for block in document.blocks
        if block.cell is not None and not any(extent.contains(block.span) for extent in ranges)
    ]
    for _, table in groupby(cells, key=lambda block: block.cell.table if block.cell else -1):
        yield from _Table(document, list(table)).figures()
    for block in flat_money(document, words()):
        yield from _of_money(document.text, block)
    for indicators in tables:
        for row in indicators.rows:
            yield from _of_row(document.text, row)


def _of_money(text: str, block: FlatMoney) -> Iterator[CellFigure]:
    """The amounts and rates of a form's block of money whose cells stand one a line."""
    for label, values in block.rows:
        name = _BRACKETS.sub("", label.of(text))
        for column, span in values.items():
            match = _NUMBER.fullmatch(text, span.start, span.end)
            value = number_value(match["number"]) if match else None
            if match is None or value is None or column in ("weight", "score"):
                continue
            unit_text = match["unit"] or ("" if column == "rate" else block.unit)
            unit = unit_of(unit_text)
            if unit is None:
                continue
            header = _MONEY_HEADERS[column]
            yield CellFigure(
                number=Span(*match.span("number")),
                value=value,
                unit_text=unit_text,
                unit=unit,
                name=name + header,
                header=header,
                label=name,
                kind=_kind(header, unit),
                qualifier="",
                evidence=(span, label),
            )


def _of_row(text: str, row: Row) -> Iterator[CellFigure]:
    """Target and actual value of an indicator, called by its name."""
    label = row.cells["level3"]
    name = _BRACKETS.sub("", words()["rows"]["prefix"].sub("", label.of(text)))
    stated = row.cells["unit"].of(text).strip() if "unit" in row.cells else ""
    for header, kind in (("target", QuantityKind.PLANNED), ("actual", QuantityKind.ACTUAL)):
        span = row.cells.get(header)
        match = _NUMBER.fullmatch(text, span.start, span.end) if span else None
        value = number_value(match["number"]) if match else None
        if span is None or match is None or value is None:
            continue
        unit_text = match["unit"] or stated
        unit = unit_of(unit_text)
        if unit is None:
            continue  # a bare number may be anything
        rated = kind is QuantityKind.ACTUAL and unit.dimension == RATIO
        yield CellFigure(
            number=Span(*match.span("number")),
            value=value,
            unit_text=unit_text,
            unit=unit,
            name=name,
            header=header,
            label=name,
            kind=QuantityKind.RATE if rated else kind,
            qualifier=match["trailing"] or (match["operator"] or "").strip("=＝"),
            evidence=(span, label),
        )


class _Table:
    """One table: rows of cells, the header rows, and the unit stated for the whole."""

    def __init__(self, document: Document, blocks: list[Block]) -> None:
        self._text = document.text
        self._rows: dict[int, dict[int, Span]] = {}
        for block in blocks:
            if block.cell is not None and len(block.span):
                self._rows.setdefault(block.cell.row, {}).setdefault(block.cell.column, block.span)
        order = sorted(self._rows)
        first = next((row for row in order if self._holds_numbers(row)), None)
        above = [row for row in order if first is None or row < first]
        money = [row for row in above if self._heads_money(row)]
        self._heads = money[-1:] or above  # a form names its project above its columns of money
        self._unit = self._stated_unit(document, blocks[0])

    def figures(self) -> Iterator[CellFigure]:
        """The number cells of the rows under the header, in text order."""
        for row in sorted(self._rows):
            if self._heads and row <= self._heads[-1]:
                continue
            for column, span in sorted(self._rows[row].items()):
                match = _NUMBER.fullmatch(self._text, span.start, span.end)
                figure = self._figure(match, row, column, span) if match else None
                if figure is not None:
                    yield figure

    def _figure(self, match: re.Match[str], row: int, column: int, span: Span) -> CellFigure | None:
        words = _words()
        heads = self._headers(column)
        header = "".join(_BRACKETS.sub("", head.of(self._text)) for head in heads)
        label = self._label(row, column)
        value = number_value(match["number"])
        if value is None or label is None or words.skipped.search(header):
            return None
        unit_text = match["unit"] or self._unit_for(heads, row, column, header)
        unit = unit_of(unit_text)
        if match["unit"] and unit is None:
            return None
        looks_like_year = not unit_text and value == value.to_integral() and 1900 <= value <= 2100
        if not unit_text and (looks_like_year or not words.valued.search(header)):
            return None
        named = _BRACKETS.sub("", label.of(self._text))
        plain = words.plain.match(header) or header in named
        evidence = (span, label, *heads[-1:])
        return CellFigure(
            number=Span(*match.span("number")),
            value=value,
            unit_text=unit_text,
            unit=unit,
            name=named if plain else named + header,
            header=header,
            label=named,
            kind=_kind(header, unit),
            qualifier=match["trailing"] or (match["operator"] or "").strip("=＝"),
            evidence=evidence,
        )

    def _holds_numbers(self, row: int) -> bool:
        return any(_NUMBER.fullmatch(self._text, span.start, span.end) for span in self._rows[row].values())

    def _heads_money(self, row: int) -> bool:
        """Whether a row is the header of a form's block of money: 年初预算数, 全年预算数, 全年执行数."""
        names = {folded(span.of(self._text)) for span in self._rows[row].values()}
        columns = [words()["money_columns"][name] for name in ("approved", "revised", "executed")]
        return sum(any(column.fullmatch(name) for name in names) for column in columns) >= 2

    def _headers(self, column: int) -> list[Span]:
        """The header cells over a column; a merged header stands over the columns to its right."""
        found: list[Span] = []
        for row in self._heads:
            cells = self._rows[row]
            at = max((c for c in cells if c <= column), default=None)
            if at is not None and cells[at] not in found and (at == column or len(cells) > 1):
                found.append(cells[at])
        return found

    def _label(self, row: int, column: int) -> Span | None:
        """The nearest words to the left."""
        cells = self._rows[row]
        for left in sorted((c for c in cells if c < column), reverse=True):
            span = cells[left]
            printed = span.of(self._text).strip()
            if (
                _WORD.search(printed)
                and not _NUMBER.fullmatch(printed)
                and unit_of(printed) is None
                and not self._is_unit_column(left)
            ):
                return span
        return None

    def _is_unit_column(self, column: int) -> bool:
        return any(_words().unit_column.match(head.of(self._text).strip()) for head in self._headers(column))

    def _unit_for(self, heads: list[Span], row: int, column: int, header: str) -> str:
        """The unit that the column, the row or the table states for a bare number; "%" of a rate is never guessed."""
        for head in reversed(heads):
            if stated := _unit_in(head.of(self._text)):
                return stated
        for left, span in self._rows[row].items():
            if self._is_unit_column(left) and unit_of(span.of(self._text).strip()) is not None:
                return span.of(self._text).strip()
        return "" if re.search("率|比", header) else self._unit

    def _stated_unit(self, document: Document, first: Block) -> str:
        """「单位：万元」 in the header rows or in the two paragraphs before the table."""
        at = document.blocks.index(first)
        spans = [span for row in self._heads for span in self._rows[row].values()]
        if self._heads and self._heads_money(self._heads[-1]):
            stated = next(filter(None, (_unit_in(span.of(self._text)) for span in spans)), "")
            if (unit := unit_of(stated)) is not None and unit.dimension == MONEY:
                return stated
        spans += [block.span for block in document.blocks[max(0, at - 2) : at]]
        for span in spans:
            printed = span.of(self._text)
            if "单位" in printed and (stated := _unit_in(printed)):
                return stated
        return ""


def _unit_in(printed: str) -> str:
    for match in _UNIT.finditer(printed):
        word = (match[1] or match[2]).strip()
        if unit_of(word) is not None:
            return word
    return ""


def _kind(header: str, unit: Unit | None) -> QuantityKind:
    words = _words()
    actual = words.actual.search(header)
    if words.budgeted.search(header) and unit is not None and unit.dimension == MONEY and not actual:
        return QuantityKind.BUDGETED
    if words.planned.search(header) and not actual:
        return QuantityKind.PLANNED
    return QuantityKind.RATE if unit is not None and unit.dimension == RATIO else QuantityKind.ACTUAL
