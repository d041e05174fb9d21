"""What the extractors of units share: the section tree, the extent of an item, leads, labels, ids."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from kg.forms.indicators import indicator_tables
from kg.headings import known_role, likely_role, mentions_both
from kg.model import Block, BlockKind, Document, Section, SectionRole, Span
from kg.numerals import Style, leading_mark, printed_mark
from kg.sentences import clauses, first_phrase, first_sentence
from kg.tables import data_file

LONGEST_LABEL = 30
_PHRASES_TRIED = 4  # before a label settles for the first one

_FIGURE = re.compile(r"\d[\d,.]*\s*(?!年|月|日|号)[%％\u4e00-\u9fff]")
_NO_CONTENT = re.compile(r"^(?:（?无）?|暂无|没有|不存在(?:问题)?|略)[。.]?$")
_DATE_ONLY = re.compile(
    r"^(?:截至|截止)?(?:\d{4}年(?:度|底|末|以来|全年)?|今年|全年|年内|一年来|\d+月\d*日?)+(?:以来|底|末)?$"
)
_LIST_STYLES = {Style.ARABIC_BRACKETED, Style.ARABIC_HALF_BRACKET, Style.CIRCLED, Style.WORD}
_LONGEST_LEAD = 45
_POINTS_ON = re.compile("(?:[见如](?:下|附)表|见附件|如下(?:表)?(?:所示)?)[：:。]?$")


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered item (or one paragraph) of a section."""

    ordinal: int  # as printed; 0 where there is none
    span: Span  # as evidence quotes it
    lead: Span  # the heading or first sentence, where it only announces; empty where all of it is content

    @property
    def rest(self) -> Span:
        return Span(self.lead.end, self.span.end)


class Tree:
    """The outline of one document with its children at hand."""

    def __init__(self, document: Document, sections: tuple[Section, ...]) -> None:
        self.document = document
        self.text = document.text
        self.sections = sections
        self._children: dict[str | None, list[Section]] = {}
        self._by_id = {section.id: section for section in sections}
        for section in sections:
            self._children.setdefault(section.parent, []).append(section)

    @cached_property
    def _starts(self) -> list[int]:
        return [block.span.start for block in self.document.blocks]

    def children(self, section: Section) -> list[Section]:
        return self._children.get(section.id, [])

    def items(self, section: Section) -> list[Section]:
        """The children that share the role of `section` without being a section of that role themselves."""
        return [
            child
            for child in self.children(section)
            if child.role is section.role
            and not self._is_own(child, section)
            and (len(child.heading) or self._has_text(child))
        ]

    def _is_own(self, section: Section, parent: Section) -> bool:
        """Whether a section has its role by its own heading; under a heading of two matters a likely one is enough.

        「存在的差距」 and 「下步工作安排」 under 「问题与对策」 are sections, not items.
        """
        if is_headed(section):
            return True
        both = mentions_both(parent.title, SectionRole.PROBLEMS, SectionRole.IMPROVEMENTS)
        return both and section.heading.end == section.body.start and likely_role(section.title) is section.role

    def _has_text(self, section: Section) -> bool:
        """Whether anything is said under a number that stands alone on its line."""
        return bool(self.intro(section).of(self.text).strip()) or bool(self.items(section))

    def of_role(self, role: SectionRole) -> Iterator[Section]:
        """The sections that have `role` by their own heading; where a heading is repeated inside, the inner one."""
        for section in self.sections:
            if section.role is not role:
                continue
            parent = self._by_id.get(section.parent or "")
            own = parent is None or parent.role is not role or self._is_own(section, parent)
            inner = any(child.role is role and self._is_own(child, section) for child in self.children(section))
            if own and (not inner or self.items(section)):
                yield section

    def paragraphs(self, span: Span) -> list[Span]:
        """The paragraphs in `span`, trimmed, without empty ones (「无」); of table cells, those that hold prose."""
        found = []
        index = max(0, bisect_left(self._starts, span.start + 1) - 1)
        for block in self.document.blocks[index:]:
            if block.span.start >= span.end:
                break
            piece = Span(max(block.span.start, span.start), max(span.start, min(block.span.end, span.end)))
            piece = piece.trimmed(self.text)
            if len(piece) > 1 and self._is_prose(block, piece) and not _NO_CONTENT.match(piece.of(self.text)):
                found.append(piece)
        return found

    def _is_prose(self, block: Block, piece: Span) -> bool:
        closed = len(piece) >= 15 or self.text[piece.end - 1] in "。；;"
        return block.kind is not BlockKind.CELL or (len(piece) >= 8 and closed)

    def is_bare_cell(self, span: Span) -> bool:
        """Whether `span` lies in a table cell that holds a label or a value, or in a table of indicators."""
        block = self.document.blocks[bisect_right(self._starts, span.start) - 1]
        if block.kind is not BlockKind.CELL:
            return False
        return not self._is_prose(block, span) or any(table.contains(span) for table in self._indicator_tables)

    @cached_property
    def _indicator_tables(self) -> list[Span]:
        return [table.extent for table in indicator_tables(self.document)]

    def intro(self, section: Section) -> Span:
        """The text of a section before its first child; all of it where there is none."""
        children = self.children(section)
        end = self.printed_start(children[0]) if children else section.body.end
        return Span(section.body.start, max(section.body.start, end))

    def printed_start(self, section: Section) -> int:
        """Where the number of a section is printed, or its heading where it has none."""
        if not section.number:
            return section.heading.start
        floor = max(0, section.heading.start - len(section.number) - 8)
        found = self.text.rfind(section.number, floor, section.heading.start)
        return found if found >= 0 else section.heading.start

    def extent(self, section: Section) -> Span:
        """The whole item as evidence quotes it: without 「（一）」 or 「1、」, but with 「一是」, which belongs to the sentence.

        A child that is a section of another role (改进措施 inside a problem) is left out. The last item of a list whose
        others are one paragraph each is one paragraph too: what follows it closes the list.
        """
        start = self.printed_start(section) if style(section) is Style.WORD else section.heading.start
        end = section.body.end
        for child in self.children(section):
            if child.role is not section.role:
                end = self.printed_start(child)
                break
        span = Span(start, max(start, end)).trimmed(self.text)
        siblings = self._children.get(section.parent, [])
        if len(siblings) > 1 and section is siblings[-1] and section.heading.end != section.body.start:
            others = [self.paragraphs(sibling.span) for sibling in siblings[:-1]]
            if all(len(paragraphs) == 1 for paragraphs in others):
                span = self.paragraphs(span)[0]
        return Span(span.start, span.start + len(span.of(self.text).rstrip("，,、 \t")))

    def item(self, section: Section) -> Item:
        span = self.extent(section)
        return Item(printed_ordinal(section), span, self._lead(section, span))

    def _lead(self, section: Section, span: Span) -> Span:
        whole = span.of(self.text)
        if section.heading.end == section.body.start and span.start <= section.heading.end < span.end:
            return Span(span.start, section.heading.end)
        return Span(span.start, span.start + lead_length(whole))


