"""How much noise costs: the annotated reports spoiled by each kind of `bench.noise`, read, and compared with the clean reading.

F1 is counted by the scorer of the annotation, once with what is read from the clean text as the truth, once with the
annotation. A figure whose own digits the noise changed is left aside: the report then says another number.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from bench.noise import NOISES, NOWHERE, Noise, Noisy, apply
from kg.extract import extract
from kg.identity import identify
from kg.model import Entities, Entity, Identity, NamedThing, Observation
from kg.outline import outline
from kg.reading import read_bytes

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests" / "gold"
REPORTS = ("liwan-2022", "dongzhu-education-2021", "qinghe-land-2020")
NAMES = {
    "Project": "projects",
    "PolicyDocument": "policy_documents",
    "Place": "places",
    "Organisation": "organisations",
}
UNITS = {
    "Duty": "duties",
    "TaskGroup": "task_groups",
    "Task": "tasks",
    "OutcomeGroup": "outcome_groups",
    "OutcomeItem": "outcome_items",
    "OutcomeStatement": "outcomes",
    "Problem": "problems",
    "Improvement": "improvements",
}
TYPES = (*UNITS, "Observation", *NAMES)
Scores = dict[str, float]


@cache
def scorer() -> ModuleType:
    """`tests/gold/score.py`, which is a script."""
    spec = importlib.util.spec_from_file_location("score", GOLD / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from a text, with spans in the clean text without its white space, as the scorer counts them."""

    identity: Identity
    entities: Entities
    places: Sequence[int]  # of each character of the document's text; NOWHERE for what noise added

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        found = [place for place in self.places[start:end] if place != NOWHERE]
        return (min(found), max(found) + 1) if found else None

    def of(self, cls: str) -> dict[str, dict[str, Any]]:
        """Entities of one class as the scorer wants them."""
        name = next(field for kind, field in (UNITS | NAMES).items() if scorer().UNIT_TYPES.get(kind, kind) == cls)
        return {
            one.id: {"types": {cls}, "labels": {one.label}, "spans": set(self.spans(one))}
            for one in getattr(self.entities, name)
        }

    def spans(self, one: Entity) -> Iterator[tuple[int, int]]:
        for evidence in one.evidence:
            if span := self.span(evidence.span.start, evidence.span.end):
                yield span

    def observations(self) -> list[dict[str, Any]]:
        found = []
        for one in self.entities.observations:
            number = self.span(one.number.start, one.number.end)
            if number:
                spans = [number, *self.spans(one)]
                found.append({"spans": spans, "number": number, "value": str(one.value), "unit": _unit(one)})
                found[-1] |= {"kind": one.kind.value.lower(), "qualifier": one.qualifier, "base": one.normalized_value}
                found[-1] |= {"property": one.property, "iri": one.id}
        return found


def _unit(one: Observation) -> str:
    """The unit as simplified text: what is printed in traditional script is the same unit."""
    return _simplified(one.unit_text)


@cache
def _simplified(text: str) -> str:
    from opencc import OpenCC

    return str(OpenCC("t2s").convert(text))


def read(noisy: Noisy, squeezed: Sequence[int]) -> Reading:
    """A spoiled text through the stages; `squeezed` maps clean offsets to those without white space."""
    document = read_bytes("report.txt", noisy.text.encode())
    sections = outline(document)
    identity = identify(document, sections)
    entities = extract(document, sections, identity)
    places = []
    for offset, char in enumerate(document.text):
        at = noisy.origin[document.offsets.original(offset)]
        places.append(squeezed[at] if at != NOWHERE and not char.isspace() else NOWHERE)
    return Reading(identity, entities, places)


class AsGold:
    """A clean reading in the place of an annotation."""

    def __init__(self, reading: Reading, text: str) -> None:
        self.text, self.links = text, []
        self.entities: dict[str, dict[str, Any]] = {}
        for kind, field in (UNITS | NAMES).items():
            for one in getattr(reading.entities, field):
                spans = list(reading.spans(one))
                start, end = spans[0]
                self.entities[one.id] = {"id": one.id, "type": kind, "start": start, "end": end, "quote": one.text}
                if isinstance(one, NamedThing):
                    mentions = [{"start": s, "end": e} for s, e in spans]
                    self.entities[one.id] |= {"name": one.label, "aliases": one.aliases, "mentions": mentions}
        for found in reading.observations():
            start, end = found["number"]
            self.entities[found["iri"]] = {"id": found["iri"], "type": "Observation", "start": start, "end": end}
            self.entities[found["iri"]] |= {
                key: found[key] for key in ("value", "unit", "kind", "qualifier", "property")
            }
            self.entities[found["iri"]]["quote"] = text[start:end]

    def span(self, entity: dict[str, Any]) -> tuple[int, int]:
        return entity["start"], entity["end"]

    def spans(self, entity: dict[str, Any]) -> list[tuple[int, int]]:
        return [(m["start"], m["end"]) for m in entity.get("mentions", [])] or [self.span(entity)]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [entity for entity in self.entities.values() if entity["type"] == kind]


