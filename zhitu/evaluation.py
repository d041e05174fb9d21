"""Questions with known answers → how well they are answered, so that users can choose an encoder on their own reports.

    questions = read_questions(Path("questions.jsonl"))                        # zhitu.expected
    result = evaluate(workspace, questions, model="BAAI/bge-small-zh-v1.5")
    result.total.ndcg, result.total.recall

An answer is right where it stands, not how it is worded: its IRI is the one expected, or one of its citations is about
the place of the expected quote (at least 60% of the shorter lies in the other, and it is no whole section). Finer answers than
expected are right, too: several within one expected place count once and cost nothing, and neither do accepted ones.

nDCG@10 and recall@10 are the usual ones with right or wrong and nothing between (Järvelin and Kekäläinen 2002); where
more than ten things are expected, ten are enough. They are means over questions that have an answer; when asked, one that
is refused scores 0. Questions that have none are right when they are refused, and are counted apart.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from ontology import NIF, ZT
from zhitu.expected import Question, Quote, Wanted

if TYPE_CHECKING:
    from search.index import SearchIndex
    from zhitu.workspace import Workspace

DEPTH = 10  # of nDCG and recall
HITS = 50  # passages looked at in retrieval, where several may say the same


# --- what is shown and what is expected ----------------------------------------------------------------------------


class Place(NamedTuple):
    """A range of a report's text without white space."""

    report: str
    start: int
    end: int

    def fits(self, other: Place) -> bool:
        """Whether this, which is shown, is about `other`, which is expected: not beside it, and no whole section."""
        shared = min(self.end, other.end) - max(self.start, other.start)
        size, wanted = self.end - self.start, other.end - other.start
        return self.report == other.report and shared >= 0.6 * min(size, wanted) > 0 and size <= max(1.5 * wanted, 250)


@dataclass(frozen=True, slots=True)
class Thing:
    """What is shown or expected, with where it stands."""

    iri: str
    places: tuple[Place, ...]

    def is_about(self, other: Thing) -> bool:
        same = bool(self.iri) and self.iri == other.iri
        return same or any(mine.fits(theirs) for mine in self.places for theirs in other.places)


class Texts:
    """The reports of a workspace without white space: finds quotes and places citations in them."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._bare: dict[str, str] = {}
        self._offsets: dict[str, list[int]] = {}
        rows = workspace.store.select(f"SELECT DISTINCT ?context ?text {{ ?context <{NIF.isString}> ?text }}")
        for row in rows:
            report = row["context"].removesuffix("#text")
            offsets = [0]
            for character in row["text"]:
                offsets.append(offsets[-1] + (not character.isspace()))
            self._bare[report], self._offsets[report] = _bare(row["text"]), offsets

    def place(self, report: str, start: int, end: int) -> Place:
        """A range of a report's text as it stands."""
        offsets = self._offsets[report]
        return Place(report, offsets[start], offsets[end])

    def thing(self, wanted: Wanted, report: str) -> Thing | None:
        """Where it stands in `report`, or in any for ""; None where it stands nowhere."""
        if wanted.iri:
            return self.things([wanted.iri]).get(wanted.iri)
        places = tuple(
            place
            for home in ([report] if report else sorted(self._bare))
            for quote in wanted.quotes
            for place in self._places(quote, home)
        )
        return Thing("", places) if places else None

    def _places(self, quote: Quote, report: str) -> list[Place]:
        words = _bare(quote.text)
        starts = [found.start() for found in re.finditer(re.escape(words), self._bare[report])]
        if quote.near is not None and starts:
            near = quote.near
            starts = [min(starts, key=lambda start: abs(start - near))]
        first, last = quote.part or (0, len(words))
        return [Place(report, start + first, start + last) for start in starts]

    def things(self, iris: Iterable[str]) -> dict[str, Thing]:
        """Those of the IRIs that the workspace knows, with their evidence."""
        values = " ".join(f"<{iri}>" for iri in iris)
        rows = self.workspace.store.select(f"""SELECT DISTINCT ?iri ?context ?begin ?end {{
            VALUES ?iri {{ {values} }} FILTER EXISTS {{ ?iri ?property [] }}
            OPTIONAL {{ ?iri <{ZT.evidence}> ?e . ?e <{NIF.referenceContext}> ?context ;
                <{NIF.beginIndex}> ?begin ; <{NIF.endIndex}> ?end }} }} ORDER BY ?iri ?context ?begin""")
        places: dict[str, list[Place]] = {}
        for row in rows:
            mine = places.setdefault(row["iri"], [])
            if "context" in row:
                mine.append(self.place(row["context"].removesuffix("#text"), int(row["begin"]), int(row["end"])))
        return {iri: Thing(iri, tuple(those)) for iri, those in places.items()}


