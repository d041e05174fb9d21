"""The words and patterns of `kg/data/web.toml`, compiled once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg.tables import data_file


@dataclass(frozen=True, slots=True)
class WebPatterns:
    """What is known of web pages; the data file says what each is for."""

    dropped: frozenset[str]
    inline: frozenset[str]
    hidden_style: re.Pattern[str]  # search
    hidden_names: frozenset[str]
    chrome_names: frozenset[str]
    footer: re.Pattern[str]  # search
    index_label: re.Pattern[str]  # search
    index_count: int
    index_longest: int
    publication: re.Pattern[str]  # full match
    date: re.Pattern[str]  # full match
    chrome_line: re.Pattern[str]  # full match
    near: int
    title_metadata: tuple[str, ...]
    title_separator: re.Pattern[str]
    site: re.Pattern[str]  # search
    attachment: re.Pattern[str]  # search


@cache
def web_patterns() -> WebPatterns:
    data = data_file("web")
    elements, names, index, lines, title = (
        data[part] for part in ("elements", "names", "index_block", "lines", "title")
    )
    return WebPatterns(
        dropped=frozenset(elements["dropped"].split()),
        inline=frozenset(elements["inline"].split()),
        hidden_style=re.compile(elements["hidden"]),
        hidden_names=frozenset(names["hidden"].split()),
        chrome_names=frozenset(names["chrome"].split()),
        footer=re.compile(data["footer"]["words"]),
        index_label=re.compile(index["labels"]),
        index_count=index["count"],
        index_longest=index["longest"],
        publication=re.compile(lines["publication"]),
        date=re.compile(lines["date"]),
        chrome_line=re.compile("|".join(f"(?:{line})" for line in lines["chrome"])),
        near=lines["near"],
        title_metadata=tuple(title["metadata"].split()),
        title_separator=re.compile(title["separators"]),
        site=re.compile(title["sites"]),
        attachment=re.compile(data["attachment"]["files"]),
    )
