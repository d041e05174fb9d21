"""What a figure measures, how it is qualified, and whether it is planned or done; from the words around it.

「2022年我区累计供应国有建设用地面积 111.4 公顷」: 供应国有建设用地面积, 累计, done.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg.extract.clauses import Bounds, Clause
from kg.extract.numbers import cues
from kg.tables import any_of
from kg.units import RATIO

_LIST = re.compile(r"、|以及|[和及与]")
_LONGEST_LINK = 7  # characters of a word that leads over to a number: 不低于, 累计达到
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
    moved: re.Pattern[str]
    movement: re.Pattern[str]
    verbs: re.Pattern[str]
    step: re.Pattern[str]
    bare: re.Pattern[str]
    part: re.Pattern[str]
    stage: re.Pattern[str]
    budget_end: re.Pattern[str]


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
        trailing=re.compile("|".join(qualifiers["trailing"])),
        weak=frozenset(qualifiers["weak"]),
        planned=re.compile("|".join(kinds["planned"])),
        done=re.compile("|".join(kinds["done"])),
        opening=re.compile(rf"(?:{'|'.join(naming['opening'])})+"),
        closing=re.compile(rf"(?:{'|'.join(sorted(naming['closing'], key=len, reverse=True))})$"),
        not_noun=re.compile("|".join(naming["not_noun"])),
        noun_end=re.compile("|".join(naming["noun_end"])),
        moved=re.compile(naming["moved"]),
        movement=re.compile(naming["movement"]),
        verbs=re.compile(rf"(?:{any_of(naming['verbs'])})(?=[\u4e00-\u9fff“]{{2}})"),
        step=re.compile(rf"(?:{any_of(naming['steps'])})$"),
        bare=re.compile(naming["bare"]),
        part=re.compile(naming["part"]),
        stage=re.compile(cues()["budget"]["stage"]),
        budget_end=re.compile(cues()["budget"]["budget_end"]),
    )


def qualifier(clause: Clause) -> str:
    """The word that qualifies the figure, as printed: 约, 近, 共, 累计, 预计, 余, 以上 …; "" where there is none."""
    words = _words()
    trailing = words.trailing.match(clause.right)
    if trailing:
        return trailing[0]
    if clause.figure.more:
        return clause.figure.more
    touching = words.touching.search(clause.left, max(0, len(clause.left) - 2 * _LONGEST_LINK))
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


class Names:
    """What each figure of a text measures, in the words of its clause; figures are asked for in text order.

    Where a clause has only a bare name (发证, 面积, 增长) or a part (其中国家级), the name before it in the same stretch is taken
    over. Of 「A、B分别增长5%、3%」 each figure gets its own name.
    """

    def __init__(self, bounds: Bounds, clauses: list[Clause]) -> None:
        self._bounds = bounds
        self._shared, self._referring = _share_out(clauses)
        self._part = -1
        self._parent = self._last = ""
        self._recent: list[str] = []

    def of(self, clause: Clause, title: str) -> str:
        """The name of what `clause` states; a figure without any words is called after its section: 「（一）自评得分」, 「98分」."""
        if clause.part != self._part:
            self._parent = self._last = ""
            self._recent = []
        shared = self._shared.get(clause.number.start) or self._referred(clause.number.start)
        parent = self._last if clause.bracketed else self._parent
        name, complete = (shared, True) if shared else self._measured(clause, parent, title)
        if complete or clause.part != self._part:
            self._parent = name
            self._recent.append(name)
        self._part, self._last = clause.part, name
        return name

    def _referred(self, at: int) -> str:
        """A name for the figure of 「同比分别增长15%和18%」 at `at`: that of the figure before, counted from the last."""
        back, movement = self._referring.get(at, (0, ""))
        return self._recent[-back] + movement if 0 < back <= len(self._recent) else ""

    def _measured(self, clause: Clause, parent: str, title: str) -> tuple[str, bool]:
        """The name, and whether it is one of its own."""
        words = _words()
        own = _own_name(clause)
        if parent and words.stage.fullmatch(own) and (budget := words.budget_end.search(parent)):
            return f"{parent[: budget.start()]}{own}", True
        if own and not words.bare.match(own) and not words.step.match(own):
            if words.part.match(clause.subject) and len(own) < 4:
                whole = parent or _name(self._bounds.before(clause.start))
                if whole and len(whole) + len(own) < _LONGEST_NAME:
                    return f"{whole}（{own}）", False
            name = _expanded(own, parent)
            return name, name == own
        before = parent or ("" if own.endswith("率") else _shortened(_name(self._bounds.before(clause.start))))
        if not before:
            return own or _after(clause.right) or title, True
        if not own and clause.figure.unit is not None and clause.figure.unit.dimension != RATIO:
            before = words.movement.sub("", before) or before  # 增长9.1%，达到11.67万亿元: the level, not its growth
        elif words.step.match(own):
            verb = words.verbs.match(before)
            before = before[verb.end() :] if verb else before
        elif own:
            before = words.movement.sub("", before) or before
        return before.removesuffix(own[:2]) + own if own else before, False


def _share_out(clauses: list[Clause]) -> tuple[dict[int, str], dict[int, tuple[int, str]]]:
    """Names for the figures of 「A、B分别增长5%、3%」 and of 「累计分别达到8家、6家」 after it, by where their numbers begin.

    Then those that refer to figures before (同比分别增长15%和18%): how many names back, and what to add to that name.
    """
    shared: dict[int, str] = {}
    referring: dict[int, tuple[int, str]] = {}
    known: list[str] = []
    part = -1
    for index, clause in enumerate(clauses):
        at = clause.left.rfind("分别")
        group = [clause]
        for follower in clauses[index + 1 :]:
            if follower.start != clause.start:
                break
            group.append(follower)
        if at < 0 and len(group) == 2 and group[1].chained and "和" in group[1].left and _moves_only(clause):
            referring.update({member.number.start: (2, _name(clause.left)) for member in group})
        if at < 0:
            continue
        subject = _name(clause.left[:at])
        names = [name for name in _LIST.split(subject) if name]
        if not names and clause.part == part:
            names = known
        verb = _name(clause.left[at + 2 :])
        if (not names or _words().bare.match(subject)) and verb:
            for member in group:
                referring[member.number.start] = (len(group), _name(clause.left[:at]) + verb)
            continue
        known, part = names, clause.part
        if len(names) != len(group) or len(group) < 2:
            continue
        verb = verb or _noun(group[-1].right)
        for name, member in zip(names, group, strict=True):
            shared[member.number.start] = _shortened(_completed(name, names[-1]) + verb)
    return shared, referring


def _moves_only(clause: Clause) -> bool:
    """Whether a clause says only how two figures before it moved: 「…15781元，…4761元，实际增长8.4%和8%」."""
    name = _name(clause.left)
    return bool(name) and _words().movement.sub("", name) == ""


def _completed(name: str, last: str) -> str:
    """城镇 beside 农村居民人均可支配收入 is 城镇居民人均可支配收入; 高技术制造业 beside 装备制造业增加值 ends in 增加值."""
    for size in (3, 2):
        at = last.find(name[-size:]) if len(name) > size else -1
        if at >= 0:
            return name + last[at + size :]
    return name + last[len(name) :] if len(name) <= 3 and len(last) >= len(name) + 3 else name


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
        comma = right.find("、", 2)
        right = right[:comma] if comma > 0 and "“" not in right[:comma] else right
        if len(left) + len(right) > _LONGEST_NAME:
            left, right = (left, "") if len(right) < 4 else ("", right)
    return _shortened(left + right)


def _name(words: str) -> str:
    """`words` without what opens a clause and what leads over to the number."""
    patterns = _words()
    text = "".join(words.split())
    opened = patterns.opening.match(text)
    text = text[opened.end() :] if opened else text
    text = patterns.moved.sub("", text)
    return _balanced(_closed(text))


def _closed(name: str) -> str:
    """`name` without the words that lead over to a number (为, 达到, 共 …)."""
    closing = _words().closing
    while name and (closed := closing.search(name, max(0, len(name) - _LONGEST_LINK))):
        name = name[: closed.start()]
    return name


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
    end = patterns.noun_end.search(text, 3)
    text = text[: end.start()] if end else text
    if len(text) > 24:
        cut = max(text.rfind(mark, 4, 24) for mark in ("的", "、", "进行", "及"))
        text = text[:cut] if cut > 0 else text[:24]
    return _balanced(_closed(text).strip("、和及与，"))


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
