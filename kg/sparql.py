"""The words of a SPARQL query, read by the grammar of SPARQL 1.1 (https://www.w3.org/TR/sparql11-query/#sparqlGrammar).

What a query does is told from its tokens, never by a search for words: `SERVICE` in a string, a comment, an IRI or a
variable is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from ontology import PREFIXES


class Token(NamedTuple):
    """A token of a query: `kind` is iri, string, variable, blank, name, language, number, word, mark or end."""

    kind: str
    text: str
    start: int
    end: int


_LETTER = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_INNER = _LETTER + "_0-9\u00b7\u0300-\u036f\u203f\u2040\\-"  # PN_CHARS of the grammar
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_TOKEN = re.compile(
    rf"""
      (?P<space>  (?: [\ \t\r\n] | \#[^\r\n]* )+ )
    | (?P<iri>    <[^<>"{{}}|^`\\\x00-\x20]*> )
    | (?P<string> \"\"\"(?:\"{{0,2}}(?:[^"\\]|\\.))*\"\"\" | '''(?:'{{0,2}}(?:[^'\\]|\\.))*'''
                | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*' )
    | (?P<variable> [?$][{_LETTER}_0-9][{_LETTER}_0-9\u00b7\u0300-\u036f\u203f\u2040]* )
    | (?P<blank>  _:[{_LETTER}_0-9](?:[{_INNER}.]*[{_INNER}])? )
    | (?P<name>   (?:[{_LETTER}](?:[{_INNER}.]*[{_INNER}])?)?:
                  (?:(?:[{_LETTER}_:0-9]|{_ESCAPED})(?:(?:[{_INNER}.:]|{_ESCAPED})*(?:[{_INNER}:]|{_ESCAPED}))?)? )
    | (?P<language> @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
    | (?P<number> [+-]?(?:[0-9]+\.?[0-9]*[eE][+-]?[0-9]+|\.[0-9]+[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+) )
    | (?P<word>   [A-Za-z][A-Za-z0-9_]* )
    | (?P<mark>   \^\^|&&|\|\||!=|<=|>=|. )
    """,
    re.VERBOSE | re.DOTALL,
)


_ELSEWHERE = re.compile(r"service|load", re.IGNORECASE)
_FROM = re.compile(r"from", re.IGNORECASE)


def tokens(sparql: str) -> Iterator[Token]:
    """The tokens of the text without blanks and comments; the last one is of kind "end"."""
    for found in _TOKEN.finditer(sparql):
        if found.lastgroup and found.lastgroup != "space":
            yield Token(found.lastgroup, found[0], found.start(), found.end())
    yield Token("end", "", len(sparql), len(sparql))


def _keywords(sparql: str) -> list[str]:
    """The tokens that are keywords, in capitals; "" for every other."""
    return [token.text.upper() if token.kind == "word" else "" for token in tokens(sparql)]


def asks_another_server(sparql: str) -> bool:
    """Whether the query would send a part of itself elsewhere, by SERVICE or LOAD."""
    if not _ELSEWHERE.search(sparql):  # most queries are told without reading them
        return False
    return not {"SERVICE", "LOAD"}.isdisjoint(_keywords(sparql))


def names_its_dataset(sparql: str) -> bool:
    """Whether a FROM or FROM NAMED clause says what the default graph of this query is."""
    return _FROM.search(sparql) is not None and "FROM" in _keywords(sparql)


def with_prefixes(sparql: str) -> str:
    """`sparql` with the standard prefixes that it uses and does not declare."""
    read = list(tokens(sparql))
    declared = {name.text for word, name in pairwise(read) if word.kind == "word" and word.text.upper() == "PREFIX"}
    used = {f"{token.text.partition(':')[0]}:" for token in read if token.kind == "name"}
    missing = sorted(name.removesuffix(":") for name in used - declared)
    lines = [f"PREFIX {name}: <{PREFIXES[name]}>" for name in missing if name in PREFIXES]
    return "\n".join([*lines, sparql])
