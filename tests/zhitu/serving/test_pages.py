"""The pages over a real workspace, without a browser: what they say, and that they are safe."""

from __future__ import annotations

from urllib.parse import quote

import pytest
import rdflib
from starlette.testclient import TestClient

from ontology import ZT
from ontology.terms import terms
from zhitu.names import CLASS_NAMES, TERM_KINDS, term_name
from zhitu.serving.app import create_app
from zhitu.serving.source_text import paragraphs
from zhitu.serving.workers import Limits
from zhitu.workspace import Workspace

REPORT = """某市农业农村局2022年度部门整体支出绩效自评报告
一、部门基本情况
（一）部门职责
1.负责耕地质量管理。
2.负责农田水利建设<script>alert(1)</script>。
二、主要工作成效
一是加强耕地质量管理。建成高标准农田1.2万亩；完成耕地质量监测点30个。
"""
DUTY = "/id/report/某市农业农村局/2022/duty/1"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    (folder / "农业-2022.txt").write_text(REPORT, encoding="utf-8")
    workspace = Workspace.open(folder / "ws")
    workspace.add([folder / "农业-2022.txt"])
    with TestClient(create_app(workspace, Limits(processes=1)), raise_server_exceptions=False) as client:
        yield client


def test_an_answer_shows_its_evidence_and_its_query(client):
    page = client.get("/ask", params={"q": "建成高标准农田多少万亩？"}).text
    assert "1.2" in page
    assert "建成高标准农田1.2万亩" in page.replace('<b class="word">', "").replace("</b>", "")
    assert "SELECT" in page


def test_the_same_answer_is_there_for_programs(client):
    answer = client.get("/api/ask", params={"q": "建成高标准农田多少万亩？"}).json()
    assert answer["values"][0]["number"] == "1.2"
    assert client.get("/api/ask").status_code == 400


@pytest.mark.parametrize("address", ["/", "/browse", "/query", "/about", "/ask?q=职责", f"/page{DUTY}"])
def test_what_a_report_says_is_never_run_as_a_script(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_what_is_asked_is_never_run_as_a_script(client):
    assert "<script>" not in client.get("/ask", params={"q": "<script>alert(1)</script>"}).text


def test_an_iri_leads_a_browser_to_its_page_and_a_program_to_its_data(client):
    for accept, start in (
        ("text/html,*/*;q=0.8", "/page/id/"),
        ("application/ld+json", "/data/id/"),
        ("", "/data/id/"),
    ):
        answer = client.get(DUTY, headers={"accept": accept}, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(start)
        assert client.get(answer.headers["location"]).status_code == 200


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples"]
)
def test_the_data_of_a_duty_hold_its_text_and_its_evidence(client, accept):
    answer = client.get(DUTY, headers={"accept": accept})
    graph = rdflib.Graph().parse(data=answer.content, format=accept)
    literals = {str(value) for value in graph.objects()}
    assert {"负责耕地质量管理。", "1"} <= literals


def test_a_duty_page_quotes_the_report_and_leads_to_the_place_in_it(client):
    page = client.get(f"/page{DUTY}").text
    assert "「负责耕地质量管理。」" in page
    start = REPORT.index("负责耕地质量管理")
    report = "/page/id/report/" + quote("某市农业农村局/2022")
    text = client.get(f"{report}?char={start},{start + 9}").text
    assert '<mark id="hit-1">负责耕地质量管理。</mark>' in text


def test_the_page_of_the_ontology_has_an_anchor_for_every_term_and_chips_lead_to_them(client):
    page = client.get("/ontology", headers={"accept": "text/html"}).text
    assert [term.name for term in terms() if f'id="{term.name}"' not in page] == []
    assert "部门职责中编号的一条，以报告的表述为准。" in page
    assert 'href="#Duty"' in page
    assert 'href="/page/ontology#Duty"' in client.get(f"/page{DUTY}").text


def test_what_a_page_says_of_a_figure_has_chinese_names_that_lead_to_their_definitions(client):
    page = client.get("/page/id/report/" + quote("某市农业农村局/2022/observation/1")).text
    assert f'<a href="/page/ontology#printed">{term_name(ZT.printed)}</a>' in page
    assert term_name(ZT.printed) != "printed"
    assert "<h2>quantityKind" not in page


def test_every_class_that_pages_name_is_a_term_of_the_ontology():
    assert set(CLASS_NAMES) <= {term.name for term in terms()}
    assert set(TERM_KINDS) == {term.kind.value for term in terms()}


@pytest.mark.parametrize(
    "address",
    ["/page/id/report/没有/2022", "/data/id/report/没有?format=ttl", "/page/id/%3E%20%7D", "/data/id/a%3E?format=ttl"],
)
def test_what_there_is_not_is_said(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py"])
def test_no_path_leads_out_of_the_static_files(client, address):
    assert client.get(address).status_code == 404


def test_overlapping_ranges_lose_no_character():
    text = "守住耕地红线。\n\n落实占补平衡。"
    found = paragraphs(text, [(2, 4), (3, 6), (5, 12)])
    assert ["".join(piece.text for piece in one.pieces) for one in found] == ["守住耕地红线。", "落实占补平衡。"]
    assert [(piece.text, piece.mark) for piece in found[0].pieces] == [("守住", 0), ("耕地", 1), ("红线", 2), ("。", 3)]


ADDRESSES = (
    *(f"/{path}?{name}=" for path, name in (("ask", "q"), ("api/ask", "q"), ("api/suggest", "q"), ("text", "report"))),
    *(f"/{path}?report=" for path in ("coverage", "delivery", "findings", "analysis")),
    "/text?report=https://w3id.org/zhitu/id/report/某市农业农村局/2022&char=",
    "/graph?iri=",
    "/compare?department=",
    "/compare?department=某市农业农村局&to=2022&from=",
    "/timeline?department=",
    "/timeline?subject=",
    "/query?query=",
    "/sparql?query=",
    "/sparql?query=ASK{}&default-graph-uri=",
    "/page/",
    "/page/id/",
    "/data/",
    "/id/",
    "/function/",
)
ODD = (
    "",
    "\0",
    "..",
    "../../etc/passwd",
    "<script>",
    "'\"`",
    "{{7*7}}",
    "字" * 5000,
    "\u202e职责",
    "𠀀",
    "²,³",
    "1,",
    "9" * 30,
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_text_in_an_address_is_more_than_the_server_can_answer(client, address):
    texts = (*ODD, "a b", "x> } #", "http://[", "https://w3id.org/zhitu/id/%zz", "urn:\ud7ff", "\n")
    statuses = {text: client.get(address + quote(text, safe="")).status_code for text in texts}
    assert {text[:40]: status for text, status in statuses.items() if status >= 500} == {}
