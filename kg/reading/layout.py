"""Characters with places → printed lines in reading order: two columns one after the other, tables as cells.

Nothing here knows what file the characters came from; a page read by character recognition is laid out alike.
"""

from __future__ import annotations

import statistics
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kg.reading.patterns import patterns
from kg.reading.pdfium import Glyph, Page
from kg.reading.ruled_tables import Box, Table, ruled_tables

# All distances in ems: the size of the letters.
_BASELINE = 0.45  # between baselines of one line; a raised 2 stands 0.33 above
_BLANK_LATIN = 0.18  # between two Latin words
_BLANK = 0.7  # between two Chinese words that a blank parts
_APART = 1.5  # between two pieces of a line that may be columns
_FAR = 3.0  # between two pieces even where the letters are spaced out
_TWICE = 0.3  # of its width: between two prints of a character that is made bold so
_COLUMN_ROWS = 5  # lines that a column of running text has
_COLUMN_WIDTH = 8.0  # of a column of running text
_TABLE_ROWS = 3  # lines of a table without rules
_TABLE_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a printed line, where it begins and ends, its baseline, and the size of its letters."""

    text: str
    x0: float
    x1: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Row:
    """A printed line, with the edges of the column that it stands in."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    left: float = 0.0
    right: float = 0.0

    @property
    def indent(self) -> float:
        """How far it begins behind the left edge, in ems."""
        return (self.x0 - self.left) / self.size

    @property
    def lacks(self) -> float:
        """How far it ends before the right edge, in ems."""
        return (self.right - self.x1) / self.size


@dataclass(frozen=True, slots=True)
class CellText:
    """The lines of one table cell."""

    box: Box
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on a page: its cells row by row, where its columns stand, and whether rules show them."""

    cells: tuple[CellText, ...]
    columns: tuple[float, ...]
    y0: float
    y1: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A page in reading order."""

    number: int
    width: float
    height: float
    items: tuple[Row | Grid, ...]


def laid_out(page: Page) -> Layout:
    """A page in reading order, from its characters and ruling lines."""
    tables = ruled_tables(page.edges)
    inside: list[dict[Box, list[Glyph]]] = [{} for _ in tables]
    outside: list[Glyph] = []
    for glyph in page.glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.y - 0.3 * glyph.size
        at = next((i for i, table in enumerate(tables) if table.holds(x, y)), None)
        if at is None:
            outside.append(glyph)
        else:
            inside[at].setdefault(tables[at].nearest(x, y), []).append(glyph)
    ruled = [_filled(table, found) for table, found in zip(tables, inside)]
    flow, unruled = _without_tables([pieces for line in _lines(outside) if (pieces := _cut(line))])
    grids = sorted((grid for grid in [*ruled, *unruled] if grid.cells), key=lambda grid: grid.y0)
    items: list[Row | Grid] = [*_in_order(flow, [grid.y0 for grid in grids])]
    for grid in grids:
        at = next((i for i, item in enumerate(items) if _top(item) > grid.y0), len(items))
        items.insert(at, grid)
    return Layout(page.number, page.width, page.height, tuple(items))


def _top(item: Row | Grid) -> float:
    return item.y0 if isinstance(item, Grid) else item.y - 0.3 * item.size


# --- lines ----------------------------------------------------------------------------------------------------


