"""What the ties of the graph add to answers: questions about bundled reports, asked with and without `search.asking.kinship`.

Which outcomes and tasks a question shows is judged against what its writer expected: F1 of what is shown, because ties decide about
how much is shown as well as about its order; nDCG@10; and how many questions that have an answer are refused. The weights were chosen with
these questions in view (`docs/decisions/0014-what-the-graph-adds.md` has what weights fitted on one half do on the other).
"""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import zhitu
from ontology import ZT
from search.answer import Asker, Status
from search.asking.kinship import NO_WEIGHTS, Weights, load_weights
from search.cited import Answer
from zhitu.evaluation import Texts, Thing, judge
from zhitu.expected import Question, Wanted, read_questions
from zhitu.workspace import Workspace

HERE = Path(__file__).parent
TESTS = HERE.parent / "tests"
EXAMPLE = "liwan-2022"
REPORTS = {
    EXAMPLE: HERE.parent / "examples" / EXAMPLE / "liwan-2022.txt",
    "dongzhu-education-2021": TESTS / "gold" / "dongzhu-education-2021" / "report.docx",
    "qinghe-land-2020": TESTS / "gold" / "qinghe-land-2020" / "report.txt",
}
METHODS = {"without ties": NO_WEIGHTS, "+ graph (what ask does)": load_weights()}


@dataclass(frozen=True, slots=True)
class Shown:
    """One method on all questions; `refused` of them although they have an answer."""

    method: str
    questions: int
    f1: float
    ndcg: float
    refused: int
    median_ms: float


@dataclass(frozen=True, slots=True)
class _Case:
    question: Question
    wanted: tuple[Thing, ...]
    accepted: tuple[Thing, ...]


def measure_ties() -> list[Shown]:
    """Both methods on all questions whose answers are outcomes or tasks."""
    asked: dict[str, list[tuple[float, float, bool, float]]] = {method: [] for method in METHODS}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for name, path in REPORTS.items():
            workspace = zhitu.open(Path(folder) / name)
            workspace.add([path])
            texts = Texts(workspace)
            cases = list(_cases(name, workspace, texts))
            for method, weights in METHODS.items():
                asked[method] += _asked(workspace, texts, cases, weights)
    return [
        Shown(
            method,
            len(rows),
            *(round(statistics.mean(row[at] for row in rows), 4) for at in (0, 1)),
            refused=sum(row[2] for row in rows),
            median_ms=round(statistics.median(row[3] for row in rows), 2),
        )
        for method, rows in asked.items()
    ]


def _cases(name: str, workspace: Workspace, texts: Texts) -> Iterator[_Case]:
    """The questions whose answers are outcomes or tasks that the report was read to hold."""
    rows = workspace.store.select(
        f"SELECT ?item WHERE {{ VALUES ?type {{ <{ZT.Outcome}> <{ZT.Task}> }} ?item a ?type }} ORDER BY ?item"
    )
    items = list(texts.things(row["item"] for row in rows).values())
    for question in _questions(name):
        wanted = [thing for one in question.wanted if (thing := texts.thing(one, ""))]
        wanted = [thing for thing in wanted if any(item.is_about(thing) for item in items)]
        if wanted:
            accepted = tuple(thing for one in question.accepted if (thing := texts.thing(one, "")))
            yield _Case(question, tuple(wanted), accepted)


def _questions(name: str) -> Iterator[Question]:
    """Those of the annotation; for the example, also the fresh ones and those that retrieval is measured on."""
    gold = TESTS / "gold" / name
    yield from (one for one in read_questions(gold / "questions.json") if one.type == "semantic")
    if name != EXAMPLE:
        return
    own = read_questions(TESTS / "search" / "own_questions.json", gold / "entities.json")
    yield from (one for one in own if one.type == "semantic")
    files = [*sorted((TESTS / "search" / "fresh").glob("*.jsonl")), HERE / "retrieval_queries.jsonl"]
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
            one = json.loads(line)
            if one.get("in", "example") != "example" or one.get("type", "semantic") != "semantic":
                continue
            wanted = tuple(map(Wanted.of, one.get("gold") or one.get("want", ())))
            accepted = tuple(map(Wanted.of, one.get("also", ())))
            yield Question(f"{file.stem}/{number}", one["q"], "semantic", wanted, accepted)


def _asked(
    workspace: Workspace, texts: Texts, cases: Sequence[_Case], weights: Weights
) -> Iterator[tuple[float, float, bool, float]]:
    """Of each case F1, nDCG@10, whether it was refused, and milliseconds."""
    asker = Asker(workspace.store, workspace.index)
    asker.view.weights = weights
    asker.ask(cases[0].question.text)  # what is read once, on first use, is not this question's time
    for case in cases:
        answer = asker.ask(case.question.text)
        refused = answer.status in (Status.NOT_FOUND, Status.NOT_UNDERSTOOD)
        shown = [] if refused else _shown(answer, texts)
        ndcg = judge(shown, case.wanted, case.accepted)[0]
        yield f1(shown, case.wanted, case.accepted), ndcg, refused, answer.took_ms


def _shown(answer: Answer, texts: Texts) -> list[Thing]:
    return [
        Thing(found.iri, tuple(texts.place(one.report, one.start, one.end) for one in found.evidence))
        for found in answer.answers
    ]


def f1(shown: Sequence[Thing], wanted: Sequence[Thing], accepted: Sequence[Thing] = ()) -> float:
    """Of what is shown; what is only accepted counts neither way."""
    right = [thing for thing in shown if any(thing.is_about(one) for one in wanted)]
    wrong = [thing for thing in shown if thing not in right and not any(thing.is_about(one) for one in accepted)]
    found = sum(any(thing.is_about(one) for thing in shown) for one in wanted)
    if not right:
        return 0.0
    precision, recall = len(right) / (len(right) + len(wrong)), found / len(wanted)
    return 2 * precision * recall / (precision + recall)


def show_ties(measured: Sequence[Shown]) -> None:
    """The table: one row a method."""
    print(f"\nanswers about the bundled reports: {measured[0].questions} questions of meaning")
    print(f"{'':32}{'F1':>12}   nDCG refused     ms")
    for one in measured:
        print(f"{one.method:32}{one.f1:12.3f} {one.ndcg:6.3f} {one.refused:7} {one.median_ms:6.1f}")
