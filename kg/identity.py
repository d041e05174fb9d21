"""Text → what a document says about itself: title, kind, department, year. What it does not say stays unknown.

Names and years are read from the title, the cover, the first sentences and headings, never from a document number, a
publication date or a host: see `data/identity.toml` for the words that are looked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kg.matching import printed_identity, view
from kg.misreading import is_damaged_form, may_be_damaged, may_have_lost
from kg.model import Diagnostic, Document, Evidence, Identity, ReportKind, Section, SectionRole, Span
from kg.numerals import ordinal
from kg.tables import any_of, data_file
from kg.work_report import reviewed_year, reviewed_years

_YEAR = re.compile(r"(?<![\d〔【\[﹝])((?:19|20)\d\d)(?!\d|[〕】\]﹞]|\s*[-—–~至]\s*\d{1,2}(?!\d))")
_CHINESE_YEAR = re.compile(r"二[〇零○O0][一二三四五六七八九〇零○]{2}(?=年)")
_NOT_TITLE = re.compile(
    r"[。；;]|^(?:根据|按照|为|现将|附件|目录|监督索引|索引号|来源|文号|发布|关于.*通知)|[：:]$|^[\u4e00-\u9fff]{2,6}[：:]"
)
_SEVERAL_YEARS = re.compile(r"(?:19|20)\d\d年?度?\s*[-—–~至和、]\s*(?:19|20)\d\d年?")
_TEMPLATE = re.compile(r"[（(](?:单位|部门)(?:名称|全称)?[)）]|[（(](?:参考)?(?:提纲|格式|模板|样式|范本)[)）]")
_CHINESE_TEXT = r"[\u4e00-\u9fff、·]"
_DELIVERY = re.compile(r"年\d{1,2}月\d{1,2}日.*(?:会议|大会)")
_HEAD_BLOCKS = 40
_OPENING = 1500  # characters within which a report says whose it is
_ANNEX = re.compile(r"附\s*件\s*[0-9一二三四五六七八九十]{0,2}(?:[-—]\d)?\s*[：:]?")


@dataclass(frozen=True, slots=True)
class _Cues:
    kinds: tuple[tuple[ReportKind, re.Pattern[str]], ...]
    unsupported: tuple[tuple[str, re.Pattern[str]], ...]  # name of the kind, words of its titles
    ending: re.Pattern[str]
    names: re.Pattern[str]
    scope: re.Pattern[str]
    body: re.Pattern[str]  # a name of a public body, whole
    strong: re.Pattern[str]  # a name at the start of a longer phrase
    field: re.Pattern[str]
    subject: re.Pattern[str]
    evaluating: re.Pattern[str]  # the department that evaluates its own expenditure
    full_form: re.Pattern[str]  # a name and its short form: 「云岫县水利局（以下简称县水利局）」
    year_field: re.Pattern[str]
    reported: re.Pattern[str]
    project_field: re.Pattern[str]
    selves: tuple[str, ...]
    self_prefixes: tuple[str, ...]


@cache
def _cues() -> _Cues:
    data = data_file("identity")
    title, department = data["title"], data["department"]
    suffix, marks = any_of(department["suffixes"]), any_of(title["scope_marks"])
    return _Cues(
        kinds=tuple((ReportKind(entry["kind"]), re.compile(any_of(entry["words"]))) for entry in data["kinds"]),
        unsupported=tuple((entry["name"], re.compile(any_of(entry["words"]))) for entry in data["unsupported"]),
        ending=re.compile(rf"(?:{any_of(title['endings'])})(?:[（(][^（()）]*[)）])?$"),
        names=re.compile(any_of(title["names"])),
        scope=re.compile(rf"(?:[（(](?:局)?(?:{marks})[)）]|本级|汇总|系统|(?<=[局委院厅])部门?)+$"),
        body=re.compile(rf"{_CHINESE_TEXT}{{1,40}}(?:{suffix})(?:[（(][^（()）]{{1,20}}[)）])?"),
        strong=re.compile(rf"{_CHINESE_TEXT}{{3,25}}?(?:{any_of(department['strong'])})(?=.)"),
        field=re.compile(rf"(?:{any_of(department['fields'])})(?:[（(][^（()）]{{1,8}}[)）])?(?:[：:]|$)(.*)"),
        subject=re.compile(
            rf"(?:^|[，。：；,;:\n])({_CHINESE_TEXT}{{2,30}}?(?:{suffix}))(?:[（(][^（()）]*[)）])?(?:{any_of(department['predicates'])})"
        ),
        evaluating=re.compile(
            rf"(?:^|[，。：；,;:\n])({_CHINESE_TEXT}{{3,30}}?(?:{suffix}))(?:{'|'.join(department['evaluates'])})"
        ),
        full_form=re.compile(
            rf"({_CHINESE_TEXT}{{4,30}}?(?:{suffix}))[（(](?:以下|下)?简称[：:]?[“\"「]?({_CHINESE_TEXT}{{2,15}})[”\"」]?[)）]"
        ),
        year_field=re.compile(rf"(?:{any_of(data['year']['fields'])})[：:]?(.*)"),
        reported=re.compile(rf"((?:19|20)\d\d)\s*年度?[^。；;，,\d]{{0,8}}?(?:{any_of(data['year']['reported'])})"),
        project_field=re.compile(rf"(?:{any_of(data['project']['fields'])})(?:[：:]|$)(.*)"),
        selves=tuple(department["selves"]),
        self_prefixes=tuple(department["self_prefixes"]),
    )


def identify(
    document: Document,
    sections: tuple[Section, ...],
    *,
    department: str = "",
    year: int | None = None,
    kind: ReportKind | None = None,
) -> Identity:
    """What `document` says about itself; `department`, `year` and `kind` outrank it.

    「广州市规划和自然资源局荔湾区分局 2022 年部门整体支出绩效自评报告」 gives all three. What is not said stays "" or None, with
    a diagnostic `department-unknown`, `year-unknown`, `kind-unknown`, or `kind-unsupported` for what is none of the kinds.
    """
    printed = document
    document = view(printed)
    head = _head(document, sections)
    title_span = _title(document, head)
    title = _compact(title_span.of(document.text)) if title_span else ""
    kind = kind or _kind(title, document, sections)
    names = _departments(document, sections, head, title, kind)
    name = _normalised(department) or (names[0] if names else "")
    found_year = year if year is not None else _year(document, sections, head, title, kind)
    diagnostics = []
    if not name:
        diagnostics.append(Diagnostic("department-unknown", "没有找到部门名称，请用 --department 指定。"))
    if found_year is None:
        diagnostics.append(Diagnostic("year-unknown", "没有找到报告年度，请用 --year 指定。"))
    if kind is ReportKind.UNKNOWN:
        diagnostics.append(_unknown_kind(folded(title)))
    identity = Identity(
        title=title,
        kind=kind,
        department=name,
        year=found_year,
        since=_since(kind, found_year, sections),
        aliases=_aliases(document.text, name, [other for other in names if other != name]) if name else (),
        project=_project(document, head, title, name) if kind is ReportKind.PROJECT_EVALUATION else "",
        evidence=_evidence(document, title_span, name, found_year),
        diagnostics=tuple(diagnostics),
    )
    return printed_identity(identity, printed)


# --- title and kind -------------------------------------------------------------------------------------------


def _head(document: Document, sections: tuple[Section, ...]) -> list[Span]:
    """The lines before the first section."""
    end = sections[0].heading.start - len(sections[0].number) if sections else len(document.text)
    lines = []
    for block in document.blocks[:_HEAD_BLOCKS]:
        line = Span(block.span.start, max(block.span.start, min(block.span.end, end)))
        annex = _ANNEX.match(line.of(document.text))
        line = Span(line.start + (annex.end() if annex else 0), line.end).trimmed(document.text)
        if block.span.start >= end:
            break
        if len(line) > 1:
            lines.append(line)
    return lines


def _compact(text: str) -> str:
    return re.sub(r"\s+", "", text)


def folded(text: str) -> str:
    """A line as titles are compared: without blanks, of one width, with arabic years: 「二〇二二年度」 → 「2022年度」."""
    narrow = unicodedata.normalize("NFKC", _compact(text))
    return _CHINESE_YEAR.sub(
        lambda match: "".join(str(ordinal(digit)) for digit in match[0].replace("○", "〇")), narrow
    )


def _title(document: Document, head: list[Span]) -> Span | None:
    """The title, over as many lines as it is printed; None where no line looks like one.

    Of one that is printed twice (a running head, a cover) that with the year is meant.
    """
    lines = [folded(line.of(document.text)) for line in head]
    starts = [(first, i) for i in range(len(lines)) if (first := title_start(lines, i)) is not None]
    if not starts:
        return None
    names = ["".join(lines[first : i + 1]) for first, i in starts]
    again = [n for n, name in enumerate(names) if _YEAR.search(name) and _undated(name) == _undated(names[0])]
    first, last = starts[0] if _YEAR.search(names[0]) or not again else starts[again[0]]
    return Span(head[first].start, head[last].end)


def _undated(title: str) -> str:
    """A folded title without its year and what stands in brackets."""
    return re.sub(r"(?:19|20)\d\d年?度?|[(（].*?[)）]", "", title)


def title_start(lines: Sequence[str], i: int) -> int | None:
    """The first line of the title that ends with line `i` of folded lines; None where none ends there."""
    cues = _cues()
    line = lines[i]
    if len(line) > 60 or _NOT_TITLE.search(line) or not cues.ending.search(line):
        return None
    named = bool(cues.names.search(line))
    first = i
    while first > 0 and i - first < 3 and len(lines[first - 1]) <= 30 and not _NOT_TITLE.search(lines[first - 1]):
        whole = "".join(lines[first : i + 1])
        above = lines[first - 1]
        complete = _YEAR.search(whole) and cues.names.search(whole) and _title_department(whole)
        if complete or above.endswith("汇编") or cues.field.match(above) or not _belongs_to_title(above):
            break
        first -= 1
        named = named or bool(cues.names.search(above))
    return first if named else None


def stated_department(document: Document, title: str) -> str:
    """The department that a report names in its title or in a field of its form; "" where it does not."""
    return _title_department(folded(title)) or _field_department(document)


def same_department(one: str, other: str) -> bool:
    """Whether two names are of one department: equal, or one without the places that the other begins with.

    >>> same_department("荔湾区教育局", "广州市荔湾区教育局"), same_department("广州市教育局", "广州市荔湾区教育局")
    (True, False)
    """
    short, full = sorted((one, other), key=len)
    return len(short) >= 4 and full.endswith(short)


def _belongs_to_title(line: str) -> bool:
    cues = _cues()
    return bool(
        _YEAR.fullmatch(line.rstrip("年度")) or cues.names.search(line) or cues.body.search(line) or _YEAR.match(line)
    )


def _kind(title: str, document: Document, sections: tuple[Section, ...]) -> ReportKind:
    name = folded(title)
    department = _title_department(name)
    words = name.replace(department, "") if department else name
    for kind, pattern in _cues().kinds:
        if pattern.search(words):
            return kind
    if any(pattern.search(words) for _, pattern in _cues().unsupported):
        return ReportKind.UNKNOWN
    start = document.text[:1000]
    roles = {section.role for section in sections}
    titles = " ".join(section.title for section in sections if section.level <= 2)
    if "各位代表" in start:
        return ReportKind.WORK_REPORT
    if "项目概况" in titles or "项目基本情况" in titles or "项目名称" in start:
        return ReportKind.PROJECT_EVALUATION
    evaluated = {SectionRole.EVALUATION, SectionRole.CONCLUSION, SectionRole.COMPLETION, SectionRole.OUTCOMES} & roles
    if "绩效" in document.text and evaluated and (SectionRole.DUTIES in roles or "绩效" in words):
        return ReportKind.SELF_EVALUATION
    if "决算" in titles:
        return ReportKind.FINAL_ACCOUNTS
    return ReportKind.UNKNOWN


def _unknown_kind(title: str) -> Diagnostic:
    """Why the kind is unknown: nothing tells it, or it is one that is not supported."""
    for name, pattern in _cues().unsupported:
        if pattern.search(title):
            message = f"看来是{name}，不是可以识别的四类报告；按自评报告的结构读取，结果请自行核对。"
            return Diagnostic("kind-unsupported", message)
    return Diagnostic("kind-unknown", "看不出是哪一类报告，按自评报告的结构读取。")


# --- department -----------------------------------------------------------------------------------------------


def _departments(
    document: Document, sections: tuple[Section, ...], head: list[Span], title: str, kind: ReportKind
) -> list[str]:
    """Names the document gives its department: the one to use first, then its other forms."""
    if kind is ReportKind.WORK_REPORT:
        government = _government(document.text[:1500])
        return [government] if government else []
    titled = _title_department(folded(title))
    field = _field_department(document)
    subject = _subject_department(document, sections, head)
    opening = _compact(document.text[:_OPENING])
    found = [name for name in (titled, field, subject, _evaluated_department(opening)) if name]
    if not found:
        return []
    name = found[0]
    found += _full_forms(name, opening)
    for other in found[1:]:
        if len(other) > len(name) and _is_short_for(name, other):
            name = other  # 「荔湾分局」 in the title, the full name on the cover
    aliases = dict.fromkeys(other for other in found if other != name and _is_short_for(other, name))
    return [_mended_name(name, _compact(document.text)), *aliases]


def _full_forms(name: str, opening: str) -> list[str]:
    """Names of which `name` is said to be the short form: 「云岫县水利局（以下简称县水利局）」."""
    full_form = _cues().full_form
    windows = (opening[max(0, at.start() - 40) : at.end() + 25] for at in re.finditer("简称", opening))
    return [match[1] for words in windows for match in full_form.finditer(words) if _normalised(match[2]) == name]


def _evaluated_department(opening: str) -> str:
    """The subject of the preamble: 「根据…通知，云岫县水利局对2022年度部门整体支出开展了绩效自评」."""
    match = _cues().evaluating.search(opening)
    return _normalised(match[1]) if match else ""


def _mended_name(name: str, text: str) -> str:
    """A name that is printed once, with a letter lost, doubled or unreadable, in the spelling that the text has more often."""
    own = text.count(name)
    if own > 1 and not may_be_damaged(name):
        return name
    forms: Counter[str] = Counter()
    for found in re.finditer(re.escape(name[-2:]) if "□" not in name[-2:] else re.escape(name[-1]), text):
        for size in range(len(name) - 2, len(name) + 2):
            form = text[max(0, found.end() - size) : found.end()]
            lost = may_have_lost(name, form)
            if not may_be_damaged(form) and (lost or is_damaged_form(name, form)):
                forms[form] += 2 - lost  # a sign of damage counts more than a letter that may never have been there
    best = max(forms, key=lambda form: (forms[form], form), default=name)
    return best if forms[best] > own - may_be_damaged(name) else name


def _title_department(title: str) -> str:
    cues = _cues()
    words = re.sub(r"【[^】]*】|^关于", "", _TEMPLATE.sub("", title))
    words = re.sub(rf"{_YEAR.pattern}(?:年?度|年)?|^\d{{3}}年度?", "", words)
    name = cues.names.search(words)
    front = words[: name.start()] if name else words
    candidates = [front, *re.findall(r"[（(]([^（()）]+)[)）]$", words)]
    for candidate in candidates:
        cleaned = _normalised(candidate)
        if len(cleaned) >= 3 and cues.body.fullmatch(cleaned):
            return re.sub(r"(?<=.{4})[（(][^（()）]{3,}[)）]$", "", cleaned)  # 「发展和改革局（粮食和物资储备局）」
        begun = cues.strong.match(cleaned)
        if begun:
            return _normalised(begun[0])
    return ""


def _normalised(name: str) -> str:
    """A department's name without blanks and scope marks: 「南县自然资源局（本级）」 → 「南县自然资源局」."""
    name = _compact(name).strip("：:_—-。，,、 （(")
    return _cues().scope.sub("", name)


