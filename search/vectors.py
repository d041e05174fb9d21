"""The dense half of the index: files of float16 rows, searched exactly by faiss.

Exact, because a selective filter breaks every approximate index (recall@10 0.47 to 0.73 where one department is asked for),
and because it is fast: 11 ms over 200,000 rows of 256, under a millisecond on the rows of one report.
A file is written once, mapped into memory, and never changed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.encoders import Matrix, row_products

# Up to so many rows a plain product is faster than a search with a selector.
FEW = 2000


class VectorFile:
    """Rows of one file, in the order they were written."""

    def __init__(self, path: Path) -> None:
        # Mapped and handed over by us: given a path, faiss cannot open one with Chinese characters on Windows.
        faiss = _faiss()
        self._memory = np.memmap(path, dtype=np.uint8, mode="r")
        self._index = faiss.read_index(faiss.ZeroCopyIOReader(faiss.swig_ptr(self._memory), self._memory.nbytes))
        shape = self._index.ntotal, self._index.d
        codes = faiss.rev_swig_ptr(self._index.codes.data(), shape[0] * shape[1] * 2)
        self.rows: NDArray[np.float16] = codes.view(np.float16).reshape(shape)

    @staticmethod
    def write(path: Path, rows: Matrix) -> None:
        faiss = _faiss()
        index = faiss.IndexScalarQuantizer(rows.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        index.train(rows)
        index.add(rows)
        path.write_bytes(faiss.serialize_index(index).tobytes())

    def cosines(self, query: Matrix, places: NDArray[np.int64]) -> Matrix:
        """Cosine of `query`, shape (dimension,), with each of the rows at `places`."""
        return row_products(self.rows[places].astype(np.float32), query)

    def nearest(
        self, query: Matrix, limit: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], Matrix]:
        """Places and cosines of the best `limit` rows, best first; only where `allowed`, one flag a row, is true."""
        faiss = _faiss()
        count = len(self.rows) if allowed is None else int(allowed.sum())
        if count <= FEW:
            places = np.arange(len(self.rows)) if allowed is None else np.flatnonzero(allowed)
            cosines = self.cosines(query, places)
            best = np.argsort(-cosines, kind="stable")[:limit]
            return places[best], cosines[best]
        search = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            search = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
        cosines, places = self._index.search(query[None, :], min(limit, count), params=search)
        return places[0], cosines[0]


def _faiss() -> Any:
    """The library, untyped: its stubs describe the C++ signatures and not what Python may call.

    One thread: a single query gains nothing from more, and waits for them on a busy machine.
    """
    import faiss

    faiss.omp_set_num_threads(1)
    return faiss