def _lines(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Characters on one baseline, each line sorted from the left."""
    lines: list[list[Glyph]] = []
    base = size = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.y, glyph.x0)):
        if not lines or glyph.y - base > _BASELINE * max(size, glyph.size):
            lines.append([])
            base, size = glyph.y, glyph.size
        elif glyph.size > size and not glyph.text.isspace():
            base, size = glyph.y, glyph.size
        lines[-1].append(glyph)
    return [_once(sorted(line, key=lambda glyph: glyph.x0)) for line in lines]


def _once(line: list[Glyph]) -> list[Glyph]:
    """A line without second prints of a character in the same place."""
    kept: list[Glyph] = []
    for glyph in line:
        twice = any(
            glyph.text == other.text and glyph.x0 - other.x0 < _TWICE * (other.x1 - other.x0) for other in kept[-3:]
        )
        if not twice:
            kept.append(glyph)
    return kept


def _cut(line: Sequence[Glyph]) -> list[Piece]:
    """A line as pieces: parted where nothing is printed for longer than between words."""
    printed = [glyph for glyph in line if not glyph.text.isspace()]
    if not printed:
        return []
    gaps = sorted(after.x0 - before.x1 for before, after in pairwise(printed))
    usual = gaps[len(gaps) // 4] if gaps else 0.0  # wide where the letters are spaced out
    pieces: list[list[Glyph]] = [[printed[0]]]
    for before, after in pairwise(printed):
        gap = after.x0 - before.x1
        em = max(before.size, after.size)
        if gap > _APART * em and (gap > 2 * usual or gap > _FAR * em):
            pieces.append([after])
        else:
            pieces[-1].append(after)
    blanks = [glyph for glyph in line if glyph.text.isspace()]
    return [_piece(piece, blanks, usual) for piece in pieces]


def _piece(glyphs: Sequence[Glyph], blanks: Sequence[Glyph], usual: float) -> Piece:
    text = _standard(glyphs[0].text)
    for before, after in pairwise(glyphs):
        text += _blank(before, after, blanks, usual) + _standard(after.text)
    sizes = [glyph.size for glyph in glyphs]
    largest = statistics.median(sizes)
    base = statistics.median([glyph.y for glyph in glyphs])
    return Piece(text, glyphs[0].x0, max(glyph.x1 for glyph in glyphs), base, largest)


def _blank(before: Glyph, after: Glyph, blanks: Sequence[Glyph], usual: float) -> str:
    """What is printed between two characters: blanks that the file has, or one where they stand apart."""
    middle = (before.x0 + before.x1) / 2, (after.x0 + after.x1) / 2
    own = "".join(blank.text for blank in blanks if middle[0] < (blank.x0 + blank.x1) / 2 < middle[1])
    gap = after.x0 - before.x1
    if own:
        return own if gap > 0.1 * after.size else ""
    latin = _is_latin(before.text) and _is_latin(after.text)
    limit = _BLANK_LATIN if latin else _BLANK
    return " " if gap > limit * min(before.size, after.size) and gap > 2 * usual else ""


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _standard(char: str) -> str:
    """Radicals and compatibility forms, which some writers give for characters that look the same: ⼀ is 一, ⺠ is 民."""
    if "\u2e80" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufaff":
        plain = patterns().radicals.get(char) or unicodedata.normalize("NFKC", char)
        return plain if len(plain) == 1 else char
    return char


def _joined(line: Sequence[Piece]) -> Row:
    """The pieces of a line as one, a blank between them."""
    size = max(line, key=lambda piece: len(piece.text)).size
    text = " ".join(piece.text for piece in line)
    return Row(text, line[0].x0, line[-1].x1, line[0].y, size)


# --- tables ---------------------------------------------------------------------------------------------------


def _filled(table: Table, inside: Mapping[Box, Sequence[Glyph]]) -> Grid:
    """A table with the lines of its cells."""
    cells = []
    for box in table.boxes:
        lines = [pieces for line in _lines(inside.get(box, ())) if (pieces := _cut(line))]
        if lines:
            rows = (replace(_joined(pieces), left=box.x0, right=box.x1) for pieces in lines)
            cells.append(CellText(box, tuple(rows)))
    return Grid(tuple(cells), table.columns, table.y0, table.y1)


def _without_tables(lines: Sequence[list[Piece]]) -> tuple[list[list[Piece]], list[Grid]]:
    """The lines that are running text, and the tables without rules: lines whose pieces stand one under another."""
    flow: list[list[Piece]] = []
    grids: list[Grid] = []
    start = 0
    while start < len(lines):
        end, columns = start, [(piece.x0, piece.x1) for piece in lines[start]]
        while end < len(lines) and len(lines[end]) >= 2 and (wider := _fitted(columns, lines[end])) is not None:
            columns, end = wider, end + 1
        if end - start >= _TABLE_ROWS and len(columns) >= _TABLE_COLUMNS and not _is_prose(lines[start:end]):
            grids.append(_aligned(lines[start:end], columns))
            start = end
        else:
            flow.append(lines[start])
            start += 1
    return flow, grids


def _fitted(columns: list[tuple[float, float]], line: Sequence[Piece]) -> list[tuple[float, float]] | None:
    """The columns widened by the pieces of a line; None where a piece would lie in two of them."""
    wider = list(columns)
    for piece in line:
        touched = [i for i, (x0, x1) in enumerate(wider) if piece.x0 < x1 and piece.x1 > x0]
        if len(touched) > 1:
            return None
        if touched:
            x0, x1 = wider[touched[0]]
            wider[touched[0]] = (min(x0, piece.x0), max(x1, piece.x1))
        else:
            wider.append((piece.x0, piece.x1))
    wider.sort()
    return wider if all(before[1] < after[0] for before, after in pairwise(wider)) else None


def _is_prose(lines: Sequence[Sequence[Piece]]) -> bool:
    lengths = [len(piece.text) for line in lines for piece in line]
    return statistics.mean(lengths) > 20


def _aligned(lines: Sequence[Sequence[Piece]], columns: Sequence[tuple[float, float]]) -> Grid:
    cells = []
    for number, line in enumerate(lines):
        for piece in line:
            column = next(i for i, (x0, x1) in enumerate(columns) if x0 <= piece.x0 <= x1)
            x0, x1 = columns[column]
            box = Box(x0, piece.y - piece.size, x1, piece.y, number, column)
            cells.append(CellText(box, (replace(_joined([piece]), left=x0, right=x1),)))
    top, bottom = lines[0][0], lines[-1][0]
    places = (*(x0 for x0, _ in columns), columns[-1][1])
    return Grid(tuple(cells), places, top.y - top.size, bottom.y)


# --- reading order --------------------------------------------------------------------------------------------


def _in_order(lines: Sequence[list[Piece]], stops: Sequence[float]) -> Iterator[Row]:
    """Lines of running text as they are read: where a page has two columns, the left one first.

    A line across both columns, or a table (`stops`), ends the columns above it.
    """
    pieces = [piece for line in lines for piece in line]
    gutter = _gutter(pieces)
    if gutter is None:
        yield from _edged([_joined(line) for line in lines])
        return
    band: list[list[Piece]] = []
    stop = 0
    whole: list[Row] = []
    for line in lines:
        while stop < len(stops) and stops[stop] < line[0].y:
            yield from _edged(whole)
            whole = []
            yield from _columns(band, gutter)
            band, stop = [], stop + 1
        if any(piece.x0 < gutter < piece.x1 for piece in line):
            yield from _columns(band, gutter)
            band = []
            whole.append(_joined(line))
        else:
            yield from _edged(whole)
            whole = []
            band.append(line)
    yield from _edged(whole)
    yield from _columns(band, gutter)


def _columns(lines: Sequence[Sequence[Piece]], gutter: float) -> Iterator[Row]:
    for right in (False, True):
        parts = [[piece for piece in line if (piece.x0 > gutter) is right] for line in lines]
        yield from _edged([_joined(part) for part in parts if part])


def _gutter(pieces: Sequence[Piece]) -> float | None:
    """The middle of the blank stripe between two columns of running text; None where there is none."""
    if len(pieces) < 2 * _COLUMN_ROWS:
        return None
    size = statistics.median(piece.size for piece in pieces)
    left, right = min(piece.x0 for piece in pieces), max(piece.x1 for piece in pieces)
    starts = sorted(piece.x0 for piece in pieces if piece.x0 > left + _COLUMN_WIDTH * size)
    best: tuple[int, float] | None = None
    for start in starts:
        same = sum(abs(other - start) < 0.3 * size for other in starts)
        if same >= _COLUMN_ROWS and (best is None or same > best[0]):
            best = (same, start)
    if best is None:
        return None
    edge = best[1] - 0.5 * size
    before = [piece for piece in pieces if piece.x1 < edge]
    after = [piece for piece in pieces if piece.x0 > edge]
    crossing = len(pieces) - len(before) - len(after)
    if min(len(before), len(after)) < _COLUMN_ROWS or crossing > len(before) + len(after):
        return None
    for column, width in ((before, best[1] - left), (after, right - best[1])):
        filled = [piece for piece in column if piece.x1 - piece.x0 >= 0.7 * width]
        if width < _COLUMN_WIDTH * size or 2 * len(filled) < len(column):
            return None
    return edge


def _edged(rows: Sequence[Row]) -> list[Row]:
    """Rows of one column with its edges: the outermost place where lines begin, the place where most end."""
    if not rows:
        return []
    near = 0.35 * statistics.median(row.size for row in rows)
    starts, ends = sorted(row.x0 for row in rows), sorted((row.x1 for row in rows), reverse=True)
    enough = max(2, len(rows) // 20)
    left = next((x for x in starts if _near(starts, x, near) >= enough), starts[0])
    most = max(_near(ends, x, near) for x in ends)
    right = next(x for x in ends if _near(ends, x, near) == most) if most >= max(2, len(rows) // 8) else ends[0]
    return [replace(row, left=left, right=right) for row in rows]  # a closing mark may hang over the right edge


def _near(places: Sequence[float], place: float, near: float) -> int:
    return sum(abs(other - place) <= near for other in places)
