"""Which format a client wants: media types of RDF and of SPARQL results, and the Accept header of HTTP (RFC 9110 §12.5.1)."""

from __future__ import annotations

from collections.abc import Mapping

TABLE_TYPES: Mapping[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
}
"""Formats of the results of SELECT and ASK → media type that is sent."""

GRAPH_TYPES: Mapping[str, str] = {
    "ttl": "text/turtle; charset=utf-8",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
"""Formats of graphs → media type that is sent."""

_ALSO = {  # what clients say for the same
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
    "application/x-turtle": "ttl",
    "text/n3": "ttl",
    "text/plain": "nt",
}


NAMES: Mapping[str, tuple[str, str]] = {
    "json": ("json", "jsonld"),
    "xml": ("xml", "rdf"),
    "csv": ("csv", ""),
    "tsv": ("tsv", ""),
    **dict.fromkeys(("ttl", "turtle", "n3"), ("", "ttl")),
    **dict.fromkeys(("nt", "ntriples", "n-triples"), ("", "nt")),
    **dict.fromkeys(("rdf", "rdf+xml", "rdf/xml"), ("", "rdf")),
    **dict.fromkeys(("jsonld", "json-ld"), ("", "jsonld")),
}
"""What clients call formats in an address → the format for tables and the one for graphs, "" where it is none."""


def preferred(accept: str, types: Mapping[str, str]) -> str | None:
    """The format of `types` that the Accept header likes best, the earlier one where it likes two alike.

    An empty header accepts everything; None where nothing offered is accepted.

    >>> preferred("text/csv;q=0.8, application/json", TABLE_TYPES)
    'json'
    """
    wishes = _wishes(accept)
    offers = {format: [sent.partition(";")[0]] for format, sent in types.items()}
    for name, format in _ALSO.items():
        if format in offers:
            offers[format].append(name)
    best = {format: max(_quality(name, wishes) for name in names) for format, names in offers.items()}
    format = max(best, key=lambda one: best[one])  # max keeps the first of equals
    return format if best[format] > 0 else None


def accepts_page(accept: str) -> bool:
    """Whether the client is a browser, which names HTML and likes nothing of RDF better.

    >>> accepts_page("text/html,application/xhtml+xml,*/*;q=0.8"), accepts_page("*/*"), accepts_page("text/turtle")
    (True, False, False)
    """
    return "text/html" in accept and preferred(accept, {"html": "text/html", **GRAPH_TYPES}) == "html"


def _wishes(accept: str) -> list[tuple[str, float]]:
    """Media ranges and their quality, in order."""
    wishes = []
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    quality = float(parameter[2:])
                except ValueError:
                    quality = 0.0
        if name:
            wishes.append((name, quality))
    return wishes or [("*/*", 1.0)]


def _quality(name: str, wishes: list[tuple[str, float]]) -> float:
    """The quality of the most specific range that holds `name`; a tiny step down for ranges with a `*`, so that what
    a client names is sent before what it merely accepts."""
    kind = name.partition("/")[0]
    for range, step in ((name, 1.0), (f"{kind}/*", 0.999), ("*/*", 0.998)):
        if found := [quality for wish, quality in wishes if wish == range]:
            return max(found) * step
    return 0.0