def _field_department(document: Document) -> str:
    cues = _cues()
    blocks = document.blocks[:_HEAD_BLOCKS]
    for i, block in enumerate(blocks):
        line = _compact(block.span.of(document.text))
        match = cues.field.match(line) if len(line) <= 60 else None
        if not match:
            continue
        following = _compact(blocks[i + 1].span.of(document.text)) if i + 1 < len(blocks) else ""
        value = match[1] or following
        body = cues.body.match(_normalised(re.sub(r"[（(](?:盖?章|公章|盖章)[)）]", "", value)))
        if body:
            return _normalised(body[0])
    return ""


def _subject_department(document: Document, sections: tuple[Section, ...], head: list[Span]) -> str:
    """The subject of the first sentences: 「南县自然资源局贯彻落实…」, 「根据…，荔湾区教育局主要职责是：」."""
    places = [line for line in head if len(line) > 20]
    for section in sections:
        if section.role in (SectionRole.OVERVIEW, SectionRole.DUTIES) and section.level <= 3:
            places.append(Span(section.body.start, min(section.body.end, section.body.start + 200)))
    for place in places[:8]:
        for match in _cues().subject.finditer(re.sub(r"[ \t\u3000]", "", place.of(document.text))):
            name = _normalised(match[1])
            if len(name) >= 4 and re.search("[省市区县州旗镇乡]|街道", name) and not _PRONOUN.match(name):
                return name
    return ""


