"""The documentation cannot rot: its commands are run, its Python is run, its links lead somewhere."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from doc_blocks import PAGES, ROOT, YEARS, Step, agrees, leads_somewhere, links, run, steps

import zhitu
from zhitu.cli import app
from zhitu.demo import example_files, years_files

MARKDOWN = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "examples/**/*.md", "bench/**/*.md", "search/**/*.md", "tests/**/README.md")
    for path in ROOT.glob(pattern)
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "zhitu-data"
    zhitu.open(folder).add(example_files())
    return folder


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("years") / "zhitu-data"
    zhitu.open(folder).add(years_files())
    return folder


@pytest.mark.parametrize(
    "step", [step for page in PAGES for step in steps(page)], ids=lambda s: f"{s.page}: {s.command[:40]}"
)
def test_a_transcript_is_what_the_command_prints(step: Step, workspace: Path, years: Path):
    actual = run(step.command, years if step.page in YEARS else workspace)
    assert agrees(step.printed, actual), f"run python tests/rewrite_docs.py and read the difference:\n{actual}"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_with_transcripts_has_some(page):
    assert steps(page)


def test_the_readmes_python_gives_what_it_says(workspace, monkeypatch):
    monkeypatch.chdir(workspace.parent)
    failed, tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False, encoding="utf-8")
    assert tried >= 5
    assert failed == 0


@pytest.mark.parametrize("path", MARKDOWN, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_between_files_lead_somewhere(path: Path):
    assert [link for link in links(path.read_text(encoding="utf-8")) if not leads_somewhere(path, link)] == []


def test_a_link_to_what_is_not_there_is_noticed():
    page = ROOT / "README.md"
    assert leads_somewhere(page, "docs/tour.md#text--outline")
    assert leads_somewhere(page, "#two-commands")
    assert not leads_somewhere(page, "docs/nowhere.md")
    assert not leads_somewhere(page, "docs/tour.md#nowhere")


def test_both_readmes_name_the_same_commands():
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md"))
    for text in ("make demo", "make test", "pip install -c constraints.txt -e .", "PIP_EXTRA_INDEX_URL"):
        assert text in english
        assert text in chinese


def test_every_verb_is_named_in_the_documentation():
    text = "".join(path.read_text(encoding="utf-8") for path in MARKDOWN)
    for command in app.registered_commands:
        assert command.callback is not None
        name = (command.name or command.callback.__name__).replace("_", "-")
        assert re.search(rf"zhitu (-w \S+ )?{name}\b|`{name}`", text), f"no page says what `zhitu {name}` does"


def test_nothing_names_a_path_of_the_machine_it_was_written_on():
    home = os.sep + "work" + os.sep
    for path in MARKDOWN:
        assert home not in path.read_text(encoding="utf-8")


def test_the_walk_through_runs(workspace):
    script = ROOT / "examples" / "liwan-2022" / "walk.py"
    done = subprocess.run(
        [sys.executable, str(script), str(workspace)], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert "找到3处" in done.stdout
    assert "耕地占补平衡" in done.stdout
    assert "个连通分量" in done.stdout


@pytest.mark.parametrize("path", sorted(ROOT.glob("examples/**/*.rq")), ids=lambda p: p.stem)
def test_every_example_query_has_its_question_and_finds_something(path, workspace):
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert zhitu.open(workspace).sparql(text)


@pytest.mark.parametrize("name", ["architecture", "development", "ontology", "security"])
def test_the_files_that_a_developer_page_names_are_there(name):
    text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:kg|ontology|search|zhitu|tests|docs|bench)/[\w/.-]+)`", text)
    assert named
    assert [one for one in named if not (ROOT / one).exists()] == []
