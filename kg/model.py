"""The values that travel along the arrows: document, section, entity, link, finding, report.

All are frozen; sequences are tuples. Ids are local to a report, made from kind and position (`duty/9`,
`outcome/2.3.1`), never random; `kg.rdf` turns them into IRIs under the report's own. Every offset is a Unicode
code point of `Document.text`, half-open.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points.

    >>> Span(2, 4).of("坚守耕地红线")
    '耕地'
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def trimmed(self, text: str) -> Span:
        """The same range without white space at either end."""
        start, end = self.start, self.end
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return Span(start, end)

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def shifted(self, by: int) -> Span:
        return Span(self.start + by, self.end + by)


class Severity(StrEnum):
    """How much a reader should care."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something a document gets wrong or leaves out while it is read; processing went on.

    `code` is stable and readable (`department-unknown`), `message` is for people, in Chinese.
    """

    code: str
    message: str
    severity: Severity = Severity.WARNING
    span: Span | None = None


# --- document -------------------------------------------------------------------------------------------------


class BlockKind(StrEnum):
    """What a stretch of canonical text was in its file."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"  # the file's own style or markup says so
    CELL = "cell"  # one table cell; `Block.cell` says which


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a table cell stands: number of the table in the document, row and column, all from 0."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or table cell of the canonical text, without its closing line break."""

    span: Span
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int | None = None  # 1 is the highest; only where the file states it
    page: int | None = None  # from 1; only where the file has pages
    cell: Cell | None = None
    confidence: float | None = None  # 0–1, of optical recognition; only where the text was read from a picture


@dataclass(frozen=True, slots=True)
class Part:
    """One of the files that make up a document: the report itself first, then its annexes."""

    source: str  # file name
    sha256: str
    media_type: str
    span: Span  # what of the document's text it holds


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """From canonical offsets to places in the original, as runs of equal distance.

    `starts[i]` is a canonical offset from which `originals[i] - starts[i]` is added to reach the original offset;
    the runs are sorted and the first begins at 0. For text files the original is the decoded file; for other
    formats it is the concatenation of their paragraphs in document order.
    """

    starts: tuple[int, ...] = (0,)
    originals: tuple[int, ...] = (0,)

    def original(self, offset: int) -> int:
        run = bisect_right(self.starts, offset) - 1
        return self.originals[run] + offset - self.starts[run]


@dataclass(frozen=True, slots=True)
class Document:
    """A file as canonical text: line wraps repaired, page furniture left out, characters otherwise as printed.

    Blocks are in text order, do not overlap, and are joined by single line breaks, so that
    `text == "\\n".join(block.span.of(text) for block in blocks)`.
    """

    source: str  # file name, never a path
    sha256: str  # of the file's bytes
    media_type: str
    text: str
    blocks: tuple[Block, ...]
    offsets: OffsetMap = OffsetMap()
    diagnostics: tuple[Diagnostic, ...] = ()
    parts: tuple[Part, ...] = ()  # only where several files make up the document; source and sha256 are the first's
    piece: int = 0  # which of several reports in one file it is, from 1; 0 where the file holds one

    def part_at(self, offset: int) -> Part | None:
        """The file in which the character at `offset` stands, where several make up the document."""
        return next((part for part in self.parts if part.span.start <= offset <= part.span.end), None)

    def confidence_at(self, offset: int) -> float | None:
        """How surely the character at `offset` was read from a picture; None where the file holds it as text."""
        block = self.block_at(offset)
        return block.confidence if block else None

    def page_confidences(self) -> dict[int, float]:
        """The mean confidence of each page read from a picture, by its number, weighted by characters."""
        pages: dict[int, list[Block]] = {}
        for block in self.blocks:
            if block.confidence is not None:
                pages.setdefault(block.page or 1, []).append(block)
        return {page: mean_confidence(blocks) for page, blocks in sorted(pages.items())}

    @property
    def ocr_confidence(self) -> float | None:
        """The mean confidence of all that was read from pictures, weighted by characters; None where nothing was."""
        read = [block for block in self.blocks if block.confidence is not None]
        return mean_confidence(read) if read else None

    def block_at(self, offset: int) -> Block | None:
        """The paragraph or cell that holds the character at `offset`, or ends there."""
        found = bisect_right(self.blocks, offset, key=lambda block: block.span.start) - 1
        return self.blocks[found] if found >= 0 and offset <= self.blocks[found].span.end else None

    def page_at(self, offset: int) -> int | None:
        """The page on which the character at `offset` stands, where the file has pages."""
        block = self.block_at(offset)
        return block.page if block else None

    def evidence(self, span: Span) -> Evidence:
        """Evidence for `span`, quoted and with its page."""
        return Evidence(span, span.of(self.text), self.page_at(span.start))


