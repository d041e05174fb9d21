"""What a question asks for, as a value: the middle of question → plan → SPARQL → answer."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Target(StrEnum):
    """The kind of thing asked for; values are class names of the ontology."""

    OUTCOME = "Outcome"
    TASK = "Task"
    DUTY = "Duty"
    PROJECT = "Project"
    QUANTITY = "Observation"
    DOCUMENT = "PolicyDocument"
    PROBLEM = "Problem"
    IMPROVEMENT = "Improvement"
    PROVISION = "LegalProvision"
    FUNCTION = "StatutoryFunction"
    REPORT = "PerformanceReport"
    PLACE = "Place"
    ORGANISATION = "Organisation"
    FINDING = "Finding"
    TASK_GROUP = "TaskGroup"  # only beside others: where a subject is first spoken of
    OUTCOME_GROUP = "OutcomeGroup"


class Operation(StrEnum):
    """What to do with the things found."""

    LIST = "list"
    COUNT = "count"
    VALUE = "value"
    SUM = "sum"
    AVERAGE = "average"
    LARGEST = "largest"
    SMALLEST = "smallest"
    DIFFERENCE = "difference"  # between two quantities
    SHARE = "share"  # one quantity in percent of another
    PLAN_VS_ACTUAL = "plan-vs-actual"
    COMPARE_YEARS = "compare-years"
    YES_NO = "yes-no"
    GROUP = "group"  # how many of something each duty, year or department has
    GAP = "gap"  # things that lack what they should have: duties without outcomes, tasks without follow-up


class Grouping(StrEnum):
    """By what things are counted."""

    NONE = ""
    DUTY = "duty"
    YEAR = "year"
    DEPARTMENT = "department"


class Across(StrEnum):
    """What is asked about several years of a department."""

    NONE = ""
    NEW = "new"  # not in the report before
    DROPPED = "dropped"  # not in the report after
    REWORDED = "reworded"
    MERGED = "merged"
    SPLIT = "split"
    MOVED = "moved"
    CHANGED = "changed"  # any of these four
    RUNNING = "running"  # in every report, or in so many running
    NO_FOLLOW_UP = "no-follow-up"  # tasks that no later report comes back to
    CARRIED_OVER = "carried-over"  # tasks that the next year has again
    RETURNED = "returned"  # problems that stay or come back
    COPIED = "copied"  # outcomes in last year's very words
    STAGES = "stages"  # how far a project has got
    FIRST = "first"  # the first report that speaks of it
    LAST = "last"
    RISING = "rising"
    FALLING = "falling"


class Extreme(StrEnum):
    """Which of the groups are asked for."""

    NONE = ""
    MOST = "most"
    LEAST = "least"


class Measure(StrEnum):
    """What a quantity must be measured in."""

    ANY = ""
    MONEY = "money"
    AREA = "area"
    LENGTH = "length"
    RATE = "rate"
    PEOPLE = "people"
    COUNT = "count"
    TIME = "time"


class Claim(StrEnum):
    """Which claim about a quantity is asked for; values are quantity kinds of the ontology."""

    ANY = ""
    ACTUAL = "Actual"
    PLANNED = "Planned"
    BUDGETED = "Budgeted"
    RATE = "Rate"


@dataclass(frozen=True, slots=True)
class Threshold:
    """「超过10公顷」: `operator` is one of > >= < <=; `unit` as printed; `factor` brings it to its base unit."""

    operator: str
    number: Decimal
    unit: str
    factor: Decimal
    measure: Measure

    @property
    def base(self) -> Decimal:
        return self.number * self.factor

    def __str__(self) -> str:
        return f"{self.operator} {self.number} {self.unit}"


@dataclass(frozen=True, slots=True)
class Named:
    """A thing of the workspace that the question names.

    `written` is how the question writes it; `exact` is False for an abbreviation or a misspelling.
    """

    iri: str
    type: str
    label: str
    written: str
    exact: bool = True
    also: tuple[str, ...] = ()  # other names of the same thing


@dataclass(frozen=True, slots=True)
class Term:
    """A part of the question's free topic, with other wordings that mean the same and how much each is worth."""

    text: str
    alternatives: tuple[tuple[str, float], ...] = ()
    vague: bool = False  # 花了多少: of the whole department, unless a question before says of what


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that retrieval brings in for the topic, with its relevance, 0 to 1, and the reason in Chinese."""

    iri: str
    score: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """What is asked, of what, under which constraints, and what was not understood.

    Everything here comes from the question and the names known in the workspace; `candidates` are added afterwards, where
    the topic is free. An empty tuple does not restrict.
    """

    question: str  # in simplified characters, without white space
    targets: tuple[Target, ...]  # the first is what is asked for; the others may answer it as well
    operation: Operation
    topic: str = ""  # the words that are neither cue nor name nor year
    terms: tuple[Term, ...] = ()
    sides: tuple[tuple[Term, ...], ...] = ()  # what 「A比B多多少」 compares, 「A和B一共」 adds up
    meanings: tuple[tuple[str, float], ...] = ()  # official wordings near to the whole question, and what they count
    functions: tuple[str, ...] = ()  # notations of statutory functions, by their labels
    function_words: tuple[str, ...] = ()  # the words of the question that name them
    hinted: tuple[str, ...] = ()  # functions that a colloquial or ambiguous label points at
    duties: tuple[Named, ...] = ()
    names: tuple[Named, ...] = ()  # projects, documents, places, organisations
    departments: tuple[Named, ...] = ()
    reports: tuple[str, ...] = ()  # IRIs that departments, places and years leave; all of them where nothing restricts
    years: tuple[int, ...] = ()
    absent_years: tuple[int, ...] = ()  # years asked for beside these that no report is about
    must_say: tuple[str, ...] = ()  # years that are no report's own but stand in a text: 2021年度…方案
    cued: bool = False  # whether a cue word, and not the default, decided what is asked for
    claim: Claim = Claim.ANY
    measure: Measure = Measure.ANY
    classifier: str = ""  # 宗, 次, 个: what is counted in
    moment: bool = False  # 什么时候: what answers must say a date
    growth: bool = False  # 涨了多少: a rate answers as well as a difference
    totals: bool = False  # 一共, 总: the whole rather than a part
    thresholds: tuple[Threshold, ...] = ()
    grouping: Grouping = Grouping.NONE
    counted: Target = Target.OUTCOME  # what is counted by groups
    extreme: Extreme = Extreme.NONE
    across: Across = Across.NONE
    run: int = 0  # 连续三年
    assumed: tuple[str, ...] = ()  # how something was read that could be read otherwise: 去年 as 2021
    level: str = ""  # 区级, 市本级: whose figure
    ordinal: int | None = None  # 第三个问题
    figures: tuple[str, ...] = ()  # numbers that the question itself states: "14块"
    corrected: tuple[tuple[str, str], ...] = ()  # (as asked, as read)
    missing: tuple[str, ...] = ()  # why there can be no answer: a year, place or department that is not here
    not_understood: tuple[str, ...] = ()
    # What the workspace adds to the question before it becomes a query:
    candidates: tuple[Candidate, ...] = ()  # things that retrieval brings in for the topic
    by_spelling: bool = True  # whether texts are searched for the names as well; too much to read in many reports
    within: tuple[str, ...] = ()  # passages about the topic: the named things asked for must stand in one of them

    def to_json(self) -> dict[str, object]:
        """The plan for people and programs: only what is set, in the order of the fields."""
        plain: dict[str, object] = {"targets": [str(t) for t in self.targets], "operation": str(self.operation)}
        if self.topic:
            plain["topic"] = self.topic
        if any(term.alternatives for term in self.terms):
            plain["also"] = {
                term.text: [words for words, _ in term.alternatives] for term in self.terms if term.alternatives
            }
        for name in (
            "functions",
            "function_words",
            "years",
            "must_say",
            "assumed",
            "figures",
            "missing",
            "not_understood",
            "reports",
        ):
            if value := getattr(self, name):
                plain[name] = list(value)
        for name in ("duties", "names", "departments"):
            if value := getattr(self, name):
                plain[name] = [
                    {"iri": named.iri, "type": named.type, "label": named.label, "written": named.written}
                    for named in value
                ]
        for name in ("claim", "measure", "classifier", "level", "grouping", "extreme", "across"):
            if value := getattr(self, name):
                plain[name] = str(value)
        if self.grouping:
            plain["counted"] = str(self.counted)
        if self.ordinal is not None:
            plain["ordinal"] = self.ordinal
        if self.thresholds:
            plain["thresholds"] = [str(threshold) for threshold in self.thresholds]
        if self.totals:
            plain["totals"] = True
        if self.moment:
            plain["moment"] = True
        if self.corrected:
            plain["corrected"] = [f"{asked} → {read}" for asked, read in self.corrected]
        if self.within:
            plain["within"] = list(self.within)
        if self.candidates:
            plain["candidates"] = [{"iri": c.iri, "score": round(c.score, 3)} for c in self.candidates]
        return plain
