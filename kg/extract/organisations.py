"""Bodies other than the reporting department: 区政府, 省自然资源厅, 市规划资源局, 东滘、东塱和西塱联社.

A body of a tier is named by the tier alone (市委, 市局); its full name takes the place of that tier from the department's own
line (荔湾区 → 广州市 → 广东省), where that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from kg.extract.edges import alternation, cue_before, is_generic, left_edge, lexicon, words
from kg.extract.mentions import Mention, fold
from kg.jurisdiction import Jurisdiction, jurisdiction_of, parent_organisation
from kg.model import Identity, Span

_TIERS = "省市区县州"
_PRONOUNS = frozenset("全我本各该城地辖两三校园社街")
_BRIEF = re.compile(r"(?<![全我本各该城地辖两三])(省|市|区|县|州)(厅|局)(?![面限势级长])")
_LIST = re.compile("[、和与及]")
_HAN = re.compile(r"^[\u4e00-\u9fff]+$")
_NAME = re.compile(r"^[\u4e00-\u9fffA-Za-z0-9（）()“”·]+$")


@dataclass(frozen=True, slots=True)
class _Heads:
    central: re.Pattern[str]
    tier_bodies: re.Pattern[str]
    heads: re.Pattern[str]
    after: dict[str, frozenset[str]]
    inside: frozenset[str]
    generic_stems: frozenset[str]
    need_tier: frozenset[str]
    members: frozenset[str]


@cache
def _heads() -> _Heads:
    table = lexicon()["organisations"]
    return _Heads(
        central=re.compile(
            rf"党中央|中共中央|国务院(?!令)|中央(?={table['after_central']})|{alternation(words('organisations', 'ministries'))}"
        ),
        tier_bodies=re.compile(rf"([省市区县州])(?:{table['tier_bodies']})"),
        heads=re.compile(alternation(words("organisations", "heads"))),
        after={head: frozenset(after) for head, after in table["after"].items()},
        inside=frozenset(table["inside"].split()),
        generic_stems=frozenset(table["generic_stems"].split()),
        need_tier=frozenset(table["need_tier"].split()),
        members=frozenset(table["members"].split()),
    )


def find_organisations(
    text: str, identity: Identity, jurisdiction: Jurisdiction, places: Iterable[str]
) -> list[Mention]:
    """Every mention of a body, named in full; `places` are the names of known places.

    The department itself, by whatever name it goes, is left out.
    """
    namer = _Namer(identity, jurisdiction, tuple(places))
    mentions = [*_central(text), *_tier_bodies(text, namer), *_brief(text, namer), *_headed(text, namer)]
    mentions = [mention for mention in mentions if not namer.is_department(mention.name, mention.span.of(text))]
    return _merged(sorted(mentions, key=lambda mention: (mention.span.start, -len(mention.span))))


class _Namer:
    """Gives a body its full name."""

    def __init__(self, identity: Identity, jurisdiction: Jurisdiction, places: tuple[str, ...]) -> None:
        self.department = identity.department
        self.by_tier = {name[-1]: name for name in jurisdiction.names}
        self.places = places
        place = jurisdiction.name
        self.function = identity.department.removeprefix(place) if place else ""
        self.parent = parent_organisation(identity.department)
        own = {identity.department, *identity.aliases, self.function}
        own |= {tier + self.function for tier in _TIERS if self.by_tier.get(tier) == jurisdiction.place}
        self.own = {name for name in own if name}

    def place_ending_at(self, text: str, end: int) -> int | None:
        """Where the known administrative names that end at `end` begin, chained: 广东省广州市."""
        start = None
        for place in self.places:
            if text.endswith(place, 0, end):
                begin = end - len(place)
                start = begin if start is None else min(start, begin)
        if start is None:
            return None
        before = self.place_ending_at(text, start)
        return start if before is None else before

    def full(self, printed: str) -> str:
        """区政府 → 荔湾区政府; a name that holds its place already keeps only the narrowest."""
        name = printed.replace("人民政府", "政府")
        tier = name[0]
        if tier in _TIERS and tier in self.by_tier:
            rest = name[1:].removeprefix("级")
            return self.by_tier[tier] + rest
        for place in self.places:
            if name.startswith(place) and len(name) > len(place) + 2:
                inner = name[len(place) :]
                if any(inner.startswith(other) and len(inner) > len(other) for other in self.places):
                    return self.full(inner)
        return name

    def of_own_line(self, tier: str, kind: str) -> str:
        """市局, 省厅: the body of the same line one or more tiers up."""
        if tier == "市" and self.parent:
            return self.parent
        line = self.parent or self.department
        function = line.removeprefix(jurisdiction_of(line).name)
        if not function.endswith(("局", "厅", "委")):
            return ""
        stem = function[:-1]
        return self.by_tier.get(tier, tier) + stem + kind

    def is_department(self, name: str, printed: str) -> bool:
        return name in self.own or printed in self.own or (len(printed) >= 4 and self.department.endswith(printed))


def _central(text: str) -> Iterator[Mention]:
    for match in _heads().central.finditer(text):
        name = match.group()
        name = "党中央" if name.endswith("中央") else name
        yield Mention(name, Span(*match.span()), "organisations.central", match.group())


def _tier_bodies(text: str, namer: _Namer) -> Iterator[Mention]:
    """市委, 区政府, 县人大常委会, with or without the place before."""
    for match in _heads().tier_bodies.finditer(text):
        at, end = match.span()
        start = namer.place_ending_at(text, at + 1)
        if start is None:
            if text[at - 1 : at] in _PRONOUNS or (at and not _begins(text, at)):
                continue
            start = at
        yield Mention(namer.full(text[start:end]), Span(start, end), "organisations.tier", text[start:end])


def _brief(text: str, namer: _Namer) -> Iterator[Mention]:
    for match in _BRIEF.finditer(text):
        if _begins(text, match.start()) and (name := namer.of_own_line(match[1], match[2])):
            yield Mention(name, Span(*match.span()), "organisations.own-line", match.group())


def _begins(text: str, at: int) -> bool:
    """Whether a name may begin at `at`: after an edge, or after another tier's body (区委区政府)."""
    return at == 0 or left_edge(text, at, 1) == at or text[at - 1] in "委府会省市区县" or not _HAN.match(text[at - 1])


