"""What a heading is called → the role of its section; cue words are in `data/headings.toml`."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import Any

from kg.misreading import look_alikes, makes_no_word
from kg.model import SectionRole
from kg.tables import any_of, data_file

Similarity = Callable[[Sequence[str], Sequence[str]], Any]
"""Texts × texts → array of cosine similarities; handed in, because `kg` knows no encoder."""

LONGEST_HEADING = 30
"""Characters; what is longer is a sentence, not the name of a section."""

_ALIKE = 0.6  # share of common character pairs from which an unseen heading counts as a variant of a known one
_BRACKETED = re.compile(r"[（(\[【][^（()）\]】]*[）)\]】]")
_YEAR = re.compile(r"(?:19|20)\d\d\s*(?:年度?)?|[一二三四五六七八九十]+五")
_NOISE = re.compile(r"[\s、，,。.：:；;\-—“”\"]")
_NEAREST, _CLEAR = 0.5, 0.05  # cosine from which a title is near (others reach 0.4), and its lead over the next role
_WORN = 0.66  # share of letters in common from which a heading with unreadable letters is a title
_DAMAGED = 5  # characters from which a title is known although one of them is missing, doubled or unreadable


@dataclass(frozen=True, slots=True)
class _Headings:
    titles: dict[str, SectionRole]  # folded → role
    near: dict[str, SectionRole]  # titles with □ for one character, or without it, where no other role has such a title
    pairs: tuple[tuple[Counter[str], SectionRole], ...]  # character pairs of each title
    words: re.Pattern[str]  # every cue word, overlapping ones too
    roles: dict[str, SectionRole]  # cue word → role
    fillers: re.Pattern[str]
    overcome: re.Pattern[str]  # at the end of what stands before a cue of problems: the heading tells of what was done
    listed: tuple[tuple[str, SectionRole], ...]  # titles as the data file has them
    printed: re.Pattern[str]  # a known title at the start of a line


@cache
def _headings() -> _Headings:
    data = data_file("headings")
    fillers = re.compile(any_of(data["fillers"]))
    titles: dict[str, SectionRole] = {}
    roles: dict[str, SectionRole] = {}
    listed: dict[str, SectionRole] = {}
    for name, cues in data["roles"].items():
        role = SectionRole(name)
        for title in cues["titles"]:
            titles.setdefault(_bare(title), role)
            core = fillers.sub("", _bare(title))
            if len(core) > 2 or core in cues["words"]:  # 「总体评价」 without its filler says nothing
                titles.setdefault(core, role)
            listed.setdefault(title, role)
        roles.update(dict.fromkeys(cues["words"], role))
    titles.pop("", None)
    return _Headings(
        titles=titles,
        near=_near(titles),
        pairs=tuple((_pairs(title), role) for title, role in titles.items()),
        words=re.compile(f"(?=({any_of(roles)}))"),
        roles=roles,
        fillers=fillers,
        overcome=re.compile(f"(?:{any_of(data['overcome'])}).{{0,4}}$"),
        listed=tuple(listed.items()),
        printed=re.compile(any_of(listed)),
    )


def _near(titles: dict[str, SectionRole]) -> dict[str, SectionRole]:
    found: dict[str, set[SectionRole]] = {}
    for title, role in titles.items():
        if len(title) >= _DAMAGED or role in (SectionRole.DUTIES, SectionRole.PROBLEMS):
            for at in range(len(title)):
                found.setdefault(f"{title[:at]}□{title[at + 1 :]}", set()).add(role)
                if len(title) >= _DAMAGED or at == 0:
                    found.setdefault(title[:at] + title[at + 1 :], set()).add(role)
    return {title: min(roles) for title, roles in found.items() if len(roles) == 1 and title not in titles}


def _bare(heading: str) -> str:
    folded = unicodedata.normalize("NFKC", heading)
    return _NOISE.sub("", _YEAR.sub("", _BRACKETED.sub("", folded)))


def _pairs(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(len(text) - 1))


@lru_cache(maxsize=4096)
def known_role(heading: str) -> SectionRole | None:
    """The role of a heading that is one of the listed titles, give or take fillers; None for any other text.

    >>> known_role("荔湾区教育局2022年度主要工作成效")
    >>> known_role("（单位）2022年度主要工作成效")
    <SectionRole.OUTCOMES: 'outcomes'>
    """
    if len(heading) > LONGEST_HEADING:
        return None
    known = _headings()
    bare = _bare(heading)
    return known.titles.get(bare) or known.titles.get(known.fillers.sub("", bare) or "-") or _damaged_role(bare)


def _damaged_role(bare: str) -> SectionRole | None:
    """The role of a listed title of which one character is lost, doubled, unreadable (□) or misread.

    A character counts as misread only where it makes no word with its neighbours: 「重点工程」 is no damaged 「重点工作」.
    """
    known = _headings()
    if not _DAMAGED - 2 <= len(bare) <= 2 * LONGEST_HEADING // 3:
        return None
    if bare in known.near:
        return known.near[bare]
    if 1 < bare.count("□") <= len(bare) // 3:
        form = re.compile(re.escape(bare).replace("□", "."))
        roles = {role for title, role in known.titles.items() if form.fullmatch(title)}
        return min(roles) if len(roles) == 1 else None
    for at, char in enumerate(bare):
        if bare[at - 1 : at] == char:
            role = known.titles.get(bare[:at] + bare[at + 1 :])
        elif makes_no_word(bare, at):
            role = known.near.get(f"{bare[:at]}□{bare[at + 1 :]}")
        else:
            continue
        if role:
            return role
    return None


@lru_cache(maxsize=4096)
def likely_role(heading: str) -> SectionRole | None:
    """The role of a heading that is known, holds a cue word, or is much like a known one; None where nothing fits.

    >>> likely_role("2022年主要履职成果")
    <SectionRole.OUTCOMES: 'outcomes'>
    """
    role = known_role(heading)
    if role is not None or len(heading) > LONGEST_HEADING:
        return role
    bare = _bare(heading)
    known = _headings()
    found = sorted(
        (match.end(1), len(match[1]), match.start(), match[1])
        for match in known.words.finditer(bare)
        if not (known.roles[match[1]] is SectionRole.PROBLEMS and known.overcome.search(bare[: match.start()]))
    )
    if found:
        role = known.roles[found[-1][3]]
        if role is SectionRole.TASKS and any(known.roles[word] is SectionRole.IMPROVEMENTS for *_, word in found):
            return SectionRole.IMPROVEMENTS  # 「下一步工作安排」
        if role is SectionRole.IMPROVEMENTS:
            for *_, start, word in found:
                joined = bare[start + len(word) : found[-1][2]]
                if known.roles[word] is SectionRole.PROBLEMS and re.search("[及和与]", joined):
                    return SectionRole.PROBLEMS  # 「存在的不足及整改措施」 holds both, problems first
        return role
    pairs = _pairs(known.fillers.sub("", bare))
    best, best_score = None, _ALIKE
    for other, role in known.pairs:
        common = sum((pairs & other).values())
        score = 2 * common / max(1, pairs.total() + other.total())
        if score > best_score:
            best, best_score = role, score
    return best or _misread_role(bare) or _worn_role(bare)


def _misread_role(bare: str) -> SectionRole | None:
    """The role of a cue word of which one letter is taken for another: 「存在的间题」."""
    known = _headings()
    for at, char in enumerate(bare):
        for other in look_alikes(char):
            form = bare[:at] + other + bare[at + 1 :]
            for match in known.words.finditer(form):
                if match.start() <= at < match.end(1) and len(match[1]) > 1:
                    return known.roles[match[1]]
    return None


def _worn_role(bare: str) -> SectionRole | None:
    """The role of the title most like a heading of which some letters are unreadable."""
    if "□" not in bare:
        return None
    likeness = [
        (SequenceMatcher(None, bare, title, autojunk=False).ratio(), role)
        for title, role in _headings().titles.items()
        if abs(len(title) - len(bare)) <= 3
    ]
    best = max(likeness, default=(0.0, SectionRole.OTHER))
    return best[1] if best[0] >= _WORN else None


def nearest_roles(headings: Sequence[str], similarity: Similarity) -> dict[str, SectionRole]:
    """The roles of headings without a cue word, by their similarity to the listed titles; those near to none are left out.

    「部门主责主业」 is nearest to titles of duties, 「强化土地资源保障」 to none.
    """
    if not headings:
        return {}
    titles = _headings().listed
    cosines = similarity(headings, [title for title, _ in titles])
    found = {}
    for heading, row in zip(headings, cosines, strict=True):
        by_role: dict[SectionRole, list[float]] = {}
        for cosine, (_, role) in zip(row, titles, strict=True):
            by_role.setdefault(role, []).append(float(cosine))
        means = sorted(((sum(sorted(values)[-2:]) / 2, role) for role, values in by_role.items()), reverse=True)
        (best, role), (second, _) = means[:2]
        if best >= _NEAREST and best - second >= _CLEAR:
            found[heading] = role
    return found


def known_start(line: str) -> int:
    """How many characters of `line` are a known title that begins it; 0 where none does."""
    match = _headings().printed.match(line)
    return match.end() if match else 0


@lru_cache(maxsize=4096)
def mentions_both(heading: str, first: SectionRole, second: SectionRole) -> bool:
    """Whether a heading holds cue words of both roles: 「存在的问题及改进措施」."""
    known = _headings()
    roles = {known.roles[match[1]] for match in known.words.finditer(_bare(heading))}
    return {first, second} <= roles
