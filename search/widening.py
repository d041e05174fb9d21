"""What a query is looked up with: its own words, those of the official terms it may mean, those of its statutory function."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import Flag, auto
from functools import cache
from typing import NamedTuple

import numpy as np

from ontology.functions import Concept, load_scheme
from search.encoders import Matrix, Role, row_products
from search.encoders.static import bundled
from search.thesaurus import nearest_terms
from search.wording import content_of, tokens

# What a passage gains that holds all words of the official terms, or of the function, beside 1 for those of the query. The terms
# are those whose everyday wording is near to the query as a whole, and count the more the nearer it is. An expression that
# only stands in the query (`thesaurus.expand` finds these too) names its subject too rarely: it costs more than it brings.
TERMS_SHARE, TERMS_FROM = 0.8, 0.4
FUNCTION_SHARE = 0.1
LABEL_NEAR = 0.55  # cosine from which a label decides for its function; below it most queries are of other fields
LABELS = 15  # of a function; more blur it


class Part(Flag):
    """What a query is looked up with: parts can be left out, to see what each one does (`bench/ablation.py`)."""

    WORDS = auto()  # its own words
    TERMS = auto()  # the words of official terms it may mean
    FUNCTION = auto()  # the words of its statutory function's labels
    VECTOR = auto()
    RERANKER = auto()  # the index's cross-encoder, where it has one
    ALL = WORDS | TERMS | FUNCTION | VECTOR | RERANKER


class WordGroup(NamedTuple):
    """Weighted tokens, and what a passage gains that covers them all."""

    weights: Mapping[str, float]
    share: float


def widen(query: str, parts: Part = Part.ALL) -> list[WordGroup]:
    """The tokens to look up: the query's own first; no group is without tokens."""
    groups = []
    if Part.WORDS in parts:
        own = Counter(tokens(content_of(query)))
        groups.append(WordGroup({token: float(count) for token, count in own.items()}, 1.0))
    if Part.TERMS in parts:
        terms = {term.official: term.weight - TERMS_FROM for term in nearest_terms(content_of(query))}
        terms = {official: weight for official, weight in terms.items() if weight > 0}
        groups.append(WordGroup(_strongest(terms), TERMS_SHARE * max(terms.values(), default=0)))
    if Part.FUNCTION in parts and (concept := nearest_function(query)):
        labels = (concept.label_zh, *concept.alt_labels)[:LABELS]
        groups.append(WordGroup(_strongest(dict.fromkeys(labels, 1.0)), FUNCTION_SHARE))
    return [group for group in groups if group.weights]


def nearest_function(query: str) -> Concept | None:
    """The statutory function one of whose labels is near to the whole query, or None."""
    vectors, notations = _labels()
    cosines = row_products(vectors, bundled().encode([content_of(query)], role=Role.QUERY)[0])
    best = int(np.argmax(cosines))
    return load_scheme()[notations[best]] if cosines[best] >= LABEL_NEAR else None


def _strongest(phrases: Mapping[str, float]) -> dict[str, float]:
    """The tokens of all phrases, each with the weight of the weightiest phrase it stands in."""
    weights: dict[str, float] = {}
    for phrase, weight in phrases.items():
        for token in tokens(phrase):
            weights[token] = max(weight, weights.get(token, 0))
    return weights


@cache
def _labels() -> tuple[Matrix, tuple[str, ...]]:
    """Vectors of all labels of all functions, and the notation each belongs to."""
    labelled = [
        (label, concept.notation)
        for concept in load_scheme()
        for label in (concept.label_zh, *concept.alt_labels, *concept.hidden_labels)
    ]
    vectors = bundled().encode([label for label, _ in labelled], role=Role.PASSAGE)
    return vectors, tuple(notation for _, notation in labelled)
