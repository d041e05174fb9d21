"""Question → QueryPlan: what is asked, of what, under which constraints, and what was not understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from kg.places import provinces, short_name
from search.asking.catalogue import Catalogue, bare, bigrams, squeeze
from search.asking.cues import NUMERAL, Cues, limits_in, load_cues, ordinals_in, years_in
from search.asking.matching import correct, find_names
from search.asking.plan import Claim, Measure, Named, Operation, QueryPlan, Target, Term
from search.thesaurus import Expansion

Expand = Callable[[str], Sequence[Expansion]]
"""A query → the official wordings that it may mean: `search.thesaurus.expand`."""

LONG_CUE = 14  # characters; a longer match of a cue has the subject in it
ALSO = 0.85  # what an official wording counts beside the words of the question
PASSAGES = (Target.OUTCOME, Target.TASK)
EVERYWHERE = (Target.OUTCOME, Target.TASK, Target.PROBLEM, Target.IMPROVEMENT)
_FIGURE = re.compile(
    rf"({NUMERAL})([万亿]?(?:平方米|平方公里|公顷|亩|亿元|万元|元|人次|[块宗个项次件栋片条家所期处户名人份场批类种座辆台套间张]))"
)
_CLASSIFIER = re.compile(
    r"(?:多少|几)(?:万|千|百)?([宗个项次件栋片条家所期处户名份场批类种座辆台套间张块人届轮亩篇只头株]|分(?!钟|之))(?!钱)"
)
_DUTY_WORD = re.compile(r"职责|职能|职权|事权")
_ALL = re.compile(r"全部|所有|列出|罗列|一共|总共|共有|都有|哪些|哪几|多少|几")
_WHOLE_BUDGET = re.compile(r"预算(?:的)?(?:执行率|完成率|执行情况|完成情况|执行得|完成得|执行进度)|支出进度")
_VERB_HOW_MANY_NOUN = re.compile(r"([\u4e00-\u9fff])了?(?:多少|几)([税证牌会图案款项])")
_COMPARED = re.compile(r"[比较](?!重|例|率)|[和与跟同及、](?!比)")
_SHARED = re.compile(r"占(?!地|用|补)")
_ADDED = re.compile(r"[和与跟同及、加]")
_BODY_END = re.compile(r"[局委厅办院会所站]|中心")
LONGEST_SHORT_NAME = 9
_WHAT_IS_LEFT = re.compile(r"[\u3400-\u9fffa-z0-9%.]+")
_NUMBER_WORD = re.compile(r"^[\d.,]+$")


@dataclass
class _Reading:
    """A question while it is read: which characters are accounted for, and by what."""

    text: str
    used: bytearray = field(init=False)
    named: bytearray = field(init=False)

    def __post_init__(self) -> None:
        self.used = bytearray(len(self.text))
        self.named = bytearray(len(self.text))

    def use(self, start: int, end: int, *, name: bool = False) -> None:
        """These characters are accounted for; those of a name are no cue, whatever they say (…保护利用方案)."""
        self.used[start:end] = b"\1" * (end - start)
        if name:
            self.named[start:end] = b"\1" * (end - start)

    def free(self, start: int, end: int) -> bool:
        return not any(self.used[start:end])

    @property
    def rest(self) -> str:
        """The question with a blank for everything that is accounted for."""
        return "".join(" " if used else char for char, used in zip(self.text, self.used))


def understand(question: str, catalogue: Catalogue, expand: Expand | None = None) -> QueryPlan:
    """Read a question against the names of the workspace. Never fails: what is not understood is said in the plan.

    >>> plan = understand("面积超过10公顷的用地数据有哪些？", Catalogue())
    >>> plan.targets, plan.measure, str(plan.thresholds[0])
    ((<Target.QUANTITY: 'Observation'>,), <Measure.AREA: 'area'>, '> 10 公顷')
    """
    cues = load_cues()
    text, corrected = correct(squeeze(question), catalogue)
    reading = _Reading(text)
    plan = QueryPlan(question=text, targets=(Target.OUTCOME,), operation=Operation.LIST, corrected=corrected)
    plan = _names(plan, reading, catalogue)
    plan = _departments(plan, reading, catalogue)
    plan = _years(plan, reading, catalogue)
    plan = _limits(plan, reading)
    plan = _functions(plan, reading, catalogue)
    plan = _manner(plan, reading, catalogue, cues)
    plan = _strangers(plan, reading, catalogue, cues)
    return _topic(plan, reading, catalogue, cues, expand)


def _names(plan: QueryPlan, reading: _Reading, catalogue: Catalogue) -> QueryPlan:
    """Projects, documents, places and bodies. A place in which a department has authority says which reports."""
    home = {entry.place for entry in catalogue.reports if entry.place}
    names = []
    for named, start, end in find_names(reading.text, catalogue):
        if named.type == "Place" and _covers(named.label, home):
            continue
        if named.type == "Organisation" and any(named.label in labels for labels in catalogue.departments.values()):
            continue
        reading.use(start, end, name=True)
        names.append(named)
    return replace(plan, names=tuple(names))


def _covers(place: str, homes: set[str]) -> bool:
    return any(place == home or short_name(place) == short_name(home) for home in homes)


def _departments(plan: QueryPlan, reading: _Reading, catalogue: Catalogue) -> QueryPlan:
    """Departments by any of their names, by the place in which they have authority, by a short name (卫健局), or both."""
    text = reading.text
    spoken = sorted(
        ((bare(name), iri) for iri, names in catalogue.departments.items() for name in names if len(bare(name)) > 2),
        key=lambda pair: (-len(pair[0]), pair),
    )
    exact: dict[str, str] = {}
    for key, iri in spoken:
        start = text.find(key)
        if start >= 0 and (reading.free(start, start + len(key)) or key in exact.values()):
            reading.use(start, start + len(key), name=True)
            exact.setdefault(iri, key)
    if exact:
        return replace(plan, departments=_named_departments(exact, catalogue))
    placed: dict[str, str] = {}
    for place in sorted({e.place for e in catalogue.reports if e.place}, key=lambda place: (-len(place), place)):
        for name in (place, place[:-1]):
            start = text.find(name)
            if len(name) > 1 and start >= 0 and reading.free(start, start + len(name)):
                reading.use(start, start + len(name), name=True)
                placed |= {e.department: name for e in catalogue.reports if e.place == place}
                break
    short = _short_departments(reading, catalogue)
    if placed and short:
        both = {iri: placed[iri] + short[iri] for iri in placed if iri in short}
        if not both:
            asked = next(iter(placed.values())) + next(iter(short.values()))
            return replace(plan, missing=(*plan.missing, f"工作区里没有{asked}的报告"))
        return replace(plan, departments=_named_departments(both, catalogue))
    return replace(plan, departments=_named_departments(placed or short, catalogue))


def _named_departments(written: dict[str, str], catalogue: Catalogue) -> tuple[Named, ...]:
    return tuple(
        Named(iri, "Department", catalogue.departments[iri][0], words) for iri, words in sorted(written.items()) if iri
    )


def _short_departments(reading: _Reading, catalogue: Catalogue) -> dict[str, str]:
    """Departments whose name has the characters of a short name in their order: 卫健局, 规划资源分局."""
    for ending in _BODY_END.finditer(reading.text):
        for start in range(max(0, ending.end() - LONGEST_SHORT_NAME), ending.end() - 2):
            short = reading.text[start : ending.end()]
            if not reading.free(start, ending.end()):
                continue
            found = {
                iri: short
                for iri, names in catalogue.departments.items()
                if any(name[-1:] == short[-1] and _subsequence(short, name) for name in names)
            }
            if found:
                reading.use(start, ending.end(), name=True)
                return found
    return {}


def _subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(char in rest for char in short)


def _years(plan: QueryPlan, reading: _Reading, catalogue: Catalogue) -> QueryPlan:
    """Years of reports restrict them; a year that a report only speaks of must stand in what is found; others are absent."""
    years: list[int] = []
    spoken: list[str] = []
    absent: list[int] = []
    free = [found for found in years_in(reading.text) if reading.free(*found[1:])]
    for year, start, end in free:
        unit = re.compile("[年度全]*").match(reading.text, end)
        reading.use(start, unit.end() if unit else end)
        if year in catalogue.years:
            years.append(year)
        elif catalogue.says(str(year)):
            spoken.append(str(year))
        else:
            absent.append(year)
    missing = [] if years else [f"工作区里没有{year}年的报告" for year in dict.fromkeys(absent)]
    return replace(
        plan,
        years=tuple(dict.fromkeys(years)),
        absent_years=tuple(dict.fromkeys(absent)) if years else (),
        must_say=tuple(dict.fromkeys(spoken)),
        missing=(*plan.missing, *missing),
    )


def _limits(plan: QueryPlan, reading: _Reading) -> QueryPlan:
    thresholds, figures = [], []
    for threshold, start, end in limits_in(reading.text):
        if reading.free(start, end):
            reading.use(start, end)
            thresholds.append(threshold)
    for match in _FIGURE.finditer(reading.text):
        if (
            reading.free(*match.span())
            and match[1] not in ("几", "")
            and match.start()
            and reading.text[match.start() - 1] != "第"
        ):
            figures.append(match[0])
    return replace(plan, thresholds=tuple(thresholds), figures=tuple(figures))


def _manner(plan: QueryPlan, reading: _Reading, catalogue: Catalogue, cues: Cues) -> QueryPlan:
    """Target and operation, from the cue words."""
    text = "".join("□" if named else char for char, named in zip(reading.text, reading.named))
    manner = {name: pattern.search(text) is not None for name, pattern in cues.manner.items()}
    operations = [name for name, pattern in cues.operations if pattern.search(text)]
    targets = [name for name, pattern in cues.targets if pattern.search(text)]
    measure = next((Measure(name) for name, pattern in cues.measures if pattern.search(text)), Measure.ANY)
    classifier = match[1] if (match := _CLASSIFIER.search(text)) else ""
    claim = Claim.ANY
    if measure is Measure.RATE:
        claim = Claim.RATE
    elif manner["actual"]:
        claim = Claim.ACTUAL
    elif manner["planned"]:
        claim = Claim.PLANNED
    elif manner["budgeted"]:
        claim = Claim.BUDGETED
    plan = replace(
        plan,
        measure=plan.thresholds[0].measure if plan.thresholds else measure,
        classifier=classifier if measure in (Measure.ANY, Measure.COUNT) else "",
        claim=claim,
        cued=bool(operations or targets or manner["how_many"] or manner["yes_no"]),
        totals=manner["total"],
        level=found[1] if (found := cues.manner["level"].search(text)) else "",
    )
    if level := cues.manner["level"].search(text):
        reading.use(*level.span())
    operation, wanted = _decide(text, operations, targets, manner, plan)
    cue = str(wanted[0]) if len(wanted) == 1 else "Passage"
    pattern = cues.spent.get(cue)
    if pattern is not None and wanted[0] is not Target.OUTCOME:
        for match in pattern.finditer(text):
            if len(match[0]) <= LONG_CUE and not catalogue.scheme.find(
                match[0]
            ):  # 「有哪些新政策」 asks; 「耕地保护的问题」 also tells
                reading.use(*match.span())
    return replace(plan, operation=operation, targets=wanted)


def _decide(
    text: str, operations: list[str], targets: list[str], manner: dict[str, bool], plan: QueryPlan
) -> tuple[Operation, tuple[Target, ...]]:
    if targets and targets[0] == "Duty" and manner["outcome"] and not manner["which_duty"]:
        targets = [name for name in targets if name != "Duty"] or ["Outcome"]  # the duty is where to look
    first = targets[0] if targets else ""
    operation = Operation(operations[0]) if operations else None
    if operation is Operation.GAP:
        tasks = re.search(r"任务|重点工作|计划|工作", text) and not _DUTY_WORD.search(text)
        problems = re.search(r"问题", text) and not _DUTY_WORD.search(text)
        return operation, (Target.PROBLEM if problems else Target.TASK if tasks else Target.DUTY,)
    if first in ("Finding", "LegalProvision", "StatutoryFunction"):
        return (operation if operation is Operation.COUNT else Operation.LIST), (Target(first),)
    numeric = operation in (
        Operation.PLAN_VS_ACTUAL,
        Operation.COMPARE_YEARS,
        Operation.SHARE,
        Operation.DIFFERENCE,
        Operation.AVERAGE,
        Operation.SUM,
        Operation.LARGEST,
        Operation.SMALLEST,
    )
    if plan.thresholds and not (first and first not in ("Outcome", "Passage")):
        return Operation.LIST, (Target.QUANTITY,)
    countable = first in (
        "Duty",
        "Task",
        "Problem",
        "Improvement",
        "Project",
        "PolicyDocument",
        "PerformanceReport",
        "Organisation",
        "Place",
    )
    if (
        numeric
        and operation is not None
        and not (countable and operation not in (Operation.LARGEST, Operation.SMALLEST))
    ):
        return operation, (Target(first) if countable else Target.QUANTITY,)
    if first == "Passage":
        return Operation.LIST, EVERYWHERE
    if countable:
        count = manner["how_many"] and bool(re.search(r"多少|(?<!第)几(?!乎)|数量|总数", text))
        return (Operation.COUNT if count else Operation.YES_NO if manner["yes_no"] else Operation.LIST), (
            Target(first),
        )
    if manner["how_many"] or _WHOLE_BUDGET.search(text):
        return Operation.VALUE, (Target.QUANTITY,)
    if manner["yes_no"]:
        return Operation.YES_NO, (Target.OUTCOME,)
    if first == "Outcome" and plan.names:
        return Operation.LIST, PASSAGES
    return Operation.LIST, (Target.OUTCOME,)


def _functions(plan: QueryPlan, reading: _Reading, catalogue: Catalogue) -> QueryPlan:
    """Statutory functions by their labels, and duties by number."""
    duties: list[Named] = []
    numbers = [
        (number, start, end)
        for number, start, end in ordinals_in(reading.text)
        if not reading.text[end:].startswith(("号", "批")) and reading.free(start, end)
    ]
    ordinal = numbers[0][0] if numbers else None
    if ordinal is not None and _DUTY_WORD.search(reading.text):
        duties = [
            Named(duty.iri, "Duty", duty.label, f"第{ordinal}项")
            for duty in catalogue.duties
            if duty.number == str(ordinal)
        ]
        if not duties and catalogue.duties:
            plan = replace(plan, missing=(*plan.missing, f"报告没有列第{ordinal}项职责"))
    for _, start, end in numbers[:1]:
        reading.use(start, end)
    matches = [m for m in catalogue.scheme.find(reading.text) if reading.free(*m.span)]
    return replace(
        plan,
        ordinal=ordinal,
        duties=tuple(duties),
        functions=tuple(dict.fromkeys(m.notation for m in matches if not m.hidden)),
        function_words=tuple(dict.fromkeys(reading.text[m.span.start : m.span.end] for m in matches if not m.hidden)),
        hinted=tuple(dict.fromkeys(m.notation for m in matches if m.hidden)),
    )


def _strangers(plan: QueryPlan, reading: _Reading, catalogue: Catalogue, cues: Cues) -> QueryPlan:
    """Places and departments that the question names and no report knows."""
    if not catalogue.reports:
        return plan
    missing = list(plan.missing)
    rest = cues.filler.sub(lambda m: " " * len(m[0]), reading.rest)
    for match in re.finditer(r"[\u4e00-\u9fff]+", rest):
        piece = match[0]
        for end in [i + 1 for i, char in enumerate(piece) if char in "省市区县州旗镇乡路"]:
            name = _stranger_place(piece[:end], catalogue, cues)
            if name and name not in "".join(missing):
                missing.append(f"工作区里没有关于{name}的报告")
        department = cues.department.search(piece)
        if department and not cues.not_department.search(department[0]):
            core = department[0][-3:]
            if not catalogue.says(core) and not any(
                _subsequence(core, name) for names in catalogue.departments.values() for name in names
            ):
                missing.append(f"工作区里没有{department[0]}的报告")
    for province, prefectures in provinces().items():
        for name in (short_name(province), *prefectures):
            place = reading.text.find(name)
            named = len(name) > 1 and place >= 0 and reading.free(place, place + len(name))
            if named and not catalogue.says(name) and not any(name in reason for reason in missing):
                missing.append(f"工作区里没有关于{name}的报告")
    return replace(plan, missing=tuple(missing))


def _stranger_place(piece: str, catalogue: Catalogue, cues: Cues) -> str:
    """The name at the end of `piece` if it looks like a place that no report mentions, else ""."""
    if len(piece) < 3 or cues.not_place.search(piece[-3:]):
        return ""
    name = piece[-3:]
    if (
        catalogue.knows(name[1:])
        or catalogue.in_lexicon(name[1:])
        or catalogue.says(name[:2])
        or catalogue.in_lexicon(name[:2])
    ):
        return ""
    return name


def _topic(plan: QueryPlan, reading: _Reading, catalogue: Catalogue, cues: Cues, expand: Expand | None) -> QueryPlan:
    """What is left of the question is its free topic."""
    rest = reading.rest
    fillers = (cues.filler, cues.numeric) if plan.targets == (Target.QUANTITY,) else (cues.filler,)
    for pattern in fillers:
        rest = pattern.sub(lambda m: " " * len(m[0]), rest)
    pieces = []
    for match in _WHAT_IS_LEFT.finditer(rest):
        start, end = match.span()
        while start < end and rest[start] in cues.stop:
            start += 1
        while end > start and rest[end - 1] in cues.stop:
            end -= 1
        if start < end and not cues.attached.fullmatch(rest[start:end]) and not _NUMBER_WORD.match(rest[start:end]):
            pieces.append((start, end))
    joints = _joints(plan, reading.text) if plan.targets == (Target.QUANTITY,) else []
    for at in joints:
        pieces = [
            part
            for start, end in pieces
            for part in ((start, min(end, at)), (max(start, at + 1), end))
            if part[0] < part[1]
        ]
    terms: list[Term] = []
    meanings: list[tuple[str, float]] = []
    spans: list[tuple[int, int, tuple[tuple[str, float], ...]]] = []
    rephrased: list[tuple[int, int, tuple[tuple[str, float], ...]]] = []
    for pattern, said in cues.rephrased if plan.targets == (Target.QUANTITY,) else ():
        if asked := pattern.search(reading.text):
            rephrased.append((*asked.span(), tuple((words, 0.95) for words in said)))
    spans += rephrased
    for expansion in expand(plan.question) if expand and pieces else ():
        plain = squeeze(expansion.plain)
        start = reading.text.find(plain)
        if start >= 0:
            spans.append((start, start + len(plain), ((expansion.official, ALSO * expansion.weight),)))
        else:
            meanings.append((expansion.official, ALSO * expansion.weight))
    for match in _VERB_HOW_MANY_NOUN.finditer(reading.text):
        if catalogue.in_lexicon(match[1] + match[2][:1]):
            terms.append(Term(match[1] + match[2]))
    left = []
    sides: list[list[Term]] = [[] for _ in range(len(joints) + 1)]
    divided = _divided(pieces, spans)
    longer = [piece for piece in divided if piece[2] or piece[1] - piece[0] > 1]
    places = {(start, end) for start, end, _ in rephrased}
    own = [piece for piece in longer if piece[:2] not in places]
    if any(catalogue.in_lexicon(pair) for start, end, _ in own for pair in bigrams(reading.text[start:end])):
        longer = own  # 项目支出花了多少 asks for a part of the money, not for all that was spent
    if not longer and plan.targets == (Target.QUANTITY,):
        longer = divided  # a single character counts where it is all there is: 罚了多少钱
    for start, end, others in longer:
        words = reading.text[start:end]
        terms.append(Term(words, others))
        sides[sum(at <= start for at in joints)].append(terms[-1])
        if not others and not any(catalogue.in_lexicon(pair) for pair in bigrams(words) or [words]):
            left.append(words)
    if plan.thresholds and all(cues.generic.fullmatch(term.text) for term in terms):
        terms = []  # 「面积超过10公顷的用地」: any area will do
    return replace(
        plan,
        topic=" ".join(term.text for term in terms),
        terms=tuple(terms),
        sides=tuple(map(tuple, filled)) if len(filled := [side for side in sides if side]) > 1 else (),
        meanings=tuple(meanings),
        not_understood=tuple(left),
    )


def _divided(
    pieces: list[tuple[int, int]], spans: list[tuple[int, int, tuple[tuple[str, float], ...]]]
) -> list[tuple[int, int, tuple[tuple[str, float], ...]]]:
    """The pieces, cut where an expression with other wordings begins and ends; an expression is one piece.

    An expression counts even where a cue took its characters (花了多少); of two that overlap the longer one counts.
    """
    merged: dict[tuple[int, int], tuple[tuple[str, float], ...]] = {}
    for start, end, others in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        clash = next((known for known in merged if known[0] < end and start < known[1]), None)
        place = clash or (start, end)
        merged[place] = tuple(dict.fromkeys((*merged.get(place, ()), *others)))
    divided = [(start, end, others) for (start, end), others in merged.items()]
    for start, end in pieces:
        at = start
        for first, last in sorted(merged):
            if first < end and at < last:
                if first > at:
                    divided.append((at, first, ()))
                at = max(at, last)
        if at < end:
            divided.append((at, end, ()))
    return sorted(divided)


def _joints(plan: QueryPlan, text: str) -> list[int]:
    """Where the sides of a comparison or sum meet."""
    joints = {Operation.DIFFERENCE: _COMPARED, Operation.SHARE: _SHARED, Operation.SUM: _ADDED}.get(plan.operation)
    if joints is None:
        return []
    found = [match.start() for match in joints.finditer(text) if match.start() > 0]
    return found if plan.operation is Operation.SUM else found[:1]
