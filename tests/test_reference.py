"""The reference is what the code says, and whatever a program or a user meets stands in it."""

from __future__ import annotations

import inspect

import pytest
from reference_pages import api_page, cli_page, ontology_page, stale, verbs

import kg.errors
from ontology.terms import terms
from zhitu import Workspace


def test_the_reference_is_what_the_code_says():
    assert stale() == [], "run python tests/rewrite_reference.py and read the difference"


def test_every_verb_and_the_options_of_serve_stand_in_it():
    page = cli_page()
    assert [name for name in verbs() if f"\n## {name}\n" not in page] == []
    for option in ("--host", "--port", "--token", "--write", "$ZHITU_TOKEN", "8000"):
        assert option in page


def test_every_public_method_of_the_workspace_says_what_it_does():
    methods = [name for name, one in inspect.getmembers(Workspace) if not name.startswith("_") and callable(one)]
    page = api_page()
    assert [name for name in methods if f"#### Workspace.{name}\n" not in page] == []


@pytest.mark.parametrize("error", [name for name in vars(kg.errors) if isinstance(getattr(kg.errors, name), type)])
def test_every_error_stands_in_it(error):
    assert error in api_page()


def test_every_term_stands_in_it_with_an_anchor_of_its_own():
    page = ontology_page()
    assert [term.name for term in terms() if page.count(f'<a id="{term.name}"></a>') != 1] == []
