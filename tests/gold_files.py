"""The files of invented reports, made from their committed text: what is printed is what was annotated."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from tests.government_pdfs import Press

_ENDS = "。；：，"


def bold_paragraph_docx(text: str, path: Path) -> None:
    """A Word file without styles: a line that ends without a mark is a heading, so it is set in bold."""
    import docx

    document = docx.Document()
    rows: list[list[str]] = []
    for line in [*filter(None, map(str.strip, text.splitlines())), ""]:
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            _table(document, rows)
            rows = []
        if line:
            run = document.add_paragraph().add_run(line)
            run.bold = line[-1] not in _ENDS
    document.save(str(path))


def _table(document: Any, rows: list[list[str]]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = value


def indicator_workbook(annex: Path, path: Path) -> None:
    """A workbook of one sheet; an empty cell below a first or second indicator is merged with the one above."""
    from openpyxl import Workbook

    with annex.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append([_cell(value) for value in row])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(rows[0]))
    for column in (0, 1):
        start = None
        for number, row in enumerate(rows[3:], 4):
            if row[column] or row[0] == "合计":
                start = number
            elif start is not None and not row[column]:
                _extend(sheet, start, number, column + 1)
    book.save(path)


def _cell(value: str) -> str | float | None:
    try:
        return float(value)
    except ValueError:
        return value or None


def _extend(sheet: Any, start: int, end: int, column: int) -> None:
    for merged in list(sheet.merged_cells.ranges):
        if merged.min_row == start and merged.min_col == merged.max_col == column:
            sheet.unmerge_cells(str(merged))
    sheet.merge_cells(start_row=start, end_row=end, start_column=column, end_column=column)


def two_line_title_pdf(text: str, path: Path) -> None:
    """A PDF whose title stands on two centred lines, with page numbers, justified lines and ruled tables."""
    press = Press(size=15)
    first, second, *lines = [line.strip() for line in text.splitlines() if line.strip()]
    press.line(first, centred=True)
    press.line(second, centred=True)
    rows: list[list[str]] = []
    for line in [*lines, ""]:
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            press.table(rows)
            rows = []
        if line:
            press.paragraph(line)
    path.write_bytes(press.finished())
