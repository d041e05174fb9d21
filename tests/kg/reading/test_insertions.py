"""What copies print into a report's lines is left out, and every character still leads back to where it stood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.reading import read_bytes


def lines_of(text: str) -> list[str]:
    document = read_bytes("样例.txt", text.encode())
    for offset, char in enumerate(document.text):
        if not char.isspace():
            assert text[document.offsets.original(offset)] == char
    return document.text.split("\n")


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("負責國(guó)家(jiā)規(guī)劃(huà)的貫(guàn)徹，監(jiān)督實(shí)施。", "負責國家規劃的貫徹，監督實施。"),
        ("<p>一、主要职责</p>&nbsp;", "一、主要职责"),
        ("（一） 主 要 职 责", "（一）主要职责"),
        ("二 〇 二 一 年 度 部 门 整 体 支 出 绩 效 自 评 报 告", "二〇二一年度部门整体支出绩效自评报告"),
        ("全年预算 174, 867.73 万元，执行 139,599 .52 万元。", "全年预算 174,867.73 万元，执行 139,599.52 万元。"),
        ("一、部门概况PAGEREF _Toc12345678 \\h", "一、部门概况"),
        (
            "2021年共受理不动产登记业务18,6 42件，办结率达到99. 50%，群众满意。",
            "2021年共受理不动产登记业务18,642件，办结率达到99.50%，群众满意。",
        ),
    ],
)
def test_what_is_printed_into_a_line_is_left_out(printed, expected):
    assert lines_of(f"开头\n{printed}\n结尾") == ["开头", expected, "结尾"]


@pytest.mark.parametrize(
    "line",
    [
        "推广手机应用(app)办理，建设数字平台(iCity)。",
        "1. 2022年完成确权登记任务，共计发证12本，群众满意。",
        "合计 120 35 85",
        "指标 目标值 完成值 得分",
        "一 基本情况",
        "2022 年供应土地 66.17 万平方米，其中出让 12 宗。",
    ],
)
def test_brackets_and_blanks_that_belong_to_a_line_stay(line):
    assert lines_of(f"开头\n{line}\n结尾")[1] == line


def test_question_marks_stand_for_blanks_only_where_most_paragraphs_begin_with_one():
    paragraphs = [f"??第{n}项工作按计划完成，年末共有?{n}?个项目竣工。" for n in range(1, 8)]
    assert lines_of("\n".join(paragraphs))[2] == "第3项工作按计划完成，年末共有3个项目竣工。"
    assert lines_of("群众办事还要跑几趟？一趟?\n结尾")[0] == "群众办事还要跑几趟？一趟?"


def test_a_line_of_advertisement_goes_and_a_sports_ground_stays():
    text = "一、主要职责\n某某娱乐官网(中国)有限公司app下载\n负责体育场馆建设，完善注册登记平台。"
    assert lines_of(text) == ["一、主要职责", "负责体育场馆建设，完善注册登记平台。"]


@given(st.text(alphabet="部门职责 (gu)ó<p>&nbsp;?，。1,3.\n", max_size=60))
def test_every_character_kept_stands_where_it_stood(text):
    if text.strip(" \n") and (kept := "".join(lines_of(f"开头\n{text}"))):
        assert kept.startswith("开头")
