"""Outline → entities: units of text, the quantities in them, the named things in them."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.indicators import extract_indicator_rows
from kg.extract.names import extract_names
from kg.extract.quantities import extract_observations
from kg.extract.units import extract_units
from kg.matching import printed_entities, view
from kg.model import Document, Entities, Identity, Section


def extract(document: Document, sections: tuple[Section, ...], identity: Identity) -> Entities:
    """Everything that can be read from one report, each kind in text order; found in the view, quoted as printed."""
    printed = document
    document = view(printed)
    units = extract_units(document, sections, identity)
    named = extract_names(document, sections, units, identity)
    entities = replace(
        units,
        observations=extract_observations(document, sections, units, identity),
        indicator_rows=extract_indicator_rows(printed, sections),
        projects=named.projects,
        policy_documents=named.policy_documents,
        places=named.places,
        organisations=named.organisations,
    )
    return printed_entities(entities, printed)
