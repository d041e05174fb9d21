"""The retrieval set keeps what it promises: bench/retrieval_set.py."""

from __future__ import annotations

from collections import Counter

from bench.retrieval_set import Kind, load_passages, load_questions, load_topics, pairs_of

PASSAGES = {passage.id: passage for passage in load_passages()}
QUESTIONS = load_questions()


def test_pairs_run_across_marks_but_not_past_the_ends():
    assert pairs_of("去年，税收") == {"去年", "年税", "税收"}


def test_it_is_large_and_half_of_it_shares_no_word():
    kinds = Counter(question.kind for question in QUESTIONS)
    assert len(QUESTIONS) >= 640
    assert kinds[Kind.PARAPHRASE] + kinds[Kind.FAR] >= len(QUESTIONS) / 2
    assert kinds[Kind.PARAPHRASE] == kinds[Kind.FAR] == kinds[Kind.DIRECT] == 180
    assert len(load_topics()) >= 40
    assert sum(passage.hard for passage in PASSAGES.values()) >= 150


def test_a_paraphrase_or_slang_shares_no_two_characters_with_its_passage():
    shared = {
        question.q: common
        for question in QUESTIONS
        if question.kind in (Kind.PARAPHRASE, Kind.FAR)
        for id in question.relevant
        if (common := pairs_of(question.q) & pairs_of(PASSAGES[id].text))
    }
    assert shared == {}


def test_a_direct_question_uses_the_words_of_its_passage():
    far = [
        question.q
        for question in QUESTIONS
        if question.kind is Kind.DIRECT
        and min(len(pairs_of(question.q) & pairs_of(PASSAGES[id].text)) for id in question.relevant) < 3
    ]
    assert far == []


def test_an_everyday_question_shares_a_word_with_its_passage():
    without = [
        question.q
        for question in QUESTIONS
        if question.kind is Kind.EVERYDAY
        and not all(pairs_of(question.q) & pairs_of(PASSAGES[id].text) for id in question.relevant)
    ]
    assert without == []


def test_every_question_has_a_passage_of_its_topic_and_no_look_alike_answers_one():
    asked = {id for question in QUESTIONS for id in question.relevant}
    for question in QUESTIONS:
        assert question.relevant
        assert {PASSAGES[id].topic for id in question.relevant} == {question.topic}
    assert asked == {id for id, passage in PASSAGES.items() if not passage.hard}


def test_passages_read_like_clauses_and_none_is_there_twice():
    texts = [passage.text for passage in PASSAGES.values()]
    assert len(set(texts)) == len(texts)
    assert [text for text in texts if not 25 <= len(text) <= 120] == []
    assert len({question.q for question in QUESTIONS}) == len(QUESTIONS)
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)


def test_topics_are_those_of_the_passages():
    assert set(load_topics()) == {passage.topic for passage in PASSAGES.values()}