_PRONOUN = re.compile(
    r"^(?:我|本|该|各|全|由|为|根据|按照|贯彻|负责|党|市委|区委|县委|省委|中共中央|国务院|经|与|和|在|对)"
)


def _is_short_for(short: str, full: str) -> bool:
    """Whether the characters of `short` occur in `full` in the same order: 荔湾区教育局 for 广州市荔湾区教育局."""
    rest = iter(full)
    return all(character in rest for character in short)


def _government(start: str) -> str:
    text = _compact(start)
    match = re.search(r"(?<!人民)代表(国务院|[\u4e00-\u9fff]{0,15}?人民政府)", text)
    if not match:
        return ""
    name = match[1]
    region = re.search(r"([\u4e00-\u9fff]{2,10}?(?:自治区|省|市|区|县|州))第[\u4e00-\u9fff\d]{1,4}届人民代表大会", text)
    if region and re.match("自治区|自治州|[省市区县州]人民", name):
        place = re.sub(r"^.*(?:在|日)", "", region[1])
        return f"{place}人民政府"
    return name


def _aliases(text: str, name: str, others: list[str]) -> tuple[str, ...]:
    """Other forms under which the text speaks of its department, in the order of first use."""
    cues = _cues()
    found = {other: text.find(other) for other in others}
    for match in re.finditer(r"[（(](?:以下|下)?简称[：:]?\s*[“\"「]?([^”\"」）)]{2,15})[”\"」]?\s*[)）]", text):
        before = _compact(text[max(0, match.start() - 60) : match.start()])
        if before.endswith(name):
            found.setdefault(match[1], match.start(1))
    for prefix in cues.self_prefixes:
        for tail in {name[-1], name[-2:]}:
            found.setdefault(prefix + tail, text.find(prefix + tail))
    for own in cues.selves:
        found.setdefault(own, text.find(own))
    for short, place in _short_forms(text, name):
        found.setdefault(short, place)
    used = [(place, alias) for alias, place in found.items() if place >= 0 and alias != name]
    return tuple(alias for _, alias in sorted(used))


