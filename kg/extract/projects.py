"""Projects: named works, sites and funded programmes: 鹤洞村更新改造项目, 白鹅潭大道（上涌直街-信义会馆段）, 学前教育补助经费.

A project is known by its head (项目, 跨线桥, 车辆段 …), by a list that the text calls projects (华润万象城等一批重点优质项目), or by what is
decided about it (批复…用地选址). What only says the kind of thing (各类重点项目) names none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg.extract.edges import LIST_MARKS, alternation, cue_before, generic_start, is_generic, left_edge, lexicon, words
from kg.extract.mentions import Mention, fold
from kg.model import Span

_HAN = re.compile(r"^[\u4e00-\u9fff]+$")
_STAGE = re.compile(
    r"(?:[一二三四五六]|首|二三)期(?:工程|项目)?|[（(][一二三四五六1-6]期[）)]|[（(][^（()）]{1,16}段[）)]"
)
_SECTION = re.compile(r"[（(][^（()），。；]{2,24}段[）)]")
_PLANNED_ROADS = re.compile(
    r"规划((?:[一二三四五六七八九十]{1,3}|\d{1,2})(?:、(?:[一二三四五六七八九十]{1,3}|\d{1,2}))*)(路|街)"
)
_ROAD_BEFORE = re.compile(r"^[\u4e00-\u9fff]{1,4}(?:大道|路|街)(?=[\u4e00-\u9fff]{2})")


@dataclass(frozen=True, slots=True)
class _Heads:
    heads: re.Pattern[str]
    after: dict[str, frozenset[str]]
    site_heads: tuple[str, ...]
    called: re.Pattern[str]
    permits: re.Pattern[str]
    sited: re.Pattern[str]
    funds: re.Pattern[str]


@cache
def _heads() -> _Heads:
    table = lexicon()["projects"]
    return _Heads(
        heads=re.compile(alternation(words("projects", "heads"))),
        after={head: frozenset(after) for head, after in table["after"].items()},
        site_heads=words("projects", "site_heads"),
        called=re.compile(rf"等(?=[^，。；、！？]{{0,14}}?(?:{alternation(words('projects', 'called'))}))"),
        permits=re.compile(alternation(words("projects", "matters"))),
        sited=re.compile(table["sited"]),
        funds=re.compile(rf"(?:{alternation(words('projects', 'funds'))})$"),
    )


def find_projects(text: str, bodies: list[Span]) -> list[Mention]:
    """Every mention of a project, in text order; `bodies` are mentions of organisations, which may own one (区土发中心的土储项目)."""
    ends = {span.end: span.start for span in bodies}
    mentions = [*_by_head(text, ends), *_planned_roads(text), *_sections(text), *_called(text), *_permitted(text)]
    return _outermost(sorted(mentions, key=lambda m: (m.span.start, -len(m.span))))


def _by_head(text: str, bodies: dict[int, int]) -> Iterator[Mention]:
    heads = _heads()
    for match in heads.heads.finditer(text):
        head, (at, end) = match.group(), match.span()
        if text[end : end + 1] in heads.after.get(head, ()):
            continue
        core_end = generic_start(text, at, max(0, at - 30))
        start = left_edge(text, core_end, 30)
        if start is None or start == core_end or text[start:core_end] in "（(":
            owner = _owner(text, at, bodies)
            if owner is None or at - core_end > 4:
                continue
            start = owner
        elif len(text[start:at]) <= 2 and (owner := _owner(text, start, bodies)) is not None:
            start = owner
        if stage := _STAGE.match(text, end):
            end = stage.end()
        if len(text[start:core_end]) < 2:
            continue
        name = text[start:end]
        tail = text[core_end:end]
        yield Mention(name, Span(start, end), "projects.head", name, _site(text[start:core_end], tail))
        yield from _listed(text, start, core_end, end)


def _owner(text: str, at: int, bodies: dict[int, int]) -> int | None:
    """Where the body begins that owns what stands at `at`: 区土发中心的土储项目."""
    return bodies.get(at - 1) if text[at - 1 : at] == "的" else None


def _listed(text: str, start: int, core_end: int, end: int) -> Iterator[Mention]:
    """Earlier members of a list that shares the end of the name: 东濠、茶滘、鹤洞城中村改造; 鹤洞路培英、华丽苑人行天桥.

    A member is a bare name of two or three characters, or one that ends like a place or body.
    """
    tail = text[core_end:end]
    at = start
    while at and text[at - 1] in LIST_MARKS:
        stop = at - 1
        begin = left_edge(text, stop, 16)
        if begin is None:
            return
        item = text[begin:stop]
        bare = 2 <= len(item) <= 3 and _HAN.match(item) is not None
        road = _ROAD_BEFORE.match(item)
        sited = item.endswith(_heads().site_heads + ("村", "镇", "岛", "区", "乡", "街道", "县"))
        if is_generic(item) or not (bare or road or (sited and len(item) >= 3)) or cue_before(text, stop):
            return
        yield Mention(item + tail, Span(begin, end), "projects.list", "", _site(item, tail))
        at = begin


def _site(core: str, tail: str) -> str:
    """The place that a project's name begins with: 西塱 of 西塱车辆段; "" where the name need not begin with one."""
    core = core.rstrip("0123456789")
    if 2 <= len(core) <= 3 and _HAN.match(core) and _heads().sited.match(tail):
        return core
    return ""


