"""Weights, thresholds and cue words of linking, read from `kg/data`."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from kg.tables import data_file


def settings() -> dict[str, dict[str, Any]]:
    """`linking.toml`: table → key → value; the reasons stand there."""
    return data_file("linking")


@lru_cache(maxsize=1)
def fields() -> dict[str, tuple[str, ...]]:
    """`fields.toml`: word → the matters that it may stand for (幼儿园 → 学前教育)."""
    found: dict[str, list[str]] = {}
    for families in data_file("fields").values():
        for matter, words in families.items():
            for word in (matter, *words):
                matters = found.setdefault(word, [])
                if matter not in matters:
                    matters.append(matter)
    return {word: tuple(matters) for word, matters in found.items()}
