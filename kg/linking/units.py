"""The units of a report with their surroundings: the item they stand in, the heading over them, their siblings."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from kg.linking.traits import Lexicon, Traits, traits
from kg.model import Entities, Entity, Outcome, OutcomeItem, Task

Linked = Task | OutcomeItem | Outcome


@dataclass(frozen=True, slots=True)
class Unit:
    """A task, item or outcome: what its own text is about, and where it stands."""

    entity: Linked
    own: Traits
    item: str  # id of the item that an outcome stands in; "" for others
    group: str  # id of its group; "" where there is none


def read_units(
    entities: Entities, lexicon: Lexicon, vocabulary: Container[str]
) -> tuple[list[Unit], dict[str, Traits]]:
    """All tasks, items and outcomes in text order, and the traits of the headings by id of their group.

    An item's own text is its lead: the words before its first outcome.
    """
    headings = {
        group.id: traits(group.text, lexicon, vocabulary) for group in (*entities.task_groups, *entities.outcome_groups)
    }
    items = {item.id: item for item in entities.outcome_items}
    first: dict[str, int] = {}
    for outcome in entities.outcomes:
        first.setdefault(outcome.part_of, outcome.span.start)
    linked: tuple[Linked, ...] = (*entities.tasks, *entities.outcome_items, *entities.outcomes)
    units = []
    for entity in linked:
        text = _lead(entity, first) if isinstance(entity, OutcomeItem) else entity.text
        item = entity.part_of if entity.part_of in items else ""
        group = items[item].part_of if item else entity.part_of
        units.append(Unit(entity, traits(text, lexicon, vocabulary), item, group if group in headings else ""))
    return units, headings


def _lead(item: Entity, first: dict[str, int]) -> str:
    length = first.get(item.id, item.span.end) - item.span.start
    return item.text[:length] if 0 < length < len(item.text) else item.label
