"""Reader of Excel workbooks (.xlsx): what they show on screen, sheet after sheet.

Hidden sheets, rows and columns are left out, a merged cell is read once, numbers and dates stand as their formats show
them, formulas as the values that Excel stored with them.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from typing import Any

from kg.errors import KgError, OversizedFile, UnreadableFile
from kg.model import Diagnostic, Severity
from kg.reading.furniture import without_furniture
from kg.reading.grid import Row, grid_lines
from kg.reading.number_format import LOCAL_DATES, displayed
from kg.reading.reader import Draft
from kg.reading.rejoin import rejoin

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_EXPANDED = 60 * 1024 * 1024  # bytes of XML in one file: more than half a million cells
_MERGED = 500_000  # cells of merged ranges in one file
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Za-z]{1,3}\d{1,7}:[A-Za-z]{1,3}\d{1,7})")
_REMEDY = "请用 WPS 或 Excel 打开，另存为新的 .xlsx 文件后再试。"


def parse(name: str, data: bytes) -> Draft:
    """One block a cell, titles and form fields as paragraphs. Raises UnreadableFile where the file is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [entry for entry in archive.infolist() if entry.filename.endswith((".xml", ".rels"))]
            expanded = sum(entry.file_size for entry in parts)
            if expanded > _EXPANDED:
                message = f"解开后有 {expanded // 1024 // 1024} MB 表格数据。"
                raise OversizedFile(name, message, "请删去与报告无关的工作表或空白行后再试。")
            sheets = [archive.read(entry) for entry in parts if entry.filename.startswith("xl/worksheets/")]
            if sum(_merged_area(sheet) for sheet in sheets) > _MERGED:  # the library makes a cell of each
                raise OversizedFile(name, "合并单元格覆盖了整张工作表。", "请取消这样的合并后再试。")
            calculated = any(b"<f" in sheet for sheet in sheets)
        return _parsed(data, calculated)
    except KgError:
        raise
    except Exception as error:  # damaged XML trips the libraries below in as many ways as there are elements
        raise UnreadableFile(name, "不是完好的 Excel 工作簿。", _REMEDY) from error


def _merged_area(sheet: bytes) -> int:
    """How many cells the merged ranges of a sheet cover."""
    from openpyxl.utils import range_boundaries

    area = 0
    for match in _MERGE.finditer(sheet):
        left, top, right, bottom = range_boundaries(match[1].decode())
        area += max(right - left + 1, 0) * max(bottom - top + 1, 0)
    return area


def _parsed(data: bytes, calculated: bool) -> Draft:
    workbook = _loaded(data, values=True)
    shown = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    hidden = len(workbook.worksheets) - len(shown)
    sheets, rows_hidden = [], 0
    for sheet in shown:
        rows, left_out = _rows(sheet, workbook.epoch)
        sheets.append(rows)
        rows_hidden += left_out
    diagnostics = []
    if hidden or rows_hidden:
        message = f"隐藏的内容没有读入：工作表 {hidden} 张，行、列 {rows_hidden} 处；如果是报告内容，请取消隐藏。"
        diagnostics.append(Diagnostic("hidden-cells-left-out", message, Severity.INFO))
    missing = _formulas_without_value(_loaded(data, values=False), workbook) if calculated else 0
    if missing:
        message = f"有 {missing} 个公式没有存下结果，读不到数值；请用 Excel 打开后重新保存。"
        diagnostics.append(Diagnostic("formulas-without-value", message))
    return Draft(MEDIA_TYPE, tuple(rejoin(without_furniture(grid_lines(sheets)))), tuple(diagnostics))


def _loaded(data: bytes, *, values: bool) -> Any:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions that are not kept when such a workbook is written
        return openpyxl.load_workbook(io.BytesIO(data), data_only=values, keep_links=False)


def _formulas_without_value(formulas: Any, values: Any) -> int:
    """How many formulas of visible sheets have no stored value: programs that write files do not calculate."""
    return sum(
        cell.data_type == "f" and values[sheet.title][cell.coordinate].value is None
        for sheet in formulas.worksheets
        if sheet.sheet_state == "visible"
        for cell in sheet._cells.values()
    )


def _rows(sheet: Any, epoch: Any) -> tuple[list[Row], int]:
    """The rows as they are seen, blank ones in between as empty; and how many filled cells are hidden."""
    hidden_rows = {number for number, one in sheet.row_dimensions.items() if one.hidden}
    hidden_columns: set[int] = set()
    for one in sheet.column_dimensions.values():
        if one.hidden and one.min:
            hidden_columns.update(range(one.min, (one.max or one.min) + 1))
    covered = _covered(sheet, hidden_rows, hidden_columns)
    rows: dict[int, list[tuple[int, str]]] = {}
    left_out = 0
    for row, column in sorted(sheet._cells):  # the cells that exist; iterating over rows would make empty ones
        home = covered.get((row, column), (row, column))
        text = _shown(sheet._cells[row, column], epoch) if home else ""
        if not home or not text.strip():
            continue
        if home[0] in hidden_rows or home[1] in hidden_columns:
            left_out += 1
            continue
        rows.setdefault(home[0], []).append((home[1], text))
    return _compact(rows), left_out


def _covered(sheet: Any, hidden_rows: set[int], hidden_columns: set[int]) -> dict[tuple[int, int], Any]:
    """For the cells of merged ranges: where the first one shows what the range holds; None for the others."""
    covered: dict[tuple[int, int], Any] = {}
    for merged in sheet.merged_cells.ranges:
        visible_row = next((row for row in range(merged.min_row, merged.max_row + 1) if row not in hidden_rows), None)
        columns = range(merged.min_col, merged.max_col + 1)
        visible_column = next((column for column in columns if column not in hidden_columns), None)
        home = (visible_row or merged.min_row, visible_column or merged.min_col)
        for row, column in (
            list(sheet._cells) if merged.size["rows"] * merged.size["columns"] > 10_000 else merged.cells
        ):
            if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
                covered[row, column] = None
        covered[merged.min_row, merged.min_col] = home
    return covered


def _compact(rows: dict[int, list[tuple[int, str]]]) -> list[Row]:
    """Rows in order; any number of blank ones between two as one."""
    result: list[Row] = []
    previous = 0
    for number in sorted(rows):
        if number > previous + 1:
            result.append(())
        result.append(tuple((column - 1, text) for column, text in sorted(rows[number])))
        previous = number
    return result


def _shown(cell: Any, epoch: Any) -> str:
    from openpyxl.utils.datetime import from_excel

    value = cell.value
    local = LOCAL_DATES.get(cell._style.numFmtId) if cell.has_style else None
    if local and isinstance(value, int | float) and not isinstance(value, bool):
        value = from_excel(value, epoch)
    return displayed(value, local or cell.number_format)
