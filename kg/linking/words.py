"""The words that made a link, for people to judge it by."""

from __future__ import annotations

from collections.abc import Collection
from operator import add

from kg.linking.frame import Frame, Reading
from kg.linking.traits import Traits

MOST = 4


def shared_words(text: Traits, duty: Reading, frame: Frame) -> tuple[str, ...]:
    """What `text` and a duty have in common, strongest first.

    「耕地占补平衡」 is a word of both; 「守住耕地红线→耕地保护」 are a unit's word and the duty's for one function.
    """
    found: list[tuple[float, str]] = []
    for key, topic in text.topics.items():
        near = [
            (nearness * duty.topics[other][0], duty.topics[other][1])
            for other, nearness in frame.relatives(key).items()
            if other in duty.topics and nearness >= 0.5
        ]
        if near:
            strength, word = max(near, key=lambda pair: pair[0])
            ours = next((own for own in topic.words if own == word), topic.words[0])
            found.append((strength * topic.weight, ours if ours == word else f"{ours}→{word}"))
    words = [word for _, word in sorted(found, key=lambda pair: -pair[0])]
    for run in shared_runs(text.text, text.grams.keys() & duty.grams.keys()):
        if not any(run in word for word in words):
            words.append(run)
    return tuple(words[:MOST])


def shared_runs(text: str, grams: Collection[str]) -> list[str]:
    """The stretches of `text` that are covered by pairs of characters in `grams`, longest first, each once."""
    if not grams:
        return []
    hits = [position for position, pair in enumerate(map(add, text, text[1:])) if pair in grams]
    runs: list[str] = []
    first = last = -2
    for position in (*hits, len(text) + 1):
        if position != last + 1:
            if first >= 0:
                runs.append(text[first : last + 2])
            first = position
        last = position
    return sorted(dict.fromkeys(runs), key=lambda run: -len(run))
