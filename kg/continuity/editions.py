"""What comparing reports over the years needs of each of them, as small values.

An edition is one report of a department; its units, figures and projects are known by IRI, so that links between
editions can be written as they stand. A lineage is every edition of one department and one kind of report, in order
of years, through renames of the department.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kg.model import Justification


class ChangeKind(StrEnum):
    """How a duty, task or problem changed; the values are local names of the ontology."""

    KEPT = "Kept"
    REWORDED = "Reworded"
    MERGED = "Merged"
    SPLIT = "Split"
    MOVED = "Moved"
    NEW = "New"
    DROPPED = "Dropped"


@dataclass(frozen=True, slots=True)
class Unit:
    """A duty, task, problem or outcome of one report. `heading` is the label of the group it stands in, or ""."""

    iri: str
    number: str
    label: str
    text: str
    heading: str = ""
    evidence: tuple[str, ...] = ()  # IRIs of its NIF strings


@dataclass(frozen=True, slots=True)
class Figure:
    """One stated quantity. `year` is the one its clause names, or else that of its report."""

    iri: str
    indicator: str
    name: str  # what is measured, as printed
    printed: str
    value: Decimal
    unit: str  # as printed
    kind: str  # local name of the quantity kind
    year: int
    part_of: str = ""
    qualifier: str = ""
    normalized: Decimal | None = None
    normalized_unit: str = ""
    measure: str = ""  # one name of a well-known quantity in all reports
    growth: str = ""  # local name of the kind of growth; "" of what is no growth rate
    budget: bool = False  # of the department's own money
    clause: str = ""
    begin: int = 0
    evidence: tuple[str, ...] = ()

    @property
    def base(self) -> Decimal:
        """The value in the base unit of its dimension, or as stated where there is none."""
        return self.value if self.normalized is None else self.normalized

    @property
    def base_unit(self) -> str:
        return self.normalized_unit or self.unit


@dataclass(frozen=True, slots=True)
class Project:
    """A project as one report names it, with the units that mention it."""

    iri: str
    label: str
    aliases: tuple[str, ...] = ()
    mentions: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """One report, as far as other years matter to it."""

    report: str
    department: str  # IRI
    name: str  # of the department
    year: int
    kind: str
    duties: tuple[Unit, ...] = ()
    tasks: tuple[Unit, ...] = ()
    problems: tuple[Unit, ...] = ()
    outcomes: tuple[Unit, ...] = ()
    figures: tuple[Figure, ...] = ()
    projects: tuple[Project, ...] = ()
    fulfilled: frozenset[tuple[str, str]] = frozenset()  # (outcome, task) of the report itself


@dataclass(frozen=True, slots=True)
class Continuation:
    """`later` carries on `earlier`: what changed, how sure, and the words that tell."""

    later: str
    earlier: str
    change: ChangeKind
    confidence: float
    justification: Justification
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Merge:
    """Two IRIs that mean one thing: the `variant` is the same as the `canonical` one."""

    variant: str
    canonical: str
    confidence: float
    justification: Justification
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rename:
    """A department that became another: both IRIs, and the first year under the new name."""

    old: str
    new: str
    old_name: str
    new_name: str
    year: int
    confidence: float
    justification: Justification
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """What a report says about how far a project has got. `planned`: a task to reach it, not that it was reached."""

    project: str  # the canonical IRI
    name: str  # a name of `kg/data/continuity.toml`: "started"
    year: int
    report: str
    unit: Unit
    planned: bool


@dataclass(frozen=True, slots=True)
class FollowUp:
    """An outcome of the year after fulfils a task."""

    outcome: str
    task: str
    confidence: float
    justification: Justification
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CrossFinding:
    """What several reports say when they are held against one another; evidence is in each of the `reports`."""

    code: str
    holds: bool | None
    message: str
    about: tuple[str, ...]
    evidence: tuple[str, ...]
    reports: tuple[str, ...]
