"""Which years the figures of a government work report are about: those reviewed, the one planned, or one that the sentence names.

The report of 2008 reviews 2007 (and, there, 2003–2007) and plans 2008: 「国内生产总值增长8%左右」 under 「2008年主要任务」 is of 2008.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from kg.extract.clauses import Clause
from kg.model import Document, Section, SectionRole, Span
from kg.numerals import Style, leading_mark
from kg.sentences import sentences
from kg.work_report import Periods, looks_ahead, tells_of_five_years, tells_the_past

_LAST_YEAR = re.compile(r"^[\s、，,]*(?:去年|上年末?|过去一年)")
_THIS_YEAR = re.compile(r"^[\s、，,]*今年")


@dataclass(frozen=True, slots=True)
class Time:
    """The year a figure is about (None: that of the report), and the first of several."""

    year: int | None = None
    since: int | None = None


class Times:
    """Tells the time of each place of one work report."""

    def __init__(self, document: Document, sections: tuple[Section, ...], year: int) -> None:
        """`year` is the one reported on."""
        self._document = document
        self._year = year
        self._periods = Periods(sections, year)
        self._starts = [block.span.start for block in document.blocks]
        self._past: dict[int, list[tuple[Span, bool]]] = {}

    def is_past(self, at: int) -> bool:
        """Whether the sentence at `at` tells of what was done before, as the sentences before it in its paragraph lead on."""
        index = bisect_right(self._starts, at) - 1
        if index not in self._past:
            told, past = [], False
            for sentence in sentences(self._document.text, self._document.blocks[index].span):
                words = sentence.of(self._document.text)
                past = tells_the_past(words) or (past and not looks_ahead(words))
                told.append((sentence, past))
            self._past[index] = told
        return any(past for sentence, past in self._past[index] if sentence.start <= at < sentence.end)

    def _looks_far_back(self, at: int) -> bool:
        """Whether, in the review of one year, the paragraph at `at`, or the one that opens its list, tells of five years."""
        index = bisect_right(self._starts, at) - 1
        start = self._starts[index]
        if tells_of_five_years(self._document.text[start:at]):
            return True
        while index and self._is_item(index):
            index -= 1
        return self._is_item(bisect_right(self._starts, at) - 1) and tells_of_five_years(self._line(index))

    def _line(self, index: int) -> str:
        return self._document.blocks[index].span.of(self._document.text)

    def _is_item(self, index: int) -> bool:
        mark = leading_mark(self._line(index))
        return mark is not None and mark.style is Style.WORD

    def of(self, clause: Clause, section: Section | None, told: int | None) -> Time:
        """The time of a figure in `section`; `told` is the year that its sentence names."""
        if told is not None:
            return Time(told)
        if _LAST_YEAR.search(clause.lead):
            return Time()
        if _THIS_YEAR.search(clause.lead):
            return Time(self._year + 1)
        period = self._periods.of(section) if section else None
        if (period is None or period.last == self._year) and self._looks_far_back(clause.number.start):
            return Time(self._year, self._year - 4)
        if period is None:
            return Time()
        plan = section is not None and section.role in (SectionRole.TASKS, SectionRole.GOALS)
        if plan and self.is_past(clause.number.start):
            return Time()
        since = period.first if period.first != period.last else None
        return Time(period.last if since is not None or period.last != self._year else None, since)
