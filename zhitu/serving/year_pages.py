"""Pages that hold the years of a department against one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from kg.errors import UnknownReport
from zhitu.serving.chart import chart_of
from zhitu.serving.site import Site
from zhitu.timelines import timeline, timelines
from zhitu.years import CHANGES, KINDS, compare, continuing

if TYPE_CHECKING:
    from starlette.applications import Starlette


class YearPages:
    def __init__(self, site: Site) -> None:
        self.site = site
        self.workspace = site.workspace

    def add_to(self, app: Starlette) -> None:
        app.add_route("/years", self.years)
        app.add_route("/compare", self.compare)
        app.add_route("/timeline", self.timeline)

    def years(self, request: Request) -> Response:
        """Departments with reports of several years."""
        return self.site.page(request, "years.html", lines=continuing(self.workspace), changes=CHANGES)

    def compare(self, request: Request) -> Response:
        """Two years of a department: `?department=…&from=2021&to=2022`; without years, the last two."""
        department = request.query_params.get("department", "")
        years = next((one.years for one in continuing(self.workspace) if one.department == department), ())
        given = [request.query_params.get(name, "") for name in ("from", "to")]
        if not all(year.isdecimal() for year in given):
            if len(years) < 2:
                return self.site.missing(request, f"“{department}”没有可以对照的两年报告。")
            given = [str(year) for year in years[-2:]]
        try:
            found = compare(self.workspace, department, int(given[0]), int(given[1]))
        except UnknownReport as error:
            return self.site.missing(request, str(error))
        everything = request.query_params.get("all") == "1"
        return self.site.page(
            request, "compare.html", found=found, years=years, changes=CHANGES, kinds=KINDS, everything=everything
        )

    def timeline(self, request: Request) -> Response:
        """Series of a department (`?department=`), or one subject through the years (`?department=…&subject=…`)."""
        department = request.query_params.get("department", "")
        subject = request.query_params.get("subject", "")
        try:
            shown = (
                (timeline(self.workspace, subject, department=department),)
                if subject
                else timelines(self.workspace, department)
            )
        except UnknownReport as error:
            return self.site.missing(request, str(error))
        series = [(one, chart_of(one)) for one in shown]
        return self.site.page(request, "timeline.html", department=department, subject=subject, series=series)
