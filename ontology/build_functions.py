"""statutory_functions.source.json and schemes/*.json → functions.ttl: `python -m ontology.build_functions`, byte for byte the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ontology.functions import Concept, FunctionScheme, Provision, load_scheme
from ontology.namespaces import FUNCTION_BASE, LAW_BASE, PREFIXES

TARGET = Path(__file__).with_name("functions.ttl")
_PREFIXES = ("zt", "rdfs", "xsd", "owl", "skos", "dcterms", "eli", "cv", "schema")
_HEADER = """\
# Statutory functions 法定职能 with their legal basis. Written by ontology/build_functions.py: change the sources, not this file.
# Facts and our own gists only; no wording of any law.

"""


def turtle(scheme: FunctionScheme) -> str:
    """The functions, the provisions they rest on, and the laws and places of those, as Turtle without blank nodes."""
    provisions = {provision.id: provision for concept in scheme for provision in concept.provisions}
    ordered = [provisions[id] for id in sorted(provisions)]
    parts = [
        _HEADER + "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in _PREFIXES),
        _node(
            "https://w3id.org/zhitu/ontology/functions",
            "owl:Ontology",
            ("owl:imports", ["<https://w3id.org/zhitu/ontology>"]),
            (
                "dcterms:title",
                [_text("法定职能与法律依据", "zh"), _text("Statutory functions and their legal basis", "en")],
            ),
            ("dcterms:license", ["<https://www.apache.org/licenses/LICENSE-2.0>"]),
        ),
        *(_scheme(scheme, name) for name in scheme.titles),
        *(_concept(concept) for concept in scheme),
        *_provisions(scheme, ordered),
        *_laws(ordered),
        *_places(ordered),
    ]
    return "\n".join(parts)


def _scheme(scheme: FunctionScheme, name: str) -> str:
    zh, en = scheme.titles[name]
    tops = [_iri(concept.iri) for concept in scheme if concept.scheme == name and not concept.broader]
    return _node(
        FUNCTION_BASE + name,
        "zt:FunctionScheme, skos:ConceptScheme",
        ("skos:prefLabel", [_text(zh, "zh"), _text(en, "en")]),
        ("rdfs:label", [_text(zh, "zh"), _text(en, "en")]),
        ("skos:notation", [_text(name)]),
        ("skos:hasTopConcept", tops),
    )


def _concept(concept: Concept) -> str:
    scheme = _iri(FUNCTION_BASE + concept.scheme)
    direct = [_iri(provision.iri) for provision in concept.provisions if provision.strength == "direct"]
    supporting = [_iri(provision.iri) for provision in concept.provisions if provision.strength == "supporting"]
    return _node(
        concept.iri,
        "zt:StatutoryFunction, skos:Concept",
        ("skos:notation", [_text(concept.notation)]),
        ("skos:prefLabel", [_text(concept.label_zh, "zh"), _text(concept.label_en, "en")]),
        ("rdfs:label", [_text(concept.label_zh, "zh"), _text(concept.label_en, "en")]),
        ("skos:altLabel", [_text(label, "zh") for label in concept.alt_labels]),
        ("skos:hiddenLabel", [_text(label, "zh") for label in concept.hidden_labels]),
        ("skos:scopeNote", [_text(concept.scope_note, "zh")]),
        ("skos:inScheme", [scheme]),
        ("skos:topConceptOf", [] if concept.broader else [scheme]),
        ("skos:broader", [_iri(FUNCTION_BASE + concept.broader)] if concept.broader else []),
        ("skos:narrower", [_iri(FUNCTION_BASE + notation) for notation in concept.narrower]),
        ("skos:related", [_iri(FUNCTION_BASE + notation) for notation in concept.related]),
        ("zt:directBasis", direct),
        ("zt:supportingBasis", supporting),
        ("cv:hasLegalResource", direct + supporting),
    )


def _provisions(scheme: FunctionScheme, provisions: Iterable[Provision]) -> Iterator[str]:
    """An article can be the basis of several functions, and have a gist for each."""
    gists: dict[str, list[str]] = {}
    for concept in scheme:
        for provision in concept.provisions:
            if provision.gist not in gists.setdefault(provision.id, []):
                gists[provision.id].append(provision.gist)
    for provision in provisions:
        label = _text(f"{provision.law}{provision.article}", "zh")
        yield _node(
            provision.iri,
            "zt:LegalProvision, eli:LegalResourceSubdivision",
            ("rdfs:label", [label]),
            ("zt:law", [_text(provision.law)]),
            ("zt:article", [_text(provision.article)]),
            ("zt:gist", [_text(gist) for gist in gists[provision.id]]),
            ("zt:rank", [_text(provision.level)]),
            ("zt:jurisdiction", [_iri(place_iri(place)) for place in provision.places]),
            ("zt:validFrom", [_date(provision.valid_from)]),
            ("zt:validTo", [_date(provision.valid_to)] if provision.valid_to else []),
            ("eli:is_part_of", [_iri(_law_iri(provision))]),
        )


def _laws(provisions: Iterable[Provision]) -> Iterator[str]:
    for iri, provision in sorted({_law_iri(provision): provision for provision in provisions}.items()):
        yield _node(
            iri,
            "eli:LegalResource",
            ("rdfs:label", [_text(provision.law, "zh")]),
            ("zt:rank", [_text(provision.level)]),
            ("eli:version_date", [_date(provision.version)]),
        )


def _places(provisions: Iterable[Provision]) -> Iterator[str]:
    for place in sorted({place for provision in provisions for place in provision.places}):
        yield _node(place_iri(place), "schema:AdministrativeArea", ("rdfs:label", [_text(place, "zh")]))


def place_iri(name: str) -> str:
    """A place as the law books name it; the places that reports mention are `zt:Place`s with IRIs of their own."""
    return f"{LAW_BASE}place/{name}"


def _law_iri(provision: Provision) -> str:
    return provision.iri.rpartition("/")[0]


def _node(iri: str, types: str, *properties: tuple[str, list[str]]) -> str:
    lines = [f"<{iri}> a {types}"]
    lines += [f"    {predicate} {', '.join(values)}" for predicate, values in properties if values]
    return " ;\n".join(lines) + " .\n"


def _iri(iri: str) -> str:
    return f"<{iri}>"


def _date(date: str) -> str:
    return f'"{date}"^^xsd:date'


def _text(text: str, language: str = "") -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' + (f"@{language}" if language else "")


def main() -> None:
    TARGET.write_text(turtle(load_scheme()), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