def _bare(text: str) -> str:
    """Without white space, full and half width alike; as many characters as `text` has that are no space."""
    return "".join(_folded(character) for character in text if not character.isspace())


@cache
def _folded(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).lower()
    return folded if len(folded) == 1 else character


# --- measuring -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Case:
    """What became of one question; `ndcg` and `recall` are None where there is nothing to find."""

    id: str
    question: str
    type: str
    refused: bool
    ndcg: float | None
    recall: float | None
    ms: float
    said: str  # the short answer, or the label of the best passage

    @property
    def is_right(self) -> bool:
        return self.refused if self.ndcg is None else self.ndcg > 0.999 and self.recall == 1


@dataclass(frozen=True, slots=True)
class Row:
    """Questions of one type. Means are None where no question of it has an answer; times are in milliseconds."""

    type: str
    questions: int
    ndcg: float | None
    recall: float | None
    refused_rightly: int  # has no answer, none given
    refused_wrongly: int  # has an answer, none given
    answered_wrongly: int  # has no answer, one given
    median_ms: float
    slow_ms: float  # 95 of 100 questions took less

    @classmethod
    def of(cls, type: str, cases: Sequence[Case]) -> Row:
        answerable = [case for case in cases if case.ndcg is not None]
        absent = [case for case in cases if case.ndcg is None]
        times = sorted(case.ms for case in cases)
        return cls(
            type=type,
            questions=len(cases),
            ndcg=mean(case.ndcg or 0.0 for case in answerable) if answerable else None,
            recall=mean(case.recall or 0.0 for case in answerable) if answerable else None,
            refused_rightly=sum(case.refused for case in absent),
            refused_wrongly=sum(case.refused for case in answerable),
            answered_wrongly=sum(not case.refused for case in absent),
            median_ms=median(times),
            slow_ms=times[math.ceil(0.95 * len(times)) - 1],
        )


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A question that was not measured, because something expected stands in no report of the workspace."""

    id: str
    question: str
    expected: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One encoder on one file of questions; `rows` in the order in which the types first occur."""

    model: str
    mode: str  # "ask" or "retrieval"
    rows: tuple[Row, ...]
    total: Row | None  # None where no question could be measured
    cases: tuple[Case, ...]
    unresolved: tuple[Unresolved, ...]


class Reply(NamedTuple):
    """What a question brought: things in their order, best first."""

    refused: bool
    shown: list[Thing]
    said: str
    ms: float


Ask = Callable[[str], Reply]


