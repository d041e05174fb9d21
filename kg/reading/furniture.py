"""Page furniture: what a page or a web site prints around a report's own text, left out of the canonical text.

Running headers and footers, page numbers, tables of contents, index numbers, share buttons. A line goes only where
its form leaves no doubt (「— 3 —」, 「第 3 页 共 47 页」), or where its place does: a bare number is a page number only
among prose or in a series of its like, because a table read as text has cells that are bare numbers too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from kg.model import BlockKind
from kg.reading.insertions import without_insertions
from kg.reading.lines import Line
from kg.reading.patterns import patterns

_LONGEST = 120  # characters of a line that may still be furniture
_PROSE = 15  # characters from which a neighbour counts as running text
_PAGE = (120, 4000)  # characters between two page numbers
_ENTRY = 60  # characters of a line that may be an entry of the contents


def without_furniture(lines: Sequence[Line]) -> list[Line]:
    """The lines of the report itself, in order, without what was printed into them (`kg.reading.insertions`).

    A line after one left out counts as standing after a gap.
    """
    lines = without_insertions(lines)
    out = _by_form(lines)
    out |= _numbers_by_place(lines, out)
    out |= _running_heads(lines, out)
    out |= _contents(lines, out)
    if not out or len(out) == len(lines):
        return list(lines)
    kept: list[Line] = []
    for number, line in enumerate(lines):
        if number in out:
            continue
        kept.append(line if number == 0 or number - 1 not in out or line.after_gap else replace(line, after_gap=True))
    return kept


def _is_text(line: Line) -> bool:
    return line.kind is BlockKind.PARAGRAPH and line.cell is None


def _by_form(lines: Sequence[Line]) -> set[int]:
    """Lines that say what they are."""
    known = patterns()
    return {
        number
        for number, line in enumerate(lines)
        if len(line.text) <= _LONGEST
        and _is_text(line)
        and (
            known.furniture.fullmatch(line.text)
            or known.page_number.fullmatch(line.text)
            or known.leaders.fullmatch(line.text)
        )
    }


def _numbers_by_place(lines: Sequence[Line], out: set[int]) -> set[int]:
    """Bare numbers (「3」, 「3 / 47」) that cut running text, or that count the pages of the file."""
    bare = patterns().bare_number
    found: dict[int, tuple[int, int]] = {}  # line → its number, and the characters before it
    position = 0
    for number, line in enumerate(lines):
        if len(line.text) <= 9 and number not in out and _is_text(line) and (match := bare.fullmatch(line.text)):
            found[number] = (int(match.group(1)), position)
        position += len(line.text)
    pages = set()
    previous: int | None = None
    for number in found:
        around = [lines[near] for near in (number - 1, number + 1) if 0 <= near < len(lines)]
        among_prose = len(around) == 2 and all(len(near.text) >= _PROSE for near in around)
        if among_prose and not around[0].text[-1].isascii():  # 「广义货币M｜2｜增长」 is no page
            pages.add(number)
        if previous is not None:
            step = found[number][0] - found[previous][0]
            apart = found[number][1] - found[previous][1]
            if step == 1 and _PAGE[0] <= apart <= _PAGE[1]:
                pages |= {previous, number}
        previous = number
    return pages


def _running_heads(lines: Sequence[Line], out: set[int]) -> set[int]:
    """Lines printed again and again beside page numbers or page breaks, or again and again in mid-sentence.

    The first of them stays where it opens the file: it is the title.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        if len(line.text) <= _ENTRY and number not in out and _is_text(line):
            places[line.text].append(number)
    heads: set[int] = set()
    for text, numbers in places.items():
        if len(numbers) < 3 or len(text) < 4 or patterns().item.match(text):
            continue
        beside = sum(_beside_page_break(lines, number, out) for number in numbers)
        inside = sum(_cuts_a_sentence(lines, number) for number in numbers)
        if 2 * beside >= len(numbers) or 2 * inside >= len(numbers):
            heads.update(numbers if numbers[0] >= 3 else numbers[1:])
    return heads


def _beside_page_break(lines: Sequence[Line], number: int, out: set[int]) -> bool:
    known = patterns()
    if lines[number].new_page or (number + 1 < len(lines) and lines[number + 1].new_page):
        return True
    return any(
        0 <= near < len(lines) and near in out and known.page_number.fullmatch(lines[near].text)
        for near in (number - 1, number + 1)
    )


def _cuts_a_sentence(lines: Sequence[Line], number: int) -> bool:
    """Whether a line that reads like a title stands where the line before it goes on with the line after it."""
    known = patterns()
    text = lines[number].text
    if not 0 < number < len(lines) - 1 or len(text) < 6:
        return False
    if not (known.title_end.search(text) or known.title_body.search(text)):
        return False
    before, after = lines[number - 1].text, lines[number + 1].text
    inside_brackets = any(before[-1] == opening or after[0] == closing for opening, closing in known.brackets)
    unfinished = (
        len(before) >= _PROSE and not known.finished.search(before) and any(mark in before for mark in "，。；")
    )
    return unfinished and not inside_brackets


def _contents(lines: Sequence[Line], out: set[int]) -> set[int]:
    """The table of contents: the line 目录 and what follows it, while it ends in page numbers or is said again."""
    known = patterns()
    headings = [
        number
        for number, line in enumerate(lines)
        if len(line.text) <= 6 and known.contents_heading.fullmatch(line.text) and line.cell is None
    ]
    if not headings:
        return set()
    last = {_bare(line.text): number for number, line in enumerate(lines) if len(line.text) <= _ENTRY}
    left_out: set[int] = set()
    for heading in headings:
        entries: list[int] = []
        seen: set[str] = set()
        paged = 0  # entries with a page number
        for number in range(heading + 1, len(lines)):
            text = lines[number].text
            if number in out or known.entry_number.search(text):
                paged += 1
            elif 2 * paged > len(entries) > 3 and not known.item.match(text):
                break  # the department's name under contents whose entries have page numbers
            if number not in out:
                bare = _entry(text, last.get, number)
                if not bare or bare in seen:
                    break
                seen.add(bare)
            entries.append(number)
        left_out.update([heading, *entries] if len(entries) >= 2 else [heading])
    return left_out


def _entry(text: str, last: Callable[[str], int | None], number: int) -> str:
    """The heading that a line of the contents names, without its page number; "" where it is no such line.

    An entry is a numbered heading with a page number, or says what is said again further down.
    """
    known = patterns()
    if len(text) > _ENTRY or known.finished.search(text):
        return ""
    numbered = known.entry_number.search(text)
    for bare in (_bare(text[: numbered.start()]) if numbered else "", _bare(text)):
        if bare and (last(bare) or -1) > number:
            return bare
    return _bare(text[: numbered.start()]) if numbered and known.item.match(text) else ""


def _bare(text: str) -> str:
    """A heading without white space and closing marks, to find it again."""
    return "".join(text.split()).rstrip("。：:.")
