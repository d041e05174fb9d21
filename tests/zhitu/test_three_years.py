"""The example of three years against its annotation: links between the years, planted slips, questions."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

import pytest
from make_three_years import REPORTS, TEXTS, made
from starlette.testclient import TestClient

import zhitu
from zhitu.demo import years_files
from zhitu.evaluation import evaluate
from zhitu.expected import read_questions
from zhitu.serving.app import create_app
from zhitu.serving.workers import Limits
from zhitu.workspace import Workspace

GOLD: dict[str, Any] = json.loads((TEXTS / "gold.json").read_text(encoding="utf-8"))
QUESTIONS = REPORTS.parent / "questions.jsonl"
KINDS = ("duty", "task", "problem")
Links = dict[tuple[str, str], str]


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    held = zhitu.open(tmp_path_factory.mktemp("years") / "ws")
    held.add(years_files())
    return held


def short(iri: str) -> str:
    """…/id/report/澜州市砚湖区生态环境局/2022/task/3.2 → 2022/task/3.2"""
    return iri.split("/report/", 1)[1].split("/", 1)[1]


def rows(held: Workspace, query: str) -> list[dict[str, str]]:
    return held.store.select(held.prepared(query))


# --- the files ------------------------------------------------------------------------------------------------


def parts(data: bytes) -> dict[str, bytes] | bytes:
    """What a file holds, whatever packed it."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_files_are_what_the_texts_make():
    files = made()
    assert {path.name for path in REPORTS.iterdir()} == set(files)
    for name, data in files.items():
        assert parts((REPORTS / name).read_bytes()) == parts(data), f"{name}: run python tests/make_three_years.py"


def test_every_report_says_that_it_is_invented(years: Workspace):
    for holding in years.reports():
        texts = rows(years, f"SELECT ?text {{ <{holding.iri}#text> nif:isString ?text }}")
        assert "虚构示例" in texts[0]["text"]


def test_the_table_joins_the_report_of_its_year(years: Workspace):
    assert [(one.year, one.kind) for one in years.reports()] == [
        (year, "self-evaluation") for year in (2021, 2022, 2023)
    ]


# --- links ----------------------------------------------------------------------------------------------------


def wanted_links() -> Links:
    return {
        (f"{year}/{kind}/{later}", f"{int(year) - 1}/{kind}/{earlier}"): change
        for year, kinds in GOLD["years"].items()
        for kind in KINDS
        for later, earlier, change in kinds[kind]
    }


def f1(want: set[Any], got: set[Any]) -> float:
    return 2 * len(want & got) / (len(want) + len(got))


def test_links_across_the_years_agree_with_the_annotation(years: Workspace):
    want = wanted_links()
    got = {
        (short(row["later"]), short(row["earlier"])): row["change"].rsplit("#", 1)[1]
        for row in rows(
            years,
            """SELECT ?later ?earlier ?change { ?axiom owl:annotatedSource ?later ; owl:annotatedTarget ?earlier ;
                owl:annotatedProperty zt:continues ; zt:changeKind ?change }""",
        )
    }
    assert f1(set(want), set(got)) >= 0.97
    assert sum(want[pair] == got[pair] for pair in want.keys() & got.keys()) >= 0.95 * len(want)


def test_new_and_dropped_units_agree_with_the_annotation(years: Workspace):
    want = {
        (f"{int(year) - (change == 'dropped')}/{kind}/{number}", change.title())
        for year, kinds in GOLD["years"].items()
        for kind in KINDS
        for change in ("new", "dropped")
        for number in kinds[f"{kind}-{change}"]
    }
    query = "SELECT ?unit ?change { ?unit zt:changeKind ?change FILTER (?change IN (zt:New, zt:Dropped)) }"
    got = {(short(row["unit"]), row["change"].rsplit("#", 1)[1]) for row in rows(years, query)}
    assert f1(want, got) >= 0.9


def test_what_was_delivered_a_year_later_is_linked_to_its_task(years: Workspace):
    got = {
        (short(row["outcome"]), short(row["task"]))
        for row in rows(years, "SELECT ?outcome ?task { ?outcome zt:fulfils ?task }")
    }
    later = {pair for pair in got if pair[0][:4] != pair[1][:4]}
    assert f1({tuple(pair) for pair in GOLD["delivered-later"]}, later) >= 0.85


def test_a_renamed_bureau_is_one_lineage(years: Workspace):
    value = years.compare("砚湖区", 2021, 2023)
    assert (value.department, value.former) == ("澜州市砚湖区生态环境局", "澜州市生态环境局砚湖区分局")


@pytest.mark.parametrize("spelling", [name for names in GOLD["spellings"] for name in names])
def test_a_project_is_one_through_its_spellings_and_stages(years: Workspace, spelling: str):
    first = next(names[0] for names in GOLD["spellings"] if spelling in names)
    line = years.timeline(spelling)
    assert (line.subject, line.kind) == (first, "Project")
    reached: dict[str, list[str]] = {}
    for point in line.points:
        if point.claim == "实际":
            reached.setdefault(str(point.year), []).append(point.label)
    assert reached == GOLD["stages"][first]


