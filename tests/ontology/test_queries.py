"""Invariants and competency questions over the fixture: the sound graph breaks no rule, a damaged one does, each question is answered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.store import Store
from ontology import PREFIXES, SavedQuery, competency_questions, function_files, ontology_files, qc_queries

FIXTURE = Path(__file__).with_name("fixture.trig")
BASE = "https://w3id.org/zhitu/id/"
REPORT = f"{BASE}report/广东省清河市规划和自然资源局/2022"

PREAMBLE = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items()) + f"BASE <{REPORT}/>\n"

# What breaks each invariant: triples to add, or to take away after a minus sign.
DAMAGE = {
    "quote-differs-from-text": "<../2022#char=0,3> nif:referenceContext <../2022#text> ; nif:beginIndex 0 ; nif:endIndex 3 ; nif:anchorOf '青岛市' .",
    "evidence-without-context": "<duty/1> zt:evidence <../2022#char=0,3> .",
    "report-without-text": "<x> a zt:PerformanceReport .",
    "thing-without-evidence": "<duty/9> a zt:Duty .",
    "thing-without-report": "<duty/9> a zt:Duty .",
    "evidence-of-another-report": "<duty/1> zt:evidence <../2023#char=0,31> .",
    "unit-of-several-reports": "<duty/1> zt:inReport <../2023> .",
    "part-of-cycle": "<section/1> dcterms:isPartOf <duty/1> .",
    "part-of-another-report": "<duty/1> dcterms:isPartOf <../2023/section/1> .",
    "duty-of-another-report": "<task/1.1> zt:underDuty <../2023/duty/1> .",
    "link-without-axiom": "<task/1.1> zt:underDuty <duty/2> .",
    "axiom-without-link": "<link/x> a owl:Axiom ; owl:annotatedSource <task/1.1> ; owl:annotatedProperty zt:underDuty ; owl:annotatedTarget <duty/2> .",
    "confidence-out-of-range": "<link/x> sssom:confidence 1.2 .",
    "unknown-function": "<duty/1> zt:implementsFunction function:NR99 .",
    "provision-outside-validity": "<duty/1> cv:hasLegalResource <https://w3id.org/zhitu/law/x> . <https://w3id.org/zhitu/law/x> zt:validFrom '2023-06-01'^^xsd:date .",
    "provision-outside-jurisdiction": "<duty/1> cv:hasLegalResource <https://w3id.org/zhitu/law/x> . <https://w3id.org/zhitu/law/x> zt:law '条例' ; zt:jurisdiction <https://w3id.org/zhitu/law/place/青岛市> .",
    "provision-of-no-function": "<duty/2> cv:hasLegalResource <https://w3id.org/zhitu/law/土地管理法/2019-08-26/第三十六条> .",
    "continues-backwards": "<duty/1> zt:continues <../2023/duty/1> .",
    "new-but-continued": "<../2023/duty/1> zt:changeKind zt:New .",
    "printed-not-in-evidence": "<observation/1> zt:printed '79.83' .",
    "value-differs-from-printed": "<observation/1> zt:value 99.00 .",
    "observation-without-home": "<observation/9> a zt:Observation .",
    "budget-figure-not-observation": "<observation/9> a zt:BudgetFigure .",
    "outcomes-overlap": "<outcome/1.1.3> a zt:Outcome ; dcterms:isPartOf <outcome-item/1.1> ; zt:evidence <../2022#char=5,400> . "
    "<../2022#char=5,400> nif:beginIndex 5 ; nif:endIndex 400 .",
    "label-of-two-functions": "function:NR99 a zt:StatutoryFunction ; skos:inScheme function:NR ; skos:altLabel '耕地保护'@zh .",
    "function-hierarchy-cycle": "function:NR09 skos:broader function:NR09.1 .",
}


def load() -> Store:
    import pyoxigraph as ox

    engine = ox.Store()
    engine.bulk_load(FIXTURE.read_bytes(), format=ox.RdfFormat.TRIG)
    store = Store(engine)
    store.load_turtle(f"{BASE}graph/ontology", [path.read_bytes() for path in ontology_files()])
    store.load_turtle(f"{BASE}graph/functions", [path.read_bytes() for path in function_files()])
    return store


@pytest.fixture(scope="module")
def store() -> Store:
    return load()


@pytest.mark.parametrize(("name", "query"), qc_queries(), ids=[name for name, _ in qc_queries()])
def test_the_fixture_breaks_no_invariant(store: Store, name: str, query: str):
    assert store.select(query) == []


@pytest.mark.parametrize(("name", "query"), qc_queries(), ids=[name for name, _ in qc_queries()])
def test_each_invariant_notices_the_damage_it_is_for(name: str, query: str):
    import pyoxigraph as ox

    engine = ox.Store()
    damaged = load()
    turtle = re.sub("^PREFIX (.*)$", r"@prefix \1 .", PREAMBLE, flags=re.MULTILINE)
    turtle = re.sub("^BASE (.*)$", r"@base \1 .", turtle, flags=re.MULTILINE) + DAMAGE[name.removesuffix("-violation")]
    engine.bulk_load(turtle.encode(), format=ox.RdfFormat.TURTLE)
    damaged.replace({f"{BASE}graph/damage": "".join(f"{quad.triple} .\n" for quad in engine)})
    assert damaged.select(query)


def test_every_invariant_opens_with_its_message_in_chinese_and_english():
    for name, query in qc_queries():
        chinese, english, *_ = query.splitlines()
        assert re.fullmatch(r"# .*[\u4e00-\u9fff].*。", chinese), name
        assert re.fullmatch(r"# [A-Z][ -~]*\.", english), name


@pytest.mark.parametrize("question", competency_questions(), ids=lambda question: question.name)
def test_each_competency_question_is_answered(store: Store, question: SavedQuery):
    rows = store.select(question.sparql)
    assert rows
    assert len(rows) == len({tuple(sorted(row.items())) for row in rows}), "a row comes twice"


@pytest.mark.parametrize("question", competency_questions(), ids=lambda question: question.name)
def test_each_competency_question_opens_with_what_it_asks_and_which_terms_it_uses(question: SavedQuery):
    assert re.search(r"[\u4e00-\u9fff].*[？。]$", question.question)
    assert re.fullmatch(r"[A-Z][ -~]*[?.]", question.english)
    body = question.sparql.partition("SELECT")[2]
    assert question.terms
    assert all(term in body for term in question.terms)


def test_queries_declare_the_standard_prefixes():
    for text in [query for _, query in qc_queries()] + [question.sparql for question in competency_questions()]:
        for prefix, iri in re.findall(r"^PREFIX (\S+): <(.*)>$", text, flags=re.MULTILINE):
            assert PREFIXES[prefix] == iri


def answers(store: Store, name: str) -> list[dict[str, str]]:
    (question,) = (question for question in competency_questions() if question.name == name)
    return store.select(question.sparql)


def test_outcomes_of_farmland_protection_come_surest_first(store: Store):
    rows = [row for row in answers(store, "outcomes-of-a-duty") if row["year"] == "2022"]
    assert [row["text"] for row in rows] == [
        "落实耕地占补平衡，累计补充耕地130亩；",
        "按照《清河市耕地保护条例》完成柳林村土地整理项目。",
    ]
    assert [row["confidence"] for row in rows] == ["0.91", "0.55"]


def test_a_duty_without_outcome_is_found_as_a_gap(store: Store):
    assert {row["label"] for row in answers(store, "duties-without-outcomes")} == {"负责不动产登记工作"}


def test_a_duty_leads_to_law_and_outcome_in_one_query(store: Store):
    rows = answers(store, "from-duty-to-law-to-outcome")
    assert {("耕地保护", "土地管理法", "第三十六条"), ("耕地保护", "土地管理法", "第三十七条")} == {
        (row["function"], row["law"], row["article"]) for row in rows
    }


def test_change_from_year_to_year_is_told_in_chinese(store: Store):
    changes = {
        (row["year"], row["number"]): row.get("change", "") for row in answers(store, "duties-through-the-years")
    }
    assert changes == {("2022", "1"): "", ("2022", "2"): "", ("2023", "1"): "改写", ("2023", "2"): "保留"}


def test_a_finding_without_verdict_cannot_be_checked(store: Store):
    verdicts = {row["code"]: row["verdict"] for row in answers(store, "findings")}
    assert verdicts == {"rate-confirmed": "相符", "balance-uncheckable": "无法核对", "task-carried-over": "无法核对"}
