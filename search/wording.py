"""How words are compared: folding, tokens for the lexical index, and the words of a question that ask for nothing.

The stored text stays as printed; folding is for matching only and may change its length.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

from kg.script import simplified
from kg.tables import any_of

HAN_OR_WORD = re.compile(r"(?P<han>[㐀-䶿一-鿿豈-﫿\U00020000-\U000323af]+)|[0-9]+(?:[.,][0-9]+)*|[^\W_\d㐀-鿿]+")
HALF_CHARACTER = re.compile("[\ud800-\udfff]")  # what is left of broken UTF-16; no library below takes it


def fold(text: str) -> str:
    """One spelling for what reads the same: full width, upper case, traditional characters.

    >>> fold("耕地保護ＡＢＣ２０２２")
    '耕地保护abc2022'
    """
    folded = HALF_CHARACTER.sub("\ufffd", unicodedata.normalize("NFKC", text).lower())
    return simplified(folded)


def tokens(text: str) -> list[str]:
    """What the lexical index holds of a text: single characters, pairs of characters, and whole foreign words and numbers.

    Single characters carry everyday paraphrases (nDCG@10 on them 0.17 with pairs alone, 0.51 with both).

    >>> tokens("守住耕地 AI 57.61")
    ['守', '住', '耕', '地', '守住', '住耕', '耕地', 'ai', '57.61']
    """
    found: list[str] = []
    for match in HAN_OR_WORD.finditer(fold(text)):
        run = match[0]
        if match["han"]:
            found.extend(run)
            found.extend(run[place : place + 2] for place in range(len(run) - 1))
        else:
            found.append(run)
    return found


def content_of(question: str) -> str:
    """The folded question without the words that only ask (请问, 哪些, 有没有, 了吗); the question where nothing else is left.

    >>> content_of("请问哪些成效对应耕地保护职责？")
    '成效对应耕地保护职责'
    """
    folded = fold(question)
    content = " ".join(_asking().sub(" ", folded).split())
    return content.strip(" ?。！!,，.、；;：:\"'“”") or folded


@cache
def _asking() -> re.Pattern[str]:
    return re.compile(any_of(line for line in _data("asking.txt").splitlines() if line))


def _data(name: str) -> str:
    return (files("search") / "data" / name).read_text(encoding="utf-8")
