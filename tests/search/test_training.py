"""The training of the bundled encoder, on a handful of laws."""

from __future__ import annotations

import gzip
import importlib.util
import json
import random

import numpy as np
import pytest

from search.encoders.static import Vocabulary
from search.training.train_static import Law, Trainer, count_table, law_pairs, read_laws

LAW = """# 东川市耕地保护条例

2020年1月1日 通过

<!-- INFO END -->

## 第一章 总则

第一条 为了保护耕地，制定本条例。

## 第二章 永久基本农田

第二条 永久基本农田一经划定，任何单位和个人不得擅自占用或者改变用途。
占用耕地的，应当补充数量相等、质量相当的耕地。

第十二条之一 设施农业用地应当备案。
"""


def needs(*modules):
    missing = [module for module in modules if importlib.util.find_spec(module) is None]
    return pytest.mark.skipif(bool(missing), reason=f"only training needs {', '.join(missing)}, which is not installed")


@pytest.fixture
def laws(tmp_path):
    path = tmp_path / "laws.jsonl.gz"
    records = [
        {"path": "条例/东川.md", "text": LAW},
        {"path": "案例/某案.md", "text": LAW},
        {"path": "空.md", "text": "# 空\n"},
    ]
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    return list(read_laws(path))


def test_a_law_is_its_title_and_its_articles_under_their_headings(laws):
    assert laws == [
        Law(
            "东川市耕地保护条例",
            (
                ("", "为了保护耕地,制定本条例。"),
                (
                    "永久基本农田",
                    "永久基本农田一经划定,任何单位和个人不得擅自占用或者改变用途。占用耕地的,应当补充数量相等、质量相当的耕地。",
                ),
                ("永久基本农田", "设施农业用地应当备案。"),
            ),
        )
    ]


def test_versions_and_provincial_copies_of_a_law_are_kept_out_together():
    titles = ["东川市水土保持条例", "西山省水土保持条例", "西山省水土保持办法(2019)", "水土保持条例(修订)"]
    assert len({Law(title, ()).held_out for title in titles}) == 1


def test_about_one_law_in_ten_is_kept_out():
    held_out = [Law(f"{chr(0x4E00 + number)}事业促进条例", ()).held_out for number in range(2000)]
    assert 0.07 < np.mean(held_out) < 0.13


def test_pairs_come_from_the_laws_and_are_the_same_for_the_same_seed(laws):
    left, right = law_pairs(laws, random.Random(3), 50)
    assert (left, right) == law_pairs(laws, random.Random(3), 50)
    text = "".join((laws[0].title, *(part for article in laws[0].articles for part in article)))
    assert all(word in text for pair in left for word in pair.split())


@needs("scipy")
def test_entries_that_stand_together_get_near_vectors(monkeypatch):
    monkeypatch.setattr("search.training.train_static.DIMENSION", 4)
    vocabulary = Vocabulary(list("耕地农田电梯楼房水"))
    texts = ["耕地农田", "农田耕地", "电梯楼房", "楼房电梯"] * 30 + ["水耕", "水电"]
    table = count_table(vocabulary, texts, seed=0)
    assert table.shape == (9, 4)
    assert table[0] @ table[2] > table[0] @ table[4]


@needs("torch")
def test_training_draws_pairs_together_and_is_the_same_for_the_same_seed():
    vocabulary = Vocabulary(list("耕地农田电梯楼房"))
    start = np.random.default_rng(0).standard_normal((8, 4)).astype(np.float32)

    def trained():
        trainer = Trainer(vocabulary, start, seed=0)
        left, right = ["耕地", "电梯"], ["农田", "楼房"]
        trainer.run(60, 0.05, lambda: trainer.loss(left, right, np.arange(2), ["楼房电梯"]), warm_up=5)
        return trainer

    trainer = trained()
    assert np.array_equal(trainer.table, trained().table)
    first, second = trainer.vectors(["耕地", "电梯"]), trainer.vectors(["农田", "楼房"])
    scores = (first @ second.T).detach().numpy()
    assert scores.argmax(axis=1).tolist() == [0, 1]
