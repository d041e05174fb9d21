"""Observations: names, qualifiers, kinds, homes and evidence of quantities in prose."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.quantities import extract_observations
from kg.extract.units import extract_units
from kg.identity import identify
from kg.model import Document, Entities, Identity, Observation, QuantityKind, ReportKind
from kg.outline import outline
from tests.support import assert_grounded, make_document

REPORT = """
青山县教育局2023年度部门整体支出绩效自评报告

一、部门年度重点工作任务

1. 扩大学位供给。新增学位不少于5000个，教师培训覆盖率100%。

2. 优化资源布局。2023年计划新建学校6所（含预计划2所）、面积12.5公顷。

二、主要工作成效

1、学位供给持续扩大

一是新建、改扩建学校12所，其中小学7所，新增学位5,320个，完成年度目标的106.4%；招聘教师326名。

二是公办园在园幼儿占比提高到53.6%；受理入学申请案件1,234宗，审结案件1,230宗，发证1,228宗。
"""


def observe(text: str, identity: Identity | None = None) -> tuple[Observation, ...]:
    """The observations of a text; all grounded."""
    document = make_document(text)
    sections = outline(document)
    identity = identity or identify(document, sections)
    observations = extract_observations(document, sections, extract_units(document, sections, identity), identity)
    assert_all_grounded(document, observations)
    return observations


def assert_all_grounded(document: Document, observations: tuple[Observation, ...]) -> None:
    assert_grounded(document, observations)
    for observation in observations:
        assert observation.number.of(document.text) == observation.printed
        assert observation.evidence[0].span.contains(observation.number)


def clause(text: str) -> tuple[Observation, ...]:
    """The observations of a clause that stands in no section."""
    document = make_document(text)
    observations = extract_observations(document, (), Entities(), Identity("", ReportKind.UNKNOWN))
    assert_all_grounded(document, observations)
    return observations


def test_observations_are_numbered_in_text_order_and_stand_in_the_smallest_unit():
    observations = observe(REPORT)
    assert [o.id for o in observations] == [f"observation/{n}" for n in range(1, len(observations) + 1)]
    homes = {o.printed: o.part_of for o in observations}
    assert homes["5000"].startswith("task/1")
    assert homes["5,320"] == "outcome/1.1.1"
    assert homes["326"] == "outcome/1.1.2"


def test_two_runs_give_the_same_observations():
    assert observe(REPORT) == observe(REPORT)


def test_a_target_in_a_task_is_planned_and_the_same_in_an_outcome_is_done():
    kinds = {(o.property, o.printed): o.kind for o in observe(REPORT)}
    assert kinds["新增学位", "5000"] is QuantityKind.PLANNED
    assert kinds["新增学位", "5,320"] is QuantityKind.ACTUAL
    assert kinds["教师培训覆盖率", "100"] is QuantityKind.PLANNED
    assert kinds["新增学位完成年度目标", "106.4"] is QuantityKind.RATE


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("划定城镇开发边界57.61平方公里", ["划定城镇开发边界"]),
        ("对范围内共计23栋传统风貌建筑进行保护", ["范围内传统风貌建筑进行保护"]),
        ("2022年我区累计供应国有建设用地面积111.4公顷", ["供应国有建设用地面积"]),
        ("完成规划审批715次，核发许可161个", ["完成规划审批", "核发许可"]),
        ("地区生产总值8374.2亿元、增长5.2%", ["地区生产总值", "地区生产总值增长"]),
        ("每千人口床位数提高到7.2张", ["每千人口床位数"]),
        ("环保产业增加值22.9亿元，按可比价格计算比上年增长4.1%", ["环保产业增加值", "环保产业增加值比上年增长"]),
        ("工业投资、民间投资分别增长11.2%、8.1%", ["工业投资增长", "民间投资增长"]),
        (
            "城镇、农村居民人均可支配收入分别增长4.3%和6.2%",
            ["城镇居民人均可支配收入增长", "农村居民人均可支配收入增长"],
        ),
        (
            "接待游客320万人次，旅游收入28.6亿元，同比分别增长15.2%和18.9%",
            ["接待游客", "旅游收入", "接待游客同比增长", "旅游收入同比增长"],
        ),
        ("建成森林乡村23个，其中国家级5个", ["建成森林乡村", "建成森林乡村（国家级）"]),
        ("受理登记案件40宗，审结案件38宗，发证36宗", ["受理登记案件", "审结登记案件", "登记案件发证"]),
        ("供应建设用地45宗（含预计划28宗）、面积124.3公顷", ["供应建设用地", "供应建设用地", "供应建设用地面积"]),
        ("完成甲项目、乙项目等5宗共9.1公顷用地报批", ["完成用地报批", "完成用地报批"]),
        ("违法图斑共12个15926.14平方米", ["违法图斑", "违法图斑"]),
        ("查处违法行为86宗", ["查处违法行为"]),
        ("核发规划许可161个", ["核发规划许可"]),
    ],
)
def test_what_is_measured_is_named_in_the_words_of_the_clause(text, names):
    assert [o.property for o in clause(text)] == names


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("新增用地约6平方公里", "约"),
        ("释放近148万平方米空间", "近"),
        ("共受理案件40宗", "共"),
        ("图斑共计17个", "共计"),
        ("累计供应用地111公顷", "累计"),
        ("预计取得收入174.5亿元", "预计"),
        ("全年计划出让14块用地", "计划"),
        ("拟征收地块面积4.6公顷", "拟"),
        ("值守10余次", "余"),
        ("覆盖率达到95%以上", "以上"),
        ("发证率已达96.43%", "已达"),
        ("执行率均为100%", "均"),
        ("新增学位不少于5000个", "不少于"),
        ("公共服务项目12项", ""),
        ("年均增长5%", ""),
        ("制定供应计划3个", ""),
        ("节约用水30吨", ""),
    ],
)
def test_the_qualifier_is_the_word_as_printed(text, qualifier):
    assert [o.qualifier for o in clause(text)] == [qualifier]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("预计取得收入174.5亿元", QuantityKind.PLANNED),
        ("可提供产业建筑面积42万平方米", QuantityKind.PLANNED),
        ("已完成征收4.6公顷", QuantityKind.ACTUAL),
        ("完成年度计划的104%", QuantityKind.RATE),
        ("下降5.2%", QuantityKind.RATE),
        ("年初预算数300万元", QuantityKind.BUDGETED),
    ],
)
def test_the_kind_follows_the_words_of_the_clause(text, kind):
    assert [o.kind for o in clause(text)] == [kind]


def test_a_fall_keeps_the_printed_figure():
    (fall,) = clause("信访量下降5.2%")
    assert (fall.value, fall.property) == (Decimal("5.2"), "信访量下降")


def test_each_of_two_figures_in_one_clause_has_its_own_evidence():
    first, second = clause("组织6片历史文化街区和9片老旧小区方案审查")
    assert first.evidence[0].quote == "组织6片历史文化街区"
    assert second.evidence[0].quote == "9片老旧小区方案审查"


def test_evidence_of_a_long_clause_stays_a_clause():
    (figure,) = clause("完成" + "某某地区某某项目、" * 20 + "等5宗")
    assert len(figure.evidence[0].quote) <= 60


def test_money_without_yuan_is_money_where_the_clause_speaks_of_money():
    (money,) = clause("代收土地出让金1.35亿")
    assert (money.unit_text, money.unit, money.normalized_value) == ("亿", "CNY-100M", Decimal("135000000"))
    (count,) = clause("访问量1.35亿")
    assert (count.unit, count.normalized_unit) == ("NUM-100M", "NUM")


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2022年供应土地66公顷，收入8亿元；办结3宗。", [2022, 2022, 2022]),
        ("编制2021年度方案并报批，拟征收4.6公顷。", [None]),
        ("较2021年增长5%。", [None]),
        ("落实《2021年工作要点》，新建学校3所。", [None]),
        ("2022年共消化2009-2018年批而未供土地11.6公顷。", [2022]),
    ],
)
def test_the_year_is_the_one_that_the_sentence_states(text, years):
    assert [o.year for o in clause(text)] == years


def test_a_figure_without_words_is_named_by_its_heading():
    (score,) = observe("某县林业局2020年部门整体绩效自评报告\n一、绩效自评\n（一）自评得分\n98分。")
    assert score.property == "自评得分"


@given(st.text(alphabet="完成共约新增学位12.,，。；：、（）()个宗%万元亩其中分别增长和等的“”《》2022年\n", max_size=80))
def test_any_text_gives_grounded_observations(text):
    observations = clause(f"甲{text}")
    assert [o.id for o in observations] == [f"observation/{n}" for n in range(1, len(observations) + 1)]
