"""Whatever a user drags onto the program ends in a report or a clear message, and soon."""

from __future__ import annotations

import os
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_files import REPORT, good_files, odd_files
from support import assert_grounded

from kg.errors import KgError
from kg.model import Document
from kg.parts import split
from kg.pipeline import build_report
from kg.rdf import graph_of
from kg.reading import ocr, read, read_bytes, readable_suffixes
from ontology.functions import load_scheme

SECONDS = 60  # for one file on a busy machine; the slowest takes about five
FILES = list(odd_files())
GOOD = good_files()


@pytest.fixture(autouse=True, scope="module")
def without_helpers():
    """Recognition and LibreOffice have tests of their own, and take seconds a file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ocr, "available", lambda: False)
        patch.setenv("ZHITU_SOFFICE", "")
        yield


def outcome(load):
    """The document, or the message; anything else is a defect."""
    try:
        return load()
    except KgError as error:
        return str(error)


def assert_clear(message, name):
    assert message.startswith(os.path.basename(name)), "says where"
    assert len(re.findall("[\u4e00-\u9fff]", message)) >= 8, "says what, and what to do, in Chinese"
    assert not re.search(r"Traceback|Error\b|Exception|0x[0-9a-f]{6}", message)


def test_there_are_three_hundred_and_more():
    assert len(FILES) >= 300


@pytest.mark.parametrize(("name", "data"), FILES, ids=[ascii(name)[:60] for name, _ in FILES])
def test_an_odd_file_is_a_report_or_a_clear_message(name, data):
    started = time.monotonic()
    result = outcome(lambda: read_bytes(name, data))
    if isinstance(result, Document):
        assert result.text == "\n".join(block.span.of(result.text) for block in result.blocks)
        for piece in split(result):
            report = build_report(piece.document, load_scheme(), department=piece.department, year=piece.year)
            assert_grounded(piece.document, report.entities)
            assert graph_of(report, "https://example.org/r", load_scheme()).endswith(" .\n")
    else:
        assert_clear(result, name)
    assert time.monotonic() - started < SECONDS


def test_sound_files_are_read():
    for suffix in ("txt", "md", "html", "docx", "xlsx", "pdf"):
        assert "东河县水务局" in read_bytes(f"a.{suffix}", GOOD[suffix]).text


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="links and permissions of this kind are of Unix")
def test_odd_things_of_the_file_system_are_clear_messages(tmp_path):
    (tmp_path / "folder.docx").mkdir()
    (tmp_path / "here.txt").write_text(REPORT, encoding="utf-8")
    os.symlink(tmp_path / "here.txt", tmp_path / "link.txt")
    os.symlink(tmp_path / "nowhere.txt", tmp_path / "broken.txt")
    os.symlink(tmp_path / "loop.txt", tmp_path / "loop.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    closed = tmp_path / "closed.txt"
    closed.write_text(REPORT, encoding="utf-8")
    closed.chmod(0)
    assert "水务局" in read(tmp_path / "link.txt").text
    names = [
        "folder.docx",
        "broken.txt",
        "loop.txt",
        "pipe.txt",
        "missing.txt",
        "here.txt/below.txt",
        "a" * 300 + ".txt",
    ]
    for name in names:
        message = outcome(lambda name=name: read(tmp_path / name))
        assert isinstance(message, str), name
        assert "再试" in message or "请" in message
    if os.geteuid() != 0:  # root may read everything
        assert "权限" in outcome(lambda: read(closed))


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(readable_suffixes()), st.binary(max_size=400), st.sampled_from(["", *GOOD]), st.integers(0, 3000)
)
def test_no_bytes_under_any_suffix_raise_anything_else(suffix, noise, kind, place):
    sound = GOOD.get(kind, b"")
    name = f"任意{suffix}"
    result = outcome(lambda: read_bytes(name, sound[:place] + noise + sound[place + len(noise) :]))
    if isinstance(result, str):
        assert_clear(result, name)
