"""How questions are worded: the cue patterns of `search/data/questions.toml`, and numbers, years and limits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from kg.tables import any_of, data_file
from search.asking.plan import Measure, Threshold

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
NUMERAL = r"(?:\d[\d,]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+(?:点[零一二三四五六七八九]+)?)"
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|度|[-—~至到和与、]|$|(?!\d)[^.\d])(?!\d)")
_CHINESE_YEAR = re.compile(r"[一二][〇零九][〇零一二三四五六七八九]{2}(?=年)")
_SHORT_YEAR = re.compile(r"(?<![\d.第])([012]\d)(?=年(?!内|间|期|来|以上|前))")
_YEAR_RANGE = re.compile(r"((?:19|20)\d\d)年?(?:度)?(?:-|—|~|至|到)((?:19|20)\d\d)年?")
_DATE = re.compile(
    r"(?:(?:(?:19|20)\d\d年)?(?:1[0-2]|0?[1-9])月(?:(?:[12]\d|3[01]|0?[1-9])日|[初底末]|[上中下]旬)?"
    r"|(?:(?:19|20)\d\d年)?(?:[上下]半年|第?[一二三四]季度|年[初底末]))(?![度份]?(?:计划|目标|任务))"
)
_ORDINAL = re.compile(rf"第({NUMERAL})(?:大)?(?:项|条|个|款|点|类)?")


@dataclass(frozen=True)
class Cues:
    """The compiled patterns; each list is in order of precedence."""

    operations: tuple[tuple[str, re.Pattern[str]], ...]
    targets: tuple[tuple[str, re.Pattern[str]], ...]
    spent: dict[str, re.Pattern[str]]  # of each target, what has no part in the subject
    measures: tuple[tuple[str, re.Pattern[str]], ...]
    manner: dict[str, re.Pattern[str]]
    filler: re.Pattern[str]
    numeric: re.Pattern[str]
    generic: re.Pattern[str]
    hollow: re.Pattern[str]
    process: re.Pattern[str]
    stop: frozenset[str]
    attached: re.Pattern[str]
    place: re.Pattern[str]
    not_place: re.Pattern[str]
    department: re.Pattern[str]
    not_department: re.Pattern[str]
    limits: tuple[tuple[str, re.Pattern[str]], ...]
    between: re.Pattern[str]
    rephrased: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]
    units: dict[str, tuple[Measure, Decimal]]
    variants: dict[str, tuple[str, ...]]  # a word → the others of its group
    variant: re.Pattern[str]  # any of them, longer ones first


@cache
def load_cues() -> Cues:
    """Read and compile `questions.toml`; once, a few milliseconds."""
    table = data_file("questions", "search")

    def named(entries: list[dict[str, Any]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((str(e["name"]), re.compile("|".join([*e["patterns"], *e.get("context", ())]))) for e in entries)

    units = {}
    for unit, (measure, factor) in table["units"].items():
        exact = Fraction(factor)
        units[unit] = (Measure(measure), Decimal(exact.numerator) / Decimal(exact.denominator))
    unit = any_of(units)
    comparison = dict(table["comparison"])
    at_least, at_most = comparison.pop("after_at_least"), comparison.pop("after_at_most")
    quantity = rf"(?P<number>{NUMERAL})(?P<scale>[万亿]?)(?P<unit>{unit})"
    # 不超过 must be tried before 超过, so longer words come first.
    limits = [(sign, re.compile(rf"(?:{words})了?{quantity}")) for sign, words in comparison.items()]
    limits.sort(key=lambda limit: len(limit[0]), reverse=True)
    limits += [(">=", re.compile(rf"{quantity}(?:{at_least})")), ("<=", re.compile(rf"{quantity}(?:{at_most})"))]
    stranger = table["stranger"]
    groups = [tuple(group.split("|")) for group in table["variants"]["groups"]]
    variants = {word: tuple(other for other in group if other != word) for group in groups for word in group}
    return Cues(
        operations=named(table["operation"]),
        targets=named(table["target"]),
        spent={entry["name"]: re.compile("|".join(entry["patterns"])) for entry in table["target"]},
        measures=named(table["measure"]),
        manner={name: re.compile(pattern) for name, pattern in table["manner"].items()},
        filler=re.compile("|".join(table["filler"]["patterns"])),
        hollow=re.compile(table["filler"]["hollow"]),
        process=re.compile(f"{table['filler']['hollow']}|{table['filler']['process']}"),
        generic=re.compile(f"(?:{table['filler']['generic']})+"),
        numeric=re.compile(table["filler"]["numeric"]),
        stop=frozenset(table["filler"]["stop"]),
        attached=re.compile(table["filler"]["attached"]),
        place=re.compile(stranger["place"]),
        not_place=re.compile(stranger["not_place"]),
        department=re.compile(stranger["department"]),
        not_department=re.compile(stranger["not_department"]),
        limits=tuple(limits),
        between=re.compile(
            rf"(?P<low>{NUMERAL})(?P<low_scale>[万亿]?)(?P<low_unit>{unit})?[到至和~—-]{quantity}(?:之间|范围内?|区间)"
        ),
        rephrased=tuple((re.compile(entry["asked"]), tuple(entry["said"])) for entry in table["rephrase"]),
        units=units,
        variants=variants,
        variant=re.compile(any_of(variants)),
    )


def number_of(text: str) -> Decimal:
    """The value of digits or of a Chinese numeral.

    >>> number_of("1,057"), number_of("二十三"), number_of("一百零五"), number_of("十")
    (Decimal('1057'), Decimal('23'), Decimal('105'), Decimal('10'))
    """
    if text[0].isdigit():
        return Decimal(text.replace(",", ""))
    whole, _, fraction = text.partition("点")
    if len(whole) > 1 and not set(whole) & set(_SMALL):
        value = Decimal("".join(str(_DIGITS[char]) for char in whole))
    else:
        total, digit = 0, 0
        for char in whole:
            if char in _SMALL:
                total += (digit or 1) * _SMALL[char]
                digit = 0
            else:
                digit = _DIGITS[char]
        value = Decimal(total + digit)
    return value + Decimal("0." + "".join(str(_DIGITS[char]) for char in fraction)) if fraction else value


def years_in(text: str) -> list[tuple[int, int, int]]:
    """(year, start, end) of every year of the text; a range gives all its years.

    >>> [year for year, _, _ in years_in("2021-2023年执行率")]
    [2021, 2022, 2023]
    >>> [year for year, _, _ in years_in("二〇二二年和21年")]
    [2022, 2021]
    """
    found: list[tuple[int, int, int]] = []
    taken: list[tuple[int, int]] = []
    for match in _YEAR_RANGE.finditer(text):
        first, last = int(match[1]), int(match[2])
        if first <= last <= first + 30:
            found += [(year, match.start(), match.end()) for year in range(first, last + 1)]
            taken.append(match.span())

    def free(start: int) -> bool:
        return not any(a <= start < b for a, b in taken)

    for match in _YEAR.finditer(text):
        if free(match.start()):
            found.append((int(match[1]), match.start(), match.end()))
    for match in _CHINESE_YEAR.finditer(text):
        found.append((int(number_of(match[0].replace("零", "〇"))), match.start(), match.end()))
    for match in _SHORT_YEAR.finditer(text):
        if free(match.start()):
            found.append((2000 + int(match[1]), match.start(), match.end()))
    return sorted(found, key=lambda each: (each[1], each[0]))


def limits_in(text: str) -> list[tuple[Threshold, int, int]]:
    """The limits that the text sets to a quantity, with where they stand.

    >>> [(str(t.operator), t.number, t.unit) for t, _, _ in limits_in("面积超过10公顷、不超过1亿元")]
    [('<=', Decimal('1'), '亿元'), ('>', Decimal('10'), '公顷')]
    """
    cues, found = load_cues(), []
    taken: list[tuple[int, int]] = []
    for match in cues.between.finditer(text):
        high = match["scale"] + match["unit"]
        low = match["low_scale"] + (match["low_unit"] or "")
        found.append((_limit(">=", match["low"], low if match["low_unit"] else high), *match.span()))
        found.append((_limit("<=", match["number"], high), *match.span()))
        taken.append(match.span())
    for sign, pattern in cues.limits:
        for match in pattern.finditer(text):
            if any(match.start() < b and a < match.end() for a, b in taken):
                continue
            found.append((_limit(sign, match["number"], match["scale"] + match["unit"]), *match.span()))
            taken.append(match.span())
    return found


def _limit(sign: str, number: str, unit: str) -> Threshold:
    units = load_cues().units
    if unit in units:
        measure, factor = units[unit]
    else:  # 万 or 亿 before a unit that is not listed with it
        measure, factor = units[unit[1:]]
        factor *= _LARGE[unit[0]]
    return Threshold(sign, number_of(number), unit, factor, measure)


def dates_in(text: str) -> list[str]:
    """The dates of the text, of a month or a quarter at least: a year alone says no more than the report's title.

    >>> dates_in("《方案》于 2022 年 11 月经区政府审定, 2022年共办结25宗")
    ['2022年11月']
    """
    return _DATE.findall("".join(text.split()))


def ordinals_in(text: str) -> list[tuple[int, int, int]]:
    """(number, start, end) of 第九项, 第3条."""
    return [(int(number_of(m[1])), m.start(), m.end()) for m in _ORDINAL.finditer(text) if "." not in m[1]]
