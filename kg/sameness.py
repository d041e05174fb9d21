"""The same report twice: one text in two formats, or in two files, told from a corrected version of it.

A correction differs in a figure or a sentence on both sides; another format differs in furniture, numbering and the
order of table cells, which adds on one side or takes away. So the figures decide where the words agree.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_SIZE = 5  # characters of a shingle
_ALIKE = 0.85  # share of shingles in common, of two texts as files hold them
_ALIKE_READ = 0.6  # … where one was read from a picture: one wrong character spoils five shingles
_FIGURES_READ = 0.85  # share of figures in common where one was read from a picture
_FIGURE = re.compile(r"\d[\d,.]*\d")


def same_text(one: str, other: str, *, same_format: bool = False, read_from_picture: bool = False) -> bool:
    """Whether two texts are of one document.

    `same_format`: both files are of one kind, so that nothing but white space may differ. `read_from_picture`: one of
    them went through optical recognition.
    """
    first, second = _bare(one), _bare(other)
    if first == second:
        return True
    if same_format or not first or not second:
        return False
    alike = _overlap(_shingles(first), _shingles(second))
    figures, others = Counter(_FIGURE.findall(first)), Counter(_FIGURE.findall(second))
    if read_from_picture:
        return alike >= _ALIKE_READ and _overlap(figures, others) >= _FIGURES_READ
    corrected = bool(figures - others) and bool(others - figures)
    return alike >= _ALIKE and not corrected


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _shingles(text: str) -> Counter[str]:
    return Counter(text[i : i + _SIZE] for i in range(max(1, len(text) - _SIZE + 1)))


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    """What two collections have in common, as a share of the larger."""
    most = max(one.total(), other.total())
    return (one & other).total() / most if most else 1.0