def lead_length(text: str) -> int:
    """Length of the sentence that only announces what follows; 0 where the first sentence is content already.

    「一是高效落实，提升历史文化名城保护水平。」 announces; a sentence with figures, a long one, or the only one does not.
    """
    length = first_sentence(text)
    line = text.find("\n", 0, length)
    colon = re.match(r"[^，,；;。：:\n]{2,25}[：:]", text)
    if colon and len(text) > colon.end() + 1:
        return colon.end()
    first = text[: line if line >= 0 else length]
    if (
        len(first) >= len(text.rstrip())
        or len(first) > _LONGEST_LEAD
        or re.search("[；;]", first[:-1])
        or _FIGURE.search(first)
    ):
        return 0
    return len(first)


def is_headed(section: Section) -> bool:
    """Whether a section has its role by its own heading, not by the section it stands in."""
    return known_role(section.title) is section.role and section.heading.end == section.body.start


def style(section: Section) -> Style | None:
    """The style of a section's printed number; None where it has none."""
    mark = printed_mark(section.number)
    return mark.style if mark else None


def is_list_item(section: Section) -> bool:
    """Whether the number is of a kind that marks an item in a text (一是, （1）, ①), not a heading."""
    return style(section) in _LIST_STYLES


def printed_ordinal(section: Section) -> int:
    """The number printed before a section; 0 where there is none."""
    mark = printed_mark(section.number)
    return mark.ordinal if mark else 0


class Numbers:
    """Numbers of siblings as ids need them: as printed, positions where nothing is printed, each only once.

    >>> numbers = Numbers()
    >>> [numbers.next(printed) for printed in (1, 3, 3, 0)]
    ['1', '3', '3-2', '4']
    """

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self._used: dict[str, int] = {}
        self._last = 0

    def next(self, printed: int = 0) -> str:
        if printed in (0, 99):  # nothing printed, or 「最后」
            printed = self._last + 1
            while f"{self._prefix}{printed}" in self._used:
                printed += 1
        self._last = printed
        number = f"{self._prefix}{printed}"
        self._used[number] = self._used.get(number, 0) + 1
        return number if self._used[number] == 1 else f"{number}-{self._used[number]}"


def label(text: str) -> str:
    """A short label: the first telling phrase, without 一是, number or closing mark.

    >>> label("一是规划引领，构建美丽国土空间格局。")
    '规划引领'
    >>> label("2022年，组织属地街道联社开展业务培训10次，内容涵盖…")
    '组织属地街道联社开展业务培训10次'
    """
    mark = leading_mark(text)
    rest = text[mark.end :] if mark else text
    first = ""
    for _ in range(_PHRASES_TRIED):
        phrase = first_phrase(rest)
        if _tells(phrase):
            return shortened(phrase)
        first = first or phrase
        rest = rest[len(phrase) + 1 :].lstrip()
    return shortened(first or text)


def _tells(phrase: str) -> bool:
    """Whether a phrase says what is done, not only when, why or on what ground."""
    return len(phrase) >= 4 and not _DATE_ONLY.match(re.sub(r"\s", "", phrase)) and not _circumstances().match(phrase)


@cache
def _circumstances() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(data_file("phrases")["circumstances"]) + ")$")


def shortened(text: str) -> str:
    """`text` on one line, without a closing mark, cut to the length of a label."""
    line = re.sub(r"\s+", " ", text).strip().rstrip("。；;：:，,！!、")
    return line if len(line) <= LONGEST_LABEL else line[: LONGEST_LABEL - 1] + "…"


def statements(tree: Tree, span: Span) -> list[Span]:
    """The clauses of `span`, cut at ；and 。, each number of an inner list with the clause it begins.

    A cell of a table is one only where it holds prose, and a line that only points to a table (「具体见下表：」) is none.
    """
    return [
        piece
        for piece in clauses(tree.text, span)
        if re.search(r"\w{2}", piece.of(tree.text))
        and not _POINTS_ON.search(piece.of(tree.text))
        and not tree.is_bare_cell(piece)
    ]
