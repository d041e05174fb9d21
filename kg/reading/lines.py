"""Lines: what a reader makes of its file, before they are repaired and composed into a `Document`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kg.model import Block, BlockKind, Cell, OffsetMap, Span
from kg.reading.patterns import patterns

# Characters that print nothing: controls, zero-width, soft hyphen, direction marks. They count as white space.
INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_BREAK = re.compile("\r\n|[\n\x0b\x0c\r\x1c\x1d\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file, white space at both ends left out; its text is never empty.

    `runs` are pairs of an offset in `text` and the offset in the original where the characters from there on stand;
    the first is at 0.
    """

    text: str
    runs: tuple[tuple[int, int], ...]
    indent: int = 0  # width of the white space before it, in half-width columns
    after_gap: bool = False  # an empty line, or a page break, stands before it
    new_page: bool = False
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int | None = None
    page: int | None = None
    cell: Cell | None = None
    confidence: float | None = None  # of optical recognition

    @property
    def end(self) -> int:
        """The offset in the original just after the last character."""
        start, original = self.runs[-1]
        return original + len(self.text) - start


def width(text: str) -> int:
    """Columns that a text takes in print: two for each Chinese character and full-width mark, one for others."""
    return (len(text.encode("utf-8", "surrogatepass")) + len(text)) // 2


def split_lines(text: str) -> Iterator[Line]:
    """The lines of a decoded file that hold any printed character; form feeds count the pages."""
    paged = "\x0c" in text
    page, gap, new_page, start = 1, False, False, 0
    for end, after, mark in _breaks(text):
        raw = text[start:end]
        part = printed_part(raw, start)
        if part is None:
            gap = True
        else:
            stripped, runs, indent = part
            yield Line(stripped, runs, indent, gap or new_page, new_page, page=page if paged else None)
            gap = new_page = False
        if mark == "\x0c":
            page, new_page = page + 1, True
        start = after


def _breaks(text: str) -> Iterator[tuple[int, int, str]]:
    for found in _BREAK.finditer(text):
        yield found.start(), found.end(), found.group()
    yield len(text), len(text), ""


def printed_part(raw: str, start: int) -> tuple[str, tuple[tuple[int, int], ...], int] | None:
    """Text, runs and indent of the printed characters of `raw`, which stands at `start`; None where there are none.

    >>> printed_part("　　一、基本情况 ", 10)
    ('一、基本情况', ((0, 12),), 4)
    """
    if INVISIBLE.search(raw):
        return trimmed(_between_hidden(raw, start))
    stripped = raw.strip()
    if not stripped:
        return None
    lead = len(raw) - len(raw.lstrip())
    return stripped, ((0, start + lead),), width(raw[:lead])


def _between_hidden(raw: str, start: int) -> list[tuple[str, int]]:
    kept: list[tuple[str, int]] = []
    position = 0
    for found in INVISIBLE.finditer(raw):
        kept.append((raw[position : found.start()], start + position))
        position = found.end()
    kept.append((raw[position:], start + position))
    return kept


def trimmed(pieces: Sequence[tuple[str, int]]) -> tuple[str, tuple[tuple[int, int], ...], int] | None:
    """Pieces with their original offsets as one text without white space at its ends: text, runs, indent.

    >>> trimmed([("　　一、", 0), ("基本情况 ", 6)])
    ('一、基本情况', ((0, 2), (2, 6)), 4)
    """
    whole = "".join(piece for piece, _ in pieces)
    text = whole.strip()
    if not text:
        return None
    lead = len(whole) - len(whole.lstrip())
    runs: list[tuple[int, int]] = []
    offset = -lead
    for piece, original in pieces:
        end = offset + len(piece)
        if piece and end > 0 and offset < len(text):
            run = (max(offset, 0), original + max(-offset, 0))
            if not runs or runs[-1][1] - runs[-1][0] != run[1] - run[0]:
                runs.append(run)
        offset = end
    return text, tuple(runs), width(whole[:lead])


def add_line(lines: list[Line], line: Line) -> None:
    """Put `line` behind those of its paragraph. In a heading or a cell a break does not end a phrase: the line joins the one
    before it there, unless that one is finished or this one opens an item."""
    known = patterns()
    phrase = lines and line.kind is not BlockKind.PARAGRAPH
    if phrase and not known.finished.search(lines[-1].text) and not known.item.match(line.text):
        lines[-1] = joined([lines[-1], line])
    else:
        lines.append(line)


def joined(lines: Sequence[Line]) -> Line:
    """Several lines as one. Latin words keep a blank between them; it stands for the line break.

    >>> joined([Line("配合建立全", ((0, 0),)), Line("民所有", ((0, 7),))]).text
    '配合建立全民所有'
    """
    first = lines[0]
    if len(lines) == 1:
        return first
    text, runs = first.text, list(first.runs)
    for before, line in pairwise(lines):
        if _is_latin(before.text[-1]) and _is_latin(line.text[0]):
            runs.append((len(text), before.end))
            text += " "
        runs.extend((len(text) + start, original) for start, original in line.runs)
        text += line.text
    return replace(first, text=text, runs=tuple(runs))


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def compose(lines: Sequence[Line]) -> tuple[str, tuple[Block, ...], OffsetMap]:
    """Canonical text, its blocks and the map back to the original: one block a line, joined by line breaks."""
    blocks: list[Block] = []
    starts: list[int] = []
    originals: list[int] = []
    distance: int | None = None
    offset = 0
    for line in lines:
        end = offset + len(line.text)
        blocks.append(Block(Span(offset, end), line.kind, line.level, line.page, line.cell, line.confidence))
        for start, original in line.runs:
            if original - offset - start != distance:
                distance = original - offset - start
                starts.append(offset + start)
                originals.append(original)
        offset = end + 1
    text = "\n".join(line.text for line in lines)
    return text, tuple(blocks), OffsetMap(tuple(starts), tuple(originals))
