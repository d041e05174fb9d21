"""Entities → links: duties to functions, tasks and outcomes to duties, outcomes to tasks, improvements to problems."""

from __future__ import annotations

from kg.linking.frame import Frame
from kg.linking.fulfilment import link_to_tasks, task_vocabulary
from kg.linking.functions import lexicon_for, link_duties, link_units
from kg.linking.improvements import link_to_problems
from kg.linking.projects import link_projects
from kg.linking.under_duty import Similarity, link_to_duties
from kg.linking.units import read_units
from kg.matching import report_view
from kg.model import Link, Report, ReportKind
from ontology.functions import FunctionScheme

__all__ = ["Similarity", "link"]


def link(report: Report, scheme: FunctionScheme, *, similarity: Similarity | None = None) -> tuple[Link, ...]:
    """All inferred links of `report`, relation by relation, each subject's best link first."""
    report = report_view(report)
    entities = report.entities
    lexicon = lexicon_for(report, scheme)
    frame = Frame(entities.duties, lexicon)
    tasks = task_vocabulary(entities.tasks)
    units, headings = read_units(entities, lexicon, frame.postings.keys() | set().union(*tasks.values()))
    implements = link_duties(frame.readings, lexicon)
    under = link_to_duties(units, headings, frame, similarity)
    serves = link_units(units, headings, implements, under, lexicon)
    # A work report's outcomes are of last year and its tasks of this one: none fulfils another.
    same_year = report.identity.kind is not ReportKind.WORK_REPORT
    fulfils = link_to_tasks(units, tasks, entities.projects, under, frame) if same_year else []
    return (
        *implements,
        *under,
        *serves,
        *link_projects(entities.projects, (*under, *serves)),
        *fulfils,
        *link_to_problems(entities.improvements, entities.problems),
    )
