"""The lexical index: what is found, what it counts, and what changes."""

from __future__ import annotations

import pytest

from search import lexical
from search.lexical import LexicalIndex
from search.widening import WordGroup
from search.wording import tokens

TEXTS = {
    1: ("r1", "Outcome", "坚决守住耕地红线，落实耕地占补平衡；"),
    2: ("r1", "Task", "推进不动产登记改革。"),
    3: ("r2", "Outcome", "加装电梯161台，完成规划审批715次；"),
    4: ("r2", "Duty", "负责测绘地理信息管理工作。"),
}


def words(text, share=1.0):
    return [WordGroup(dict.fromkeys(tokens(text), 1.0), share)]


def fill(index, texts=TEXTS):
    for number, (report, type, text) in texts.items():
        index.add(number, tokens(text), report=report, type=type)
    index.commit()


@pytest.fixture
def index(tmp_path):
    index = LexicalIndex(tmp_path / "lexical")
    fill(index)
    yield index
    index.close()


def found(index, query, **filters):
    return index.search(words(query), 10, **filters)[0].tolist()


@pytest.mark.parametrize(("query", "number"), [("耕地", 1), ("电梯", 3), ("715", 3), ("测", 4)])
def test_words_of_any_length_and_figures_are_found(index, query, number):
    assert found(index, query)[0] == number


def test_a_text_that_holds_the_whole_query_is_covered_and_half_of_it_is_half(index):
    whole, half = (index.search(words(query), 1)[1][0] for query in ("耕地红线", "耕地火星"))
    assert whole == pytest.approx(1, abs=0.3)
    assert 0.2 < half < 0.6


def test_coverage_is_scaled_by_the_share_of_its_group(index):
    assert index.search(words("耕地", share=0.5), 1)[1] == pytest.approx(index.search(words("耕地"), 1)[1] / 2)


def test_groups_add_up(index):
    own, other = words("登记"), words("不动产", share=0.5)
    apart = index.search(own, 1)[1] + index.search(other, 1)[1]
    assert index.search(own + other, 1)[1] == pytest.approx(apart)


def test_filters_restrict_and_add_up(index):
    assert set(found(index, "耕地电梯登记测绘")) == {1, 2, 3, 4}
    assert set(found(index, "耕地电梯登记测绘", reports=["r2"])) == {3, 4}
    assert set(found(index, "耕地电梯登记测绘", types=["Outcome"])) == {1, 3}
    assert found(index, "耕地电梯登记测绘", reports=["r1"], types=["Outcome"]) == [1]
    assert set(found(index, "耕地电梯登记测绘", numbers=[2, 4])) == {2, 4}


def test_nothing_is_found_for_no_words(index):
    assert index.search([], 10)[0].tolist() == []
    assert index.search(words("耕地"), 0)[0].tolist() == []


def test_a_removed_report_is_gone_after_the_commit(index):
    index.remove("r1")
    assert found(index, "耕") == [1]
    index.commit()
    assert found(index, "耕") == []
    assert found(index, "电梯") == [3]


def test_after_clearing_the_scores_are_those_of_a_new_index(index, tmp_path):
    rest = {number: text for number, text in TEXTS.items() if text[0] == "r2"}
    index.clear()
    fill(index, rest)
    fresh = LexicalIndex(tmp_path / "fresh")
    fill(fresh, rest)
    assert index.search(words("电梯审批"), 10)[1].tolist() == fresh.search(words("电梯审批"), 10)[1].tolist()
    fresh.close()


def test_what_was_not_committed_is_lost_on_closing(tmp_path):
    index = LexicalIndex(tmp_path / "lexical")
    fill(index)
    index.add(9, tokens("新增学位"), report="r9", type="Outcome")
    index.close()
    assert found(LexicalIndex(tmp_path / "lexical"), "学位") == []


def test_a_fork_shares_files_but_not_changes(index, tmp_path):
    lexical.fork(tmp_path / "lexical", tmp_path / "fork")
    fork = LexicalIndex(tmp_path / "fork")
    fork.remove("r1")
    fork.commit()
    fork.close()
    assert found(fork, "耕") == []
    assert found(LexicalIndex(tmp_path / "lexical"), "耕") == [1]


def test_where_links_are_impossible_files_are_copied(tmp_path, monkeypatch):
    def refuse(source, target):
        raise OSError("no hard links on this file system")

    (tmp_path / "a").write_text("耕地", encoding="utf-8")
    monkeypatch.setattr("os.link", refuse)
    lexical.link_or_copy(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_text(encoding="utf-8") == "耕地"