# --- findings ---------------------------------------------------------------------------------------------------

_COMPARISONS = {"planned-actual", "task-without-follow-up"}  # what differs, and is no slip


def findings(held: Workspace, where: str = "") -> list[dict[str, str]]:
    return rows(
        held,
        f"""SELECT ?finding ?code ?comment ?report ?holds {{ ?finding a zt:Finding ; zt:code ?code ; rdfs:comment ?comment ;
            zt:inReport ?report OPTIONAL {{ ?finding zt:holds ?holds }} {where} }}""",
    )


def bare(text: str) -> str:
    return text.replace(",", "")


def test_every_planted_slip_is_found_and_nothing_else_is_called_wrong(years: Workspace):
    broken = [one for one in findings(years) if one.get("holds") == "false" and one["code"] not in _COMPARISONS]
    explained = set()
    for slip in GOLD["slips"]:
        hits = [
            one["finding"]
            for one in broken
            if short(one["report"]) == slip["report"] and bare(slip["figures"][-1]) in bare(one["comment"])
        ]
        assert hits, slip["what"]
        explained |= set(hits)
    alarms = {one["finding"]: short(one["report"]) for one in broken if one["finding"] not in explained}
    assert all(list(alarms.values()).count(year) <= 1 for year in ("2021", "2022", "2023")), alarms


def test_printed_growth_is_recomputed_and_real_growth_is_not(years: Workspace):
    told: dict[str, list[str]] = {"true": [], "false": [], "": []}
    for one in {one["finding"]: one for one in findings(years) if one["code"].startswith("growth-")}.values():
        told[one.get("holds", "")].append(one["comment"])
    assert len(told["true"]) == len(GOLD["growth"]["right"])
    assert len(told["false"]) == 1
    assert GOLD["growth"]["wrong"][0] in told["false"][0]
    assert sorted(re.findall(r"所述 (\S+)", "".join(told[""]))) == GOLD["growth"]["real"]


def test_problems_that_stay_and_return_and_copied_text_are_told(years: Workspace):
    told = {one["finding"]: one for one in findings(years)}.values()
    for code, subjects in GOLD["problems"].items():
        comments = [one["comment"] for one in told if one["code"] == code]
        assert len(comments) == len(subjects)
        assert all(any(subject in comment for comment in comments) for subject in subjects)
    assert sum(one["code"] == "text-reused" for one in told) == len(GOLD["text-reused"])


def test_no_task_with_a_sequel_is_called_forgotten(years: Workspace):
    query = "SELECT ?task { ?finding zt:code 'task-without-follow-up' ; zt:about ?task }"
    got = {short(row["task"]) for row in rows(years, query)}
    assert got <= set(GOLD["without-follow-up"])
    assert got


# --- web pages ---------------------------------------------------------------------------------------------------


def words_of(client: TestClient, address: str, **asked: str) -> str:
    """What a page says, without its markup."""
    page = client.get(address, params=asked)
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.text))


def test_the_pages_over_the_years_show_what_was_planted(years: Workspace):
    name = "澜州市砚湖区生态环境局"
    with TestClient(create_app(years, Limits(processes=1))) as client:
        text = words_of(client, "/years")
        assert "曾用名 澜州市生态环境局砚湖区分局" in text
        assert text.index("保留 16") < text.index("改写") < text.index("合并 4") < text.index("取消 12")
        text = words_of(client, "/compare", department=name, **{"from": "2021", "to": "2022"})
        assert "负责应对气候变化工作" in text
        assert "9,860.00万元" in text
        text = words_of(client, "/timeline", department=name)
        assert all(value in text for value in ("4,820万吨", "5,061万吨", "5,314万吨"))
        text = words_of(client, "/timeline", department=name, subject="砚湖水生态修复工程")
        assert text.index("批复") < text.index("开工") < text.rindex("竣工")


# --- questions --------------------------------------------------------------------------------------------------


def test_questions_over_the_years_are_answered(years: Workspace):
    result = evaluate(years, read_questions(QUESTIONS))
    assert result.unresolved == ()
    assert result.total is not None
    assert result.total.recall >= 0.8


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("环保产业增加值三年分别是多少？", ["21.60亿元", "22.90亿元", "24.30亿元"]),
        ("危险废物安全处置量哪一年最多？", ["1.25万吨", "1.40万吨", "1.54万吨"]),
    ],
)
def test_a_series_is_told_by_its_values_not_by_its_growth(years: Workspace, question: str, values: list[str]):
    assert [answer["label"].rsplit(" ", 1)[-1] for answer in years.ask(question).to_json()["answers"]] == values
