"""The department's own money: budgeted or executed, the whole or a part by source, by nature, carried over.

「2022 年全年预算数 174,867.73 万元，执行数 139,599.52 万元」 are two totals, one revised budget, one executed;
「按资金来源分，一般公共预算财政拨款支出 5,457.11 万元」 is a part by source. Words are in `kg/data/quantities.toml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg.extract.clauses import Clause
from kg.extract.numbers import cues
from kg.extract.quantity_tables import CellFigure
from kg.model import Breakdown, BudgetPhase, QuantityKind, ReportKind, SectionRole
from kg.tables import any_of

_PART = re.compile(r"其中|包括|包含|分别为")


@dataclass(frozen=True, slots=True)
class Money:
    """What an amount of money claims: its kind, and, where it is the department's own, phase, breakdown and category."""

    kind: QuantityKind
    own: bool
    phase: BudgetPhase | None = None
    breakdown: Breakdown = Breakdown.TOTAL
    category: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    budgeted: re.Pattern[str]
    executed: re.Pattern[str]
    done: re.Pattern[str]
    revised: re.Pattern[str]
    balance: re.Pattern[str]
    own: re.Pattern[str]
    purpose: re.Pattern[str]
    difference: re.Pattern[str]
    division: re.Pattern[str]
    categories: re.Pattern[str]
    whole: re.Pattern[str]
    natures: frozenset[str]


@cache
def _words() -> _Words:
    table = cues()["budget"]
    return _Words(
        budgeted=re.compile("|".join(table["budgeted"])),
        executed=re.compile("|".join(table["executed"])),
        done=re.compile(table["done"]),
        revised=re.compile(table["revised"]),
        balance=re.compile(table["balance"]),
        own=re.compile(table["own"]),
        purpose=re.compile(table["purpose"]),
        difference=re.compile(table["difference"]),
        division=re.compile(f"(?P<source>{table['by_source']})|(?P<nature>{table['by_nature']})"),
        categories=re.compile(any_of(table["sources"] + table["natures"])),
        whole=re.compile(cues()["table"]["whole"]),
        natures=frozenset(table["natures"]),
    )


class Budget:
    """Reads amounts of money in text order; a part (其中…) is of the same phase as its whole."""

    def __init__(self, text: str, report: ReportKind) -> None:
        self._text = text
        self._report = report
        self._whole: Money | None = None
        self._sentence = -1

    def read(self, clause: Clause, name: str, role: SectionRole, planned: bool) -> Money:
        """What the amount in `clause`, called `name`, claims."""
        words = _words()
        if clause.sentence != self._sentence:
            self._whole, self._sentence = None, clause.sentence
        lead = clause.subject
        kind = self._kind(lead, name, planned, self._text[clause.sentence : clause.figure.number.start])
        own = self._is_own(lead, name, role)
        if not own:
            return Money(kind, own=False)
        found = words.categories.search(name)
        category = found[0] if found else ""
        breakdown = self._breakdown(clause, category, name)
        money = Money(kind, True, self._phase(kind, lead, breakdown), breakdown, category)
        inside = _PART.search(self._text, clause.sentence, clause.figure.number.start)
        if self._whole is None or not inside or breakdown is Breakdown.TOTAL:
            self._whole = money
        return money

    def read_cell(self, figure: CellFigure, role: SectionRole) -> Money:
        """What an amount in a table cell claims: the row says which part, the column whether budgeted or executed."""
        words = _words()
        name = figure.label + figure.header
        divided = words.categories.search(figure.label)
        whole = words.whole.search(figure.label)
        own = role is SectionRole.BUDGET or words.own.search(name) is not None or (divided or whole) is not None
        if self._report is ReportKind.WORK_REPORT or words.purpose.search(figure.label) or not own:
            return Money(figure.kind, own=False)
        category = divided[0] if divided else ""
        breakdown = Breakdown.TOTAL
        if words.balance.search(figure.label):
            breakdown = Breakdown.BALANCE
        elif category:
            breakdown = Breakdown.NATURE if category in words.natures else Breakdown.SOURCE
        phase = BudgetPhase.EXECUTED
        if figure.kind is QuantityKind.BUDGETED:
            phase = BudgetPhase.REVISED if words.revised.search(figure.header) else BudgetPhase.APPROVED
        return Money(figure.kind, True, None if breakdown is Breakdown.BALANCE else phase, breakdown, category)

    def _is_own(self, lead: str, name: str, role: SectionRole) -> bool:
        words = _words()
        if self._report is ReportKind.WORK_REPORT or words.purpose.search(name) or words.difference.search(name):
            return False
        if role is SectionRole.BUDGET:
            return any(pattern.search(lead) for pattern in (words.budgeted, words.executed, words.categories))
        return words.own.search(name) is not None

    def _kind(self, lead: str, name: str, planned: bool, sentence: str) -> QuantityKind:
        words = _words()
        budgeted = _last(words.budgeted, lead) or _last(words.budgeted, name)
        executed = _last(words.executed, lead)
        if budgeted and budgeted >= executed:
            return QuantityKind.BUDGETED
        part = _PART.search(sentence) is not None and not words.done.search(lead)
        if part and self._whole is not None and self._whole.kind is QuantityKind.BUDGETED:
            return QuantityKind.BUDGETED
        return QuantityKind.PLANNED if planned else QuantityKind.ACTUAL

    def _phase(self, kind: QuantityKind, lead: str, breakdown: Breakdown) -> BudgetPhase | None:
        if breakdown is Breakdown.BALANCE:
            return None
        if kind is not QuantityKind.BUDGETED:
            return BudgetPhase.EXECUTED
        if _words().revised.search(lead):
            return BudgetPhase.REVISED
        inherited = self._whole.phase if self._whole is not None else None
        return inherited if inherited is BudgetPhase.REVISED else BudgetPhase.APPROVED

    def _breakdown(self, clause: Clause, category: str, name: str) -> Breakdown:
        words = _words()
        if words.balance.search(name) and category != "上年结转":
            return Breakdown.BALANCE
        division = None
        for found in words.division.finditer(self._text, clause.sentence, clause.figure.number.start):
            division = found
        if division is not None:
            return Breakdown.SOURCE if division["source"] else Breakdown.NATURE
        whole = category == "财政拨款" and not _PART.search(self._text, clause.sentence, clause.figure.number.start)
        if not category or whole:
            return Breakdown.TOTAL
        return Breakdown.NATURE if category in words.natures else Breakdown.SOURCE


def _last(pattern: re.Pattern[str], words: str) -> int:
    """Where the last match ends, 0 where there is none."""
    end = 0
    for match in pattern.finditer(words):
        end = match.end()
    return end
