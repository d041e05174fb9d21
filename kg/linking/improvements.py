"""addresses: the problem that an improvement is meant to solve."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.linking.settings import fields, settings
from kg.linking.traits import find_fields, folded, grams_of
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
            matter = values["matter"] * bool(_matters(improvement.text) & _matters(problems[order].text))
            score = min(1.0, rare) + matter + values["order"] * (paired and place == order)
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
    return {gram for stretch in re.findall(r"\w+", folded(text)) for gram in grams_of(stretch)}


def _matters(text: str) -> set[str]:
    return {matter for _, _, word in find_fields(folded(text)) for matter in fields()[word]}
