"""A document as it is matched, and what was read from it as it is printed.

Cue words, units and names are sought in a view of the text in which traditional script is simplified, digits have one width
and misread letters are mended. Each character of the view stands where the printed one stands, so spans are the same
in both; quotes and figures are then taken from the printed text, while labels, which are ours, keep the simplified form: the
same thing in two scripts has one name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any, TypeVar

from kg.misreading import mended
from kg.model import Document, Entities, Entity, Evidence, Identity, NamedThing, Observation, Report, Span
from kg.script import simplified_in_place

_E = TypeVar("_E", bound=Entity)

_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a％．]")
_HALF = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))} | {
    ord("％"): "%"
}
_WIDE_POINT = re.compile(r"(?<=[0-9OoQlI|])．(?=[0-9OoQlI|])")
_LETTERS = str.maketrans("OoQlI|", "000111")
# A number in which readers of scans took 0 for O or 1 for l; codes such as I1O are left alone.
_MISREAD_NUMBER = re.compile(
    r"(?<![0-9A-Za-z.,])(?=[OoQlI|]*[0-9])(?=[0-9.,]*[OoQlI|])[0-9OoQlI|]+(?:,[0-9OoQlI|]{3})*(?:\.[0-9OoQlI|]+)?(?=\s?[%、）)\u4e00-\u9fff])"
)
_NEAR = 12  # characters after a number within which its unit stands


@lru_cache(maxsize=16)
def matched(text: str) -> str:
    """`text` as it is matched, character for character.

    >>> matched("實際執行１３９萬元，占9l.2%")
    '实际执行139万元，占91.2%'
    """
    found = simplified_in_place(text)
    if _WIDE.search(found):
        found = _WIDE_POINT.sub(".", found.translate(_HALF))
    return mended(_MISREAD_NUMBER.sub(lambda number: number[0].translate(_LETTERS), found))


def view(document: Document) -> Document:
    """The document to match in; the same object where its text is matched as it is printed."""
    text = matched(document.text)
    return document if text == document.text else replace(document, text=text)


def report_view(report: Report) -> Report:
    """A report whose quotes are those of the view."""
    document = view(report.document)
    if document is report.document:
        return report
    parts: dict[str, Any] = {
        name: tuple(_requoted(one, document) for one in getattr(report.entities, name)) for name in Entities.__slots__
    }
    return replace(report, document=document, entities=Entities(**parts))


def printed_entities(entities: Entities, document: Document) -> Entities:
    """Entities that were read from the view of `document`, with quotes and figures as printed."""
    if matched(document.text) == document.text:
        return entities
    parts: dict[str, Any] = {
        name: tuple(_printed(one, document) for one in getattr(entities, name)) for name in Entities.__slots__
    }
    return Entities(**parts)


def requoted(entities: Iterable[_E], document: Document) -> tuple[_E, ...]:
    """Entities with their quotes taken from `document`."""
    return tuple(_requoted(one, document) for one in entities)


def printed_identity(identity: Identity, document: Document) -> Identity:
    """An identity that was read from the view of `document`, with its evidence as printed."""
    return replace(identity, evidence=_quotes(identity.evidence, document.text))


def _quotes(evidence: tuple[Evidence, ...], text: str) -> tuple[Evidence, ...]:
    return tuple(replace(one, quote=one.span.of(text)) for one in evidence)


def _requoted(entity: _E, document: Document) -> _E:
    return replace(entity, evidence=_quotes(entity.evidence, document.text))


def _printed(entity: Entity, document: Document) -> Entity:
    text = document.text
    evidence = _quotes(entity.evidence, text)
    if isinstance(entity, NamedThing):
        forms = (*entity.aliases, *(one.quote for one in evidence if len(one.quote) == len(entity.label)))
        aliases = tuple(dict.fromkeys(form for form in forms if form != entity.label))
        return replace(entity, evidence=evidence, aliases=aliases)
    if isinstance(entity, Observation):
        number = entity.number
        nearby = Span(number.end, min(len(text), number.end + _NEAR))
        return replace(
            entity,
            evidence=evidence,
            printed=number.of(text),
            unit_text=_as_printed(entity.unit_text, nearby, text),
            property=_as_printed(entity.property, entity.span, text),
            qualifier=_as_printed(entity.qualifier, Span(entity.span.start, nearby.end), text),
        )
    return replace(entity, evidence=evidence)


def _as_printed(words: str, within: Span, text: str) -> str:
    """`words` of the view as `text` prints them in `within`, the blanks between them left out; `words` where they are not found."""
    seen = matched(text)
    whole = seen.find(words, within.start, within.end)
    if whole >= 0:
        return text[whole : whole + len(words)]
    printed, at = "", within.start
    for char in words:
        at = seen.find(char, at, within.end)
        if at < 0:
            return words
        printed += text[at]
        at += 1
    return printed
