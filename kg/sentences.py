"""Sentences and clauses of Chinese prose; quotes, brackets and 《》 are never cut."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Span

# A quoted or bracketed stretch is one piece, as long as it closes in the same paragraph. Brackets of mixed width
# occur: 「（含预计划86.6公顷)」.
_WHOLE = r"“[^“”\n]*”|‘[^‘’\n]*’|「[^「」\n]*」|《[^《》\n]*》|[（(][^（()）\n]*[)）]|【[^】\n]*】"
_CLAUSE_END = re.compile(rf"{_WHOLE}|([。！？；;!?]+[”’」）)]*|\n)")
_SENTENCE_END = re.compile(rf"{_WHOLE}|([。！？!?]+[”’」）)]*|\n)")
_PHRASE_END = re.compile(rf"{_WHOLE}|([。！？；;!?，：:\n]|,(?!\d))")


def clauses(text: str, span: Span) -> Iterator[Span]:
    """Stretches of `span` ended by ；or 。 (either width) or by the end of a paragraph, with the closing mark.

    >>> text = "完成15宗；落实《办法》。"
    >>> [clause.of(text) for clause in clauses(text, Span(0, len(text)))]
    ['完成15宗；', '落实《办法》。']
    """
    return _cut(_CLAUSE_END, text, span)


def sentences(text: str, span: Span) -> Iterator[Span]:
    """Stretches of `span` ended by 。！？ or by the end of a paragraph, with the closing mark."""
    return _cut(_SENTENCE_END, text, span)


def first_sentence(text: str) -> int:
    """Length of the first sentence of `text`, its closing mark included; all of it where none is closed."""
    return next((match.end(1) for match in _SENTENCE_END.finditer(text) if match[1]), len(text))


def first_phrase(text: str) -> str:
    """The words before the first comma, colon or stop outside quotes and brackets."""
    return next((text[: match.start(1)] for match in _PHRASE_END.finditer(text) if match[1]), text)


def _cut(end: re.Pattern[str], text: str, span: Span) -> Iterator[Span]:
    start = span.start
    for match in end.finditer(text, span.start, span.end):
        if match[1]:
            piece = Span(start, match.end()).trimmed(text)
            if len(piece):
                yield piece
            start = match.end()
    rest = Span(start, span.end).trimmed(text)
    if len(rest):
        yield rest
