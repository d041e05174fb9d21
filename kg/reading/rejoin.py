"""Broken lines made whole: page breaks inside words, hard-wrapped text, titles over two lines.

Real files break 「建立全｜民所有」 at the end of a page and put an empty line between, exactly as between paragraphs.
What tells them apart is structure: an unfinished sentence, the width of the lines, indents, how the next line begins,
and whether the two characters at the break stand together elsewhere in the same document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.model import BlockKind
from kg.reading.lines import Line, joined, width
from kg.reading.patterns import Patterns, patterns

_SLACK = 6  # columns that a full line may lack: a mark that must not begin a line, a number kept whole
_WIDEST = 160  # columns of a printed page
_TITLE_LINES = 12  # lines among which the title stands
_TITLE = 44  # characters of one line of a title
_LEAD = 10  # characters that a line must have to break in mid-word
_PROSE = 40  # characters from which an unnumbered line with a pause in it is a sentence, not a heading
_WORDS = 50_000  # characters of a document that are enough to know its words by
_WHOLE_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NUMBER_BEGUN = re.compile(r"\d[.,]\d+$")
_NUMBER_GOES_ON = re.compile(r"[.,]\d|\d{1,3}(?:,\d{3})+(?!\d)")
_DATED = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}$")
_SENTENCE = "。；！？"


@dataclass(frozen=True, slots=True)
class Shape:
    """How a document's lines look on the whole."""

    widest: int = 0  # width of a full line; 0 where the text is not hard-wrapped
    by_columns: bool = True  # widths are columns of print; else characters, as some programs wrap
    indented: bool = False  # paragraphs begin with an indent
    gapped: bool = False  # paragraphs stand apart by empty lines
    scattered: bool = False  # lines break inside sentences, as where a web page's links got lines of their own

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Shape:
        """A text is hard-wrapped where many lines have almost the same greatest width and go on in the next."""
        texts = [line for line in lines if _is_text(line)]
        if len(texts) < 6:
            return cls()
        filled, widest, by_columns = max(_filled(texts, by_columns) for by_columns in (False, True))
        if not filled:
            return cls(scattered=_is_scattered(texts))
        indents = sum(line.indent >= 2 for line in texts)
        gaps = sum(line.after_gap for line in texts)
        few = len(texts) // 2
        return cls(widest, by_columns, indented=3 <= indents <= few, gapped=3 <= gaps <= few)

    def lacks(self, line: Line) -> int:
        """By how much a line is narrower than a full one, in columns."""
        return (self.widest - _measure(line, self.by_columns)) * (1 if self.by_columns else 2)


def _measure(line: Line, by_columns: bool) -> int:
    return line.indent + width(line.text) if by_columns else line.indent // 2 + len(line.text)


