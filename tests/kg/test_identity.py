from __future__ import annotations

import pytest
from support import make_document

from kg.identity import identify
from kg.model import Block, BlockKind, Cell, Document, Identity, ReportKind, Span
from kg.outline import outline
from kg.reading import read_bytes

BODY = "\n一、部门概况\n（一）主要职责\n1.负责规划。\n2.负责实施。\n二、绩效自评情况\n（一）自评结论\n优。"


def identity(text: str, **given: object) -> Identity:
    document = make_document(text)
    return identify(document, outline(document), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "department", "year"),
    [
        ("广州市规划和自然资源局荔湾区分局 2022 年部门整体支出绩效自评报告", "广州市规划和自然资源局荔湾区分局", 2022),
        ("2022年度清河县水利局部门整体支出绩效自评报告", "清河县水利局", 2022),
        ("2021 年度\n南县自然资源局（本级）\n部门整体支出绩效评价报告", "南县自然资源局", 2021),
        ("关于二〇二二年度东山县交通运输局部门整体支出绩效自评情况的报告", "东山县交通运输局", 2022),
        ("临江市实验小学2020年整体支出绩效自评报告", "临江市实验小学", 2020),
        ("附件1：\n汨罗市林业局２０２３年度部门整体绩效\n自评报告", "汨罗市林业局", 2023),
        ("2019年度部门整体支出绩效自评报告（云山区司法局）", "云山区司法局", 2019),
    ],
)
def test_department_and_year_stand_in_the_title_in_either_order(title: str, department: str, year: int) -> None:
    found = identity(title + BODY)
    assert (found.department, found.year, found.kind) == (department, year, ReportKind.SELF_EVALUATION)
    assert found.diagnostics == ()


def test_the_title_is_quoted_over_its_lines() -> None:
    document = make_document("2021年度\n南县水利局\n部门整体支出绩效自评报告" + BODY)
    found = identify(document, outline(document))
    assert found.title == "2021年度南县水利局部门整体支出绩效自评报告"
    assert found.evidence[0].quote == "2021年度\n南县水利局\n部门整体支出绩效自评报告"
    assert found.evidence[0].span.of(document.text) == found.evidence[0].quote


def test_of_a_title_printed_twice_that_with_the_year_is_meant() -> None:
    name = "临澄市北川区水利局"
    found = identity(f"{name}部门整体支出绩效自评报告（公开版）\n{name}2022年度部门整体支出绩效自评报告{BODY}")
    assert (found.title, found.year) == (f"{name}2022年度部门整体支出绩效自评报告", 2022)


def test_a_table_that_names_its_report_is_told_by_its_title() -> None:
    found = identity("临澄市北川区水利局2022年度部门整体支出绩效指标完成情况表" + BODY)
    assert (found.department, found.year) == ("临澄市北川区水利局", 2022)


def test_a_cover_field_names_the_department_that_the_title_leaves_out() -> None:
    found = identity("部门整体支出绩效自评报告\n部门（单位）名称：云山市民政局\n评价年度：2023年" + BODY)
    assert (found.department, found.year) == ("云山市民政局", 2023)


def test_a_cover_table_names_the_department_where_the_title_names_the_city() -> None:
    rows = ["广州市2018年部门整体支出绩效自评表", "部门（单位）名称", "广州市白云区财政局"]
    text = "\n".join(rows)
    spans = [Span(0, 19), Span(20, 28), Span(29, len(text))]
    cells = (None, Cell(0, 0, 0), Cell(0, 0, 1))
    kinds = (BlockKind.PARAGRAPH, BlockKind.CELL, BlockKind.CELL)
    blocks = tuple(Block(span, kind, cell=cell) for span, kind, cell in zip(spans, kinds, cells, strict=True))
    document = Document("表.docx", "0" * 64, "x", text, blocks)
    found = identify(document, ())
    assert (found.department, found.year) == ("广州市白云区财政局", 2018)


def test_the_first_sentence_names_the_department() -> None:
    text = "部门整体支出绩效自评报告\n一、部门职责\n根据三定规定，东湖区商务局贯彻落实上级部署，主要职责是：\n1.负责招商。\n2.负责消费促进。"
    assert identity(text).department == "东湖区商务局"


def test_a_short_title_gives_way_to_the_full_name() -> None:
    found = identity("东湖商务局2022年部门整体支出绩效自评报告\n单位名称：江城市东湖区商务局" + BODY)
    assert found.department == "江城市东湖区商务局"
    assert "东湖商务局" in found.aliases


def test_a_year_in_a_document_number_or_a_date_is_not_the_year_of_the_report() -> None:
    found = identity(
        "南县水利局部门整体支出绩效自评报告\n根据《办法》（南财〔2018〕3号）要求报告如下。" + BODY + "\n2023年3月1日"
    )
    assert found.year is None
    assert [diagnostic.code for diagnostic in found.diagnostics] == ["year-unknown"]


def test_headings_and_budget_sentences_tell_the_year_that_the_title_leaves_out() -> None:
    text = "南县水利局部门整体支出绩效自评报告\n一、部门职责\n负责治水。\n二、2021年重点工作完成情况\n修渠3条。2021年预算执行率98%。"
    assert identity(text).year == 2021


def test_what_is_not_said_stays_unknown() -> None:
    found = identity("绩效自评报告" + BODY)
    assert (found.department, found.year) == ("", None)
    assert {diagnostic.code for diagnostic in found.diagnostics} == {"department-unknown", "year-unknown"}


