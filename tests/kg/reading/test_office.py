"""Older office files through LibreOffice: with a stand-in for it, and in earnest where it is installed."""

import io
import os
import shutil
import stat
import sys
import time
from pathlib import Path

import docx
import openpyxl
import pytest

from kg.errors import UnreadableFile, UnsupportedFormat
from kg.reading import office, read_bytes

DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "WordDocument".encode("utf-16-le") + b"\x00" * 600
XLS = DOC.replace("WordDocument".encode("utf-16-le"), "Workbook".encode("utf-16-le"))
RTF = (
    rb"{\rtf1\ansi\ansicpg936 {\fonttbl{\f0 SimSun;}}\f0\uc1 \u36127?\u36131?\u32789?\u22320?\u20445?\u25252?\u12290?}"
)


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """Puts a program in LibreOffice's place: Python code that has `target` (docx, xlsx), `out` (a folder), `source`."""

    def put(code):
        program = tmp_path / "soffice"
        program.write_text(
            f"#!{sys.executable}\nimport pathlib, sys, time\nargs = sys.argv[1:]\n"
            "target, out, source = args[-4], pathlib.Path(args[-2]), pathlib.Path(args[-1])\n"
            "out.mkdir()\n" + code
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("ZHITU_SOFFICE", str(program))
        return tmp_path

    return put


def saved(thing):
    buffer = io.BytesIO()
    thing.save(buffer)
    return buffer.getvalue()


def test_a_word_file_is_converted_and_read(stand_in):
    document = docx.Document()
    document.add_paragraph("负责耕地保护。")
    folder = stand_in(
        "here = pathlib.Path(__file__).parent\n"
        "(here / 'seen').write_text('\\n'.join([source.name, *args]))\n"
        "(out / 'input.docx').write_bytes((here / 'made').read_bytes())\n"
    )
    (folder / "made").write_bytes(saved(document))
    read = read_bytes("荔湾; rm -rf.doc", DOC)
    assert (read.text, read.source, read.media_type) == ("负责耕地保护。", "荔湾; rm -rf.doc", "application/msword")
    assert [one.code for one in read.diagnostics] == ["converted-by-libreoffice"]
    name, *arguments = (folder / "seen").read_text().splitlines()
    assert name == "input.doc"
    assert arguments[0].startswith("-env:UserInstallation=file:///")
    assert not os.path.exists(arguments[-1])  # nothing is left behind


def test_an_old_workbook_becomes_a_new_one(stand_in):
    book = openpyxl.Workbook()
    book.active.append(["项目", "执行数"])
    book.active.append(["基本支出", 12])
    folder = stand_in("(out / f'input.{target}').write_bytes((pathlib.Path(__file__).parent / 'made').read_bytes())\n")
    (folder / "made").write_bytes(saved(book))
    assert read_bytes("表.xls", XLS).blocks[3].cell is not None


def test_a_conversion_that_takes_too_long_is_ended(stand_in, monkeypatch):
    monkeypatch.setattr(office, "SECONDS", 1)
    folder = stand_in(
        "import os\nchild = os.fork()\n"
        "if child: (pathlib.Path(__file__).parent / 'child').write_text(str(child))\n"
        "time.sleep(60)\n"
    )
    started = time.monotonic()
    with pytest.raises(UnreadableFile, match="1 秒"):
        read_bytes("报告.doc", DOC)
    assert time.monotonic() - started < 20
    child = int((folder / "child").read_text())
    for _ in range(100):  # a killed child is gone as soon as init has taken it over
        try:
            state = Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except FileNotFoundError:
            return
        if state == "Z":
            return
        time.sleep(0.05)
    pytest.fail("the child of the converter still runs")


@pytest.mark.parametrize("code", ["sys.exit(1)\n", "", "(out / 'input.docx').write_bytes(b'no zip')\n"])
def test_a_conversion_that_fails_is_a_clear_error(stand_in, code):
    stand_in(code)
    with pytest.raises(UnreadableFile):
        read_bytes("报告.doc", DOC)


@pytest.mark.parametrize(("name", "data"), [("报告.doc", DOC), ("表.xls", XLS), ("报告.rtf", RTF), ("报告.wps", DOC)])
def test_without_libreoffice_the_message_says_what_to_do(monkeypatch, name, data):
    monkeypatch.setenv("ZHITU_SOFFICE", "")
    with pytest.raises(UnsupportedFormat, match=r"LibreOffice.*另存为 \.(docx|xlsx)"):
        read_bytes(name, data)


def test_a_program_that_cannot_be_started_is_a_clear_error(monkeypatch, tmp_path):
    monkeypatch.setenv("ZHITU_SOFFICE", str(tmp_path / "nothing"))
    with pytest.raises(UnsupportedFormat, match="启动不了"):
        read_bytes("报告.doc", DOC)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_real_rtf_file_is_read_through_libreoffice():
    assert read_bytes("报告.rtf", RTF).text == "负责耕地保护。"
