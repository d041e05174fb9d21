"""What a reader hands back."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import Diagnostic
from kg.reading.lines import Line


@dataclass(frozen=True, slots=True)
class Draft:
    """A file taken apart: its lines, repaired and in order, ready to be composed into a `Document`."""

    media_type: str
    lines: tuple[Line, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
