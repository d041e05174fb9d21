"""Pages on which reports are read: what is held, one report with its text, one thing with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from kg.errors import UnknownEntity
from ontology import SKOS, ZT
from ontology.terms import terms
from zhitu.card import Card, Link, card
from zhitu.names import CLASS_NAMES, TERM_KINDS
from zhitu.overview import overview
from zhitu.serving.linked import LinkedData
from zhitu.serving.site import Site
from zhitu.serving.source_text import paragraphs, text_of

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from zhitu.holdings import Holding

ABOVE = {"Class": "属于", "NamedIndividual": "种类"}  # of terms: what the terms above a term are called
FOLDED = 12  # links of one relation that are shown before the rest is folded away


class ReadingPages:
    def __init__(self, site: Site, linked: LinkedData) -> None:
        self.site, self.linked = site, linked
        self.workspace = site.workspace

    def add_to(self, app: Starlette) -> None:
        app.add_route("/browse", self.browse)
        app.add_route("/page/{rest:path}", self.thing)
        app.add_route("/text", self.text)

    def browse(self, request: Request) -> Response:
        """Reports by department and year, and the functions that their duties implement."""
        departments: dict[str, list[Holding]] = {}
        for holding in self.workspace.reports():
            departments.setdefault(holding.department or "部门不明", []).append(holding)
        functions = self.workspace.store.select(f"""SELECT ?function ?label (COUNT(DISTINCT ?duty) AS ?duties) WHERE {{
            ?duty <{ZT.implementsFunction}> ?function . ?function <{SKOS.prefLabel}> ?label FILTER (lang(?label) = "zh")
            }} GROUP BY ?function ?label ORDER BY DESC(?duties) ?label""")
        return self.site.page(request, "browse.html", departments=departments, functions=functions)

    def thing(self, request: Request) -> Response:
        """The page of any IRI: a report is read whole, everything else as a card with its evidence."""
        iri = self.linked.iri(request.path_params["rest"])
        if any(holding.iri == iri for holding in self.workspace.reports()):
            return self._report(request, iri)
        if iri == str(ZT).rstrip("#"):
            return self._ontology(request)
        try:
            found = card(self.workspace.store, iri)
        except UnknownEntity as error:
            return self.site.missing(request, str(error))
        return self.site.page(request, "thing.html", card=found, groups=_grouped(found), folded=FOLDED)

    def _ontology(self, request: Request) -> Response:
        """All terms of the ontology, each under an anchor of its name: `#Duty`."""
        return self.site.page(
            request,
            "ontology.html",
            terms=terms(),
            kinds=TERM_KINDS,
            above={kind: ABOVE.get(kind, "上位") for kind in TERM_KINDS},
            own={f"zt:{term.name}": term.name for term in terms()},
        )

    def _report(self, request: Request, iri: str) -> Response:
        seen = overview(self.workspace, iri)
        ranges = _ranges(request)
        lines = paragraphs(text_of(self.workspace.store, iri), ranges)
        return self.site.page(request, "report.html", seen=seen, paragraphs=lines, ranges=ranges)

    def text(self, request: Request) -> Response:
        """A report's text with a range highlighted, as a piece of a page."""
        report = request.query_params.get("report", "")
        try:
            text = text_of(self.workspace.store, report)
        except UnknownEntity:
            text = ""
        title = next((one.title for one in self.workspace.reports() if one.iri == report), "")
        return self.site.page(
            request, "text.html", report=report, title=title, paragraphs=paragraphs(text, _ranges(request))
        )


def _ranges(request: Request) -> list[tuple[int, int]]:
    """Ranges in the address: `?char=120,180`, as often as there are some (RFC 5147)."""
    found = []
    for value in request.query_params.getlist("char"):
        start, _, end = value.partition(",")
        if start.isdecimal() and end.isdecimal():
            found.append((int(start), int(end)))
    return found


def _grouped(found: Card) -> list[tuple[str, bool, list[Link]]]:
    """Links by relation and direction: what reports say first, then functions and law."""
    groups: dict[tuple[str, bool], list[Link]] = {}
    for link in found.links:
        groups.setdefault((link.relation, link.inward), []).append(link)
    order = {name: place for place, name in enumerate(CLASS_NAMES)}
    first = {key: order.get(links[0].type, len(order)) for key, links in groups.items()}
    return [(*key, groups[key]) for key in sorted(groups, key=lambda key: (first[key], key[1], key[0]))]
