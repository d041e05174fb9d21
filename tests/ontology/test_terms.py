"""The terms as people read them: complete, in order, with references that can be followed."""

from __future__ import annotations

from ontology.terms import TermKind, prefixed, terms


def test_every_term_is_explained_in_both_languages_with_an_example():
    lacking = [
        term.name
        for term in terms()
        if not all((term.label, term.label_en, term.definition, term.definition_en, term.example))
    ]
    assert lacking == []


def test_a_property_says_what_it_leads_from_and_to():
    under = next(term for term in terms() if term.name == "underDuty")
    assert under.kind is TermKind.OBJECT
    assert under.range == ("zt:Duty",)
    budget = next(term for term in terms() if term.name == "BudgetFigure")
    assert budget.above == ("zt:Observation", "qb:Observation")


def test_references_to_our_own_terms_lead_to_one():
    own = {f"zt:{term.name}" for term in terms()}
    named = {name for term in terms() for name in (*term.above, *term.domain, *term.range) if name.startswith("zt:")}
    assert named <= own


def test_an_iri_is_written_with_the_longest_prefix_that_fits():
    assert prefixed("https://w3id.org/zhitu/ontology#Duty") == "zt:Duty"
    assert prefixed("https://w3id.org/zhitu/law/x") == "law:x"
    assert prefixed("https://example.org/x") == "https://example.org/x"
