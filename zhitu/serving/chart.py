"""A series over the years as a line chart: places in an SVG, made on the server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhitu.timelines import Timeline

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 24, 24, 34, 30


@dataclass(frozen=True, slots=True)
class Mark:
    """A value of the series, as printed."""

    x: float
    y: float
    label: str
    year: int
    iri: str


@dataclass(frozen=True, slots=True)
class Line:
    """The values of one claim: what was achieved, or what was planned; they are never joined."""

    claim: str
    marks: tuple[Mark, ...]

    @property
    def points(self) -> str:
        """For a polyline."""
        return " ".join(f"{mark.x:.1f},{mark.y:.1f}" for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Chart:
    lines: tuple[Line, ...]
    years: tuple[tuple[int, float], ...]  # year and its place
    unit: str
    width: int = WIDTH
    height: int = HEIGHT


def chart_of(timeline: Timeline) -> Chart | None:
    """The chart of an indicator: from zero, or from below the least where all are negative; None without numbers."""
    points = [point for point in timeline.points if point.value]
    if not points:
        return None
    units = [point.unit for point in points]
    unit = max(units, key=units.count)  # a series is gathered in one unit; what is in another is not drawn
    points = [point for point in points if point.unit == unit]
    values = [float(point.value) for point in points]
    low, high = min(0.0, *values), max(0.0, *values)
    years = sorted({point.year for point in points})
    span = max(1, years[-1] - years[0])

    def x(year: int) -> float:
        if len(years) == 1:
            return WIDTH / 2
        return LEFT + 40 + (year - years[0]) / span * (WIDTH - LEFT - RIGHT - 80)

    def y(value: float) -> float:
        return TOP + (high - value) / ((high - low) or 1.0) * (HEIGHT - TOP - BOTTOM)

    claims = list(dict.fromkeys(point.claim for point in points))
    lines = tuple(
        Line(
            claim,
            tuple(
                Mark(x(point.year), y(float(point.value)), point.label, point.year, point.iri)
                for point in points
                if point.claim == claim
            ),
        )
        for claim in claims
    )
    return Chart(lines, tuple((year, x(year)) for year in years), unit)
