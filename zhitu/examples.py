"""The example queries that the endpoint, its editor and assistants offer: what the model is asked, and search by meaning."""

from __future__ import annotations

from pathlib import Path

from ontology.resources import SavedQuery, competency_questions, saved_queries


def example_queries() -> tuple[SavedQuery, ...]:
    """All of them; the ones that search inside SPARQL come first."""
    return (*saved_queries(Path(__file__).parent / "queries"), *competency_questions())
