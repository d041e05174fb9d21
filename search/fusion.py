"""Lexical and dense evidence made one number: the estimated chance that a passage answers the query.

    chance = 1 / (1 + exp(-(bias + lexical_weight · L^1.5 + dense_weight · D)))

L is the share of the query's words that the passage covers (`search.lexical`); D is the cosine. A few words in common mean little,
because long passages always have some, so L counts more than in proportion: among 12,000 foreign passages that is worth 0.03 to
0.04 nDCG@10 on paraphrases and costs direct questions nothing (`bench/ablation.py`). Both mean the same in a large and a small index and under any filter, which z-scores over the
candidates (what is usually done) do not; on a report they rank as well. How the numbers are found: `search.calibration`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
STEEPNESS = 1.5  # exponent of the coverage; 2 ranks paraphrases a little higher still and everyday questions lower


@dataclass(frozen=True, slots=True)
class Calibration:
    """The numbers of one encoder; `threshold` is the score below which a best hit is more likely wrong than right."""

    bias: float
    lexical_weight: float
    dense_weight: float
    threshold: float

    def evidence(self, lexical: Vector, dense: Vector) -> Vector:
        """What passages are ranked by, the logit of the chance; shape of the inputs."""
        return self.bias + self.lexical_weight * worth(lexical) + self.dense_weight * dense


def worth(coverage: Vector) -> Vector:
    """What a share of covered words counts beside the cosine."""
    counted: Vector = coverage**STEEPNESS
    return counted


def chance(evidence: Vector) -> Vector:
    """From logits to chances between 0 and 1."""
    chances: Vector = 1 / (1 + np.exp(-evidence))
    return chances


def fit(evidence: Vector, relevant: NDArray[np.bool_]) -> tuple[float, float]:
    """Bias and slope by logistic regression, a little held back (ridge 1e-3), by Newton's method."""
    features = np.column_stack((np.ones(len(evidence)), evidence))
    weights = np.zeros(2)
    for _ in range(50):
        chances = chance(features @ weights)
        gradient = features.T @ (chances - relevant) + 1e-3 * weights
        curvature = (features * (chances * (1 - chances))[:, None]).T @ features + 1e-3 * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if np.abs(step).max() < 1e-9:
            break
    return float(weights[0]), float(weights[1])
