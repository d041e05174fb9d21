"""Where the files of the model lie, and the saved queries among them with the questions they answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query with the question it answers."""

    name: str  # file name without suffix: "outcomes-of-a-duty"
    question: str  # Chinese
    english: str
    terms: tuple[str, ...]  # prefixed names of the terms that matter
    sparql: str  # the whole file, ready to run


def ontology_files() -> tuple[Path, ...]:
    """The ontology: what belongs in the graph `…/graph/ontology`."""
    return tuple(FOLDER / f"{name}.ttl" for name in ("zhitu", "core", "performance", "statute", "alignments"))


def function_files() -> tuple[Path, ...]:
    """The statutory functions: what belongs in the graph `…/graph/functions`."""
    return (FOLDER / "functions.ttl",)


def shape_files() -> tuple[Path, ...]:
    """The SHACL shapes."""
    return (FOLDER / "shapes.ttl",)


def qc_queries() -> tuple[tuple[str, str], ...]:
    """The invariants as (name, query): every row that a query returns is a fault of the graph.

    The first comment line says in Chinese what is wrong; the first column is the node at fault.
    """
    return tuple((path.stem, path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("qc/*-violation.rq")))


def competency_questions() -> tuple[SavedQuery, ...]:
    """What a researcher asks of the graph, as queries to run and to change."""
    return saved_queries(FOLDER / "competency")


def saved_queries(folder: Path) -> tuple[SavedQuery, ...]:
    """The queries in a folder, by name.

    Each file opens with three comment lines: the question in Chinese, in English, and `# Terms: …`.
    """
    return tuple(_saved(path) for path in sorted(folder.glob("*.rq")))


def _saved(path: Path) -> SavedQuery:
    text = path.read_text(encoding="utf-8")
    question, english, terms = (line.removeprefix("#").strip() for line in text.splitlines()[:3])
    return SavedQuery(path.stem, question, english, tuple(terms.removeprefix("Terms:").split()), text)
