"""Bodies other than the reporting department: 区政府, 省自然资源厅, 市规划资源局, 东滘、东塱和西塱联社.

A body of a tier is named by the tier alone (市委, 市局); its full name takes the place of that tier from the department's own
line (荔湾区 → 广州市 → 广东省), where that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from kg.extract.edges import LIST_MARKS, Edges, alternation, endings, is_common, is_generic, lexicon, words
from kg.extract.mentions import Mention, fold
from kg.jurisdiction import Jurisdiction, jurisdiction_of, parent_organisation
from kg.model import Identity, Span

_TIERS = "省市区县州旗"
_PRONOUNS = frozenset("全我本各该城地辖两三校园社街")
_BRIEF = re.compile(r"([省市区县州旗])([厅局])(?![面限势级长])")
_BRANCH = re.compile(r"^(.{2,}?[局委厅]).{2,}分局$")
_CENTRAL_BRANCH = re.compile(r"[\u4e00-\u9fff]{2,4}(?:督察局|监管局|特派办)")
_FUNCTIONAL = ("局", "委", "办")
_SITED = ("联社", "经联社", "合作社")
_HAN = re.compile(r"^[\u4e00-\u9fff]+$")
_BOUNDARY = frozenset("，。；：、\n《》！？")
_SPOKEN_OF = re.compile(r"[型性]|^“[^“”]*”$|^.[域直长]")  # 紧密型医疗集团, 县域医疗中心
_NOT_A_TIER = frozenset("域直长")  # 县域, 市直, 市长
_AUTHORITY = re.compile(r"[局委厅办](?=[\u4e00-\u9fff]{2}$)")  # before the verb of what it does
_LONGEST = 22  # characters before the head
_NAME = re.compile(r"^[\u4e00-\u9fffA-Za-z0-9（）()“”·]+$")


@dataclass(frozen=True, slots=True)
class _Heads:
    central: re.Pattern[str]
    tier_bodies: re.Pattern[str]
    heads: re.Pattern[str]
    after: dict[str, tuple[str, ...]]
    before: dict[str, tuple[str, ...]]
    inside: frozenset[str]
    generic_stems: frozenset[str]
    need_tier: frozenset[str]
    bare: frozenset[str]
    any_head: tuple[str, ...]
    members: frozenset[str]
    class_heads: frozenset[str]
    class_stems: tuple[str, ...]
    class_towns: frozenset[str]


@cache
def _heads() -> _Heads:
    table = lexicon()["organisations"]
    numbered = [f"{school}(?!{table['not_numbered']})" for school in table["numbered"].split()]
    return _Heads(
        central=re.compile(
            rf"党中央|中共中央|国务院(?!令)|中央(?={table['after_central']})|{alternation(words('organisations', 'ministries'))}"
        ),
        tier_bodies=re.compile(rf"([省市区县州旗镇乡])(?:{table['tier_bodies']})"),
        heads=re.compile("|".join((*words("organisations", "heads"), *numbered))),
        after=endings(table["after"]),
        before=endings(table["before"]),
        inside=frozenset(table["inside"].split()),
        generic_stems=frozenset(table["generic_stems"].split()),
        need_tier=frozenset(table["need_tier"].split()),
        bare=frozenset(table["bare"].split()),
        any_head=words("organisations", "heads"),
        members=frozenset(table["members"].split()),
        class_heads=frozenset(table["class_heads"].split()),
        class_stems=words("organisations", "class_stems"),
        class_towns=frozenset(table["class_towns"].split()),
    )


def find_organisations(
    edges: Edges, identity: Identity, jurisdiction: Jurisdiction, places: dict[int, int]
) -> list[Mention]:
    """Every mention of a body, named in full, in text order.

    `places` gives for the end of each administrative name in the text its start. The department itself, by whatever name it
    goes, is left out.
    """
    namer = _Namer(edges.text, identity, jurisdiction, places)
    finders = (_central(edges.text), _tier_bodies(edges, namer), _brief(edges, namer), _headed(edges, namer))
    mentions = sorted((m for finder in finders for m in finder), key=lambda m: (m.span.start, -len(m.span)))
    return _merged([m for m in _longest(mentions) if not namer.is_department(m.name, m.span.of(edges.text))])


class _Namer:
    """Gives a body its full name."""

    def __init__(self, text: str, identity: Identity, jurisdiction: Jurisdiction, places: dict[int, int]) -> None:
        self.department = identity.department
        self.place = jurisdiction.place
        self.by_tier = {name[-1]: name for name in jurisdiction.names}
        self.starts = places
        self.names = {text[start:end] for end, start in places.items()}
        self.parent = parent_organisation(identity.department) or _trunk(identity.department)
        function = identity.department.removeprefix(jurisdiction.name)
        own = [identity.department, *identity.aliases, function, jurisdiction.place + function]
        own += [tier + function for tier, name in self.by_tier.items() if name == jurisdiction.place]
        self.own = frozenset(name for name in own if name)

    def place_ending_at(self, end: int) -> int | None:
        """Where the administrative names that end at `end` begin, chained: 广东省广州市."""
        start = self.starts.get(end)
        while start is not None and start in self.starts:
            start = self.starts[start]
        return start

    def full(self, printed: str) -> str:
        """区政府 → 荔湾区政府; of several places only the narrowest is kept: 广东省广州市教育局 → 广州市教育局."""
        name = printed.replace("人民政府", "政府")
        if name[0] in self.by_tier:
            return self.by_tier[name[0]] + name[1:].removeprefix("级")
        outer = next((n for n in range(2, 8) if name[:n] in self.names), 0)
        if outer and any(name[outer:inner] in self.names for inner in range(outer + 2, outer + 6)):
            return self.full(name[outer:])
        return name

    def of_own_line(self, tier: str, kind: str) -> str:
        """市局, 省厅: the body of the department's own line one or more tiers up; "" where it has none."""
        if tier == "市" and self.parent:
            return self.parent
        line = self.parent or self.department
        function = line.removeprefix(jurisdiction_of(line).name)
        return self.by_tier.get(tier, tier) + function[:-1] + kind if function.endswith(("局", "厅")) else ""

    def is_department(self, name: str, printed: str) -> bool:
        return name in self.own or printed in self.own or (len(printed) >= 4 and self.department.endswith(printed))


