"""Weights, thresholds and cue words of linking, read from `kg/data`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent.parent / "data"


@lru_cache(maxsize=1)
def settings() -> dict[str, dict[str, Any]]:
    """`linking.toml`: table → key → value; the reasons stand there."""
    return tomllib.loads((_DATA / "linking.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def fields() -> dict[str, tuple[str, ...]]:
    """`fields.toml`: word → the matters that it may stand for (幼儿园 → 学前教育)."""
    found: dict[str, list[str]] = {}
    for families in tomllib.loads((_DATA / "fields.toml").read_text(encoding="utf-8")).values():
        for matter, words in families.items():
            for word in (matter, *words):
                matters = found.setdefault(word, [])
                if matter not in matters:
                    matters.append(matter)
    return {word: tuple(matters) for word, matters in found.items()}
