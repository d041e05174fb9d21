from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import make_document

from kg.headings import known_role, likely_role
from kg.model import Block, BlockKind, Cell, Document, SectionRole, Span
from kg.numerals import leading_mark, ordinal
from kg.outline import outline

R = SectionRole


def tree(text: str | Document) -> list[str]:
    document = make_document(text) if isinstance(text, str) else text
    return [f"{'  ' * (s.level - 1)}{s.role.value} {s.number}{s.title}" for s in outline(document)]


def blocks(*rows: tuple[str, BlockKind, int | Cell | None]) -> Document:
    """A document of blocks with their kind, and their level (headings) or place (cells)."""
    found, offset = [], 0
    for text, kind, extra in rows:
        level = extra if isinstance(extra, int) else None
        cell = extra if isinstance(extra, Cell) else None
        found.append(Block(Span(offset, offset + len(text)), kind, level=level, cell=cell))
        offset += len(text) + 1
    return Document("样例.docx", "0" * 64, "x", "\n".join(row[0] for row in rows), tuple(found))


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("部门（单位）职责", R.DUTIES),
        ("职能职责概述", R.DUTIES),
        ("设置机构及人员情况", R.ORGANISATION),
        ("部门整体预算收支情况", R.BUDGET),
        ("年度总体工作和重点工作任务", R.TASKS),
        ("2022年重点工作完成情况", R.OUTCOMES),
        ("年度总体运行情况及取得的成绩", R.OUTCOMES),
        ("各重点工作任务绩效目标完成情况分析", R.COMPLETION),
        ("偏差大或目标未完成原因分析", R.PROBLEMS),
        ("存在的问题及改进措施", R.PROBLEMS),
        ("改进措施及结果应用方案", R.IMPROVEMENTS),
        ("自评结论综述", R.CONCLUSION),
    ],
)
def test_a_heading_of_the_genre_is_known_by_its_title(heading: str, role: SectionRole) -> None:
    assert likely_role(heading) is role


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("主要履职成果", R.OUTCOMES),
        ("目前仍存在的短板弱项", R.PROBLEMS),
        ("下步整改思路", R.IMPROVEMENTS),
        ("本年度承担的主要工作任务", R.TASKS),
        ("单位三定职能", R.DUTIES),
    ],
)
def test_an_unseen_heading_finds_its_role_by_cue_or_likeness(heading: str, role: SectionRole) -> None:
    assert known_role(heading) is None
    assert likely_role(heading) is role


def test_an_ordinary_sentence_has_no_role() -> None:
    assert likely_role("坚持最严格耕地保护制度，严守耕地红线") is None


@pytest.mark.parametrize(
    ("line", "number", "value"),
    [
        ("一、基本情况", "一、", 1),
        ("一:基本情况", "一:", 1),
        ("(三) 年度任务", "(三)", 3),
        ("（十二）其他", "（十二）", 12),
        ("１．开展检查", "１．", 1),
        ("16、职能转变", "16、", 16),
        ("1.2022年完成建设", "1.", 1),
        ("⑫其他", "⑫", 12),
        ("第二部分 绩效分析", "第二部分", 2),
        ("二是加强管理", "二是", 2),
        ("其次，加强管理", "其次", 2),
    ],
)
def test_a_list_marker_is_read_as_printed(line: str, number: str, value: int) -> None:
    mark = leading_mark(line)
    assert mark is not None
    assert (mark.number, mark.ordinal) == (number, value)


@pytest.mark.parametrize("line", ["1.35亿元", "2022年全年预算数", "一是否决", "2.8:50.9:46.3", "12个街道"])
def test_a_figure_is_no_list_marker(line: str) -> None:
    assert leading_mark(line) is None


@given(st.integers(1, 99))
def test_an_arabic_numeral_is_its_own_ordinal_in_either_width(value: int) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(value))
    assert ordinal(str(value)) == ordinal(wide) == value


def test_levels_follow_the_order_of_first_appearance() -> None:
    assert tree(
        "一、基本情况\n1.部门职能\n（一）拟订规划。\n（二）组织实施。\n2.机构设置\n内设3个科室。\n二、存在问题\n进度慢。"
    ) == [
        "overview 一、基本情况",
        "  duties 1.部门职能",
        "    duties （一）拟订规划",
        "    duties （二）组织实施",
        "  organisation 2.机构设置",
        "problems 二、存在问题",
    ]