def test_what_is_given_on_the_command_line_wins() -> None:
    found = identity(
        "南县水利局2022年部门整体支出绩效自评报告" + BODY,
        department="南县水务局",
        year=2021,
        kind=ReportKind.FINAL_ACCOUNTS,
    )
    assert (found.department, found.year, found.kind) == ("南县水务局", 2021, ReportKind.FINAL_ACCOUNTS)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("南县水利局2022年整体和项目支出绩效自评总结报告", ReportKind.SELF_EVALUATION),
        ("南县水利局2022年河道治理项目支出绩效自评报告", ReportKind.PROJECT_EVALUATION),
        ("南县水利局2022年度部门决算公开", ReportKind.FINAL_ACCOUNTS),
        ("2023年南县政府工作报告", ReportKind.WORK_REPORT),
    ],
)
def test_the_title_tells_the_kind(title: str, kind: ReportKind) -> None:
    assert identity(title + "\n一、情况\n完成。").kind is kind


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("清河县水利局2023年部门预算公开", "部门预算"),
        ("清河县水利局2023年部门预算", "部门预算"),
        ("2023年度清河县水利局绩效目标申报表", "绩效目标申报表"),
        ("清河县水利局2023年绩效运行监控情况的报告", "绩效运行监控报告"),
    ],
)
def test_a_document_of_another_kind_is_called_what_it_is_and_its_kind_is_unknown(title: str, name: str) -> None:
    found = identity(title + "\n一、主要职责\n1.负责规划。\n2.负责实施。")
    assert found.kind is ReportKind.UNKNOWN
    assert [(d.code, name in d.message) for d in found.diagnostics] == [("kind-unsupported", True)]


def test_structure_tells_the_kind_where_the_title_does_not() -> None:
    assert identity("绩效自评报告" + BODY).kind is ReportKind.SELF_EVALUATION
    assert identity("绩效自评报告\n一、项目概况\n资金20万元。").kind is ReportKind.PROJECT_EVALUATION
    assert identity("通知\n请按时报送。").kind is ReportKind.UNKNOWN


def test_a_project_report_names_its_project() -> None:
    found = identity("2023年江城市体育局校园足球专项资金项目支出绩效自评报告\n一、项目概况\n资金20万元。")
    assert (found.department, found.project) == ("江城市体育局", "校园足球专项资金")


def test_a_work_report_is_of_the_year_it_reviews() -> None:
    text = "2025年上海市政府工作报告\n现在，我代表上海市人民政府，向大会报告工作。\n一、过去一年工作回顾\n增长5%。\n二、主要任务\n扩大内需。"
    found = identity(text)
    assert (found.department, found.year) == ("上海市人民政府", 2024)


def test_a_report_calls_its_department_by_other_names() -> None:
    text = (
        "广州市规划和自然资源局荔湾区分局2022年部门整体支出绩效自评报告\n一、部门职能\n1、负责确权登记。\n"
        "2、职能转变。区规划资源分局应当积极作为。\n二、自评结论\n我部门与市规划资源局协同，本单位得分95分。"
    )
    assert identity(text).aliases == ("区规划资源分局", "我部门", "本单位")


def test_a_name_introduced_in_brackets_is_an_alias() -> None:
    text = "南岭市林业局2020年部门整体绩效自评报告\n一、职能职责\n南岭市林业局（以下简称“市林业局”）负责造林。"
    assert identity(text).aliases == ("市林业局",)


SECTIONS = "\n一、部门主要职责\n负责防汛抗旱。\n二、主要工作成效\n建成水库2座。"


@pytest.mark.parametrize(
    ("opening", "department", "year"),
    [
        ("2 0 2 1 年 度 云 岫 县 水 利 局 部 门 整 体 支 出 绩 效 自 评 报 告", "云岫县水利局", 2021),
        (
            "评价方式：部门绩效自评\n报告日期：2020年7月\n云岫县财政局（制）\n2019年度云岫县水利局部门整体支出绩效自评报告",
            "云岫县水利局",
            2019,
        ),
        (
            "县水利局2021年度部门整体支出绩效自评报告\n根据要求，云岫县水利局（以下简称县水利局）组织开展自评。",
            "云岫县水利局",
            2021,
        ),
        ("根据《通知》（云财绩〔2023〕4号），云岫县水利局对2022年度部门整体支出开展了绩效自评。", "云岫县水利局", 2022),
        ("云岫县发展和改革局（云岫县粮食和物资储备局）2020年度部门整体支出绩效自评报告", "云岫县发展和改革局", 2020),
        ("（单位名称）云岫县水利局2021年度部门整体支出绩效自评报告（参考提纲）", "云岫县水利局", 2021),
        ("云岫县水利局2019—2020年部门整体支出绩效自评报告", "云岫县水利局", None),
        ("云岫县水利局\n部门整体支出绩效自评报告\n2021年8月15日", "云岫县水利局", None),
        ("云岫县财政局对全县2022年度部门整体支出开展了抽查。", "", 2022),
        ("部门整体支出绩效评价报告", "", None),
    ],
)
def test_department_and_year_are_read_however_a_report_begins_and_unknown_where_it_does_not_say(
    opening, department, year
):
    document = read_bytes("报告.txt", f"{opening}{SECTIONS}".encode())
    identity = identify(document, outline(document))
    assert (identity.department, identity.year) == (department, year)
