"""All four kinds of names together: on the annotated report, on invented paragraphs, and as laws that hold for any text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import assert_grounded, make_document

from kg.extract.names import extract_names
from kg.extract.units import extract_units
from kg.model import Document, Entities, Identity, NamedThing, ReportKind
from kg.outline import outline

TESTS = Path(__file__).parents[1]
KINDS = {
    "Project": "projects",
    "PolicyDocument": "policy_documents",
    "Place": "places",
    "Organisation": "organisations",
}
PARAGRAPHS = json.loads((Path(__file__).parent / "naming_samples/paragraphs.json").read_text(encoding="utf-8"))


def named(document: Document, department: str, aliases: tuple[str, ...] = ()) -> Entities:
    identity = Identity("", ReportKind.SELF_EVALUATION, department, 2022, aliases)
    sections = outline(document)
    return extract_names(document, sections, extract_units(document, sections, identity), identity)


def folded(name: str) -> str:
    return re.sub(r"\s+", "", name).translate(str.maketrans("（）", "()")).strip("《》")


def judge(found: tuple[NamedThing, ...], text: str, wanted: list[dict[str, Any]]) -> tuple[int, int, int]:
    """Right, wrong and missed: a thing is right by an equal name, or by a mention where a wanted name is printed.

    Two things for one wanted name are one right and one wrong; names that need not be listed count for nothing.
    """
    taken: set[int] = set()
    right = wrong = 0
    for thing in found:
        best, fit = None, 0.5
        for n, item in enumerate(wanted):
            names = [item["name"], *item.get("also", [])]
            if folded(thing.label) in map(folded, names):
                best, fit = n, 2.0
            places = item.get("places") or [m.span() for name in names for m in re.finditer(re.escape(name), text)]
            for evidence in thing.evidence:
                for start, end in places:
                    shared = min(end, evidence.span.end) - max(start, evidence.span.start)
                    whole = max(end, evidence.span.end) - min(start, evidence.span.start)
                    if shared / whole > fit:
                        best, fit = n, shared / whole
        core = best is None or wanted[best].get("core", True)
        if best is None or (best in taken and core):
            wrong += 1
        elif core:
            right += 1
        taken |= set() if best is None else {best}
    missed = sum(item.get("core", True) and n not in taken for n, item in enumerate(wanted))
    return right, wrong, missed


@pytest.mark.parametrize("kind", KINDS)
def test_names_of_invented_paragraphs_are_found_and_little_else(kind: str) -> None:
    right = wrong = missed = 0
    for sample in PARAGRAPHS:
        document = make_document(sample["text"])
        found = getattr(named(document, sample["department"], tuple(sample["aliases"])), KINDS[kind])
        assert_grounded(document, found)
        counts = judge(found, document.text, sample[kind])
        right, wrong, missed = right + counts[0], wrong + counts[1], missed + counts[2]
    assert right / (right + wrong) >= 0.95, f"{wrong} names that are none"
    assert right / (right + missed) >= 0.95, f"{missed} names missed"


@pytest.mark.parametrize("kind", KINDS)
def test_names_of_the_annotated_report_are_found_and_little_else(kind: str) -> None:
    source = TESTS.parent / "examples/liwan-2022/liwan-2022.txt"
    document = make_document(re.sub(r"[ \t]*\n\s*", "", source.read_text(encoding="utf-8")))
    squeezed = re.sub(r"\s+", "", document.text)
    assert len(squeezed) < len(document.text), "the report prints blanks inside names; the test should too"
    at = [0]
    for character in document.text:
        at.append(at[-1] + (not character.isspace()))
    back = {n: offset for offset, n in reversed(list(enumerate(at)))}
    annotated = json.loads((TESTS / "gold/liwan-2022/entities.json").read_text(encoding="utf-8"))
    wanted = [
        {
            "name": entity["name"],
            "also": entity.get("aliases", []),
            "core": entity["strength"] == "core",
            "places": [(back[m["start"]], back[m["end"]]) for m in entity["mentions"]],
        }
        for entity in annotated
        if entity["type"] == kind
    ]
    department = next(entity for entity in annotated if entity["type"] == "Department")
    found = getattr(named(document, department["name"], tuple(department["aliases"])), KINDS[kind])
    assert_grounded(document, found)
    right, wrong, missed = judge(found, document.text, wanted)
    assert right / (right + wrong) >= 0.9, f"{wrong} names that are none"
    assert right / (right + missed) >= 0.9, f"{missed} names missed"


def test_a_name_with_blanks_in_it_is_one_name_and_quoted_as_printed() -> None:
    document = make_document("完成医药港 AF060814 地块项目用地报批。")
    [project] = named(document, "东渚区教育局").projects
    assert project.label == "医药港AF060814地块项目"
    assert project.evidence[0].quote == "医药港 AF060814 地块项目"
    assert_grounded(document, [project])


def test_mentioned_in_is_the_smallest_unit_that_holds_the_mention() -> None:
    document = make_document(
        "一、基本情况\n（一）部门年度重点工作任务\n1.加快建设。一是推进青龙水库除险加固工程。二是做好防汛。\n"
        "二、综合评价分析\n（一）主要工作成效\n1、水利建设提速\n一是加快建设。完成青龙水库除险加固工程；完成验收。"
    )
    identity = Identity("", ReportKind.SELF_EVALUATION, "清河县水利局")
    sections = outline(document)
    units = extract_units(document, sections, identity)
    [project] = extract_names(document, sections, units, identity).projects
    task, outcome = (units.by_id()[home] for home in project.mentioned_in)
    assert task.text == "一是推进青龙水库除险加固工程。"
    assert outcome.text == "完成青龙水库除险加固工程；"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "推进",
                "东渚区",
                "教育局",
                "、",
                "。",
                "\n",
                "《",
                "》",
                "（",
                "）",
                "“",
                "项目",
                "第",
                "178号令",
                "市",
                "路",
                "和",
                "等",
                "3个",
                "𠮷",
                " ",
            ]
        ),
        max_size=40,
    ).map("".join)
)
def test_any_text_gives_grounded_names_the_same_every_time(text: str) -> None:
    document = make_document(text)
    first, second = (named(document, "临澄市东渚区教育局") for _ in range(2))
    assert first == second
    assert_grounded(document, first)
    assert len({entity.id for entity in first}) == len(list(first))


def test_numbers_of_items_and_marks_of_lists_are_no_part_of_a_name() -> None:
    found = named(
        make_document("1.1新建、改扩建学校。\n2.项目情况。\n+滨河路改造；部分造林项目进度滞后，要素跟着项目走。"),
        "东渚区教育局",
    )
    assert found.projects == ()


def test_offices_inside_the_department_are_no_bodies() -> None:
    assert named(make_document("东渚区教育局内设办公室、人事科等12个科室。"), "东渚区教育局").organisations == ()
