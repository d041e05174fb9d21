"""Places: administrative names (东渚区, 桃源镇), and what stands in them by name: roads, rivers, islands, zones, parks.

A name is discovered once, where an edge shows its beginning, and then found wherever it is printed: on its own, inside
the names of bodies, projects and documents, and in its short form (荔湾 for 荔湾区).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from kg.extract.edges import alternation, cue_before, is_generic, left_edge, lexicon
from kg.extract.mentions import occurrences
from kg.jurisdiction import Jurisdiction
from kg.model import Span
from kg.places import provinces, short_name

_HAN = re.compile(r"^[\u4e00-\u9fff]+$")
_STEM = re.compile(r"^[\u4e00-\u9fffA-Za-z0-9“”+＋·]+$")
_PLANNED = "规划"


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
    common: dict[str, frozenset[str]]
    after: dict[str, frozenset[str]]
    generic_stems: frozenset[str]
    pilot: re.Pattern[str]
    several: re.Pattern[str]


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
        common={head: frozenset(before) for head, before in table["common"].items()},
        after={head: frozenset(after) for head, after in table["after"].items()},
        generic_stems=frozenset(table["generic_stems"].split()),
        pilot=re.compile("|".join(table["pilots"].split())),
        several=re.compile(
            rf"(?:[\u4e00-\u9fff]{{2,3}}、)*[\u4e00-\u9fff]{{2,3}}[、和与及][\u4e00-\u9fff]{{2,3}}(?P<count>[两二三四五六七八九十\d]+个?)?(?P<kind>{administrative})"
        ),
    )


@cache
def _national() -> tuple[re.Pattern[str], dict[str, str]]:
    """Short names that are safe to read without their kind: provinces and their capitals."""
    full = {short_name(province): province for province in provinces()}
    for cities in provinces().values():
        if cities:
            full.setdefault(cities[0], f"{cities[0]}市")
    return re.compile(alternation(tuple(sorted(full, key=len, reverse=True)))), full


def find_places(text: str, jurisdiction: Jurisdiction) -> dict[str, PlaceName]:
    """Every place with a name of its own, by label, in the order of discovery; `spans` are filled by `locate`."""
    heads = _heads()
    found: dict[str, PlaceName] = {}
    for name in jurisdiction.names:
        found[name] = PlaceName(name, tier_of(name), "places.jurisdiction", _forms(name))
    pattern, full = _national()
    for match in pattern.finditer(text):
        name = full[match.group()]
        found.setdefault(name, PlaceName(name, tier_of(name), "places.national", [name, match.group()]))
    last_end = 0
    for head in heads.pattern.finditer(text):
        kind, (at, end) = head.group(), head.span()
        if text[at - 1 : at] in heads.common.get(kind, ()) or text[end : end + 1] in heads.after.get(kind, ()):
            continue
        start = left_edge(text, at, 20)
        if start is None:
            continue
        start = last_end if start < last_end <= at else start
        stem = text[start:at]
        if heads.tiers[kind] == "road" and _PLANNED in stem:
            start += stem.rfind(_PLANNED) + len(_PLANNED)
            stem = text[start:at]
        tier = heads.tiers[kind]
        low, high = heads.lengths[tier]
        if not low <= len(stem) <= high or not _STEM.match(stem):
            continue
        if stem in heads.generic_stems or is_generic(stem) or heads.pilot.search(stem):
            continue
        name = stem + kind
        last_end = end
        if name not in found:
            found[name] = PlaceName(name, tier, "places.head", _forms(name, tier))
    for series in heads.several.finditer(text):
        _add_members(text, series, found)
    return found


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


def _add_members(text: str, series: re.Match[str], found: dict[str, PlaceName]) -> None:
    """望江、云栖、石桥三镇 → 望江镇, 云栖镇, 石桥镇; each keeps the shared words as its mention.

    Only where the count agrees, or the last member is known as a place; else the words may be anything.
    """
    kind = series["kind"]
    names = re.split("[、和与及]", series.group()[: -len(kind) - len(series["count"] or "")])
    start = series.start()
    first = left_edge(text, start + len(names[0]), 8)
    if first is None or not start <= first <= start + len(names[0]) - 2:
        return
    names[0] = names[0][first - start :]
    counted = bool(series["count"]) and series["count"].rstrip("个") in (
        str(len(names)),
        _CHINESE.get(len(names)),
        "两" if len(names) == 2 else "",
    )
    if not counted and (names[-1] + kind not in found or any(is_generic(name) for name in names)):
        return
    for name in names:
        if cue_before(text, start + len(name)) and not counted:
            continue
        label = name + kind
        tier = _heads().tiers[kind]
        place = found.setdefault(label, PlaceName(label, tier, "places.series", _forms(label, tier)))
        if label not in text:
            place.spans.append(Span(first, series.end()))
    found.pop(names[-1] + (series["count"] or "") + kind, None)


_CHINESE = dict(enumerate("零一二三四五六七八九十"))


def locate(
    text: str,
    found: dict[str, PlaceName],
    sites: Iterable[tuple[str, Span]],
    bodies: Iterable[Span],
    projects: Iterable[str],
) -> list[PlaceName]:
    """The places that are printed somewhere, with all mentions, in text order.

    `sites` are names read out of project and body names (西塱 of 西塱车辆段); one that is a known place without its kind (鹤洞 of
    鹤洞村) is a mention of that place. A national short name inside the name of a body (广东实验中学) is no mention, and what is a project in whole (1906科技园扬韬广场) is not also a place.
    """
    whole = set(projects)
    found = {label: name for label, name in found.items() if label not in whole and f"{label}项目" not in whole}
    by_short = {
        name.label[: -_kind_length(name.label)]: name
        for name in found.values()
        if name.tier in ("village", "town", "island")
    }
    by_form = {form: name for name in found.values() for form in name.forms}
    for site, span in sites:
        place = by_form.get(site) or by_short.get(site)
        if place is None:
            place = by_form[site] = found[site] = PlaceName(site, "site", "places.site", [site])
        place.spans.append(span)
    inside = list(bodies)
    taken: list[Span] = []
    owners = sorted(((form, name) for name in found.values() for form in name.forms), key=lambda pair: -len(pair[0]))
    covered: list[tuple[Span, PlaceName]] = []
    for form, name in owners:
        for span in occurrences(text, form):
            if any(other.contains(span) for other in taken if other.start <= span.start):
                continue
            if name.rule == "places.national" and form != name.label and any(body.contains(span) for body in inside):
                continue
            covered.append((span, name))
            taken.append(span)
    for span, name in covered:
        name.spans.append(span)
    printed = [name for name in found.values() if name.spans]
    for name in printed:
        name.spans = sorted(set(name.spans))
    return sorted(printed, key=lambda name: name.spans[0])


def _kind_length(label: str) -> int:
    return 2 if label.endswith(("街道", "社区")) else 1
