"""Numerals and list markers: 「第一部分」「一、」「（一）」「1.」「1、」「(1)」「1)」「①」「一是」「首先」.

What a marker is called here is its style; styles carry no fixed level, because reports nest them in every order
(`kg.outline` infers levels from the order of first appearance).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import cn2an


class Style(StrEnum):
    """The shape of a list marker, in the order in which careful writers nest them."""

    PART = "part"  # 第一部分
    CHAPTER = "chapter"  # 第一章
    SECTION = "section"  # 第一节
    ARTICLE = "article"  # 第一条
    CHINESE = "chinese"  # 一、
    CHINESE_BRACKETED = "chinese-bracketed"  # （一）
    ARABIC_DOT = "arabic-dot"  # 1.
    ARABIC_COMMA = "arabic-comma"  # 1、
    DECIMAL = "decimal"  # 1.1
    DECIMAL_DEEP = "decimal-deep"  # 1.1.1
    ARABIC_BRACKETED = "arabic-bracketed"  # （1）
    ARABIC_HALF_BRACKET = "arabic-half-bracket"  # 1）
    CIRCLED = "circled"  # ①
    WORD = "word"  # 一是, 首先, 其一, 第一，

    @property
    def rank(self) -> int:
        return _RANKS[self]


_RANKS = {style: rank for rank, style in enumerate(Style)}
_RANKS[Style.ARABIC_COMMA] = _RANKS[Style.ARABIC_DOT]  # writers use one or the other for the same level


@dataclass(frozen=True, slots=True)
class Mark:
    """A list marker as printed, from `start` to `end` (blanks after it included)."""

    style: Style
    number: str  # "（一）"
    ordinal: int  # 1
    start: int
    end: int
    loose: bool = False  # a numeral and a blank only (「一 基本情况」): needs company to be believed
    damaged: bool = False  # part of it is lost or unreadable (「（三 落实…」「7□强化…」): its list tells its style


_WORDS = {"首先": 1, "其次": 2, "再次": 3, "最后": 99, "其一": 1, "其二": 2, "其三": 3, "其四": 4, "其五": 5}

_CHINESE = "[一二三四五六七八九十百〇零]{1,4}"
_ARABIC = "[0-9０-９]{1,2}"
# A dot or comma after digits is a marker's only where no further digit follows, except for a year:
# 「1.35亿」 is a number, 「1.2022年完成…」 an item.
_NO_DIGIT = r"(?:(?![0-9０-９])|(?=(?:19|20)\d\d\s*年))"

_COUNTED = "[亿万千百元%％个宗件项次人户家公平吨米亩年月日倍名]"  # after such a word stands a figure, no marker

_MARK = re.compile(
    rf"""
    (?=[第（(首其再最〇零一二三四五六七八九十百0-9０-９①-⑳])(?:
      第\s*(?P<part>{_CHINESE}|{_ARABIC})\s*部\s?分[、：:.．]?
    | 第\s*(?P<chapter>{_CHINESE}|{_ARABIC})\s*章
    | 第\s*(?P<section>{_CHINESE}|{_ARABIC})\s*节
    | 第\s*(?P<article>{_CHINESE}|{_ARABIC})\s*条(?![款例])
    | [（(]\s*(?P<chinese_bracketed>{_CHINESE})\s*[）)][、.．]?
    | [（(]\s*(?P<arabic_bracketed>{_ARABIC})\s*[）)][、.．]?
    | (?P<word>首先|其次|再次|最后|其[一二三四五])(?=[，,、：:])[，,、：:]?
    | 第(?P<word_first>[一二三四五六七八九十])(?:[，,、]|(?=是))
    | (?P<word_is>[一二三四五六七八九十]{{1,2}})[ ]?[是要](?![否非求])
    | (?P<chinese>{_CHINESE})(?:[、.．：:](?![一二三四五六七八九十](?:[、级]))|(?P<loose>\s+)(?=[\u4e00-\u9fff]))
    | (?<![0-9０-９.．])(?P<decimal>{_ARABIC}(?:[.．]{_ARABIC}){{1,2}})(?:[、.．][ \t\u3000]*|[ \t\u3000]+)(?=[\u4e00-\u9fff])(?!{_COUNTED})
    | (?<![0-9０-９.．])(?P<arabic_dot>{_ARABIC})[.．]{_NO_DIGIT}
    | (?<![0-9０-９.．])(?P<arabic_comma>{_ARABIC})、{_NO_DIGIT}
    | (?<![0-9０-９.．])(?P<arabic_half_bracket>{_ARABIC})[)）]
    | (?<![0-9０-９.．])(?P<arabic_loose>{_ARABIC})[ \t\u3000]+(?=[\u4e00-\u9fff])
    | (?P<circled>[①-⑳])[、.．]?
    )
    """,
    re.VERBOSE,
)
_STYLES = {
    "word_first": Style.WORD,
    "word_is": Style.WORD,
    "arabic_loose": Style.ARABIC_DOT,
} | {style.value.replace("-", "_"): style for style in Style}
_BLANKS = re.compile(r"[ \t\u3000\u00a0]*")


@lru_cache(maxsize=1024)
def ordinal(numeral: str) -> int:
    """The number that a printed numeral stands for; 0 where it stands for none.

    >>> ordinal("十二"), ordinal("１２"), ordinal("⑫"), ordinal("其二")
    (12, 12, 12, 2)
    """
    if numeral in _WORDS:
        return _WORDS[numeral]
    folded = unicodedata.normalize("NFKC", numeral)
    if folded.isdigit():
        return int(folded)
    if len(folded) > 1 and folded[-1] == folded[-2]:
        folded = folded[:-1]  # 「（四四）」: a letter printed twice, for 四十四 is no 四四
    try:
        return int(cn2an.cn2an(folded.replace("〇", "零"), "smart"))
    except (ValueError, KeyError):  # cn2an gives the latter for odd mixtures of digits and numerals
        return 0


def find_marks(text: str) -> Iterator[Mark]:
    """Every place in `text` with the shape of a list marker, in order; whether it is one depends on its company."""
    for match in _MARK.finditer(text):
        mark = _mark(text, match)
        if mark:
            yield mark


def leading_mark(text: str) -> Mark | None:
    """The list marker with which `text` begins; None where it begins with none."""
    match = _MARK.match(text)
    return _mark(text, match) if match else None


# What is left of a marker of which a bracket, a comma or a stop is lost or misread. A bare numeral needs most company.
_REMAINS = re.compile(
    r"""(?:
      [（(]\s*(?P<blotted>|[一二三四五六七八九十0-9]?[□?？][一二三四五六七八九十0-9]?)\s*[）)]
    | (?P<blotted_stop>[一二三四五六七八九十0-9]?[□?？][一二三四五六七八九十0-9]?)\s*[、.．]
    | [（(]\s*(?P<opened>[一二三四五六七八九十]{1,3}|[—－-]|[0-9]{1,2})\s*[）)、.．□丶]?
    | (?P<closed>[一二三四五六七八九十]{1,3}|[—－-]|[0-9]{1,2})\s*[）)]
    | (?P<marked>[一二三四五六七八九十]{1,3}|—|[0-9]{1,2})\s*[□丶·,，;；、．.](?![0-9])
    | (?P<gone_bracketed>)[）)]
    | (?P<gone>)、
    | (?P<gone_misread>[\u4e00-\u9fff])、(?=[\u4e00-\u9fff]{4,20}$)
    | (?P<bare>[一二三四五六七八九十]{1,3}(?=[\u4e00-\u9fff]|20\d\d\s*年)|[0-9]{1,2}(?=[\u4e00-\u9fff]))
    )""",
    re.VERBOSE,
)
_KINDRED = (
    (Style.CHINESE, Style.CHINESE_BRACKETED),
    (Style.ARABIC_COMMA, Style.ARABIC_DOT, Style.ARABIC_BRACKETED, Style.ARABIC_HALF_BRACKET),
)


def damaged_mark(text: str) -> Mark | None:
    """What is left of a marker at the beginning of `text`; None where nothing looks like one.

    Its style is only the likeliest of `kindred_styles`; the list that it continues decides, and tells the number that cannot
    be read (0).

    >>> damaged_mark("（三落实耕地保护责任。").ordinal, damaged_mark("7□强化监管。").number, damaged_mark("—、基本情况").ordinal
    (3, '7□', 1)
    """
    match = _REMAINS.match(text)
    if match is None:
        return None
    numeral = match[match.lastgroup or 0]
    blotted = (match.lastgroup or "").startswith(("blotted", "gone"))
    value = 0 if blotted else 1 if numeral in "—－-" else ordinal(numeral)
    if not value and not blotted:
        return None
    arabic = numeral.strip("□?？").isdigit()
    if match.lastgroup in ("opened", "closed", "blotted", "gone_bracketed"):
        style = Style.ARABIC_BRACKETED if arabic else Style.CHINESE_BRACKETED
    else:
        style = Style.ARABIC_COMMA if arabic else Style.CHINESE
    return Mark(style, match[0].rstrip(), value, 0, match.end(), loose=match.lastgroup == "bare", damaged=True)


def kindred_styles(style: Style) -> tuple[Style, ...]:
    """The styles that a damaged marker of `style` may have had, itself first."""
    kindred = next((styles for styles in _KINDRED if style in styles), ())
    return (style, *(other for other in kindred if other is not style))


def all_styles(style: Style) -> tuple[Style, ...]:
    """The styles that a marker of `style` whose numeral is unreadable may have had."""
    bracketed = style in (Style.CHINESE_BRACKETED, Style.ARABIC_BRACKETED)
    if bracketed:
        return (Style.CHINESE_BRACKETED, Style.ARABIC_BRACKETED)
    return (Style.CHINESE, Style.ARABIC_COMMA, Style.ARABIC_DOT)


def printed_mark(number: str) -> Mark | None:
    """The marker again from its printed number alone: 「（一）」, 「首先」."""
    if not number:
        return None
    return leading_mark(number + "，字") or leading_mark(number + " 字") or damaged_mark(number + "字")


def _mark(text: str, match: re.Match[str]) -> Mark | None:
    name = match.lastgroup or ""
    loose = name in ("loose", "arabic_loose")
    name = "chinese" if name == "loose" else name
    parts = re.split("[.．]", match[name]) if name == "decimal" else [match[name]]
    value = ordinal(parts[-1])
    if not value:
        return None
    name = "decimal_deep" if len(parts) > 2 else name
    number = match["word"] if name == "word" else match[0].rstrip()
    blanks = _BLANKS.match(text, match.end())
    return Mark(_STYLES[name], number, value, match.start(), blanks.end() if blanks else match.end(), loose)
