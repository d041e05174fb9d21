"""A report's text as paragraphs, with ranges of it to highlight."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.store import Graph
from ontology import NIF
from zhitu.card import iri_term


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters; `mark` is the number of the range that it stands in, from 1, or 0."""

    text: str
    mark: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the canonical text; `start` is the offset of its first character."""

    start: int
    pieces: tuple[Piece, ...]


def text_of(store: Graph, report: str) -> str:
    """The canonical text of the report, "" where it has none."""
    rows = store.select(f"SELECT ?text {{ {iri_term(f'{report}#text')} <{NIF.isString}> ?text }} LIMIT 1")
    return rows[0]["text"] if rows else ""


def paragraphs(text: str, ranges: Iterable[tuple[int, int]]) -> tuple[Paragraph, ...]:
    """The lines of `text` that are not empty, cut where a range (half-open, code points) begins or ends.

    Where ranges overlap, a character belongs to the one that begins first.

    >>> [piece.text for piece in paragraphs("守住耕地红线。", [(2, 4)])[0].pieces]
    ['守住', '耕地', '红线。']
    """
    marks = bytearray(len(text)) if len(text) else bytearray()
    wanted = sorted((max(0, start), min(end, len(text))) for start, end in ranges)[:255]
    for number, (start, end) in reversed(list(enumerate(wanted, 1))):
        marks[start:end] = bytes([number]) * max(0, end - start)
    found, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append(Paragraph(start, tuple(_pieces(line, marks[start : start + len(line)]))))
        start += len(line) + 1
    return tuple(found)


def _pieces(line: str, marks: bytearray) -> Iterator[Piece]:
    begin = 0
    for end in range(1, len(line) + 1):
        if end == len(line) or marks[end] != marks[begin]:
            yield Piece(line[begin:end], marks[begin])
            begin = end
