"""Text → outline: headings and numbered items as a tree of sections, each with a role.

Reports nest their list markers in every order, skip levels and lose numbers, so a marker has no fixed level: it
continues the innermost open list whose next number it is, or opens a list under what stands before it
(`_Ladder`). What the file itself states about levels (docx, html) outranks that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kg.forms.indicators import indicator_tables
from kg.headings import (
    LONGEST_HEADING,
    Similarity,
    known_role,
    known_start,
    likely_role,
    mentions_both,
    nearest_roles,
)
from kg.matching import view
from kg.model import Block, BlockKind, Document, Section, SectionRole, Span
from kg.numerals import Mark, Style, all_styles, damaged_mark, find_marks, kindred_styles, leading_mark
from kg.sentences import first_sentence
from kg.work_report import is_address, outline_address

_Role = SectionRole

_HOLDS = {
    _Role.OVERVIEW: {_Role.DUTIES, _Role.ORGANISATION, _Role.BUDGET, _Role.GOALS, _Role.TASKS},
    _Role.EVALUATION: {_Role.CONCLUSION, _Role.COMPLETION, _Role.OUTCOMES, _Role.INDICATORS, _Role.BUDGET},
}
"""Which unnumbered headings belong under which."""

_MAY_CHANGE = {
    _Role.DUTIES: set(_Role) - {_Role.PROBLEMS, _Role.IMPROVEMENTS, _Role.OTHER, _Role.INDICATORS},
    _Role.ORGANISATION: {_Role.DUTIES, _Role.ORGANISATION, _Role.TASKS},
    _Role.GOALS: {_Role.TASKS, _Role.INDICATORS},
    _Role.TASKS: {_Role.TASKS, _Role.GOALS},
    _Role.OUTCOMES: {_Role.OUTCOMES, _Role.COMPLETION, _Role.PROBLEMS, _Role.IMPROVEMENTS},
    _Role.PROBLEMS: {_Role.PROBLEMS, _Role.IMPROVEMENTS},
    _Role.IMPROVEMENTS: {_Role.IMPROVEMENTS, _Role.PROBLEMS},
}
"""Inside these an item is an item, even if it is worded like a heading (a problem called 「预算执行」); only a whole
known title of these roles opens a section of its own. Inside all others every likely heading does."""

_CLOSED = "。！？；：;:!?”’）)】》\n"  # after one of these (or a blank) a marker may stand inside a paragraph
_LEAST_GLUED = 4  # characters of a title that stands before its text with nothing between
_TITLE_GOES_ON = re.compile("[及和与的、，,]|情况|分析|综述|概述|说明|完成|措施")
_LONGEST_UNSEEN = 14  # characters of a heading whose role is sought by similarity
_SHORTEST_CELL_TEXT = 8  # characters; what is shorter is a label or a value
_NAMES_SECTION = re.compile("(?:情况|问题|措施|建议|打算|成效|成绩|任务|目标|安排|结论|分析|原因|职责|职能|设置)$")
_OPENING = 80  # characters within which a report names its department
_LEADER = re.compile(r"(?:[.．…·•]{3,}|[.．…·]\s?[.．…·]\s?[.．…·])\s*[（(]?\s*[0-9]{0,3}\s*[)）]?$")
_TRAILING_PAGE = re.compile(r"[\s.．…·]*[（(]?\s*\d{1,3}(?:\s*[-—]\s*\d{1,3})?\s*[)）]?$")
_REPORT_TITLE = re.compile(r"(?:报告|自评表|总结|公开|说明)(?:[（(].{1,6}[)）])?$")
_LABELLED = re.compile(r"(?:^|(?<=[。；;！\n]))\s*([\u4e00-\u9fff、（）]{2,12})[：:]", re.MULTILINE)
_LABELLED_ROLES = {_Role.PROBLEMS, _Role.IMPROVEMENTS, _Role.DUTIES, _Role.GOALS, _Role.TASKS}
_DUTIES_LABELLED = re.compile(r"(?<=[，,。\n])\s*(主要(?:职责|职能)(?:任务)?[是为有]?)[：:]")
_DATE_LINE = re.compile(
    r"(?:20\d\d|二[〇零○O0][一二三四五六七八九〇零○]{2})\s*年[\d\s一二三四五六七八九十]{1,4}月[\d\s一二三四五六七八九十]{1,4}日"
)
_COUNTED = re.compile("[年月日时点个项次万亿件宗家户名人所座条种类批期级届号位台套公平米亩吨千百元余多多至到]")
_ANNEX_LINE = re.compile(r"附\s*(?:件|表)\s*[\d一二三四五六七八九十]{0,2}\s*(?:[：:]|$)")


@dataclass(slots=True)
class _Node:
    """A heading or item on its way to becoming a `Section`."""

    style: str  # of the marker; "line", "label", "cell" or "annex" for unnumbered headings
    rank: int
    ordinal: int
    number: str
    heading: Span
    title: str
    line: bool  # the heading stands alone in its paragraph
    known: SectionRole | None  # set where the title is a listed one
    level: int | None = None  # where the file states it
    start: int = 0  # of the number
    end: int = 0
    nearest: SectionRole | None = None  # by similarity, where no cue word tells the role
    children: list[_Node] = field(default_factory=list)


_SILENT = {"closing", "cell-end"}  # they end what stands before them and are no sections
_OUTERMOST = {*_SILENT, "annex"}  # they stand in nothing
_UNNUMBERED = len(Style)  # rank of headings without a number: below all markers


def outline(document: Document, similarity: Similarity | None = None) -> tuple[Section, ...]:
    """The sections of `document`, parents before children, in text order.

    「（一）部门职能」 becomes a section of role `duties`, and 「9、负责组织实施…」 in it a section whose number is 「9、」
    and whose heading is its first sentence. An item without a role of its own has that of its parent. Numbers and titles are
    those of the text as it is matched (`kg.matching`): a heading in traditional script has the title of its simplified form.
    `similarity` finds the role of headings that have no cue word.
    """
    document = view(document)
    if is_address(document) and (sections := outline_address(document)):
        return sections
    ladder = _Ladder(document.text)
    nodes = _nodes(document)
    if similarity is not None:
        _assign_nearest_roles(nodes, similarity)
    for node in nodes:
        ladder.add(node)
    return tuple(_sections(ladder.root, len(document.text)))


def _assign_nearest_roles(nodes: Sequence[_Node], similarity: Similarity) -> None:
    """Give headings that no cue word tells the role of the titles that they are most like."""
    unknown = [
        node
        for node in nodes
        if node.line
        and node.rank <= Style.CHINESE_BRACKETED.rank
        and 3 < len(node.title) <= _LONGEST_UNSEEN
        and not re.search("[，,。；;：:]", node.title)
        and likely_role(node.title) is None
    ]
    roles = nearest_roles([node.title for node in unknown], similarity)
    for node in unknown:
        node.nearest = roles.get(node.title)


# --- finding headings and items -------------------------------------------------------------------------------


def _nodes(document: Document) -> list[_Node]:
    text = document.text
    skipped = _contents(document)
    marks: list[tuple[Mark, Block]] = []
    unnumbered: list[_Node] = []
    cell_labels = _cell_labels(document)
    cell_texts = _cell_texts(document)
    tables = indicator_tables(document)
    annexes = {part.span.start for part in document.parts[1:]}
    title_seen = False
    for index, block in enumerate(document.blocks):
        if index in skipped:
            continue
        line = block.span.of(text)
        table = next((table for table in tables if table.extent.contains(block.span)), None)
        if table is not None and block.kind is not BlockKind.CELL:
            if block.span.start <= table.start < block.span.end:
                unnumbered.append(replace(_plain(block, line, "line"), known=_Role.INDICATORS))
            continue  # cells one a line
        found = [_shifted(mark, block.span.start) for mark in _marks(line)]
        marks += [(mark, block) for mark in found]
        starts_with_mark = (
            bool(found) and found[0].start == block.span.start and not (found[0].loose or found[0].damaged)
        )
        if block.span.start in annexes:
            unnumbered.append(_annex(block, line))
        elif _closes(document, index):
            unnumbered.append(_plain(block, line, "closing"))
        elif index in cell_texts:
            unnumbered.append(_cell_text(block, line, cell_texts[index]))
        elif index in cell_labels:
            unnumbered.append(_plain(block, line, cell_labels[index]))
        elif block.kind is BlockKind.CELL or starts_with_mark:
            continue
        elif not title_seen and not marks and not unnumbered and _REPORT_TITLE.search(line):
            title_seen = True
        elif block.kind is BlockKind.HEADING or _is_heading_line(document, index):
            node = _plain(block, line, "line")
            if block.kind is BlockKind.HEADING and node.level is None and _NAMES_SECTION.search(node.title):
                node.known = node.known or likely_role(node.title)  # bold like the headings of its items
            unnumbered.append(node)
    marks = _believed(text, marks)
    nodes = [
        _numbered(text, mark, block, marks[i + 1][0].start if i + 1 < len(marks) else len(text))
        for i, (mark, block) in enumerate(marks)
    ]
    numbered = {mark.start for mark, _ in marks}
    nodes += [node for node in unnumbered if node.start not in numbered]
    nodes += _labels(document, skipped, {node.heading.start for node in nodes})
    nodes.sort(key=lambda node: node.heading.start)
    _claim_skipped(document, skipped, nodes)
    return nodes


def _claim_skipped(document: Document, skipped: set[int], nodes: list[_Node]) -> None:
    """A heading printed twice begins where it is first printed: what stands before it ends there."""
    starts = {block.span.start: index for index, block in enumerate(document.blocks)}
    for node in nodes:
        index = starts.get(node.start)
        while index and index - 1 in skipped:
            index -= 1
            node.start = document.blocks[index].span.start


def _marks(line: str) -> Iterator[Mark]:
    """The markers in a line; where it begins with none, what may be left of one."""
    found = list(find_marks(line))
    if not found or found[0].start > 0:
        remains = damaged_mark(line)
        if remains and (not found or remains.end <= found[0].start):
            yield remains
    elif found[0].style is Style.ARABIC_HALF_BRACKET:
        found[0] = replace(found[0], damaged=True)  # 「7）」 among 「（6）」 and 「（8）」
    yield from found


def _shifted(mark: Mark, by: int) -> Mark:
    return replace(mark, start=mark.start + by, end=mark.end + by)


def _restored(mark: Mark, rest: str, last: dict[Style, int], later: dict[Style, int]) -> Mark | None:
    """A damaged marker with the style of the list that it continues or opens; None where it continues none.

    `rest` is the text after it; `last` and `later` hold the ordinals of the markers before and after it by style.
    """
    if not mark.ordinal:
        for style in all_styles(mark.style):
            if later.get(style, 0) == last.get(style, 0) + 2:
                return replace(mark, style=style, ordinal=last.get(style, 0) + 1)
        return None
    for style in kindred_styles(mark.style):
        goes_on = later.get(style) == mark.ordinal + 1
        if not (last.get(style) == mark.ordinal - 1 if mark.ordinal > 1 else goes_on):
            continue
        if (
            mark.loose
            and known_role(rest) is None
            and (not goes_on or not mark.number.isdigit() or _COUNTED.match(rest))
        ):
            continue  # 「三公经费」 after 「二、」, 「3个项目」 after 「2、」
        return replace(mark, style=style, loose=False)
    return mark if mark.style is Style.ARABIC_HALF_BRACKET else None


def _believed(text: str, candidates: list[tuple[Mark, Block]]) -> list[tuple[Mark, Block]]:
    """Those shapes of a marker that are one.

    At the start of a paragraph it is, unless only a numeral or a word such as 「首先」 speaks for it; there, and
    inside a paragraph, it must stand after the end of a clause and have its neighbour: 1 must be followed by 2, a
    higher number must continue what came before.
    """
    following: dict[Style, int] = {}
    next_ordinal = [0] * len(candidates)  # of the next candidate of the same style
    later: dict[int, dict[Style, int]] = {}  # place of a damaged marker → what follows it
    for i in range(len(candidates) - 1, -1, -1):
        mark, block = candidates[i]
        next_ordinal[i] = following.get(mark.style, 0)
        if mark.damaged:
            later[i] = dict(following)
        elif mark.start == block.span.start or _may_stand(text, mark, block.span.start):
            following[mark.style] = mark.ordinal
    believed: list[tuple[Mark, Block]] = []
    last: dict[Style, int] = {}
    previous_end = 0
    for i, (candidate, block) in enumerate(candidates):
        if candidate.start < previous_end:
            continue
        mark = candidate
        if candidate.damaged:
            restored = _restored(candidate, text[candidate.end : block.span.end], last, later[i])
            if restored is None:
                continue
            mark = restored
        at_start = mark.start == block.span.start
        if mark.style in (Style.DECIMAL, Style.DECIMAL_DEEP) and not at_start:
            continue
        doubtful = mark.loose or (mark.style is Style.WORD and not mark.number.endswith("是"))
        in_series = (mark.ordinal == 1 and next_ordinal[i] == 2) or (
            mark.ordinal > 1 and last.get(mark.style, 0) in (mark.ordinal - 1, mark.ordinal - 2) and mark.style in last
        )
        if mark.ordinal == 99:  # 「最后」 ends whatever series is open
            in_series = mark.style in last
        if (at_start and block.kind is not BlockKind.CELL and not doubtful) or (
            at_start and mark.loose and known_role(block.span.of(text)[len(mark.number) :].strip())
        ):
            pass
        elif (
            not in_series
            or (mark.loose and not at_start)
            or (not at_start and not _may_stand(text, mark, max(block.span.start, previous_end)))
        ):
            continue
        believed.append((mark, block))
        last[mark.style] = mark.ordinal
        previous_end = mark.end
    return believed


def _may_stand(text: str, mark: Mark, since: int) -> bool:
    """Whether a marker may begin at this place inside a paragraph; `since` is where the text before it began."""
    before = text[mark.start - 1] if mark.start else "\n"
    if before in _CLOSED or before.isspace():
        return True
    if mark.style is Style.WORD and mark.number.endswith("是"):
        heading = text[since : mark.start]
        glued = mark.ordinal == 1 and 4 < len(heading) <= LONGEST_HEADING and not re.search("[。；;：:]", heading)
        if before in "，," or glued:  # 「…，营造发展空间一是规划引领」
            return True
    if known_start(text[mark.end : mark.end + LONGEST_HEADING]) >= 4:
        return True  # 「…自评报告一、基本情况」
    return mark.start - since <= LONGEST_HEADING and known_role(text[since : mark.start]) is not None


def _numbered(text: str, mark: Mark, block: Block, limit: int) -> _Node:
    """The node of a marker: its heading is the rest of the line, or the first sentence or phrase of the item."""
    stop = min(block.span.end, limit)
    span = Span(min(mark.end, stop), stop).trimmed(text)
    segment = span.of(text)
    length = first_sentence(segment)
    crowded = mark.start > block.span.start or limit < block.span.end
    glued = _glued_title(segment, text[: min(_OPENING, mark.start)], crowded and mark.style.rank <= Style.CHINESE.rank)
    if glued:
        length = glued
    title = segment[:length].rstrip("。；;：:，, 　！!")
    known = known_role(title)
    stopped = segment.endswith(("。", "；", ";", "！")) and not _closed_heading(mark, title)
    alone = length == len(segment) and (known is not None or (stop == block.span.end and not stopped))
    if known is None and len(title) > 60:
        title = re.split("[，,：:；;]", title, maxsplit=1)[0]
    return _Node(
        style=_family(mark.style),
        rank=mark.style.rank,
        ordinal=mark.ordinal,
        number=mark.number,
        heading=Span(span.start, span.start + length),
        title=title,
        line=alone or (bool(glued) and likely_role(title) is not None),
        known=known,
        level=block.level if block.kind is BlockKind.HEADING and mark.start == block.span.start else None,
        start=mark.start,
        end=stop,
    )


def _closed_heading(mark: Mark, title: str) -> bool:
    """Whether a short line that ends with a stop is a heading all the same: 「三、年度总体目标及重点工作任务。」"""
    return (
        mark.style.rank <= Style.CHINESE_BRACKETED.rank
        and len(title) <= 20
        and not title.endswith("无")
        and not re.search("[，,；;：:]", title)
        and likely_role(title) is not None
    )


def _family(style: Style) -> str:
    """Writers mix 「1.」 and 「1、」 in one list."""
    return "arabic" if style in (Style.ARABIC_DOT, Style.ARABIC_COMMA) else style.value


def _glued_title(segment: str, opening: str, crowded: bool) -> int:
    """Length of a known title that runs on into the text: 「部门职责：贯彻…」, 「主要职能 1.负责…」, 「部门职能我局…」.

    `opening` is the beginning of the document, where the department's name stands; `crowded`: several headings share one
    line, so that nothing but its words parts a title from its text (「二、主要工作成效建成水库2座…」).
    """
    length = known_start(segment)
    if crowded and length >= _LEAST_GLUED and not _TITLE_GOES_ON.match(segment, length) and length < len(segment):
        return length
    if not length or length == len(segment):
        return _title_before_blank(segment)
    if len(segment) <= LONGEST_HEADING and not re.search("[。：:，,；;]", segment):
        return 0  # a longer heading: 「绩效自评存在的问题及原因」
    rest = segment[length:]
    if rest[0] in "。：:":
        return length + 1
    if (
        rest[0].isspace()
        or rest[:4] in opening
        or known_start(rest)
        or re.match(r"(?:[我本](?:局|委|部门|单位|校|院|中心)|根据|按照|(?:19|20)\d\d\s*年)", rest)
    ):
        return length
    return _title_before_blank(segment)


def _title_before_blank(segment: str) -> int:
    """Length of a likely title that a blank parts from the text: 「年度总体目标及重点工作任务 2020年，…」; 0 where there is none."""
    before = re.match(r"[\u4e00-\u9fff、（）]{4,24}(?=[ \u3000]+[^\s]{12})", segment)
    return before.end() if before and likely_role(before[0]) is not None else 0


def _plain(block: Block, line: str, style: str) -> _Node:
    title = line.strip().rstrip("。；;：: ")
    return _Node(
        style=style,
        rank=_UNNUMBERED,
        ordinal=0,
        number="",
        heading=block.span,
        title=title,
        line=True,
        known=known_role(title),
        level=block.level if block.kind is BlockKind.HEADING else None,
        start=block.span.start,
        end=block.span.end,
    )


def _annex(block: Block, line: str) -> _Node:
    """The first line of another file of the report: a section that no heading before it holds."""
    node = _plain(block, line, "annex")
    node.known = _Role.INDICATORS
    node.level = None
    return node


def _is_heading_line(document: Document, index: int) -> bool:
    """A short line that is a known title, or stands like a heading over a long paragraph."""
    block = document.blocks[index]
    if len(block.span) > LONGEST_HEADING:
        return False
    line = block.span.of(document.text).strip()
    if known_role(line.rstrip("：:。")) is not None:
        return True
    if (
        index == 0
        or line[-1] in "。；;：:，,、！？）)"
        or re.search(r"\d\s*$|\d\s*[月日]|[：:。；;]", line)
        or len(line) < 4
    ):
        return False
    if index + 1 == len(document.blocks) or _REPORT_TITLE.search(line):
        return False
    following = document.blocks[index + 1].span.of(document.text)
    before = document.blocks[index - 1].span.of(document.text)
    stands_free = before[-1] in "。；;！" or known_role(_unmarked(before).rstrip("：:。")) is not None
    return stands_free and len(following) > 1.5 * LONGEST_HEADING and following[-1] in "。；;"


def _closes(document: Document, index: int) -> bool:
    """Whether a line ends the report: its date, the signature over the date, or the list of annexes."""
    block = document.blocks[index]
    line = block.span.of(document.text).strip()
    if block.kind is BlockKind.CELL:
        return False
    if _DATE_LINE.fullmatch(line) or _ANNEX_LINE.match(line):
        return True
    if len(line) > LONGEST_HEADING or line[-1:] in "。；;！：:" or index + 1 == len(document.blocks):
        return False
    return _DATE_LINE.fullmatch(document.blocks[index + 1].span.of(document.text).strip()) is not None


def _labels(document: Document, skipped: set[int], taken: set[int]) -> Iterator[_Node]:
    """Known titles that introduce text by a colon inside or at the start of a paragraph: 「改进措施：…」."""
    text = document.text
    skipped_spans = [document.blocks[i].span for i in skipped]
    for match in (*_LABELLED.finditer(text), *_DUTIES_LABELLED.finditer(text)):
        start, end = match.span(1)
        role = known_role(match[1])
        if role not in _LABELLED_ROLES or start in taken:
            continue
        if any(span.contains(Span(start, end)) for span in skipped_spans):
            continue
        taken.add(start)
        yield _Node("label", _UNNUMBERED, 0, "", Span(start, end + 1), match[1], True, role, None, start, end + 1)


def _cell_labels(document: Document) -> dict[int, str]:
    """Table cells that name a section whose text stands in the next cell ("cell"), and labels that end one ("cell-end")."""
    labels: dict[int, str] = {}
    opened: tuple[int, int] | None = None  # table and column of the last label
    blocks = document.blocks
    for index, block in enumerate(blocks):
        if block.cell is None or len(block.span) > LONGEST_HEADING:
            continue
        following = blocks[index + 1].cell if index + 1 < len(blocks) else None
        place = (block.cell.table, block.cell.column)
        role = known_role(block.span.of(document.text).strip().rstrip("：:"))
        beside = following is not None and following.row == block.cell.row and following.table == block.cell.table
        if role and role is not _Role.OTHER and beside and len(blocks[index + 1].span) > 10:
            labels[index] = "cell"
            opened = place
        elif opened == place:
            labels[index] = "cell-end"
            opened = None
    return labels


def _cell_texts(document: Document) -> dict[int, str]:
    """Table cells under a cell that names a section (「预期目标」 over its text), each with that name; "" for those around them.

    So, too, where the cells have become lines.
    """
    heads: dict[tuple[int, int, int], str] = {}  # table, row and column in which the text would stand
    texts: dict[int, str] = {}
    lines = [block.span.of(document.text).strip() for block in document.blocks]
    for index, block in enumerate(document.blocks):
        line = lines[index]
        if block.cell is None:
            if _is_pair(lines[index : index + 4]) and not any(b.cell for b in document.blocks[index : index + 4]):
                texts |= {index: "", index + 1: "", index + 2: line, index + 3: lines[index + 1], index + 4: ""}
            continue
        place = (block.cell.table, block.cell.row, block.cell.column)
        if place in heads and len(line) > _SHORTEST_CELL_TEXT:
            texts[index] = heads[place]
        elif index - 1 in texts:
            texts[index] = ""
        if known_role(line.rstrip("：:")) in (_Role.GOALS, _Role.COMPLETION):
            heads[block.cell.table, block.cell.row + 1, block.cell.column] = line
    return texts


def _is_pair(lines: list[str]) -> bool:
    """Whether 「预期目标」 and 「实际完成情况」 stand one under the other, and then the text of each: two cells above two others."""
    if len(lines) < 4 or known_role(lines[0]) is not _Role.GOALS or known_role(lines[1]) is not _Role.COMPLETION:
        return False
    return all(len(line) > _SHORTEST_CELL_TEXT and known_role(line) is None for line in lines[2:])


def _cell_text(block: Block, line: str, title: str) -> _Node:
    """A section that is the text of one cell, named by the cell above it; where that names none, the end of one."""
    if not title:
        return _plain(block, line, "cell-end")
    heading = Span(block.span.start, block.span.start + first_sentence(line))
    return replace(_plain(block, line, "cell"), heading=heading, title=title, known=known_role(title), line=False)


def _contents(document: Document) -> set[int]:
    """Indexes of the blocks that are a table of contents, or a heading printed twice in a row."""
    text, blocks = document.text, document.blocks
    lines = [block.span.of(text).strip() for block in blocks]
    skipped = {i for i, line in enumerate(lines) if _LEADER.search(line)}
    keys = [re.sub(r"\s", "", _TRAILING_PAGE.sub("", line)) if len(line) <= 60 else "" for line in lines]
    later: dict[str, int] = {}
    for i, key in enumerate(keys):
        if key:
            later[key] = i
    for i, key in enumerate(keys):  # before the first real paragraph, what is printed again later is contents
        if len(lines[i]) > 60 or lines[i].endswith(("。", "；")):
            break
        if (key and later[key] > i and blocks[i].kind is not BlockKind.CELL) or re.sub(r"\s", "", lines[i]) in (
            "目录",
            "目次",
        ):
            skipped.add(i)
    for i in range(1, len(blocks)):
        if (
            keys[i]
            and keys[i] == keys[i - 1]
            and blocks[i].kind is not BlockKind.CELL
            and known_role(_unmarked(lines[i]))
        ):
            skipped.add(i - 1)
    return skipped


def _unmarked(line: str) -> str:
    mark = leading_mark(line)
    return line[mark.end :] if mark else line


# --- building the tree ----------------------------------------------------------------------------------------


class _Ladder:
    """The open headings, outermost first; `add` decides how far to climb back before a node is hung in."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: list[_Node] = []
        self.open: list[_Node] = []

    def add(self, node: _Node) -> None:
        if node.style == "label" and not self._accepts(node):
            return
        depth = 0 if node.style in _OUTERMOST else self._depth(node)
        del self.open[depth:]
        (self.open[-1].children if self.open else self.root).append(node)
        self.open.append(node)

    def _accepts(self, label: _Node) -> bool:
        """Whether a title before a colon opens a section here, or only introduces what its section says anyway."""
        roles = [other.known or likely_role(other.title) for other in self.open]
        if label.known is _Role.DUTIES:
            return _Role.DUTIES not in roles  # 「主要职责是：」 under 部门职能 is the lead of its list
        if label.known in (_Role.GOALS, _Role.TASKS):  # 「年度总体目标：…」「重点工作：…」 under one heading
            return bool(roles) and self.open[-1].line and roles[-1] in (_Role.GOALS, _Role.TASKS, _Role.OVERVIEW)
        return True

    def _depth(self, node: _Node) -> int:
        """How many open nodes stay open around `node`."""
        if node.level is not None:
            for depth, other in enumerate(self.open):
                if other.level is not None and other.level >= node.level:
                    return depth
            if node.rank == _UNNUMBERED:
                stated = [depth for depth, other in enumerate(self.open) if other.level is not None]
                return stated[-1] + 1 if stated else 0
        if node.rank == _UNNUMBERED:
            return self._depth_unnumbered(node)
        return self._depth_numbered(node)

    def _depth_numbered(self, node: _Node) -> int:
        if self.open and self.open[0].style == "closing":  # a list of annexes, unless a new report begins
            return 0 if node.rank <= Style.CHINESE_BRACKETED.rank else 1
        same = [depth for depth, other in enumerate(self.open) if other.style == node.style]
        continued = [depth for depth in same if self.open[depth].ordinal + 1 == node.ordinal]
        alike = [depth for depth in continued if (self.open[depth].known is None) == (node.known is None)]
        if continued:
            return (alike or continued)[-1]
        if same:
            inner = self.open[same[-1]]
            if node.ordinal == 1 and inner.known and inner.line and not inner.children and not node.known:
                return len(self.open)  # a list under a heading of the same style
            return same[-1]
        if node.known and node.line:
            # A section heading cannot stand inside an item or under a heading of its own kind.
            while self.open and not (self.open[-1].line and self.open[-1].rank < _UNNUMBERED):
                self.open.pop()
        if node.ordinal > 1 or (self.open and node.rank < min(other.rank for other in self.open)):
            # Its list was never opened, or it outranks all that is open: the usual order of markers decides.
            for depth, other in enumerate(self.open):
                if other.rank == _UNNUMBERED and (other.known is None or node.ordinal == 1):
                    continue
                if other.rank >= node.rank:
                    return depth
        return len(self.open)

    def _depth_unnumbered(self, node: _Node) -> int:
        if node.style == "label":
            for depth, other in enumerate(self.open):
                if other.style == "label":
                    return depth
            return len(self.open)
        if node.known is None:  # a short line over a paragraph: an item of the section it stands in
            for depth, other in enumerate(self.open):
                if other.rank == _UNNUMBERED and other.known is None:
                    return depth
            while self.open and not self.open[-1].line:
                self.open.pop()
            return len(self.open)
        for depth in range(len(self.open), 0, -1):
            holder = self.open[depth - 1]
            role = holder.known or likely_role(holder.title)
            if role and node.known in _HOLDS.get(role, ()):
                return depth
        for depth, other in enumerate(self.open):
            if other.known is not None and other.rank == _UNNUMBERED and other.style == node.style:
                return depth
        return self._sibling_of_section()

    def _sibling_of_section(self) -> int:
        """A heading that lost its number stands beside the innermost section heading, not in it."""
        for depth in range(len(self.open), 0, -1):
            other = self.open[depth - 1]
            if other.line and (other.known or likely_role(other.title)):
                return depth - 1
        return 0


