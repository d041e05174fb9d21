"""The free topic of a question: what is left when names, years and cues are taken out, with its other wordings."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from search.asking.catalogue import Catalogue, bigrams, squeeze
from search.asking.cues import Cues
from search.asking.plan import Operation, QueryPlan, Target, Term
from search.asking.reading import Reading
from search.thesaurus import Expansion

Expand = Callable[[str], Sequence[Expansion]]
"""A query → the official wordings that it may mean: `search.thesaurus.expand`."""

VARIANT = 0.9  # what a word of the same meaning counts
LABEL = 0.7  # what another label of the same statutory function counts
ALSO = 0.85  # what an official wording counts beside the words of the question
_VERB_HOW_MANY_NOUN = re.compile(r"([\u4e00-\u9fff])了?(?:多少|几)([税证牌会图案款项])")
_COMPARED = re.compile(r"[比较](?!重|例|率)|[和与跟同及、](?!比)")
_WHOLE = re.compile(r"预算|决算|执行|总|全年|年度|部门|单位")
_DONE = frozenset("了过")
_SHARED = re.compile(r"占(?!地|用|补)")
_ADDED = re.compile(r"[和与跟同及、]|加(?!起来|一块|在一起|总|装|固|强|快|大|工|油|盖)")
_WHAT_IS_LEFT = re.compile(r"(?:(?!的)[\u3400-\u9fffa-z0-9%.])+")
_NUMBER_WORD = re.compile(r"^[\d.,]+$")


def read_topic(plan: QueryPlan, reading: Reading, catalogue: Catalogue, cues: Cues, expand: Expand | None) -> QueryPlan:
    """What is left of the question is its free topic."""
    rest = reading.rest
    fillers = (cues.filler, cues.numeric) if plan.targets == (Target.QUANTITY,) else (cues.filler,)
    for pattern in fillers:
        rest = pattern.sub(lambda m: " " * len(m[0]), rest)
    pieces = []
    for match in _WHAT_IS_LEFT.finditer(rest):
        start, end = match.span()
        while start < end and rest[start] in cues.stop:
            start += 1
        while end > start and rest[end - 1] in cues.stop:
            end -= 1
        if end - start > 2 and reading.text[end : end + 1] in _DONE and not catalogue.in_lexicon(rest[end - 2 : end]):
            end -= 1  # 低保金发了多少: what is done to it is no part of it
        if start < end and not cues.attached.fullmatch(rest[start:end]) and not _NUMBER_WORD.match(rest[start:end]):
            pieces.append((start, end))
    joints = _joints(plan, reading.text) if plan.targets == (Target.QUANTITY,) else []
    for at in joints:
        pieces = [
            part
            for start, end in pieces
            for part in ((start, min(end, at)), (max(start, at + 1), end))
            if part[0] < part[1]
        ]
    terms: list[Term] = []
    meanings: list[tuple[str, float]] = []
    spans: list[tuple[int, int, tuple[tuple[str, float], ...]]] = []
    rephrased: list[tuple[int, int, tuple[tuple[str, float], ...]]] = []
    for pattern, called in cues.rephrased if plan.targets == (Target.QUANTITY,) else ():
        if asked := pattern.search(reading.text):
            rephrased.append((*asked.span(), tuple((words, 0.95) for words in called)))
    spans += rephrased
    for expansion in expand(plan.question) if expand and pieces else ():
        plain = squeeze(expansion.plain)
        start = reading.text.find(plain)
        if start >= 0 and any(reading.named[start : start + len(plain)]):
            continue  # 河涌 in the name of one
        if start >= 0:
            end = start + len(plain)
            while end > start + 1 and (rest[end - 1] == " " or rest[end - 1] in cues.stop):
                end -= 1  # 罚了多少: what asks is no part of the subject
            spans.append((start, end, ((expansion.official, ALSO * expansion.weight),)))
        else:
            meanings.append((expansion.official, ALSO * expansion.weight))
    labels = [(reading.text.find(words), words) for words in plan.function_words]
    inside = [span for span in spans if any(_within(span, start, words) for start, words in labels)]
    spans = [span for span in spans if span not in inside]  # 联审 in 并联审批 is no word of the question
    for start, words in labels:
        if not _straddles(reading.text, start, start + len(words), catalogue) and (
            said := _said_as(words, plan, catalogue)
        ):
            spans.append((start, start + len(words), said))
    for match in cues.variant.finditer(rest):
        spans.append((*match.span(), tuple((other, VARIANT) for other in cues.variants[match[0]])))
    for match in _VERB_HOW_MANY_NOUN.finditer(reading.text):
        if catalogue.in_lexicon(match[1] + match[2][:1]):
            terms.append(Term(match[1] + match[2]))
    left = []
    sides: list[list[Term]] = [[] for _ in range(len(joints) + 1)]
    divided = _divided(pieces, spans)
    longer = [piece for piece in divided if piece[2] or piece[1] - piece[0] > 1]
    places = {(start, end) for start, end, _ in rephrased}
    own = [piece for piece in longer if piece[:2] not in places]
    if not joints and any(
        catalogue.in_lexicon(pair) for start, end, _ in own for pair in bigrams(reading.text[start:end])
    ):
        longer = own  # 项目支出花了多少 asks for a part of the money, not for all that was spent
    if not longer and plan.targets == (Target.QUANTITY,):
        longer = divided  # a single character counts where it is all there is: 罚了多少钱
    for start, end, others in longer:
        words = reading.text[start:end]
        terms.append(Term(words, others, (start, end) in places and not _WHOLE.search(reading.text)))
        sides[sum(at <= start for at in joints)].append(terms[-1])
        if not others and not any(catalogue.in_lexicon(pair) for pair in bigrams(words) or [words]):
            left.append(words)
    if plan.thresholds and all(cues.generic.fullmatch(term.text) for term in terms):
        terms = []  # 「面积超过10公顷的用地」: any area will do
    return replace(
        plan,
        topic=" ".join(term.text for term in terms),
        terms=tuple(terms),
        sides=tuple(map(tuple, filled)) if len(filled := [side for side in sides if side]) > 1 else (),
        meanings=tuple(meanings),
        not_understood=tuple(left),
    )


def _within(span: tuple[int, int, object], start: int, words: str) -> bool:
    return start <= span[0] and span[1] <= start + len(words) and span[1] - span[0] < len(words)


def _straddles(text: str, start: int, end: int, catalogue: Catalogue) -> bool:
    """Whether the words begin or end within other words of the reports: 用地计划 in 建设用地计划供应."""
    edges = text[max(0, start - 1) : start + 1], text[end - 1 : end + 1]
    return any(len(pair) == 2 and catalogue.knows(pair) for pair in edges)


def _said_as(words: str, plan: QueryPlan, catalogue: Catalogue) -> tuple[tuple[str, float], ...]:
    """What the reports call a function that they do not call as the question does: 房产登记 is 房地产登记 there."""
    if catalogue.says(words):
        return ()
    found: dict[str, float] = {}
    for concept in (catalogue.scheme[notation] for notation in plan.functions):
        labels = [squeeze(label) for label in (concept.label_zh, *concept.alt_labels)]
        if words in labels:
            alike = [label for label in labels if 2 * len(set(label) & set(words)) >= len(set(words))]
            found |= {label: LABEL for label in alike if catalogue.says(label)}
    return tuple(found.items())


def _divided(
    pieces: list[tuple[int, int]], spans: list[tuple[int, int, tuple[tuple[str, float], ...]]]
) -> list[tuple[int, int, tuple[tuple[str, float], ...]]]:
    """The pieces, cut where an expression with other wordings begins and ends; an expression is one piece.

    An expression counts even where a cue took its characters (花了多少); of two that overlap the longer one counts.
    """
    merged: dict[tuple[int, int], tuple[tuple[str, float], ...]] = {}
    for start, end, others in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        clash = next((known for known in merged if known[0] < end and start < known[1]), None)
        place = clash or (start, end)
        merged[place] = tuple(dict.fromkeys((*merged.get(place, ()), *others)))
    divided = [(start, end, others) for (start, end), others in merged.items()]
    for start, end in pieces:
        at = start
        for first, last in sorted(merged):
            if first < end and at < last:
                if first > at:
                    divided.append((at, first, ()))
                at = max(at, last)
        if at < end:
            divided.append((at, end, ()))
    return sorted(divided)


def _joints(plan: QueryPlan, text: str) -> list[int]:
    """Where the sides of a comparison or sum meet."""
    joints = {Operation.DIFFERENCE: _COMPARED, Operation.SHARE: _SHARED, Operation.SUM: _ADDED}.get(plan.operation)
    if joints is None:
        return []
    found = [match.start() for match in joints.finditer(text) if match.start() > 0]
    return found if plan.operation is Operation.SUM else found[:1]
