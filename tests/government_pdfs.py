"""A report as a PDF prints it: running head, page numbers, wrapped and indented lines, ruled tables."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

FONT = "STSong-Light"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 595.0, 842.0, 90.0, 505.0, 100.0, 90.0
_NEVER_FIRST = "，。、；：？！）】》〉〕”%％"


def canvas(buffer: io.BytesIO, width: float = WIDTH, height: float = HEIGHT) -> Any:
    """A canvas whose fonts print Chinese; the text layer holds what is drawn."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return Canvas(buffer, pagesize=(width, height), invariant=True)


def wrapped(text: str, size: float, width: float, indent: float) -> list[str]:
    """The lines that a paragraph fills; no line begins with a closing mark."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    lines, line, room = [], "", width - indent
    for char in text:
        if line and stringWidth(line + char, FONT, size) > room and char not in _NEVER_FIRST:
            lines.append(line)
            line, room = "", width
        line += char
    return [*lines, line]


class Press:
    """Prints paragraphs and tables from the top of the first page to the foot of the last."""

    def __init__(self, *, size: float = 14, head: str = "", number: str = "— {} —", justified: bool = True) -> None:
        self.buffer = io.BytesIO()
        self.canvas = canvas(self.buffer)
        self.size, self.leading, self.justified = size, size * 1.8, justified
        self.head, self.number = head, number
        self.page, self.y = 1, TOP
        self._begin()

    def _begin(self) -> None:
        self.y = TOP
        self.canvas.setFont(FONT, 9)
        if self.head:
            self.canvas.drawString(LEFT, HEIGHT - 60, self.head)
            self.canvas.line(LEFT, HEIGHT - 64, RIGHT, HEIGHT - 64)
        if self.number:
            self.canvas.drawCentredString(WIDTH / 2, 50, self.number.format(self.page))
        self.canvas.setFont(FONT, self.size)

    def turn(self) -> None:
        self.canvas.showPage()
        self.page += 1
        self._begin()

    def line(self, text: str, x: float = LEFT, *, centred: bool = False, spread: float = 0) -> None:
        if self.y + self.leading > HEIGHT - BOTTOM:
            self.turn()
        self.y += self.leading
        if centred:
            self.canvas.drawCentredString(WIDTH / 2, HEIGHT - self.y, text)
        else:
            self.canvas.drawString(x, HEIGHT - self.y, text, charSpace=spread)

    def paragraph(self, text: str, indent: float = 2) -> None:
        """A paragraph set as word processors do: its lines stretched to the right edge, except the last."""
        lines = wrapped(text, self.size, RIGHT - LEFT, indent * self.size)
        for number, line in enumerate(lines):
            x = LEFT + (0 if number else indent * self.size)
            room = RIGHT - x - self.canvas.stringWidth(line, FONT, self.size)
            stretched = self.justified and number + 1 < len(lines) and len(line) > 1
            self.line(line, x, spread=room / (len(line) - 1) if stretched else 0)

    def table(self, rows: Sequence[Sequence[str]], *, repeat: int = 1) -> None:
        """A ruled table over the width of the page; over page breaks its first rows are printed again."""
        width, high, size = (RIGHT - LEFT) / len(rows[0]), self.size * 1.8, self.size * 0.75
        self.y += high / 2
        for number, row in enumerate(rows):
            if self.y + high > HEIGHT - BOTTOM:
                self.turn()
                for head in rows[:repeat] if number >= repeat else ():
                    self._row(head, width, high, size)
            self._row(row, width, high, size)
        self.canvas.setFont(FONT, self.size)

    def _row(self, row: Sequence[str], width: float, high: float, size: float) -> None:
        self.canvas.setFont(FONT, size)
        for column, text in enumerate(row):
            x, y = LEFT + column * width, HEIGHT - self.y - high
            self.canvas.rect(x, y, width, high)
            self.canvas.drawCentredString(x + width / 2, y + high * 0.35, text)
        self.y += high

    def finished(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self.buffer.getvalue()


def government_pdf(text: str, **style: Any) -> bytes:
    """A PDF of a report: its first line centred, the others as indented paragraphs, lines with tabs as tables."""
    press = Press(**style)
    rows: list[list[str]] = []
    title, *lines = [line.strip() for line in text.splitlines() if line.strip()]
    for piece in wrapped(title, press.size, (RIGHT - LEFT) * 0.8, 0):
        press.line(piece, centred=True)
    for line in [*lines, ""]:
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            press.table(rows)
            rows = []
        if line:
            press.paragraph(line)
    return press.finished()
