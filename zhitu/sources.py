"""What a user names → the files that may hold reports: files, folders, wildcards, zip archives and folders in them."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path, PurePath

from kg.errors import KgError

_NESTED = 2  # archives within archives
_WILDCARDS = "*?["
_OF_OFFICE = ("~$", "~WRL", ".~")  # lock files and rests of Word, Excel and WPS
_OF_SYSTEMS = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_OF_PAGES = ("_files", ".files")  # what a browser saves beside a page: scripts, frames, pictures


@dataclass(frozen=True, slots=True)
class Source:
    """A file that may hold a report."""

    name: str  # without a path
    home: str  # the folder or archive it lies in: files of one home may belong together
    load: Callable[[], bytes]  # raises UnreadableFile and its kinds


def expand(files: str | Path | Iterable[str | Path]) -> list[Path]:
    """Files as they are; folders and wildcards as the files below them, sorted. What does not exist is kept, to be reported.

    Of a folder only what may be a report is taken: no pictures, no hidden files, no rests of office programs.
    """
    found: list[Path] = []
    for given in map(Path, [files] if isinstance(files, str | Path) else files):
        matches = [given]
        if any(mark in str(given) for mark in _WILDCARDS) and not _exists(given):
            matches = [Path(one) for one in sorted(glob.glob(str(given), recursive=True))] or [given]
        for path in matches:
            if _is_folder(path):
                found += [one for one in sorted(path.rglob("*")) if _may_be_report(one.relative_to(path), path)]
            elif not _is_rest(path):
                found.append(path)
    return list(dict.fromkeys(found))


def gather(files: str | Path | Iterable[str | Path], open_archives: ExitStack) -> list[Source]:
    """The sources in files, folders, wildcards and archives, in order. Archives stay open until the stack is closed."""
    found: list[Source] = []
    for path in expand(files):
        home = str(path.parent)
        if path.suffix.lower() != ".zip" or not path.is_file():
            from kg.reading import bytes_of

            found.append(Source(path.name, home, partial(bytes_of, path)))
        else:
            found += _in_archive(path.name, home, path, open_archives, 0)
    return found


def _in_archive(name: str, home: str, source: Path | bytes, open_archives: ExitStack, depth: int) -> Iterator[Source]:
    """The sources in an archive; the archive itself where it cannot be opened, or is a document under that name."""
    from kg.reading import DEFAULT_LIMIT
    from kg.reading.archive import Archive

    try:
        archive = Archive(name, source)
    except KgError as error:
        yield Source(name, home, partial(_fail, error))
        return
    open_archives.callback(archive.close)
    if any(member.path.name in {"[Content_Types].xml", "OFD.xml"} for member in archive):
        from kg.reading import bytes_of

        load = partial(bytes_of, source) if isinstance(source, Path) else partial(_same, source)
        yield Source(name, home, load)
        return
    members = [member for member in archive if _may_be_report(member.path)]
    if not members:
        from kg.errors import UnreadableFile

        yield Source(name, home, partial(_fail, UnreadableFile(name, "压缩包里没有可以读取的报告文件。")))
    for member in sorted(members, key=lambda one: str(one.path)):
        load = partial(archive.read, member, limit=DEFAULT_LIMIT)
        inside = str(PurePath(home, name, member.path.parent))
        if member.path.suffix.lower() == ".zip" and depth < _NESTED:
            try:
                content = load()
            except KgError as error:
                yield Source(member.path.name, inside, partial(_fail, error))
                continue
            yield from _in_archive(member.path.name, inside, content, open_archives, depth + 1)
        else:
            yield Source(member.path.name, inside, load)


def _fail(error: KgError) -> bytes:
    raise error


def _same(data: bytes) -> bytes:
    return data


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _is_rest(path: PurePath) -> bool:
    """Whether a name is one that office programs or systems leave behind; nobody means such a file."""
    return path.name.startswith(_OF_OFFICE) or path.name.lower() in {*_OF_SYSTEMS, ".ds_store"}


def _may_be_report(path: PurePath, folder: Path | None = None) -> bool:
    """Whether a path inside a folder or archive may be of a report, by its names; in a folder it must be a file."""
    if path.suffix.lower() not in _suffixes() or any(
        (part.startswith(".") and part != "..") or part.lower() in _OF_SYSTEMS or part.endswith(_OF_PAGES)
        for part in path.parts[:-1]
    ):
        return False
    if path.name.startswith(".") or _is_rest(path):
        return False
    try:
        return folder is None or (folder / path).is_file()
    except OSError:
        return False


@cache
def _suffixes() -> frozenset[str]:
    from kg.reading import readable_suffixes

    return frozenset(readable_suffixes(pictures=False)) | {".zip"}
