"""The plain-speech data that comes with the package: everyday wording beside official wording.

`data/plain_speech/*.pairs.jsonl`: `{"q", "p", "hard", "field"}`, a question in plain words, a passage that answers it, a
similar one that does not. `*.thesaurus.jsonl`: `{"official", "plain", "abbr", "ambiguous", "field"}`, how people say an
official term; the expressions in `ambiguous` also mean other things. Written by hand from general knowledge.

Not all of it is learnt from. `held_out.txt` names fields that calibrate scores; `reserved.txt` names the topics of the
retrieval set in `bench/`, with words that mark them: what is measured there must be new to the encoder.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
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


@cache
def reserved_topics() -> dict[str, tuple[str, ...]]:
    """Topics that encoders are measured on, each with the words that mark a text as being about it."""
    lines = (FOLDER / "reserved.txt").read_text(encoding="utf-8").splitlines()
    named = (line.split(":", 1) for line in lines if line and not line.startswith("#"))
    return {topic: tuple(words.split()) for topic, words in named}


def is_reserved(*texts: str) -> bool:
    """Whether a marking word of a reserved topic stands in one of the texts.

    >>> is_reserved("打120多久来车"), is_reserved("补助1120元")
    (True, False)
    """
    return any(_marks().search(text) for text in texts)


@cache
def pairs_to_learn() -> tuple[Pair, ...]:
    """The pairs that an encoder may be trained on."""
    return tuple(
        pair
        for pair in load_pairs()
        if pair.field not in held_out_fields() and not is_reserved(pair.question, pair.passage, pair.hard)
    )


@cache
def pairs_to_calibrate() -> tuple[Pair, ...]:
    """The pairs of the held-out fields, without those about a reserved topic."""
    return tuple(
        pair
        for pair in load_pairs()
        if pair.field in held_out_fields() and not is_reserved(pair.question, pair.passage)
    )


@cache
def terms_to_learn() -> tuple[Term, ...]:
    """The terms that an encoder may be trained on, without the expressions that mark a reserved topic."""
    terms = []
    for term in load_terms():
        if term.field in held_out_fields() or is_reserved(term.official):
            continue
        plain, abbreviations = (
            tuple(expression for expression in expressions if not is_reserved(expression))
            for expressions in (term.plain, term.abbreviations)
        )
        terms.append(replace(term, plain=plain, abbreviations=abbreviations))
    return tuple(terms)


@cache
def _marks() -> re.Pattern[str]:
    words = (word for marks in reserved_topics().values() for word in marks)
    return re.compile("|".join(rf"(?<!\d){word}(?!\d)" if word.isdigit() else re.escape(word) for word in words))


def _lines(kind: str) -> list[dict[str, Any]]:
    names = sorted(path.name for path in FOLDER.iterdir() if path.name.endswith(f".{kind}.jsonl"))
    return [
        json.loads(line) for name in names for line in (FOLDER / name).read_text(encoding="utf-8").splitlines() if line
    ]
