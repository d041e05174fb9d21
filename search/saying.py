"""The short Chinese text of an answer and the numbers in it: what was found, counted, compared or calculated."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from search.asking.cues import dates_in
from search.asking.figures import Figure, common, percent, plain, total_of
from search.asking.plan import Extreme, Grouping, Measure, Operation, QueryPlan, Target
from search.asking.view import Grounded
from search.cited import Found, Value
from search.saying_years import say_across

_CLASSIFIERS = {
    Target.DUTY: ("项", "职责"),
    Target.TASK: ("项", "任务"),
    Target.OUTCOME: ("项", "成效"),
    Target.PROJECT: ("个", "项目"),
    Target.DOCUMENT: ("份", "文件"),
    Target.PROBLEM: ("个", "问题"),
    Target.IMPROVEMENT: ("条", "改进措施"),
    Target.PROVISION: ("条", "法律条款"),
    Target.FUNCTION: ("项", "法定职能"),
    Target.REPORT: ("份", "报告"),
    Target.PLACE: ("个", "地点"),
    Target.ORGANISATION: ("个", "单位"),
    Target.FINDING: ("条", "需要留意的核对结果"),
    Target.QUANTITY: ("个", "数字"),
}


_LACKED = {
    Target.DUTY: "没有对应的成效",
    Target.TASK: "没有下文（没有对应的成效，或者点名的文件、项目、地点在成效里没有再提到）",
    Target.PROBLEM: "没有对应的改进措施",
}

ALWAYS = ("主要职责有哪些？", "年度重点工作任务有哪些？", "预算执行率是多少？", "存在哪些问题？")
_ASKED_OF = {
    "Duty": "“{}”属于第几项职责？",
    "Task": "年度重点工作任务有哪些？",
    "Outcome": "“{}”的情况怎么样？",
    "Problem": "针对“{}”有什么改进措施？",
    "Improvement": "下一步有哪些改进措施？",
}


def suggestions(related: Sequence[Found]) -> tuple[str, ...]:
    """Questions about what is near, for a question without an answer; general ones where nothing is near."""
    near = [
        f"{one.value.role}是多少？" if one.value and one.value.role else _ASKED_OF[one.type].format(_short(one.label))
        for one in related
        if one.type in _ASKED_OF or (one.value and one.value.role)
    ]
    return tuple(dict.fromkeys(near))[:4] or ALWAYS


def classifier_of(target: Target) -> str:
    return _CLASSIFIERS[target][0]


def nothing(plan: QueryPlan) -> str:
    _, noun = _CLASSIFIERS[plan.targets[0]]
    if plan.across:
        return f"各年报告对照下来，没有这样的{noun}。"
    if plan.operation is Operation.GAP:
        return "没有这样的缺口：每一项都有对应的内容。"
    if plan.targets[0] is Target.FINDING:
        return "核对没有发现对不上的数字。"
    if plan.ordinal is not None:
        return f"报告没有第{plan.ordinal}项{noun}。"
    return f"报告里没有找到相应的{noun}。"


def say(plan: QueryPlan, grounded: Grounded, found: tuple[Found, ...]) -> tuple[tuple[Value, ...], str]:
    """The values and the short text of an answer."""
    if plan.across:
        return say_across(plan, grounded, found)
    target = plan.targets[0]
    classifier, noun = _CLASSIFIERS[target]
    if plan.operation is Operation.GROUP:
        return _grouped(plan, found)
    if plan.operation is Operation.AVERAGE and len(grounded.figures) > 1:
        return _average(plan, grounded.figures, found)
    if len(plan.departments) > 1 and len({one.department for one in found}) > 1 and grounded.figures:
        return _departments(plan, grounded.figures, found)
    if len(grounded.figures) > 1:
        if plan.operation in (Operation.PLAN_VS_ACTUAL, Operation.DIFFERENCE) and not plan.sides:
            return _planned_and_actual(grounded.figures[0], grounded.figures[1], grounded.other_figures)
        if plan.operation in (Operation.DIFFERENCE, Operation.SHARE, Operation.SUM, Operation.COMPARE_YEARS):
            return _calculated(plan, grounded.figures, found)
    if target is Target.QUANTITY:
        return _figures(found, grounded)
    if plan.moment and (dates := [date for one in found for date in dates_in(one.text)]):
        return (), f"{'、'.join(dict.fromkeys(dates))}。报告写道：“{_quoted(found[0])}”。"
    labels = "；".join(_short(one.label) for one in found[:5]) + ("……" if len(found) > 5 else "")
    count = Value(str(len(found)), classifier, "总数")
    if target is Target.DUTY and plan.operation is not Operation.GAP:
        numbers = [one.iri.rsplit("/", 1)[-1] for one in found]
        if plan.candidates:
            values = tuple(Value(number, "项", "职责序号") for number in numbers if number.isdigit())
            return values, f"属于第{'、'.join(numbers)}项职责：{labels}。"
    if plan.operation is Operation.GAP:
        return (count,), f"有{len(found)}{classifier}{noun}{_LACKED[target]}：{labels}。"
    if plan.operation is Operation.COUNT or target is not Target.OUTCOME:
        return (count,), f"共{len(found)}{classifier}{noun}：{labels}。"
    if plan.operation is Operation.YES_NO and not grounded.unsure and found[0].evidence:
        more = f"；另有{len(found) - 1}处相关" if len(found) > 1 else ""
        return (), f"有。报告写道：“{_quoted(found[0])}”{more}。"
    return (), f"{'可能相关的有' if grounded.unsure else '找到'}{len(found)}处：{labels}。"


def _quoted(one: Found) -> str:
    quote = (one.evidence[0].quote if one.evidence else one.text).rstrip("。；;，,")
    return quote if len(quote) <= 80 else quote[:79] + "…"


def _grouped(plan: QueryPlan, found: tuple[Found, ...]) -> tuple[tuple[Value, ...], str]:
    """How many each duty, year or department has."""
    classifier, noun = _CLASSIFIERS[plan.counted]
    totals: dict[str, int] = {}
    for one in found:
        if plan.grouping is Grouping.DUTY:
            key = f"职责{one.iri.rsplit('/', 1)[-1]}“{_short(one.label)}”"
        elif plan.grouping is Grouping.YEAR:
            key = f"{one.year}年" if one.year else "年份不明"
        else:
            key = one.department or one.label
            if sum(other.department == one.department for other in found) > 1:
                key += f"{one.year or ''}年"  # what each year's report lists is not added up
        if len({other.report for other in found}) > 1 and plan.grouping is Grouping.DUTY:
            key = f"{one.department}{one.year or ''}年{key}"
        totals[key] = totals.get(key, 0) + int(one.value.number if one.value else 0)
    values = tuple(Value(str(number), classifier, key) for key, number in totals.items())
    said = "；".join(f"{key}{number}{classifier}" for key, number in totals.items())
    if plan.extreme:
        return values, f"{noun}最{'多' if plan.extreme is Extreme.MOST else '少'}的是：{said}。"
    note = "（一项成效可以属于几项职责，所以各项相加会多于总数）" if plan.grouping is Grouping.DUTY else ""
    return values, f"各有{noun}：{said}{note}。"


def _average(plan: QueryPlan, figures: Sequence[Figure], found: Sequence[Found]) -> tuple[tuple[Value, ...], str]:
    """A whole divided by the number beside it; several years' figures by their number."""
    whole, share = figures[0], figures[1]
    if total := (total_of(figures) if len({figure.report for figure in figures}) > 1 else None):
        mean = plain((total[0] / len(figures)).quantize(Decimal("0.01")))
        return (Value(mean, total[1], "平均"),), f"{'；'.join(f.clause for f in figures)}；平均{mean}{total[1]}。"
    unit, value, number = whole.unit, whole.value, share.base
    if whole.measure is Measure.MONEY and whole.normalized is not None:
        unit, value = "元", whole.normalized
    mean = plain((value / number).quantize(Decimal("0.01")))
    values = (
        Value(plain(whole.value), whole.unit, whole.what),
        Value(plain(share.value), share.unit, share.what),
        Value(mean, unit, f"平均每{share.unit.lstrip('万亿')}"),
    )
    return (
        values,
        f"{whole.clause}；{share.clause}；平均每{share.unit.lstrip('万亿')}{mean}{unit}（计算得出，报告没有直接写）。",
    )


