"""Numbers with their units, as printed: 「174,867.73 万元」「二十项」「10余次」「42万平方米」「1.35亿」「3—5个」.

What looks like one but states nothing measured is left out: dates, ordinals (第一批), numbers inside names (1906科技园,
《…（2022-2024）》, “五个一”), fixed terms. Units are in `kg/data/units.toml`, the guards in `kg/data/quantities.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

import cn2an

from kg.model import Span
from kg.tables import any_of, data_file
from kg.units import COUNT, RATIO, Unit, spellings, table, unit_of

_HALF_WIDTH = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")
_CHINESE_DIGITS = "一二两三四五六七八九"
_MULTIPLIERS = ("百", "千", "万")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100  # such a number before 年 is a date: 人均期望寿命2002年达71.8岁
_MINUS = ("-", "－", "−")
_BLANKS = r"[ \t\u00a0\u3000]*"


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed number with its unit; `end` is where both have ended."""

    number: Span  # the digits only: 10 of 「10余次」
    end: int
    value: Decimal
    unit_text: str  # 余 and blanks left out: "万人次" of 「3 万余人次」
    unit: Unit | None
    more: str = ""  # 余, 多

    @property
    def printed(self) -> Span:
        return Span(self.number.start, self.end)


@cache
def cues() -> dict[str, Any]:
    """The tables of `kg/data/quantities.toml`."""
    return data_file("quantities")


@lru_cache(maxsize=4096)
def number_value(printed: str) -> Decimal | None:
    """The number that is printed, None where it is none.

    >>> number_value("174,867.73"), number_value("二十"), number_value("两"), number_value("１２．５"), number_value("半数")
    (Decimal('174867.73'), Decimal('20'), Decimal('2'), Decimal('12.5'), Decimal('0.5'))
    """
    plain = re.sub(r"[ \t\u00a0\u3000,]", "", printed.translate(_HALF_WIDTH)).replace("−", "-")
    if re.fullmatch(r"-?\d+(?:\.\d+)?", plain):
        return Decimal(plain)
    if plain in ("半", "半数"):
        return Decimal("0.5")
    try:
        numeral = plain.replace("两", "二").replace("〇", "零")
        numeral = f"一{numeral}" if numeral[:1] in _MULTIPLIERS else numeral  # 百 of 「近百家」
        return Decimal(str(cn2an.cn2an(numeral, "smart")))
    except (ValueError, KeyError):  # cn2an gives the latter for odd mixtures of digits and numerals
        return None


@cache
def _pattern() -> re.Pattern[str]:
    units = []
    for spelling, exclusions in sorted(spellings().items(), key=lambda item: -len(item[0])):
        units.append(re.escape(spelling) + (f"(?!{any_of(exclusions)})" if exclusions else ""))
    multipliers = any_of(list(table()["multipliers"]))
    per = any_of(cues()["numbers"]["per"])
    unit = rf"(?:(?P<multiplier>{multipliers}){_BLANKS}(?P<more2>[余多])?)?(?:(?P<base>{'|'.join(units)})(?P<per>[/／](?:{per}))?)?"
    arabic = (
        r"(?:(?<=[为是达到率值速长降幅（(：:])[-－−])?"
        r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9０-９]+)(?:[.．][0-9０-９]+)?(?![0-9０-９.．A-Ja-jLlN-Zn-z])"
    )
    numeral = f"[{_CHINESE_DIGITS}十百千万亿零〇]"
    chinese = rf"(?:[{_CHINESE_DIGITS}十]{numeral}*|(?<=[近约上超逾过])[百千万]|[百千万](?=[余多]))(?![百千零〇分])"
    hundredths = rf"(?P<hundredths>[百千]分之)(?P<part>[0-9０-９.．]+|{numeral}+(?:点{numeral}+)?)"
    return re.compile(
        rf"{hundredths}|(?P<number>{arabic}|(?P<chinese>{chinese})){_BLANKS}[”\"]?(?P<more>[余多])?{_BLANKS}{unit}"
    )


