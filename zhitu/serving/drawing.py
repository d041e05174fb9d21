"""The neighbourhood of a thing as a drawing: places of nodes and lines, made on the server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.network import neighbourhood, placed

if TYPE_CHECKING:
    from zhitu.workspace import Workspace

WIDTH, HEIGHT = 1200, 760
MARGIN = 90
MOST_NODES = 60


@dataclass(frozen=True, slots=True)
class Node:
    iri: str
    label: str
    type: str
    x: float
    y: float
    centre: bool


@dataclass(frozen=True, slots=True)
class Line:
    """From the subject of a relation to its object."""

    x1: float
    y1: float
    x2: float
    y2: float
    relation: str
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """`left_out`: how many things further out are not drawn."""

    label: str
    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    left_out: int
    width: int = WIDTH
    height: int = HEIGHT


def drawing_around(workspace: Workspace, iri: str) -> Drawing | None:
    """The things at most two relations away, the nearest first, at most MOST_NODES; None where there is no such thing."""
    network = workspace.published().network
    if iri not in network:
        return None
    near, left_out = neighbourhood(network, iri, most=MOST_NODES)
    places = {
        node: (MARGIN + x * (WIDTH - 2 * MARGIN), MARGIN / 2 + y * (HEIGHT - MARGIN))
        for node, (x, y) in placed(near).items()
    }
    nodes = tuple(
        Node(node, said.get("label", node), said.get("type", ""), *places[node], centre=node == iri)
        for node, said in near.nodes(data=True)
    )
    lines = tuple(
        Line(*places[subject], *places[object], relation, said.get("confidence"))
        for subject, object, relation, said in near.edges(keys=True, data=True)
    )
    return Drawing(network.nodes[iri].get("label", iri), nodes, lines, left_out)
