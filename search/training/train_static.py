"""Train the bundled static encoder.

    python -m search.training.train_static --laws laws.jsonl.gz \
        --out search/data/encoder/static.npz --work training-tables

`laws.jsonl.gz` holds one law a line, `{"path", "text"}` with Markdown headings (the public collection LawRefBook/Laws).
Three steps, each with a fixed seed; about six minutes on two idle cores:

1. count: which entries stand near which, positive PMI, truncated SVD (`count_table`);
2. contrast on laws: heading → article, span → its surroundings, first → second half of an article (`law_pairs`);
3. contrast on plain speech: question → passage with a hard negative and pieces of law, everyday expression → official term. The fields in
   `held_out.txt` and the topics in `reserved.txt` are left out: they calibrate and measure.

Needs torch, scipy and rjieba (the `dev` and `models` extras). The order and the numbers were chosen in an experiment
whose findings stand in `search/training/README.md`; more of step 2 helps statutes and hurts everyday wording.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.encoders import Matrix
from search.encoders.static import StaticEncoder, Vocabulary
from search.plain_speech import Pair, Term, pairs_to_learn, terms_to_learn
from search.wording import fold

DIMENSION = 256
WINDOW = 8
TEMPERATURE = 20.0
TOKEN_DROPOUT = 0.15
SIZE = 256  # of each part of a step on plain speech
PIECE = 120  # characters of law that are held against a question

ARTICLE = re.compile(r"^第[一二三四五六七八九十百千零〇]+条(?:之[一二三四五六七八九十]+)?[\s　]*")
HEADING = re.compile(r"^#+\s*(?:第[一二三四五六七八九十百千零〇]+[编分篇章节][\s　]*)?")
GENERAL = re.compile(r"总\s*则|附\s*则|法律责任|附件|罚\s*则|其他规定")
TITLE_NOISE = re.compile(r"[（(].*?[）)]|^.{2,8}?[省市区]|实施|办法|条例|规定|细则|中华人民共和国|若干|暂行|试行|管理")


@dataclass(frozen=True, slots=True)
class Law:
    """One law: title and articles, each with the headings above it."""

    title: str
    articles: tuple[tuple[str, str], ...]  # (heading, text)

    @property
    def held_out(self) -> bool:
        """One law in ten, all versions and provincial copies of it together."""
        return hashlib.sha256(TITLE_NOISE.sub("", self.title).encode()).digest()[0] < 26


def read_laws(path: Path) -> Iterator[Law]:
    """The laws of a collection, without court cases and templates."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if "案例" in record["path"] or "模版" in record["path"]:
                continue
            title, heading, articles = "", "", []
            for row in map(str.strip, record["text"].splitlines()):
                if row.startswith("# ") and not title:
                    title = fold(row[2:].strip())
                elif row.startswith("#"):
                    name = HEADING.sub("", fold(row))
                    heading = "" if GENERAL.search(name) else name
                elif ARTICLE.match(row):
                    articles.append((heading, ARTICLE.sub("", fold(row))))
                elif row and articles:
                    articles[-1] = (articles[-1][0], articles[-1][1] + fold(row))
            if title and articles:
                yield Law(title, tuple(articles))


def build_vocabulary(laws: Sequence[Law], everyday: Sequence[str]) -> Vocabulary:
    """Characters and words of 2 to 4 characters seen five times in the laws, and those of the plain-speech data."""
    import rjieba

    characters: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for law in laws:
        text = "\n".join((law.title, *(article for _, article in law.articles)))
        characters.update(text)
        words.update(rjieba.cut(text))
    plain = Counter(word for text in everyday for word in rjieba.cut(text))
    han = re.compile(r"[㐀-䶿一-鿿]+|[a-z]+")
    entries = {character for character, count in characters.items() if count >= 5 and han.fullmatch(character)}
    entries |= {word for word, count in words.items() if count >= 5 and len(word) <= 4 and han.fullmatch(word)}
    entries |= {word for word in plain if 2 <= len(word) <= 4 and han.fullmatch(word)}
    entries |= {character for text in everyday for character in text if han.fullmatch(character)}
    return Vocabulary(sorted(entries, key=lambda entry: (len(entry), entry)))


def count_table(vocabulary: Vocabulary, texts: Sequence[str], seed: int) -> Matrix:
    """Positive PMI of entries up to eight tokens apart (weight 1/√distance), reduced to rows of `DIMENSION`.

    Levy, Goldberg, Dagan 2015: context counts to the power 0.75, rows U·√S. Divided by the mean length of a row.
    """
    from scipy.sparse import coo_matrix, csr_matrix

    size = len(vocabulary.entries)
    counts = csr_matrix((size, size), dtype=np.float32)
    for start in range(0, len(texts), 20_000):
        rows, lengths = vocabulary.find(texts[start : start + 20_000])
        owner = np.repeat(np.arange(len(lengths)), lengths)
        lefts, rights, weights = [], [], []
        for distance in range(1, WINDOW + 1):
            same = owner[:-distance] == owner[distance:]
            lefts.append(rows[:-distance][same])
            rights.append(rows[distance:][same])
            weights.append(np.full(same.sum(), distance**-0.5, dtype=np.float32))
        near = (np.concatenate(lefts), np.concatenate(rights))
        counts = counts + coo_matrix((np.concatenate(weights), near), shape=(size, size)).tocsr()
    counts = (counts + counts.T).tocoo()
    kept = counts.data >= 2 / WINDOW**0.5
    left, right, data = counts.row[kept], counts.col[kept], counts.data[kept]
    margin = np.bincount(left, data, size)
    context = np.bincount(right, data, size) ** 0.75
    pmi = np.log(data * context.sum() / (margin[left] * context[right]))
    positive = pmi > 0
    matrix = csr_matrix((pmi[positive].astype(np.float32), (left[positive], right[positive])), shape=(size, size))
    table = left_factors(matrix, DIMENSION, seed)
    table /= np.linalg.norm(table, axis=1).mean()
    return table