def evaluate(
    workspace: Workspace, questions: Iterable[Question], *, model: str | None = None, retrieval: bool = False
) -> Evaluation:
    """Ask every question and judge what is found; with `retrieval`, look at the passages of the index alone.

    `model` (a name or folder) measures another encoder, with an index that is built for this and thrown away; the links
    between duties and outcomes stay as they were added. Raises UnknownReport where a question names a report that is not
    there, and what `load_encoder` raises.
    """
    texts = Texts(workspace)
    cases: list[Case] = []
    unresolved: list[Unresolved] = []
    with _index(workspace, model) as index:
        ask = _searching(index, texts) if retrieval else _asking(workspace, index, texts)
        for question in questions:
            report = workspace.find(question.report).iri if question.report else ""
            wanted = [(one, texts.thing(one, report)) for one in (question.passages if retrieval else question.wanted)]
            missing = [str(one) for one, thing in wanted if thing is None]
            if missing:
                unresolved.append(Unresolved(question.id, question.text, missing[0]))
                continue
            if not cases:
                ask(question.text)  # what is read once, on first use, is not this question's time
            accepted = [texts.thing(one, report) for one in question.accepted]
            cases.append(_case(question, ask(question.text), _known(thing for _, thing in wanted), _known(accepted)))
    types = dict.fromkeys(case.type for case in cases)
    return Evaluation(
        model=index.encoder.name,
        mode="retrieval" if retrieval else "ask",
        rows=tuple(Row.of(type, [case for case in cases if case.type == type]) for type in types),
        total=Row.of("", cases) if cases else None,
        cases=tuple(cases),
        unresolved=tuple(unresolved),
    )


def _known(things: Iterable[Thing | None]) -> list[Thing]:
    return [thing for thing in things if thing is not None]


@contextmanager
def _index(workspace: Workspace, model: str | None) -> Iterator[SearchIndex]:
    """The index of the workspace, or one with the encoder `model` that lasts as long as the block."""
    if model is None:
        yield workspace.index
        return
    from search.corpus import passages_in
    from search.encoders import load_encoder
    from search.index import SearchIndex

    encoder = load_encoder(model)
    with (
        TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        SearchIndex.create(Path(folder) / "index", encoder) as index,
    ):
        for holding in workspace.reports():
            index.add(passages_in(workspace.store, holding.iri))
        index.commit()
        yield index


def _asking(workspace: Workspace, index: SearchIndex, texts: Texts) -> Ask:
    from search.answer import Asker, Status

    asker = Asker(workspace.store, index)

    def ask(text: str) -> Reply:
        answer = asker.ask(text)
        shown = [
            Thing(found.iri, tuple(texts.place(one.report, one.start, one.end) for one in found.evidence))
            for found in answer.answers
        ]
        refused = answer.status in (Status.NOT_FOUND, Status.NOT_UNDERSTOOD)
        return Reply(refused, shown, answer.text, answer.took_ms)

    return ask


def _searching(index: SearchIndex, texts: Texts) -> Ask:
    def ask(text: str) -> Reply:
        began = perf_counter()
        hits = index.search(text, k=HITS)
        took = 1000 * (perf_counter() - began)
        known = texts.things(hit.iri for hit in hits)
        refused = not hits or hits[0].score < index.threshold
        return Reply(refused, [known[hit.iri] for hit in hits], hits[0].passage.label if hits else "", took)

    return ask


def _case(question: Question, reply: Reply, wanted: Sequence[Thing], accepted: Sequence[Thing]) -> Case:
    ndcg, recall = judge(reply.shown, wanted, accepted) if wanted else (None, None)
    return Case(question.id, question.text, question.type, reply.refused, ndcg, recall, round(reply.ms, 3), reply.said)


def judge(shown: Sequence[Thing], wanted: Sequence[Thing], accepted: Sequence[Thing] = ()) -> tuple[float, float]:
    """nDCG and recall at 10 of what is shown, best first, against at least one thing wanted.

    Neither what says again what was found, nor what is only accepted, takes a rank.
    """
    found: set[int] = set()
    gains: list[int] = []
    for thing in shown:
        meets = {number for number, one in enumerate(wanted) if thing.is_about(one)}
        if new := meets - found:
            gains += [1] * len(new)
            found |= new
        elif not meets and not any(thing.is_about(one) for one in accepted):
            gains.append(0)
    best = min(DEPTH, len(wanted))
    ideal = sum(1 / math.log2(rank + 2) for rank in range(best))
    gain = sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains[:DEPTH]))
    return gain / ideal, sum(gains[:DEPTH]) / best
