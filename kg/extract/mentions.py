"""Mentions of named things, gathered into one entity each."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from kg.model import Document, Entities, Entity, Evidence, Observation, Section, Span

_BLANKS = re.compile("[ \t\u00a0\u3000\u2002\u2003\u200b]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a thing is named.

    `name` is the full name as resolved there, `printed` what the text has for it (the shared words of a list: 东滘、东塱和西塱联社
    stands for 东滘联社), `site` the place that the name begins with, where it tells one.
    """

    name: str
    span: Span
    rule: str
    printed: str
    site: str = ""


_NO_MATTER = str.maketrans("", "", " \t\n()《》〈〉“”\"'‘’「」")


def fold(name: str) -> str:
    """A name for comparing: widths, blanks, quotes and brackets do not tell names apart."""
    return unicodedata.normalize("NFKC", name).translate(_NO_MATTER).casefold()


class Unspaced:
    """A text without blanks, line breaks kept: in print they stand beside digits and letters (医药港 AF060814 地块), never meant.

    Names are sought in `text`; `original` gives their spans in the text as printed.
    """

    def __init__(self, printed: str) -> None:
        self.text = _BLANKS.sub("", printed)
        self._runs = [0]  # offsets in `text` before which blanks stood, ascending
        self._shifts = [0]  # how many blanks stood before that offset, in all
        for blank in _BLANKS.finditer(printed):
            removed = self._shifts[-1]
            self._runs.append(blank.start() - removed)
            self._shifts.append(removed + len(blank.group()))

    def original(self, span: Span) -> Span:
        return Span(self._shifted(span.start), self._shifted(span.end - 1) + 1)

    def _shifted(self, at: int) -> int:
        return at + self._shifts[bisect_right(self._runs, at) - 1]


class Homes:
    """The units and sections of a report, asked for the smallest that holds a mention."""

    def __init__(self, document: Document, sections: Sequence[Section], units: Entities, unspaced: Unspaced) -> None:
        entities: list[Entity | Section] = [unit for unit in units if not isinstance(unit, Observation)]
        # A unit before a section: an item's section begins after its 一是 and would otherwise be the smaller one.
        smallest_first = [*sorted(entities, key=_length), *sorted(sections, key=_length)]
        self._homes = [(home.span.start, home.span.end, home.id) for home in smallest_first]
        self._owners = np.full(len(document.text) + 1, -1, dtype=np.int32)  # the smallest home at each offset
        for n in range(len(self._homes) - 1, -1, -1):
            self._owners[self._homes[n][0] : self._homes[n][1]] = n
        self._text = document.text
        self._unspaced = unspaced
        self._pages = [block.page for block in document.blocks]
        self._starts = [block.span.start for block in document.blocks] if any(self._pages) else []

    def printed(self, spans: Iterable[Span]) -> list[Span]:
        """Spans of the unspaced text as spans of the document, each once, in text order."""
        return [self._unspaced.original(span) for span in in_order(spans)]

    def of(self, span: Span) -> str | None:
        """The id of the smallest home that holds `span`, the first of equals; None where none does."""
        owner = int(self._owners[span.start])
        if owner < 0:
            return None
        if span.end <= self._homes[owner][1]:
            return self._homes[owner][2]
        holding = (home for start, end, home in self._homes[owner + 1 :] if start <= span.start and span.end <= end)
        return next(holding, None)

    def evidence(self, span: Span) -> Evidence:
        page = self._pages[bisect_right(self._starts, span.start) - 1] if self._starts else None
        return Evidence(span, span.of(self._text), page)


def in_order(spans: Iterable[Span]) -> list[Span]:
    """Each span once, left to right."""
    return [span for _, span in sorted({(span.start, span.end): span for span in spans}.items())]


def occurrences(text: str, name: str) -> list[Span]:
    """Every place where `name` is printed, left to right."""
    found, at, size = [], text.find(name), len(name)
    while at >= 0:
        found.append(Span(at, at + size))
        at = text.find(name, at + size)
    return found


def free_of(spans: Iterable[Span], taken: Sequence[Span]) -> list[Span]:
    """The spans that do not lie inside one of `taken`; equal spans lie inside each other."""
    ordered = in_order(taken)
    starts = [span.start for span in ordered]
    free = []
    for span in spans:
        last = bisect_right(starts, span.start) - 1
        if not any(ordered[n].contains(span) for n in range(max(0, last - 3), last + 1)):
            free.append(span)
    return free


def _length(home: Entity | Section) -> int:
    return len(home.span)
