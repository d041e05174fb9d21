"""Groups and items: the two levels under a section of tasks or outcomes, whatever the report numbers them with."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.items import Item, Tree, is_list_item, lead_length
from kg.model import Section, Span

_SHORT_LEAD = 25


@dataclass(frozen=True, slots=True)
class Group:
    """A heading with its items; `section` is None for items that stand under no heading."""

    section: Section | None
    heading: Span | None
    items: tuple[Item, ...]
    rest: Span | None = None  # the text under a heading that has no items

    @property
    def heading_line(self) -> bool:
        """Whether the heading stands on a line of its own."""
        return self.section is not None and self.section.heading.end == self.section.body.start


def groups(tree: Tree, section: Section) -> list[Group]:
    """The groups of a section, in text order.

    「1、精心规划」 over 「一是…」「二是…」 is a group of items. Where most groups hold a further level, the groups are
    that level. A heading, or an item that begins with a short announcing sentence, over text without items is a
    group with a rest; anything else is an item of its own. Where nothing is numbered, paragraphs that each begin with a
    short announcing sentence are items.
    """
    children = tree.items(section)
    if not children:
        items = _led(tree, [tree.intro(section)])
        return [Group(None, None, items[0])] if items else []
    inner = [grandchild for child in children for grandchild in tree.items(child)]
    if inner and 2 * sum(bool(tree.items(grandchild)) for grandchild in inner) >= len(inner):
        found = [group for child in children for group in _level(tree, tree.items(child) or [child])]
    else:
        found = _level(tree, children)
    headed = [i for i, group in enumerate(found) if group.rest and group.heading_line]
    items = _led(tree, [rest for i in headed if (rest := found[i].rest)])
    for i, led in zip(headed, items, strict=False):
        if led:
            found[i] = Group(found[i].section, found[i].heading, led)
    return found


def _led(tree: Tree, spans: list[Span]) -> list[tuple[Item, ...]]:
    """The paragraphs of each span as items, if most paragraphs begin with a short announcing sentence; else nothing."""
    paragraphs = [tree.paragraphs(span) for span in spans]
    leads = [[lead_length(paragraph.of(tree.text)) for paragraph in some] for some in paragraphs]
    flat = [0 < lead <= _SHORT_LEAD for some in leads for lead in some]
    if len(flat) < 2 or 2 * sum(flat) <= len(flat):
        return []
    return [
        tuple(
            Item(0, paragraph, Span(paragraph.start, paragraph.start + lead))
            for paragraph, lead in zip(some, lengths, strict=True)
        )
        if any(lengths)
        else ()
        for some, lengths in zip(paragraphs, leads, strict=True)
    ]


def _level(tree: Tree, children: list[Section]) -> list[Group]:
    found: list[Group] = []
    for child in children:
        inner = tree.items(child)
        if inner:
            heading = _heading(tree, child)
            items = tuple(tree.item(leaf) for leaf in _leaves(tree, inner))
            found.append(Group(child, heading, items) if len(heading) else Group(None, None, items))
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
