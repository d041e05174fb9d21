"""Statutory functions 法定职能 and their legal basis, as values: what `functions.ttl` says, without parsing Turtle.

Sources: `statutory_functions.source.json` (planning and natural resources; public finance rules) and one file for each other
field of government in `schemes/`. Facts only: names, article numbers, our own gists; no wording of any law.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import add
from pathlib import Path
from typing import Any, NamedTuple

from ontology.namespaces import FUNCTION_BASE, LAW_BASE, Iri

SOURCE = Path(__file__).with_name("statutory_functions.source.json")
SCHEMES = Path(__file__).with_name("schemes")

FINANCE = "PF"
"""The scheme of the rules that every report of money answers to, whatever its department does."""

NATIONAL = "全国"
_PROVINCES = {"黑龙江": "黑龙江省", "吉林": "吉林省", "辽宁": "辽宁省", "内蒙古": "内蒙古自治区"}
"""Short names in the source (东北黑土地 rules name four provinces at once) → names as departments print them."""

_IGNORED = re.compile(r"[ \t\u00a0\u3000“”„‟\"'‘’「」『』＂＇]+")
_ORGAN = re.compile("[局厅委办部]|中心")
_FULL_WIDTH = re.compile(r"[０-９Ａ-Ｚａ-ｚ＋]+")
_KEY = 2  # characters of the index key: no label is shorter

_Node = dict[str, Any]
"""Next character → node; "" → [(label, notation, hidden), …] where a label ends."""


def _half_width(text: str) -> str:
    """Letters, digits and + in half width: the only characters of labels that come in both; keeps every offset."""
    return _FULL_WIDTH.sub(lambda run: "".join(chr(ord(character) - 0xFEE0) for character in run[0]), text)


def _folded(text: str) -> tuple[str, list[int], list[int]]:
    """`text` without quotes and blanks and in half width; where its runs start, and what was dropped before each."""
    pieces, starts, dropped, position = [], [0], [0], 0
    for gap in _IGNORED.finditer(text):
        pieces.append(text[position : gap.start()])
        starts.append(gap.start() - dropped[-1])
        dropped.append(dropped[-1] + len(gap[0]))
        position = gap.end()
    pieces.append(text[position:])
    return _half_width("".join(pieces)), starts, dropped


class Range(NamedTuple):
    """A half-open range of code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Provision:
    """An article of a law as the legal basis of one function.

    `strength` is "direct" (the article gives the function) or "supporting" (related, or inferred); `gist` is our own
    summary, never the law's wording. Dates are ISO, `valid_to` is "" while the version is in force.
    """

    id: str  # 土地管理法@2019-08-26#第三十三条
    law: str
    article: str
    gist: str
    level: str  # 宪法, 法律, 行政法规, 地方性法规
    jurisdiction: str  # 全国, 广东省; several are joined by 、
    version: str
    valid_from: str
    valid_to: str
    strength: str

    @property
    def iri(self) -> Iri:
        return Iri(f"{LAW_BASE}{self.id.replace('@', '/').replace('#', '/')}")

    @property
    def places(self) -> tuple[str, ...]:
        """The jurisdictions one by one, by full name."""
        return tuple(_PROVINCES.get(name, name) for name in self.jurisdiction.split("、"))

    def holds(self, jurisdictions: Iterable[str], year: int) -> bool:
        """Whether it is in force on at least one day of `year` and covers one of `jurisdictions`."""
        in_force = self.valid_from <= f"{year:04}-12-31" and (not self.valid_to or self.valid_to >= f"{year:04}-01-01")
        return in_force and not {NATIONAL, *jurisdictions}.isdisjoint(self.places)


@dataclass(frozen=True, slots=True)
class Concept:
    """One statutory function. Relations hold notations; provisions come in the order of the source."""

    notation: str
    scheme: str  # NR planning and natural resources, ED education, …
    label_zh: str
    label_en: str
    alt_labels: tuple[str, ...]
    hidden_labels: tuple[str, ...]  # colloquial or ambiguous: raise recall, never decide alone
    scope_note: str
    broader: str  # "" for a top concept
    narrower: tuple[str, ...]
    related: tuple[str, ...]
    provisions: tuple[Provision, ...]

    @property
    def iri(self) -> Iri:
        return Iri(f"{FUNCTION_BASE}{self.notation}")

    def provisions_for(self, jurisdictions: Iterable[str], year: int) -> tuple[Provision, ...]:
        """The provisions valid for that place and year; national ones always belong to the place.

        >>> concept = load_scheme()["NR09"]
        >>> {p.jurisdiction for p in concept.provisions_for(["广东省", "广州市"], 2022)} <= {"全国", "广东省"}
        True
        """
        names = tuple(jurisdictions)
        return tuple(provision for provision in self.provisions if provision.holds(names, year))


class LabelMatch(NamedTuple):
    """A label of a function found in a text; `span` counts code points of the text that was searched."""

    span: Range
    label: str
    notation: str
    hidden: bool


