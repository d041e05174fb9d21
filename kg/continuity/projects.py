"""Projects over the years: spellings of one name made one thing, and the stages that each report tells of.

「永宁坊片区二期项目」 and 「永宁坊二期」 are one project; 「永宁坊一期」 is another. Merges are links with a confidence, from each
spelling to the IRI of the first one, never silent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from kg.continuity.editions import Edition, Merge, Stage
from kg.continuity.likeness import alike, plain
from kg.continuity.settings import settings
from kg.model import Justification
from kg.tables import any_of

_ORDINAL = re.compile(
    r"[一二三四五六七八九十百\d]+(?=期|号|标段|段|批|#|路|街|桥)|[A-Za-z]+\d*|[东南西北](?=段|侧|区|片|线|路)"
)
_WHOSE = re.compile(r"^(?:我|本|全|该)?[省市区县](?=.{4})")
_CLAUSE = re.compile(r"[^，,：:]+")
_SENTENCE = re.compile(r"[^。；;！？!?\n]+")
# Words before a stage that say it was not reached yet.
_NOT_YET = re.compile(
    r"(?:未|尚未|没有|无法|不能|力争|计划|争取|拟|预计|准备|筹备|将|待|尽快|加快|推动|推进|确保)[^，,]{0,8}$"
)


@dataclass(frozen=True, slots=True)
class _Name:
    key: str  # the name without what only says that it is a project
    ordinals: frozenset[str]


@cache
def _kind_words() -> re.Pattern[str]:
    return re.compile(any_of(settings()["names"]["project"]))


@lru_cache(maxsize=4096)
def name_of(label: str) -> _Name:
    """What tells a project from others, in its name.

    >>> name_of("永宁坊片区二期项目").key, name_of("永宁坊二期改造项目").key
    ('永宁坊二期', '永宁坊二期')
    """
    bare = plain(label)
    key = _kind_words().sub("", bare)
    return _Name(key if len(key) > 1 else bare, frozenset(_ORDINAL.findall(bare)))


def merge_projects(editions: Sequence[Edition]) -> list[Merge]:
    """Each spelling whose IRI is not the first one of its project, with that first one."""
    canonical: dict[str, str] = {}  # IRI → its project's
    heads: list[tuple[str, str]] = []  # (IRI, label) of the first spelling of each project
    merges = []
    for edition in editions:
        for project in edition.projects:
            if project.iri in canonical:
                continue
            scored = [(_same(project.label, label), -number) for number, (_, label) in enumerate(heads)]
            sureness, place = max(scored, default=(0.0, 0))
            if not sureness:
                canonical[project.iri] = project.iri
                heads.append((project.iri, project.label))
                continue
            iri, label = heads[-place]
            canonical[project.iri] = iri
            why = ("名称相同",) if project.label == label else (f"{project.label}＝{label}",)
            merges.append(Merge(project.iri, iri, sureness, Justification.LEXICAL, why))
    return merges


def _same(first: str, second: str) -> float:
    """How sure it is that two names mean one project; 0 where they may well be two."""
    values = settings()["project"]
    if first == second:
        return 0.99
    one, other = name_of(first), name_of(second)
    if one.ordinals != other.ordinals:
        return 0.0
    if one.key == other.key:
        return 0.95
    if len(one.key) >= values["shuffled"] and sorted(one.key) == sorted(other.key):
        return 0.85  # 东屏水厂扩建二期, 东屏水厂二期扩建
    short, long = sorted((one.key, other.key), key=len)
    if alike(short, long) >= values["same"]:
        return 0.8
    return 0.7 if len(short) >= values["contained"] and one.ordinals and short in long else 0.0


def keys_of(editions: Sequence[Edition], merges: Sequence[Merge]) -> dict[str, str]:
    """Spelling (as `name_of` cuts it) → the project it means (canonical IRI); too short ones left out."""
    canonical = {merge.variant: merge.canonical for merge in merges}
    keys: dict[str, str] = {}
    for edition in editions:
        for project in edition.projects:
            for label in (project.label, *project.aliases):
                key = _WHOSE.sub("", name_of(label).key)
                if len(key) > settings()["project"]["contained"]:
                    keys.setdefault(key, canonical.get(project.iri, project.iri))
    return keys


def projects_named(editions: Sequence[Edition], merges: Sequence[Merge]) -> dict[str, frozenset[str]]:
    """Unit → the projects (canonical IRIs) that it names, in whatever spelling."""
    canonical = {merge.variant: merge.canonical for merge in merges}
    keys = keys_of(editions, merges)
    found: dict[str, set[str]] = {}
    for edition in editions:
        for project in edition.projects:
            for unit in project.mentions:
                found.setdefault(unit.iri, set()).add(canonical.get(project.iri, project.iri))
        for unit in (*edition.tasks, *edition.outcomes):
            spelt = name_of(unit.text).key
            if named := {iri for key, iri in keys.items() if key in spelt}:
                found.setdefault(unit.iri, set()).update(named)
    return {unit: frozenset(iris) for unit, iris in found.items()}


# --- stages -------------------------------------------------------------------------------------------------


@cache
def _stages() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((stage["name"], re.compile(stage["words"])) for stage in settings()["stage"])


def stage_label(name: str) -> str:
    """The Chinese name of a stage: "started" → 开工."""
    return next(str(stage["label"]) for stage in settings()["stage"] if stage["name"] == name)


def stage_order(name: str) -> int:
    """The place of a stage in the life of a project."""
    return [each for each, _ in _stages()].index(name)


def stages_in(text: str) -> tuple[str, ...]:
    """The stages whose words the text has, in order: of a question, what it asks for. 竣工验收 is one stage, the last.

    >>> stages_in("哪一年开工的")
    ('started',)
    """
    return tuple(name for name, pattern in _stages() if name != "building" and pattern.search(text))


def stages_of(editions: Sequence[Edition], merges: Sequence[Merge]) -> list[Stage]:
    """The stages that tasks plan and outcomes report, in order of years and of the text."""
    keys = keys_of(editions, merges)
    found = []
    for edition in editions:
        for unit, planned in (*((one, True) for one in edition.tasks), *((one, False) for one in edition.outcomes)):
            for project, clauses in _about(unit.text, keys).items():
                found += [
                    Stage(project, name, edition.year, edition.report, unit, planned)
                    for name in _told(clauses, planned)
                ]
    return found


def _about(text: str, keys: dict[str, str]) -> dict[str, list[str]]:
    """Project → the clauses about it: those that name it, and what follows until another one is named."""
    found: dict[str, list[str]] = {}
    for sentence in _SENTENCE.findall(text):
        current: list[str] = []
        for clause in _CLAUSE.findall(sentence):
            spelt = name_of(clause).key
            current = sorted({iri for key, iri in keys.items() if key in spelt}) or current
            for project in current:
                found.setdefault(project, []).append(clause)
    return found


def _told(clauses: Sequence[str], planned: bool) -> list[str]:
    """The stages that the clauses say were reached or, where they are a plan, are to be.

    Where a part is done (主体工程完工) the whole is being built; that says nothing beside another stage.
    """
    stages = dict(_stages())
    part = stages["building"]
    whole = [part.sub("", clause) for clause in clauses]
    found = [
        name
        for name, pattern in stages.items()
        if name != "building"
        and any(
            (hit := pattern.search(clause)) and (planned or not _NOT_YET.search(clause[: hit.start()]))
            for clause in whole
        )
    ]
    return found or (["building"] if any(part.search(clause) for clause in clauses) else [])
