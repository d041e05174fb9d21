"""The plain-speech data that comes with the package: everyday wording beside official wording.

`data/plain_speech/*.pairs.jsonl`: `{"q", "p", "hard", "field"}`, a question in plain words, a passage that answers it, a
similar one that does not. `*.thesaurus.jsonl`: `{"official", "plain", "abbr", "ambiguous", "field"}`, how people say an
official term; the expressions in `ambiguous` also mean other things. Written by hand from general knowledge.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

FOLDER = files("search") / "data" / "plain_speech"


@dataclass(frozen=True, slots=True)
class Pair:
    """An everyday question, a passage that answers it, and a similar one that does not."""

    question: str
    passage: str
    hard: str
    field: str


@dataclass(frozen=True, slots=True)
class Term:
    """An official term and how people say it."""

    official: str
    plain: tuple[str, ...]
    abbreviations: tuple[str, ...]
    ambiguous: frozenset[str]
    field: str


@cache
def load_pairs() -> tuple[Pair, ...]:
    """All pairs, in the order of the files."""
    return tuple(Pair(line["q"], line["p"], line["hard"], line["field"]) for line in _lines("pairs"))


@cache
def load_terms() -> tuple[Term, ...]:
    """The thesaurus, in the order of the files."""
    return tuple(
        Term(line["official"], tuple(line["plain"]), tuple(line["abbr"]), frozenset(line["ambiguous"]), line["field"])
        for line in _lines("thesaurus")
    )


@cache
def held_out_fields() -> frozenset[str]:
    """Fields whose pairs and terms are kept out of training: they calibrate scores and measure encoders."""
    return frozenset((FOLDER / "held_out.txt").read_text(encoding="utf-8").split())


def _lines(kind: str) -> list[dict[str, Any]]:
    names = sorted(path.name for path in FOLDER.iterdir() if path.name.endswith(f".{kind}.jsonl"))
    return [
        json.loads(line) for name in names for line in (FOLDER / name).read_text(encoding="utf-8").splitlines() if line
    ]
