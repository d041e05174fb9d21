"""Automatic numbering of office documents: the numbers that Word prints but does not keep in the text.

A list level has a format (「一」, 「1」, 「a」) and a pattern (`（%1）`, `%1.%2`); a paragraph of that level prints the
pattern with the running numbers of the levels filled in. ECMA-376 part 1, 17.9 and 17.18.59.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list, as `numbering.xml` defines it."""

    format: str = "decimal"
    pattern: str = ""
    start: int = 1
    suffix: str = "tab"  # what stands between number and text: tab, space, nothing
    legal: bool = False  # all numbers of the pattern in decimal
    restart: int | None = None  # number of the level after which it starts anew; None: any higher; 0: never


@dataclass(slots=True)
class Counters:
    """The running numbers of all lists of a document.

    `next` must be called for the paragraphs in document order. Lists that share a definition share its counters.
    """

    levels: Mapping[str, Mapping[int, Level]]  # list → its levels
    definition: Mapping[str, str]  # list → the definition whose counters it uses
    overrides: Mapping[str, Mapping[int, int]]  # list → level → number to start from at its first paragraph
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def next(self, list_id: str, depth: int) -> str:
        """The number that the next paragraph of a list prints, with the blank after it; "" where it prints none.

        >>> level = Level("chineseCounting", "（%1）")
        >>> counters = Counters({"1": {0: level}}, {"1": "0"}, {})
        >>> counters.next("1", 0), counters.next("1", 0)
        ('（一）', '（二）')
        """
        levels = self.levels.get(list_id)
        if levels is None or depth not in levels:
            return ""
        counts = self._counts.setdefault(self.definition.get(list_id, list_id), {})
        first = (list_id, depth) not in self._begun
        self._begun.add((list_id, depth))
        if first and depth in self.overrides.get(list_id, {}):
            counts[depth] = self.overrides[list_id][depth]
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else levels[depth].start
        for deeper in [other for other in counts if other > depth]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart and depth < restart):
                del counts[deeper]
        return self._print(levels, counts, depth)

    def _print(self, levels: Mapping[int, Level], counts: Mapping[int, int], depth: int) -> str:
        level = levels[depth]
        if level.format == "bullet":
            return ""

        def number(place: re.Match[str]) -> str:
            at = int(place.group(1)) - 1
            named = levels.get(at, Level())
            return printed(counts.get(at, named.start), "decimal" if level.legal else named.format)

        text = _PLACE.sub(number, level.pattern).strip()
        blank = level.suffix != "nothing" and text and (text[-1].isalnum() or text[-1] in ".)")
        return f"{text} " if blank and text[-1].isascii() else text


def printed(number: int, format: str) -> str:
    """A number in one of Word's number formats; in decimal where the format is not known.

    >>> printed(21, "chineseCounting"), printed(10, "ideographDigital"), printed(3, "decimalEnclosedCircle")
    ('二十一', '一〇', '③')
    """
    if format == "none":
        return ""
    if number < 0:
        return str(number)
    writer = _WRITERS.get(format)
    return (writer(number) if writer else "") or str(number)


def _counting(number: int) -> str:
    """一, 十, 二十一, 一百零三."""
    if number >= 10_000:
        return ""
    text = ""
    gap = False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return (text[1:] if text.startswith("一十") else text) or "零"


def _legal(number: int) -> str:
    text = _counting(number)
    text = "一" + text if text.startswith("十") else text
    return text.translate(str.maketrans("零一二三四五六七八九十百千", _LEGAL + "拾佰仟"))


def _digital(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text if len(text) < 20 else ""


def _letter(number: int) -> str:
    """a … z, then aa, bb, as Word goes on."""
    if not 1 <= number <= 780:
        return ""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _from(first: str, last: int) -> Callable[[int], str]:
    def write(number: int) -> str:
        return chr(ord(first) + number - 1) if 1 <= number <= last else ""

    return write


def _cycle(signs: str) -> Callable[[int], str]:
    def write(number: int) -> str:
        return signs[number - 1] if 1 <= number <= len(signs) else ""

    return write


_WRITERS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02}",
    "chineseCounting": _counting,
    "chineseCountingThousand": _counting,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _counting,
    "japaneseCounting": _counting,
    "koreanCounting": _counting,
    "ideographDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "taiwaneseDigital": _digital,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal,
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerLetter": _letter,
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    "decimalFullWidth": lambda number: "".join(chr(ord(digit) + 0xFEE0) for digit in str(number)),
    "decimalFullWidth2": lambda number: "".join(chr(ord(digit) + 0xFEE0) for digit in str(number)),
    "numberInDash": lambda number: f"- {number} -",
}
