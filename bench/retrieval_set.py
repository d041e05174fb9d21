"""The retrieval set in `data/retrieval/`: questions of our own over topics that no encoder of ours is trained on.

Every passage is invented and reads like a clause of a self-evaluation report. It is asked for in up to four ways, from its own
words to slang (`Kind`). Beside it stand passages of the same wording about another matter. `TOPICS.txt` names the topics
with words that mark them, so that whoever writes training pairs can keep off them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from search.wording import HAN_OR_WORD, fold

FOLDER = Path(__file__).parent / "data" / "retrieval"


class Kind(StrEnum):
    """How far a question is from the words of its passage."""

    DIRECT = "direct"  # in its words
    EVERYDAY = "everyday"  # as people ask, with at least one word of the passage
    PARAPHRASE = "paraphrase"  # as people ask, no two neighbouring characters in common
    FAR = "far"  # slang: hardly a single character in common


@dataclass(frozen=True, slots=True)
class SetPassage:
    """`hard`: it answers no question, and shares its wording with a passage of this topic that does."""

    id: str
    topic: str
    text: str
    hard: bool


@dataclass(frozen=True, slots=True)
class SetQuestion:
    """`relevant` are the ids of the passages that answer it."""

    id: str
    topic: str
    kind: Kind
    q: str
    relevant: tuple[str, ...]


def load_passages() -> tuple[SetPassage, ...]:
    return tuple(SetPassage(**line) for line in _lines("passages"))


def load_questions() -> tuple[SetQuestion, ...]:
    return tuple(
        SetQuestion(**line | {"kind": Kind(line["kind"]), "relevant": tuple(line["relevant"])})
        for line in _lines("questions")
    )


def load_topics() -> dict[str, tuple[str, ...]]:
    """The topics with the words that mark them."""
    lines = (FOLDER / "TOPICS.txt").read_text(encoding="utf-8").splitlines()
    named = (line.split(":", 1) for line in lines if line and not line.startswith("#"))
    return {topic: tuple(words.split()) for topic, words in named}


def pairs_of(text: str) -> set[str]:
    """All pairs of neighbouring characters, marks and blanks left out: 「去年，税收」 has 年税 too."""
    bare = "".join(match[0] for match in HAN_OR_WORD.finditer(fold(text)))
    return {bare[place : place + 2] for place in range(len(bare) - 1)}


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
