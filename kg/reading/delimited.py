"""Reader of tables as text (.csv, .tsv): rows as Excel would show them."""

from __future__ import annotations

import csv
import io

from kg.errors import UnreadableFile
from kg.reading.encoding import decode
from kg.reading.furniture import without_furniture
from kg.reading.grid import Row, grid_lines
from kg.reading.reader import Draft
from kg.reading.rejoin import rejoin

MEDIA_TYPE = "text/csv"

_DELIMITERS = ",\t;，|"
_SAMPLE = 50  # lines that are enough to tell the delimiter by


def parse(name: str, data: bytes) -> Draft:
    """One block a cell, titles and form fields as paragraphs. Raises UnreadableFile where quotes never close."""
    decoded = decode(name, data)
    try:
        reader = csv.reader(io.StringIO(decoded.text, newline=""), delimiter=_delimiter(decoded.text))
        rows: list[Row] = [
            tuple((column, text) for column, text in enumerate(record) if text.strip()) for record in reader
        ]
    except csv.Error as error:
        raise UnreadableFile(name, "不是完好的 CSV 表格。", "请用 Excel 打开，另存为 .xlsx 后再试。") from error
    return Draft(MEDIA_TYPE, tuple(rejoin(without_furniture(grid_lines([rows])))), decoded.diagnostics)


def _delimiter(text: str) -> str:
    """The mark that parts most lines into the same number of cells."""
    lines = [line for line in text.splitlines()[:_SAMPLE] if line.strip()]

    def agreement(mark: str) -> tuple[int, int]:
        counts = [line.count(mark) for line in lines if mark in line]
        most = max(set(counts), key=lambda count: (counts.count(count), count), default=0)
        return counts.count(most) if most else 0, -_DELIMITERS.index(mark)

    return max(_DELIMITERS, key=agreement)
