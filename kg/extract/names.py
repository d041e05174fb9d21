"""Named things of a report: projects, policy documents, places and organisations, each with all its mentions.

Names are found by their form, never by a list of names: a head (局, 路, 项目 …), and an edge to its left (`kg.extract.edges`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from kg.extract.edges import Edges, is_generic
from kg.extract.mentions import Homes, Mention, Unspaced, free_of
from kg.extract.organisations import body_key, find_organisations
from kg.extract.places import PlaceName, administrative_ends, find_places, locate
from kg.extract.policy_documents import Found, find_policy_documents
from kg.extract.projects import find_projects, headed_projects, project_key
from kg.headings import known_role
from kg.jurisdiction import jurisdiction_of
from kg.misreading import is_damaged_form, may_be_damaged, undoubled
from kg.model import (
    Document,
    Entities,
    Identity,
    Organisation,
    Place,
    PolicyDocument,
    Project,
    ReportKind,
    Section,
    Span,
)


def extract_names(document: Document, sections: Sequence[Section], units: Entities, identity: Identity) -> Entities:
    """Projects, policy documents, places and organisations; the other kinds of the result are empty.

    `units` and `sections` say where each mention stands. Each thing is one entity however often and in whatever spelling it
    is printed; its evidence is every mention, in text order, its label the full name.
    """
    printed = Unspaced(document.text)
    edges = Edges(printed.text)
    jurisdiction = jurisdiction_of(identity.department)
    documents = find_policy_documents(edges, (identity.department, *identity.aliases))
    titles = [span for one in documents for span in one.spans if printed.text[span.start] == "《"]
    places = find_places(edges, jurisdiction)
    bodies = find_organisations(edges, identity, jurisdiction, administrative_ends(printed.text, places))
    projects = [
        project
        for project in find_projects(edges, [body.span for body in bodies])
        if not (may_be_damaged(project.name) and is_generic(undoubled(project.name)))  # 生态修复工工程
    ]
    projects += headed_projects(printed.text, _project_headings(sections, identity))
    free = set(free_of([project.span for project in projects], titles))
    projects = [project for project in projects if project.span in free]
    sites = {project.span for project in projects if project.rule == "projects.called"}
    bodies = [body for body in bodies if body.span not in sites or not body.name.endswith("中心")]
    located = locate(printed.text, places, projects, bodies)
    homes = Homes(document, sections, units, printed)
    return Entities(
        projects=tuple(_project(group, homes) for group in _groups(projects, project_key)),
        policy_documents=tuple(_policy_document(one, homes) for one in documents),
        places=tuple(_place(printed.text, one, homes) for one in located),
        organisations=tuple(_organisation(group, homes) for group in _groups(bodies, body_key)),
    )


def _project_headings(sections: Sequence[Section], identity: Identity) -> list[str]:
    """Headings that may name projects: of a project's report, or under 「项目支出绩效自评情况」."""
    below = {section.id for section in sections if "项目支出" in section.title}
    found = []
    for section in sections:
        if section.parent in below:
            below.add(section.id)
        if (section.id in below or identity.kind is ReportKind.PROJECT_EVALUATION) and known_role(
            section.title
        ) is None:
            found.append("".join(section.title.split()))
    return [identity.project, *found] if identity.project else found


def _groups(mentions: Iterable[Mention], key: Callable[[str], str]) -> list[list[Mention]]:
    """Mentions of one thing together, things in text order of their first mention."""
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        groups.setdefault(key(mention.name), []).append(mention)
    for form in [form for form in groups if may_be_damaged(form)]:
        whole = next((other for other in groups if other != form and is_damaged_form(form, other)), None)
        if whole is not None:
            groups[whole] += groups.pop(form)
    return list(groups.values())


def _common(
    kind: str, label: str, aliases: Iterable[str], spans: Iterable[Span], rule: str, homes: Homes
) -> dict[str, Any]:
    """The fields that all named things share."""
    ordered = homes.printed(spans)
    stands_in = [homes.of(span) for span in ordered]
    return {
        "id": f"{kind}/{label}",
        "label": label,
        "aliases": tuple(dict.fromkeys(alias for alias in aliases if alias and alias != label)),
        "evidence": tuple(homes.evidence(span) for span in ordered),
        "mentioned_in": tuple(dict.fromkeys(home for home in stands_in if home)),
        "rule": rule,
    }


def _project(group: list[Mention], homes: Homes) -> Project:
    aliases = [alias for mention in group for alias in (mention.name, mention.printed)]
    return Project(**_common("project", group[0].name, aliases, [m.span for m in group], group[0].rule, homes))


def _organisation(group: list[Mention], homes: Homes) -> Organisation:
    aliases = [mention.printed for mention in group]
    return Organisation(
        **_common("organisation", group[0].name, aliases, [m.span for m in group], group[0].rule, homes)
    )


def _policy_document(one: Found, homes: Homes) -> PolicyDocument:
    return PolicyDocument(
        document_number=one.number, **_common("document", one.label, one.aliases, one.spans, one.rule, homes)
    )


def _place(text: str, one: PlaceName, homes: Homes) -> Place:
    printed = [span.of(text) for span in one.spans]
    return Place(
        tier=one.tier, **_common("place", one.label, [p for p in printed if p in one.forms], one.spans, one.rule, homes)
    )
