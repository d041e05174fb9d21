"""Folding, tokens, and the words that only ask."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.wording import content_of, fold, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("耕地保護", "耕地保护"),
        ("ＡＢＣ１２３（％）", "abc123(%)"),
        ("老百姓辦房產證方便了嗎", "老百姓办房产证方便了吗"),
        ("著名乾隆，瞭望", "著名乾隆,瞭望"),
        ("東滘與茶滘", "东滘与茶滘"),
        ("辦\ud800公", "办\ufffd公"),
    ],
)
def test_width_case_and_script_make_no_difference(text, expected):
    assert fold(text) == expected


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


def test_simplified_text_never_loads_the_converter():
    program = "import sys; from search.wording import fold; fold('著名的乾隆瞭望台，东滘联社'); print('opencc' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_tokens_are_characters_pairs_and_whole_numbers_and_foreign_words():
    assert tokens("土地收入285.72亿元，App办结") == [
        *("土", "地", "收", "入", "土地", "地收", "收入"),
        "285.72",
        *("亿", "元", "亿元"),
        "app",
        *("办", "结", "办结"),
    ]


@given(st.text(alphabet="耕地保护 ，。AB12.", max_size=30))
def test_no_token_holds_white_space_or_is_empty(text):
    assert all(token and not any(character.isspace() for character in token) for token in tokens(text))


@pytest.mark.parametrize(
    ("question", "content"),
    [
        ("请问哪些成效对应耕地保护职责？", "成效对应耕地保护职责"),
        ("加装电梯有没有进展", "加装电梯 进展"),
        ("卖地一共多少钱呢", "卖地一共 钱"),
        ("怎么样？", "怎么样?"),
        ("没有成效的职责", "没有成效的职责"),
    ],
)
def test_words_that_only_ask_are_left_out_and_nothing_else(question, content):
    assert content_of(question) == content
