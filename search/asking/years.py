"""Questions across several years of a department: what is new, gone, reworded, without follow-up, running through all years.

They are answered from the graph of continuity (`kg.continuity`): a pattern that says what the continuity of `?item` must be
joins the query for duties, tasks, problems or outcomes. Where no department has several years, that is the answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from kg.continuity.projects import stage_label, stages_in
from kg.tables import data_file
from ontology import ZT
from search.asking.catalogue import ReportEntry, bare
from search.asking.cues import number_of
from search.asking.figures import Figure, common
from search.asking.plan import Across, Candidate, Operation, QueryPlan, Target, Term
from search.asking.reading import Reading
from search.asking.relevance import Topic
from search.asking.view import Grounded, View, values

ABOUT = 0.5  # how much of the free topic must stand in a unit
_CHANGES = {
    Across.MERGED: ("Merged",),
    Across.SPLIT: ("Split",),
    Across.MOVED: ("Moved",),
    Across.REWORDED: ("Reworded",),
}
_FINDINGS = {
    Across.NO_FOLLOW_UP: ("task-without-follow-up",),
    Across.CARRIED_OVER: ("task-carried-over",),
    Across.RETURNED: ("problem-returned", "problem-persists"),
    Across.COPIED: ("text-reused",),
}
_WORDS = (
    (Target.PROBLEM, re.compile(r"问题|不足|短板|困难|老大难|顽疾")),
    (Target.DUTY, re.compile(r"职责|职能|职权")),
    (Target.TASK, re.compile(r"任务|重点工作|工作(?:安排|任务|要点)")),
)
UNITS = (Target.DUTY, Target.TASK, Target.PROBLEM)
_HERE = re.compile(
    r"(?:与|和|跟|同|比|较|相比)?(?:去年|上一?年|前一?年|往年|上一份报告)(?:相比|比较|比)?(?:的)?"
    r"|(?:每一?|各|历|逐)年(?:都|来)?|(?:与|和|跟|同|相比|比)(?=\s|$)"
)


@dataclass(frozen=True)
class _Cue:
    kind: Across
    pattern: re.Pattern[str]
    of_units: bool
    only: re.Pattern[str] | None


@cache
def _cues() -> tuple[re.Pattern[str], tuple[_Cue, ...], re.Pattern[str], re.Pattern[str]]:
    table = data_file("years", "search")
    cues = tuple(
        _Cue(
            Across(entry["name"]),
            re.compile("|".join(entry["patterns"])),
            entry.get("of_units", False),
            re.compile(entry["only"]) if "only" in entry else None,
        )
        for entry in table["across"]
    )
    series, afterwards = re.compile(table["series"]["words"]), re.compile(table["year"]["afterwards"])
    return re.compile(table["units"]), cues, series, afterwards


def asks_series(plan: QueryPlan) -> bool:
    """Whether all years' values are asked for, and not only the growth that a report states."""
    return len(plan.years) > 1 or bool(_cues()[2].search(plan.question))


def read_across(plan: QueryPlan, reading: Reading) -> QueryPlan:
    """What the question asks about the years, from its cue words; the plan as it is where it asks nothing of the kind."""
    units, cues, _, _ = _cues()
    text = "".join("□" if named else char for char, named in zip(reading.text, reading.named))
    for cue in cues:
        match = cue.pattern.search(text)
        if not match or (cue.of_units and not units.search(text)) or (cue.only and not cue.only.search(text)):
            continue
        run = number_of(match["run"]) if "run" in cue.pattern.groupindex and match["run"] else 0
        plan = replace(_without_last_year(plan), across=cue.kind, run=int(run), cued=True)
        if cue.kind is Across.STAGES:  # may be answered from one report, too: nothing of the question is spent
            return plan
        for used in (match, *_HERE.finditer(text), *(units.finditer(text) if cue.kind not in _DATED else ())):
            reading.use(*used.span())
        if cue.kind is Across.NO_FOLLOW_UP:  # so may this, as what the question was read as before
            return plan
        how_many = re.search(r"多少|(?<!第)几(?:项|条|个)", text) and cue.kind not in _DATED
        operation = Operation.COUNT if how_many else Operation.LIST
        return replace(plan, targets=_targets(cue.kind, text), operation=operation)
    return plan


