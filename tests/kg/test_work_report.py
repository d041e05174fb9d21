"""Government work reports: parts, years, outcomes of the review and tasks of the plan. The excerpts are invented, their structures real."""

from __future__ import annotations

import pytest
from support import assert_grounded, make_document

from kg.extract import extract
from kg.identity import identify
from kg.model import Entities, Identity, QuantityKind, ReportKind, Section, SectionRole
from kg.outline import outline
from kg.work_report import plan_years

PROVINCE = """2025年云溪省政府工作报告
——2025年1月15日在云溪省第十四届人民代表大会第三次会议上
各位代表：
现在，我代表省人民政府，向大会报告政府工作，请予审议。
一、2024年工作回顾
过去一年，我们在党中央坚强领导下，砥砺前行。
地区生产总值增长5.1%，总量达到2.3万亿元；一般公共预算收入增长2.6%；城镇新增就业48.2万人。
一年来，我们主要做了以下工作。
（一）产业升级成效显著。新增高新技术企业1200家；建成智能工厂36个。
（二）民生福祉持续增进。改造老旧小区815个。
各位代表！回顾过去一年，成绩来之不易。这是全省人民团结奋斗的结果。
我们也清醒看到，经济回升的基础还不牢固，一些企业经营困难，就业压力较大。
二、2025年工作安排
今年是“十四五”规划收官之年。主要预期目标是：地区生产总值增长5%左右，城镇新增就业45万人以上。
重点做好以下工作：
（一）大力提振消费。消费是经济增长的重要基础。去年，我们发放消费券3亿元。今年要新建便民生活圈60个。
（二）加快科技创新。实施重大科技专项40项；新建省实验室2家。
各位代表！
加强国防动员和后备力量建设，办好双拥实事。
三、加强政府自身建设
坚持依法行政，自觉接受监督。
各位代表！让我们更加紧密地团结起来，为建设现代化云溪而奋斗！
注：名词解释略。"""

NATIONAL = """各位代表：
本届政府2008年3月就职，任期即将结束。现在，我代表国务院，向大会报告过去五年的工作，对今年工作提出建议，请予审议。
一、过去五年工作回顾
五年来，经济持续较快增长
国内生产总值从2007年的26.6万亿元增加到2012年的51.9万亿元，年均增长9.3%；城镇新增就业5870万人。2012年，国内生产总值增长7.8%，城镇新增就业1266万人。
五年来，人民生活显著改善
农村居民人均纯收入由4140元增加到7917元。2007年以来，新建改造农村公路146万公里。
我们的主要体会是：
第一，必须坚持改革开放。改革开放是强国之路。
在看到成绩的同时，我们也清醒地认识到，发展中还有不少问题。
——城乡差距依然较大。
二、今年经济社会发展的总体要求
国内生产总值增长7.5%左右，居民消费价格涨幅3.5%左右。
三、对今年政府工作的建议
加快转变发展方式
今年继续安排1000亿元用于保障性住房，开工630万套。
促进祖国和平统一
坚持一个中国原则，推动两岸关系和平发展。"""


def read(text: str) -> tuple[tuple[Section, ...], Identity, Entities]:
    document = make_document(text)
    sections = outline(document)
    identity = identify(document, sections)
    entities = extract(document, sections, identity)
    assert_grounded(document, entities)
    return sections, identity, entities


def roles(sections: tuple[Section, ...], level: int) -> list[tuple[str, str]]:
    return [(section.role.value, section.title) for section in sections if section.level == level]


def test_the_government_and_the_year_reviewed_are_read_from_title_and_address():
    _, identity, _ = read(PROVINCE)
    assert (identity.kind, identity.department, identity.year, identity.since) == (
        ReportKind.WORK_REPORT,
        "云溪省人民政府",
        2024,
        None,
    )


def test_parts_after_the_review_are_plan_whatever_they_are_called():
    sections, _, _ = read(PROVINCE)
    assert roles(sections, 1) == [
        ("outcomes", "2024年工作回顾"),
        ("tasks", "2025年工作安排"),
        ("tasks", "加强政府自身建设"),
    ]


def test_problems_thanks_and_last_words_are_neither_outcomes_nor_tasks():
    sections, _, entities = read(PROVINCE)
    texts = [unit.text for unit in (*entities.outcomes, *entities.tasks)]
    assert not [
        text for text in texts if "来之不易" in text or "清醒看到" in text or "让我们" in text or "名词解释" in text
    ]
    assert [problem.text[:6] for problem in entities.problems] == ["我们也清醒看"]
    assert [section.role for section in sections if section.title.startswith("回顾过去一年")] == [SectionRole.OTHER]


def test_outcomes_are_clauses_under_their_heading_and_the_headline_figures_before_them():
    _, _, entities = read(PROVINCE)
    assert [(outcome.text, outcome.part_of) for outcome in entities.outcomes] == [
        ("地区生产总值增长5.1%，总量达到2.3万亿元；", "section/1"),
        ("一般公共预算收入增长2.6%；", "section/1"),
        ("城镇新增就业48.2万人。", "section/1"),
        ("新增高新技术企业1200家；", "outcome-group/4"),
        ("建成智能工厂36个。", "outcome-group/4"),
        ("改造老旧小区815个。", "outcome-group/5"),
    ]