def _trunk(department: str) -> str:
    """宁洲市自然资源局 of 宁洲市自然资源局海滨分局; "" for a department that is no branch."""
    match = _BRANCH.match(department)
    return match[1] if match else ""


def _central(text: str) -> Iterator[Mention]:
    for match in _heads().central.finditer(text):
        branch = _CENTRAL_BRANCH.match(text, match.end())
        span = Span(match.start(), branch.end() if branch else match.end())
        name = "党中央" if match.group().endswith("中央") else span.of(text)
        yield Mention(name, span, "organisations.central", span.of(text))


def _tier_bodies(edges: Edges, namer: _Namer) -> Iterator[Mention]:
    """市委, 区政府, 县人大常委会, with or without the place before."""
    for match in _heads().tier_bodies.finditer(edges.text):
        at, end = match.span()
        start = namer.place_ending_at(at + 1)
        if start is None:
            if edges.text[at] in "镇乡" or not _begins(edges, at):
                continue
            start = at
        yield Mention(namer.full(edges.text[start:end]), Span(start, end), "organisations.tier", edges.text[start:end])


def _brief(edges: Edges, namer: _Namer) -> Iterator[Mention]:
    """市局, 省厅."""
    for match in _BRIEF.finditer(edges.text):
        if edges.text[match.start() - 1 : match.start()] in _PRONOUNS or not _begins(edges, match.start()):
            continue
        if name := namer.of_own_line(match[1], match[2]):
            yield Mention(name, Span(*match.span()), "organisations.own-line", match.group())


def _begins(edges: Edges, at: int) -> bool:
    """Whether a tier may begin a name at `at`: after an edge, a verb of reporting (报市政府), another body (区委区政府)."""
    return edges.begins(at) or edges.text[at - 1] in "委府会省市县报获请呈交送"


def _headed(edges: Edges, namer: _Namer) -> Iterator[Mention]:
    """Names by their head: X局, X中心, X小学, X公司; members of a list that share one head (东滘、东塱和西塱联社)."""
    text, heads = edges.text, _heads()
    for match in heads.heads.finditer(text):
        head, (at, end) = match.group(), match.span()
        if text.startswith(heads.after.get(head, ()), end) or text.endswith(heads.before.get(head, ()), 0, at):
            continue
        start = _tier_start(edges, at, namer, head in heads.bare)
        if head in heads.class_heads and _is_class(edges, start if start is not None else edges.left(at, 20), at, head):
            continue
        if start is not None:
            yield Mention(namer.full(text[start:end]), Span(start, end), "organisations.tier-head", text[start:end])
            continue
        if head in heads.need_tier or (start := edges.left(at, 20)) is None:
            continue
        if text[start] == "原" and any(text.startswith(place, start + 1) for place in namer.names):
            start += 1  # 原临澄市国土资源局
        stem, name = text[start:at], text[start:end]
        if (
            len(stem) < 2
            or not _NAME.match(stem)
            or stem in heads.generic_stems
            or is_generic(stem)
            or _SPOKEN_OF.search(stem)
        ):
            continue
        if is_common(stem):
            if head not in _FUNCTIONAL or not namer.place:
                continue
            name = namer.place + name
        site = stem if head in _SITED and len(stem) <= 3 else ""
        yield Mention(namer.full(name), Span(start, end), "organisations.head", text[start:end], site)
        if head in heads.members:
            for member in _earlier_members(edges, start):
                item = member.of(text)
                yield Mention(item + head, Span(member.start, end), "organisations.list", "", item if site else "")


