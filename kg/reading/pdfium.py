"""What stands on the pages of a PDF: characters with their places, ruling lines, pictures. The only user of pdfium.

Places are in points, from the top left corner of the page as it is read: a page that is turned, or whose text runs
up its side, is turned back first.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kg.errors import EncryptedFile, UnreadableFile

_MOST_SEGMENTS = 4000  # of one page; beyond this it is a drawing, not a table
_SHORTEST = 4.0  # points of a ruling line
_SLANT = 0.7  # points by which a ruling line may be off the straight
_RESOLUTION = 180  # dots an inch of a page's picture: 12-point letters are 30 dots high
_LARGEST_SIDE = 4000  # dots
_NESTED = 4  # levels of forms within forms


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character: its left and right edge, baseline, and size of its letters."""

    text: str
    x0: float
    x1: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Edge:
    """A ruling line, level or upright, from one end to the other."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def level(self) -> bool:
        return self.y0 == self.y1


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it is printed."""

    number: int  # from 1
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    edges: tuple[Edge, ...]
    unmapped: int = 0  # characters whose meaning the file does not tell
    aside: int = 0  # characters printed askew or across the direction of reading, left out
    pictured: bool = False  # a picture covers most of it


@contextmanager
def opened(name: str, data: bytes) -> Iterator[Any]:
    """The document in some bytes. Raises EncryptedFile where it needs a password, UnreadableFile where it is damaged."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
            raise EncryptedFile(name, "PDF 设有打开密码。", "请用密码打开，另存为无密码的文件后再试。") from error
        raise UnreadableFile(
            name, "PDF 已损坏，无法打开。", "请重新下载，或用阅读器打开后另存为新的 PDF，再试。"
        ) from error
    try:
        yield document
    finally:
        document.close()


def pages(document: Any) -> Iterator[Page | None]:
    """The pages in order; None for one that is damaged."""
    import pypdfium2

    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            yield None
            continue
        try:
            yield _page(page, index + 1)
        except pypdfium2.PdfiumError:
            yield None
        finally:
            page.close()


def picture(document: Any, number: int) -> Any:
    """A page as a picture (of the Pillow library), fine enough to recognise its characters; `number` counts from 1."""
    page = document[number - 1]
    try:
        across = max(page.get_size())
        return page.render(scale=min(_RESOLUTION / 72, _LARGEST_SIDE / max(across, 1.0))).to_pil()
    finally:
        page.close()


def _page(page: Any, number: int) -> Page:
    left, bottom, right, top = page.get_bbox()
    raw_glyphs, unmapped = _glyphs(page)
    turns = Counter(turn for turn, _ in raw_glyphs if turn is not None)
    turn = turns.most_common(1)[0][0] if turns else 0
    frame = (left, bottom, right, top)
    glyphs = tuple(_placed(glyph, frame, turn) for own, glyph in raw_glyphs if own == turn)
    edges, picture = _drawn(page)
    width, height = (right - left, top - bottom) if turn % 2 == 0 else (top - bottom, right - left)
    return Page(
        number=number,
        width=width,
        height=height,
        glyphs=glyphs,
        edges=tuple(_turned_edge(edge, frame, turn) for edge in edges),
        unmapped=unmapped,
        aside=len(raw_glyphs) - len(glyphs),
        pictured=picture >= 0.5 * width * height > 0,
    )


_Raw = tuple[str, float, float, float, float, float, float, float]
"""A character in the page's own space: text, origin, the box of its advance (left, bottom, right, top), size."""


def _glyphs(page: Any) -> tuple[list[tuple[int | None, _Raw]], int]:
    """The printed characters, each with its direction in quarter turns (None: askew), and how many have no meaning.

    Characters that pdfium adds, as blanks at line ends, are left out: where words part is told from their places.
    """
    from pypdfium2 import raw

    textpage = page.get_textpage()
    try:
        handle = textpage.raw
        x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
        found: list[tuple[int | None, _Raw]] = []
        unmapped, high = 0, 0
        for index in range(raw.FPDFText_CountChars(handle)):
            if raw.FPDFText_IsGenerated(handle, index) == 1:
                continue
            code = raw.FPDFText_GetUnicode(handle, index)
            if 0xD800 <= code < 0xDC00:  # the first half of a character beyond the basic plane
                high = code
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
            high = 0
            if code in {0x02, 0xFFFE} and raw.FPDFText_IsHyphen(handle, index) == 1:  # at the end of a line
                code = 0x2D
            if code < 0x20 or 0x7F <= code < 0xA0 or code in {0xFFFD, 0xFFFE, 0xFFFF}:
                unmapped += code not in {0x02, 0x09, 0x0A, 0x0D, 0xFFFE}  # marks of hyphens and line breaks
                continue
            unmapped += raw.FPDFText_HasUnicodeMapError(handle, index) == 1 or 0xE000 <= code < 0xF900
            if not raw.FPDFText_GetCharOrigin(handle, index, x, y):
                continue
            if not raw.FPDFText_GetLooseCharBox(handle, index, box):
                continue
            turn = -raw.FPDFText_GetCharAngle(handle, index) / (math.pi / 2)  # pdfium counts with the clock
            quarter = round(turn)
            place = (box.left, box.bottom, box.right, box.top)
            high_as = place[3] - place[1] if quarter % 2 == 0 else place[2] - place[0]
            size = raw.FPDFText_GetFontSize(handle, index)
            if not 0.5 * high_as <= size <= 1.6 * high_as:  # a font of size 1 that the page enlarges
                size = high_as
            glyph = (chr(code), x.value, y.value, *place, size)
            found.append((quarter % 4 if abs(turn - quarter) < 0.05 else None, glyph))
        return found, unmapped
    finally:
        textpage.close()


