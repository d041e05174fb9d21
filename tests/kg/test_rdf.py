"""Report → RDF: readable IRIs, exact evidence, the same bytes every time."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import make_document

from kg.model import Identity, ReportKind
from kg.parts import joined
from kg.pipeline import build_report
from kg.rdf import graph_of, literal, name_segment, report_iri
from kg.store import Store
from ontology import CV, DCTERMS, NIF, OWL, SSSOM, ZT
from ontology.functions import load_scheme

TEXT = """广州市规划和自然资源局越秀区分局{year}年部门整体支出绩效自评报告
一、基本情况
（一）部门职责
1、负责耕地保护工作，组织实施耕地占补平衡和永久基本农田特殊保护。
（二）年度重点工作任务
1. 严格耕地保护。一是落实耕地占补平衡。
二、主要工作成效
1、严守耕地红线
一是守住底线。落实耕地占补平衡，补充耕地79.830亩，投入“保护”资金35万元。
"""
IRI = "https://w3id.org/zhitu/id/report/广州市规划和自然资源局越秀区分局/2022"


def graph(year: int = 2022) -> str:
    report = build_report(make_document(TEXT.format(year=year)), load_scheme())
    return graph_of(report, report_iri(report.identity, report.document.sha256), load_scheme())


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store.in_memory()
    store.replace({IRI: graph()})
    return store


@pytest.mark.parametrize(
    ("identity", "version", "tail"),
    [
        (Identity("", ReportKind.SELF_EVALUATION, "甲县财政局", 2022), 1, "甲县财政局/2022"),
        (Identity("", ReportKind.SELF_EVALUATION, "甲县财政局", 2022), 2, "甲县财政局/2022/v2"),
        (Identity("", ReportKind.WORK_REPORT, "甲县人民政府", 2022), 1, "甲县人民政府/2022/work-report"),
        (
            Identity("", ReportKind.PROJECT_EVALUATION, "甲县财政局", 2022, project="路灯 改造"),
            1,
            "甲县财政局/2022/project/路灯改造",
        ),
        (Identity("", ReportKind.SELF_EVALUATION, "", 2022), 1, "sha256/0123456789abcdef"),
        (Identity("", ReportKind.SELF_EVALUATION, "甲县财政局", None), 1, "sha256/0123456789abcdef"),
    ],
)
def test_a_reports_iri_says_whose_it_is_which_year_and_kind(identity, version, tail):
    iri = report_iri(identity, "0123456789abcdef" * 4, version=version)
    assert iri == f"https://w3id.org/zhitu/id/report/{tail}"


def test_a_name_becomes_one_segment_of_an_iri():
    assert name_segment("广东实验中学 (高中校区)/扩建#1") == "广东实验中学(高中校区)%2F扩建%231"


@given(st.text())
def test_any_name_and_any_text_can_be_written_and_read_back(text):
    store = Store.in_memory()
    subject = f"https://example.org/{name_segment(text)}"
    clean = "".join(c for c in text if not 0xD800 <= ord(c) <= 0xDFFF)
    store.replace({"https://example.org/g": f"<{subject}> <https://example.org/p> {literal(clean)} .\n"})
    assert store.select("SELECT ?s ?o { ?s ?p ?o }") == [{"s": subject, "o": clean}]


def test_the_graph_is_sorted_without_repetition_and_ends_with_its_digest():
    *lines, last = graph().splitlines()
    assert lines == sorted(set(lines))
    assert hashlib.sha256("\n".join(lines).encode()).hexdigest() in last


def test_two_builds_are_the_same_and_hold_no_blank_node():
    assert graph() == graph()
    assert not re.search(r"(^|\s)_:", graph())


def test_every_quote_is_what_the_context_says_at_its_place(store):
    rows = store.select(f"""SELECT ?text ?b ?e ?q {{ ?s <{ZT.evidence}> ?n . ?n <{NIF.beginIndex}> ?b ; <{NIF.endIndex}> ?e ;
        <{NIF.anchorOf}> ?q ; <{NIF.referenceContext}>/<{NIF.isString}> ?text }}""")
    assert len(rows) > 20
    assert all(row["text"][int(row["b"]) : int(row["e"])] == row["q"] for row in rows)


def test_a_figure_is_kept_as_printed_beside_its_value(store):
    rows = store.select(
        f"SELECT ?p ?v ?n {{ ?o <{ZT.printed}> ?p ; <{ZT.value}> ?v ; <{ZT.normalizedValue}> ?n FILTER(?p = '79.830') }}"
    )
    assert [(row["p"], float(row["v"]), float(row["n"])) for row in rows] == [("79.830", 79.83, 53220.0)]


def test_an_inferred_link_is_a_plain_triple_and_an_axiom_with_confidence_and_words(store):
    rows = store.select(f"""SELECT ?c ?w {{ ?s a <{ZT.Outcome}> ; <{ZT.underDuty}> ?o . ?a a <{OWL.Axiom}> ; <{OWL.annotatedSource}> ?s ;
        <{OWL.annotatedProperty}> <{ZT.underDuty}> ; <{OWL.annotatedTarget}> ?o ; <{SSSOM.confidence}> ?c ; <{ZT.why}> ?w }}""")
    assert rows
    assert all(0 < float(row["c"]) <= 1 and row["w"] for row in rows)


def test_a_duty_has_only_the_legal_basis_that_holds_for_its_place_and_year():
    laws = {}
    for year in (2010, 2022):
        store = Store.in_memory()
        store.replace({IRI: graph(year)})
        rows = store.select(f"SELECT ?p {{ ?d a <{ZT.Duty}> ; <{CV.hasLegalResource}> ?p }}")
        laws[year] = {row["p"].removeprefix("https://w3id.org/zhitu/law/").split("/")[0] for row in rows}
    assert "土地管理法" in laws[2022]
    assert laws[2022] - laws[2010], "the version of 2019 did not hold in 2010"
    assert not any(law.startswith(("浙江", "北京", "宁波")) for law in laws[2022])


def test_project_names_are_scoped_by_department_and_places_by_jurisdiction(store):
    places = store.select(f"SELECT DISTINCT ?p {{ ?p a <{ZT.Place}> }}")
    assert places
    assert all("/place/广州市越秀区/" in row["p"] for row in places)


def test_evidence_says_which_file_it_is_from_and_that_it_was_read_from_a_picture():
    report, annex = make_document(TEXT.format(year=2022)), make_document("补充耕地80亩。\n", source="附表.png")
    annex = replace(annex, blocks=tuple(replace(block, confidence=0.9712) for block in annex.blocks))
    built = build_report(joined(report, [annex]), load_scheme())
    lines = graph_of(built, IRI, load_scheme()).split("\n")
    assert f'<{IRI}> <{ZT.annex}> "附表.png" .' in lines
    assert any(line.startswith(f'<{IRI}> <{ZT.ocrConfidence}> "0.971"') for line in lines)
    start = len(report.text) + 1
    place = f"<{IRI}#char={start},"
    assert any(line.startswith(place) and f'<{DCTERMS.source}> "附表.png"' in line for line in lines)
    assert any(line.startswith(place) and ZT.ocrConfidence in line for line in lines)
    assert any(line.startswith(f"<{IRI}#char=") and f'<{DCTERMS.source}> "样例.txt"' in line for line in lines)
    assert not any(ZT.ocrConfidence in line for line in graph().split("\n"))
