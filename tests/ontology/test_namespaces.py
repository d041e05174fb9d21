"""The closed vocabularies: what they hold, and that a slip of the pen is noticed."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

import ontology
from ontology import FUNCTION_BASE, PREFIXES, RDF, SH, SKOS, ZT, Namespace, sparql_prefixes


def test_a_misspelt_term_raises_and_suggests_the_right_one():
    with pytest.raises(AttributeError, match="Did you mean 'implementsFunction'"):
        _ = ZT.implementFunction
    with pytest.raises(KeyError, match="Did you mean 'Outcome'"):
        _ = ZT["Outcomes"]


def test_a_term_is_a_plain_string_that_writes_itself_for_sparql():
    assert ZT.Duty == "https://w3id.org/zhitu/ontology#Duty"
    assert ZT.Duty.n3() == "<https://w3id.org/zhitu/ontology#Duty>"
    assert f"{ZT}{'underDuty'}" == ZT.underDuty
    assert SH["class"].endswith("#class")


def test_a_namespace_knows_its_members():
    assert "prefLabel" in SKOS
    assert "preferredLabel" not in SKOS
    assert set(RDF) >= {"type", "first", "rest"}


def test_every_vocabulary_that_is_exported_has_a_standard_prefix():
    vocabularies = {str(value) for value in vars(ontology).values() if isinstance(value, Namespace)}
    assert vocabularies <= set(PREFIXES.values())
    assert len(set(PREFIXES.values())) == len(PREFIXES)


def test_prefixes_are_declared_only_where_they_are_used():
    assert sparql_prefixes("SELECT * { ?s zt:underDuty ?o }") == f"PREFIX zt: <{ZT}>"
    assert f"PREFIX function: <{FUNCTION_BASE}>" in sparql_prefixes()


def test_no_own_term_is_listed_twice():
    names = list(ZT)
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", name) for name in names)


def test_importing_the_vocabulary_loads_no_rdf_library():
    code = "import sys, ontology, ontology.functions; print(sorted({'rdflib', 'pyoxigraph', 'pyshacl'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
