"""Statutory functions: what is in them, which law holds where and when, and how their names are found in a text."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.build_functions import TARGET, turtle
from ontology.functions import SOURCE, FunctionScheme, load_scheme

SCHEME = load_scheme()
LABELS = [
    (label, concept.notation)
    for concept in SCHEME
    for label in (concept.label_zh, *concept.alt_labels, *concept.hidden_labels)
]


def found(text: str, scheme: FunctionScheme = SCHEME) -> list[tuple[str, str]]:
    return [(text[match.span.start : match.span.end], match.notation) for match in scheme.find(text)]


def test_all_functions_labels_and_provisions_of_the_first_source_are_there():
    concepts = [concept for concept in SCHEME if concept.scheme in ("NR", "PF")]
    links = [provision for concept in concepts for provision in concept.provisions]
    assert len(concepts) == 53
    assert sum(len(concept.alt_labels) for concept in concepts) == 1517
    assert len(links) == 391
    assert len({provision.iri for provision in links}) == 362


def test_the_longest_label_wins_over_those_inside_it():
    assert found("落实永久基本农田特殊保护制度") == [("永久基本农田特殊保护", "NR09.1")]


def test_quotes_and_blanks_inside_a_label_are_passed_over_and_stay_in_the_span():
    assert found("推进“不动产登记 + 互联网”改革") == [("不动产登记 + 互联网", "NR03.1")]
    assert found("守住“耕地 保护红线”") == [("耕地 保护红线", "NR09")]


def test_full_width_letters_are_the_same_as_half_width():
    assert found("“互联网＋不动产登记”") == [("互联网＋不动产登记", "NR03.1")]


def test_a_label_does_not_reach_over_the_end_of_a_paragraph():
    assert found("负责不动产\n登记") == []


def test_colloquial_labels_are_flagged():
    (match,) = SCHEME.find("老百姓的口粮田")
    assert (match.label, match.notation, match.hidden) == ("口粮田", "NR09.1", True)


def test_neighbouring_labels_are_both_found():
    assert [notation for _, notation in found("耕地占补平衡、不动产登记")] == ["NR09.2", "NR03.1"]


@pytest.mark.parametrize("text", ["", "“", "地", "\n\n", "耕"])
def test_texts_too_short_for_any_label_find_nothing(text: str):
    assert SCHEME.find(text) == []


def test_every_label_is_found_as_a_whole_when_it_stands_alone():
    for label, notation in LABELS:
        matches = SCHEME.find(f"，{label}。")
        assert (label, notation) in {(match.label, match.notation) for match in matches}
        assert {match.span for match in matches} == {(1, 1 + len(label))}


def test_a_label_of_two_schemes_gives_a_match_for_each():
    assert [match.notation for match in SCHEME.find("治理地下水超采")] == ["NR10.2", "WA01.2"]
    assert [match.notation for match in SCHEME.find("治理地下水超采", frozenset({"WA"}))] == ["WA01.2"]


@given(st.lists(st.sampled_from([*(label for label, _ in LABELS), "，", " ", "“", "”", "\n", "区", "＋"]), max_size=12))
def test_matches_come_in_order_do_not_overlap_and_quote_their_label(pieces: list[str]):
    text = "".join(pieces)
    matches = SCHEME.find(text)
    for match in matches:
        quote = text[match.span.start : match.span.end]
        assert quote.translate({ord(c): None for c in " “”"}).replace("＋", "+") == match.label
    assert all(one.span.end <= two.span.start or one.span == two.span for one, two in itertools.pairwise(matches))


def test_provisions_valid_in_guangzhou_in_2022_are_those_that_the_source_marks():
    source = json.loads(SOURCE.read_text(encoding="utf-8"))
    for concept in map(SCHEME.__getitem__, source["legal_basis"]):
        marked = [
            basis["provision_id"] for basis in source["legal_basis"][concept.notation] if basis["applies_to_seed_2022"]
        ]
        assert [p.id for p in concept.provisions_for(["广东省", "广州市", "荔湾区"], 2022)] == marked


def test_a_local_regulation_holds_only_in_its_place():
    local = [(c, p) for c in SCHEME for p in c.provisions if p.jurisdiction == "青岛市"]
    concept, provision = local[0]
    year = int(provision.valid_from[:4]) + 1
    assert provision in concept.provisions_for(["山东省", "青岛市"], year)
    assert provision not in concept.provisions_for(["山东省", "济南市"], year)


def test_a_regulation_of_several_provinces_holds_in_each():
    (provision,) = {p for c in SCHEME for p in c.provisions if "、" in p.jurisdiction}
    assert provision.places == ("黑龙江省", "吉林省", "辽宁省", "内蒙古自治区")
    assert provision.holds(["吉林省", "长春市"], 2023)
    assert not provision.holds(["广东省"], 2023)


def test_a_law_that_was_replaced_holds_until_its_last_day():
    provision = next(p for c in SCHEME for p in c.provisions if p.valid_to == "2023-12-31")
    assert provision.holds([], 2023)
    assert not provision.holds([], 2024)
    assert not provision.holds([], int(provision.valid_from[:4]) - 1)


def test_labels_of_other_schemes_are_passed_over_where_only_some_count():
    assert SCHEME.find("耕地保护与预算绩效管理", frozenset({"PF"})) == SCHEME.find("耕地保护与预算绩效管理")[1:]
    assert SCHEME.find("耕地保护", frozenset()) == []


@pytest.mark.parametrize(
    ("name", "schemes"),
    [
        ("广州市规划和自然资源局荔湾区分局", {"NR"}),
        ("澜江市东渚区教育局", {"ED"}),
        ("某省教育厅", {"ED"}),
        ("国土资源和房管局", {"NR", "HC"}),
        ("县水利局", {"WA"}),
        ("某市住房和城乡建设委员会", {"HC"}),
        ("临江县第一中学教育集团", set()),
        ("临江县国土资源局", {"NR"}),
        ("临江县自然资源开发公司", set()),
        ("临江县公安局", set()),
        ("", set()),
    ],
)
def test_the_name_of_a_department_tells_its_schemes(name: str, schemes: set[str]):
    assert SCHEME.of_department(name) == schemes


def test_ancestors_run_from_the_nearest_to_the_top():
    assert SCHEME.ancestors("NR07.2.1") == ("NR07.2", "NR07")
    assert SCHEME.ancestors("NR09") == ()


def test_the_functions_file_is_what_the_source_builds_byte_for_byte():
    assert TARGET.read_bytes() == turtle(SCHEME).encode(), "run: python -m ontology.build_functions"
