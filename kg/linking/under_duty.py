"""underDuty: the duty under which a task, an item, an outcome or a project falls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from kg.linking.frame import Frame, Scores
from kg.linking.settings import settings
from kg.linking.traits import Traits, folded
from kg.linking.units import Unit
from kg.linking.words import shared_words
from kg.model import Justification, Link, OutcomeItem, Relation

Similarity = Callable[[Sequence[str], Sequence[str]], Any]


def link_to_duties(
    units: Sequence[Unit], headings: dict[str, Traits], frame: Frame, similarity: Similarity | None
) -> list[Link]:
    """The duty of each unit, best first; a further one only where the unit's own words name it."""
    if not units or not frame.size:
        return []
    own = np.array([frame.score(unit.own) for unit in units])
    if similarity is not None:
        own += settings()["sources"]["similarity"] * _similar(units, frame, similarity)
    own *= frame.open
    scores = own + _surroundings(units, headings, frame, own)
    scores *= frame.open
    least = settings()["under_duty"]["minimum"]
    first = {unit.entity.id: int(row.argmax()) for unit, row in zip(units, scores, strict=True) if row.max() >= least}
    votes: dict[str, list[int]] = defaultdict(list)
    for unit in units:
        if unit.item and unit.entity.id in first:
            votes[unit.item].append(first[unit.entity.id])
    links = []
    for unit, total, mine in zip(units, scores, own, strict=True):
        links += _choose(unit, total, mine, votes[unit.entity.id], frame, similarity is not None)
    return links


def _surroundings(units: Sequence[Unit], headings: dict[str, Traits], frame: Frame, own: Scores) -> Scores:
    """What the item, its other outcomes and the heading say, for each unit and duty."""
    weights = settings()["sources"]
    over = {id: frame.score(heading) for id, heading in headings.items()}
    rows = {unit.entity.id: number for number, unit in enumerate(units)}
    children: dict[str, list[int]] = defaultdict(list)
    for number, unit in enumerate(units):
        if unit.item:
            children[unit.item].append(number)
    around = np.zeros_like(own)
    for number, unit in enumerate(units):
        if unit.group:
            around[number] += weights["group"] * over[unit.group]
        if isinstance(unit.entity, OutcomeItem) and (inside := children[unit.entity.id]):
            around[number] += weights["children"] * own[inside].mean(axis=0)
        if unit.item:
            around[number] += weights["lead"] * own[rows[unit.item]]
            others = [other for other in children[unit.item] if other != number]
            if others:
                around[number] += weights["siblings"] * own[others].mean(axis=0)
    return around


def _similar(units: Sequence[Unit], frame: Frame, similarity: Similarity) -> Scores:
    """Cosine of each unit with the nearest sentence of each duty, above the mean over duties."""
    sentences, owners = [], []
    for number, duty in enumerate(frame.duties):
        for sentence in folded(duty.text).replace("；", "。").split("。"):
            if len(sentence) > 3:
                sentences.append(sentence)
                owners.append(number)
    cosines = np.asarray(similarity([unit.own.text for unit in units], sentences), dtype=float)
    best = np.zeros((len(units), frame.size))
    for column, owner in enumerate(owners):
        np.maximum(best[:, owner], cosines[:, column], out=best[:, owner])
    above: Scores = np.maximum(0.0, best - best.mean(axis=1, keepdims=True))
    return above


def _choose(unit: Unit, total: Scores, mine: Scores, votes: list[int], frame: Frame, similar: bool) -> list[Link]:
    """The best duty; a further one where the unit's own words name it, or where a share of its outcomes fall under it."""
    values = settings()["under_duty"]
    if mine.max() < values["minimum"] and (assigned := _assigned(unit, frame)):
        return assigned
    order = np.argsort(-total, kind="stable").tolist()
    best = total[order[0]]
    voted = [number for number in dict.fromkeys(votes) if votes.count(number) >= values["vote"] * len(votes)]
    chosen = [order[0]] if best >= values["minimum"] else []
    for number in order[1 : values["most"]] if chosen else ():
        if total[number] >= values["second_ratio"] * best and mine[number] >= values["second_own"]:
            chosen.append(number)
    chosen += [number for number in voted if number not in chosen]
    links = []
    for number in chosen:
        rival = max((total[other] for other in order if other != number), default=0.0)
        confidence = _confidence(total[number], rival)
        words = shared_words(unit.own, frame.readings[number], frame)
        if number in voted:
            confidence = max(confidence, round(values["voted"] * votes.count(number) / len(votes), 3))
        justification = Justification.COMPOSITE if similar else Justification.LEXICAL
        if not words:
            by_meaning = similar and mine[number] > 0
            justification = Justification.SEMANTIC if by_meaning else Justification.STRUCTURAL
            words = ("语义相近",) if by_meaning else ("其下成效",) if number in voted else ("同一项下",)
        links.append(
            Link(unit.entity.id, Relation.UNDER_DUTY, frame.duties[number].id, confidence, justification, words)
        )
    return sorted(links, key=lambda link: -link.confidence)


def _assigned(unit: Unit, frame: Frame) -> list[Link]:
    """Work that no duty names, of a kind that is assigned from above (党建, 帮扶), falls under the catch-all duty."""
    values = settings()["under_duty"]
    duty = next((reading.duty for reading in frame.readings if reading.catch_all), None)
    named = [
        topic for key, topic in unit.own.topics.items() if key in values["catch_all_topics"] and topic.weight >= 0.3
    ]
    if duty is None or not named:
        return []
    words = named[0].words[:2]
    return [Link(unit.entity.id, Relation.UNDER_DUTY, duty.id, values["catch_all_score"], Justification.LEXICAL, words)]


def _confidence(score: float, rival: float) -> float:
    """From 0 to 1: strong and unrivalled is sure. Of the links of the samples, 95 % are right from 0.6 upwards."""
    margin = score / (score + rival) if rival > 0 else 1.0
    half: float = settings()["under_duty"]["half"]
    strength = score / (score + half)
    return round(min(0.99, strength * (0.4 + 0.6 * min(1.0, max(0.0, 2 * margin - 0.6) / 0.6))), 3)
