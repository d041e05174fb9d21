"""Bytes in the encodings that Chinese offices use."""

import codecs

import pytest

from kg.errors import UnreadableFile
from kg.reading import read_bytes
from kg.reading.encoding import decode, plausibility

TEXT = "一、基本情况\n负责辖区耕地保护工作，组织实施耕地保护责任目标考核，2022年全年预算数174,867.73万元。\n"
TRADITIONAL = "一、基本情況\n負責轄區耕地保護工作，組織實施耕地保護責任目標考核，落實國土空間規劃的監督管理。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_a_report_reads_the_same_in_every_encoding(encoding):
    assert decode("a.txt", TEXT.encode(encoding)).text == TEXT


@pytest.mark.parametrize("encoding", ["big5", "cp950", "big5hkscs", "utf-8", "gb18030"])
def test_traditional_text_is_told_from_simplified_by_its_characters(encoding):
    assert decode("a.txt", TRADITIONAL.encode(encoding)).text == TRADITIONAL


def test_big_endian_text_with_a_mark_is_read():
    assert decode("a.txt", codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")).text == TEXT


def test_characters_beyond_gbk_survive():
    text = TEXT + "东漖街与𬭎业路。\n"
    assert decode("a.txt", text.encode("gb18030")).text == text


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_damaged_byte_is_shown_and_reported_never_lost_silently(name):
    data = bytearray((TEXT * 5).encode())
    data[len(data) // 2] = 0xFF
    document = read_bytes(name, bytes(data))
    assert "\ufffd" in document.text
    assert [diagnostic.code for diagnostic in document.diagnostics] == ["undecodable-bytes"]


def test_a_file_cut_in_the_middle_of_a_character_is_read():
    document = read_bytes("a.txt", (TEXT * 3).encode()[:-3])
    assert document.text.startswith("一、基本情况")


def test_replacement_characters_of_the_file_itself_are_reported():
    document = read_bytes("a.txt", (TEXT + "执行\ufffd数").encode())
    assert [diagnostic.code for diagnostic in document.diagnostics] == ["replacement-characters"]


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 20, b"\x00\x01\x02\x03" * 200, b"\x7fELF\x02\x01\x01" + b"\x00" * 99]
)
def test_binary_data_is_an_unreadable_file(data):
    with pytest.raises(UnreadableFile, match="不是文本文件"):
        read_bytes("a.txt", data)


def test_a_wrong_decoding_is_implausible():
    wrong = TEXT.encode().decode("gb18030", "ignore")
    assert plausibility(TEXT) > 0.6
    assert plausibility(wrong) < 0.2
