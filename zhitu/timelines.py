"""One indicator, project, duty, task or problem through the years, for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.continuity import read_edition
from kg.continuity.editions import ChangeKind, Edition, Figure, Unit
from kg.continuity.figures import core_name, is_growth
from kg.continuity.likeness import plain
from kg.continuity.projects import stage_label
from kg.errors import UnknownReport
from ontology import NIF, OWL, ZT
from zhitu.years import CHANGES, CLAIMS, KINDS, kinds_of, lineage_of, lineages_of, signed

if TYPE_CHECKING:
    from zhitu.workspace import Workspace


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


def timeline(workspace: Workspace, subject: str, *, department: str = "") -> Timeline:
    """An indicator, project, duty, task or problem over the years, by its IRI, its name or words of it.

    Of several that fit, the one that most years tell of, and of these the shortest name. Raises UnknownReport.
    """
    from kg.continuity.projects import name_of

    scope = [
        lineage
        for lineage in lineages_of(workspace)
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
            for label, names, points in groups:
                called = {label, *names}
                exact = subject in called or words == plain(label)
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


def timelines(workspace: Workspace, department: str) -> tuple[Timeline, ...]:
    """The indicators and projects of a department of which two years or more tell, those of most years first.

    Raises UnknownReport.
    """
    editions = [read_edition(workspace.store, issue) for issue in lineage_of(workspace, department).issues]
    found = [
        Timeline(label, kind, editions[-1].name, points)
        for kind, groups in (
            ("Indicator", _indicators(workspace, editions)),
            ("Project", _projects(workspace, editions)),
        )
        for label, _, points in groups
        if len({point.year for point in points}) > 1
    ]
    return tuple(sorted(found, key=lambda one: (-len({point.year for point in one.points}), one.kind, one.subject)))


Group = tuple[str, frozenset[str], tuple[Point, ...]]
"""A thing's name, the IRIs and spellings it goes by, and what the years say of it."""


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
            change = f"{signed((100 * (figure.base / before - 1)).quantize(Decimal('0.1')))}%"
        elif before is not None and figure.unit in ("%", "％") and not is_growth(figure):
            change = f"{signed(figure.base - before)}个百分点"
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
    names: dict[str, set[str]] = {}
    for edition in editions:
        for project in edition.projects:
            head = canonical.get(project.iri, project.iri)
            labels.setdefault(head, project.label)
            names.setdefault(head, set()).update((project.iri, project.label))
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
    return [(labels[head], frozenset(some), tuple(points.get(head, ()))) for head, some in names.items()]


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
        home = {unit.iri: (unit, edition) for edition in editions for unit in kinds_of(edition)[kind]}
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
