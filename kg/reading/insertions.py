"""What copies print into a report's lines that is no part of it: tags, field codes, bracketed pinyin, stray blanks, adverts.

Each is left out of the canonical text, with the way back to the original character. A line changes only where its form leaves
no doubt, or where the whole file shows what was done to it: blanks are part of many a line, and of every table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.model import BlockKind
from kg.reading.lines import Line, trimmed
from kg.reading.patterns import patterns

_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
_PINYIN = re.compile(rf"(?<=[\u3400-\u9fff])[（(][a-zü]{{0,5}}[{_TONES}][a-zü{_TONES}]{{0,5}}[）)]?")
_PLAIN_PINYIN = re.compile(r"(?<=[\u3400-\u9fff])[（(][a-zü]{1,6}[）)]")
_TAG = re.compile(
    r"</?(?:p|br|div|span|td|tr|th|tbody|table|font|strong|b|i|u|em|a|img|h[1-6]|li|ul|ol|o:p|center|section)(?:\s[^<>]*)?/?>"
    r"|&(?:nbsp|ensp|emsp|#160|#12288);",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r'(?<![A-Za-z])TOC(?:\s+\\[a-z](?:\s*"[^"]*")?)+|(?<![A-Za-z])HYPERLINK\s+(?:\\[a-z]\s*)?"[^"]*"(?:\s*\\[a-z])*'
    r"|(?<![A-Za-z])PAGEREF\s+\S+(?:\s*\\[a-z])*|\\\*\s*MERGEFORMAT|(?<![A-Za-z])MERGEFORMAT"
)
_HAN = "\u3400-\u9fff"
_BLANK = "[ \t\u00a0\u3000]"
# A number cut by a blank: 「174, 867.73」「95. 10%」「2021 . 5」; after a list marker nothing is cut: 「1. 2022年」.
_CUT_NUMBER = re.compile(
    rf"(?<=\d,){_BLANK}+(?=\d{{3}}(?!\d))|(?<=\d){_BLANK}+(?=,\d{{3}}(?!\d))|(?<=\d){_BLANK}+(?=\.\d)"
)
_CUT_FRACTION = re.compile(rf"(?<=[{_HAN}\d,] )\d+\.({_BLANK}+)\d|(?<=[{_HAN},])\d+\.({_BLANK}+)\d")
_CUT_DIGITS = re.compile(rf"(?<=\d){_BLANK}(?=\d)")
_CUT_WORD = re.compile(rf"(?<=[{_HAN}，。、；：（）《》“”]){_BLANK}(?=[{_HAN}，。、；：（）《》“”])")
_PROSE = 25  # characters from which a line with a stop in it is running text
_SPACED = 4  # letters that stand apart before a line counts as spaced


def without_insertions(lines: Sequence[Line]) -> list[Line]:
    """The lines without what was printed into them; those of which nothing remains are left out."""
    known = patterns()
    texts = [line.text for line in lines if line.kind is not BlockKind.CELL]
    plain_pinyin = sum(len(_PINYIN.findall(text)) for text in texts if "(" in text or "（" in text) >= 5
    marked = _marks_for_blanks(texts)
    cut = _is_cut_by_blanks(texts)
    kept = []
    for line in lines:
        if known.advert.fullmatch(line.text):
            continue
        cleaned = _cleaned(line, plain_pinyin, marked, cut)
        if cleaned is not None:
            kept.append(cleaned)
    return kept


def _cleaned(line: Line, plain_pinyin: bool, marked: bool, cut: bool) -> Line | None:
    holes: list[tuple[int, int]] = []
    text = line.text
    if "(" in text or "（" in text:
        holes += [match.span() for match in _PINYIN.finditer(text)]
        if plain_pinyin:
            holes += [match.span() for match in _PLAIN_PINYIN.finditer(text)]
    if "<" in text or "&" in text:
        holes += [match.span() for match in _TAG.finditer(text)]
    if "\\" in text or "MERGEFORMAT" in text:
        holes += [match.span() for match in _FIELD.finditer(text)]
    if marked:
        holes += [match.span() for match in re.finditer(r"^\?+|\?(?=.)", text)]
    if any(blank in text for blank in " \t\u00a0\u3000"):
        holes += _stray_blanks(text, cut)
    return _without(line, holes) if holes else line


def _without(line: Line, holes: Iterable[tuple[int, int]]) -> Line | None:
    """A line without the stretches in `holes`; None where nothing printed remains."""
    pieces: list[tuple[str, int]] = []
    at = 0
    for start, end in [*sorted(holes), (len(line.text), len(line.text))]:
        if start > at:
            pieces += _pieces(line, at, start)
        at = max(at, end)
    part = trimmed(pieces)
    if part is None:
        return None
    text, runs, indent = part
    return replace(line, text=text, runs=runs, indent=line.indent + indent)


def _pieces(line: Line, start: int, end: int) -> list[tuple[str, int]]:
    """line.text[start:end] in stretches that stand together in the original, each with its place there."""
    found = []
    for n, (begin, original) in enumerate(line.runs):
        stop = line.runs[n + 1][0] if n + 1 < len(line.runs) else len(line.text)
        low, high = max(start, begin), min(end, stop)
        if low < high:
            found.append((line.text[low:high], original + low - begin))
    return found


# --- blanks ---------------------------------------------------------------------------------------------------


def _stray_blanks(text: str, cut: bool) -> list[tuple[int, int]]:
    """Blanks between letters that stand apart (「主 要 职 责」), inside numbers, and in running text that is cut by blanks."""
    tokens = text.split()
    apart = [token for token in tokens if len(token) == 1 and token >= "\u2e80"]
    if len(apart) >= _SPACED and 4 * len(apart) >= 3 * (len(tokens) - 1) and _is_spaced(tokens):
        return [match.span() for match in re.finditer(rf"{_BLANK}+", text)]
    holes = [match.span() for match in _CUT_NUMBER.finditer(text)]
    if not _is_prose(text):
        return holes
    holes += [match.span(1 if match[1] else 2) for match in _CUT_FRACTION.finditer(text)]
    holes += [match.span() for match in _CUT_DIGITS.finditer(text)]
    if cut:
        item = patterns().item
        holes += [
            match.span()
            for match in _CUT_WORD.finditer(text)
            if match.start() > 6 and not item.match(text, match.end()) and text[match.start() - 1] not in "。；："
        ]
    return holes


def _is_spaced(tokens: Sequence[str]) -> bool:
    """Whether all tokens are letters apart, numbers or list markers: a row of a table has words among them."""
    return all(len(token) <= 2 or token[0].isdigit() or patterns().numbered.fullmatch(token) for token in tokens)


def _is_prose(text: str) -> bool:
    return len(text) >= _PROSE and any(mark in text for mark in "，。；") and "|" not in text


def _is_cut_by_blanks(texts: Sequence[str]) -> bool:
    """Whether blanks stand inside the sentences of a file, as where the text of a PDF has one at every wrap."""
    prose = [text for text in texts if len(text) >= 2 * _PROSE and _is_prose(text)]
    struck = sum(_CUT_WORD.search(text) is not None for text in prose)
    return struck >= 5 and 2 * struck >= len(prose)


def _marks_for_blanks(texts: Sequence[str]) -> bool:
    """Whether a file has ? in place of blanks: most of its paragraphs begin with one."""
    begun = sum(text.startswith("?") for text in texts)
    return begun >= 5 and 2 * begun >= len(texts)
