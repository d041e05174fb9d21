"""Places: administrative names (东渚区, 桃源镇), and what stands in them by name: roads, rivers, islands, zones, parks.

A name is discovered once, where an edge shows its beginning, and then found wherever it is printed: on its own, inside
the names of bodies, projects and documents, and in its short form (荔湾 for 荔湾区).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from kg.extract.edges import LIST_MARKS, Edges, alternation, endings, is_common, is_generic, lexicon
from kg.extract.mentions import Mention, free_of, in_order, occurrences
from kg.jurisdiction import Jurisdiction
from kg.model import Span
from kg.places import provinces, short_name

_HAN = re.compile(r"^[\u4e00-\u9fff]+$")
_STEM = re.compile(r"^[\u4e00-\u9fffA-Za-z0-9“”+＋·]+$")
_PLANNED = "规划"
_KINDS = ("镇", "乡", "村", "区", "县", "市", "街道", "社区", "岛", "路", "街", "河")
_AFTER_SHORT = ("、", "（", "(", "等", "流域", "沿岸")
_WIDER = frozenset("县市镇乡")
_ADJECTIVE = "级性型化类"
_TIERED = ("省级", "市级", "区级", "县级", "镇级", "村级")
_ADMINISTRATIVE = ("province", "city", "district", "county", "town", "village")


@dataclass(slots=True)
class PlaceName:
    """A place while it is gathered: the printed forms of its name, and mentions that no form tells (members of lists)."""

    label: str
    tier: str
    rule: str
    forms: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Heads:
    pattern: re.Pattern[str]
    tiers: dict[str, str]
    lengths: dict[str, tuple[int, int]]
    common: dict[str, tuple[str, ...]]
    after: dict[str, tuple[str, ...]]
    generic_stems: frozenset[str]
    pilot: re.Pattern[str]
    several: re.Pattern[str]
    parts: tuple[str, ...]


@cache
def _heads() -> _Heads:
    table = lexicon()["places"]
    tiers = {head: tier for tier, heads in table["heads"].items() for head in heads.split()}
    longest_first = tuple(sorted(tiers, key=len, reverse=True))
    administrative = "|".join(table["listed"].split())
    return _Heads(
        pattern=re.compile(alternation(longest_first)),
        tiers=tiers,
        lengths={tier: (low, high) for tier, (low, high) in table["lengths"].items()},
        common=endings(table["common"]),
        after=endings(table["after"]),
        generic_stems=frozenset(table["generic_stems"].split()),
        parts=tuple(table["parts"].split()),
        pilot=re.compile("|".join(table["pilots"].split())),
        several=re.compile(rf"[、和与及]([\u4e00-\u9fff]{{2,3}}?)([两二三四五六七八九十\d]+个?)?({administrative})"),
    )


@cache
def _national() -> tuple[re.Pattern[str], dict[str, str]]:
    """Short names that are safe to read without their kind: provinces and their capitals."""
    full = {short_name(province): province for province in provinces()}
    for cities in provinces().values():
        if cities:
            full.setdefault(cities[0], f"{cities[0]}市")
    return re.compile(alternation(tuple(sorted(full, key=len, reverse=True)))), full


def find_places(edges: Edges, jurisdiction: Jurisdiction) -> dict[str, PlaceName]:
    """Every place with a name of its own, by label, in the order of discovery; `spans` are filled by `locate`."""
    text, heads = edges.text, _heads()
    found: dict[str, PlaceName] = {}
    for name in jurisdiction.names:
        found[name] = PlaceName(name, tier_of(name), "places.jurisdiction", _forms(name))
    pattern, full = _national()
    for match in pattern.finditer(text):
        name = full[match.group()]
        found.setdefault(name, PlaceName(name, tier_of(name), "places.national", [name, match.group()]))
    last_end, last_tier = 0, ""
    for head in heads.pattern.finditer(text):
        kind, (at, end) = head.group(), head.span()
        if text.endswith(heads.common.get(kind, ()), 0, at) or text.startswith(heads.after.get(kind, ()), end):
            continue
        tier = heads.tiers[kind]
        start = edges.left(at, 20)
        if start is None:
            continue
        if start < last_end <= at and (last_end < at or last_tier in _ADMINISTRATIVE):
            start = last_end
        if tier == "road" and _PLANNED in text[start:at]:
            start = text.rindex(_PLANNED, start, at) + len(_PLANNED)
        chained = start == last_end or (start - 1 == last_end and text[last_end] in LIST_MARKS)
        stem, name = text[start:at], text[start:end]
        if name not in found:
            listed = text.startswith(_AFTER_SHORT, end)
            if not _is_name(stem, tier, chained, listed):
                continue
            found[name] = PlaceName(name, tier, "places.head", _forms(name, tier))
        last_end, last_tier = end, tier
    _drop_overlong(found)
    for series in heads.several.finditer(text):
        _add_members(edges, series, found)
    return found


def _drop_overlong(found: dict[str, PlaceName]) -> None:
    """Without names that are another found name with words before it: 下辖安陵市 beside 安陵市."""
    labels = sorted(found, key=len)
    for n, label in enumerate(labels):
        if label in found and found[label].tier in _ADMINISTRATIVE:
            for longer in labels[n + 1 :]:
                if len(longer) > len(label) and longer.endswith(label):
                    found.pop(longer, None)


def _is_name(stem: str, tier: str, chained: bool, listed: bool) -> bool:
    """Whether what stands before a head can be a proper name.

    A common word can beside another place (桃源镇团结村), and for a road in a list (渔港路、海韵一街); one character can for a water
    in a list (沙河、黄陂涌).
    """
    heads = _heads()
    low, high = heads.lengths[tier]
    if tier == "water" and listed:
        low = 1
    if not low <= len(stem) <= high or not _STEM.match(stem) or stem[:2] in _TIERED or stem[-1] in _ADJECTIVE:
        return False
    if stem in heads.generic_stems or is_generic(stem) or heads.pilot.search(stem) or not _WIDER.isdisjoint(stem[1:]):
        return False
    if (stem[0] in _KINDS and is_common(stem[1:])) or (tier == "district" and "区" in stem):
        return False
    return (len(stem) == 2 and (chained or (listed and tier == "road"))) or not is_common(stem)


def administrative_ends(text: str, found: dict[str, PlaceName]) -> dict[int, int]:
    """For the end of every administrative name printed in full, where it begins."""
    names = [name for name in found.values() if name.tier in _ADMINISTRATIVE]
    return {span.end: span.start for name in names for span in occurrences(text, name.label)}


def tier_of(name: str) -> str:
    """The tier that an administrative name tells by its last characters."""
    tiers = _heads().tiers
    if name in provinces():
        return "province"
    return next((tiers[name[-n:]] for n in (3, 2, 1) if name[-n:] in tiers), "")


def _forms(name: str, tier: str = "") -> list[str]:
    """The name and, for districts and wider and for islands, the name without its kind where two characters remain."""
    tier = tier or tier_of(name)
    if tier in ("province", "city", "district", "county"):
        short = short_name(name) if tier in ("province", "city") else name[:-1]
        return [name, short] if len(short) >= 2 else [name]
    return [name, name[:-1]] if tier == "island" and len(name) > 3 else [name]


def _add_members(edges: Edges, series: re.Match[str], found: dict[str, PlaceName]) -> None:
    """望江、云栖、石桥三镇 → 望江镇, 云栖镇, 石桥镇; each keeps the shared words as its mention.

    Only where a count agrees, or the last member is known as a place; else the words may be anything.
    """
    last, count, kind = series.groups(default="")
    names, at = [last], series.start()
    while edges.text[at] in LIST_MARKS:
        begin = edges.left(at, 6)
        if begin is None or not 2 <= at - begin <= 3 or not _HAN.match(edges.text[begin:at]):
            break
        names.append(edges.text[begin:at])
        at = begin - 1
    if any((len(name) > 2 and name.endswith(_KINDS)) or is_common(name) or is_generic(name) for name in names):
        return
    counted = count.rstrip("个") in (str(len(names)), _CHINESE[len(names)], "两" if len(names) == 2 else "")
    if len(names) == 1 or (not counted and (count or last + kind not in found)):
        return
    tier, span = _heads().tiers[kind], Span(at + 1, series.end())
    for name in reversed(names):
        label = name + kind
        place = found.setdefault(label, PlaceName(label, tier, "places.series", _forms(label, tier)))
        if label not in edges.text:
            place.spans.append(span)
    if count:
        found.pop(last + count + kind, None)


_CHINESE = "零一二三四五六七八九十百"


def locate(
    text: str, found: dict[str, PlaceName], projects: Sequence[Mention], bodies: Sequence[Mention]
) -> list[PlaceName]:
    """The places that are printed somewhere, with all mentions, in text order.

    Projects and bodies tell sites (西塱 of 西塱车辆段); one that is a known place without its kind (鹤洞 of 鹤洞村) is a mention of
    that place. A national short name inside the name of a body (广东实验中学) is no mention; what is a project in whole
    (1906科技园扬韬广场), or a building in one, is not also a place.
    """
    inside = [mention.span for mention in bodies]
    worksites = [mention.span for mention in projects]
    whole = {project_stem(mention.name) for mention in projects}
    places = {
        label: place for label, place in found.items() if place.tier not in ("area", "site") or label not in whole
    }
    _add_sites(places, [*projects, *bodies])
    owners = sorted(
        ((form, place) for place in places.values() for form in place.forms), key=lambda pair: -len(pair[0])
    )
    taken = bytearray(len(text))
    for form, place in owners:
        spans = [span for span in occurrences(text, form) if not taken[span.start] or not taken[span.end - 1]]
        if place.rule == "places.national" and form != place.label:
            spans = free_of(spans, inside)
        if form.endswith(_heads().parts) and not free_of(spans, worksites):
            continue
        for span in spans:
            taken[span.start : span.end] = b"\1" * len(span)
        place.spans.extend(spans)
    printed = [place for place in places.values() if place.spans]
    for place in printed:
        place.spans = in_order(place.spans)
    return sorted(printed, key=lambda place: place.spans[0])


def _add_sites(places: dict[str, PlaceName], mentions: Sequence[Mention]) -> None:
    by_form = {form: place for place in places.values() for form in place.forms}
    for place in places.values():
        if place.tier in ("village", "town", "island"):
            by_form.setdefault(place.label.removesuffix("街道").removesuffix("社区").rstrip("村镇乡岛"), place)
    for mention in mentions:
        site = mention.site
        if not site:
            continue
        if site not in by_form:
            if any(label.startswith(site) for label in places):
                continue
            by_form[site] = places[site] = PlaceName(site, "site", "places.site", [site])
        place = by_form[site]
        if site not in place.forms:
            place.forms.append(site)


def project_stem(name: str) -> str:
    """A project's name without 项目 or 工程, to see whether a place is the project itself."""
    return re.sub(r"(?:项目|工程)$", "", name)
