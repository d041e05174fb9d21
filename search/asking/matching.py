"""Names in a question: as they are, abbreviated, or misspelt."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from difflib import SequenceMatcher

from search.asking.catalogue import Catalogue, NameEntry, bare, bigrams
from search.asking.cues import load_cues
from search.asking.plan import Named

_DIGITS = re.compile(r"\d+")
_JOINING = frozenset("和与跟同及加减比")  # between two known words they are no slip of the pen
_CORE_SUFFIX = re.compile(r"(?:项目|工程|地块|方案|工作)+$")
MIN_COVERAGE = 0.5  # share of a name's characters that an abbreviation must keep, in order and in runs of two or more
CLEAR = 0.8  # share from which an abbreviation is one whatever its words are
MIN_SHARED = 4  # and how many characters that must be at least


class Bared:
    """A question without marks, with the way back to the places of its characters."""

    def __init__(self, text: str) -> None:
        self.places = [place for place, char in enumerate(text) if bare(char)]
        self.text = "".join(text[place] for place in self.places)

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.places[start], self.places[end - 1] + 1


def find_names(text: str, catalogue: Catalogue) -> list[tuple[Named, int, int]]:
    """The names of the workspace in `text`, with where they stand, in text order.

    Names as they are come first, the longest winning; what they leave is compared with the names that share a pair
    of characters with it. Several things may share one name (in two districts): all of them are returned.
    """
    bared = Bared(text)
    shared = Counter(
        position for pair in set(bigrams(bared.text)) for position in catalogue.names_by_pair.get(pair, ())
    )
    entries = [
        entry
        for position, pairs in sorted(shared.items())
        if pairs >= min(MIN_SHARED - 2, len((entry := catalogue.names[position]).key) - 1)
    ]
    free = bytearray(b"\1" * len(bared.text))
    found: list[tuple[Named, int, int]] = []
    for entry in sorted(entries, key=lambda entry: (-len(entry.key), entry.iri)):
        start = bared.text.find(entry.key)
        while start >= 0:
            end = start + len(entry.key)
            same = any(named.label == entry.label and (a, b) == bared.span(start, end) for named, a, b in found)
            if free.find(b"\0", start, end) < 0 or same:
                free[start:end] = bytes(end - start)
                a, b = bared.span(start, end)
                if not any(named.iri == entry.iri and (x, y) == (a, b) for named, x, y in found):
                    found.append((_named(entry, text[a:b], True), a, b))
            start = bared.text.find(entry.key, end)
    known = {named.iri for named, _, _ in found}
    best: dict[tuple[int, int], tuple[float, NameEntry]] = {}
    for entry in entries:
        if entry.iri in known or entry.type not in ("Project", "PolicyDocument"):
            continue
        if match := _abbreviated(entry, bared.text, free):
            start, end, coverage = match
            written = bared.text[start:end]
            if any(written in other.key for other in entries if other.iri != entry.iri):
                continue  # it may as well be the other one
            if coverage < CLEAR and not _telling(written, entry, catalogue):
                continue
            place = next((p for p in best if p[0] < end and start < p[1]), (start, end))
            if place not in best or coverage > best[place][0]:
                best.pop(place, None)
                best[start, end] = (coverage, entry)
    for (start, end), (_, entry) in sorted(best.items()):
        a, b = bared.span(start, end)
        found.append((_named(entry, text[a:b], False), a, b))
    widened = [_widened(*each, text) for each in found]
    outer = [
        (named, a, b)
        for named, a, b in widened
        if not any(x <= a and b <= y and (x, y) != (a, b) for _, x, y in widened)
    ]
    return sorted(outer, key=lambda each: (each[1], each[2], each[0].iri))


def _widened(named: Named, start: int, end: int, text: str) -> tuple[Named, int, int]:
    """Take in what the question says of the full name before the part that was matched: 市政府178号令."""
    for size in range(min(len(named.label), start), 1, -1):
        if named.label.startswith(text[start - size : start]):
            return replace(named, written=text[start - size : end]), start - size, end
    return named, start, end


def _telling(written: str, entry: NameEntry, catalogue: Catalogue) -> bool:
    """Whether the reports use these words hardly more often than they mention the thing."""
    return catalogue.count(written[:4]) <= 3 * max(1, len(entry.reports))


def _named(entry: NameEntry, written: str, exact: bool) -> Named:
    return Named(entry.iri, entry.type, entry.label, written, exact)


def _abbreviated(entry: NameEntry, text: str, free: bytearray) -> tuple[int, int, float] | None:
    """Where `text` writes the name in short, and the share of the name that it keeps."""
    key = _CORE_SUFFIX.sub("", entry.key) or entry.key
    if not set(_DIGITS.findall(key)) <= set(_DIGITS.findall(text)):
        return None
    blocks = [b for b in SequenceMatcher(None, text, key, autojunk=False).get_matching_blocks() if b.size > 1]
    blocks = [b for b in blocks if free.find(b"\0", b.a, b.a + b.size) < 0]
    if not blocks:
        return None
    size = sum(block.size for block in blocks)
    start, end = blocks[0].a, blocks[-1].a + blocks[-1].size
    if size < MIN_SHARED or end - start > 1.5 * size + 2:
        return None
    coverage = size / len(key)
    return (start, end, coverage) if coverage >= MIN_COVERAGE else None


def correct(text: str, catalogue: Catalogue) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Repair single wrong characters: 耕地站补平衡 → 耕地占补平衡.

    A character is suspect where no report has it beside either neighbour. It is replaced where the labels of functions,
    the names or the reports have exactly one other character between the same two or three neighbours on one side
    and the same one or two on the other.
    """
    stop = load_cues().stop
    repaired = list(text)
    made: list[tuple[str, str]] = []
    for place in range(1, len(text) - 1):
        left, right = text[place - 1 : place + 1], text[place : place + 2]
        if (
            not _han(text[place])
            or text[place] in stop  # 的 is no slip of the pen
            or text[place] in _JOINING
            or catalogue.knows(left)
            or catalogue.knows(right)
            or catalogue.in_lexicon(left)
            or catalogue.in_lexicon(right)
        ):
            continue
        for before, after in ((2, 2), (2, 1), (1, 3)):
            if place < before or place + after >= len(text):
                continue
            head, tail = "".join(repaired[place - before : place]), text[place + 1 : place + 1 + after]
            if not (_han(head) and _han(tail)):
                continue
            choices = catalogue.between(head, tail)
            if len(choices) == 1:
                repaired[place] = choices.pop()
                made.append((head + text[place] + tail, head + repaired[place] + tail))
                break
    return "".join(repaired), tuple(made)


def _han(text: str) -> bool:
    return all("㐀" <= char <= "鿿" for char in text)
