"""How questions are read: target, operation and constraints of plans, for wordings of several departments."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from question_samples import sample_catalogue

from search.asking.catalogue import Catalogue
from search.asking.cues import number_of
from search.asking.plan import Claim, Measure, Operation, QueryPlan, Target
from search.asking.understand import understand
from search.thesaurus import expand


@cache
def catalogue() -> Catalogue:
    return sample_catalogue()


def plan_of(question: str) -> QueryPlan:
    return understand(question, catalogue(), expand)


@pytest.mark.parametrize(
    ("question", "target", "operation"),
    [
        # what was done
        ("哪些成效对应耕地保护职责？", Target.OUTCOME, Operation.LIST),
        ("教师培训取得了哪些成效", Target.OUTCOME, Operation.LIST),
        ("第五项职责有什么工作成果", Target.OUTCOME, Operation.LIST),
        ("妇幼健康职责做了哪些事", Target.OUTCOME, Operation.LIST),
        ("学生资助落实得怎么样", Target.OUTCOME, Operation.LIST),
        ("老人免费体检的情况", Target.OUTCOME, Operation.LIST),
        ("校园安全有没有人管", Target.OUTCOME, Operation.YES_NO),
        ("那几所学校的食堂改了没", Target.OUTCOME, Operation.YES_NO),
        ("给将来留的学校用地要来了吗", Target.OUTCOME, Operation.YES_NO),
        ("大班额的老问题怎么解决的", Target.OUTCOME, Operation.LIST),
        ("家长报名上学方便了吗", Target.OUTCOME, Operation.YES_NO),
        ("教师轮岗制度落实了没有", Target.OUTCOME, Operation.YES_NO),
        ("县人民医院迁建项目封顶了吗", Target.OUTCOME, Operation.YES_NO),
        ("是否推行了网上报名", Target.OUTCOME, Operation.YES_NO),
        ("校车动态监控平台建设完成了吗", Target.OUTCOME, Operation.YES_NO),
        ("乡镇卫生院怎么提升的", Target.OUTCOME, Operation.LIST),
        # duties
        ("列出教育局的全部职责", Target.DUTY, Operation.LIST),
        ("卫健局有哪些职责？", Target.DUTY, Operation.LIST),
        ("部门职能一共几项", Target.DUTY, Operation.COUNT),
        ("有多少项职责", Target.DUTY, Operation.COUNT),
        ("第三项职责是什么", Target.DUTY, Operation.LIST),
        ("认定教师资格属于哪项职责？", Target.DUTY, Operation.LIST),
        ("查处违法行医归第几项职能管", Target.DUTY, Operation.LIST),
        ("发放资助资金体现了哪条职责", Target.DUTY, Operation.LIST),
        ("这个部门是管什么的", Target.DUTY, Operation.LIST),
        ("哪些职责没有成效", Target.DUTY, Operation.GAP),
        ("哪几项职责没写出任何成果？", Target.DUTY, Operation.GAP),
        ("没有成效的职责有几项", Target.DUTY, Operation.GAP),
        # tasks
        ("年度重点工作任务有哪些", Target.TASK, Operation.LIST),
        ("全年一共安排了多少项重点任务", Target.TASK, Operation.COUNT),
        ("年初计划做什么", Target.TASK, Operation.LIST),
        ("哪些任务没有落实", Target.TASK, Operation.GAP),
        ("哪些工作计划没有下文", Target.TASK, Operation.GAP),
        # problems and improvements
        ("报告承认存在哪些主要问题？", Target.PROBLEM, Operation.LIST),
        ("有什么不足", Target.PROBLEM, Operation.LIST),
        ("存在几个问题", Target.PROBLEM, Operation.COUNT),
        ("预算管理方面反映出哪些问题", Target.PROBLEM, Operation.LIST),
        ("第二个问题是什么", Target.PROBLEM, Operation.LIST),
        ("怎么改进？", Target.IMPROVEMENT, Operation.LIST),
        ("下一步打算采取什么措施", Target.IMPROVEMENT, Operation.LIST),
        ("针对资金支付慢有什么改进措施", Target.IMPROVEMENT, Operation.LIST),
        ("有几条改进措施", Target.IMPROVEMENT, Operation.COUNT),
        ("哪些问题没有改进措施", Target.PROBLEM, Operation.GAP),
        # named things
        ("提到了哪些项目", Target.PROJECT, Operation.LIST),
        ("有多少个项目", Target.PROJECT, Operation.COUNT),
        ("出台了哪些文件？", Target.DOCUMENT, Operation.LIST),
        ("义务教育有哪些新政策", Target.DOCUMENT, Operation.LIST),
        ("涉及哪些乡镇", Target.PLACE, Operation.LIST),
        ("由谁负责审批的", Target.ORGANISATION, Operation.LIST),
        ("工作区里有哪些报告", Target.REPORT, Operation.LIST),
        ("有哪些年份的报告", Target.REPORT, Operation.LIST),
        ("报告里哪些地方涉及白石镇？", Target.OUTCOME, Operation.LIST),
        ("澄江小学扩建工程有哪些进展", Target.OUTCOME, Operation.LIST),
        ("市政府66号令是怎么落实的", Target.OUTCOME, Operation.LIST),
        # law and checks
        ("耕地保护的法律依据是什么", Target.PROVISION, Operation.LIST),
        ("不动产登记依据什么法律", Target.PROVISION, Operation.LIST),
        ("依据哪部法征地", Target.PROVISION, Operation.LIST),
        ("第一项职责对应哪项法定职能", Target.FUNCTION, Operation.LIST),
        ("报告里的数据有没有前后矛盾", Target.FINDING, Operation.LIST),
        ("金额对得上吗", Target.FINDING, Operation.LIST),
        # quantities
        ("2022年预算执行率是多少？", Target.QUANTITY, Operation.VALUE),
        ("培训了多少教师", Target.QUANTITY, Operation.VALUE),
        ("新增床位几张", Target.QUANTITY, Operation.VALUE),
        ("基本支出多少", Target.QUANTITY, Operation.VALUE),
        ("年末结余多少钱", Target.QUANTITY, Operation.VALUE),
        ("三公经费花了多少", Target.QUANTITY, Operation.VALUE),
        ("供地面积有多大", Target.QUANTITY, Operation.VALUE),
        ("家庭医生签约覆盖率达到多少", Target.QUANTITY, Operation.VALUE),
        ("自评得了多少分", Target.QUANTITY, Operation.VALUE),
        ("登记要多久", Target.QUANTITY, Operation.VALUE),
        ("土地出让收入的年初计划和实际相差多少？", Target.QUANTITY, Operation.PLAN_VS_ACTUAL),
        ("新增学位完成年初目标了吗", Target.QUANTITY, Operation.PLAN_VS_ACTUAL),
        ("供地超出计划多少", Target.QUANTITY, Operation.PLAN_VS_ACTUAL),
        ("实际投资与计划相比怎么样", Target.QUANTITY, Operation.PLAN_VS_ACTUAL),
        ("新增公办学位比上年多了多少", Target.QUANTITY, Operation.COMPARE_YEARS),
        ("教师培训人次2022年和2023年相比有什么变化", Target.QUANTITY, Operation.COMPARE_YEARS),
        ("预算执行率逐年变化", Target.QUANTITY, Operation.COMPARE_YEARS),
        ("招生人数同比增长多少", Target.QUANTITY, Operation.COMPARE_YEARS),
        ("项目支出占总支出的比重", Target.QUANTITY, Operation.SHARE),
        ("随迁子女占新生的百分之几", Target.QUANTITY, Operation.SHARE),
        ("基本支出比项目支出多多少", Target.QUANTITY, Operation.DIFFERENCE),
        ("基本支出和项目支出加起来是多少", Target.QUANTITY, Operation.SUM),
        ("人均资助多少钱", Target.QUANTITY, Operation.AVERAGE),
        ("最大的一笔支出是什么", Target.QUANTITY, Operation.LARGEST),
        ("面积超过10公顷的用地有哪些？", Target.QUANTITY, Operation.LIST),
        ("1000万元以上的支出有哪些", Target.QUANTITY, Operation.LIST),
        ("哪些数超过1万人", Target.QUANTITY, Operation.LIST),
    ],
)
def test_a_question_asks_for_this_kind_of_thing(question: str, target: Target, operation: Operation) -> None:
    plan = plan_of(question)
    assert (plan.targets[0], plan.operation) == (target, operation)


@pytest.mark.parametrize(
    ("question", "department"),
    [
        ("云溪县卫生健康局的预算是多少", "云溪县卫生健康局"),
        ("县卫健局有哪些职责", "云溪县卫生健康局"),
        ("云溪县新增床位多少", "云溪县卫生健康局"),
        ("云溪卫健局查处了多少案件", "云溪县卫生健康局"),
        ("临澄的教师培训情况", "临澄市教育局"),
        ("市教育局招了多少新生", "临澄市教育局"),
        ("青塘区供了多少地", "青塘区自然资源局"),
    ],
)
def test_a_department_is_known_by_its_names_and_its_place(question: str, department: str) -> None:
    assert [named.label for named in plan_of(question).departments] == [department]


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("2023年招了多少新生", (2023,)),
        ("二〇二二年招了多少新生", (2022,)),
        ("22年招了多少新生", (2022,)),
        ("2022-2023年的执行率", (2022, 2023)),
        ("2022年和2023年的执行率", (2022, 2023)),
    ],
)
def test_years_are_read_however_they_are_written(question: str, years: tuple[int, ...]) -> None:
    assert plan_of(question).years == years


def test_a_year_inside_a_name_restricts_nothing() -> None:
    plan = plan_of("《临澄市中小学布局专项规划（2022-2035年）》印发了吗")
    assert plan.years == ()
    assert [named.label for named in plan.names] == ["临澄市中小学布局专项规划（2022-2035年）"]


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("2019年的预算执行率是多少", "2019年"),
        ("天河区供了多少地", "天河区"),
        ("深圳的土地出让收入是多少", "深圳"),
        ("青塘区民政局有哪些职责", "民政局"),
        ("教育局第十二项职责是什么", "第12项职责"),
    ],
)
def test_what_is_not_in_the_workspace_is_named_as_missing(question: str, reason: str) -> None:
    assert reason in "".join(plan_of(question).missing)


@pytest.mark.parametrize(
    "question",
    ["校园小区有多少个", "特殊地区的教师待遇", "城市和农村学校差别", "城乡居民体检", "市场布局情况", "社区医院改造"],
)
def test_ordinary_words_with_the_ending_of_a_place_are_no_places(question: str) -> None:
    assert plan_of(question).missing == ()


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("县医院迁建的进展", ["县人民医院迁建项目"]),
        ("人民医院迁建项目进展", ["县人民医院迁建项目"]),
        ("河湾旧村改造批了多少地", ["河湾片区", "河湾片区旧村改造项目"]),
        ("市政府66号令怎么落实的", ["市政府第66号令"]),
        ("城东第二幼儿园开工了吗", ["城东第二幼儿园新建项目"]),
        ("白石镇卫生院改造了吗", ["白石镇卫生院"]),
    ],
)
def test_names_are_found_in_full_and_in_short(question: str, names: list[str]) -> None:
    found = [named.label for named in plan_of(question).names]
    assert found
    assert set(found) <= set(names)


def test_a_part_that_many_texts_share_names_no_project() -> None:
    assert plan_of("学校改造情况").names == ()


def test_traditional_characters_and_full_width_read_like_simplified() -> None:
    assert plan_of("２０２２年預算執行率是多少").to_json() == plan_of("2022年预算执行率是多少").to_json()


@pytest.mark.parametrize(
    ("wrong", "right"), [("耕地站补平衡怎么样", "耕地占补平衡怎么样"), ("家庭医声签约了多少人", "家庭医生签约了多少人")]
)
def test_a_wrong_character_is_repaired_from_what_the_workspace_knows(wrong: str, right: str) -> None:
    plan = plan_of(wrong)
    assert plan.question == right
    assert len(plan.corrected) == 1


def test_a_right_question_is_not_corrected() -> None:
    for question in ("招来了哪些好企业好项目", "老百姓看病方便了吗", "孩子上学远不远"):
        assert plan_of(question).corrected == ()


@pytest.mark.parametrize(
    ("question", "sign", "base", "measure"),
    [
        ("面积超过10公顷的", ">", 100000, Measure.AREA),
        ("不少于15亩的用地", ">=", 10000, Measure.AREA),
        ("1亿元以上的支出", ">=", 100000000, Measure.MONEY),
        ("低于五百万元的项目", "<", 5000000, Measure.MONEY),
        ("不超过1.5万平方米的", "<=", 15000, Measure.AREA),
        ("完成率达到90%的", ">=", 90, Measure.RATE),
        ("超过4万宗的业务", ">", 40000, Measure.COUNT),
    ],
)
def test_limits_are_brought_to_base_units(question: str, sign: str, base: int, measure: Measure) -> None:
    (threshold,) = plan_of(question).thresholds
    assert (threshold.operator, threshold.measure) == (sign, measure)
    assert abs(threshold.base - Decimal(base)) < Decimal("0.001")


@pytest.mark.parametrize(
    ("question", "claim", "measure", "classifier"),
    [
        ("计划培训多少人次", Claim.PLANNED, Measure.PEOPLE, ""),
        ("实际供应了多少公顷", Claim.ACTUAL, Measure.AREA, ""),
        ("登记率是多少", Claim.RATE, Measure.RATE, ""),
        ("改造了几所卫生院", Claim.ACTUAL, Measure.ANY, "所"),
        ("查处了多少件案件", Claim.ACTUAL, Measure.ANY, "件"),
        ("罚了多少钱", Claim.ACTUAL, Measure.MONEY, ""),
    ],
)
def test_the_asking_words_say_how_the_quantity_is_measured(
    question: str, claim: Claim, measure: Measure, classifier: str
) -> None:
    plan = plan_of(question)
    assert (plan.claim, plan.measure, plan.classifier) == (claim, measure, classifier)


def test_functions_are_recognised_by_their_labels() -> None:
    plan = plan_of("哪些成效对应耕地保护职责？")
    assert plan.functions == ("NR09",)
    assert plan.function_words == ("耕地保护",)


def test_a_figure_in_the_question_is_kept_apart() -> None:
    assert plan_of("计划改造的6所卫生院，最后改造了几所？").figures == ("6所",)


def test_words_that_no_report_uses_are_said_to_be_not_understood() -> None:
    assert plan_of("航天发射取得了哪些成效").not_understood == ("航天发射",)


def test_both_sides_of_a_comparison_are_told_apart() -> None:
    sides = plan_of("基本支出比项目支出多多少").sides
    assert ["".join(term.text for term in side) for side in sides] == ["基本支出", "项目支出"]


@given(st.text(max_size=60))
def test_any_text_can_be_read(question: str) -> None:
    plan = plan_of(question)
    assert plan.targets
    assert isinstance(plan.to_json(), dict)


@given(st.integers(min_value=1, max_value=9999))
def test_chinese_numerals_read_as_the_number_they_write(number: int) -> None:
    assert number_of(_numeral(number)) == number


def _numeral(number: int) -> str:
    """An independent writer of numerals: 1203 → 一千二百零三."""
    digits, units, written, zero = "零一二三四五六七八九", ("千", "百", "十", ""), "", False
    for unit, digit in zip(units, f"{number:04}"):
        if digit == "0":
            zero = bool(written)
        else:
            written += ("零" if zero else "") + digits[int(digit)] + unit
            zero = False
    return written


def test_a_plain_word_for_a_matter_does_not_take_the_asking_into_the_subject():
    assert [term.text for term in plan_of("2023年罚了多少钱？").terms] == ["罚"]
