"""Where a name begins: Chinese writes no blanks, so names are found by their heads and read leftwards to an edge.

An edge is punctuation, a word that reports put before names (推进, 完成, 核发 …), a function word (的, 为, 对 …) or a counted
quantity (3个, 2022年). All words are data: `kg/data/names.toml`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_DIGITS = frozenset("0123456789０１２３４５６７８９一二三四五六七八九十百千万亿两几多数")
_PUNCTUATION = frozenset("，。；：！？、,;:!?\n\r\t |—…《〈『「［[【〔{/＋+=")
_OPENERS = {"）": "（", ")": "(", "”": "“", "’": "‘"}
_STOPS_IN_BRACKETS = frozenset("。；\n")
_NAME_CHARACTER = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]")
LIST_MARKS = frozenset("、和与及")


@cache
def lexicon() -> dict[str, Any]:
    """The tables of `kg/data/names.toml`."""
    table: dict[str, Any] = tomllib.loads((files("kg") / "data/names.toml").read_text(encoding="utf-8"))
    return table


def words(*path: str) -> tuple[str, ...]:
    """The words of one entry, longest first, so that an alternation of them prefers the longest."""
    value: Any = lexicon()
    for key in path:
        value = value[key]
    return tuple(sorted(dict.fromkeys(value.split()), key=len, reverse=True))


def alternation(items: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, items))


@dataclass(frozen=True, slots=True)
class _Edges:
    by_length: tuple[tuple[int, frozenset[str]], ...]
    characters: frozenset[str]
    kept: frozenset[str]
    measures: frozenset[str]
    generic: tuple[tuple[int, frozenset[str]], ...]


def _by_length(items: tuple[str, ...]) -> tuple[tuple[int, frozenset[str]], ...]:
    lengths = sorted({len(item) for item in items}, reverse=True)
    return tuple((length, frozenset(item for item in items if len(item) == length)) for length in lengths)


@cache
def _edges() -> _Edges:
    table = lexicon()["edges"]
    return _Edges(
        by_length=_by_length((*words("edges", "words"), *words("edges", "verbs"))),
        characters=frozenset(table["characters"]),
        kept=frozenset(table["kept"].split()),
        measures=frozenset(table["measures"]),
        generic=_by_length(words("generic", "words")),
    )


def cue_before(text: str, at: int) -> int:
    """Length of the word before `at` after which a name may begin; 0 where there is none."""
    edges = _edges()
    for length, items in edges.by_length:
        if text[max(0, at - length) : at] in items and at >= length:
            return length
    last = text[at - 1] if at else ""
    if (
        last in edges.characters
        and text[at - 1 : at + 1] not in edges.kept
        and text[max(0, at - 2) : at] not in edges.kept
    ):
        return 1
    if last in edges.measures and at >= 2 and text[at - 2] in _DIGITS:
        return 1
    return 0


def left_edge(text: str, at: int, limit: int = 30) -> int | None:
    """Where the name that holds the character before `at` begins; None where no edge stands within `limit`.

    Brackets and quotes inside a name are stepped over: 广东实验中学（高中校区）, 广佛“1+4”.
    """
    floor = max(0, at - limit)
    while at > floor:
        last = text[at - 1]
        if last in _OPENERS:
            inside = text.rfind(_OPENERS[last], floor, at)
            if inside <= floor or not _STOPS_IN_BRACKETS.isdisjoint(text[inside:at]):
                return at
            if not _NAME_CHARACTER.match(text[inside - 1]) or cue_before(text, inside):
                return at if last in "）)" else inside
            at = inside
            continue
        if last in _PUNCTUATION or last in "“‘（(" or cue_before(text, at):
            return at
        at -= 1
    return at if at == 0 else None


def generic_start(text: str, at: int, floor: int = 0) -> int:
    """Where the run of words that only say what kind of thing it is (更新改造, 配套道路 …) begins that ends at `at`.

    A list mark between two such words belongs to the run: 改善与能力提升, 道路、排水.
    """
    generic = _edges().generic
    best = at
    while at > floor:
        size = next((n for n, items in generic if at - n >= floor and text[at - n : at] in items), 0)
        if size:
            at -= size
            best = at
        elif at == best and text[at - 1] in LIST_MARKS:
            at -= 1
        else:
            break
    return best


def is_generic(name: str) -> bool:
    """Whether nothing in `name` tells this thing from others of its kind."""
    return generic_start(name, len(name)) == 0


@cache
def _common_words() -> frozenset[str]:
    return frozenset((files("kg") / "data/common_words.txt").read_text(encoding="utf-8").split())


def is_common(name: str) -> bool:
    """Whether `name` is made of common words only, so that it is no proper name: 激发, 主体功能."""
    common, size = _common_words(), len(name)
    reachable = {0}
    for start in range(size):
        if start in reachable:
            reachable.update(end for end in range(start + 2, min(size, start + 4) + 1) if name[start:end] in common)
    return size in reachable
