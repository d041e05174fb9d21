"""`zt:matches` inside SPARQL: what it becomes, that it means what a triple would mean, and that nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.store import Store
from ontology import PREFIXES, ZT
from search.matches import LIMIT, LIMIT_MOST, rewrite
from search.passages import Filter, Hit, Passage

EX = "https://example.org/"
PREAMBLE = f"PREFIX zt: <{ZT}>\nPREFIX rdfs: <{PREFIXES['rdfs']}>\nPREFIX ex: <{EX}>\n"

THINGS = {  # IRI → class, the texts that hit it, score, report
    "o1": ("Outcome", "农田", 0.98, "r1"),
    "o2": ("Outcome", "农田", 0.73, "r1"),
    "t1": ("Task", "农田", 0.6, "r1"),
    "o3": ("Outcome", "电梯", 0.9, "r2"),
    "p1": ("Project", "农田 电梯", 0.5, "r1"),
    "o4": ("Outcome", "农田", 0.01, "r2"),  # below the threshold
}


class Index:
    """Finds by the table above, and remembers what it was asked."""

    threshold = 0.1
    reports = (f"{EX}r1", f"{EX}r2")

    def __init__(self) -> None:
        self.asked: list[tuple[str, int, Filter]] = []

    def search(self, query: str, *, k: int, filter: Filter | None = None) -> list[Hit]:
        filter = filter or Filter()
        self.asked.append((query, k, filter))
        hits = [
            Hit(Passage(EX + name, kind, name, word, EX + report), score, 0.0, 0.0)
            for name, (kind, word, score, report) in THINGS.items()
            if query in word.split()
            and (not filter.types or kind in filter.types)
            and (not filter.reports or EX + report in filter.reports)
        ]
        return sorted(hits, key=lambda hit: -hit.score)[:k]


class Nothing:
    """An index that must not be asked."""

    threshold = 0.1
    reports = ()

    def search(self, query: str, *, k: int, filter: Filter | None = None) -> list[Hit]:
        raise AssertionError(f"{query} was looked for")


def rewritten(query: str) -> str:
    return rewrite(PREAMBLE + query, Index()).removeprefix(PREAMBLE)


def asked(query: str) -> list[tuple[str, int, Filter]]:
    index = Index()
    rewrite(PREAMBLE + query, index)
    return index.asked


# --- what it becomes ---------------------------------------------------------------------------------------------


def test_a_match_becomes_values_in_a_group_of_its_own():
    assert rewritten('SELECT ?x { ?x zt:matches "农田" }') == (
        f"SELECT ?x {{ {{ VALUES (?x) {{ (<{EX}o1>) (<{EX}o2>) (<{EX}t1>) (<{EX}p1>) }} }}  }}"
    )


def test_a_list_binds_the_score_as_a_decimal():
    query = rewritten('SELECT * { ?x a zt:Outcome ; zt:matches ("农田" ?score) ; rdfs:label ?l . }')
    assert query == (
        f"SELECT * {{ {{ VALUES (?x ?score) {{ (<{EX}o1> 0.9800) (<{EX}o2> 0.7300) }} }} ?x a zt:Outcome ; rdfs:label ?l . }}"
    )


def test_nothing_found_is_values_without_rows():
    assert rewritten('SELECT ?x { ?x zt:matches "教育" }') == "SELECT ?x { { VALUES (?x) { } }  }"


def test_the_properties_beside_it_stay_as_they_were_written():
    for before, after in (
        ('?x zt:matches "教育" ; rdfs:label ?l .', "?x rdfs:label ?l ."),
        ('?x rdfs:label ?l ; zt:matches "教育" .', "?x rdfs:label ?l ."),
        ('?x rdfs:label ?l , "甲" ; zt:matches "教育" , "教育" ; a zt:Task ;', '?x rdfs:label ?l , "甲" ; a zt:Task ;'),
        ('?x zt:matches "教育" ; zt:matches "教育" ; a [ rdfs:label (1 "b") ]', '?x a [ rdfs:label (1 "b") ]'),
        ('?x ex:p "zt:matches" . ?x zt:matches "教育" . ?y a ?t', '?x ex:p "zt:matches" .  ?y a ?t'),
    ):
        assert rewritten(f"SELECT * {{ {before} }}").rsplit("{ } } ", 1)[1] == f"{after} }}"


@pytest.mark.parametrize(
    "verb",
    [
        "<https://w3id.org/zhitu/ontology#matches>",
        "职图:matches",
        ":matches",
        "onto:ontology\\#matches",
        "<ontology#matches>",
    ],
)
def test_any_name_of_the_property_is_understood(verb):
    prologue = (
        f"BASE <https://w3id.org/zhitu/>\nPREFIX 职图: <ontology#>\nprefix : <{ZT}>\n"
        "PREFIX onto: <https://w3id.org/zhitu/>\nPREFIX zt: <https://example.org/another#>\n"
    )
    query = rewrite(f'{prologue}SELECT * {{ ?x {verb} "农田" . ?y zt:matches "农田" }}', Index())
    assert query.count("VALUES") == 1
    assert "?y zt:matches" in query


@pytest.mark.parametrize(
    ("literal", "text"),
    [
        ("'农田'", "农田"),
        ('"""守住\n"农田"。"""', '守住\n"农田"。'),
        ("'''it's 农田'''", "it's 农田"),
        (r'"农\u7530\n\"a\" \\"', '农田\n"a" \\'),
        ('" 农田 "@zh-Hans', "农田"),
        ('"农田"^^<http://www.w3.org/2001/XMLSchema#string>', "农田"),
    ],
)
def test_the_text_may_be_written_like_any_string(literal, text):
    assert asked(f"SELECT * {{ ?x zt:matches {literal} }}") == [(text, LIMIT, Filter())]


@given(text=st.text(min_size=1).filter(str.strip), quote=st.sampled_from(['"', "'", '"""', "'''"]))
def test_whatever_text_is_quoted_is_what_is_looked_for(text, quote):
    escaped = text.replace("\\", "\\\\").replace(quote[0], f"\\{quote[0]}").replace("\n", "\\n").replace("\r", "\\r")
    assert [one[0] for one in asked(f"SELECT * {{ ?x zt:matches {quote}{escaped}{quote} }}")] == [text.strip()]


