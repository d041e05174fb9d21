"""From everyday wording to official terms: 「卖地的钱」 → 土地出让收入.

An expression of the thesaurus counts when it stands in the query, or when it is among those nearest to the query as a whole
(by the bundled encoder, whichever encoder the index has: it was trained on this wording). Among 3,000 foreign passages
this is worth more than anything else we tried: `bench/ablation.py`.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import NamedTuple

import numpy as np

from search.encoders import Matrix, Role, row_products
from search.encoders.static import bundled
from search.plain_speech import load_terms
from search.wording import content_of, fold

NEAREST = 3  # so many official terms at most by nearness
NEAR = 0.5  # cosine from which an expression is near
AMBIGUOUS = 0.5  # what an expression counts that also means other things


class Expansion(NamedTuple):
    """An official term that a query may mean, the expression that led to it, and how much it counts (0 to 1)."""

    official: str
    plain: str
    weight: float
    ambiguous: bool


class _Expression(NamedTuple):
    folded: str
    plain: str
    official: str
    ambiguous: bool

    def counting(self, closeness: float) -> Expansion:
        weight = closeness * (AMBIGUOUS if self.ambiguous else 1)
        return Expansion(self.official, self.plain, round(weight, 4), self.ambiguous)


def expand(query: str) -> list[Expansion]:
    """The official terms that the query may mean, each once, the weightiest first.

    >>> [expansion.official for expansion in expand("老旧小区装电梯")][:1]
    ['既有住宅加装电梯']
    """
    content = content_of(query)
    best: dict[str, Expansion] = {}
    for expansion in (*_literal(content), *nearest_terms(content)):
        known = best.get(expansion.official)
        if known is None or expansion.weight > known.weight:
            best[expansion.official] = expansion
    return sorted(best.values(), key=lambda expansion: (-expansion.weight, expansion.official))


def _literal(content: str) -> list[Expansion]:
    """Expressions that stand in the query; none that is a part of a longer one there."""
    found, end = [], 0
    for start in range(len(content) - 1):
        matches = [
            expression
            for expression in _by_start().get(content[start : start + 2], ())
            if content.startswith(expression.folded, start)
        ]
        longest = max((len(expression.folded) for expression in matches), default=0)
        if start + longest > end:
            end = start + longest
            found += [expression.counting(1) for expression in matches if len(expression.folded) == longest]
    return found


def nearest_terms(content: str) -> list[Expansion]:
    """The expressions nearest to the whole of a query (`content_of` it), of at most three official terms; nearest first."""
    cosines = row_products(_vectors(), bundled().encode([content], role=Role.QUERY)[0])
    found: dict[str, Expansion] = {}
    near = np.flatnonzero(cosines >= NEAR)
    for place in near[np.argsort(-cosines[near], kind="stable")]:
        if len(found) == NEAREST:
            break
        expression = _expressions()[place]
        found.setdefault(expression.official, expression.counting(float(cosines[place])))
    return list(found.values())


@cache
def _expressions() -> tuple[_Expression, ...]:
    return tuple(
        _Expression(fold(plain), plain, term.official, plain in term.ambiguous)
        for term in load_terms()
        for plain in (*term.plain, *term.abbreviations)
    )


@cache
def _by_start() -> dict[str, list[_Expression]]:
    starts: defaultdict[str, list[_Expression]] = defaultdict(list)
    for expression in _expressions():
        if len(expression.folded) > 1:
            starts[expression.folded[:2]].append(expression)
    return starts


@cache
def _vectors() -> Matrix:
    return bundled().encode([expression.plain for expression in _expressions()], role=Role.QUERY)
