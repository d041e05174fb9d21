"""Reader of plain text files."""

from __future__ import annotations

from kg.reading.encoding import decode
from kg.reading.furniture import without_furniture
from kg.reading.lines import split_lines
from kg.reading.reader import Draft
from kg.reading.rejoin import rejoin

MEDIA_TYPE = "text/plain"


def parse(name: str, data: bytes) -> Draft:
    """One paragraph a line; the original offsets are those of the decoded file."""
    decoded = decode(name, data)
    lines = rejoin(without_furniture(list(split_lines(decoded.text))))
    return Draft(MEDIA_TYPE, tuple(lines), decoded.diagnostics)
