"""Government work reports: an address in parts — a review, goals, tasks — whose paragraphs carry the structure.

Their headings are worded freely (「推进社会主义和谐社会建设」 is a part of the plan), their lists stand inside paragraphs, and
what follows the last item of a list often belongs to the part again. So the outline is read from parts and paragraphs,
not from the ladder of markers that other reports have (`kg.outline`). Words are in `kg/data/work_reports.toml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kg.model import Document, Section, SectionRole, Span
from kg.numerals import Mark, Style, leading_mark, ordinal
from kg.sentences import first_sentence
from kg.tables import data_file

_Role = SectionRole
_OPENING = 1000  # characters within which the address stands
_LONGEST_PART = 60  # characters of a part's heading
_LONGEST_LEAD = 42  # characters of a line that announces the paragraph after it
_LONGEST_TITLE = 60
_LONGEST_BRIDGE = 60
_SPOKEN = re.compile(r"各位代表\s*[：:！!，,]\s*(?=\S)")
_MEASURED = re.compile(r"\d(?:\.\d+)?(?:%|亿|万|个百分点)")


@dataclass(frozen=True, slots=True)
class _Cues:
    address: re.Pattern[str]
    turn: re.Pattern[str]
    part_heading: re.Pattern[str]
    review: re.Pattern[str]
    goals: re.Pattern[str]
    tasks: re.Pattern[str]
    explanation: re.Pattern[str]
    explained_review: re.Pattern[str]
    explained_other: re.Pattern[str]
    problems: re.Pattern[str]
    credit: re.Pattern[str]
    closing: re.Pattern[str]
    lessons: re.Pattern[str]
    aims: re.Pattern[str]
    framing: re.Pattern[str]
    past: re.Pattern[str]
    done: re.Pattern[str]
    will: re.Pattern[str]
    reason: re.Pattern[str]
    bridge: re.Pattern[str]
    year: re.Pattern[str]
    last_year: re.Pattern[str]
    this_year: re.Pattern[str]
    five_years: re.Pattern[str]
    plan_period: re.Pattern[str]
    past_plan: re.Pattern[str]


@cache
def _cues() -> _Cues:
    return _Cues(**{name: re.compile(pattern) for name, pattern in data_file("work_reports").items()})


@dataclass(frozen=True, slots=True)
class Period:
    """The years that a stretch of text speaks of; `first` is `last` where it is one."""

    first: int
    last: int


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def is_address(document: Document) -> bool:
    """Whether the text is an address to a people's congress: 「各位代表：现在，我代表国务院…」."""
    return _cues().address.search(document.text, 0, _OPENING) is not None


# --- outline --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Entry:
    """A section on its way: where it begins, its level, heading and role."""

    start: int
    level: int
    role: SectionRole
    heading: Span
    line: bool  # the heading stands alone in its paragraph
    number: str = ""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    span: Span
    words: str  # folded
    mark: Mark | None


def outline_address(document: Document) -> tuple[Section, ...]:
    """The sections of a work report, parents before children; () where it has no parts.

    Level 1 are the parts. Below, 「（一）」 and a line that announces the next paragraph open a section, 「一是」 at the
    beginning of a paragraph one inside it. Paragraphs that tell of problems, of aims, of thanks are sections of their own, so
    that what is left under `outcomes` and `tasks` is that.
    """
    paragraphs = [
        _Paragraph(block.span, _folded(block.span.of(document.text)), leading_mark(block.span.of(document.text)))
        for block in document.blocks
        if len(block.span)
    ]
    heads = list(_parts(document.text, paragraphs))
    if len(heads) < 2:
        return ()
    entries: list[_Entry] = []
    for position, (index, part) in enumerate(heads):
        stop = heads[position + 1][0] if position + 1 < len(heads) else len(paragraphs)
        entries.append(part)
        entries += _inside(document.text, part, paragraphs[index + 1 : stop], last=stop == len(paragraphs))
    return tuple(_sections(document.text, entries))


