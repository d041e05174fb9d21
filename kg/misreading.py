"""Letters that readers of scans take for one another (兀 for 元, 末 for 未), mended for matching.

A letter is mended only where it makes no common word with its neighbours, exactly one of its look-alikes does and is the more
common letter of the text, and the text does not print it so a second time: names are made of uncommon pairs.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

# A question mark where nothing is asked: between a letter or a pause and a letter or mark that goes on.
_UNREADABLE = re.compile(
    r"[?](?<=[\u4e00-\u9fff□、，。；“《（].)(?<![吗呢么].)(?=[\u4e00-\u9fff?，。、；：）》”0-9])|[■▢�]"
)
_PLANE = 1 << 16  # characters beyond the basic plane are in no table
_MONEY = re.compile("兀(?<=[0-9万亿].)")
_TEN_THOUSAND = re.compile("方(?<=[0-9].)(?=[元亩户株])")
_DOUBLED = re.compile(r"(.)\1")


def mended(text: str) -> str:
    """`text` with misread letters mended, character for character; what could not be read is □.

    >>> mended("完成工程、完成投资，全部宪成")
    '完成工程、完成投资，全部完成'
    """
    text = _MONEY.sub("元", _UNREADABLE.sub("□", text))
    text = _TEN_THOUSAND.sub("万", text)
    words = _words()
    found: dict[int, str] = {}
    for at in _doubtful(text):
        before, char, after = text[at - 1 : at], text[at], text[at + 1 : at + 2]
        alike = [other for other in _alike()[char] if before + other in words or other + after in words]
        rarer = len(alike) == 1 and text.count(alike[0]) >= 2 * text.count(char)
        if rarer and text.count(before + char + after) == 1:
            found[at] = alike[0]
    if not found:
        return text
    letters = list(text)
    for at, char in found.items():
        letters[at] = char
    return "".join(letters)


def makes_no_word(text: str, at: int) -> bool:
    """Whether the character at `at` stands in no common word with either neighbour.

    >>> makes_no_word("主要工柞成效", 3), makes_no_word("重点工程", 3)
    (True, False)
    """
    pairs = _pairs()
    return text[max(0, at - 1) : at + 1] not in pairs and text[at : at + 2] not in pairs


def look_alikes(char: str) -> tuple[str, ...]:
    """The letters for which `char` may stand.

    >>> look_alikes("间")
    ('问', '闻')
    """
    return _alike().get(char, ())


def is_damaged_form(form: str, whole: str) -> bool:
    """Whether `form` is `whole` with letters unreadable (□) or doubled.

    >>> is_damaged_form("清禾县国□空间规划", "清禾县国土空间规划"), is_damaged_form("生态态修复工程", "生态修复工程")
    (True, True)
    >>> is_damaged_form("第一中学", "第二中学")
    False
    """
    if "□" in form and len(form) == len(whole):
        return form.count("□") * 3 <= len(form) and all(a in (b, "□") for a, b in zip(form, whole, strict=True))
    if 0 < len(form) - len(whole) <= 2:
        return whole == undoubled(form) or any(
            form[: found.start()] + form[found.start() + 1 :] == whole for found in _DOUBLED.finditer(form)
        )
    return False


def undoubled(form: str) -> str:
    """`form` with each letter that stands twice in a row printed once.

    >>> undoubled("生态修复工工程")
    '生态修复工程'
    """
    return _DOUBLED.sub(r"\1", form)


def may_be_damaged(form: str) -> bool:
    """Whether `form` shows a sign of damage that `is_damaged_form` knows."""
    return "□" in form or _DOUBLED.search(form) is not None


def may_have_lost(form: str, whole: str) -> bool:
    """Whether `form` is `whole` without one letter inside, or with one doubled and one lost.

    >>> may_have_lost("清禾县自然源局", "清禾县自然资源局")
    True
    """
    single = undoubled(form)
    return any(
        len(whole) == len(one) + 1
        and one[0] == whole[0]
        and any(whole[:n] + whole[n + 1 :] == one for n in range(1, len(one)))
        for one in {form, single}
    )


@cache
def _words() -> frozenset[str]:
    """Common words of two characters, which tell most."""
    return frozenset(word for word in _common() if len(word) == 2)


@cache
def _pairs() -> frozenset[str]:
    """Every two characters that stand together in a common word."""
    return frozenset(word[n : n + 2] for word in _common() for n in range(len(word) - 1))


@cache
def _common() -> tuple[str, ...]:
    return tuple(_read("common_words.txt"))


@cache
def _alike() -> dict[str, tuple[str, ...]]:
    alike: dict[str, dict[str, None]] = {}
    for group in _read("lookalikes.txt"):
        for char in group:
            alike.setdefault(char, {}).update(dict.fromkeys(other for other in group if other != char))
    return {char: tuple(others) for char, others in alike.items()}


def _doubtful(text: str) -> list[int]:
    """Places of letters with look-alikes that stand in no common word with either neighbour, in text order."""
    alike, pairs = _tables()
    codes = np.minimum(np.frombuffer(f"\0{text}\0".encode("utf-32-le", "surrogatepass"), dtype=np.uint32), _PLANE - 1)
    places = np.flatnonzero(alike[codes[1:-1]]) + 1
    numbers: NDArray[np.uint32] = codes[:-1] * np.uint32(_PLANE) + codes[1:]  # of the pair that begins at each offset
    for back in (1, 0):  # the pair with the letter before, then with the one after
        pair = numbers[places - back]
        nearest = pairs[np.minimum(np.searchsorted(pairs, pair), len(pairs) - 1)]
        places = places[nearest != pair]
    return [int(at) - 1 for at in places]


@cache
def _tables() -> tuple[NDArray[np.bool_], NDArray[np.uint32]]:
    """By code point, whether a letter has look-alikes; and the common pairs as numbers, for looking up a whole text at once."""
    alike = np.zeros(_PLANE, dtype=np.bool_)
    alike[[ord(char) for char in _alike()]] = True
    return alike, np.array(sorted(ord(pair[0]) << 16 | ord(pair[1]) for pair in _pairs()), dtype=np.uint32)


def _read(name: str) -> list[str]:
    return (files("kg") / "data" / name).read_text(encoding="utf-8").split()
