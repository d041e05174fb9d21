"""Quantities: which of the stated ones a question means, and exact arithmetic over them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kg.store import Graph
from ontology import DCTERMS, NIF, RDFS, ZT
from search.asking.catalogue import bare, squeeze
from search.asking.plan import Claim, Measure, QueryPlan
from search.asking.relevance import Topic

_MONEY = re.compile(r"元$|^[万亿]$")
_PEOPLE = re.compile(r"^[万千]?(?:人|人次|名|位|户|户次)$")
_AREA = re.compile(r"平方|公顷|亩|㎡|m2|平米")
_LENGTH = re.compile(r"^(?:万)?(?:米|公里|千米|里)$")
_TIME = re.compile(r"分钟|小时|天|日|工作日|个月|^月$")
_RATE = re.compile(r"%|％|‰|百分点")
GROWTH = re.compile(r"同比|环比|增长|下降|减少|增加(?!值)|提高|比上年|较上年|较去年|比去年|上升|降低")
GENERIC = frozenset("个项件条家处次宗")
PLACES = frozenset("处条家宗")  # are not counted in 次: 查出多少处 is no 排查43次
_TOTAL = re.compile(r"共|总|累计|合计")
_PART = re.compile(r"^(?:其中|含|包括|其余|个别|部分)")
_OF_WHICH = re.compile(r"^[^；;。]*(?:其中|[(（]含|包括)[^；;。]*$")
_BEFORE, _AFTER = 28, 14  # characters around a figure that speak of it

_PHASES = {
    "approved": "预算数 年初预算 批复预算",
    "revised": "预算数 全年预算 调整预算",
    "executed": "执行数 实际支出 决算数 支出合计",
}


@dataclass(frozen=True)
class Figure:
    """One observation of a report with the words around it."""

    iri: str
    report: str
    part_of: str
    what: str  # the property as printed
    value: Decimal
    unit: str
    kind: str  # local name of the quantity kind
    qualifier: str
    normalized: Decimal | None
    clause: str  # its evidence
    sentence: str  # the text of what it stands in
    heading: str  # labels of what that stands in: 「清河水库除险加固主体工程完工」 over 「完成投资8560万元」
    begin: int
    phase: str = ""
    breakdown: str = ""
    category: str = ""

    @cached_property
    def fields(self) -> tuple[tuple[str, float], ...]:
        """The words that speak of it, nearest first, with what a word found there is worth."""
        said = [self.what, self.category, self.clause]
        if self.breakdown in ("", "total"):  # 执行数 means all that was spent, not what one source paid
            said += _PHASES.get(self.phase, "").split()
        return (
            ("\n".join(map(bare, said)), 1.0),
            (self._around, 0.8),
            (bare(self.sentence + "\n" + self.heading), 0.55),
        )

    @cached_property
    def _around(self) -> str:
        if self._place < 0:
            return ""
        end = self._place + len(self.clause)
        return bare(self.sentence[max(0, self._place - _BEFORE) : end + _AFTER])

    @property
    def measure(self) -> Measure:
        unit = squeeze(self.unit)
        for measure, pattern in (
            (Measure.RATE, _RATE),
            (Measure.AREA, _AREA),
            (Measure.MONEY, _MONEY),
            (Measure.PEOPLE, _PEOPLE),
            (Measure.TIME, _TIME),
            (Measure.LENGTH, _LENGTH),
        ):
            if pattern.search(unit):
                return measure
        return Measure.COUNT

    @property
    def is_intended(self) -> bool:
        """Whether it stands in a task: what it counts was to be done."""
        return "/task/" in self.part_of

    @property
    def is_total(self) -> bool:
        return bool(_TOTAL.search(self.qualifier + self.what))

    @property
    def is_part(self) -> bool:
        before = self.sentence[max(0, self._place - 4) : self._place] if self._place >= 0 else ""
        return bool(
            _PART.search(self.clause) or _PART.search(self.what) or re.search(r"其中[^，。；]{0,3}$|[(（]含$", before)
        )

    def holds(self, part: Figure) -> bool:
        """Whether the other is a part of this one, as far as the sentence tells: 「共285.72亿元，其中区86.83亿元」."""
        if self.part_of != part.part_of or self.measure is not part.measure or part.base > self.base:
            return False
        between = self.sentence[self._place + len(self.clause) : part._place + len(part.clause)]
        return self._place >= 0 and _OF_WHICH.search(between) is not None

    @cached_property
    def _place(self) -> int:
        return self.sentence.find(self.clause)

    @property
    def base(self) -> Decimal:
        return self.normalized if self.normalized is not None else self.value


def figures_of(graph: Graph, report: str) -> tuple[Figure, ...]:
    """Every observation of the report, in text order."""
    rows = graph.select(f"""SELECT ?item ?part ?property ?value ?unit ?kind ?qualifier ?normalized ?clause ?begin ?text
            ?heading ?phase ?breakdown ?category WHERE {{ GRAPH <{report}> {{
            ?item a <{ZT.Observation}> ; <{ZT.value}> ?value ; <{ZT.quantityKind}> ?kind ; <{ZT.evidence}> ?evidence .
            ?evidence <{NIF.beginIndex}> ?begin ; <{NIF.anchorOf}> ?clause .
            OPTIONAL {{ ?item <{ZT.property}> ?property }} OPTIONAL {{ ?item <{ZT.unitText}> ?unit }}
            OPTIONAL {{ ?item <{ZT.qualifier}> ?qualifier }} OPTIONAL {{ ?item <{ZT.normalizedValue}> ?normalized }}
            OPTIONAL {{ ?item <{ZT.phase}> ?phase }} OPTIONAL {{ ?item <{ZT.breakdown}> ?breakdown }}
            OPTIONAL {{ ?item <{ZT.category}> ?category }}
            OPTIONAL {{ ?item <{DCTERMS.isPartOf}> ?part . OPTIONAL {{ ?part <{ZT.text}> ?text }}
                        OPTIONAL {{ ?part <{DCTERMS.isPartOf}>/<{RDFS.label}> ?heading }} }} }} }}""")
    found: dict[str, Figure] = {}
    for row in sorted(rows, key=lambda row: (int(row["begin"]), row["item"])):
        found.setdefault(
            row["item"],
            Figure(
                iri=row["item"],
                report=report,
                part_of=row.get("part", ""),
                what=row.get("property", ""),
                value=Decimal(row["value"]),
                unit=row.get("unit", ""),
                kind=row["kind"].removeprefix(str(ZT)),
                qualifier=row.get("qualifier", ""),
                normalized=Decimal(row["normalized"]) if "normalized" in row else None,
                clause=row["clause"],
                sentence=row.get("text", row["clause"]),
                heading=row.get("heading", ""),
                begin=int(row["begin"]),
                phase=row.get("phase", ""),
                breakdown=row.get("breakdown", ""),
                category=row.get("category", ""),
            ),
        )
    return tuple(found.values())


def rank(figures: Iterable[Figure], topic: Topic, plan: QueryPlan) -> list[tuple[float, Figure]]:
    """The figures that may answer, best first, each with how well its words and its unit fit, 0 to 1.

    A figure that the question itself states is no answer to it.
    """
    stated = {squeeze(figure) for figure in plan.figures}
    ranked = []
    for figure in figures:
        if any(squeeze(f"{_plain(figure.value)}{figure.unit}") == said for said in stated):
            continue
        fit = fits_measure(figure, plan)
        if fit == 0:
            continue
        score = (topic.in_fields(figure.fields) if topic else 0.5) * fit
        if plan.must_say and not all(said in figure.sentence for said in plan.must_say):
            continue
        ranked.append((score + _preference(figure, plan), figure))
    ranked.sort(key=lambda pair: (-pair[0], pair[1].report, pair[1].begin))
    return ranked


def fits_measure(figure: Figure, plan: QueryPlan) -> float:
    """1 where the unit is what the question asks for, less where it may be, 0 where it cannot."""
    measure = figure.measure
    if plan.growth and measure is Measure.RATE and GROWTH.search(figure.clause):
        return 1.0
    if plan.measure in (Measure.ANY, Measure.COUNT):
        if not plan.classifier:
            return 1.0
        if squeeze(figure.unit).endswith(plan.classifier):
            return 1.0
        if measure in (Measure.RATE, Measure.MONEY, Measure.AREA):
            return 0.0
        last = figure.unit[-1:]
        times = "次" in (plan.classifier, last) and not PLACES.isdisjoint((plan.classifier, last))
        return 0.85 if plan.classifier in GENERIC and last in GENERIC and not times else 0.55
    if plan.measure is Measure.PEOPLE:
        return 1.0 if measure is Measure.PEOPLE else 0.0
    return 1.0 if measure is plan.measure else 0.0


def _preference(figure: Figure, plan: QueryPlan) -> float:
    """Small reasons among figures that fit alike: claims as asked for, wholes before parts."""
    value = 0.0
    planned = figure.kind in ("Planned", "Budgeted")
    if plan.claim is Claim.PLANNED:
        value += 0.06 if planned else -0.06
    elif plan.claim is Claim.BUDGETED:
        value += 0.06 if figure.kind == "Budgeted" else -0.03
    elif planned or figure.is_intended:
        value -= 0.06
    if plan.level:
        value += 0.15 if re.search(rf"(?:^|其中|[，、]){plan.level}|{plan.level}(?:级|本级)", figure.clause) else -0.05
    elif figure.is_part:
        value -= 0.08
    elif figure.is_total and not plan.level:
        value += 0.03 if plan.totals else 0.01
    if plan.growth and GROWTH.search(figure.what):
        value += 0.1
    if plan.totals and figure.breakdown == "total":
        value += 0.03
    return value


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f") if number == number.to_integral() else format(number, "f")


def common(first: Figure, second: Figure) -> tuple[Decimal, Decimal, str] | None:
    """Both values in the unit of the first, exactly; None where they measure different things."""
    if squeeze(first.unit) == squeeze(second.unit):
        return first.value, second.value, first.unit
    if first.normalized is None or second.normalized is None or first.measure is not second.measure or not first.value:
        return None
    factor = first.normalized / first.value
    return first.value, second.normalized / factor, first.unit


def plain(number: Decimal) -> str:
    """A decimal without exponent and without zeros that say nothing.

    >>> plain(Decimal("111.220")), plain(Decimal("1E+3"))
    ('111.22', '1000')
    """
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(part: Decimal, whole: Decimal) -> str:
    """`part` in percent of `whole`, two decimals at most.

    >>> percent(Decimal("139599.52"), Decimal("174867.73"))
    '79.83'
    """
    return plain((100 * part / whole).quantize(Decimal("0.01")))


def total_of(figures: Sequence[Figure]) -> tuple[Decimal, str] | None:
    """The sum in the unit of the first; None where units differ in kind, or planned would be added to actual."""
    if not figures or len({figure.kind for figure in figures}) > 1:
        return None
    total = Decimal(0)
    for figure in figures:
        both = common(figures[0], figure)
        if both is None:
            return None
        total += both[1]
    return total, figures[0].unit
