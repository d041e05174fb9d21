"""Indicator tables that lost their cells: the header's names and then the cells, one a line.

一级指标            Which lines make a row is told by its shape: perhaps a first and a second level (their names are known),
二级指标            the indicator, target and actual value, and two numbers, weight and score. A reason may follow; a line that
…                   would begin a further row of that shape is not one.
产出指标
数量指标
培训场次
≥3场
3场
10
10
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.forms.grids import folded
from kg.model import BlockKind, Document, Span

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?分?")
_VALUE = re.compile(r"-?[\d,]+(?:\.\d+)?(?:%|万元|元|分)?|[-—–/]+|/")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_MONEY_UNIT = re.compile(r"[（(](?:单位[：:])?(万元|亿元|元)[）)]")
_LONGEST_CELL = 60
_LONGEST_LABEL = 20
_MOST_HEADS = 12


@dataclass(slots=True)
class FlatTable:
    """The rows of one such table by field, and its total."""

    start: int  # of the header
    rows: list[dict[str, Span]] = field(default_factory=list)
    total: dict[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FlatMoney:
    """The block of money of a form: its rows, each a label and the values under the header's names, and the unit it states."""

    start: int
    end: int
    unit: str
    rows: tuple[tuple[Span, dict[str, Span]], ...]


def flat_money(document: Document, words: Mapping[str, Any]) -> Iterator[FlatMoney]:
    """Every block of money whose cells stand one a line: 年初预算数, 全年预算数, … and then a label and its values, row by row."""
    lines = _lines(document)
    index = 0
    while index < len(lines):
        names = _money_header(lines, index, words)
        if not names:
            index += 1
            continue
        first, index, rows = index, index + len(names), []
        while _is_label(lines, index) and all(_is_value(lines, index + n) for n in range(1, len(names) + 1)):
            values = {name: lines[index + n][0] for n, name in enumerate(names, start=1)}
            rows.append((lines[index][0], values))
            index += 1 + len(names)
        if rows:
            before = "".join(span.of(document.text) for span, _ in lines[max(0, first - 2) : first + 1])
            unit = _MONEY_UNIT.search(before)
            end = max(span.end for _, values in rows for span in values.values())
            yield FlatMoney(lines[first][0].start, end, unit[1] if unit else "", tuple(rows))


def _money_header(lines: Sequence[tuple[Span, str]], index: int, words: Mapping[str, Any]) -> list[str]:
    names: list[str] = []
    known = {**words["money_columns"], "weight": words["columns"]["weight"], "score": words["columns"]["score"]}
    for _, line in lines[index : index + _MOST_HEADS]:
        name = next((name for name, pattern in known.items() if pattern.fullmatch(line)), "")
        if not name or name in names:
            break
        names.append(name)
    return names if len({"approved", "revised", "executed"} & set(names)) >= 2 else []


def _is_label(lines: Sequence[tuple[Span, str]], index: int) -> bool:
    return index < len(lines) and _HAN.search(lines[index][1]) is not None and len(lines[index][1]) <= _LONGEST_LABEL


def _is_value(lines: Sequence[tuple[Span, str]], index: int) -> bool:
    return index < len(lines) and _VALUE.fullmatch(lines[index][1]) is not None


def _lines(document: Document) -> list[tuple[Span, str]]:
    return [
        (block.span.trimmed(document.text), folded(block.span.of(document.text)))
        for block in document.blocks
        if block.kind is not BlockKind.CELL and len(block.span.trimmed(document.text))
    ]


def flat_rows(document: Document, words: Mapping[str, Any]) -> Iterator[FlatTable]:
    """Every table of a document whose cells stand one a line."""
    lines = _lines(document)
    index = 0
    while index < len(lines):
        names = _header(lines, index, words)
        if not names:
            index += 1
            continue
        reader = _Reader(lines, names, words, lines[index][0].start)
        index = reader.read(index + len(names))
        if reader.table.rows:
            yield reader.table


def _header(lines: Sequence[tuple[Span, str]], index: int, words: Mapping[str, Any]) -> list[str]:
    """The fields that consecutive lines from `index` on name; [] where they are no header."""
    names: list[str] = []
    for _, line in lines[index : index + _MOST_HEADS]:
        name = next((name for name, pattern in words["columns"].items() if pattern.fullmatch(line)), "")
        if not name or name in names:
            break
        names.append(name)
    told = {"weight", "score"} <= set(names) and ("target" in names or "actual" in names)
    return names if told and len(names) >= 5 and ("level3" in names or "name" in names) else []


class _Reader:
    """Reads the rows of one table, line by line."""

    def __init__(
        self, lines: Sequence[tuple[Span, str]], names: list[str], words: Mapping[str, Any], start: int
    ) -> None:
        self._lines = lines
        self._words = words
        self._values = [name for name in names if name in ("target", "actual", "rate", "weight", "score")]
        self._reasons = "reason" in names
        self.table = FlatTable(start)

    def read(self, index: int) -> int:
        """Read rows from `index` on; where the table ends."""
        while index < len(self._lines):
            if self._words["rows"]["total"].fullmatch(self._line(index)):
                return self._total(index + 1)
            row, after = self._row(index)
            if not row:
                return index
            self.table.rows.append(row)
            index = after
            if self._reasons and self._is_reason(index):
                row["reason"] = self._lines[index][0]
                index += 1
        return index

    def _line(self, index: int) -> str:
        return self._lines[index][1] if index < len(self._lines) else ""

    def _row(self, index: int) -> tuple[dict[str, Span], int]:
        """The row that begins at `index`, and where it ends; nothing where no row begins there."""
        row: dict[str, Span] = {}
        levels = self._words["levels"]
        if levels["first"].fullmatch(self._line(index)) and not self._shape(index + 1):
            row["level1"] = self._lines[index][0]
            index += 1
        if levels["second"].fullmatch(self._line(index)) and not self._shape(index + 1):
            row["level2"] = self._lines[index][0]
            index += 1
        if not self._shape(index + 1) or not self._line(index) or len(self._line(index)) > _LONGEST_CELL:
            return {}, index
        row["level3"] = self._lines[index][0]
        for offset, name in enumerate(self._values, start=1):
            row[name] = self._lines[index + offset][0]
        return row, index + 1 + len(self._values)

    def _shape(self, index: int) -> bool:
        """Whether the values of a row stand from `index` on: numbers where weight and score are, short words elsewhere."""
        if index + len(self._values) > len(self._lines):
            return False
        for offset, name in enumerate(self._values):
            line = self._line(index + offset)
            number = _NUMBER.fullmatch(line) is not None
            if (name in ("weight", "score") and not number) or len(line) > _LONGEST_CELL:
                return False
        return True

    def _is_reason(self, index: int) -> bool:
        line = self._line(index)
        levels, rows = self._words["levels"], self._words["rows"]
        known = levels["first"].fullmatch(line) or levels["second"].fullmatch(line)
        if not line or known or rows["total"].fullmatch(line) or rows["closes"].match(line) or _NUMBER.fullmatch(line):
            return False
        return not self._row(index)[0] and (
            bool(self._row(index + 1)[0]) or rows["total"].fullmatch(self._line(index + 1)) is not None
        )

    def _total(self, index: int) -> int:
        numbers: list[Span] = []
        while index < len(self._lines) and _NUMBER.fullmatch(self._line(index)) and len(numbers) < 2:
            numbers.append(self._lines[index][0])
            index += 1
        if numbers:
            self.table.total = {"score": numbers[-1]} | ({"weight": numbers[0]} if len(numbers) == 2 else {})
        return index
