"""The short Chinese text of answers across years: what is new, gone, reworded, without follow-up; stages; runs."""

from __future__ import annotations

from collections.abc import Sequence

from search.asking.figures import plain
from search.asking.plan import Across, QueryPlan
from search.asking.view import Grounded
from search.cited import Found, Value

_SHOWN = 5
_SHORT = 30
_VERBS = {
    Across.NEW: "新增",
    Across.DROPPED: "有而之后不再列的",
    Across.REWORDED: "表述改动的",
    Across.MERGED: "由合并而来的",
    Across.SPLIT: "由拆分而来的",
    Across.MOVED: "移动过的",
    Across.CHANGED: "有变化的",
    Across.NO_FOLLOW_UP: "没有下文的",
    Across.CARRIED_OVER: "转入次年的",
    Across.RETURNED: "延续或再现的",
    Across.COPIED: "与上一份报告一字不差的",
}
_NOUNS = {"Duty": ("项", "职责"), "Task": ("项", "任务"), "Problem": ("个", "问题"), "Outcome": ("项", "成效")}


def say_across(plan: QueryPlan, grounded: Grounded, found: Sequence[Found]) -> tuple[tuple[Value, ...], str]:
    """The values and the short text of an answer across years."""
    if plan.across in (Across.RISING, Across.FALLING):
        return _runs(plan, grounded, found)
    if plan.across is Across.STAGES:
        return _stages(found)
    if plan.across in (Across.FIRST, Across.LAST):
        word = "首次" if plan.across is Across.FIRST else "最后一次"
        when = str(found[0].year)
        said = "；".join(_short(one.text) for one in found[:3])
        return (Value(when, "年", word),), f"{word}出现在{_of(found[0], found)}{when}年的报告：{said}。"
    groups: dict[tuple[str, str, int | None], list[Found]] = {}
    for one in found:
        groups.setdefault((one.type, one.department, one.year), []).append(one)
    ordered = sorted(groups.items(), key=lambda group: (group[0][1], group[0][2] or 0, _rank(group[0][0])))
    values, parts = [], []
    for (type_, _, year), some in ordered:
        classifier, noun = _NOUNS[type_]
        values.append(Value(str(len(some)), classifier, f"{year}年{noun}"))
        labels = "；".join(_short(one.label) for one in some[:_SHOWN]) + ("……" if len(some) > _SHOWN else "")
        if plan.across is Across.RUNNING:
            what = f"每份报告都有的{noun}" if not plan.run else f"连续{plan.run}年都有的{noun}"
            parts.append(f"{_of(some[0], found)}截至{year}年{what}{len(some)}{classifier}：{labels}")
        elif plan.across is Across.NEW:
            parts.append(f"{_of(some[0], found)}{year}年新增{noun}{len(some)}{classifier}：{labels}")
        else:
            parts.append(f"{_of(some[0], found)}{year}年{_VERBS[plan.across]}{noun}{len(some)}{classifier}：{labels}")
    if len(ordered) > 1:
        values.insert(0, Value(str(len(found)), _NOUNS[found[0].type][0], "总数"))
    return tuple(values), "。".join(parts) + "。"


def _rank(type_: str) -> int:
    return list(_NOUNS).index(type_) if type_ in _NOUNS else len(_NOUNS)


def _of(one: Found, found: Sequence[Found]) -> str:
    """The department, where the answer is about several."""
    return one.department if len({other.department for other in found}) > 1 else ""


def _stages(found: Sequence[Found]) -> tuple[tuple[Value, ...], str]:
    """What was reached year by year; what was only planned where nothing was."""
    steps: dict[str, None] = {}
    for one in sorted(found, key=lambda one: (one.year or 0, one.type == "Task")):
        steps |= dict.fromkeys(one.why)
    reached = [step for step in steps if "计划" not in step]
    values = tuple(Value(step.partition("年：")[0], "年", step.partition("年：")[2]) for step in reached or steps)
    return values, "；".join(reached or steps) + "。"


def _runs(plan: QueryPlan, grounded: Grounded, found: Sequence[Found]) -> tuple[tuple[Value, ...], str]:
    """Each quantity with its values year by year."""
    years = {one.iri: one.year for one in found}
    series: list[list[str]] = []
    values = []
    last: int | None = None
    for figure in grounded.figures:
        year = years.get(figure.iri)
        values.append(Value(plain(figure.value), figure.unit, f"{year}年{figure.what}"))
        if last is None or year is None or year <= last:
            series.append([figure.what])
        series[-1].append(f"{year}年{plain(figure.value)}{figure.unit}")
        last = year
    said = "；".join(f"{name}：{'，'.join(told)}" for name, *told in series)
    way = "增长" if plan.across is Across.RISING else "下降"
    return tuple(values), f"逐年{way}的有{len(series)}项：{said}。"


def _short(text: str) -> str:
    text = text.rstrip("。；;，,")
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
