"""A report, or two years of a department, as one HTML file that needs nothing beside it: to send, to print, to keep."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhitu.exports.one_report import the_report
from zhitu.tables import tables_of
from zhitu.years import CHANGES, CLAIMS, KINDS

if TYPE_CHECKING:
    from zhitu.workspace import Workspace
    from zhitu.years import Comparison

SHOWN = (
    ("Duty", ("number", "text", "functions")),
    ("Task", ("number", "text", "duties")),
    ("Outcome", ("number", "text", "duties", "tasks")),
    ("Observation", ("property", "printed", "unit", "kind", "qualifier", "part_of")),
    ("IndicatorRow", ("level_1", "level_2", "level_3", "target", "actual", "weight", "score", "reason")),
    ("Project", ("label",)),
    ("PolicyDocument", ("label", "document_number")),
    ("Problem", ("number", "text")),
    ("Improvement", ("number", "text", "problems")),
    ("Finding", ("label", "severity", "holds")),
)
"""Tables of the page and their columns."""


def write_page(workspace: Workspace, report: str | None, path: Path) -> None:
    """One report. Raises WorkspaceError where the workspace holds several and none is named."""
    holding = the_report(workspace, report)
    made = {table.name: table for table in tables_of(workspace.store, holding.iri, only=[name for name, _ in SHOWN])}
    tables = []
    for name, keys in SHOWN:
        if name in made:
            places = [place for place, column in enumerate(made[name].columns) if column.key in keys]
            head = [made[name].columns[place].title for place in places]
            start = next(place for place, column in enumerate(made[name].columns) if column.key == "start")
            rows = [([row[place] for place in places], row[start]) for row in made[name].rows]
            tables.append((name, made[name].title, head, rows))
    path.write_text(rendered("page.html", holding=holding, tables=tables), encoding="utf-8")


def write_comparison(found: Comparison, path: Path) -> None:
    """Two years of a department as one HTML file, what was kept included."""
    html = rendered("comparison.html", found=found, kinds=KINDS, changes=CHANGES, claims=CLAIMS)
    path.write_text(html, encoding="utf-8")


def rendered(template: str, **context: Any) -> str:
    """The page made from a template of this folder; everything in it is escaped."""
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True)
    return environment.get_template(template).render(**context)
