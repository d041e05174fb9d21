"""The patterns of `kg/data/reading.toml`, compiled once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg.tables import data_file


@dataclass(frozen=True, slots=True)
class Patterns:
    """What readers know about the look of reports; the data file says what each is for."""

    common: frozenset[str]
    radicals: Mapping[str, str]  # a radical → the character that it looks like
    finished: re.Pattern[str]  # search: a line that ends a sentence
    closed: str  # marks that may stand after the end of a sentence
    opened: str  # marks after which something must follow
    pauses: str
    never_first: re.Pattern[str]
    brackets: tuple[tuple[str, str], ...]
    item: re.Pattern[str]  # match: a heading or numbered item
    running: re.Pattern[str]  # match: an item of running text, 一是
    numbered: re.Pattern[str]  # match: a heading or numbered item other than one of running text
    title_end: re.Pattern[str]  # search
    title_break: re.Pattern[str]  # search
    title_body: re.Pattern[str]  # search
    title_never: re.Pattern[str]  # full match
    furniture: re.Pattern[str]  # full match
    advert: re.Pattern[str]  # full match
    page_number: re.Pattern[str]  # full match
    bare_number: re.Pattern[str]  # full match
    contents_heading: re.Pattern[str]  # full match
    leaders: re.Pattern[str]  # full match
    entry_number: re.Pattern[str]  # search


def _either(alternatives: list[str]) -> str:
    return "(?:" + "|".join(alternatives) + ")"


@cache
def patterns() -> Patterns:
    data = data_file("reading")
    marks, items, title, furniture = data["marks"], data["items"], data["title"], data["furniture"]
    starts, running = _either(items["starts"]), _either(items["running"])
    return Patterns(
        radicals=dict(zip(data["encoding"]["radicals"][0], data["encoding"]["radicals"][1], strict=True)),
        common=frozenset("".join(data["encoding"]["common"].split())),
        finished=re.compile(f"[{re.escape(marks['ends'])}][{re.escape(marks['closes'])}]*$"),
        closed=marks["closes"],
        opened="".join(pair[0] for pair in marks["brackets"]) + "“‘",
        pauses=marks["pauses"],
        never_first=re.compile(f"[{re.escape(marks['never_first'] + marks['never_first_words'])}]"),
        brackets=tuple((pair[0], pair[1]) for pair in marks["brackets"]),
        item=re.compile(f"{starts}|{running}"),
        running=re.compile(running),
        numbered=re.compile(starts),
        title_end=re.compile(title["ends"] + "$"),
        title_break=re.compile(title["breaks_after"] + "$"),
        title_body=re.compile(title["body"]),
        title_never=re.compile(title["never"]),
        furniture=re.compile(_either(furniture["lines"])),
        advert=re.compile(furniture["adverts"]),
        page_number=re.compile(_either(furniture["page_numbers"])),
        bare_number=re.compile(furniture["bare_numbers"]),
        contents_heading=re.compile(furniture["contents_heading"]),
        leaders=re.compile(furniture["leaders"]),
        entry_number=re.compile(furniture["entry_number"]),
    )
