"""Pages that look at a report as a whole: coverage, delivery, findings, analysis, and the graph around a thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from kg.errors import UnknownReport
from zhitu.analysing import similarities
from zhitu.checking import findings_of
from zhitu.serving.drawing import drawing_around
from zhitu.serving.site import Site
from zhitu.views import coverage_of, delivery_of

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from zhitu.holdings import Holding


class InsightPages:
    def __init__(self, site: Site) -> None:
        self.site = site
        self.workspace = site.workspace

    def add_to(self, app: Starlette) -> None:
        for path, page in (
            ("/coverage", self.coverage),
            ("/delivery", self.delivery),
            ("/findings", self.findings),
            ("/analysis", self.analysis),
        ):
            app.add_route(path, self._of_report(page))
        app.add_route("/graph", self.graph)

    def _of_report(self, page: Callable[[Request, Holding], Response]) -> Callable[[Request], Response]:
        """A page of the report that `?report=` names, the only one where there is but one, else a choice of them."""

        def answer(request: Request) -> Response:
            held = self.workspace.reports()
            wanted = request.query_params.get("report", "")
            if not wanted and len(held) != 1:
                return self.site.page(request, "choose.html", reports=held)
            try:
                return page(request, self.workspace.find(wanted) if wanted else held[0])
            except UnknownReport as error:
                return self.site.missing(request, str(error))

        return answer

    def coverage(self, request: Request, holding: Holding) -> Response:
        """The matrix of duties × outcomes."""
        found = coverage_of(self.workspace, holding.iri)
        return self.site.page(request, "coverage.html", holding=holding, coverage=found)

    def delivery(self, request: Request, holding: Holding) -> Response:
        """The plan, and what came of it."""
        found = delivery_of(self.workspace, holding.iri)
        return self.site.page(request, "delivery.html", holding=holding, deliveries=found)

    def findings(self, request: Request, holding: Holding) -> Response:
        """What the checks found, what does not add up first."""
        order = {False: 0, None: 1, True: 2}
        found = sorted(findings_of(self.workspace, holding.iri), key=lambda one: order[one.holds])
        return self.site.page(request, "findings.html", holding=holding, findings=found)

    def analysis(self, request: Request, holding: Holding) -> Response:
        """What the network shows."""
        return self.site.page(
            request,
            "analysis.html",
            holding=holding,
            found=self.workspace.analyse(holding.iri),
            alike=similarities(self.workspace),
        )

    def graph(self, request: Request) -> Response:
        """The graph around `?iri=`, drawn."""
        iri = request.query_params.get("iri", "")
        drawing = drawing_around(self.workspace, iri)
        if drawing is None:
            return self.site.missing(request, f"图谱里没有这个实体：{iri}")
        return self.site.page(request, "graph.html", drawing=drawing)
