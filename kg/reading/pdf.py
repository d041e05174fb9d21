"""Reader of PDF files with a text layer.

Printed lines become paragraphs again by what a reader sees: a line that fills the column goes on in the next, an indent
begins a paragraph. Lines that are repeated at the head or foot of pages are left out, tables keep their cells and go on over
pages, and every block knows its page. Pages that are pictures are read by character recognition where that is installed. The original offsets count the concatenation of all printed lines in reading order,
joined by line breaks.
"""

from __future__ import annotations

import re
import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from kg.errors import UnreadableFile
from kg.model import BlockKind, Cell, Diagnostic, Severity
from kg.reading import ocr
from kg.reading.encoding import plausibility
from kg.reading.furniture import without_furniture
from kg.reading.layout import Grid, Layout, Row, laid_out
from kg.reading.lines import Line, joined, printed_part
from kg.reading.page_frame import rows_of, with_common_edges, without_heads, without_notes
from kg.reading.patterns import patterns
from kg.reading.pdfium import Page, opened, pages, picture
from kg.reading.reader import Draft
from kg.reading.rejoin import rejoin

MEDIA_TYPE = "application/pdf"

_UNMAPPED = 0.2  # share of characters without meaning from which a page's text is of no use
_PLAUSIBLE = 0.3  # share of common characters among a page's Chinese ones; real pages have 0.8
_JUDGED = 80  # Chinese characters that are enough to judge by
_STAMP = 40  # characters that a scanned page may have as text: the name of the program, a number
_REACH = 2.3  # ems that a full line may lack: two characters that had to go with the next
_REACH_ON = 4.0  # that a line may lack which ends in mid-sentence
_GAP = 1.7  # of the usual distance between lines: paragraphs that stand apart
_TITLE_LINES = 12  # lines among which the title stands
_NEAR = 4.0  # points between the columns of a table and those of its continuation
_TOKEN = re.compile(r"[A-Za-z0-9.,%+\-/&]+")


def parse(name: str, data: bytes) -> Draft:
    """One block a paragraph or table cell, each with its page.

    Raises EncryptedFile, or UnreadableFile where the file is damaged or no page has text that can be used.
    """
    laid: list[Layout] = []
    scanned: list[int] = []
    garbled: list[int] = []
    damaged: list[int] = []
    aside = 0
    with opened(name, data) as document:
        for number, page in enumerate(pages(document), 1):
            if page is None:
                damaged.append(number)
            elif page.pictured and len(page.glyphs) < _STAMP:
                scanned.append(number)
            elif not page.glyphs:
                continue  # a blank page
            elif _is_garbled(page):
                garbled.append(number)
            else:
                laid.append(laid_out(page))
                aside += page.aside
        confidences: dict[int, float] = {}
        if ocr.available():
            for number in sorted((*scanned, *garbled)):
                read = ocr.recognised(picture(document, number), number)
                if read.page.glyphs:
                    laid.append(laid_out(read.page))
                    confidences[number] = read.confidence
    scanned = [number for number in scanned if number not in confidences]
    garbled = [number for number in garbled if number not in confidences]
    if not laid:
        if garbled:
            raise UnreadableFile(name, "PDF 的文字层无法使用：字符没有对应的文字编码。", ocr.INSTALL)
        if damaged:
            raise UnreadableFile(name, "PDF 的页面已损坏。", "请重新下载，或用阅读器打开后另存为新的 PDF，再试。")
        raise UnreadableFile(name, "PDF 没有文字层，多半是扫描件。", ocr.INSTALL)
    lines = ocr.marked(lines_of(sorted(laid, key=lambda page: page.number)), confidences)
    diagnostics = (*_diagnostics(scanned, garbled, damaged, aside), *ocr.said(confidences))
    return Draft(MEDIA_TYPE, tuple(lines), diagnostics)


def lines_of(laid: Sequence[Layout]) -> list[Line]:
    """The lines of a report from its pages in order: heads and feet left out, paragraphs and tables made whole."""
    body = with_common_edges(without_notes(without_heads(laid)))
    walk = _Walk()
    for page in body:
        walk.add(page)
    return rejoin(_paragraphs(without_furniture(walk.lines), walk.rows))


