"""implementsFunction and servesFunction: the statutory functions of duties, and through them of all else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.linking.frame import Reading
from kg.linking.settings import settings
from kg.linking.units import Unit
from kg.model import Justification, Link, OutcomeItem, Relation
from ontology.functions import FunctionScheme


def schemes_of(readings: Sequence[Reading], scheme: FunctionScheme) -> frozenset[str]:
    """The function schemes that speak about this department: those with labels in enough of its duties.

    An education bureau has none; its duties are then the only frame. A report without duties is open to all.
    """
    values = settings()["scheme"]
    named = [reading for reading in readings if not reading.catch_all and not reading.general]
    if not named:
        return frozenset(concept.scheme for concept in scheme) if not readings else frozenset()
    found: dict[str, int] = defaultdict(int)
    for reading in named:
        for one in {scheme[key].scheme for key in _functions(reading, scheme) if key not in values["cross_cutting"]}:
            found[one] += 1
    return frozenset(one for one, count in found.items() if count >= values["duty_share"] * len(named))


def _functions(reading: Reading, scheme: FunctionScheme) -> list[str]:
    """Notations that a visible label in the duty names."""
    hidden = settings()["topics"]["hidden"]
    least = settings()["duties"]["body_weight"] * hidden * settings()["duties"]["lead_weight"]
    return [key for key, (weight, _) in reading.topics.items() if key in scheme and weight > least]


def link_duties(readings: Sequence[Reading], scheme: FunctionScheme, schemes: frozenset[str]) -> list[Link]:
    """The functions of each duty, best first: the first sentence names the main one.

    A catch-all duty has the residual function and no other.
    """
    values = settings()["implements"]
    links = []
    for reading in readings:
        residual = settings()["scheme"]["residual"]
        if reading.catch_all:
            notations = [residual] if residual in scheme and scheme[residual].scheme in schemes else []
        else:
            notations = [
                key for key in _functions(reading, scheme) if scheme[key].scheme in schemes and key != residual
            ]
        scored = []
        for order, notation in enumerate(notations):
            weight, word = reading.topics.get(notation, (1.0, reading.duty.label))
            score = values["first"] if weight > settings()["duties"]["body_weight"] else values["later"]
            if reading.general and notation not in settings()["scheme"]["cross_cutting"]:
                score = values["general"]
            if reading.catch_all:
                score = values["residual"]
            scored.append((-max(values["least"], score - values["step"] * order), notation, word))
        for negative, notation, word in sorted(scored, key=lambda one: one[0]):
            links.append(
                Link(
                    reading.duty.id,
                    Relation.IMPLEMENTS_FUNCTION,
                    notation,
                    round(-negative, 3),
                    Justification.LEXICAL,
                    (word,),
                )
            )
    return links


def link_units(
    units: Sequence[Unit],
    duty_links: Iterable[Link],
    under: Iterable[Link],
    scheme: FunctionScheme,
    schemes: frozenset[str],
) -> list[Link]:
    """The functions that each task and outcome serves: those its own words name, and those of its duty.

    A function of the duty counts where the unit names it or a relative of it, or where it is the duty's first;
    a duty with eight functions does not give all of them to every outcome.
    """
    values = settings()["serves"]
    of_duty: dict[str, list[Link]] = defaultdict(list)
    for link in duty_links:
        of_duty[link.subject].append(link)
    of_unit: dict[str, list[Link]] = defaultdict(list)
    for link in under:
        of_unit[link.subject].append(link)
    links = []
    for unit in units:
        if isinstance(unit.entity, OutcomeItem):
            continue
        found: dict[str, tuple[float, Justification, tuple[str, ...]]] = {}
        through = of_unit[unit.entity.id]
        known = {link.object for one in through for link in of_duty[one.object]}
        hidden = settings()["topics"]["hidden"]
        for key, topic in unit.own.topics.items():
            if key in scheme and scheme[key].scheme in schemes and topic.weight > hidden:
                backed = bool(known & {key, *scheme.ancestors(key)})
                score = values["named_and_duty"] if backed else values["named"]
                found[key] = (score * min(1.0, values["floor"] + topic.weight), Justification.LEXICAL, topic.words[:2])
        for one in through:
            for position, link in enumerate(of_duty[one.object]):
                if position == 0 and not _related(link.object, found, scheme):
                    score = one.confidence * link.confidence * values["through_duty"]
                    why = (f"{one.object}→{link.object}",)
                    if score >= values["minimum"]:
                        found.setdefault(link.object, (score, Justification.COMPOSITE, why))
        links += [
            Link(unit.entity.id, Relation.SERVES_FUNCTION, key, round(score, 3), justification, why)
            for key, (score, justification, why) in sorted(found.items(), key=lambda item: (-item[1][0], item[0]))
            if score >= values["minimum"]
        ]
    return links


def _related(notation: str, found: Iterable[str], scheme: FunctionScheme) -> bool:
    """Whether a narrower function of `notation` was named already: then the wider one says nothing new."""
    return any(notation in scheme.ancestors(key) for key in found)
