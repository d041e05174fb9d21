"""Checks the sources of the statutory functions: `python -m ontology.verify_functions LAWS` (`--warnings` prints those too).

LAWS is a public collection of Chinese law, one law a Markdown file and one article a paragraph: a folder, or a `.jsonl.gz` of
records {"path", "text"}. Nothing else needs it. A fault is a line and exit status 1. What is checked of each cited article:
that it is there and has all keywords, that no other article of that law has them all (a slip in the number shows), and
that our gist is short and not the law's own wording.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ontology.functions import sources

GIST_MOST = 30  # characters
COPIED_MOST = 11  # longest run that a gist may share with the article it describes
CONCEPTS_LEAST = 8  # of a scheme that stands for a department

_ARTICLE = re.compile(r"^(第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?)(?:[\s\u3000]+|$)(.*)$")
_BLANKS = re.compile(r"[\s\u3000\u200b]")
_BLANKS_AND_QUOTES = re.compile(r"[\s\u3000“”\"‘’'「」]")
_VERSION = re.compile(r"\((\d{4}-\d\d-\d\d)\)\.md$")
_SAME_AS_LAW = ("file", "level", "jurisdiction", "valid_from", "valid_to")

Source = dict[str, Any]
Laws = Mapping[str, str]
"""Path in the collection → text of the law."""


def read_sources() -> list[Source]:
    """The source files of the functions, parsed."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sources()]


def read_laws(place: Path) -> Laws:
    """The collection of laws in a folder or a `.jsonl.gz`."""
    if place.is_dir():
        files = sorted(place.rglob("*.md"))
        return {file.relative_to(place).as_posix(): file.read_text(encoding="utf-8") for file in files}
    with gzip.open(place, "rt", encoding="utf-8") as lines:
        records = map(json.loads, lines)
        return {record["path"]: record["text"] for record in records}


def faults_of_concepts(read: Sequence[Source]) -> Iterator[str]:
    """What is wrong with names and relations, over all sources; needs no law."""
    concepts: dict[str, Source] = {}
    for source in read:
        for concept in source["functions"]:
            if concept["notation"] in concepts:
                yield f"{concept['notation']}: notation used twice"
            concepts[concept["notation"]] = concept
    yield from _faults_of_schemes(read)
    labels: dict[tuple[str, str], set[str]] = defaultdict(set)
    for notation, concept in concepts.items():
        yield from _faults_of_concept(notation, concept, concepts)
        for label in (concept["prefLabel"]["zh"], *concept["altLabels"], *concept["hiddenLabels"]):
            labels[concept["scheme"], _BLANKS_AND_QUOTES.sub("", label)].add(notation)
    for (_, label), notations in labels.items():
        if len(notations) > 1:
            yield f"{label}: label of {'、'.join(sorted(notations))}"


def _faults_of_schemes(read: Iterable[Source]) -> Iterator[str]:
    for source in read:
        for code, scheme in source["meta"]["schemes"].items():
            own = [concept for concept in source["functions"] if concept["scheme"] == code]
            if len(own) < CONCEPTS_LEAST:
                yield f"{code}: fewer than {CONCEPTS_LEAST} concepts"
            if scheme["topConcepts"] != [concept["notation"] for concept in own if not concept["broader"]]:
                yield f"{code}: topConcepts are not the concepts without a broader one"
            for name in scheme["names"]:
                if len(name) < 2 or re.search("[局厅委办部]$", name):
                    yield f"{code}: {name} is not the word for a field alone"
            for concept in own:
                if not re.fullmatch(code + r"\d\d(\.\d+)*", concept["notation"]):
                    yield f"{concept['notation']}: not a notation of {code}"


def _faults_of_concept(notation: str, concept: Source, concepts: Mapping[str, Source]) -> Iterator[str]:
    above = list(_above(notation, concepts))
    if notation in above:
        yield f"{notation}: broader than itself"
    if concept["broader"] and not notation.startswith(f"{concept['broader']}."):
        yield f"{notation}: does not extend {concept['broader']}"
    if not all((concept["prefLabel"].get("zh"), concept["prefLabel"].get("en"), concept["scopeNote"])):
        yield f"{notation}: prefLabel or scopeNote missing"
    names = [concept["prefLabel"]["zh"], *concept["altLabels"], *concept["hiddenLabels"]]
    if len(names) != len(set(names)) or min(map(len, names)) < 2:
        yield f"{notation}: a label twice, or of one character"
    if sorted(concept["narrower"]) != sorted(one for one in concepts if concepts[one]["broader"] == notation):
        yield f"{notation}: narrower does not match"
    for other in concept["related"]:
        if other not in concepts or notation not in concepts[other]["related"]:
            yield f"{notation}: related {other} is unknown or not related back"
        elif other == notation or other in above or notation in _above(other, concepts):
            yield f"{notation}: related to {other}, which is broader or narrower"


def _above(notation: str, concepts: Mapping[str, Source]) -> Iterator[str]:
    """The broader concepts, nearest first; ends where it would go round."""
    seen = set()
    while (notation := concepts[notation]["broader"]) in concepts and notation not in seen:
        seen.add(notation)
        yield notation


