"""The network of things for tools that draw and analyse graphs."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.network import network_of
from zhitu.names import CLASS_NAMES

if TYPE_CHECKING:
    import networkx as nx

    from zhitu.workspace import Workspace

NODE_FIELDS = ("label", "type", "kind", "text")


def _network(workspace: Workspace, report: str | None) -> nx.MultiDiGraph[str]:
    """The network with flat attributes on every node, as these formats need them: `kind` is the Chinese class name."""
    graph = network_of(workspace.store, report)
    for node, said in graph.nodes(data=True):
        said.setdefault("label", node.rpartition("/")[2])
        said.setdefault("text", "")
        said["kind"] = CLASS_NAMES.get(said.get("type", ""), "")
    for _, _, relation, said in graph.edges(keys=True, data=True):
        said["label"] = relation
        if said.get("confidence") is None:
            said.pop("confidence", None)
    return graph


def write_graphml(workspace: Workspace, report: str | None, path: Path) -> None:
    """GraphML (http://graphml.graphdrawing.org)."""
    import networkx as nx

    nx.write_graphml(_network(workspace, report), path, named_key_ids=True)


def write_gexf(workspace: Workspace, report: str | None, path: Path) -> None:
    """GEXF 1.2 (https://gexf.net), without the date that the library writes: the same graph gives the same file."""
    import networkx as nx

    out = io.BytesIO()
    nx.write_gexf(_network(workspace, report), out)
    path.write_text(re.sub(r' lastmodifieddate="[^"]*"', "", out.getvalue().decode()), encoding="utf-8")


def write_cytoscape(workspace: Workspace, report: str | None, path: Path) -> None:
    """Cytoscape JSON (https://js.cytoscape.org/#notation/elements-json)."""
    import networkx as nx

    data: dict[str, Any] = nx.cytoscape_data(_network(workspace, report))
    for number, edge in enumerate(data["elements"]["edges"]):  # Cytoscape wants an id of their own for edges
        edge["data"]["id"] = f"e{number}"
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


CYPHER = """// 在 Neo4j 里载入：把 nodes.csv 和 relationships.csv 放进 import 文件夹，然后运行本文件。
// 数据量大时用：neo4j-admin database import full --nodes=nodes.csv --relationships=relationships.csv
CREATE CONSTRAINT zhitu_id IF NOT EXISTS FOR (n:Zhitu) REQUIRE n.iri IS UNIQUE;
LOAD CSV WITH HEADERS FROM 'file:///nodes.csv' AS row
  MERGE (n:Zhitu {iri: row.`iri:ID`})
  SET n.label = row.label, n.type = row.`:LABEL`, n.kind = row.kind, n.text = row.text;
LOAD CSV WITH HEADERS FROM 'file:///relationships.csv' AS row
  MATCH (a:Zhitu {iri: row.`:START_ID`}), (b:Zhitu {iri: row.`:END_ID`})
  MERGE (a)-[r:LINK {type: row.`:TYPE`}]->(b)
  SET r.confidence = toFloat(row.`confidence:float`);
"""


def write_neo4j(workspace: Workspace, report: str | None, path: Path) -> None:
    """A folder with the headers of neo4j-admin import, and a script for LOAD CSV."""
    graph = _network(workspace, report)
    path.mkdir()
    with (path / "nodes.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["iri:ID", "label", "kind", "text", ":LABEL"])
        for node, said in graph.nodes(data=True):
            rows.writerow([node, said["label"], said["kind"], said["text"], said.get("type", "")])
    with (path / "relationships.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow([":START_ID", ":END_ID", ":TYPE", "confidence:float"])
        for start, end, said in graph.edges(data=True):
            rows.writerow([start, end, said["relation"], said.get("confidence", "")])
    (path / "import.cypher").write_text(CYPHER, encoding="utf-8")
