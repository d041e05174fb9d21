"""Files of vectors, searched exactly."""

from __future__ import annotations

import numpy as np
import pytest

from search.vectors import FEW, VectorFile


def unit_rows(count, dimension=16, seed=0):
    rows = np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(scope="module", params=[50, FEW + 500], ids=["few", "many"])
def file_and_rows(request, tmp_path_factory):
    rows = unit_rows(request.param)
    path = tmp_path_factory.mktemp("向量") / "一.faiss"
    VectorFile.write(path, rows)
    return VectorFile(path), rows


def test_the_nearest_rows_are_those_of_the_full_product(file_and_rows):
    file, rows = file_and_rows
    for query in unit_rows(5, seed=1):
        places, cosines = file.nearest(query, 10)
        assert np.allclose(cosines, np.sort(rows @ query)[::-1][:10], atol=2e-3)
        assert np.allclose(cosines, (rows @ query)[places], atol=2e-3)


@pytest.mark.parametrize("share", [0.02, 0.95])
def test_under_a_filter_nothing_is_lost_and_nothing_else_comes(file_and_rows, share):
    file, rows = file_and_rows
    allowed = np.random.default_rng(2).random(len(rows)) < share
    for query in unit_rows(5, seed=3):
        places, cosines = file.nearest(query, 10, allowed)
        assert allowed[places].all()
        assert np.allclose(cosines, np.sort((rows @ query)[allowed])[::-1][:10], atol=2e-3)


def test_no_more_rows_are_found_than_there_are(file_and_rows):
    file, rows = file_and_rows
    allowed = np.zeros(len(rows), dtype=bool)
    allowed[[3, 7]] = True
    assert sorted(file.nearest(rows[3], 10, allowed)[0].tolist()) == [3, 7]
    assert file.nearest(rows[3], 10, ~allowed & allowed)[0].tolist() == []


def test_cosines_of_chosen_rows_come_in_their_order(file_and_rows):
    file, rows = file_and_rows
    places = np.array([4, 0, 9])
    assert np.allclose(file.cosines(rows[4], places), rows[places] @ rows[4], atol=2e-3)


def test_the_same_rows_give_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        VectorFile.write(tmp_path / name, unit_rows(20))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