def _without_last_year(plan: QueryPlan) -> QueryPlan:
    """照搬上一年, 比上一年新增: 上一年 is the year before whatever year is looked at, and no year of its own."""
    if not any(said.startswith("“上") for said in plan.assumed):
        return plan
    rest = tuple(said for said in plan.assumed if not said.startswith("“上"))
    return replace(plan, years=(), absent_years=(), assumed=rest, missing=())


_DATED = (Across.FIRST, Across.LAST)


def _targets(kind: Across, text: str) -> tuple[Target, ...]:
    if kind is Across.CARRIED_OVER:
        return (Target.TASK,)
    if kind is Across.RETURNED:
        return (Target.PROBLEM,)
    if kind is Across.COPIED:
        return (Target.OUTCOME,)
    if kind in (Across.RISING, Across.FALLING):
        return (Target.QUANTITY,)
    if kind in _DATED:
        return (Target.TASK, Target.OUTCOME, Target.DUTY, Target.PROBLEM, Target.TASK_GROUP, Target.OUTCOME_GROUP)
    named = tuple(target for target, words in _WORDS if words.search(text))
    return named or UNITS


# --- what the workspace adds ----------------------------------------------------------------------------------


def ground_across(plan: QueryPlan, view: View) -> Grounded | None:
    """Which reports and things the question is about; why there is no answer, where there is none.

    None where several years have nothing to say about it, and one report may: the question is then read without them.
    """
    series = _series(plan, view)
    if plan.across is Across.STAGES:
        return _stages(plan, view) if series else None
    if plan.across is Across.NO_FOLLOW_UP:
        last = {some[-1].iri for some in series}
        if last.issuperset(entry.iri for entry in _looked_at(plan, series)):
            return None
        plan = replace(plan, targets=(Target.TASK,), operation=Operation.LIST)
    if not series:
        return Grounded(plan, "工作区里没有哪个部门有几年的报告，无法比较各年。")
    if plan.across in _DATED:
        return _dated(plan, view)
    if plan.across in (Across.RISING, Across.FALLING):
        return _trending(plan, series, view)
    reports = tuple(entry.iri for entry in _looked_at(plan, series))
    if not reports:
        return Grounded(
            plan, f"没有可以与{plan.years[0]}年相比的另一年报告。" if plan.years else "没有可以相比的报告。"
        )
    plan = replace(plan, reports=reports)
    if plan.across is Across.RUNNING and not plan.run:
        plan = replace(plan, candidates=_in_every_report(plan, series, view))
        if not plan.candidates:
            return Grounded(plan, "没有哪一项是每份报告都有的。")
    return _about(plan, view) if plan.terms else Grounded(plan)


def _in_every_report(plan: QueryPlan, series: Sequence[Sequence[ReportEntry]], view: View) -> tuple[Candidate, ...]:
    """Units of the last report of a series that go back, report by report, to the first."""
    ends = " ".join(f"(<{some[-1].iri}> <{some[0].iri}>)" for some in series)
    kinds = " ".join(f"<{ZT[target]}>" for target in plan.targets)
    rows = view.graph.select(
        f"SELECT DISTINCT ?item {{ VALUES (?last ?begun) {{ {ends} }} VALUES ?kind {{ {kinds} }} "
        f"?item <{ZT.inReport}> ?last ; a ?kind ; <{ZT.continues}>+ ?first . ?first <{ZT.inReport}> ?begun }} ORDER BY ?item"
    )
    return tuple(Candidate(row["item"], 1.0) for row in rows)


