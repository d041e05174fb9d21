"""Where a department has authority, read from its name."""

from __future__ import annotations

import pytest

from kg.jurisdiction import jurisdiction_of, parent_organisation
from kg.places import province_of, provinces, short_name


@pytest.mark.parametrize(
    ("department", "printed"),
    [
        ("广州市规划和自然资源局荔湾区分局", "广州市/荔湾区"),
        ("清河县市场监督管理局", "清河县"),
        ("临澄市东渚区教育局", "临澄市/东渚区"),
        ("东渚区城市管理和综合执法局", "东渚区"),
        ("恩施土家族苗族自治州财政局", "恩施土家族苗族自治州"),
        ("湖南省自然资源厅", "湖南省"),
        ("上海市浦东新区城市管理局", "上海市/浦东新区"),
        ("白云镇人民政府", "白云镇"),
        ("市场监督管理局", ""),
        ("", ""),
    ],
)
def test_the_places_in_a_departments_name_are_read_from_wide_to_narrow(department, printed):
    assert "/".join(jurisdiction_of(department).printed) == printed


def test_a_citys_province_counts_for_legal_basis_but_is_not_taken_as_printed():
    found = jurisdiction_of("广州市规划和自然资源局荔湾区分局")
    assert found.names == ("广东省", "广州市", "荔湾区")
    assert found.name == "广州市荔湾区"
    assert found.place == "荔湾区"


def test_the_province_of_a_made_up_city_is_unknown():
    assert province_of("临澄市") == ""
    assert jurisdiction_of("临澄市东渚区教育局").names == ("临澄市", "东渚区")


def test_a_branch_belongs_to_the_bureau_it_is_a_branch_of():
    assert parent_organisation("广州市规划和自然资源局荔湾区分局") == "广州市规划和自然资源局"
    assert parent_organisation("荔湾区教育局") == ""


def test_every_prefecture_finds_its_province_unless_two_provinces_share_the_name():
    assert len(provinces()) == 31
    for province, prefectures in provinces().items():
        for prefecture in prefectures:
            shared = sum(prefecture in others for others in provinces().values()) > 1
            assert province_of(f"{prefecture}市") == ("" if shared else province)


def test_a_name_without_its_kind():
    assert short_name("广东省") == "广东"
    assert short_name("新疆维吾尔自治区") == "新疆"
    assert short_name("恩施土家族苗族自治州") == "恩施"
    assert short_name("大兴安岭地区") == "大兴安岭"


def test_city_and_country_in_a_bureau_name_are_no_township_and_the_party_is_no_place():
    assert jurisdiction_of("东渚区住房和城乡建设局").printed == ("东渚区",)
    assert jurisdiction_of("中共临江市委宣传部").printed == ("临江市",)
