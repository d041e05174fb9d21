"""Questions with what should be found, read from a file: the annotation of a report, or lines of one's own.

{"q": "老楼装电梯的情况", "type": "口语", "expected": ["完成规划审批715次，核发建设工程规划许可161个"]}
{"q": "教育经费投入是多少", "type": "没有答案", "expected": []}
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import UnreadableFile

NAMED = ("Project", "PolicyDocument", "Place", "Organisation", "Department")  # annotated by each of their mentions
FORM = '每行应是 {"q": "问题", "type": "类型", "expected": ["报告原文或 IRI", …]}；没有答案的问题写 "expected": []。'
_IRI = re.compile(r"https?://[^\x00-\x20<>\"{}|^`\\]+")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a report. `near` is their offset in its text without white space, which decides where they stand more
    than once; `part` is the range of them that counts."""

    text: str
    near: int | None = None
    part: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing expected: by its IRI, or by quotes of which any will do."""

    iri: str = ""
    quotes: tuple[Quote, ...] = ()

    @classmethod
    def of(cls, text: str) -> Wanted:
        """What a user wrote: an IRI or a quote."""
        return cls(iri=text) if _IRI.fullmatch(text) else cls(quotes=(Quote(text),))

    def __str__(self) -> str:
        return self.iri or self.quotes[0].text


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what should be found: nothing, where the reports do not tell.

    `passages` are what holds the answer, for measuring retrieval alone; `accepted` may be shown and need not be; `report`
    (as `Workspace.find` takes it) is the one that quotes are from, "" for any.
    """

    id: str
    text: str
    type: str
    wanted: tuple[Wanted, ...]
    accepted: tuple[Wanted, ...] = ()
    passages: tuple[Wanted, ...] = ()
    report: str = ""


def read_questions(path: Path, entities: Path | None = None) -> list[Question]:
    """The questions of a file: JSON lines of one's own, or an annotation (`questions.json` with `entities.json`).

    A line is {"q", "type", "expected"} and may have "id", "also" (accepted, like "expected") and "report". `entities` is
    looked for beside an annotation where it is not given; `meta.json` there says which report it is of. Raises UnreadableFile.
    """
    try:
        content = path.read_text(encoding="utf-8-sig")
        if content.lstrip().startswith("["):
            questions = _annotated(json.loads(content), path, entities or path.with_name("entities.json"))
        else:
            questions = [
                _own(json.loads(line), number) for number, line in enumerate(content.splitlines(), 1) if line.strip()
            ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableFile(path.name, f"问题文件读不出来（{error}）。", FORM) from error
    if not questions:
        raise UnreadableFile(path.name, "问题文件里没有题目。", FORM)
    return questions


def _own(line: Mapping[str, Any], number: int) -> Question:
    wanted, accepted = (
        tuple(Wanted.of(text) for text in _texts(line.get(key, []), number)) for key in ("expected", "also")
    )
    if "expected" not in line:
        raise ValueError(f"第 {number} 行缺 expected")
    return Question(
        id=str(line.get("id", number)),
        text=str(line["q"]),
        type=str(line.get("type", "")),
        wanted=wanted,
        accepted=accepted,
        passages=wanted,
        report=str(line.get("report", "")),
    )


def _texts(value: object, number: int) -> list[str]:
    if isinstance(value, list) and all(isinstance(text, str) and text.strip() for text in value):
        return value
    raise ValueError(f"第 {number} 行的 expected 和 also 应是文字的列表")


def _annotated(questions: Sequence[Mapping[str, Any]], path: Path, entities: Path) -> list[Question]:
    known = {one["id"]: one for one in json.loads(entities.read_text(encoding="utf-8"))}
    meta = path.with_name("meta.json")
    about = json.loads(meta.read_text(encoding="utf-8")) if meta.exists() else {}
    report = f"{about['department']}/{about['year']}" if about else ""

    def wanted(ids: Iterable[str] | None) -> tuple[Wanted, ...]:
        return tuple(Wanted(quotes=_quotes(known[id])) for id in ids or () if id in known)

    return [
        Question(
            id=one["id"],
            text=one["q"],
            type=one["type"],
            wanted=() if one["type"] == "unanswerable" else wanted(one["answer_ids"]),
            accepted=wanted(one.get("acceptable_ids")),
            passages=() if one["type"] == "unanswerable" else wanted(one.get("evidence_ids") or one["answer_ids"]),
            report=report,
        )
        for one in questions
    ]


def _quotes(entity: Mapping[str, Any]) -> tuple[Quote, ...]:
    if entity["type"] in NAMED and entity.get("mentions"):
        return tuple(Quote(mention["surface"], mention["start"]) for mention in entity["mentions"])
    if "number_start" in entity:
        start = entity["start"]
        return (Quote(entity["quote"], start, (entity["number_start"] - start, entity["number_end"] - start)),)
    if "full_quote" in entity:
        return (Quote(entity["full_quote"], entity["full_start"]),)
    return (Quote(entity["quote"], entity["start"]),)
