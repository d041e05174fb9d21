"""Pictures of pages → pages of characters with places, by optical recognition. Needs the `ocr` extra.

Scanned PDF pages, photographs and faxes go through rapidocr, whose models lie in its wheel: nothing is fetched. What it
reads is laid out as the text layer of a PDF is (`kg.reading.layout`); the ruling lines of tables are found in the
picture. Everything read carries the confidence of its page, because recognition makes mistakes that look like text.
"""

from __future__ import annotations

import io
import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from typing import Any

from kg.errors import OversizedFile, UnreadableFile, UnsupportedFormat
from kg.model import Diagnostic, Severity
from kg.reading.layout import laid_out
from kg.reading.lines import Line, width
from kg.reading.pdfium import Edge, Glyph, Page
from kg.reading.reader import Draft

INSTALL = "请安装文字识别组件后再试：pip install 'zhitu[ocr]'；或用 WPS 等软件把它识别为 .docx。"

_PAGE_WIDTH = 595.0  # points of a page of A4; a picture does not say how large its page is
_LARGEST = 4000  # pixels of a side; more makes recognition slower and no better
_PIXELS = 200_000_000  # of a picture; beyond this it is made to do harm
_FRAMES = 500  # pages of one picture file
_ASKEW = 0.4  # degrees from which a page is turned straight and read again
_DOUBTFUL = 0.9  # mean confidence of a page below which figures are often wrong
_RULE = 3.0  # times the size of the letters: strokes of characters are shorter than ruling lines
_LIKE = 0.2  # by which sizes of letters differ that are printed as one


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page read from a picture, and the mean confidence of its characters, 0 to 1, to three decimals."""

    page: Page
    confidence: float


def available() -> bool:
    """Whether the extra is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def parse(name: str, data: bytes) -> Draft:
    """The pages of a picture file (.png .jpg .tif); a .tif may hold several.

    Raises UnsupportedFormat where the extra is not installed, UnreadableFile where the picture is damaged or shows no
    text, OversizedFile.
    """
    from kg.reading.pdf import lines_of

    if not available():
        raise UnsupportedFormat(name, "图片里没有文字层，需要文字识别。", INSTALL)
    pages = [recognised(picture, number) for number, picture in enumerate(_pictures(name, data), start=1)]
    read = [page for page in pages if page.page.glyphs]
    if not read:
        raise UnreadableFile(name, "图片里没有认出文字。", "请确认图片清晰、方向端正，或换一份文件。")
    lines = lines_of([laid_out(page.page) for page in read])
    confidences = {page.page.number: page.confidence for page in read}
    return Draft("image/*", tuple(marked(lines, confidences)), tuple(said(confidences)))


def marked(lines: Sequence[Line], confidences: Mapping[int, float]) -> Iterator[Line]:
    """The lines with the confidence of their page, where that was read from a picture."""
    for line in lines:
        confidence = confidences.get(line.page) if line.page is not None else None
        yield line if confidence is None else replace(line, confidence=confidence)


def said(confidences: Mapping[int, float]) -> Iterator[Diagnostic]:
    """What users are told of pages read from pictures, by page number."""
    if not confidences:
        return
    mean = statistics.mean(confidences.values())
    message = f"有 {len(confidences)} 页由文字识别读入，平均置信度 {mean:.2f}；引用前请对照原件。"
    yield Diagnostic("read-by-ocr", message, Severity.INFO)
    doubtful = [number for number, one in sorted(confidences.items()) if one < _DOUBTFUL]
    if doubtful:
        named = "、".join(map(str, doubtful[:20])) + (" 等" if len(doubtful) > 20 else "")
        yield Diagnostic("ocr-doubtful", f"第 {named} 页识别的把握不大，数字尤其要对照原件。", Severity.WARNING)


def recognised(picture: Any, number: int) -> Recognised:
    """The page that a picture (of the Pillow library) shows; without characters where none are recognised."""
    from PIL.Image import Resampling

    picture = picture.convert("RGB")
    picture.thumbnail((_LARGEST, _LARGEST))
    found = _texts(picture)
    askew = _skew(found)
    if abs(askew) >= _ASKEW:
        picture = picture.rotate(askew, Resampling.BICUBIC, expand=True, fillcolor="white")
        found = _texts(picture)
    scale = _PAGE_WIDTH / picture.width
    size = statistics.median(text.size for text in found) if found else 0.0
    glyphs = tuple(glyph for text in found for glyph in text.glyphs(size, scale))
    edges = tuple(_edges(picture, size, scale)) if found else ()
    characters = sum(len(text.text) for text in found)
    confidence = sum(len(text.text) * text.score for text in found) / characters if characters else 0.0
    return Recognised(
        Page(number, picture.width * scale, picture.height * scale, glyphs, edges, pictured=True), round(confidence, 3)
    )


