"""How far a text speaks of a question's topic: the share of the topic's words that it holds, rare ones counting more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search.asking.catalogue import Catalogue, bare, bigrams
from search.asking.cues import load_cues
from search.asking.plan import Term

STRANGE = 2.0  # how much more an opening counts that no report has
TAILS = frozenset("率数额量")  # 签约率 is said of 签约覆盖率 as well
STOP_WEIGHT = 0.15  # of a pair of characters one of which is 的, 了, 和 …
INVERTED = 0.8  # what two-character words count that stand in another order
HOLLOW_WEIGHT = 0.4  # of 建设, 管理 and the like beside a subject
PART_OF_WORDING = 0.7  # from which share on another wording counts as present


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One part of the topic: its pairs of characters with their weights, and other wordings of the whole part."""

    text: str
    weight: float
    pairs: tuple[tuple[str, float], ...]
    alternatives: tuple[tuple[tuple[str, ...], float], ...]


_AND = re.compile(r"[和与及]")


def _parts(wording: str) -> list[str]:
    """What a wording joins, each part for itself: 国土绿化和造林 is spoken of by 造林 as well; words of no subject are no part."""
    parts = [part for part in _AND.split(wording) if len(load_cues().process.sub("", part)) > 1]
    return parts or [wording]


class Topic:
    """The topic of one question, ready to be compared with many texts."""

    def __init__(self, terms: Sequence[Term], catalogue: Catalogue, meanings: Sequence[tuple[str, float]] = ()) -> None:
        self._meanings = tuple(
            (tuple(bigrams(bare(words))), worth) for words, worth in meanings if len(bare(words)) > 1
        )
        stop, hollow = load_cues().stop, load_cues().hollow
        more = any(len(hollow.sub("", term.text)) > 1 for term in terms)
        self._wanted: list[_Wanted] = []
        for term in terms:
            words = bare(term.text)
            found = bigrams(words) or [words]
            known = [catalogue.in_lexicon(pair) for pair in found]
            pairs = []
            for place, pair in enumerate(found):
                # An unknown pair between two known ones only straddles two words: 审计|指出.
                before = place > 0 and known[place - 1]
                after = place + 1 < len(found) and known[place + 1]
                if not known[place] and before and (after or (place == len(found) - 1 and pair[1] in TAILS)):
                    continue
                weight = catalogue.rarity(pair) * (STOP_WEIGHT if stop & set(pair) else 1)
                if more and hollow.fullmatch(pair):
                    weight *= HOLLOW_WEIGHT
                if place == 0 and len(found) > 1 and not catalogue.knows(pair):
                    weight *= STRANGE  # 学校用地供应: what comes first tells which land, and no report speaks of it
                pairs.append((pair, weight))
            alternatives = tuple(
                (tuple(bigrams(part)), worth) for other, worth in term.alternatives for part in _parts(bare(other))
            )
            if pairs:
                self._wanted.append(_Wanted(words, sum(weight for _, weight in pairs), tuple(pairs), alternatives))
        self.weight = sum(wanted.weight for wanted in self._wanted)

    def __bool__(self) -> bool:
        return self.weight > 0

    @staticmethod
    def _inverted(wanted: _Wanted, fields: Sequence[tuple[str, float]]) -> float:
        """Words in another order count nearly as much: 播种粮食12.6万亩 speaks of 粮食播种."""
        if not 4 <= len(wanted.pairs) + 1 <= 8:
            return 0.0
        words = [wanted.text[place : place + 2] for place in range(0, len(wanted.text), 2)]
        return max((INVERTED * worth for text, worth in fields if all(word in text for word in words)), default=0.0)

    def in_text(self, text: str) -> float:
        """0 to 1. `text` must be bare."""
        return self.in_fields(((text, 1.0),))

    def in_fields(self, fields: Sequence[tuple[str, float]]) -> float:
        """The same over several texts, each with what a word found there is worth; the best place of a word counts."""
        if not self.weight:
            return 0.0
        whole = 0.0
        for other, worth in self._meanings:
            for text, value in fields:
                held = sum(pair in text for pair in other) / len(other)
                if held >= PART_OF_WORDING:
                    whole = max(whole, held * worth * value)
        total = 0.0
        for wanted in self._wanted:
            literal = 0.0
            for pair, weight in wanted.pairs:
                literal += weight * max((worth for text, worth in fields if pair in text), default=0.0)
            share = max(literal / wanted.weight, self._inverted(wanted, fields))
            for other, worth in wanted.alternatives:
                for text, value in fields:
                    held = sum(pair in text for pair in other) / len(other)
                    if held >= PART_OF_WORDING:
                        share = max(share, held * worth * value)
            total += wanted.weight * share
        return max(whole, total / self.weight)
