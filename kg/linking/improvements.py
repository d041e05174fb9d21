"""addresses: the problem that an improvement is meant to solve."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from kg.linking.settings import fields, settings
from kg.linking.traits import find_fields, folded, grams_of
from kg.linking.words import shared_runs
from kg.model import Improvement, Justification, Link, Problem, Relation

_LEAD_END = re.compile("[。；;，,：:]")


def link_to_problems(improvements: Sequence[Improvement], problems: Sequence[Problem]) -> list[Link]:
    """The problem of each improvement: shared words and matters, and the same place where both are equally many.

    Reports answer their problems in order (「（三）部分项目支出进度偏低」, 「三是加大工作实施力度…」), so other words must
    speak clearly for another problem to win; a problem's first phrase names it, the rest is talk about it.
    """
    values = settings()["addresses"]
    paired = len(problems) == len(improvements)
    theirs = [_grams(problem.text) for problem in problems]
    leads = [_grams(_lead(problem)) for problem in problems]
    ours = [_grams(improvement.text) for improvement in improvements]
    their_matters = [_matters(_lead(problem)) for problem in problems]
    our_matters = [_matters(improvement.text) for improvement in improvements]
    # What several problems or several improvements have in common tells none of them apart.
    word_spread = _spread(theirs, ours)
    matter_spread = _spread(their_matters, our_matters)
    links = []
    for place, improvement in enumerate(improvements):
        scores = []
        for order in range(len(problems)):
            words = sum(
                values["word"] / word_spread[gram] * (1.0 if gram in leads[order] else values["body"])
                for gram in sorted(ours[place] & theirs[order])
            )
            matters = sum(
                values["matter"] / matter_spread[one] for one in sorted(our_matters[place] & their_matters[order])
            )
            scores.append(min(1.0, words) + matters + (values["order"] if paired and place == order else 0.0))
        best = max(range(len(scores)), key=scores.__getitem__, default=None)
        if best is None or scores[best] < values["minimum"]:
            continue
        runs = shared_runs(folded(improvement.text), ours[place] & theirs[best])[:3]
        matters_of_both = sorted(our_matters[place] & their_matters[best])[:1]
        in_order = paired and place == best
        worded = bool(runs or matters_of_both)
        if in_order:
            justification = Justification.COMPOSITE if worded else Justification.STRUCTURAL
        else:
            justification = Justification.LEXICAL
        why = (*runs, *matters_of_both, *(("序号相同",) if in_order else ()))
        confidence = round(min(0.99, scores[best] / (scores[best] + values["half"])), 3)
        links.append(Link(improvement.id, Relation.ADDRESSES, problems[best].id, confidence, justification, why))
    return links


def _spread(theirs: Iterable[set[str]], ours: Iterable[set[str]]) -> dict[str, int]:
    """How many problems times how many improvements have a word."""
    in_theirs = Counter(one for words in theirs for one in words)
    in_ours = Counter(one for words in ours for one in words)
    return {one: count * in_ours[one] for one, count in in_theirs.items()}


def _lead(problem: Problem) -> str:
    return _LEAD_END.split(problem.text, maxsplit=1)[0]


def _grams(text: str) -> set[str]:
    return {gram for stretch in re.findall(r"\w+", folded(text)) for gram in grams_of(stretch)}


def _matters(text: str) -> set[str]:
    return {matter for _, _, word in find_fields(folded(text)) for matter in fields()[word]}
