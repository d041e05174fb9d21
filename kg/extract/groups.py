"""Groups and items: the two levels under a section of tasks or outcomes, whatever the report numbers them with."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.items import Item, Tree, is_list_item
from kg.model import Section, Span


@dataclass(frozen=True, slots=True)
class Group:
    """A heading with its items; `section` is None for items that stand under no heading."""

    section: Section | None
    heading: Span | None
    items: tuple[Item, ...]
    rest: Span | None = None  # the text under a heading that has no items


def groups(tree: Tree, section: Section) -> list[Group]:
    """The groups of a section, in text order.

    「1、精心规划」 over 「一是…」「二是…」 is a group of items. Where most groups hold a further level, the groups are
    that level. A heading, or an item that begins with a short announcing sentence, over text without items is a
    group with a rest; anything else is an item of its own.
    """
    children = tree.items(section)
    inner = [grandchild for child in children for grandchild in tree.items(child)]
    if inner and 2 * sum(bool(tree.items(grandchild)) for grandchild in inner) >= len(inner):
        return [group for child in children for group in _level(tree, tree.items(child) or [child])]
    return _level(tree, children)


def _level(tree: Tree, children: list[Section]) -> list[Group]:
    found: list[Group] = []
    for child in children:
        inner = tree.items(child)
        if inner:
            found.append(Group(child, _heading(tree, child), tuple(tree.item(leaf) for leaf in _leaves(tree, inner))))
            continue
        item = tree.item(child)
        if len(item.lead) and len(item.rest.trimmed(tree.text)) and not is_list_item(child):
            found.append(Group(child, item.lead.trimmed(tree.text), (), item.rest))
        elif found and found[-1].section is None:
            found[-1] = Group(None, None, (*found[-1].items, item))
        else:
            found.append(Group(None, None, (item,)))
    return found


def _leaves(tree: Tree, sections: list[Section]) -> list[Section]:
    leaves: list[Section] = []
    for section in sections:
        inner = tree.items(section)
        leaves += _leaves(tree, inner) if inner else [section]
    return leaves


def _heading(tree: Tree, section: Section) -> Span:
    first = tree.printed_start(tree.children(section)[0])
    return Span(section.heading.start, min(section.heading.end, first)).trimmed(tree.text)
