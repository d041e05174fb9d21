"""Every operation, asked in three ways that have little in common."""

from __future__ import annotations

from decimal import Decimal

import pytest

from search.asking.catalogue import Catalogue, ReportEntry
from search.asking.cues import dates_in, limits_in
from search.asking.figures import Figure
from search.asking.plan import Grouping, Operation, Target
from search.asking.understand import understand

TOWNS = Catalogue(
    reports=(
        ReportEntry("r:a20", "甲报告", department="d:a", department_name="石桥县教育局", place="石桥县", year=2020),
        ReportEntry("r:a21", "甲报告", department="d:a", department_name="石桥县教育局", place="石桥县", year=2021),
        ReportEntry("r:b21", "乙报告", department="d:b", department_name="东山区水务局", place="东山区", year=2021),
    )
)
ASKED = {
    (Operation.GAP, Target.DUTY): ("哪些职责没有对应的成效", "有没有哪条职责一点成绩都没写", "职责里哪几项压根没提"),
    (Operation.GAP, Target.TASK): ("哪些任务没有下文", "年初定的任务哪些没兑现", "任务里哪几项没落地"),
    (Operation.COUNT, Target.PROBLEM): ("报告承认了几个问题", "自己说有多少个问题", "问题一共有几条"),
    (Operation.SUM, Target.QUANTITY): ("甲类和乙类一共办了多少件", "甲类加乙类总共多少件", "甲类、乙类加起来有多少"),
    (Operation.COMPARE_YEARS, Target.QUANTITY): (
        "2021年学位数比2020年多了多少",
        "这几年学位数的走势",
        "2020到2021年学位数怎么变的",
    ),
    (Operation.PLAN_VS_ACTUAL, Target.QUANTITY): (
        "学位完成年初目标了吗",
        "有没有达到学位的计划",
        "计划新增学位和实际新增学位",
    ),
    (Operation.DIFFERENCE, Target.QUANTITY): ("甲类比乙类多多少件", "甲类和乙类相差几件", "甲类跟乙类哪个件数多"),
    (Operation.SHARE, Target.QUANTITY): ("甲类占总数多大比例", "甲类占总数百分之几", "甲类占总数的比重"),
    (Operation.YES_NO, Target.OUTCOME): ("河道清淤做了吗", "有没有清过河道", "河道是否清淤"),
}


@pytest.mark.parametrize(
    ("question", "operation", "target"),
    [(question, *wanted) for wanted, questions in ASKED.items() for question in questions],
)
def test_an_operation_is_recognised_in_any_wording(question: str, operation: Operation, target: Target) -> None:
    plan = understand(question, TOWNS)
    assert (plan.operation, plan.targets[0]) == (operation, target)


@pytest.mark.parametrize(
    "question", ["石桥县教育局和东山区水务局谁的支出多", "石桥跟水务局谁的执行率高", "东山和石桥差多少钱"]
)
def test_departments_joined_by_and_are_two(question: str) -> None:
    assert {named.iri for named in understand(question, TOWNS).departments} == {"d:a", "d:b"}


def test_a_place_and_a_body_are_one_department() -> None:
    assert [named.iri for named in understand("石桥县2021年教育局的任务", TOWNS).departments] == ["d:a"]
    assert understand("石桥县2021年水务局的任务", TOWNS).missing == ("工作区里没有石桥县水务局的报告",)


def test_what_each_of_several_departments_has_is_grouped() -> None:
    plan = understand("石桥和东山2021年各有几个问题", TOWNS)
    assert (plan.operation, plan.grouping, plan.counted) == (Operation.GROUP, Grouping.DEPARTMENT, Target.PROBLEM)


@pytest.mark.parametrize("question", ["方案什么时候印发的", "方案是哪天出的", "何时印发方案"])
def test_when_asks_for_a_date(question: str) -> None:
    assert understand(question, Catalogue()).moment


@pytest.mark.parametrize("question", ["办证要多长时间", "办证要等多久", "今年的任务"])
def test_how_long_does_not(question: str) -> None:
    assert not understand(question, Catalogue()).moment


def test_a_year_alone_is_no_date() -> None:
    assert dates_in("2022年完成25宗，第三季度通过验收，已于 6 月 6 日汇交") == ["第三季度", "6月6日"]


def test_two_limits_are_read_from_a_range() -> None:
    limits = [str(limit) for limit, _, _ in limits_in("金额在1亿到20亿之间")]
    assert limits == [">= 1 亿", "<= 20 亿"]


def test_joining_words_are_no_slips() -> None:
    known = Catalogue(texts=(("r:1", "宅基地和集体建设用地"),))
    assert understand("宅基地加集体建设用地", known).corrected == ()


def test_a_whole_holds_its_part_and_not_its_neighbour() -> None:
    sentence = "共收入285亿元，其中区86亿元、市199亿元；创税5亿元。"
    whole, part, second, other = (
        _figure(sentence, clause) for clause in ("共收入285亿元", "其中区86亿元", "市199亿元", "创税5亿元")
    )
    assert whole.holds(part)
    assert whole.holds(second)
    assert not part.holds(second)
    assert not whole.holds(other)


def _figure(sentence: str, clause: str) -> Figure:
    value = Decimal("".join(filter(str.isdigit, clause)))
    return Figure(clause, "r", "r/outcome/1", "", value, "亿元", "Actual", "", None, clause, sentence, "", 0)
