"""Zip archives: names in any encoding, nothing harmful, nothing on disk."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import EncryptedFile, KgError, OversizedFile, UnreadableFile
from kg.reading.archive import Archive


def archive(members, *, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return buffer.getvalue()


def renamed(data, old, new):
    """A member's name replaced by raw bytes of the same length, as programs that know no UTF-8 write them."""
    assert len(old) == len(new)
    return data.replace(old, new)


def paths(data):
    return [str(member.path) for member in Archive("包.zip", data)]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_are_read_as_they_were_written(encoding):
    raw = "荔湾/自评报告.txt".encode(encoding)
    placeholder = b"x" * len(raw)
    assert paths(renamed(archive({placeholder.decode(): "甲"}), placeholder, raw)) == ["荔湾/自评报告.txt"]


def test_folders_are_no_members_and_back_slashes_part_names():
    back = renamed(archive({"2022/sub/a.txt": "a", "2022/": ""}), b"2022/sub/a.txt", b"2022\\sub\\a.txt")
    assert paths(back) == ["2022/sub/a.txt"]


def test_a_member_is_read_whole_and_within_its_limit():
    one = Archive("包.zip", archive({"a.txt": "负责耕地保护。"}))
    assert one.read(one.members[0], limit=1000).decode() == "负责耕地保护。"
    with pytest.raises(OversizedFile, match="上限"):
        one.read(one.members[0], limit=5)


def test_a_bomb_is_refused_before_anything_is_unpacked():
    with pytest.raises(OversizedFile, match="不像是报告"):
        Archive("包.zip", archive({"a.txt": b"\x00" * 3_000_000}))
    with pytest.raises(OversizedFile, match="10001 个文件"):
        Archive("包.zip", archive(dict.fromkeys(map(str, range(10_001)), ""), compression=zipfile.ZIP_STORED))


def test_a_password_is_said():
    data = bytearray(archive({"a.txt": "x"}))
    for header, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(header) + offset] |= 1
    with pytest.raises(EncryptedFile, match="密码"):
        Archive("包.zip", bytes(data))


def test_damage_is_a_clear_error_whenever_it_shows():
    data = archive({"a.txt": "负责耕地保护。" * 9}, compression=zipfile.ZIP_STORED)
    with pytest.raises(UnreadableFile, match="损坏"):
        Archive("包.zip", data[:-30])
    wrong = Archive("包.zip", data.replace("耕".encode(), "林".encode()))
    with pytest.raises(UnreadableFile, match="损坏"):
        wrong.read(wrong.members[0], limit=1000)


@given(st.binary(max_size=300))
def test_any_bytes_are_an_archive_or_a_clear_error(data):
    message = ""
    try:
        Archive("包.zip", data)
    except KgError as error:
        message = str(error)
    assert message == "" or message.startswith("包.zip：压缩包")
