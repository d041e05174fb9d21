"""Duties in every style that reports have: lists of all markers, run-on text, headings run in, broken or without number."""

from __future__ import annotations

import pytest
from support import assert_grounded

from kg.extract.units import extract_units
from kg.identity import identify
from kg.model import Entities
from kg.outline import outline
from kg.reading import read_bytes

TITLE = "云岫县水利局2021年度部门整体支出绩效自评报告\n"
END = "\n二、主要工作成效\n建成水库2座。\n三、存在问题\n进度慢。"


def units_of(body: str, name: str = "报告.txt") -> Entities:
    document = read_bytes(name, f"{TITLE}{body}".encode())
    sections = outline(document)
    units = extract_units(document, sections, identify(document, sections))
    assert_grounded(document, units)
    return units


@pytest.mark.parametrize(
    ("body", "count"),
    [
        pytest.param(
            "一、主要职责\n负责水资源管理工作。负责防汛抗旱工作。负责河湖管护工作。完成县委、县政府交办的其他任务。"
            + END,
            4,
            id="run-on 。",
        ),
        pytest.param(
            "一、主要职责\n贯彻水利法规；负责水资源管理；负责防汛抗旱；完成县政府交办事项。" + END, 4, id="run-on ；"
        ),
        pytest.param(
            "一、主要职责\n主要职责是：1、贯彻水利法规；2、负责水资源管理；3、负责防汛抗旱。" + END, 3, id="inline 1、"
        ),
        pytest.param(
            "一、主要职责\n我局主要职责：（1）贯彻水利法规。（2）负责水资源管理。（3）负责防汛抗旱。" + END,
            3,
            id="inline （1）",
        ),
        pytest.param("一、主要职责 1.贯彻水利法规。2.负责水资源管理。3.负责防汛抗旱。" + END, 3, id="inline 1. "),
        pytest.param("一、主要职责\n1)贯彻水利法规。\n2)负责水资源管理。\n3)负责防汛抗旱。" + END, 3, id="1)"),
        pytest.param("一、主要职责\n(1).贯彻水利法规。\n(2).负责水资源管理。\n(3).负责防汛抗旱。" + END, 3, id="(1)."),
        pytest.param("一、主要职责\n贯彻水利法规。\n负责水资源管理。\n负责防汛抗旱。" + END, 3, id="unnumbered"),
        pytest.param("一、主要职责\n负责全县水资源管理、防汛抗旱和河湖管护。" + END, 1, id="one sentence"),
        pytest.param("一、主要职责\n1、贯彻水利法规。\n2、负责水资源管理。" + END, 2, id="skip level 一、->1、"),
        pytest.param(
            "一、部门概况\n1.主要职责\n（一）贯彻水利法规。\n（二）负责水资源管理。\n2.机构设置\n内设股室5个。" + END,
            2,
            id="inverted 一›1.›（一）",
        ),
        pytest.param(
            "（一）主要职责\n1.贯彻水利法规。\n2.负责水资源管理。\n（二）机构设置\n内设股室5个。\n（三）主要工作成效\n建成水库2座。",
            2,
            id="starts at (一)",
        ),
        pytest.param(
            "一：主要职责\n1、贯彻水利法规。\n2、负责水资源管理。\n二：主要工作成效\n建成水库2座。\n三：存在问题\n进度慢。",
            2,
            id="一:",
        ),
        pytest.param(
            "一 主要职责\n1 贯彻水利法规和政策。\n2 负责水资源管理工作。\n二 主要工作成效\n建成水库2座。\n三 存在问题\n进度慢。",
            2,
            id="一 blank",
        ),
        pytest.param(
            "第一部分部门概况\n一、主要职责\n（一）贯彻水利法规。\n（二）负责水资源管理。\n第二部分 绩效情况\n一、主要工作成效\n建成水库2座。",
            2,
            id="第一部分",
        ),
        pytest.param(
            "第一条 主要职责\n（一）贯彻水利法规。\n（二）负责水资源管理。\n第二条 主要工作成效\n建成水库2座。",
            2,
            id="第N条",
        ),
        pytest.param(
            "一、主要职责\n3、贯彻水利法规。\n1、负责水资源管理。\n2、负责防汛抗旱。\n4、完成交办任务。" + END,
            4,
            id="out of order",
        ),
        pytest.param(
            "一、主要职责\n1、贯彻水利法规。\n2、负责水资源管理。\n2、负责防汛抗旱。\n3、完成交办任务。" + END,
            4,
            id="number twice",
        ),
        pytest.param(
            "一、主要职责\n1.贯彻水利法规。\n2、负责水资源管理。\n3.负责防汛抗旱。" + END, 3, id="mixed 1. 1、"
        ),
        pytest.param(
            "一、主要职责：贯彻水利法规；负责水资源管理；负责防汛抗旱。" + END, 3, id="text on heading line :"
        ),
        pytest.param(
            "一、主要职责。贯彻水利法规；负责水资源管理；负责防汛抗旱。" + END, 3, id="text on heading line 。"
        ),
        pytest.param(
            "一、主要职责。\n（一）贯彻水利法规。\n（二）负责水资源管理。\n二、主要工作成效。\n建成水库2座。",
            2,
            id="heading closed",
        ),
        pytest.param(
            "一、主要职能\n（一）主要职能\n1.贯彻水利法规。\n2.负责水资源管理。\n（二）机构情况\n内设股室5个。" + END,
            2,
            id="self nested",
        ),
        pytest.param(
            "一、主要职责\n一、主要职责\n（一）贯彻水利法规。\n（二）负责水资源管理。" + END, 2, id="printed twice"
        ),
        pytest.param(
            "一、机构设置\n内设办公室、财务股等5个股室。\n二、主要职责\n（一）贯彻水利法规。\n（二）负责水资源管理。\n三、主要工作成效\n建成水库2座。",
            2,
            id="org before duties",
        ),
        pytest.param(
            "一、部门职责及机构设置\n（一）部门职责\n1.贯彻水利法规。\n2.负责水资源管理。\n（二）内设机构\n1.办公室。负责文电。\n2.财务股。负责财务。"
            + END,
            2,
            id="offices not duties",
        ),
        pytest.param(
            "一、单位主要职责\n1.办公室：负责日常运转。\n2.财务股：负责财务管理。\n3.水政股：负责执法。" + END,
            0,
            id="offices under 职责",
        ),
        pytest.param(
            "主要职责\n（一）贯彻水利法规。\n（二）负责水资源管理。\n二、主要工作成效\n建成水库2座。\n三、存在问题\n进度慢。",
            2,
            id="lost numeral",
        ),
        pytest.param(
            "要职责\n（一）贯彻水利法规。\n（二）负责水资源管理。\n二、主要工作成效\n建成水库2座。\n三、存在问题\n进度慢。",
            2,
            id="lost first letters",
        ),
        pytest.param(
            "一、部门主要\n职责\n（一）贯彻水利法规。\n（二）负责水资源管理。" + END, 2, id="heading over lines"
        ),
        pytest.param("一、主要职责\n一是贯彻水利法规。二是负责水资源管理。三是负责防汛抗旱。" + END, 3, id="一是 only"),
        pytest.param(
            "一、主要职责\n（一）负责水资源管理。组织实施取水许可；征收水资源费。\n（二）负责防汛抗旱。编制预案；组织演练。"
            + END,
            2,
            id="sentence per duty with elaboration",
        ),
        pytest.param(
            "一、部门职责\n根据《三定规定》，我局贯彻落实党中央决策部署。主要职责是：\n（一）贯彻水利法规。\n（二）负责水资源管理。"
            + END,
            2,
            id="duties with lead para",
        ),
        pytest.param(
            "第一章 部门概况\n第一节 主要职责\n一、贯彻水利法规。\n二、负责水资源管理。\n第二章 绩效\n第一节 主要工作成效\n建成水库2座。",
            2,
            id="chapters",
        ),
        pytest.param(
            "1 部门概况\n1.1 主要职责\n（1）贯彻水利法规。\n（2）负责水资源管理。\n1.2 机构设置\n内设股室5个。\n2 履职情况\n2.1 主要工作成效\n建成水库2座。",
            2,
            id="numeral+blank",
        ),
    ],
)
def test_as_many_duties_are_read_as_the_report_lists(body, count):
    assert len(units_of(body).duties) == count


