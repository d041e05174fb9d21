"""Markdown: marks go, levels and cells stay."""

import pytest

from kg.model import BlockKind, Cell
from kg.reading import read_bytes


def reading(text):
    return read_bytes("报告.md", text.encode())


def texts(text):
    document = reading(text)
    return [block.span.of(document.text) for block in document.blocks]


def test_headings_carry_their_level():
    document = reading("# 自评报告\n\n## 一、基本情况 ##\n正文说明。\n\n综合评价\n====\n")
    assert [(block.kind, block.level) for block in document.blocks] == [
        (BlockKind.HEADING, 1),
        (BlockKind.HEADING, 2),
        (BlockKind.PARAGRAPH, None),
        (BlockKind.HEADING, 1),
    ]
    assert document.text == "自评报告\n一、基本情况\n正文说明。\n综合评价"


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("**一是**加强*耕地*保护", "一是加强耕地保护"),
        ("见[绩效目标表](http://a.cn/b.html)附件", "见绩效目标表附件"),
        ("![图](a.png)完成`95%`", "完成95%"),
        ("- 一是加强保护", "一是加强保护"),
        ("> 引用的话", "引用的话"),
        ("1\\. 优化规划", "1. 优化规划"),
        ("1. 优化规划", "1. 优化规划"),
        ("执行<b>数</b><!-- 注 -->，", "执行数，"),
        ("面积 2*3*4 平方米", "面积 2*3*4 平方米"),
        ("A_B_C 项目", "A_B_C 项目"),
        ("规模<1057亩>", "规模<1057亩>"),
    ],
)
def test_marks_go_and_the_text_stays(marked, plain):
    assert texts(marked) == [plain]


def test_tables_become_cells():
    document = reading("前言。\n\n| 一级指标 | 目标值 |\n|:--|--:|\n| **产出** | ≥95% |\n| 效益 | |\n\n后语。")
    cells = [(block.span.of(document.text), block.cell) for block in document.blocks if block.cell]
    assert cells == [
        ("一级指标", Cell(0, 0, 0)),
        ("目标值", Cell(0, 0, 1)),
        ("产出", Cell(0, 1, 0)),
        ("≥95%", Cell(0, 1, 1)),
        ("效益", Cell(0, 2, 0)),
    ]
    assert document.text.endswith("\n后语。")


def test_rules_and_fences_go():
    assert texts("第一段。\n\n---\n\n```text\n1、负责耕地保护。\n```\n* * *\n") == ["第一段。", "1、负责耕地保护。"]


def test_broken_words_are_joined_as_in_text_files():
    assert texts("4、负责有偿使用工作。配合建立全\n民所有自然资源资产统计制度。\n5、负责测绘。") == [
        "4、负责有偿使用工作。配合建立全民所有自然资源资产统计制度。",
        "5、负责测绘。",
    ]


def test_the_original_offset_of_every_character_is_its_place_in_the_file():
    source = "## **一、**基本情况\r\n\r\n- 见[绩效表](x)（*约*）95%\r\n\r\n|甲|乙|\r\n|-|-|\r\n|**丙**| 丁 |\r\n"
    document = reading(source)
    for offset, char in enumerate(document.text):
        if char != "\n":
            assert source[document.offsets.original(offset)] == char
