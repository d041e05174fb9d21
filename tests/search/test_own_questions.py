"""Our own questions about the example report, scored like the annotated ones: what is tuned must not slide back.

`own_questions.json` has the form of `tests/gold/liwan-2022/questions.json`; the ids are those of its entities.
"""

from __future__ import annotations

import importlib.util
import json
from collections import defaultdict
from pathlib import Path
from statistics import mean
from types import ModuleType
from typing import Any

import pytest

import zhitu

TESTS = Path(__file__).parents[1]
EXAMPLE = TESTS.parent / "examples/liwan-2022/liwan-2022.txt"
KINDS = {"numeric": 0.85, "budget": 0.85, "unanswerable": 0.8, "duty_to_outcome": 0.85, "outcome_to_duty": 0.85}


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gold_score", TESTS / "gold/score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[float]]:
    """Type of question → the score of each question."""
    import pyoxigraph as ox

    folder = tmp_path_factory.mktemp("own")
    workspace = zhitu.open(folder / "workspace")
    workspace.add([EXAMPLE])
    score: Any = scorer()
    store = ox.Store()
    store.load(workspace.store.export("nq"), format=ox.RdfFormat.N_QUADS)
    gold = score.Gold(TESTS / "gold/liwan-2022")
    system = score.System(store, gold.text, gold.year, gold.department)
    found = defaultdict(list)
    for question in json.loads((TESTS / "search/own_questions.json").read_text(encoding="utf-8")):
        answer = workspace.ask(question["q"]).to_json()
        found[question["type"]].append(score.score_question(gold, system, question, answer)["score"])
    return found


def test_own_questions_are_answered_as_well_as_before(scores: dict[str, list[float]]) -> None:
    assert mean(score for kind in scores.values() for score in kind) >= 0.85


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_question_falls_behind(scores: dict[str, list[float]], kind: str) -> None:
    assert mean(scores[kind]) >= KINDS[kind]
