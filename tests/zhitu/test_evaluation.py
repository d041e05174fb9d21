"""Measuring on questions with known answers: what counts as right, the files that are read, the table that is printed."""

from __future__ import annotations

import importlib.util
import json
import re
from typing import Any

import pytest
from doc_blocks import ROOT, Step, run, steps
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import zhitu
from kg.errors import UnknownReport, UnreadableFile
from zhitu.cli import app
from zhitu.evaluation import Place, Row, Texts, Thing, evaluate, judge
from zhitu.expected import Question, Quote, Wanted, read_questions
from zhitu.workspace import Workspace

EXAMPLE = ROOT / "examples" / "liwan-2022"
GOLD = ROOT / "tests" / "gold" / "liwan-2022"
runner = CliRunner()


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace that holds the example report."""
    workspace = zhitu.open(tmp_path_factory.mktemp("evaluation") / "ws")
    workspace.add([EXAMPLE / "liwan-2022.txt"])
    return workspace


def question(text: str, *expected: str, **more: Any) -> Question:
    wanted = tuple(map(Wanted.of, expected))
    return Question(id="1", text=text, type="", wanted=wanted, passages=wanted, **more)


def at(start: int, end: int, report: str = "r") -> Thing:
    return Thing("", (Place(report, start, end),))


# --- what counts as right ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "fits"),
    [
        (Place("r", 100, 150), True),
        (Place("r", 110, 120), True),  # finer
        (Place("r", 80, 200), True),  # the clause around it
        (Place("r", 0, 400), False),  # a whole section
        (Place("r", 140, 190), False),  # beside it
        (Place("r", 150, 200), False),
        (Place("other", 100, 150), False),
        (Place("r", 120, 120), False),
    ],
)
def test_a_place_is_right_when_it_is_about_the_expected_one_and_no_section(shown, fits):
    assert shown.fits(Place("r", 100, 150)) is fits


@pytest.mark.parametrize(
    ("shown", "ndcg", "recall"),
    [
        ([at(0, 10), at(20, 30)], 1.0, 1.0),
        ([at(0, 10)], 0.613, 0.5),
        ([at(50, 60), at(0, 10), at(20, 30)], 0.693, 1.0),
        ([at(0, 10), at(2, 8), at(20, 30)], 1.0, 1.0),  # says again what was found
        ([at(80, 90), at(0, 10), at(20, 30)], 1.0, 1.0),  # accepted
        ([at(50 + n, 51 + n) for n in range(10)] + [at(0, 10)], 0.0, 0.0),  # too late
        ([Thing("", (Place("r", 0, 10), Place("r", 20, 30)))], 1.0, 1.0),  # one that is about both
        ([], 0.0, 0.0),
    ],
)
def test_gain_and_recall_of_two_things_expected(shown, ndcg, recall):
    found = judge(shown, [at(0, 10), at(20, 30)], [at(80, 90)])
    assert found == (pytest.approx(ndcg, abs=0.001), recall)


def test_ten_are_enough_where_more_are_expected():
    wanted = [at(10 * n, 10 * n + 5) for n in range(16)]
    assert judge(wanted, wanted) == (pytest.approx(1.0), 1.0)


@given(st.lists(st.integers(0, 30), unique=True), st.lists(st.integers(0, 30), unique=True, min_size=1))
def test_figures_lie_between_nothing_and_one_and_a_wrong_thing_in_front_never_helps(shown, wanted):
    things, expected = [at(10 * n, 10 * n + 5) for n in shown], [at(10 * n, 10 * n + 5) for n in wanted]
    ndcg, recall = judge(things, expected)
    assert 0 <= ndcg <= 1.000001
    assert 0 <= recall <= 1
    worse = judge([at(990, 999), *things], expected)
    assert worse[0] <= ndcg
    assert worse[1] <= recall


def test_it_finds_the_same_places_as_the_scorer_of_the_annotation(ws):
    spec = importlib.util.spec_from_file_location("gold_scorer", ROOT / "tests/gold/score.py")
    assert spec is not None
    assert spec.loader is not None
    scorer: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    import pyoxigraph as ox

    store = ox.Store()
    store.load(ws.store.export("nq"), format=ox.RdfFormat.N_QUADS)
    gold = scorer.Gold(GOLD)
    system = scorer.System(store, gold.text, gold.year, gold.department)
    measured = {case.id: case for case in evaluate(ws, read_questions(GOLD / "questions.json")).cases}
    compared = 0
    for one in gold.questions:
        answer, case = ws.ask(one["q"]).to_json(), measured[one["id"]]
        if one["type"] == "unanswerable":
            assert case.is_right == (scorer.score_question(gold, system, one, answer)["score"] == 1)
        elif not case.refused and len(answer["answers"]) <= 10 and len(one["answer_ids"]) <= 10:
            assert case.recall == pytest.approx(scorer.score_question(gold, system, one, answer)["recall"]), one["q"]
            compared += 1
    assert compared > 10


# --- where things stand --------------------------------------------------------------------------------------------


def test_a_quote_is_found_across_blanks_and_widths(ws):
    texts = Texts(ws)
    (report,) = ws.reports()
    found = texts.thing(Wanted.of("完成 ２０２０ 和２０２１\n年度耕地资源质量分类更新与监测专项"), "")
    assert found is not None
    (place,) = found.places
    assert (place.report, place.end - place.start) == (report.iri, 28)


def test_an_iri_stands_where_its_evidence_does(ws):
    (report,) = ws.reports()
    by_iri = Texts(ws).thing(Wanted.of(f"{report.iri}/outcome/2.3.1"), "")
    by_quote = Texts(ws).thing(Wanted.of("坚决守住耕地红线, 落实建设项目耕地占补平衡"), "")
    assert by_iri is not None
    assert by_quote is not None
    assert by_iri.is_about(by_quote)


def test_a_function_has_no_place_but_is_known_by_its_iri(ws):
    thing = Texts(ws).thing(Wanted.of("https://w3id.org/zhitu/function/NR09"), "")
    assert thing == Thing("https://w3id.org/zhitu/function/NR09", ())


def test_words_that_stand_more_than_once_are_taken_where_the_annotation_says(ws):
    texts = Texts(ws)
    everywhere = texts.thing(Wanted(quotes=(Quote("耕地"),)), "")
    there = texts.thing(Wanted(quotes=(Quote("耕地", near=6000, part=(0, 1)),)), "")
    assert everywhere is not None
    assert there is not None
    assert len(everywhere.places) > 5
    assert [abs(place.start - 6000) for place in there.places] == [min(abs(p.start - 6000) for p in everywhere.places)]
    assert there.places[0].end - there.places[0].start == 1


# --- measuring -----------------------------------------------------------------------------------------------------


def test_a_refusal_is_right_where_there_is_no_answer_and_wrong_where_there_is_one(ws):
    text = "2022年荔湾区教育经费投入是多少"
    result = evaluate(ws, [question(text), question(text, "坚决守住耕地红线")])
    assert result.total is not None
    assert (result.total.refused_rightly, result.total.refused_wrongly, result.total.answered_wrongly) == (1, 1, 0)
    assert (result.total.ndcg, result.total.recall) == (0, 0)
    assert [case.is_right for case in result.cases] == [True, False]


def test_an_answer_where_there_is_none_is_counted(ws):
    result = evaluate(ws, [question("哪些成效对应耕地保护职责")])
    assert result.total is not None
    assert result.total.answered_wrongly == 1
    assert result.total.ndcg is None


def test_retrieval_is_measured_without_the_questions_operation(ws):
    result = evaluate(ws, [question("老楼装电梯", "核发建设工程规划许可161个")], retrieval=True)
    assert result.mode == "retrieval"
    assert result.cases[0].is_right
    assert "加装电梯" in result.cases[0].said


def test_another_encoder_is_measured_without_touching_the_workspace(ws, monkeypatch):
    from search.encoders import Role, load_encoder

    class Blind:
        """Knows one direction only: passages are found by their words or not at all."""

        name, dimension, fingerprint = "blind", 2, "blind-1"

        def encode(self, texts, *, role: Role):
            import numpy as np

            return np.tile(np.array([[1.0, 0.0]], dtype=np.float32), (len(texts), 1))

    monkeypatch.setattr(
        "search.encoders.load_encoder", lambda name=None: Blind() if name == "blind" else load_encoder(name)
    )
    before = sorted(path.name for path in ws.folder.rglob("*"))
    asked = [question("加装电梯", "核发建设工程规划许可161个"), question("教育经费")]
    result = evaluate(ws, asked, model="blind", retrieval=True)
    assert result.model == "blind"
    assert result.cases[0].recall == 1
    assert sorted(path.name for path in ws.folder.rglob("*")) == before


def test_the_bundled_encoder_measured_by_name_gives_what_the_workspace_gives(ws):
    asked = read_questions(EXAMPLE / "questions.jsonl")
    own, named = (evaluate(ws, asked, model=model, retrieval=True) for model in (None, "zhitu-static"))
    assert [case.ndcg for case in own.cases] == [case.ndcg for case in named.cases]


def test_a_question_whose_quote_stands_in_no_report_is_told_and_not_counted(ws):
    result = evaluate(ws, [question("有几所学校", "新建学校九十九所"), question("教育经费")])
    assert [(one.question, one.expected) for one in result.unresolved] == [("有几所学校", "新建学校九十九所")]
    assert result.total is not None
    assert result.total.questions == 1


def test_a_question_about_a_report_that_is_not_there_is_told(ws):
    with pytest.raises(UnknownReport):
        evaluate(ws, [question("耕地", "耕地", report="2019")])


def test_rows_have_the_median_and_the_time_of_nineteen_in_twenty(ws):
    cases = evaluate(ws, [question("教育经费")]).cases
    from dataclasses import replace

    row = Row.of("", [replace(cases[0], ms=float(ms)) for ms in range(1, 41)])
    assert (row.questions, row.median_ms, row.slow_ms) == (40, 20.5, 38.0)


# --- files ---------------------------------------------------------------------------------------------------------


def test_the_annotation_is_read_with_its_entities(ws):
    questions = {one.id: one for one in read_questions(GOLD / "questions.json")}
    assert len(questions) == 25
    assert questions["Q16"].wanted == ()
    assert len(questions["Q01"].wanted) == 3
    assert questions["Q01"].report == "广州市规划和自然资源局荔湾区分局/2022"
    (quote,) = questions["Q13"].wanted[0].quotes
    assert quote.part is not None
    assert quote.text[slice(*quote.part)] == "79.83"
    assert questions["Q02"].passages != questions["Q02"].wanted


def test_lines_of_ones_own_may_be_short_or_full(tmp_path):
    path = tmp_path / "题.jsonl"
    path.write_text(
        '\ufeff{"q": "甲", "expected": []}\n\n'
        '{"q": "乙", "id": 7, "type": "数字", "expected": ["甲乙"], "also": ["https://example.org/x"], "report": "2022"}\n',
        encoding="utf-8",
    )
    short, full = read_questions(path)
    assert short == Question("1", "甲", "", ())
    wanted = (Wanted(quotes=(Quote("甲乙"),)),)
    assert full == Question("7", "乙", "数字", wanted, (Wanted(iri="https://example.org/x"),), wanted, "2022")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("你好", "读不出来"),
        ('{"q": "甲"}', "第 1 行缺 expected"),
        ('{"expected": []}', "读不出来"),
        ('\n{"q": "甲", "expected": "乙"}', "第 2 行的 expected"),
        ('{"q": "甲", "expected": [""]}', "第 1 行的 expected"),
        ("[1]", "读不出来"),
        ("5", "读不出来"),
        ("", "没有题目"),
    ],
)
def test_a_file_that_is_no_question_file_is_told(tmp_path, content, what):
    path = tmp_path / "题.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableFile, match=what):
        read_questions(path)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UnreadableFile, match=r"题\.jsonl"):
        read_questions(tmp_path / "题.jsonl")


# --- the verb ------------------------------------------------------------------------------------------------------


def test_json_holds_rows_and_cases(ws):
    result = runner.invoke(app, ["-w", str(ws.folder), "eval", str(EXAMPLE / "questions.jsonl"), "--json"])
    assert result.exit_code == 0, result.output
    (evaluation,) = json.loads(result.output)
    assert [row["type"] for row in evaluation["rows"]] == ["口语", "职责", "数字", "没有答案"]
    assert evaluation["total"]["questions"] == len(evaluation["cases"]) == 6


def test_each_encoder_named_gets_a_table(ws):
    path = str(EXAMPLE / "questions.jsonl")
    arguments = ["eval", path, "--retrieval", "--model", "zhitu-static", "--model", "zhitu-static"]
    result = runner.invoke(app, ["-w", str(ws.folder), *arguments])
    assert result.exit_code == 0, result.output
    assert result.output.count("检索 · 编码器 zhitu-static") == 2


def test_misses_are_listed_on_request_and_what_is_not_counted_always(ws, tmp_path):
    path = tmp_path / "题.jsonl"
    lines = [
        {"id": "甲", "q": "教育经费是多少", "expected": ["坚决守住耕地红线"]},
        {"id": "乙", "q": "哪些成效对应耕地保护职责", "expected": []},
        {"id": "丙", "q": "有几所学校", "expected": ["新建学校九十九所"]},
    ]
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    result = runner.invoke(app, ["-w", str(ws.folder), "eval", str(path), "--misses"])
    assert result.exit_code == 1
    assert "拒答 · nDCG 0.00" in result.output
    assert "没有答案而答了" in result.output
    assert "未计入 丙 有几所学校" in result.output


@pytest.mark.parametrize("step", steps("docs/evaluation.md"), ids=lambda step: step.command)
def test_the_transcript_of_the_documentation_is_what_is_printed_but_for_the_times(step: Step, ws):
    assert timeless(run(step.command, ws.folder)) == timeless(step.printed)


def timeless(table: str) -> list[str]:
    lines = [re.sub(r"[\d.]+$|\d+ 毫秒内$", "…", line) for line in table.splitlines()]
    return [" ".join(line.replace("─", "").split()) for line in lines]


def test_the_documentation_shows_a_transcript():
    assert steps("docs/evaluation.md")
