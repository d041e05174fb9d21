"""Reports of several years held against one another: three invented series with everything planted that may change."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.continuity import Continuity, Issue, align, continuity_graph, lineages, read_edition
from kg.continuity.assignment import assign
from kg.continuity.editions import ChangeKind, Continuation, Edition, Figure, Unit
from kg.continuity.figures import check_growth
from kg.continuity.likeness import Likeness
from kg.continuity.lineages import field_of
from kg.continuity.projects import merge_projects
from kg.continuity.units import align_units
from kg.model import Relation
from kg.pipeline import build_report
from kg.rdf import graph_of, report_iri
from kg.reading import read
from kg.review import Decision
from kg.store import Store
from ontology.functions import load_scheme

SAMPLES = Path(__file__).with_name("continuity_samples")
HOME = "https://w3id.org/zhitu/id/graph/continuity"
SERIES = {
    "land": (2021, 2022, 2023),
    "water": (2020, 2021, 2023),
    "school": (2021, 2022),
    "hard": (2019, 2020, 2021),  # worded anew every year; written after the rules, as a check on them
}


class Held:
    """The reports of one sample series in a store."""

    def __init__(self, name: str) -> None:
        from search.encoders import load_encoder, similarity

        self.store, self.issues = Store.in_memory(), []
        self.similarity = similarity(load_encoder())
        for year in SERIES[name]:
            report = build_report(read(SAMPLES / f"{name}-{year}.txt"), load_scheme(), similarity=self.similarity)
            iri = report_iri(report.identity, report.document.sha256)
            self.store.replace({iri: graph_of(report, iri, load_scheme())})
            department = report.identity.department
            self.issues.append(
                Issue(iri, f"https://w3id.org/zhitu/id/department/{department}", department, year, "self-evaluation")
            )

    @property
    def found(self) -> Continuity:
        editions = [read_edition(self.store, issue) for issue in self.issues]
        return align(editions, similarity=self.similarity)


@pytest.fixture(scope="module")
def held() -> dict[str, Held]:
    return {name: Held(name) for name in SERIES}


@pytest.fixture(scope="module")
def found(held: dict[str, Held]) -> dict[str, Continuity]:
    return {name: one.found for name, one in held.items()}


def codes(found: Continuity) -> dict[str, list[tuple[bool | None, str]]]:
    told: dict[str, list[tuple[bool | None, str]]] = {}
    for finding in found.findings:
        told.setdefault(finding.code, []).append((finding.holds, finding.message))
    return told


# --- against the annotation ---------------------------------------------------------------------------------


def expected(name: str, iris: dict[int, str]) -> dict[tuple[str, str], str]:
    gold = json.loads((SAMPLES / "gold.json").read_text(encoding="utf-8"))[name]
    years = sorted(iris)
    links = {}
    for year, kinds in gold.items():
        before = years[years.index(int(year)) - 1]
        for kind in ("duty", "task", "problem"):
            for later, earlier, change in kinds[kind]:
                links[f"{iris[int(year)]}/{kind}/{later}", f"{iris[before]}/{kind}/{earlier}"] = change
    return links


OWN, CHECK = ("land", "water", "school"), ("hard",)


@pytest.mark.parametrize(("names", "floor", "kinds"), [(OWN, 0.97, 0.97), (CHECK, 0.9, 0.9)], ids=["own", "check"])
def test_links_across_years_agree_with_the_annotation(
    held: dict[str, Held], found: dict[str, Continuity], names: tuple[str, ...], floor: float, kinds: float
):
    right = wrong = missed = typed = 0
    for name in names:
        want = expected(name, {issue.year: issue.report for issue in held[name].issues})
        got = {(link.later, link.earlier): link.change for link in found[name].continuations}
        right += len(want.keys() & got.keys())
        wrong += len(got.keys() - want.keys())
        missed += len(want.keys() - got.keys())
        typed += sum(want[pair] == got[pair] for pair in want.keys() & got.keys())
    assert 2 * right / (2 * right + wrong + missed) >= floor
    assert typed / right >= kinds


@pytest.mark.parametrize(("names", "floor"), [(OWN, 0.9), (CHECK, 0.7)], ids=["own", "check"])
def test_new_and_dropped_units_agree_with_the_annotation(
    held: dict[str, Held], found: dict[str, Continuity], names: tuple[str, ...], floor: float
):
    gold = json.loads((SAMPLES / "gold.json").read_text(encoding="utf-8"))
    got = {(unit.rsplit("/report/", 1)[1], str(kind)) for name in names for unit, kind in found[name].changes}
    want = set()
    for name in names:
        reports = {issue.year: issue.report.rsplit("/report/", 1)[1] for issue in held[name].issues}
        for year, kinds in gold[name].items():
            before = max(other for other in reports if other < int(year))
            for kind in ("duty", "task", "problem"):
                want |= {(f"{reports[int(year)]}/{kind}/{number}", "New") for number in kinds[f"{kind}-new"]}
                want |= {(f"{reports[before]}/{kind}/{number}", "Dropped") for number in kinds[f"{kind}-dropped"]}
    assert 2 * len(want & got) / (len(want) + len(got)) >= floor


# --- duties, tasks, problems -----------------------------------------------------------------------------------


def units(prefix: str, *texts: str, heading: str = "") -> list[Unit]:
    return [Unit(f"{prefix}/{number}", str(number), text, text, heading) for number, text in enumerate(texts, 1)]


def aligned(earlier: list[Unit], later: list[Unit]) -> dict[tuple[str, str], ChangeKind]:
    likeness = Likeness([unit.text for unit in earlier], [unit.text for unit in later])
    return {(link.later, link.earlier): link.change for link in align_units(earlier, later, likeness)}


OTHERS = ("负责水土保持工作，组织水土流失防治。", "负责农村供水工作，保障饮水安全。")


def test_a_duty_in_other_marks_is_kept():
    earlier = units("a", "负责测绘管理，保护测量标志。", *OTHERS)
    later = units("b", "负责测绘管理；保护测量标志", *OTHERS)
    assert aligned(earlier, later)["b/1", "a/1"] is ChangeKind.KEPT


def test_the_number_of_an_item_is_no_rewording():
    assert (
        aligned(units("a", "二是推进水权交易。", *OTHERS), units("b", "推进水权交易。", *OTHERS))["b/1", "a/1"]
        is ChangeKind.KEPT
    )


def test_two_duties_that_became_one_are_merged():
    earlier = units("a", "负责测绘管理，保护测量标志。", "负责地理信息公共服务。", *OTHERS)
    later = units("b", "负责测绘管理，保护测量标志，提供地理信息公共服务。", *OTHERS)
    changes = aligned(earlier, later)
    assert changes["b/1", "a/1"] is changes["b/1", "a/2"] is ChangeKind.MERGED


def test_one_duty_that_became_two_is_split():
    earlier = units("a", "负责规划许可，组织城市设计和历史文化名城保护。", *OTHERS)
    later = units("b", "负责规划许可。", "组织城市设计和历史文化名城保护。", *OTHERS)
    changes = aligned(earlier, later)
    assert changes["b/1", "a/1"] is changes["b/2", "a/1"] is ChangeKind.SPLIT


def test_the_same_task_under_another_heading_has_moved():
    earlier = units("a", "开展地下水禁限采区划定。", heading="加强水资源管理")
    later = units("b", "开展地下水禁限采区划定。", heading="推行河湖长制")
    assert aligned(earlier, later)["b/1", "a/1"] is ChangeKind.MOVED


def test_a_clause_that_went_to_another_duty_has_moved():
    earlier = units("a", "负责建设用地供应，负责土地征收储备工作。", "编制国土空间规划并监督实施。")
    later = units("b", "负责建设用地供应。", "编制国土空间规划并监督实施，负责土地征收储备工作。")
    assert aligned(earlier, later)["b/2", "a/1"] is ChangeKind.MOVED


def test_a_duty_of_another_field_carries_on_nothing():
    earlier, later = units("a", "负责水库移民管理。", *OTHERS), units("b", "负责全面推行河长制。", *OTHERS)
    changes = aligned(earlier, later)
    assert ("b/1", "a/1") not in changes
    assert changes["b/2", "a/2"] is ChangeKind.KEPT


@given(st.lists(st.text("甲乙丙丁", min_size=1, max_size=6), max_size=5), st.randoms(use_true_random=False))
def test_a_list_in_another_order_carries_on_the_same_texts(texts: list[str], random):
    shuffled = list(texts)
    random.shuffle(shuffled)
    earlier, later = units("a", *texts), units("b", *shuffled)
    words = {unit.iri: unit.text for unit in (*earlier, *later)}
    likeness = Likeness(texts, shuffled)
    kept = [link for link in align_units(earlier, later, likeness) if link.change is ChangeKind.KEPT]
    assert len(kept) == len(texts)
    assert all(words[link.later] == words[link.earlier] for link in kept)


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=1, max_size=5))
def test_the_assignment_is_the_best_there_is(table: list[list[int]]):
    from itertools import permutations

    pairs = assign([[float(score) for score in row] for row in table])
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    size = max(len(table), 3)
    square = [[*row, *[0] * (size - 3)] for row in table] + [[0] * size] * (size - len(table))
    best = max(sum(square[row][column] for row, column in enumerate(order)) for order in permutations(range(size)))
    assert sum(table[row][column] for row, column in pairs) == best


# --- what the years say about one another ------------------------------------------------------------------------


def test_growth_is_recomputed_from_the_values_of_both_years(found: dict[str, Continuity]):
    told = {
        message.split("，算得")[0]: holds for name in OWN for holds, message in codes(found[name])["growth-recomputed"]
    }
    assert told["2021年 土地出让收入 12.50亿元，2022年 土地出让收入 13.75亿元"] is True
    assert told["2022年 土地出让收入 13.75亿元，2023年 土地出让收入 11.00亿元"] is True
    assert [what for what, holds in told.items() if not holds] == [
        "2021年 办理不动产登记 2.40万宗，2022年 办理不动产登记 2.64万宗",
        "2020年 治理水土流失面积 15.0平方公里，2021年 治理水土流失面积 18.0平方公里",
        "2021年 发放资助资金 412.50万元，2022年 发放资助资金 453.75万元",
    ]


def figure(iri: str, name: str, printed: str, unit: str, year: int, **more: str) -> Figure:
    kind = more.pop("kind", "Actual")
    return Figure(
        iri,
        f"i/{name}",
        name,
        printed,
        Decimal(printed),
        unit,
        kind,
        year,
        part_of=f"o/{year}",
        clause=f"{name}{printed}{unit}",
        **more,
    )


def test_growth_in_constant_prices_is_not_held_against_current_prices():
    name = "地区生产总值"
    earlier = Edition("r/2021", "d", "某区", 2021, "work-report", figures=(figure("a", name, "1277.93", "亿元", 2021),))
    rate = figure("c", f"{name}比上年增长", "2.3", "%", 2022, kind="Rate", growth="RealGrowth")
    later = Edition(
        "r/2022", "d", "某区", 2022, "work-report", figures=(figure("b", name, "1316.36", "亿元", 2022), rate)
    )
    (finding,) = check_growth([earlier, later], [])
    assert finding.holds is None
    assert "可比价" in finding.message


def test_rounded_values_leave_the_growth_they_leave():
    earlier = Edition(
        "r/2021", "d", "某局", 2021, "self-evaluation", figures=(figure("a", "发放补贴", "3", "万元", 2021),)
    )
    rate = figure("c", "发放补贴同比增长", "25", "%", 2022, kind="Rate")
    later = Edition(
        "r/2022", "d", "某局", 2022, "self-evaluation", figures=(figure("b", "发放补贴", "4", "万元", 2022), rate)
    )
    (finding,) = check_growth([earlier, later], [])
    assert finding.holds is True  # 3 and 4 stand for anything from 2.5 to 4.5


def test_a_task_that_no_report_comes_back_to_is_found(found: dict[str, Continuity]):
    told = codes(found["school"])["task-without-follow-up"]
    assert told == [(False, "2021年任务“创建省级绿色学校3所”在2021年和2022年的报告里都没有下文")]


def test_where_the_next_year_is_missing_no_task_is_called_forgotten(found: dict[str, Continuity]):
    assert {holds for holds, _ in codes(found["water"])["task-without-follow-up"]} == {None}


def test_a_task_delivered_a_year_late_is_fulfilled_by_that_outcome(found: dict[str, Continuity], held: dict[str, Held]):
    texts = {unit.iri: unit.text for issue in held["land"].issues for unit in _all(held["land"], issue)}
    links = {(texts[link.outcome], texts[link.task]) for link in found["land"].follow_ups}
    assert ("整治农村乱占耕地建房36宗。", "开展农村乱占耕地建房专项整治。") in links


def _all(one: Held, issue: Issue) -> tuple[Unit, ...]:
    edition = read_edition(one.store, issue)
    return (*edition.tasks, *edition.outcomes)


def test_problems_that_stay_and_problems_that_return_are_told_apart(found: dict[str, Continuity]):
    told = codes(found["water"])
    assert [message for _, message in told["problem-returned"]] == [
        "2020年的问题“基层水利专业技术人员不足”隔年后在2023年再次出现"
    ]
    assert [message for _, message in told["problem-persists"]] == [
        "问题“水利工程建设资金筹措困难”连续3份报告都有（2020、2021、2023年）"
    ]


def test_an_outcome_told_in_last_years_very_words_is_found(found: dict[str, Continuity]):
    ((_, message),) = codes(found["water"])["text-reused"]
    assert "水法规宣传" in message


def test_a_project_is_one_through_its_spellings_and_stages(found: dict[str, Continuity]):
    stages = [(stage.year, stage.name) for stage in found["land"].stages if not stage.planned]
    assert stages == [(2021, "approved"), (2022, "started"), (2023, "completed"), (2023, "accepted")]
    assert len({stage.project for stage in found["land"].stages}) == 1


def test_two_phases_are_two_projects():
    from kg.continuity.editions import Project

    edition = Edition(
        "r", "d", "某局", 2022, "x", projects=(Project("p/1", "永宁坊一期项目"), Project("p/2", "永宁坊二期项目"))
    )
    assert merge_projects([edition]) == []


def test_a_name_in_another_order_of_its_words_is_one_project():
    from kg.continuity.editions import Project

    names = ("东屏污水处理厂二期扩建工程", "东屏污水处理厂扩建二期项目", "东屏污水处理厂三期扩建工程")
    projects = tuple(Project(f"p/{number}", name) for number, name in enumerate(names))
    [merge] = merge_projects([Edition("r", "d", "某局", 2022, "x", projects=projects)])
    assert (merge.variant, merge.canonical) == ("p/1", "p/0")


# --- departments -----------------------------------------------------------------------------------------------


def issue(name: str, year: int) -> Issue:
    return Issue(f"r/{name}/{year}", f"d/{name}", name, year, "self-evaluation")


BRANCH, BUREAU = "临澄市规划和自然资源局北川区分局", "北川区规划和自然资源局"


def test_a_branch_that_became_a_bureau_is_one_department():
    (lineage,) = lineages([issue(BRANCH, 2021), issue(BUREAU, 2022)], lambda old, new: 0.8)
    assert [one.name for one in lineage.issues] == [BRANCH, BUREAU]
    assert lineage.renames[0].year == 2022


@pytest.mark.parametrize(
    ("names", "carried"),
    [
        ((BRANCH, "北川区教育局"), 0.9),  # another field
        ((BRANCH, "南川区规划和自然资源局"), 0.9),  # another place
        ((BRANCH, BUREAU), 0.1),  # other duties
    ],
)
def test_what_is_not_a_rename_is_none(names: tuple[str, str], carried: float):
    assert lineages([issue(names[0], 2021), issue(names[1], 2022)], lambda old, new: carried) == ()


def test_departments_of_the_same_year_are_two():
    assert lineages([issue(BRANCH, 2022), issue(BUREAU, 2022)], lambda old, new: 0.9) == ()


def test_a_person_knows_better_whether_a_department_was_renamed():
    issues = [issue(BRANCH, 2021), issue(BUREAU, 2022)]
    assert lineages(issues, lambda old, new: 0.9, {(f"d/{BUREAU}", f"d/{BRANCH}"): False}) == ()
    assert (
        lineages(issues, lambda old, new: 0.0, {(f"d/{BUREAU}", f"d/{BRANCH}"): True})[0].renames[0].confidence == 1.0
    )


def test_the_field_of_a_department_is_its_name_without_place_and_kind():
    assert field_of(BRANCH) == field_of(BUREAU) == "规划和自然资源"


# --- the graph --------------------------------------------------------------------------------------------------


def graph(one: Held, *, issues: list[Issue] | None = None, decisions: tuple[Decision, ...] = ()) -> str:
    return continuity_graph(one.store, issues or one.issues, HOME, similarity=one.similarity, decisions=decisions)[0]


def test_the_order_in_which_reports_come_does_not_matter(held: dict[str, Held]):
    one = held["water"]
    assert graph(one, issues=one.issues[::-1]) == graph(one)


def test_one_report_alone_says_nothing_across_years(held: dict[str, Held]):
    assert graph(held["water"], issues=held["water"].issues[:1]) == ""


def test_triples_of_an_unchanged_series_are_kept_and_not_computed_again(held: dict[str, Held]):
    one, nothing = held["water"], Store.in_memory()  # a store without the reports: what it gives was kept
    text, pieces = continuity_graph(one.store, one.issues, HOME, similarity=one.similarity)
    assert continuity_graph(nothing, one.issues, HOME, similarity=one.similarity, kept=pieces) == (text, pieces)


def test_a_rejected_continuation_is_gone_and_an_accepted_one_is_sure(held: dict[str, Held]):
    one = held["water"]
    new, old = (f"{issue.report}/duty/1" for issue in (one.issues[1], one.issues[0]))
    rejected = graph(one, decisions=(Decision(new, Relation.CONTINUES, old, accepted=False),))
    assert f"<{new}> <https://w3id.org/zhitu/ontology#continues> <{old}> ." not in rejected
    assert f"<{new}> <https://w3id.org/zhitu/ontology#changeKind> <https://w3id.org/zhitu/ontology#New> ." in rejected
    other = f"{one.issues[1].report}/duty/7"
    added = graph(
        one, decisions=(Decision(other, Relation.CONTINUES, f"{one.issues[0].report}/duty/8", accepted=True),)
    )
    assert f"<{other}> <https://w3id.org/zhitu/ontology#continues> <{one.issues[0].report}/duty/8> ." in added


def test_every_continuation_says_why(found: dict[str, Continuity]):
    links: list[Continuation] = [link for one in found.values() for link in one.continuations]
    assert all(link.why and 0.5 <= link.confidence <= 1.0 for link in links)