def test_the_cells_of_a_table_hold_duties_and_tasks():
    table = "## 基本情况\n\n| 部门职能 | 贯彻水利法规；负责水资源管理；负责防汛抗旱。 |\n|---|---|\n"
    table += "| 年度重点工作任务 | 1.建成水库2座；2.治理河道10公里。 |\n\n## 主要工作成效\n\n建成水库2座。\n"
    units = units_of(table, "报告.md")
    assert [duty.text for duty in units.duties] == ["贯彻水利法规；", "负责水资源管理；", "负责防汛抗旱。"]
    assert len(units.tasks) == 2


def test_a_report_on_one_line_keeps_headings_and_text_apart():
    text = "一、主要职责（一）贯彻水利法规。（二）负责水资源管理。二、主要工作成效建成水库2座；治理河道10公里。三、存在的主要问题进度慢。"
    units = units_of(text)
    assert [outcome.text for outcome in units.outcomes] == ["建成水库2座；", "治理河道10公里。"]
    assert [problem.text for problem in units.problems] == ["进度慢。"]


@pytest.mark.parametrize("end", ["附件：1.自评表\n2.佐证材料", "云岫县水利局\n2022年5月10日"])
def test_annexes_and_signatures_are_no_improvements(end):
    units = units_of(f"一、改进措施\n（一）加快进度。\n（二）加强管理。\n{end}")
    assert [improvement.text for improvement in units.improvements] == ["加快进度。", "加强管理。"]
