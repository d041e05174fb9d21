"""Immutable files that hold the passages of one or more reports, with their vectors.

A segment is three files of one name, which is the digest of their content: `<name>.faiss` (vectors), `<name>.jsonl` (one
passage a line) and `<name>.npz` (number, type and line offset of each row). The reports of a segment follow one
another, so a report is a range of rows. A removed report leaves its rows where they are until the segment is merged.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.encoders import Matrix
from search.passages import Passage
from search.vectors import VectorFile

SUFFIXES = (".faiss", ".jsonl", ".npz")


class Segment:
    """One segment, open for reading."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.vectors = VectorFile(folder / f"{name}.faiss")
        with np.load(folder / f"{name}.npz") as columns:
            self.numbers: NDArray[np.int64] = columns["numbers"]
            self.types: tuple[str, ...] = tuple(columns["types"].tolist())
            self.codes: NDArray[np.uint8] = columns["codes"]
            self._offsets: NDArray[np.int64] = columns["offsets"]
        self._lines = folder / f"{name}.jsonl"

    def __len__(self) -> int:
        return len(self.numbers)

    @cached_property
    def _content(self) -> NDArray[np.uint8]:
        return np.memmap(self._lines, dtype=np.uint8, mode="r")

    def line(self, row: int) -> bytes:
        return self._content[self._offsets[row] : self._offsets[row + 1]].tobytes()

    def passage(self, row: int) -> Passage:
        return Passage(**json.loads(self.line(row)))

    def rows_of(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Row of each number, -1 for those that are not here."""
        rows = np.minimum(np.searchsorted(self.numbers, numbers), len(self) - 1)
        return np.where(self.numbers[rows] == numbers, rows, -1)

    def of_types(self, types: Sequence[str]) -> NDArray[np.bool_]:
        """One flag a row: is its type one of `types`?"""
        wanted = np.array([name in types for name in self.types])
        flags: NDArray[np.bool_] = wanted[self.codes]
        return flags


def line_of(passage: Passage) -> bytes:
    """The passage as it is stored."""
    return (json.dumps(asdict(passage), ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def write_segment(
    folder: Path, numbers: NDArray[np.int64], lines: Sequence[bytes], types: Sequence[str], vectors: Matrix
) -> str:
    """Write a segment and return its name. Numbers ascend; all four have one entry a row, at least one."""
    digest = hashlib.sha256(numbers.tobytes())
    for line in lines:
        digest.update(line)
    digest.update(vectors.astype(np.float16).tobytes())
    name = digest.hexdigest()[:16]
    names, codes = np.unique(np.array(types), return_inverse=True)
    offsets = np.concatenate(([0], np.cumsum([len(line) for line in lines]))).astype(np.int64)
    folder.mkdir(parents=True, exist_ok=True)
    VectorFile.write(folder / f"{name}.faiss", vectors)
    (folder / f"{name}.jsonl").write_bytes(b"".join(lines))
    np.savez(folder / f"{name}.npz", numbers=numbers, types=names, codes=codes.astype(np.uint8), offsets=offsets)
    return name