@dataclass(frozen=True)
class FunctionScheme:
    """All statutory functions by notation, and the finder of their labels.

    >>> [match.notation for match in load_scheme().find("严守“耕地 保护红线”")]
    ['NR09']
    """

    concepts: Mapping[str, Concept]
    titles: Mapping[str, tuple[str, str]]  # of each scheme, zh and en: "NR" → (规划和自然资源法定职能, …)
    fields: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # words of departments' names: "ED" → (教育, 教体, …)

    def __getitem__(self, notation: str) -> Concept:
        return self.concepts[notation]

    def __contains__(self, notation: object) -> bool:
        return notation in self.concepts

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts.values())

    def __len__(self) -> int:
        return len(self.concepts)

    def ancestors(self, notation: str) -> tuple[str, ...]:
        """The broader functions, nearest first.

        >>> load_scheme().ancestors("NR07.2.1")
        ('NR07.2', 'NR07')
        """
        found = []
        while notation := self.concepts[notation].broader:
            found.append(notation)
        return tuple(found)

    def of_department(self, name: str) -> frozenset[str]:
        """The schemes of a department, by the words for its field that its name has before the last 局, 厅, 委, 办, 部 or 中心.

        >>> sorted(load_scheme().of_department("临江县自然资源和规划局"))
        ['NR']
        >>> load_scheme().of_department("临江县公安局")
        frozenset()
        """
        organs = [organ.start() for organ in _ORGAN.finditer(name)]
        before = name[: organs[-1]] if organs else ""
        return frozenset(code for code, words in self.fields.items() if any(word in before for word in words))

    def find(self, text: str, among: frozenset[str] | None = None) -> list[LabelMatch]:
        """The labels that occur in `text`, in text order, none overlapping another: the longest wins.

        Quotes, blanks and full or half width make no difference; a line break ends a paragraph and so a label. `among`
        are the schemes whose labels count: a longer label of another scheme then hides none of theirs. A label that two
        schemes have (黑臭水体 is a matter of water and of environment departments) gives a match for each.
        """
        labels = self._labels(among)
        folded, starts, dropped = _folded(text)
        folded += "\n"  # a character that no label has, so that a walk ends before the text does
        found = []
        for start, root in enumerate(map(labels.get, map(add, folded, folded[1:]))):
            node, end = root, start + _KEY
            while node:
                if "" in node:
                    found.append((start - end, start, node[""]))  # longest first when sorted
                node = node.get(folded[end])
                end += 1
        found.sort(key=lambda match: match[:2])
        free = bytearray(b"\1" * len(folded))
        matches = []
        for negative_length, start, named in found:
            end = start - negative_length
            if free.find(b"\0", start, end) >= 0:
                continue
            free[start:end] = bytes(-negative_length)
            first = start + dropped[bisect_right(starts, start) - 1]
            last = end - 1 + dropped[bisect_right(starts, end - 1) - 1]
            matches += [LabelMatch(Range(first, last + 1), *one) for one in named]
        return sorted(matches)

    def _labels(self, among: frozenset[str] | None) -> dict[str, _Node]:
        """First two characters → a trie of the rest. No label belongs to two functions of one scheme."""
        if among not in self._tries:
            trie: dict[str, _Node] = {}
            for concept in self:
                if among is None or concept.scheme in among:
                    for label in (concept.label_zh, *concept.alt_labels, *concept.hidden_labels):
                        folded, _, _ = _folded(label)
                        node = trie.setdefault(folded[:_KEY], {})
                        for character in folded[_KEY:]:
                            node = node.setdefault(character, {})
                        node.setdefault("", []).append((label, concept.notation, label in concept.hidden_labels))
            self._tries[among] = trie
        return self._tries[among]

    @cached_property
    def _tries(self) -> dict[frozenset[str] | None, dict[str, _Node]]:
        """Schemes whose labels count → their labels; filled as they are asked for."""
        return {}


def sources() -> tuple[Path, ...]:
    """The files that the functions come from, in the order of their schemes in `functions.ttl`."""
    return (SOURCE, *sorted(SCHEMES.glob("*.json")))


@lru_cache(maxsize=1)
def load_scheme() -> FunctionScheme:
    """The statutory functions that ship with the package. Read once; some hundredths of a second."""
    concepts: dict[str, Concept] = {}
    titles: dict[str, tuple[str, str]] = {}
    fields: dict[str, tuple[str, ...]] = {}
    for path in sources():
        source = json.loads(path.read_text(encoding="utf-8"))
        for function in source["functions"]:
            concepts[function["notation"]] = _concept(function, source["legal_basis"][function["notation"]])
        for code, scheme in source["meta"]["schemes"].items():
            titles[code] = (scheme["zh"], scheme["en"])
            fields[code] = tuple(scheme["names"])
    return FunctionScheme(concepts, titles, fields)


def _concept(function: dict[str, Any], bases: Iterable[dict[str, Any]]) -> Concept:
    return Concept(
        notation=function["notation"],
        scheme=function["scheme"],
        label_zh=function["prefLabel"]["zh"],
        label_en=function["prefLabel"]["en"],
        alt_labels=tuple(function["altLabels"]),
        hidden_labels=tuple(function["hiddenLabels"]),
        scope_note=function["scopeNote"],
        broader=function["broader"] or "",
        narrower=tuple(function["narrower"]),
        related=tuple(function["related"]),
        provisions=tuple(
            Provision(
                id=basis["provision_id"],
                law=basis["law"],
                article=basis["article"],
                gist=basis["gist_own_words"],
                level=basis["level"],
                jurisdiction=basis["jurisdiction"],
                version=basis["version_date"],
                valid_from=basis["valid_from"],
                valid_to=basis["valid_to"] or "",
                strength=basis["strength"],
            )
            for basis in bases
        ),
    )
