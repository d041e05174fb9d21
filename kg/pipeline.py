"""The arrows of one report in order: document → outline → identity → entities → links → findings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kg.checks.figures import check_figures
from kg.checks.indicators import check_indicators
from kg.extract import extract
from kg.headings import Similarity
from kg.identity import identify
from kg.linking import link
from kg.model import Document, Link, Report, ReportKind
from kg.outline import outline
from ontology.functions import FunctionScheme


def build_report(
    document: Document,
    scheme: FunctionScheme,
    *,
    department: str = "",
    year: int | None = None,
    kind: ReportKind | None = None,
    similarity: Similarity | None = None,
    review: Callable[[Report, tuple[Link, ...]], tuple[Link, ...]] | None = None,
) -> Report:
    """Read everything out of one document.

    `department`, `year` and `kind` outrank what the document says. `review` lets a person's decisions change the
    links before the graph is written.
    """
    sections = outline(document, similarity)
    identity = identify(document, sections, department=department, year=year, kind=kind)
    entities = extract(document, sections, identity)
    diagnostics = (*document.diagnostics, *identity.diagnostics)
    report = Report(identity, document, sections, entities, diagnostics=diagnostics)
    links = link(report, scheme, similarity=similarity)
    if review is not None:
        links = review(report, links)
    report = replace(report, links=links)
    return replace(report, findings=(*check_figures(report), *check_indicators(report)))