def _series(plan: QueryPlan, view: View) -> list[list[ReportEntry]]:
    """The reports of each department that has several years, in order, of the departments the question names."""
    named = {iri for one in plan.departments for iri in view.catalogue.same_body(one.iri)}
    found: dict[tuple[frozenset[str], str], dict[int, ReportEntry]] = defaultdict(dict)
    for entry in view.catalogue.reports:
        if entry.year is not None and entry.department and (not named or entry.department in named):
            found[view.catalogue.same_body(entry.department), entry.kind][entry.year] = entry
    return [[some[year] for year in sorted(some)] for some in found.values() if len(some) > 1]


def _looked_at(plan: QueryPlan, series: Sequence[Sequence[ReportEntry]]) -> list[ReportEntry]:
    """The reports whose units are asked for. Of a year in which something is gone, that is the report before."""
    if plan.across is Across.CHANGED and plan.years:
        pairs = [pair for some in series for pair in pairwise(some) if pair[1].year == max(plan.years)]
        return [entry for pair in pairs for entry in pair]
    later = plan.across not in (Across.DROPPED, Across.NO_FOLLOW_UP, Across.CARRIED_OVER)
    after = bool(_cues()[3].search(plan.question)) or plan.across in (Across.NO_FOLLOW_UP, Across.CARRIED_OVER)
    found = []
    for some in series:
        for before, entry in zip([None, *some], some):
            if not plan.years:
                found.append(entry)
            elif later:
                if entry.year == max(plan.years) and before is not None:
                    found.append(entry)
            elif after:
                if entry.year == min(plan.years):
                    found.append(entry)
            elif entry.year == max(plan.years) and before is not None:
                found.append(before)
    return found


def _about(plan: QueryPlan, view: View) -> Grounded:
    """Of the units that fit, those about the free topic."""
    from search.asking.compile import compile_plan

    topic = Topic(plan.terms, view.catalogue, plan.meanings)
    rows = view.graph.select(compile_plan(plan))
    texts = {row["item"]: row.get("text", row["label"]) for row in rows}
    scored = [(topic.in_text(bare(text)), iri) for iri, text in texts.items()]
    kept = tuple(
        Candidate(iri, min(1.0, score))
        for score, iri in sorted(scored, key=lambda one: (-one[0], one[1]))
        if score >= ABOUT
    )
    if kept:
        return Grounded(replace(plan, candidates=kept))
    return Grounded(plan, f"报告里没有与“{plan.topic}”有关的这种变化。" if texts else "")


def _dated(plan: QueryPlan, view: View) -> Grounded:
    """The first, or last, report that speaks of the topic in the words of the question."""
    words = [term.text for term in plan.terms] + [named.label for named in plan.names]
    if not words:
        return Grounded(plan, "没有认出要查的是什么内容。")
    years = {entry.iri: entry.year for entry in view.catalogue.reports if entry.year is not None}
    reports = plan.reports or tuple(years)
    speaking = [iri for iri in reports if iri in years and all(view.catalogue.says(word, (iri,)) for word in words)]
    if not speaking:
        return Grounded(plan, f"各年报告都没有写到“{'、'.join(words)}”。")
    pick = min if plan.across is Across.FIRST else max
    year = pick(years[iri] for iri in speaking)
    chosen = tuple(iri for iri in speaking if years[iri] == year)
    kinds = " ".join(f"<{ZT[target]}>" for target in plan.targets)
    rows = view.graph.select(
        f"SELECT DISTINCT ?item ?text {{ VALUES ?kind {{ {kinds} }} {values('report', chosen)} "
        f"?item a ?kind ; <{ZT.inReport}> ?report ; <{ZT.text}> ?text }} ORDER BY ?item"
    )
    said = [row["item"] for row in rows if all(word in bare(row["text"]) for word in map(bare, words))]
    if not said:
        return Grounded(plan, f"{year}年的报告提到过“{'、'.join(words)}”，但不在职责、任务、成效或问题里。")
    return Grounded(replace(plan, reports=chosen, candidates=tuple(Candidate(iri, 1.0) for iri in said)))


