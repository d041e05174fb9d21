"""What a score is worth: fitted for each encoder on questions and passages that our encoder was not trained on.

They are the plain-speech pairs of the fields in `data/plain_speech/held_out.txt`. Each passage is asked for twice, by its
everyday question and by its own first clause, among all passages of those pairs and their look-alikes. Some questions of
other fields are asked too, whose subject is not there.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from search.encoders import Encoder, Role
from search.fusion import Calibration, Vector, chance, fit, worth
from search.lexical import LexicalIndex
from search.plain_speech import pairs_to_calibrate, pairs_to_learn
from search.widening import widen
from search.wording import content_of, tokens

OTHERS = 5  # every so many questions of the other fields stand for subjects that are absent


def calibration_of(encoder: Encoder) -> Calibration:
    """The stored calibration of the bundled encoder, or a new one, for which some 700 texts are encoded."""
    stored = json.loads((files("search") / "data" / "encoder" / "calibration.json").read_text(encoding="utf-8"))
    if stored["fingerprint"] == encoder.fingerprint:
        return Calibration(**stored["calibration"])
    return calibrate(encoder)


def calibrate(encoder: Encoder) -> Calibration:
    """The numbers of one encoder, in three steps.

    1. The weight of the vectors beside the words is the middle one of those that rank the answers to both kinds of question
       within 0.005 nDCG@10 of the best: the best is broad, and more of either half costs one of the kinds among more passages.
       It is 0 where words alone are among these.
    2. Bias and slope are a logistic regression over the everyday questions and all passages. On a real report it holds up
       to a chance of about 0.4; above, it says more than it should, because reports repeat themselves.
    3. The threshold parts best the best score of an everyday question whose answer is there from that of a question
       whose subject is not, both mistakes weighing the same.
    """
    questions, passages, plain = _sample()
    answers = np.tile(np.arange(plain), 2)

    left = encoder.encode([content_of(question) for question in questions], role=Role.QUERY)
    right = encoder.encode(passages, role=Role.PASSAGE)
    dense = (left @ right.T).astype(np.float64)
    lexical = _by_words()
    here = slice(len(answers))
    shares = np.array([0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4]) * lexical[here].std() / max(dense[here].std(), 1e-6)
    gains = np.array([_mean_gain(lexical[here] + share * dense[here], answers) for share in shares])
    good = shares[gains >= gains.max() - 0.005]
    share = float(np.median(good)) if good[0] > 0 else 0.0
    relevant = np.arange(len(passages))[None, :] == answers[:, None]
    asked = slice(plain)
    bias, slope = fit((lexical[asked] + share * dense[asked]).ravel(), relevant[asked].ravel())
    best = chance(bias + slope * (lexical + share * dense).max(axis=1))
    present, absent = best[:plain], best[len(answers) :]
    return Calibration(*(round(value, 4) for value in (bias, slope, slope * share, _parting(present, absent))))


def _sample() -> tuple[list[str], list[str], int]:
    """Questions, passages, and how many questions are everyday ones: these come first and ask for the passage of their own
    number, then as many by first clauses, then those whose subject is not there."""
    pairs, others = pairs_to_calibrate(), pairs_to_learn()[::OTHERS]
    passages = [pair.passage for pair in pairs] + [pair.hard for pair in pairs]
    questions = [pair.question for pair in pairs] + [_first_clause(pair.passage) for pair in pairs]
    return questions + [pair.question for pair in others], passages, len(pairs)


@cache  # the same for every encoder
def _by_words() -> Vector:
    """What the words of each question are worth against each passage."""
    questions, passages, _ = _sample()
    found = np.zeros((len(questions), len(passages)))
    with TemporaryDirectory() as folder:
        index = LexicalIndex(Path(folder))
        for number, passage in enumerate(passages):
            index.add(number, tokens(passage), report="", type="")
        index.commit()
        for row, question in enumerate(questions):
            numbers, coverage = index.search(widen(question), len(passages))
            found[row, numbers] = worth(coverage)
        index.close()
    return found


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


def main() -> None:
    """Calibrate the bundled encoder and write the result beside it."""
    from search.encoders.static import bundled

    encoder = bundled()
    content = {"fingerprint": encoder.fingerprint, "calibration": asdict(calibrate(encoder))}
    path = Path(__file__).parent / "data" / "encoder" / "calibration.json"
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
