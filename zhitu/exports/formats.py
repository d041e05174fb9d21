"""Which formats there are, how a file name tells them, and how one is written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import WorkspaceError
from kg.store import GRAPH_FORMATS

if TYPE_CHECKING:
    from zhitu.workspace import Workspace

Writer = Callable[["Workspace", "str | None", Path], None]
"""Writes the report with this IRI, or all, to a path that does not exist yet."""


@dataclass(frozen=True, slots=True)
class Format:
    """`name` is said with --format; a file whose name ends with `suffix` is of it; `writer` is module:function."""

    name: str
    suffix: str
    description: str
    writer: str

    def write(self, workspace: Workspace, report: str | None, path: Path) -> None:
        module, _, function = self.writer.partition(":")
        writer: Writer = getattr(import_module(f"zhitu.exports.{module}"), function)
        writer(workspace, report, path)


FORMATS = (
    *(Format(name, f".{name}", f"RDF（{name}）", "rdf:write_rdf") for name in GRAPH_FORMATS if name != "turtle"),
    Format("graphml", ".graphml", "GraphML：Gephi、yEd、Cytoscape", "graphs:write_graphml"),
    Format("gexf", ".gexf", "GEXF：Gephi", "graphs:write_gexf"),
    Format("cytoscape", ".cyjs", "Cytoscape JSON", "graphs:write_cytoscape"),
    Format("neo4j", "", "Neo4j：文件夹，内有 nodes.csv、relationships.csv、import.cypher", "graphs:write_neo4j"),
    Format("xlsx", ".xlsx", "Excel 工作簿：每类一张表，另有疑点", "sheets:write_workbook"),
    Format("csv", "", "CSV：文件夹，每类一个文件，Excel 可直接打开", "sheets:write_csv"),
    Format("html", ".html", "单个网页文件：一份报告的职责、任务、成效、数字、核对结果", "page:write_page"),
    Format("ris", ".ris", "RIS：Zotero、EndNote（报告与引用的政策文件）", "citations:write_ris"),
    Format("csl", ".csl.json", "CSL-JSON：Zotero、Pandoc（报告与引用的政策文件）", "citations:write_csl"),
    Format("stratml", ".stratml.xml", "StratML 第 2 部分（ISO 17469-1）", "stratml:write_stratml"),
)


def format_of(path: Path, name: str | None = None) -> Format:
    """The format called `name`, else the one that the file name tells; the longest suffix wins. Raises WorkspaceError."""
    for format in sorted(FORMATS, key=lambda one: -len(one.suffix)):
        if format.name == name if name else format.suffix and path.name.lower().endswith(format.suffix):
            return format
    names = "、".join(f"{one.suffix or '--format'} {one.name}".strip() for one in FORMATS)
    raise WorkspaceError(name or path.name, "认不出导出的格式。", f"可用：{names}。")


def write(workspace: Workspace, path: Path, *, report: str | None = None, format: str | None = None) -> Path:
    """Write one report (its IRI) or the whole workspace to `path`, whole or not at all; returns `path`.

    A folder that exists is replaced only if an export made it. Raises WorkspaceError where the place cannot be written.
    """
    chosen = format_of(path, format)
    if path.is_dir() and any(path.iterdir()) and not (path / _MARK).exists():
        raise WorkspaceError(str(path), "这个文件夹里已有别的内容。", "请换一个名称。")
    temporary = path.with_name(f".{path.name}.tmp")
    _remove(temporary)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        chosen.write(workspace, report, temporary)
        if temporary.is_dir():
            (temporary / _MARK).write_text("zhitu export\n", encoding="utf-8")
            _remove(path)
        os.replace(temporary, path)
    except OSError as error:
        raise WorkspaceError(str(path), f"写不了（{error.strerror}）。", "请换一个可写的位置。") from error
    finally:
        _remove(temporary)
    return path


_MARK = ".zhitu-export"


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
