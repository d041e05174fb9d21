"""Text to vectors: the bundled static encoder, or any sentence-transformers model in its place.

encoder = load_encoder()                              # bundled: numpy only, offline, loads at once
encoder = load_encoder("BAAI/bge-small-zh-v1.5")      # needs the `models` extra and the model itself
encoder.encode(["守住农田"], role=Role.QUERY)           # float32, shape (1, encoder.dimension)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]


class Role(StrEnum):
    """Some models want queries and passages marked differently; the bundled one treats both alike."""

    QUERY = "query"
    PASSAGE = "passage"


class Encoder(Protocol):
    """What the index needs of a model.

    `name` is what `load_encoder` takes to load it again; `fingerprint` changes whenever its vectors would.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    @property
    def fingerprint(self) -> str: ...

    def encode(self, texts: Sequence[str], *, role: Role) -> Matrix:
        """One row a text, of length 1 (all zeros where no part of the text is known), shape (n, dimension)."""
        ...


class Reranker(Protocol):
    """Reads a query and a passage together: slower than any encoder by far, and so only put to the best candidates."""

    @property
    def name(self) -> str: ...

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float64]:
        """How well each text answers the query; only the order means anything. Shape (len(texts),)."""
        ...


def load_reranker(model: str | Path, **options: Any) -> Reranker:
    """The cross-encoder of that name or folder. Options and errors as of `load_encoder`, without `query_prompt`."""
    from search.encoders.sentence import CrossEncoderReranker

    return CrossEncoderReranker(str(model), **options)


def load_encoder(model: str | Path | None = None, **options: Any) -> Encoder:
    """The bundled static encoder for None, otherwise the sentence-transformers model of that name or folder.

    Options of the latter: `device`, `batch_size`, `query_prompt`. Raises `search.encoders.sentence.ModelUnavailable`,
    which says how to get the model, where it cannot be loaded.
    """
    if model is None or str(model) == BUNDLED:
        from search.encoders.static import bundled

        return bundled()
    from search.encoders.sentence import SentenceEncoder

    return SentenceEncoder(str(model), **options)


BUNDLED = "zhitu-static"


def row_products(rows: Matrix, vector: Matrix) -> Matrix:
    """Product of each row with `vector`, on one thread: on a busy machine, threads make `rows @ vector` four times slower."""
    products: Matrix = np.vecdot(rows, vector)
    return products


def similarity(encoder: Encoder) -> Callable[[Sequence[str], Sequence[str]], Matrix]:
    """The encoder as `kg.linking` takes it: cosines of every text of the first list with every one of the second."""

    def cosines(first: Sequence[str], second: Sequence[str]) -> Matrix:
        left = encoder.encode(first, role=Role.PASSAGE)
        right = encoder.encode(second, role=Role.PASSAGE)
        return left @ right.T

    return cosines
