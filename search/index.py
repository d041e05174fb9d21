"""The search index of a workspace: passages found by their words and by their vectors, and kept in step with the store.

    index = SearchIndex.create(folder, load_encoder())
    index.add(passages)                     # all passages of one or more reports
    index.commit(store_state="…")
    index.search("守住农田", k=5, filter=Filter(types=("Outcome",)))

On disk: `manifest.json`, `lexical/` (tantivy), `vectors/` (segments), all without clock, host or path. A folder that has
been published is never changed: `fork` makes a cheap copy, which is changed, committed and published in its turn.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.errors import KgError
from search import lexical
from search.calibration import calibration_of
from search.encoders import BUNDLED, Encoder, Matrix, Reranker, Role, load_encoder, load_reranker
from search.fusion import Calibration, Vector, chance
from search.lexical import LexicalIndex
from search.passages import Filter, Hit, Passage
from search.segments import Segment, line_of, write_segment
from search.vectors import FEW
from search.widening import Part, WordGroup, widen
from search.wording import content_of, tokens

__all__ = ["EncoderMismatch", "Filter", "Hit", "IndexUnusable", "Passage", "SearchIndex"]

FORMAT = 2  # 2: coverage counts by its power 1.5; a reranker may be named
REMEDY = "请运行 zhitu index 重建索引。"
RERANKED = 30  # best passages that a cross-encoder reads
DEPTH = 200  # candidates that each half brings where there are too many passages to score all
# Up to so many passages scores are those of an index built anew, after whatever was removed. Counting the words of 1,000 again takes
# some 0.25 s on a busy core. Beyond, up to a fifth of the texts counted may be gone: of 5,000 or 20,000 random ones, that left 99% of the first
# ten as they were.
EXACT = 1_000
TIER = 8  # so many segments of like size are merged into one


class IndexUnusable(KgError):
    """The index is missing, damaged or of another version: it can be built again from the store."""


class EncoderMismatch(KgError):
    """The index was built with another encoder: its vectors cannot be compared with those of this one."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the passages of a report are, and what filters ask about it."""

    digest: str  # of its passages, in the order they were given
    segment: str
    start: int
    stop: int
    department: str
    year: int | None


@dataclass(slots=True)
class Manifest:
    """What `manifest.json` says."""

    encoder: dict[str, Any]
    calibration: Calibration
    store_state: str = ""
    next_number: int = 0
    reranker: str = ""  # name or folder of a cross-encoder that orders the best passages anew
    stale_texts: int = 0  # removed texts that still count in the statistics of the lexical index
    reports: dict[str, Shelf] = field(default_factory=dict)

    @property
    def passages(self) -> int:
        return sum(shelf.stop - shelf.start for shelf in self.reports.values())

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        try:
            content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise IndexUnusable(folder.name, "这里没有检索索引。", REMEDY) from None
        except (OSError, ValueError):
            raise IndexUnusable(folder.name, "检索索引的清单已损坏。", REMEDY) from None
        if content.get("format") != FORMAT:
            raise IndexUnusable(
                folder.name, f"检索索引的格式版本是 {content.get('format')}，本程序需要 {FORMAT}。", REMEDY
            )
        return cls(
            encoder=content["encoder"],
            calibration=Calibration(**content["calibration"]),
            store_state=content["store_state"],
            reranker=content["reranker"],
            next_number=content["next_number"],
            stale_texts=content["stale_texts"],
            reports={iri: Shelf(**shelf) for iri, shelf in content["reports"].items()},
        )

    def write(self, folder: Path) -> None:
        content = {"format": FORMAT, "passages": self.passages, **asdict(self)}
        content["reports"] = dict(sorted(content["reports"].items()))
        partial = folder / "manifest.json.partial"
        partial.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        os.replace(partial, folder / "manifest.json")


