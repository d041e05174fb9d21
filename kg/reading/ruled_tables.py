"""Ruling lines → tables: which rectangles they enclose, and in which row and column each stands.

A cell is a smallest rectangle with lines along all its sides; merged cells come out as they are drawn. The method is
that of Nurminen (2013) and of pdfplumber; tables open at their sides, as accounts are printed, are closed first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.reading.pdfium import Edge

_NEAR = 3.0  # points between lines that are one: a border drawn as a thin box has two
_MOST = 250  # lines of a table in one direction


@dataclass(frozen=True, slots=True)
class Box:
    """A table cell: where it stands on the page, and its row and column in its table."""

    x0: float
    y0: float
    x1: float
    y1: float
    row: int = 0
    column: int = 0

    def holds(self, x: float, y: float) -> bool:
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of one table, row by row, and where its columns begin and end."""

    boxes: tuple[Box, ...]
    columns: tuple[float, ...]
    x0: float
    y0: float
    x1: float
    y1: float

    def holds(self, x: float, y: float) -> bool:
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1

    def nearest(self, x: float, y: float) -> Box:
        """The cell that holds a place; the nearest where the lines leave a gap."""
        for box in self.boxes:
            if box.holds(x, y):
                return box
        return min(self.boxes, key=lambda box: abs((box.x0 + box.x1) / 2 - x) + abs((box.y0 + box.y1) / 2 - y))


_Lines = dict[float, list[tuple[float, float]]]  # place of a line → the stretches that are drawn of it


def ruled_tables(edges: Sequence[Edge]) -> list[Table]:
    """The tables of a page, from the top; a frame around running text, of one column only, is none."""
    across = _merged((edge.y0, edge.x0, edge.x1) for edge in edges if edge.level)
    upright = _merged((edge.x0, edge.y0, edge.y1) for edge in edges if not edge.level)
    if len(across) < 2 or not upright or len(across) > _MOST or len(upright) > _MOST:
        return []
    _close_sides(across, upright)
    tables = [_table(boxes) for boxes in _connected(_boxes(across, upright))]
    return sorted((table for table in tables if len(table.columns) > 2), key=lambda table: (table.y0, table.x0))


def _merged(lines: Iterable[tuple[float, float, float]]) -> _Lines:
    """Lines that lie on or beside one another as one, and their stretches joined."""
    gathered: list[tuple[float, list[tuple[float, float]]]] = []
    for place, start, end in sorted(lines):
        if gathered and place - gathered[-1][0] <= _NEAR:
            gathered[-1][1].append((start, end))
        else:
            gathered.append((place, [(start, end)]))
    return {place: _joined(stretches) for place, stretches in gathered}


def _joined(stretches: list[tuple[float, float]]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1] + _NEAR:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _close_sides(across: _Lines, upright: _Lines) -> None:
    """Upright lines at the ends of rules, wherever upright lines between them join one rule to the next."""
    ends: dict[tuple[int, int], list[tuple[float, float, float]]] = defaultdict(list)
    for y, stretches in across.items():
        for start, end in stretches:
            ends[round(start / _NEAR), round(end / _NEAR)].append((y, start, end))
    inner = {x: list(stretches) for x, stretches in upright.items()}
    for rules in ends.values():
        for (top, start, end), (bottom, _, _) in pairwise(sorted(rules)):
            if any(start + _NEAR < x < end - _NEAR and _drawn(inner, x, top, bottom) for x in inner):
                for side in (start, end):
                    at = next((x for x in upright if abs(x - side) <= _NEAR), side)
                    upright[at] = _joined([*upright.get(at, []), (top, bottom)])


def _drawn(lines: _Lines, place: float, start: float, end: float) -> bool:
    """Whether the line at a place is drawn from start to end."""
    return any(low - _NEAR <= start and end <= high + _NEAR for low, high in lines[place])


def _boxes(across: _Lines, upright: _Lines) -> list[Box]:
    """The smallest rectangles with lines along all sides."""
    xs, ys = sorted(upright), sorted(across)
    boxes = []
    for top, y0 in enumerate(ys):
        crossing = [x for x in xs if _drawn(across, y0, x, x) and _drawn(upright, x, y0, y0)]
        for left, x0 in enumerate(crossing):
            box = _smallest(across, upright, (x0, y0), crossing[left + 1 :], ys[top + 1 :])
            if box is not None:
                boxes.append(box)
    return boxes


def _smallest(
    across: _Lines, upright: _Lines, corner: tuple[float, float], rights: Sequence[float], belows: Sequence[float]
) -> Box | None:
    """The smallest rectangle whose top left corner is given; None where no lines close one."""
    x0, y0 = corner
    for y1 in belows:
        if not _drawn(upright, x0, y0, y1):
            return None
        if not _drawn(across, y1, x0, x0):
            continue
        for x1 in rights:
            if not _drawn(across, y0, x0, x1):
                break
            if _drawn(upright, x1, y0, y1) and _drawn(across, y1, x0, x1):
                return Box(x0, y0, x1, y1)
    return None


def _connected(boxes: Sequence[Box]) -> list[list[Box]]:
    """The boxes of each table: those that share a corner, directly or through others."""
    owner = list(range(len(boxes)))

    def root(index: int) -> int:
        while owner[index] != index:
            owner[index] = owner[owner[index]]
            index = owner[index]
        return index

    at: dict[tuple[float, float], int] = {}
    for index, box in enumerate(boxes):
        for corner in ((box.x0, box.y0), (box.x1, box.y0), (box.x0, box.y1), (box.x1, box.y1)):
            owner[root(index)] = root(at.setdefault(corner, index))
    groups: dict[int, list[Box]] = defaultdict(list)
    for index, box in enumerate(boxes):
        groups[root(index)].append(box)
    return list(groups.values())


def _table(boxes: Sequence[Box]) -> Table:
    """Boxes with their rows and columns: how many other lines begin rows above and columns to the left."""
    columns, rows = sorted({box.x0 for box in boxes}), sorted({box.y0 for box in boxes})
    placed = [
        Box(box.x0, box.y0, box.x1, box.y1, bisect_left(rows, box.y0), bisect_left(columns, box.x0)) for box in boxes
    ]
    x1, y1 = max(box.x1 for box in boxes), max(box.y1 for box in boxes)
    ordered = tuple(sorted(placed, key=lambda box: (box.row, box.column)))
    return Table(ordered, (*columns, x1), columns[0], rows[0], x1, y1)
