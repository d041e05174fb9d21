"""Units of measure: how reports print them, what base unit they lead to, what QUDT calls them.

The table is `kg/data/units.toml`. Money leads to 元, area to 平方米 (one 亩 is 2000/3 平方米), length to 米, mass to 千克, time
to 秒; a classifier (宗, 栋, 人次) is a unit of its own and leads nowhere, unless 万 or 亿 stands before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from kg.tables import data_file
from ontology import ZT

_QUDT = "http://qudt.org/vocab/unit/"
_OWN_UNITS = ("MU", "LI", "JIN")
_CENT = Decimal("0.01")
MONEY, RATIO, COUNT = "money", "ratio", "count"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit with the number that stands before it (万元 is 元 with 10,000).

    `base` is the code of the unit that `factor` leads to, "" where a figure in this unit is compared as printed.
    """

    code: str  # "CNY-10K"; for a classifier its character: "宗"
    dimension: str  # "money", "area", …, "ratio", "count"
    base: str = ""
    factor: Fraction = Fraction(1)
    iri: str = ""

    def normalized(self, value: Decimal) -> Decimal | None:
        """`value` in the base unit, rounded to 0.01 where it has no end (亩); None where there is no base unit.

        >>> unit_of("亩").normalized(Decimal("1057"))
        Decimal('704666.67')
        """
        if not self.base:
            return None
        scaled = value * self.factor.numerator
        if self.factor.denominator == 1:
            return scaled
        exact = scaled / self.factor.denominator
        ends = not self.factor.denominator % 5 or not self.factor.denominator % 2
        return exact if ends else exact.quantize(_CENT, ROUND_HALF_UP)


def table() -> dict[str, Any]:
    """`kg/data/units.toml`."""
    return data_file("units")


@cache
def spellings() -> dict[str, tuple[str, ...]]:
    """Every spelling of a unit without number before it, with the beginnings that must not follow it."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in table()["unit"]:
        found.update(dict.fromkeys(entry["spellings"], tuple(entry.get("not_before", ()))))
    return found | {classifier: tuple(words) for classifier, words in table()["classifiers"].items()}


@cache
def _plain_units() -> dict[str, Unit]:
    entries = table()["unit"]
    bases = {entry["dimension"]: entry["code"] for entry in entries if entry.get("factor") == "1"}
    units = {}
    for entry in entries:
        unit = Unit(
            entry["code"],
            entry["dimension"],
            bases[entry["dimension"]] if "factor" in entry else "",
            Fraction(entry.get("factor", 1)),
            _QUDT + entry["iri"] if "iri" in entry else "",
        )
        units.update(dict.fromkeys(entry["spellings"], unit))
    return units | {word: Unit(word, COUNT, iri=f"{_QUDT}NUM") for word in table()["classifiers"]}


@cache
def unit_of(printed: str) -> Unit | None:
    """The unit that a printed text stands for, with a number before it where there is one; None where unknown.

    >>> unit_of("万平方米").code, unit_of("万人次").base, unit_of("宗").base, unit_of("亿").code
    ('M2-10K', '人次', '', 'NUM-100M')
    """
    plain = _plain_units()
    if printed in plain:
        return plain[printed]
    for word, (suffix, factor) in table()["multipliers"].items():
        rest = printed.removeprefix(word)
        if rest == printed:
            continue
        if not rest:
            return Unit(f"NUM-{suffix}", COUNT, "NUM", Fraction(factor))
        unit = plain.get(rest)
        if unit is not None and unit.dimension != RATIO:
            return Unit(f"{unit.code}-{suffix}", unit.dimension, unit.base or unit.code, unit.factor * factor)
    return None


@cache
def _iris() -> dict[str, str]:
    return {unit.code: unit.iri for unit in _plain_units().values() if unit.iri}


def unit_iri(code: str) -> str:
    """The IRI of a unit: QUDT's, or the ontology's own for those that QUDT lacks (亩, 里, 斤); "" for others (万元).

    >>> unit_iri("HA"), unit_iri("MU")
    ('http://qudt.org/vocab/unit/HA', 'https://w3id.org/zhitu/ontology#MU')
    """
    return _iris().get(code) or (ZT[code] if code in _OWN_UNITS else "")
