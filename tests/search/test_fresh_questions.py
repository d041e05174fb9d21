"""Questions written before their answers were looked at, over one real report and eighteen fictional ones: none may slide back."""

from __future__ import annotations

from pathlib import Path
from statistics import mean

import pytest
from fresh_questions import Question, load_questions, score, text_of, workspace_of

import zhitu
from search.answer import Answer, Status

SETS = ("first", "second", "third", "fourth")
Asked = list[tuple[Question, Answer, float]]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    folder = tmp_path_factory.mktemp("fresh")
    workspaces: dict[str, zhitu.Workspace] = {}
    found = []
    for question in (one for name in SETS for one in load_questions(name)):
        if question.where not in workspaces:
            workspaces[question.where] = workspace_of(question.where, folder)
        workspace = workspaces[question.where]
        answer = workspace.ask(question.text)
        found.append((question, answer, score(question, answer, text_of(workspace))))
    return found


def test_fresh_questions_are_answered_as_well_as_before(asked: Asked) -> None:
    assert mean(value for _, _, value in asked) >= 0.85


def test_other_departments_are_asked_about_as_well_as_the_example(asked: Asked) -> None:
    assert mean(value for question, _, value in asked if question.where != "example") >= 0.8


def test_what_no_report_says_is_refused(asked: Asked) -> None:
    assert mean(value for question, _, value in asked if question.type == "unanswerable") >= 0.9


def test_what_a_report_says_is_hardly_ever_refused(asked: Asked) -> None:
    refused = [
        answer.status in (Status.NOT_FOUND, Status.NOT_UNDERSTOOD)
        for question, answer, _ in asked
        if question.type != "unanswerable"
    ]
    assert mean(refused) <= 0.1


def test_a_harder_set_in_plain_words_does_not_slide_back(tmp_path: Path) -> None:
    workspace = workspace_of("example", tmp_path)
    texts = text_of(workspace)
    questions = load_questions("fifth")
    scores = [score(one, workspace.ask(one.text), texts) for one in questions]
    assert mean(scores) >= 0.52
    assert all(value == 1 for one, value in zip(questions, scores, strict=True) if one.type == "unanswerable")
