"""implementsFunction and servesFunction: the statutory functions of duties, and through them of all else."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from kg.linking.frame import Reading
from kg.linking.settings import settings
from kg.linking.traits import Lexicon, Topic, Traits, folded
from kg.linking.units import Unit
from kg.model import Duty, Justification, Link, OutcomeItem, Relation, Report, ReportKind
from ontology.functions import FINANCE, FunctionScheme


def lexicon_for(report: Report, scheme: FunctionScheme) -> Lexicon:
    """The function schemes that speak about the department of `report`: those of its name, and the rules of public finance.

    A name that tells no field (土地开发中心, or none) leaves it to the duties: a scheme then speaks about the department when
    enough of them carry one of its visible labels. A police bureau has no scheme; its duties are its only frame. A
    government's work report is open to all.
    """
    if report.identity.kind is ReportKind.WORK_REPORT:
        return Lexicon(scheme, frozenset(scheme.titles))
    named = scheme.of_department(report.identity.department)
    return Lexicon(scheme, (named or _spoken_by(report.entities.duties, scheme)) | {FINANCE})


def _spoken_by(duties: Sequence[Duty], scheme: FunctionScheme) -> frozenset[str]:
    values = settings()["scheme"]
    found: Counter[str] = Counter()
    for duty in duties:
        named = {match.notation for match in scheme.find(folded(duty.text)) if not match.hidden}
        found.update({scheme[notation].scheme for notation in named.difference(values["cross_cutting"])})
    return frozenset(one for one, count in found.items() if count >= values["duty_share"] * len(duties))


def _functions(reading: Reading, lexicon: Lexicon) -> list[str]:
    """Notations that a visible label in the duty names."""
    hidden = settings()["topics"]["hidden"]
    least = settings()["duties"]["body_weight"] * hidden * settings()["duties"]["lead_weight"]
    return [key for key, (weight, _) in reading.topics.items() if key in lexicon and weight > least]


def link_duties(readings: Sequence[Reading], lexicon: Lexicon) -> list[Link]:
    """The functions of each duty, best first: the first clause names the main one.

    A catch-all duty has the residual function and no other. A duty without any label may name a function in other
    order (「查处自然资源领域的违法案件」 for 违法案件查处); then one is taken, with less confidence.
    """
    values = settings()["implements"]
    residual, cross_cutting = settings()["scheme"]["residual"], settings()["scheme"]["cross_cutting"]
    links = []
    for reading in readings:
        scored: list[tuple[float, str, str]] = []
        if reading.catch_all:
            scored = [(values["residual"], residual, reading.duty.label)] if residual in lexicon else []
        elif named := [key for key in _functions(reading, lexicon) if key != residual]:
            for order, notation in enumerate(named):
                weight, word = reading.topics[notation]
                score = values["first"] if weight > settings()["duties"]["body_weight"] else values["later"]
                if reading.general and notation not in cross_cutting:
                    score = values["general"]
                scored.append((max(values["least"], score - values["step"] * order), notation, word))
        elif not reading.general and lexicon.spoken:
            scored = [(values["scattered"], *found) for found in _scattered(reading.duty.text, lexicon)]
        for score, notation, word in sorted(scored, key=lambda one: -one[0]):
            links.append(
                Link(
                    reading.duty.id,
                    Relation.IMPLEMENTS_FUNCTION,
                    notation,
                    round(score, 3),
                    Justification.LEXICAL,
                    (word,),
                )
            )
    return links


def _scattered(text: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    """The function of whose labels most have all their words in one clause, in any order: notation, longest label."""
    found: dict[str, list[str]] = defaultdict(list)
    for clause in re.split("[，；。]", folded(text)):
        for concept in lexicon.scheme:
            if concept.notation in lexicon and concept.notation not in settings()["scheme"]["cross_cutting"]:
                for label in (concept.label_zh, *concept.alt_labels):
                    words = [label[start : start + 2] for start in range(0, len(label), 2)]
                    if 4 <= len(label) <= 8 and len(words[-1]) == 2 and all(word in clause for word in words):
                        found[concept.notation].append(label)
    if not found:
        return []
    notation, labels = max(found.items(), key=lambda item: sum(map(len, item[1])))  # the first of equals
    return [(notation, max(labels, key=len))]


def link_units(
    units: Sequence[Unit],
    headings: dict[str, Traits],
    duty_links: Iterable[Link],
    under: Iterable[Link],
    lexicon: Lexicon,
) -> list[Link]:
    """The functions that each task and outcome serves.

    Those that its own words name come first, surest where its duty has them too. A unit that names none serves what
    its item or heading names, as far as its duty has that; failing this, the function of its duty, if that has only one
    branch: a duty with eight functions says nothing about which of them an outcome serves.
    """
    scheme = lexicon.scheme
    of_duty = _by_subject(duty_links)
    of_unit = _by_subject(under)
    over = headings | {unit.entity.id: unit.own for unit in units if isinstance(unit.entity, OutcomeItem)}
    links = []
    for unit in units:
        if isinstance(unit.entity, OutcomeItem):
            continue
        through = of_unit.get(unit.entity.id, [])
        own = _named(unit.own, lexicon)
        found = _by_labels(own, {link.object for one in through for link in of_duty.get(one.object, ())}, scheme)
        if not found:
            around = [_named(over[id], lexicon) for id in (unit.item, unit.group) if id in over]
            found = _by_duty(through, of_duty, around, scheme)
        links += [
            Link(unit.entity.id, Relation.SERVES_FUNCTION, key, round(score, 3), justification, why)
            for key, (score, justification, why) in sorted(found.items(), key=lambda item: (-item[1][0], item[0]))
            if score >= settings()["serves"]["minimum"]
        ]
    return links


Found = dict[str, tuple[float, Justification, tuple[str, ...]]]


def _by_subject(links: Iterable[Link]) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        found[link.subject].append(link)
    return found


def _named(text: Traits, lexicon: Lexicon) -> dict[str, Topic]:
    """The functions that visible labels in `text` name."""
    hidden = settings()["topics"]["hidden"]
    return {key: topic for key, topic in text.topics.items() if key in lexicon and topic.weight > hidden}


def _by_labels(own: dict[str, Topic], of_duties: set[str], scheme: FunctionScheme) -> Found:
    """Functions by a unit's own words. Every report speaks of audits and budgets: those must be its duty's as well."""
    values = settings()["serves"]
    found: Found = {}
    for key, topic in own.items():
        backed = not of_duties.isdisjoint((key, *scheme.ancestors(key)))
        if scheme[key].scheme == FINANCE and not backed:
            continue
        score = values["named_and_duty"] if backed else values["named"]
        found[key] = (score * min(1.0, values["floor"] + topic.weight), Justification.LEXICAL, topic.words[:2])
    return found


def _by_duty(
    through: Sequence[Link], of_duty: dict[str, list[Link]], around: Sequence[dict[str, Topic]], scheme: FunctionScheme
) -> Found:
    """Functions by way of a unit's best duty; the reason names the duty, so that who rejects the one rejects the other."""
    factor = settings()["serves"]["through_duty"]
    for one in through[:1]:
        functions = {link.object: link for link in of_duty.get(one.object, ())}
        for named in around:
            near = {key: next((one for one in (key, *scheme.ancestors(key)) if one in functions), "") for key in named}
            if any(near.values()):
                return {
                    key: (
                        one.confidence * factor,
                        Justification.COMPOSITE,
                        (f"{one.object}→{of_the_duty}", *named[key].words[:1]),
                    )
                    for key, of_the_duty in near.items()
                    if of_the_duty
                }
        branches = {(key, *scheme.ancestors(key))[-1] for key in functions}
        if len(branches) == 1:
            link = next(iter(functions.values()))
            score = one.confidence * link.confidence * factor
            return {link.object: (score, Justification.COMPOSITE, (f"{one.object}→{link.object}",))}
    return {}
