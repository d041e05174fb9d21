"""Questions across the years of three invented departments, one of them renamed, one with a year missing."""

from __future__ import annotations

from pathlib import Path

import pytest

import zhitu
from search.answer import Answer, Asker

SAMPLES = Path(__file__).parent.parent / "kg" / "continuity_samples"


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    workspace = zhitu.open(tmp_path_factory.mktemp("years") / "ws")
    workspace.add(sorted(path for name in ("land", "school", "water") for path in SAMPLES.glob(f"{name}-*.txt")))
    return workspace.asker


def numbers(answer: Answer) -> list[str]:
    """The ends of the IRIs of what was found: year/kind/number."""
    return sorted("/".join(one.iri.rsplit("/", 3)[1:]) for one in answer.answers)


UNITS = [
    ("2023年水利局新增了哪些职责", ["2023/duty/9"]),
    ("北川区规划和自然资源局2022年比上一年新增了哪些职责", ["2022/duty/12"]),
    ("水利局2021年首次提出了哪些任务", ["2021/task/2.2", "2021/task/3.2"]),
    ("水利局2021年不再承担哪些职责", ["2020/duty/8"]),
    ("北川区2023年不再提及哪些职责", ["2022/duty/13"]),
    ("水利局与节水有关的任务哪些不再提及", ["2021/task/2.1", "2021/task/2.2"]),
    ("北川区哪些职责被拆分了", ["2022/duty/6", "2022/duty/7", "2023/duty/4", "2023/duty/5"]),
    ("水利局有哪些职责是合并来的", ["2021/duty/2"]),
    ("水利局哪些职责表述变了", ["2021/duty/6", "2023/duty/2", "2023/duty/7"]),
    ("2021年教育局的哪些任务后来没有下文", ["2021/task/4"]),
    ("水利局哪些任务当年没有完成，次年又列为任务", ["2020/task/2.2", "2020/task/2.3"]),
    ("水利局哪些问题反复出现", ["2023/problem/1", "2023/problem/2"]),
    ("北川区哪些问题连续三年存在", ["2023/problem/2"]),
    ("水利局每年都提的任务有哪些", ["2023/task/1.1", "2023/task/1.2", "2023/task/1.3"]),
    ("水利局哪些成效是照搬上一年的", ["2021/outcome/2.2.1"]),
]


@pytest.mark.parametrize(("question", "expected"), UNITS, ids=[question for question, _ in UNITS])
def test_what_changed_is_found_and_cited(asker: Asker, question: str, expected: list[str]):
    answer = asker.ask(question)
    assert numbers(answer) == sorted(expected)
    assert all(one.evidence for one in answer.answers)


SAID = [
    ("永宁坊二期进展到哪一步了", "2021年：批复；2022年：开工；2023年：竣工、验收。"),
    ("石门水库除险加固工程是哪一年开工的", "2021年：开工。"),
    ("河湖长制是哪年首次提出的", "首次出现在2021年的报告"),
    ("从哪年起不再提地下水禁限采区划定", "最后一次出现在2021年的报告"),
    ("哪些指标连续三年增长", "补充耕地：2021年820亩，2022年905亩，2023年960亩"),
    (
        "北川区土地出让收入历年趋势",
        "2021年：土地出让收入12.50亿元；2022年：土地出让收入13.75亿元；2023年：土地出让收入11.00亿元",
    ),
    ("水利局征收水资源费逐年是多少", "2020年：征收水资源费320.00万元；2021年：征收水资源费352.00万元"),
    ("2022年北川区土地出让收入同比增长多少", "比上年增长10.0%"),
    ("2022年教育局新增了几项任务", "新增任务1项"),
]


@pytest.mark.parametrize(("question", "said"), SAID, ids=[question for question, _ in SAID])
def test_the_answer_says_it(asker: Asker, question: str, said: str):
    assert said in asker.ask(question).text


def test_the_reason_of_a_reworded_duty_is_what_it_said_before(asker: Asker):
    (found,) = asker.ask("水利局2021年哪些职责表述变了").answers
    assert any("农村饮水安全工程建设" in why for why in found.why)


def test_a_year_without_report_is_not_answered_from_another(asker: Asker):
    answer = asker.ask("水利局2022年新增了哪些职责")
    assert (str(answer.status), answer.values) == ("not_found", ())


def test_nothing_of_the_kind_is_no_answer(asker: Asker):
    assert str(asker.ask("教育局哪些成效是照搬上一年的").status) == "not_found"


def test_one_report_alone_cannot_be_compared(tmp_path: Path):
    workspace = zhitu.open(tmp_path / "ws")
    workspace.add([SAMPLES / "water-2020.txt"])
    assert "无法比较各年" in workspace.ask("水利局新增了哪些职责").text
    assert "禁限采区" in workspace.ask("哪些任务后来没有下文").text  # one report tells that, too


def test_the_query_shown_gives_the_answer(asker: Asker):
    answer = asker.ask("水利局2023年新增了哪些职责")
    assert "zt:changeKind zt:New" in answer.sparql
    assert {row["item"] for row in asker.store.select(answer.sparql)} == {one.iri for one in answer.answers}
