"""Questions in several parts or turns, counts by group, averages, comparisons of departments, and what an answer says beside."""

from __future__ import annotations

from pathlib import Path

import pytest
from fresh_questions import workspace_of

import zhitu
from search.answer import Answer, Status
from search.marking import marks_in


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> zhitu.Workspace:
    return workspace_of("several", Path(tmp_path_factory.mktemp("turns")))


def values(answer: Answer) -> list[tuple[str, str]]:
    return [(value.number, value.unit) for value in answer.values]


# --- turns ----------------------------------------------------------------------------------------------------


def test_a_follow_up_takes_over_what_it_does_not_say(workspace: zhitu.Workspace) -> None:
    session = workspace.session()
    assert values(session.ask("2022年教育局培训了多少教师")) == [("3260", "人次")]
    assert values(session.ask("那2023年呢")) == [("3800", "人次")]
    assert "2021年" in session.ask("那2021年呢").text


def test_a_question_with_a_subject_of_its_own_is_no_follow_up(workspace: zhitu.Workspace) -> None:
    session = workspace.session()
    session.ask("2022年教育局培训了多少教师")
    assert len(session.ask("云溪县有哪些职责").answers) == 6


def test_both_parts_of_a_question_are_answered(workspace: zhitu.Workspace) -> None:
    answer = workspace.ask("云溪县查处了多少件案件，罚了多少钱？")
    assert answer.status is Status.ANSWERED
    assert values(answer) == [("14", "件"), ("23.8", "万元")]
    assert [len(part.answers) for part in answer.parts] == [1, 1]


def test_money_of_the_whole_department_is_not_told_of_one_matter(workspace: zhitu.Workspace) -> None:
    answer = workspace.ask("2022年教育局教师培训做了什么，花了多少钱？")
    assert answer.status is Status.PARTIAL
    assert not answer.values
    assert "没有写这个数" in answer.text


def test_what_is_said_in_front_is_no_part(workspace: zhitu.Workspace) -> None:
    assert not workspace.ask("计划改造的6所卫生院，最后改造了几所？").parts
    assert not workspace.ask("列出云溪县卫健局的全部职责，一共几项？").parts


# --- years ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("word", "number"), [("去年", "12680"), ("今年", "13020")])
def test_last_year_counts_from_the_newest_report_and_the_answer_says_so(
    workspace: zhitu.Workspace, word: str, number: str
) -> None:
    answer = workspace.ask(f"{word}教育局招了多少新生")
    assert values(answer) == [(number, "人")]
    assert f"“{word}”按" in answer.text


def test_a_year_before_all_reports_is_not_found(workspace: zhitu.Workspace) -> None:
    answer = workspace.ask("前年教育局招了多少新生")
    assert answer.status is Status.NOT_FOUND
    assert "2021年" in answer.text


# --- groups, averages, departments ------------------------------------------------------------------------------


def test_outcomes_are_counted_for_each_duty(workspace: zhitu.Workspace) -> None:
    answer = workspace.ask("云溪县每项职责各有几项成效")
    assert len(answer.values) == len(answer.answers) == 6
    assert {row["item"] for row in workspace.store.select(answer.sparql)} == {found.iri for found in answer.answers}


def test_the_duty_with_the_most_outcomes_is_found(workspace: zhitu.Workspace) -> None:
    answer = workspace.ask("2022年教育局哪项职责成效最多")
    assert [found.label for found in answer.answers] == ["负责全市义务教育均衡发展工作"]
    assert values(answer) == [("4", "项")]


def test_outcomes_are_counted_by_year(workspace: zhitu.Workspace) -> None:
    assert {value.role for value in workspace.ask("各年各有多少项成效").values} == {"2022年", "2023年"}


def test_an_average_is_calculated_where_one_number_of_people_stands_beside_the_sum(workspace: zhitu.Workspace) -> None:
    answer = workspace.ask("教育局2022年人均资助多少钱")
    assert ("1711.97", "元") in values(answer)  # 1,530.5万元 for 8,940人次
    assert "计算得出" in answer.text


def test_an_average_of_no_money_is_not_calculated(workspace: zhitu.Workspace) -> None:
    assert workspace.ask("青塘区人均耕地多少").status is Status.NOT_FOUND


def test_departments_are_compared_within_one_year(workspace: zhitu.Workspace) -> None:
    answer = workspace.ask("临澄市教育局和云溪县卫生健康局谁的预算总额多")
    assert values(answer)[:2] == [("23456.78", "万元"), ("9860", "万元")]
    assert "多13596.78万元" in answer.text


# --- what stands beside -------------------------------------------------------------------------------------------


def test_a_link_says_its_words_and_how_sure_it_is(workspace: zhitu.Workspace) -> None:
    (first, *_) = workspace.ask("青塘区耕地保护职责有哪些成效").answers
    assert any(reason.startswith("对应职责1（可信度0.") for reason in first.why)


def test_words_of_the_question_are_marked_in_the_quote(workspace: zhitu.Workspace) -> None:
    (citation,) = workspace.ask("2022年教育局培训了多少教师").answers[0].evidence
    assert [citation.quote[start:end] for start, end in citation.marks] == ["教师培训"]


def test_marks_never_join_across_punctuation() -> None:
    assert marks_in("开展巡查，排查隐患", ("巡查，排查",)) == ((2, 4), (5, 7))


def test_a_yes_is_a_quote(workspace: zhitu.Workspace) -> None:
    assert workspace.ask("2022年困难学生有没有拿到补助").text.startswith("有。报告写道：“发放家庭经济困难学生资助资金")


def test_where_nothing_is_found_other_questions_are_suggested(workspace: zhitu.Workspace) -> None:
    for question in ("青塘区矿产资源管理有哪些成效", "2022年教育局航天发射取得了哪些成效"):
        answer = workspace.ask(question)
        assert answer.status is Status.NOT_FOUND
        assert answer.suggestions
