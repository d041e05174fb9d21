"""QueryPlan → SPARQL: readable, with prefixes, runnable and editable as it stands.

Words of the user never enter the text of a query except as escaped literals; everything else is an IRI of the
workspace, a number or a term of the ontology.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from ontology import FUNCTION_BASE, sparql_prefixes
from search.asking.plan import Extreme, Grouping, Measure, Named, Operation, QueryPlan, Target
from search.asking.years import pattern_of

PASSAGE_CLASSES = ("Outcome", "Task", "Problem", "Improvement")
SURE = 0.5  # a link below this confidence is no answer
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}

_COLUMNS = "?item ?type ?label ?text ?number ?report ?department ?year ?score ?why ?begin ?end ?quote ?page ?ocr"
_FIGURE_COLUMNS = "?printed ?unit ?kind ?qualifier ?property ?normalized"
# What must hold comes first and what may be there last: after an OPTIONAL the engine goes through all of the workspace.
_EVIDENCE = """  ?item zt:evidence ?evidence .
  ?evidence nif:beginIndex ?begin ; nif:endIndex ?end ; nif:anchorOf ?quote .
  FILTER(STRSTARTS(STR(?evidence), CONCAT(STR(?report), "#")))
"""
_DUTY_EVIDENCE = _EVIDENCE.replace("?item", "?duty")
_DETAILS = """  OPTIONAL { ?evidence zt:page ?page }
  OPTIONAL { ?evidence zt:ocrConfidence ?ocr }
  OPTIONAL { ?item zt:text ?text }
  OPTIONAL { ?item zt:number ?number }
"""
_REPORT_DETAILS = """  OPTIONAL { ?report zt:department/rdfs:label ?department }
  OPTIONAL { ?report zt:year ?year }
"""
_REPORT = (
    """  ?item a ?type ; dcterms:title ?label .
  FILTER(?type = zt:PerformanceReport)
  BIND(?item AS ?report)
  OPTIONAL { ?item zt:evidence ?evidence .
             ?evidence nif:beginIndex ?begin ; nif:endIndex ?end ; nif:anchorOf ?quote .
             OPTIONAL { ?evidence zt:page ?page }
             OPTIONAL { ?evidence zt:ocrConfidence ?ocr } }
"""
    + _REPORT_DETAILS
)
_FIGURE = "  ?item zt:printed ?printed ; zt:value ?value ; zt:quantityKind ?kind .\n"
_FIGURE_DETAILS = """  OPTIONAL { ?item zt:unitText ?unit }
  OPTIONAL { ?item zt:qualifier ?qualifier }
  OPTIONAL { ?item zt:property ?property }
  OPTIONAL { ?item zt:normalizedValue ?normalized }
"""
_CONFIDENCE = f"""  ?link owl:annotatedSource ?item ; owl:annotatedTarget ?duty ; sssom:confidence ?score .
  FILTER(?score >= {SURE})
"""
_UNDER_DUTY = """  OPTIONAL { ?duty zt:number ?dutyNumber }
  OPTIONAL { ?reason owl:annotatedSource ?item ; owl:annotatedTarget ?duty ; sssom:confidence ?sureness
             OPTIONAL { ?reason zt:why ?words } }
  BIND(CONCAT("对应职责", COALESCE(?dutyNumber, ""), COALESCE(CONCAT("（可信度", STR(?sureness), "）"), ""),
              COALESCE(CONCAT("：", ?words), "")) AS ?why)
"""
# A task that names documents, projects or places is not answered by an outcome of its field that names none of them.
_UNANSWERED_TASK = """  FILTER(NOT EXISTS { ?outcome zt:fulfils ?item }
         || (EXISTS { ?item zt:mentions ?named . ?named a ?kind FILTER(?kind IN (zt:PolicyDocument, zt:Project, zt:Place)) }
             && NOT EXISTS { ?outcome zt:fulfils ?item ; zt:mentions ?same . ?item zt:mentions ?same }))
