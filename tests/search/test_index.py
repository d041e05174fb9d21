"""The search index: finding, replacing, removing, forking."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.encoders import Role, load_encoder
from search.index import EncoderMismatch, Filter, IndexUnusable, Passage, SearchIndex

HOUSING = "https://w3id.org/zhitu/id/report/东川市自然资源局/2022"
SCHOOLS = "https://w3id.org/zhitu/id/report/东川市教育局/2023"


TEXTS = (
    "完成永久基本农田划定；",
    "核发加装电梯规划许可161个；",
    "新建公办幼儿园9所，新增学位2430个；",
    "守住耕地红线，落实占补平衡；",
    "整治违法用地12宗；",
)


def housing(texts=None, year=2022):
    texts = texts or {
        "outcome/1": "完成永久基本农田补贴资金发放工作，坚决守住耕地红线；",
        "outcome/2": "核发既有建筑加装电梯规划许可161个；",
        "task/1": "推进不动产登记“交房即交证”。",
    }
    return [
        Passage(f"{HOUSING}/{id}", id.split("/")[0].title(), text[:6], text, HOUSING, "东川市自然资源局", year)
        for id, text in texts.items()
    ]


def schools():
    texts = {"outcome/1": "新建公办幼儿园9所，新增学位2430个；", "duty/1": "负责辖区学前教育和义务教育管理工作。"}
    return [
        Passage(f"{SCHOOLS}/{id}", id.split("/")[0].title(), text[:6], text, SCHOOLS, "东川市教育局", 2023)
        for id, text in texts.items()
    ]


@pytest.fixture
def index(tmp_path):
    with SearchIndex.create(tmp_path / "index") as index:
        index.add([*housing(), *schools()])
        index.commit(store_state="s1")
        yield index


def iris(hits):
    return [hit.iri for hit in hits]


def content_of_folder(folder: Path):
    return {
        path.relative_to(folder): path.read_bytes()
        for path in folder.rglob("*")
        if path.suffix != ".lock" and path.is_file()
    }


def test_a_two_character_word_finds_its_passage_first(index):
    assert iris(index.search("耕地", k=1)) == [f"{HOUSING}/outcome/1"]


def test_everyday_wording_finds_the_official_passage(index):
    assert iris(index.search("老楼装电梯批了没", k=1)) == [f"{HOUSING}/outcome/2"]


def test_traditional_and_full_width_characters_find_the_same(index):
    assert index.search("幼兒園學位２４３０", k=3) == index.search("幼儿园学位2430", k=3)


def test_scores_fall_and_lie_between_nothing_and_certainty(index):
    scores = [hit.score for hit in index.search("耕地保护", k=10)]
    assert scores == sorted(scores, reverse=True)
    assert 0 < scores[-1] <= scores[0] < 1


def test_the_same_words_score_over_the_threshold_and_a_foreign_subject_under_it(index):
    assert index.search("守住耕地红线")[0].score > index.threshold
    assert all(hit.score < index.threshold for hit in index.search("火星移民飞船发射"))


@pytest.mark.parametrize("query", ["", "　", "？？？", "qwxyz", "😀", "\ud800"])
def test_a_query_without_known_words_finds_nothing(index, query):
    assert index.search(query) == []


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        (Filter(departments=("东川市教育局",)), {f"{SCHOOLS}/outcome/1", f"{SCHOOLS}/duty/1"}),
        (Filter(years=(2022,)), {f"{HOUSING}/outcome/1", f"{HOUSING}/outcome/2", f"{HOUSING}/task/1"}),
        (Filter(reports=(SCHOOLS,), types=("Duty",)), {f"{SCHOOLS}/duty/1"}),
        (
            Filter(types=("Outcome", "Task"), years=(2021, 2022)),
            {f"{HOUSING}/outcome/1", f"{HOUSING}/outcome/2", f"{HOUSING}/task/1"},
        ),
        (Filter(years=(1999,)), set()),
    ],
)
def test_only_what_passes_the_filter_is_found(index, filter, expected):
    assert set(iris(index.search("完成工作，负责管理，新建学位，推进登记，核发许可", k=10, filter=filter))) == expected


def test_a_filter_changes_no_score(index):
    everywhere = {hit.iri: hit.score for hit in index.search("幼儿园学位", k=10)}
    among = {hit.iri: hit.score for hit in index.search("幼儿园学位", k=10, filter=Filter(years=(2023,)))}
    assert among
    assert among.items() <= everywhere.items()


def test_a_hit_carries_its_passage(index):
    assert index.search("幼儿园", k=1)[0].passage == schools()[0]


def test_a_removed_report_is_not_found_and_leaves_no_trace_in_the_scores(index, tmp_path):
    index.remove(HOUSING)
    index.commit()
    with SearchIndex.create(tmp_path / "fresh") as fresh:
        fresh.add(schools())
        fresh.commit()
        assert index.search("耕地学位管理", k=10) == fresh.search("耕地学位管理", k=10)
    assert index.reports == (SCHOOLS,)
    assert len(index) == 2


def test_adding_a_report_again_replaces_it(index):
    index.add(housing({"outcome/1": "整治违法用地12宗；"}))
    index.commit()
    assert iris(index.search("违法用地整治", k=1)) == [f"{HOUSING}/outcome/1"]
    assert f"{HOUSING}/outcome/2" not in iris(index.search("加装电梯规划许可", k=10))
    assert len(index) == 3


def test_adding_the_same_report_again_writes_nothing_new(index):
    before = set((index.folder / "vectors").iterdir())
    index.add(housing())
    index.commit(store_state="s1")
    assert set((index.folder / "vectors").iterdir()) == before


def test_the_order_in_which_reports_come_does_not_matter(tmp_path):
    found = []
    for name, order in (("a", [housing(), schools()]), ("b", [schools(), housing()])):
        with SearchIndex.create(tmp_path / name) as index:
            for passages in order:
                index.add(passages)
                index.commit()
            found.append(index.search("新建学位，耕地补贴，登记", k=10))
    assert found[0] == found[1]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("甲乙丙丁"), st.lists(st.sampled_from(TEXTS), max_size=4, unique=True)),
        min_size=1,
        max_size=8,
    )
)
def test_after_any_additions_and_removals_it_answers_like_one_built_fresh(changes):
    """Each change gives a report (its name) its passages, one after another; none removes it."""
    base = [Passage(f"底/{number}", "Outcome", "", f"{TEXTS[number % 5]}第{number}项", "底") for number in range(60)]
    held = {"底": base}  # so many that what was removed is a small part
    with TemporaryDirectory() as folder, SearchIndex.create(Path(folder) / "changed") as index:
        index.add(base)
        for report, texts in changes:
            held[report] = [
                Passage(f"{report}/{place}", "Outcome", text[:6], text, report) for place, text in enumerate(texts)
            ]
            index.remove(report)
            index.add(held[report])
            index.commit()
        with SearchIndex.create(Path(folder) / "fresh") as fresh:
            for passages in held.values():
                fresh.add(passages)
            fresh.commit()
            assert len(index) == len(fresh)
            for query in ("加装电梯", "老百姓的耕地", "新建幼儿园学位"):
                changed, built = index.search(query, k=80), fresh.search(query, k=80)
                assert [hit.iri for hit in changed] == [hit.iri for hit in built]
                assert [hit.score for hit in changed] == pytest.approx([hit.score for hit in built], abs=2e-4)


def test_an_opened_index_answers_like_the_one_that_was_written(index):
    with SearchIndex.open(index.folder) as again:
        assert again.search("交房即交证", k=5) == index.search("交房即交证", k=5)
        assert again.store_state == "s1"


def test_a_fork_can_change_without_touching_what_it_was_forked_from(index, tmp_path):
    before, hits = content_of_folder(index.folder), index.search("耕地", k=10)
    SearchIndex.fork(index.folder, tmp_path / "fork")
    with SearchIndex.open(tmp_path / "fork") as fork:
        fork.remove(HOUSING)
        fork.add([replace(schools()[0], text="改造老旧校舍3栋；")])
        fork.commit(store_state="s2")
        assert fork.reports == (SCHOOLS,)
        assert iris(fork.search("老旧校舍", k=1)) == [f"{SCHOOLS}/outcome/1"]
    assert content_of_folder(index.folder) == before
    assert index.search("耕地", k=10) == hits


def test_many_small_additions_are_merged_and_stay_findable(tmp_path):
    with SearchIndex.create(tmp_path / "index") as index:
        for number in range(20):
            report = f"{HOUSING}/{number}"
            index.add(
                [
                    Passage(
                        f"{report}/outcome/1", "Outcome", "", f"完成第{number}号地块征收", report, "东川", 2000 + number
                    )
                ]
            )
            index.commit()
        assert len(list((index.folder / "vectors").glob("*.faiss"))) < 8
        assert len(index) == 20
        assert iris(index.search("地块征收", k=1, filter=Filter(years=(2013,)))) == [f"{HOUSING}/13/outcome/1"]


def test_a_changed_folder_name_changes_nothing(index, tmp_path):
    index.close()
    moved = index.folder.rename(tmp_path / "别处")
    with SearchIndex.open(moved) as again:
        assert iris(again.search("耕地", k=1)) == [f"{HOUSING}/outcome/1"]
    assert str(tmp_path) not in (moved / "manifest.json").read_text(encoding="utf-8")


class Other:
    """An encoder of another make."""

    name, dimension, fingerprint = "somebody/other-model", 4, "0123"

    def encode(self, texts, *, role):
        return np.eye(4, dtype=np.float32)[[len(text) % 4 for text in texts]]


def test_another_encoder_is_refused_and_the_message_says_what_to_do(index):
    with pytest.raises(EncoderMismatch, match="zhitu index --model somebody/other-model"):
        SearchIndex.open(index.folder, Other())


def test_an_index_of_any_encoder_is_calibrated_for_it(tmp_path):
    with SearchIndex.create(tmp_path / "index", Other()) as index:
        index.add(housing())
        index.commit()
        assert iris(index.search("加装电梯规划许可", k=1)) == [f"{HOUSING}/outcome/2"]
        assert 0 < index.threshold < 1


def test_a_folder_without_index_or_of_another_version_says_how_to_build_it(index, tmp_path):
    with pytest.raises(IndexUnusable, match="zhitu index"):
        SearchIndex.open(tmp_path / "nowhere")
    manifest = index.folder / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text(encoding="utf-8")), "format": 99}))
    with pytest.raises(IndexUnusable, match="99"):
        SearchIndex.open(index.folder)


@pytest.mark.parametrize("pattern", ["vectors/*.npz", "vectors/*.faiss", "lexical/meta.json"])
@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"")], ids=["missing", "empty"])
def test_an_index_with_a_damaged_file_says_how_to_build_it_again(index, pattern, damage):
    index.close()
    damage(next(index.folder.glob(pattern)))
    with pytest.raises(IndexUnusable, match="zhitu index"):
        SearchIndex.open(index.folder)


def test_searching_with_the_bundled_encoder_never_imports_torch(index):
    program = f"""
import sys
from pathlib import Path
from search.index import SearchIndex
assert SearchIndex.open(Path({str(index.folder)!r})).search("耕地")
print([name for name in ("torch", "sentence_transformers", "scipy", "rjieba", "pandas") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_bundled_encoder_is_the_default(index):
    encoder = load_encoder()
    assert index.encoder is encoder
    assert encoder.encode(["耕地"], role=Role.QUERY).shape == (1, encoder.dimension)
