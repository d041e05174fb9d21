"""QueryPlan → SPARQL: readable, with prefixes, runnable and editable as it stands.

Words of the user never enter the text of a query except as escaped literals; everything else is an IRI of the
workspace, a number or a term of the ontology.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ontology import FUNCTION_BASE, sparql_prefixes
from search.asking.plan import Claim, Named, Operation, QueryPlan, Target

PASSAGE_CLASSES = ("Outcome", "Task", "Problem", "Improvement")
SURE = 0.5  # a link below this confidence is no answer
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}

_COLUMNS = (
    "?item ?type ?label ?text ?number ?report ?department ?year ?score ?why "
    "?printed ?unit ?kind ?qualifier ?property ?normalized ?begin ?end ?quote ?page"
)
_DETAILS = """  OPTIONAL { ?item zt:text ?text }
  OPTIONAL { ?item zt:number ?number }
  OPTIONAL { ?report zt:department/rdfs:label ?department }
  OPTIONAL { ?report zt:year ?year }"""
_FIGURE_DETAILS = """  ?item zt:printed ?printed ; zt:value ?value ; zt:quantityKind ?kind .
  OPTIONAL { ?item zt:unitText ?unit }
  OPTIONAL { ?item zt:qualifier ?qualifier }
  OPTIONAL { ?item zt:property ?property }
  OPTIONAL { ?item zt:normalizedValue ?normalized }"""
_EVIDENCE = """  ?item zt:evidence ?evidence .
  ?evidence nif:beginIndex ?begin ; nif:endIndex ?end ; nif:anchorOf ?quote .
  FILTER(STRSTARTS(STR(?evidence), CONCAT(STR(?report), "#")))
  OPTIONAL { ?evidence zt:page ?page }"""
# OPTIONAL lets the engine start from the item; as a plain pattern it would go through every link of the workspace.
_CONFIDENCE = f"""  OPTIONAL {{ ?link owl:annotatedSource ?item ; owl:annotatedTarget ?duty ; sssom:confidence ?score }}
  FILTER(?score >= {SURE})
