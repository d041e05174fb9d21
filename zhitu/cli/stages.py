"""One verb an arrow: read, outline, extract, link, rdf. Each prints the value of its stage for one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhitu.cli.app import JsonFlag, app, console, print_json

if TYPE_CHECKING:
    from kg.model import Document, Report

FileArgument = Annotated[Path, typer.Argument(help="报告文件 / report file")]


@app.command()
def read(file: FileArgument, json: JsonFlag = False) -> None:
    """文件 → 规范文本。/ File → canonical text."""
    document = _document(file)
    if json:
        print_json(document)
        return
    print(document.text)
    for one in document.diagnostics:
        console().print(f"[yellow]注意[/yellow] {one.code}：{one.message}")


@app.command()
def outline(file: FileArgument, json: JsonFlag = False) -> None:
    """规范文本 → 大纲及每节的作用。/ Canonical text → outline with roles."""
    from kg.outline import outline as outline_of

    sections = outline_of(_document(file))
    if json:
        print_json(sections)
        return
    out = console()
    for section in sections:
        out.print(
            f"{'  ' * (section.level - 1)}{section.number}{section.title}  [dim]{section.role}[/dim]", markup=True
        )


@app.command()
def extract(file: FileArgument, json: JsonFlag = False) -> None:
    """大纲 → 实体，各带原文出处。/ Outline → entities with evidence."""
    report = _report(file)
    if json:
        print_json({"identity": report.identity, "entities": report.entities})
        return
    out = console()
    out.print(
        f"{report.identity.department or '部门不详'} {report.identity.year or '年度不详'}（{report.identity.kind}）"
    )
    for entity in report.entities:
        out.print(f"[cyan]{entity.id}[/cyan] {entity.label}")
        out.print(f"      「{entity.text}」", style="dim", markup=False)


@app.command()
def link(file: FileArgument, json: JsonFlag = False) -> None:
    """实体 → 链接，带置信度和依据。/ Entities → links with confidence and reasons."""
    report = _report(file)
    if json:
        print_json(report.links)
        return
    out = console()
    for one in report.links:
        out.print(
            f"{one.confidence:.3f} {one.subject} [cyan]{one.relation}[/cyan] {one.object}  [dim]{'；'.join(one.why)}[/dim]"
        )


@app.command()
def rdf(file: FileArgument) -> None:
    """报告 → N-Triples。/ Report → N-Triples."""
    from kg.rdf import graph_of, report_iri
    from ontology.functions import load_scheme

    report = _report(file)
    print(graph_of(report, report_iri(report.identity, report.document.sha256), load_scheme()), end="")


def _document(file: Path) -> Document:
    from kg.reading import read as read_file

    return read_file(file)


def _report(file: Path) -> Report:
    from kg.pipeline import build_report
    from ontology.functions import load_scheme
    from search.encoders import load_encoder, similarity

    return build_report(_document(file), load_scheme(), similarity=similarity(load_encoder()))
