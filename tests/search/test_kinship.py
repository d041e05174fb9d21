"""Re-ranking by the graph: what it ties to a strong match is lifted or shown beside it, and nothing becomes an answer by it."""

from __future__ import annotations

import pytest
from fresh_questions import load_questions, workspace_of

import zhitu
from kg.store import Store
from ontology import DCTERMS, ZT
from search.answer import Asker, Status
from search.asking.kinship import NO_WEIGHTS, Kin, Ties, Weights, kin_of, load_weights, ties_of

WEIGHTS = Weights(fulfils=1.0, duty=2.0, same_item=1.0)


def test_the_outcome_of_the_task_that_fits_best_is_lifted():
    ties = {"任务": Ties(), "成效甲": Ties(fulfils=frozenset({"任务"})), "成效乙": Ties()}
    kin = kin_of({"任务": 2.0, "成效甲": -1.0, "成效乙": -1.0}, ties, WEIGHTS)
    assert (kin["成效甲"].lifted, kin["成效乙"].lifted) == (1.0, 0.0)


def test_a_lift_never_takes_an_outcome_past_the_task_or_duty_that_gives_it():
    ties = {"职责": Ties(), "成效": Ties(duties=frozenset({"职责"}))}
    evidence = {"职责": 2.0, "成效": 1.9}
    kin = kin_of(evidence, ties, WEIGHTS)
    assert evidence["成效"] + kin["成效"].lifted == pytest.approx(2.0)


def test_a_duty_that_fits_hardly_better_than_others_lifts_little():
    ties = {"职责": Ties(), "别的": Ties(), "成效": Ties(duties=frozenset({"职责"}))}
    near = kin_of({"别的": 0.0, "职责": 0.0, "成效": -3.0}, ties, WEIGHTS)["成效"].lifted
    far = kin_of({"别的": 2.0, "职责": 0.0, "成效": -3.0}, ties, WEIGHTS)["成效"].lifted
    assert far < 0.05 * near


def test_what_stands_in_the_same_item_is_shown_beside_and_ranked_no_higher():
    ties = {"甲": Ties(item="一是"), "乙": Ties(item="一是"), "丙": Ties(item="二是")}
    kin = kin_of({"甲": 1.0, "乙": -1.0, "丙": -1.0}, ties, WEIGHTS)
    assert kin["乙"] == Kin(lifted=0.0, beside=1.0)
    assert kin["丙"] == Kin()


def test_ties_are_read_from_the_graph_and_a_section_is_no_item():
    lines = [
        f"<urn:outcome> <{ZT.fulfils}> <urn:task> .",
        f"<urn:outcome> <{ZT.underDuty}> <urn:duty> .",
        f"<urn:outcome> <{DCTERMS.isPartOf}> <urn:item> .",
        f"<urn:task> <{DCTERMS.isPartOf}> <urn:section> .",
        f"<urn:section> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ZT.Section}> .",
    ]
    store = Store.in_memory()
    store.replace({"urn:report": "\n".join(lines) + "\n"})
    assert ties_of(store, ["urn:outcome", "urn:task"]) == {
        "urn:outcome": Ties(frozenset({"urn:task"}), frozenset({"urn:duty"}), "urn:item"),
        "urn:task": Ties(),
    }


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> zhitu.Workspace:
    return workspace_of("example", tmp_path_factory.mktemp("kinship"))


def refused(asker: Asker, question: str) -> bool:
    return asker.ask(question).status in (Status.NOT_FOUND, Status.NOT_UNDERSTOOD)


def test_ties_however_heavy_make_no_answer_of_nothing_and_nothing_of_an_answer(example: zhitu.Workspace):
    questions = [one.text for name in ("first", "fourth") for one in load_questions(name) if one.where == "example"]
    asker = Asker(example.store, example.index)
    asker.view.weights = Weights(50.0, 50.0, 50.0)
    heavy = [refused(asker, question) for question in questions]
    asker.view.weights = NO_WEIGHTS
    assert [refused(asker, question) for question in questions] == heavy
    assert any(heavy)


def test_the_other_outcome_of_the_same_duty_and_item_is_shown_beside_the_best(example: zhitu.Workspace):
    asker = Asker(example.store, example.index)
    assert asker.view.weights == load_weights()
    question, told = "滑坡塌方的地方有没有人去看", "开展地质灾害巡查排查43次"
    assert any(told in one.text for one in asker.ask(question).answers)
    asker.view.weights = NO_WEIGHTS
    assert not any(told in one.text for one in asker.ask(question).answers)
