"""Years held against one another for people: what changed between two of them, and what continues in all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.continuity import Issue, lineages, read_edition
from kg.continuity.align import between
from kg.continuity.editions import ChangeKind, Edition, Figure, Merge, Unit
from kg.continuity.figures import canonical_indicators
from kg.continuity.graph import carried_by, deciding
from kg.continuity.lineages import Lineage
from kg.errors import UnknownReport
from kg.model import Relation
from kg.review import decisions_in
from kg.store import Row
from ontology import OWL, SSSOM, ZT
from zhitu.aligning import issues_of

if TYPE_CHECKING:
    from zhitu.workspace import Workspace

CHANGES = {
    ChangeKind.KEPT: "保留",
    ChangeKind.REWORDED: "改写",
    ChangeKind.MERGED: "合并",
    ChangeKind.SPLIT: "拆分",
    ChangeKind.MOVED: "移动",
    ChangeKind.NEW: "新增",
    ChangeKind.DROPPED: "取消",
}
KINDS = {"Duty": "职责", "Task": "任务", "Problem": "问题"}
CLAIMS = {"Actual": "实际", "Planned": "计划", "Budgeted": "预算", "Rate": "比率"}


@dataclass(frozen=True, slots=True)
class Side:
    """A unit on one side of a change."""

    iri: str
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """How one duty, task or problem changed. What is new has no `before`, what was dropped no `after`."""

    kind: str  # "Duty", "Task", "Problem"
    change: ChangeKind
    before: Side | None
    after: Side | None
    confidence: float = 1.0
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One quantity in both years, as printed; `difference` is in the unit of the second, `percent` of the first."""

    name: str
    claim: str  # local name of the quantity kind
    before: str
    after: str
    difference: str
    percent: str  # "" where it says nothing: of rates, and from nothing
    evidence: tuple[str, str]  # IRIs of the observations


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed in a department from one report to another."""

    department: str
    former: str  # name of the department in the first year, where it was another; else ""
    first: int
    second: int
    changes: tuple[Change, ...]
    money: tuple[FigureChange, ...]
    indicators: tuple[FigureChange, ...]


# --- lineages ---------------------------------------------------------------------------------------------------


def lineages_of(workspace: Workspace) -> tuple[Lineage, ...]:
    """Of every department; those with one report alone included."""
    issues = issues_of(workspace.reports(), workspace.base_iri)
    decisions = decisions_in(workspace.store, workspace.review_graph)
    judged = {(one.subject, one.object): one.accepted for one in decisions if one.relation is Relation.CONTINUES}
    found = lineages(issues, carried_by(workspace.store), judged)
    met = {issue.report for lineage in found for issue in lineage.issues}
    return (*found, *(Lineage((issue,)) for issue in issues if issue.report not in met))


def lineage_of(workspace: Workspace, department: str, years: Sequence[int] = ()) -> Lineage:
    """The reports of the department that a name, a part of one or an IRI means. Raises UnknownReport."""
    every = lineages_of(workspace)
    named = [
        one
        for one in every
        if any(department in (issue.department, issue.name) or department in issue.name for issue in one.issues)
    ]
    if not named:
        names = "、".join(dict.fromkeys(one.issues[-1].name for one in every))
        raise UnknownReport(department, "工作区里没有这个部门的报告。", f"现有：{names}。" if names else "")
    fitting = [one for one in named if {issue.year for issue in one.issues}.issuperset(years)]
    if not fitting:
        held = sorted({issue.year for one in named for issue in one.issues})
        raise UnknownReport(
            department, f"没有{'、'.join(map(str, years))}年都在的报告。", f"现有年度：{'、'.join(map(str, held))}。"
        )
    exact = [one for one in fitting if any(issue.name == department for issue in one.issues)] or fitting
    if len({one.issues[-1].department for one in exact}) > 1:
        names = "、".join(one.issues[-1].name for one in exact)
        raise UnknownReport(department, f"有几个部门符合：{names}。", "请写全称。")
    return min(exact, key=lambda one: (one.issues[0].kind != "self-evaluation", one.issues[0].kind))


# --- two years --------------------------------------------------------------------------------------------------


def compare(workspace: Workspace, department: str, first: int, second: int) -> Comparison:
    """What changed in a department's reports between two years, which need not be neighbours.

    Raises UnknownReport where the workspace lacks the department or one of the years.
    """
    from search.encoders import similarity

    first, second = min(first, second), max(first, second)
    lineage = lineage_of(workspace, department, (first, second))
    editions = [read_edition(workspace.store, issue) for issue in lineage.issues]
    before = next(one for one in editions if one.year == first)
    after = next(one for one in editions if one.year == second)
    judge, judge_merges = deciding(workspace.decisions())
    merges, links, changed = between(
        editions, before, after, similarity=similarity(workspace.encoder), judge=judge, judge_merges=judge_merges
    )
    sides = {
        unit.iri: (kind, Side(unit.iri, unit.number, unit.text))
        for edition in (before, after)
        for kind, units in kinds_of(edition).items()
        for unit in units
    }
    order = {iri: place for place, iri in enumerate(sides)}
    changes = [
        Change(sides[one.later][0], one.change, sides[one.earlier][1], sides[one.later][1], one.confidence, one.why)
        for one in links
    ]
    for iri, kind in changed:
        side = sides[iri][1]
        new = kind is ChangeKind.NEW
        changes.append(Change(sides[iri][0], kind, None if new else side, side if new else None))
    changes.sort(
        key=lambda one: (list(KINDS).index(one.kind), one.after is None, order[(one.after or one.before or side).iri])
    )
    figures = _figure_changes(before, after, merges)
    return Comparison(
        after.name,
        before.name if before.name != after.name else "",
        first,
        second,
        tuple(changes),
        tuple(change for change, budget in figures if budget),
        tuple(change for change, budget in figures if not budget),
    )


def kinds_of(edition: Edition) -> dict[str, tuple[Unit, ...]]:
    """The units of a report that continue, by class."""
    return {"Duty": edition.duties, "Task": edition.tasks, "Problem": edition.problems}


def _figure_changes(before: Edition, after: Edition, merges: Iterable[Merge]) -> list[tuple[FigureChange, bool]]:
    """Quantities that both years state of their own year, in the order of the later report; the first statement of each."""
    canonical = canonical_indicators(merges)

    def stated(edition: Edition) -> dict[tuple[str, str], Figure]:
        found: dict[tuple[str, str], Figure] = {}
        for figure in edition.figures:
            if figure.year == edition.year:
                found.setdefault((canonical.get(figure.indicator, figure.indicator), figure.kind), figure)
        return found

    old, found = stated(before), []
    for key, now in stated(after).items():
        if then := old.get(key):
            found.append((_figure_change(then, now), now.budget))
    return found


def _figure_change(then: Figure, now: Figure) -> FigureChange:
    factor = now.base / now.value if now.value else Decimal(1)
    difference = (now.base - then.base) / factor
    rate = now.unit in ("%", "％")
    unit = "个百分点" if rate else now.unit
    percent = "" if rate or not then.base else f"{signed((100 * (now.base / then.base - 1)).quantize(Decimal('0.1')))}%"
    return FigureChange(
        now.name,
        now.kind,
        f"{then.printed}{then.unit}",
        f"{now.printed}{now.unit}",
        f"{signed(difference)}{unit}",
        percent,
        (then.iri, now.iri),
    )


def signed(number: Decimal) -> str:
    """A difference with its sign, without zeros that say nothing."""
    text = f"{number.quantize(Decimal('0.0001')).normalize():f}"
    return text if text.startswith("-") or number == 0 else f"+{text}"


# --- everything ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Continuing:
    """What continuity holds of one department, counted."""

    department: str
    years: tuple[int, ...]
    kind: str
    former: tuple[str, ...]
    counts: dict[str, int]  # of each kind of change; of findings by code


def continuing(workspace: Workspace) -> list[Continuing]:
    """A line for each department with reports of several years."""
    home = f"{workspace.base_iri}graph/continuity"
    rows = workspace.store.select(f"""SELECT ?report ?what (COUNT(*) AS ?count) {{ GRAPH <{home}> {{
        {{ ?axiom <{ZT.changeKind}> ?what ; <{OWL.annotatedSource}> ?unit ; <{SSSOM.confidence}> ?sure }}
        UNION {{ ?unit <{ZT.changeKind}> ?what FILTER NOT EXISTS {{ ?unit <{OWL.annotatedSource}> ?source }} }} }}
        ?unit <{ZT.inReport}> ?report }} GROUP BY ?report ?what""")
    found = workspace.store.select(f"""SELECT (MAX(?in) AS ?report) ?what {{ GRAPH <{home}> {{
        ?finding <{ZT.code}> ?what ; <{ZT.inReport}> ?in }} }} GROUP BY ?finding ?what""")
    counts: dict[str, dict[str, int]] = {}
    for row in rows:
        _count(counts, row, row["what"].removeprefix(str(ZT)), int(row["count"]))
    for row in found:
        _count(counts, row, row["what"], 1)
    lines = []
    for lineage in lineages_of(workspace):
        if len(lineage.issues) > 1:
            total: dict[str, int] = {}
            for issue in lineage.issues:
                for what, number in counts.get(issue.report, {}).items():
                    total[what] = total.get(what, 0) + number
            last: Issue = lineage.issues[-1]
            former = tuple(dict.fromkeys(issue.name for issue in lineage.issues if issue.name != last.name))
            years = tuple(issue.year for issue in lineage.issues)
            lines.append(Continuing(last.name, years, last.kind, former, dict(sorted(total.items()))))
    return lines


def _count(counts: dict[str, dict[str, int]], row: Row, what: str, number: int) -> None:
    of_report = counts.setdefault(row["report"], {})
    of_report[what] = of_report.get(what, 0) + number
