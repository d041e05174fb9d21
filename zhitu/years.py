"""Years held against one another for people: what changed between two of them, and one thing through all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.continuity import Issue, lineages, read_edition
from kg.continuity.align import between
from kg.continuity.editions import ChangeKind, Edition, Figure, Merge, Unit
from kg.continuity.figures import canonical_indicators, core_name, is_growth
from kg.continuity.graph import carried_by, deciding
from kg.continuity.likeness import plain
from kg.continuity.lineages import Lineage
from kg.continuity.projects import stage_label
from kg.errors import UnknownReport
from kg.model import Relation
from kg.review import decisions_in
from kg.store import Row
from ontology import NIF, OWL, SSSOM, ZT
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


@dataclass(frozen=True, slots=True)
class Point:
    """What one year's report says of the subject."""

    year: int
    report: str
    iri: str
    label: str  # a figure as printed with its unit, a stage, or how a unit changed
    claim: str  # 实际, 计划, …; "" of units
    value: str  # in the base unit; "" where there is none
    unit: str
    change: str  # against the year before of the same claim, in percent, or the kind of change
    quote: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """One indicator, project, duty, task or problem through the years."""

    subject: str
    kind: str  # local name of its class
    department: str
    points: tuple[Point, ...]


# --- lineages ---------------------------------------------------------------------------------------------------


def _lineages(workspace: Workspace) -> tuple[Lineage, ...]:
    """Of every department; those with one report alone included."""
    issues = issues_of(workspace.reports(), workspace.base_iri)
    decisions = decisions_in(workspace.store, workspace.review_graph)
    judged = {(one.subject, one.object): one.accepted for one in decisions if one.relation is Relation.CONTINUES}
    found = lineages(issues, carried_by(workspace.store), judged)
    met = {issue.report for lineage in found for issue in lineage.issues}
    return (*found, *(Lineage((issue,)) for issue in issues if issue.report not in met))


def _lineage(workspace: Workspace, department: str, years: Sequence[int]) -> Lineage:
    """The reports of the department that a name, a part of one or an IRI means. Raises UnknownReport."""
    every = _lineages(workspace)
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
    lineage = _lineage(workspace, department, (first, second))
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
        for kind, units in _kinds(edition).items()
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


def _kinds(edition: Edition) -> dict[str, tuple[Unit, ...]]:
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
    percent = (
        "" if rate or not then.base else f"{_signed((100 * (now.base / then.base - 1)).quantize(Decimal('0.1')))}%"
    )
    return FigureChange(
        now.name,
        now.kind,
        f"{then.printed}{then.unit}",
        f"{now.printed}{now.unit}",
        f"{_signed(difference)}{unit}",
        percent,
        (then.iri, now.iri),
    )


def _signed(number: Decimal) -> str:
    text = f"{number.quantize(Decimal('0.0001')).normalize():f}"
    return text if text.startswith("-") or number == 0 else f"+{text}"


# --- one thing through the years ----------------------------------------------------------------------------------


def timeline(workspace: Workspace, subject: str, *, department: str = "") -> Timeline:
    """An indicator, project, duty, task or problem over the years, by its IRI, its name or words of it.

    Of several that fit, the one that most years tell of, and of these the shortest name. Raises UnknownReport.
    """
    from kg.continuity.projects import name_of

    scope = [
        lineage
        for lineage in _lineages(workspace)
        if not department
        or any(department in (issue.department, issue.name) or department in issue.name for issue in lineage.issues)
    ]
    words, candidates = plain(subject), []
    for lineage in scope:
        editions = [read_edition(workspace.store, issue) for issue in lineage.issues]
        name = editions[-1].name
        for kind, groups in (
            ("Indicator", _indicators(workspace, editions)),
            ("Project", _projects(workspace, editions)),
            *(_chains(workspace, editions).items()),
        ):
            for label, iris, points in groups:
                exact = subject in iris or words == plain(label)
                inside = words in plain(label) or (kind == "Project" and name_of(subject).key in name_of(label).key)
                if points and (exact or inside):
                    years = len({point.year for point in points})
                    place = ("Indicator", "Project", "Duty", "Task", "Problem").index(kind)
                    key = (not exact, -years, place, len(label), label, name)
                    candidates.append((key, Timeline(label, kind, name, points)))
    if not candidates:
        raise UnknownReport(
            subject, "没有找到叫这个名字的指标、项目、职责、任务或问题。", "换一个说法，或用 zhitu search 查找。"
        )
    return min(candidates, key=lambda one: one[0])[1]


Group = tuple[str, frozenset[str], tuple[Point, ...]]
"""A thing's name, the IRIs it goes by, and what the years say of it."""


def _merged(workspace: Workspace) -> dict[str, str]:
    rows = workspace.store.select(f"SELECT ?a ?b {{ ?a <{ZT.variantOf}> ?b }}")
    return {row["a"]: row["b"] for row in rows}


def _indicators(workspace: Workspace, editions: Sequence[Edition]) -> list[Group]:
    canonical = _merged(workspace)
    series: dict[str, list[tuple[Edition, Figure]]] = {}
    for edition in editions:
        for figure in edition.figures:
            series.setdefault(canonical.get(figure.indicator, figure.indicator), []).append((edition, figure))
    found = []
    for iri, told in series.items():
        iris = frozenset((iri, *(figure.indicator for _, figure in told)))
        label = told[0][1].measure or min(
            (core_name(figure.name) for _, figure in told), key=lambda one: (len(one), one)
        )
        found.append((label, iris, _series(told)))
    return found


