"""From two kinds of evidence to one chance, and how the numbers for it are found."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.calibration import calibrate, calibration_of
from search.encoders import load_encoder
from search.fusion import Calibration, chance, fit


def test_more_words_and_a_nearer_vector_make_a_better_chance():
    evidence = Calibration(-7, 12, 7, 0.1).evidence(np.array([0.2, 0.8, 0.8]), np.array([0.3, 0.3, 0.6]))
    assert np.all(np.diff(chance(evidence)) > 0)


@given(st.floats(-700, 700))
def test_a_chance_lies_between_nothing_and_certainty(logit):
    assert 0 <= chance(np.array([logit]))[0] <= 1


def test_a_logistic_regression_finds_the_curve_the_data_came_from():
    generator = np.random.default_rng(0)
    evidence = generator.random(20_000)
    relevant = generator.random(20_000) < chance(-3 + 5 * evidence)
    bias, slope = fit(evidence, relevant)
    assert bias == pytest.approx(-3, abs=0.2)
    assert slope == pytest.approx(5, abs=0.3)


def test_a_perfect_split_still_gives_finite_numbers():
    bias, slope = fit(np.array([0.0, 0.1, 0.9, 1.0]), np.array([False, False, True, True]))
    assert np.isfinite([bias, slope]).all()
    assert slope > 0


def test_the_stored_calibration_is_that_of_the_bundled_encoder():
    """After a change of encoder, thesaurus or wording: python -m search.calibration, and read the difference."""
    stored = json.loads((files("search") / "data" / "encoder" / "calibration.json").read_text(encoding="utf-8"))
    assert stored["fingerprint"] == load_encoder().fingerprint
    fresh, kept = calibrate(load_encoder()), calibration_of(load_encoder())
    for name in Calibration.__slots__:
        assert getattr(fresh, name) == pytest.approx(getattr(kept, name), rel=0.02), name


class Blind:
    """An encoder for which all texts are alike."""

    name, dimension, fingerprint = "blind", 2, "blind"

    def encode(self, texts, *, role):
        return np.tile(np.array([[1, 0]], dtype=np.float32), (len(texts), 1))


def test_an_encoder_that_sees_nothing_gets_no_weight():
    assert calibrate(Blind()).dense_weight == 0
