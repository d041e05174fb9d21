"""工作成效: what the department claims to have achieved, one claim a clause."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.groups import groups
from kg.extract.items import Item, Numbers, Tree, printed_ordinal, statements
from kg.extract.making import outcome, outcome_group, outcome_item
from kg.model import Outcome, OutcomeGroup, OutcomeItem, SectionRole, Span


def extract_outcomes(tree: Tree) -> Iterator[OutcomeGroup | OutcomeItem | Outcome]:
    """Yield each group before its items, each item before its outcomes.

    Outcomes are looked for under headings of that role; in a report that has none, under 绩效目标完成情况, then anywhere in
    the evaluation. An item's lead sentence (「一是高效落实，提升历史文化名城保护水平。」) is not an outcome; lead and outcomes
    together are the item.
    """
    for role in (SectionRole.OUTCOMES, SectionRole.COMPLETION, SectionRole.EVALUATION):
        found = list(_of_role(tree, role))
        yield from found
        if found:
            return


def _of_role(tree: Tree, role: SectionRole) -> Iterator[OutcomeGroup | OutcomeItem | Outcome]:
    numbers = Numbers()
    for section in tree.of_role(role):
        found = groups(tree, section)
        for group in found:
            if group.section is None or group.heading is None:
                for item in group.items:
                    yield from _item(tree, item, numbers.next(item.ordinal), section.id)
                continue
            number = numbers.next(printed_ordinal(group.section))
            home = f"outcome-group/{number}"
            yield outcome_group(tree, group.heading, number, section.id, "outcomes.numbered-heading")
            inner = Numbers(f"{number}.")
            for item in group.items:
                yield from _item(tree, item, inner.next(item.ordinal), home)
            if group.rest:
                yield from _statements(tree, group.rest, inner, home)
        if not found:
            yield from _statements(tree, tree.intro(section), numbers, section.id)


def _item(tree: Tree, item: Item, number: str, home: str) -> Iterator[OutcomeItem | Outcome]:
    yield outcome_item(tree, item.span, number, home, "outcomes.item")
    yield from _statements(tree, item.rest, Numbers(f"{number}."), f"outcome-item/{number}")


def _statements(tree: Tree, span: Span, numbers: Numbers, home: str) -> Iterator[Outcome]:
    for piece in statements(tree, span):
        yield outcome(tree, piece, numbers.next(), home, "outcomes.clause")
