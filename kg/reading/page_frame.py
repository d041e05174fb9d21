"""What surrounds the text of printed pages: running heads, page numbers, footnotes, and the edges of the columns.

All of it shows only over the pages of a whole document: a line is a running head because it stands in the same place on
many of them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from itertools import takewhile

from kg.reading.layout import Grid, Layout, Row
from kg.reading.patterns import patterns

_HEAD = 0.14  # share of a page's height at its head and foot where running heads stand
_FOOTNOTE = 0.88  # of the size of the text: letters of notes are smaller
_LARGE = 1.15  # of the size of the text: letters of titles are larger
_SAME = 4.0  # points within which two edges are one
_NOTE = re.compile(
    r"\s*(?:[①-⑳]|[\[【〔(（]\d{1,2}[\]】〕)）]|\d{1,2}(?=\s*[^\d\s.、，,．%年月日])|[*＊※]|注\s*\d?\s*[:：])"
)


def without_heads(laid: Sequence[Layout]) -> list[Layout]:
    """The pages without page numbers and without lines that stand in the same place on many of them.

    A line in larger letters than the text is a title, however often it is printed: of forms that are bound together.
    """
    margins = {page.number: _margins(page) for page in laid}
    seen = Counter(_head_key(row) for margin in margins.values() for rows in margin for row in rows)
    needed = 2 if len(laid) < 4 else max(3, len(laid) // 4)
    largest = _LARGE * _usual_size(laid)

    def is_head(row: Row) -> bool:
        return _is_page_number(row.text) or (seen[_head_key(row)] >= needed and row.size <= largest)

    result: list[Layout] = []
    for page in laid:
        out = [row for rows in margins[page.number] for row in takewhile(is_head, rows)]
        if not result:
            out = [row for row in out if not _is_only_title(row, page)]
        result.append(replace(page, items=tuple(item for item in page.items if not _is_one_of(item, out))))
    return result


def _usual_size(laid: Sequence[Layout]) -> float:
    """The size in which most characters of a document are printed."""
    sizes: Counter[float] = Counter()
    for page in laid:
        for item in page.items:
            rows = [item] if isinstance(item, Row) else [row for cell in item.cells for row in cell.rows]
            for row in rows:
                sizes[round(row.size, 1)] += len(row.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def _is_only_title(head: Row, page: Layout) -> bool:
    """Whether a running head is the title of the report, which the first page does not print again."""
    below = "".join("".join(row.text.split()) for row in rows_of(page) if row is not head)
    return patterns().title_end.search(head.text) is not None and "".join(head.text.split()) not in below


def _is_one_of(item: Row | Grid, rows: Sequence[Row]) -> bool:
    return any(item is row for row in rows)


def _margins(page: Layout) -> tuple[list[Row], list[Row]]:
    """The lines at the head and at the foot of a page, outside everything else, the outermost first."""
    rows = sorted(rows_of(page), key=lambda row: row.y)
    grids = [item for item in page.items if isinstance(item, Grid)]
    head = [row for row in rows[:2] if row.y < _HEAD * page.height and all(row.y < grid.y0 for grid in grids)]
    foot = [row for row in rows[:-4:-1] if row.y > (1 - _HEAD) * page.height]
    return head, [row for row in foot if all(row.y > grid.y1 for grid in grids)]


def _head_key(row: Row) -> tuple[str, int]:
    return re.sub(r"\d+", "#", "".join(row.text.split())), round(row.y / 8)


def _is_page_number(text: str) -> bool:
    known = patterns()
    return bool(known.page_number.fullmatch(text) or known.bare_number.fullmatch(text))


def without_notes(laid: Sequence[Layout]) -> list[Layout]:
    """The pages without footnotes: smaller lines below all others, the first with a mark."""
    usual = _usual_size(laid)
    result = []
    for page in laid:
        rows = sorted(rows_of(page), key=lambda row: row.y)
        first = len(rows)
        while first > 0 and rows[first - 1].size < _FOOTNOTE * usual:
            first -= 1
        notes = rows[first:]
        below = notes and first > 0 and notes[0].y > page.height / 2 and _NOTE.match(notes[0].text)
        grids = [item for item in page.items if isinstance(item, Grid)]
        out = notes if below and all(grid.y1 < notes[0].y for grid in grids) else []
        result.append(replace(page, items=tuple(item for item in page.items if not _is_one_of(item, out))))
    return result


def rows_of(page: Layout) -> list[Row]:
    return [item for item in page.items if isinstance(item, Row)]


def with_common_edges(laid: Sequence[Layout]) -> list[Layout]:
    """The pages with the edges of the whole document where a page does not show its own.

    On a page of one-line paragraphs every line begins at the indent, on a cover all stand in the middle, and on the last
    page none may reach the right edge.
    """
    lefts: Counter[int] = Counter()  # place of a left edge → characters that stand behind it
    for page in laid:
        for row in rows_of(page):
            lefts[round(row.left)] += len(row.text)
    rights: dict[int, Counter[int]] = defaultdict(Counter)
    for page in laid:
        for row in rows_of(page):
            rights[round(row.left)][round(row.right)] += 1
    usual = {left for left, chars in lefts.items() if 12 * chars >= sum(lefts.values())}
    result = []
    for page in laid:
        shown = {row.left for row in rows_of(page) if 1.2 <= row.indent <= 3.2}
        moved = {id(row): _with_edges(row, row.left in shown, usual, lefts, rights) for row in rows_of(page)}
        items = tuple(moved[id(item)] if isinstance(item, Row) else item for item in page.items)
        result.append(replace(page, items=items))
    return result


def _with_edges(row: Row, shown: bool, usual: Set[int], lefts: Counter[int], rights: Mapping[int, Counter[int]]) -> Row:
    """A row with the edges that most of the document has there; `shown`: its page shows its own left edge."""
    left = row.left
    outer: list[int] = []
    if not shown:
        outer = [x for x in usual if 1.2 <= (left - x) / row.size <= 3.2]
    if not any(abs(left - x) <= _SAME for x in usual):
        outer = [x for x in usual if x <= row.x0 + _SAME]
    left = max(outer, key=lambda x: (lefts[x], -x), default=left)
    common = rights[round(left)].most_common(1)
    reached = row.right if left == row.left else 0.0
    return replace(row, left=left, right=max(reached, common[0][0]) if common else row.right)