def test_the_limit_goes_to_the_index():
    assert [one[1] for one in asked('SELECT * { ?x zt:matches ("农田" 3), ("农田" ?s 7), ("农田" ?z), "农田" }')] == [
        3,
        7,
        LIMIT,
        LIMIT,
    ]


def test_what_the_query_says_of_the_thing_narrows_the_search():
    for pattern, filter in (
        ('?x a zt:Outcome . ?x zt:matches "农田"', Filter(types=("Outcome",))),
        ('?x zt:matches "农田" FILTER(true) ?x a zt:BudgetFigure', Filter(types=("Observation",))),
        ('?x zt:matches "农田" ; a zt:Entity', Filter()),
        ('?y a zt:Outcome . ?x zt:matches "农田"', Filter()),
        ('?x a zt:Task OPTIONAL { ?x zt:matches "农田" }', Filter(types=("Task",))),
        ('{ ?x zt:matches "农田" } UNION { ?x a zt:Duty } ?x a zt:Task', Filter(types=("Task",))),
        ('{ ?x a zt:Duty } UNION { ?x zt:matches "农田" }', Filter()),
        ('?x a zt:Task { SELECT * { ?x zt:matches "农田" } LIMIT 1 }', Filter()),
        ('?x zt:inReport ex:r1 ; zt:matches "农田"', Filter(reports=(f"{EX}r1",))),
        ('GRAPH ex:r1 { ?x zt:matches "农田" }', Filter(reports=(f"{EX}r1",))),
        ('GRAPH ex:other { ?x zt:matches "农田" }', Filter()),
    ):
        assert asked(f"SELECT * {{ {pattern} }}") == [("农田", LIMIT, filter)], pattern


