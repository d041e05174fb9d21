"""The sources of the statutory functions: what the checker must find, and that the shipped ones are without fault."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from ontology.verify_functions import (
    articles,
    faults_of_articles,
    faults_of_concepts,
    faults_of_provisions,
    longest_run,
    read_sources,
)

LAW = """# 虚构养路法

<!-- INFO END -->

## 第一章

第一条 县级人民政府应当养护道路，并公布养护计划。

第二条 损坏道路的，应当赔偿。

赔偿的数额由双方商定。
"""


def concept(number: int, **more: Any) -> dict[str, Any]:
    notation = f"XX{number:02}"
    plain = {
        "notation": notation,
        "scheme": "XX",
        "prefLabel": {"zh": f"职能甲{number}", "en": f"Function {number}"},
        "altLabels": [f"别名{number}"],
        "hiddenLabels": [],
        "scopeNote": "说明",
        "broader": None,
        "narrower": [],
        "related": [],
        "legal_basis": [],
    }
    return plain | more


def source() -> dict[str, Any]:
    record = {
        "provision_id": "虚构养路法@2020-01-01#第一条",
        "law": "虚构养路法",
        "article": "第一条",
        "gist_own_words": "养路由县政府负责",
        "level": "法律",
        "jurisdiction": "全国",
        "version_date": "2020-01-01",
        "valid_from": "2020-03-01",
        "valid_to": None,
        "strength": "direct",
        "file": "虚构养路法(2020-01-01).md",
        "keywords": ["养护计划"],
    }
    law = {
        key: record[key] for key in ("law", "level", "jurisdiction", "version_date", "valid_from", "valid_to", "file")
    }
    concepts = [concept(number) for number in range(1, 9)]
    concepts[0]["legal_basis"] = [record["provision_id"]]
    return {
        "meta": {"schemes": {"XX": {"topConcepts": [one["notation"] for one in concepts], "names": ["养路"]}}},
        "functions": concepts,
        "legal_basis": {one["notation"]: [record] if one is concepts[0] else [] for one in concepts},
        "laws": {"虚构养路法@2020-01-01": law},
    }


def faults(changed: dict[str, Any]) -> list[str]:
    laws = {"虚构养路法(2020-01-01).md": LAW}
    return [*faults_of_concepts([changed]), *faults_of_provisions([changed]), *faults_of_articles([changed], laws)]


def test_a_source_without_fault_passes():
    assert faults(source()) == []


def record_of(changed: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = changed["legal_basis"]["XX01"][0]
    return found


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda s: s["functions"][1]["altLabels"].append("“别名 1”"), "别名1: label of XX01、XX02"),
        (lambda s: s["functions"][1].update(related=["XX01"]), "XX02: related XX01 is unknown or not related back"),
        (lambda s: s["functions"][1].update(broader="XX01"), "XX02: does not extend XX01"),
        (lambda s: s["functions"].pop(), "XX: fewer than 8 concepts"),
        (
            lambda s: s["meta"]["schemes"]["XX"]["names"].append("养路局"),
            "XX: 养路局 is not the word for a field alone",
        ),
        (lambda s: record_of(s).update(article="第三条"), "XX01 虚构养路法第三条: article not found"),
        (lambda s: record_of(s).update(keywords=["赔偿"]), "XX01 虚构养路法第一条: without the keywords 赔偿"),
        (lambda s: record_of(s).update(keywords=["道路"]), "XX01 虚构养路法第一条: keywords also fit 第二条"),
        (
            lambda s: record_of(s).update(gist_own_words="人民政府应当养护道路，并公布计划"),
            "gist copies 「人民政府应当养护道路，并公布」",
        ),
        (lambda s: record_of(s).update(valid_to="2021-01-01"), "XX01 虚构养路法第一条: differs from the table of laws"),
        (
            lambda s: s["laws"]["虚构养路法@2020-01-01"].update(file="别处.md"),
            "别处.md is missing or does not name the law",
        ),
    ],
)
def test_each_kind_of_slip_is_found(change: Callable[[dict[str, Any]], object], fault: str):
    changed = copy.deepcopy(source())
    change(changed)
    assert any(fault in line for line in faults(changed)), faults(changed)


def test_an_article_runs_to_the_next_one_or_the_next_heading():
    heading, found = articles(LAW)
    assert heading == "虚构养路法"
    assert found == {
        "第一条": "县级人民政府应当养护道路，并公布养护计划。",
        "第二条": "损坏道路的，应当赔偿。赔偿的数额由双方商定。",
    }


def test_the_longest_run_of_two_texts():
    assert longest_run("应当赔偿损失", "损坏的，应当赔偿。") == "应当赔偿"


def test_the_shipped_sources_are_without_fault():
    read = read_sources()
    assert [*faults_of_concepts(read), *faults_of_provisions(read)] == []
