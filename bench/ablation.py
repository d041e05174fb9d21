"""What each part of retrieval adds: nDCG@10, recall@10, MRR and milliseconds a question, part by part.

    python -m bench ablation                                     # bundled data only
    python -m bench ablation --distractors laws.jsonl.gz work_reports/ --keep laptop
    python -m bench ablation --model BAAI/bge-small-zh-v1.5 --rerank BAAI/bge-reranker-base

Three sets of questions. `set`: 666 questions over topics that no encoder of ours was trained on (`retrieval_set.py`), half of
them without two neighbouring characters in common with their passage. `report`: 55 questions of our own over the units of the
annotated report; written by one person who had read it. `plain speech`: the everyday questions of the fields kept out of
training, over their passages and look-alikes; these calibrate the encoders, and the thesaurus has terms of those fields by
the same writers, so the last rows flatter us there.

All rows but the first are what `SearchIndex.search` does with some of its parts; the first is what people would do without
it, textbook BM25 over single characters and pairs of the question as it stands. What the graph adds is measured on answers
(`bench.ties`), with the bundled encoder: the passages of these three sets stand in no graph.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from bench import retrieval_set
from bench.foreign import foreign_passages
from bench.machine import setting
from bench.ties import Shown, measure_ties, show_ties
from search.encoders import Encoder, load_encoder
from search.index import SearchIndex
from search.lexical import LexicalIndex
from search.passages import Passage
from search.plain_speech import held_out_fields, load_pairs
from search.widening import Part, WordGroup
from search.wording import fold, tokens

HERE = Path(__file__).parent
ANNOTATION = HERE.parent / "tests" / "gold" / "liwan-2022" / "entities.json"
UNITS = {"Duty", "TaskGroup", "Task", "OutcomeGroup", "OutcomeStatement", "Problem", "Improvement"}
DEPTH = 10
ROWS = {
    "words": Part.WORDS,
    "vectors": Part.VECTOR,
    "words + vectors": Part.WORDS | Part.VECTOR,
    "+ thesaurus": Part.WORDS | Part.VECTOR | Part.TERMS,
    "+ functions (what search does)": Part.ALL & ~Part.RERANKER,
}
BASELINE = "BM25, characters and pairs"
Rank = Callable[[str], list[int]]
"""A question → places of the best passages, best first."""


@dataclass(frozen=True, slots=True)
class Task:
    """Questions with the places of their answers among the passages, and the kind of each question."""

    name: str
    passages: tuple[str, ...]
    questions: tuple[str, ...]
    answers: tuple[frozenset[int], ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """One method on the questions of one kind."""

    task: str
    passages: int
    method: str
    kind: str
    questions: int
    ndcg: float
    recall: float
    mrr: float
    median_ms: float


def set_task() -> Task:
    passages, questions = retrieval_set.load_passages(), retrieval_set.load_questions()
    places = {passage.id: place for place, passage in enumerate(passages)}
    return Task(
        "set",
        tuple(passage.text for passage in passages),
        tuple(question.q for question in questions),
        tuple(frozenset(places[id] for id in question.relevant) for question in questions),
        tuple(str(question.kind) for question in questions),
    )


def report_task() -> Task:
    entities = json.loads(ANNOTATION.read_text(encoding="utf-8"))
    passages = [entity.get("full_quote") or entity["quote"] for entity in entities if entity["type"] in UNITS]
    bare = ["".join(fold(passage).split()) for passage in passages]
    lines = (HERE / "retrieval_queries.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    answers = [
        frozenset(
            place for place, text in enumerate(bare) for part in question["gold"] if "".join(fold(part).split()) in text
        )
        for question in questions
    ]
    return Task(
        "report",
        tuple(passages),
        tuple(question["q"] for question in questions),
        tuple(answers),
        tuple(question["kind"] for question in questions),
    )


def plain_speech_task() -> Task:
    pairs = [pair for pair in load_pairs() if pair.field in held_out_fields()]
    passages = tuple(pair.passage for pair in pairs) + tuple(pair.hard for pair in pairs)
    answers = tuple(frozenset({place}) for place in range(len(pairs)))
    return Task("plain speech", passages, tuple(pair.question for pair in pairs), answers, ("plain",) * len(pairs))


def measure(task: Task, encoder: Encoder, reranker: str = "") -> list[Measured]:
    """Every method on every kind of question."""
    with tempfile.TemporaryDirectory() as folder:
        bare = LexicalIndex(Path(folder) / "bare")
        for place, text in enumerate(task.passages):
            bare.add(place, tokens(text), report="", type="")
        bare.commit()
        with SearchIndex.create(Path(folder) / "index", encoder, reranker=reranker) as index:
            index.add(Passage(str(place), "", "", text, "report") for place, text in enumerate(task.passages))
            index.commit()
            methods = {BASELINE: _baseline(bare)}
            methods |= {name: _searching(index, parts) for name, parts in ROWS.items()}
            if reranker:
                methods["+ cross-encoder"] = _searching(index, Part.ALL)
            measured = [one for name, rank in methods.items() for one in _measure(task, name, rank)]
        bare.close()
    return measured


def _baseline(index: LexicalIndex) -> Rank:
    def rank(question: str) -> list[int]:
        words = WordGroup({token: float(count) for token, count in Counter(tokens(question)).items()}, 1.0)
        return index.search([words], DEPTH)[0].tolist()

    return rank


def _searching(index: SearchIndex, parts: Part) -> Rank:
    return lambda question: [int(hit.iri) for hit in index.search(question, k=DEPTH, parts=parts)]


def _measure(task: Task, method: str, rank: Rank) -> list[Measured]:
    scores, times = [], []
    rank(task.questions[0])  # what is read once, on first use, is not this question's time
    for question, answers in zip(task.questions, task.answers, strict=True):
        start = time.perf_counter()
        found = rank(question)
        times.append(1000 * (time.perf_counter() - start))
        scores.append((gain(found, answers), recall(found, answers), reciprocal_rank(found, answers)))
    measured = []
    for kind in dict.fromkeys(task.kinds):
        rows = [place for place, other in enumerate(task.kinds) if other == kind]
        means = (round(float(np.mean([scores[row][at] for row in rows])), 4) for at in range(3))
        took = round(statistics.median(times[row] for row in rows), 2)
        measured.append(Measured(task.name, len(task.passages), method, kind, len(rows), *means, took))
    return measured


def gain(found: Sequence[int], answers: frozenset[int]) -> float:
    """nDCG@10; answers are right or wrong, nothing between."""
    discounts = 1 / np.log2(np.arange(2, DEPTH + 2))
    got = sum(discounts[rank] for rank, place in enumerate(found[:DEPTH]) if place in answers)
    return float(got / discounts[: len(answers)].sum())


def recall(found: Sequence[int], answers: frozenset[int]) -> float:
    """The share of the answers, or of ten where there are more, among the first ten."""
    return len(answers.intersection(found[:DEPTH])) / min(DEPTH, len(answers))


def reciprocal_rank(found: Sequence[int], answers: frozenset[int]) -> float:
    """1 / rank of the first answer, 0 where none is among the first ten."""
    return next((1 / rank for rank, place in enumerate(found[:DEPTH], 1) if place in answers), 0.0)


def show(measured: Sequence[Measured]) -> None:
    """The table: one block a task, one row a method, four columns a kind of question."""
    for name, passages in dict.fromkeys((one.task, one.passages) for one in measured):
        mine = [one for one in measured if (one.task, one.passages) == (name, passages)]
        kinds = list(dict.fromkeys(one.kind for one in mine))
        counts = ", ".join(f"{next(one.questions for one in mine if one.kind == kind)} {kind}" for kind in kinds)
        print(f"\n{name}: {passages} passages; questions: {counts}")
        print(f"{'':32}" + "".join(f"{kind:>12} recall    MRR     ms" for kind in kinds))
        for method in dict.fromkeys(one.method for one in mine):
            figures = [one for one in mine if one.method == method]
            cells = (f"{one.ndcg:12.3f} {one.recall:6.3f} {one.mrr:6.3f} {one.median_ms:6.1f}" for one in figures)
            print(f"{method:32}" + "".join(cells))


def keep(name: str, encoder: Encoder, measured: Sequence[Measured], ties: Sequence[Shown]) -> Path:
    """Write the figures with machine and versions to `results/ablation-<name>.json`."""
    libraries = ("numpy", "faiss-cpu", "tantivy", "sentence-transformers", "torch")
    content = {
        **setting(*libraries),
        "encoder": {"name": encoder.name, "fingerprint": encoder.fingerprint, "dimension": encoder.dimension},
        "figures": [asdict(one) for one in measured],
        "ties": [asdict(one) for one in ties],
    }
    path = HERE / "results" / f"ablation-{name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--distractors", type=Path, nargs="+", default=[], help="laws as .jsonl.gz, plain texts, folders of plain texts"
    )
    parser.add_argument("--count", type=int, default=12_000, help="how many passages of them")
    parser.add_argument("--model", help="a sentence-transformers model instead of the bundled encoder")
    parser.add_argument("--rerank", default="", help="a cross-encoder that orders the best passages anew")
    parser.add_argument("--keep", metavar="NAME", help="write the figures to results/ablation-NAME.json")
    options = parser.parse_args(arguments)

    encoder = load_encoder(options.model)
    tasks = [set_task(), report_task(), plain_speech_task()]
    if options.distractors:
        foreign = tuple(foreign_passages(options.distractors, options.count))
        tasks += [replace(task, passages=(*task.passages, *foreign)) for task in tasks[:2]]
    print(f"encoder {encoder.name} ({encoder.fingerprint})")
    measured = [one for task in tasks for one in measure(task, encoder, options.rerank)]
    show(measured)
    ties = measure_ties()
    show_ties(ties)
    if options.keep:
        print(f"\nkept in {keep(options.keep, encoder, measured, ties)}")
