"""Well-known quantities under one name: 「全国财政收入」「公共财政收入」 are 财政收入; growth apart from level, real from nominal.

Only what is surely of one year gets a name: 「年均增长9.3%」, 「五年新增就业5100万人」, 「比2002年增长65.5%」 and the beginning of a change
(「由2476元增加到4140元」) stay out, because in a series they would be wrong. The list is `kg/data/measures.toml`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from kg.extract.clauses import Clause
from kg.model import Growth
from kg.tables import data_file
from kg.units import RATIO, Unit

_BESIDE = 14  # characters before a clause that may say of which years it tells: 近三年累计，…
_PERCENT = ("%", "％")


@dataclass(frozen=True, slots=True)
class _Measure:
    name: str
    level: re.Pattern[str]
    dimension: str
    rate: str
    rise: re.Pattern[str]
    growth: Growth
    adds_up: bool  # from year to year, so that what is reached after five is no value of one


@dataclass(frozen=True, slots=True)
class _Words:
    measures: tuple[_Measure, ...]
    several_years: re.Pattern[str]
    part_of_year: re.Pattern[str]
    real: re.Pattern[str]
    nominal: re.Pattern[str]
    begins: re.Pattern[str]
    ends: re.Pattern[str]


@cache
def _words() -> _Words:
    data = data_file("measures")
    scope, rise = data["scope"], data["rise"]
    measures = []
    for entry in data["measures"]:
        alone = f"|{entry['alone']}" if "alone" in entry else ""
        measures.append(
            _Measure(
                name=entry["name"],
                level=re.compile(f"{scope}(?:{entry['words']})"),
                dimension=entry["dimension"],
                rate=entry.get("rate", ""),
                rise=re.compile(f"{scope}(?:(?:{entry['words']}){rise}{alone})"),
                growth=Growth(entry.get("growth", Growth.UNSTATED)),
                adds_up=entry.get("adds_up", False),
            )
        )
    return _Words(tuple(measures), **{name: re.compile(data[name]) for name in _Words.__slots__ if name != "measures"})


@dataclass(frozen=True, slots=True)
class Named:
    """What a figure is called in all reports, and the basis of its growth where it is a growth rate."""

    measure: str = ""
    growth: Growth | None = None


def measure_of(
    property: str, unit: Unit | None, clause: Clause, sentence: str, *, dated: bool, many_years: bool
) -> Named:
    """The measure of a figure called `property`; `sentence` is its sentence up to the number.

    `dated` says that its clause names its year, `many_years` that the text around it tells of several years.
    """
    words = _words()
    name = "".join(unicodedata.normalize("NFKC", property).split())
    percent = clause.figure.unit_text in _PERCENT
    for measure in words.measures:
        if percent and measure.rate and measure.rise.fullmatch(name):
            growth = _basis(clause, sentence, name, measure.growth)
            fits = not many_years or dated
            return Named(measure.rate if fits and _of_one_year(clause, sentence, name) else "", growth)
        if not measure.level.fullmatch(name) or not _has_dimension(measure, unit, percent):
            continue
        state = not measure.adds_up and words.ends.search(clause.left.rstrip()) is not None
        if _of_one_year(clause, clause.lead if state else sentence, name):
            begun = words.begins.search(clause.lead.rstrip()) is not None and not dated
            return Named("" if begun or (many_years and not dated and not state) else measure.name)
    return Named()


def _has_dimension(measure: _Measure, unit: Unit | None, percent: bool) -> bool:
    if measure.dimension == RATIO:
        return percent
    return unit is not None and unit.dimension.startswith(measure.dimension)  # 亿美元 are money, too


def _of_one_year(clause: Clause, sentence: str, name: str) -> bool:
    words = _words()
    near = unicodedata.normalize("NFKC", sentence[-len(clause.lead) - _BESIDE :]) + name
    return not words.several_years.search(near) and not words.part_of_year.search(near)


def _basis(clause: Clause, sentence: str, name: str, usual: Growth) -> Growth:
    """Real or nominal as the clause or the stretch before it says; else what is customary."""
    words = _words()
    for told in (clause.lead + name, sentence):
        if words.real.search(told):
            return Growth.REAL
        if words.nominal.search(told):
            return Growth.NOMINAL
    return usual
