"""What the network of a report, or of many, shows that no single quote says.

All figures are of the graph, so of what the reports say and of how it was linked; none is a judgement of a department.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

CENTRAL_PROJECTS = 20
SAMPLED_NODES = 2000


@dataclass(frozen=True, slots=True)
class DutyCoverage:
    """How much of a report stands under a duty."""

    iri: str
    label: str
    tasks: int
    outcomes: int


@dataclass(frozen=True, slots=True)
class Thing:
    """A node, named."""

    iri: str
    label: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class ProjectRole:
    """How a project ties a report together: the duties it serves, and the share of shortest paths that run through it
    (betweenness centrality, Freeman 1977)."""

    iri: str
    label: str
    mentions: int
    duties: int
    centrality: float


@dataclass(frozen=True, slots=True)
class Similarity:
    """Two departments, and the cosine of their profiles: outcomes per statutory function."""

    first: str
    second: str
    cosine: float
    shared: tuple[str, ...]  # labels of the functions that both work on, the weightiest first


@dataclass(frozen=True, slots=True)
class Analysis:
    """`concentration` is the Herfindahl–Hirschman index of outcomes over duties (1/n spread evenly, 1 all under one);
    `gini` is 0 where all duties have as many outcomes. Both are None where no outcome has a duty.

    `communities` are duties that are worked on together: they share outcomes, projects or tasks (greedy modularity,
    Clauset, Newman & Moore 2004).
    """

    coverage: tuple[DutyCoverage, ...]
    concentration: float | None
    gini: float | None
    tasks_without_outcome: tuple[Thing, ...]
    outcomes_without_duty: tuple[Thing, ...]
    projects: tuple[ProjectRole, ...]
    communities: tuple[tuple[Thing, ...], ...]


def analyse(network: nx.MultiDiGraph[str]) -> Analysis:
    """Analyse a network as `kg.network.network_of` gives it."""
    under = _pairs(network, "underDuty")
    duties = _of_type(network, "Duty")
    tasks, outcomes = set(_of_type(network, "Task")), set(_of_type(network, "Outcome"))
    coverage = tuple(
        DutyCoverage(duty, _label(network, duty), len(under[duty] & tasks), len(under[duty] & outcomes))
        for duty in duties
    )
    counts = [one.outcomes for one in coverage]
    fulfilled = {task for _, task, relation in network.edges(keys=True) if relation == "fulfils"}
    covered = set().union(*under.values()) if under else set()
    return Analysis(
        coverage=coverage,
        concentration=_herfindahl(counts),
        gini=_gini(counts),
        tasks_without_outcome=_things(network, tasks - fulfilled),
        outcomes_without_duty=_things(network, outcomes - covered),
        projects=_projects(network, under),
        communities=_communities(network, duties, under),
    )


def similar_departments(profiles: Mapping[str, Mapping[str, int]]) -> tuple[Similarity, ...]:
    """Each two departments of which both work on some function, the most alike first.

    `profiles`: department → function label → number of outcomes.
    """
    found = []
    for first, second in combinations(sorted(profiles), 2):
        one, two = profiles[first], profiles[second]
        shared = sorted(set(one) & set(two), key=lambda function: (-one[function] * two[function], function))
        length = sqrt(sum(n * n for n in one.values())) * sqrt(sum(n * n for n in two.values()))
        if shared and length:
            cosine = sum(one[function] * two[function] for function in shared) / length
            found.append(Similarity(first, second, round(cosine, 3), tuple(shared)))
    return tuple(sorted(found, key=lambda pair: (-pair.cosine, pair.first, pair.second)))


def _of_type(network: nx.MultiDiGraph[str], type: str) -> list[str]:
    """The nodes of a class, duty 2 before duty 10."""
    return sorted((node for node, said in network.nodes(data=True) if said.get("type") == type), key=_natural)


def _natural(iri: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", iri))


def _label(network: nx.MultiDiGraph[str], node: str) -> str:
    label: str = network.nodes[node].get("label", node)
    return label


def _things(network: nx.MultiDiGraph[str], nodes: Iterable[str]) -> tuple[Thing, ...]:
    return tuple(
        Thing(node, _label(network, node), network.nodes[node].get("text", "")) for node in sorted(nodes, key=_natural)
    )


def _pairs(network: nx.MultiDiGraph[str], wanted: str) -> defaultdict[str, set[str]]:
    """Object → subjects of a relation."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for subject, object, relation in network.edges(keys=True):
        if relation == wanted:
            found[object].add(subject)
    return found


def _herfindahl(counts: Iterable[int]) -> float | None:
    counts = list(counts)
    total = sum(counts)
    return round(sum((count / total) ** 2 for count in counts), 3) if total else None


def _gini(counts: Iterable[int]) -> float | None:
    counts = sorted(counts)
    total = sum(counts)
    if not total:
        return None
    weighted = sum(place * count for place, count in enumerate(counts, 1))
    return round(2 * weighted / (len(counts) * total) - (len(counts) + 1) / len(counts), 3)


def _projects(network: nx.MultiDiGraph[str], under: Mapping[str, set[str]]) -> tuple[ProjectRole, ...]:
    import networkx as nx

    projects = _of_type(network, "Project")
    if not projects:
        return ()
    mentions = _pairs(network, "mentions")
    duties = {
        project: {duty for duty, units in under.items() if units & mentions[project] or project in units}
        for project in projects
    }
    undirected = nx.Graph(network)
    sample = min(SAMPLED_NODES, len(undirected))  # exact up to that size; the seed makes a sample repeatable
    centrality = nx.betweenness_centrality(undirected, k=sample, seed=1)
    roles = (
        ProjectRole(one, _label(network, one), len(mentions[one]), len(duties[one]), round(centrality[one], 4))
        for one in projects
    )
    ordered = sorted(roles, key=lambda role: (-role.duties, -role.centrality, -role.mentions, role.iri))
    return tuple(ordered[:CENTRAL_PROJECTS])


def _communities(
    network: nx.MultiDiGraph[str], duties: Iterable[str], under: Mapping[str, set[str]]
) -> tuple[tuple[Thing, ...], ...]:
    """Groups of two duties or more. Two duties are tied by each unit that stands under both, and by each project that
    units of both mention."""
    import networkx as nx

    over: defaultdict[str, set[str]] = defaultdict(set)  # unit → the duties that it stands under
    for duty in duties:
        for unit in under.get(duty, ()):
            over[unit].add(duty)
    mentions = _pairs(network, "mentions")
    together = list(over.values())
    together += [set().union(*(over[unit] for unit in mentions[one])) for one in _of_type(network, "Project")]
    ties: Counter[tuple[str, str]] = Counter()
    for group in together:
        ties.update(combinations(sorted(group), 2))
    tied: nx.Graph[str] = nx.Graph()
    tied.add_weighted_edges_from((first, second, weight) for (first, second), weight in sorted(ties.items()))
    if not tied:
        return ()
    groups = nx.community.greedy_modularity_communities(tied, weight="weight")
    found = [_things(network, group) for group in groups if len(group) > 1]
    return tuple(sorted(found, key=lambda group: (-len(group), group[0].iri)))