def _stages(plan: QueryPlan, view: View) -> Grounded | None:
    """The stages of the projects that the question names, whatever the report calls them; None where none is known."""
    named = [one.iri for one in plan.names if one.type == "Project"]
    if not named:
        terms = (*plan.terms, *(Term(one.label) for one in plan.names))
        topic = Topic(terms, view.catalogue, plan.meanings)
        projects = [one for one in view.catalogue.names if one.type == "Project"]
        scored = [(topic.in_text(one.key), one.iri) for one in projects] if terms else []
        best = max((score for score, _ in scored), default=0.0)
        named = [iri for score, iri in scored if score >= max(ABOUT, best)]
    rows = view.graph.select(f"""SELECT DISTINCT ?unit ?year ?name {{ {values("named", sorted(set(named)))}
        ?named <{ZT.variantOf}>? ?project .
        ?stage <{ZT.stageOf}> ?project ; <{ZT.about}> ?unit ; <{ZT.forYear}> ?year ; <{ZT.stage}> ?name }}
        ORDER BY ?year ?unit""")
    asked = stages_in(plan.question)
    if not rows:
        return None
    told = [row for row in rows if not asked or row["name"] in asked]
    if not told:
        near = tuple(Candidate(iri, 1.0) for iri in dict.fromkeys(row["unit"] for row in rows))
        reason = f"各年报告没有写这个项目{'、'.join(map(stage_label, asked))}的情况。"
        return Grounded(plan, reason, near)
    units = tuple(Candidate(iri, 1.0) for iri in dict.fromkeys(row["unit"] for row in told))
    targets = (Target.TASK, Target.OUTCOME)
    return Grounded(replace(plan, targets=targets, operation=Operation.LIST, candidates=units, reports=(), names=()))


def _trending(plan: QueryPlan, series: Sequence[Sequence[ReportEntry]], view: View) -> Grounded:
    """The quantities whose values went up, or down, from year to year without a break."""
    topic = Topic(plan.terms, view.catalogue, plan.meanings)
    least = plan.run or 3
    canonical = {row["a"]: row["b"] for row in view.graph.select(f"SELECT ?a ?b {{ ?a <{ZT.variantOf}> ?b }}")}
    found: list[Figure] = []
    for some in series:
        entries = {entry.iri: entry.year for entry in some}
        rows = view.graph.select(
            f"SELECT ?item ?indicator {{ {values('report', entries)} ?item <{ZT.inReport}> ?report ; <{ZT.indicator}> ?indicator }}"
        )
        indicator = {row["item"]: canonical.get(row["indicator"], row["indicator"]) for row in rows}
        told: dict[str, dict[int, Figure]] = defaultdict(dict)
        for figure in view.figures(replace(plan, reports=tuple(entries))):
            year = entries.get(figure.report)
            if year is not None and figure.kind in ("Actual", "Rate") and figure.iri in indicator:
                told[indicator[figure.iri]].setdefault(year, figure)
        for one in told.values():
            run = _run(one, rising=plan.across is Across.RISING)
            if len(run) >= least and (not topic or max(topic.in_fields(figure.fields) for figure in run) >= ABOUT):
                found += run
    if not found:
        way = "增长" if plan.across is Across.RISING else "下降"
        return Grounded(plan, f"没有找到连续{least}年{way}的数字。")
    candidates = tuple(Candidate(figure.iri, 1.0) for figure in found)
    return Grounded(replace(plan, candidates=candidates, reports=()), figures=tuple(found))


def _run(told: dict[int, Figure], *, rising: bool) -> list[Figure]:
    """The longest run of neighbouring years, up to the last one, in which each value is above (below) the one before."""
    years = sorted(told)
    run = [told[years[-1]]]
    for year in reversed(years[:-1]):
        both = common(told[year], run[0])
        neighbours = year + len(run) == years[-1]
        if not neighbours or both is None or both[0] == both[1] or (both[0] < both[1]) is not rising:
            break
        run.insert(0, told[year])
    return run


