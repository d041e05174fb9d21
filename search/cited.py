"""What a question comes back with: the answer, the things found, and where a report says them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


class Status(StrEnum):
    """How a question came out. Only the first two come with things found and values."""

    ANSWERED = "answered"
    PARTIAL = "partial"  # answered, but not everything that was asked, or not for sure
    NOT_FOUND = "not_found"  # understood; the reports do not say
    NOT_UNDERSTOOD = "not_understood"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a report says it: code points of its canonical text, half-open."""

    report: str
    start: int
    end: int
    quote: str
    page: int | None = None
    marks: tuple[tuple[int, int], ...] = ()  # what to highlight: offsets inside the quote, half-open
    ocr: float | None = None  # mean confidence of the page, where the text was read from a picture


@dataclass(frozen=True, slots=True)
class Value:
    """A number as an answer; `role` says what it is in Chinese."""

    number: str
    unit: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found, with its evidence."""

    iri: str
    type: str
    label: str
    text: str
    report: str
    department: str
    year: int | None
    score: float
    evidence: tuple[Citation, ...]
    value: Value | None = None
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked, how it was read, the query, and what it found."""

    id: str
    question: str
    status: Status
    text: str
    plan: Mapping[str, object]
    sparql: str
    answers: tuple[Found, ...] = ()
    values: tuple[Value, ...] = ()
    related: tuple[Found, ...] = ()  # near what was asked, where there is no answer
    suggestions: tuple[str, ...] = ()  # questions near this one that have an answer, where it has none
    parts: tuple[
        Answer, ...
    ] = ()  # of a question of several parts; `sparql` and `plan` are then those of the first answered
    took_ms: float = field(default=0.0, compare=False)

    def _repr_html_(self) -> str:
        from search.showing import answer_html

        return answer_html(self)

    def frame(self) -> pd.DataFrame:
        """The things found as a pandas frame, a row each: see `search.showing.answer_frame`."""
        from search.showing import answer_frame

        return answer_frame(self)

    def to_json(self) -> dict[str, Any]:
        """The object that `zhitu ask --json` prints."""
        return {
            "id": self.id,
            "question": self.question,
            "status": str(self.status),
            "text": self.text,
            "plan": dict(self.plan),
            "sparql": self.sparql,
            "answers": [_found_json(found) for found in self.answers],
            "values": [{"number": v.number, "unit": v.unit, "role": v.role} for v in self.values],
            "related": [_found_json(found) for found in self.related],
            "suggestions": list(self.suggestions),
            **({"parts": [part.to_json() for part in self.parts]} if self.parts else {}),
            "took_ms": round(self.took_ms, 1),
        }


def _found_json(found: Found) -> dict[str, Any]:
    return {
        "iri": found.iri,
        "type": found.type,
        "label": found.label,
        "text": found.text,
        "report": found.report,
        "department": found.department,
        "year": found.year,
        "score": round(found.score, 3),
        "evidence": [
            {
                "report": c.report,
                "start": c.start,
                "end": c.end,
                "quote": c.quote,
                "page": c.page,
                "ocr": c.ocr,
                "marks": [list(mark) for mark in c.marks],
            }
            for c in found.evidence
        ],
        "value": {"number": found.value.number, "unit": found.value.unit} if found.value else None,
        "why": list(found.why),
    }
