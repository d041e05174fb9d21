"""Projects: named works, sites and funded programmes: 鹤洞村更新改造项目, 白鹅潭大道（上涌直街-信义会馆段）, 学前教育补助经费.

A project is known by its head (项目, 跨线桥, 车辆段 …), by a list that the text calls projects (华润万象城等一批重点优质项目), or by what is
decided about it (批复…用地选址). What only says the kind of thing (各类重点项目) names none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg.extract.edges import (
    LIST_MARKS,
    Edges,
    alternation,
    endings,
    generic_start,
    is_common,
    is_generic,
    lexicon,
    words,
)
from kg.extract.mentions import Mention, fold
from kg.model import Span

_HAN = re.compile(r"^[\u4e00-\u9fff]+$")
_NUMERAL = r"(?:[一二三四五六七八九十]{1,3}|\d{1,2})"
_STAGE = re.compile(r"[一二三四五六首]期(?:工程|项目)?|[（(][一二三四五六1-6]期[）)]")
_LIST_END = re.compile(r"等|\d{1,3}[个项处条座]")
_CALLED = re.compile(r"[^，。；、！？]{0,18}")
_SECTION = re.compile(r"[（(][^（()），。；]{2,24}段[）)]")
_PLANNED_ROADS = re.compile(rf"规划({_NUMERAL}(?:[、和]{_NUMERAL})*)(号?(?:路|街))")
_ROAD_BEFORE = re.compile(r"^[\u4e00-\u9fff]{1,4}(?:大道|路|街)(?=[\u4e00-\u9fff]{2})")
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]{2}|[A-Za-z0-9“”+]+[\u4e00-\u9fff]")
_NUMBERED = re.compile(rf"第?{_NUMERAL}[路街期号]$")
_ROADS = ("路", "街", "大道")
_HEADED = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9（）()“”、·]{3,30}(?:项目|工程|专项资金|专项经费|补助资金|补助经费|资金|经费)"
)
_YEAR_END = re.compile(r"(?:19|20)\d\d年度?$")  # a title: 「…局2022年度项目…报告」
_CODE = re.compile(r"[A-Za-z0-9-]+$")
_LONG_PROGRAMME = 8  # characters before the head of a programme named in general words: 基本公共卫生服务项目


@dataclass(frozen=True, slots=True)
class _Heads:
    heads: re.Pattern[str]
    after: dict[str, tuple[str, ...]]
    programmes: frozenset[str]
    classes: re.Pattern[str]
    unnamed: tuple[str, ...]
    things: tuple[str, ...]
    actions: tuple[str, ...]
    site_heads: tuple[str, ...]
    called: re.Pattern[str]
    decided: re.Pattern[str]
    done_at_each: re.Pattern[str]
    sited: re.Pattern[str]
    places: tuple[str, ...]


@cache
def _heads() -> _Heads:
    table = lexicon()["projects"]
    site_heads = words("projects", "site_heads")
    return _Heads(
        heads=re.compile(alternation(words("projects", "heads"))),
        after=endings(table["after"]),
        programmes=frozenset(table["programmes"].split()),
        classes=re.compile(alternation(words("projects", "classes"))),
        unnamed=words("projects", "unnamed"),
        things=words("projects", "heads"),
        actions=words("projects", "actions"),
        site_heads=site_heads,
        called=re.compile(alternation(words("projects", "called"))),
        decided=re.compile(rf"{alternation(words('projects', 'matters'))}|建设(?=[，。；])"),
        done_at_each=re.compile(table["done_at_each"]),
        sited=re.compile(table["sited"]),
        places=words("projects", "place_heads"),
    )


def find_projects(edges: Edges, bodies: list[Span]) -> list[Mention]:
    """Every mention of a project, in text order.

    `bodies` are the mentions of organisations, which may own a project that has no name else (区土发中心的土储项目).
    """
    owners = {span.end: span.start for span in bodies}
    finders = (
        _by_head(edges, owners),
        _planned_roads(edges),
        _sections(edges),
        _called(edges),
        _decided(edges),
        _staged(edges),
    )
    mentions = [mention for finder in finders for mention in finder]
    return _outermost(sorted(mentions, key=lambda m: (m.span.start, -len(m.span))))


def _by_head(edges: Edges, owners: dict[int, int]) -> Iterator[Mention]:
    """Names that end in a head: 西塱车辆段, 青龙水库除险加固工程."""
    text, heads = edges.text, _heads()
    for match in heads.heads.finditer(text):
        at, end = match.span()
        if text.startswith(heads.after.get(match.group(), ()), end):
            continue
        core_end = generic_start(text, at, max(0, at - 30))
        start = _start(edges, core_end, core_end < at)
        if start is None:
            continue
        owner = owners.get(start - 1) if text[start - 1 : start] == "的" else None
        if owner is not None and at - start <= 8:
            start, core_end = owner, at
        elif text.endswith(heads.unnamed, 0, end) or not _is_name(
            text[start:core_end], text[core_end:end], match.group()
        ):
            continue
        if stage := _STAGE.match(text, end):
            end = stage.end()
        core, tail = text[start:core_end], text[core_end:end]
        earlier, shared = _listed(edges, start, core, tail)
        for item, rest, begin in earlier:
            yield Mention(item + rest, Span(begin, end), "projects.list", "", _site(item, rest))
        yield Mention(shared + core + tail, Span(start, end), "projects.head", core + tail, _site(core, tail))


def _start(edges: Edges, core_end: int, modified: bool) -> int | None:
    """Where the name begins; 与 or 和 before words that name nothing alone stands inside it: 续建配套与节水改造项目."""
    start = edges.left(core_end)
    while (
        start
        and edges.text[start - 1] in "与和及"
        and ((modified and start == core_end) or is_common(edges.text[start:core_end]))
    ):
        further = edges.left(generic_start(edges.text, start - 1, max(0, start - 30)))
        if further is None or further >= start - 1:
            break
        start = further
    return None if start is None else _from_end(edges, start)


def _from_end(edges: Edges, start: int) -> int:
    """Where the name begins, given where its last part does, when it tells both ends of a line: 安陵至淮川高速铁路."""
    if edges.text[start - 1 : start] == "至":
        begin = edges.left(start - 1, 8)
        if begin is not None and start - 1 - begin >= 2:
            return begin
    return start


def _is_name(core: str, tail: str, head: str) -> bool:
    """Whether what stands before the head tells one project from others, as a proper name or as a programme's."""
    if not _WORD.search(core) or _NUMBERED.match(core) or _YEAR_END.search(core):
        return False
    if not is_common(re.sub("[、和与及]", "", core)):
        return True
    heads = _heads()
    if head not in heads.programmes or heads.classes.search(tail):
        return False
    return len(core) >= 4 or len(core) + len(tail) - len(head) >= _LONG_PROGRAMME


