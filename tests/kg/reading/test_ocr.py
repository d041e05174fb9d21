"""Pages that are pictures: read where the extra is installed, and marked as read."""

import io
from pathlib import Path

import pytest

from kg.errors import OversizedFile, UnreadableFile, UnsupportedFormat
from kg.reading import ocr, read, read_bytes

SCAN = Path(__file__).parent / "samples" / "scan.png"
PARAGRAPHS = [
    "东河县水务局2022年部门整体支出绩效自评报告",
    "一、部门职责",
    "1、负责农田水利工作，组织实施灌区改造，落实农业用水定额管理和节约用水制度。",
    "2、负责河道管理工作，组织实施河道清理，指导全县水域岸线的管理和保护。",
    "二、主要工作成效",
    "一是完成灌区改造。改造灌区12处，新增灌溉面积1,200亩；清理河道35公里，投入资金349.50万元。",
]
CELLS = [["指标名称", "年度指标值", "实际完成值"], ["改造灌区", "12处", "12处"], ["维修资金", "350万元", "349.50万元"]]

needs_ocr = pytest.mark.skipif(not ocr.available(), reason="the ocr extra (rapidocr, onnxruntime) is not installed")


def picture():
    from PIL import Image

    return Image.open(SCAN)


def saved(image, format, **options):
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, format, **options)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def scan():
    return read(SCAN)


@needs_ocr
def test_a_picture_of_a_page_is_read_with_its_paragraphs_and_table(scan):
    assert [b.span.of(scan.text) for b in scan.blocks if b.cell is None] == PARAGRAPHS
    cells = {(b.cell.row, b.cell.column): b.span.of(scan.text) for b in scan.blocks if b.cell}
    assert [[cells[row, column] for column in range(3)] for row in range(3)] == CELLS


@needs_ocr
def test_what_was_read_carries_the_confidence_of_its_page(scan):
    assert scan.page_confidences() == {1: scan.ocr_confidence}
    assert 0.9 < scan.ocr_confidence <= 1
    assert {block.confidence for block in scan.blocks} == {scan.ocr_confidence}
    assert [one.code for one in scan.diagnostics] == ["read-by-ocr"]


@needs_ocr
def test_a_scanned_page_of_a_pdf_is_read_and_said(scan):
    document = read_bytes("扫描.pdf", saved(picture(), "PDF", resolution=150))
    assert [b.span.of(document.text) for b in document.blocks if b.cell is None] == PARAGRAPHS
    assert list(document.page_confidences()) == [1]
    assert "pages-without-text" not in [one.code for one in document.diagnostics]


@needs_ocr
def test_a_page_laid_askew_is_turned_straight(scan):
    table = picture().convert("RGB").crop((0, 380, 1120, 720))
    document = read_bytes("扫描.jpg", saved(table.rotate(1.5, expand=True, fillcolor="white"), "JPEG", quality=90))
    cells = [b.span.of(document.text) for b in document.blocks if b.cell]
    assert cells == [text for row in CELLS for text in row]


@needs_ocr
def test_a_picture_without_text_says_so():
    from PIL import Image

    with pytest.raises(UnreadableFile, match="没有认出文字"):
        read_bytes("白.png", saved(Image.new("L", (300, 200), 255), "PNG"))


@needs_ocr
@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, SCAN.read_bytes()[:2000], b"II*\x00" + b"\x01" * 99]
)
def test_a_damaged_picture_is_a_clear_error(data):
    with pytest.raises(UnreadableFile, match="图片"):
        read_bytes("坏.png", data)


@needs_ocr
def test_a_picture_made_to_do_harm_is_refused(monkeypatch):
    monkeypatch.setattr(ocr, "_PIXELS", 1000)
    with pytest.raises(OversizedFile, match="像素"):
        read(SCAN)


def test_without_the_extra_the_message_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(ocr, "available", lambda: False)
    with pytest.raises(UnsupportedFormat, match=r"zhitu\[ocr\]"):
        read(SCAN)
    with pytest.raises(UnreadableFile, match=r"zhitu\[ocr\]"):
        read_bytes("扫描.pdf", saved(picture(), "PDF"))


def test_doubtful_pages_are_named():
    codes = {one.code: one.message for one in ocr.said({1: 0.99, 2: 0.8})}
    assert "第 2 页" in codes["ocr-doubtful"]
    assert "2 页由文字识别" in codes["read-by-ocr"]
    assert list(ocr.said({})) == []
