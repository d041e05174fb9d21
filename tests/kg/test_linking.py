"""Links of whole reports: a real one as annotated, and fictional ones of other departments."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from linking_samples import NAMES, Expected, load_sample

from kg.linking import link
from kg.model import (
    Block,
    Document,
    Duty,
    Entities,
    Entity,
    Evidence,
    Identity,
    Improvement,
    Justification,
    Link,
    Outcome,
    OutcomeGroup,
    OutcomeItem,
    Problem,
    Project,
    Relation,
    Report,
    ReportKind,
    Span,
    Task,
    TaskGroup,
)
from ontology.functions import FINANCE, FunctionScheme, load_scheme

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "tests/gold/liwan-2022"
LAND = [name for name in NAMES if "自然资源" in name]
OTHERS = [name for name in NAMES if "自然资源" not in name]


def load_gold() -> tuple[Report, Expected]:
    """The annotated units of the real report, so that a miss here is a miss of linking."""
    annotated = json.loads((GOLD / "entities.json").read_text(encoding="utf-8"))
    text = re.sub(r"\s+", "", (ROOT / "examples/liwan-2022/liwan-2022.txt").read_text(encoding="utf-8"))
    document = Document("liwan.txt", "0" * 64, "text/plain", text, (Block(Span(0, len(text))),))
    kinds: dict[str, tuple[type[Entity], str]] = {
        "Duty": (Duty, "duty"),
        "TaskGroup": (TaskGroup, "task-group"),
        "Task": (Task, "task"),
        "OutcomeGroup": (OutcomeGroup, "outcome-group"),
        "OutcomeItem": (OutcomeItem, "outcome-item"),
        "OutcomeStatement": (Outcome, "outcome"),
        "Problem": (Problem, "problem"),
        "Improvement": (Improvement, "improvement"),
    }
    ids: dict[str, str] = {}
    made: dict[str, list] = {}
    for one in annotated:
        if one["type"] not in kinds:
            continue
        cls, kind = kinds[one["type"]]
        number = one["id"][1:].lstrip("0")
        ids[one["id"]] = f"{kind}/{number}"
        if kind.endswith("group"):
            span = Span(one["start"], one["end"])
        else:
            span = Span(one.get("full_start", one["start"]), one.get("full_end", one["end"]))
        home = {"task": f"task-group/{number[0]}", "outcome-item": f"outcome-group/{number[0]}"}
        part_of = home.get(kind, f"outcome-item/{number[:3]}")
        place = {"part_of": part_of} if kind in ("task", "outcome-item", "outcome") else {"section": "section/1"}
        label = one.get("label", one["quote"])
        made.setdefault(kind, []).append(
            cls(
                id=ids[one["id"]], label=label, evidence=(document.evidence(span),), rule="gold", number=number, **place
            )
        )
    projects = []
    for one in annotated:
        if one["type"] == "Project":
            spans = [Span(mention["start"], mention["end"]) for mention in one["mentions"]]
            homes = [
                unit.id for span in spans for unit in (*made["task"], *made["outcome"]) if unit.span.contains(span)
            ]
            projects.append(
                Project(
                    id=f"project/{one['name']}",
                    label=one["name"],
                    evidence=tuple(Evidence(span, span.of(text)) for span in spans),
                    rule="gold",
                    mentioned_in=tuple(dict.fromkeys(homes)),
                )
            )
    expected = Expected()
    for one in json.loads((GOLD / "links.json").read_text(encoding="utf-8")):
        if one["subject"] in ids and one["object"] in ids:
            pair = [ids[one["object"]]]
            core = one["strength"] == "core"
            expected.add(one["predicate"], ids[one["subject"]], pair if core else [], [] if core else pair)
    entities = Entities(
        duties=tuple(made["duty"]),
        task_groups=tuple(made["task-group"]),
        tasks=tuple(made["task"]),
        outcome_groups=tuple(made["outcome-group"]),
        outcome_items=tuple(made["outcome-item"]),
        outcomes=tuple(made["outcome"]),
        problems=tuple(made["problem"]),
        improvements=tuple(made["improvement"]),
        projects=tuple(projects),
    )
    return Report(Identity("样例", ReportKind.SELF_EVALUATION), document, (), entities), expected


def of(links: Iterable[Link], relation: Relation, *kinds: str) -> list[Link]:
    return [one for one in links if one.relation is relation and (not kinds or one.subject.split("/")[0] in kinds)]


def f1(links: list[Link], expected: Expected, *kinds: str) -> float:
    """As tests/gold/score.py: recall over what must be found, precision without what may be."""
    relation = links[0].relation.value if links else ""
    core = {pair for pair in expected.core[relation] if not kinds or pair[0].split("/")[0] in kinds}
    found = {(one.subject, one.object) for one in links}
    judged = found - expected.fair[relation]
    hits = len(found & core)
    return 2 * hits / (len(judged) + len(core))


def best(links: list[Link]) -> dict[str, str]:
    """Subject → object of its surest link, which stands first."""
    found: dict[str, str] = {}
    for one in links:
        found.setdefault(one.subject, one.object)
    return found


def top1(links: list[Link], expected: Expected) -> float:
    first = set(best(links).items())
    judged = first - expected.fair["underDuty"]
    return len(judged & expected.core["underDuty"]) / len(judged)


def test_the_real_report_is_linked_to_its_duties():
    report, expected = load_gold()
    under = of(link(report, load_scheme()), Relation.UNDER_DUTY, "task", "outcome")
    assert f1(under, expected, "task", "outcome") >= 0.9
    assert top1(under, expected) >= 0.95


def test_the_outcomes_of_the_real_report_fulfil_its_tasks():
    report, expected = load_gold()
    links = of(link(report, load_scheme()), Relation.FULFILS)
    assert f1(links, expected) >= 0.75
    fair = expected.fair["fulfils"]
    unreported = {"task/2.1", "task/2.3", "task/2.4"}
    assert all((one.subject, one.object) in fair for one in links if one.object in unreported)


def test_the_improvements_of_the_real_report_address_its_problems_in_order():
    report, _ = load_gold()
    links = of(link(report, load_scheme()), Relation.ADDRESSES)
    assert [(one.subject, one.object) for one in links] == [(f"improvement/{n}", f"problem/{n}") for n in (1, 2, 3)]


def test_the_duties_of_the_real_report_implement_the_functions_that_a_reader_named():
    report, _ = load_gold()
    source = json.loads((ROOT / "ontology/statutory_functions.source.json").read_text(encoding="utf-8"))
    wanted = {(f"duty/{one['duty_no']}", notation) for one in source["duty_mapping"] for notation in one["functions"]}
    links = of(link(report, load_scheme()), Relation.IMPLEMENTS_FUNCTION)
    found = {(one.subject, one.object) for one in links}
    assert len(found & wanted) / len(wanted) >= 0.9
    assert len(found & wanted) / len(found) >= 0.9
    main = {f"duty/{one['duty_no']}": one["functions"][0] for one in source["duty_mapping"]}
    assert sum(main[duty] == notation for duty, notation in best(links).items()) >= 15


@pytest.mark.parametrize("name", NAMES)
def test_other_departments_are_linked_to_their_duties(name):
    report, expected = load_sample(name)
    under = of(link(report, load_scheme()), Relation.UNDER_DUTY, "task", "outcome")
    assert f1(under, expected, "task", "outcome") >= 0.85
    assert top1(under, expected) >= 0.9


@pytest.mark.parametrize("name", NAMES)
def test_items_fall_under_the_duties_of_their_lead_or_their_outcomes(name):
    report, expected = load_sample(name)
    under = of(link(report, load_scheme()), Relation.UNDER_DUTY, "outcome-item")
    assert f1(under, expected, "outcome-item") >= 0.85


def test_outcomes_of_other_departments_fulfil_their_tasks():
    scores = []
    for name in NAMES:
        report, expected = load_sample(name)
        scores.append(f1(of(link(report, load_scheme()), Relation.FULFILS), expected))
    assert sum(scores) / len(scores) >= 0.85, dict(zip(NAMES, scores, strict=True))


@pytest.mark.parametrize("name", OTHERS)
def test_a_department_has_functions_of_its_own_schemes_alone(name):
    report, _ = load_sample(name)
    scheme = load_scheme()
    links = link(report, scheme)
    own = scheme.of_department(name) | {FINANCE}
    found = of(links, Relation.IMPLEMENTS_FUNCTION) + of(links, Relation.SERVES_FUNCTION)
    assert {scheme[one.object].scheme for one in found} <= own
    assert of(links, Relation.UNDER_DUTY)


def test_a_department_outside_all_schemes_keeps_its_duties_as_the_frame():
    report, _ = load_sample("教育局")
    schemes = FunctionScheme(
        {one.notation: one for one in load_scheme() if one.scheme != "ED"}, load_scheme().titles, {"NR": ("自然资源",)}
    )
    links = link(report, schemes)
    assert not of(links, Relation.IMPLEMENTS_FUNCTION)
    assert not of(links, Relation.SERVES_FUNCTION)
    assert len(of(links, Relation.UNDER_DUTY)) > 20


MAIN_FUNCTIONS = {  # of each duty, in order; - where the sample's duty is none that a scheme has
    "教育局": "ED01 ED01 ED03 ED05 ED09 ED08 ED11 ED07 ED13 ED12 ED16 ED14",
    "民政局": "- CA07 CA01 CA09 CA10 CA05 CA02 CA04 CA03 CA01.3 CA08",
    "卫生健康局": "HE01 HE01 HE02 HE10 HE15 HE11 HE04 HE08 HE06 HE03 HE13 HE09 HE05",
    "住房和城乡建设局": "- HC01 HC02 HC06 HC07 HC09 HC10 - HC11 HC07.1",
    "交通运输局": "TR01 TR05 TR02.1 TR02 TR04 TR03 TR06 TR07 TR08 TR11",
}


@pytest.mark.parametrize("name", MAIN_FUNCTIONS)
def test_the_duties_of_a_department_have_functions_of_its_scheme(name):
    report, _ = load_sample(name)
    found = best(of(link(report, load_scheme()), Relation.IMPLEMENTS_FUNCTION))
    wanted = MAIN_FUNCTIONS[name].split()
    assert [found.get(f"duty/{number}", "-") for number, _ in enumerate(wanted, start=1)] == wanted


def test_functions_are_read_from_duties_of_another_wording():
    report, _ = load_sample("县自然资源和林业局")
    found = best(of(link(report, load_scheme()), Relation.IMPLEMENTS_FUNCTION))
    wanted = {
        1: "NR01",
        2: "NR02",
        4: "NR05.2",
        5: "NR06",
        6: "NR01.1",
        7: "NR09",
        8: "NR08",
        9: "NR10",
        10: "NR11",
        13: "NR14",
        14: "NR16",
    }
    assert {number: found.get(f"duty/{number}") for number in wanted} == wanted
    assert "duty/12" not in found  # forest fires are no function of the scheme


@pytest.mark.parametrize("name", LAND)
def test_what_an_outcome_serves_is_a_function_of_its_duty_or_named_by_its_own_words(name):
    report, _ = load_sample(name)
    scheme = load_scheme()
    links = link(report, scheme)
    duties = {(one.subject, one.object) for one in of(links, Relation.IMPLEMENTS_FUNCTION)}
    under = {(one.subject, one.object) for one in of(links, Relation.UNDER_DUTY)}
    texts = {entity.id: entity.text for entity in report.entities}
    serves = of(links, Relation.SERVES_FUNCTION, "task", "outcome")
    assert len(serves) >= 20
    for one in serves:
        if one.justification is Justification.COMPOSITE:
            duty = one.why[0].split("→")[0]
            assert (one.subject, duty) in under
            function = one.why[0].split("→")[1]
            assert (duty, function) in duties
            assert function in (one.object, *scheme.ancestors(one.object))
        else:
            assert all(word in re.sub(r"[\s“”]", "", texts[one.subject]) for word in one.why)


def test_a_project_takes_duty_and_function_from_the_units_that_mention_it():
    report, _ = load_gold()
    links = link(report, load_scheme())
    name = "project/大坦沙更新改造项目"
    assert best(of(links, Relation.UNDER_DUTY, "project"))[name] == "duty/5"
    assert {one.object for one in of(links, Relation.SERVES_FUNCTION, "project") if one.subject == name} == {
        "NR01.1",
        "NR05.4",
    }
    assert all(one.why for one in of(links, Relation.UNDER_DUTY, "project"))


def test_every_link_says_why_and_how_sure_it_is():
    for report, _ in (load_gold(), *map(load_sample, NAMES)):
        links = link(report, load_scheme())
        ids = report.entities.by_id()
        for one in links:
            assert one.subject in ids
            assert one.object in ids or one.object in load_scheme()
            assert 0.0 < one.confidence < 1.0
            assert one.confidence == round(one.confidence, 3)
            assert one.why
            assert all(one.why)
        keys = [(one.subject, one.relation, one.object) for one in links]
        assert len(keys) == len(set(keys))


def test_the_best_link_of_a_unit_stands_first():
    report, _ = load_gold()
    seen: dict[str, float] = {}
    for one in of(link(report, load_scheme()), Relation.UNDER_DUTY):
        assert one.confidence <= seen.get(one.subject, 1.0)
        seen[one.subject] = one.confidence


def test_two_runs_give_the_same_links():
    report, _ = load_gold()
    assert link(report, load_scheme()) == link(report, load_scheme())


def test_surer_links_are_right_more_often():
    right: dict[bool, list[bool]] = {True: [], False: []}
    for report, expected in (load_gold(), *map(load_sample, NAMES)):
        for one in of(link(report, load_scheme()), Relation.UNDER_DUTY, "task", "outcome"):
            pair = (one.subject, one.object)
            right[one.confidence >= 0.6].append(pair in expected.core["underDuty"] | expected.fair["underDuty"])
    sure, unsure = (sum(right[key]) / len(right[key]) for key in (True, False))
    assert sure >= 0.97
    assert sure > unsure


def bigram_similarity(first, second):
    """A stand-in for an encoder: cosine of character pairs."""
    pairs = sorted({text[n : n + 2] for text in (*first, *second) for n in range(len(text) - 1)})
    column = {pair: n for n, pair in enumerate(pairs)}

    def vectors(texts):
        table = np.zeros((len(texts), len(pairs)))
        for row, text in enumerate(texts):
            for n in range(len(text) - 1):
                table[row, column[text[n : n + 2]]] += 1
        return table / np.maximum(1e-9, np.linalg.norm(table, axis=1, keepdims=True))

    return vectors(first) @ vectors(second).T


@pytest.mark.parametrize("name", NAMES)
def test_a_similarity_changes_no_good_links_for_the_worse(name):
    report, expected = load_sample(name)
    under = of(link(report, load_scheme(), similarity=bigram_similarity), Relation.UNDER_DUTY, "task", "outcome")
    assert f1(under, expected, "task", "outcome") >= 0.85


def test_a_similarity_finds_the_duty_that_no_word_names():
    def similarity(first, second):
        return np.array([[0.9 if ("夜蛾" in a and "病虫害" in b) else 0.1 for b in second] for a in first])

    report, _ = load_sample("农业农村局")
    pest = next(outcome.id for outcome in report.entities.outcomes if "夜蛾" in outcome.text)
    links = of(link(report, FunctionScheme({}, {}), similarity=similarity), Relation.UNDER_DUTY)
    found = next(one for one in links if one.subject == pest)
    assert (found.object, found.justification) == ("duty/7", Justification.SEMANTIC)


def test_a_report_without_duties_names_functions_by_their_labels_only():
    report, _ = load_sample("县自然资源和林业局")
    entities = dataclasses.replace(report.entities, duties=())
    links = link(dataclasses.replace(report, entities=entities), load_scheme())
    assert not of(links, Relation.UNDER_DUTY)
    farmland = next(outcome.id for outcome in entities.outcomes if "耕地保有量" in outcome.text)
    assert "NR09" in [one.object for one in of(links, Relation.SERVES_FUNCTION) if one.subject == farmland]


def test_the_outcomes_of_a_work_report_do_not_fulfil_the_tasks_of_the_next_year():
    report, _ = load_sample("教育局")
    identity = dataclasses.replace(report.identity, kind=ReportKind.WORK_REPORT)
    assert of(link(report, load_scheme()), Relation.FULFILS)
    assert not of(link(dataclasses.replace(report, identity=identity), load_scheme()), Relation.FULFILS)


def test_an_empty_report_has_no_links():
    report, _ = load_sample("教育局")
    assert link(dataclasses.replace(report, entities=Entities()), load_scheme()) == ()


def test_party_work_falls_under_the_duty_to_do_what_is_assigned():
    report, _ = load_sample("市自然资源和规划局")
    party = next(outcome.id for outcome in report.entities.outcomes if "党建" in outcome.text)
    links = of(link(report, load_scheme()), Relation.UNDER_DUTY)
    assert [one.object for one in links if one.subject == party] == ["duty/15"]


def test_nothing_else_falls_under_the_catch_all():
    report, _ = load_gold()
    assert "duty/15" not in {one.object for one in of(link(report, load_scheme()), Relation.UNDER_DUTY)}
