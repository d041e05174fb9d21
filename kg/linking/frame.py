"""The duties of a report as a frame of reference: which duty owns a function, a matter or a rare word."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.linking.settings import settings
from kg.linking.traits import Lexicon, Traits, folded, grams_of, mentions, without_stop_words
from kg.model import Duty
from ontology.functions import FunctionScheme

Scores = NDArray[np.float64]

_LEAD = re.compile(r"^[^。；;，,：:]*")


@dataclass(frozen=True, slots=True)
class Reading:
    """A duty as read: its kind, its sentences, what they are about."""

    duty: Duty
    catch_all: bool
    general: bool
    topics: dict[str, tuple[float, str]]  # function or matter → weight of place, its first word
    grams: dict[str, float]
    length: int


def read_duty(duty: Duty, lexicon: Lexicon) -> Reading:
    """Read what one duty is about: its first clause says what it is, the others what belongs to it."""
    values = settings()["duties"]
    lead_weight, body_weight = values["lead_weight"], values["body_weight"]
    repeated = settings()["topics"]["repeated"]
    text = folded(duty.text)
    lead_end = _LEAD.match(text).end()  # type: ignore[union-attr]
    topics: dict[str, tuple[float, str]] = {}
    for start, key, share, word in mentions(text, lexicon):
        place = lead_weight if start < lead_end else body_weight
        before, first = topics.get(key, (0.0, ""))
        if share * place > before:
            topics.pop(key, None)  # functions stand in the order of their best words
            topics[key] = (min(place, share * place + repeated * before), word)
        elif word != first:  # another word for it makes a matter surer, up to a visible label
            topics[key] = (max(before, min(place, before + repeated * share * place)), first)
    grams: dict[str, float] = {}
    length = 0
    for part, weight in ((text[lead_end:], body_weight), (text[:lead_end], lead_weight)):
        for stretch in without_stop_words(part):
            length += len(stretch)
            grams.update(dict.fromkeys(grams_of(stretch), weight))
    catch_all = bool(re.search(values["catch_all"], text)) and len(text) <= values["catch_all_length"]
    general = bool(re.search(values["general"], text))
    return Reading(duty, catch_all, general, topics, grams, length)


class Frame:
    """Scores a text against each duty of one report."""

    def __init__(self, duties: Sequence[Duty], lexicon: Lexicon) -> None:
        self.scheme = lexicon.scheme
        self.readings = [read_duty(duty, lexicon) for duty in duties]
        self.size = len(self.readings)
        self.open = np.array([0.0 if reading.catch_all else 1.0 for reading in self.readings])
        self._owners: dict[str, list[tuple[int, float]]] = {}
        self._relatives: dict[str, dict[str, float]] = {}
        self._topics: dict[str, list[tuple[int, float]]] = {}
        for number, reading in enumerate(self.readings):
            if not reading.catch_all:
                for key, (weight, _) in reading.topics.items():
                    self._topics.setdefault(key, []).append((number, weight))
        self.postings = self._index()

    @property
    def duties(self) -> list[Duty]:
        return [reading.duty for reading in self.readings]

    def _index(self) -> dict[str, list[tuple[int, float]]]:
        """Pair or triple of characters → duties that have it, with weight; rare ones weigh most."""
        values, words = settings()["duties"], settings()["words"]
        special = [reading for reading in self.readings if not reading.catch_all and not reading.general]
        frequency = Counter(gram for reading in special for gram in reading.grams)
        count = max(2, len(special))
        most = math.log(1 + (count - 0.5) / 1.5)
        average = sum(reading.length for reading in special) / max(1, len(special)) or 1.0
        share = values["length_share"]
        postings: dict[str, list[tuple[int, float]]] = {}
        for number, reading in enumerate(self.readings):
            if reading.catch_all:
                continue
            norm = 1.0 / (1.0 - share + share * max(0.5, reading.length / average))
            for gram, weight in reading.grams.items():
                n = frequency[gram]
                rarity = math.log(1 + (count - n + 0.5) / (n + 0.5)) / most if n else 1.0
                value = weight * rarity * norm * words["bigram" if len(gram) == 2 else "trigram"]
                if reading.general and n:
                    value *= values["general_repeat"]
                postings.setdefault(gram, []).append((number, value))
        return postings

    def topic(self, key: str) -> list[tuple[int, float]]:
        """The duties that own a function or matter, and how strongly; shared ownership is worth less to each."""
        if key not in self._owners:
            strengths: dict[int, float] = {}
            exact = bool(self._topics.get(key))
            for other, nearness in self.relatives(key).items():
                factor = nearness * (settings()["topics"]["near_exact"] if exact and other != key else 1.0)
                for number, weight in self._topics.get(other, ()):
                    strengths[number] = max(strengths.get(number, 0.0), factor * weight)
            if any(not self.readings[number].general for number in strengths):
                for number in strengths:
                    if self.readings[number].general:
                        strengths[number] *= settings()["duties"]["general_repeat"]
            total = sum(strengths.values())
            self._owners[key] = [
                (number, value * math.sqrt(value / total)) for number, value in strengths.items() if value
            ]
        return self._owners[key]

    def relatives(self, key: str) -> dict[str, float]:
        """The functions near `key` in their scheme, itself included, with how near from 0 to 1; of a matter itself."""
        if key not in self._relatives:
            self._relatives[key] = _relatives(key, self.scheme)
        return self._relatives[key]

    def score(self, text: Traits) -> Scores:
        """How much `text` is about each duty: functions and matters it shares with it, and rare words."""
        scores = [0.0] * self.size
        for key, topic in text.topics.items():
            for number, value in self.topic(key):
                scores[number] += topic.weight * value
        for gram, weight in text.grams.items():
            for number, value in self.postings.get(gram, ()):
                scores[number] += weight * value
        return np.array(scores)


def _relatives(key: str, scheme: FunctionScheme) -> dict[str, float]:
    """A duty that names the wider function has more to do with `key` than one that names a part or a neighbour."""
    values: dict[str, float] = settings()["topics"]
    near: dict[str, float] = {}
    if key in scheme:
        concept = scheme[key]
        for child in concept.narrower:
            near |= dict.fromkeys(scheme[child].narrower, values["broader"] ** 2)
            near[child] = values["broader"]
        near |= {one: values["narrower"] ** step for step, one in enumerate(scheme.ancestors(key), start=1)}
    near[key] = values["same"]
    return near