def _departments(plan: QueryPlan, figures: Sequence[Figure], found: Sequence[Found]) -> tuple[tuple[Value, ...], str]:
    """The figure of each department, and which is the larger."""
    who = {one.iri: one.department for one in found}
    values = [Value(plain(f.value), f.unit, who.get(f.iri, "")) for f in figures]
    said = "；".join(f"{who.get(f.iri, '')}：{f.clause}" for f in figures)
    both = [common(figures[0], figure) for figure in figures[1:]]
    if all(both) and len({who.get(f.iri) for f in figures}) == len(figures):
        ordered = sorted(figures, key=lambda figure: figure.base)
        most, least = ordered[-1], ordered[0]
        if most.base == least.base:
            return tuple(values), f"{said}；一样多。"
        gap = common(most, least)
        if gap:
            unit = "个百分点" if gap[2] in ("%", "％") else gap[2]
            values.append(Value(plain(gap[0] - gap[1]), unit, "差额"))
            said += f"；{who.get(most.iri, '')}最多，比{who.get(least.iri, '')}多{plain(gap[0] - gap[1])}{unit}"
    return tuple(values), said + "。"


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"


def _figures(found: tuple[Found, ...], grounded: Grounded) -> tuple[tuple[Value, ...], str]:
    values = tuple(one.value for one in found if one.value)
    said = "；".join(one.evidence[0].quote if one.evidence else one.label for one in found[:6])
    if len(found) > 6:
        said += f"……共{len(found)}个数字"
    if grounded.more:
        said += "（还有别的报告写了这个数，请在问题里指明部门或年份）"
    if beside := grounded.other_figures:
        said += "（另有：" + "；".join(figure.clause for figure in beside) + "）"
    return values, said + "。"


