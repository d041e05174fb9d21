"""Passages of other texts, among which the ones asked for have to be found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from search.training.train_static import read_laws

SHORTEST, LONGEST = 25, 160  # characters: about what a unit of a report has
_CLAUSE_END = re.compile(r"[。；！？\n]")


def foreign_passages(paths: Sequence[Path], count: int) -> list[str]:
    """`count` passages, as even a share of each path as it has, drawn with a fixed seed; fewer where there are no more.

    A path is a `.jsonl.gz` of laws (one passage an article), a plain text (one a clause), or a folder of plain texts.
    """
    random = np.random.default_rng(0)
    pools = []
    for path in sorted(paths):
        texts = sorted(set(_articles(path) if path.suffix == ".gz" else _clauses(path)))
        pools.append([texts[place] for place in random.permutation(len(texts))])
    drawn: list[str] = []
    for left, pool in zip(range(len(pools), 0, -1), sorted(pools, key=len), strict=True):
        drawn += pool[: (count - len(drawn)) // left]
    return drawn


def _articles(path: Path) -> Iterator[str]:
    """Of the laws that training left out: of the others, pieces are held against the questions that the encoder learns."""
    for law in (law for law in read_laws(path) if law.held_out):
        yield from (text for _, text in law.articles if SHORTEST <= len(text) <= LONGEST)


def _clauses(path: Path) -> Iterator[str]:
    files = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
    for file in files:
        for clause in _CLAUSE_END.split(file.read_text(encoding="utf-8")):
            bare = "".join(clause.split())
            if SHORTEST <= len(bare) <= LONGEST:
                yield bare
