"""Report → RDF: one named graph as canonical N-Triples text.

Lines are written directly, sorted and without duplicates, so that two builds of one input are byte-identical; no
blank nodes, clock, host or path. Which terms are used is said in `docs/ontology.md` (design §4).
"""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal

from kg.jurisdiction import Jurisdiction, jurisdiction_of, parent_organisation
from kg.model import (
    BudgetFigure,
    Duty,
    Entity,
    Evidence,
    Finding,
    Identity,
    Improvement,
    IndicatorRow,
    Link,
    NamedThing,
    Observation,
    Organisation,
    Outcome,
    OutcomeGroup,
    OutcomeItem,
    Place,
    PolicyDocument,
    Problem,
    Project,
    Relation,
    Report,
    ReportKind,
    Section,
    Task,
    TaskGroup,
)
from kg.units import unit_iri
from ontology import (
    CV,
    DCTERMS,
    FUNCTION_BASE,
    ID_BASE,
    NIF,
    ORG,
    OWL,
    PROV,
    QUDT,
    RDF,
    RDFS,
    SCHEMA,
    SEMAPV,
    SKOS,
    SSSOM,
    XSD,
    ZT,
)
from ontology.functions import FunctionScheme

_UNSAFE = re.compile(  # all but RFC 3987's unreserved characters, its brackets and marks, and CJK and other ucschar
    "[^A-Za-z0-9._~!$&'()*+,;=:@\u00a1-\u00ac\u00ae-\u200a\u2010-\u2027\u202f-\u205f\u2070-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff01-\uffef"
    "\U00010000-\U0001fffd\U00020000-\U0002fffd\U00030000-\U0003fffd-]"
)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}
_ESCAPED = re.compile(r'[\\"\n\r]')

CLASSES: dict[type[Entity], str] = {
    Duty: "Duty",
    TaskGroup: "TaskGroup",
    Task: "Task",
    OutcomeGroup: "OutcomeGroup",
    OutcomeItem: "OutcomeItem",
    Outcome: "Outcome",
    Problem: "Problem",
    Improvement: "Improvement",
    Observation: "Observation",
    BudgetFigure: "BudgetFigure",
    IndicatorRow: "IndicatorRow",
    Project: "Project",
    PolicyDocument: "PolicyDocument",
    Place: "Place",
    Organisation: "Organisation",
    Finding: "Finding",
}
_SHARED_PATHS = {Project: "project", PolicyDocument: "document", Place: "place", Organisation: "organisation"}


def name_segment(name: str) -> str:
    """`name` as one segment of an IRI: white space left out, what IRIs forbid percent-encoded, Chinese kept.

    >>> name_segment("广东实验中学 (高中校区)/扩建")
    '广东实验中学(高中校区)%2F扩建'
    """
    return _UNSAFE.sub(lambda m: "".join(f"%{b:02X}" for b in m[0].encode()), re.sub(r"\s+", "", name))


def report_iri(identity: Identity, sha256: str, *, base: str = ID_BASE, version: int = 1, piece: int = 0) -> str:
    """The report's IRI, which is also that of its named graph (design §4).

    `version` counts different documents that claim the same identity, from 1; `piece` tells apart the reports of one
    file that do not say whose they are.
    """
    if not identity.department or identity.year is None:
        return f"{base}report/sha256/{sha256[:16]}" + (f"/{piece}" if piece else "")
    iri = f"{base}report/{name_segment(identity.department)}/{identity.year}"
    if identity.kind is ReportKind.PROJECT_EVALUATION:
        iri += f"/project/{name_segment(identity.project)}" if identity.project else "/project"
    elif identity.kind is not ReportKind.SELF_EVALUATION:
        iri += f"/{identity.kind}"
    return iri if version == 1 else f"{iri}/v{version}"


def literal(text: str) -> str:
    """An N-Triples string literal without its datatype or language."""
    return '"' + _ESCAPED.sub(lambda m: _ESCAPES[m[0]], text) + '"'