class SearchIndex:
    """An open index. `create` or `open` it; changes are found after `commit`."""

    def __init__(self, folder: Path, manifest: Manifest, encoder: Encoder) -> None:
        self.folder = folder
        self.encoder = encoder
        self.reranker_options: dict[str, Any] = {}  # device and batch size, which are this machine's and not stored
        self._manifest = manifest
        self._lexical = LexicalIndex(folder / "lexical")
        self._segments: dict[str, Segment] = {}
        self._waiting: dict[str, list[Passage]] = {}
        self._load_segments()

    # --- opening -----------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, folder: Path, encoder: Encoder | None = None, *, reranker: str = "") -> SearchIndex:
        """An empty index in `folder`, which must be new or empty, for the vectors of `encoder` (default: the bundled).

        `reranker` names a cross-encoder that orders the best passages of every search anew; the index remembers it.
        """
        encoder = encoder or load_encoder()
        folder.mkdir(parents=True, exist_ok=True)
        about = {"name": encoder.name, "dimension": encoder.dimension, "fingerprint": encoder.fingerprint}
        (folder / "vectors").mkdir()
        manifest = Manifest(about, calibration_of(encoder), reranker=reranker)
        manifest.write(folder)
        return cls(folder, manifest, encoder)

    @classmethod
    def open(cls, folder: Path, encoder: Encoder | None = None) -> SearchIndex:
        """The index in `folder`; its encoder is loaded by name where none is given.

        Raises `IndexUnusable`, `EncoderMismatch`, or what `load_encoder` raises.
        """
        manifest = Manifest.read(folder)
        built = manifest.encoder
        encoder = encoder or load_encoder(None if built["name"] == BUNDLED else built["name"])
        if (encoder.dimension, encoder.fingerprint) != (built["dimension"], built["fingerprint"]):
            raise EncoderMismatch(
                folder.name,
                f"索引是用模型 {built['name']}（{built['fingerprint']}）建立的，与现在的模型 {encoder.name}（{encoder.fingerprint}）不同，向量不能混用。",
                f"请运行 zhitu index --model {encoder.name} 重建索引。",
            )
        try:
            index = cls(folder, manifest, encoder)
        except (OSError, ValueError, RuntimeError, KeyError, EOFError) as error:  # what numpy, tantivy and faiss raise
            raise IndexUnusable(folder.name, "检索索引的文件不全或已损坏。", REMEDY) from error
        if len(index._lexical) != len(index):
            raise IndexUnusable(folder.name, "检索索引的两部分所收不同。", REMEDY)
        return index

    @staticmethod
    def fork(source: Path, target: Path) -> None:
        """Copy the index to the new folder `target`; files that never change are shared by hard links."""
        lexical.fork(source / "lexical", target / "lexical")
        (target / "vectors").mkdir()
        for path in sorted((source / "vectors").glob("*")):
            lexical.link_or_copy(path, target / "vectors" / path.name)
        shutil.copyfile(source / "manifest.json", target / "manifest.json")

    def close(self) -> None:
        """Let go of the files. Changes that were not committed are lost."""
        self._segments.clear()
        self._waiting.clear()
        self._lexical.close()

    def __enter__(self) -> SearchIndex:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- what is in it -----------------------------------------------------------------------------------------

    def __len__(self) -> int:
        """How many passages were committed."""
        return self._manifest.passages

    @property
    def reports(self) -> tuple[str, ...]:
        """IRIs of the reports in it."""
        return tuple(sorted(self._manifest.reports))

    @property
    def store_state(self) -> str:
        """The state of the store that the last commit was made from."""
        return self._manifest.store_state

    @property
    def threshold(self) -> float:
        """Where the best hit scores less than this, nothing relevant was found, more likely than not."""
        return self._manifest.calibration.threshold

    @cached_property
    def reranker(self) -> Reranker | None:
        """The cross-encoder that orders the best passages anew, loaded on first use; None where there is none."""
        name = self._manifest.reranker
        return load_reranker(name, **self.reranker_options) if name else None

    # --- changing it -------------------------------------------------------------------------------------------

    def add(self, passages: Iterable[Passage]) -> None:
        """Add reports. What is given of a report is all of it: a report that is already there is replaced."""
        given: defaultdict[str, list[Passage]] = defaultdict(list)
        for passage in passages:
            given[passage.report].append(passage)
        for report, those in given.items():
            known = self._manifest.reports.get(report)
            if known and known.digest == _digest(those):
                continue
            self.remove(report)
            self._waiting[report] = those

    def remove(self, report: str) -> None:
        """Remove a report, committed or waiting; nothing happens where it is in neither."""
        self._waiting.pop(report, None)
        shelf = self._manifest.reports.pop(report, None)
        if shelf:
            self._manifest.stale_texts += shelf.stop - shelf.start
            self._lexical.remove(report)

    def commit(self, store_state: str = "") -> None:
        """Make the changes visible and durable, and note the state of the store they were made from."""
        if self._waiting:
            self._shelve_waiting()
        self._merge_segments()
        stale, live = self._manifest.stale_texts, self._manifest.passages
        if stale and (live <= EXACT or stale * 5 > live):
            self._rebuild_lexical()
        self._lexical.commit()
        self._manifest.store_state = store_state
        self._manifest.write(self.folder)
        self._load_segments()
        for path in (self.folder / "vectors").glob("*"):
            if path.stem not in self._segments:
                path.unlink()

    def _shelve_waiting(self) -> None:
        """Write all waiting passages as one segment, reports in the order of their IRIs."""
        passages = [passage for report in sorted(self._waiting) for passage in self._waiting[report]]
        words = [_words_of(passage) for passage in passages]
        first = self._manifest.next_number
        numbers = np.arange(first, first + len(passages), dtype=np.int64)
        for number, text, passage in zip(numbers.tolist(), words, passages, strict=True):
            self._lexical.add(number, tokens(text), report=passage.report, type=passage.type)
        name = write_segment(
            self.folder / "vectors",
            numbers,
            [line_of(passage) for passage in passages],
            [passage.type for passage in passages],
            self.encoder.encode(words, role=Role.PASSAGE),
        )
        start = 0
        for report, group in groupby(passages, key=lambda passage: passage.report):
            those = list(group)
            stop = start + len(those)
            self._manifest.reports[report] = Shelf(
                _digest(those), name, start, stop, those[0].department, those[0].year
            )
            start = stop
        self._manifest.next_number += len(passages)
        self._waiting.clear()
        self._load_segments()

    def _merge_segments(self) -> None:
        """Merge segments of like size when there are `TIER` of them, and rewrite one that is mostly removed reports.

        So every row is rewritten about log₈ of the rows times, however the reports came in.
        """
        while True:
            live = Counter[str]()
            for shelf in self._manifest.reports.values():
                live[shelf.segment] += shelf.stop - shelf.start
            tiers: defaultdict[int, list[str]] = defaultdict(list)
            for name in sorted(live):
                tiers[int(math.log(live[name], TIER))].append(name)
            mostly_removed = [[name] for name in sorted(live) if 2 * live[name] < len(self._segments[name])]
            due = [names for _, names in sorted(tiers.items()) if len(names) >= TIER] or mostly_removed
            if not due:
                return
            self._merge(due[0])

    def _merge(self, names: list[str]) -> None:
        moving = sorted(
            ((report, shelf) for report, shelf in self._manifest.reports.items() if shelf.segment in names),
            key=lambda entry: self._segments[entry[1].segment].numbers[entry[1].start],
        )
        numbers, lines, types, vectors = [], [], [], []
        for _, shelf in moving:
            segment, rows = self._segments[shelf.segment], range(shelf.start, shelf.stop)
            numbers.append(segment.numbers[shelf.start : shelf.stop])
            lines += [segment.line(row) for row in rows]
            types += [segment.types[segment.codes[row]] for row in rows]
            vectors.append(segment.vectors.rows[shelf.start : shelf.stop].astype(np.float32))
        name = write_segment(self.folder / "vectors", np.concatenate(numbers), lines, types, np.concatenate(vectors))
        start = 0
        for report, shelf in moving:
            stop = start + shelf.stop - shelf.start
            self._manifest.reports[report] = Shelf(shelf.digest, name, start, stop, shelf.department, shelf.year)
            start = stop
        self._load_segments()

    def _rebuild_lexical(self) -> None:
        """Begin the lexical index anew: removed texts count in BM25's statistics until then."""
        self._lexical.clear()
        for report, shelf in sorted(self._manifest.reports.items()):
            segment = self._segments[shelf.segment]
            for row in range(shelf.start, shelf.stop):
                passage = segment.passage(row)
                number = int(segment.numbers[row])
                self._lexical.add(number, tokens(_words_of(passage)), report=report, type=passage.type)
        self._manifest.stale_texts = 0

    def _load_segments(self) -> None:
        """Open the segments the manifest names and drop the others."""
        names = {shelf.segment for shelf in self._manifest.reports.values()}
        folder = self.folder / "vectors"
        self._segments = {name: self._segments.get(name) or Segment(folder, name) for name in sorted(names)}

    # --- searching ---------------------------------------------------------------------------------------------

    def search(self, query: str, *, k: int = 10, filter: Filter | None = None, parts: Part = Part.ALL) -> list[Hit]:
        """The best `k` passages that pass the filter, best first; ties in the order of their IRIs.

        Passages that share no word with the query and whose vector does not point its way are never returned, so a
        nonsense query finds nothing. Compare `Hit.score` with `threshold` before believing the first hit. What is not
        in `parts` counts as 0.
        """
        vector = None
        if Part.VECTOR in parts:
            vector = self.encoder.encode([content_of(query)], role=Role.QUERY)[0]
        words = widen(query, parts)
        numbers, coverage, cosines = self._candidates(words, vector, filter or Filter(), max(DEPTH, 2 * k))
        evidence = self._manifest.calibration.evidence(coverage, cosines)
        found = np.flatnonzero((coverage > 0) | (cosines > 0))
        best = found[np.argsort(-evidence[found], kind="stable")][: max(k, RERANKED) + 10]  # some more, for ties
        ranked = []
        for segment, which, rows in self._located(numbers[best]):
            for at, row in zip(best[which].tolist(), rows.tolist(), strict=True):
                figures = (round(float(values[at]), 4) for values in (chance(evidence), coverage, cosines))
                ranked.append((-round(float(evidence[at]), 5), Hit(segment.passage(row), *figures)))
        ranked.sort(key=lambda entry: (entry[0], entry[1].iri))
        hits = [hit for _, hit in ranked]
        if self._manifest.reranker and Part.RERANKER in parts:
            hits = self._reranked(query, hits)
        return hits[:k]

    def _reranked(self, query: str, hits: list[Hit]) -> list[Hit]:
        """The best hits in the order of the cross-encoder.

        The scores stay where they are, the best with whoever is now first: they are calibrated and a cross-encoder's are
        not, so it decides about the order and not about whether anything relevant was found.
        """
        head = hits[:RERANKED]
        if self.reranker is None or not head:
            return hits
        given = self.reranker.scores(query, [hit.passage.text for hit in head])
        order = np.argsort(-given, kind="stable").tolist()
        moved = [replace(head[at], score=hit.score) for hit, at in zip(head, order, strict=True)]
        return moved + hits[RERANKED:]

    def _candidates(
        self, words: list[WordGroup], vector: Matrix | None, filter: Filter, depth: int
    ) -> tuple[NDArray[np.int64], Vector, Vector]:
        """Numbers, coverage and cosines of every passage allowed, or of the best `depth` of each half.

        Whichever half a candidate came from, both of its scores are exact.
        """
        reports = self._reports_passing(filter)
        allowed = self._allowed(reports, filter.types)
        count = sum(int(flags.sum()) for flags in allowed.values())
        depth = count if count <= FEW else depth
        near, cosines = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.float32)]
        for name, flags in allowed.items():
            if vector is None:
                break
            segment = self._segments[name]
            places, those = segment.vectors.nearest(vector, depth, None if flags.all() else flags)
            near.append(segment.numbers[places])
            cosines.append(those)
        nearest = np.argsort(-np.concatenate(cosines), kind="stable")[:depth]
        among = [] if len(reports) == len(self._manifest.reports) else reports
        matching, shares = self._lexical.search(words, depth, reports=among, types=filter.types)
        numbers = np.union1d(np.concatenate(near)[nearest], matching)
        coverage = np.zeros(len(numbers))
        coverage[np.searchsorted(numbers, matching)] = shares
        rest = np.setdiff1d(numbers, matching)
        if depth < count and len(rest):
            matching, shares = self._lexical.search(words, len(rest), numbers=rest.tolist())
            coverage[np.searchsorted(numbers, matching)] = shares
        products = np.zeros(len(numbers))
        if vector is not None:
            for segment, which, rows in self._located(numbers):
                products[which] = segment.vectors.cosines(vector, rows)
        return numbers, coverage, products

    def _reports_passing(self, filter: Filter) -> list[str]:
        return [
            report
            for report, shelf in self._manifest.reports.items()
            if (not filter.reports or report in filter.reports)
            and (not filter.departments or shelf.department in filter.departments)
            and (not filter.years or shelf.year in filter.years)
        ]

    def _allowed(self, reports: list[str], types: tuple[str, ...]) -> dict[str, NDArray[np.bool_]]:
        """By segment, one flag a row: does it belong to one of `reports` and one of `types`?"""
        allowed: dict[str, NDArray[np.bool_]] = {}
        for report in reports:
            shelf = self._manifest.reports[report]
            if shelf.segment not in allowed:
                allowed[shelf.segment] = np.zeros(len(self._segments[shelf.segment]), dtype=np.bool_)
            allowed[shelf.segment][shelf.start : shelf.stop] = True
        if types:
            for name in allowed:
                allowed[name] &= self._segments[name].of_types(types)
        return allowed

    def _located(self, numbers: NDArray[np.int64]) -> Iterator[tuple[Segment, NDArray[np.int64], NDArray[np.int64]]]:
        """For each segment that holds some of `numbers`: it, which of them it holds, and their rows in it."""
        for segment in self._segments.values():
            rows = segment.rows_of(numbers)
            which = np.flatnonzero(rows >= 0)
            if len(which):
                yield segment, which, rows[which]


def _words_of(passage: Passage) -> str:
    """What is searched of a passage: its text, and its label where the text does not hold it."""
    return passage.text if passage.label in passage.text else f"{passage.label} {passage.text}"


def _digest(passages: Iterable[Passage]) -> str:
    digest = hashlib.sha256()
    for passage in passages:
        digest.update(line_of(passage))
    return digest.hexdigest()[:16]