def faults_of_provisions(read: Sequence[Source]) -> Iterator[str]:
    """What is wrong with the records of articles by themselves; needs no law."""
    known: dict[str, Source] = {}
    for source in read:
        for id, law in source["laws"].items():
            if id != f"{law['law']}@{law['version_date']}":
                yield f"{id}: does not match name and version"
            if any(known.setdefault(id, law)[key] != law[key] for key in _SAME_AS_LAW):
                yield f"{id}: told differently in two sources"
        if set(source["legal_basis"]) != {concept["notation"] for concept in source["functions"]}:
            yield f"{'、'.join(source['meta']['schemes'])}: legal_basis has other concepts"
        for concept in source["functions"]:
            records = source["legal_basis"].get(concept["notation"], [])
            ids = [record["provision_id"] for record in records]
            if concept["legal_basis"] != ids or len(set(ids)) != len(ids):
                yield f"{concept['notation']}: legal_basis is not the list of its records, each once"
            for record in records:
                for fault in _faults_of_record(record, source["laws"]):
                    yield f"{concept['notation']} {record['law']}{record['article']}: {fault}"


def _faults_of_record(record: Source, laws: Mapping[str, Source]) -> Iterator[str]:
    id = f"{record['law']}@{record['version_date']}"
    if id not in laws:
        yield "law not in the table of laws"
    elif record["provision_id"] != f"{id}#{record['article']}":
        yield "provision_id does not match"
    elif any(record[key] != laws[id][key] for key in _SAME_AS_LAW):
        yield "differs from the table of laws"
    if not 0 < len(record["gist_own_words"]) <= GIST_MOST:
        yield f"gist is empty or longer than {GIST_MOST}"
    if record["strength"] not in ("direct", "supporting"):
        yield "strength is neither direct nor supporting"
    if not record["keywords"]:
        yield "no keywords"


def faults_of_articles(read: Sequence[Source], laws: Laws) -> Iterator[str]:
    """What is wrong when the records are held against the laws themselves."""
    parsed: dict[str, dict[str, str]] = {}
    for source in read:
        for id, law in source["laws"].items():
            text = laws.get(law["file"], "")
            heading, parsed[law["file"]] = articles(text)
            title = law.get("corpus_heading") or law["law"].split("·")[0]
            if _BLANKS.sub("", title) not in heading:
                yield f"{id}: {law['file']} is missing or does not name the law"
            version = _VERSION.search(law["file"])
            if version and version[1] != law["version_date"]:
                yield f"{id}: version differs from the file name"
        for notation, records in source["legal_basis"].items():
            for record in records:
                for fault in _faults_of_article(record, parsed.get(record["file"], {})):
                    yield f"{notation} {record['law']}{record['article']}: {fault}"


def _faults_of_article(record: Source, found: Mapping[str, str]) -> Iterator[str]:
    text = found.get(record["article"])
    if text is None:
        yield "article not found"
        return
    words = [_BLANKS.sub("", word) for word in record["keywords"]]
    absent = [word for word in words if word not in text]
    if absent:
        yield f"without the keywords {'、'.join(absent)}"
    others = [
        article
        for article, other in found.items()
        if article != record["article"] and all(word in other for word in words)
    ]
    if others:
        yield f"keywords also fit {'、'.join(others[:3])}"
    copied = longest_run(record["gist_own_words"], text)
    if len(copied) > COPIED_MOST:
        yield f"gist copies 「{copied}」"


def articles(text: str) -> tuple[str, dict[str, str]]:
    """The headings of a law, joined, and article → its text without blanks; both are empty for an empty text."""
    front, mark, body = text.partition("<!-- INFO END -->")
    heading = "".join(line.lstrip("#") for line in front.split("\n") if line.startswith("#"))
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in map(str.strip, (body if mark else text).split("\n")):
        if line.startswith("#"):
            current = []
        elif match := _ARTICLE.match(line):
            current = found.setdefault(match[1], [])
            current.append(match[2])
        elif not line.startswith("<!--"):
            current.append(line)
    return _BLANKS.sub("", heading), {article: _BLANKS.sub("", "".join(lines)) for article, lines in found.items()}


def longest_run(first: str, second: str) -> str:
    """The longest run of characters that both have."""
    best = ""
    for start in range(len(first)):
        while start + len(best) < len(first) and first[start : start + len(best) + 1] in second:
            best = first[start : start + len(best) + 1]
    return best


def thin(read: Sequence[Source]) -> Iterator[str]:
    """Concepts without an article that gives the function directly: none is better than a wrong one, but good to know."""
    for source in read:
        for notation, records in source["legal_basis"].items():
            if not any(record["strength"] == "direct" for record in records):
                yield f"{notation}: no direct legal basis"


def main() -> int:
    """Prints faults, then counts; 1 if there is a fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("laws", type=Path)
    parser.add_argument("--warnings", action="store_true")
    arguments = parser.parse_args()
    read = read_sources()
    faults = [*faults_of_concepts(read), *faults_of_provisions(read)]
    faults += faults_of_articles(read, read_laws(arguments.laws))
    for line in (*faults, *(thin(read) if arguments.warnings else ())):
        print(line)
    for source in read:
        records = [record for records in source["legal_basis"].values() for record in records]
        print(
            f"{'+'.join(source['meta']['schemes'])}: {len(source['functions'])} concepts,",
            f"{sum(len(concept['altLabels']) for concept in source['functions'])} labels,",
            f"{len(records)} links to {len({record['provision_id'] for record in records})} articles",
            f"of {len(source['laws'])} laws",
        )
    print(f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
