"""The worked notebook runs from its first cell to its last, and shows what it says."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "examples" / "notebooks" / "first-steps.ipynb"


@pytest.fixture(scope="module")
def notebook():
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(NOTEBOOK.parent)}})
    client.execute(env=environment)
    return notebook


def shown(notebook, start):
    """What the cell that begins with `start` shows, as HTML where there is some, else as text."""
    cell = next(cell for cell in notebook.cells if cell.source.startswith(start))
    output = cell.outputs[-1]
    data = output.get("data", {"text/plain": output.get("text", "")})
    return data.get("text/html", data["text/plain"])


def test_the_notebook_is_kept_without_results():
    assert all(not cell.get("outputs") for cell in nbformat.read(NOTEBOOK, as_version=4).cells)


def test_an_answer_shows_its_evidence_with_the_matched_words_marked(notebook):
    html = shown(notebook, "answer = ws.ask")
    assert "<mark>耕地</mark>" in html
    assert "SPARQL" in html


def test_a_table_has_figures_that_can_be_counted(notebook):
    html = shown(notebook, "figures = ws.table")
    assert "174,867.73" in html
    assert "174867.73" in html


def test_a_query_shows_a_table_and_a_thing_shows_its_relations(notebook):
    assert "耕地红线" in shown(notebook, "ws.sparql")
    assert "服务于法定职能" in shown(notebook, "ws.card")
