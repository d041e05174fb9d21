"""How alike two texts of different years are, by the pairs and triples of characters they share and by meaning."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from statistics import median
from typing import Any

from kg.linking.traits import grams_of

Similarity = Callable[[Sequence[str], Sequence[str]], Any]

_WORDS = re.compile(r"[\u4e00-\u9fffA-Za-z]+")
_MARKS = re.compile(r"[\s，,。．；;：:、！!？?（）()“”‘’\"'《》〈〉「」—\-…·]+")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """`text` without white space and marks: two texts that are equal so say the same in the same words.

    >>> plain("负责水土保持工作，组织实施综合防治。") == plain("负责水土保持工作；组织实施 综合防治")
    True
    """
    return _MARKS.sub("", text)


class Meaning:
    """Cosines of the later texts with the earlier ones, counted from what texts of such reports have in common anyway."""

    def __init__(self, earlier: Sequence[str], later: Sequence[str], similarity: Similarity | None) -> None:
        self.known = similarity is not None and bool(earlier) and bool(later)
        self._cosines: dict[tuple[str, str], float] = {}
        if similarity is None or not self.known:
            return
        table = similarity(list(later), list(earlier))
        for text, row in zip(later, table, strict=True):
            self._cosines |= {(text, other): float(value) for other, value in zip(earlier, row, strict=True)}
        self._usual = min(0.9, max(0.0, median(self._cosines.values())))

    def of(self, later: str, earlier: str) -> float:
        """0 for texts no nearer than usual in these reports, 1 for the same; 0 where no similarity was handed in."""
        cosine = self._cosines.get((later, earlier), 0.0)
        return max(0.0, (cosine - self._usual) / (1 - self._usual)) if self.known else 0.0


class Likeness:
    """Compares the texts of two lists; a gram that many of the texts have (负责, 组织, 推进) says little.

    Figures and years do not count: the same task has other ones every year.
    """

    def __init__(self, earlier: Sequence[str], later: Sequence[str], meaning: Meaning | None = None) -> None:
        self._grams = {text: _grams(text) for text in (*earlier, *later)}
        # A gram of a pair that belongs together stands in both lists: the rarer it is on either side, the more it tells.
        counts = [Counter(gram for text in texts for gram in self._grams[text]) for texts in (earlier, later)]
        most = max(len(earlier), len(later), 1)
        self._rarity = {
            gram: math.log(1 + most / max(counts[0][gram], counts[1][gram])) for gram in counts[0].keys() | counts[1]
        }
        self._weights = {text: self._weight(grams) for text, grams in self._grams.items()}
        self._meaning = meaning

    @property
    def knows_meaning(self) -> bool:
        return self._meaning is not None and self._meaning.known

    def _weight(self, grams: Iterable[str]) -> float:
        return sum(self._rarity[gram] for gram in grams)

    def shared(self, later: str, earlier: str) -> float:
        """Twice the common weight by the weight of both, 0 to 1 (Dice)."""
        both = self._weights[later] + self._weights[earlier]
        return 2 * self._weight(self._grams[later] & self._grams[earlier]) / both if both else 0.0

    def within(self, part: str, wholes: Sequence[str]) -> float:
        """The share of the weight of `part` that stands in one of the `wholes`, 0 to 1."""
        weight = self._weights[part]
        found = self._grams[part] & frozenset().union(*(self._grams[whole] for whole in wholes))
        return self._weight(found) / weight if weight else 0.0

    def meaning(self, later: str, earlier: str) -> float:
        """How near the two are in meaning, 0 to 1; 0 where no similarity was handed in."""
        return self._meaning.of(later, earlier) if self._meaning else 0.0


def alike(first: str, second: str) -> float:
    """Twice the number of grams that both have by the number of both, 0 to 1: for short texts, where each gram counts alike."""
    ours, theirs = _grams(first), _grams(second)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours or theirs else 0.0


@lru_cache(maxsize=4096)
def _grams(text: str) -> frozenset[str]:
    return frozenset(gram for words in _WORDS.findall(text) for gram in grams_of(words))


def common_words(first: str, second: str, most: int = 3) -> tuple[str, ...]:
    """The longest stretches that both texts have, for people to judge a link by; none shorter than two characters.

    >>> common_words("完成石门水库除险加固项目竣工验收", "石门水库除险加固工程开工建设")
    ('石门水库除险加固',)
    """
    found: list[str] = []
    for words in _WORDS.findall(first):
        start = 0
        while start < len(words):
            end = start
            while end < len(words) and words[start : end + 1] in second:
                end += 1
            if end - start > 1:
                found.append(words[start:end])
            start = max(end, start + 1)
    return tuple(sorted(dict.fromkeys(found), key=lambda run: -len(run))[:most])
