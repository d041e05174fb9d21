"""Where a name begins: Chinese writes no blanks, so names are found by their heads and read leftwards to an edge.

An edge is punctuation, a word that reports put before names (推进, 完成, 核发 …), a function word (的, 为, 对 …) or a counted
quantity (3个, 2022年). All words are data: `kg/data/names.toml` and `kg/data/common_words.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.tables import data_file

LIST_MARKS = frozenset("、和与及")
_DIGITS = frozenset("0123456789０１２３４５６７８９一二三四五六七八九十百千万亿两几多数")
_ORDERED = "批次届"  # 第一批, but not 第一人民医院
_PLANE = 1 << 16  # characters beyond the basic plane are in no table
_PUNCTUATION = frozenset("，。；：！？、+＋．.,;:!?\n|—…《〈『「［[【〔{/－-～~“‘（(")
_OPENERS = {"）": "（", ")": "(", "”": "“", "’": "‘"}
_CLOSED_BY_SENTENCE = frozenset("。；\n")
_NAME_CHARACTER = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]")


def lexicon() -> dict[str, Any]:
    """The tables of `kg/data/names.toml`."""
    return data_file("names")


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


_EDGE, _DIGIT, _MEASURE, _STOP, _DERIVED, _CLOSER, _FIRST, _SECOND, _COUNTED = (1 << n for n in range(9))


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The edge words in the form in which a whole text is marked at once: tables by code point, pairs as sorted numbers."""

    classes: NDArray[np.uint16]  # what a character may be, as a sum of the flags above
    pairs: NDArray[np.uint32]
    kept: NDArray[np.uint32]
    nominal: frozenset[str]
    institutions: tuple[str, ...]
    unbroken: re.Pattern[str]
    longer: re.Pattern[str]  # edge words of three characters and more
    generic: tuple[tuple[int, frozenset[str]], ...]
    generic_ends: frozenset[str]  # their last characters
    common: frozenset[str]


def _numbers(pairs: Iterable[str]) -> NDArray[np.uint32]:
    return np.array(sorted(ord(pair[0]) << 16 | ord(pair[1]) for pair in set(pairs)), dtype=np.uint32)


def _among(numbers: NDArray[np.uint32], known: NDArray[np.uint32]) -> NDArray[np.bool_]:
    places = np.searchsorted(known, numbers)
    places[places == len(known)] = 0
    return np.equal(known[places], numbers)


@cache
def _lexicon() -> _Lexicon:
    table = lexicon()["edges"]
    classes = np.zeros(_PLANE, dtype=np.uint16)
    edge_words = (*words("edges", "words"), *words("edges", "verbs"))
    pairs = [word for word in edge_words if len(word) == 2]
    for flag, characters in (
        (_EDGE, table["characters"]),
        (_DIGIT, _DIGITS),
        (_MEASURE, table["measures"]),
        (_STOP, _PUNCTUATION),
        (_DERIVED, table["derived"]),
        (_CLOSER, "".join(_OPENERS)),
        (_FIRST, "".join(pair[0] for pair in pairs)),
        (_SECOND, "".join(pair[1] for pair in pairs)),
        (_COUNTED, _ORDERED),
    ):
        classes[[ord(character) for character in characters]] |= flag
    generic = words("generic", "words")
    lengths = sorted({len(word) for word in generic}, reverse=True)
    common = (files("kg") / "data/common_words.txt").read_text(encoding="utf-8").split()
    return _Lexicon(
        classes=classes,
        pairs=_numbers(pairs),
        kept=_numbers(table["kept"].split()),
        nominal=frozenset(table["nominal"].split()),
        institutions=words("edges", "institutions"),
        unbroken=re.compile(alternation(words("edges", "unbroken"))),
        longer=re.compile(alternation(tuple(word for word in edge_words if len(word) > 2))),
        generic=tuple((n, frozenset(word for word in generic if len(word) == n)) for n in lengths),
        generic_ends=frozenset(word[-1] for word in generic),
        common=frozenset((*common, *generic)),
    )


class Edges:
    """A text with the places where a name may begin, found once.

    >>> edges = Edges("继续推进广钢新城场站综合体二期")
    >>> edges.text[edges.left(8) :]
    '广钢新城场站综合体二期'
    """

    def __init__(self, text: str) -> None:
        self.text = text
        codes = np.minimum(np.frombuffer(f"{text}\0".encode("utf-32-le", "surrogatepass"), dtype=np.uint32), _PLANE - 1)
        classes = _lexicon().classes[codes]
        self._marks: bytes = self._mark(text, codes, classes)
        self._closers: bytes = ((classes & _CLOSER) != 0).tobytes()

    @staticmethod
    def _mark(text: str, codes: NDArray[np.uint32], classes: NDArray[np.uint16]) -> bytes:
        """For each offset, 1 where a name may begin: after a word, a quantity, punctuation."""
        lexicon = _lexicon()
        marks = np.zeros(len(text) + 1, dtype=np.uint8)
        numbers: NDArray[np.uint32] = codes[:-1] * np.uint32(_PLANE) + codes[1:]  # the pair that begins at each offset
        here, following = classes[:-1], classes[1:]
        single = np.flatnonzero(here & _EDGE)
        kept = _among(numbers[single], lexicon.kept) | _among(numbers[single - 1], lexicon.kept)
        marks[single[~kept] + 1] = 1
        counted = np.flatnonzero((here & _DIGIT != 0) & (following & _MEASURE != 0))
        ordinal = (codes[counted - 1] == ord("第")) & (classes[counted + 1] & _COUNTED == 0)
        marks[counted[~ordinal] + 2] = 1
        pairs = np.flatnonzero((here & _FIRST != 0) & (following & _SECOND != 0))
        pairs = pairs[_among(numbers[pairs], lexicon.pairs)]
        for end in (pairs[classes[pairs + 2] & _DERIVED == 0] + 2).tolist():
            if text[end - 2 : end] not in lexicon.nominal or not text.startswith(lexicon.institutions, end):
                marks[end] = 1
        for match in lexicon.longer.finditer(text):
            marks[match.end()] = 1
        stops = np.flatnonzero(here & _STOP)
        decimal = (codes[stops] == ord(".")) & (classes[stops - 1] & classes[stops + 1] & _DIGIT != 0)  # 信息化2.0项目
        marks[stops[~decimal] + 1] = 1
        for match in lexicon.unbroken.finditer(text):
            marks[match.start() + 1 : match.end()] = 0
        marks[0] = 1
        return marks.tobytes()

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
            edge = self._marks.rfind(1, floor, at + 1)
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
    generic, ends = _lexicon().generic, _lexicon().generic_ends
    best = at
    while at > floor:
        size = 0
        if text[at - 1] in ends:
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
