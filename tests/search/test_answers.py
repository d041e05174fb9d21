"""Questions answered over reports that went through the real pipeline: what is found, with its evidence and its query."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from question_samples import REPORTS

import zhitu
from search.answer import Answer, Status

FIELDS = {
    "id",
    "question",
    "status",
    "text",
    "plan",
    "sparql",
    "answers",
    "values",
    "related",
    "suggestions",
    "took_ms",
}
Ask = Callable[[str], Answer]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> zhitu.Workspace:
    folder = tmp_path_factory.mktemp("ask")
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    workspace = zhitu.open(folder / "workspace")
    workspace.add(sorted(folder.glob("*.txt")))
    return workspace


@pytest.fixture(scope="module")
def ask(workspace: zhitu.Workspace) -> Ask:
    """Ask, and check what holds of every answer: quotes are in the text, the query is what was run."""
    texts: dict[str, str] = {}

    def text_of(report: str) -> str:
        if report not in texts:
            rows = workspace.store.select(
                "PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> "
                f"SELECT ?text WHERE {{ <{report}#text> nif:isString ?text }}"
            )
            texts[report] = rows[0]["text"]
        return texts[report]

    def asked(question: str) -> Answer:
        answer = workspace.ask(question)
        for found in (*answer.answers, *answer.related):
            for citation in found.evidence:
                assert text_of(citation.report)[citation.start : citation.end] == citation.quote
        if answer.answers:
            rows = workspace.store.select(answer.sparql)
            assert {row["item"] for row in rows} == {found.iri for found in answer.answers}
        return answer

    return asked


def texts(answer: Answer) -> str:
    return "|".join(found.text for found in answer.answers)


def values(answer: Answer) -> dict[str, tuple[Decimal, str]]:
    return {value.role: (Decimal(value.number), value.unit) for value in answer.values}


# --- what was done ------------------------------------------------------------------------------------------


def test_outcomes_are_found_through_the_duty_they_fall_under(ask: Ask) -> None:
    answer = ask("哪些成效对应耕地保护职责？")
    assert answer.status is Status.ANSWERED
    assert len(answer.answers) == 2
    assert "耕地占补平衡" in texts(answer)
    assert "永久基本农田补贴" in texts(answer)
    assert "underDuty" in answer.sparql


def test_a_duty_can_be_meant_by_its_number_or_by_its_words(ask: Ask) -> None:
    by_number = ask("2022年教育局第五项职责有什么工作成果")
    by_words = ask("2022年教育局校园安全职责做了哪些事")
    assert "校园安全隐患132处" in texts(by_number)
    assert {f.iri for f in by_number.answers} == {f.iri for f in by_words.answers}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("2022年困难学生有没有拿到补助", "家庭经济困难学生资助资金"),
        ("2022年教育局报名上学方便了吗", "网上报名"),
        ("云溪县老人免费体检做了吗", "老年人体检"),
        ("云溪县违法行医查处了没有", "立案查处违法案件"),
        ("2023年教育局给老师培训了吗", "教师培训3,800人次"),
        ("青塘区守住耕地红线了吗", "耕地红线"),
    ],
)
def test_everyday_questions_find_what_was_done(ask: Ask, question: str, words: str) -> None:
    assert words in texts(ask(question))


def test_a_project_is_followed_by_its_name_and_in_short(ask: Ask) -> None:
    for question in ("县人民医院迁建项目封顶了吗", "县医院迁建主体封顶没有"):
        assert "主体封顶" in texts(ask(question))


def test_a_decree_is_followed_by_its_number(ask: Ask) -> None:
    assert "推行告知承诺制" in texts(ask("市政府66号令是怎么落实的"))


# --- what is not there ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "2021年教育局的预算是多少",
        "天河区供应了多少土地",
        "青塘区民政局有哪些职责",
        "云溪县卫健局的土地出让收入是多少",
        "2022年教育局的教育附加费是多少",
        "教育局第十二项职责是什么",
        "2022年教育局航天发射取得了哪些成效",
        "云溪县地铁修到哪了",
    ],
)
def test_what_the_reports_do_not_say_is_not_answered(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.status in (Status.NOT_FOUND, Status.NOT_UNDERSTOOD)
    assert not answer.values
    assert not answer.answers
    assert answer.text


@pytest.mark.parametrize(
    ("question", "near"),
    [
        ("2022年校车动态监控平台建设完成了吗", "校车动态监控平台"),
        ("古道保护利用实施方案编制完成了吗", "古道保护利用实施方案"),
        ("青塘区矿产资源管理有哪些成效", "矿产资源"),
        ("语言文字工作取得了哪些成效", "语言文字"),
    ],
)
def test_a_task_or_duty_without_a_result_is_related_and_no_answer(ask: Ask, question: str, near: str) -> None:
    answer = ask(question)
    assert answer.status is Status.NOT_FOUND
    assert "没有写" in answer.text
    assert any(near in found.text for found in answer.related)


def test_a_greeting_is_not_understood(ask: Ask) -> None:
    assert ask("你好").status is Status.NOT_UNDERSTOOD


# --- quantities -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "number", "unit"),
    [
        ("2022年教育局预算执行率是多少", "97.98", "%"),
        ("2023年教育局预算执行率是多少", "96.00", "%"),
        ("云溪县预算执行率是多少", "94.00", "%"),
        ("2022年教育局全年实际花了多少钱", "22984.10", "万元"),
        ("2022年教育局预算总额是多少", "23456.78", "万元"),
        ("2022年教育局基本支出多少", "18200.10", "万元"),
        ("2022年教育局年底还结余多少钱", "472.68", "万元"),
        ("云溪县三公经费花了多少", "12.60", "万元"),
        ("2022年教育局培训了多少教师", "3260", "人次"),
        ("2022年教育局一共招了多少新生", "12680", "人"),
        ("2022年教育局评选了多少名骨干教师", "86", "名"),
        ("云溪县新增床位几张", "210", "张"),
        ("云溪县签约率是多少", "63.2", "%"),
        ("云溪县罚了多少钱", "23.8", "万元"),
        ("云溪县查处了多少件案件", "14", "件"),
        ("青塘区土地出让收入一共多少", "23.4", "亿元"),
        ("青塘区区级土地出让收入是多少", "8.2", "亿元"),
        ("青塘区卖地赚了多少钱", "23.4", "亿元"),
        ("青塘区登记要多久", "2", "个工作日"),
        ("计划改造的6所卫生院，最后改造了几所？", "5", "所"),
    ],
)
def test_a_quantity_is_the_one_asked_for(ask: Ask, question: str, number: str, unit: str) -> None:
    answer = ask(question)
    assert [(Decimal(value.number), value.unit) for value in answer.values] == [(Decimal(number), unit)]
    assert answer.answers[0].type in ("Observation", "BudgetFigure")


def test_the_part_is_told_beside_the_whole(ask: Ask) -> None:
    assert "8.2亿元" in ask("青塘区土地出让收入一共多少").text


def test_planned_and_actual_are_compared_exactly(ask: Ask) -> None:
    assert values(ask("青塘区土地出让收入的年初计划和实际相差多少？")) == {
        "计划": (Decimal("20"), "亿元"),
        "实际": (Decimal("23.4"), "亿元"),
        "差额（实际−计划）": (Decimal("3.4"), "亿元"),
    }


def test_a_goal_is_checked_against_what_was_reached(ask: Ask) -> None:
    answer = ask("2022年教育局新增学位完成年初目标了吗")
    assert values(answer)["差额（实际−计划）"] == (Decimal("150"), "个")
    assert "112.5%" in answer.text


def test_a_plan_without_a_result_is_not_compared(ask: Ask) -> None:
    answer = ask("2022年教育局资助资金和计划相差多少")
    assert answer.status is Status.NOT_FOUND
    assert not answer.values


def test_differences_shares_and_sums_are_exact(ask: Ask) -> None:
    assert values(ask("云溪县基本支出比项目支出多多少"))["差额"] == (Decimal("2109.77"), "万元")
    assert values(ask("云溪县基本支出和项目支出加起来是多少"))["合计"] == (Decimal("10532.23"), "万元")
    assert values(ask("2022年教育局随迁子女占新生的百分之几"))["占比"] == (Decimal("18.22"), "%")


def test_planned_and_actual_are_never_added_up(ask: Ask) -> None:
    answer = ask("青塘区预计取得土地出让收入和全年供应建设用地加起来是多少")
    assert answer.status is Status.NOT_FOUND


def test_years_are_compared_within_one_department(ask: Ask) -> None:
    answer = ask("教师培训人次2022年和2023年相比有什么变化")
    assert values(answer) == {
        "2022年": (Decimal("3260"), "人次"),
        "2023年": (Decimal("3800"), "人次"),
        "变化": (Decimal("540"), "人次"),
    }


def test_one_year_is_not_compared_with_itself(ask: Ask) -> None:
    answer = ask("云溪县新增床位逐年变化")
    assert answer.status is Status.NOT_FOUND
    assert "2022年" in answer.text


def test_limits_apply_across_units(ask: Ask) -> None:
    found = texts(ask("青塘区面积超过15公顷的用地有哪些？"))
    assert "96.5公顷" in found
    assert "80公顷" in found
    assert "120亩" not in found  # 8 hectares


# --- duties, tasks, problems ------------------------------------------------------------------------------------


def test_duties_are_listed_and_counted(ask: Ask) -> None:
    answer = ask("列出云溪县卫健局的全部职责，一共几项？")
    assert len(answer.answers) == 6
    assert [(value.number, value.unit) for value in answer.values] == [("6", "项")]


def test_a_matter_leads_to_its_duty(ask: Ask) -> None:
    answer = ask("2022年教育局发放资助资金属于哪项职责？")
    assert [(value.number, value.unit) for value in answer.values] == [("4", "项")]
    assert "学生资助" in answer.answers[0].text


def test_gaps_are_duties_without_outcomes_and_tasks_without_follow_up(ask: Ask) -> None:
    assert "语言文字" in texts(ask("2022年教育局哪些职责没有成效"))
    assert "校车动态监控平台" in texts(ask("2022年教育局哪些任务没有落实"))


def test_problems_and_improvements_are_listed_and_joined(ask: Ask) -> None:
    assert len(ask("2022年教育局承认有哪些问题").answers) == 2
    assert "支付进度" in texts(ask("2022年教育局第二个问题是什么"))
    assert "定向培养" in texts(ask("云溪县针对人才短缺有什么改进措施"))


def test_the_legal_basis_is_valid_for_the_year_and_place(ask: Ask) -> None:
    answer = ask("青塘区耕地保护的法律依据是什么")
    assert {found.type for found in answer.answers} == {"LegalProvision"}
    assert any("土地管理法" in found.label for found in answer.answers)
    assert all("2024" not in found.iri.split("/law/")[1] for found in answer.answers)


def test_reports_of_the_workspace_are_listed(ask: Ask) -> None:
    assert len(ask("工作区里有哪些报告").answers) == 4


# --- form -----------------------------------------------------------------------------------------------------


def test_an_answer_is_json_of_the_agreed_form(workspace: zhitu.Workspace) -> None:
    (answer,) = workspace.asker.ask_all([{"id": "Q1", "q": "2022年教育局培训了多少教师"}])
    plain = json.loads(json.dumps(answer.to_json(), ensure_ascii=False))
    assert set(plain) == FIELDS
    assert plain["id"] == "Q1"
    (found,) = plain["answers"]
    assert found["value"] == {"number": "3260", "unit": "人次"}
    assert found["iri"].startswith("https://")
    assert found["report"].startswith("https://")
    (citation,) = found["evidence"]
    assert set(citation) == {"report", "start", "end", "quote", "page", "ocr", "marks"}
    assert isinstance(citation["start"], int)


def test_the_same_question_has_the_same_answer(workspace: zhitu.Workspace) -> None:
    question = "2022年教育局学生资助落实得怎么样"
    assert workspace.ask(question) == workspace.ask(question)


@pytest.mark.parametrize("question", ['耕地"保护} . ?x ?y ?z . {"', "成效\\\n# <x>", "'; DROP ALL", "<https://x> 职责"])
def test_what_a_user_writes_cannot_change_the_query(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert "DROP" not in re.sub(r"#.*", "", answer.sparql)
    assert "?x ?y ?z" not in re.sub(r"#.*", "", answer.sparql)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet='哪些成效职责教师多少年2022县局“”"{}<>\\#?。 万元超过', max_size=24))
def test_any_question_has_an_answer_of_some_status(workspace: zhitu.Workspace, question: str) -> None:
    answer = workspace.ask(question)
    if answer.status in (Status.NOT_FOUND, Status.NOT_UNDERSTOOD):
        assert not answer.answers
        assert not answer.values


def test_an_empty_workspace_says_so(tmp_path: Path) -> None:
    from kg.errors import WorkspaceError

    with pytest.raises(WorkspaceError):
        zhitu.open(tmp_path / "empty").ask("有哪些职责")
