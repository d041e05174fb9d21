"""Invariants: one query a rule (`ontology/qc/*-violation.rq`); any row it returns is a violation."""

from __future__ import annotations

from collections.abc import Iterable

from kg.checks.shapes import Violation
from kg.store import Graph


def check_invariants(store: Graph, rules: Iterable[tuple[str, str]]) -> tuple[Violation, ...]:
    """Run each rule (name, query). The query's first comment line is its message; its first column is the node."""
    found = []
    for name, query in rules:
        message = next((line.lstrip("# ").strip() for line in query.splitlines() if line.startswith("#")), name)
        for row in store.select(query):
            values = list(row.values())
            found.append(Violation(name, values[0] if values else "", message))
    return tuple(sorted(found, key=lambda v: (v.rule, v.node)))