def _is_garbled(page: Page) -> bool:
    """Whether the characters of a page are not what is printed: its fonts do not say what their signs mean."""
    text = "".join(glyph.text for glyph in page.glyphs)
    if page.unmapped > _UNMAPPED * (len(text) + page.unmapped):
        return True
    chinese = sum("\u3400" <= char <= "\u9fff" for char in text)
    return chinese >= _JUDGED and plausibility(text) < _PLAUSIBLE


def _diagnostics(
    scanned: Sequence[int], garbled: Sequence[int], damaged: Sequence[int], aside: int
) -> Iterator[Diagnostic]:
    for code, found, what in (
        ("pages-without-text", scanned, "没有文字层（多半是扫描页）"),
        ("pages-with-unusable-text", garbled, "的文字层无法使用（字符没有对应的文字编码）"),
        ("pages-damaged", damaged, "已损坏"),
    ):
        if found:
            named = "、".join(map(str, found[:20])) + (" 等" if len(found) > 20 else "")
            yield Diagnostic(code, f"第 {named} 页{what}，没有读入。", Severity.WARNING)
    if aside:
        message = f"有 {aside} 个字斜印或横印（如水印、竖排的边注），没有读入。"
        yield Diagnostic("text-aside-left-out", message, Severity.INFO)


# --- lines and cells ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Walk:
    """One pass over the pages: the lines so far, and the printed row that each began with."""

    lines: list[Line] = field(default_factory=list)
    rows: dict[int, Row] = field(default_factory=dict)  # original offset of a line → its row
    position: int = 0
    tables: int = 0
    open: Grid | None = None  # a table that nothing has followed yet
    heads: list[list[str]] = field(default_factory=list)  # the first rows of that table
    below: int = 0  # the row under its last

    def add(self, page: Layout) -> None:
        leading = _leading(page)
        before: Row | None = None
        first = True
        for item in page.items:
            if isinstance(item, Grid):
                self._add_grid(item, page.number, new_page=first)
                before = None
            else:
                gap = before is not None and item.y - before.y > _GAP * leading
                line = self._line(item, page.number, gap=gap or before is None)
                if line is not None:
                    self.rows[line.runs[0][1]] = item
                    self.lines.append(line)
                    self.open = None
                before = item
            first = False

    def _line(self, row: Row, page: int, *, gap: bool) -> Line | None:
        part = printed_part(row.text, self.position)
        self.position += len(row.text) + 1
        if part is None:
            return None
        indent = max(round(2 * row.indent), 0)
        return Line(part[0], part[1], indent, gap, page=page)

    def _add_grid(self, grid: Grid, page: int, *, new_page: bool) -> None:
        goes_on = self.open is not None and new_page and _same_columns(self.open, grid)
        shown = _row_texts(grid)
        skipped = 0
        if goes_on and not (shown[:1] == self.heads[:1] and len(shown[0]) == 1):  # a form begins with its title
            while skipped < min(len(self.heads), len(shown) - 1) and shown[skipped] == self.heads[skipped]:
                skipped += 1
        else:
            self.tables += 1
            self.heads, self.below = shown, 0
        numbers = sorted({cell.box.row for cell in grid.cells})
        first = numbers[skipped] if skipped else 0
        for cell in grid.cells:
            if cell.box.row >= first:
                place = Cell(self.tables - 1, self.below + cell.box.row - first, cell.box.column)
                self._add_cell(cell.rows, place, page)
        self.below += numbers[-1] + 1 - first
        self.open = grid

    def _add_cell(self, rows: Sequence[Row], cell: Cell, page: int) -> None:
        """The lines of a cell: they are one paragraph, except where a sentence has ended or an item begins."""
        known = patterns()
        lines: list[Line] = []
        last: Row | None = None
        for row in rows:
            line = self._line(row, page, gap=False)
            if line is None:
                continue
            line = replace(line, indent=0, kind=BlockKind.CELL, cell=cell)
            ended = last is not None and known.finished.search(last.text) and last.lacks > _REACH
            if lines and not ended and not known.item.match(line.text):
                lines[-1] = joined([lines[-1], line])
            else:
                lines.append(line)
            last = row
        self.lines += lines


