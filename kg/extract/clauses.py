"""The clause a figure stands in, cut so that each figure has the words that name it.

「组织6片历史文化街区和9片老旧小区微改造实施方案审查」 holds two figures; each gets what stands before it and after it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from kg.extract.numbers import Figure, cues
from kg.model import Span

_BOUND = re.compile(r"[，。；;：:！？!?\n（）()]|,(?![0-9]{3}(?![0-9]))")
_SENTENCE_END = frozenset("。！？!?\n")
_PART_END = frozenset("。！？!?\n；;")
_OPENERS, _CLOSERS = frozenset("（("), frozenset("）)")
_SEPARATOR = re.compile(r"[、]|和|及|以及|与|并")
_LINK = re.compile(r"[共计约近、和及与“”\"\s—–－～~-]+")
_CLOSING = re.compile(r"[）)]")
_LONGEST = 60  # characters of evidence: a clause, not a sentence


@cache
def _noun_end() -> re.Pattern[str]:
    return re.compile("|".join(cues()["property"]["noun_end"]))


@cache
def _moved() -> re.Pattern[str]:
    return re.compile(cues()["property"]["moved"])


@dataclass(slots=True)
class Clause:
    """A figure with its words: `left` before the number, `right` after the unit, `lead` from the clause's start.

    `subject` is `left`, but of a figure chained to the one before it (12个15926.14平方米; 33宗、216个…) the words before that.
    """

    figure: Figure
    start: int
    end: int
    left: str
    right: str
    lead: str
    subject: str
    evidence: Span
    sentence: int  # where the sentence begins
    part: int  # where the stretch ended by ； or 。 begins
    bracketed: bool = False
    chained: bool = False

    @property
    def number(self) -> Span:
        """Where the figure's number stands."""
        return self.figure.number


class Bounds:
    """The places of a text where clauses, parts of sentences and sentences end.

    `heads` are places where a heading, an item or a unit begins or a heading ends: no clause reaches across them.
    """

    def __init__(self, text: str, heads: Iterable[int] = ()) -> None:
        self.text = text
        self.heads = sorted(set(heads))
        self.places = [match.start() for match in _BOUND.finditer(text)]
        self.sentences = [0, *(place + 1 for place in self.places if text[place] in _SENTENCE_END)]
        self.parts = [0, *(place + 1 for place in self.places if text[place] in _PART_END)]

    def sentence(self, at: int) -> int:
        return self.sentences[bisect_right(self.sentences, at) - 1]

    def part(self, at: int) -> int:
        return self.parts[bisect_right(self.parts, at) - 1]

    def clause(self, figure: Figure) -> tuple[int, int, bool]:
        """Start, end, and whether the clause stands in brackets; brackets before the figure belong to its clause."""
        text, places = self.text, self.places
        index = bisect_left(places, figure.number.start) - 1
        while index >= 0 and text[places[index]] in _CLOSERS:
            depth = 0
            while index >= 0 and text[places[index]] not in _SENTENCE_END:
                depth += (text[places[index]] in _CLOSERS) - (text[places[index]] in _OPENERS)
                index -= 1
                if depth == 0:
                    break
            else:
                break
        start = places[index] + 1 if index >= 0 else 0
        head = bisect_right(self.heads, figure.number.start) - 1
        start = max(start, self.heads[head]) if head >= 0 else start
        after = bisect_left(places, figure.end)
        end = places[after] if after < len(places) else len(text)
        return start, end, index >= 0 and text[places[index]] in _OPENERS

    def heads_clause(self, at: int) -> bool:
        """Whether a clause begins at `at`, blanks left aside."""
        index = bisect_left(self.places, at) - 1
        head = bisect_right(self.heads, at) - 1
        start = max(self.places[index] + 1 if index >= 0 else 0, self.heads[head] if head >= 0 else 0)
        return not self.text[start:at].strip()

    def before(self, start: int) -> str:
        """The clause before the one that begins at `start`, within its sentence."""
        index = bisect_left(self.places, start - 1)
        if index <= 0 or start <= 0 or self.text[self.places[index] if index < len(self.places) else -1] in _PART_END:
            return ""
        return self.text[self.places[index - 1] + 1 : start - 1]


def cut_clauses(bounds: Bounds, figures: list[Figure]) -> list[Clause]:
    """Every figure with its words, in order."""
    text = bounds.text
    clauses: list[Clause] = []
    for figure in figures:
        start, end, bracketed = bounds.clause(figure)
        number = figure.number.start
        clause = Clause(
            figure,
            start,
            end,
            text[start:number],
            text[figure.end : end],
            text[start:number],
            text[start:number],
            Span(start, end),
            bounds.sentence(number),
            bounds.part(number),
            bracketed,
        )
        if clauses and clauses[-1].figure.end > start:
            _part(text, clauses, clause)
        clauses.append(clause)
    for clause, after in zip(reversed(clauses[:-1]), reversed(clauses[1:]), strict=True):
        if after.chained:
            clause.right = after.right
    for clause in clauses:
        clause.evidence = _evidence(text, clause)
    return clauses


def _part(text: str, clauses: list[Clause], clause: Clause) -> None:
    """Share the words between two figures of one clause among them."""
    before = next((c for c in reversed(clauses) if c.bracketed == clause.bracketed), None)
    if before is None or before.figure.end <= clause.start:
        return
    begin = before.figure.end
    if before is not clauses[-1]:  # figures in brackets stand between
        closing = _CLOSING.search(text, clauses[-1].figure.end)
        begin = closing.end() if closing else begin
    gap = text[begin : clause.figure.number.start]
    marks = list(_SEPARATOR.finditer(gap))
    first, last = (marks[0].start(), marks[-1].end()) if marks else (0, 0)
    if not _LINK.sub("", gap):
        clause.chained, clause.left, clause.subject = True, gap, before.subject
        own = begin + last if marks else before.evidence.start
        end = before.figure.end
    elif _moved().fullmatch(gap.strip()):
        before.right, clause.left, clause.subject = "", gap, before.subject
        own, end = before.evidence.start, before.figure.end
    elif marks and first > 0:
        before.right = gap[:first]
        clause.left = clause.subject = gap[last:]
        own, end = begin + last, begin + first
    elif marks or len(before.left.strip()) > 3:
        before.right = ""
        clause.left = clause.subject = gap
        own, end = begin + last, before.figure.end
    else:
        before.right = clause.left = clause.subject = gap
        own, end = begin, clause.figure.number.start
    before.evidence = Span(before.evidence.start, min(end, before.evidence.end))
    clause.evidence = Span(own, clause.evidence.end)


def _evidence(text: str, clause: Clause) -> Span:
    """The figure with its name: no marks around it, and no longer than a clause."""
    figure = clause.figure
    start, end = clause.evidence.start, max(clause.evidence.end, figure.end)
    if end - start > _LONGEST:
        stop = _noun_end().search(text, figure.end + 1, end)
        end = min(stop.start() if stop else end, figure.end + 24)
        floor = max(start, figure.number.start - 38)
        marks = (
            [m.end() for m in re.finditer(r"[、的]", text[floor : figure.number.start - 4])] if floor > start else []
        )
        start = floor + marks[0] if marks else floor
    while start < figure.number.start and (text[start].isspace() or text[start] in "、，,：:）)；;"):
        start += 1
    while end > figure.end and (text[end - 1].isspace() or text[end - 1] in "、，,（("):
        end -= 1
    return Span(start, end)