def _parts(text: str, paragraphs: Sequence[_Paragraph]) -> Iterator[tuple[int, _Entry]]:
    """The headings of the parts, with the places of their paragraphs."""
    cues, expected, seen_review = _cues(), 1, False
    for index, paragraph in enumerate(paragraphs):
        mark = paragraph.mark
        numbered = mark is not None and mark.style is Style.CHINESE and mark.ordinal == expected
        if len(paragraph.span) > _LONGEST_PART or paragraph.words[-1:] in "。；;":
            continue
        if not numbered and not cues.part_heading.match(paragraph.words):
            continue
        begin = paragraph.span.start + (mark.end if numbered and mark else 0)
        heading = Span(begin, paragraph.span.end).trimmed(text)
        role = _part_role(_folded(heading.of(text)), first=not seen_review)
        seen_review = seen_review or role is _Role.OUTCOMES
        expected += numbered
        number = mark.number if numbered and mark else ""
        yield index, _Entry(paragraph.span.start, 1, role, heading, True, number)


def _part_role(title: str, *, first: bool) -> SectionRole:
    """A part is the review, the goals, or else says what will be done."""
    cues = _cues()
    if first and cues.review.search(title):
        return _Role.OUTCOMES
    if cues.explanation.search(title):
        return _Role.OTHER
    if cues.goals.search(title) and not cues.tasks.search(title):
        return _Role.GOALS
    return _Role.TASKS


def _inside(text: str, part: _Entry, paragraphs: Sequence[_Paragraph], *, last: bool) -> Iterator[_Entry]:
    """The sections of one part, in text order."""
    bracketed = any(p.mark is not None and p.mark.style is Style.CHINESE_BRACKETED for p in paragraphs)
    role = part.role  # of what stands open
    marked = [index for index, p in enumerate(paragraphs) if p.mark is not None]
    tail = max(marked, default=-1) if last else len(paragraphs)  # the last words stand after the last list
    headed = after_problems = closed = learnt = False
    turn: int | None = None  # where the address stands that the next paragraph follows
    for index, paragraph in enumerate(paragraphs):
        if _cues().turn.fullmatch(paragraph.words):
            turn = paragraph.span.start
            continue
        start = paragraph.span.start if turn is None else turn
        turned = turn is not None or _cues().turn.match(paragraph.words) is not None
        turn = None
        following = paragraphs[index + 1].words if index + 1 < len(paragraphs) else ""
        closed = closed or (index > tail and _cues().closing.search(paragraph.words) is not None)
        own = _Role.OTHER if closed else _own_role(part, paragraph, headed=headed, after_problems=after_problems)
        if own is None and learnt and paragraph.mark is not None and paragraph.mark.style is Style.WORD:
            own = _Role.OTHER
        learnt = own is _Role.OTHER and (learnt or _cues().lessons.search(paragraph.words) is not None)
        after_problems = after_problems or own is _Role.PROBLEMS
        level = 0 if own else _level(paragraph, bracketed, following)
        if level:
            role = _heading_role(part, paragraph.words) if level == 2 else role
            headed = True
            yield _entry(text, paragraph, start, level, role)
            continue
        if own is None and is_bridge(paragraph.words):
            continue
        wanted = own or (role if part.role is _Role.OTHER else part.role)
        if wanted is not role or (turned and headed):
            role = wanted
            yield _entry(text, paragraph, start, 2, role, headed=False)


def _level(paragraph: _Paragraph, bracketed: bool, following: str) -> int:
    """The level of the section that a paragraph opens by its marker or as an announcing line; 0 where it opens none."""
    mark = paragraph.mark
    if mark is not None and mark.style is Style.CHINESE_BRACKETED:
        return 2
    if mark is not None and mark.style is Style.WORD and mark.ordinal != 99:
        return 3 if bracketed else 2
    announces = len(paragraph.words) <= _LONGEST_LEAD and len(following) > 1.5 * len(paragraph.words)
    turns = _cues().turn.match(following) is not None
    return 2 if announces and not turns and not bracketed and not is_bridge(paragraph.words) else 0


def is_bridge(words: str) -> bool:
    """Whether a sentence only turns to the audience or leads over to what follows: 「今年要重点做好以下工作。」"""
    cues = _cues()
    return bool(cues.turn.fullmatch(words) or (len(words) <= _LONGEST_BRIDGE and cues.bridge.search(words)))