def _placed(glyph: _Raw, frame: tuple[float, float, float, float], turn: int) -> Glyph:
    text, x, y, left, bottom, right, top, size = glyph
    if turn == 0:
        return Glyph(text, left - frame[0], right - frame[0], frame[3] - y, size)
    x0, x1 = sorted((_turned(left, bottom, frame, turn)[0], _turned(right, top, frame, turn)[0]))
    return Glyph(text, x0, x1, _turned(x, y, frame, turn)[1], size)


def _turned(x: float, y: float, frame: tuple[float, float, float, float], turn: int) -> tuple[float, float]:
    """A point of the page's own space, counted from the top left corner of the page as its text is read.

    `turn` is the direction of the text in quarter turns against the clock.
    """
    left, bottom, right, top = frame
    if turn == 0:
        return x - left, top - y
    if turn == 1:  # the text runs up the page
        return y - bottom, x - left
    if turn == 2:
        return right - x, y - bottom
    return top - y, right - x


def _turned_edge(edge: tuple[float, float, float, float], frame: tuple[float, float, float, float], turn: int) -> Edge:
    ends = sorted((_turned(edge[0], edge[1], frame, turn), _turned(edge[2], edge[3], frame, turn)))
    (x0, y0), (x1, y1) = ends
    if abs(y1 - y0) < abs(x1 - x0):
        return Edge(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)
    return Edge((x0 + x1) / 2, min(y0, y1), (x0 + x1) / 2, max(y0, y1))


def _drawn(page: Any) -> tuple[list[tuple[float, float, float, float]], float]:
    """The straight lines drawn level or upright, and the area of the largest picture, in the page's own space."""
    from pypdfium2 import raw

    edges: list[tuple[float, float, float, float]] = []
    pictures = [0.0]
    count = raw.FPDFPage_CountObjects(page.raw)
    stack = [(raw.FPDFPage_GetObject(page.raw, index), _IDENTITY, 0) for index in reversed(range(count))]
    while stack:
        handle, outer, depth = stack.pop()
        kind = raw.FPDFPageObj_GetType(handle)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            a, b, c, d, _, _ = _times(_matrix(raw, handle), outer)
            pictures.append(abs(a * d - b * c))
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _NESTED:
            matrix = _times(_matrix(raw, handle), outer)
            inner = range(raw.FPDFFormObj_CountObjects(handle))
            stack += [(raw.FPDFFormObj_GetObject(handle, index), matrix, depth + 1) for index in reversed(inner)]
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            edges += _path_edges(raw, handle, _times(_matrix(raw, handle), outer))
        if len(edges) > _MOST_SEGMENTS:
            return [], max(pictures)
    return edges, max(pictures)


_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _matrix(raw: Any, handle: Any) -> _Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(handle, matrix):
        return _IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _times(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _path_edges(raw: Any, handle: Any, matrix: _Matrix) -> Iterator[tuple[float, float, float, float]]:
    """The level and upright lines of one path that is drawn or filled."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(handle, fill, stroke)
    if not fill.value and not stroke.value:
        return
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    start: tuple[float, float] | None = None
    before: tuple[float, float] | None = None
    for index in range(min(raw.FPDFPath_CountSegments(handle), _MOST_SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(handle, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO and before and _is_straight(before, point):
            yield (*before, *point)
        if raw.FPDFPathSegment_GetClose(segment) and start and _is_straight(point, start):
            yield (*point, *start)
        before = point


def _is_straight(one: tuple[float, float], other: tuple[float, float]) -> bool:
    across, up = abs(one[0] - other[0]), abs(one[1] - other[1])
    return min(across, up) <= _SLANT and max(across, up) >= _SHORTEST
