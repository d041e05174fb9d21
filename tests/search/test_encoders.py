"""The bundled encoder, and sentence-transformers models in its place."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.encoders import Role, load_encoder, load_reranker, similarity
from search.encoders.static import StaticEncoder, Vocabulary
from search.wording import fold

TEXTS = ["完成永久基本农田划定", "加装电梯161台", "", "qwxyz", "App 上线"]


@pytest.fixture(scope="module")
def encoder():
    return load_encoder()


def test_rows_have_length_one_and_unknown_texts_are_zero(encoder):
    vectors = encoder.encode(TEXTS, role=Role.PASSAGE)
    assert vectors.shape == (5, encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), [1, 1, 0, 0, 1], atol=1e-5)


def test_no_texts_give_no_rows(encoder):
    assert encoder.encode([], role=Role.QUERY).shape == (0, encoder.dimension)


@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_a_text_has_the_same_vector_in_any_company(texts):
    encoder = load_encoder()
    together = encoder.encode(texts, role=Role.PASSAGE)
    alone = np.concatenate([encoder.encode([text], role=Role.PASSAGE) for text in texts])
    assert np.array_equal(together, alone)


def test_everyday_words_are_nearer_to_their_official_words_than_to_others(encoder):
    cosines = similarity(encoder)(
        ["种田的人", "老楼装电梯", "孩子上学"], ["农业生产", "既有住宅加装电梯", "义务教育入学"]
    )
    assert cosines.argmax(axis=1).tolist() == [0, 1, 2]


def test_similarity_has_one_row_a_text_of_the_first_list(encoder):
    assert similarity(encoder)(["耕地", "电梯"], ["耕地", "农田", "电梯"]).shape == (2, 3)


def naive_find(entries, text):
    """Every entry at every place, shortest first."""
    return [
        text[start:end]
        for start in range(len(text))
        for end in range(start + 1, len(text) + 1)
        if text[start:end] in entries
    ]


@given(st.lists(st.text(alphabet="耕地保护田，\n", max_size=12), min_size=1, max_size=4))
def test_overlapping_entries_are_all_found_in_order(texts):
    entries = ["耕", "地", "耕地", "地保护", "耕地保护", "田"]
    rows, counts = Vocabulary(entries).find(texts)
    assert [entries[row] for row in rows] == [found for text in texts for found in naive_find(entries, text)]
    assert counts.tolist() == [len(naive_find(entries, text)) for text in texts]


def test_foreign_words_are_found_whole():
    rows, counts = Vocabulary(["ai", "地"]).find([fold("AI 用地 mail")])
    assert rows.tolist() == [0, 1]
    assert counts.tolist() == [2]


def test_a_saved_encoder_is_the_same_when_loaded_and_saved_again(tmp_path):
    vectors = np.random.default_rng(0).standard_normal((3, 8)).astype(np.float32)
    encoder = StaticEncoder.of(Vocabulary(["耕", "地", "耕地"]), vectors)
    encoder.save(tmp_path / "one.npz")
    loaded = StaticEncoder.load(tmp_path / "one.npz")
    loaded.save(tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    assert np.array_equal(loaded.encode(["耕地"], role=Role.QUERY), encoder.encode(["耕地"], role=Role.QUERY))
    exact = vectors.sum(axis=0) / np.linalg.norm(vectors.sum(axis=0))
    assert np.allclose(loaded.encode(["耕地"], role=Role.QUERY)[0], exact, atol=0.02)


def test_the_bundled_encoder_needs_nothing_but_numpy():
    program = (
        "import sys; from search.encoders import *; load_encoder().encode(['耕地'], role=Role.QUERY);"
        "print([name for name in ('torch', 'sentence_transformers', 'faiss', 'tantivy', 'scipy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- sentence-transformers ------------------------------------------------------------------------------------

needs_torch = pytest.mark.skipif(
    importlib.util.find_spec("sentence_transformers") is None,
    reason="sentence-transformers is not installed: pip install 'zhitu[models]' to run this test",
)


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory):
    """A BERT of 16 dimensions with random weights and a vocabulary of a few characters, saved as a folder."""
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("model")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys("耕地保护加装电梯完成农田学校新建")]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizerFast.from_pretrained(str(folder)).save_pretrained(folder / "bert")
    SentenceTransformer(str(folder / "bert")).save(str(folder / "tiny"))  # adds mean pooling
    return folder / "tiny"


@needs_torch
def test_a_model_in_a_folder_is_an_encoder_of_the_dimension_it_has(tiny_model):
    encoder = load_encoder(tiny_model, device="cpu", batch_size=2)
    vectors = encoder.encode(["耕地保护", "加装电梯", "新建学校"], role=Role.PASSAGE)
    assert encoder.dimension == 16
    assert encoder.name == str(tiny_model)
    assert vectors.shape == (3, 16)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert encoder.encode([], role=Role.QUERY).shape == (0, 16)


@needs_torch
def test_the_query_prompt_is_put_before_queries_only(tiny_model):
    plain, prompted = load_encoder(tiny_model), load_encoder(tiny_model, query_prompt="学校：")
    assert not np.allclose(*(model.encode(["耕地"], role=Role.QUERY) for model in (plain, prompted)))
    assert np.allclose(*(model.encode(["耕地"], role=Role.PASSAGE) for model in (plain, prompted)))
    assert plain.fingerprint != prompted.fingerprint


@needs_torch
def test_the_fingerprint_does_not_depend_on_the_folder(tiny_model, tmp_path):
    import shutil

    shutil.copytree(tiny_model, tmp_path / "别处")
    assert load_encoder(tmp_path / "别处").fingerprint == load_encoder(tiny_model).fingerprint


@needs_torch
def test_an_index_can_be_built_searched_and_opened_with_a_model(tiny_model, tmp_path):
    from search.index import Passage, SearchIndex

    with SearchIndex.create(tmp_path / "index", load_encoder(tiny_model)) as index:
        index.add(
            [
                Passage("r/outcome/1", "Outcome", "", "完成加装电梯", "r"),
                Passage("r/duty/1", "Duty", "", "耕地保护", "r"),
            ]
        )
        index.commit()
    with SearchIndex.open(tmp_path / "index") as index:
        assert index.encoder.name == str(tiny_model)
        assert [hit.iri for hit in index.search("加装电梯", k=1)] == ["r/outcome/1"]


@pytest.fixture(scope="module")
def tiny_reranker(tmp_path_factory):
    """A cross-encoder with random weights, saved as a folder."""
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder = tmp_path_factory.mktemp("reranker")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys("耕地保护加装电梯完成农田学校新建")]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        num_labels=1,
    )
    BertForSequenceClassification(config).save_pretrained(folder / "bert")
    BertTokenizerFast.from_pretrained(str(folder)).save_pretrained(folder / "bert")
    CrossEncoder(str(folder / "bert")).save(str(folder / "tiny"))
    return folder / "tiny"


@needs_torch
def test_a_cross_encoder_scores_every_text(tiny_reranker):
    reranker = load_reranker(tiny_reranker, device="cpu", batch_size=2)
    scores = reranker.scores("耕地", ["耕地保护", "加装电梯", "新建学校"])
    assert scores.shape == (3,)
    assert len(set(scores.tolist())) == 3
    assert reranker.scores("耕地", []).shape == (0,)


@needs_torch
def test_an_index_remembers_its_cross_encoder_and_orders_the_best_by_it(tiny_reranker, tmp_path):
    from search.index import Passage, SearchIndex
    from search.widening import Part

    texts = ["完成加装电梯", "加装电梯学校", "新建电梯", "耕地保护"]
    with SearchIndex.create(tmp_path / "index", reranker=str(tiny_reranker)) as index:
        index.add(Passage(str(place), "Outcome", "", text, "r") for place, text in enumerate(texts))
        index.commit()
    with SearchIndex.open(tmp_path / "index") as index:
        before = index.search("加装电梯", k=4, parts=Part.ALL & ~Part.RERANKER)
        after = index.search("加装电梯", k=4)
        scores = load_reranker(tiny_reranker).scores("加装电梯", [hit.passage.text for hit in before])
    assert [hit.iri for hit in after] == [before[place].iri for place in (-scores).argsort(kind="stable")]
    assert [hit.score for hit in after] == [hit.score for hit in before]


@needs_torch
def test_a_workspace_changes_its_model_asks_with_it_and_changes_back(tiny_model, tiny_reranker, tmp_path):
    import zhitu
    from kg.errors import KgError

    ws = zhitu.open(tmp_path / "ws")
    ws.add([Path(__file__).parents[2] / "examples/liwan-2022/liwan-2022.txt"])
    before = ws.search("加装电梯", k=5)
    ws.reindex(str(tiny_model), rerank=str(tiny_reranker), query_prompt="学校：", batch_size=8)
    again = zhitu.open(tmp_path / "ws")
    assert again.index.encoder.dimension == 16
    assert again.index.reranker is not None
    assert again.search("加装电梯", k=5) == ws.search("加装电梯", k=5)
    assert again.ask("耕地保护职责有哪些成效").text
    with pytest.raises(KgError, match="文件夹里的模型读不出来"):
        ws.reindex(str(tmp_path))
    assert ws.settings["model"] == str(tiny_model)
    ws.reindex("zhitu-static", rerank="")
    assert ws.search("加装电梯", k=5) == before


def unreachable():
    raise OSError("no network in this test")


@needs_torch
def test_a_folder_without_a_model_is_told_from_a_model_that_is_far_away(tmp_path):
    from search.encoders.sentence import ModelUnavailable

    with pytest.raises(ModelUnavailable, match="文件夹里的模型读不出来"):
        load_encoder(tmp_path)


@needs_torch
def test_a_model_that_is_not_here_is_one_clear_sentence(monkeypatch):
    from search.encoders.sentence import ModelUnavailable

    monkeypatch.setattr("search.encoders.sentence._reach_hub", unreachable)
    with pytest.raises(ModelUnavailable) as caught:
        load_encoder("nobody/no-such-model")
    assert "nobody/no-such-model" in str(caught.value)
    assert "HF_ENDPOINT" in str(caught.value)
    assert "ModelScope" in str(caught.value)
    assert "文件夹" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_without_the_library_the_message_says_what_to_install(monkeypatch):
    from search.encoders.sentence import ModelUnavailable

    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelUnavailable, match=r"pip install 'zhitu\[models\]'"):
        load_encoder("BAAI/bge-small-zh-v1.5")
