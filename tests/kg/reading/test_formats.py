"""Which format a file has, and what a user is told where it cannot be read."""

import io
import zipfile

import docx
import pytest

from kg.errors import EncryptedFile, KgError, OversizedFile, UnreadableFile, UnsupportedFormat
from kg.reading import Format, read, read_bytes, readable_suffixes
from kg.reading.formats import sniff

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def compound(stream):
    return COMPOUND + stream.encode("utf-16-le") + b"\x00" * 600


def archive(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name in names:
            target.writestr(name, "x")
    return buffer.getvalue()


def word(text):
    document, buffer = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", "负责耕地".encode(), Format.TEXT),
        ("a", "负责耕地".encode(), Format.TEXT),
        ("a.MD", "# 报告".encode(), Format.MARKDOWN),
        ("a.txt", word("负责"), Format.DOCX),
        ("a.doc", word("负责"), Format.DOCX),
        ("a.doc", "负责耕地保护。".encode("gbk"), Format.TEXT),
        ("a.doc", "<html><body>负责".encode(), Format.HTML),
        ("a.xls", "\ufeff<table><tr><td>负责".encode(), Format.HTML),
        ("a.html", "负责".encode(), Format.HTML),
        ("a.txt", b"<?xml version='1.0'?><html>", Format.HTML),
        ("a.doc", compound("WordDocument"), Format.DOC),
        ("a.wps", compound("WordDocument"), Format.WPS),
        ("a.xls", compound("Workbook"), Format.XLS),
        ("a.txt", b"%PDF-1.7\n", Format.PDF),
        ("a.docx", archive("xl/workbook.xml"), Format.XLSX),
        ("a.docx", archive("OFD.xml"), Format.OFD),
        ("a.zip", archive("报告.txt"), Format.ARCHIVE),
        ("a.doc", b"{\\rtf1", Format.RTF),
        ("a.txt", b"\x89PNG\r\n\x1a\n", Format.IMAGE),
        ("a.csv", "指标,目标值".encode(), Format.CSV),
    ],
)
def test_content_outranks_the_name(name, data, kind):
    assert sniff(name, data) is kind


@pytest.mark.parametrize("data", [archive("ppt/a"), compound("PowerPoint Document"), b"<?xml version='1.0'?><a/>"])
def test_a_format_without_a_reader_says_what_to_do(data):
    with pytest.raises(UnsupportedFormat) as caught:
        read_bytes("报告.bin", data)
    assert caught.value.where == "报告.bin"
    assert "再试" in caught.value.remedy


def test_a_renamed_word_document_is_read():
    assert read_bytes("报告.txt", word("负责耕地保护。")).text == "负责耕地保护。"


def test_a_password_is_recognised():
    with pytest.raises(EncryptedFile, match="密码"):
        read_bytes("报告.docx", compound("EncryptedPackage"))


@pytest.mark.parametrize("data", [b"PK\x03\x04" + b"\x00" * 50, word("负责耕地保护。")[:-200], b"PK\x03\x04"])
def test_a_broken_zip_is_an_unreadable_file(data):
    with pytest.raises(UnreadableFile, match="损坏"):
        read_bytes("报告.docx", data)


@pytest.mark.parametrize(
    "data", [b"", b" \r\n\t", "\u3000\n\u200b".encode(), b"\xef\xbb\xbf", b"\xff\xfe\n\x00", b"\x00" * 9]
)
def test_a_file_without_text_is_an_unreadable_file(data):
    with pytest.raises(UnreadableFile):
        read_bytes("报告.txt", data)


def test_a_file_over_the_limit_is_refused(tmp_path):
    path = tmp_path / "报告.txt"
    path.write_text("负责耕地保护。" * 10, encoding="utf-8")
    with pytest.raises(OversizedFile, match="超过上限"):
        read(path, limit=100)
    with pytest.raises(OversizedFile):
        read_bytes("报告.txt", path.read_bytes(), limit=100)
    assert read(path, limit=1000).source == "报告.txt"


def test_missing_files_and_folders_are_clear_errors(tmp_path):
    with pytest.raises(UnreadableFile, match="文件不存在"):
        read(tmp_path / "无.txt")
    with pytest.raises(UnreadableFile, match="文件夹"):
        read(tmp_path)
    with pytest.raises(KgError):
        read(tmp_path / "a\0b.txt")


def test_a_file_without_permission_is_a_clear_error(tmp_path, monkeypatch):
    path = tmp_path / "报告.txt"
    path.write_text("负责", encoding="utf-8")

    def refuse(self):
        raise PermissionError(13, "denied")

    monkeypatch.setattr(type(path), "read_bytes", refuse)
    with pytest.raises(UnreadableFile, match="没有读取权限"):
        read(path)


def test_the_source_is_a_name_never_a_path():
    assert read_bytes("/home/someone/报告.txt", "负责耕地。".encode()).source == "报告.txt"


def test_readable_suffixes_are_those_with_a_reader():
    assert {".txt", ".md", ".docx", ".pdf", ".html", ".mht", ".doc", ".wps", ".xlsx", ".xls", ".csv"} <= set(
        readable_suffixes()
    )
    assert not {".pptx", ".json", ".exe", ".unknown", ".image"} & set(readable_suffixes())