def _is_class(edges: Edges, start: int | None, at: int, head: str) -> bool:
    """Whether an institution's head speaks of a class: 区义务教育学校, 初中和公办幼儿园, 莲塘镇学校, 区市场监管局检查学校."""
    if start is None:
        return False
    heads, stem = _heads(), edges.text[start:at]
    if stem.endswith(heads.class_stems) or (head in heads.class_towns and stem[-1:] in "镇乡区县市"):
        return True
    return any(_AUTHORITY.search(edges.text, start, edge) for edge in edges.crossed(start + 2, at + 1))


def _earlier_members(edges: Edges, start: int) -> Iterator[Span]:
    """The bare names before a listed one: 东滘 and 东塱 of 东滘、东塱和西塱联社."""
    end = start
    while end and edges.text[end - 1] in LIST_MARKS:
        end -= 1
        begin = edges.left(end, 5)
        item = "" if begin is None else edges.text[begin:end]
        if begin is None or not 2 <= len(item) <= 3 or not _HAN.match(item) or is_common(item) or is_generic(item):
            return
        yield Span(begin, end)
        end = begin


def _tier_start(edges: Edges, at: int, namer: _Namer, bare: bool) -> int | None:
    """Where a name that starts with its tier or place begins: 市规划和自然资源局, 临澄市教育局; no verb may stand inside."""
    text = edges.text
    for j in range(at - 1, max(0, at - _LONGEST) - 1, -1):
        if text[j] in _BOUNDARY:
            return None
        if text[j] in _TIERS:
            if text[j + 1] in _NOT_A_TIER:
                continue
            start = namer.place_ending_at(j + 1)
            if start is None:
                start = j - 2 if text.startswith("自治", max(0, j - 2)) else j
                subordinate = text.startswith("下辖", max(0, start - 2))  # 下辖区环境卫生服务中心 is no 辖区
                if (text[start - 1 : start] in _PRONOUNS and not subordinate) or not _begins(edges, start):
                    continue
            return start if (bare and j + 1 == at) or _name_like(edges, j + 1, at) else None
        if text.startswith("国家", j) and text[j + 2] != "级" and at - j > 3 and _name_like(edges, j + 2, at):
            return j
    return None


def _name_like(edges: Edges, start: int, end: int) -> bool:
    """Whether text[start:end] holds no edge, save words that names of bodies hold; 和 not between two bodies."""
    text, heads = edges.text, _heads()
    inside = text[start:end]
    if start >= end or not _NAME.match(inside) or inside.count("（") != inside.count("）"):
        return False
    for edge in edges.crossed(start, end + 1):
        if not any(text[edge - n : edge] in heads.inside for n in (2, 1, 3)):
            return False
        if text[edge - 1] in LIST_MARKS and (
            text[edge : edge + 1] in _TIERS or text[start : edge - 1].endswith(heads.any_head)
        ):
            return False
    return True


def _longest(mentions: Sequence[Mention]) -> list[Mention]:
    """Without those that are the beginning of a longer one: 市委 of 市委组织部."""
    longest: dict[int, Mention] = {}
    for mention in mentions:
        longest.setdefault(mention.span.start, mention)
    return [m for m in mentions if m.rule == "organisations.list" or len(m.span) == len(longest[m.span.start].span)]


def _merged(mentions: Sequence[Mention]) -> list[Mention]:
    """Mentions of one body under its longest name: 市规划资源局 is 市规划和自然资源局."""
    chosen: dict[str, str] = {}
    for name in sorted({mention.name for mention in mentions}, key=lambda name: (-len(name), name)):
        chosen[name] = next((full for full in chosen if chosen[full] == full and _abbreviates(name, full)), name)
    return [replace(mention, name=chosen[mention.name]) for mention in mentions]


def _abbreviates(short: str, full: str) -> bool:
    """Whether `short` is `full` with characters left out after the first of its function: 广州市规划资源局."""
    if short[-1] != full[-1] or len(short) >= len(full):
        return False
    tier = next((i for i, char in enumerate(full[:-2]) if char in _TIERS), -1)
    if tier < 0 or full[: tier + 2] != short[: tier + 2]:
        return False
    rest = iter(full)
    return all(char in rest for char in short)


def body_key(name: str) -> str:
    """Names of one body fold to one key: 人民政府 and 政府."""
    return fold(name.replace("人民政府", "政府"))
