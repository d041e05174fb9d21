"""Reading: file → `Document`. The only stage that touches files.

One module for each format; each has a function `parse(name, data) -> Draft` and is imported on first use, so that a
file library is loaded only where such a file is read.
"""

from __future__ import annotations

import hashlib
import stat
from importlib import import_module
from pathlib import Path, PurePath

from kg.errors import OversizedFile, UnreadableFile
from kg.model import Document
from kg.reading.formats import Format, sniff, suffixes_of, unsupported
from kg.reading.lines import compose
from kg.reading.reader import Draft

__all__ = ["DEFAULT_LIMIT", "Format", "bytes_of", "read", "read_bytes", "readable_suffixes"]

DEFAULT_LIMIT = 50 * 1024 * 1024
"""Bytes of one file; the longest reports are under one megabyte, the rest is pictures."""

_READERS = {
    Format.TEXT: "kg.reading.plain",
    Format.MARKDOWN: "kg.reading.markdown",
    Format.DOCX: "kg.reading.docx",
    Format.HTML: "kg.reading.html",
    Format.PDF: "kg.reading.pdf",
    Format.XLSX: "kg.reading.xlsx",
    Format.CSV: "kg.reading.delimited",
    Format.IMAGE: "kg.reading.ocr",
    **dict.fromkeys((Format.DOC, Format.WPS, Format.RTF, Format.ODT, Format.XLS, Format.OFD), "kg.reading.office"),
}


def readable_suffixes(*, pictures: bool = True) -> tuple[str, ...]:
    """Suffixes of the files that can be read; without `pictures` those that a folder is searched for."""
    kinds = [kind for kind in _READERS if pictures or kind is not Format.IMAGE]
    return tuple(f".{suffix}" for kind in kinds for suffix in suffixes_of(kind))


def read(path: Path | str, *, limit: int = DEFAULT_LIMIT) -> Document:
    """The report in a file.

    `limit` is the greatest size in bytes. Raises UnreadableFile (missing, a folder, no permission, empty, binary,
    broken) or one of its kinds: UnsupportedFormat, EncryptedFile, OversizedFile.
    """
    path = Path(path)
    return read_bytes(path.name, bytes_of(path, limit=limit), limit=limit)


def bytes_of(path: Path, *, limit: int = DEFAULT_LIMIT) -> bytes:
    """The content of a file, for those who also keep it. Raises UnreadableFile, or OversizedFile before reading it."""
    try:
        if path.is_dir():
            raise UnreadableFile(path.name or str(path), "这是文件夹，不是文件。", "请给出其中的文件。")
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe or device could keep us waiting for ever
            raise UnreadableFile(path.name, "这不是普通文件。", "请给出报告文件。")
        size = status.st_size
        if size > limit:
            raise _oversized(path.name, size, limit)
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UnreadableFile(str(path), "文件不存在。", "请检查路径是否写对。") from error
    except PermissionError as error:
        raise UnreadableFile(path.name, "没有读取权限。", "请修改文件权限，或关闭正在使用它的程序后再试。") from error
    except (OSError, ValueError) as error:
        raise UnreadableFile(path.name, "无法读取。", "请确认它是普通文件，且磁盘可用。") from error


def read_bytes(name: str, data: bytes, *, limit: int = DEFAULT_LIMIT) -> Document:
    """The report in the bytes of a file called `name`, of which only the last part is kept. Raises as `read`."""
    name = PurePath(name).name or name
    if len(data) > limit:
        raise _oversized(name, len(data), limit)
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableFile(name, "文件是空的。", "请检查是否选错了文件。")
    kind = sniff(name, data)
    if kind not in _READERS:
        raise unsupported(name, kind)
    draft: Draft = import_module(_READERS[kind]).parse(name, data)
    if not draft.lines:
        raise UnreadableFile(name, "文件里没有文字。", "如果正文是图片，请先做文字识别，再试。")
    text, blocks, offsets = compose(draft.lines)
    digest = hashlib.sha256(data).hexdigest()
    return Document(name, digest, draft.media_type, text, blocks, offsets, draft.diagnostics)


def _oversized(name: str, size: int, limit: int) -> OversizedFile:
    megabyte = 1024 * 1024
    what = f"文件有 {size / megabyte:.1f} MB，超过上限 {limit / megabyte:.1f} MB。"
    return OversizedFile(name, what, "请拆分文件或删去其中的图片；确实需要时可调高上限。")
