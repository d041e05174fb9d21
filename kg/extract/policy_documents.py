"""Policy documents: titles in 《》, and documents named by their number (市政府第178号令, 国发〔2022〕15号)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.edges import Edges
from kg.extract.mentions import fold
from kg.model import Span

_MARK = re.compile("[《》]")
_NUMBER = re.compile(r"[〔\[【﹝［(（]\s*((?:19|20)\d\d)\s*[〕\]】﹞］)）]\s*(?:第\s*)?(\d{1,4})\s*号")
_ORDER = re.compile(
    r"第\s*\d{1,4}\s*号(?:\s*[、和及与]\s*第?\s*\d{1,4}\s*号)*\s*(令|公告|通告|文(?![明化件书号])|文件)"
    r"|令\s*(?:[〔（(]?\d{4}[〕）)]?\s*年?\s*)?第\s*\d{1,4}\s*号"
)
_MEMBER = re.compile(r"\d{1,4}(?=\s*号)")
_ISSUER = re.compile(r"(?:政府|国务院|主席|[部委厅局署院会])$")
_SHORT = re.compile(
    r"\s*[（(](?:以下|下文)?(?:统)?简称(?:为)?[:：]?\s*[“\"「]?《?([^》”\"」）)]{2,30})》?[”\"」]?[）)]"
)
_BRACKET = re.compile(r"\s*[（(]([^（()）]{4,40})[）)]")
_NOT_DOCUMENTS = re.compile(
    r"(?:许可证|证书|权证|执照|合格证|日报|晚报|时报|早报|商报|学报|合同|申请[书表]|审批表|登记表|审核表|承诺书|同意书|选址意见书)$"
)
_VERSION = re.compile(r"(?:试行|暂行|修订|修订版|修正|征求意见稿|送审稿|草案)$")
_STATE = "中华人民共和国"


@dataclass(slots=True)
class Found:
    """A document while it is gathered."""

    label: str
    number: str
    aliases: list[str]
    spans: list[Span]
    rule: str


def titles(text: str) -> Iterator[Span]:
    """Spans of titles with their marks, the outer one where titles nest: 《关于落实《…条例》的通知》.

    A title that never closes, or is longer than titles are, yields nothing.
    """
    start, depth = 0, 0
    for mark in _MARK.finditer(text):
        if mark.start() - start > 150:
            depth = 0
        if mark.group() == "《":
            if depth == 0:
                start = mark.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0 and mark.start() - start > 2:
                yield Span(start, mark.end())


def find_policy_documents(edges: Edges, department: tuple[str, ...]) -> list[Found]:
    """Every policy document, in text order of its first mention.

    `department` are the names of the reporting department: 《某局预算绩效管理制度》 and 《预算绩效管理制度》 are one document.
    Certificates, contracts and newspapers in 《》 are none.
    """
    text = edges.text
    found: dict[str, Found] = {}
    taken: list[Span] = []
    for span in titles(text):
        title = re.sub(r"\s+", "", text[span.start + 1 : span.end - 1]).rstrip("。，；")
        if any(other.contains(span) for other in taken[-1:]) or _NOT_DOCUMENTS.search(title):
            continue
        end, number, alias = span.end, "", ""
        for pattern in (_SHORT, _BRACKET, _SHORT):
            if not (match := pattern.match(text, end)):
                continue
            if pattern is _SHORT:
                alias = match[1].strip()
            elif _NUMBER.search(match[1]) or _ORDER.search(match[1]):
                number = re.sub(r"\s+", "", match[1])
            else:
                continue
            end = match.end()
        taken.append(Span(span.start, end))
        one = found.setdefault(_key(title, department), Found(title, "", [], [], "policy-documents.title"))
        if len(title) > len(one.label):
            one.aliases.append(one.label)
            one.label = title
        elif title != one.label:
            one.aliases.append(title)
        one.spans.append(span)
        if number:
            one.number = number
            found.setdefault(fold(number), one)
        if alias:
            one.aliases.append(alias)
            found.setdefault(_key(alias, department), one)
    for name, number, span in _numbered(edges):
        if any(other.contains(span) for other in taken):
            continue
        one = found.setdefault(fold(name), Found(name, number, [], [], "policy-documents.number"))
        one.spans.append(span)
    unique = {id(one): one for one in found.values()}
    return sorted(unique.values(), key=lambda one: min(one.spans))


def _key(title: str, department: tuple[str, ...]) -> str:
    folded = _VERSION.sub("", fold(title.removeprefix(_STATE)))
    for name in department:
        if name and folded.startswith(fold(name)) and len(folded) - len(name) >= 4:
            return folded[len(fold(name)) :]
    return folded


def _numbered(edges: Edges) -> Iterator[tuple[str, str, Span]]:
    """Name, number and span of each document that is named by its number alone; members of a series one by one."""
    text = edges.text
    for match in _NUMBER.finditer(text):
        start = edges.left(match.start(), 12)
        if start is not None and 1 < match.start() - start <= 10 and text[start : match.start()].isalpha():
            name = f"{text[start : match.start()]}〔{match[1]}〕{match[2]}号"
            yield name, name, Span(start, match.end())
    for match in _ORDER.finditer(text):
        start = match.start()
        issuer_start = edges.left(start, 16)
        issuer = text[issuer_start:start] if issuer_start is not None else ""
        if not _ISSUER.search(issuer) or len(issuer) > 14:
            continue
        span = Span(start - len(issuer), match.end())
        kind = (match[1] or "令").replace("文件", "文")
        for number in _MEMBER.findall(match.group()):
            yield f"{issuer}第{number}号{kind}", f"第{number}号{kind}", span