"""
_DUTY_EVIDENCE = _EVIDENCE.replace("?item", "?duty")


def literal(text: str) -> str:
    """`text` as a SPARQL string literal.

    >>> print(literal('双"管控"'))
    "双\\\\"管控\\\\""
    """
    return '"' + "".join(_ESCAPES.get(char, char) for char in text) + '"'


def compile_plan(plan: QueryPlan) -> str:
    """The SELECT query that answers the plan; one row for each item and each place of its evidence."""
    target = plan.targets[0]
    if target is Target.PROVISION:
        body = _provisions(plan)
    elif target is Target.FUNCTION:
        body = _functions(plan)
    elif target is Target.REPORT:
        body = _reports(plan)
    else:
        body = _items(plan)
    lines = [line for line in body.splitlines() if line.strip()]
    query = "\n".join(
        [*_comment(plan), f"SELECT DISTINCT {_COLUMNS} WHERE {{", *lines, "}", f"ORDER BY {_order(plan)}"]
    )
    return f"{sparql_prefixes(query)}\n{query}"


def _comment(plan: QueryPlan) -> list[str]:
    """What the query is for, in the words of the plan; line breaks cannot end the comment early."""
    lines = [f"# {re.sub(r'[^ -~一-鿿，。？！]', ' ', plan.question)}"]
    for duty in plan.duties:
        lines.append(f"# {duty.written}: {re.sub(r'[^ -~一-鿿，。？！]', ' ', duty.label)}")
    return lines


def _order(plan: QueryPlan) -> str:
    if plan.operation is Operation.LARGEST or plan.thresholds:
        return "DESC(?normalized) ?item ?begin"
    if plan.operation is Operation.SMALLEST:
        return "?normalized ?item ?begin"
    return "DESC(?score) ?report ?begin ?item"


def _iris(values: Iterable[str]) -> str:
    return " ".join(f"<{_safe(value)}>" for value in values)


def _safe(iri: str) -> str:
    """IRIs come from the store; whatever could end one early is left out all the same."""
    return re.sub(r"[\x00-\x20<>\"{}|\\^`]", "", iri)


def mentions(names: Sequence[Named]) -> str:
    """A pattern: `?item` mentions one of the things, or has one of their names in its text."""
    words = sorted({words for named in names for words in (named.label, named.written)})
    return (
        f"{{ VALUES ?named {{ {_iris(named.iri for named in names)} }} ?item zt:mentions ?named }}\n"
        f"  UNION {{ VALUES ?name {{ {' '.join(map(literal, words))} }} "
        "?item zt:text ?words FILTER(CONTAINS(?words, ?name)) }"
    )


def _scope(plan: QueryPlan) -> str:
    return f"  VALUES ?report {{ {_iris(plan.reports)} }}\n" if plan.reports else ""


def _classes(targets: Iterable[Target]) -> str:
    return f"  VALUES ?type {{ {' '.join(f'zt:{target}' for target in targets)} }}\n"


def _items(plan: QueryPlan) -> str:
    """Things of one or more classes, under the plan's constraints."""
    target = plan.targets[0]
    parts = [_scope(plan), _classes(plan.targets)]
    scored = False
    if plan.candidates:
        pairs = " ".join(f"(<{_safe(c.iri)}> {c.score:.3f})" for c in plan.candidates)
        parts.append(f"  VALUES (?item ?score) {{ {pairs} }}\n")
        scored = True
    passages = not {str(t) for t in plan.targets}.isdisjoint(PASSAGE_CLASSES)
    if passages and plan.names and not plan.candidates:
        parts.append(f"  {mentions(plan.names)}\n")
    if passages and plan.duties:
        parts.append(f"  VALUES ?duty {{ {_iris(duty.iri for duty in plan.duties)} }}\n")
        parts.append(
            "  ?item zt:underDuty ?duty .\n"
            + ("" if scored else _CONFIDENCE)
            + '  OPTIONAL { ?duty zt:number ?dutyNumber }\n  BIND(CONCAT("对应职责", COALESCE(?dutyNumber, "")) AS ?why)\n'
        )
        scored = True
    if plan.fulfils:
        parts.append(f"  VALUES ?task {{ {_iris(plan.fulfils)} }}\n  ?item zt:fulfils ?task .\n")
    if target is Target.IMPROVEMENT and plan.addresses:
        parts.append(f"  VALUES ?problem {{ {_iris(plan.addresses)} }}\n  ?item zt:addresses ?problem .\n")
    if target is Target.DUTY and plan.duties:
        parts.append(f"  VALUES ?item {{ {_iris(duty.iri for duty in plan.duties)} }}\n")
    if plan.within:
        parts.append(
            f"  VALUES ?passage {{ {_iris(plan.within)} }}\n  ?passage zt:mentions ?item ; zt:inReport ?report .\n"
        )
    parts.append("  ?item a ?type ; rdfs:label ?label ; zt:inReport ?report .\n")
    if plan.operation is Operation.GAP:
        parts.append(_gap(target))
    if target is Target.FINDING:
        parts.append("  FILTER NOT EXISTS { ?item zt:holds true }\n")
    if plan.ordinal is not None and not plan.duties and not plan.candidates:
        parts.append(f"  ?item zt:number {literal(str(plan.ordinal))} .\n")
    if target is Target.QUANTITY:
        parts.append(_FIGURE_DETAILS + "\n")
        if plan.claim in (Claim.PLANNED, Claim.RATE) and not plan.candidates:
            parts.append(f"  FILTER(?kind = zt:{plan.claim})\n")
        for threshold in plan.thresholds:
            parts.append(
                f"  FILTER(COALESCE(?normalized, ?value) {threshold.operator} {threshold.base.normalize():f})  # {threshold}\n"
            )
    parts.append(_DETAILS + "\n")
    parts.append(_EVIDENCE + "\n")
    if plan.within:
        parts.append(
            "  ?passage zt:evidence [ nif:beginIndex ?from ; nif:endIndex ?to ] .\n"
            "  FILTER(?begin >= ?from && ?end <= ?to)\n"
        )
    return "".join(parts)


