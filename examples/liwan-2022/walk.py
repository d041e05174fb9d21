"""Walk through the example report from Python: ask, look at the evidence, count, draw.

python examples/liwan-2022/walk.py [WORKSPACE]
"""

from __future__ import annotations

import sys
from pathlib import Path

import networkx as nx

import zhitu


def main(folder: str = "zhitu-data") -> None:
    ws = zhitu.open(folder)
    if not ws.reports():
        ws.add([Path(__file__).with_name("liwan-2022.txt")])

    print("一、提问")
    answer = ws.ask("哪些成效对应耕地保护职责")
    print(answer.text)
    for one in answer.to_json()["answers"]:
        evidence = one["evidence"][0]
        print(f"  [{evidence['start']}–{evidence['end']}] {evidence['quote']}")

    print("二、统计：每项职责有几项成效")
    rows = ws.sparql("""SELECT ?number ?duty (COUNT(?outcome) AS ?n) {
        ?d a zt:Duty ; zt:number ?number ; rdfs:label ?duty . ?outcome zt:underDuty ?d ; a zt:Outcome }
        GROUP BY ?number ?duty ORDER BY DESC(?n) xsd:integer(?number) LIMIT 5""")
    for row in rows:
        print(f"  职责{row['number']}（{row['duty']}）：{row['n']}项")

    print("三、网络：哪些项目连着最多的任务和成效")
    graph = ws.network()
    projects = [node for node, data in graph.nodes(data=True) if data["type"] == "Project"]
    degree = sorted(((graph.in_degree(p), graph.nodes[p]["label"]) for p in projects), reverse=True)
    for count, label in degree[:3]:
        print(f"  {label}：{count}处")
    components = nx.number_weakly_connected_components(nx.DiGraph(graph))
    print(f"  {graph.number_of_nodes()} 个节点，{graph.number_of_edges()} 条边，{components} 个连通分量")


if __name__ == "__main__":
    main(*sys.argv[1:])
