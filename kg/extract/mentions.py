"""Mentions of named things, gathered into one entity each."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.model import Document, Entities, Entity, Evidence, Observation, Section, Span

_BLANK_CHARACTERS = frozenset(" \t\u00a0\u3000\u2002\u2003\u200b")
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


def fold(name: str) -> str:
    """A name for comparing: widths, blanks, quotes and brackets do not tell names apart."""
    folded = unicodedata.normalize("NFKC", name)
    return "".join(c for c in folded if not c.isspace() and c not in "()《》〈〉“”\"'‘’「」").casefold()


class Unspaced:
    """A text without blanks, line breaks kept: in print they stand beside digits and letters (医药港 AF060814 地块), never meant.

    Names are sought in `text`; `original` gives their spans in the text as printed.
    """

    def __init__(self, printed: str) -> None:
        self.text = _BLANKS.sub("", printed)
        self._kept: list[int] = []
        if len(self.text) < len(printed):
            blank = bytes(map(_BLANK_CHARACTERS.__contains__, printed))
            self._kept = [at for at, is_blank in enumerate(blank) if not is_blank]

    def original(self, span: Span) -> Span:
        if not self._kept:
            return span
        return Span(self._kept[span.start], self._kept[span.end - 1] + 1)


class Homes:
    """The units and sections of a report, asked for the smallest that holds a mention."""

    def __init__(self, document: Document, sections: Sequence[Section], units: Entities, unspaced: Unspaced) -> None:
        entities: list[Entity | Section] = [unit for unit in units if not isinstance(unit, Observation)]
        self._homes = sorted([*entities, *sections], key=lambda home: len(home.span))
        self._spans = [(home.span.start, home.span.end) for home in self._homes]
        self._text = document.text
        self._unspaced = unspaced
        self._pages = [block.page for block in document.blocks]
        self._starts = [block.span.start for block in document.blocks] if any(self._pages) else []

    def printed(self, spans: Iterable[Span]) -> list[Span]:
        """Spans of the unspaced text as spans of the document, each once, in text order."""
        return [self._unspaced.original(span) for span in sorted(set(spans))]

    def of(self, spans: Iterable[Span]) -> dict[Span, str]:
        """The id of the smallest home of each span that has one; the first of equals."""
        ordered = sorted(set(spans))
        starts = [span.start for span in ordered]
        found: dict[Span, str] = {}
        for home, (start, end) in zip(self._homes, self._spans, strict=True):
            for n in range(bisect_left(starts, start), bisect_right(starts, end)):
                span = ordered[n]
                if span.end <= end and span not in found:
                    found[span] = home.id
        return found

    def evidence(self, span: Span) -> Evidence:
        page = self._pages[bisect_right(self._starts, span.start) - 1] if self._starts else None
        return Evidence(span, span.of(self._text), page)


def occurrences(text: str, name: str) -> list[Span]:
    """Every place where `name` is printed, left to right."""
    found, at, size = [], text.find(name), len(name)
    while at >= 0:
        found.append(Span(at, at + size))
        at = text.find(name, at + size)
    return found


def free_of(spans: Iterable[Span], taken: Sequence[Span]) -> list[Span]:
    """The spans that do not lie inside one of `taken`; equal spans lie inside each other."""
    ordered = sorted(taken)
    starts = [span.start for span in ordered]
    free = []
    for span in spans:
        last = bisect_right(starts, span.start) - 1
        if not any(ordered[n].contains(span) for n in range(max(0, last - 3), last + 1)):
            free.append(span)
    return free