def _filled(texts: Sequence[Line], by_columns: bool) -> tuple[int, int, bool]:
    """How many lines are full in one of the measures, the width of a full line, and the measure; 0 for not wrapped."""
    widths = [_measure(line, by_columns) for line in texts]
    widest = sorted(widths)[-1 - len(widths) // 50]
    slack, bounds = (_SLACK, (36, _WIDEST)) if by_columns else (_SLACK // 2, (18, _WIDEST // 2))
    filled = [line for line, own in zip(texts, widths) if own >= widest - slack]
    finished = patterns().finished
    enough = len(filled) >= 4 and 4 * len(filled) >= len(texts) and bounds[0] <= widest <= bounds[1]
    if not enough or 2 * sum(not finished.search(line.text) for line in filled) < len(filled):
        return 0, widest, by_columns
    return len(filled), widest, by_columns


def _is_scattered(texts: Sequence[Line]) -> bool:
    """Among the lines that follow another without an empty line, a fifth or more begin in mid-sentence."""
    known = patterns()
    close = [(before, after) for before, after in pairwise(texts) if not after.after_gap]
    inside = sum(
        before.text[-1] in known.pauses + known.opened or after.text[0] in "，。、；）》”"
        for before, after in close
        if not known.finished.search(before.text)
    )
    return inside >= 3 and 5 * inside >= len(close) and 5 * len(close) <= 4 * len(texts)


def rejoin(lines: Sequence[Line]) -> list[Line]:
    """The lines with broken paragraphs made whole; headings, items and table cells stay apart."""
    lines = _title_made_whole(lines)
    shape = Shape.of(lines)
    whole = "\n".join(line.text for line in lines)[:_WORDS]
    result: list[Line] = []
    paragraph: list[Line] = []
    sentence = False  # a sentence has ended inside the paragraph so far
    for line in lines:
        if paragraph and _goes_on(paragraph, sentence, line, shape, whole):
            paragraph.append(line)
        else:
            if paragraph:
                result.append(joined(paragraph))
            paragraph, sentence = [line], False
        sentence = sentence or any(mark in line.text for mark in _SENTENCE)
    if paragraph:
        result.append(joined(paragraph))
    return result


def _is_text(line: Line) -> bool:
    return line.kind is BlockKind.PARAGRAPH and line.cell is None


def _goes_on(paragraph: list[Line], sentence: bool, line: Line, shape: Shape, whole: str) -> bool:
    """Whether `line` goes on with the paragraph before it."""
    known = patterns()
    last = paragraph[-1]
    before, after = last.text, line.text
    if not (_is_text(last) and _is_text(line)) or before[0] == "|" or after[0] == "|":
        return False
    full = bool(shape.widest) and _is_full(last, after, shape)
    indented = shape.indented and line.indent >= 2
    finished = known.finished.search(before) is not None
    if known.item.match(after):
        flush = full and shape.indented and not indented and not line.after_gap
        return flush and (not finished or known.running.match(after) is not None)  # 「大坦沙岛规划｜一、三路」
    if known.numbered.fullmatch(before) and not before[-1].isalnum():
        return True  # 「（一）」 alone on its line
    if known.never_first.match(after):
        return not finished or after[0] in known.closed
    if finished:
        if not full or line.after_gap or indented:
            return False
        to_the_brim = shape.lacks(last) <= 2 and (shape.lacks(line) <= _SLACK or "。" in after)
        return shape.indented or shape.gapped or to_the_brim
    if before[-1] in known.pauses or _splits_token(before, after) or _splits_bracket(before, after, known):
        return True
    if full:
        return not indented
    if shape.scattered and not line.after_gap and (sentence or len(paragraph) > 1 or not known.numbered.match(before)):
        return True
    if len(before) < _LEAD:
        return len(paragraph) > 1 and before.isascii()  # the 2 of 「广义货币M｜2｜增长」
    if any(mark in _SENTENCE + "）)" for mark in after[1:3]):
        return True  # 「展。批复白鹅潭大道…」: no paragraph begins with the end of a sentence
    if _breaks_word(before[-1], after[0], whole):
        return True
    prose = any(mark in after for mark in "。；，;")
    if before[-1] in known.closed or not prose:
        return False
    if sentence:
        return True
    return "，" in before and len(before) >= _PROSE and not known.numbered.match(paragraph[0].text)


def _is_full(line: Line, after: str, shape: Shape) -> bool:
    """Whether a line is as wide as the page, allowing for a word or number that did not fit any more."""
    lacking = shape.lacks(line)
    if lacking <= _SLACK:
        return True
    token = 0
    while token < len(after) and after[token].isascii() and not after[token].isspace():
        token += 1
    wide = token if shape.by_columns else 2 * token  # where characters are counted, each is as wide as any other
    return token > 1 and lacking <= wide + 2  # a blank or a bracket may have gone with it


def _splits_token(before: str, after: str) -> bool:
    """A number or a Latin word goes on: 「95.｜10%」, 「174,｜867.73」, 「174,867｜.73」, 「174,8｜67.73」, 「广义货币M｜2」"""
    if _DATED.search(before):
        return False
    if before[-1] in ".," and len(before) > 1 and before[-2].isdigit():
        return after[0].isdigit()
    if before[-1].isascii() and before[-1].isalpha():
        return after[0].isdigit() or (after[0].isascii() and after[0].islower())
    if not before[-1].isdigit():
        return False
    if _NUMBER_GOES_ON.match(after):
        return True
    begun = _NUMBER_BEGUN.search(before) is not None and not _WHOLE_NUMBER.fullmatch(before)  # a cell of its own
    return begun and after[0].isdigit()


def _splits_bracket(before: str, after: str, known: Patterns) -> bool:
    """A bracket or title mark opens before the break and closes after it."""
    if before[-1] in known.opened:
        return True
    for opening, closing in known.brackets:
        opened = before.rfind(opening)
        if opened > before.rfind(closing):
            closed = after.find(closing, 0, 80)
            if closed >= 0 and after.find(opening, 0, closed) < 0:
                return True
    return False


def _breaks_word(end: str, start: str, whole: str) -> bool:
    """Whether two characters stand together in this document about as often as one of them stands at all.

    「开展｜工作」 does not, 「发｜展」 does: 展 is nearly always preceded by 发.
    """
    if not ("\u4e00" <= end <= "\u9fff" and "\u4e00" <= start <= "\u9fff"):
        return False
    together = whole.count(end + start)
    return together >= 2 and together * 10 >= 3 * min(whole.count(end), whole.count(start))


def _title_made_whole(lines: Sequence[Line]) -> list[Line]:
    """A title printed over two or three lines as one line.

    「广州市规划和自然资源局荔湾区分局」 above 「2022年部门整体支出绩效自评报告」.
    """
    known = patterns()
    for number, line in enumerate(lines[:_TITLE_LINES]):
        if not _may_be_title(line, known):
            continue
        if not known.title_end.search(line.text):
            continue
        start = end = number
        text = line.text
        while start > 0 and end - start < 2 and _title_goes_on(lines[start - 1], lines[start], text, known):
            start -= 1
            text = lines[start].text + text
        if start == end:
            return list(lines)
        return [*lines[:start], joined(lines[start : end + 1]), *lines[end + 1 :]]
    return list(lines)


def _may_be_title(line: Line, known: Patterns) -> bool:
    return (
        _is_text(line)
        and len(line.text) <= _TITLE
        and not known.item.match(line.text)
        and not any(mark in line.text for mark in "，。；：:|")
        and not known.title_never.fullmatch(line.text)
    )


def _title_goes_on(above: Line, below: Line, text: str, known: Patterns) -> bool:
    """Whether the line above is the first part of a title that so far reads `text`."""
    if not _may_be_title(above, known) or known.title_end.search(above.text) or above.page != below.page:
        return False
    if not known.title_break.search(above.text) or above.text.isdigit():
        return False
    whole_title = known.title_body.search(text.rsplit("年", maxsplit=1)[-1] if "年" in text else text) or (
        "年" in text and known.title_body.search(text.split("年", maxsplit=1)[0])
    )
    return not whole_title or above.text.startswith("关于")
