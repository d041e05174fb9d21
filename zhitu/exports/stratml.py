"""A report as StratML Part 2 (ANSI/AIIM/ISO 17469): duties are goals, tasks and outcomes objectives, figures indicators.

Element order follows the schema PerformancePlanOrReport, version 2.2 of 2016-02-16 (https://stratml.us).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from ontology import DCTERMS, RDFS, ZT
from zhitu.exports.one_report import the_report
from zhitu.views import Unit, links_of, units_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from kg.store import Graph, Row
    from zhitu.workspace import Workspace

NAMESPACE = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"


def write_stratml(workspace: Workspace, report: str | None, path: Path) -> None:
    """One report. Raises WorkspaceError where the workspace holds several and none is named."""
    holding = the_report(workspace, report)
    root = ElementTree.Element(f"{{{NAMESPACE}}}PerformancePlanOrReport", Type="Performance_Report")
    _say(root, Name=holding.title)
    core = _child(root, "StrategicPlanCore")
    _say(_child(core, "Organization"), Name=holding.department or "部门不明")
    figures = _figures(workspace.store, holding.iri)
    duties = units_of(workspace, holding.iri, "Duty")
    units = [unit for name in ("Task", "Outcome") for unit in units_of(workspace, holding.iri, name)]
    homes: dict[str, str] = {}  # unit → the duty that it most surely belongs to
    for row in links_of(workspace, holding.iri, ZT.underDuty):
        homes.setdefault(row["s"], row["o"])
    for duty in duties:
        goal = _child(core, "Goal")
        _say(goal, **_told(duty))
        _objectives(goal, (unit for unit in units if homes.get(unit.iri) == duty.iri), figures)
    known = {duty.iri for duty in duties}
    others = [unit for unit in units if homes.get(unit.iri) not in known]
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


def _figures(store: Graph, report: str) -> dict[str, list[Row]]:
    """Figures by the unit that they stand in."""
    found: dict[str, list[Row]] = {}
    for row in store.select(f"""SELECT ?x ?unit ?property ?value ?name ?kind WHERE {{ GRAPH <{report}> {{
            ?x a <{ZT.Observation}> ; <{DCTERMS.isPartOf}> ?unit ; <{ZT.value}> ?value ;
            <{ZT.quantityKind}> ?kind ; <{RDFS.label}> ?label . OPTIONAL {{ ?x <{ZT.property}> ?p }}
            OPTIONAL {{ ?x <{ZT.unitText}> ?name }} BIND (COALESCE(?p, ?label) AS ?property) }} }} ORDER BY ?x"""):
        found.setdefault(row["unit"], []).append(row)
    return found


def _objectives(goal: Element, units: Iterable[Unit], figures: dict[str, list[Row]]) -> None:
    for unit in units:
        objective = _child(goal, "Objective")
        _say(objective, **_told(unit))
        for row in figures.get(unit.iri, ()):
            indicator = _child(objective, "PerformanceIndicator", PerformanceIndicatorType="Quantitative")
            _say(indicator, MeasurementDimension=row["property"], UnitOfMeasurement=row.get("name", "") or "无单位")
            _say(indicator, Identifier=_identifier(row["x"]))
            planned = row["kind"] in (ZT.Planned, ZT.Budgeted)
            instance = _child(indicator, "MeasurementInstance")
            _say(_child(instance, "TargetResult" if planned else "ActualResult"), NumberOfUnits=row["value"])


def _told(unit: Unit) -> dict[str, str | None]:
    """What a goal and an objective say, in the order of the schema."""
    return {
        "Name": unit.label,
        "Description": unit.text,
        "Identifier": _identifier(unit.iri),
        "SequenceIndicator": unit.number or None,
    }


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
