"""Arithmetic over indicator tables: scores add up to the total, weights to 100, completion is actual ÷ target, no score above its weight.

A table speaks for itself only where it is whole: a sum that differs is told where the table prints its total, or where its weights
show that no row is missing. A target that was missed is told where the row claims the full score all the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kg.extract.indicators import reading, tables_with_rows
from kg.forms.indicators import IndicatorTable, Row, points
from kg.matching import view
from kg.model import Direction, Finding, IndicatorRow, Report, Severity, Span

_WHOLE = Decimal(100)
_RATE = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")
_TOTAL_SCORE = re.compile(r"(?:自评|综合|评价|最终)(?:总)?(?:得分|评分|分)|总得?分")


@dataclass(frozen=True, slots=True)
class _Claim:
    code: str
    holds: bool
    message: str
    spans: tuple[Span, ...]
    about: tuple[str, ...] = ()


def check_indicators(report: Report) -> tuple[Finding, ...]:
    """What the indicator tables of a report say about their own figures, in text order of each rule."""
    counts: Counter[str] = Counter()
    findings = []
    for claim in _claims(report):
        counts[claim.code] += 1
        findings.append(
            Finding(
                id=f"finding/{claim.code}/{counts[claim.code]}",
                label=claim.message,
                evidence=tuple(report.document.evidence(span) for span in dict.fromkeys(claim.spans)),
                rule=f"indicators.{claim.code}",
                code=claim.code,
                severity=Severity.INFO if claim.holds else Severity.WARNING,
                holds=claim.holds,
                about=claim.about,
            )
        )
    return tuple(findings)


def _claims(report: Report) -> Iterator[_Claim]:
    text = view(report.document).text
    for table, rows in tables_with_rows(report.document, report.entities.indicator_rows):
        for row, cells in zip(rows, table.rows, strict=True):
            yield from _row_claims(text, row, cells)
        yield from _sums(report, text, table, rows)


# --- one row --------------------------------------------------------------------------------------------------


def _row_claims(text: str, row: IndicatorRow, cells: Row) -> Iterator[_Claim]:
    if row.score is not None and row.weight is not None and row.score > row.weight:
        message = f"{row.label} 得分 {row.score} 高于分值 {row.weight}"
        yield _Claim("score-above-weight", False, message, (cells.cells["weight"], cells.cells["score"]), (row.id,))
    target, actual = row.target_value, row.actual_value
    if target is None or actual is None or not _same_unit(text, cells):
        return
    spans = (cells.cells["target"], cells.cells["actual"])
    shown = f"{row.label} 目标 {_line(row.target)}，实际 {_line(row.actual)}"
    reached = _reached(row.direction, target, actual)
    if reached:
        yield _Claim("indicator-target", True, f"{shown}，达到目标", spans, (row.id,))
    elif reached is False and row.score is not None and row.score == row.weight and row.weight:
        message = f"{shown}，没有达到目标，却得了满分 {row.score}"
        yield _Claim("indicator-target-mismatch", False, message, (*spans, cells.cells["score"]), (row.id,))
    stated = _RATE.search(text, cells.cells["rate"].start, cells.cells["rate"].end) if "rate" in cells.cells else None
    if stated and target:
        holds, exact = _is_quotient(Decimal(stated[1]), actual / target * 100)
        verdict = f"完成率 {stated[1]}% 相符" if holds else f"完成率应为 {exact}%，写作 {stated[1]}%"
        code = "completion-rate" if holds else "completion-rate-mismatch"
        yield _Claim(code, holds, f"{shown}，{verdict}", (*spans, cells.cells["rate"]), (row.id,))


def _is_quotient(stated: Decimal, exact: Decimal) -> tuple[bool, Decimal]:
    """Whether a stated rate is the exact one, rounded or cut to the decimals stated, and the exact one; many forms stop at 100%."""
    exponent = stated.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    holds = abs(exact - stated) < step or (stated == _WHOLE and exact > _WHOLE)
    return holds, exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _same_unit(text: str, cells: Row) -> bool:
    units = {reading(text, cells.cells[name]).unit_text for name in ("target", "actual")} - {""}
    return len(units) <= 1


def _reached(direction: Direction | None, target: Decimal, actual: Decimal) -> bool | None:
    """Whether the actual value meets the target; None where more than a bare target may be good or bad."""
    if direction is Direction.AT_LEAST:
        return actual >= target
    if direction is Direction.AT_MOST:
        return actual <= target
    if direction is Direction.EQUAL:
        return None if actual > target else actual == target
    return None


# --- the table ------------------------------------------------------------------------------------------------


def _sums(report: Report, text: str, table: IndicatorTable, rows: Sequence[IndicatorRow]) -> Iterator[_Claim]:
    weights = _column(text, table, "weight")
    scores = _column(text, table, "score")
    if weights is None or len(rows) < 2:
        return
    weighed = sum((value for value, _ in weights), Decimal(0))
    total = points(text, table.total["weight"]) if "weight" in table.total else None
    about = tuple(row.id for row in rows)
    whole = weighed in (_WHOLE, total)
    if whole or total is not None or weighed > _WHOLE:
        printed = f"，表中合计 {_plain(total)}" if total is not None else ""
        verdict = "相符" if whole else "不符" if total is not None else "超过 100"
        spans = (*(span for _, span in weights), *([table.total["weight"]] if total is not None else []))
        code = "weight-sum" if whole else "weight-sum-mismatch"
        yield _Claim(code, whole, f"各项分值之和为 {_plain(weighed)}{printed}，{verdict}", spans, about)
    stated = _stated_total(report, text, table)
    if scores is None or stated is None or len(scores) != len(weights):
        return
    scored = sum((value for value, _ in scores), Decimal(0))
    agrees = scored == stated[0]
    if not agrees and not whole:
        return  # rows may be missing
    code = "score-sum" if agrees else "score-sum-mismatch"
    verdict = "相符" if agrees else f"相差 {_plain(abs(scored - stated[0]))}"
    message = f"各项得分之和为 {_plain(scored)}，总分写作 {_plain(stated[0])}，{verdict}"
    yield _Claim(code, agrees, message, (*(span for _, span in scores), stated[1]), about)


def _column(text: str, table: IndicatorTable, name: str) -> list[tuple[Decimal, Span]] | None:
    """The points of every row, that of the budget's row first; None where a row has none, as under a merged cell."""
    found = [table.money[name]] if name in table.money else []
    found += [row.cells[name] for row in table.rows if name in row.cells]
    values = [(points(text, span), span) for span in found]
    if any(value is None for value, _ in values) or sum(name in row.cells for row in table.rows) < len(table.rows):
        return None
    return [(value, span) for value, span in values if value is not None]


def _stated_total(report: Report, text: str, table: IndicatorTable) -> tuple[Decimal, Span] | None:
    """The total score that the table prints, else the one that the report states outside of it, if it is one only."""
    if "score" in table.total:
        value = points(text, table.total["score"])
        return None if value is None else (value, table.total["score"])
    outside = [
        figure
        for figure in report.entities.observations
        if figure.unit_text in ("", "分") and _TOTAL_SCORE.search(figure.property) and figure.value <= _WHOLE
    ]
    if not outside or len({figure.value for figure in outside}) > 1:
        return None
    return outside[0].value, outside[0].span


def _plain(value: Decimal) -> str:
    shown = format(value, "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _line(words: str) -> str:
    return re.sub(r"\s+", "", words)