def _headed(text: str, namer: _Namer) -> Iterator[Mention]:
    """Names by their head: X局, X中心, X小学, X公司; members of a list that share one head (东滘、东塱和西塱联社)."""
    heads = _heads()
    for match in heads.heads.finditer(text):
        head, (at, end) = match.group(), match.span()
        if text[end : end + 1] in heads.after.get(head, ()):
            continue
        start = _tier_start(text, at, namer, heads)
        if start is not None:
            yield Mention(namer.full(text[start:end]), Span(start, end), "organisations.tier-head", text[start:end])
            continue
        if head in heads.need_tier:
            continue
        start = left_edge(text, at, 20)
        if start is None:
            continue
        stem = text[start:at]
        if (
            len(stem) < 2
            or not _NAME.match(stem)
            or stem in heads.generic_stems
            or is_generic(stem)
            or stem[-1] in "各"
        ):
            continue
        if any(stem.startswith(word) for word in ("各", "全", "多")):
            continue
        sited = head.endswith("社") and 2 <= len(stem) <= 3
        yield Mention(
            namer.full(text[start:end]), Span(start, end), "organisations.head", text[start:end], stem if sited else ""
        )
        if head in heads.members:
            for member in _earlier_members(text, start):
                name = member.of(text)
                yield Mention(name + head, Span(member.start, end), "organisations.list", "", name if sited else "")


def _earlier_members(text: str, start: int) -> Iterator[Span]:
    """The bare names before a listed one: 东滘 and 东塱 of 东滘、东塱和西塱联社."""
    end = start
    while end and text[end - 1] in "、和与及":
        end -= 1
        begin = left_edge(text, end, 5)
        if begin is None or not 2 <= end - begin <= 3 or not _HAN.match(text[begin:end]) or is_generic(text[begin:end]):
            return
        yield Span(begin, end)
        end = begin


def _tier_start(text: str, at: int, namer: _Namer, heads: _Heads) -> int | None:
    """Where a name that starts with its tier or place begins: 市规划和自然资源局, 临澄市教育局; no verb may stand inside."""
    floor = max(0, at - 22)
    for j in range(at - 1, floor - 1, -1):
        char = text[j]
        if char in "，。；：、\n《》（）！？":
            return None
        if char in _TIERS:
            place = namer.place_ending_at(text, j + 1)
            start = place if place is not None else j
            if place is None and (text[j - 1 : j] in _PRONOUNS or not (j == 0 or _begins(text, j))):
                continue
            inside = text[j + 1 : at]
            if len(inside) + 1 < 2 or not _name_like(text, j + 1, at, heads):
                return None
            return start
        if text.startswith("国家", j) and _name_like(text, j + 2, at, heads) and at - j > 3:
            return j
    return None


def _name_like(text: str, start: int, end: int, heads: _Heads) -> bool:
    """Whether no edge stands in text[start:end], save words that names of bodies hold."""
    if not 1 <= end - start <= 16 or not _NAME.match(text[start:end]):
        return False
    at = end
    while at > start:
        length = cue_before(text, at)
        if length and at - length >= start and text[at - length : at] not in heads.inside:
            return False
        at -= 1
    return True


def _merged(mentions: Sequence[Mention]) -> list[Mention]:
    """Mentions of one body under its longest name: 市规划资源局 is 市规划和自然资源局."""
    names = sorted({mention.name for mention in mentions}, key=lambda name: (-len(name), name))
    chosen: dict[str, str] = {}
    for name in names:
        chosen[name] = next((full for full in chosen if chosen[full] == full and _abbreviates(name, full)), name)
    return [replace(mention, name=chosen[mention.name]) for mention in mentions]


def _abbreviates(short: str, full: str) -> bool:
    """Whether `short` drops characters of `full` after the first three and before the last: 广州市规划资源局."""
    if len(short) < 4 or short[-1] != full[-1] or len(short) >= len(full):
        return False
    tier = next((i for i, char in enumerate(full[:-2]) if char in _TIERS), -1)
    if tier < 0 or full[: tier + 2] != short[: tier + 2]:
        return False
    rest = iter(full)
    return all(char in rest for char in short)


def body_key(name: str) -> str:
    """Names of one body fold to one key: 人民政府 and 政府."""
    return fold(name.replace("人民政府", "政府"))
