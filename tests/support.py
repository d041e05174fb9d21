"""What tests share: documents made from a string, and the check that ends every extractor test."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from kg.model import Block, Document, Entity, Span


def make_document(text: str, source: str = "样例.txt") -> Document:
    """A document of one paragraph a line; blank lines and indents are dropped, as a reader would."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    blocks, offset = [], 0
    for line in lines:
        blocks.append(Block(Span(offset, offset + len(line))))
        offset += len(line) + 1
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(source, digest, "text/plain", "\n".join(lines), tuple(blocks))


def assert_grounded(document: Document, entities: Iterable[Entity]) -> None:
    """Every entity has evidence, and every quote is what the document says at that place."""
    for entity in entities:
        assert entity.evidence, f"{entity.id} has no evidence"
        for evidence in entity.evidence:
            assert evidence.quote, f"{entity.id} quotes nothing"
            assert evidence.span.of(document.text) == evidence.quote, f"{entity.id} misquotes"