def test_triples_that_share_a_blank_node_label_are_not_parted():
    query = rewritten('SELECT * { _:b ex:p ?x . ?x zt:matches "农田" . _:b ex:q ?y }')
    assert query.endswith("} } _:b ex:p ?x .  _:b ex:q ?y }")


def test_a_thing_of_several_reports_is_one_row_with_its_best_score():
    class Shared(Index):
        def search(self, query: str, *, k: int, filter: Filter | None = None) -> list[Hit]:
            return [Hit(Passage(EX + "p1", "Project", "", "", EX + report), 0.5, 0, 0) for report in ("r2", "r1")]

    query = rewrite(PREAMBLE + 'SELECT * { ?x zt:matches ("农田" ?s) }', Shared())
    assert query.count(f"(<{EX}p1> 0.5000)") == 1


# --- it means what a triple would mean ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plain() -> Store:
    return store(matches=False)


@pytest.fixture(scope="module")
def stored() -> Store:
    """The same with a triple for each match, so that queries need no rewriting."""
    return store(matches=True)


def store(*, matches: bool) -> Store:
    lines: dict[str, str] = {EX + "r1": "", EX + "r2": ""}
    for name, (kind, word, score, report) in THINGS.items():
        home = EX + report
        lines[home] += f"<{EX}{name}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ZT}{kind}> .\n"
        lines[home] += f'<{EX}{name}> <{PREFIXES["rdfs"]}label> "{word}{name}" .\n'
        lines[home] += f"<{EX}{name}> <{ZT.inReport}> <{home}> .\n<{EX}{name}> <{ZT.underDuty}> <{home}/duty/9> .\n"
        if matches and score >= Index.threshold:
            lines[home] += "".join(f'<{EX}{name}> <{ZT.matches}> "{one}" .\n' for one in word.split())
    result = Store.in_memory()
    result.replace(lines)
    return result


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?x zt:matches "农田" ; rdfs:label ?l }',
        'SELECT * { ?x rdfs:label ?l . ?x zt:matches "农田" FILTER(STRLEN(?l) > 3) ?x a ?t }',
        'SELECT * { ?x zt:matches "农田" . ?y zt:matches "电梯" . ?x zt:inReport ?r . ?y zt:inReport ?r }',
        'SELECT * { ?x zt:matches "农田", "电梯" }',
        'SELECT * { ?x a ?t OPTIONAL { ?x zt:matches "农田" . ?x zt:underDuty ?d } }',
        'SELECT * { ?x a ?t OPTIONAL { ?x zt:underDuty ?d } ?x zt:matches "农田" }',
        'SELECT * { { ?x zt:matches "农田" } UNION { ?x zt:matches "电梯" ; a zt:Project } ?x rdfs:label ?l }',
        'SELECT * { ?x a ?t MINUS { ?x zt:matches "农田" } }',
        'SELECT * { ?x a ?t FILTER NOT EXISTS { ?x zt:matches "农田" } }',
        'SELECT * { ?x a ?t FILTER(EXISTS { ?x zt:matches "农田" } || ?t = zt:Project) }',
        'SELECT * { ?x a ?t BIND(EXISTS { ?x zt:matches "电梯" } AS ?lift) }',
        'SELECT * { GRAPH ?g { ?x zt:matches "电梯" } }',
        'SELECT * { GRAPH ?g { ?x a ?t OPTIONAL { ?x zt:matches "电梯" } } }',
        'SELECT * { GRAPH ex:r1 { ?x zt:matches "电梯" } }',
        'SELECT * { GRAPH ex:r2 { ?x zt:matches "电梯" } }',
        'SELECT * { GRAPH ?g { ex:o3 zt:matches "电梯" } }',
        'SELECT (COUNT(?x) AS ?n) ?r { ?x zt:matches "农田" ; zt:inReport ?r } GROUP BY ?r HAVING(COUNT(?x) > 1)',
        'SELECT * { { SELECT ?x { ?x zt:matches "农田" } ORDER BY ?x LIMIT 1 } ?x rdfs:label ?l }',
        'SELECT * { VALUES ?x { ex:o1 ex:o3 } ?x zt:matches "农田" }',
        'SELECT * { ?x zt:matches "农田" ; zt:underDuty/^zt:underDuty ?y } VALUES ?y { ex:o2 }',
        'ASK { ex:o1 zt:matches "农田" }',
        'ASK { ex:o3 zt:matches "农田" }',
        f'SELECT * {{ <{EX}o1> zt:matches "农田" ; rdfs:label ?l }}',
        'SELECT * { ?x zt:underDuty [ ^zt:underDuty ?y ] . ?y zt:matches "电梯" }',
        'SELECT * { ?x (rdf:type|zt:underDuty)/^!(rdf:type|^rdfs:label)? ?y . ?x zt:matches "电梯" }',
    ],
)
def test_a_match_means_what_a_stored_triple_would_mean(query, plain, stored):
    preamble = f"{PREAMBLE}PREFIX rdf: <{PREFIXES['rdf']}>\n"
    become = rewrite(preamble + query, Index())
    assert "zt:matches" not in become
    found, expected = plain.run(become), stored.run(preamble + query)
    if isinstance(expected, bool):
        assert found == expected
    else:
        assert not isinstance(found, bool | str)
        assert not isinstance(expected, str)
        assert expected.rows
        assert {frozenset(row.items()) for row in found.rows} == {frozenset(row.items()) for row in expected.rows}