def _series(told: Sequence[tuple[Edition, Figure]]) -> tuple[Point, ...]:
    """A point for each year, claim and value, in order; the change is against the last value of the same claim."""
    points: dict[tuple[int, str, Decimal], Point] = {}
    last: dict[str, Decimal] = {}
    claims = list(CLAIMS)
    for edition, figure in sorted(
        told, key=lambda one: (one[1].year, claims.index(one[1].kind), one[0].year, one[1].begin)
    ):
        key = (figure.year, figure.kind, figure.base)
        if key in points:
            continue
        before = last.get(figure.kind)
        change = ""
        if before and figure.unit not in ("%", "％"):
            change = f"{_signed((100 * (figure.base / before - 1)).quantize(Decimal('0.1')))}%"
        elif before is not None and figure.unit in ("%", "％") and not is_growth(figure):
            change = f"{_signed(figure.base - before)}个百分点"
        last[figure.kind] = figure.base
        points[key] = Point(
            figure.year,
            edition.report,
            figure.iri,
            f"{figure.qualifier}{figure.printed}{figure.unit}",
            CLAIMS[figure.kind],
            f"{figure.base.normalize():f}",
            figure.base_unit,
            change,
            figure.clause,
        )
    return tuple(points.values())


def _projects(workspace: Workspace, editions: Sequence[Edition]) -> list[Group]:
    canonical = _merged(workspace)
    labels: dict[str, str] = {}
    iris: dict[str, set[str]] = {}
    for edition in editions:
        for project in edition.projects:
            head = canonical.get(project.iri, project.iri)
            labels.setdefault(head, project.label)
            iris.setdefault(head, set()).add(project.iri)
    rows = workspace.store.select(f"""SELECT ?project ?stage ?reached ?year ?report ?unit ?quote {{
        ?node a <{ZT.ProjectStage}> ; <{ZT.stageOf}> ?project ; <{ZT.stage}> ?stage ; <{ZT.reached}> ?reached ;
          <{ZT.forYear}> ?year ; <{ZT.inReport}> ?report ; <{ZT.about}> ?unit ; <{ZT.evidence}>/<{NIF.anchorOf}> ?quote }}
        ORDER BY ?year DESC(?reached) ?unit""")
    order = [str(stage) for stage in _stage_names()]
    points: dict[str, list[Point]] = {}
    for row in sorted(rows, key=lambda row: (int(row["year"]), row["reached"], order.index(row["stage"]), row["unit"])):
        claim = "实际" if row["reached"] == "true" else "计划"
        points.setdefault(row["project"], []).append(
            Point(
                int(row["year"]), row["report"], row["unit"], stage_label(row["stage"]), claim, "", "", "", row["quote"]
            )
        )
    return [(labels[head], frozenset(some), tuple(points.get(head, ()))) for head, some in iris.items()]


def _stage_names() -> list[str]:
    from kg.continuity.settings import settings

    return [stage["name"] for stage in settings()["stage"]]


def _chains(workspace: Workspace, editions: Sequence[Edition]) -> dict[str, list[Group]]:
    """Duties, tasks and problems with all that carries them on, from the first report that has them."""
    rows = workspace.store.select(f"""SELECT ?later ?earlier ?kind {{ ?later <{ZT.continues}> ?earlier .
        ?axiom <{OWL.annotatedSource}> ?later ; <{OWL.annotatedTarget}> ?earlier ; <{ZT.changeKind}> ?kind }}
        ORDER BY ?later ?earlier""")
    kinds = {(row["later"], row["earlier"]): ChangeKind(row["kind"].removeprefix(str(ZT))) for row in rows}
    found: dict[str, list[Group]] = {kind: [] for kind in KINDS}
    for kind in KINDS:
        heirs: dict[str, list[str]] = {}
        for later, earlier in kinds:
            heirs.setdefault(earlier, []).append(later)
        home = {unit.iri: (unit, edition) for edition in editions for unit in _kinds(edition)[kind]}
        begun = {later for later, earlier in kinds if earlier in home}
        for iri, (unit, _) in home.items():
            if iri in begun:
                continue
            chain, place = [iri], 0
            while place < len(chain):
                chain += [heir for heir in heirs.get(chain[place], ()) if heir in home and heir not in chain]
                place += 1
            points = tuple(_step(one, home, kinds, first=one == iri) for one in chain)
            found[kind].append((unit.label, frozenset(chain), points))
    return found


def _step(
    iri: str,
    home: dict[str, tuple[Unit, Edition]],
    kinds: dict[tuple[str, str], ChangeKind],
    *,
    first: bool,
) -> Point:
    unit, edition = home[iri]
    changes = dict.fromkeys(
        CHANGES[kind] for (later, earlier), kind in kinds.items() if later == iri and earlier in home
    )
    change = "" if first else "、".join(changes)
    return Point(
        edition.year, edition.report, iri, f"第{unit.number}项" if unit.number else "", "", "", "", change, unit.text
    )


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
    for lineage in _lineages(workspace):
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
