"""The names known in a workspace: what a question can refer to. Built from the store once, then only read."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from kg.model import ReportKind
from kg.store import Graph
from ontology import DCTERMS, FUNCTION_BASE, NIF, ORG, RDFS, SKOS, ZT
from ontology.functions import FINANCE, FunctionScheme, LabelMatch, load_scheme
from search.wording import fold

NAMED_CLASSES = ("Project", "PolicyDocument", "Place", "Organisation")
_SENTENCE_END = re.compile(r"[。；;！？!?\n]+")
_SPACE = re.compile(r"\s+")
_MARKS = re.compile(r"[\s“”\"'‘’《》〈〉「」（）()\[\]【】、，,。．·—\-–]+")


def squeeze(text: str) -> str:
    """`text` folded and without white space: how questions are read."""
    return _SPACE.sub("", fold(text))


def bare(text: str) -> str:
    """`text` folded and without white space, quotes, brackets and commas: how names are compared.

    >>> bare("广东实验中学（高中校区）扩建工程")
    '广东实验中学高中校区扩建工程'
    """
    return _MARKS.sub("", fold(text))


def bigrams(text: str) -> list[str]:
    return [text[place : place + 2] for place in range(len(text) - 1)]


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """One report of the workspace. `place` is where its department has authority, narrowest."""

    iri: str
    title: str
    kind: str = ""
    department: str = ""  # IRI
    department_name: str = ""
    place: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class DutyEntry:
    iri: str
    report: str
    number: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class NameEntry:
    """One name, or another name, of a thing. `key` is how it is compared."""

    iri: str
    type: str
    label: str
    key: str
    reports: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalogue:
    """Reports, departments, named things, duties and the words of the reports' texts."""

    reports: tuple[ReportEntry, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()  # (department IRI, other name)
    names: tuple[NameEntry, ...] = ()
    duties: tuple[DutyEntry, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()  # (report IRI, its canonical text), sorted
    functions: tuple[tuple[str, str], ...] = ()  # (duty IRI, function IRI)
    renames: tuple[tuple[str, str], ...] = ()  # (department IRI, the one it became)
    scheme: FunctionScheme = field(default_factory=load_scheme, compare=False)

    @classmethod
    def of(cls, graph: Graph, scheme: FunctionScheme | None = None) -> Catalogue:
        """Read the catalogue from the store; about a hundredth of a second a report."""
        reports: dict[str, ReportEntry] = {}
        for row in graph.select(f"""SELECT ?report ?title ?kind ?department ?name ?place ?year WHERE {{
                ?report a <{ZT.PerformanceReport}> .
                OPTIONAL {{ ?report <{DCTERMS.title}> ?title }} OPTIONAL {{ ?report <{ZT.kind}> ?kind }}
                OPTIONAL {{ ?report <{ZT.year}> ?year }}
                OPTIONAL {{ ?report <{ZT.department}> ?department . ?department <{RDFS.label}> ?name
                            OPTIONAL {{ ?department <{ZT.jurisdiction}>/<{RDFS.label}> ?place }} }}
                }} ORDER BY ?report ?name ?place"""):
            reports.setdefault(
                row["report"],
                ReportEntry(
                    iri=row["report"],
                    title=row.get("title", ""),
                    kind=row.get("kind", ""),
                    department=row.get("department", ""),
                    department_name=row.get("name", ""),
                    place=row.get("place", ""),
                    year=int(row["year"]) if row.get("year", "").lstrip("-").isdigit() else None,
                ),
            )
        aliases = [
            (row["department"], row["alias"])
            for row in graph.select(f"""SELECT DISTINCT ?department ?alias WHERE {{
                ?department a <{ZT.Department}> ; <{SKOS.altLabel}> ?alias }} ORDER BY ?department ?alias""")
        ]
        found: dict[tuple[str, str], NameEntry] = {}
        where: dict[str, list[str]] = defaultdict(list)
        classes = " ".join(f"<{ZT}{name}>" for name in NAMED_CLASSES)
        for row in graph.select(f"""SELECT DISTINCT ?thing ?type ?label ?other ?report WHERE {{
                VALUES ?type {{ {classes} }} ?thing a ?type ; <{RDFS.label}> ?label .
                OPTIONAL {{ ?thing <{ZT.inReport}> ?report }} OPTIONAL {{ ?thing <{SKOS.altLabel}> ?other }}
                }} ORDER BY ?thing ?type ?label ?other ?report"""):
            if "report" in row and row["report"] not in where[row["thing"]]:
                where[row["thing"]].append(row["report"])
            for name in (row["label"], row.get("other", "")):
                if len(key := bare(name)) > 1:
                    type_ = row["type"].removeprefix(str(ZT))
                    found.setdefault((row["thing"], key), NameEntry(row["thing"], type_, row["label"], key))
        names = tuple(
            NameEntry(entry.iri, entry.type, entry.label, entry.key, tuple(where[entry.iri]))
            for _, entry in sorted(found.items())
        )
        duties = tuple(
            DutyEntry(row["duty"], row["report"], row.get("number", ""), row.get("label", ""), row.get("text", ""))
            for row in graph.select(f"""SELECT ?duty ?report ?number ?label ?text WHERE {{
                ?duty a <{ZT.Duty}> ; <{ZT.inReport}> ?report .
                OPTIONAL {{ ?duty <{ZT.number}> ?number }} OPTIONAL {{ ?duty <{RDFS.label}> ?label }}
                OPTIONAL {{ ?duty <{ZT.text}> ?text }} }} ORDER BY ?duty""")
        )
        functions = tuple(
            (row["duty"], row["function"])
            for row in graph.select(f"""SELECT DISTINCT ?duty ?function WHERE {{
                ?duty <{ZT.implementsFunction}> ?function }} ORDER BY ?duty ?function""")
        )
        renames = tuple(
            (row["old"], row["new"])
            for row in graph.select(f"""SELECT DISTINCT ?old ?new WHERE {{ ?event a <{ORG.ChangeEvent}> ;
                <{ORG.originalOrganization}> ?old ; <{ORG.resultingOrganization}> ?new }} ORDER BY ?old ?new""")
        )
        texts = []
        for iri in reports:
            rows = graph.select(f"SELECT ?text WHERE {{ <{iri}#text> <{NIF.isString}> ?text }}")
            texts.append((iri, rows[0]["text"] if rows else ""))
        return cls(
            tuple(reports.values()),
            tuple(aliases),
            names,
            duties,
            tuple(texts),
            functions,
            renames,
            scheme or load_scheme(),
        )

    # --- words ----------------------------------------------------------------------------------------------

    @cached_property
    def _frequencies(self) -> dict[str, int]:
        """In how many sentences each pair of characters stands; "" counts all sentences."""
        found: dict[str, int] = defaultdict(int)
        for folded in self.folded.values():
            for sentence in filter(None, _SENTENCE_END.split(folded)):
                found[""] += 1
                for pair in set(bigrams(sentence)):
                    found[pair] += 1
        return dict(found)

    @cached_property
    def folded(self) -> dict[str, str]:
        """Report IRI → its text without white space except at the ends of lines, folded."""
        return {iri: "\n".join(squeeze(line) for line in text.splitlines()) for iri, text in self.texts}

    def rarity(self, pair: str) -> float:
        """How telling a pair of characters is: inverse frequency over the sentences of all reports, at least 0.1."""
        total = self._frequencies.get("", 0) or 1
        return max(0.1, math.log((total + 1) / (self._frequencies.get(pair, 0) + 0.5)))

    @cached_property
    def rare(self) -> float:
        """The rarity of a pair that stands in two sentences for each report, hardly more."""
        total = self._frequencies.get("", 0) or 1
        return max(0.1, math.log((total + 1) / (2 * max(1, len(self.reports)) + 0.5)))

    def tells(self, pair: str) -> bool:
        """Whether a pair of characters is so rare that what says it is about something of its own."""
        return self.rarity(pair) >= self.rare

    def knows(self, pair: str) -> bool:
        """Whether some report has these two characters side by side."""
        return pair in self._frequencies

    def says(self, words: str, reports: tuple[str, ...] = ()) -> bool:
        """Whether one of the reports (all of them where none is named) contains the words."""
        return any(words in text for iri, text in self.folded.items() if not reports or iri in reports)

    @cached_property
    def schemes(self) -> frozenset[str]:
        """The function schemes that speak about the departments of the reports; all where a government reports, or nobody."""
        if not self.reports or any(entry.kind == ReportKind.WORK_REPORT for entry in self.reports):
            return frozenset(self.scheme.titles)
        named = (self.scheme.of_department(entry.department_name) for entry in self.reports)
        linked = {function.removeprefix(str(FUNCTION_BASE)) for _, function in self.functions}
        found = {self.scheme[notation].scheme for notation in linked if notation in self.scheme}
        return frozenset({FINANCE}.union(found, *named))

    def functions_in(self, text: str) -> list[LabelMatch]:
        """The labels in `text` of functions that may be meant in this workspace."""
        return self.scheme.find(text, self.schemes)

    @cached_property
    def _lexicon(self) -> str:
        """Labels of functions, names and texts in one string: where spellings are looked up."""
        labels = [
            squeeze(label)
            for concept in self.scheme
            if concept.scheme in self.schemes
            for label in (concept.label_zh, *concept.alt_labels, *concept.hidden_labels)
        ]
        return "\n".join([*labels, *(entry.key for entry in self.names), *self.folded.values()])

    def in_lexicon(self, words: str) -> bool:
        """Whether a label, a name or a text contains the words."""
        return words in self._lexicon

    def between(self, head: str, tail: str) -> set[str]:
        """The characters that stand between the two somewhere."""
        lexicon, found = self._lexicon, set()
        place = lexicon.find(head)
        while place >= 0:
            at = place + len(head)
            if lexicon.startswith(tail, at + 1) and "一" <= lexicon[at] <= "鿿":
                found.add(lexicon[at])
            place = lexicon.find(head, place + 1)
        return found

    def count(self, words: str) -> int:
        """How often the reports say the words."""
        return sum(text.count(words) for text in self.folded.values())

    # --- departments over the years ----------------------------------------------------------------------------

    def same_body(self, department: str) -> frozenset[str]:
        """The department under all names it has had: its IRI and those it is linked to by renames."""
        found = {department}
        while more := {iri for pair in self.renames if found & {*pair} for iri in pair} - found:
            found |= more
        return frozenset(found)

    # --- things ---------------------------------------------------------------------------------------------

    @cached_property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted({entry.year for entry in self.reports if entry.year is not None}))

    @cached_property
    def by_iri(self) -> dict[str, ReportEntry]:
        return {entry.iri: entry for entry in self.reports}

    @cached_property
    def departments(self) -> dict[str, tuple[str, ...]]:
        """Department IRI → its names, the full one first."""
        names: dict[str, list[str]] = {}
        for entry in self.reports:
            if entry.department:
                names.setdefault(entry.department, [entry.department_name])
        for iri, alias in self.aliases:
            if iri in names and alias not in names[iri]:
                names[iri].append(alias)
        return {iri: tuple(found) for iri, found in names.items()}

    @cached_property
    def names_by_pair(self) -> dict[str, tuple[int, ...]]:
        """Pair of characters → positions in `names` of the keys that contain it."""
        places: dict[str, list[int]] = defaultdict(list)
        for position, entry in enumerate(self.names):
            for pair in set(bigrams(entry.key)):
                places[pair].append(position)
        return {pair: tuple(found) for pair, found in places.items()}

    @cached_property
    def duty_functions(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for duty, function in self.functions:
            found[duty].append(function)
        return {duty: tuple(iris) for duty, iris in found.items()}
