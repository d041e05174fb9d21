"""Which kind of file it is: by its content first, by its name where the content does not tell.

Suffixes lie in practice: a `.doc` exported by an office system is often HTML, a `.txt` may be a renamed `.docx`.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from kg.errors import EncryptedFile, UnreadableFile, UnsupportedFormat
from kg.reading.mhtml import is_mhtml


class Format(StrEnum):
    """Kinds of file that users have, by the usual suffix."""

    TEXT = "txt"
    MARKDOWN = "md"
    DOCX = "docx"
    DOC = "doc"
    WPS = "wps"
    RTF = "rtf"
    ODT = "odt"
    PDF = "pdf"
    OFD = "ofd"
    HTML = "html"
    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"
    PPTX = "pptx"
    JSON = "json"
    XML = "xml"
    EPUB = "epub"
    IMAGE = "image"
    ARCHIVE = "archive"
    UNKNOWN = "unknown"


_SUFFIXES = {
    "txt": Format.TEXT,
    "text": Format.TEXT,
    "md": Format.MARKDOWN,
    "markdown": Format.MARKDOWN,
    "htm": Format.HTML,
    "html": Format.HTML,
    "xhtml": Format.HTML,
    "mht": Format.HTML,
    "mhtml": Format.HTML,
    "csv": Format.CSV,
    "tsv": Format.CSV,
    "xlsm": Format.XLSX,
    "et": Format.XLS,
    "ods": Format.XLS,
    "png": Format.IMAGE,
    "jpg": Format.IMAGE,
    "jpeg": Format.IMAGE,
    "tif": Format.IMAGE,
    "tiff": Format.IMAGE,
    "zip": Format.ARCHIVE,
    "json": Format.JSON,
    "jsonl": Format.JSON,
    "xml": Format.XML,
}
_SAVE_AS = "请用 WPS 或 Word 打开，另存为 .docx 后再试；装有 LibreOffice 时可以直接读取。"
_COPY = "请把正文复制到 .txt 或 .docx 文件后再试。"
_REMEDIES = {
    Format.DOC: ("读取旧版 Word 文档（.doc）需要 LibreOffice，这台机器上没有找到。", _SAVE_AS),
    Format.WPS: ("读取 WPS 文字文档（.wps）需要 LibreOffice，这台机器上没有找到。", _SAVE_AS),
    Format.RTF: ("读取 RTF 文档需要 LibreOffice，这台机器上没有找到。", _SAVE_AS),
    Format.ODT: ("读取 OpenDocument 文档需要 LibreOffice，这台机器上没有找到。", _SAVE_AS),
    Format.OFD: (
        "读取 OFD 版式文件需要支持它的 LibreOffice，这台机器上没有找到。",
        "请用 OFD 阅读器把它转换为 .docx 或 .pdf 后再试。",
    ),
    Format.XLS: (
        "读取旧版 Excel 表格（.xls）需要 LibreOffice，这台机器上没有找到。",
        "请用 WPS 或 Excel 打开，另存为 .xlsx 后再试；装有 LibreOffice 时可以直接读取。",
    ),
    Format.PPTX: ("演示文稿不是报告文本，暂不支持。", _COPY),
    Format.JSON: ("JSON 是数据文件，不是报告文本。", _COPY),
    Format.XML: ("XML 是数据文件，不是报告文本。", _COPY),
    Format.EPUB: ("电子书暂不支持。", _COPY),
    Format.ARCHIVE: (
        "这是压缩包，不是一份报告。",
        "请用 zhitu add 加入 .zip，其中的报告会逐份读取；.rar 和 .7z 请先解压。",
    ),
    Format.UNKNOWN: ("无法识别的文件格式。", "常见的报告格式都可以读取：.docx、.pdf、.html、.xlsx、.txt、.md。"),
}

_MAGIC = (
    (b"%PDF-", Format.PDF),
    (b"{\\rtf", Format.RTF),
    (b"\x89PNG\r\n", Format.IMAGE),
    (b"\xff\xd8\xff", Format.IMAGE),
    (b"GIF8", Format.IMAGE),
    (b"II*\x00", Format.IMAGE),
    (b"MM\x00*", Format.IMAGE),
    (b"Rar!\x1a\x07", Format.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Format.ARCHIVE),
    (b"\x1f\x8b", Format.ARCHIVE),
    (b"BZh", Format.ARCHIVE),
    (b"\xfd7zXZ\x00", Format.ARCHIVE),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Microsoft's compound file: old Office files, encrypted new ones
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|table|div|p|span)\b", re.IGNORECASE)
_XML = re.compile(rb"<\?xml\b", re.IGNORECASE)
_BROKEN = "请重新下载或重新另存，再试。"


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What the content says, and whether it says so beyond doubt."""

    format: Format
    certain: bool