def test_tasks_are_of_the_year_to_come_and_leave_out_reasons_and_the_past():
    _, _, entities = read(PROVINCE)
    assert [(task.text, task.year) for task in entities.tasks] == [
        ("今年要新建便民生活圈60个。", 2025),
        ("实施重大科技专项40项；", 2025),
        ("新建省实验室2家。", 2025),
        ("加强国防动员和后备力量建设，办好双拥实事。", 2025),
        ("坚持依法行政，自觉接受监督。", 2025),
    ]
    assert entities.duties == ()


def test_figures_of_the_plan_are_planned_for_the_next_year_and_those_of_the_past_are_not():
    _, _, entities = read(PROVINCE)
    found = {f"{o.property} {o.printed}": (o.kind, o.year) for o in entities.observations}
    assert found["地区生产总值增长 5.1"] == (QuantityKind.RATE, None)
    assert found["地区生产总值增长 5"] == (QuantityKind.PLANNED, 2025)
    assert found["城镇新增就业 45"] == (QuantityKind.PLANNED, 2025)
    assert found["发放消费券 3"] == (QuantityKind.ACTUAL, None)


def test_a_review_of_five_years_says_which_and_ends_with_the_last_year_it_tells_of():
    _, identity, _ = read(NATIONAL)
    assert (identity.department, identity.year, identity.since) == ("国务院", 2012, 2008)


def test_figures_of_five_years_have_both_years_unless_they_name_one():
    _, _, entities = read(NATIONAL)
    found = {f"{o.property} {o.printed}": (o.year, o.since) for o in entities.observations}
    assert found["国内生产总值 26.6"] == (2007, None)
    assert found["国内生产总值 51.9"] == (2012, None)
    assert found["城镇新增就业 5870"] == (2012, 2008)
    assert found["国内生产总值增长 7.8"] == (2012, None)
    assert found["国内生产总值增长 7.5"] == (2013, None)


def test_a_line_over_a_paragraph_is_a_group_where_nothing_is_numbered():
    _, _, entities = read(NATIONAL)
    assert [group.label for group in entities.outcome_groups] == [
        "五年来，经济持续较快增长",
        "五年来，人民生活显著改善",
    ]
    assert [group.label for group in entities.task_groups] == ["加快转变发展方式", "促进祖国和平统一"]


def test_what_was_learnt_is_no_outcome_and_listed_problems_are_problems():
    sections, _, entities = read(NATIONAL)
    assert not [outcome for outcome in entities.outcomes if "必须坚持" in outcome.text]
    problems = [section for section in sections if section.role is SectionRole.PROBLEMS]
    assert len(problems) == 1
    assert problems[0].body.of(make_document(NATIONAL).text).endswith("——城乡差距依然较大。\n")


@pytest.mark.parametrize(
    ("heading", "year"),
    [
        ("一、“九五”时期国民经济和社会发展的回顾", 2000),
        ("一、2016年工作回顾", 2016),
        ("一、2016—2020年工作回顾", 2020),
    ],
)
def test_the_year_reviewed_is_that_of_the_heading(heading: str, year: int):
    text = f"各位代表：\n现在，我代表国务院作政府工作报告。\n{heading}\n经济平稳增长，结构优化。\n二、主要任务\n深化改革，扩大开放。"
    assert read(text)[1].year == year


def test_without_a_year_in_the_headings_the_review_ends_with_the_last_year_it_names_twice():
    text = """各位代表：
现在，我代表国务院作政府工作报告。
一、去年工作回顾
2005年，经济平稳增长。到2010年的规划已经编制。2005年末外汇储备8189亿美元。
二、今年主要任务
今年国内生产总值增长8%左右。"""
    assert read(text)[1].year == 2005


def test_a_report_that_names_no_year_has_none():
    text = (
        "各位代表：\n现在，我代表国务院作政府工作报告。\n一、去年工作回顾\n经济平稳增长。\n二、今年主要任务\n深化改革。"
    )
    _, identity, _ = read(text)
    assert identity.year is None
    assert [diagnostic.code for diagnostic in identity.diagnostics] == ["year-unknown"]


def test_tasks_of_a_five_year_plan_are_set_for_its_last_year():
    text = """各位代表：
现在，我代表国务院作政府工作报告。
一、2010年工作回顾
经济平稳增长。
二、“十二五”时期的主要目标和任务
五年城镇新增就业4500万人。
三、2011年的工作
新建保障性住房1000万套。"""
    _, _, entities = read(text)
    assert [(task.text[:4], task.year) for task in entities.tasks] == [("五年城镇", 2015), ("新建保障", 2011)]
    assert [(o.year, o.since) for o in entities.observations] == [(2015, 2011), (2011, None)]


def test_plans_run_for_five_years():
    assert [(plan_years(name).first, plan_years(name).last) for name in ("九", "十一", "十四")] == [  # type: ignore[union-attr]
        (1996, 2000),
        (2006, 2010),
        (2021, 2025),
    ]
    assert plan_years("一") is None


def test_an_address_without_parts_is_read_like_any_report():
    sections, _, _ = read("各位代表：\n现在，我代表县人民政府作工作报告。\n全年工作平稳。")
    assert [section.level for section in sections] in ([], [1])
