"""Where the files of the model lie, and the saved queries among them with the questions they answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ontology.namespaces import sparql_prefixes

FOLDER = Path(__file__).parent
_COMMENT = re.compile(r"^#[ \t]*(?P<key>问|en|terms|severity)[:：][ \t]*(?P<value>.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query with the question it answers; in an invariant, the fault that each row is.

    `sparql` is the file's text with its comments; it needs `prologue` before it.
    """

    name: str  # file name without suffix: "outcomes-of-a-duty"
    question: str  # Chinese
    english: str
    terms: tuple[str, ...]  # prefixed names of the terms that matter
    severity: str  # of an invariant: "error" or "warning"
    sparql: str

    @property
    def prologue(self) -> str:
        return sparql_prefixes(self.sparql)

    @property
    def text(self) -> str:
        """The whole query, ready to run."""
        return f"{self.prologue}\n{self.sparql}"


def ontology_files() -> tuple[Path, ...]:
    """The ontology: what belongs in the graph `…/graph/ontology`."""
    return tuple(FOLDER / f"{name}.ttl" for name in ("zhitu", "core", "performance", "statute", "alignments"))


def function_files() -> tuple[Path, ...]:
    """The statutory functions: what belongs in the graph `…/graph/functions`."""
    return (FOLDER / "functions.ttl",)


def shapes_file() -> Path:
    """The SHACL shapes."""
    return FOLDER / "shapes.ttl"


def invariants() -> tuple[SavedQuery, ...]:
    """Queries of which every row is a fault of the graph."""
    return tuple(_saved(path) for path in sorted((FOLDER / "qc").glob("*-violation.rq")))


def competency_questions() -> tuple[SavedQuery, ...]:
    """What a researcher asks of the graph, as queries to run and to change."""
    return tuple(_saved(path) for path in sorted((FOLDER / "competency").glob("*.rq")))


def _saved(path: Path) -> SavedQuery:
    text = path.read_text(encoding="utf-8")
    comments = {match["key"]: match["value"].strip() for match in _COMMENT.finditer(text)}
    return SavedQuery(
        name=path.stem,
        question=comments["问"],
        english=comments["en"],
        terms=tuple(comments["terms"].split()),
        severity=comments.get("severity", "error"),
        sparql=text,
    )
