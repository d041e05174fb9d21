"""What a score is worth: fitted for each encoder on questions and passages that our encoder was not trained on.

They are the plain-speech pairs of the fields in `data/plain_speech/held_out.txt`. Each passage is asked for twice, by its
everyday question and by its own first clause, among all passages of those pairs and their look-alikes.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from search.encoders import Encoder, Role
from search.fusion import Calibration, Vector, fit
from search.lexical import LexicalIndex
from search.plain_speech import held_out_fields, load_pairs
from search.wording import content_of, tokens


def calibration_of(encoder: Encoder) -> Calibration:
    """The stored calibration of the bundled encoder, or a new one, for which some 700 texts are encoded."""
    stored = json.loads((files("search") / "data" / "encoder" / "calibration.json").read_text(encoding="utf-8"))
    if stored["fingerprint"] == encoder.fingerprint:
        return Calibration(**stored["calibration"])
    return calibrate(encoder)


def calibrate(encoder: Encoder) -> Calibration:
    """The numbers of one encoder, in three steps.

    The weight of the vectors beside the words is the smallest that ranks the answers within 0.01 nDCG@10 of the best:
    words are the safer evidence, and these questions are more colloquial than most. Bias and slope are a logistic
    regression over all questions and passages. The threshold parts best the best score of a question whose passage is
    there from the best that is left when every passage of its field is taken away.
    """
    pairs = [pair for pair in load_pairs() if pair.field in held_out_fields()]
    passages = [pair.passage for pair in pairs] + [pair.hard for pair in pairs]
    questions = [pair.question for pair in pairs] + [_first_clause(pair.passage) for pair in pairs]
    fields = np.array([pair.field for pair in pairs] * 2)
    answers = np.tile(np.arange(len(pairs)), 2)

    left, right = encoder.encode(questions, role=Role.QUERY), encoder.encode(passages, role=Role.PASSAGE)
    dense = (left @ right.T).astype(np.float64)
    lexical = np.zeros(dense.shape)
    with TemporaryDirectory() as folder:
        index = LexicalIndex(Path(folder))
        for number, passage in enumerate(passages):
            index.add(number, tokens(passage), report="", type="")
        index.commit()
        for row, question in enumerate(questions):
            weights = {token: float(count) for token, count in Counter(tokens(content_of(question))).items()}
            numbers, scores = index.search(weights, len(passages))
            lexical[row, numbers] = scores / index.ideal(weights)
        index.close()
    relevant = np.arange(len(passages))[None, :] == answers[:, None]
    shares = np.array([0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4]) * lexical.std() / dense.std()
    gains = np.array([_mean_gain(lexical + share * dense, answers) for share in shares])
    share = float(shares[np.argmax(gains >= gains.max() - 0.01)])
    bias, slope = fit((lexical + share * dense).ravel(), relevant.ravel())
    scores = Calibration(bias, slope, slope * share, 0.5).scores(lexical, dense)
    present = scores.max(axis=1)
    absent = np.where(fields[:, None] == fields[None, :], 0, scores).max(axis=1)
    return Calibration(*(round(value, 4) for value in (bias, slope, slope * share, _parting(present, absent))))


def _mean_gain(scores: Vector, answers: NDArray[np.int64]) -> float:
    """Mean nDCG@10 of rows with one right column each."""
    own = scores[np.arange(len(answers)), answers]
    ranks = (scores > own[:, None]).sum(axis=1)
    return float(np.where(ranks < 10, 1 / np.log2(ranks + 2), 0).mean())


def _first_clause(passage: str) -> str:
    return re.split("[，；。：]", passage, maxsplit=1)[0]


def _parting(above: Vector, below: Vector) -> float:
    """The value that has the most of `above` at or over it and the most of `below` under it, in equal shares."""
    values = np.unique(np.concatenate((above, below)))
    right = [(above >= value).mean() + (below < value).mean() for value in values]
    return float(values[int(np.argmax(right))])
