from __future__ import annotations

import pytest
from support import assert_grounded, make_document

from kg.extract.names import extract_names
from kg.model import Entities, Identity, Project, ReportKind

IDENTITY = Identity("", ReportKind.SELF_EVALUATION, "临澄市东渚区教育局")


def projects(text: str) -> list[Project]:
    document = make_document(text)
    found = extract_names(document, (), Entities(), IDENTITY).projects
    assert_grounded(document, found)
    return list(found)


def labels(text: str) -> list[str]:
    return [project.label for project in projects(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "继续推进北岸新城场站综合体二期、东渚中学（高中校区）扩建工程用地报批。",
            ["北岸新城场站综合体二期", "东渚中学（高中校区）扩建工程"],
        ),
        ("批复云栖大道（望江街-云栖桥段）、南漖路延长线用地选址。", ["云栖大道（望江街-云栖桥段）", "南漖路延长线"]),
        ("实现了华盛万象城等一批重点优质项目落子东渚。", ["华盛万象城"]),
        ("推进安陵至淮川高速铁路、安陵机场改扩建工程等重大项目。", ["安陵至淮川高速铁路", "安陵机场改扩建工程"]),
        ("实施石桥镇高标准农田建设项目，新增耕地1230亩。", ["石桥镇高标准农田建设项目"]),
        ("安排义务教育薄弱环节改善与能力提升项目资金1860万元。", ["义务教育薄弱环节改善与能力提升项目资金"]),
        ("未完成的主要是区教育装备中心的采购项目。", ["区教育装备中心的采购项目"]),
        ("云栖社区党群服务中心建设项目仅完成62%。", ["云栖社区党群服务中心建设项目"]),
    ],
)
def test_a_named_project_is_found_with_its_whole_name(text: str, expected: list[str]) -> None:
    assert labels(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("对东濠、茶滘、鹤洞城中村改造范围内的建筑进行保护。", {"东濠城中村改造", "茶滘城中村改造", "鹤洞城中村改造"}),
        ("核发青禾路培英、华丽苑人行天桥规划许可。", {"青禾路培英人行天桥", "青禾路华丽苑人行天桥"}),
        ("核发大坦沙岛规划一、三路建设工程规划许可。", {"大坦沙岛规划一路", "大坦沙岛规划三路"}),
        ("柳浦村、上塘村2个旧村改造项目取得进展。", {"柳浦村旧村改造项目", "上塘村旧村改造项目"}),
        ("完成望江中学、石桥中学改扩建项目。", {"望江中学改扩建项目", "石桥中学改扩建项目"}),
    ],
)
def test_members_of_a_list_that_share_words_are_projects_of_their_own(text: str, expected: set[str]) -> None:
    found = projects(text)
    assert {project.label for project in found} == expected
    shared = max((evidence.quote for project in found for evidence in project.evidence), key=len)
    assert "、" in shared


@pytest.mark.parametrize(
    "text",
    [
        "推进各类重点项目建设。",
        "争取成为第一批更新改造试点项目。",
        "推进既有建筑加装电梯工程。",
        "核发出让地块市政配套道路建设工程规划许可。",
        "为重点产业项目提供规划支持。",
        "规范项目绩效目标设置。",
        "完成标志性项目3个。",
    ],
)
def test_words_for_a_kind_of_project_name_none(text: str) -> None:
    assert labels(text) == []


def test_spellings_of_one_project_are_one_entity_with_all_mentions() -> None:
    [project] = projects("推进东渚中学（高中校区）扩建工程。完成东渚中学(高中校区)扩建项目用地报批。")
    assert project.label == "东渚中学（高中校区）扩建工程"
    assert project.aliases == ("东渚中学(高中校区)扩建项目",)
    assert len(project.evidence) == 2


def test_an_island_and_its_short_name_give_one_renewal_project() -> None:
    assert labels("推进大坦沙更新改造项目。推动大坦沙岛、鹤洞村更新改造项目获批。") == [
        "大坦沙更新改造项目",
        "鹤洞村更新改造项目",
    ]


def test_a_stage_of_a_platform_and_a_disused_mine_are_named_and_spots_at_risk_are_not() -> None:
    assert labels("建成智慧清禾云平台二期。") == ["智慧清禾云平台二期"]
    assert labels("实施青石岭废弃矿山生态修复工程。") == ["青石岭废弃矿山生态修复工程"]
    assert labels("完成18处隐患点工程治理，部分基建项目进度慢。") == []
