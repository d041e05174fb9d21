"""Units of one report → those of the report before: kept, reworded, merged, split, moved, new, dropped."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from kg.continuity.assignment import assign
from kg.continuity.editions import ChangeKind, Continuation, Unit
from kg.continuity.likeness import Likeness, Table, alike, common_words, plain
from kg.continuity.settings import settings
from kg.model import Justification

Pair = tuple[int, int]  # positions: later, earlier

_CLAUSE = re.compile(r"[^，,。；;：:\n]+")


def align_units(
    earlier: Sequence[Unit],
    later: Sequence[Unit],
    likeness: Likeness,
    *,
    projects: Mapping[str, frozenset[str]] | None = None,
) -> list[Continuation]:
    """What each of the `later` units carries on, in their order; those without a continuation are new, or dropped.

    Pairs come from an optimal assignment. A unit that is left over but stands mostly inside another was merged into it or
    split off it; a clause that turns up word for word in another unit has moved there. `projects` says which projects
    (as the same IRIs in both years) a unit names.
    """
    if not earlier or not later:
        return []
    matching = _Matching(earlier, later, likeness, projects or {})
    pairs = matching.pairs()
    merged = matching.merged(pairs)
    split = matching.split(pairs)
    found = [
        matching.continuation(pair, kind)
        for kind, some in ((None, pairs), (ChangeKind.MERGED, merged), (ChangeKind.SPLIT, split))
        for pair in some
        if kind or pair not in merged | split
    ]
    found += [matching.moved(pair, clause) for pair, clause in matching.clauses(pairs | merged | split)]
    order = {unit.iri: number for number, unit in enumerate((*later, *earlier))}
    return sorted(found, key=lambda one: (order[one.later], -one.confidence, order[one.earlier]))


def places_of(texts: Sequence[str]) -> dict[str, list[int]]:
    """Each text with everywhere it stands."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        found[text].append(number)
    return found


@lru_cache(maxsize=4096)
def same_heading(new: str, old: str) -> bool:
    """Whether two headings are one, perhaps worded otherwise."""
    if plain(new) == plain(old):
        return True
    least: float = settings()["continues"]["same_heading"]
    return alike(new, old) >= least


