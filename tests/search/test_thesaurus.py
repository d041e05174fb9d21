"""From everyday wording to official terms and functions."""

from __future__ import annotations

import re

import pytest

from bench.retrieval_set import load_passages, load_topics
from search.plain_speech import (
    held_out_fields,
    is_reserved,
    load_pairs,
    load_terms,
    pairs_to_calibrate,
    pairs_to_learn,
    reserved_topics,
    terms_to_learn,
)
from search.thesaurus import AMBIGUOUS, expand
from search.widening import nearest_function, widen
from search.wording import tokens


def officials(query):
    return [expansion.official for expansion in expand(query)]


@pytest.mark.parametrize(
    ("query", "official"),
    [
        ("城市总规批了没有", "国土空间总体规划"),
        ("孩子上小學要什麼材料", "义务教育阶段入学"),
        ("政府一年开销多大", "一般公共预算支出"),
    ],
)
def test_an_expression_that_stands_in_the_query_leads_to_its_official_term(query, official):
    assert official in officials(query)


def test_an_expression_that_is_only_near_leads_there_too():
    assert "一般公共预算支出" in officials("公家去年花出去多少")


def test_an_expansion_says_what_led_to_it_and_an_ambiguous_one_counts_half():
    best = next(expansion for expansion in expand("总规") if expansion.official == "国土空间总体规划")
    assert best.plain == "总规"
    assert best.ambiguous
    assert best.weight == AMBIGUOUS


def test_each_official_term_comes_once_the_weightiest_first():
    expansions = expand("孩子上小学，老楼装电梯，城市往哪边发展")
    assert len({expansion.official for expansion in expansions}) == len(expansions)
    weights = [expansion.weight for expansion in expansions]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize("query", ["", "qwxyz", "？"])
def test_nothing_comes_of_nothing(query):
    assert expand(query) == []
    assert nearest_function(query) is None


def test_a_query_near_a_label_is_widened_by_its_function():
    concept = nearest_function("耕地保护红线")
    assert concept is not None
    assert concept.notation.startswith("NR09")


def test_a_query_of_another_field_has_no_function():
    assert nearest_function("派出所办理了多少起刑事案件") is None


def test_the_words_of_the_query_itself_come_first_and_weigh_most():
    groups = widen("老楼装电梯")
    assert set(groups[0].weights) == set(tokens("老楼装电梯"))
    assert groups[0].share == max(group.share for group in groups) == 1
    assert set(tokens("加装电梯")) <= set(groups[1].weights)


def test_the_data_is_in_order():
    """Every term has expressions; nothing is ambiguous that is no expression; each held-out field has pairs."""
    for term in load_terms():
        expressions = {*term.plain, *term.abbreviations}
        assert term.official.strip()
        assert expressions
        assert all(re.search(r"\w", expression) for expression in expressions)
        assert term.ambiguous <= expressions, term.official
    for pair in load_pairs():
        assert len({pair.question, pair.passage, pair.hard}) == 3
    assert held_out_fields() <= {pair.field for pair in load_pairs()}


def test_the_topics_of_the_retrieval_set_are_reserved():
    assert reserved_topics() == load_topics()


@pytest.mark.parametrize("text", ["打120多久来车", "征兵报名到哪里", "一年办了几场展会"])
def test_a_text_with_a_marking_word_is_reserved(text):
    assert is_reserved("补助1120元", text)
    assert not is_reserved("补助1120元", "守住耕地")


def test_nothing_about_a_reserved_topic_or_a_held_out_field_is_learnt():
    learnt = [text for pair in pairs_to_learn() for text in (pair.question, pair.passage, pair.hard)]
    learnt += [text for term in terms_to_learn() for text in (term.official, *term.plain, *term.abbreviations)]
    assert not [text for text in learnt if any(word in text for word in ("征兵", "海关", "普通话"))]
    assert not {passage.text for passage in load_passages()}.intersection(learnt)
    assert not {pair.field for pair in pairs_to_learn()} & held_out_fields()
    assert not {term.field for term in terms_to_learn()} & held_out_fields()
    assert {pair.field for pair in pairs_to_calibrate()} == held_out_fields()


def test_no_question_is_asked_twice():
    questions = [pair.question for pair in load_pairs()]
    assert len(set(questions)) == len(questions) >= 8200