def _short_forms(text: str, name: str) -> list[tuple[str, int]]:
    """Names made of the department's own characters and its own tier: 区规划资源分局 for 广州市规划和自然资源局荔湾区分局."""
    tail = name[-2:]
    tiers = re.findall("[省市区县州旗镇]", name[:-2])
    characters = set(name)
    found = []
    for match in re.finditer(re.escape(tail), text):
        start = match.start()
        while start > 0 and text[start - 1] in characters and match.end() - start < len(name):
            start -= 1
        form = text[start : match.end()]
        named = len(form) >= 4 and form[0] in tiers[-1:]
        if named and (start == 0 or not "\u4e00" <= text[start - 1] <= "\u9fff"):
            found.append((form, start))
    return found


# --- year and project -----------------------------------------------------------------------------------------


def _year(
    document: Document, sections: tuple[Section, ...], head: list[Span], title: str, kind: ReportKind
) -> int | None:
    text = document.text
    if kind is ReportKind.WORK_REPORT:
        delivered = _delivered_year(head, title, text)
        return delivered - 1 if delivered else reviewed_year(text, sections)
    if _SEVERAL_YEARS.search(folded(title)):
        return None
    titled = _YEAR.findall(folded(title))
    if titled:
        return int(titled[-1])
    for line in head:
        words = folded(line.of(text))
        field = _cues().year_field.match(words)
        year = _YEAR.match(field[1]) if field else re.fullmatch(r"[（(]?((?:19|20)\d\d)年度?[)）]?", words)
        if year:
            return int(year[1])
    votes: Counter[int] = Counter()
    for section in sections:
        if section.role not in (SectionRole.TASKS, SectionRole.IMPROVEMENTS) and section.level <= 3:
            votes.update(3 * [int(year) for year in _YEAR.findall(folded(section.title)[:12])])
    votes.update(int(year) for year in _cues().reported.findall(text))
    ranked = votes.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] < 2 * ranked[1][1]):
        return None
    return ranked[0][0]