def test_a_constructed_graph_may_say_what_matched(plain):
    query = 'CONSTRUCT { ?x zt:matches "农田" } WHERE { ?x zt:matches "农田" }'
    text = plain.run(rewrite(PREAMBLE + query, Index()))
    assert isinstance(text, str)
    assert text.count("zt:matches") == 4


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?x zt:matches ("农田" ?s) }',
        'SELECT * { GRAPH ?g { ?x zt:matches "农田" ; a ?t } }',
        'ASK { ex:o1 zt:matches "农田" }',
        'SELECT * { ex:o1 zt:matches ("农田" ?s) }',
        'SELECT * { ?x zt:matches "教育" }',
    ],
)
def test_another_engine_reads_what_it_becomes(query):
    from rdflib.plugins.sparql import prepareQuery

    assert prepareQuery(PREAMBLE + query)
    assert prepareQuery(rewrite(PREAMBLE + query, Index()))


# --- nothing else is touched --------------------------------------------------------------------------------------

TALK = [  # the words, where they ask for nothing
    '"?x zt:matches \\"农田\\""',
    "'zt:matches'",
    '"""a "quoted" ?x zt:matches "农田" """',
    "'''it's zt:matches'''",
    '# ?x zt:matches "农田" .\n',
    "zt:matches",
    "<https://w3id.org/zhitu/ontology#matches>",
    "zt:matchScore",
    "ex:zt:matches",
    "?matches",
    "other:matches",
]


@given(st.text().filter(lambda text: "matches" not in text))
def test_any_text_without_the_word_comes_back_unchanged(text):
    assert rewrite(text, Nothing()) == text


@given(st.lists(st.sampled_from(TALK), max_size=6))
def test_words_in_strings_comments_and_objects_are_not_touched(talk):
    objects = ", ".join(f"{one} " if not one.startswith("#") else f"1 {one}" for one in [*talk, "2"])
    query = f"{PREAMBLE}SELECT * {{ {''.join(one for one in talk if one.startswith('#'))} ?x ex:p {objects} }}"
    assert rewrite(query, Nothing()) == query


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?l { zt:matches rdfs:label ?l }",
        "SELECT * { ?x ?p ?o FILTER(?p != zt:matches && ?o<?x && ?p>?x) }",
        "SELECT * { VALUES ?p { zt:matches } ?x ?p ?o }",
        "SELECT * { BIND(zt:matches AS ?p) ?x ?p ?o }",
        "SELECT (STR(zt:matches) AS ?m) { } ORDER BY (zt:matches)",
        'CONSTRUCT { ?x zt:matches "农田" } WHERE { ?x a zt:Outcome }',
        'SELECT * { ?x other:matches "农田" }',
        "DESCRIBE zt:matches",
    ],
)
def test_the_property_in_any_other_place_is_an_iri_like_others(query):
    assert rewrite(PREAMBLE + query, Nothing()) == PREAMBLE + query