def _planned_roads(text: str) -> Iterator[Mention]:
    """大坦沙岛规划一、三路 → 大坦沙岛规划一路, 大坦沙岛规划三路."""
    for match in _PLANNED_ROADS.finditer(text):
        start = left_edge(text, match.start(), 12)
        if start is None:
            continue
        before = text[start : match.start()]
        for number in match[1].split("、"):
            yield Mention(f"{before}规划{number}{match[2]}", Span(start, match.end()), "projects.planned-road", "")


def _sections(text: str) -> Iterator[Mention]:
    """Roads named with their section: 白鹅潭大道（上涌直街-信义会馆段）."""
    for match in _SECTION.finditer(text):
        start = left_edge(text, match.start(), 14)
        if start is None or match.start() - start < 2 or is_generic(text[start : match.start()]):
            continue
        name = text[start : match.end()]
        yield Mention(name, Span(start, match.end()), "projects.section", name)


def _called(text: str) -> Iterator[Mention]:
    """Lists that end in 等…项目: 珠江钢琴创梦园、1906科技园扬韬广场等重点制造业产业项目."""
    for match in _heads().called.finditer(text):
        yield from _items(text, match.start(), "projects.called")


def _permitted(text: str) -> Iterator[Mention]:
    """Lists before what is decided about them: 批复…、南漑路延长线、…用地选址."""
    for match in _heads().permits.finditer(text):
        yield from _items(text, match.start(), "projects.permitted")


def _items(text: str, end: int, rule: str) -> Iterator[Mention]:
    """The members of the list that ends at `end`, right to left, as long as they are named sites."""
    heads = _heads()
    while end:
        start = left_edge(text, end, 30)
        if start is None or start == end:
            return
        item = text[start:end]
        name = _STAGE.sub("", item)
        stem_end = next((len(name) - len(head) for head in heads.site_heads if name.endswith(head)), 0)
        if stem_end >= 2 and not is_generic(name) and not is_generic(name[:stem_end]):
            yield Mention(item, Span(start, end), rule, item, _site(name[:stem_end], name[stem_end:]))
        elif not heads.heads.search(item):
            return
        if text[start - 1 : start] not in ("、", "和", "及", "与"):
            return
        end = start - 1


def _outermost(mentions: list[Mention]) -> list[Mention]:
    """Mentions that do not lie inside a longer one by another name; members of one list share a span."""
    kept: list[Mention] = []
    seen: set[tuple[str, Span]] = set()
    reach: list[Mention] = []
    for mention in mentions:
        if (mention.name, mention.span) in seen:
            continue
        reach = [other for other in reach if other.span.end > mention.span.start]
        inside = any(
            other.span.contains(mention.span) and other.span != mention.span and other.rule not in ("projects.list",)
            for other in reach
        )
        same = any(
            other.span == mention.span and other.rule != mention.rule and "list" not in other.rule for other in reach
        )
        if inside or same:
            continue
        seen.add((mention.name, mention.span))
        kept.append(mention)
        reach.append(mention)
    return kept


_RENEWAL = re.compile(r"(?:城中村|旧村|村|岛)?(?:更新改造|城中村改造|旧村改造|全面改造|改造)(?:项目|工程)?$")
_KIND = re.compile(r"(?:建设)?(?:项目|工程)$")


def project_key(name: str) -> str:
    """Names of one project fold to one key: 扩建工程 / 扩建项目; 大坦沙 / 大坦沙岛更新改造项目; brackets of either width."""
    folded = fold(name)
    if _RENEWAL.search(folded):
        core = re.sub(r"(?:村|岛|城中村)$", "", _RENEWAL.sub("", folded))
        if len(core) >= 2:
            return core + "改造"
    return _KIND.sub("", folded)
