"""Arithmetic over a report's own figures: what adds up, what does not, what cannot be checked.

Every rule is found from the structure of the text (按…分, 其中, 共, 分别, 完成预算的…%), never listed for a report; the
words stand in `kg/data/checks.toml`. A document's mistake is a finding with its evidence, not an error: `holds` is True
where an identity is confirmed, False where figures differ or do not add up, None where they cannot be checked. A rule
speaks only where the text itself says how the figures belong together, because a false alarm costs a reader's trust.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import combinations, pairwise

from kg.matching import report_view, requoted
from kg.model import (
    Breakdown,
    BudgetFigure,
    BudgetPhase,
    Evidence,
    Finding,
    Observation,
    QuantityKind,
    Report,
    Severity,
    Span,
)
from kg.tables import any_of, data_file

_SENTENCE_END = re.compile(r"[。；;！？\n]")
_OPEN, _CLOSE = "（(", "）)"
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LONGEST_EVIDENCE = 100  # characters: a clause, never a sentence
_SHORTEST_MATTER = 3  # characters: 资金 or 用地 alone names no matter
_NEAR = 400  # characters: as far from the totals as a rate of the budget may stand
_ONE_CLAUSE = re.compile(r"[^。；;！？\n]*[；;][^。；;！？\n]*")  # from a part to the next one
_FROM = 12  # characters before a figure among which 由 or 从 stands
_LISTED = 3  # parts from which a list that nearly adds up is meant to
_LINES = -1  # number of the table whose cells are lines
_MOST_BESIDE = 4  # more figures than that share a general word, not a matter


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns of checks.toml, compiled."""

    division: re.Pattern[str]
    exhaustive: re.Pattern[str]
    open_parts: re.Pattern[str]
    totals: re.Pattern[str]
    execution: re.Pattern[str]
    completion: re.Pattern[str]
    share: re.Pattern[str]
    growth: re.Pattern[str]
    fall: re.Pattern[str]
    since: re.Pattern[str]
    moved_from: re.Pattern[str]
    moved: re.Pattern[str]
    changed: re.Pattern[str]
    change: re.Pattern[str]
    difference: re.Pattern[str]
    partial: re.Pattern[str]
    income: re.Pattern[str]
    total_row: re.Pattern[str]
    floor: re.Pattern[str]
    ceiling: re.Pattern[str]
    steps: tuple[re.Pattern[str], ...]
    balance: re.Pattern[str]
    lead: re.Pattern[str]
    empty: re.Pattern[str]
    planned: float
    beside: float


@cache
def _words() -> _Words:
    data = data_file("checks")
    rates = data["rates"]
    return _Words(
        division=re.compile(data["division"]),
        exhaustive=_matching(data["parts_exhaustive"]),
        open_parts=_matching(data["parts_open"]),
        totals=_matching(data["totals_after"]),
        execution=_matching(rates["execution"]),
        completion=_matching(rates["completion"]),
        share=_matching(rates["share"]),
        growth=_matching(rates["growth"]),
        fall=_matching(rates["fall"]),
        since=_matching(rates["since"]),
        moved_from=re.compile(f"(?:{any_of(rates['from'])})[^，。；]*$"),
        moved=re.compile(f"(?:{any_of([*rates['growth'], *rates['fall']])})(?:{any_of(rates['to'])})$"),
        changed=re.compile(f"^[^，,]*[，,][^，,。；;]{{0,4}}(?:{any_of([*rates['growth'], *rates['fall']])})了?$"),
        change=re.compile(f"(?:{any_of(rates['change'])})了?$"),
        difference=re.compile(f"(?:{any_of(rates['since'])}).*(?:{any_of(rates['change'])})了?$"),
        partial=_matching(rates["partial"]),
        income=_matching(data["income"]["words"]),
        total_row=_matching(data["tables"]["total_row"]),
        floor=_matching(data["targets"]["floor"]),
        ceiling=_matching(data["targets"]["ceiling"]),
        steps=tuple(_matching(step) for step in data["process"]["steps"]),
        balance=_matching(data["balance"]["words"]),
        lead=re.compile(data["matter"]["lead"]),
        empty=_matching(data["matter"]["empty"]),
        planned=data["matter"]["planned"],
        beside=data["matter"]["beside"],
    )


