"""Any sentence-transformers model as encoder, by name or folder. Imports torch, and nothing else in the package does.

The model must be on this machine or within reach; no answer depends on it, because the bundled encoder needs neither.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.errors import KgError
from search.encoders import Matrix, Role


class ModelUnavailable(KgError):
    """The model, or the library that runs it, is not on this machine and cannot be fetched."""


class SentenceEncoder:
    """A sentence-transformers model.

    `query_prompt` is put before queries ("为这个句子生成表示以用于检索相关文章：" for bge); without it, the prompt that the model
    itself names `query` is used where there is one. The dimension is read from the model, never from a table.
    """

    def __init__(
        self, model: str, *, device: str | None = None, batch_size: int = 32, query_prompt: str | None = None
    ) -> None:
        self.name = model
        self._batch_size = batch_size
        self._model = _load(model, device)
        prompts = dict(getattr(self._model, "prompts", None) or {})
        self._query_prompt = prompts.get("query", "") if query_prompt is None else query_prompt
        self._passage_prompt = prompts.get("document", prompts.get("passage", ""))

    @cached_property
    def dimension(self) -> int:
        return int(self.encode(["维"], role=Role.PASSAGE).shape[1])

    @cached_property
    def fingerprint(self) -> str:
        """Of the weights' shapes and some of their values, and of the prompts: whatever folder the model lies in."""
        digest = hashlib.sha256(f"{self._query_prompt}\0{self._passage_prompt}".encode())
        for name, weights in sorted(self._model.state_dict().items()):
            sample = weights.detach().flatten()[:64].float().cpu().numpy()
            digest.update(f"{name}{tuple(weights.shape)}".encode() + sample.tobytes())
        return digest.hexdigest()[:16]

    def encode(self, texts: Sequence[str], *, role: Role) -> Matrix:
        """Rows of length 1, shape (len(texts), dimension)."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors: Matrix = self._model.encode(
            list(texts),
            prompt=self._query_prompt if role is Role.QUERY else self._passage_prompt,
            batch_size=self._batch_size,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return vectors.astype(np.float32)


class CrossEncoderReranker:
    """A cross-encoder of sentence-transformers: BAAI/bge-reranker-base and the like."""

    def __init__(self, model: str, *, device: str | None = None, batch_size: int = 32) -> None:
        self.name = model
        self._batch_size = batch_size
        self._model = _load(model, device, "CrossEncoder")

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float64]:
        """How well each text answers the query, shape (len(texts),); only the order means anything."""
        if not texts:
            return np.zeros(0)
        pairs = [(query, text) for text in texts]
        scores = self._model.predict(pairs, batch_size=self._batch_size, show_progress_bar=False)
        flat: NDArray[np.float64] = np.asarray(scores, dtype=np.float64).reshape(len(texts), -1)[:, -1]
        return flat


def _load(model: str, device: str | None, kind: str = "SentenceTransformer") -> Any:
    """The model from this machine, or else from the hub; a model that is here is never asked for over the network."""
    try:
        import sentence_transformers
    except ImportError:
        raise ModelUnavailable(
            model,
            "没有安装 sentence-transformers，",
            "请先运行 pip install 'zhitu[models]'，或不加 --model 使用自带的模型。",
        ) from None
    load = getattr(sentence_transformers, kind)
    # The libraries below raise a dozen unrelated kinds of error: network, repository, file format.
    try:
        return load(model, device=device, local_files_only=True)
    except Exception as error:
        if Path(model).is_dir():
            raise ModelUnavailable(
                model,
                "这个文件夹里的模型读不出来。",
                "请确认它是完整的 sentence-transformers 模型文件夹（含 config.json 与权重）。",
            ) from error
    try:
        _reach_hub()
        return load(model, device=device)
    except Exception as error:
        raise ModelUnavailable(
            model,
            "模型不在本机，也下载不到。",
            "可先把环境变量 HF_ENDPOINT 设为可用的镜像再试，或从 ModelScope（modelscope download --model 名称 --local_dir 文件夹）"
            "或能上网的电脑把模型下载成文件夹，再指明这个文件夹；不加 --model 则用自带的模型。",
        ) from error


def _reach_hub() -> None:
    """Raise OSError soon where the hub is out of reach; the library alone would try for more than a minute."""
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    from huggingface_hub import constants

    if constants.HF_HUB_OFFLINE:
        raise OSError("HF_HUB_OFFLINE is set")
    with suppress(HTTPError):  # an answer, if not a kind one
        urlopen(Request(constants.ENDPOINT, method="HEAD"), timeout=5).close()
