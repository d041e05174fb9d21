"""Traditional script read as simplified, for matching only: what is stored stays as printed."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any


def simplified(text: str) -> str:
    """`text` in simplified characters; the same object where it shows no traditional one. Its length may change.

    >>> simplified("耕地保護")
    '耕地保护'
    """
    return str(_converter().convert(text)) if _traditional().search(text) else text


def simplified_in_place(text: str) -> str:
    """As `simplified`, but each character stays where it is."""
    converted = simplified(text)
    if len(converted) == len(text):
        return converted
    one_by_one = {char: simplified(char) for char in set(text)}
    return "".join(one_by_one[char] if len(one_by_one[char]) == 1 else char for char in text)


@cache
def _traditional() -> re.Pattern[str]:
    """Characters that show a text to be in traditional script: converted on their own, and absent from GB 2312.

    著 or 乾 are not among them: they are found in simplified text too (著名, 乾坤).
    """
    characters = (files("kg") / "data" / "traditional.txt").read_text(encoding="utf-8").strip()
    return re.compile(f"[{characters}]")


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
