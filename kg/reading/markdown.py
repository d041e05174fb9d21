"""Reader of Markdown: headings with their levels, tables as cells, marks left out of the text.

Only what reports are written with is understood (CommonMark's headings, lists, quotes, fences, emphasis, links; the
pipe tables of GitHub). Line breaks are repaired as in plain text rather than by CommonMark, which would run
「一、基本情况」 and the line after it together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.model import BlockKind, Cell
from kg.reading.encoding import decode
from kg.reading.furniture import without_furniture
from kg.reading.lines import Line, trimmed
from kg.reading.reader import Draft
from kg.reading.rejoin import rejoin

MEDIA_TYPE = "text/markdown"

_LINE = re.compile("[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]*")
_HEADING = re.compile(r"[ ]{0,3}(#{1,6})(?:[ \t\u3000]+|(?=[^#\s]))")
_UNDERLINE = re.compile(r"[ ]{0,3}(=+|-{2,})[ \t]*$")
_RULE = re.compile(r"[ ]{0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$")
_FENCE = re.compile(r"[ ]{0,3}(```+|~~~+)")
_PREFIX = re.compile(r"(?:[ \t\u3000]*(?:>|[-*+•](?=[ \t])))+[ \t]*(?:\[[ xX]\][ \t]+)?")
_DELIMITER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_PIPE = re.compile(r"(?<!\\)\|")
_MARKS = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])"  # an escape
    r"|<!--.{0,500}?-->|</?[A-Za-z][^<>]{0,200}>"  # tags and comments of HTML
    r"|&(?:nbsp|emsp|ensp|thinsp);"
    r"|!\[[^\[\]]{0,200}\]\([^()\s]{0,500}\)|\[\^[^\[\]\s]{1,40}\]:?"  # pictures, marks of footnotes
    r"|\*\*|__|~~|`+"
)
_LINK = re.compile(r"(?<!!)\[([^\[\]]{1,300})\](\([^()]{0,500}\))")
_EMPHASIS = re.compile(r"(?<![*\\A-Za-z0-9])\*(?=\w)([^*]{1,300}?)(?<=[^\s*\\])\*(?!\*)")


@dataclass(frozen=True, slots=True)
class _Raw:
    """A line of the file and where it begins."""

    text: str
    start: int


def parse(name: str, data: bytes) -> Draft:
    """One block a paragraph, heading or table cell; the original offsets are those of the decoded file."""
    decoded = decode(name, data)
    raws = [_Raw(found.group(), found.start()) for found in _lines(decoded.text)]
    lines = rejoin(without_furniture(list(_parsed(raws))))
    return Draft(MEDIA_TYPE, tuple(lines), decoded.diagnostics)


def _lines(text: str) -> Iterator[re.Match[str]]:
    position = 0
    while position <= len(text):
        found = _LINE.match(text, position)
        assert found is not None  # the pattern matches the empty string
        yield found
        position = found.end() + (2 if text.startswith("\r\n", found.end()) else 1)


def _parsed(raws: Sequence[_Raw]) -> Iterator[Line]:
    number, table, gap, fenced = 0, 0, False, ""
    while number < len(raws):
        raw = raws[number]
        fence = _FENCE.match(raw.text)
        if fence and (not fenced or raw.text.strip().startswith(fenced)):
            fenced = "" if fenced else fence.group(1)
            gap, number = True, number + 1
            continue
        if fenced:
            line = _line([(raw.text, raw.start)])
        elif _begins_table(raws, number):
            rows = _table_rows(raws, number)
            yield from _cells(rows, table)
            table, gap, number = table + 1, True, number + len(rows) + 1
            continue
        elif _RULE.match(raw.text) or not raw.text.strip():
            line = None
        else:
            line, underlined = _paragraph(raws, number)
            number += underlined
        if line is None:
            gap = True
        else:
            yield Line(line.text, line.runs, line.indent, gap, kind=line.kind, level=line.level)
            gap = line.kind is BlockKind.HEADING
        number += 1


def _paragraph(raws: Sequence[_Raw], number: int) -> tuple[Line | None, int]:
    """A heading or a line of a paragraph, and how many lines below it belong to its mark."""
    raw = raws[number]
    heading = _HEADING.match(raw.text)
    if heading:
        body = raw.text[heading.end() :].rstrip()
        closed = body.rstrip("#")
        if closed != closed.rstrip():  # 「## 一、基本情况 ##」
            body = closed
        return _line(_without_marks(body, raw.start + heading.end()), len(heading.group(1))), 0
    prefix = _PREFIX.match(raw.text)
    start = prefix.end() if prefix else 0
    below = _UNDERLINE.match(raws[number + 1].text) if number + 1 < len(raws) and not prefix else None
    level = (1 if below.group(1)[0] == "=" else 2) if below else None
    return _line(_without_marks(raw.text[start:], raw.start + start), level), 1 if below else 0


def _line(pieces: Sequence[tuple[str, int]], level: int | None = None) -> Line | None:
    parts = trimmed(pieces)
    if parts is None:
        return None
    text, runs, indent = parts
    return Line(text, runs, indent, kind=BlockKind.PARAGRAPH if level is None else BlockKind.HEADING, level=level)


def _begins_table(raws: Sequence[_Raw], number: int) -> bool:
    """A line with a pipe above a line of dashes with as many columns."""
    if number + 1 >= len(raws) or "|" not in raws[number].text:
        return False
    below = raws[number + 1].text
    return (
        "|" in below
        and _DELIMITER.match(below) is not None
        and len(_columns(raws[number])) == len(_columns(raws[number + 1]))
    )


def _table_rows(raws: Sequence[_Raw], number: int) -> list[_Raw]:
    rows = [raws[number]]
    for raw in raws[number + 2 :]:
        if "|" not in raw.text:
            break
        rows.append(raw)
    return rows


def _columns(raw: _Raw) -> list[tuple[str, int]]:
    """The cells of a row with their places; the pipes at its ends enclose nothing."""
    edges = [found.start() for found in _PIPE.finditer(raw.text)]
    cuts = [-1, *edges, len(raw.text)]
    cells = [(raw.text[start + 1 : end], raw.start + start + 1) for start, end in pairwise(cuts)]
    if edges and not cells[0][0].strip():
        cells = cells[1:]
    if edges and cells and not cells[-1][0].strip():
        cells = cells[:-1]
    return cells


def _cells(rows: Sequence[_Raw], table: int) -> Iterator[Line]:
    for row, raw in enumerate(rows):
        for column, (text, start) in enumerate(_columns(raw)):
            parts = trimmed(_without_marks(text, start))
            if parts is not None:
                yield Line(parts[0], parts[1], kind=BlockKind.CELL, cell=Cell(table, row, column))


def _without_marks(text: str, start: int) -> list[tuple[str, int]]:
    """A text that stands at `start`, as pieces between its marks."""
    cuts = [found.span() for found in _MARKS.finditer(text)]
    for link in _LINK.finditer(text):
        cuts += [(link.start(), link.start() + 1), (link.end(1), link.end())]
    for emphasis in _EMPHASIS.finditer(text):
        cuts += [(emphasis.start(), emphasis.start() + 1), (emphasis.end() - 1, emphasis.end())]
    pieces: list[tuple[str, int]] = []
    position = 0
    for begin, end in sorted(cuts):
        if begin > position:
            pieces.append((text[position:begin], start + position))
        position = max(position, end)
    pieces.append((text[position:], start + position))
    return pieces
