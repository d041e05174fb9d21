"""What a text is about: statutory functions, matters of a field, and its words, each weighted by where it stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from operator import add
from typing import NamedTuple

from kg.linking.settings import fields, settings
from ontology.functions import FunctionScheme, LabelMatch

_BLANKS_AND_QUOTES = re.compile(r"[\s“”„‟\"'‘’「」『』＂＇]+")
_CLAUSE = re.compile(r"[^，,；;。：:！？!?]+")
_WORDS = re.compile(r"[\u4e00-\u9fffA-Za-z]+")


class Topic(NamedTuple):
    """A function (`NR09.1`) or a matter of a field (`学前教育`) found in a text."""

    weight: float
    words: tuple[str, ...]  # in text order; what to tell a reader


@dataclass(frozen=True, slots=True)
class Traits:
    """What a text is about."""

    text: str  # without blanks and quotes
    topics: dict[str, Topic] = field(default_factory=dict)
    grams: dict[str, float] = field(default_factory=dict)  # pairs and triples of characters, by weight of place


def folded(text: str) -> str:
    """`text` without blanks and quotes, which reports set at will."""
    return _BLANKS_AND_QUOTES.sub("", text)


def grams_of(clause: str) -> list[str]:
    """Pairs and triples of neighbouring characters."""
    pairs = list(map(add, clause, clause[1:]))
    return [*pairs, *map(add, pairs, clause[2:])]


def without_stop_words(text: str) -> list[str]:
    """The stretches of `text` between punctuation and words that name no matter."""
    return [stretch for piece in _WORDS.findall(text) for stretch in _stop_words().split(piece) if len(stretch) > 1]


@lru_cache(maxsize=1)
def _stop_words() -> re.Pattern[str]:
    words = sorted(settings()["words"]["stop"], key=len, reverse=True)
    return re.compile("|".join(words))


@lru_cache(maxsize=1)
def _cues() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    clauses = settings()["clauses"]
    return tuple(re.compile(clauses[name]) for name in ("basis", "purpose", "listing"))  # type: ignore[return-value]


def clauses(text: str) -> list[tuple[int, int, float]]:
    """The clauses of a unit of text with the weight of each: the matter comes first, grounds and effects count less.

    >>> [round(weight, 3) for _, _, weight in clauses("根据上级要求，完成供地45宗，保障项目落地")]
    [0.5, 1.0, 0.425]
    """
    values = settings()["clauses"]
    basis, purpose, listing = _cues()
    found, position, factor = [], 0, 1.0
    for match in _CLAUSE.finditer(text):
        clause = match[0]
        if basis.search(clause):
            weight = values["basis_weight"]
        else:
            weight = values["first"][min(position, len(values["first"]) - 1)]
            position += 1
            if purpose.search(clause):
                weight *= values["purpose_weight"]
        cue = listing.search(clause)
        if cue and factor == 1.0:
            found.append((match.start(), match.start() + cue.end(), weight))
            factor = values["listing_weight"]
            found.append((match.start() + cue.end(), match.end(), weight * factor))
        else:
            found.append((match.start(), match.end(), weight * factor))
    return found


@lru_cache(maxsize=1)
def _field_words() -> dict[str, list[str]]:
    """First two characters → the words that begin so, longest first."""
    index: dict[str, list[str]] = {}
    for word in sorted(fields(), key=lambda word: (-len(word), word)):
        index.setdefault(word[:2], []).append(word)
    return index


def find_fields(text: str) -> Iterator[tuple[int, int, str]]:
    """Words of fields in `text`, longest first, none overlapping the one before: start, end, word."""
    index, free = _field_words(), 0
    for start, candidates in enumerate(map(index.get, map(add, text, text[1:]))):
        if candidates is None or start < free:
            continue
        for word in candidates:
            if text.startswith(word, start):
                free = start + len(word)
                yield start, free, word
                break


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The statutory functions by whose labels texts are read: of `scheme`, those in `spoken`.

    A scheme that does not speak about the department is left out, or 综合行政执法 of a transport bureau would be read
    as the enforcement of land law.
    """

    scheme: FunctionScheme
    spoken: frozenset[str]

    def find(self, text: str) -> list[LabelMatch]:
        """The labels in a folded text."""
        return self.scheme.find(text, self.spoken) if self.spoken else []

    def __contains__(self, key: str) -> bool:
        return key in self.scheme and self.scheme[key].scheme in self.spoken


class Mention(NamedTuple):
    """A function or matter named at one place of a text."""

    start: int
    key: str
    weight: float  # 1 for a visible label; less for a hidden one, a matter of a field, a word of several matters
    word: str


def mentions(text: str, lexicon: Lexicon) -> Iterator[Mention]:
    """What `text` (folded) names, functions first; a word of a field counts less inside a function's label."""
    values = settings()["topics"]
    taken: list[tuple[int, int]] = []
    for match in lexicon.find(text):
        start, end = match.span
        yield Mention(start, match.notation, values["hidden"] if match.hidden else 1.0, text[start:end])
        if not match.hidden:
            taken.append((start, end))
    for start, end, word in find_fields(text):
        inside = any(first < end and start < last for first, last in taken)
        matters = fields()[word]
        for matter in matters:
            yield Mention(start, matter, values["inside" if inside else "field"] / len(matters), word)


def traits(text: str, lexicon: Lexicon, vocabulary: Container[str] = ()) -> Traits:
    """Read what `text` is about; of its pairs and triples of characters those in `vocabulary` are kept."""
    text = folded(text)
    repeated = settings()["topics"]["repeated"]
    parts = clauses(text)
    starts = [start for start, _, _ in parts]
    topics: dict[str, Topic] = {}
    for start, key, share, word in mentions(text, lexicon):
        weight = share * parts[max(0, bisect_right(starts, start) - 1)][2]
        before, words = topics.get(key, (0.0, ()))
        if word not in words:
            topics[key] = Topic(max(before, weight) + repeated * min(before, weight), (*words, word))
    kept: dict[str, float] = {}
    if vocabulary:
        for start, end, weight in parts:
            for gram in grams_of(text[start:end]):
                if gram in vocabulary and weight > kept.get(gram, 0.0):
                    kept[gram] = weight
    return Traits(text, topics, kept)
