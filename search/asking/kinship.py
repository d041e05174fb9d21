"""Re-ranking by the graph: what is tied to a strong match is more likely meant than its own words say.

A task or duty that fits the question speaks for the outcomes that fulfil it or are under it: they are ranked higher.
Standing in one item is weaker: it ranks nothing higher, but more of the item is shown beside the best. What else was tried:
`docs/decisions/0014-what-the-graph-adds.md`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from kg.store import Graph
from kg.tables import data_file
from ontology import DCTERMS, ZT

# A match counts by the square of its odds beside those of the best: half as likely, a quarter. At the odds themselves, doubtful
# matches move too much.
POWER = 2.0


@dataclass(frozen=True, slots=True)
class Ties:
    """What the graph says of a passage: the tasks it fulfils, the duties it is under, the item or heading it is part of."""

    fulfils: frozenset[str] = frozenset()
    duties: frozenset[str] = frozenset()
    item: str = ""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each tie to the best match adds, in log-odds: `search/data/graph.toml`."""

    fulfils: float
    duty: float
    same_item: float


NO_WEIGHTS = Weights(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Kin:
    """What the ties of a passage add, in log-odds: to its rank, and to what it may lack and still be shown."""

    lifted: float = 0.0
    beside: float = 0.0


@cache
def load_weights() -> Weights:
    content = data_file("graph", "search")
    return Weights(**content["lifted"], **content["beside"])


def ties_of(graph: Graph, iris: Collection[str]) -> dict[str, Ties]:
    """The ties of each of the passages; sections are no items."""
    if not iris:
        return {}
    listed = " ".join(f"<{iri}>" for iri in sorted(iris))
    rows = graph.select(f"""SELECT ?one ?how ?other WHERE {{ VALUES ?one {{ {listed} }}
        VALUES ?how {{ <{ZT.fulfils}> <{ZT.underDuty}> <{DCTERMS.isPartOf}> }} ?one ?how ?other
        FILTER NOT EXISTS {{ ?other a <{ZT.Section}> }} }}""")
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        found[row["one"], row["how"]].add(row["other"])
    return {
        iri: Ties(
            fulfils=frozenset(found[iri, str(ZT.fulfils)]),
            duties=frozenset(found[iri, str(ZT.underDuty)]),
            item=min(found[iri, str(DCTERMS.isPartOf)], default=""),
        )
        for iri in iris
    }


def kin_of(evidence: Mapping[str, float], ties: Mapping[str, Ties], weights: Weights) -> dict[str, Kin]:
    """What its ties add to each passage of `evidence`, which says in log-odds how well each fits the question.

    A lift never takes a passage past the match that gives it.
    """
    top = max(evidence.values(), default=0.0)
    strength = {iri: math.exp(POWER * (value - top)) for iri, value in evidence.items()}
    parts: defaultdict[str, set[str]] = defaultdict(set)
    fulfilled: defaultdict[str, set[str]] = defaultdict(set)
    for iri in evidence:
        parts[ties[iri].item].add(iri)
        for task in ties[iri].fulfils:
            fulfilled[task].add(iri)

    def strongest(iri: str, others: Iterable[str]) -> float:
        return max((strength[other] for other in others if other != iri and other in strength), default=0.0)

    kin = {}
    for iri, own in evidence.items():
        mine = ties[iri]
        tasks = mine.fulfils | fulfilled[iri]
        lifted = weights.fulfils * strongest(iri, tasks) + weights.duty * strongest(iri, mine.duties)
        limit = max((evidence[other] for other in tasks | mine.duties if other in evidence), default=own)
        beside = weights.same_item * strongest(iri, parts[mine.item]) if mine.item else 0.0
        kin[iri] = Kin(max(0.0, min(lifted, limit - own)), beside)
    return kin
