"""What a workspace knows of its reports without opening the store, and what `add` says it did."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.model import Identity, ReportKind

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Holding:
    """One report in the workspace, as its manifest knows it."""

    iri: str
    source: str
    sha256: str
    digest: str  # of the graph's content
    title: str
    kind: str
    department: str
    year: int | None
    revises: str = ""  # IRI of the earlier document with the same identity
    diagnostics: tuple[str, ...] = ()
    project: str = ""  # of a project's report
    piece: int = 0  # which of several reports in its file, from 1; 0 where the file holds one
    annexes: tuple[tuple[str, str], ...] = ()  # file name and sha256 of each file read as part of the report
    tables_only: bool = False  # a file of tables whose report has not come yet
    ocr_confidence: float | None = None  # mean, where text was read from pictures

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Holding:
        annexes = tuple((source, sha256) for source, sha256 in value.get("annexes", ()))
        return cls(**{**value, "diagnostics": tuple(value["diagnostics"]), "annexes": annexes})

    @property
    def identity(self) -> Identity:
        """What the report says it is, as far as the manifest knows."""
        return Identity(self.title, ReportKind(self.kind), self.department, self.year, project=self.project)

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """File name and sha256 of all files of the report, its own first."""
        return ((self.source, self.sha256), *self.annexes)


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be added; the others were."""

    source: str
    error: KgError


@dataclass(frozen=True, slots=True)
class Aside:
    """A file that made no report of its own: it is part of `holding`, or holds the same text in another file."""

    source: str
    holding: Holding


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did: reports now held, in the order of their files, and what became of the other files."""

    holdings: tuple[Holding, ...]
    unchanged: tuple[Holding, ...]
    failures: tuple[Failure, ...]
    annexes: tuple[Aside, ...] = ()  # read as part of a report
    duplicates: tuple[Aside, ...] = ()  # left out: another file holds the same report


@dataclass(slots=True)
class Manifest:
    """What a generation was built from."""

    holdings: dict[str, Holding] = field(default_factory=dict)  # IRI → holding
    ontology: str = ""  # digest of the ontology and function files loaded into the store

    def state(self) -> str:
        """An id of what the store holds, by which an index tells whether it was built from it."""
        lines = "\n".join(f"{iri} {holding.digest}" for iri, holding in sorted(self.holdings.items()))
        return hashlib.sha256(f"{self.ontology}\n{lines}".encode()).hexdigest()[:16]

    def write(self, path: Path) -> None:
        value = {
            "format": FORMAT,
            "ontology": self.ontology,
            "reports": [asdict(holding) for _, holding in sorted(self.holdings.items())],
        }
        write_atomically(path, json.dumps(value, ensure_ascii=False, indent=1))

    @classmethod
    def read(cls, path: Path) -> Manifest:
        value = json.loads(path.read_text(encoding="utf-8"))
        holdings = (Holding.from_json(one) for one in value["reports"])
        return cls({holding.iri: holding for holding in holdings}, value["ontology"])


def write_atomically(path: Path, content: str | bytes) -> None:
    """Replace `path` in one step, on disk before it is visible."""
    data = content.encode() if isinstance(content, str) else content
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
