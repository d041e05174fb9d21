"""One verb an arrow: read, outline, extract, link, rdf. Each prints the value of its stage for one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhitu.cli.app import JsonFlag, app, console, print_json

if TYPE_CHECKING:
    from kg.model import Document, Report

FileArgument = Annotated[Path, typer.Argument(help="报告文件 / report file")]
OnlyOption = Annotated[str, typer.Option(help="只显示含有这些字的 / only what contains these words")]


@app.command()
def read(file: FileArgument, only: OnlyOption = "", json: JsonFlag = False) -> None:
    """文件 → 规范文本。/ File → canonical text."""
    document = _document(file)
    if json:
        print_json(document)
        return
    for block in document.blocks:
        text = block.span.of(document.text)
        if only in text:
            print(f"{block.span.start:>6} {text}" if only else text)
    for one in document.diagnostics:
        console().print(f"[yellow]注意[/yellow] {one.code}：{one.message}")


@app.command()
def outline(file: FileArgument, only: OnlyOption = "", json: JsonFlag = False) -> None:
    """规范文本 → 大纲及每节的作用。/ Canonical text → outline with roles."""
    from kg.outline import outline as outline_of

    document = _document(file)
    sections = [one for one in outline_of(document) if only in one.span.of(document.text)]
    if json:
        print_json(sections)
        return
    for section in sections:
        console().print(f"{'  ' * (section.level - 1)}{section.number}{section.title}  [dim]{section.role}[/dim]")


@app.command()
def extract(file: FileArgument, only: OnlyOption = "", json: JsonFlag = False) -> None:
    """大纲 → 实体，各带原文出处。/ Outline → entities with evidence."""
    report = _report(file)
    entities = [one for one in report.entities if any(only in evidence.quote for evidence in one.evidence)]
    if json:
        print_json({"identity": report.identity, "entities": entities})
        return
    out = console()
    if not only:
        identity = report.identity
        out.print(f"{identity.department or '部门不详'} {identity.year or '年度不详'}（{identity.kind}）")
    for entity in entities:
        span = entity.span
        out.print(f"[cyan]{entity.id}[/cyan] {entity.label}  [dim]{span.start}–{span.end} {entity.rule}[/dim]")
        out.print(f"    「{entity.text}」", style="dim", markup=False)


@app.command()
def link(file: FileArgument, only: OnlyOption = "", json: JsonFlag = False) -> None:
    """实体 → 链接，带置信度和依据。/ Entities → links with confidence and reasons."""
    report = _report(file)
    texts = {entity.id: entity.text for entity in report.entities}
    links = [one for one in report.links if only in texts.get(one.subject, "") or only == one.subject]
    if json:
        print_json(links)
        return
    for one in links:
        why = "；".join(one.why)
        console().print(
            f"{one.confidence:.3f} {one.subject} [cyan]{one.relation}[/cyan] {one.object}  [dim]{why}[/dim]"
        )


@app.command()
def rdf(file: FileArgument, only: OnlyOption = "") -> None:
    """报告 → N-Triples。/ Report → N-Triples."""
    from kg.rdf import graph_of, report_iri
    from ontology.functions import load_scheme

    report = _report(file)
    graph = graph_of(report, report_iri(report.identity, report.document.sha256), load_scheme())
    for line in graph.split("\n"):
        if line and only in line:
            print(line)


def _document(file: Path) -> Document:
    from kg.reading import read as read_file

    return read_file(file)


def _report(file: Path) -> Report:
    from kg.pipeline import build_report
    from ontology.functions import load_scheme
    from search.encoders import load_encoder, similarity

    return build_report(_document(file), load_scheme(), similarity=similarity(load_encoder()))
