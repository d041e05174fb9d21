"""How alike two texts of different years are, by the pairs and triples of characters they share and by meaning."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.linking.traits import grams_of

Table = NDArray[np.float64]
Similarity = Callable[[Sequence[str], Sequence[str]], Any]

_WORDS = re.compile(r"[\u4e00-\u9fffA-Za-z]+")
_ITEM = re.compile(r"^\s*[一二三四五六七八九十]{1,3}是")
_MARKS = re.compile(r"[\s，,。．；;：:、！!？?（）()“”‘’\"'《》〈〉「」—\-…·]+")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """`text` without white space, marks and the number of an item: two texts that are equal so say the same in the same words.

    >>> plain("负责水土保持工作，组织实施综合防治。") == plain("负责水土保持工作；组织实施 综合防治")
    True
    >>> plain("二是推进水权交易。")
    '推进水权交易'
    """
    return _MARKS.sub("", _ITEM.sub("", text))


class Meaning:
    """Cosines of the later texts with the earlier ones, counted from what texts of such reports have in common anyway."""

    def __init__(self, earlier: Sequence[str], later: Sequence[str], similarity: Similarity | None) -> None:
        self.known = similarity is not None and bool(earlier) and bool(later)
        if similarity is None or not self.known:
            return
        cosines = np.asarray(similarity(list(later), list(earlier)), dtype=np.float64)
        usual = min(0.9, max(0.0, float(np.median(cosines))))
        self._rows, self._columns = places(later), places(earlier)
        self._table = np.maximum(0.0, (cosines - usual) / (1 - usual))

    def table(self, later: Sequence[str], earlier: Sequence[str]) -> Table:
        """How near each later text is to each earlier one: 0 for no nearer than usual in these reports, 1 for the same."""
        if not self.known:
            return np.zeros((len(later), len(earlier)))
        rows, columns = [self._rows[text] for text in later], [self._columns[text] for text in earlier]
        chosen: Table = self._table[np.ix_(rows, columns)]
        return chosen


class Likeness:
    """Compares the texts of two lists; a gram that many of the texts have (负责, 组织, 推进) says little.

    Figures and years do not count: the same task has other ones every year. All tables have a row for each later text and
    a column for each earlier one.
    """

    def __init__(self, earlier: Sequence[str], later: Sequence[str], meaning: Meaning | None = None) -> None:
        sides = [[_grams(text) for text in texts] for texts in (earlier, later)]
        # A gram of a pair that belongs together stands in both lists: the rarer it is on either side, the more it tells.
        counts = [Counter(gram for grams in side for gram in grams) for side in sides]
        most = max(len(earlier), len(later), 1)
        rarity = {
            gram: math.log(1 + most / max(counts[0][gram], counts[1][gram])) for gram in counts[0].keys() | counts[1]
        }
        self._old, self._new = (
            np.array([math.fsum(rarity[gram] for gram in grams) for grams in side]) for side in sides
        )
        both = {gram: place for place, gram in enumerate(sorted(counts[0].keys() & counts[1].keys()))}
        old, new = (_weighted(side, both, rarity) for side in sides)
        self._common = new @ old.T  # weight of the grams that both texts have
        self.knows_meaning = meaning is not None and meaning.known
        self.meaning: Table = (
            meaning.table(later, earlier) if meaning is not None else np.zeros((len(later), len(earlier)))
        )

    @property
    def shared(self) -> Table:
        """Twice the common weight by the weight of both, 0 to 1 (Dice)."""
        return _ratio(2 * self._common, self._new[:, None] + self._old[None, :])

    @property
    def later_in_earlier(self) -> Table:
        """The share of the weight of the later text that stands in the earlier one."""
        return _ratio(self._common, np.broadcast_to(self._new[:, None], self._common.shape))

    @property
    def earlier_in_later(self) -> Table:
        """The share of the weight of the earlier text that stands in the later one."""
        return _ratio(self._common, np.broadcast_to(self._old[None, :], self._common.shape))


def places(texts: Sequence[str]) -> dict[str, int]:
    """Where each text stands first."""
    return {text: number for number, text in reversed(list(enumerate(texts)))}


def _weighted(side: Sequence[frozenset[str]], place: dict[str, int], rarity: dict[str, float]) -> Table:
    """A row for each text: roots of the weights of its grams, so that the product of two rows is their common weight."""
    table = np.zeros((len(side), len(place)))
    for row, grams in enumerate(side):
        for gram in grams & place.keys():
            table[row, place[gram]] = math.sqrt(rarity[gram])
    return table


def _ratio(part: Table, whole: Table) -> Table:
    found: Table = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    return found


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