# Where a number may begin: a digit that follows no digit, letter or sign of a name (AF060814, 1+4, COVID-19, 7×24).
_START = re.compile(
    r"[0-9０-９](?<![0-9０-９A-Za-z.．×+＋].)(?<![A-Za-z]-.)|[一二两三四五六七八九十百千万](?<![一二两三四五六七八九十百千万亿零〇分之].)"
)


@dataclass(frozen=True, slots=True)
class _Guards:
    before: re.Pattern[str]
    after: re.Pattern[str]
    whole: re.Pattern[str]
    unitless: re.Pattern[str]
    abstract: re.Pattern[str]
    abstract_few: re.Pattern[str]
    chinese_units: frozenset[str]
    one_units: frozenset[str]
    year_before: re.Pattern[str]
    age_before: re.Pattern[str]
    quote: re.Pattern[str]


@cache
def _guards() -> _Guards:
    numbers = cues()["numbers"]
    return _Guards(
        before=re.compile(rf"(?:{'|'.join(numbers['before'])})$"),
        after=re.compile("|".join(numbers["after"])),
        whole=re.compile("|".join(numbers["fixed"])),
        unitless=re.compile(numbers["unitless"]),
        abstract=re.compile(any_of(numbers["abstract"])),
        abstract_few=re.compile("|".join(numbers["abstract_few"])),
        chinese_units=frozenset(numbers["chinese_units"]),
        one_units=frozenset(numbers["one_units"]),
        year_before=re.compile(rf"(?:{any_of(numbers['year_before'])})[约近]?$"),
        age_before=re.compile(any_of(numbers["age_before"])),
        quote=re.compile(r"“[^“”\n]*”|《[^《》\n]*》|「[^「」\n]*」|〔[^〔〕\n]*〕"),
    )


_SHARING = re.compile(r"[ ]*(?:[-—–－～~、和]|至|到|—+)[ ]*(?=[0-9])")
_AFTER_UNITLESS = ("", "，", ",", "。", "；", ";", "、", "）", ")", "\n")
_BEFORE_MARKER = ("", "\n", "。", "；", ";", "：", ":", "（", "(")


def find_figures(text: str) -> Iterator[Figure]:
    """Every number of `text` that states something measured, with its unit, in order."""
    guards = _guards()
    quotes = [(m.start(), m.end(), m[0][0]) for m in guards.quote.finditer(text)]
    at = ended = expected = 0
    waiting: list[tuple[Span, Decimal]] = []  # 11.1 of 「11.1、11.2个百分点」, 3 of 「3—5个」
    pattern = _pattern()
    for begin in _START.finditer(text):
        start = begin.start()
        if start < ended:
            continue
        match = pattern.match(text, start - 1) if text[start - 1 : start] in _MINUS else None
        match = match or pattern.match(text, start)
        if match is None:
            continue
        figure = _read(match)
        if figure is None:
            follows = start == expected
            waiting = waiting if follows else []
            plain = _unitless(text, match, guards)
            if plain is not None:
                yield plain
                continue
            number, link = _shares_unit(text, match, guards, follows)
            if number is not None:
                waiting.append(number)
                expected = link
            continue
        ended = figure.end
        follows, shared = figure.number.start == expected, waiting
        waiting = []
        while at < len(quotes) and quotes[at][1] <= figure.number.start:
            at += 1
        inside = quotes[at] if at < len(quotes) and quotes[at][0] < figure.number.start else None
        if (inside and _is_name(inside, figure)) or _is_left_out(text, match, figure, guards):
            continue
        for span, value in shared if follows else ():
            yield Figure(span, span.end, value, figure.unit_text, figure.unit)
        yield figure


