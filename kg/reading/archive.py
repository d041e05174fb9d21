"""Folders as one file (.zip): their members by name, one at a time, never written to disk.

An archive is refused whole where it could do harm: too many members, too much when unpacked, or compressed beyond what
documents ever are. Names are read as the program wrote them, in UTF-8 or, as Windows in China does, in GBK.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kg.errors import EncryptedFile, OversizedFile, UnreadableFile
from kg.reading.encoding import plausibility

_MEMBERS = 10_000
_EXPANDED = 2 * 1024**3  # bytes of all members together
_RATIO = 200  # times smaller than what it holds; text is about five times, a file of blanks a thousand
_SMALL = 1024**2  # bytes below which no ratio does harm
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its path there, with forward slashes, and its size when unpacked."""

    path: PurePosixPath
    size: int
    entry: zipfile.ZipInfo


class Archive:
    """An open archive. Raises UnreadableFile where it is damaged, EncryptedFile, OversizedFile."""

    def __init__(self, name: str, source: Path | bytes) -> None:
        self.name = name
        try:
            self._file = zipfile.ZipFile(source if isinstance(source, Path) else io.BytesIO(source))
            entries = self._file.infolist()
        except Exception as error:  # a damaged directory trips zipfile in many ways
            raise _damaged(name) from error
        self._refuse_harmful(entries)
        self.members = tuple(Member(_path(entry), entry.file_size, entry) for entry in entries if not entry.is_dir())

    def read(self, member: Member, *, limit: int) -> bytes:
        """The content of a member of at most `limit` bytes."""
        if member.size > limit:
            what = f"解开后有 {member.size / 1024**2:.1f} MB，超过上限 {limit / 1024**2:.1f} MB。"
            raise OversizedFile(member.path.name, what, "请拆分文件或删去其中的图片。")
        try:
            return self._file.read(member.entry)
        except Exception as error:  # a wrong checksum, an unknown compression, a directory that lies
            raise _damaged(f"{self.name}/{member.path.name}") from error

    def close(self) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[Member]:
        return iter(self.members)

    def _refuse_harmful(self, entries: list[zipfile.ZipInfo]) -> None:
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise EncryptedFile(self.name, "压缩包设有密码。", "请解压后再添加其中的文件。")
        expanded = sum(entry.file_size for entry in entries)
        bombs = [e for e in entries if e.file_size > _SMALL and e.file_size > _RATIO * max(e.compress_size, 1)]
        if len(entries) > _MEMBERS or expanded > _EXPANDED or bombs:
            what = f"压缩包里有 {len(entries)} 个文件，解开后有 {expanded / 1024**2:.0f} MB，不像是报告。"
            raise OversizedFile(self.name, what, "请只压缩报告文件，或解压后添加。")


def _damaged(name: str) -> UnreadableFile:
    return UnreadableFile(name, "压缩包已损坏，无法解开。", "请重新下载或重新压缩，再试。")


def _path(entry: zipfile.ZipInfo) -> PurePosixPath:
    """A member's path as its program wrote it; zipfile takes what is not marked as UTF-8 for code page 437."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            raw = b""
        names = [decoded for encoding in ("utf-8", "gb18030") if (decoded := _decoded(raw, encoding))]
        name = next(iter(names[:1] if raw.isascii() else sorted(names, key=plausibility, reverse=True)), name)
    return PurePosixPath(name.replace("\\", "/").replace("\0", ""))


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return ""
