"""A person's decisions outrank the machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Justification, Link, Relation
from kg.review import Decision, apply_decisions, decision_triples, decisions_in
from kg.store import Store
from ontology import FUNCTION_BASE, ID_BASE

REPORT = f"{ID_BASE}report/样例局/2022"
GRAPH = f"{ID_BASE}graph/review"

DUTY = Link("outcome/1.1.1", Relation.UNDER_DUTY, "duty/9", 0.62, Justification.LEXICAL, ("耕地红线",))
IMPLEMENTS = Link("duty/9", Relation.IMPLEMENTS_FUNCTION, "NR09", 0.95, Justification.LEXICAL, ("耕地保护",))
DERIVED = Link("outcome/1.1.1", Relation.SERVES_FUNCTION, "NR09", 0.44, Justification.COMPOSITE, ("duty/9→NR09",))
NAMED = Link("outcome/1.1.1", Relation.SERVES_FUNCTION, "NR02", 0.65, Justification.LEXICAL, ("调查监测",))
LINKS = (IMPLEMENTS, DUTY, DERIVED, NAMED)


def iri_of(id: str) -> str:
    return f"{REPORT}/{id}" if id else REPORT


def decide(link: Link, accepted: bool, note: str = "") -> Decision:
    functions = (Relation.IMPLEMENTS_FUNCTION, Relation.SERVES_FUNCTION)
    object = f"{FUNCTION_BASE}{link.object}" if link.relation in functions else iri_of(link.object)
    return Decision(iri_of(link.subject), link.relation, object, accepted, "李审", note, "2024-05-01")


def test_without_decisions_nothing_changes():
    assert apply_decisions(LINKS, [], iri_of) == LINKS


def test_a_rejected_link_goes_and_the_function_inferred_through_it():
    assert apply_decisions(LINKS, [decide(DUTY, False)], iri_of) == (IMPLEMENTS, NAMED)


def test_a_rejected_function_of_a_duty_goes_from_the_outcomes_that_had_it_through_the_duty():
    assert apply_decisions(LINKS, [decide(IMPLEMENTS, False)], iri_of) == (DUTY, NAMED)


def test_a_project_loses_what_it_had_from_rejected_links_alone():
    project = Link("project/大桥", Relation.UNDER_DUTY, "duty/9", 0.6, Justification.STRUCTURAL, ("outcome/1.1.1",))
    serves = Link("project/大桥", Relation.SERVES_FUNCTION, "NR09", 0.4, Justification.STRUCTURAL, ("outcome/1.1.1",))
    both = Link(
        "project/新区", Relation.UNDER_DUTY, "duty/9", 0.5, Justification.STRUCTURAL, ("outcome/1.1.1", "task/2")
    )
    decided = apply_decisions((*LINKS, project, serves, both), [decide(DUTY, False)], iri_of)
    assert decided == (IMPLEMENTS, NAMED, both)


def test_a_function_that_the_words_name_stays_when_the_duty_goes():
    assert NAMED in apply_decisions(LINKS, [decide(DUTY, False)], iri_of)


def test_an_accepted_link_is_certain_and_says_that_a_person_made_it():
    decided = apply_decisions(LINKS, [decide(DUTY, True, "已核对原文")], iri_of)
    assert decided[1] == Link(
        "outcome/1.1.1", Relation.UNDER_DUTY, "duty/9", 1.0, Justification.MANUAL, ("已核对原文",)
    )
    assert decided[:1] + decided[2:] == (IMPLEMENTS, DERIVED, NAMED)


def test_an_accepted_link_that_the_machine_did_not_find_is_added():
    missing = Link("outcome/1.1.2", Relation.UNDER_DUTY, "duty/4", 1.0, Justification.MANUAL, ("人工确认",))
    assert apply_decisions(LINKS, [decide(missing, True)], iri_of) == (*LINKS, missing)
    function = Link("task/2.1", Relation.SERVES_FUNCTION, "NR05.2", 1.0, Justification.MANUAL, ("人工确认",))
    assert apply_decisions(LINKS, [decide(function, True)], iri_of) == (*LINKS, function)


def test_a_rejected_link_that_the_machine_does_not_find_adds_nothing():
    missing = Link("outcome/1.1.2", Relation.UNDER_DUTY, "duty/4", 1.0, Justification.MANUAL)
    assert apply_decisions(LINKS, [decide(missing, False)], iri_of) == LINKS


def test_the_last_of_several_decisions_on_a_link_holds():
    decisions = [decide(DUTY, False), decide(DUTY, True)]
    assert DUTY.object in [one.object for one in apply_decisions(LINKS, decisions, iri_of) if one.confidence == 1.0]


@pytest.mark.parametrize("other", ["report/别的局/2022", "report/样例局/2023", "report/样例局/2022/v2"])
def test_a_decision_on_another_report_changes_nothing(other):
    subject, object = f"{ID_BASE}{other}/outcome/1.1.1", f"{ID_BASE}{other}/duty/9"
    for accepted in (True, False):
        assert apply_decisions(LINKS, [Decision(subject, Relation.UNDER_DUTY, object, accepted)], iri_of) == LINKS


def test_a_shared_thing_is_known_by_its_own_iri():
    project = f"{ID_BASE}project/样例局/大桥"
    link = Link("project/大桥", Relation.UNDER_DUTY, "duty/2", 0.5, Justification.STRUCTURAL, ("task/1.1",))

    def shared(id: str) -> str:
        return project if id == "project/大桥" else iri_of(id)

    decision = Decision(project, Relation.UNDER_DUTY, iri_of("duty/2"), False)
    assert apply_decisions([link], [decision], shared) == ()


TEXT = st.text(alphabet="已核对“原文”\\\n\"'。A", max_size=12)
DECISIONS = st.builds(
    Decision,
    st.sampled_from([iri_of("outcome/1.1.1"), iri_of("task/2")]),
    st.sampled_from([Relation.UNDER_DUTY, Relation.FULFILS]),
    st.sampled_from([iri_of("duty/9"), iri_of("task/1.1")]),
    st.booleans(),
    TEXT,
    TEXT,
    st.sampled_from(["", "2024-05-01"]),
)


@given(st.lists(DECISIONS, max_size=5, unique_by=lambda decision: decision.link))
def test_decisions_come_back_from_the_store_as_they_went_in(decisions):
    store = Store.in_memory()
    store.replace({GRAPH: decision_triples(decisions, GRAPH)})
    assert decisions_in(store, GRAPH) == sorted(
        decisions, key=lambda decision: (decision.link[0], decision.link[1], decision.link[2])
    )


def test_decisions_are_written_alike_in_any_order():
    decisions = [decide(DUTY, True), decide(IMPLEMENTS, False)]
    assert decision_triples(decisions, GRAPH) == decision_triples(decisions[::-1], GRAPH)
