"""addresses: the problem that an improvement is meant to solve."""

from __future__ import annotations

from collections.abc import Sequence

from kg.linking.settings import settings
from kg.linking.traits import folded, grams_of, without_stop_words
from kg.linking.words import shared_runs
from kg.model import Improvement, Justification, Link, Problem, Relation


def link_to_problems(improvements: Sequence[Improvement], problems: Sequence[Problem]) -> list[Link]:
    """The problem of each improvement: shared words, and the same number where there are equally many of both."""
    values = settings()["addresses"]
    known = [_grams(problem.text) for problem in problems]
    paired = len(problems) == len(improvements)
    links = []
    for place, improvement in enumerate(improvements):
        grams = _grams(improvement.text)
        scored = []
        for order, words in enumerate(known):
            rare = sum(values["word"] / sum(gram in other for other in known) for gram in sorted(grams & words))
            score = min(1.0, rare) + values["order"] * (paired and place == order)
            scored.append((-score, order))
        scored.sort()
        for negative, order in scored[:1]:
            if -negative < values["minimum"]:
                continue
            runs = shared_runs(folded(improvement.text), grams & known[order])[:3]
            same = paired and place == order
            justification = (
                Justification.COMPOSITE
                if runs and same
                else Justification.LEXICAL
                if runs
                else Justification.STRUCTURAL
            )
            why = (*runs, *(("序号相同",) if same else ()))
            confidence = round(min(0.99, -negative / (-negative + 0.4)), 3)
            links.append(Link(improvement.id, Relation.ADDRESSES, problems[order].id, confidence, justification, why))
    return links


def _grams(text: str) -> set[str]:
    return {gram for stretch in without_stop_words(folded(text)) for gram in grams_of(stretch)}
