from __future__ import annotations

from support import assert_grounded, make_document

from kg.extract.units import extract_units
from kg.model import Block, BlockKind, Cell, Document, Duty, Identity, ReportKind, Span
from kg.outline import outline

ANY = Identity("", ReportKind.SELF_EVALUATION)


def duties(text: str | Document) -> list[Duty]:
    document = make_document(text) if isinstance(text, str) else text
    found = extract_units(document, outline(document), ANY).duties
    assert_grounded(document, found)
    return list(found)


def test_each_numbered_duty_is_quoted_whole_without_its_number() -> None:
    found = duties(
        "（一）部门职能\n南县自然资源局贯彻落实方针政策。主要职责是：\n1、履行所有者职责。\n9、负责耕地保护。参与拟订政策，负责耕地数量。\n"
        "15、完成县委交办的其他任务。\n16、职能转变。县局应当强化制度设计。\n（二）部门整体支出情况\n支出12万元。"
    )
    assert [(duty.id, duty.label, duty.text) for duty in found] == [
        ("duty/1", "履行所有者职责", "履行所有者职责。"),
        ("duty/9", "负责耕地保护", "负责耕地保护。参与拟订政策，负责耕地数量。"),
        ("duty/15", "完成县委交办的其他任务", "完成县委交办的其他任务。"),
        ("duty/16", "职能转变", "职能转变。县局应当强化制度设计。"),
    ]


def test_a_number_printed_twice_gives_two_ids() -> None:
    found = duties("一、主要职责\n（一）甲事务管理。\n（三）乙事务管理。\n（三）丙事务管理。")
    assert [duty.id for duty in found] == ["duty/1", "duty/3", "duty/3-2"]
    assert [duty.number for duty in found] == ["1", "3", "3-2"]


def test_a_duty_with_a_list_inside_is_one_duty() -> None:
    found = duties("一、主要职责\n1.指导应急体系。\n（1）分级应对；\n（2）编制预案。\n2.组织救援。")
    assert [duty.text for duty in found] == ["指导应急体系。\n（1）分级应对；\n（2）编制预案。", "组织救援。"]


def test_duties_in_one_paragraph_are_its_numbered_items() -> None:
    found = duties("一、主要职责\n主要职责是：1.负责规划；2.负责实施；3.承办县委交办的其他事项。")
    assert [duty.text for duty in found] == ["负责规划；", "负责实施；", "承办县委交办的其他事项。"]


def test_duties_without_numbers_are_clauses_of_the_only_paragraph() -> None:
    found = duties(
        "一、机构职能\n市林业局贯彻落实上级部署，主要职责是：负责造林绿化；负责《森林法》实施；管理保护地。内设科室8个。"
    )
    assert [duty.text for duty in found] == ["负责造林绿化；", "负责《森林法》实施；", "管理保护地。"]


def test_duties_without_numbers_are_paragraphs_where_there_are_several() -> None:
    found = duties("一、部门职责\n负责社区治理。组织社区建设。\n负责市容秩序。\n二、机构设置\n内设科室8个。")
    assert [duty.text for duty in found] == ["负责社区治理。组织社区建设。", "负责市容秩序。"]


def test_offices_under_a_heading_of_duties_are_no_duties() -> None:
    assert (
        duties(
            "一、主要职责\n（一）办公室。负责文电会务。\n（二）规划建设股。负责工程建设。\n（三）水政监察大队：负责执法。"
        )
        == []
    )


def test_duties_that_the_overview_tells_without_a_heading_are_found() -> None:
    found = duties(
        "一、单位基本情况\n县检察院是法律监督机关，主要职责是：\n（一）行使侦查权；\n（二）提起公诉。\n二、存在问题\n案多人少。"
    )
    assert [duty.text for duty in found] == ["行使侦查权；", "提起公诉。"]


def test_each_row_of_a_table_of_duties_is_a_duty() -> None:
    rows = ["一、部门职能", "序号", "职责内容", "1", "组织实施全县发展规划。", "2", "负责投资项目审批管理。"]
    blocks, offset = [], 0
    for index, row in enumerate(rows):
        cell = Cell(0, (index - 1) // 2, (index - 1) % 2) if index else None
        kind = BlockKind.CELL if index else BlockKind.PARAGRAPH
        blocks.append(Block(Span(offset, offset + len(row)), kind, cell=cell))
        offset += len(row) + 1
    found = duties(Document("表.docx", "0" * 64, "x", "\n".join(rows), tuple(blocks)))
    assert [duty.text for duty in found] == ["组织实施全县发展规划。", "负责投资项目审批管理。"]


def test_a_work_report_has_no_duties() -> None:
    document = make_document(
        "各位代表：\n一、进一步转变政府职能\n一要精简机构。二要依法行政。\n二、部门职责\n负责规划。"
    )
    identity = Identity("", ReportKind.WORK_REPORT)
    assert extract_units(document, outline(document), identity).duties == ()