def _planned_and_actual(planned: Figure, actual: Figure, beside: Sequence[Figure]) -> tuple[tuple[Value, ...], str]:
    """Planned, actual and what lies between them, exactly, in the unit of the plan."""
    values = [Value(plain(planned.value), planned.unit, "计划"), Value(plain(actual.value), actual.unit, "实际")]
    text = f"计划：{planned.clause}；实际：{actual.clause}"
    if both := common(planned, actual):
        first, second, unit = both
        gap = second - first
        values.append(Value(plain(gap), unit, "差额（实际−计划）"))
        text += f"；实际比计划{'多' if gap >= 0 else '少'}{plain(abs(gap))}{unit}"
        if first:
            text += f"，为计划的{percent(second, first)}%"
    if beside:
        text += "（口径不同的数字：" + "；".join(figure.clause for figure in beside) + "）"
    return tuple(values), text + "。"


def _calculated(plan: QueryPlan, figures: Sequence[Figure], found: Sequence[Found]) -> tuple[tuple[Value, ...], str]:
    """The figures, and what follows from them: difference, share, sum, change from year to year."""
    years = {one.report: one.year for one in found}
    several = plan.operation is Operation.COMPARE_YEARS
    roles = [f"{years.get(f.report)}年" if several else f.what or f.clause for f in figures]
    values = [Value(plain(f.value), f.unit, role) for f, role in zip(figures, roles)]
    said = "；".join(f"{role}：{f.clause}" if several else f.clause for f, role in zip(figures, roles))
    both = common(figures[0], figures[-1])
    if plan.operation is Operation.SUM and (total := total_of(figures)):
        values.append(Value(plain(total[0]), total[1], "合计"))
        said += f"；合计{plain(total[0])}{total[1]}"
    elif plan.operation is Operation.SHARE and both and both[1]:
        share = percent(both[0], both[1])
        values.append(Value(share, "%", "占比"))
        said += f"；占比{share}%"
    elif both:
        gap = both[1] - both[0] if several else both[0] - both[1]
        unit = "个百分点" if both[2] in ("%", "％") else both[2]
        values.append(Value(plain(gap), unit, "变化" if several else "差额"))
        said += f"；{'变化' if several else '相差'}{plain(gap if several else abs(gap))}{unit}"
        if several and both[0] and unit == both[2]:
            said += f"（{percent(gap, both[0])}%）"
    return tuple(values), said + "。"
