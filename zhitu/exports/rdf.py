"""RDF in its standard formats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.store import GRAPH_FORMATS

if TYPE_CHECKING:
    from zhitu.workspace import Workspace


def write_rdf(workspace: Workspace, report: str | None, path: Path) -> None:
    """In a stable order; the format is told by the last suffix before `.tmp`."""
    suffix = path.name.removesuffix(".tmp").rpartition(".")[2].lower()
    path.write_bytes(workspace.store.export(GRAPH_FORMATS[suffix], [report] if report else None))