# --- as a pattern ----------------------------------------------------------------------------------------------


def pattern_of(plan: QueryPlan) -> str:
    """What continuity must say of `?item`, and why it is an answer."""
    kind = plan.across
    if kind is Across.NEW:
        return "  ?item zt:changeKind zt:New .\n"
    if kind is Across.DROPPED:
        return "  ?item zt:changeKind zt:Dropped .\n"
    if kind is Across.CHANGED:
        return _CHANGED + (
            f'  FILTER((?change = zt:Dropped) != (STR(?in) = "{max(plan.years)}"))\n' if plan.years else ""
        )
    if kind in _CHANGES:
        changes = ", ".join(f"zt:{change}" for change in _CHANGES[kind])
        return (
            "  ?axiom owl:annotatedSource ?item ; owl:annotatedProperty zt:continues ; owl:annotatedTarget ?earlier ;\n"
            f"         zt:changeKind ?change .\n  FILTER(?change IN ({changes}))\n"
            '  ?change rdfs:label ?changed . FILTER(LANG(?changed) = "zh")\n'
            "  ?earlier zt:text ?before .\n"
            '  BIND(CONCAT(?changed, "自上一份报告：", ?before) AS ?why)\n'
        )
    if kind is Across.RUNNING:
        steps = "/".join(["zt:continues"] * (plan.run - 1)) if plan.run > 1 else "zt:continues+"
        years = (
            f"  FILTER(xsd:integer(STR(?until)) - xsd:integer(STR(?since)) = {plan.run - 1})\n"
            if plan.run > 1
            else "  FILTER NOT EXISTS { ?first zt:continues ?earlier }\n"
        )
        return (
            f"  ?item {steps} ?first ; zt:inReport/zt:year ?until .\n  ?first zt:inReport/zt:year ?since .\n{years}"
            "  FILTER NOT EXISTS { ?still zt:continues ?item }\n"
            '  BIND(CONCAT("自", STR(?since), "年起每份报告都有") AS ?why)\n'
        )
    if kind in _FINDINGS:
        codes = " ".join(f'"{code}"' for code in _FINDINGS[kind])
        newest = "" if kind in (Across.NO_FOLLOW_UP, Across.CARRIED_OVER) else _NEWEST
        older = _OLDEST if kind is Across.CARRIED_OVER else ""
        return f"  VALUES ?code {{ {codes} }}\n  ?finding zt:code ?code ; zt:about ?item ; rdfs:comment ?why .\n{newest}{older}"
    if kind is Across.STAGES:
        asked = " ".join(f'"{name}"' for name in stages_in(plan.question))
        return (
            (f"  VALUES ?stageKind {{ {asked} }}\n" if asked else "")
            + "  ?stage zt:stage ?stageKind ; zt:about ?item ; rdfs:label ?stageName ; zt:forYear ?stageYear .\n"
            '  BIND(CONCAT(STR(?stageYear), "年：", ?stageName) AS ?why)\n'
        )
    return ""


_CHANGED = """  { ?item zt:changeKind ?change . BIND("" AS ?before) }
  UNION
  { ?axiom owl:annotatedSource ?item ; owl:annotatedProperty zt:continues ; owl:annotatedTarget ?earlier ; zt:changeKind ?change .
    ?earlier zt:text ?before . FILTER(?change != zt:Kept) }
  ?change rdfs:label ?changed . FILTER(LANG(?changed) = "zh")
  ?item zt:inReport/zt:year ?in .
  BIND(IF(?before = "", ?changed, CONCAT(?changed, "自上一份报告：", ?before)) AS ?why)
"""
# A finding is about the units of several years: the newest, or the oldest of them, is the one asked for.
_NEWEST = """  FILTER NOT EXISTS { ?finding zt:about ?other . ?other zt:inReport/zt:year ?otherYear . ?item zt:inReport/zt:year ?itemYear .
                     FILTER(STR(?otherYear) > STR(?itemYear)) }
"""
_OLDEST = _NEWEST.replace(">", "<")
