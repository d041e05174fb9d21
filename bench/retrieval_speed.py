"""How fast the search index is, beside the bare engines under it, in one run.

    python -m bench speed --passages 200000

The corpus is made of the plain-speech passages with their figures changed, 100 to a report, 20 departments of each of
10 years. Every time is the median of 30 different questions; "bare" is what the engine alone takes for the same work:
faiss over the same fp16 rows, tantivy over the same tokens.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from search.encoders import Role, load_encoder
from search.index import Filter, Passage, SearchIndex
from search.plain_speech import load_pairs
from search.widening import widen
from search.wording import content_of

PASSAGES_A_REPORT = 100


def corpus(count: int) -> Iterator[Passage]:
    texts = [text for pair in load_pairs() for text in (pair.passage, pair.hard)]
    for number in range(count):
        report, place = divmod(number, PASSAGES_A_REPORT)
        text = _with_other_figures(texts[(number * 31) % len(texts)], number % 89)
        department, year = f"某市第{report // 10}局", 2014 + report % 10
        iri = f"https://example.org/report/{department}/{year}"
        yield Passage(f"{iri}/outcome/{place}", "Outcome", text[:12], text, iri, department, year)


def _with_other_figures(text: str, shift: int) -> str:
    return re.sub(r"\d+", lambda figure: str(int(figure[0]) * 7 + shift), text)


def milliseconds(work: Callable[[str], object], questions: list[str]) -> float:
    times = []
    for question in questions:
        start = time.perf_counter()
        work(question)
        times.append(time.perf_counter() - start)
    return float(np.median(times)) * 1000


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=20_000)
    options = parser.parse_args(arguments)

    start = time.perf_counter()
    encoder = load_encoder()
    print(f"load the encoder: {(time.perf_counter() - start) * 1000:.0f} ms")
    passages = list(corpus(options.passages))
    texts = [passage.text for passage in passages[:20_000]]
    start = time.process_time()
    encoder.encode(texts, role=Role.PASSAGE)
    print(
        f"encode: {len(texts) / (time.process_time() - start):.0f} texts/s of {np.mean([*map(len, texts)]):.0f} characters"
    )

    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder) / "index"
        with SearchIndex.create(at, encoder) as index:
            start = time.process_time()
            index.add(passages)
            index.commit()
            print(f"build: {len(passages) / (time.process_time() - start):.0f} passages a CPU second")
        size = sum(path.stat().st_size for path in at.rglob("*"))
        print(f"on disk: {size / len(passages):.0f} bytes a passage")
        start = time.perf_counter()
        index = SearchIndex.open(at, encoder)
        print(f"open: {(time.perf_counter() - start) * 1000:.0f} ms")
        questions = [pair.question for pair in load_pairs()[::45]][:30]
        index.search(questions[0])
        one_department, one_year = passages[0].department, passages[0].year
        for name, filter in (
            ("everything", Filter()),
            ("one department", Filter(departments=(one_department,))),
            ("one department and year", Filter(departments=(one_department,), years=(one_year or 0,))),
            ("one year", Filter(years=(one_year or 0,))),
        ):
            took = milliseconds(lambda question: index.search(question, k=10, filter=filter), questions)  # noqa: B023
            print(f"search {name}: {took:.2f} ms")
        print(
            f"  of which widening and encoding the question: {milliseconds(lambda q: (widen(q), encoder.encode([content_of(q)], role=Role.QUERY)), questions):.2f} ms"
        )
        bare_engines(index, questions)

        fork = Path(folder) / "fork"
        start = time.perf_counter()
        SearchIndex.fork(at, fork)
        print(f"fork: {(time.perf_counter() - start) * 1000:.0f} ms")
        with SearchIndex.open(fork, encoder) as changed:
            start = time.perf_counter()
            changed.remove(passages[0].report)
            changed.add(passages[: PASSAGES_A_REPORT - 1])
            changed.commit()
            print(f"replace one report: {(time.perf_counter() - start) * 1000:.0f} ms")
        index.close()


def bare_engines(index: SearchIndex, questions: list[str]) -> None:
    """The same questions put to faiss and tantivy themselves, each for its best 200."""
    import faiss
    import tantivy

    faiss.omp_set_num_threads(1)
    engine = faiss.read_index(str(next((index.folder / "vectors").glob("*.faiss"))))
    vectors = {question: index.encoder.encode([content_of(question)], role=Role.QUERY) for question in questions}
    print(
        f"  bare faiss, everything: {milliseconds(lambda question: engine.search(vectors[question], 200), questions):.2f} ms"
    )
    words = tantivy.Index.open(str(index.folder / "lexical"))
    schema, searcher = words.schema, words.searcher()
    queries = {
        question: tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.term_query(schema, "tokens", token))
                for token in {token for group in widen(question) for token in group.weights}
            ]
        )
        for question in questions
    }
    took = milliseconds(lambda question: searcher.search(queries[question], 200, count=False), questions)
    print(f"  bare tantivy, everything: {took:.2f} ms")