def sniff(name: str, data: bytes) -> Format:
    """The format of a file. Raises EncryptedFile for office files with a password, UnreadableFile for a broken zip.

    >>> sniff("报告.doc", b"<html><body>...")
    <Format.HTML: 'html'>
    """
    by_name = _by_suffix(name)
    if data.startswith(_ZIP):
        return _in_zip(name, data, by_name)
    if data.startswith(_COMPOUND):
        return _in_compound(name, data, by_name)
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if by_name is Format.PDF and (b"%PDF-" in data[:1024] or b"\x00" in data[:1024]):
        return Format.PDF  # with something before its mark, or damaged
    head = data[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\x00", b"")
    if _HTML.match(head):
        # A Markdown file may begin with a tag of its own.
        return Format.MARKDOWN if by_name is Format.MARKDOWN and head[:2] != b"<!" else Format.HTML
    if _XML.match(head):
        return Format.HTML if _HTML.search(head) else Format.XML
    if is_mhtml(data):
        return Format.HTML
    if by_name in _TEXTUAL:
        return by_name
    return Format.TEXT


_TEXTUAL = frozenset({Format.TEXT, Format.MARKDOWN, Format.HTML, Format.CSV, Format.JSON, Format.XML})


def unsupported(name: str, kind: Format) -> UnsupportedFormat:
    """The error for a format without a reader, with what to do next."""
    what, remedy = _REMEDIES.get(kind, _REMEDIES[Format.UNKNOWN])
    return UnsupportedFormat(name, what, remedy)


def suffixes_of(kind: Format) -> tuple[str, ...]:
    """The suffixes of files of a kind, without dots, the usual one first."""
    own = () if kind in {Format.IMAGE, Format.ARCHIVE} else (kind.value,)
    return tuple(dict.fromkeys([*own, *(suffix for suffix, other in _SUFFIXES.items() if other is kind)]))


def _by_suffix(name: str) -> Format:
    suffix = PurePath(name).suffix.lower().lstrip(".")
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    try:
        return Format(suffix)
    except ValueError:
        return Format.UNKNOWN


def _in_zip(name: str, data: bytes, by_name: Format) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = set(archive.namelist())
            encrypted = any(entry.flag_bits & 1 for entry in archive.infolist())
            kind = _member_format(archive, members)
    except Exception as error:  # a damaged directory trips zipfile in many ways
        raise UnreadableFile(name, "文件已损坏，无法解开。", _BROKEN) from error
    if encrypted:
        raise EncryptedFile(name, "文件设有密码。", "请另存为无密码的文件后再试。")
    return kind


def _member_format(archive: zipfile.ZipFile, members: set[str]) -> Format:
    if "word/document.xml" in members or any(member.startswith("word/document") for member in members):
        return Format.DOCX
    if any(member.startswith("xl/") for member in members):
        return Format.XLSX
    if any(member.startswith("ppt/") for member in members):
        return Format.PPTX
    if "OFD.xml" in members:
        return Format.OFD
    if "mimetype" in members:
        mimetype = archive.read("mimetype")[:80]
        if b"epub" in mimetype:
            return Format.EPUB
        if b"opendocument.text" in mimetype:
            return Format.ODT
        if b"opendocument.spreadsheet" in mimetype:
            return Format.XLS
    return Format.ARCHIVE


def _in_compound(name: str, data: bytes, by_name: Format) -> Format:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise EncryptedFile(name, "文件设有密码。", "请用密码打开，另存为无密码的文件后再试。")
    if holds("WordDocument"):
        return Format.WPS if by_name is Format.WPS else Format.DOC
    if holds("Workbook") or holds("Book"):
        return Format.XLS
    if holds("PowerPoint Document"):
        return Format.PPTX
    return by_name if by_name in {Format.WPS, Format.DOC, Format.XLS} else Format.UNKNOWN
