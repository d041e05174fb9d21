from __future__ import annotations

import pytest
from support import assert_grounded, make_document

from kg.extract.names import extract_names
from kg.model import Entities, Identity, PolicyDocument, ReportKind

IDENTITY = Identity("", ReportKind.SELF_EVALUATION, "临澄市东渚区教育局", aliases=("区教育局",))


def documents(text: str) -> list[PolicyDocument]:
    document = make_document(text)
    found = extract_names(document, (), Entities(), IDENTITY).policy_documents
    assert_grounded(document, found)
    return list(found)


def test_a_title_is_quoted_with_its_marks_and_labelled_without() -> None:
    [found] = documents("印发《东渚区土地储备三年工作方案（2022-2024）》。")
    assert found.label == "东渚区土地储备三年工作方案（2022-2024）"
    assert found.text == "《东渚区土地储备三年工作方案（2022-2024）》"


def test_titles_side_by_side_are_two_and_a_title_in_a_title_is_none() -> None:
    found = documents("印发《关于甲工作的通知》《关于贯彻落实《临澄市城市更新条例》的意见》。")
    assert [one.label for one in found] == ["关于甲工作的通知", "关于贯彻落实《临澄市城市更新条例》的意见"]


def test_a_title_that_never_closes_does_not_swallow_the_next() -> None:
    assert [one.label for one in documents("《" + "无" * 200 + "。印发《实施意见》。")] == ["实施意见"]


def test_a_number_after_a_title_belongs_to_the_document() -> None:
    found = documents("印发《田长制实施方案》（清政办发〔2021〕18号），按照清政办发〔2021〕18号要求推进。")
    assert [(one.label, one.document_number, len(one.evidence)) for one in found] == [
        ("田长制实施方案", "清政办发〔2021〕18号", 2)
    ]


def test_a_document_named_by_its_number_alone() -> None:
    assert [one.label for one in documents("根据临住建发〔2022〕33号文件要求。")] == ["临住建发〔2022〕33号"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("制定市政府第178号、第188号令落实工作方案。", ["市政府第178号令", "市政府第188号令"]),
        ("根据市政府令第127号，取消审批事项6项。", ["市政府第127号令"]),
        ("按照市政府第56号令要求收费。", ["市政府第56号令"]),
    ],
)
def test_orders_are_named_by_issuer_and_number_one_by_one(text: str, expected: list[str]) -> None:
    assert [one.label for one in documents(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "核发《建设用地规划许可证》3份。",
        "《临澄日报》刊登报道。",
        "签订《出让合同》12份。",
        "共办理第12号、第13号案件。",
    ],
)
def test_certificates_contracts_papers_and_cases_are_no_policy_documents(text: str) -> None:
    assert documents(text) == []


def test_short_and_full_names_of_one_document_are_one() -> None:
    found = documents(
        "落实《中华人民共和国土地管理法》（以下简称《土地法》）。依据《土地管理法》《土地法》。制定《临澄市东渚区教育局内控制度》，执行《内控制度》。"
    )
    assert [(one.label, len(one.evidence)) for one in found] == [
        ("中华人民共和国土地管理法", 3),
        ("临澄市东渚区教育局内控制度", 2),
    ]
