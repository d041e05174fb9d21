"""Cue words live in data files: reading them, and making patterns of word lists."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def data_file(name: str, package: str = "kg") -> dict[str, Any]:
    """What `data/<name>.toml` of a package says. Read once; nobody changes it."""
    return tomllib.loads((files(package) / "data" / f"{name}.toml").read_text(encoding="utf-8"))


def any_of(words: Iterable[str]) -> str:
    """An alternation of words, longest first, so that a word is never taken for the beginning of a longer one.

    >>> any_of(["预计", "预计划"])
    '预计划|预计'
    """
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