def left_factors(matrix: Any, rank: int, seed: int) -> Matrix:
    """U·√S of a sparse matrix by a random sketch with four power iterations (Halko, Martinsson, Tropp 2011)."""
    sketch = np.random.default_rng(seed).standard_normal((matrix.shape[1], rank + 32), dtype=np.float32)
    basis, _ = np.linalg.qr(matrix @ sketch)
    for _ in range(4):
        basis, _ = np.linalg.qr(matrix.T @ basis)
        basis, _ = np.linalg.qr(matrix @ basis)
    left, values, _ = np.linalg.svd((matrix.T @ basis).T, full_matrices=False)
    factors: Matrix = ((basis @ left[:, :rank]) * np.sqrt(values[:rank])).astype(np.float32)
    return factors


def law_pairs(laws: Sequence[Law], rng: random.Random, count: int) -> tuple[list[str], list[str]]:
    """`count` pairs that belong together, drawn afresh."""
    left: list[str] = []
    right: list[str] = []
    while len(left) < count:
        law = rng.choice(laws)
        number = rng.randrange(len(law.articles))
        heading, article = law.articles[number]
        kind = rng.random()
        if len(article) < 20:
            continue
        if kind < 0.35:
            names = [name for name in (law.title, heading) if name]
            left.append(rng.choice([*names, " ".join(names)]))
            length = rng.randint(25, 125)
            start = rng.randrange(max(1, len(article) - length))
            right.append(article[start : start + length])
        elif kind < 0.80:
            length = rng.randint(8, 40)
            start = rng.randrange(max(1, len(article) - length))
            end = start + length
            span = article[start:end]
            before, after = article[max(0, start - 65) : start], article[end : end + 65]
            if len(before) + len(after) < 10:
                continue
            left.append(span)
            right.append(before + (span if rng.random() < 0.1 else " ") + after)
        elif kind < 0.90 or number + 1 == len(law.articles):
            middle = len(article) // 2
            left.append(article[max(0, middle - 100) : middle])
            right.append(article[middle : middle + 100])
        else:
            left.append(article[:100])
            right.append(law.articles[number + 1][1][:100])
    return left, right


class Trainer:
    """An embedding bag over the vocabulary, trained with a softmax over the batch in both directions."""

    def __init__(self, vocabulary: Vocabulary, table: Matrix, seed: int) -> None:
        import torch

        torch.manual_seed(seed)
        torch.use_deterministic_algorithms(True)
        self.torch = torch
        self.vocabulary = vocabulary
        self.dropout = np.random.default_rng(seed)
        self.bag = torch.nn.EmbeddingBag.from_pretrained(torch.from_numpy(table.copy()), freeze=False, mode="sum")

    @property
    def table(self) -> Matrix:
        table: Matrix = self.bag.weight.detach().numpy().copy()
        return table

    def vectors(self, texts: Sequence[str]) -> Any:
        rows, lengths = self.vocabulary.find(texts)
        kept = self.dropout.random(len(rows)) >= TOKEN_DROPOUT
        owners = np.repeat(np.arange(len(texts)), lengths)[kept]
        counts = np.bincount(owners, minlength=len(texts))
        offsets = np.concatenate(([0], np.cumsum(counts)[:-1]))
        sums = self.bag(self.torch.from_numpy(rows[kept].astype(np.int64)), self.torch.from_numpy(offsets))
        return self.torch.nn.functional.normalize(sums, dim=1)

    def loss(self, left: Sequence[str], right: Sequence[str], groups: NDArray[np.int64], hard: Sequence[str]) -> Any:
        """Each left text must find its right one among all of the batch and the `hard` ones, and the reverse.

        Pairs of the same group are not held against each other.
        """
        torch = self.torch
        first, second = self.vectors(left), self.vectors(right)
        scores = first @ second.T * TEMPERATURE
        alike = torch.from_numpy((groups[:, None] == groups[None, :]) & ~np.eye(len(groups), dtype=bool))
        scores = scores.masked_fill(alike, -1e4)
        target = torch.arange(len(left))
        forward = scores
        if hard:
            forward = torch.cat((scores, first @ self.vectors(hard).T * TEMPERATURE), dim=1)
        entropy = torch.nn.functional.cross_entropy
        return (entropy(forward, target) + entropy(scores.T, target)) / 2

    def run(self, steps: int, rate: float, batch: Callable[[], Any], warm_up: int = 100) -> None:
        """`steps` steps of Adam; the rate rises over `warm_up` steps and falls linearly to nothing."""
        optimizer = self.torch.optim.Adam(self.bag.parameters(), lr=rate, betas=(0.9, 0.98), fused=True)
        for step in range(steps):
            optimizer.param_groups[0]["lr"] = rate * min((step + 1) / warm_up, (steps - step) / max(1, steps - warm_up))
            optimizer.zero_grad()
            loss = batch()
            loss.backward()
            optimizer.step()
            if step % 50 == 0:
                print(f"  step {step}: loss {loss.item():.3f}", flush=True)