def _matching(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(any_of(words))


@dataclass(frozen=True, slots=True)
class _Claim:
    """A finding before it has its number."""

    code: str
    holds: bool | None
    message: str
    figures: tuple[Observation, ...]

    @property
    def severity(self) -> Severity:
        return Severity.WARNING if self.holds is False else Severity.INFO


def check_figures(report: Report) -> tuple[Finding, ...]:
    """What the report's figures say about one another, in text order of each rule.

    Each finding's evidence is one clause a figure; its label is the message for people, in Chinese:
    「执行数 139,599.52 万元 ÷ 预算数 174,867.73 万元 = 79.83%，与所述 79.83% 相符」.
    """
    checker = _Checker(report_view(report))
    counts: Counter[str] = Counter()
    findings = []
    for claim in checker.claims():
        counts[claim.code] += 1
        findings.append(
            Finding(
                id=f"finding/{claim.code}/{counts[claim.code]}",
                label=claim.message,
                evidence=checker.evidence(claim.figures),
                rule=f"figures.{claim.code}",
                code=claim.code,
                severity=claim.severity,
                holds=claim.holds,
                about=tuple(figure.id for figure in claim.figures),
            )
        )
    return requoted(findings, report.document)


class _Checker:
    """One report's figures, grouped by sentence, and the rules over them."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.text = report.document.text
        self.figures = report.entities.observations
        self.words = _words()
        breaks = [match.end() for match in _SENTENCE_END.finditer(self.text)]
        self.sentences: list[list[Observation]] = []
        last = -1
        for figure in self.figures:
            number = bisect_right(breaks, figure.number.start)
            if number != last:
                self.sentences.append([])
                last = number
            self.sentences[-1].append(figure)
        self._breaks = breaks
        self._home = {figure.id: n for n, figures in enumerate(self.sentences) for figure in figures}

    def sentence(self, figure: Observation) -> Span:
        """The sentence in which the figure stands."""
        number = bisect_right(self._breaks, figure.number.start)
        start = self._breaks[number - 1] if number else 0
        end = self._breaks[number] if number < len(self._breaks) else len(self.text)
        return Span(start, end)

    def evidence(self, figures: Sequence[Observation]) -> tuple[Evidence, ...]:
        """A clause for each figure, cut around the number where the clause is long."""
        spans = []
        for figure in figures:
            span = figure.evidence[0].span
            if len(span) > _LONGEST_EVIDENCE or not span.contains(figure.number):
                start = max(self.sentence(figure).start, figure.number.start - 30)
                span = Span(start, figure.number.end + len(figure.unit_text))
            spans.append(span)
        return tuple(self.report.document.evidence(span) for span in dict.fromkeys(spans))

    def claims(self) -> Iterator[_Claim]:
        yield from self._execution_rates()
        yield from self._divisions()
        yield from self._balance()
        yield from self._tables()
        for figures in self.sentences:
            yield from self._parts(figures)
            yield from self._rates(figures)
            yield from self._moves(figures)
            yield from self._steps(figures)
            yield from self._restated(figures)
        yield from self._parts_in_clauses()
        yield from self._same_matter()

    # --- the budget -----------------------------------------------------------------------------------------

    def _totals(self) -> tuple[Observation | None, Observation | None]:
        """The budgeted and the executed total of the department's money."""
        money = [
            figure
            for figure in self.figures
            if isinstance(figure, BudgetFigure)
            and figure.breakdown is Breakdown.TOTAL
            and figure.normalized_unit == "CNY"
        ]
        budgeted = [f for f in money if f.kind is QuantityKind.BUDGETED]
        executed = [f for f in money if f.kind is QuantityKind.ACTUAL and not self.words.income.search(f.property)]
        # 全年预算数 outranks 年初预算数: execution is measured against the budget in force.
        revised = [f for f in budgeted if f.phase is BudgetPhase.REVISED]
        return next(iter(revised or budgeted), None), next(iter(executed), None)

    def _execution_rates(self) -> Iterator[_Claim]:
        budgeted, executed = self._totals()
        for rate in self.figures:
            if rate.unit_text not in ("%", "％") or rate.kind is not QuantityKind.RATE:
                continue
            clause = self._lead(rate)
            if not self.words.execution.search(clause):
                continue
            near = [f for f in self._company(rate) if f.normalized_unit == "CNY"]
            budgets = [f for f in near if f.kind in (QuantityKind.BUDGETED, QuantityKind.PLANNED)]
            spent = [f for f in near if f.kind is QuantityKind.ACTUAL and not self.words.income.search(f.property)]
            if budgets and spent:
                yield self._rate_claim("execution-rate", spent[0], self._budget_for(rate, spent[0], budgets), rate)
            elif self.words.partial.search(clause):
                yield self._uncheckable("execution-rate", rate, "报告没有给出对应项目的预算数和执行数")
            elif budgeted and executed and 0 <= rate.number.start - executed.number.end < _NEAR:
                yield self._rate_claim("execution-rate", executed, budgeted, rate)

    def _budget_for(self, rate: Observation, spent: Observation, budgets: Sequence[Observation]) -> Observation:
        """The budget that a rate is measured against: one that it fits, else the one in force, else the first.

        Where 年初预算 and 调整预算 both stand in the sentence, words alone do not tell which is meant.
        """
        fitting = [b for b in budgets if _value(b) and _agrees(_value(spent) / _value(b) * 100, rate)[0]]
        revised = [b for b in budgets if isinstance(b, BudgetFigure) and b.phase is BudgetPhase.REVISED]
        return [*fitting, *revised, *budgets][0]

    def _divisions(self) -> Iterator[_Claim]:
        """按资金来源分，A…，B…；按支出性质分，… : each division adds up to the total, and to the others."""
        sums: list[tuple[str, Decimal, tuple[Observation, ...]]] = []
        budgeted, executed = self._totals()
        for match in self.words.division.finditer(self.text):
            number = bisect_right(self._breaks, match.end())
            end = self._breaks[number] if number < len(self._breaks) else len(self.text)
            after = self.words.division.search(self.text, match.end(), end)
            listed = self._between(match.end(), after.start() if after else end)
            parts = [f for f in listed if f.normalized_unit == "CNY" and not self.words.balance.search(f.property)]
            if len(parts) < 2:
                continue
            total = sum((_value(part) for part in parts), Decimal(0))
            wholes = [f for f in (executed, budgeted) if f is not None and f not in parts]
            whole = next((f for f in wholes if _value(f) == total), next(iter(wholes), None))
            if whole is None:
                continue
            sums.append((match[0], total, tuple(parts)))
            yield self._sum_claim("division-sum", parts, whole)
        for (name, total, these), (other, other_total, those) in combinations(sums, 2):
            agree = total == other_total
            word = "相等" if agree else f"相差 {_plain(abs(total - other_total))} 元"
            yield _Claim("divisions-agree", agree, f"“{name}”各项之和与“{other}”各项之和{word}", (*these, *those))

    def _balance(self) -> Iterator[_Claim]:
        """What was not spent against what is carried over: they differ unless all of the budget was received."""
        budgeted, executed = self._totals()
        if budgeted is None or executed is None:
            return
        unspent = _value(budgeted) - _value(executed)
        for figure in self.figures:
            if figure.normalized_unit != "CNY" or not self.words.balance.search(figure.property):
                continue
            holds = _value(figure) == unspent
            relation = "相等" if holds else "不等，可能有未到位、收回或调减的预算，报告没有说明"
            yield _Claim(
                "unspent-balance",
                holds,
                f"预算数减执行数为 {_in_unit(unspent, figure)}，{figure.property} {_shown(figure)}，两者{relation}",
                (budgeted, executed, figure),
            )

    # --- tables ---------------------------------------------------------------------------------------------

    def _tables(self) -> Iterator[_Claim]:
        """Each column adds up to its row 合计; each rate of a row is a quotient of two figures of that row."""
        rows: dict[tuple[int, int], dict[int, Observation]] = {}
        heads: dict[tuple[int, int], str] = {}
        starts = [block.span.start for block in self.report.document.blocks]
        for block in self.report.document.blocks:
            if block.cell:
                heads.setdefault((block.cell.table, block.cell.row), block.span.of(self.text))
        for figure in self.figures:
            cell = self.report.document.blocks[bisect_right(starts, figure.number.start) - 1].cell
            if cell:
                rows.setdefault((cell.table, cell.row), {})[cell.column] = figure
            elif (
                figure.rule == "quantities.cell"
            ):  # of a table whose cells have become lines: its row is its label's place
                place = (_LINES, figure.evidence[1].span.start)
                heads[place] = figure.evidence[1].quote
                rows.setdefault(place, {})[len(rows.get(place, ()))] = figure
        for number in sorted({table for table, _ in rows}):
            yield from self._row_rates([cells for (table, _), cells in rows.items() if table == number])
        for (table, row), cells in rows.items():
            if not self.words.total_row.search(heads[table, row]):
                continue
            for column, whole in cells.items():
                above = [rows[table, r].get(column) for r in range(row) if (table, r) in rows]
                parts = [f for f in above if f is not None and _comparable(f, whole)]
                if len(parts) > 1 and len(parts) == sum(f is not None for f in above):
                    yield self._sum_claim("column-sum", parts, whole)

    def _row_rates(self, table: Sequence[dict[int, Observation]]) -> Iterator[_Claim]:
        """Rates of a table's rows. Which column they are measured against is told by the rows where it fits."""
        fits: Counter[tuple[int, int]] = Counter()
        told: list[tuple[Observation, int, Observation, dict[int, Observation]]] = []
        for cells in table:
            for column, rate in cells.items():
                before = [c for c, f in sorted(cells.items()) if c < column and f.kind is not QuantityKind.RATE]
                if rate.unit_text not in ("%", "％") or len(before) < 2:
                    continue
                part = cells[before[-1]]
                wholes = {c: cells[c] for c in before[:-1] if _comparable(cells[c], part) and _value(cells[c])}
                told.append((rate, column, part, wholes))
                fits.update((column, c) for c, w in wholes.items() if _agrees(_value(part) / _value(w) * 100, rate)[0])
        for rate, column, part, wholes in told:
            best = max(wholes, key=lambda c: (fits[column, c], c), default=None)
            if best is not None and (fits[column, best] or len(wholes) == 1):
                yield self._rate_claim("row-rate", part, wholes[best], rate)

    # --- parts and wholes -----------------------------------------------------------------------------------

    def _parts(self, figures: Sequence[Observation]) -> Iterator[_Claim]:
        used: set[str] = set()
        for position, last in enumerate(figures[:-1]):
            rest = figures[position + 1 :]
            gap = self.text[last.number.end : rest[0].number.start]
            bracket = self._bracket_after(last)
            before = [f for f in reversed(figures[: position + 1]) if self._may_be_whole(f)]
            if bracket is not None:
                before, rest, exhaustive = before[:1], [f for f in rest if bracket.contains(f.number)], True
            elif self.words.exhaustive.search(gap):
                exhaustive = True
            elif mark := self.words.open_parts.search(gap):
                rest, exhaustive = rest[:1] if mark[0] == "含" else rest, False
            else:
                continue
            rest = [part for part in rest if part.id not in used]
            whole = next((w for w in before if any(_comparable(w, part) for part in rest)), None)
            if whole is None:
                yield from self._mixed_parts(before, rest)
                continue
            parts = [part for part in rest if _comparable(part, whole)]
            used.update(part.id for part in parts)
            total = sum((_value(part) for part in parts), Decimal(0))
            mixed = self._mixed_total(whole, rest)
            if mixed and total != _value(whole):
                yield mixed
            elif len(parts) == 1:
                if _value(parts[0]) > _value(whole):
                    yield _Claim(
                        "part-exceeds-whole",
                        False,
                        f"部分 {_named(parts[0])} 大于总数 {_named(whole)}",
                        (whole, parts[0]),
                    )
            elif total >= _value(whole) or exhaustive or _nearly(total, _value(whole)):
                yield self._sum_claim("parts-sum", parts, whole)
        yield from self._closing_total([f for f in figures if f.id not in used])

    def _may_be_whole(self, figure: Observation) -> bool:
        """A rate has no parts, and 「比上年增加1500亿元」 is a difference, not the whole of what follows."""
        return figure.kind is not QuantityKind.RATE and not self.words.difference.search(self._lead(figure))

    def _parts_in_clauses(self) -> Iterator[_Claim]:
        """本年收入合计…，其中：财政拨款收入…，占…；事业收入…，占…；其他收入…: one part a clause, each with its share."""
        amounts = [f for f in self.figures if f.kind is not QuantityKind.RATE]
        for position, (whole, first) in enumerate(pairwise(amounts)):
            gap = self.text[whole.number.end : first.number.start]
            if not self.words.open_parts.search(gap) or _SENTENCE_END.search(gap) or not _comparable(whole, first):
                continue
            parts = [first]
            for part in amounts[position + 2 :]:
                between = self.text[parts[-1].number.end : part.number.start]
                if not _ONE_CLAUSE.fullmatch(between) or not _comparable(part, whole):
                    break
                parts.append(part)
            total = sum((_value(part) for part in parts), Decimal(0))
            adds_up = total == _value(whole) and len(parts) > 1
            if adds_up or (len(parts) >= _LISTED and _nearly(total, _value(whole))):
                yield self._sum_claim("parts-sum", parts, whole)

    def _mixed_parts(self, before: Sequence[Observation], parts: Sequence[Observation]) -> Iterator[_Claim]:
        """58 个单位，其中小学 26 所、中心 2 个: counts with different classifiers, told only where they add up."""
        if before and (claim := self._mixed_total(before[0], parts)):
            yield claim

    def _mixed_total(self, whole: Observation, parts: Sequence[Observation]) -> _Claim | None:
        counts = [f for f in parts if not f.normalized_unit and f.kind is whole.kind]
        if whole.normalized_unit or len(counts) < 2 or sum(map(_value, counts)) != _value(whole):
            return None
        return self._sum_claim("parts-sum", counts, whole)

    def _closing_total(self, figures: Sequence[Observation]) -> Iterator[_Claim]:
        """小学 5 所、初中 7 所，合计 12 所: a total after its parts."""
        for position, whole in enumerate(figures):
            before = [f for f in figures[:position] if _comparable(f, whole)]
            if len(before) < 2 or whole.kind is QuantityKind.RATE:
                continue
            lead = self.text[before[-1].number.end : whole.number.start]
            mark = self.words.totals.search(lead)
            if mark is None or mark[0] in ("共", "累计") or len(lead) > 20:
                continue
            yield self._sum_claim("parts-sum", before, whole)

    def _bracket_after(self, figure: Observation) -> Span | None:
        """The bracket that opens right after the figure and its unit and what it counts."""
        end = self.sentence(figure).end
        match = re.compile(r"[^，,。；;：:（(\d]{0,16}[（(]").match(self.text, figure.number.end, end)
        if match is None:
            return None
        close = min((i for i in (self.text.find(c, match.end(), end) for c in _CLOSE) if i >= 0), default=-1)
        return Span(match.end(), close) if close > 0 else None

    # --- rates ----------------------------------------------------------------------------------------------

    def _rates(self, figures: Sequence[Observation]) -> Iterator[_Claim]:
        for rate in figures:
            if rate.unit_text not in ("%", "％") or rate.rule == "quantities.cell":  # tables have rules of their own
                continue
            lead = self._lead(rate)
            others = [f for f in figures if f.kind is not QuantityKind.RATE and f.number.end <= rate.number.start]
            if self.words.execution.search(lead):
                continue
            if self.words.completion.search(lead):
                pair = self._planned_and_actual(others) or self._planned_elsewhere(others, rate)
                if pair:
                    yield self._rate_claim("completion-rate", pair[1], pair[0], rate)
            elif self.words.share.search(lead):
                pair = self._last_two_comparable(others)
                if pair:
                    small, large = sorted(pair, key=_value)
                    claim = self._rate_claim("share", small, large, rate)
                    if claim.holds or self.words.open_parts.search(
                        self.text[pair[0].number.end : pair[1].number.start]
                    ):
                        yield claim
            elif (fall := self.words.fall.search(lead)) or self.words.growth.search(lead):
                earlier = [f for f in others if self.words.since.search(self._lead(f))]
                now = [f for f in others if f not in earlier]
                if now and (change := self._change_before(rate, now[-1], others, falling=fall is not None)):
                    yield change
                elif earlier and now and self._is_same_matter(earlier[-1], now[-1]) and _value(earlier[-1]):
                    yield self._growth_claim(now[-1], earlier[-1], rate, falling=fall is not None)
            elif rate.property.endswith("率"):
                yield self._named_rate(rate, others)

    def _moves(self, figures: Sequence[Observation]) -> Iterator[_Claim]:
        """由 31.2% 提高到 38.5%，提高 7.3 个百分点: what a figure was, what it is, and the change between them."""
        for before, now, change in zip(figures, figures[1:], figures[2:]):
            if not _of_one_scale(before, now, change):
                continue
            lead, between = self.text[: before.number.start], self.text[before.number.end : now.number.start]
            moved = self.words.moved.search(between)
            told = self.words.changed.search(self.text[now.number.end : change.number.start])
            if not moved or not told or not self.words.moved_from.search(lead[-_FROM:]):
                continue
            falling = self.words.fall.search(moved[0]) is not None
            if falling is not (self.words.fall.search(told[0]) is not None):
                continue
            exact = before.value - now.value if falling else now.value - before.value
            step = Decimal(1).scaleb(-max(map(_decimals, (before, now, change))))
            holds = abs(exact - change.value) < step
            word, verdict = ("下降" if falling else "提高"), ("相符" if holds else "不符")
            given = f"{_plain(exact)}{change.unit_text}"
            message = f"{_shown(before)} 到 {_shown(now)} {word} {given}，与所述 {_shown(change)} {verdict}"
            yield _Claim("change" if holds else "change-mismatch", holds, message, (before, now, change))

    def _is_same_matter(self, a: Observation, b: Observation) -> bool:
        first, second = self._matter(a), self._matter(b)
        return _comparable(a, b) and (not first or not second or _likeness(first, second) >= self.words.planned)

    def _named_rate(self, rate: Observation, others: Sequence[Observation]) -> _Claim:
        """办结率 of a sentence that counts what was 受理 and what was 办结."""
        stem = rate.property.removesuffix("率")[-2:]
        done = [f for f in others if stem in self.text[f.evidence[0].span.start : f.number.start]]
        if done:
            part = done[-1]
            wholes = [f for f in others if f is not part and not f.normalized_unit and _value(f) >= _value(part)]
            fitting = [w for w in wholes if _value(w) and _agrees(_value(part) / _value(w) * 100, rate)[0]]
            alike = [w for w in wholes if _comparable(w, part)]
            if fitting or len(alike) == 1:
                return self._rate_claim("rate", part, (fitting or alike)[0], rate)
        return self._uncheckable("rate", rate, "报告没有给出分子和分母")

    def _planned_elsewhere(
        self, figures: Sequence[Observation], rate: Observation
    ) -> tuple[Observation, Observation] | None:
        """完成年度任务的 108.75%: the task stands in another section. Told only where the rate confirms which."""
        for actual in reversed(figures):
            for planned in self.figures:
                meant = (
                    planned.kind is QuantityKind.PLANNED and _value(planned) and self._is_same_matter(planned, actual)
                )
                if meant and _agrees(_value(actual) / _value(planned) * 100, rate)[0]:
                    return planned, actual
        return None

    def _planned_and_actual(self, figures: Sequence[Observation]) -> tuple[Observation, Observation] | None:
        for actual in reversed(figures):
            if actual.kind is not QuantityKind.ACTUAL:
                continue
            planned = [f for f in figures if f.kind is QuantityKind.PLANNED and _comparable(f, actual)]
            if planned and _value(planned[-1]):
                return planned[-1], actual
        return None

    def _last_two_comparable(self, figures: Sequence[Observation]) -> tuple[Observation, Observation] | None:
        if len(figures) >= 2 and _comparable(figures[-2], figures[-1]) and max(map(_value, figures[-2:])) > 0:
            return figures[-2], figures[-1]
        return None

    def _rate_claim(self, code: str, part: Observation, whole: Observation, rate: Observation) -> _Claim:
        exact = _value(part) / _value(whole) * 100 if _value(whole) else Decimal(0)
        holds, given = _agrees(exact, rate)
        verdict = "相符" if holds else "不符"
        return _Claim(
            code if holds else f"{code}-mismatch",
            holds,
            f"{_named(part)} ÷ {_named(whole)} = {given}%，与所述 {rate.printed}% {verdict}",
            (whole, part, rate),
        )

    def _change_before(
        self, rate: Observation, now: Observation, others: Sequence[Observation], *, falling: bool
    ) -> _Claim | None:
        """80 万元，比上年增加 5 万元，增长 6.67%: the rate is the change over what was there before it."""
        change = others[-1]
        moved = self.words.fall if falling else self.words.growth
        if not any(self._lead(rate).rstrip("了").endswith(match[0]) for match in moved.finditer(self._lead(rate))):
            return None  # 赤字率提高到 3% is a level
        if change is now or not _comparable(change, now) or not self.words.change.search(self._lead(change)):
            return None
        before = _value(now) + _value(change) if falling else _value(now) - _value(change)
        if before <= 0:
            return None
        holds, given = _agrees(_value(change) / before * 100, rate)
        word, verdict = ("减少" if falling else "增加"), ("相符" if holds else "不符")
        message = f"{_named(now)}，比上年{word} {_shown(change)}，{word} {given}%，与所述 {rate.printed}% {verdict}"
        return _Claim("growth" if holds else "growth-mismatch", holds, message, (now, change, rate))

    def _growth_claim(self, now: Observation, before: Observation, rate: Observation, *, falling: bool) -> _Claim:
        exact = (_value(now) - _value(before)) / _value(before) * 100
        holds, given = _agrees(-exact if falling else exact, rate)
        word, verdict = ("下降" if falling else "增长"), ("相符" if holds else "不符")
        return _Claim(
            "growth" if holds else "growth-mismatch",
            holds,
            f"{_named(now)} 比 {_named(before)} {word} {given}%，与所述 {rate.printed}% {verdict}",
            (before, now, rate),
        )

    def _uncheckable(self, code: str, figure: Observation, reason: str) -> _Claim:
        return _Claim(f"{code}-uncheckable", None, f"{_named(figure)} 无法核对：{reason}", (figure,))

    # --- one matter, several figures ------------------------------------------------------------------------

    def _steps(self, figures: Sequence[Observation]) -> Iterator[_Claim]:
        """受理…，审结…，发证…: the counts of one procedure's steps, side by side."""
        steps: list[tuple[int, Observation]] = []
        for figure in figures:
            lead = self.text[max(figure.evidence[0].span.start, figure.number.start - 16) : figure.number.start]
            found = [i for i, step in enumerate(self.words.steps) if step.search(lead)]
            if found and (not steps or (figure.unit_text == steps[0][1].unit_text and figure.kind is steps[0][1].kind)):
                steps.append((found[-1], figure))
        if len({step for step, _ in steps}) < 3:
            return
        shown = "、".join(f"{_named(figure)}" for _, figure in steps)
        rising = [b for (i, a), (j, b) in combinations(steps, 2) if i < j and _value(b) > _value(a)]
        note = (
            "后面环节多于前面环节，可能含上年结转，报告没有说明" if rising else "各环节数量不同，未办结部分报告没有说明"
        )
        yield _Claim("process-steps", None, f"同一流程：{shown}；{note}", tuple(figure for _, figure in steps))

    def _restated(self, figures: Sequence[Observation]) -> Iterator[_Claim]:
        """4500 万元（0.45 亿元）, 两宗案件成为两个“第一宗”: one quantity said twice in one sentence."""
        for first, second in combinations(figures, 2):
            gap = self.text[first.number.end : second.number.start]
            bracketed = re.fullmatch(r"[^，,（(]{0,6}[（(][即合约折]{0,2}", gap) is not None
            if bracketed and first.unit != second.unit and first.normalized_unit and _comparable(first, second):
                holds = _same_when_rounded(first, second)
                verdict = "相同" if holds else "不同"
                yield _Claim(
                    "restated" if holds else "restated-mismatch",
                    holds,
                    f"{_named(first)} 与括注 {_shown(second)} 换算后{verdict}",
                    (first, second),
                )
            elif (
                re.search(r"(?:成为|即为|就是)", gap)
                and first.value == second.value
                and not first.normalized_unit
                and first.kind is second.kind
                and self._are_neighbours(first, second)
            ):
                yield _Claim("restated", True, f"{_named(first)} 与 {_named(second)} 数目一致", (first, second))

    def _same_matter(self) -> Iterator[_Claim]:
        """Planned against actual; and figures about one matter from different sentences, side by side in one unit.

        Each figure seeks the likest other one; so a general word that many figures share (建设用地) does not join them all.
        """
        matters = [(figure, self._matter(figure)) for figure in self.figures if self._stands_alone(figure)]
        matters = [(figure, matter) for figure, matter in matters if len(matter) >= _SHORTEST_MATTER]
        results: dict[str, list[tuple[float, Observation, Observation]]] = {}
        alikes: list[tuple[float, Observation, Observation]] = []
        for (a, matter_a), (b, matter_b) in combinations(matters, 2):
            if not _comparable(a, b) or self._are_neighbours(a, b) or self._time(a) != self._time(b):
                continue
            alike = _likeness(matter_a, matter_b)
            if alike >= self.words.planned and {a.kind, b.kind} == {QuantityKind.PLANNED, QuantityKind.ACTUAL}:
                planned, actual = (a, b) if a.kind is QuantityKind.PLANNED else (b, a)
                results.setdefault(planned.id, []).append((alike, planned, actual))
            elif alike >= self.words.beside and a.normalized_unit:
                alikes.append((alike, a, b))
        for found in results.values():
            best = max(alike for alike, _, _ in found)  # those within the tenth that a shared verb counts are as good
            yield from (self._planned_claim(planned, actual) for alike, planned, actual in found if alike > best - 0.11)
        nearest: dict[str, tuple[float, Observation, Observation]] = {}
        for alike, a, b in alikes:
            if a.id in results or b.id in results:  # its result is told already
                continue
            for one in (a, b):
                if one.id not in nearest or alike > nearest[one.id][0]:
                    nearest[one.id] = (alike, a, b)
        for first, *others in _joined((a, b) for _, a, b in nearest.values()):
            if len(others) > _MOST_BESIDE:
                continue
            equal = all(_same_when_rounded(first, f) for f in others)
            shown = "、".join(f"{_named(f)}（{_in_unit(_value(f), first)}）" for f in others)
            verdict = "换算后一致" if equal else "数值不同，可能口径不一，报告没有说明"
            yield _Claim(
                "side-by-side", equal or None, f"{_named(first)} 与 {shown} 所指相近，{verdict}", (first, *others)
            )

    def _time(self, figure: Observation) -> tuple[int | None, int | None]:
        """The years a figure is about: what a work report plans for the next year is not held against what it reviews."""
        return figure.year or self.report.identity.year, figure.since

    def _planned_claim(self, planned: Observation, actual: Observation) -> _Claim:
        parts = [f for f in self._company(planned) if self._is_part_of(f, planned)]
        difference = _value(actual) - _value(planned)
        gap = f"{'多' if difference > 0 else '少'} {_in_unit(abs(difference), planned)}"
        if self.words.floor.search(planned.qualifier):
            holds, word = difference >= 0, "达到目标" if difference >= 0 else f"低于目标，{gap}"
        elif self.words.ceiling.search(planned.qualifier):
            holds, word = difference <= 0, "没有超过目标" if difference <= 0 else f"超过目标，{gap}"
        else:
            holds, word = difference == 0, "与计划一致" if not difference else f"比计划{gap}"
        message = f"计划 {_named(planned, with_qualifier=True)}，实际 {_named(actual)}，实际{word}"
        return _Claim("planned-actual", holds, message, (planned, *parts, actual))

    def _is_part_of(self, part: Observation, whole: Observation) -> bool:
        bracket = self._bracket_after(whole)
        return bracket is not None and bracket.contains(part.number) and _comparable(part, whole)

    def _stands_alone(self, figure: Observation) -> bool:
        """Money of the budget has rules of its own; a part in brackets belongs to its whole."""
        if isinstance(figure, BudgetFigure) or figure.kind is QuantityKind.RATE or figure.property.endswith("）"):
            return False
        if any(row.span.contains(figure.number) for row in self.report.entities.indicator_rows):
            return False  # target and actual of one row are compared there (kg.checks.indicators)
        before = self.text[self.sentence(figure).start : figure.number.start]
        return max(map(before.rfind, _OPEN)) <= max(map(before.rfind, _CLOSE))

    def _matter(self, figure: Observation) -> str:
        return "".join(_HAN.findall(self.words.empty.sub("", self.words.lead.sub("", figure.property))))

    def _are_neighbours(self, a: Observation, b: Observation) -> bool:
        return self._home[a.id] == self._home[b.id]

    # --- helpers --------------------------------------------------------------------------------------------

    def _company(self, figure: Observation) -> list[Observation]:
        """The figures of the figure's sentence, itself among them."""
        return self.sentences[self._home[figure.id]]

    def _between(self, start: int, end: int) -> list[Observation]:
        return [f for f in self.figures if start <= f.number.start and f.number.end <= end]

    def _lead(self, figure: Observation) -> str:
        """The words of the figure's clause before its number."""
        start = max(self.sentence(figure).start, figure.number.start - 40)
        clause = self.text[start : figure.number.start]
        cut = max(clause.rfind(mark) for mark in "，,：:（(、")
        return clause[cut + 1 :]

    def _sum_claim(self, code: str, parts: Sequence[Observation], whole: Observation) -> _Claim:
        total = sum((_value(part) for part in parts), Decimal(0))
        difference = total - _value(whole)
        shown = " + ".join(_shown(part) for part in parts)
        if difference == 0:
            return _Claim(code, True, f"{shown} = {_named(whole)}，相符", (*parts, whole))
        word = "多" if difference > 0 else "少"
        message = f"{shown} = {_in_unit(total, whole)}，比 {_named(whole)} {word} {_in_unit(abs(difference), whole)}"
        return _Claim(f"{code}-mismatch", False, message, (*parts, whole))


def _of_one_scale(before: Observation, now: Observation, change: Observation) -> bool:
    """Whether two figures have one unit, and the third tells their difference in it; of rates, in points."""
    if before.unit_text != now.unit_text:
        return False
    if before.unit_text in ("%", "％"):
        return change.unit_text.endswith("百分点")
    return change.unit_text == now.unit_text


def _value(figure: Observation) -> Decimal:
    return figure.value if figure.normalized_value is None else figure.normalized_value


def _comparable(a: Observation, b: Observation) -> bool:
    """Of one dimension; plain counts only with the same classifier."""
    if QuantityKind.RATE in (a.kind, b.kind):
        return False
    return a.normalized_unit == b.normalized_unit and (bool(a.normalized_unit) or a.unit_text == b.unit_text)


def _joined(pairs: Iterable[tuple[Observation, Observation]]) -> list[list[Observation]]:
    """The groups that the pairs join, each in text order."""
    groups: dict[str, dict[str, Observation]] = {}
    for pair in pairs:
        joined = {one.id: one for member in pair for one in groups.get(member.id, {member.id: member}).values()}
        groups.update(dict.fromkeys(joined, joined))
    distinct = {id(group): group for group in groups.values()}.values()
    return sorted(
        (sorted(group.values(), key=lambda f: f.number) for group in distinct), key=lambda group: group[0].number
    )


def _likeness(a: str, b: str) -> float:
    """Length of the longest common subsequence as a share of the shorter: 供应土地 in 供应国有建设用地 is 3 of 4.

    A shared beginning, most often the verb, counts for a tenth more: 供应土地 is nearer to 供应用地 than to 消化土地.
    """
    if max(len(a), len(b)) > 2 * min(len(a), len(b)):  # anything short is found in a long text somewhere
        return 0.0
    same_start = a[:2] == b[:2]
    if len(a) > len(b):
        a, b = b, a
    row = [0] * (len(b) + 1)
    for left in a:
        diagonal = 0
        for n, right in enumerate(b, 1):
            diagonal, row[n] = row[n], diagonal + 1 if left == right else max(row[n], row[n - 1])
    return row[-1] / len(a) + same_start / 10


def _decimals(figure: Observation) -> int:
    exponent = figure.value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _agrees(exact: Decimal, rate: Observation) -> tuple[bool, str]:
    """Whether the stated rate is the exact one, rounded or cut to the decimals stated; and the exact one so rounded."""
    step = Decimal(1).scaleb(-_decimals(rate))
    return abs(exact - rate.value) < step, str(exact.quantize(step.min(Decimal("0.01")), ROUND_HALF_UP))


def _same_when_rounded(a: Observation, b: Observation) -> bool:
    """Equal within half a unit of the last digit of the coarser figure."""
    tolerance = Decimal(0)
    for figure in (a, b):
        if figure.value:
            factor = _value(figure) / figure.value
            tolerance = max(tolerance, factor.copy_abs() * Decimal(1).scaleb(-_decimals(figure)) / 2)
    return abs(_value(a) - _value(b)) <= tolerance


def _nearly(a: Decimal, b: Decimal) -> bool:
    """Within a tenth: a list that nearly adds up is more likely a slip than an open list."""
    return bool(b) and abs(a - b) <= b.copy_abs() / 10


def _shown(figure: Observation) -> str:
    return f"{figure.printed}{figure.unit_text}"


def _named(figure: Observation, *, with_qualifier: bool = False) -> str:
    qualifier = figure.qualifier if with_qualifier else ""
    return f"{figure.property} {qualifier}{_shown(figure)}".strip()


def _in_unit(value: Decimal, like: Observation) -> str:
    """A base-unit value in the unit of another figure, with its decimals."""
    factor = _value(like) / like.value if like.value else Decimal(1)
    scaled = (value / factor).quantize(Decimal(1).scaleb(-max(2, _decimals(like))), ROUND_HALF_UP)
    return f"{_plain(scaled)}{like.unit_text}"


def _plain(value: Decimal) -> str:
    text = format(value, ",f")
    return text.rstrip("0").rstrip(".") if "." in text else text
