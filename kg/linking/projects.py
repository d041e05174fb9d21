"""Projects take duty and function from the tasks and outcomes that mention them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.linking.settings import settings
from kg.model import Justification, Link, Project, Relation


def link_projects(projects: Sequence[Project], links: Iterable[Link]) -> list[Link]:
    """underDuty and servesFunction of each project, from the links of the units that mention it."""
    values = settings()["projects"]
    of_unit: dict[tuple[str, Relation], list[Link]] = defaultdict(list)
    for link in links:
        of_unit[link.subject, link.relation].append(link)
    found = []
    for project in projects:
        for relation in (Relation.UNDER_DUTY, Relation.SERVES_FUNCTION):
            homes = [home for home in dict.fromkeys(project.mentioned_in) if (home, relation) in of_unit]
            votes: dict[str, list[Link]] = defaultdict(list)
            for home in homes:
                for link in of_unit[home, relation]:
                    votes[link.object].append(link)
            scored = sorted(
                (-sum(link.confidence for link in cast) / len(homes), object) for object, cast in votes.items()
            )
            best = -scored[0][0] if scored else 0.0
            for negative, object in scored:
                if -negative >= values["minimum"] and -negative >= values["second_ratio"] * best:
                    why = tuple(dict.fromkeys(link.subject for link in votes[object]))[:3]
                    found.append(Link(project.id, relation, object, round(-negative, 3), Justification.STRUCTURAL, why))
    return found
