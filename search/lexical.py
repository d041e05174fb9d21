"""The lexical half of the index: BM25 over single characters and pairs of characters, in tantivy.

We cut the text ourselves (`search.wording.tokens`); tantivy only counts. Its default tokenizer makes one word of a whole
Chinese clause, and an index of three-character pieces cannot find 耕地.
"""

from __future__ import annotations

import math
import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.widening import WordGroup

HEAP = 64_000_000  # bytes tantivy may gather before it writes a segment
ANALYZER = "units"
REWRITTEN = {"meta.json", ".managed.json"}  # everything else that tantivy writes is never changed again


class LexicalIndex:
    """Numbered texts, found by weighted tokens. Changes are seen after `commit`."""

    def __init__(self, folder: Path) -> None:
        """Open the index in `folder`, or begin one there."""
        import tantivy

        folder.mkdir(parents=True, exist_ok=True)
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("tokens", tokenizer_name=ANALYZER, index_option="freq")
        builder.add_text_field("report", tokenizer_name="raw", index_option="basic")
        builder.add_text_field("type", tokenizer_name="raw", index_option="basic")
        builder.add_unsigned_field("number", indexed=True, fast=True)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(folder), reuse=True)
        whitespace = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer(ANALYZER, whitespace)
        self._searcher = self._index.searcher()
        self._writer: Any = None

    def __len__(self) -> int:
        """How many texts were committed."""
        return int(self._searcher.num_docs)

    def add(self, number: int, tokens: Sequence[str], *, report: str, type: str) -> None:
        import tantivy

        document = tantivy.Document()
        document.add_unsigned("number", number)
        document.add_text("tokens", " ".join(tokens))
        document.add_text("report", report)
        document.add_text("type", type)
        self._writing().add_document(document)

    def remove(self, report: str) -> None:
        """Remove all texts of a report that were committed or added before."""
        self._writing().delete_documents_by_term("report", report)

    def clear(self) -> None:
        """Remove every text, those that wait for a commit among them."""
        writer = self._writing()
        writer.rollback()  # deleting all documents spares those that were added since the last commit
        writer.delete_all_documents()

    def commit(self) -> None:
        if self._writer is not None:
            self._writer.commit()
            self._writer.wait_merging_threads()
            self._writer = None
            self._index.reload()
            self._searcher = self._index.searcher()

    def close(self) -> None:
        """Let go of the files; what was not committed is lost."""
        if self._writer is not None:
            self._writer.rollback()
            self._writer = None

    def _writing(self) -> Any:
        if self._writer is None:
            self._writer = self._index.writer(HEAP, 1)
        return self._writer

    def search(
        self,
        groups: Sequence[WordGroup],
        limit: int,
        *,
        reports: Iterable[str] = (),
        types: Iterable[str] = (),
        numbers: Iterable[int] = (),
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Numbers and coverage of the best `limit` texts.

        Coverage is the sum over the groups of share × BM25 of the text (k1 1.2, b 0.75) / BM25 of a text of average
        length that has each token of the group once. So it is about 1 where all the words of a query are there, in a
        large and a small index and under any filter; words that stand in no text of the index count as missing.

        `reports`, `types` and `numbers` restrict where they are not empty.
        """
        from tantivy import Occur, Query

        weights: defaultdict[str, float] = defaultdict(float)
        for group in groups:
            ideal = sum(weight * self._rarity(token) for token, weight in group.weights.items())
            for token, weight in group.weights.items():
                weights[token] += group.share * weight / ideal
        words = [
            (Occur.Should, Query.boost_query(Query.term_query(self._schema, "tokens", token), weight))
            for token, weight in weights.items()
        ]
        if not words or limit < 1:
            return np.empty(0, dtype=np.int64), np.empty(0)
        parts = [(Occur.Must, Query.boolean_query(words))]
        for field, allowed in (("report", list(reports)), ("type", list(types)), ("number", list(numbers))):
            if allowed:
                among = Query.term_set_query(self._schema, field, allowed)
                parts.append((Occur.Must, Query.const_score_query(among, 0.0)))
        hits = self._searcher.search(Query.boolean_query(parts), limit=limit, count=False).hits
        found = self._searcher.fast_field_values("number", [address for _, address in hits])
        return np.array(found, dtype=np.int64), np.array([score for score, _ in hits])

    def _rarity(self, token: str) -> float:
        """The weight BM25 gives a token for being rare: most for one that stands nowhere."""
        total, having = self._searcher.num_docs, self._searcher.doc_freq("tokens", token)
        return math.log(1 + max(0.5, total - having + 0.5) / (having + 0.5))


def link_or_copy(source: Path, target: Path) -> None:
    """A hard link where the file system has them, else a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def fork(source: Path, target: Path) -> None:
    """The same index in a new folder: segment files are shared, what tantivy rewrites is copied, locks are left."""
    target.mkdir(parents=True)
    for path in sorted(source.iterdir()):
        if path.name in REWRITTEN:
            shutil.copyfile(path, target / path.name)
        elif path.suffix != ".lock":
            link_or_copy(path, target / path.name)