def _gap(target: Target) -> str:
    if target is Target.DUTY:
        return "  FILTER NOT EXISTS { ?outcome a zt:Outcome ; zt:underDuty ?item }\n"
    if target is Target.PROBLEM:
        return "  FILTER NOT EXISTS { ?improvement zt:addresses ?item }\n"
    return "  FILTER NOT EXISTS { ?outcome zt:fulfils ?item }\n"


def _provisions(plan: QueryPlan) -> str:
    """Articles of law behind functions; where a duty implements the function, those valid for its place and year."""
    functions = (
        f"  VALUES ?function {{ {_iris(FUNCTION_BASE + n for n in plan.functions)} }}\n" if plan.functions else ""
    )
    duties = f"  VALUES ?duty {{ {_iris(d.iri for d in plan.duties)} }}\n" if plan.duties else ""
    return (
        _scope(plan)
        + functions
        + duties
        + """  ?duty zt:implementsFunction ?function ; zt:inReport ?report ; cv:hasLegalResource ?item .
  ?function cv:hasLegalResource ?item .
  ?item a ?type ; zt:law ?law ; zt:article ?article .
  FILTER(?type = zt:LegalProvision)
  OPTIONAL { ?item zt:gist ?text }
  BIND(CONCAT("《", ?law, "》", ?article) AS ?label)
  OPTIONAL { ?report zt:department/rdfs:label ?department }
  OPTIONAL { ?report zt:year ?year }
  BIND(IF(EXISTS { ?function zt:directBasis ?item }, 1.0, 0.5) AS ?score)
  OPTIONAL { ?function skos:prefLabel ?functionName FILTER(LANG(?functionName) = "zh") }
  BIND(CONCAT("法定职能：", COALESCE(?functionName, "")) AS ?why)
"""
        + _DUTY_EVIDENCE
    )


def _functions(plan: QueryPlan) -> str:
    """Statutory functions that duties implement."""
    duties = f"  VALUES ?duty {{ {_iris(d.iri for d in plan.duties)} }}\n" if plan.duties else ""
    return (
        _scope(plan)
        + duties
        + """  ?duty zt:implementsFunction ?item ; zt:inReport ?report .
  ?item a ?type ; skos:prefLabel ?label . FILTER(?type = zt:StatutoryFunction && LANG(?label) = "zh")
  OPTIONAL { ?link owl:annotatedSource ?duty ; owl:annotatedProperty zt:implementsFunction ;
                   owl:annotatedTarget ?item ; sssom:confidence ?score }
  OPTIONAL { ?item skos:scopeNote ?text }
  OPTIONAL { ?report zt:department/rdfs:label ?department }
  OPTIONAL { ?report zt:year ?year }
  OPTIONAL { ?duty zt:number ?dutyNumber }
  BIND(CONCAT("对应职责", COALESCE(?dutyNumber, "")) AS ?why)
"""
        + _DUTY_EVIDENCE
    )


def _reports(plan: QueryPlan) -> str:
    scope = f"  VALUES ?item {{ {_iris(plan.reports)} }}\n" if plan.reports else ""
    return (
        scope
        + """  ?item a ?type ; dcterms:title ?label . FILTER(?type = zt:PerformanceReport)
  BIND(?item AS ?report)
  OPTIONAL { ?item zt:department/rdfs:label ?department }
  OPTIONAL { ?item zt:year ?year }
  OPTIONAL { ?item zt:evidence ?evidence .
    ?evidence nif:beginIndex ?begin ; nif:endIndex ?end ; nif:anchorOf ?quote .
    OPTIONAL { ?evidence zt:page ?page } }
"""
    )
