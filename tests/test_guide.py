"""The Chinese guide holds: its queries are run, its questions answered, its commands exist, every code is explained."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from doc_blocks import ROOT
from reference_pages import option_names, verbs

import zhitu
from zhitu.demo import example_files

GUIDE = sorted(ROOT.glob("docs/guide/*.md"))
COMMAND = re.compile(
    r"^ *(?:\.venv[/\\](?:bin|Scripts)[/\\])?zhitu (?:-w \S+ )?([a-z]+)(.*?)(?:  +#.*)?$", re.MULTILINE
)


def page(name: str) -> str:
    return (ROOT / "docs" / "guide" / name).read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^ *```{language}\n(.*?)^ *```$", text, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> zhitu.Workspace:
    found = zhitu.open(tmp_path_factory.mktemp("guide") / "ws")
    found.add(example_files())
    return found


def test_there_are_ten_queries():
    assert len(blocks(page("sparql.zh.md"), "sparql")) == 10


@pytest.mark.parametrize("number", range(10))
def test_a_query_of_the_ten_steps_finds_something(workspace, number):
    rows = workspace.sparql(blocks(page("sparql.zh.md"), "sparql")[number])
    assert rows
    assert all(set(row) == set(rows.variables) for row in rows)


def test_the_queries_show_what_the_text_beside_them_says(workspace):
    queries = blocks(page("sparql.zh.md"), "sparql")
    assert workspace.sparql(queries[6])[0]["outcomes"] == "0"
    assert "守住耕地红线" in "".join(row["text"] for row in workspace.sparql(queries[9]))


@pytest.mark.parametrize("question", "".join(blocks(page("asking.zh.md"), "questions")).splitlines())
def test_a_question_of_the_guide_is_answered(workspace, question):
    assert workspace.ask(question).status == "answered"


@pytest.mark.parametrize("path", GUIDE, ids=lambda path: path.stem)
def test_commands_of_the_guide_exist_with_their_options(path: Path):
    text = path.read_text(encoding="utf-8")
    for language in ("sh", "powershell"):
        for verb, rest in COMMAND.findall("".join(blocks(text, language))):
            assert verb in verbs()
            assert set(re.findall(r"(?<= )--?[a-z][a-z-]*", rest)) <= option_names(verb)


def test_the_guide_shows_most_verbs_at_work():
    shown = {
        verb for path in GUIDE for text in blocks(path.read_text("utf-8"), "sh") for verb, _ in COMMAND.findall(text)
    }
    assert {"demo", "add", "ask", "sparql", "check", "review", "compare", "serve", "export", "index", "eval"} <= shown


def test_every_diagnostic_is_explained():
    page_text = page("troubleshooting.zh.md")
    codes = set()
    for path in (ROOT / "kg").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Diagnostic":
                codes |= {one.value for one in node.args[:1] if isinstance(one, ast.Constant)}
    assert len(codes) > 10
    assert [code for code in sorted(codes) if f"`{code}`" not in page_text] == []


def test_the_guide_leads_to_each_of_its_pages():
    text = (ROOT / "docs" / "guide.zh.md").read_text(encoding="utf-8")
    assert [path.name for path in GUIDE if f"(guide/{path.name})" not in text] == []
