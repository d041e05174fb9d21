"""The command line as a newcomer meets it: every verb, wrong inputs, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.errors import KgError
from zhitu.cli import app

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "examples" / "liwan-2022" / "liwan-2022.txt"
runner = CliRunner()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that holds the example report."""
    path = tmp_path_factory.mktemp("cli") / "ws"
    assert runner.invoke(app, ["-w", str(path), "add", str(REPORT)]).exit_code == 0
    return path


def run(folder: Path, *arguments: str, code: int = 0) -> str:
    result = runner.invoke(app, ["-w", str(folder), *arguments])
    assert result.exit_code == code, result.output
    return result.output


def zhitu(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """The program as it is started from a shell."""
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [sys.executable, "-c", "from zhitu.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
        **options,
    )


def test_help_is_in_chinese_with_english_beside_it():
    text = runner.invoke(app, ["--help"]).output
    assert "职图" in text
    assert "Auditable" in text
    for verb in ("add", "ask", "check", "export", "review", "sparql", "demo"):
        assert verb in text


def test_the_version_is_told_without_a_verb():
    result = runner.invoke(app, ["--version"])
    assert result.exit_code == 0
    assert result.output.startswith("zhitu ")


def test_every_verb_explains_itself():
    for command in app.registered_commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__
        result = runner.invoke(app, [name, "--help"])
        assert result.exit_code == 0
        assert "/ " in result.output


def test_the_flagship_question_is_answered_with_its_evidence(folder):
    text = run(folder, "ask", "哪些成效对应耕地保护职责")
    assert "找到3处" in text
    assert "坚决守住耕地红线" in text
    assert "字符" in text


def test_an_answer_as_json_has_the_promised_fields(folder):
    value = json.loads(run(folder, "ask", "哪些成效对应耕地保护职责", "--json"))
    assert set(value) >= {"question", "status", "text", "plan", "sparql", "answers", "values", "took_ms"}
    assert value["status"] == "answered"
    (report,) = {one["report"] for one in value["answers"]}
    assert report.startswith("https://w3id.org/zhitu/id/report/")
    for one in value["answers"]:
        assert set(one) >= {
            "iri",
            "type",
            "label",
            "text",
            "report",
            "department",
            "year",
            "score",
            "evidence",
            "value",
            "why",
        }
        assert all(isinstance(e["start"], int) and e["quote"] for e in one["evidence"])


def test_the_shown_sparql_can_be_run_and_finds_the_same(folder):
    query = run(folder, "ask", "哪些成效对应耕地保护职责", "--sparql")
    rows = json.loads(run(folder, "sparql", query, "--json"))["results"]["bindings"]
    answers = json.loads(run(folder, "ask", "哪些成效对应耕地保护职责", "--json"))["answers"]
    assert {row["item"]["value"] for row in rows} == {one["iri"] for one in answers}


def test_the_plan_says_how_the_question_was_understood(folder):
    plan = json.loads(run(folder, "ask", "哪些成效对应耕地保护职责", "--plan"))
    assert plan["targets"] == ["Outcome"]
    assert "NR09" in json.dumps(plan)


def test_a_batch_of_questions_gives_an_answer_a_line(folder, tmp_path):
    batch, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    batch.write_text('{"id": "甲", "q": "一共有几项职能"}\n\n{"id": "乙", "q": "2019年的成效"}\n', encoding="utf-8")
    run(folder, "ask", "--batch", str(batch), "--out", str(out))
    answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [one["id"] for one in answers] == ["甲", "乙"]
    assert answers[1]["status"] == "not_found"
    assert answers[1]["values"] == []


def test_a_batch_that_is_no_jsonl_is_told(folder, tmp_path):
    (tmp_path / "q.jsonl").write_text("你好", encoding="utf-8")
    result = runner.invoke(app, ["-w", str(folder), "ask", "--batch", str(tmp_path / "q.jsonl")])
    assert isinstance(result.exception, KgError)
    assert "问题文件读不出来" in str(result.exception)


def test_reports_are_listed_and_shown(folder):
    assert json.loads(run(folder, "list", "--json"))[0]["year"] == 2022
    assert "liwan-2022.txt" in run(folder, "list")
    shown = run(folder, "show", "liwan")
    assert "职责 16" in shown
    assert "成效 51" in shown


def test_search_prints_passages_best_first(folder):
    hits = json.loads(run(folder, "search", "老楼装电梯", "--json", "--type", "Outcome"))
    assert "加装电梯" in hits[0]["passage"]["text"]
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["SELECT (COUNT(?d) AS ?n) { ?d a zt:Duty }"], "16"),
        (["SELECT ?n { ?d a zt:Duty ; zt:number ?n } LIMIT 2", "-f", "csv"], "n\n"),
        (["ASK { ?d a zt:Duty }"], "是"),
        (["CONSTRUCT { ?d a zt:Duty } WHERE { ?d a zt:Duty } LIMIT 1"], "zt:Duty"),
        (["--prefixes"], "PREFIX zt: <https://w3id.org/zhitu/ontology#>"),
    ],
)
def test_sparql_prints_what_the_query_asks_for(folder, arguments, expected):
    assert expected in run(folder, "sparql", *arguments)


