"""Semantic search in the SPARQL that users run, on the command line and in Python."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

import zhitu
from kg.errors import KgError, QueryError
from zhitu.cli import app

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "examples" / "liwan-2022" / "liwan-2022.txt"
LIFTS = (
    'SELECT ?text ?score { ?o a zt:Outcome ; zt:text ?text ; zt:matches ("老楼装电梯" ?score) } ORDER BY DESC(?score)'
)
runner = CliRunner()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that holds the example report."""
    path = tmp_path_factory.mktemp("sparql") / "ws"
    zhitu.open(path).add([REPORT])
    return path


def test_a_match_is_found_in_other_words_best_first(folder):
    result = runner.invoke(app, ["-w", str(folder), "sparql", LIFTS, "--json"])
    assert result.exit_code == 0
    rows = json.loads(result.output)["results"]["bindings"]
    assert rows
    assert all("加装电梯" in row["text"]["value"] for row in rows)
    assert 0 < float(rows[-1]["score"]["value"]) <= float(rows[0]["score"]["value"]) <= 1


def test_python_and_the_command_line_find_the_same(folder):
    printed = runner.invoke(app, ["-w", str(folder), "sparql", LIFTS, "-f", "csv"]).output
    rows = zhitu.open(folder).sparql(LIFTS)
    assert [line.rsplit(",", 1)[1] for line in printed.splitlines()[1:]] == [row["score"] for row in rows]


def test_a_subject_that_no_report_speaks_of_matches_nothing(folder):
    assert zhitu.open(folder).sparql('SELECT ?o { ?o zt:matches "教育经费投入" }') == []


def test_matches_join_with_the_duties_and_the_law_behind_them(folder):
    rows = zhitu.open(
        folder
    ).sparql("""SELECT DISTINCT ?law {
        ?outcome a zt:Outcome ; zt:matches "守住农田" ; zt:underDuty/zt:implementsFunction/cv:hasLegalResource/zt:law ?law }""")
    assert "土地管理法" in "".join(row["law"] for row in rows)


def test_a_match_inside_graph_names_the_report_it_stands_in(folder):
    (report,) = zhitu.open(folder).reports()
    rows = zhitu.open(folder).sparql('SELECT ?g { GRAPH ?g { ?outcome zt:matches "守住农田" } }')
    assert {row["g"] for row in rows} == {report.iri}


def test_a_mistake_is_told_in_chinese_with_its_line(folder):
    result = runner.invoke(app, ["-w", str(folder), "sparql", "SELECT ?o { ?o zt:matches ?words }"])
    assert isinstance(result.exception, QueryError)
    assert "不能是变量（?words）" in str(result.exception)


def test_a_query_that_does_not_search_never_opens_the_index(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "ws")
    (index,) = (tmp_path / "ws" / "generations").glob("*/index")
    shutil.rmtree(index)
    workspace = zhitu.open(tmp_path / "ws")
    assert workspace.sparql("SELECT (COUNT(?d) AS ?n) { ?d a zt:Duty }") == [{"n": "16"}]
    with pytest.raises(KgError, match="索引"):
        workspace.sparql('SELECT ?d { ?d zt:matches "耕地" }')
