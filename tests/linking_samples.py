"""Small fictional reports with the links that a careful reader expects, one file each in `kg/linking_samples/`.

A line of a sample is a duty (`3 负责…`), a heading (`### …`), a task (`2.1 … => 6 | 5`), the lead of an item (`- … => 6`), one
of its outcomes (`+ … => 6 | 5 fulfils 2.1 | 2.2`), a problem (`1 …`) or an improvement (`1 … => 2`). After `=>` stand the numbers of
the right duties in the order of the list, after `|` those that are defensible.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from support import make_document

from kg.model import (
    Document,
    Duty,
    Entities,
    Identity,
    Improvement,
    Outcome,
    OutcomeGroup,
    OutcomeItem,
    Problem,
    Report,
    ReportKind,
    Span,
    Task,
    TaskGroup,
)

FOLDER = Path(__file__).parent / "kg" / "linking_samples"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))


@dataclass
class Expected:
    """For each relation: (subject, object) pairs that must be found, and those that may be."""

    core: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    fair: dict[str, set[tuple[str, str]]] = field(default_factory=dict)

    def add(self, relation: str, subject: str, core: list[str], fair: list[str]) -> None:
        self.core.setdefault(relation, set()).update((subject, one) for one in core)
        self.fair.setdefault(relation, set()).update((subject, one) for one in fair)


@dataclass
class _Line:
    kind: str
    text: str
    right: str = ""
    fulfils: str = ""
    span: Span = field(default_factory=lambda: Span(0, 0))


def load_sample(name: str) -> tuple[Report, Expected]:
    """The sample as a report without links, and what is expected of it."""
    lines = list(_lines((FOLDER / f"{name}.txt").read_text(encoding="utf-8")))
    document = _document(lines)
    expected = Expected()
    return _report(name, document, lines, expected), expected


def _lines(text: str):
    part = ""
    for raw in text.splitlines():
        if raw.startswith("## "):
            part = raw[3:]
        elif raw.startswith("### "):
            yield _Line(f"{part} group", raw[4:])
        elif raw and not raw.startswith("# "):
            body, _, tail = raw.partition(" => ")
            right, _, fulfils = tail.partition("fulfils")
            kind = {"-": "item", "+": "outcome"}.get(raw[0], part)
            number = re.match(r"[-+（]?[\d.一二三四五六七八九十]*[)）、.]? ?", body)
            yield _Line(kind, body[number.end() :], right, fulfils)


def _document(lines: list[_Line]) -> Document:
    document = make_document("\n".join(line.text for line in lines))
    for line, block in zip(lines, document.blocks, strict=True):
        line.span = block.span
    return document


def _numbers(cell: str) -> tuple[list[str], list[str]]:
    core, _, fair = cell.partition("|")
    return core.split(), fair.split()


def _report(name: str, document: Document, lines: list[_Line], expected: Expected) -> Report:
    kinds: dict[str, list] = {}
    counts: dict[str, int] = {}
    group = item = ""

    def entity(cls, kind: str, number: str, line: _Line, end: int | None = None, **rest):
        span = Span(line.span.start, end or line.span.end)
        label = re.split("[，。；]", line.text)[0]
        made = cls(
            id=f"{kind}/{number}",
            label=label,
            evidence=(document.evidence(span),),
            rule="sample",
            number=number,
            **rest,
        )
        kinds.setdefault(kind, []).append(made)
        return made

    def count(*key: str) -> int:
        counts["/".join(key)] = counts.get("/".join(key), 0) + 1
        return counts["/".join(key)]

    for position, line in enumerate(lines):
        match line.kind:
            case "职责":
                entity(Duty, "duty", str(count("duty")), line, section="section/1")
                continue
            case "任务 group":
                group = entity(TaskGroup, "task-group", str(count("task-group")), line, section="section/2").number
                continue
            case "成效 group":
                group = entity(
                    OutcomeGroup, "outcome-group", str(count("outcome-group")), line, section="section/3"
                ).number
                continue
            case "任务":
                number = f"{group or 1}.{count('task', group)}"
                made = entity(Task, "task", number, line, part_of=f"task-group/{group}" if group else "section/2")
            case "item":
                following = [other.kind for other in lines[position + 1 :]]
                size = next((n for n, kind in enumerate(following) if kind != "outcome"), len(following))
                item = f"{group}.{count('item', group)}"
                end = lines[position + size].span.end
                made = entity(OutcomeItem, "outcome-item", item, line, end, part_of=f"outcome-group/{group}")
            case "outcome":
                number = f"{item}.{count('outcome', item)}"
                made = entity(Outcome, "outcome", number, line, part_of=f"outcome-item/{item}")
            case "问题":
                entity(Problem, "problem", str(count("problem")), line, section="section/4")
                continue
            case "措施":
                made = entity(Improvement, "improvement", str(count("improvement")), line, section="section/5")
                expected.add("addresses", made.id, [f"problem/{n}" for n in line.right.split()], [])
                continue
            case _:
                raise ValueError(f"unknown line: {line.text}")
        core, fair = _numbers(line.right)
        expected.add("underDuty", made.id, [f"duty/{n}" for n in core], [f"duty/{n}" for n in fair])
        core, fair = _numbers(line.fulfils)
        expected.add("fulfils", made.id, [f"task/{n}" for n in core], [f"task/{n}" for n in fair])
    # An item may also fall under the duty of any outcome in it.
    for subject, duty in list(expected.core["underDuty"]):
        if subject.startswith("outcome/"):
            item = f"outcome-item/{subject.removeprefix('outcome/').rpartition('.')[0]}"
            if (item, duty) not in expected.core["underDuty"]:
                expected.fair["underDuty"].add((item, duty))
    entities = Entities(
        duties=tuple(kinds.get("duty", ())),
        task_groups=tuple(kinds.get("task-group", ())),
        tasks=tuple(kinds.get("task", ())),
        outcome_groups=tuple(kinds.get("outcome-group", ())),
        outcome_items=tuple(kinds.get("outcome-item", ())),
        outcomes=tuple(kinds.get("outcome", ())),
        problems=tuple(kinds.get("problem", ())),
        improvements=tuple(kinds.get("improvement", ())),
    )
    return Report(Identity("样例", ReportKind.SELF_EVALUATION, department=name), document, (), entities)
