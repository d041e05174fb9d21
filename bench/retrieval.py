"""How well passages are found, part by part: nDCG@10 of words alone, vectors alone, both, and with the query widened.

    python bench/retrieval.py
    python bench/retrieval.py --laws laws.jsonl.gz      # the same among 3,000 articles of laws kept out of training
    python bench/retrieval.py --model BAAI/bge-small-zh-v1.5

Two sets. `report`: 55 questions of our own (`retrieval_queries.jsonl`) over the duties, tasks, outcomes, problems and
improvements of the annotated report; written by one person who had read it, answers judged by the same person.
`plain speech`: the everyday questions of the fields kept out of training, over their passages and look-alikes; the
thesaurus has terms of those fields, by the same writers, so the last rows flatter us there.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.calibration import calibration_of
from search.encoders import Encoder, Role, load_encoder
from search.lexical import LexicalIndex
from search.plain_speech import held_out_fields, load_pairs
from search.widening import FUNCTION_SHARE, widen
from search.wording import content_of, fold, tokens

HERE = Path(__file__).parent
ANNOTATION = HERE.parent / "tests" / "gold" / "liwan-2022" / "entities.json"
UNITS = {"Duty", "TaskGroup", "Task", "OutcomeGroup", "OutcomeStatement", "Problem", "Improvement"}


@dataclass(frozen=True, slots=True)
class Task:
    """Questions with the places of their answers among the passages, and the kind of each question."""

    name: str
    passages: list[str]
    questions: list[str]
    answers: list[set[int]]
    kinds: list[str]

    def among(self, distractors: Sequence[str]) -> Task:
        name = f"{self.name} + {len(distractors)} articles of law"
        return Task(name, [*self.passages, *distractors], self.questions, self.answers, self.kinds)


def report_task() -> Task:
    entities = json.loads(ANNOTATION.read_text(encoding="utf-8"))
    passages = [entity.get("full_quote") or entity["quote"] for entity in entities if entity["type"] in UNITS]
    bare = ["".join(fold(passage).split()) for passage in passages]
    lines = (HERE / "retrieval_queries.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    answers = [
        {place for place, text in enumerate(bare) for part in question["gold"] if "".join(fold(part).split()) in text}
        for question in questions
    ]
    return Task(
        "report",
        passages,
        [question["q"] for question in questions],
        answers,
        [question["kind"] for question in questions],
    )


def plain_speech_task() -> Task:
    pairs = [pair for pair in load_pairs() if pair.field in held_out_fields()]
    passages = [pair.passage for pair in pairs] + [pair.hard for pair in pairs]
    answers = [{place} for place in range(len(pairs))]
    return Task("plain speech", passages, [pair.question for pair in pairs], answers, ["plain"] * len(pairs))


def scores_of(task: Task, encoder: Encoder) -> dict[str, NDArray[np.float64]]:
    """By method, one row of scores a question."""
    left = encoder.encode([content_of(question) for question in task.questions], role=Role.QUERY)
    dense = (left @ encoder.encode(task.passages, role=Role.PASSAGE).T).astype(np.float64)
    own, terms, widened = (np.zeros(dense.shape) for _ in range(3))
    with tempfile.TemporaryDirectory() as folder:
        index = LexicalIndex(Path(folder))
        for number, passage in enumerate(task.passages):
            index.add(number, tokens(passage), report="", type="")
        index.commit()
        for row, question in enumerate(task.questions):
            groups = widen(question)
            without_function = [group for group in groups if group.share != FUNCTION_SHARE]
            for scores, chosen in ((own, groups[:1]), (terms, without_function), (widened, groups)):
                numbers, coverage = index.search(chosen, len(task.passages))
                scores[row, numbers] = coverage
        index.close()
    calibration = calibration_of(encoder)
    return {
        "words (BM25, characters and pairs)": own,
        "vectors": dense,
        "words + vectors, z-scores 1:1": z_scores(own) + z_scores(dense),
        "words + vectors": calibration.evidence(own, dense),
        "words + vectors + thesaurus": calibration.evidence(terms, dense),
        "words + vectors + thesaurus + functions (what search does)": calibration.evidence(widened, dense),
    }


def z_scores(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """The usual way to add scores of different scales: distance from the row's mean in standard deviations."""
    spread = rows.std(axis=1, keepdims=True)
    return (rows - rows.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1)


def gain(scores: NDArray[np.float64], answers: set[int], depth: int = 10) -> float:
    """nDCG at `depth`; answers are right or wrong, nothing between."""
    best = np.argsort(-scores, kind="stable")[:depth]
    discounts = 1 / np.log2(np.arange(2, depth + 2))
    found = sum(discounts[rank] for rank, place in enumerate(best) if int(place) in answers)
    return float(found / discounts[: len(answers)].sum())


def law_articles(path: Path, count: int) -> list[str]:
    """Articles of laws that training left out, drawn with a fixed seed."""
    from search.training.train_static import read_laws

    articles = [text for law in read_laws(path) if law.held_out for _, text in law.articles if 20 < len(text) < 200]
    return [articles[place] for place in np.random.default_rng(0).permutation(len(articles))[:count]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--laws", type=Path, help="jsonl.gz of laws, as the training takes it")
    parser.add_argument("--model", help="a sentence-transformers model instead of the bundled encoder")
    options = parser.parse_args()

    encoder = load_encoder(options.model)
    tasks = [report_task(), plain_speech_task()]
    if options.laws:
        tasks.insert(1, tasks[0].among(law_articles(options.laws, 3000)))
    print(f"encoder {encoder.name} ({encoder.fingerprint}), nDCG@10")
    for task in tasks:
        print(f"\n{task.name}: {len(task.questions)} questions, {len(task.passages)} passages")
        kinds = list(dict.fromkeys(task.kinds))
        print(f"{'':60}" + "".join(f"{kind:>8}" for kind in (*kinds, "all")))
        for method, rows in scores_of(task, encoder).items():
            gains = np.array([gain(scores, answers) for scores, answers in zip(rows, task.answers, strict=True)])
            means = [gains[[kind == other for other in task.kinds]].mean() for kind in kinds]
            print(f"{method:60}" + "".join(f"{mean:8.3f}" for mean in (*means, gains.mean())))


if __name__ == "__main__":
    main()
