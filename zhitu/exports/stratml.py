"""A report as StratML Part 2 (ANSI/AIIM/ISO 17469): duties are goals, tasks and outcomes objectives, figures indicators.

Element order follows the schema PerformancePlanOrReport, version 2.2 of 2016-02-16 (https://stratml.us).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from ontology import DCTERMS, NIF, OWL, RDFS, SSSOM, ZT
from zhitu.exports.one_report import the_report

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from kg.store import Graph, Row
    from zhitu.workspace import Workspace

NAMESPACE = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"


def write_stratml(workspace: Workspace, report: str | None, path: Path) -> None:
    """One report. Raises WorkspaceError where the workspace holds several and none is named."""
    holding = the_report(workspace, report)
    store = workspace.store
    root = ElementTree.Element(f"{{{NAMESPACE}}}PerformancePlanOrReport", Type="Performance_Report")
    _say(root, Name=holding.title)
    core = _child(root, "StrategicPlanCore")
    _say(_child(core, "Organization"), Name=holding.department or "部门不明")
    figures = _figures(store, holding.iri)
    duties = _units(store, holding.iri, "Duty")
    units = [*_units(store, holding.iri, "Task"), *_units(store, holding.iri, "Outcome")]
    known = {row["x"] for row in duties}
    for row in duties:
        goal = _child(core, "Goal")
        _say(
            goal,
            Name=row["label"],
            Description=row["text"],
            Identifier=_identifier(row["x"]),
            SequenceIndicator=row.get("number"),
        )
        _objectives(goal, (unit for unit in units if unit["duty"] == row["x"]), figures)
    others = [unit for unit in units if unit["duty"] not in known]
    if others or not duties:
        goal = _child(core, "Goal")
        _say(goal, Name="未对应职责的任务与成效", Description="程序没有为它们找到对应的职责。")
        _objectives(goal, others, figures)
    about = _child(root, "AdministrativeInformation")
    if holding.year:
        _say(about, StartDate=f"{holding.year}-01-01", EndDate=f"{holding.year}-12-31")
    _say(about, Source=holding.iri)
    ElementTree.register_namespace("", NAMESPACE)
    ElementTree.indent(root)
    path.write_bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _units(store: Graph, report: str, name: str) -> list[Row]:
    """Tasks, outcomes or duties in text order, each with the duty that it most surely belongs to."""
    duties: dict[str, str] = {}
    for (
        row
    ) in store.select(f"""SELECT ?x ?duty WHERE {{ GRAPH <{report}> {{ ?x a <{ZT[name]}> ; <{ZT.underDuty}> ?duty .
            OPTIONAL {{ ?axiom <{OWL.annotatedSource}> ?x ; <{OWL.annotatedTarget}> ?duty ; <{SSSOM.confidence}> ?sure }}
            }} }} ORDER BY ?x DESC(?sure) ?duty"""):
        duties.setdefault(row["x"], row["duty"])
    rows = store.select(f"""SELECT ?x ?label ?text ?number (MIN(?b) AS ?begin) WHERE {{
        GRAPH <{report}> {{ ?x a <{ZT[name]}> ; <{RDFS.label}> ?label ; <{ZT.text}> ?text ;
            <{ZT.evidence}>/<{NIF.beginIndex}> ?b . OPTIONAL {{ ?x <{ZT.number}> ?number }} }} }}
        GROUP BY ?x ?label ?text ?number ORDER BY ?begin ?x""")
    return [{**row, "duty": duties.get(row["x"], "")} for row in rows]


def _figures(store: Graph, report: str) -> dict[str, list[Row]]:
    """Figures by the unit that they stand in."""
    found: dict[str, list[Row]] = {}
    for row in store.select(f"""SELECT ?x ?unit ?property ?value ?name ?kind WHERE {{ GRAPH <{report}> {{
            ?x a <{ZT.Observation}> ; <{DCTERMS.isPartOf}> ?unit ; <{ZT.value}> ?value ;
            <{ZT.quantityKind}> ?kind ; <{RDFS.label}> ?label . OPTIONAL {{ ?x <{ZT.property}> ?p }}
            OPTIONAL {{ ?x <{ZT.unitText}> ?name }} BIND (COALESCE(?p, ?label) AS ?property) }} }} ORDER BY ?x"""):
        found.setdefault(row["unit"], []).append(row)
    return found


def _objectives(goal: Element, units: Iterable[Row], figures: dict[str, list[Row]]) -> None:
    for unit in units:
        objective = _child(goal, "Objective")
        _say(
            objective,
            Name=unit["label"],
            Description=unit["text"],
            Identifier=_identifier(unit["x"]),
            SequenceIndicator=unit.get("number"),
        )
        for row in figures.get(unit["x"], ()):
            indicator = _child(objective, "PerformanceIndicator", PerformanceIndicatorType="Quantitative")
            _say(indicator, MeasurementDimension=row["property"], UnitOfMeasurement=row.get("name", "") or "无单位")
            _say(indicator, Identifier=_identifier(row["x"]))
            planned = row["kind"] in (ZT.Planned, ZT.Budgeted)
            instance = _child(indicator, "MeasurementInstance")
            _say(_child(instance, "TargetResult" if planned else "ActualResult"), NumberOfUnits=row["value"])


def _identifier(iri: str) -> str:
    """An xsd:ID: the path of the IRI with every character that an ID cannot hold written as its code."""
    path = iri.rpartition("/id/")[2]
    return "_" + "".join(one if one.isalnum() else f"-{ord(one):x}-" for one in path)


def _child(parent: Element, name: str, **attributes: str) -> Element:
    return ElementTree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)


def _say(parent: Element, **texts: str | None) -> None:
    """Child elements with a text, in the order given; those without one are left out."""
    for name, text in texts.items():
        if text is not None:
            _child(parent, name).text = "".join(one for one in text if one in "\n\t" or ord(one) >= 32)
