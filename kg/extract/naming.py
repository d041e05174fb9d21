"""What a figure measures, how it is qualified, and whether it is planned or done; from the words around it.

「2022年我区累计供应国有建设用地面积 111.4 公顷」: 供应国有建设用地面积, 累计, done.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg.extract.clauses import Bounds, Clause
from kg.extract.numbers import any_of, cues

_LONGEST_NAME = 30  # characters


@dataclass(frozen=True, slots=True)
class _Words:
    touching: re.Pattern[str]
    leading: re.Pattern[str]
    trailing: re.Pattern[str]
    weak: frozenset[str]
    planned: re.Pattern[str]
    done: re.Pattern[str]
    opening: re.Pattern[str]
    closing: re.Pattern[str]
    not_noun: re.Pattern[str]
    noun_end: re.Pattern[str]
    verbs: re.Pattern[str]
    step: re.Pattern[str]
    bare: re.Pattern[str]
    part: re.Pattern[str]


def _longest_first(patterns: list[str]) -> str:
    """An alternation of patterns, the longest word first, whatever must not stand around it."""
    return "|".join(sorted(patterns, key=lambda pattern: -len(re.sub(r"\(\?[^)]*\)", "", pattern))))


@cache
def _words() -> _Words:
    qualifiers, kinds, naming = cues()["qualifiers"], cues()["kinds"], cues()["property"]
    links = any_of(qualifiers["links"])
    touching, leading = _longest_first(qualifiers["touching"]), _longest_first(qualifiers["leading"])
    return _Words(
        touching=re.compile(rf"({touching})(?:{links})?[\s“\"]*$"),
        leading=re.compile(leading),
        trailing=re.compile(any_of(qualifiers["trailing"])),
        weak=frozenset(qualifiers["weak"]),
        planned=re.compile("|".join(kinds["planned"])),
        done=re.compile("|".join(kinds["done"])),
        opening=re.compile(rf"(?:{'|'.join(naming['opening'])})+"),
        closing=re.compile(rf"(?:{'|'.join(sorted(naming['closing'], key=len, reverse=True))})$"),
        not_noun=re.compile("|".join(naming["not_noun"])),
        noun_end=re.compile(any_of(naming["noun_end"])),
        verbs=re.compile(rf"(?:{any_of(naming['verbs'])})(?=[\u4e00-\u9fff“]{{2}})"),
        step=re.compile(rf"(?:{any_of(naming['steps'])})$"),
        bare=re.compile(naming["bare"]),
        part=re.compile(naming["part"]),
    )


def qualifier(clause: Clause) -> str:
    """The word that qualifies the figure, as printed: 约, 近, 共, 累计, 预计, 余, 以上 …; "" where there is none."""
    words = _words()
    trailing = words.trailing.match(clause.right)
    if trailing:
        return trailing[0]
    if clause.figure.more:
        return clause.figure.more
    touching = words.touching.search(clause.left)
    if touching and touching[1] not in words.weak:
        return touching[1]
    leading = [match for match in words.leading.finditer(_undated(clause.left)) if match]
    if leading:
        return leading[-1][0]
    return touching[1] if touching else ""


def is_planned(clause: Clause, by_default: bool) -> bool:
    """Whether the words before the figure say that it is still to be reached; `by_default` where they say nothing."""
    words = _words()
    lead = _undated(clause.lead)
    if words.done.search(clause.left):
        return False
    return by_default or words.planned.search(lead) is not None


def _undated(words: str) -> str:
    return words.lstrip(" \t\u3000、，“")


def measured(clause: Clause, parent: str, bounds: Bounds, title: str) -> tuple[str, bool]:
    """What the figure measures, in the words of its clause, and whether it has a name of its own.

    Where the clause has only a bare name (发证, 面积, 增长) or a part (其中国家级), the name before it is taken over: `parent` is
    that of the figure before in the same stretch, "" where there is none. A figure without any words is named by the
    `title` of its section (「（一）自评得分」, 「98分」).
    """
    words = _words()
    own = _own_name(clause)
    if own and not words.bare.match(own) and not words.step.match(own):
        if words.part.match(clause.subject) and parent and len(own) < 4:
            return f"{parent}（{own}）", False
        name = _expanded(own, parent)
        return name, name == own
    before = parent or _shortened(_name(bounds.before(clause.start)))
    if not before:
        return own or _after(clause.right) or title, True
    if words.step.match(own):
        verb = words.verbs.match(before)
        before = before[verb.end() :] if verb else before
    return before.removesuffix(own[:2]) + own if own else before, False


def _own_name(clause: Clause) -> str:
    """The name that the figure's own words give it."""
    words = _words()
    left, right = _name(clause.subject), _noun(clause.right)
    listed = clause.subject.rstrip(" 共约近计")
    if right and listed.endswith("等"):
        verb = words.verbs.match(left)
        left = verb[0] if verb else ""
    elif right and listed.rstrip("“").endswith("、"):
        left = ""
    if right and len(left) + len(right) > _LONGEST_NAME:
        left = left if len(right) < 4 and len(left) > 14 else ""
        right = "" if left else right
    return _shortened(left + right)


def _name(words: str) -> str:
    """`words` without what opens a clause and what leads over to the number."""
    patterns = _words()
    text = "".join(words.split())
    opened = patterns.opening.match(text)
    text = text[opened.end() :] if opened else text
    while text and (closed := patterns.closing.search(text)):
        text = text[: closed.start()]
    return _balanced(text)


def _balanced(name: str) -> str:
    """`name` without a quotation mark at either end whose fellow it has lost."""
    if name.count("“") != name.count("”"):
        return name.strip('“”"')
    return name


def _noun(words: str) -> str:
    """The noun after the unit, "" where something else follows."""
    patterns = _words()
    text = "".join(words.split())
    trailing = patterns.trailing.match(text)
    text = (text[trailing.end() :] if trailing else text).lstrip('”"').removeprefix("的")
    if not text or patterns.not_noun.match(text):
        return ""
    end = patterns.noun_end.search(text)
    text = text[: end.start()] if end else text
    if len(text) > 24:
        cut = max(text.rfind(mark, 4, 24) for mark in ("的", "、", "进行", "及"))
        text = text[:cut] if cut > 0 else text[:24]
    return _balanced(text.strip("、和及与，"))


def _after(words: str) -> str:
    return "".join(words.split())[:20].strip("、，“”")


def _shortened(name: str) -> str:
    """At most thirty characters, cut after the last mark that leaves a whole phrase."""
    if len(name) <= _LONGEST_NAME:
        return name
    for mark in ("、", "的", "对", "在"):
        cut = name.find(mark, len(name) - _LONGEST_NAME)
        if 0 <= cut <= len(name) - 7:
            return name[cut + 1 :]
    return name[-_LONGEST_NAME:]


def _expanded(own: str, parent: str) -> str:
    """审结案件 after 受理房地产登记案件 is 审结房地产登记案件: a short name with the last word of the one before it."""
    words = _words()
    if len(own) != 4 or not words.step.match(own[:2]) or not parent.endswith(own[2:]) or len(parent) < 6:
        return own
    verb = words.verbs.match(parent)
    return own[:2] + (parent[verb.end() :] if verb else parent)