def train_on_laws(trainer: Trainer, laws: Sequence[Law], steps: int, size: int, seed: int) -> None:
    rng = random.Random(seed)
    groups = np.arange(size)

    def batch() -> Any:
        left, right = law_pairs(laws, rng, size)
        return trainer.loss(left, right, groups, ())

    trainer.run(steps, 3e-3, batch)


def train_on_plain_speech(
    trainer: Trainer,
    pairs: Sequence[Pair],
    terms: Sequence[Term],
    laws: Sequence[Law],
    steps: int,
    rate: float,
    seed: int,
) -> None:
    """Half of each step from question–passage pairs, half from the thesaurus; one term never stands against itself.

    A question is held against the passages and look-alikes of its batch, against as many drawn from all pairs, and against
    as many pieces of law: text that is about the same things and answers nothing.
    """
    rng = random.Random(seed)
    passages = [fold(text) for pair in pairs for text in (pair.passage, pair.hard)]
    articles = [article for law in laws for _, article in law.articles if len(article) > 15]
    expressions = [
        (fold(expression), fold(term.official), number)
        for number, term in enumerate(terms)
        for expression in (*term.plain, *term.abbreviations)
        if expression not in term.ambiguous
    ]

    def batch() -> Any:
        chosen = rng.sample(pairs, SIZE)
        answers = [fold(pair.passage) for pair in chosen]
        others = set(rng.sample(passages, SIZE)) - set(answers)
        questions = trainer.loss(
            [fold(pair.question) for pair in chosen],
            answers,
            np.arange(len(chosen)),
            [
                *(fold(pair.hard) for pair in chosen),
                *sorted(others),
                *(_piece(article, rng) for article in rng.sample(articles, SIZE)),
            ],
        )
        plain, official, numbers = zip(*rng.sample(expressions, SIZE), strict=True)
        return questions + trainer.loss(plain, official, np.array(numbers), ())

    trainer.run(steps, rate, batch, warm_up=50)


def _piece(article: str, rng: random.Random) -> str:
    """About as much of an article as a passage has."""
    start = rng.randrange(max(1, len(article) - PIECE))
    return article[start : start + PIECE]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--laws", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path, help="folder that keeps the tables of steps 1 and 2 and reuses them")
    parser.add_argument("--law-steps", type=int, default=600)
    parser.add_argument("--plain-steps", type=int, default=800)
    parser.add_argument("--plain-rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    laws = [law for law in read_laws(options.laws) if not law.held_out]
    seen, terms = pairs_to_learn(), terms_to_learn()
    everyday = [fold(text) for pair in seen for text in (pair.question, pair.passage, pair.hard)]
    everyday += [fold(text) for term in terms for text in (term.official, *term.plain, *term.abbreviations)]
    print(
        f"{len(laws)} laws, {sum(len(law.articles) for law in laws)} articles, {len(seen)} pairs, {len(terms)} terms",
        flush=True,
    )

    counted, contrasted = (options.work / name if options.work else None for name in ("counted.npz", "laws.npz"))
    if counted and counted.exists():
        with np.load(counted) as parts:
            vocabulary, table = Vocabulary(parts["entries"].tobytes().decode().split("\n")), parts["table"]
    else:
        vocabulary = build_vocabulary(laws, everyday)
        print(f"{len(vocabulary.entries)} entries", flush=True)
        texts = [" ".join((heading, article)) for law in laws for heading, article in law.articles]
        table = count_table(vocabulary, [*texts, *everyday], options.seed)
        keep(counted, vocabulary, table)
    if contrasted and contrasted.exists():
        with np.load(contrasted) as parts:
            table = parts["table"]
    else:
        trainer = Trainer(vocabulary, table, options.seed)
        train_on_laws(trainer, laws, options.law_steps, 640, options.seed)
        table = trainer.table
        keep(contrasted, vocabulary, table)
    trainer = Trainer(vocabulary, table, options.seed + 1)
    train_on_plain_speech(trainer, seen, terms, laws, options.plain_steps, options.plain_rate, options.seed)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    StaticEncoder.of(vocabulary, trainer.table).save(options.out)


def keep(path: Path | None, vocabulary: Vocabulary, table: Matrix) -> None:
    """Keep the table of a finished step."""
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, entries=np.frombuffer("\n".join(vocabulary.entries).encode(), dtype=np.uint8), table=table)


if __name__ == "__main__":
    main()
