"""The continuity graph of a workspace: recomputed inside the publication of whatever changed its reports."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.continuity import Issue, continuity_graph
from kg.rdf import name_segment
from kg.review import decisions_in

if TYPE_CHECKING:
    from search.encoders import Encoder
    from zhitu.holdings import Holding
    from zhitu.workspace import Draft

KEPT = "continuity.json"  # triples of each lineage by what they were made from; only saves time


def issues_of(holdings: Iterable[Holding], base: str) -> list[Issue]:
    """The reports that years are counted by: of known department and year, and of several versions the last."""
    held = list(holdings)
    revised = {holding.revises for holding in held}
    found = []
    for holding in held:
        if not holding.department or holding.year is None or holding.iri in revised:
            continue
        name = name_segment(holding.department)
        kind = holding.kind
        if kind == "project":  # each project's own report is a series of its own
            kind = holding.iri.removeprefix(f"{base}report/{name}/{holding.year}/").partition("/v")[0]
        department = f"{base}department/{name}"
        found.append(Issue(holding.iri, department, holding.department, holding.year, kind, holding.digest))
    return found


def align_draft(draft: Draft, before: Path | None, base: str, review: str, encoder: Encoder) -> None:
    """Let the draft's continuity graph say what its reports say; `before` is the folder of the published generation.

    Lineages whose reports and decisions did not change keep their triples. A damaged record of these costs time only.
    """
    from search.encoders import similarity

    kept: dict[str, str] = {}
    if before and not draft.realign and (before / KEPT).exists():
        try:
            kept = dict(json.loads((before / KEPT).read_text(encoding="utf-8")))
        except ValueError:
            kept = {}
    home = f"{base}graph/continuity"
    triples, pieces = continuity_graph(
        draft.store,
        issues_of(draft.manifest.holdings.values(), base),
        home,
        similarity=similarity(encoder),
        encoder=encoder.fingerprint,
        decisions=decisions_in(draft.store, review),
        kept=kept,
    )
    if pieces != kept:
        draft.store.replace({home: triples})
    (draft.folder / KEPT).write_text(json.dumps(pieces, ensure_ascii=False, sort_keys=True), encoding="utf-8")
