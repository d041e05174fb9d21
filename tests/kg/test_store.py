"""RDF → store: one named graph a report, replaced and removed exactly."""

from __future__ import annotations

import pytest

from kg.errors import QueryError, WorkspaceError
from kg.store import Solutions, Store

A, B = "https://example.org/a", "https://example.org/b"


def triple(subject: str, text: str) -> str:
    return f'<https://example.org/{subject}> <https://example.org/says> "{text}" .\n'


def said(store: Store, graph: str) -> list[str]:
    return [row["o"] for row in store.select(f"SELECT ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} ORDER BY ?o")]


def test_replacing_a_graph_leaves_nothing_of_the_old_one_and_touches_no_other():
    store = Store.in_memory()
    store.replace({A: triple("s", "旧") + triple("t", "旧二"), B: triple("s", "别的")})
    store.replace({A: triple("s", "新")})
    assert said(store, A) == ["新"]
    assert said(store, B) == ["别的"]


def test_removing_a_graph_is_exact_and_may_be_repeated():
    store = Store.in_memory()
    store.replace({A: triple("s", "甲"), B: triple("s", "乙")})
    store.remove(A)
    store.remove(A)
    assert store.graphs() == [B]
    assert said(store, B) == ["乙"]


def test_the_default_graph_is_the_union_unless_the_query_names_its_own():
    store = Store.in_memory()
    store.replace({A: triple("s", "甲"), B: triple("s", "乙")})
    assert len(store.select("SELECT ?o { ?s ?p ?o }")) == 2
    only = store.query("SELECT ?o { ?s ?p ?o }", default_graphs=[B])
    assert [solution["o"].value for solution in only] == ["乙"]


def test_a_copy_keeps_its_state_while_the_original_goes_on(tmp_path):
    store = Store.open(tmp_path / "one")
    store.replace({A: triple("s", "旧")})
    store.copy_to(tmp_path / "two")
    store.replace({A: triple("s", "新")})
    assert said(Store.open(tmp_path / "two", read_only=True), A) == ["旧"]
    assert said(store, A) == ["新"]


def test_each_kind_of_query_has_its_answer():
    store = Store.in_memory()
    store.replace({A: triple("s", "耕地")})
    assert store.run("SELECT ?o { ?s ?p ?o }") == Solutions(("o",), ({"o": "耕地"},))
    assert store.run("ASK { ?s ?p ?o }") is True
    turtle = store.run("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert isinstance(turtle, str)
    assert "耕地" in turtle


def test_an_unbound_variable_is_absent_from_its_row():
    store = Store.in_memory()
    store.replace({A: triple("s", "耕地")})
    rows = store.select("SELECT ?o ?x { ?s ?p ?o OPTIONAL { ?o ?q ?x } }")
    assert rows == [{"o": "耕地"}]


@pytest.mark.parametrize("query", ["SELECT", "SELECT ?x { ?x zt:nope ?y }", "INSERT DATA { <a> <b> <c> }"])
def test_what_is_not_a_query_is_told_in_one_sentence(query):
    with pytest.raises(QueryError, match="查询语句有误"):
        Store.in_memory().run(query)


def test_select_refuses_another_kind_of_query():
    with pytest.raises(QueryError, match="SELECT"):
        Store.in_memory().select("ASK { ?s ?p ?o }")


@pytest.mark.parametrize(("format", "start"), [("csv", b"o"), ("json", b"{"), ("tsv", b"?o"), ("xml", b"<?xml")])
def test_results_are_written_in_the_standard_formats(format, start):
    store = Store.in_memory()
    store.replace({A: triple("s", "耕地")})
    data = store.serialize("SELECT ?o { ?s ?p ?o }", format)
    assert data.startswith(start)
    assert "耕地" in data.decode()


def test_a_graph_cannot_be_written_as_a_table():
    with pytest.raises(QueryError, match="CONSTRUCT"):
        Store.in_memory().serialize("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "csv")


def test_an_export_is_the_same_whatever_the_order_of_loading():
    one, two = Store.in_memory(), Store.in_memory()
    one.replace({A: triple("s", "甲")})
    one.replace({B: triple("t", "乙")})
    two.replace({B: triple("t", "乙"), A: triple("s", "甲")})
    for format in ("nq", "trig", "ttl", "nt", "jsonld"):
        assert one.export(format) == two.export(format)
    assert one.export("nq").decode().splitlines() == sorted(one.export("nq").decode().splitlines())


def test_a_folder_that_is_no_store_is_told(tmp_path):
    with pytest.raises(WorkspaceError, match="打不开"):
        Store.open(tmp_path / "nothing", read_only=True)
