"""Where a name begins: Chinese writes no blanks, so names are found by their heads and read leftwards to an edge.

An edge is punctuation, a word that reports put before names (推进, 完成, 核发 …), a function word (的, 为, 对 …) or a counted
quantity (3个, 2022年). All words are data: `kg/data/names.toml` and `kg/data/common_words.txt`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import add
from typing import Any

LIST_MARKS = frozenset("、和与及")
_DIGITS = frozenset("0123456789０１２３４５６７８９一二三四五六七八九十百千万亿两几多数")
_ORDERED = frozenset("批次届")  # 第一批, but not 第一人民医院
_PUNCTUATION = frozenset("，。；：！？、,;:!?\n|—…《〈『「［[【〔{/－-～~“‘（(")
_OPENERS = {"）": "（", ")": "(", "”": "“", "’": "‘"}
_CLOSED_BY_SENTENCE = frozenset("。；\n")
_NAME_CHARACTER = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]")


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


def endings(table: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """What may not follow, or precede, each head: words apart, or single characters in one run."""
    return {head: tuple(value.split()) if " " in value else tuple(value) for head, value in table.items()}


@dataclass(frozen=True, slots=True)
class _Lexicon:
    pairs: frozenset[str]  # edge words of two characters
    longer: re.Pattern[str]  # edge words of three and more
    characters: frozenset[str]
    kept: frozenset[str]
    measures: frozenset[str]
    derived: frozenset[str]
    nominal: frozenset[str]
    institutions: tuple[str, ...]
    generic: tuple[tuple[int, frozenset[str]], ...]
    common: frozenset[str]


@cache
def _lexicon() -> _Lexicon:
    table = lexicon()["edges"]
    edge_words = (*words("edges", "words"), *words("edges", "verbs"))
    generic = words("generic", "words")
    lengths = sorted({len(word) for word in generic}, reverse=True)
    return _Lexicon(
        pairs=frozenset(word for word in edge_words if len(word) == 2),
        longer=re.compile(alternation(tuple(word for word in edge_words if len(word) > 2))),
        characters=frozenset(table["characters"]),
        kept=frozenset(table["kept"].split()),
        measures=frozenset(table["measures"]),
        derived=frozenset(table["derived"]),
        nominal=frozenset(table["nominal"].split()),
        institutions=words("edges", "institutions"),
        generic=tuple((n, frozenset(word for word in generic if len(word) == n)) for n in lengths),
        common=frozenset((files("kg") / "data/common_words.txt").read_text(encoding="utf-8").split()) | set(generic),
    )


class Edges:
    """A text with the places where a name may begin, found once.

    >>> edges = Edges("继续推进广钢新城场站综合体二期")
    >>> edges.text[edges.left(8) :]
    '广钢新城场站综合体二期'
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._marks = self._mark(text)
        self._closers = bytes(map(_OPENERS.__contains__, text))

    @staticmethod
    def _mark(text: str) -> bytes:
        """For each offset, whether a name may begin there: 1 after a word, 2 after punctuation."""
        lexicon = _lexicon()
        marks = bytearray(len(text) + 1)
        marks[0] = 2
        pairs = bytes(map(lexicon.pairs.__contains__, map(add, text, text[1:])))
        at = pairs.find(1)
        while at >= 0:
            end = at + 2
            following = text[end : end + 1]
            if following not in lexicon.derived and not (
                text[at:end] in lexicon.nominal and text.startswith(lexicon.institutions, end)
            ):
                marks[end] = 1
            at = pairs.find(1, at + 1)
        for match in lexicon.longer.finditer(text):
            marks[match.end()] = 1
        singles = bytes(map(lexicon.characters.__contains__, text))
        at = singles.find(1)
        while at >= 0:
            if text[at : at + 2] not in lexicon.kept and text[max(0, at - 1) : at + 1] not in lexicon.kept:
                marks[at + 1] = 1
            at = singles.find(1, at + 1)
        digits = bytes(map(_DIGITS.__contains__, text))
        at = digits.find(1)
        while 0 <= at < len(text) - 1:
            if text[at + 1] in lexicon.measures and (text[at - 1 : at] != "第" or text[at + 1] in _ORDERED):
                marks[at + 2] = 1
            at = digits.find(1, at + 1)
        punctuation = bytes(map(_PUNCTUATION.__contains__, text))
        at = punctuation.find(1)
        while at >= 0:
            marks[at + 1] = 2
            at = punctuation.find(1, at + 1)
        return bytes(marks)

    def begins(self, at: int) -> bool:
        """Whether a name may begin at `at`."""
        return bool(self._marks[at]) or self.text[at - 1] in _OPENERS

    def crossed(self, start: int, end: int) -> list[int]:
        """The edges strictly inside text[start:end]."""
        return [at for at in range(start + 1, end) if self._marks[at]]

    def left(self, at: int, limit: int = 30) -> int | None:
        """Where the name that holds the character before `at` begins; None where no edge stands within `limit`.

        Brackets and quotes inside a name are stepped over: 广东实验中学（高中校区）, 广佛“1+4”.
        """
        floor = max(0, at - limit)
        text = self.text
        while True:
            edge = max(self._marks.rfind(1, floor, at + 1), self._marks.rfind(2, floor, at + 1))
            closer = self._closers.rfind(1, max(edge, floor), at)
            if closer < 0:
                return edge if edge >= 0 else None
            inside = text.rfind(_OPENERS[text[closer]], floor, closer)
            if inside <= floor or not _CLOSED_BY_SENTENCE.isdisjoint(text[inside:closer]):
                return closer + 1
            if not _NAME_CHARACTER.match(text[inside - 1]) or self._marks[inside]:
                return closer + 1 if text[closer] in "）)" else inside
            at = inside


def generic_start(text: str, at: int, floor: int = 0) -> int:
    """Where the run of words that only say what kind of thing it is (更新改造, 配套道路 …) begins that ends at `at`.

    A list mark between two such words belongs to the run: 改善与能力提升, 道路、排水.
    """
    generic = _lexicon().generic
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


def is_common(name: str) -> bool:
    """Whether `name` is made of common words only, so that it is no proper name: 激发, 主体功能."""
    common, size = _lexicon().common, len(name)
    reachable = {0}
    for start in range(size):
        if start in reachable:
            reachable.update(end for end in range(start + 2, min(size, start + 4) + 1) if name[start:end] in common)
    return size in reachable
