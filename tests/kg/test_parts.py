"""Several reports in one file, and one report in several files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import make_document

from kg.identity import identify
from kg.model import Block, BlockKind, Cell, Document, ReportKind, SectionRole, Span
from kg.outline import outline
from kg.parts import belongs, is_annex, joined, may_belong, split

PROJECT = """{name}项目支出绩效自评报告
一、项目概况
（一）项目基本情况。本项目由东河县水务局组织实施，预算{money}万元，用于维修水闸和清理河道，保障全县农田灌溉用水安全。
二、绩效目标完成情况
（一）完成情况。维修水闸{money}座，资金全部支付完毕，群众满意度达到98%，项目按期完成并通过竣工验收。
"""
DEPARTMENT = """{name}2022年部门整体支出绩效自评报告
一、基本情况
（一）部门职责
1、负责辖区相关工作，组织实施年度重点任务，落实上级部署。
二、主要工作成效
一是工作完成较好。全年完成重点任务{money}项，支出{money}万元，各项指标均达到预期目标，社会效益明显。
"""


def table(*rows, title="", table_number=0):
    """Lines and blocks of a title and a table below it."""
    lines = [title] if title else []
    cells = [None] * len(lines)
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            lines.append(value)
            cells.append(Cell(table_number, row, column))
    blocks, offset = [], 0
    for line, cell in zip(lines, cells):
        kind = BlockKind.CELL if cell else BlockKind.PARAGRAPH
        blocks.append(Block(Span(offset, offset + len(line)), kind, cell=cell))
        offset += len(line) + 1
    return Document("附表.xlsx", "a" * 64, "x", "\n".join(lines), tuple(blocks))


def identity(document):
    return identify(document, outline(document))


def assert_whole(document):
    assert document.text == "\n".join(block.span.of(document.text) for block in document.blocks)


def test_fifteen_project_reports_in_one_file_are_fifteen_reports():
    names = [f"东河县{place}片区灌溉改造" for place in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰"]
    text = "东河县水务局2022年项目支出绩效自评报告汇编\n" + "".join(
        PROJECT.format(name=name, money=number + 10) for number, name in enumerate(names)
    )
    document = make_document(text)
    pieces = split(document)
    assert len(pieces) == 15
    for number, (piece, name) in enumerate(zip(pieces, names), start=1):
        assert_whole(piece.document)
        assert piece.document.piece == number
        own = identity(piece.document)
        assert (own.kind, own.project) == (ReportKind.PROJECT_EVALUATION, name)
        assert piece.year == 2022
        start = document.text.index(piece.document.text)
        assert piece.document.offsets.original(7) == document.offsets.original(start + 7)
        assert [one.code for one in piece.document.diagnostics] == ["several-reports"]


def test_a_collection_of_departments_is_parted_at_their_titles():
    names = ["东河县财政局", "东河县教育局", "东河县水务局"]
    pieces = split(make_document("".join(DEPARTMENT.format(name=name, money=i + 3) for i, name in enumerate(names))))
    assert [identity(piece.document).department for piece in pieces] == names
    assert [piece.year for piece in pieces] == [2022] * 3


def test_a_title_over_two_lines_begins_a_report_with_its_first_line():
    text = DEPARTMENT.format(name="东河县财政局", money=3) + DEPARTMENT.format(name="东河县教育局\n", money=4)
    first, second = split(make_document(text))
    assert second.document.text.startswith("东河县教育局\n2022年部门整体")
    assert "教育局" not in first.document.text


@pytest.mark.parametrize(
    "text",
    [
        DEPARTMENT.format(name="东河县财政局", money=3),
        DEPARTMENT.format(name="东河县财政局", money=3) * 2,  # the same title printed twice
        "2022年部门整体支出绩效自评报告\n" + DEPARTMENT.format(name="东河县财政局", money=3),
        DEPARTMENT.format(name="东河县财政局", money=3) + "附件：东河县教育局2022年部门整体支出绩效自评表\n",
        DEPARTMENT.format(name="东河县财政局", money=3)
        + "预算绩效管理情况说明\n一、总体情况。全年开展绩效自评，覆盖全部项目，自评结果均为优，问题整改到位，制度健全，管理规范，成效明显。"
        * 3,
    ],
)
def test_one_report_stays_whole(text):
    (piece,) = split(make_document(text))
    assert piece.document == make_document(text)


def test_an_annexed_project_report_is_a_report_of_its_own():
    text = DEPARTMENT.format(name="东河县水务局", money=3) + PROJECT.format(name="东河县甲片区灌溉改造", money=12)
    first, second = split(make_document(text))
    assert identity(first.document).kind is ReportKind.SELF_EVALUATION
    assert identity(second.document).project == "东河县甲片区灌溉改造"
    assert second.year == 2022


ANNEX = table(
    ("部门名称", "东河县水务局"),
    ("一级指标", "年度指标值", "实际完成值"),
    ("产出指标", "12座", "12座"),
    title="2022年度部门整体支出绩效自评表",
)
REPORT = make_document(
    DEPARTMENT.format(name="东河县水务局", money=3) + "三、存在的问题\n（一）进度偏慢。\n四、改进措施\n一是加快进度。"
)


def test_a_table_is_an_annex_and_a_report_is_none():
    assert is_annex(ANNEX)
    assert not is_annex(REPORT)
    assert not is_annex(make_document("东河县水务局"))


def test_an_annex_belongs_to_the_report_whose_department_and_year_it_names():
    own, report = identity(ANNEX), identity(REPORT)
    assert belongs(own, report)
    assert not belongs(own, identity(make_document(REPORT.text.replace("2022", "2021"))))
    assert not belongs(own, identity(make_document(REPORT.text.replace("水务", "教育"))))
    nameless = identity(table(("一级指标", "指标值"), ("产出", "12"), title="绩效指标表"))
    assert not belongs(nameless, report)
    assert may_belong(nameless, report)
    assert not may_belong(identity(make_document(REPORT.text.replace("水务", "教育"))), report)


def test_a_joined_report_knows_which_file_each_place_is_from():
    whole = joined(REPORT, [ANNEX, ANNEX])
    assert_whole(whole)
    assert [part.span.of(whole.text) for part in whole.parts] == [REPORT.text, ANNEX.text, ANNEX.text]
    place = whole.text.index("实际完成值")
    assert whole.part_at(place).source == "附表.xlsx"
    assert whole.part_at(3).source == "样例.txt"
    assert {block.cell.table for block in whole.blocks if block.cell} == {0, 1}
    assert whole.offsets.original(place) == ANNEX.text.index("实际完成值")
    assert (whole.source, whole.sha256) == (REPORT.source, REPORT.sha256)


def test_an_annex_is_a_section_of_its_own_and_no_improvement():
    sections = outline(joined(REPORT, [ANNEX]))
    assert (sections[-1].role, sections[-1].title) == (SectionRole.INDICATORS, "2022年度部门整体支出绩效自评表")
    assert sections[-1].parent is None
    improvements = next(one for one in sections if one.role is SectionRole.IMPROVEMENTS)
    assert improvements.body.end <= len(REPORT.text) + 1


@given(st.lists(st.sampled_from([DEPARTMENT, PROJECT]), min_size=1, max_size=4), st.data())
def test_pieces_are_stretches_of_the_file_in_order(forms, data):
    names = data.draw(
        st.lists(st.sampled_from(["东河县财政局", "东河县教育局", "东河县水务局"]), min_size=4, max_size=4)
    )
    document = make_document("".join(form.format(name=name, money=7) for form, name in zip(forms, names)))
    place = 0
    for piece in split(document):
        assert_whole(piece.document)
        place = document.text.index(piece.document.text, place) + len(piece.document.text)