def _unitless(text: str, match: re.Match[str], guards: _Guards) -> Figure | None:
    """A score, an index or a ratio: 「自评得分为96.5。」"""
    if not match["number"] or match["chinese"]:
        return None
    start, end = match.span("number")
    closed = text[end : end + 1] in _AFTER_UNITLESS
    if not closed or not guards.unitless.search(text[max(0, start - 12) : start].rstrip()):
        return None
    value = number_value(match["number"])
    return None if value is None else Figure(Span(start, end), end, value, "", None)


def _shares_unit(
    text: str, match: re.Match[str], guards: _Guards, follows: bool
) -> tuple[tuple[Span, Decimal] | None, int]:
    """A number without unit that another follows after a dash or 、, and where that one begins."""
    if not match["number"] or match["chinese"]:
        return None, 0
    start, end = match.span("number")
    link = _SHARING.match(text, end)
    marker = text[start - 1 : start] in _BEFORE_MARKER
    if link is None or marker or (not follows and guards.before.search(text[max(0, start - 12) : start])):
        return None, 0
    value = number_value(match["number"])
    return None if value is None else (Span(start, end), value), link.end()


def _read(match: re.Match[str]) -> Figure | None:
    if match["part"]:
        value = number_value(match["part"])
        unit = unit_of("%" if match["hundredths"][0] == "百" else "‰")
        start, end = match.span("part")
        return None if value is None else Figure(Span(start, end), end, value, match["hundredths"], unit)
    base, multiplier = match["base"], match["multiplier"] or ""
    if base is None and multiplier not in ("万", "亿", "万亿"):
        return None
    printed = multiplier + (base or "") + (match["per"] or "")
    unit = unit_of(printed)
    start, end = match.span("number")
    value = number_value(match["number"])
    if value is None:
        return None
    return Figure(Span(start, end), match.end(), value, printed, unit, match["more"] or match["more2"] or "")


def _is_name(quote: tuple[int, int, str], figure: Figure) -> bool:
    """Whether the figure is part of a title or of a short quoted name: 《…》, “五个一”; not 「“60”分钟」, “60分钟办结”."""
    start, end, mark = quote
    if mark != "“":
        return True
    counted = figure.unit is None or figure.unit.dimension == COUNT
    return end > figure.end and counted and end - start <= 14


def _is_left_out(text: str, match: re.Match[str], figure: Figure, guards: _Guards) -> bool:
    start, end = figure.number.start, figure.end
    before = text[max(0, start - 12) : start]
    after = text[end : end + 12]
    if guards.before.search(before) or guards.after.match(text[figure.number.end : figure.number.end + 16]):
        return True
    if guards.whole.match(text, start):
        return True
    base = match["base"] or ""
    if base and not match["multiplier"] and guards.abstract.match(after):
        return True
    if match["chinese"]:
        return _is_idle_numeral(match["chinese"], base, match, before, after, guards)
    if base == "年":
        if _FIRST_YEAR <= figure.value <= _LAST_YEAR:
            return True
        return not guards.year_before.search(before)
    if base in ("岁", "周岁"):
        return not guards.age_before.search(before)
    if not base:
        return after[:1].isascii() and after[:1].isalpha()
    return False


def _is_idle_numeral(numeral: str, base: str, match: re.Match[str], before: str, after: str, guards: _Guards) -> bool:
    """Whether a Chinese numeral counts nothing: 「一系列」「三方面」; 「二十项」 and 「新建小学一所，」 count."""
    if base == "年" or (len(numeral) == 1 and guards.abstract_few.match(after)):
        return True
    if numeral == "一":
        closed = not after or after[0] in "，,。；;、）)\n"
        return not (
            base in guards.one_units
            and closed
            and before[-1:] >= "\u4e00"
            and before[-1:] not in "每同这那某其唯任逐只"
        )
    if base in guards.chinese_units:
        return False
    unit = match["multiplier"] or ""
    return not (unit and base) and not (base and unit_dimension(base) == RATIO and base == "倍")


def unit_dimension(printed: str) -> str:
    unit = unit_of(printed)
    return unit.dimension if unit else ""
