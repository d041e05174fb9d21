"""存在的问题 and 改进措施: one for each item, heading and explanation together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.items import Numbers, Tree, is_headed, label, printed_ordinal
from kg.headings import mentions_both
from kg.model import Improvement, Problem, Section, SectionRole, Span
from kg.sentences import clauses

_LEAD = re.compile(
    r"^[^。；;]{0,60}(?:如下|以下|几个方面|方面|问题|措施|工作|包括|是|主要有)[^。；;：:]{0,12}[：:]?[。：:]?$"
)
_LEAD_START = re.compile(r"^[^。；;：:\n]{0,40}(?:如下|问题|措施|不足|几个?方面|打算)[^。；;：:\n]{0,12}[：:]")
_REMEDY = re.compile(
    r"(?<=[。；;！\n])\s*((?:下一步|今后|为此|针对(?:上述|以上|这一|该|此)问题|对此|整改措施|改进措施|解决措施|改进建议|建议)[^。\n]{0,6}[，,：:]?)"
)


def extract_problems(tree: Tree) -> Iterator[Problem]:
    """Yield one Problem for each item 「（一）绩效管理意识有待加强。…」, or each paragraph where nothing is numbered."""
    numbers = Numbers()
    for section, span, printed in _units(tree, SectionRole.PROBLEMS):
        number = numbers.next(printed)
        cut = _remedy(tree, section, span)
        evidence = tree.document.evidence(Span(span.start, cut.start).trimmed(tree.text) if cut else span)
        yield Problem(
            id=f"problem/{number}",
            label=label(evidence.quote),
            evidence=(evidence,),
            rule="problems.item",
            number=number,
            section=section.id,
        )


def extract_improvements(tree: Tree) -> Iterator[Improvement]:
    """Yield one Improvement for each item, also where a report tells problem and remedy in one breath."""
    numbers = Numbers()
    found = [(section, span, printed) for section, span, printed in _units(tree, SectionRole.IMPROVEMENTS)]
    for section, span, printed in _units(tree, SectionRole.PROBLEMS):
        cut = _remedy(tree, section, span)
        if cut:
            found.append((section, cut, printed))
    for section, span, printed in sorted(found, key=lambda unit: unit[1].start):
        number = numbers.next(printed)
        evidence = tree.document.evidence(span)
        yield Improvement(
            id=f"improvement/{number}",
            label=label(evidence.quote),
            evidence=(evidence,),
            rule="improvements.item",
            number=number,
            section=section.id,
        )


def _units(tree: Tree, role: SectionRole) -> Iterator[tuple[Section, Span, int]]:
    for section in tree.of_role(role):
        items = tree.items(section)
        for item in items:
            span = tree.extent(item)
            if len(span):
                yield section, span, printed_ordinal(item)
        if items:
            continue
        paragraphs = [p for p in (_without_lead(tree, p) for p in tree.paragraphs(tree.intro(section))) if p]
        if len(paragraphs) == 1 and not is_pair(tree, section):
            pieces = list(clauses(tree.text, paragraphs[0]))
            if len(pieces) > 1 and all(piece.of(tree.text)[-1] in "；;" for piece in pieces[:-1]):
                paragraphs = pieces
        for paragraph in paragraphs:
            yield section, paragraph, 0


def _without_lead(tree: Tree, paragraph: Span) -> Span | None:
    words = paragraph.of(tree.text)
    if _LEAD.match(words) and words[-1] in "：:":
        return None
    start = _LEAD_START.match(words)
    return Span(paragraph.start + start.end(), paragraph.end).trimmed(tree.text) if start else paragraph


def is_pair(tree: Tree, section: Section) -> bool:
    """Whether a section tells problems and improvements together (「存在的问题及改进措施」)."""
    return mentions_both(section.title, SectionRole.PROBLEMS, SectionRole.IMPROVEMENTS)


def _remedy(tree: Tree, section: Section, span: Span) -> Span | None:
    """Where the remedy begins inside a problem, in a section that tells both."""
    if not is_pair(tree, section) or (is_headed(section) and section.role is not SectionRole.PROBLEMS):
        return None
    match = _REMEDY.search(tree.text, span.start, span.end)
    return Span(match.start(1), span.end).trimmed(tree.text) if match else None
