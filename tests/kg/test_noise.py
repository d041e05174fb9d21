"""What noise costs, by kind, at its stated rate: at most three points of F1 against the clean reading, names four.

`python -m bench.robustness --misses` prints the figures and each case. A letter lost from a name that is printed once cannot
be found again; that is the fourth point, and a name with a wrong letter that looks like nothing is another name.
"""

from __future__ import annotations

import pytest

from bench.noise import NOISES, NOWHERE, apply
from bench.robustness import REPORTS, clean_report, measure, points

CHARACTER_NOISE = {
    "misread",
    "lost-doubled",
    "unreadable",
    "substituted",
    "half-brackets",
}  # one heading more or less tells little
KINDS = pytest.mark.parametrize("noise", NOISES, ids=lambda noise: noise.name)


@KINDS
def test_a_noise_costs_at_most_three_points(noise):
    misses: list[str] = []
    against_clean, _, _ = measure(noise, [7, 8, 9] if noise.name in CHARACTER_NOISE else [7], misses)
    lost = points(against_clean)
    worst = noise.name == "substituted"  # beyond what OCR does
    assert lost["units"] <= (5 if worst else 3), misses
    assert lost["figures"] <= 3, misses
    assert lost["names"] <= (6 if worst else 4), misses


@KINDS
@pytest.mark.parametrize("report", REPORTS)
def test_noise_is_seeded_and_tells_where_each_character_came_from(noise, report):
    text = clean_report(report)[0]
    noisy = apply(noise, text, 3)
    assert noisy == apply(noise, text, 3)
    assert len(noisy.text) == len(noisy.origin)
    kept = [place for place in noisy.origin if place != NOWHERE]
    assert kept == sorted(set(kept))
    assert noisy.text != text
