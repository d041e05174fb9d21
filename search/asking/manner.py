"""What a question wants: the kind of thing, the operation, the claim and the measure, from its cue words."""

from __future__ import annotations

import re
from dataclasses import replace

from search.asking.catalogue import Catalogue
from search.asking.cues import Cues
from search.asking.naming import DUTY_WORD
from search.asking.plan import Claim, Extreme, Grouping, Measure, Operation, QueryPlan, Target
from search.asking.reading import Reading

LONG_CUE = 14  # characters; a longer match of a cue has the subject in it
PASSAGES = (Target.OUTCOME, Target.TASK)
EVERYWHERE = (Target.OUTCOME, Target.TASK, Target.PROBLEM, Target.IMPROVEMENT)
_CLASSIFIER = re.compile(
    r"(?:多少|(?<![第那这])几)(?:万|千|百)?([宗个项次件栋片条家所期处户名位份场批类种座辆台套间张块人届轮亩篇只头株对羽盏艘本回幢起]|部(?!门|分|队)|分(?!钟|之))"
    r"(?!钱|月|小时|工作日|百分点|点(?=$|[?？])|亿|编制)|([户宗件次台辆栋株])数"
)
_GROUPS = {
    Grouping.YEAR: re.compile(r"[各每历哪]一?(?:个)?年|年份|年度(?:统计|列|看)|最[多少]的(?:是)?(?:哪)?一?年"),
    Grouping.DEPARTMENT: re.compile(
        r"[各每哪](?:一)?个?(?:部门|单位|局)|[按分](?:部门|单位)|最[多少]的(?:是)?(?:哪个)?(?:部门|单位|局)"
    ),
}
_COUNTED = {
    Target.TASK: "任务",
    Target.PROBLEM: "问题",
    Target.OUTCOME: "成",
    Target.DUTY: "职责",
    Target.PROJECT: "项目",
    Target.DOCUMENT: "文件",
}
_PLANNED = re.compile(r"计划|预计|目标|预期|年初|原定")
_CHANGED = re.compile(r"比|较|涨|跌|增|减|升|降|变|差")
_WHOLE_BUDGET = re.compile(r"预算(?:的)?(?:执行率|完成率|执行情况|完成情况|执行得|完成得|执行进度)|支出进度")


def read_manner(plan: QueryPlan, reading: Reading, catalogue: Catalogue, cues: Cues) -> QueryPlan:
    """Target and operation, from the cue words."""
    text = "".join("□" if named else char for char, named in zip(reading.text, reading.named))
    manner = {name: pattern.search(text) is not None for name, pattern in cues.manner.items()}
    operations = [name for name, pattern in cues.operations if pattern.search(text)]
    targets = [name for name, pattern in cues.targets if pattern.search(text)]
    measure = next((Measure(name) for name, pattern in cues.measures if pattern.search(text)), Measure.ANY)
    classifier = match[1] or match[2] if (match := _CLASSIFIER.search(text)) else ""
    if classifier and measure is not Measure.AREA:
        measure = Measure.PEOPLE if classifier in "人名位" else Measure.ANY  # 「补贴发给多少户」 asks for no money
    claim = Claim.ANY
    if measure is Measure.RATE:
        claim = Claim.RATE
    elif manner["actual"]:
        claim = Claim.ACTUAL
    elif manner["planned"]:
        claim = Claim.PLANNED
    elif manner["budgeted"]:
        claim = Claim.BUDGETED
    elif manner["done"]:
        claim = Claim.ACTUAL
    plan = replace(
        plan,
        measure=plan.thresholds[0].measure if plan.thresholds else measure,
        classifier=classifier if measure in (Measure.ANY, Measure.COUNT) else "",
        claim=claim,
        cued=bool(operations or targets or manner["how_many"] or manner["yes_no"]),
        moment=manner["moment"],
        growth=manner["growth"],
        totals=manner["total"],
        level=found[1] if (found := cues.manner["level"].search(text)) else "",
    )
    if level := cues.manner["level"].search(text):
        reading.use(*level.span())
    operation, wanted = _decide(text, operations, targets, manner, plan)
    if wanted == (Target.QUANTITY,) and _between_years(plan, operation, text):
        operation = Operation.COMPARE_YEARS
    cue = str(wanted[0]) if len(wanted) == 1 else "Passage"
    pattern = cues.spent.get(cue)
    if pattern is not None and wanted[0] is not Target.OUTCOME:
        for match in pattern.finditer(text):
            if len(match[0]) <= LONG_CUE and not catalogue.functions_in(match[0]):
                # 「有哪些新政策」 asks; 「耕地保护的问题」 also tells
                reading.use(*match.span())
    if operation is Operation.GAP:
        for match in dict(cues.operations)["gap"].finditer(text):
            reading.use(*match.span())
    plan = replace(plan, operation=operation, targets=wanted)
    return _grouped(plan, text) if operation is Operation.GROUP else plan


def _between_years(plan: QueryPlan, operation: Operation, text: str) -> bool:
    """「2023年土地收入比2022年多了多少」, not of several departments: two years are compared, whatever the words say."""
    if len(plan.years) < 2 or len(plan.departments) > 1:
        return False
    compared = operation in (Operation.DIFFERENCE, Operation.LARGEST, Operation.SMALLEST, Operation.PLAN_VS_ACTUAL)
    return (compared and not _PLANNED.search(text)) or (operation is Operation.VALUE and bool(_CHANGED.search(text)))


def _by(text: str, plan: QueryPlan) -> Grouping:
    if len(plan.departments) > 1:
        return Grouping.DEPARTMENT
    for grouping, words in _GROUPS.items():
        if words.search(text):
            return grouping
    return Grouping.DUTY


def _grouped(plan: QueryPlan, text: str) -> QueryPlan:
    by = _by(text, plan)
    kinds = [target for target, words in _COUNTED.items() if words in text]
    counted = next((kind for kind in kinds if not (kind is Target.DUTY and by is Grouping.DUTY)), Target.OUTCOME)
    extreme = Extreme.MOST if "最多" in text else Extreme.LEAST if "最少" in text else Extreme.NONE
    return replace(plan, grouping=by, counted=counted, extreme=extreme)


def _decide(
    text: str, operations: list[str], targets: list[str], manner: dict[str, bool], plan: QueryPlan
) -> tuple[Operation, tuple[Target, ...]]:
    if targets and targets[0] == "Duty" and manner["outcome"] and not manner["which_duty"]:
        targets = [name for name in targets if name != "Duty"] or ["Outcome"]  # the duty is where to look
    first = targets[0] if targets else ""
    operation = Operation(operations[0]) if operations else None
    if operation is Operation.GROUP:
        return operation, (Target.DUTY if _by(text, plan) is Grouping.DUTY else Target.REPORT,)
    if operation is Operation.GAP:
        tasks = re.search(r"任务|重点工作|计划|工作", text) and not DUTY_WORD.search(text)
        problems = re.search(r"问题", text) and not DUTY_WORD.search(text)
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
