"""Units of a government work report: outcomes of the years reviewed, tasks of the year to come.

Sections give the groups (`kg.work_report`), each sentence or clause under them a unit. What only leads over to the next
paragraph or sets the scene is none; a section in front of numbered ones tells of the plan as a whole, not of tasks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from kg.extract.items import Numbers, Tree, lead_length, statements, style
from kg.extract.making import outcome, outcome_group, outcome_item, task, task_group
from kg.model import Outcome, OutcomeGroup, OutcomeItem, Section, SectionRole, Span, Task, TaskGroup
from kg.numerals import Style
from kg.sentences import sentences
from kg.work_report import Periods, gives_reasons, is_bridge, sets_the_scene, tells_the_past


def extract_reviewed(tree: Tree) -> Iterator[OutcomeGroup | OutcomeItem | Outcome]:
    """Groups, items and outcomes of the review, each before what belongs to it."""
    top, inner, home = Numbers(), Numbers(), ""
    for section in tree.sections:
        if section.role is not SectionRole.OUTCOMES:
            continue
        span = tree.intro(section)
        item = style(section) is Style.WORD
        if section.level == 1 or (not item and not _is_group(section)):
            home, inner = section.id, top
        elif not item:
            number = top.next()
            home, inner = f"outcome-group/{number}", Numbers(f"{number}.")
            yield outcome_group(tree, section.heading, number, section.parent or section.id, "address.heading")
            span = Span(max(span.start, section.heading.end), span.end)
        else:
            if section.level == 2:
                home, inner = section.parent or section.id, top
            number = inner.next()
            extent = Span(tree.printed_start(section), span.end).trimmed(tree.text)
            yield outcome_item(tree, extent, number, home, "address.item")
            lead = lead_length(extent.of(tree.text))
            rest = Span(extent.start + lead, extent.end)
            yield from _outcomes(tree, rest, Numbers(f"{number}."), f"outcome-item/{number}")
            continue
        yield from _outcomes(tree, span, inner, home)


def _outcomes(tree: Tree, span: Span, numbers: Numbers, home: str) -> Iterator[Outcome]:
    for piece in _told(tree, span):
        yield outcome(tree, piece, numbers.next(), home, "address.clause")


def extract_planned(tree: Tree, year: int | None) -> Iterator[TaskGroup | Task]:
    """Groups and tasks of the plan, each group before its tasks. `year` is the one reported on; tasks are for later ones."""
    periods = Periods(tree.sections, year) if year is not None else None
    top, inner, home = Numbers(), Numbers(), ""
    for section in tree.sections:
        if section.role is not SectionRole.TASKS:
            continue
        period = periods.of(section) if periods else None
        due = period.last if period else None
        span = tree.intro(section)
        if _is_group(section) and style(section) is not Style.WORD:
            number = top.next()
            home, inner = f"task-group/{number}", Numbers(f"{number}.")
            yield task_group(tree, section.heading, number, section.parent or section.id, "address.heading", due)
            span = Span(max(span.start, section.heading.end), span.end)
        elif section.level < 3:
            home, inner = section.id, top
        if section.level == 1 and any(child.role is SectionRole.TASKS for child in tree.children(section)):
            continue
        for piece in _intended(tree, span):
            yield task(tree, piece, inner.next(), home, "address.clause", due)


def _is_group(section: Section) -> bool:
    """Whether a section below the parts has a heading of its own: 「（一）…」, or a line over its paragraphs."""
    return section.level > 1 and (bool(section.number) or section.heading.end == section.body.start)


def _told(tree: Tree, span: Span) -> Iterator[Span]:
    """The clauses of `span` that tell of something done or to be done."""
    for piece in statements(tree, span):
        words = re.sub(r"\s+", "", unicodedata.normalize("NFKC", piece.of(tree.text)))
        if not is_bridge(words) and not sets_the_scene(words):
            yield piece


def _intended(tree: Tree, span: Span) -> Iterator[Span]:
    """The clauses of `span` that say what will be done: not what was done before, nor why it matters."""
    for sentence in sentences(tree.text, span):
        words = sentence.of(tree.text)
        if not tells_the_past(words) and not gives_reasons(words):
            yield from _told(tree, sentence)
