"""Quantities over the years: one indicator in whatever wording, its values a year, and growth recomputed.

Real growth (可比价) is not what the values at current prices give, and the two are never held against each other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from kg.continuity.editions import CrossFinding, Edition, Figure, Merge
from kg.continuity.likeness import plain
from kg.continuity.settings import settings
from kg.model import Justification
from kg.tables import any_of

_SHORTEST = 3  # characters; 投资, 面积 alone may be of another project next year
_PERCENT = frozenset({"%", "％"})


class _Words(NamedTuple):
    filler: re.Pattern[str]
    suffix: re.Pattern[str]
    fall: re.Pattern[str]
    against: re.Pattern[str]
    other_base: re.Pattern[str]
    real: re.Pattern[str]
    real_by_convention: re.Pattern[str]


@cache
def _words() -> _Words:
    growth = settings()["growth"]
    names = ("suffix", "fall", "against", "other_base", "real", "real_by_convention")
    return _Words(re.compile(any_of(settings()["names"]["indicator"])), *(re.compile(growth[name]) for name in names))


def merge_indicators(editions: Sequence[Edition]) -> list[Merge]:
    """Indicators that measure the same in the same unit under another wording, or under the department's old name.

    Wordings that differ only by what says how much or when (实现, 全年, 累计), and quantities known by one name everywhere.
    """
    first: dict[tuple[str, str], tuple[str, str]] = {}
    met: set[str] = set()
    merges = []
    for edition in editions:
        for figure in edition.figures:
            if figure.indicator in met:
                continue
            met.add(figure.indicator)
            key = (figure.measure or core_name(figure.name), figure.base_unit)
            if key not in first:
                first[key] = (figure.indicator, figure.name)
                continue
            canonical, name = first[key]
            same = figure.name == name
            why = "名称相同" if same else f"{figure.name}＝{figure.measure or name}"
            merges.append(Merge(figure.indicator, canonical, 0.99 if same else 0.9, Justification.LEXICAL, (why,)))
    return merges


def canonical_indicators(merges: Iterable[Merge]) -> dict[str, str]:
    """Indicator → the one that it is a variant of."""
    return {merge.variant: merge.canonical for merge in merges}


@lru_cache(maxsize=4096)
def core_name(name: str) -> str:
    """What is measured, without what only says how much or when.

    >>> core_name("全年实现土地出让收入"), core_name("土地出让收入")
    ('土地出让收入', '土地出让收入')
    """
    bare = plain(name)
    core = _words().filler.sub("", bare)
    return core if len(core) > 1 else bare


def check_growth(editions: Sequence[Edition], merges: Iterable[Merge]) -> Iterator[CrossFinding]:
    """Each growth rate against last year, recomputed from the values of both years.

    `holds` is True where it follows within what rounding leaves open, False where it does not, None where it is stated in
    constant prices. Where a year's value is missing or told in several ways, nothing is said.
    """
    canonical = canonical_indicators(merges)
    values: dict[tuple[str, int], list[Figure]] = defaultdict(list)
    home: dict[str, str] = {}
    for edition in editions:
        for figure in edition.figures:
            home[figure.iri] = edition.report
            if figure.kind == "Actual" or (figure.kind == "Rate" and not is_growth(figure)):
                values[canonical.get(figure.indicator, figure.indicator), figure.year].append(figure)
    for edition in editions:
        for rate in edition.figures:
            if not is_growth(rate) or _words().other_base.search(rate.clause) or rate.unit not in _PERCENT:
                continue
            now = _grown(rate, edition.figures)
            if now is None or len(core_name(now.name)) < _SHORTEST:
                continue
            before = values[canonical.get(now.indicator, now.indicator), now.year - 1]
            if finding := _held(rate, now, before, home):
                yield finding


def is_growth(figure: Figure) -> bool:
    """Whether the figure compares with another time, and is no level of its own."""
    return bool(figure.growth) or bool(_words().suffix.search(figure.name))


def _grown(rate: Figure, figures: Sequence[Figure]) -> Figure | None:
    """The value that the rate speaks of: named alike, in the same unit of text, nearest."""
    name = core_name(_words().suffix.sub("", rate.name))
    alike = [
        figure
        for figure in figures
        if figure.kind == "Actual"
        and figure.part_of == rate.part_of
        and figure.unit not in _PERCENT
        and core_name(figure.name) == name
        and figure.year == rate.year
    ]
    return min(alike, key=lambda figure: abs(figure.begin - rate.begin), default=None)


def _held(rate: Figure, now: Figure, before: Sequence[Figure], home: dict[str, str]) -> CrossFinding | None:
    known = {figure.base: figure for figure in before if figure.base_unit == now.base_unit and figure.base}
    if len(known) != 1 or not now.base:
        return None
    (then,) = known.values()
    falling = bool(_words().fall.search(rate.name) or _words().fall.search(rate.clause))
    stated = -rate.value if falling and rate.value > 0 else rate.value
    exact = 100 * (now.base / then.base - 1)
    real = rate.growth == "RealGrowth" or bool(_words().real.search(rate.clause))
    conventional = rate.growth != "NominalGrowth" and bool(_words().real_by_convention.search(rate.name))
    agrees = _agrees(stated, rate, now, then)
    holds = None if not agrees and (real or conventional) else agrees
    word = "下降" if exact < 0 else "增长"
    said = f"{rate.printed}{rate.unit}"
    sum_ = f"{then.year}年 {_shown(then)}，{now.year}年 {_shown(now)}，算得{word} {_rounded(abs(exact), rate)}%"
    if holds is None:
        message = f"{sum_}；所述 {said} 按可比价计算，不能用现价数核对"
    else:
        message = f"{sum_}，与所述{'下降' if falling else '增长'} {said} {'相符' if holds else '不符'}"
    return CrossFinding(
        "growth-recomputed" if holds is not None else "growth-real",
        holds,
        message,
        (rate.iri, now.iri, then.iri),
        tuple(dict.fromkeys((*rate.evidence, *now.evidence, *then.evidence))),
        tuple(dict.fromkeys((home[rate.iri], home[then.iri]))),
    )


def _agrees(stated: Decimal, rate: Figure, now: Figure, then: Figure) -> bool:
    """Whether some values that round to the printed ones give a rate that rounds to the printed one."""
    lows, highs = [], []
    for figure in (now, then):
        half = Decimal("0.5").scaleb(-decimals_of(figure.printed)) * (figure.base / figure.value)
        lows.append(figure.base - half)
        highs.append(figure.base + half)
    least = 100 * (lows[0] / highs[1] - 1)
    most = 100 * (highs[0] / lows[1] - 1) if lows[1] > 0 else Decimal("Infinity")
    slack = Decimal("0.5").scaleb(-decimals_of(rate.printed))
    return least - slack <= stated <= most + slack


def decimals_of(printed: str) -> int:
    """Decimal places of a printed figure: "12.50" → 2."""
    return len(printed.partition(".")[2])


def _shown(figure: Figure) -> str:
    return f"{figure.name} {figure.printed}{figure.unit}"


def _rounded(value: Decimal, like: Figure) -> str:
    return str(value.quantize(Decimal(1).scaleb(-max(1, decimals_of(like.printed)))))