def sets_the_scene(words: str) -> bool:
    """Whether a sentence of a review tells of no outcome: 「过去一年，我们在…坚强领导下，…」."""
    return _cues().framing.search(words) is not None and _MEASURED.search(words) is None


def _own_role(part: _Entry, paragraph: _Paragraph, *, headed: bool, after_problems: bool) -> SectionRole | None:
    """The role that a paragraph has by what it says; None where it is the part's."""
    cues, words, mark = _cues(), paragraph.words, paragraph.mark
    if part.role is _Role.OUTCOMES:
        listed = mark is not None or words.startswith("——")
        if cues.problems.search(words[:90]) and mark is None:
            return _Role.PROBLEMS
        if after_problems:
            return _Role.PROBLEMS if listed else _Role.OTHER
        return _Role.OTHER if cues.credit.search(words[:60]) else None
    if part.role is _Role.TASKS and not headed and mark is None and cues.aims.search(words):
        return _Role.GOALS
    return None


def _heading_role(part: _Entry, words: str) -> SectionRole:
    """In a part that explains a five-year plan each heading says what it holds."""
    cues = _cues()
    if part.role is not _Role.OTHER:
        return part.role
    head = words[: first_sentence(words)][:_LONGEST_TITLE].rstrip("。")
    if cues.explained_other.search(head):
        return _Role.OTHER
    if cues.explained_review.search(head):
        return _Role.OUTCOMES
    return _Role.TASKS if cues.tasks.search(head) else _Role.GOALS if cues.goals.search(head) else _Role.OTHER


def _entry(
    text: str, paragraph: _Paragraph, start: int, level: int, role: SectionRole, *, headed: bool = True
) -> _Entry:
    """The section that a paragraph opens, under its first sentence; `headed` says that this is a heading, not text."""
    mark = paragraph.mark
    begin = paragraph.span.start + (mark.end if mark else 0)
    if address := _SPOKEN.match(text, paragraph.span.start, paragraph.span.end):
        begin = address.end()
    span = Span(min(begin, paragraph.span.end), paragraph.span.end).trimmed(text)
    length = first_sentence(span.of(text))
    heading = Span(span.start, span.start + length)
    return _Entry(start, level, role, heading, headed and heading.end == span.end, mark.number if mark else "")


def _sections(text: str, entries: list[_Entry]) -> Iterator[Section]:
    """Entries with ids by position, parents and bodies."""
    ids: list[str] = []  # of the open sections, one a level
    counts = [0] * 4
    for index, entry in enumerate(entries):
        level = min(entry.level, len(ids) + 1)
        counts[level - 1] += 1
        counts[level:] = [0] * (4 - level)
        identifier = "section/" + ".".join(str(count) for count in counts[:level])
        parent = ids[level - 2] if level > 1 else None
        ids = [*ids[: level - 1], identifier]
        end = next((other.start for other in entries[index + 1 :] if other.level <= entry.level), len(text))
        body = entry.heading.end if entry.line else entry.heading.start
        title = entry.heading.of(text).rstrip("。；;：: ！!")
        yield Section(
            id=identifier,
            role=entry.role,
            number=entry.number,
            title=title if len(title) <= _LONGEST_TITLE else re.split("[，,：:；;]", title, maxsplit=1)[0],
            heading=entry.heading,
            body=Span(body, max(body, end)),
            level=level,
            parent=parent,
        )


def tells_the_past(sentence: str) -> bool:
    """Whether a sentence of a plan tells what was done before: 「两年来，…」「已建成的主要有：…」."""
    cues, words = _cues(), _folded(sentence)
    return bool(cues.past.search(words) or (cues.done.search(words) and not cues.will.search(words)))


def tells_of_five_years(words: str) -> bool:
    """Whether a paragraph turns from the year to the five years that end with it: 「过去五年，…」「“十二五”时期，…」."""
    cues, folded = _cues(), _folded(words)
    return bool(cues.five_years.search(folded) or cues.past_plan.search(folded))


