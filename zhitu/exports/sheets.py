"""Tables for Excel: a workbook, or a folder of CSV files."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from zhitu.tables import Table, Value, tables_of

if TYPE_CHECKING:
    from zhitu.workspace import Workspace

WIDTHS = {
    "label": 36,
    "text": 60,
    "report": 40,
    "department": 26,
    "iri": 30,
    "duties": 36,
    "functions": 36,
    "tasks": 36,
}
NARROW = 12
LONGEST_CELL = 32_767  # characters; Excel refuses a file with more
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
INTRODUCTION = (
    ("职图导出", ""),
    ("每张表是一类内容，每行一条", "“起”“止”是原文中的字符位置（从 0 数起，不含止），“原文”是那里的文字。"),
    ("数值是数，原文数字是文本", "“数值”可以直接求和；求和前请确认单位一致，计划数与实际数不要相加。"),
    ("疑点在“核对结果”里", "是否相符为 false 的，是报告自己的数字对不上；空白的，是无从核对。"),
    ("链接是推断的", "“所属职责”“落实的任务”“法定职能”由程序判断，第一个最可信；可用 zhitu review 逐条确认。"),
)


def write_workbook(workspace: Workspace, report: str | None, path: Path) -> None:
    """An xlsx workbook: a sheet that explains, then a sheet a class. Numbers are numbers; no text becomes a formula."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)

    def cell(sheet: object, value: Value, *, bold: bool = False) -> object:
        made = WriteOnlyCell(sheet, value=_clean(value) if isinstance(value, str) else value)
        if isinstance(value, str):
            made.data_type = "s"  # "=1+1" stays what the report says
        if bold:
            made.font = Font(bold=True)
        return made

    sheet = book.create_sheet("说明")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 90
    for number, line in enumerate(INTRODUCTION):
        sheet.append([cell(sheet, text, bold=not number) for text in line])
    for table in tables_of(workspace.store, report):
        sheet = book.create_sheet(table.title)
        sheet.freeze_panes = "A2"
        for place, column in enumerate(table.columns, 1):
            sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(column.key, NARROW)
        sheet.append([cell(sheet, column.title, bold=True) for column in table.columns])
        for row in table.rows:
            sheet.append([cell(sheet, value) for value in row])
    book.properties.creator = "zhitu"
    book.save(path)


def write_csv(workspace: Workspace, report: str | None, path: Path) -> None:
    """A folder of CSV files as Excel on Windows opens them: UTF-8 with a byte order mark, and no text that it would run.

    A text that begins like a formula is written behind an apostrophe (OWASP, CSV injection); numbers are left alone.
    """
    path.mkdir()
    for table in tables_of(workspace.store, report):
        with (path / f"{table.title}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            _write_table(table, csv.writer(file))


def _write_table(table: Table, rows: object) -> None:
    rows.writerow([column.title for column in table.columns])  # type: ignore[attr-defined]
    for row in table.rows:
        rows.writerow([_guarded(value) for value in row])  # type: ignore[attr-defined]


def _guarded(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, int | Decimal):
        return format(value, "f")
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def _clean(text: str) -> str:
    """The text without control characters, which XML cannot hold, and no longer than a cell may be."""
    kept = "".join(character for character in text if character in "\n\t" or ord(character) >= 32)
    return kept[:LONGEST_CELL]
