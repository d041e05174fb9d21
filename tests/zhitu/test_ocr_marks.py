"""A fact that was read from a picture says so wherever it is shown."""

from dataclasses import replace

import pytest
from typer.testing import CliRunner

import zhitu
from kg.reading import read_bytes
from zhitu.card import card
from zhitu.cli import app

REPORT = """东河县水务局2022年部门整体支出绩效自评报告
一、基本情况
（一）部门职责
1、负责农田水利工作，组织实施灌区改造。
二、主要工作成效
一是完成灌区改造。改造灌区12处，新增灌溉面积1200亩。
"""


@pytest.fixture
def scanned(tmp_path, monkeypatch):
    """A workspace with one report, as if its file had been a scan."""

    def as_scan(name, data):
        document = read_bytes(name, data)
        return replace(document, blocks=tuple(replace(block, page=1, confidence=0.874) for block in document.blocks))

    monkeypatch.setattr("kg.reading.read_bytes", as_scan)
    path = tmp_path / "扫描.txt"
    path.write_text(REPORT, encoding="utf-8")
    workspace = zhitu.open(tmp_path / "ws")
    workspace.add(path)
    return workspace


def test_answers_lists_and_cards_carry_the_mark(scanned):
    answer = scanned.ask("灌区改造了多少处").to_json()
    assert answer["answers"]
    assert {evidence["ocr"] for one in answer["answers"] for evidence in one["evidence"]} == {0.874}
    (held,) = scanned.reports()
    assert held.ocr_confidence == 0.874
    assert {quote.ocr for quote in card(scanned.store, f"{held.iri}/duty/1").evidence} == {0.874}
    for command, mark in (
        (["ask", "灌区改造了多少处"], "〔OCR 0.87〕"),
        (["list"], "〔OCR〕"),
        (["show", held.iri], "〔OCR〕"),
    ):
        assert mark in CliRunner().invoke(app, ["-w", str(scanned.folder), *command]).output