def _listed(edges: Edges, start: int, core: str, tail: str) -> tuple[list[tuple[str, str, int]], str]:
    """Earlier members of a list that shares `tail`, each with what completes it and its start, and the road that they all stand on.

    东濠、茶滘、鹤洞城中村改造; 鹤洞路培英、华丽苑人行天桥 (on 鹤洞路). A member is a bare name of two or three characters, a road with one,
    or, before an action, a thing (望江中学 before 改扩建项目).
    """
    text, heads = edges.text, _heads()
    at, earlier, shared = start, [], ""
    while at and text[at - 1] in LIST_MARKS:
        begin = edges.left(at - 1, 16)
        if begin is None:
            break
        item = text[begin : at - 1]
        bare = 2 <= len(item) <= 3 and _HAN.match(item) is not None
        road = _ROAD_BEFORE.match(item)
        kind = next((head for head in heads.places if item.endswith(head)), "")
        rest = tail.removeprefix(kind)
        thing = kind != "" and (core.endswith(kind) or rest != tail) and rest.startswith(heads.actions)
        if item.endswith(heads.things) or is_generic(item) or is_common(item) or not (bare or road or thing):
            break
        earlier.append((item, rest if thing else tail, begin))
        shared = road.group() if road and not thing else ""
        at = begin
    return earlier, "" if _ROAD_BEFORE.match(core) else shared


def _site(core: str, tail: str) -> str:
    """The place that a project's name begins with: 西塱 of 西塱车辆段; "" where the name need not begin with one."""
    core = _CODE.sub("", core)
    if road := _ROAD_BEFORE.match(core):
        core = core[road.end() :]
    if 2 <= len(core) <= 3 and _HAN.match(core) and _heads().sited.match(tail) and not is_common(core):
        return core
    return ""


def _planned_roads(edges: Edges) -> Iterator[Mention]:
    """大坦沙岛规划一、三路 → 大坦沙岛规划一路, 大坦沙岛规划三路."""
    for match in _PLANNED_ROADS.finditer(edges.text):
        start = edges.left(match.start(), 12)
        if start is None:
            continue
        before = edges.text[start : match.start()]
        for number in re.split("[、和]", match[1]):
            yield Mention(
                f"{before}规划{number}{match[2]}", Span(start, match.end()), "projects.planned-road", "", before
            )


def _sections(edges: Edges) -> Iterator[Mention]:
    """Roads named with their section: 白鹅潭大道（上涌直街-信义会馆段）."""
    for match in _SECTION.finditer(edges.text):
        start = edges.left(match.start(), 14)
        if start is not None and match.start() - start >= 2 and not is_generic(edges.text[start : match.start()]):
            name = edges.text[start : match.end()]
            yield Mention(name, Span(start, match.end()), "projects.section", name)


