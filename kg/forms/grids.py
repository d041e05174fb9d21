"""Tables as grids: cells by row and column, whether the file has cells or the text has lost them.

A merged cell stands once, at its first row and column. A table that a page break cuts is one grid again; lines of cells
parted by 「|」 or tabs are a grid too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise

from kg.model import Block, Document, Span

_PARTED = re.compile(r"[|｜\t]")
_FRAME = ("|", "｜")
_LEAST_CELLS = 4  # of a line of text, to be taken for a row


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells by column; `rows[i][j]` is where the cell stands in the text."""

    rows: tuple[dict[int, Span], ...]
    table: int | None = None  # number of the file's table; None for text

    @property
    def start(self) -> int:
        return min(span.start for row in self.rows for span in row.values())


@lru_cache(maxsize=1024)  # each kind of form asks for the same lines
def folded(words: str) -> str:
    """`words` of one width, without blanks and without what stands in brackets: 「分值 （10分）」 → 「分值」."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", words))
    return re.sub(r"\([^()]*\)", "", plain) or plain


def grids(document: Document) -> Iterator[Grid]:
    """Every table of the document, in text order; empty cells are left out."""
    plain: list[Block] = []
    for table, blocks in groupby(document.blocks, key=lambda block: block.cell.table if block.cell else None):
        if table is None:
            plain = list(blocks)
            yield from _of_lines(document, plain)
            continue
        rows: dict[int, dict[int, Span]] = {}
        for block in blocks:
            span = block.span.trimmed(document.text)
            if block.cell is not None and len(span):
                rows.setdefault(block.cell.row, {}).setdefault(block.cell.column, span)
        if rows:
            yield Grid(tuple(rows[row] for row in sorted(rows)), table)


def _of_lines(document: Document, blocks: Sequence[Block]) -> Iterator[Grid]:
    """Runs of lines whose cells are parted by marks."""
    rows: list[dict[int, Span]] = []
    framed = False  # every line begins with a mark
    for block in blocks:
        line = block.span.of(document.text)
        edges = [-1, *(match.start() for match in _PARTED.finditer(line)), len(line)]
        cells = [
            Span(block.span.start + left + 1, block.span.start + right).trimmed(document.text)
            for left, right in pairwise(edges)
        ]
        if len(cells) >= (_LEAST_CELLS if not rows else 2):
            framed = line[:1] in _FRAME if not rows else framed
            cells = cells[1:] if framed and line[:1] in _FRAME else cells
            rows.append({column: cell for column, cell in enumerate(cells) if len(cell)})
        elif rows:
            yield Grid(tuple(row for row in rows if row))
            rows = []
    if any(rows):
        yield Grid(tuple(row for row in rows if row))