def mean_confidence(blocks: Iterable[Block]) -> float:
    """The mean over blocks read from pictures, weighted by characters, to three decimals."""
    weights = [(len(block.span), block.confidence) for block in blocks if block.confidence is not None]
    return round(sum(size * one for size, one in weights) / sum(size for size, _ in weights), 3)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The exact characters a fact was read from: `document.text[span.start:span.end] == quote`, always."""

    span: Span
    quote: str
    page: int | None = None


# --- outline --------------------------------------------------------------------------------------------------


class SectionRole(StrEnum):
    """What a section is for, whatever its heading is called."""

    OVERVIEW = "overview"  # 基本情况, 部门概况: holds the others
    DUTIES = "duties"  # 部门职能
    ORGANISATION = "organisation"  # 机构设置, 人员构成
    BUDGET = "budget"  # 部门整体收支情况
    GOALS = "goals"  # 部门整体支出绩效目标
    TASKS = "tasks"  # 部门年度重点工作任务
    EVALUATION = "evaluation"  # 综合评价分析: holds conclusion, goal completion, outcomes
    CONCLUSION = "conclusion"  # 自评结论
    COMPLETION = "completion"  # 绩效目标完成情况
    OUTCOMES = "outcomes"  # 主要工作成效
    PROBLEMS = "problems"  # 存在的主要问题
    IMPROVEMENTS = "improvements"  # 下一步改进措施
    INDICATORS = "indicators"  # 绩效指标表
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Section:
    """A node of the outline: a heading, or a numbered item whose heading is its first sentence or phrase.

    `heading` is the heading line without its number; `body` runs from the end of the heading (for an item: of its
    number) to the start of the next node of the same or a higher level, sub-sections included.
    """

    id: str  # "section/1.2": position among siblings, from 1
    role: SectionRole  # an item without a role of its own has that of the section it stands in
    number: str  # as printed: "（一）", "1、", "一是"; "" where there is none
    title: str
    heading: Span
    body: Span
    level: int  # depth in the tree, from 1
    parent: str | None = None

    @property
    def span(self) -> Span:
        return Span(self.heading.start, self.body.end)


class ReportKind(StrEnum):
    """What kind of document it is; decided before anything is extracted."""

    SELF_EVALUATION = "self-evaluation"  # 部门整体支出绩效自评
    PROJECT_EVALUATION = "project"  # 项目支出绩效自评
    FINAL_ACCOUNTS = "final-accounts"  # 部门决算
    WORK_REPORT = "work-report"  # 政府工作报告
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Identity:
    """What the document says about itself. None and "" mean unknown: never guessed."""

    title: str
    kind: ReportKind
    department: str = ""
    year: int | None = None
    since: int | None = None  # first year, where several are reported on: the review of five years
    aliases: tuple[str, ...] = ()  # other names the report uses for its department: 区规划资源分局, 我部门
    project: str = ""  # of a project's report
    evidence: tuple[Evidence, ...] = ()  # the title line and wherever else department and year were read
    diagnostics: tuple[Diagnostic, ...] = ()


# --- entities -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """What every thing read from a report has: local id, short label, evidence, the rule that found it."""

    id: str
    label: str
    evidence: tuple[Evidence, ...]
    rule: str  # readable and stable: "duties.numbered-item"

    @property
    def text(self) -> str:
        """The full text: the quote of the first evidence."""
        return self.evidence[0].quote

    @property
    def span(self) -> Span:
        return self.evidence[0].span


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Entity):
    """One numbered duty 职责. Id `duty/<number>`."""

    number: str  # arabic, from what is printed: "9"
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskGroup(Entity):
    """The heading over several key tasks. Id `task-group/3`; evidence is the heading."""

    number: str
    section: str
    year: int | None = None  # it is set for, where that is not the report's: the plan of a work report


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Entity):
    """One key task of the year 年度重点工作任务. Id `task/3.2`."""

    number: str
    part_of: str  # id of the group, or of the section where there is none
    year: int | None = None  # it is set for, where that is not the report's: the plan of a work report


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeGroup(Entity):
    """The heading over several outcome items. Id `outcome-group/2`; evidence is the heading."""

    number: str
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeItem(Entity):
    """An item 一是/二是 under a group. Id `outcome-item/2.3`; evidence is the whole item."""

    number: str
    part_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Entity):
    """One claimed achievement: a clause ended by ；or 。. Id `outcome/2.3.1`."""

    number: str
    part_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem(Entity):
    """存在的问题. Id `problem/1`."""

    number: str
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Improvement(Entity):
    """改进措施. Id `improvement/1`."""

    number: str
    section: str


class QuantityKind(StrEnum):
    """What a stated quantity claims; the values are local names of the ontology."""

    ACTUAL = "Actual"
    PLANNED = "Planned"
    BUDGETED = "Budgeted"
    RATE = "Rate"


class Growth(StrEnum):
    """On what basis a growth rate is stated; the values are local names of the ontology.

    Real and nominal growth of one quantity are two series: what a report leaves unstated belongs to neither.
    """

    REAL = "RealGrowth"  # 实际增长, 按可比价格计算
    NOMINAL = "NominalGrowth"  # 名义增长, 同口径增长, or of what is by its nature counted at current prices
    UNSTATED = "UnstatedGrowth"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation(Entity):
    """One stated quantity. Id `observation/37`, counted through the document in text order.

    The first evidence is the figure with its name, inside one clause (「划定城镇开发边界57.61平方公里」).
    """

    printed: str  # exactly as printed: "174,867.73", "二十"
    number: Span  # where `printed` stands
    value: Decimal
    unit_text: str  # as printed: "万元", "宗", "%"; "" where there is none
    unit: str  # code in kg/data/units.toml: "CNY-10K"; "" where unknown
    normalized_value: Decimal | None = None  # in the base unit of its dimension
    normalized_unit: str = ""  # code of that base unit: "CNY", "M2"; "" for plain counts
    property: str  # what is measured, as printed: "土地出让收入"
    kind: QuantityKind
    qualifier: str = ""  # 约 / 近 / 共 / 累计 / 预计 …
    part_of: str  # the smallest entity or section it stands in
    year: int | None = None  # it is about, where that is told: by its clause, or by the part of a work report
    since: int | None = None  # first of several years it is about: 五年累计, a plan's period
    measure: str = ""  # one name of a well-known quantity in all reports: "国内生产总值增长率"; "" of all others
    growth: Growth | None = None  # None: no growth rate


class BudgetPhase(StrEnum):
    """Stage of the money; values are OpenBudgets phases."""

    APPROVED = "approved"  # 年初预算数
    REVISED = "revised"  # 全年预算数
    EXECUTED = "executed"  # 执行数, 决算数


class Breakdown(StrEnum):
    """By what a total of money is divided."""

    TOTAL = "total"
    SOURCE = "source"  # 按资金来源分
    NATURE = "nature"  # 按支出性质分
    BALANCE = "balance"  # 结转和结余


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetFigure(Observation):
    """A figure of the department's own money: 预算数, 执行数, their sources and natures."""

    phase: BudgetPhase | None = None
    breakdown: Breakdown = Breakdown.TOTAL
    category: str = ""  # 一般公共预算, 基本支出 …