def test_skipped_and_repeated_numbers_stay_in_their_list() -> None:
    assert tree("一、主要职责\n1、甲事。\n3、乙事。\n3、丙事。\n6、丁事。\n二、机构设置\n无。") == [
        "duties 一、主要职责",
        "  duties 1、甲事",
        "  duties 3、乙事",
        "  duties 3、丙事",
        "  duties 6、丁事",
        "organisation 二、机构设置",
    ]


def test_a_list_may_have_the_style_of_its_heading() -> None:
    assert tree("1.主要职责\n1.拟订规划。\n2.组织实施。\n2.机构设置\n内设3个科室。") == [
        "duties 1.主要职责",
        "  duties 1.拟订规划",
        "  duties 2.组织实施",
        "organisation 2.机构设置",
    ]


def test_a_heading_that_lost_its_number_stands_beside_its_siblings() -> None:
    assert tree("一、基本情况\n部门职能\n1、拟订规划。\n2、组织实施。\n（二）机构设置\n内设3个科室。") == [
        "overview 一、基本情况",
        "  duties 部门职能",
        "    duties 1、拟订规划",
        "    duties 2、组织实施",
        "  organisation （二）机构设置",
    ]


def test_lists_inside_one_paragraph_are_items() -> None:
    assert tree("一、年度重点工作任务\n1. 保护耕地。坚持制度。一是加强执法；二是完善台账。") == [
        "tasks 一、年度重点工作任务",
        "  tasks 1.保护耕地",
        "    tasks 一是加强执法",
        "    tasks 二是完善台账",
    ]


def test_a_number_in_a_name_or_without_company_is_no_item() -> None:
    assert tree("一、主要工作成效\n核发规划一、三路许可。（一）类项目2个，统一是基础，合计3、4号楼。") == [
        "outcomes 一、主要工作成效"
    ]


def test_a_whole_report_on_one_line_has_its_outline() -> None:
    text = "一、基本情况（一）部门职能主要职责是：1、拟订规划；2、组织实施。（二）机构设置。内设3个科室。二、存在问题。进度慢。"
    assert tree(text) == [
        "overview 一、基本情况",
        "  duties （一）部门职能",
        "    duties 1、拟订规划",
        "    duties 2、组织实施",
        "  organisation （二）机构设置",
        "problems 二、存在问题",
    ]


def test_a_heading_glued_to_its_text_keeps_both() -> None:
    document = make_document("一、部门概况\n（一）主要职能。南县水利局负责水资源管理。")
    section = outline(document)[1]
    assert (section.title, section.role) == ("主要职能", R.DUTIES)
    assert section.body.of(document.text) == "南县水利局负责水资源管理。"


def test_contents_and_a_heading_printed_twice_are_left_out() -> None:
    text = (
        "目录\n一、基本情况……1\n二、存在问题……5\n一、基本情况\n一、基本情况\n本局成立于2001年。\n二、存在问题\n进度慢。"
    )
    assert tree(text) == ["overview 一、基本情况", "problems 二、存在问题"]


def test_levels_that_the_file_states_outrank_everything() -> None:
    heading, text = BlockKind.HEADING, BlockKind.PARAGRAPH
    document = blocks(
        ("沙田县审计局2022年部门整体支出绩效自评报告", heading, 1),
        ("综合评价分析", heading, 2),
        ("主要工作成效", heading, 3),
        ("政策跟踪审计有力", heading, 4),
        ("一是促进政策落地。完成项目3个。", text, None),
        ("二是促进资金提效。盘活资金12万元。", text, None),
        ("经责审计深化", heading, 4),
        ("完成审计14人。", text, None),
        ("存在问题", heading, 2),
        ("力量不足。", text, None),
    )
    assert tree(document) == [
        "evaluation 综合评价分析",
        "  outcomes 主要工作成效",
        "    outcomes 政策跟踪审计有力",
        "      outcomes 一是促进政策落地",
        "      outcomes 二是促进资金提效",
        "    outcomes 经责审计深化",
        "problems 存在问题",
    ]


def test_a_table_cell_names_the_section_in_the_cell_beside_it() -> None:
    cell = BlockKind.CELL
    document = blocks(
        ("部门职责概述", cell, Cell(0, 0, 0)),
        ("1.贯彻民族政策；2.管理宗教事务。", cell, Cell(0, 0, 1)),
        ("一级指标", cell, Cell(0, 1, 0)),
        ("二级指标", cell, Cell(0, 1, 1)),
        ("改进措施", cell, Cell(0, 2, 0)),
        ("加快项目实施，细化指标设置。", cell, Cell(0, 2, 1)),
    )
    assert tree(document) == [
        "duties 部门职责概述",
        "  duties 1.贯彻民族政策",
        "  duties 2.管理宗教事务",
        "improvements 改进措施",
    ]


