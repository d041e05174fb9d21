"""One name of a well-known quantity in all reports; growth rates with their basis; nothing that is not of one year."""

from __future__ import annotations

import pytest
from support import assert_grounded, make_document

from kg.extract import extract
from kg.identity import identify
from kg.model import Growth, Observation
from kg.outline import outline


def observations(sentence: str) -> tuple[Observation, ...]:
    document = make_document(
        f"各位代表：\n现在，我代表国务院作政府工作报告。\n一、2009年工作回顾\n{sentence}\n二、2010年主要任务\n深化改革。"
    )
    sections = outline(document)
    found = extract(document, sections, identify(document, sections)).observations
    assert_grounded(document, found)
    return found


def named(sentence: str) -> list[tuple[str, str]]:
    return [(observation.printed, observation.measure) for observation in observations(sentence)]


def growth(sentence: str) -> list[Growth | None]:
    return [observation.growth for observation in observations(sentence)]


@pytest.mark.parametrize(
    ("sentence", "measures"),
    [
        ("全国财政收入6.85万亿元，增长11.7%。", ["财政收入", "财政收入增长率"]),
        ("公共财政收入10.37万亿元。", ["财政收入"]),
        ("国内生产总值比上年增长9.1%，达到11.67万亿元。", ["国内生产总值增长率", "国内生产总值"]),
        ("今年经济增长预期目标为8%左右。", ["国内生产总值增长率"]),
        ("全省生产总值增长5%。", ["地区生产总值增长率"]),
        ("全年粮食总产量达到46947万吨。", ["粮食产量"]),
        ("粮食产量1.14万亿斤。", ["粮食产量"]),
        ("新增城镇就业900万人，城镇登记失业率4.3%。", ["城镇新增就业", "城镇登记失业率"]),
        ("居民消费价格总水平上涨1.8%。", ["居民消费价格涨幅"]),
        ("进出口总额2.2万亿美元。", ["进出口总额"]),
        ("单位国内生产总值能耗下降5%。", ["单位国内生产总值能耗降幅"]),
    ],
)
def test_a_well_known_quantity_has_one_name(sentence: str, measures: list[str]):
    assert [measure for _, measure in named(sentence)] == measures


@pytest.mark.parametrize(
    "sentence",
    [
        "国内生产总值年均增长9.3%。",
        "国内生产总值比2002年增长65.5%。",
        "2005年与2000年相比，国内生产总值增长57.3%。",
        "五年新增城镇就业5100万人。",
        "2009年是不平凡的一年。过去五年，我国发展成就举世瞩目。城镇新增就业人数超过6400万人。",
        "近三年累计，单位国内生产总值能耗下降10.08%。",
        "农村居民人均纯收入由2476元提高。",
        "上半年国内生产总值增长7.1%。",
        "财政收入比上年增加1501亿元。",
        "人均国内生产总值突破1000美元。",
        "财政赤字占国内生产总值比重3%。",
        "居民消费价格总水平下降0.7%。",
    ],
)
def test_what_is_not_the_quantity_of_one_year_has_no_such_name(sentence: str):
    assert {measure for _, measure in named(sentence)} == {""}


def test_growth_is_real_where_the_report_says_so_or_custom_does():
    assert growth("国内生产总值增长8.7%。") == [Growth.REAL]
    assert growth("城镇居民人均可支配收入实际增长9.8%。") == [Growth.REAL]
    assert growth("城镇居民人均可支配收入增长9.8%。") == [Growth.UNSTATED]
    assert growth("财政收入增长11.7%。") == [Growth.NOMINAL]
    assert growth("社会消费品零售总额增长15.5%。") == [Growth.NOMINAL]
    assert growth("社会消费品零售总额实际增长16.9%。") == [Growth.REAL]
    assert growth("居民消费价格总水平上涨1.8%。") == [None]


def test_a_basis_named_before_two_rates_holds_for_both_and_each_has_its_own_name():
    found = observations("城镇居民人均可支配收入15781元，农村居民人均纯收入4761元，扣除价格因素，分别增长8.4%和8%。")
    assert [(o.printed, o.measure, o.growth) for o in found[2:]] == [
        ("8.4", "城镇居民人均可支配收入增长率", Growth.REAL),
        ("8", "农村居民人均纯收入增长率", Growth.REAL),
    ]


def test_two_rates_after_two_levels_belong_to_them_in_order_even_without_the_word_for_it():
    found = observations("城镇居民人均可支配收入15781元，农村居民人均纯收入4761元，实际增长8.4%和8%。")
    assert [o.measure for o in found[2:]] == ["城镇居民人均可支配收入增长率", "农村居民人均纯收入增长率"]


def test_the_two_ends_of_a_change_are_of_their_own_years():
    found = observations("国内生产总值从1997年的7.4万亿元增加到2002年的10.2万亿元。")
    assert [(o.measure, o.year) for o in found] == [("国内生产总值", 1997), ("国内生产总值", 2002)]


def test_grain_is_compared_in_one_unit_whatever_the_report_counts_in():
    tonnes, jin = (observations(s)[0] for s in ("粮食产量5.31亿吨。", "粮食产量10620亿斤。"))
    assert tonnes.normalized_unit == jin.normalized_unit == "KG"
    assert tonnes.normalized_value == jin.normalized_value


def test_both_ends_of_a_range_are_read():
    assert named("国内生产总值增长6.5%－7%。") == [("6.5", "国内生产总值增长率"), ("7", "国内生产总值增长率")]


def test_a_year_after_a_life_expectancy_is_no_length_of_time():
    assert [o.printed for o in observations("人均期望寿命2002年达71.8岁。")] == ["71.8"]