class Direction(StrEnum):
    """How an actual value is held against its target."""

    AT_LEAST = "at-least"  # ≥, 不低于
    AT_MOST = "at-most"  # ≤, 不超过
    EQUAL = "equal"  # =, or a bare number
    QUALITATIVE = "qualitative"  # 定性: 有效提升


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRow(Entity):
    """One row of a table of performance indicators. Id `indicator-row/7`, counted through the document in text order.

    The evidence is the row's cells, the indicator's own name first. Levels, target, actual and reason are as printed; a
    level that a merged cell states is filled down. Values are in the unit of `unit_text`.
    """

    section: str  # id of the section in which the table stands, "" where there is none
    level1: str = ""  # 一级指标: 产出指标
    level2: str = ""  # 二级指标: 数量指标
    level3: str  # 三级指标: the indicator itself
    target: str = ""
    actual: str = ""
    target_value: Decimal | None = None
    actual_value: Decimal | None = None
    unit_text: str = ""  # of target and actual
    direction: Direction | None = None
    weight: Decimal | None = None
    score: Decimal | None = None
    reason: str = ""  # 偏差原因分析及改进措施


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedThing(Entity):
    """A thing with a name, mentioned in one or more places; evidence holds every mention, in text order.

    Id `project/<name>`, `place/<name>` …; `label` is the full name, `aliases` other spellings in this report.
    """

    aliases: tuple[str, ...] = ()
    mentioned_in: tuple[str, ...] = ()  # ids of the smallest entities or sections that hold a mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(NamedThing):
    """A named project, site or funded programme."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDocument(NamedThing):
    """A policy document or law, by title 《…》 or by number (市政府第178号令)."""

    document_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(NamedThing):
    """A named place."""

    tier: str = ""  # province, city, district, town, village, road, site …; "" where unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation(NamedThing):
    """A named body other than the department itself."""


ENTITY_CLASSES = (
    "Duty",
    "TaskGroup",
    "Task",
    "OutcomeGroup",
    "OutcomeItem",
    "Outcome",
    "Observation",
    "IndicatorRow",
    "Project",
    "PolicyDocument",
    "Place",
    "Organisation",
    "Problem",
    "Improvement",
)
"""What is read from a report, as local names of the ontology, in the order in which people look at them.