def test_signature_date_and_annexes_end_the_last_section() -> None:
    document = make_document(
        "一、改进措施\n1.加强培训。\n2.加快支付。\n南县水利局\n2023年4月1日\n附件：1.自评表\n2.佐证材料"
    )
    sections = outline(document)
    assert [section.title for section in sections] == ["改进措施", "加强培训", "加快支付"]
    assert sections[2].body.of(document.text).strip() == "加快支付。"


def test_an_item_worded_like_a_heading_stays_an_item() -> None:
    assert tree("一、存在问题\n（一）预算执行\n进度慢。\n（二）人员编制\n人手不足。") == [
        "problems 一、存在问题",
        "  problems （一）预算执行",
        "  problems （二）人员编制",
    ]


def test_achievements_under_completion_are_not_taken_for_the_section_of_outcomes() -> None:
    text = (
        "一、绩效目标完成情况\n（一）蓝天保卫战再上台阶\n（二）净土保卫战成果巩固\n（三）主要工作成效\n二、存在的问题"
    )
    assert tree(text) == [
        "completion 一、绩效目标完成情况",
        "  completion （一）蓝天保卫战再上台阶",
        "  completion （二）净土保卫战成果巩固",
        "  outcomes （三）主要工作成效",
        "problems 二、存在的问题",
    ]


def test_section_numbers_are_positions_and_spans_nest() -> None:
    document = make_document(
        "一、基本情况\n（一）部门职能\n1、甲事。\n2、乙事。\n（二）机构设置\n无。\n二、存在问题\n进度慢。"
    )
    sections = outline(document)
    assert [section.id for section in sections] == [
        "section/1", "section/1.1", "section/1.1.1", "section/1.1.2", "section/1.2", "section/2",
    ]  # fmt: skip
    by_id = {section.id: section for section in sections}
    for section in sections:
        if section.parent:
            assert by_id[section.parent].span.contains(section.span)


LINES = st.lists(
    st.sampled_from(
        ["一、基本情况", "（一）部门职能", "1.甲事。", "2、乙事；", "(3)丙事", "一是丁事；二是戊事。", "主要工作成效", "第二部分", "①己事",
         "改进措施：加强。", "附件：", "2023年4月1日", "三、", "（", "最后，完成。", "一 概况", "共12个，3、4号楼。"]
    ),
    max_size=25,
)  # fmt: skip


@given(LINES)
def test_no_text_breaks_the_outline_and_parents_hold_their_children(lines: list[str]) -> None:
    document = make_document("\n".join(lines))
    sections = outline(document)
    by_id = {section.id: section for section in sections}
    assert len(by_id) == len(sections)
    for section in sections:
        assert section.span.end <= len(document.text)
        if section.parent:
            assert by_id[section.parent].span.contains(section.span)
            assert section.level == by_id[section.parent].level + 1


def test_a_heading_without_a_cue_word_finds_its_role_by_similarity():
    document = make_document("一、部门主业\n负责水资源管理。\n二、坚持规划引领\n建成水库。")

    def similarity(headings, titles):
        return [
            [0.9 if heading == "部门主业" and title in ("部门职责", "主要职责") else 0.1 for title in titles]
            for heading in headings
        ]

    assert [section.role for section in outline(document)] == [SectionRole.OTHER, SectionRole.OTHER]
    assert [section.role for section in outline(document, similarity)] == [SectionRole.DUTIES, SectionRole.OTHER]


def test_a_heading_about_overcoming_a_weakness_opens_no_section_of_problems() -> None:
    assert likely_role("补齐民生短板") is not SectionRole.PROBLEMS
    assert likely_role("发展短板") is SectionRole.PROBLEMS
    text = "一、绩效目标完成情况\n（一）精细保洁，市容更加整洁\n1．环卫提档\n清扫保洁面积1,286万平方米。\n（二）补齐短板，市政品质提升\n1．道路畅通\n维修破损路面4.86万平方米。"
    assert {section.role for section in outline(make_document(text))} == {SectionRole.COMPLETION}