def _called(edges: Edges) -> Iterator[Mention]:
    """Lists that end in 等…项目 or 3个…项目: 珠江钢琴创梦园、1906科技园扬韬广场等重点制造业产业项目."""
    heads = _heads()
    for match in _LIST_END.finditer(edges.text):
        following = _CALLED.match(edges.text, match.end())
        if following is None or not heads.called.search(following.group()):
            continue
        yield from _items(edges, match.start(), "projects.called")
        if done := heads.done_at_each.match(edges.text, match.end()):
            yield from _at_each(edges, match.start(), done)


def _at_each(edges: Edges, end: int, done: re.Match[str]) -> Iterator[Mention]:
    """One project at each place of the list that ends at `end`: 柳浦村、上塘村2个旧村改造项目."""
    while end:
        start = edges.left(end, 12)
        item = "" if start is None else edges.text[start:end]
        if start is None or len(item) < 3 or not item.endswith(_heads().places) or is_common(item):
            return
        yield Mention(item + done.group(), Span(start, done.end()), "projects.list", "")
        if edges.text[start - 1 : start] not in LIST_MARKS:
            return
        end = start - 1


def _decided(edges: Edges) -> Iterator[Mention]:
    """Lists before what is decided about them: 批复…、南漑路延长线、…用地选址."""
    for match in _heads().decided.finditer(edges.text):
        if match.group() == "建设" and edges.text.endswith("城", 0, match.start()):  # 名城建设
            continue
        yield from _items(edges, match.start(), "projects.decided")


def _staged(edges: Edges) -> Iterator[Mention]:
    """Sites with a stage: 广钢新城场站综合体二期, 白塔工业园二期."""
    site_heads = _heads().site_heads
    for match in _STAGE.finditer(edges.text):
        head = next((head for head in site_heads if edges.text.endswith(head, 0, match.start())), "")
        at = match.start() - len(head)
        start = edges.left(at, 20) if head else None
        if start is not None and at - start >= 2 and not is_common(edges.text[start:at]):
            name = edges.text[start : match.end()]
            yield Mention(name, Span(start, match.end()), "projects.staged", name)


def headed_projects(text: str, titles: list[str]) -> Iterator[Mention]:
    """Every mention of the projects that headings name, in the text without blanks: 「（一）高标准农田建设项目」."""
    for title in dict.fromkeys(titles):
        if _HEADED.fullmatch(title) and not is_generic(title):
            for match in re.finditer(re.escape(title), text):
                yield Mention(title, Span(*match.span()), "projects.heading", title)


def _items(edges: Edges, end: int, rule: str) -> Iterator[Mention]:
    """The members of the list that ends at `end`, right to left, as long as they are named sites."""
    text, heads = edges.text, _heads()
    while end:
        core_end = generic_start(text, end, max(0, end - 30))
        start = edges.left(core_end)
        if start is None or start == core_end:
            return
        start = _from_end(edges, start)
        item = text[start:end]
        name = _SECTION.sub("", _STAGE.sub("", item))
        stem_end = next((len(name) - len(head) for head in heads.site_heads if name.endswith(head)), 0)
        stem, head = name[:stem_end], name[stem_end:]
        if stem_end >= 2 and not is_generic(name) and (not is_common(stem) or (stem_end == 2 and head in _ROADS)):
            yield Mention(item, Span(start, end), rule, item, _site(stem, head))
        elif not heads.heads.search(item):
            return
        if text[start - 1 : start] not in LIST_MARKS:
            return
        end = start - 1


def _outermost(mentions: list[Mention]) -> list[Mention]:
    """Mentions that do not lie inside a longer one; members of one list may share a span, or lie in the list's."""
    kept: list[Mention] = []
    seen: set[tuple[str, Span]] = set()
    reach: list[Mention] = []
    for mention in mentions:
        if (mention.name, mention.span) in seen:
            continue
        seen.add((mention.name, mention.span))
        reach = [other for other in reach if other.span.end > mention.span.start]
        if any(other.span.contains(mention.span) and not _in_one_list(mention, other) for other in reach):
            continue
        kept.append(mention)
        reach.append(mention)
    return kept


_LISTS = ("projects.list", "projects.planned-road")


def _in_one_list(mention: Mention, other: Mention) -> bool:
    if other.rule == "projects.planned-road":
        return mention.rule == other.rule
    return other.rule == "projects.list" and other.span.end == mention.span.end


_RENEWAL = re.compile(r"(?:城中村|旧村|村|岛)?(?:更新改造|城中村改造|旧村改造|全面改造|改造)(?:项目|工程)?$")
_KIND = re.compile(r"(?:建设)?(?:项目|工程)$")


def project_key(name: str) -> str:
    """Names of one project fold to one key: 扩建工程 / 扩建项目; 大坦沙 / 大坦沙岛更新改造项目; brackets of either width."""
    folded = fold(name)
    core = _RENEWAL.sub("", folded)
    if core != folded and len(core) >= 2:
        return f"{core}改造"
    return _KIND.sub("", folded)