def _leading(page: Layout) -> float:
    """The usual distance between two lines of a page."""
    rows = rows_of(page)
    steps = [after.y - before.y for before, after in pairwise(rows) if after.y > before.y]
    return statistics.median_low(steps) if steps else 1000.0


def _same_columns(one: Grid, other: Grid) -> bool:
    return len(one.columns) == len(other.columns) and all(
        abs(x - y) <= _NEAR for x, y in zip(one.columns, other.columns)
    )


def _row_texts(grid: Grid) -> list[list[str]]:
    rows: dict[int, list[str]] = defaultdict(list)
    for cell in grid.cells:
        rows[cell.box.row].append("".join(row.text for row in cell.rows))
    return [rows[number] for number in sorted(rows)]


# --- paragraphs -----------------------------------------------------------------------------------------------


def _paragraphs(lines: Sequence[Line], rows: dict[int, Row]) -> list[Line]:
    """Lines joined where the page shows that they are one paragraph; what it does not show is left to `rejoin`.

    Only pages whose paragraphs begin with an indent show it: a line that begins at the edge goes on with a full one.
    """
    lines = _title_made_whole(lines, rows)
    if not _are_indented(lines, rows):
        return lines
    result: list[Line] = []
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and _goes_on(paragraph[-1], line, rows):
            paragraph.append(line)
        else:
            if paragraph:
                result.append(joined(paragraph))
            paragraph = [line]
    if paragraph:
        result.append(joined(paragraph))
    return result


def _title_made_whole(lines: Sequence[Line], rows: dict[int, Row]) -> list[Line]:
    """A title in the middle of the first page, over lines that broke where they were full, as one line."""
    known = patterns()
    for start, line in enumerate(lines[:_TITLE_LINES]):
        end = start
        while end + 1 < len(lines) and end - start < 2 and _title_goes_on(lines[end], lines[end + 1], rows):
            end += 1
        whole = joined(lines[start : end + 1])
        if end > start and line.page == lines[end].page and known.title_end.search(whole.text):
            return [*lines[:start], whole, *lines[end + 1 :]]
    return list(lines)


def _title_goes_on(last: Line, line: Line, rows: dict[int, Row]) -> bool:
    if last.cell is not None or line.cell is not None or line.after_gap:
        return False
    before, after = rows[last.runs[0][1]], rows[line.runs[0][1]]
    wide = before.x1 - before.x0 >= 0.6 * (before.right - before.left)
    return _is_centred(before) and _is_centred(after) and (wide or after.text[0] in "（(")


def _is_centred(row: Row) -> bool:
    return row.indent > 1.2 and abs(row.indent - row.lacks) < 1.5


def _are_indented(lines: Sequence[Line], rows: dict[int, Row]) -> bool:
    indents = [rows[line.runs[0][1]].indent for line in lines if line.cell is None]
    flush = sum(abs(indent) <= 0.5 for indent in indents)
    behind = sum(1.2 <= indent <= 3 for indent in indents)
    return flush >= 3 and behind >= 3 and 10 * behind >= len(indents) and 5 * flush >= len(indents)


def _goes_on(last: Line, line: Line, rows: dict[int, Row]) -> bool:
    if last.cell is not None or line.cell is not None:
        return False
    before, after = rows[last.runs[0][1]], rows[line.runs[0][1]]
    if not 0.85 <= after.size / before.size <= 1.18 or abs(after.indent) > 0.7:
        return False
    if line.after_gap and last.page == line.page:
        return False
    known = patterns()
    finished = known.finished.search(before.text) is not None
    if before.lacks > (_REACH if finished else _REACH_ON) + _needed(after):
        return False
    return not finished or not known.item.match(after.text) or known.running.match(after.text) is not None


def _needed(row: Row) -> float:
    """The room in ems that the beginning of a line would have needed at the end of the line before."""
    known = patterns()
    token = _TOKEN.match(row.text)
    if token:
        return 0.6 * len(token.group())
    if row.text[0] in known.opened:
        return 1.0
    return 1.0 if len(row.text) > 1 and known.never_first.match(row.text[1]) else 0.0
