"""Citations for Zotero, EndNote and Pandoc: the reports, and the policy documents that they cite."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ontology import RDFS, ZT

if TYPE_CHECKING:
    from zhitu.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Source:
    """Something to cite. A department is an institutional author."""

    id: str
    kind: str  # report or legislation
    title: str
    author: str
    year: int | None
    number: str
    url: str


def sources(workspace: Workspace, report: str | None) -> Iterator[Source]:
    """The reports by department and year, then the policy documents by name."""
    for number, one in enumerate(workspace.reports(), 1):
        if report in (None, one.iri):
            yield Source(f"report-{number}", "report", one.title, one.department, one.year, "", one.iri)
    home = f"GRAPH <{report}> {{ ?x a <{ZT.PolicyDocument}> }}" if report else f"?x a <{ZT.PolicyDocument}>"
    rows = workspace.store.select(f"""SELECT ?x (MIN(?l) AS ?label) (MIN(?n) AS ?number) WHERE {{ {home} .
        ?x <{RDFS.label}> ?l . OPTIONAL {{ ?x <{ZT.documentNumber}> ?n }} }} GROUP BY ?x ORDER BY ?label ?x""")
    for number, row in enumerate(rows, 1):
        yield Source(f"document-{number}", "legislation", row["label"], "", None, row.get("number", ""), row["x"])


def write_ris(workspace: Workspace, report: str | None, path: Path) -> None:
    """RIS, with the line ends that its readers expect."""
    lines: list[str] = []
    for one in sources(workspace, report):
        fields = (
            ("TY", "RPRT" if one.kind == "report" else "STAT"),
            ("TI", one.title),
            ("AU", one.author),
            ("PB", one.author),
            ("PY", str(one.year or "")),
            ("M1", one.number),
            ("UR", one.url),
            ("LA", "zh-CN"),
        )
        lines += [f"{tag}  - {' '.join(text.split())}" for tag, text in fields if text]
        lines += ["ER  - ", ""]
    path.write_bytes("\r\n".join(lines).encode())


def write_csl(workspace: Workspace, report: str | None, path: Path) -> None:
    """CSL-JSON (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html)."""
    items = []
    for one in sources(workspace, report):
        item: dict[str, object] = {
            "id": one.id,
            "type": one.kind,
            "title": one.title,
            "URL": one.url,
            "language": "zh-CN",
        }
        if one.author:
            item |= {"author": [{"literal": one.author}], "publisher": one.author}
        if one.year:
            item["issued"] = {"date-parts": [[one.year]]}
        if one.number:
            item["number"] = one.number
        items.append(item)
    path.write_text(json.dumps(items, ensure_ascii=False, indent=1), encoding="utf-8")