SOUP = [
    *TALK,
    *[
        "*",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        ".",
        ";",
        ",",
        "^",
        "^^",
        "/",
        "|",
        "!",
        "?",
        "+",
        "<",
        '"',
        "'''",
        "5",
        "-1.5e3",
        "a",
        "zt:",
        "?x",
        "_:b",
        "@zh",
        "FILTER",
        "EXISTS",
        "OPTIONAL",
        "UNION",
        "GRAPH",
    ],
]
SOUP += [
    *["MINUS", "VALUES", "BIND", "SERVICE", "CONSTRUCT", "WHERE", "PREFIX", "BASE", "SELECT"],
    '"农田"',
    "\\",
    "\0",
]


@given(st.lists(st.sampled_from(SOUP)))
def test_text_that_is_no_sparql_is_left_to_the_engine_or_told(parts):
    try:
        query = rewrite(PREAMBLE + " ".join(parts), Index())
    except QueryError as error:
        query = PREAMBLE if error.where.endswith("zt:matches") else ""
    assert query.startswith(PREAMBLE)


def test_brackets_without_end_are_told():
    with pytest.raises(QueryError, match="套得太深"):
        rewrite("SELECT * " + "{" * 100_000, Nothing())


# --- what has no answer is told -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("?x zt:matches ?text", "不能是变量（?text）"),
        ("?x zt:matches (?text ?score)", "不能是变量（?text）"),
        ("?x zt:matches zt:Outcome", "要写要找的文字"),
        ("?x zt:matches 5", "要写要找的文字"),
        ("?x zt:matches ()", "要写要找的文字"),
        ('?x zt:matches "  "', "文字是空的"),
        ('?x zt:matches "5"^^ex:number', "普通字符串"),
        ('?x zt:matches ("农田" ?s 5 6)', "列表写法不对"),
        ('?x zt:matches ("农田" "电梯")', "列表写法不对"),
        ('?x zt:matches ("农田" ?s 0)', "1 到 1000 的整数，不能是 0"),
        (f'?x zt:matches ("农田" {LIMIT_MOST + 1})', "不能是 1001"),
        ('?x zt:matches ("农田" 1.5)', "不能是 1.5"),
        ('?x zt:matches ("农田" ?s) . ?y zt:matches ("电梯" ?s)', "变量 ?s 已另有所指"),
        ('?x zt:matches ("农田" ?x)', "变量 ?x 已另有所指"),
        ('_:b zt:matches "农田"', "左边要是变量或 IRI"),
        ('?d zt:evidence [ zt:matches "农田" ]', "左边要是变量或 IRI"),
        ('?d zt:underDuty/zt:matches "农田"', "属性路径"),
        ('?d (^zt:matches|rdfs:label) "农田"', "属性路径"),
    ],
)
def test_a_use_that_has_no_answer_is_told_with_its_line(pattern, what):
    with pytest.raises(QueryError) as told:
        rewrite(f"{PREAMBLE}SELECT * {{\n  {pattern}\n}}", Index())
    assert what in told.value.what
    assert told.value.where == "SPARQL 第 5 行 zt:matches"


def test_the_short_form_of_construct_is_told():
    with pytest.raises(QueryError, match="写全"):
        rewrite(PREAMBLE + 'CONSTRUCT WHERE { ?x zt:matches "农田" ; a zt:Outcome }', Index())
