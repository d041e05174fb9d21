from __future__ import annotations

import pytest
from support import assert_grounded, make_document

from kg.extract.names import extract_names
from kg.model import Entities, Identity, Place, ReportKind


def places(text: str, department: str = "临澄市东渚区教育局") -> list[Place]:
    document = make_document(text)
    found = extract_names(document, (), Entities(), Identity("", ReportKind.SELF_EVALUATION, department)).places
    assert_grounded(document, found)
    return list(found)


def labels(text: str) -> set[str]:
    return {place.label for place in places(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("对清河县桃源镇双河村开展排查。", {"清河县", "桃源镇", "双河村"}),
        ("推进柳林、石桥、双溪三镇学区化。", {"柳林镇", "石桥镇", "双溪镇"}),
        ("对清水河、柳溪河、东湖等12条河湖清淤。", {"清水河", "柳溪河", "东湖"}),
        ("推动渔港路、海韵一街、望潮大道用地报批。", {"渔港路", "海韵一街", "望潮大道"}),
        ("完成白沙岛规划桥中西路选址。", {"白沙岛", "桥中西路"}),
        ("在广佛“1+4”高质量融合发展试验区基础上谋划。", {"广佛“1+4”高质量融合发展试验区"}),
        ("推进西塱车辆段控规调整。", {"西塱"}),
        ("完成多宝路、锦绣里历史文化街区保护。", {"多宝路", "锦绣里历史文化街区"}),
    ],
)
def test_places_are_found_by_their_form(text: str, expected: set[str]) -> None:
    assert labels(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "全市各区和辖区街道、社区共同推进城市更新和农村改厕。",
        "建设海洋强市，优化主体功能区。",
        "做好道路、公路和思路创新。",
        "发挥市场作用，完善区域协调。",
        "完成中小河流、城市公园和产业园区整治。",
        "我区、本市和各镇村落实。",
        "路检路查柴油货车3,150辆次。",
    ],
)
def test_common_words_and_pronouns_are_no_places(text: str) -> None:
    assert labels(text) == set()


def test_the_places_of_the_department_are_found_inside_its_name_and_in_short() -> None:
    found = places("临澄市东渚区教育局推进《东渚区行动计划》，重点企业落户东渚。")
    quotes = {place.label: [evidence.quote for evidence in place.evidence] for place in found}
    assert quotes == {"临澄市": ["临澄市"], "东渚区": ["东渚区", "东渚区", "东渚"]}


def test_a_village_named_by_a_project_without_its_kind_is_that_village() -> None:
    [village] = [
        p for p in places("鹤洞村旧村改造启动。对东濠、鹤洞城中村改造范围内建筑进行保护。") if p.label == "鹤洞村"
    ]
    assert village.tier == "village"
    assert "鹤洞" in [evidence.quote for evidence in village.evidence]


def test_a_province_in_the_name_of_a_school_is_no_mention() -> None:
    assert labels("推进广东实验中学扩建工程。") == set()
    assert labels("对广东重要指示精神抓好落实。") == {"广东省"}


def test_tiers_are_told_by_the_last_characters() -> None:
    tiers = {
        place.label: place.tier
        for place in places("完成清河县、桃源镇、双河村、青禾路、白沙岛、柳溪河、滨河体育公园整治。")
    }
    assert tiers == {
        "清河县": "county", "桃源镇": "town", "双河村": "village", "青禾路": "road", "白沙岛": "island", "柳溪河": "water", "滨河体育公园": "site",
    }  # fmt: skip