def _delivered_year(head: list[Span], title: str, text: str) -> int | None:
    """The year in which a work report is given: 「2025年上海市政府工作报告」, 「——2017年3月5日在…会议上」."""
    for words in (folded(title), *(folded(line.of(text)) for line in head)):
        year = _YEAR.search(words)
        if year and (words == folded(title) or _DELIVERY.search(words)):
            return int(year[1])
    return None


def _since(kind: ReportKind, year: int | None, sections: tuple[Section, ...]) -> int | None:
    """The first of several years that a work report reviews."""
    if kind is not ReportKind.WORK_REPORT or year is None:
        return None
    first = reviewed_years(sections, year).first
    return first if first < year else None


def _project(document: Document, head: list[Span], title: str, department: str) -> str:
    for i, block in enumerate(document.blocks[:_HEAD_BLOCKS]):
        line = _compact(block.span.of(document.text))
        match = _cues().project_field.match(line)
        if match:
            following = document.blocks[i + 1].span.of(document.text) if i + 1 < len(document.blocks) else ""
            return (match[1] or _compact(following))[:60]
    words = _YEAR.sub("", folded(title)).replace(department, "")
    words = re.sub(r"^(?:关于)?年?度?", "", words)
    return re.sub(r"(?:项目)?(?:支出)?(?:整体)?(?:绩效)?(?:自评|评价)?(?:自评)?(?:报告|总结|情况说明|表)?$", "", words)


def _evidence(document: Document, title: Span | None, department: str, year: int | None) -> tuple[Evidence, ...]:
    """The title, and where department and year are read where the title does not say them."""
    found = [document.evidence(title)] if title else []
    quote = folded(found[0].quote) if found else ""
    for words in (department, str(year) if year else ""):
        place = document.text.find(words) if words and words not in quote else -1
        if place >= 0:
            found.append(document.evidence(Span(place, place + len(words))))
    return tuple(found)
