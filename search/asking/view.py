"""One state of the workspace as questions see it: the graph, the index, the names, and how relevance is judged."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from kg.store import Graph
from search.asking.catalogue import Catalogue, bare
from search.asking.cues import load_cues
from search.asking.figures import Figure, figures_of
from search.asking.kinship import Ties, kin_of, load_weights, ties_of
from search.asking.plan import Candidate, QueryPlan, Target
from search.asking.relevance import Topic
from search.passages import Filter, Hit

DEPTH = 60  # passages that retrieval brings for a topic
MANY_REPORTS = 12  # from here on figures are looked for in retrieved reports only
# What likeness of the vectors adds to a chance when it is decided whether anything was found. Fitted together with the lead
# (`passages.LEAD`) on 240 questions of the held-out fields over invented reports and 480 of other fields: area under the
# curve 0.92, which no share of literal words or thesaurus terms improves.
ALIKE, ALIKE_FROM = 8.0, 0.25
COVERED, SHARED = 1.5, 0.7  # log-odds that the topic's own words, or one of its functions, add to retrieval


class Index(Protocol):
    """What is needed of `search.index.SearchIndex`."""

    @property
    def threshold(self) -> float: ...

    def search(self, query: str, *, k: int = 10, filter: Filter | None = None) -> list[Hit]: ...


@dataclass(frozen=True, slots=True)
class Relevant:
    """A passage with the chance that it is about the topic, and the share of the topic's words that it holds."""

    chance: float
    hit: Hit
    covered: float = 0.0
    beside: float = 0.0  # by how much less likely than the best, in log-odds, it is still shown for its ties to that

    @property
    def iri(self) -> str:
        return self.hit.iri

    @property
    def strength(self) -> float:
        """Retrieval before it becomes a chance: it still tells good from better where chances are all near 1."""
        return self.hit.lexical + self.hit.dense

    @property
    def evidence(self) -> float:
        """What speaks for it, in log-odds: its chance, and how alike the vectors are."""
        return log_odds(self.chance) + ALIKE * (self.hit.dense - ALIKE_FROM)

    def order(self) -> tuple[float, float, str]:
        return -self.chance, -self.strength, self.hit.iri

    def candidate(self) -> Candidate:
        return Candidate(self.hit.iri, min(self.chance, 1.0), f"检索相关度 {self.hit.score:.2f}")


@dataclass(frozen=True, slots=True)
class Grounded:
    """A plan that is ready to become a query, or the reason why there is no answer, with what is near it."""

    plan: QueryPlan
    reason: str = ""
    related: tuple[Candidate, ...] = ()
    more: bool = False  # other reports have such a figure as well
    unsure: bool = False  # what was found may well be about something else
    figures: tuple[Figure, ...] = ()  # the quantities behind the candidates, in their order
    other_figures: tuple[Figure, ...] = ()  # stated beside them, and told from them in the answer: 其中区级…


class View:
    """Reads of one state of the workspace; what costs time is kept."""

    def __init__(self, graph: Graph, index: Index, catalogue: Catalogue) -> None:
        self.graph = graph
        self.index = index
        self.catalogue = catalogue
        self._figures: dict[str, tuple[Figure, ...]] = {}
        self._concepts: dict[str, frozenset[str]] = {}
        self._ties: dict[str, Ties] = {}
        self.weights = load_weights()  # of ties in the graph

    def reports(self, plan: QueryPlan) -> tuple[str, ...]:
        """IRIs of the reports that the plan is about."""
        return plan.reports or tuple(entry.iri for entry in self.catalogue.reports)

    def relevant(self, plan: QueryPlan, classes: Iterable[Target], query: str = "") -> list[Relevant]:
        """Passages of the classes by the chance that they are about the topic, best first."""
        kinds = Filter(reports=plan.reports, types=tuple(str(kind) for kind in classes))
        if not kinds.types:
            return []
        topic = Topic(plan.terms, self.catalogue, plan.meanings)
        asked = set(plan.functions) | set(plan.hinted)
        found = []
        for hit in self.index.search(query or _looked_up(plan), k=DEPTH, filter=kinds):
            if plan.must_say and not all(said in hit.passage.text for said in plan.must_say):
                continue
            covered = topic.in_text(bare(hit.passage.text))
            shared = not asked.isdisjoint(self.concepts_in(hit.iri, hit.passage.text))
            chance = chance_of(log_odds(hit.score) + COVERED * covered + SHARED * shared)
            found.append(Relevant(chance, hit, covered))
        return sorted(found, key=Relevant.order)

    def with_kin(self, found: Sequence[Relevant], others: Sequence[Relevant]) -> list[Relevant]:
        """`found`, ranked anew by what the graph ties to the strong matches among them and `others`."""
        evidence = {one.iri: log_odds(one.chance) for one in (*others, *found)}
        self._ties |= ties_of(self.graph, [iri for iri in evidence if iri not in self._ties])
        kin = kin_of(evidence, {iri: self._ties[iri] for iri in evidence}, self.weights)
        raised = [
            replace(one, chance=chance_of(evidence[one.iri] + kin[one.iri].lifted), beside=kin[one.iri].beside)
            for one in found
        ]
        return sorted(raised, key=Relevant.order)

    def concepts_in(self, iri: str, text: str) -> frozenset[str]:
        """The functions whose labels the text of that thing contains."""
        if iri not in self._concepts:
            matches = self.catalogue.functions_in(text)
            self._concepts[iri] = frozenset(match.notation for match in matches if not match.hidden)
        return self._concepts[iri]

    def figures(self, plan: QueryPlan) -> list[Figure]:
        """The figures of the reports in question; where these are many, of those that retrieval brings up."""
        reports = self.reports(plan)
        if len(reports) > MANY_REPORTS:
            kinds = Filter(reports=plan.reports, types=("Observation", "Outcome", "Task"))
            hits = self.index.search(plan.question, k=4 * DEPTH, filter=kinds)
            reports = tuple(dict.fromkeys(hit.report for hit in hits))[:MANY_REPORTS]
        found: list[Figure] = []
        for report in reports:
            if report not in self._figures:
                self._figures[report] = figures_of(self.graph, report)
            found += self._figures[report]
        return found


def _looked_up(plan: QueryPlan) -> str:
    """The question as it is looked up: 「地铁建设进展如何」 must not find whatever is being built."""
    hollow = load_cues().hollow
    if any(len(hollow.sub("", term.text)) > 1 for term in plan.terms):
        return hollow.sub(" ", plan.question)
    return plan.question


def log_odds(chance: float) -> float:
    chance = min(max(chance, 1e-4), 1 - 1e-4)
    return math.log(chance / (1 - chance))


def chance_of(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def values(name: str, iris: Iterable[str]) -> str:
    """A VALUES block; nothing where there are no IRIs, so that nothing is restricted."""
    return f"VALUES ?{name} {{ {' '.join(f'<{iri}>' for iri in iris)} }}" if iris else ""


def within(best: float, chances: Sequence[tuple[float, str]], gap: float) -> tuple[Candidate, ...]:
    """The candidates that are at most `gap` less likely than the best, in log-odds."""
    return tuple(Candidate(iri, chance) for chance, iri in chances if log_odds(best) - log_odds(chance) <= gap)
