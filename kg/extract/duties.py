"""职责: what a report says its department is for (「部门职能」「主要职责是：」)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.items import Numbers, Tree, label, printed_ordinal
from kg.model import Duty, Section, SectionRole, Span
from kg.sentences import clauses

_LEAD = re.compile(r"(?:职责|职能|任务|工作)[^。；;]{0,12}[：:]\s*$|(?:如下|包括|主要有|是|为)[：:]\s*$")
_INLINE_LEAD = re.compile(
    r"[^。；;\n]{0,80}?(?:主要)?(?:职责|职能)[^。；;：:\n，,]{0,8}(?:[：:]|(?:是|为)[：:，,]?)\s*"
)
_STAFF = re.compile(
    r"(?:内设|下设|下属|现有|核定|共有|编制|机构设置|[我本该]?[局委院校]?(?:机关)?(?:内设|下设|现有|共有))"
)
_OFFICE = re.compile(
    r"^(?!负责|组织|承担|拟订|贯彻|指导|监督|制定|管理|协调|参与|配合|协助|完成|推进|执行|落实)"
    r"[\u4e00-\u9fff、（）()]{1,16}(?:科|股|室|处|办|大队|中队|中心|所|站|队|馆)(?:（[^）]*）)?(?=$|[。：:，,；;（\s])"
)


def extract_duties(tree: Tree) -> Iterator[Duty]:
    """Yield one Duty for each numbered duty, in the order the report lists them.

    A catch-all (「完成…交办的其他任务」) and 职能转变 are numbered duties too. The lead (「…主要职责是：」) is none, and so are
    offices listed under 职责. Where nothing is numbered, each paragraph is a duty, or each clause of the only one.
    """
    numbers = Numbers()
    for section in tree.of_role(SectionRole.DUTIES):
        items = tree.items(section)
        if items and 2 * sum(bool(_OFFICE.match(item.title)) for item in items) >= len(items):
            continue  # a list of offices
        if items:
            for item in items:
                yield _duty(tree, section, numbers.next(printed_ordinal(item)), tree.extent(item), "numbered-item")
            continue
        for span, rule in _unnumbered(tree, section):
            yield _duty(tree, section, numbers.next(), span, rule)


def _unnumbered(tree: Tree, section: Section) -> Iterator[tuple[Span, str]]:
    paragraphs = []
    run_on = False  # 「…主要职责是：贯彻…；负责…」
    for paragraph in tree.paragraphs(tree.intro(section)):
        words = paragraph.of(tree.text)
        lead = _INLINE_LEAD.match(words)
        content = Span(paragraph.start + (lead.end() if lead else 0), paragraph.end)
        staff = run_on and _STAFF.match(words)
        if len(content) <= 4 or (lead is None and _LEAD.search(words)) or staff or _OFFICE.match(content.of(tree.text)):
            continue
        run_on = run_on or (lead is not None and content.of(tree.text).count("；") > 1)
        paragraphs.append(content)
    if len(paragraphs) > 1:
        yield from ((paragraph, "paragraph") for paragraph in paragraphs)
    elif paragraphs:
        for clause in clauses(tree.text, paragraphs[0]):
            if not _STAFF.match(clause.of(tree.text)):
                yield clause, "clause"


def _duty(tree: Tree, section: Section, number: str, span: Span, rule: str) -> Duty:
    evidence = tree.document.evidence(span)
    return Duty(
        id=f"duty/{number}",
        label=label(evidence.quote),
        evidence=(evidence,),
        rule=f"duties.{rule}",
        number=number,
        section=section.id,
    )