class _Matching:
    def __init__(
        self,
        earlier: Sequence[Unit],
        later: Sequence[Unit],
        likeness: Likeness,
        projects: Mapping[str, frozenset[str]],
    ) -> None:
        self.earlier, self.later, self.likeness, self.projects = earlier, later, likeness, projects
        self.later_in_earlier, self.earlier_in_later = likeness.later_in_earlier, likeness.earlier_in_later
        self.scores = self._scores()

    def _scores(self) -> Table:
        """How much each later unit looks like each earlier one, 0 to 1, and a little more for the same words in the same place."""
        values = settings()["likeness"]
        scores: Table = values["words_alone"] * self.likeness.shared
        if self.likeness.knows_meaning:
            scores = values["words"] * self.likeness.shared + values["meaning"] * self.likeness.meaning
        for row, new in enumerate(self.later):
            projects = self.projects.get(new.iri, frozenset())
            for column, old in enumerate(self.earlier):
                if new.heading and self._same_heading(new, old):
                    scores[row, column] += values["heading"]
                if projects & self.projects.get(old.iri, frozenset()):
                    scores[row, column] += values["project"]
        scores = np.minimum(scores, 0.99)
        same = places_of([plain(unit.text) for unit in self.earlier])
        for row, new in enumerate(self.later):
            for column in same.get(plain(new.text), ()):
                here = self._same_heading(new, self.earlier[column])
                scores[row, column] = 1.0 + (values["heading"] if here else 0.0)
        return scores

    def _same_heading(self, new: Unit, old: Unit) -> bool:
        return same_heading(new.heading, old.heading)

    def pairs(self) -> set[Pair]:
        """The pairs of the best assignment that are sure enough."""
        values = settings()["continues"]
        found = set()
        for new, old in assign(self.scores):
            score = self.scores[new, old]
            rivals = (*np.delete(self.scores[new], old), *np.delete(self.scores[:, old], new))
            mutual = score >= values["mutual"] and score - max(rivals, default=0.0) >= values["margin"]
            if score >= values["sure"] or mutual:
                found.add((new, old))
        return found

    def merged(self, pairs: set[Pair]) -> set[Pair]:
        """Left-over earlier units that stand inside a later one, and the pair that this one was in."""
        left = [old for old in range(len(self.earlier)) if old not in {old for _, old in pairs}]
        found: dict[int, set[Pair]] = defaultdict(set)
        for old in left:
            partners = {new: before for new, before in pairs if not self._same_words(new, before)}
            inside = {new: float(self.earlier_in_later[new, old]) for new in partners}
            target = max(inside, key=lambda new: (inside[new], -new), default=None)
            if target is not None and self._is_part(inside[target], target, old):
                found[target] |= {(target, old), (target, partners[target])}
        return set().union(*found.values())

    def split(self, pairs: set[Pair]) -> set[Pair]:
        """Left-over later units that stand inside an earlier one, and the pair that this one was in."""
        left = [new for new in range(len(self.later)) if new not in {new for new, _ in pairs}]
        found: dict[int, set[Pair]] = defaultdict(set)
        for new in left:
            partners = {old: after for after, old in pairs if not self._same_words(after, old)}
            inside = {old: float(self.later_in_earlier[new, old]) for old in partners}
            source = max(inside, key=lambda old: (inside[old], -old), default=None)
            if source is not None and self._is_part(inside[source], new, source):
                found[source] |= {(new, source), (partners[source], source)}
        return set().union(*found.values())

    def _is_part(self, share: float, new: int, old: int) -> bool:
        values = settings()["continues"]
        near = bool(self.likeness.meaning[new, old] >= values["meaning"])
        return bool(share >= values["part"]) or (near and share >= values["part_meaning"])

    def _same_words(self, new: int, old: int) -> bool:
        return plain(self.later[new].text) == plain(self.earlier[old].text)

    def clauses(self, linked: set[Pair]) -> list[tuple[Pair, str]]:
        """Clauses of an earlier unit that stand word for word in a later one that does not carry it on, and no more in the unit that does."""
        least = settings()["continues"]["moved_clause"]
        heirs, sources = defaultdict(list), defaultdict(list)
        for new, old in sorted(linked):
            heirs[old].append(plain(self.later[new].text))
            sources[new].append(plain(self.earlier[old].text))
        found = []
        for old, unit in enumerate(self.earlier):
            for clause in _CLAUSE.findall(unit.text):
                words = plain(clause)
                if len(words) < least or not heirs[old] or any(words in text for text in heirs[old]):
                    continue
                homes = [number for number, other in enumerate(self.later) if words in plain(other.text)]
                if len(homes) == 1 and not any(words in text for text in sources[homes[0]]):
                    found.append(((homes[0], old), clause))
        return found

    def moved(self, pair: Pair, clause: str) -> Continuation:
        new, old = self.later[pair[0]], self.earlier[pair[1]]
        share = len(plain(clause)) / max(1, len(plain(old.text)))
        confidence = round(min(0.9, 0.5 + share), 3)
        return Continuation(new.iri, old.iri, ChangeKind.MOVED, confidence, Justification.LEXICAL, (clause.strip(),))

    def continuation(self, pair: Pair, kind: ChangeKind | None) -> Continuation:
        new, old = self.later[pair[0]], self.earlier[pair[1]]
        if kind is None and self._same_words(*pair):
            moved = new.heading and old.heading and not self._same_heading(new, old)
            kind = ChangeKind.MOVED if moved else ChangeKind.KEPT
            return Continuation(new.iri, old.iri, kind, 1.0, Justification.LEXICAL, ("表述相同",))
        score = float(self.scores[pair])
        if kind in (ChangeKind.MERGED, ChangeKind.SPLIT):
            score = max(score, float(self.later_in_earlier[pair]), float(self.earlier_in_later[pair]))
        words = common_words(new.text, old.text)
        justification = Justification.COMPOSITE if self.likeness.knows_meaning else Justification.LEXICAL
        if not words:
            justification, words = Justification.SEMANTIC, ("语义相近",)
        return Continuation(
            new.iri, old.iri, kind or ChangeKind.REWORDED, round(min(0.99, _sureness(score)), 3), justification, words
        )


def _sureness(score: float) -> float:
    """Score → chance of being right: the threshold is better than even, and words in common make it sure."""
    return 0.5 + 0.5 * min(1.0, max(0.0, (score - 0.2) / 0.6))
