from __future__ import annotations

import pytest
from support import assert_grounded, make_document

from kg.extract.names import extract_names
from kg.model import Entities, Identity, Organisation, ReportKind

BRANCH = "广州市规划和自然资源局荔湾区分局"
BUREAU = "临澄市东渚区教育局"


def organisations(text: str, department: str = BUREAU, aliases: tuple[str, ...] = ()) -> list[Organisation]:
    document = make_document(text)
    identity = Identity("", ReportKind.SELF_EVALUATION, department, aliases=aliases)
    found = extract_names(document, (), Entities(), identity).organisations
    assert_grounded(document, found)
    return list(found)


def labels(text: str, department: str = BUREAU) -> list[str]:
    return [organisation.label for organisation in organisations(text, department)]


def test_bodies_of_a_tier_take_the_place_of_the_department() -> None:
    text = "贯彻党中央、国务院、省委、市委、市政府、区委、区政府部署，配合省自然资源厅。"
    assert labels(text, BRANCH) == [
        "党中央", "国务院", "广东省委", "广州市委", "广州市政府", "荔湾区委", "荔湾区政府", "广东省自然资源厅",
    ]  # fmt: skip


def test_a_tier_whose_place_is_unknown_stays_as_printed() -> None:
    assert labels("报省政府批复，省教育厅通报表扬。", "清河县教育局") == ["省政府", "省教育厅"]


def test_the_bureau_above_is_one_body_in_its_three_spellings() -> None:
    [found] = organisations("承接市规划和自然资源局下放事项，落实市规划资源局任务，配合市局研究。", BRANCH)
    assert found.label == "广州市规划和自然资源局"
    assert found.aliases == ("市规划和自然资源局", "市规划资源局", "市局")


def test_the_body_above_of_another_line_is_of_that_line() -> None:
    assert labels("市局对此予以肯定。") == ["临澄市教育局"]
    assert labels("市局对此予以肯定。", "宁洲市自然资源局海滨分局") == ["宁洲市自然资源局"]


def test_the_department_itself_is_left_out_by_any_of_its_names() -> None:
    assert labels("临澄市东渚区教育局、东渚区教育局、区教育局和教育局协同推进。") == []


def test_joined_bodies_are_two_and_verbs_of_reporting_are_no_part_of_a_name() -> None:
    assert labels("完成区委区政府交办任务，报市政府批准，获省政府肯定。") == [
        "东渚区委",
        "东渚区政府",
        "临澄市政府",
        "省政府",
    ]


def test_a_former_body_goes_by_its_name() -> None:
    assert labels("承接原临澄市国土资源局的档案。") == ["临澄市国土资源局"]


def test_listed_unions_share_their_head() -> None:
    assert set(labels("核定东滘、东塱和西塱联社留用地指标。")) == {"东滘联社", "东塱联社", "西塱联社"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("推进云溪小学新建工程，选派教师到桐州市第二中学跟岗。", ["云溪小学", "桐州市第二中学"]),
        ("向县公安局、县检察院移送线索。", ["县公安局", "县检察院"]),
        ("覆盖石泉县中医院及城关镇卫生院。", ["石泉县中医院", "城关镇卫生院"]),
        ("落实自然资源部武汉督察局反馈意见。", ["自然资源部武汉督察局"]),
        ("引进丰禾农业科技有限公司。", ["丰禾农业科技有限公司"]),
        ("强化规划名城委的统筹作用。", ["规划名城委"]),
        ("市委组织部牵头考核。", ["临澄市委组织部"]),
    ],
)
def test_bodies_are_found_by_their_head(text: str, expected: list[str]) -> None:
    assert labels(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "各街道、业务科室、财务部门和有关部门协同推进。",
        "完成5所学校、3家医院和中小学运动场改造。",
        "优化空间布局，构建发展格局。",
        "属地街道联社开展培训。",
        "接受委托开展评估，委员建议办理。",
        "坚持以人民为中心，打造区域中心城区。",
        "全市教师发展中心建设加快。",
    ],
)
def test_bodies_that_are_spoken_of_in_general_have_no_name(text: str) -> None:
    assert labels(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "全区义务教育学校全部开展课后服务，东渚区义务教育学校教师实行轮岗。",
        "选派骨干教师到莲塘镇、梧溪镇学校任教。",
        "联合区市场监管局检查学校食堂96家次。",
        "重点在白沙洲片区布局初中和公办幼儿园。",
    ],
)
def test_institutions_spoken_of_as_a_class_are_no_bodies(text: str) -> None:
    assert not [label for label in labels(text) if label.endswith(("学校", "幼儿园"))]