# --- pictures -------------------------------------------------------------------------------------------------


def _pictures(name: str, data: bytes) -> Iterator[Any]:
    """The frames of a picture file, turned as its camera says."""
    from PIL import Image, ImageOps, ImageSequence

    damaged = UnreadableFile(name, "图片已损坏，无法打开。", "请重新扫描或重新下载，再试。")
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _PIXELS or getattr(image, "n_frames", 1) > _FRAMES:
                raise OversizedFile(name, f"图片有 {image.width}×{image.height} 像素。", "请缩小或拆分后再试。")
            for frame in ImageSequence.Iterator(image):
                yield ImageOps.exif_transpose(frame).convert("RGB")
    except OversizedFile:
        raise
    except Exception as error:  # damaged pictures trip the decoders in many ways
        raise damaged from error


# --- recognition ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Text:
    """A line of characters and where it stands in the picture, in pixels; `slope` is its rise in degrees."""

    text: str
    score: float
    x0: float
    x1: float
    y0: float
    y1: float
    slope: float

    @property
    def size(self) -> float:
        """The size of its letters: the box has a margin, and characters of Chinese are as wide as high."""
        high = self.y1 - self.y0
        pitch = 2 * (self.x1 - self.x0) / max(width(self.text), 1)
        return min(max(pitch, 0.6 * high), 0.95 * high)

    def glyphs(self, usual: float, scale: float) -> Iterator[Glyph]:
        """The characters, spread evenly by their widths, in points; nearly usual sizes are taken for the usual one."""
        size = usual if abs(self.size - usual) <= _LIKE * usual else self.size
        column = (self.x1 - self.x0) / max(width(self.text), 1)
        base = (self.y0 + self.y1) / 2 + 0.38 * size
        x = self.x0
        for char in self.text:
            end = x + column * width(char)
            yield Glyph(char, x * scale, end * scale, base * scale, size * scale)
            x = end


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical"})


def _texts(picture: Any) -> list[_Text]:
    """The lines of characters in a picture, from the top."""
    import numpy

    result = _engine()(numpy.ascontiguousarray(numpy.asarray(picture)[:, :, ::-1]))
    if not result.txts:
        return []
    texts = []
    for box, text, score in zip(result.boxes.tolist(), result.txts, result.scores):
        if not text.strip():
            continue
        (ax, ay), (bx, by), *_ = box
        xs, ys = [x for x, _ in box], [y for _, y in box]
        slope = math.degrees(math.atan2(by - ay, bx - ax))
        texts.append(_Text(text, float(score), min(xs), max(xs), min(ys), max(ys), slope))
    return sorted(texts, key=lambda one: (one.y0, one.x0))


def _skew(texts: Sequence[_Text]) -> float:
    """By how many degrees the lines of a page run askew; long lines tell it."""
    long = [one for one in texts if len(one.text) >= 8 and abs(one.slope) < 20]
    return statistics.median(one.slope for one in long) if len(long) >= 2 else 0.0


def _edges(picture: Any, size: float, scale: float) -> Iterator[Edge]:
    """The ruling lines of a page: runs of dark pixels longer than any stroke of a character."""
    import cv2
    import numpy

    grey = cv2.cvtColor(numpy.asarray(picture), cv2.COLOR_RGB2GRAY)
    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    least = max(int(_RULE * size), 30)
    for wide, high in ((least, 1), (1, least)):
        # Thicker first, across the line: one that runs a little askew is a chain of shorter runs side by side.
        thick = cv2.dilate(dark, numpy.ones((5, 1) if high == 1 else (1, 5), numpy.uint8))
        runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, numpy.ones((high, wide), numpy.uint8))
        _, _, boxes, _ = cv2.connectedComponentsWithStats(runs)
        for x, y, across, down, _ in boxes[1:].tolist():
            if high == 1 and down <= size:
                yield Edge(x * scale, (y + down / 2) * scale, (x + across) * scale, (y + down / 2) * scale)
            elif wide == 1 and across <= size:
                yield Edge((x + across / 2) * scale, y * scale, (x + across / 2) * scale, (y + down) * scale)