def looks_ahead(sentence: str) -> bool:
    """Whether a sentence says what will be done, and so ends what was told before it."""
    return _cues().will.search(_folded(sentence)) is not None


def gives_reasons(sentence: str) -> bool:
    """Whether a sentence of a plan says why, not what: 「国有企业改革是深化经济体制改革的中心环节。」"""
    return _cues().reason.search(_folded(sentence)) is not None


# --- years ----------------------------------------------------------------------------------------------------


def plan_years(numeral: str) -> Period | None:
    """The years of a five-year plan: 「十一」 of 「“十一五”时期」 is 2006–2010. The third plan began in 1966, and so on by fives."""
    number = ordinal(numeral)
    return Period(1966 + 5 * (number - 3), 1970 + 5 * (number - 3)) if 3 <= number <= 20 else None


def reviewed_year(text: str, sections: Sequence[Section]) -> int | None:
    """The last year that the review speaks of: its heading's, or the year before the plan's, or the last one it counts.

    「“九五”时期…的回顾」 is 2000. A review of 「去年」 or 「过去五年」 ends with the last year that it names more than once.
    """
    cues = _cues()
    parts = [section for section in sections if section.level == 1]
    for section in parts:
        title = _folded(section.title)
        if section.role is not _Role.OUTCOMES:
            continue
        if years := cues.year.findall(title):
            return int(years[-1])
        plan = cues.plan_period.search(title)
        if plan and (period := plan_years(plan[1])):
            return period.last
    for section in parts:
        if section.role in (_Role.TASKS, _Role.GOALS) and (years := cues.year.findall(_folded(section.title))):
            return int(years[0]) - 1
    for section in parts:
        if section.role is _Role.OUTCOMES:
            counted = Counter(int(year) for year in cues.year.findall(_folded(section.body.of(text))))
            again = [year for year, count in counted.items() if count > 1]
            return max(again or counted, default=None)
    return None


class Periods:
    """Which years each section of a work report speaks of, told by the headings over it.

    A review tells of the year reported on (or, 「过去五年」, of five), the plan of the year after it, unless a heading says
    otherwise (「2005年工作总体部署」, 「“十二五”时期的主要目标和任务」); parts without such words go on with what came before.
    """

    def __init__(self, sections: Sequence[Section], year: int) -> None:
        """`year` is the one reported on."""
        self._periods: dict[str, Period | None] = {}
        plan = Period(year + 1, year + 1)
        for section in sections:
            period = _named_years(section, year)
            if period is None and section.role not in (_Role.PROBLEMS, _Role.OTHER):
                usual = Period(year, year) if section.role is _Role.OUTCOMES else plan
                period = self._periods.get(section.parent or "") or usual
            if period and section.level == 1 and section.role in (_Role.TASKS, _Role.GOALS):
                plan = period
            self._periods[section.id] = period

    def of(self, section: Section) -> Period | None:
        """The years that a section speaks of; None where nothing tells."""
        return self._periods.get(section.id)


def _named_years(section: Section, year: int) -> Period | None:
    """The years that a heading names."""
    cues, title = _cues(), _folded(section.title)
    if section.level > 2 or section.role in (_Role.PROBLEMS, _Role.OTHER):
        return None
    if years := [int(match) for match in cues.year.findall(title)]:
        return Period(years[0], years[-1])
    if (plan := cues.plan_period.search(title)) and (period := plan_years(plan[1])):
        return period
    if section.role is _Role.OUTCOMES and cues.five_years.search(title):
        return Period(year - 4, year)
    if cues.this_year.search(title) and section.role is not _Role.OUTCOMES:
        return Period(year + 1, year + 1)
    return Period(year, year) if cues.last_year.search(title) and section.role is _Role.OUTCOMES else None


def reviewed_years(sections: Sequence[Section], year: int) -> Period:
    """The years that the review as a whole speaks of; `year` is the last of them."""
    periods = Periods(sections, year)
    review = next((s for s in sections if s.level == 1 and s.role is _Role.OUTCOMES), None)
    return (periods.of(review) if review else None) or Period(year, year)
