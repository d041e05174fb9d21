"""The bundled encoder: a text's vector is the sum of the vectors of all the characters and words found in it.

Words overlap: of 「耕地保护」 every entry of the vocabulary at every place counts, 耕, 耕地, 耕地保护, 地, 保, 保护, 护. No segmenter
decides; the same recipe on ordinary segmented pieces loses 0.19 nDCG@10. Needs numpy only, and no network.
How the table is made: `search/training/train_static.py`; what it is good for: `search/data/encoder/README.md`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.encoders import BUNDLED, Matrix, Role
from search.wording import fold

LATIN = re.compile(r"[a-z]+")
TEXTS_AT_ONCE = 128


class Vocabulary:
    """Finds every entry at every place of a text, many texts at once.

    Chinese entries are kept as a trie in sorted arrays: `levels[n]` holds the keys of the prefixes of n + 2 characters
    (number of the shorter prefix × size of the alphabet + number of the next character), `rows[n]` the row of the
    prefix that is itself an entry, or -1. Latin words are looked up whole.
    """

    def __init__(self, entries: Sequence[str]) -> None:
        self.entries = tuple(entries)
        chinese = {entry: row for row, entry in enumerate(entries) if not LATIN.fullmatch(entry)}
        self.latin = {entry: row for row, entry in enumerate(entries) if LATIN.fullmatch(entry)}
        alphabet = sorted({character for entry in chinese for character in entry})
        self.symbols = np.zeros(0x110000, dtype=np.int32)  # 0: in no entry
        self.symbols[[ord(character) for character in alphabet]] = np.arange(1, len(alphabet) + 1)
        self.size = len(alphabet) + 1
        self.rows = [np.array([-1, *(chinese.get(character, -1) for character in alphabet)], dtype=np.int32)]
        self.levels: list[NDArray[np.int64]] = []
        numbers = {character: number for number, character in enumerate(alphabet, 1)}
        for length in range(2, max(map(len, chinese), default=0) + 1):
            keyed = {
                prefix: numbers[prefix[:-1]] * self.size + int(self.symbols[ord(prefix[-1])])
                for prefix in {entry[:length] for entry in chinese if len(entry) >= length}
            }
            prefixes = sorted(keyed, key=keyed.__getitem__)
            self.levels.append(np.array([keyed[prefix] for prefix in prefixes], dtype=np.int64))
            self.rows.append(np.array([-1, *(chinese.get(prefix, -1) for prefix in prefixes)], dtype=np.int32))
            numbers = {prefix: number for number, prefix in enumerate(prefixes, 1)}

    def find(self, texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Rows of all entries found in the folded `texts`, by place and then by length, and how many each text has."""
        points = np.frombuffer("\n".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        owners = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])[: len(points)]
        symbols = self.symbols[points]
        places = np.flatnonzero(symbols)
        prefixes = symbols[places]
        found = [self._entries_at(0, places, prefixes)]
        for level, keys in enumerate(self.levels, 1):
            inside = places + level < len(points)
            places, prefixes = places[inside], prefixes[inside]
            wanted = prefixes.astype(np.int64) * self.size + symbols[places + level]
            at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            known = keys[at] == wanted
            places, prefixes = places[known], at[known] + 1
            found.append(self._entries_at(level, places, prefixes))
        found.append(self._latin_words(texts))
        rows, starts = (np.concatenate(part) for part in zip(*found, strict=True))
        order = np.argsort(starts, kind="stable")  # the parts come by length, which decides between equal starts
        rows, starts = rows[order], starts[order]
        return rows.astype(np.int32), np.bincount(owners[starts], minlength=len(texts)).astype(np.int64)

    def _entries_at(
        self, level: int, places: NDArray[np.int64], prefixes: NDArray[Any]
    ) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        rows = self.rows[level][prefixes]
        return rows[rows >= 0], places[rows >= 0]

    def _latin_words(self, texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        rows, starts, offset = [], [], 0
        for text in texts:
            for word in LATIN.finditer(text):
                row = self.latin.get(word[0])
                if row is not None:
                    rows.append(row)
                    starts.append(offset + word.start())
            offset += len(text) + 1
        return np.array(rows, dtype=np.int32), np.array(starts, dtype=np.int64)


class StaticEncoder:
    """A vocabulary with one vector an entry: a row of 8-bit integers and its scale, which costs no measurable quality."""

    name = BUNDLED

    def __init__(
        self, vocabulary: Vocabulary, table: NDArray[np.int8], scales: NDArray[np.float32], fingerprint: str = ""
    ) -> None:
        self.vocabulary = vocabulary
        self.table = table
        self.scales = scales
        self.fingerprint = fingerprint

    @classmethod
    def of(cls, vocabulary: Vocabulary, vectors: Matrix) -> StaticEncoder:
        """An encoder of trained vectors, one an entry."""
        scales = (np.maximum(np.abs(vectors).max(axis=1), 1e-12) / 127).astype(np.float32)
        return cls(vocabulary, np.rint(vectors / scales[:, None]).astype(np.int8), scales)

    @property
    def dimension(self) -> int:
        return int(self.table.shape[1])

    def encode(self, texts: Sequence[str], *, role: Role) -> Matrix:
        """Rows of length 1, shape (len(texts), dimension); zeros for a text of which nothing is known.

        `role` changes nothing: one table serves both sides. A text has the same vector in any company.
        """
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for first in range(0, len(texts), TEXTS_AT_ONCE):
            rows, counts = self.vocabulary.find([fold(text) for text in texts[first : first + TEXTS_AT_ONCE]])
            start = 0
            for number, count in enumerate(counts.tolist(), first):
                found = rows[start : start + count]
                vectors[number] = self.scales[found] @ self.table[found].astype(np.float32)
                start += count
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        np.divide(vectors, lengths, out=vectors, where=lengths > 0)
        return vectors

    @classmethod
    def load(cls, path: Path) -> StaticEncoder:
        """Read a file written by `save`."""
        content = path.read_bytes()
        with np.load(BytesIO(content)) as parts:
            entries = parts["entries"].tobytes().decode().split("\n")
            fingerprint = hashlib.sha256(content).hexdigest()[:16]
            return cls(Vocabulary(entries), parts["table"], parts["scales"], fingerprint)

    def save(self, path: Path) -> None:
        """Write entries and table; two encoders with the same content give the same file."""
        entries = np.frombuffer("\n".join(self.vocabulary.entries).encode(), dtype=np.uint8)
        np.savez(path, entries=entries, table=self.table, scales=self.scales)


@cache
def bundled() -> StaticEncoder:
    """The encoder that comes with the package."""
    with as_file(files("search") / "data" / "encoder" / "static.npz") as path:
        return StaticEncoder.load(path)
