"""One thing of the graph with all that is known of it: for pages, assistants and notebooks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kg.errors import UnknownEntity
from kg.store import Graph, Row
from ontology import DCTERMS, NIF, OWL, RDF, RDFS, SKOS, SSSOM, ZT
from zhitu.names import CLASS_NAMES, relation_name

EVIDENCE_LIMIT = 200
LINK_LIMIT = 300
_LABEL = f"{RDFS.label} {SKOS.prefLabel} {DCTERMS.title}".split()
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20]+")
_NOT_SHOWN = {RDF.type, ZT.evidence, ZT.inReport, ZT.text, *_LABEL}


@dataclass(frozen=True, slots=True)
class Quote:
    """Where a report says it: code points of its canonical text, half-open."""

    report: str
    title: str
    start: int
    end: int
    text: str
    page: int | None
    ocr: float | None = None  # mean confidence of the page, where the text was read from a picture


@dataclass(frozen=True, slots=True)
class Link:
    """A relation to another thing; `inward` where the other thing is its subject."""

    relation: str  # IRI of the property
    other: str
    label: str
    type: str  # local name of the class, "" where it has none of ours
    inward: bool
    confidence: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A literal that the graph states of the thing."""

    property: str
    value: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the graph says of `iri`. `type` is the local name of its most special class of ours."""

    iri: str
    type: str
    label: str
    text: str
    reports: tuple[str, ...]
    facts: tuple[Fact, ...]
    evidence: tuple[Quote, ...]
    links: tuple[Link, ...]

    def _repr_html_(self) -> str:
        from html import escape

        from search.showing import table_html

        quotes = [(one.title, one.text, f"{one.start}–{one.end}") for one in self.evidence]
        links = [
            (
                relation_name(one.relation, one.inward),
                one.label,
                "" if one.confidence is None else one.confidence,
                one.why,
            )
            for one in self.links
        ]
        head = f"<p><b>{escape(self.label)}</b> {escape(CLASS_NAMES.get(self.type, self.type))}</p>"
        text = f"<p>{escape(self.text)}</p>" if self.text else ""
        return (
            head
            + text
            + table_html(("报告", "原文", "字符"), quotes)
            + table_html(("关系", "内容", "可信度", "依据"), links)
        )


def card(store: Graph, iri: str) -> Card:
    """The card of the thing. Raises UnknownEntity where the graph says nothing of it."""
    node = iri_term(iri)
    rows = store.select(f"""SELECT DISTINCT ?p ?o (isIRI(?o) AS ?link) {{ {node} ?p ?o
        FILTER (!(isLiteral(?o) && lang(?o) = "en")) }} ORDER BY ?p ?o""")
    if not rows:
        raise UnknownEntity(iri, "工作区里没有这个实体。", "可用 zhitu list 和 zhitu show 查看有哪些。")
    said: dict[str, list[str]] = {}
    for row in rows:
        said.setdefault(row["p"], []).append(row["o"])
    label = next((said[name][0] for name in _LABEL if name in said), iri.rpartition("/")[2])
    facts = tuple(Fact(row["p"], row["o"]) for row in rows if row["link"] == "false" and row["p"] not in _NOT_SHOWN)
    return Card(
        iri=iri,
        type=type_of(said.get(RDF.type, ())),
        label=label,
        text=said.get(ZT.text, [""])[0],
        reports=tuple(said.get(ZT.inReport, ())),
        facts=facts,
        evidence=_evidence(store, node),
        links=_links(store, node),
    )


def type_of(classes: Iterable[str]) -> str:
    """The local name of the most special class of ours: BudgetFigure before Observation."""
    own = {iri.removeprefix(str(ZT)) for iri in classes if iri.startswith(str(ZT))}
    named = [name for name in CLASS_NAMES if name in own]
    return "BudgetFigure" if "BudgetFigure" in named else next(iter(named or sorted(own)), "")


def iri_term(iri: str) -> str:
    """The IRI as a SPARQL term. Raises UnknownEntity for text that is no IRI: it must not become a piece of a query."""
    if not _IRI.fullmatch(iri):
        raise UnknownEntity(iri[:200], "这不是一个 IRI。")
    return f"<{iri}>"


def _evidence(store: Graph, node: str) -> tuple[Quote, ...]:
    rows = store.select(f"""SELECT DISTINCT ?report ?title ?begin ?end ?quote ?page ?ocr WHERE {{
        GRAPH ?report {{ {node} <{ZT.evidence}> ?e . ?e <{NIF.beginIndex}> ?begin ; <{NIF.endIndex}> ?end ;
            <{NIF.anchorOf}> ?quote . ?report <{DCTERMS.title}> ?title . OPTIONAL {{ ?e <{ZT.page}> ?page }}
            OPTIONAL {{ ?e <{ZT.ocrConfidence}> ?ocr }} }}
        }} ORDER BY ?report ?begin LIMIT {EVIDENCE_LIMIT}""")
    return tuple(
        Quote(
            row["report"],
            row["title"],
            int(row["begin"]),
            int(row["end"]),
            row["quote"],
            int(row["page"]) if "page" in row else None,
            float(row["ocr"]) if "ocr" in row else None,
        )
        for row in rows
    )


def _links(store: Graph, node: str) -> tuple[Link, ...]:
    """Relations both ways, surest first within a relation."""
    structure = f"<{RDF.type}>, <{ZT.evidence}>, <{ZT.inReport}>, <{NIF.referenceContext}>"
    axioms = f"<{OWL.annotatedSource}>, <{OWL.annotatedTarget}>, <{OWL.annotatedProperty}>"
    links = []
    for inward in (False, True):
        here, other = ("?o", node) if inward else (node, "?o")
        rows = store.select(f"""SELECT DISTINCT ?p ?o WHERE {{ {here} ?p {other} .
            FILTER (isIRI(?o) && ?p NOT IN ({structure}, {axioms})) }} ORDER BY ?p ?o LIMIT {LINK_LIMIT}""")
        source, target = (
            (OWL.annotatedTarget, OWL.annotatedSource)
            if inward
            else (
                OWL.annotatedSource,
                OWL.annotatedTarget,
            )
        )
        inferred = {
            (row["p"], row["o"]): row
            for row in store.select(f"""SELECT ?p ?o (MAX(?c) AS ?confidence) (GROUP_CONCAT(DISTINCT ?w; separator="；") AS ?why)
                WHERE {{ ?axiom <{source}> {node} ; <{OWL.annotatedProperty}> ?p ; <{target}> ?o .
                OPTIONAL {{ ?axiom <{SSSOM.confidence}> ?c }} OPTIONAL {{ ?axiom <{ZT.why}> ?w }} }} GROUP BY ?p ?o""")
        }
        names = _names(store, {row["o"] for row in rows})
        for row in rows:
            label, kind = names.get(row["o"], ("", ""))
            links.append(_link(row, inward, label, kind, inferred.get((row["p"], row["o"]), {})))
    return tuple(sorted(links, key=lambda one: (one.inward, one.relation, -(one.confidence or 0), one.other)))


def _link(row: Row, inward: bool, label: str, kind: str, inferred: Row) -> Link:
    confidence = float(inferred["confidence"]) if "confidence" in inferred else None
    label = label or row["o"].rpartition("/")[2].rpartition("#")[2]
    return Link(row["p"], row["o"], label, kind, inward, confidence, inferred.get("why", ""))


def _names(store: Graph, iris: Iterable[str]) -> dict[str, tuple[str, str]]:
    """IRI → its label and the local name of its class."""
    values = " ".join(f"<{iri}>" for iri in sorted(iris))
    labels: dict[str, str] = {}
    classes: dict[str, list[str]] = {}
    paths = "|".join(f"<{name}>" for name in _LABEL)
    for row in store.select(f"""SELECT DISTINCT ?x ?label ?class WHERE {{ VALUES ?x {{ {values} }}
            ?x {paths} ?label . OPTIONAL {{ ?x a ?class }} FILTER (lang(?label) != "en") }} ORDER BY ?x ?label"""):
        labels.setdefault(row["x"], row["label"])
        classes.setdefault(row["x"], []).append(row.get("class", ""))
    return {iri: (label, type_of(classes[iri])) for iri, label in labels.items()}