def test_sparql_reads_a_file_and_standard_input(folder, tmp_path):
    path = tmp_path / "duties.rq"
    path.write_text("SELECT (COUNT(?d) AS ?n) { ?d a zt:Duty }", encoding="utf-8")
    assert "16" in run(folder, "sparql", str(path))
    result = runner.invoke(app, ["-w", str(folder), "sparql", "-", "-f", "csv"], input="SELECT ?x { ?x a zt:Problem }")
    assert result.output.count("/problem/") == 3


def test_check_tells_what_holds_and_finds_the_graph_sound(folder):
    text = run(folder, "check", "liwan")
    assert "79.83%" in text
    assert "形状与不变式违反 0 条" in text


def test_a_link_can_be_rejected_and_is_then_gone(folder, tmp_path):
    path = tmp_path / "ws"
    run(path, "add", str(REPORT))
    run(path, "review", "outcome/2.3.1", "underDuty", "duty/9", "--reject", "--reviewer", "张三")
    left = run(path, "sparql", "SELECT ?d { ?o zt:number '2.3.1' ; zt:underDuty ?d }", "-f", "csv")
    assert "duty/9" not in left
    assert "outcome/2.3.1 underDuty duty/9" not in run(path, "review")


def test_the_stages_show_one_report_going_through():
    for verb, expected in (
        ("read", "全民所有自然资源资产统计制度"),
        ("outline", "tasks"),
        ("extract", "duty/9"),
        ("link", "underDuty"),
        ("rdf", "<https://w3id.org/zhitu/ontology#Duty>"),
    ):
        result = runner.invoke(app, [verb, str(REPORT)])
        assert result.exit_code == 0, result.output
        assert expected in result.output
    assert json.loads(runner.invoke(app, ["read", str(REPORT), "--json"]).output)["media_type"] == "text/plain"


def test_one_bad_file_of_a_batch_makes_the_exit_code_one_and_the_rest_is_added(tmp_path):
    bad = tmp_path / "空.txt"
    bad.write_bytes(b"")
    text = run(tmp_path / "ws", "add", str(bad), str(REPORT), code=1)
    assert "未能加入" in text
    assert "已加入 liwan-2022.txt" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", "耕地"], "还没有工作区"),
        (["list"], "还没有工作区"),
        (["read", "没有.txt"], "没有.txt"),
        (["sparql", "SELECT"], "还没有工作区"),
    ],
)
def test_an_error_is_one_sentence_on_standard_error_and_exit_code_three(tmp_path, arguments, message):
    result = zhitu("-w", str(tmp_path / "ws"), *arguments)
    assert result.returncode == 3
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_a_wrong_command_line_is_exit_code_two(folder):
    for arguments in (["ask"], ["add"], ["nope"], ["review", "a", "b", "c"], ["add", str(REPORT), "--kind", "诗"]):
        assert runner.invoke(app, ["-w", str(folder), *arguments]).exit_code == 2


def test_wrong_sparql_is_told_without_a_traceback(folder):
    result = zhitu("-w", str(folder), "sparql", "SELECT ?x { ?x zt:nope }")
    assert result.returncode == 3
    assert "查询语句有误" in result.stderr
    assert "Traceback" not in result.stderr


def test_asking_never_loads_torch_or_rdflib(folder):
    script = (
        "import sys; from typer.testing import CliRunner; from zhitu.cli import app;"
        f"r = CliRunner().invoke(app, ['-w', {str(folder)!r}, 'ask', '老楼装电梯的情况']); assert r.exit_code == 0;"
        "print([m for m in ('torch', 'sentence_transformers', 'rdflib', 'transformers') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_the_demo_answers_five_questions_the_first_being_the_flagship(tmp_path):
    text = run(tmp_path / "ws", "demo")
    assert text.count("问：") == 5
    assert text.index("哪些成效对应耕地保护职责") < text.index("找到3处") < text.index("土地出让收入")
    assert "285.72亿元" in text
    assert "174.5亿元" in text


def test_the_demo_of_years_leaves_the_workspace_of_the_real_report_alone(tmp_path):
    text = run(tmp_path / "ws", "demo", "--years")
    assert text.index("虚构示例") < text.index("2021年 → 2022年") < text.index("砚湖水生态修复工程（项目")
    assert "负责应对气候变化工作" in text
    assert text.count("问：") == 2
    assert [path.name for path in tmp_path.iterdir()] == ["ws-years"]
