"""What a user names, and which files that means."""

import io
import os
import zipfile
from contextlib import ExitStack

import pytest

from kg.errors import KgError
from zhitu.sources import expand, gather


def gathered(*files):
    """Name and content of each source; the message where it cannot be loaded."""
    with ExitStack() as stack:
        found = []
        for source in gather(files, stack):
            try:
                found.append((source.name, source.load().decode("utf-8", "replace")))
            except KgError as error:
                found.append((source.name, str(error)))
        return found


def zipped(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, data in members.items():
            target.writestr(name, data)
    return buffer.getvalue()


def test_what_office_programs_and_systems_leave_behind_is_passed_over(tmp_path):
    for name in (
        "~$报告.docx",
        "~WRL0003.docx",
        ".~lock.报告.docx#",
        "Thumbs.db",
        ".DS_Store",
        "desktop.ini",
        "报告.docx",
    ):
        (tmp_path / name).write_text("x")
    (tmp_path / "网页_files").mkdir()
    (tmp_path / "网页_files" / "frame.html").write_text("x")
    (tmp_path / "网页.html").write_text("x")
    (tmp_path / "目录.docx").mkdir()
    assert [path.name for path in expand(tmp_path)] == ["报告.docx", "网页.html"]
    assert expand([tmp_path / "~$报告.docx"]) == []  # where a shell has replaced *.docx


def test_wildcards_are_understood_where_the_shell_does_not(tmp_path):
    (tmp_path / "2021").mkdir()
    for name in ("乙.docx", "甲.docx", "丙.txt", "2021/丁.docx", "报告[1].txt"):
        (tmp_path / name).write_text("x")
    assert [path.name for path in expand(str(tmp_path / "*.docx"))] == ["乙.docx", "甲.docx"]
    assert [path.name for path in expand([tmp_path / "**" / "*.docx"])] == ["丁.docx", "乙.docx", "甲.docx"]
    assert [path.name for path in expand([tmp_path / "报告[1].txt"])] == ["报告[1].txt"]
    assert expand([tmp_path / "没有*.txt"]) == [tmp_path / "没有*.txt"]


def test_a_link_that_leads_nowhere_is_passed_over_in_a_folder(tmp_path):
    os.symlink(tmp_path / "没有", tmp_path / "链接.txt")
    os.symlink(tmp_path, tmp_path / "自己")
    assert expand([tmp_path]) == []


def test_an_archive_gives_its_files_and_those_of_folders_and_archives_in_it(tmp_path):
    inner = zipped({"丙.txt": "三"})
    data = zipped(
        {
            "2022/甲.txt": "一",
            "2022/~$甲.docx": "x",
            "__MACOSX/2022/._甲.txt": "x",
            "../乙.txt": "二",
            "图.png": "x",
            "内.zip": inner,
            "坏.zip": b"PK",
        }
    )
    (tmp_path / "包.zip").write_bytes(data)
    before = sorted(tmp_path.rglob("*"))
    found = dict(gathered(tmp_path))
    assert found.pop("坏.zip").startswith("坏.zip：压缩包已损坏")
    assert found == {"甲.txt": "一", "乙.txt": "二", "丙.txt": "三"}
    assert sorted(tmp_path.rglob("*")) == before  # nothing was unpacked


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", zipped({"图.png": "x"})])
def test_an_archive_without_reports_says_so(tmp_path, content):
    (tmp_path / "包.zip").write_bytes(content)
    ((name, message),) = gathered(tmp_path / "包.zip")
    assert name == "包.zip"
    assert message.startswith("包.zip：压缩包")


def test_a_document_named_zip_is_a_document(tmp_path):
    (tmp_path / "报告.zip").write_bytes(zipped({"[Content_Types].xml": "x", "word/document.xml": "x"}))
    ((name, content),) = gathered(tmp_path / "报告.zip")
    assert name == "报告.zip"
    assert content.startswith("PK")
