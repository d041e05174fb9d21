"""What comes again in later years: problems that stay or return, and outcomes told in last year's very words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.continuity.editions import Continuation, CrossFinding, Edition, Unit
from kg.continuity.likeness import Likeness, plain
from kg.continuity.settings import settings
from kg.continuity.units import align_units


def copied_outcomes(before: Edition, after: Edition) -> Iterator[CrossFinding]:
    """Outcomes of `after` that are, word for word and figure for figure, those of the report before."""
    least = settings()["findings"]["copied"]
    told = {plain(outcome.text): outcome for outcome in reversed(before.outcomes)}
    for outcome in after.outcomes:
        words = plain(outcome.text)
        if len(words) >= least and (old := told.get(words)):
            yield CrossFinding(
                "text-reused",
                None,
                f"{after.year}年成效“{outcome.label}”与{before.year}年的表述一字不差",
                (outcome.iri, old.iri),
                (*outcome.evidence, *old.evidence),
                (after.report, before.report),
            )


def recurring_problems(editions: Sequence[Edition], continued: Sequence[Continuation]) -> Iterator[CrossFinding]:
    """Problems that stand in several reports running, told once at the last of them, and problems that were gone and are back."""
    before = {link.later: link.earlier for link in reversed(continued)}
    carried = {link.earlier for link in continued}
    home = {unit.iri: (unit, edition) for edition in editions for unit in edition.problems}
    for number, edition in enumerate(editions):
        for problem in edition.problems:
            chain = [problem.iri]
            while chain[-1] in before:
                chain.append(before[chain[-1]])
            chain = [iri for iri in chain if iri in home]
            if len(chain) > 1 and problem.iri not in carried:
                yield _persists([home[iri] for iri in chain])
        new = [problem for problem in edition.problems if problem.iri not in before]
        yield from _returned(new, editions[: max(0, number - 1)], edition, carried)


def _persists(chain: Sequence[tuple[Unit, Edition]]) -> CrossFinding:
    years = "、".join(f"{edition.year}" for _, edition in reversed(chain))
    return CrossFinding(
        "problem-persists",
        None,
        f"问题“{chain[0][0].label}”连续{len(chain)}份报告都有（{years}年）",
        tuple(unit.iri for unit, _ in chain),
        tuple(evidence for unit, _ in chain for evidence in unit.evidence),
        tuple(edition.report for _, edition in chain),
    )


def _returned(
    new: Sequence[Unit],
    earlier: Sequence[Edition],
    edition: Edition,
    carried: set[str],
) -> Iterator[CrossFinding]:
    left = list(new)
    for old in reversed(earlier):
        gone = [problem for problem in old.problems if problem.iri not in carried]
        likeness = Likeness([problem.text for problem in gone], [problem.text for problem in left])
        units = {unit.iri: unit for unit in (*gone, *left)}
        for link in align_units(gone, left, likeness):
            unit, before = units[link.later], units[link.earlier]
            if unit not in left:
                continue
            left.remove(unit)
            yield CrossFinding(
                "problem-returned",
                None,
                f"{old.year}年的问题“{before.label}”隔年后在{edition.year}年再次出现",
                (unit.iri, before.iri),
                (*unit.evidence, *before.evidence),
                (edition.report, old.report),
            )
