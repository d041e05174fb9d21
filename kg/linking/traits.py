"""What a text is about: statutory functions, matters of a field, and its words, each weighted by where it stands."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from operator import add
from typing import NamedTuple

from kg.linking.settings import fields, settings
from ontology.functions import FunctionScheme

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


def grams_of(clause: str) -> Iterator[str]:
    """Pairs and triples of neighbouring characters."""
    pairs = list(map(add, clause, clause[1:]))
    yield from pairs
    yield from map(add, pairs, clause[2:])


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

    def __contains__(self, key: object) -> bool:
        return key in self.scheme and self.scheme[key].scheme in self.spoken


def traits(text: str, lexicon: Lexicon, vocabulary: Container[str] = ()) -> Traits:
    """Read what `text` is about; of its pairs and triples of characters those in `vocabulary` are kept."""
    text = folded(text)
    values = settings()["topics"]
    parts = clauses(text)
    found: dict[str, tuple[float, list[str]]] = {}

    def place(position: int) -> float:
        return next((weight for start, end, weight in parts if start <= position < end), 0.3)

    def note(key: str, weight: float, word: str) -> None:
        before, words = found.get(key, (0.0, []))
        if word not in words:
            best, other = max(before, weight), min(before, weight)
            found[key] = (best + values["repeated"] * other, [*words, word])

    taken: list[tuple[int, int]] = []
    for match in lexicon.scheme.find(text) if lexicon.spoken else ():
        if match.notation not in lexicon:
            continue
        weight = place(match.span.start) * (values["hidden"] if match.hidden else 1.0)
        note(match.notation, weight, text[match.span.start : match.span.end])
        if not match.hidden:
            taken.append(match.span)
    for start, end, word in find_fields(text):
        if any(first < end and start < last for first, last in taken):
            continue
        matters = fields()[word]
        for matter in matters:
            note(matter, place(start) * values["field"] / len(matters), word)
    kept: dict[str, float] = {}
    if vocabulary:
        for start, end, weight in parts:
            for gram in grams_of(text[start:end]):
                if gram in vocabulary and weight > kept.get(gram, 0.0):
                    kept[gram] = weight
    return Traits(text, {key: Topic(weight, tuple(words)) for key, (weight, words) in found.items()}, kept)
