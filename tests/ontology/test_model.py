"""The ontology's own files: every term described, nothing undeclared, nothing that a reasoner or a rebuild would trip over."""

from __future__ import annotations

import os
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, URIRef

from kg.units import unit_of
from ontology import PREFIXES, QUDT, ZT, function_files, ontology_files
from ontology.check_profile import check, missing_tool
from ontology.resources import FOLDER

PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
BUILT_IN = (str(RDF), str(RDFS), str(OWL), str(XSD))


@pytest.fixture(scope="module")
def model() -> Graph:
    graph = Graph()
    for path in ontology_files():
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def everything(model: Graph) -> Graph:
    graph = Graph() + model
    for path in function_files():
        graph.parse(path)
    return graph


def own_terms(graph: Graph) -> Iterator[URIRef]:
    for subject in set(graph.subjects(RDF.type)):
        if isinstance(subject, URIRef) and str(subject).startswith(str(ZT)):
            yield subject


def test_python_and_turtle_name_the_same_terms(model: Graph):
    assert {str(term).removeprefix(str(ZT)) for term in own_terms(model)} == set(ZT)


@pytest.mark.parametrize("predicate", [RDFS.label, SKOS.definition])
def test_every_own_term_is_named_and_defined_in_chinese_and_english(model: Graph, predicate: URIRef):
    for term in own_terms(model):
        languages = sorted(
            str(value.language) for value in model.objects(term, predicate) if isinstance(value, Literal)
        )
        assert languages == ["en", "zh"], f"{term} {predicate}"


def test_every_own_term_has_an_example_and_says_where_it_is_defined(model: Graph):
    for term in own_terms(model):
        assert model.value(term, SKOS.example), f"{term} has no example"
        assert (model.value(term, RDFS.isDefinedBy), RDF.type, OWL.Ontology) in model


def test_every_own_class_is_a_special_case_of_a_public_one(model: Graph):
    for term in set(model.subjects(RDF.type, OWL.Class)) & set(own_terms(model)):
        above = set(model.transitive_objects(term, RDFS.subClassOf))
        assert any(not str(one).startswith(str(ZT)) for one in above), f"{term} stands alone"


def test_no_term_is_of_two_kinds(model: Graph):
    kinds = (OWL.Class, *PROPERTY_KINDS, OWL.NamedIndividual)
    for subject in set(model.subjects(RDF.type)):
        assert sum((subject, RDF.type, kind) in model for kind in kinds) <= 1, subject


def test_every_property_that_the_files_use_is_declared(everything: Graph):
    for predicate in set(everything.predicates()):
        if not str(predicate).startswith(BUILT_IN):
            assert any((predicate, RDF.type, kind) in everything for kind in PROPERTY_KINDS), predicate


def test_every_term_of_a_public_vocabulary_is_one_that_we_know(everything: Graph):
    import ontology

    known = {str(value): value for value in vars(ontology).values() if isinstance(value, ontology.Namespace)}
    for term in {term for triple in everything for term in triple if isinstance(term, URIRef)}:
        for base, namespace in known.items():
            if str(term).startswith(base) and base not in BUILT_IN:
                assert str(term).removeprefix(base) in namespace, term


def test_own_units_convert_as_the_table_of_units_says(model: Graph):
    symbol, multiplier = URIRef(QUDT.symbol), URIRef(QUDT.conversionMultiplier)
    units = {
        str(model.value(unit, symbol)): model.value(unit, multiplier)
        for unit in model.subjects(RDF.type, URIRef(QUDT.Unit))
    }
    assert set(units) == {"亩", "华里", "斤"}
    for printed, factor in units.items():
        unit = unit_of(printed)
        assert unit is not None
        assert float(factor) == pytest.approx(float(unit.factor), abs=1e-9)


def test_there_are_no_blank_nodes_so_that_two_exports_are_the_same(everything: Graph):
    assert not [triple for triple in everything if any(isinstance(term, BNode) for term in triple)]


def test_no_range_is_a_datatype_that_owl_2_dl_lacks(model: Graph):
    allowed = {XSD.string, XSD.decimal, XSD.boolean, XSD.positiveInteger, XSD.nonNegativeInteger}
    for term in set(model.subjects(RDF.type, OWL.DatatypeProperty)):
        assert set(model.objects(term, RDFS.range)) <= allowed, term


def test_the_catalogue_finds_every_import_beside_it():
    entries = ElementTree.parse(FOLDER / "catalog-v001.xml").getroot()
    places = {entry.attrib["name"]: FOLDER / entry.attrib["uri"] for entry in entries}
    for path in (*ontology_files(), *function_files()):
        graph = Graph().parse(path)
        (name,) = graph.subjects(RDF.type, OWL.Ontology)
        assert places[str(name)] == path
        assert {str(imported) for imported in graph.objects(name, OWL.imports)} <= set(places)


def test_files_use_the_standard_prefixes():
    for path in (*ontology_files(), *function_files(), FOLDER / "shapes.ttl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("@prefix") and not line.startswith("@prefix :"):
                _, prefix, iri, _ = line.split()
                assert PREFIXES[prefix.rstrip(":")] == iri.strip("<>"), path.name


def test_the_ontology_and_the_functions_are_owl_2_dl_and_consistent():
    jars = os.environ.get("OWLAPI_JARS", "")
    if reason := missing_tool(jars):
        pytest.skip(reason)
    good, said = check(jars)
    assert good, said
