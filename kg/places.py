"""Administrative names as data: provinces and their prefectures (`kg/data/administrative.toml`)."""

from __future__ import annotations

import re
from functools import cache

from kg.tables import data_file

_PREFECTURE_SUFFIX = re.compile(r"(?:市|地区|盟|林区)$")
_PROVINCE_SUFFIX = re.compile(r"(?:省|市|(?:壮族|回族|维吾尔)?自治区)$")


@cache
def provinces() -> dict[str, tuple[str, ...]]:
    """Full name of each province-level unit → short names of its prefectures."""
    return {province: tuple(prefectures) for province, prefectures in data_file("administrative")["provinces"].items()}


@cache
def _by_prefecture() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for province, prefectures in provinces().items():
        for prefecture in prefectures:
            found[prefecture] = (*found.get(prefecture, ()), province)
    return found


def short_name(name: str) -> str:
    """A province's or prefecture's name without its kind: 广东省 → 广东, 恩施土家族苗族自治州 → 恩施."""
    if name in provinces():
        return _PROVINCE_SUFFIX.sub("", name)
    if name.endswith("州"):  # 自治州: the peoples' names between the place and its kind are many
        return next((name[:n] for n in range(len(name) - 1, 1, -1) if name[:n] in _by_prefecture()), name)
    return _PREFECTURE_SUFFIX.sub("", name) or name


def province_of(city: str) -> str:
    """The province in which a prefecture-level city lies; "" where unknown or where two share the name.

    >>> province_of("广州市"), province_of("临澄市")
    ('广东省', '')
    """
    candidates = _by_prefecture().get(short_name(city), ())
    return candidates[0] if len(candidates) == 1 else ""