def compare(gold: Any, reading: Reading, changed: frozenset[int], misses: list[str]) -> Scores:
    """F1 by type, of the types that `gold` has."""
    score = scorer()
    found: Scores = {}
    for kind in UNITS:
        if gold.of(kind):
            found[kind] = score.score_units(gold, reading, kind, misses)["f1"]
    for kind in NAMES:
        if gold.of(kind):
            found[kind] = score.score_names(gold, reading, kind, misses)["f1"]
    kept = [one for one in gold.of("Observation") if not _struck(gold, one, changed)]
    stated = [one for one in reading.observations() if not changed.intersection(range(*one["number"]))]
    pair = (
        SimpleNamespace(of=lambda kind: kept, text=gold.text),
        SimpleNamespace(observations=lambda: stated),
    )
    if kept:
        found["Observation"] = score.score_observations(*pair, misses)["f1"]
    return found


def _struck(gold: Any, one: dict[str, Any], changed: frozenset[int]) -> bool:
    start, end = one.get("number_start", one["start"]), one.get("number_end", one["end"])
    return not changed.isdisjoint(range(start, end))


@cache
def clean_report(name: str) -> tuple[str, tuple[int, ...], Any, Reading]:
    """The clean text of an annotated report, its offsets without white space, its annotation, and what is read from it."""
    gold = scorer().Gold(GOLD / name)
    meta = json.loads((GOLD / name / "meta.json").read_text(encoding="utf-8"))
    source = (GOLD / name / meta["source"]).read_bytes()
    text = read_bytes("report.txt", source).text  # its own wraps repaired: noise begins from whole paragraphs
    assert "".join(text.split()) == gold.text
    squeezed, count = [], 0
    for char in text:
        squeezed.append(count)
        count += not char.isspace()
    same = Noisy(text, tuple(range(len(text))), frozenset())
    return text, tuple(squeezed), gold, read(same, squeezed)


def lost(clean: str, noisy: Noisy, squeezed: Sequence[int]) -> frozenset[int]:
    """Digits that noise took away or changed into another digit, without white space; a letter for a digit (O for 0) can be
    read."""
    kept = {place: char for char, place in zip(noisy.text, noisy.origin, strict=True) if place != NOWHERE}
    doubled = {
        noisy.origin[n - 1]
        for n in range(1, len(noisy.text))
        if noisy.origin[n] == NOWHERE and noisy.text[n].isdigit() and noisy.text[n] == noisy.text[n - 1]
    }
    gone = {place for place in noisy.changed if place not in kept and (clean[place].isdigit() or clean[place] in ".,")}
    return frozenset(squeezed[place] for place in gone | (doubled - {NOWHERE}))


def measure(noise: Noise, seeds: Sequence[int], misses: list[str]) -> tuple[Scores, Scores, Scores]:
    """F1 by type, mean over reports and seeds: against the clean reading, against the annotation, and of the clean reading."""
    sums: list[dict[str, list[float]]] = [defaultdict(list), defaultdict(list), defaultdict(list)]
    for name in REPORTS:
        text, squeezed, gold, clean = clean_report(name)
        as_gold = AsGold(clean, gold.text)
        for seed in seeds:
            noisy = apply(noise, text, seed)
            reading = read(noisy, squeezed)
            changed = lost(text, noisy, squeezed)
            own: list[str] = []
            results = (
                compare(as_gold, reading, changed, own),
                compare(gold, reading, changed, []),
                compare(gold, clean, changed, []),
            )
            misses += [f"{name} {seed} {miss}" for miss in own]
            if (reading.identity.department, reading.identity.year) != (clean.identity.department, clean.identity.year):
                misses.append(f"{name} {seed} identity {reading.identity.department} {reading.identity.year}")
            for into, scores in zip(sums, results, strict=True):
                for kind, value in scores.items():
                    into[kind].append(value)
    means = [{kind: sum(values) / len(values) for kind, values in one.items()} for one in sums]
    return means[0], means[1], means[2]


def points(scores: Scores) -> dict[str, float]:
    """F1 lost, in points, of units, observations and names."""

    def mean(kinds: Sequence[str]) -> float:
        values = [scores[kind] for kind in kinds if kind in scores]
        return sum(values) / max(1, len(values))

    groups = {"units": tuple(UNITS), "figures": ("Observation",), "names": tuple(NAMES)}
    return {name: 100 * (1 - mean(kinds)) for name, kinds in groups.items()}


def main(argv: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--noise", nargs="*", default=[noise.name for noise in NOISES])
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--misses", action="store_true")
    args = parser.parse_args(argv)
    short = [
        kind.replace("Outcome", "O").replace("Statement", "Stmt").replace("PolicyDocument", "Document")[:8]
        for kind in TYPES
    ]
    print(
        f"{'F1 against clean':17}"
        + "".join(f"{name:>9}" for name in short)
        + "   lost against clean | against annotation"
    )
    for noise in NOISES:
        if noise.name not in args.noise:
            continue
        misses: list[str] = []
        against_clean, against_gold, clean_gold = measure(noise, range(args.seeds), misses)
        cells = "".join(f"{against_clean.get(kind, 1.0):9.3f}" for kind in TYPES)
        own = points(against_clean)
        before, after = points(clean_gold), points(against_gold)
        print(
            f"{noise.name:17}{cells}   "
            + " ".join(f"{name} {value:.1f}" for name, value in own.items())
            + " | "
            + " ".join(f"{name} {after[name] - before[name]:.1f}" for name in own)
        )
        if args.misses:
            print("\n".join(misses))


if __name__ == "__main__":
    main(sys.argv[1:])
