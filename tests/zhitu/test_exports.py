"""What other tools get, read back by readers that are not ours."""

from __future__ import annotations

import csv
import json

import networkx as nx
import openpyxl
import pytest
import rdflib
from lxml import etree

from kg.errors import WorkspaceError
from zhitu.exports import FORMATS, format_of
from zhitu.exports.page import write_comparison
from zhitu.exports.stratml import NAMESPACE
from zhitu.workspace import Workspace

REPORT = """某市农业农村局{year}年度部门整体支出绩效自评报告
一、部门基本情况
（一）部门职责
1.负责耕地质量管理。
2.=HYPERLINK("http://evil.example","点我")负责农田水利建设。
二、主要工作成效
一是加强耕地质量管理。建成高标准农田1.20万亩；<b>完成</b>耕地质量监测点30个；印发《某市耕地保护办法》（某政发〔2022〕5号）。
"""
DUTIES = ("负责耕地质量管理。", '=HYPERLINK("http://evil.example","点我")负责农田水利建设。')


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exported")
    (folder / "农业-2022.txt").write_text(REPORT.format(year=2022), encoding="utf-8")
    workspace = Workspace.open(folder / "ws")
    workspace.add([folder / "农业-2022.txt"])
    return workspace


@pytest.fixture(scope="module")
def two_reports(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two")
    for year in (2021, 2022):
        (folder / f"农业-{year}.txt").write_text(REPORT.format(year=year), encoding="utf-8")
    workspace = Workspace.open(folder / "ws")
    workspace.add([folder])
    return workspace


def labels(graph):
    return {said["label"] for _, said in graph.nodes(data=True)}


@pytest.mark.parametrize("name", [one.name for one in FORMATS])
def test_the_same_workspace_gives_the_same_file_twice(workspace, tmp_path, name):
    format = format_of(tmp_path, name)
    first, second = (workspace.export(tmp_path / f"{n}{format.suffix}", format=name) for n in "ab")
    if first.is_dir():
        assert {one.name: one.read_bytes() for one in first.iterdir()} == {
            one.name: one.read_bytes() for one in second.iterdir()
        }
    elif format.suffix == ".xlsx":  # the library writes the time into a part of its own
        values = [[list(sheet.values) for sheet in openpyxl.load_workbook(path)] for path in (first, second)]
        assert values[0] == values[1]
    else:
        assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(("suffix", "format"), [("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld")])
def test_rdf_is_read_by_rdflib(workspace, tmp_path, suffix, format):
    path = workspace.export(tmp_path / f"out.{suffix}", report="农业-2022.txt")
    texts = {str(value) for _, _, value, _ in rdflib.Dataset().parse(path, format=format).quads()}
    assert set(DUTIES) <= texts


def test_graphml_and_gexf_and_cytoscape_hold_the_same_network(workspace, tmp_path):
    graphml = nx.read_graphml(workspace.export(tmp_path / "out.graphml"))
    gexf = nx.read_gexf(workspace.export(tmp_path / "out.gexf"))
    cytoscape = nx.cytoscape_graph(json.loads(workspace.export(tmp_path / "out.cyjs").read_text(encoding="utf-8")))
    assert set(graphml) == set(gexf) == {said["id"] for _, said in cytoscape.nodes(data=True)}
    assert graphml.number_of_edges() == gexf.number_of_edges() == cytoscape.number_of_edges() > 3
    assert "负责耕地质量管理" in labels(graphml) & labels(gexf)


def test_neo4j_files_name_only_nodes_that_there_are(workspace, tmp_path):
    folder = workspace.export(tmp_path / "neo", format="neo4j")
    with (folder / "nodes.csv").open(encoding="utf-8", newline="") as file:
        nodes = {row["iri:ID"]: row[":LABEL"] for row in csv.DictReader(file)}
    with (folder / "relationships.csv").open(encoding="utf-8", newline="") as file:
        ends = [(row[":START_ID"], row[":END_ID"]) for row in csv.DictReader(file)]
    assert "Duty" in nodes.values()
    assert {end for pair in ends for end in pair} <= set(nodes)


def test_a_workbook_has_numbers_as_numbers_and_no_formula(workspace, tmp_path):
    book = openpyxl.load_workbook(workspace.export(tmp_path / "out.xlsx"))
    head, *rows = book["数值"].values
    figures = {row[head.index("原文数字")]: row[head.index("数值")] for row in rows}
    assert figures["1.20"] == 1.2
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert DUTIES[1] in {cell.value for cell in cells}


def test_csv_opens_in_excel_and_runs_nothing(workspace, tmp_path):
    folder = workspace.export(tmp_path / "csv", format="csv")
    data = (folder / "职责.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert [row["原文"] for row in rows] == [DUTIES[0], f"'{DUTIES[1]}"]


def test_a_page_needs_nothing_beside_it_and_runs_nothing(workspace, tmp_path):
    page = workspace.export(tmp_path / "out.html").read_text(encoding="utf-8")
    assert DUTIES[0] in page
    assert "<b>完成</b>" not in page
    assert not etree.HTML(page).xpath("//script | //link | //img | //*[@src]")


def test_two_years_are_one_page_that_needs_nothing_beside_it(two_reports, tmp_path):
    write_comparison(two_reports.compare("某市农业农村局", 2021, 2022), tmp_path / "对照.html")
    page = (tmp_path / "对照.html").read_text(encoding="utf-8")
    assert page.count("负责耕地质量管理。") == 2
    assert "保留" in page
    assert not etree.HTML(page).xpath("//script | //link | //img | //*[@src]")


def test_citations_name_reports_and_the_documents_that_they_cite(workspace, tmp_path):
    items = json.loads(workspace.export(tmp_path / "out.csl.json").read_text(encoding="utf-8"))
    assert [item["type"] for item in items] == ["report", "legislation"]
    assert items[0]["issued"] == {"date-parts": [[2022]]}
    lines = workspace.export(tmp_path / "out.ris").read_bytes().decode().split("\r\n")
    assert lines[0] == "TY  - RPRT"
    assert "AU  - 某市农业农村局" in lines
    assert lines.count("ER  - ") == 2


def test_stratml_keeps_the_order_of_its_schema_and_every_duty(workspace, tmp_path):
    root = etree.parse(workspace.export(tmp_path / "out.stratml.xml")).getroot()
    assert root.tag == f"{{{NAMESPACE}}}PerformancePlanOrReport"
    assert [etree.QName(child).localname for child in root] == [
        "Name",
        "StrategicPlanCore",
        "AdministrativeInformation",
    ]
    names = {"s": NAMESPACE}
    assert root.xpath("//s:Goal/s:Description/text()", namespaces=names)[:2] == list(DUTIES)
    assert root.xpath("//s:ActualResult/s:NumberOfUnits/text()", namespaces=names) == ["1.2", "30"]
    identifiers = root.xpath("//s:Identifier/text()", namespaces=names)
    assert len(identifiers) == len(set(identifiers)) > 4


def test_formats_of_one_report_ask_which_where_there_are_several(two_reports, tmp_path):
    with pytest.raises(WorkspaceError, match="--report"):
        two_reports.export(tmp_path / "out.html")
    assert "2021" in two_reports.export(tmp_path / "out.html", report="农业-2021.txt").read_text(encoding="utf-8")


def test_a_failed_export_leaves_what_was_there(two_reports, tmp_path):
    (tmp_path / "out.html").write_text("以前的", encoding="utf-8")
    with pytest.raises(WorkspaceError):
        two_reports.export(tmp_path / "out.html")
    assert [(one.name, one.read_text(encoding="utf-8")) for one in tmp_path.iterdir()] == [("out.html", "以前的")]


def test_a_folder_of_somebody_else_is_not_replaced(workspace, tmp_path):
    (tmp_path / "论文").mkdir()
    (tmp_path / "论文" / "草稿.txt").write_text("别删", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="别的内容"):
        workspace.export(tmp_path / "论文", format="csv")
    assert (tmp_path / "论文" / "草稿.txt").exists()


def test_an_unknown_suffix_is_answered_with_those_there_are(workspace, tmp_path):
    with pytest.raises(WorkspaceError, match="graphml"):
        workspace.export(tmp_path / "out.docx")
