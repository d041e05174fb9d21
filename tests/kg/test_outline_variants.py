"""The real report rewritten in other styles: numbering, separators and headings change, what is read does not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from support import make_document

from kg.extract.units import extract_units
from kg.identity import identify
from kg.numerals import leading_mark
from kg.outline import outline
from kg.reading import read

REPORT = Path(__file__).parents[2] / "examples" / "liwan-2022" / "liwan-2022.txt"
CHINESE = "一二三四五六七八九十"
TITLES = r"^(?:[一二三四]、|（[一二三四]）)[^。\n]{2,20}$"


def arabic(match: re.Match[str]) -> str:
    return str(CHINESE.index(match[1]) + 1)


def contents(text: str) -> str:
    title, rest = text.split("\n", 1)
    entries = [f"{line}……{page}" for page, line in enumerate(re.findall(TITLES, rest, re.MULTILINE), start=1)]
    return "\n".join([title, "目  录", *entries, rest])


def line_start(pattern: str, replacement: str | Callable[[re.Match[str]], str]) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, replacement, text, flags=re.MULTILINE)


VARIANTS: dict[str, Callable[[str], str]] = {
    "half-width marks": lambda text: unicodedata.normalize("NFKC", text),
    "all on one line": lambda text: text.replace("\n", ""),
    "blanks for line breaks": lambda text: text.replace("\n", " "),
    "parts": line_start(r"^([一二三四])、", r"第\1部分 "),
    "colon after numerals": line_start(r"^([一二三四])、", r"\1："),
    "blank after numerals": line_start(r"^([一二三四])、", r"\1 "),
    "level skipped": line_start(r"^（([一二三四])）", lambda match: f"{arabic(match)}."),
    "duties in brackets": line_start(r"^(\d+)、(?=负责|履行|完成|职能)", r"(\1)"),
    "circled items": lambda text: re.sub(
        r"(?<=[。；\n])([一二三四五])是", lambda match: "①②③④⑤"[int(arabic(match)) - 1], text
    ),
    "first, second": lambda text: re.sub(r"(?<=[。；\n])([一二三四五])是", r"第\1，", text),
    "items on lines of their own": lambda text: re.sub(r"(?<=[。；])([一二三四五])是", r"\n\1是", text),
    "headings without numbers": line_start(r"^(?:[一二三四]、|（[一二三四]）)(?=[^。\n]{2,20}$)", ""),
    "headings that run into their text": line_start(r"^(（[一二三四]）[^\n。]{2,20})\n", r"\1："),
    "headings printed twice": line_start(f"({TITLES})", r"\1\n\1"),
    "a table of contents": contents,
    "full-width numbers": line_start(r"^(\d+)(?=[.、])", lambda match: "".join(chr(ord(c) + 0xFEE0) for c in match[1])),
    "other headings": lambda text: (
        text.replace("部门职能\n", "机构职责概况\n")
        .replace("部门年度重点工作任务", "本年度主要任务安排")
        .replace("主要工作成效", "主要履职成果")
        .replace("存在的主要问题", "工作中的短板弱项")
        .replace("下一步改进措施", "下步工作思路及对策")
    ),
    "signature and annexes": lambda text: text + "\n荔湾区分局\n2023年4月15日\n附件：1.自评表\n2.佐证材料",
}


def units(text: str) -> list[tuple[str, str]]:
    """Kind and text of every unit, without what the variants change."""
    document = make_document(text)
    sections = outline(document)
    found = extract_units(document, sections, identify(document, sections))
    bare = []
    for unit in found:
        mark = leading_mark(unit.text)
        words = unit.text[mark.end :] if mark else unit.text
        words = re.sub(r"(?<=[。；])(?:[①-⑤]|第?[一二三四五][是，])", "", words)
        bare.append((type(unit).__name__, unicodedata.normalize("NFKC", re.sub(r"\s", "", words))))
    return bare


@cache
def original() -> str:
    return read(REPORT).text


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_same_report_in_another_style_gives_the_same_units(variant: str) -> None:
    assert units(VARIANTS[variant](original())) == units(original())