class GraphWriter:
    """Writes one report's triples; holds its IRI, the base of shared things, and where it belongs."""

    def __init__(
        self, report: Report, iri: str, scheme: FunctionScheme, *, base: str = ID_BASE, revises: str = ""
    ) -> None:
        self.report = report
        self.iri = iri
        self.base = base
        self.revises = revises
        self.scheme = scheme
        self.jurisdiction: Jurisdiction = jurisdiction_of(report.identity.department)
        self.entities = report.entities.by_id()
        self.lines: list[str] = []

    # --- IRIs -----------------------------------------------------------------------------------------------

    def entity_iri(self, id: str) -> str:
        """IRI of a local id: under the report's own, or under the base for things that reports share."""
        entity = self.entities.get(id)
        if isinstance(entity, NamedThing):
            return self.shared_iri(entity)
        return f"{self.iri}/{id}" if id else self.iri

    def shared_iri(self, thing: NamedThing) -> str:
        """Shared things are scoped by department (projects) or jurisdiction: the same name elsewhere is another."""
        department = self.report.identity.department
        scope = department if isinstance(thing, Project) else (self.jurisdiction.name or department)
        if isinstance(thing, PolicyDocument) and thing.label.startswith("中华人民共和国"):
            scope = "中华人民共和国"
        return self._shared(_SHARED_PATHS[type(thing)], scope or self.report.document.sha256[:16], thing.label)

    def _shared(self, kind: str, *names: str) -> str:
        return "/".join([f"{self.base}{kind}", *map(name_segment, names)])

    @property
    def department_iri(self) -> str:
        return self._shared("department", self.report.identity.department)

    # --- writing --------------------------------------------------------------------------------------------

    def link(self, subject: str, predicate: str, object: str) -> None:
        self.lines.append(f"<{subject}> <{predicate}> <{object}> .")

    def text(self, subject: str, predicate: str, value: str, language: str = "") -> None:
        self.lines.append(f"<{subject}> <{predicate}> {literal(value)}{'@' + language if language else ''} .")

    def typed(self, subject: str, predicate: str, value: object, datatype: str) -> None:
        self.lines.append(f'<{subject}> <{predicate}> "{value}"^^<{datatype}> .')

    def evidence(self, subject: str, evidence: Evidence) -> None:
        """A NIF string on the report's canonical text."""
        node = f"{self.iri}#char={evidence.span.start},{evidence.span.end}"
        self.link(subject, ZT.evidence, node)
        self.link(node, RDF.type, NIF.OffsetBasedString)
        self.link(node, NIF.referenceContext, f"{self.iri}#text")
        self.typed(node, NIF.beginIndex, evidence.span.start, XSD.nonNegativeInteger)
        self.typed(node, NIF.endIndex, evidence.span.end, XSD.nonNegativeInteger)
        self.text(node, NIF.anchorOf, evidence.quote)
        if evidence.page is not None:
            self.typed(node, ZT.page, evidence.page, XSD.positiveInteger)
        document = self.report.document
        if part := document.part_at(evidence.span.start):
            self.text(node, DCTERMS.source, part.source)
        confidence = document.confidence_at(evidence.span.start)
        if confidence is not None:
            self.typed(node, ZT.ocrConfidence, f"{confidence:.3f}", XSD.decimal)

    def graph(self) -> str:
        """Everything, as sorted N-Triples text with its own digest as the last statement."""
        self._report()
        for section in self.report.sections:
            self._section(section)
        for entity in self.report.entities:
            self._entity(entity)
        for link in self.report.links:
            self._link(link)
        for finding in self.report.findings:
            self._finding(finding)
        self._legal_basis()
        body = "\n".join(sorted(set(self.lines)))
        digest = hashlib.sha256(body.encode()).hexdigest()
        return f"{body}\n<{self.iri}> <{ZT.contentDigest}> {literal(digest)} .\n"

    def _report(self) -> None:
        identity, document = self.report.identity, self.report.document
        iri, context = self.iri, f"{self.iri}#text"
        self.link(iri, RDF.type, ZT.PerformanceReport)
        self.text(iri, RDFS.label, identity.title, "zh")
        self.text(iri, DCTERMS.title, identity.title, "zh")
        self.text(iri, ZT.kind, identity.kind)
        self.text(iri, DCTERMS.source, document.source)
        self.text(iri, SCHEMA.sha256, document.sha256)
        for part in document.parts[1:]:
            self.text(iri, ZT.annex, part.source)
        if document.ocr_confidence is not None:
            self.typed(iri, ZT.ocrConfidence, f"{document.ocr_confidence:.3f}", XSD.decimal)
        self.link(context, RDF.type, NIF.Context)
        self.text(context, NIF.isString, document.text)
        self.typed(context, NIF.beginIndex, 0, XSD.nonNegativeInteger)
        self.typed(context, NIF.endIndex, len(document.text), XSD.nonNegativeInteger)
        for evidence in identity.evidence[:1]:  # the title line; the rest is where the department is named
            self.evidence(iri, evidence)
        if identity.year is not None:
            self.typed(iri, ZT.year, identity.year, XSD.gYear)
        if identity.since is not None:
            self.typed(iri, ZT.sinceYear, identity.since, XSD.gYear)
        if self.revises:
            self.link(iri, PROV.wasRevisionOf, self.revises)
        for project in self.report.entities.projects:
            if identity.project and identity.project in (project.label, *project.aliases):
                self.link(iri, DCTERMS.subject, self.shared_iri(project))
        if identity.department:
            self.link(iri, ZT.department, self.department_iri)
            self._department(identity)

    def _department(self, identity: Identity) -> None:
        node = self.department_iri
        self.link(node, RDF.type, ZT.Department)
        self.link(node, RDF.type, CV.PublicOrganisation)
        self.link(node, RDF.type, ORG.FormalOrganization)
        self.text(node, RDFS.label, identity.department, "zh")
        self.link(node, ZT.inReport, self.iri)
        for alias in identity.aliases:
            self.text(node, SKOS.altLabel, alias, "zh")
        for evidence in identity.evidence:
            self.evidence(node, evidence)
        if self.jurisdiction.name:
            place = self._shared("place", self.jurisdiction.name, self.jurisdiction.place)
            self.link(node, ZT.jurisdiction, place)
            self.link(place, RDF.type, ZT.Place)
            self.text(place, RDFS.label, self.jurisdiction.place, "zh")
        if parent := parent_organisation(identity.department):
            organisation = self._shared("organisation", self.jurisdiction.name or identity.department, parent)
            self.link(node, ORG.subOrganizationOf, organisation)
            self.text(organisation, RDFS.label, parent, "zh")
            self.link(organisation, RDF.type, ZT.Organisation)

    def _section(self, section: Section) -> None:
        node = f"{self.iri}/{section.id}"
        self.link(node, RDF.type, ZT.Section)
        self.text(node, RDFS.label, section.title, "zh")
        self.text(node, ZT.role, section.role)
        if section.number:
            self.text(node, ZT.number, section.number)
        self.link(node, ZT.inReport, self.iri)
        self.link(node, DCTERMS.isPartOf, f"{self.iri}/{section.parent}" if section.parent else self.iri)
        text = section.heading.of(self.report.document.text)
        self.text(node, ZT.text, text)
        if text:
            self.evidence(node, self.report.document.evidence(section.heading))

    def _entity(self, entity: Entity) -> None:
        node = self.entity_iri(entity.id)
        self.link(node, RDF.type, ZT[CLASSES[type(entity)]])
        self.text(node, RDFS.label, entity.label, "zh")
        self.link(node, ZT.inReport, self.iri)
        for evidence in entity.evidence:
            self.evidence(node, evidence)
        if isinstance(entity, NamedThing):
            self._named_thing(node, entity)
            return
        self.text(node, ZT.text, entity.text)
        self.text(node, ZT.rule, entity.rule)
        match entity:
            case Duty() | TaskGroup() | OutcomeGroup() | Problem() | Improvement():
                self.text(node, ZT.number, entity.number)
                self.link(node, DCTERMS.isPartOf, f"{self.iri}/{entity.section}")
            case Task() | OutcomeItem() | Outcome():
                self.text(node, ZT.number, entity.number)
                self.link(node, DCTERMS.isPartOf, f"{self.iri}/{entity.part_of}")
            case Observation():
                self._observation(node, entity)
            case IndicatorRow():
                self._indicator_row(node, entity)
        year = self.report.identity.year
        if isinstance(entity, TaskGroup | Task) and (year := entity.year or year) is not None:
            self.typed(node, ZT.forYear, year, XSD.gYear)

    def _observation(self, node: str, observation: Observation) -> None:
        self.text(node, ZT.printed, observation.printed)
        self.typed(node, ZT.value, _decimal(observation.value), XSD.decimal)
        self.link(node, ZT.quantityKind, ZT[observation.kind])
        self.link(node, DCTERMS.isPartOf, f"{self.iri}/{observation.part_of}" if observation.part_of else self.iri)
        if observation.unit_text:
            self.text(node, ZT.unitText, observation.unit_text)
        if unit := unit_iri(observation.unit):
            self.link(node, QUDT.unit, unit)
        if observation.normalized_value is not None:
            self.typed(node, ZT.normalizedValue, _decimal(observation.normalized_value), XSD.decimal)
            self.text(node, ZT.normalizedUnit, observation.normalized_unit)
        if observation.qualifier:
            self.text(node, ZT.qualifier, observation.qualifier)
        if observation.year is not None:
            self.typed(node, ZT.forYear, observation.year, XSD.gYear)
        if observation.since is not None:
            self.typed(node, ZT.sinceYear, observation.since, XSD.gYear)
        if observation.measure:
            self.text(node, ZT.measure, observation.measure)
        if observation.growth is not None:
            self.link(node, ZT.growthKind, ZT[observation.growth])
        if observation.property:
            self.text(node, ZT.property, observation.property)
            self._indicator(node, observation)
        if isinstance(observation, BudgetFigure):
            self.link(node, RDF.type, ZT.Observation)
            self.text(node, ZT.breakdown, observation.breakdown)
            if observation.phase is not None:
                self.text(node, ZT.phase, observation.phase)
            if observation.category:
                self.text(node, ZT.category, observation.category)

    def _indicator(self, node: str, observation: Observation) -> None:
        """The same quantity of one department over the years: same wording, same base unit."""
        scope = self.report.identity.department or self.report.document.sha256[:16]
        unit = observation.normalized_unit or observation.unit_text
        indicator = self._shared("indicator", scope, observation.property, *([unit] if unit else ()))
        self.link(node, ZT.indicator, indicator)
        self.link(indicator, RDF.type, ZT.Indicator)
        self.text(indicator, RDFS.label, observation.property, "zh")
        self.link(indicator, ZT.inReport, self.iri)
        self.evidence(indicator, observation.evidence[0])

    def _indicator_row(self, node: str, row: IndicatorRow) -> None:
        self.link(node, DCTERMS.isPartOf, f"{self.iri}/{row.section}" if row.section else self.iri)
        printed = {
            ZT.level1: row.level1,
            ZT.level2: row.level2,
            ZT.level3: row.level3,
            ZT.target: row.target,
            ZT.actual: row.actual,
            ZT.unitText: row.unit_text,
            ZT.direction: row.direction or "",
            ZT.deviationReason: row.reason,
        }
        for predicate, words in printed.items():
            if words:
                self.text(node, predicate, words)
        numbers = {
            ZT.targetValue: row.target_value,
            ZT.actualValue: row.actual_value,
            ZT.weight: row.weight,
            ZT.score: row.score,
        }
        for predicate, value in numbers.items():
            if value is not None:
                self.typed(node, predicate, _decimal(value), XSD.decimal)

    def _named_thing(self, node: str, thing: NamedThing) -> None:
        for alias in thing.aliases:
            self.text(node, SKOS.altLabel, alias, "zh")
        for home in thing.mentioned_in:
            self.link(self.entity_iri(home), ZT.mentions, node)
        if isinstance(thing, PolicyDocument) and thing.document_number:
            self.text(node, ZT.documentNumber, thing.document_number)
        if isinstance(thing, Place) and thing.tier:
            self.text(node, ZT.tier, thing.tier)

    def _link(self, link: Link) -> None:
        subject, predicate = self.entity_iri(link.subject), ZT[link.relation]
        if link.relation in (Relation.IMPLEMENTS_FUNCTION, Relation.SERVES_FUNCTION):
            object = f"{FUNCTION_BASE}{link.object}"
        else:
            object = self.entity_iri(link.object)
        self.link(subject, predicate, object)
        key = hashlib.sha256(f"{subject}\n{predicate}\n{object}".encode()).hexdigest()[:16]
        axiom = f"{self.iri}/link/{key}"
        self.link(axiom, RDF.type, OWL.Axiom)
        self.link(axiom, OWL.annotatedSource, subject)
        self.link(axiom, OWL.annotatedProperty, predicate)
        self.link(axiom, OWL.annotatedTarget, object)
        self.typed(axiom, SSSOM.confidence, f"{link.confidence:.3f}", XSD.decimal)
        self.link(axiom, SSSOM.mapping_justification, SEMAPV[link.justification])
        for reason in link.why:
            self.text(axiom, ZT.why, reason)

    def _finding(self, finding: Finding) -> None:
        node = f"{self.iri}/{finding.id}"
        self.link(node, RDF.type, ZT.Finding)
        self.text(node, RDFS.label, finding.label, "zh")
        self.text(node, RDFS.comment, finding.label, "zh")
        self.text(node, ZT.text, finding.text)
        self.text(node, ZT.code, finding.code)
        self.text(node, ZT.rule, finding.rule)
        self.text(node, ZT.severity, finding.severity)
        self.link(node, ZT.inReport, self.iri)
        if finding.holds is not None:
            self.typed(node, ZT.holds, str(finding.holds).lower(), XSD.boolean)
        for id in finding.about:
            self.link(node, ZT.about, self.entity_iri(id))
        for evidence in finding.evidence:
            self.evidence(node, evidence)

    def _legal_basis(self) -> None:
        """Duty → provisions of its functions, where they are valid for the report's place and year."""
        year = self.report.identity.year
        if year is None:
            return
        for link in self.report.links:
            if link.relation is Relation.IMPLEMENTS_FUNCTION:
                for provision in self.scheme[link.object].provisions_for(self.jurisdiction.names, year):
                    self.link(self.entity_iri(link.subject), CV.hasLegalResource, provision.iri)


def graph_of(report: Report, iri: str, scheme: FunctionScheme, *, base: str = ID_BASE, revises: str = "") -> str:
    """The report's named graph as sorted N-Triples text; the last line is the digest of all lines before it.

    `revises` is the IRI of the earlier document with the same identity, where there is one.
    """
    return GraphWriter(report, iri, scheme, base=base, revises=revises).graph()


def _decimal(value: Decimal) -> str:
    """Plain notation: xsd:decimal has no exponent."""
    return format(value, "f")