def _sections(nodes: list[_Node], end: int) -> Iterator[Section]:
    yield from _level(nodes, end, "section/", None, None, 1)


def _level(
    nodes: list[_Node], end: int, prefix: str, parent: _Node | None, above: SectionRole | None, level: int
) -> Iterator[Section]:
    for position, node in enumerate(nodes, start=1):
        stop = nodes[position].start if position < len(nodes) else end
        if node.style in _SILENT:
            continue  # it only ends what stands before it
        identifier = f"{prefix}{position}"
        role = _role(node, parent, above)
        body = node.heading.end if node.line else node.heading.start
        yield Section(
            id=identifier,
            role=role,
            number=node.number,
            title=node.title,
            heading=node.heading,
            body=Span(body, max(body, stop)),
            level=level,
            parent=prefix.rstrip("./") if parent else None,
        )
        yield from _level(node.children, max(body, stop), f"{identifier}.", node, role, level + 1)


def _role(node: _Node, parent: _Node | None, above: SectionRole | None) -> SectionRole:
    """The role of a node in a section of role `above`."""
    told = above in (_Role.COMPLETION, _Role.EVALUATION)
    slogan = told and re.search("[，,]", node.title)  # 「补齐短板，市政园林品质提升」 names no section
    likely = (likely_role(node.title) or node.nearest) if node.line and not slogan else None
    if above is _Role.EVALUATION and likely is _Role.TASKS:
        return _Role.OUTCOMES  # 「2021年重点工作」 in the evaluation says what came of them
    if above is _Role.COMPLETION and likely is _Role.OUTCOMES and node.known is None:
        return above  # 「污染防治成果巩固」 among others is one of the achievements, not where they begin
    if above not in _MAY_CHANGE:
        return node.known or likely or above or _Role.OTHER
    own = node.known if node.line else None
    if above is _Role.PROBLEMS and parent and mentions_both(parent.title, _Role.PROBLEMS, _Role.IMPROVEMENTS):
        return likely or above
    return own if own in _MAY_CHANGE[above] else above