"""
_BASE_UNITS = {Measure.MONEY: "CNY", Measure.AREA: "M2"}


def literal(text: str) -> str:
    r"""`text` as a SPARQL string literal.

    >>> print(literal('双"管控"'))
    "双\"管控\""
    """
    return '"' + "".join(_ESCAPES.get(char, char) for char in text) + '"'


def compile_plan(plan: QueryPlan) -> str:
    """The SELECT query that answers the plan; one row for each item and each place of its evidence."""
    target = plan.targets[0]
    if plan.operation is Operation.GROUP:
        body = _groups(plan)
    elif target is Target.PROVISION:
        body = _provisions(plan)
    elif target is Target.FUNCTION:
        body = _functions(plan)
    elif target is Target.REPORT:
        body = _reports(plan)
    else:
        body = _items(plan)
    more = {Target.QUANTITY: f" {_FIGURE_COLUMNS}"}.get(target, "")
    columns = _COLUMNS + (" ?count" if plan.operation is Operation.GROUP else more)
    lines = [line for line in body.splitlines() if line.strip()]
    query = "\n".join([*_comment(plan), f"SELECT DISTINCT {columns} WHERE {{", *lines, "}", f"ORDER BY {_order(plan)}"])
    return f"{sparql_prefixes(query)}\n{query}"


def _comment(plan: QueryPlan) -> list[str]:
    """What the query is for, in the words of the plan; line breaks cannot end the comment early."""
    lines = [f"# {re.sub(r'[^ -~一-鿿，。？！]', ' ', plan.question)}"]
    said = dict.fromkeys(f"# {duty.written}: {duty.label}" for duty in plan.duties)
    lines += [re.sub(r"[^ -~一-鿿，。？！]", " ", line) for line in list(said)[:5]]
    return lines


def _order(plan: QueryPlan) -> str:
    if plan.operation is Operation.GROUP:
        return "?year ?report ?begin ?item"
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


def mentions(names: Sequence[Named], by_spelling: bool = True) -> str:
    """A pattern: `?item` mentions one of the things, or (in few reports) has one of their names in its text."""
    linked = f"VALUES ?named {{ {_iris(named.iri for named in names)} }} ?item zt:mentions ?named"
    if not by_spelling:
        return f"{linked} ."
    words = sorted({words for named in names for words in (named.label, named.written)})
    spelt = " || ".join(f"CONTAINS(?words, {literal(word)})" for word in words)
    return f"{{ {linked} }}\n  UNION {{ ?item zt:text ?words FILTER({spelt}) }}"


def _scope(plan: QueryPlan) -> str:
    return f"  VALUES ?report {{ {_iris(plan.reports)} }}\n" if plan.reports else ""


def _classes(targets: Iterable[Target]) -> str:
    # A filter, not VALUES: the engine would join those with every thing of the class before it looks at the items.
    return f"  FILTER(?type IN ({', '.join(f'zt:{target}' for target in targets)}))\n"


def _items(plan: QueryPlan) -> str:
    """Things of one or more classes, under the plan's constraints."""
    target = plan.targets[0]
    passages = not {str(t) for t in plan.targets}.isdisjoint(PASSAGE_CLASSES)
    under_duty = passages and bool(plan.duties)
    needed: list[str] = []
    optional: list[str] = []
    if plan.candidates:
        pairs = " ".join(f"(<{_safe(c.iri)}> {c.score:.3f})" for c in plan.candidates)
        needed.append(f"  VALUES (?item ?score) {{ {pairs} }}\n")
    else:
        needed.append("" if plan.duties else _scope(plan))  # candidates and duties are of these reports only
        if passages and plan.names:
            needed.append(f"  {mentions(plan.names, plan.by_spelling)}\n")
    if under_duty:
        needed.append(f"  VALUES ?duty {{ {_iris(duty.iri for duty in plan.duties)} }}\n  ?item zt:underDuty ?duty .\n")
        needed.append("" if plan.candidates else _CONFIDENCE)
        optional.append(_UNDER_DUTY)
    if target is Target.DUTY and plan.duties:
        needed.append(f"  VALUES ?item {{ {_iris(duty.iri for duty in plan.duties)} }}\n")
    if plan.within:
        needed.append(
            f"  VALUES ?passage {{ {_iris(plan.within)} }}\n"
            "  ?passage zt:mentions ?item ; zt:inReport ?report ;\n"
            "           zt:evidence [ nif:beginIndex ?from ; nif:endIndex ?to ] .\n"
        )
    needed.append(f"  ?item a ?type ; rdfs:label ?label ; zt:inReport ?report .\n{_classes(plan.targets)}")
    if plan.operation is Operation.GAP:
        needed.append(_gap(target))
    if plan.across:
        needed.append(pattern_of(plan))
    if target is Target.FINDING:
        needed.append("  FILTER NOT EXISTS { ?item zt:holds true }\n")
    if plan.ordinal is not None and not plan.duties and not plan.candidates:
        needed.append(f"  ?item zt:number {literal(str(plan.ordinal))} .\n")
    if target is Target.QUANTITY:
        needed.append(_FIGURE + _base_unit(plan))
        optional.append(_FIGURE_DETAILS + _limits(plan))
    needed.append(_EVIDENCE)
    if plan.within:
        needed.append("  FILTER(?begin >= ?from && ?end <= ?to)\n")
    return "".join([*needed, *optional, _DETAILS, _REPORT_DETAILS])