A BudgetFigure is an Observation, too, and found as one.
"""


# --- links and findings ---------------------------------------------------------------------------------------


class Relation(StrEnum):
    """Relations that are inferred rather than read; the values are local names of the ontology."""

    UNDER_DUTY = "underDuty"  # Task, OutcomeItem, Outcome, Project → Duty
    IMPLEMENTS_FUNCTION = "implementsFunction"  # Duty → statutory function
    SERVES_FUNCTION = "servesFunction"  # Task, Outcome, Project → statutory function
    FULFILS = "fulfils"  # Outcome → Task
    ADDRESSES = "addresses"  # Improvement → Problem
    CONTINUES = "continues"  # Duty, Task, Problem → one of the report before; by a person also Department → Department
    VARIANT_OF = "variantOf"  # Project, Indicator → the same under another name


class Justification(StrEnum):
    """How a link was made; the values are local names of the semapv vocabulary."""

    LEXICAL = "LexicalMatching"
    SEMANTIC = "SemanticSimilarityThresholdMatching"
    STRUCTURAL = "StructuralMatching"
    COMPOSITE = "CompositeMatching"
    MANUAL = "ManualMappingCuration"


@dataclass(frozen=True, slots=True)
class Link:
    """An inferred relation with its confidence (0–1, three decimals) and the words or features that made it.

    `subject` is a local id; `object` a local id, or the notation of a statutory function ("NR09.1").
    """

    subject: str
    relation: Relation
    object: str
    confidence: float
    justification: Justification
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Entity):
    """What a check found. Id `finding/<code>/<n>`; evidence is of every figure involved, a clause each.

    `holds`: True an identity confirmed, False figures differ or do not add up, None cannot be checked.
    `label` is the message for people, in Chinese.
    """

    code: str
    severity: Severity
    holds: bool | None = None
    about: tuple[str, ...] = ()  # ids of the observations or entities involved


@dataclass(frozen=True, slots=True)
class Entities:
    """Everything extracted from one report, each kind in text order."""

    duties: tuple[Duty, ...] = ()
    task_groups: tuple[TaskGroup, ...] = ()
    tasks: tuple[Task, ...] = ()
    outcome_groups: tuple[OutcomeGroup, ...] = ()
    outcome_items: tuple[OutcomeItem, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    problems: tuple[Problem, ...] = ()
    improvements: tuple[Improvement, ...] = ()
    observations: tuple[Observation, ...] = ()
    indicator_rows: tuple[IndicatorRow, ...] = ()
    projects: tuple[Project, ...] = ()
    policy_documents: tuple[PolicyDocument, ...] = ()
    places: tuple[Place, ...] = ()
    organisations: tuple[Organisation, ...] = ()

    def __iter__(self) -> Iterator[Entity]:
        for name in self.__slots__:
            yield from getattr(self, name)

    def by_id(self) -> dict[str, Entity]:
        return {entity.id: entity for entity in self}


@dataclass(frozen=True, slots=True)
class Report:
    """One report, read, extracted, linked and checked: all that its named graph will say."""

    identity: Identity
    document: Document
    sections: tuple[Section, ...]
    entities: Entities
    links: tuple[Link, ...] = ()
    findings: tuple[Finding, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = field(default=())
