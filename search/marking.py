"""What to highlight in a quote: the words of the question, of its other wordings, and of the names it writes."""

from __future__ import annotations

import re

from search.asking.cues import load_cues
from search.asking.plan import QueryPlan

SHORTEST = 2  # characters
_MARK = re.compile(r"[\s,，。；;、“”\"《》()（）]")


def words_of(plan: QueryPlan) -> tuple[str, ...]:
    """The wordings that a quote may share with the question."""
    wordings = [term.text for term in plan.terms]
    wordings += [other for term in plan.terms for other, _ in term.alternatives]
    wordings += [*plan.function_words, *(named.label for named in plan.names), *(named.written for named in plan.names)]
    return tuple(dict.fromkeys(wordings))


def marks_in(quote: str, wordings: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Half-open ranges of `quote` that hold two characters or more of one of the wordings, merged, in order.

    >>> marks_in("坚决守住耕地红线", ("保护耕地",))
    ((4, 6),)
    """
    hollow = load_cues().hollow
    text = quote.lower()
    held = bytearray(len(text))
    for wording in wordings:
        for place in range(len(wording) - SHORTEST + 1):
            pair = wording[place : place + SHORTEST]
            if _MARK.search(pair) or hollow.fullmatch(pair):
                continue
            at = text.find(pair)
            while at >= 0:
                held[at : at + SHORTEST] = b"\1" * SHORTEST
                at = text.find(pair, at + 1)
    return tuple(match.span() for match in re.finditer(rb"\x01+", bytes(held)))