def _groups(plan: QueryPlan) -> str:
    """How many things each duty has under it (links that are sure enough), or each report says; only the most or fewest."""
    by_duty = plan.grouping is Grouping.DUTY
    scope = _scope(plan).replace("?report", "?within" if by_duty else "?item").rstrip()
    if by_duty:
        counted = f"""?item a zt:Duty ; zt:inReport ?within .
      OPTIONAL {{ ?counted zt:underDuty ?item ; a zt:{plan.counted} .
                 ?link owl:annotatedSource ?counted ; owl:annotatedTarget ?item ; sssom:confidence ?sure .
                 FILTER(?sure >= {SURE}) }}"""
    else:
        counted = f"""?item a zt:PerformanceReport .
      OPTIONAL {{ ?counted a zt:{plan.counted} ; zt:inReport ?item }}"""
    groups = f"{scope}\n      {counted}"
    body = f"""  {{ SELECT ?item (COUNT(DISTINCT ?counted) AS ?count) WHERE {{
    {groups}
  }} GROUP BY ?item }}
"""
    if plan.extreme:
        function = "MAX" if plan.extreme is Extreme.MOST else "MIN"
        body += f"""  {{ SELECT ({function}(?size) AS ?wanted) WHERE {{ {{ SELECT ?item (COUNT(DISTINCT ?counted) AS ?size) WHERE {{
    {groups}
  }} GROUP BY ?item }} }} }}
  FILTER(?count = ?wanted)
"""
    if plan.grouping is Grouping.DUTY:
        return (
            body
            + "  ?item a ?type ; rdfs:label ?label ; zt:inReport ?report .\n"
            + _classes(plan.targets)
            + (_EVIDENCE + _DETAILS + _REPORT_DETAILS)
        )
    return body + _REPORT


def _base_unit(plan: QueryPlan) -> str:
    """Where limits have a base unit, only figures that were brought to it can meet them."""
    unit = _BASE_UNITS.get(plan.thresholds[0].measure) if plan.thresholds else None
    return f"  ?item zt:normalizedUnit {literal(unit)} ; zt:normalizedValue ?normalized .\n" if unit else ""


def _limits(plan: QueryPlan) -> str:
    """Limits in base units; what has none (宗, 次) is compared as it stands."""
    return "".join(
        f"  FILTER(COALESCE(?normalized, ?value) {limit.operator} {_number(limit.base)})  # {limit}\n"
        for limit in plan.thresholds
    )


def _number(value: Decimal) -> str:
    """A literal the engine can hold (18 decimals at most): one 万亩 is 6666666.666667 square metres."""
    return f"{round(value, 6).normalize():f}"


def _gap(target: Target) -> str:
    if target is Target.DUTY:
        return "  FILTER NOT EXISTS { ?outcome a zt:Outcome ; zt:underDuty ?item }\n"
    if target is Target.PROBLEM:
        return "  FILTER NOT EXISTS { ?improvement zt:addresses ?item }\n"
    return _UNANSWERED_TASK


def _provisions(plan: QueryPlan) -> str:
    """Articles of law behind functions that duties implement, valid for the report's place and year; duties are the evidence."""
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
"""
        + _DUTY_EVIDENCE
        + """  BIND(CONCAT("《", ?law, "》", ?article) AS ?label)
  OPTIONAL { ?function zt:directBasis ?direct FILTER(?direct = ?item) }
  BIND(IF(BOUND(?direct), 1.0, 0.5) AS ?score)
  OPTIONAL { ?function skos:prefLabel ?functionName FILTER(LANG(?functionName) = "zh") }
  BIND(CONCAT("法定职能：", COALESCE(?functionName, "")) AS ?why)
  OPTIONAL { ?item zt:gist ?text }
  OPTIONAL { ?evidence zt:page ?page }
  OPTIONAL { ?evidence zt:ocrConfidence ?ocr }
"""
        + _REPORT_DETAILS
    )


def _functions(plan: QueryPlan) -> str:
    """Statutory functions that duties implement; the duties are the evidence."""
    duties = f"  VALUES ?duty {{ {_iris(d.iri for d in plan.duties)} }}\n" if plan.duties else ""
    return (
        _scope(plan)
        + duties
        + """  ?duty zt:implementsFunction ?item ; zt:inReport ?report .
  ?item a ?type ; skos:prefLabel ?label .
  FILTER(?type = zt:StatutoryFunction && LANG(?label) = "zh")
"""
        + _DUTY_EVIDENCE
        + """  OPTIONAL { ?link owl:annotatedSource ?duty ; owl:annotatedTarget ?item ; sssom:confidence ?score }
  OPTIONAL { ?item skos:scopeNote ?text }
  OPTIONAL { ?evidence zt:page ?page }
  OPTIONAL { ?evidence zt:ocrConfidence ?ocr }
"""
        + _UNDER_DUTY
        + _REPORT_DETAILS
    )


def _reports(plan: QueryPlan) -> str:
    scope = f"  VALUES ?item {{ {_iris(plan.reports)} }}\n" if plan.reports else ""
    return scope + _REPORT
