"""Reader of older office files (.doc .wps .rtf .odt .xls .ofd): LibreOffice makes a .docx or .xlsx of them first.

LibreOffice is a program that people install, not a library: it is found on the path or where it usually is, or named by
`ZHITU_SOFFICE` (empty: never used). Each conversion has a profile of its own, so that an open LibreOffice does not
matter, sees only a copy of the file under a fixed name, and is ended with all its children when it takes too long.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from importlib import import_module
from pathlib import Path

from kg.errors import UnreadableFile, UnsupportedFormat
from kg.model import Diagnostic, Severity
from kg.reading.formats import Format, sniff, unsupported
from kg.reading.reader import Draft

MEDIA_TYPES = {
    Format.DOC: "application/msword",
    Format.WPS: "application/vnd.ms-works",
    Format.RTF: "application/rtf",
    Format.ODT: "application/vnd.oasis.opendocument.text",
    Format.XLS: "application/vnd.ms-excel",
    Format.OFD: "application/ofd",
}
SECONDS = 120
"""Time for one conversion; usual files take two to ten seconds, the first one on a machine longer."""

_USUAL_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)


def parse(name: str, data: bytes) -> Draft:
    """The draft of the converted file, with a diagnostic `converted-by-libreoffice`.

    Raises UnsupportedFormat where LibreOffice is not installed, UnreadableFile where it fails or takes too long.
    """
    kind = sniff(name, data)
    program = find_program()
    if program is None:
        raise unsupported(name, kind)
    target = Format.XLSX if kind is Format.XLS else Format.DOCX
    converted = _converted(program, name, data, kind, target)
    draft: Draft = import_module(f"kg.reading.{target.value}").parse(name, converted)
    said = Diagnostic("converted-by-libreoffice", "由 LibreOffice 转换后读取，版式可能略有出入。", Severity.INFO)
    return Draft(MEDIA_TYPES[kind], draft.lines, (said, *draft.diagnostics))


def find_program() -> str | None:
    """The LibreOffice executable; None where there is none."""
    named = os.environ.get("ZHITU_SOFFICE")
    if named is not None:
        return named or None
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _USUAL_PLACES if Path(place).is_file()), None)


def _converted(program: str, name: str, data: bytes, kind: Format, target: Format) -> bytes:
    with tempfile.TemporaryDirectory(prefix="zhitu-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        source = home / f"input.{kind.value}"  # the file's own name may be anything
        source.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation={(home / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            target.value,
            "--outdir",
            str(home / "out"),
            str(source),
        ]
        _run(command, name)
        result = home / "out" / f"input.{target.value}"
        if not result.is_file():
            raise UnreadableFile(name, "LibreOffice 没能转换这个文件。", unsupported(name, kind).remedy)
        return result.read_bytes()


def _run(command: list[str], name: str) -> None:
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    except OSError as error:
        what = f"LibreOffice 启动不了（{command[0]}）。"
        raise UnsupportedFormat(name, what, "请重新安装 LibreOffice，或把文件另存为 .docx 后再试。") from error
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired as error:
        what = f"LibreOffice 在 {SECONDS} 秒内没有转换完。"
        raise UnreadableFile(name, what, "请用 WPS 或 Word 打开，另存为 .docx 后再试。") from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and its children, which outlive it where it was killed."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:  # Windows has no process groups to kill; taskkill ends a tree
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
    process.wait()
