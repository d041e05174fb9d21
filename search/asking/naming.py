"""What a question refers to: names, departments, years, limits, functions, and what the workspace does not have."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kg.places import provinces, short_name
from search.asking.catalogue import Catalogue, bare
from search.asking.cues import NUMERAL, Cues, limits_in, ordinals_in, years_in
from search.asking.matching import find_names
from search.asking.plan import Named, QueryPlan
from search.asking.reading import Reading

LONGEST_SHORT_NAME = 9  # characters of 规划资源分局 and the like
_FIGURE = re.compile(
    rf"({NUMERAL})([万亿]?(?:平方米|平方公里|公顷|亩|亿元|万元|元|人次|[块宗个项次件栋片条家所期处户名人份场批类种座辆台套间张]))"
)
_JOINED = re.compile(r"[和与跟同及、,，比]")
_BODY_END = re.compile(r"[局委厅办院会所站]|中心")
# 比去年 compares; 年 of 本年度任务 is any year's
_RELATIVE_YEAR = re.compile(r"(?<![比较与和跟同及])(去年|上一年|上年|前年|今年|本年(?!度))(?![初])")
DUTY_WORD = re.compile(r"职责|职能|职权|事权")


def read_names(plan: QueryPlan, reading: Reading, catalogue: Catalogue) -> QueryPlan:
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


def read_departments(plan: QueryPlan, reading: Reading, catalogue: Catalogue) -> QueryPlan:
    """Departments by any of their names, by the place in which they have authority, by a short name (卫健局), or both.

    A place and a short name are one department (荔湾区2022年教育局…) unless 和, 跟 or the like stands between them.
    """
    text = reading.text
    spoken = sorted(
        ((bare(name), iri) for iri, names in catalogue.departments.items() for name in names if len(bare(name)) > 2),
        key=lambda pair: (-len(pair[0]), pair),
    )
    mentions: list[_Mention] = []
    for key, iri in spoken:
        start = text.find(key)
        known = next((one for one in mentions if one.start == start and one.words == key), None)
        if known:
            known.iris.add(iri)
        elif start >= 0 and reading.free(start, start + len(key)):
            reading.use(start, start + len(key), name=True)
            mentions.append(_Mention(start, key, {iri}))
    mentions += _short_departments(reading, catalogue)
    places: list[_Mention] = []
    for place in sorted({e.place for e in catalogue.reports if e.place}, key=lambda place: (-len(place), place)):
        for name in (place, short_name(place), place[:-1]):
            start = text.find(name)
            if len(name) > 1 and start >= 0 and reading.free(start, start + len(name)):
                reading.use(start, start + len(name), name=True)
                places.append(_Mention(start, name, {e.department for e in catalogue.reports if e.place == place}))
                break
    for place_said in places:
        partner = next((one for one in mentions if _one_department(place_said, one, text)), None)
        if partner is None:
            mentions.append(place_said)
        elif both := place_said.iris & partner.iris:
            partner.iris.intersection_update(both)
        else:
            return replace(plan, missing=(*plan.missing, f"工作区里没有{place_said.words}{partner.words}的报告"))
    found = {iri: one.words for one in mentions for iri in one.iris if iri}
    return replace(plan, departments=_named_departments(found, catalogue))


@dataclass
class _Mention:
    """Words of the question that stand for one of some departments."""

    start: int
    words: str
    iris: set[str]

    @property
    def end(self) -> int:
        return self.start + len(self.words)


def _one_department(place: _Mention, body: _Mention, text: str) -> bool:
    return place.end <= body.start and not _JOINED.search(text[place.end : body.start])


def _named_departments(written: dict[str, str], catalogue: Catalogue) -> tuple[Named, ...]:
    return tuple(
        Named(iri, "Department", catalogue.departments[iri][0], words) for iri, words in sorted(written.items()) if iri
    )


def _short_departments(reading: Reading, catalogue: Catalogue) -> list[_Mention]:
    """Departments whose name has the characters of a short name in their order: 卫健局, 规划资源分局."""
    mentions: list[_Mention] = []
    for ending in _BODY_END.finditer(reading.text):
        for start in range(max(0, ending.end() - LONGEST_SHORT_NAME), ending.end() - 2):
            short = reading.text[start : ending.end()]
            if not reading.free(start, ending.end()):
                continue
            found = {
                iri
                for iri, names in catalogue.departments.items()
                if any(name[-1:] == short[-1] and _subsequence(short, name) for name in names)
            }
            if found:
                reading.use(start, ending.end(), name=True)
                mentions.append(_Mention(start, short, found))
                break
    return mentions


def _subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(char in rest for char in short)


def read_years(plan: QueryPlan, reading: Reading, catalogue: Catalogue) -> QueryPlan:
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
    assumed: list[str] = []
    for match in _RELATIVE_YEAR.finditer(reading.text) if catalogue.years and not free else ():
        said = _relative_year(match[1], catalogue.years)
        if said is None or not reading.free(*match.span(1)):
            continue
        reading.use(*match.span(1))
        assumed.append(f"“{match[1]}”按{said}年理解")
        (years if said in catalogue.years else absent).append(said)
    missing = [] if years else [f"工作区里没有{year}年的报告" for year in dict.fromkeys(absent)]
    return replace(
        plan,
        years=tuple(dict.fromkeys(years)),
        absent_years=tuple(dict.fromkeys(absent)) if years else (),
        must_say=tuple(dict.fromkeys(spoken)),
        assumed=(*plan.assumed, *assumed),
        missing=(*plan.missing, *missing),
    )


def _relative_year(word: str, years: tuple[int, ...]) -> int | None:
    """今年, 去年, 前年, counted from the newest report; None where that says nothing.

    A workspace of one year is read in the year after: its 去年 is the year reported on.
    """
    back = {"今": 0, "本": 0, "去": 1, "上": 1, "前": 2}[word[0]]
    if len(years) == 1:
        return years[0] - 1 if back == 2 else years[0] if back == 1 else None
    return years[-1] - back


def read_limits(plan: QueryPlan, reading: Reading) -> QueryPlan:
    thresholds, figures = [], []
    limits = limits_in(reading.text)
    free = [limit for limit in limits if reading.free(*limit[1:])]
    for threshold, start, end in free:  # one span may set two limits: 1亿到20亿之间
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


def read_functions(plan: QueryPlan, reading: Reading, catalogue: Catalogue) -> QueryPlan:
    """Statutory functions by their labels, and duties by number."""
    duties: list[Named] = []
    numbers = [
        (number, start, end)
        for number, start, end in ordinals_in(reading.text)
        if not reading.text[end:].startswith(("号", "批")) and reading.free(start, end)
    ]
    ordinal = numbers[0][0] if numbers else None
    if ordinal is not None and DUTY_WORD.search(reading.text):
        duties = [
            Named(duty.iri, "Duty", duty.label, f"第{ordinal}项")
            for duty in catalogue.duties
            if duty.number == str(ordinal)
        ]
        if not duties and catalogue.duties:
            plan = replace(plan, missing=(*plan.missing, f"报告没有列第{ordinal}项职责"))
    for _, start, end in numbers[:1]:
        reading.use(start, end)
    matches = [m for m in catalogue.functions_in(reading.text) if reading.free(*m.span)]
    return replace(
        plan,
        ordinal=ordinal,
        duties=tuple(duties),
        functions=tuple(dict.fromkeys(m.notation for m in matches if not m.hidden)),
        function_words=tuple(dict.fromkeys(reading.text[m.span.start : m.span.end] for m in matches if not m.hidden)),
        hinted=tuple(dict.fromkeys(m.notation for m in matches if m.hidden)),
    )


def read_strangers(plan: QueryPlan, reading: Reading, catalogue: Catalogue, cues: Cues) -> QueryPlan:
    """Places and departments that the question names and no report knows."""
    if not catalogue.reports:
        return plan
    missing = list(plan.missing)
    rest = cues.filler.sub(lambda m: " " * len(m[0]), reading.rest)
    for match in re.finditer(r"[\u4e00-\u9fff]+", rest):
        piece = match[0]
        for end in [i + 1 for i, char in enumerate(piece) if char in "省市区县州旗镇乡路"]:
            name = _stranger_place(piece[:end], piece[end : end + 1], catalogue, cues)
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


def _stranger_place(piece: str, after: str, catalogue: Catalogue, cues: Cues) -> str:
    """The name at the end of `piece` if it looks like a place that no report mentions, else ""; `after` stands behind it."""
    if len(piece) < 3 or cues.not_place.search(piece[-3:] + after) or not cues.stop.isdisjoint(piece[-3:]):
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
