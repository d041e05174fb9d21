"""What the network shows, on networks small enough to count by hand."""

from __future__ import annotations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from kg.analysis import analyse, similar_departments


def network(*, duties=(), tasks=(), outcomes=(), projects=(), links=()):
    graph = nx.MultiDiGraph()
    for type, nodes in (("Duty", duties), ("Task", tasks), ("Outcome", outcomes), ("Project", projects)):
        for node in nodes:
            graph.add_node(node, type=type, label=node)
    for subject, relation, object in links:
        graph.add_edge(subject, object, key=relation, relation=relation)
    return graph


def test_coverage_counts_tasks_and_outcomes_under_each_duty_in_the_order_of_their_numbers():
    found = analyse(
        network(
            duties=["职责/10", "职责/2"],
            tasks=["任务/1"],
            outcomes=["成效/1", "成效/2"],
            links=[("任务/1", "underDuty", "职责/2"), *((f"成效/{n}", "underDuty", "职责/10") for n in (1, 2))],
        )
    )
    assert [(one.iri, one.tasks, one.outcomes) for one in found.coverage] == [("职责/2", 1, 0), ("职责/10", 0, 2)]
    assert (found.concentration, found.gini) == (1.0, 0.5)


def test_what_leads_nowhere_is_listed():
    found = analyse(
        network(
            duties=["职责"],
            tasks=["落实了", "没下文"],
            outcomes=["有职责", "没职责"],
            links=[("有职责", "underDuty", "职责"), ("没职责", "fulfils", "落实了")],
        )
    )
    assert [one.iri for one in found.tasks_without_outcome] == ["没下文"]
    assert [one.iri for one in found.outcomes_without_duty] == ["没职责"]


def test_a_project_that_ties_duties_together_comes_first():
    found = analyse(
        network(
            duties=["规划", "登记", "执法"],
            outcomes=["甲", "乙", "丙"],
            projects=["旧改", "路"],
            links=[
                ("甲", "underDuty", "规划"),
                ("乙", "underDuty", "登记"),
                ("丙", "underDuty", "执法"),
                ("甲", "mentions", "旧改"),
                ("乙", "mentions", "旧改"),
                ("丙", "mentions", "路"),
            ],
        )
    )
    assert [(one.iri, one.duties, one.mentions) for one in found.projects] == [("旧改", 2, 2), ("路", 1, 1)]
    assert [[one.iri for one in group] for group in found.communities] == [["登记", "规划"]]


def test_an_empty_network_has_nothing_to_show():
    found = analyse(network())
    assert (found.coverage, found.concentration, found.gini, found.projects, found.communities) == (
        (),
        None,
        None,
        (),
        (),
    )


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12))
def test_concentration_lies_between_even_and_all_in_one(counts):
    outcomes = [(duty, n) for duty, count in enumerate(counts) for n in range(count)]
    found = analyse(
        network(
            duties=[f"d{duty}" for duty in range(len(counts))],
            outcomes=[f"o{duty}.{n}" for duty, n in outcomes],
            links=[(f"o{duty}.{n}", "underDuty", f"d{duty}") for duty, n in outcomes],
        )
    )
    if not outcomes:
        assert found.concentration is None
    else:
        assert 1 / len(counts) - 0.001 <= found.concentration <= 1
        assert -0.001 <= found.gini < 1


def test_departments_that_do_the_same_work_are_alike():
    pairs = similar_departments(
        {"甲局": {"耕地": 3, "登记": 4}, "乙局": {"耕地": 3, "登记": 4}, "丙局": {"学前教育": 5}}
    )
    assert [(pair.first, pair.second, pair.cosine, pair.shared) for pair in pairs] == [
        ("乙局", "甲局", 1.0, ("登记", "耕地"))
    ]
