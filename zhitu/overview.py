"""What one report holds, for `zhitu show` and for notebooks."""

from __future__ import annotations

from dataclasses import dataclass

from ontology import NIF, RDFS, ZT
from zhitu.workspace import Holding, Workspace

GROUPS = {
    "职责": "Duty",
    "任务类别": "TaskGroup",
    "年度重点任务": "Task",
    "成效类别": "OutcomeGroup",
    "成效事项": "OutcomeItem",
    "成效": "Outcome",
    "数值": "Observation",
    "项目": "Project",
    "政策文件": "PolicyDocument",
    "地点": "Place",
    "机构": "Organisation",
    "问题": "Problem",
    "改进措施": "Improvement",
    "核对结果": "Finding",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One entity of a report."""

    iri: str
    number: str
    label: str


@dataclass(frozen=True, slots=True)
class Overview:
    """A report and its entities by kind (Chinese name of the kind → items in the report's order)."""

    holding: Holding
    groups: dict[str, tuple[Item, ...]]


def overview(workspace: Workspace, report: str) -> Overview:
    """What the report (IRI, file name, or words of its title) holds. Raises UnknownReport."""
    holding = workspace.find(report)
    groups: dict[str, tuple[Item, ...]] = {}
    for name, cls in GROUPS.items():
        rows = workspace.store.select(f"""SELECT ?node ?number (MIN(?l) AS ?label) (MIN(?b) AS ?begin) WHERE {{
            GRAPH <{holding.iri}> {{ ?node a <{ZT[cls]}> ; <{RDFS.label}> ?l ; <{ZT.evidence}>/<{NIF.beginIndex}> ?b .
            OPTIONAL {{ ?node <{ZT.number}> ?number }} }} }} GROUP BY ?node ?number ORDER BY ?begin ?node""")
        if rows:
            groups[name] = tuple(Item(row["node"], row.get("number", ""), row["label"]) for row in rows)
    return Overview(holding, groups)
