"""Closed vocabularies: every IRI that the project writes or asks for, and nothing else.

A namespace knows its terms, so a misspelt one raises instead of making a query that finds nothing. Terms are plain
strings; rdflib is not needed (`rdflib.URIRef(ZT.Duty)` where it is).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType


class Iri(str):
    """An IRI: a plain string that can also write itself as a SPARQL or N-Triples term.

    >>> Iri("https://w3id.org/zhitu/function/NR09.1").n3()
    '<https://w3id.org/zhitu/function/NR09.1>'
    """

    __slots__ = ()

    def n3(self) -> str:
        return f"<{self}>"


class Namespace:
    """A closed set of IRIs with one beginning.

    >>> skos = Namespace("http://www.w3.org/2004/02/skos/core#", "prefLabel altLabel")
    >>> skos.prefLabel
    'http://www.w3.org/2004/02/skos/core#prefLabel'
    >>> skos.preflabel
    Traceback (most recent call last):
    AttributeError: http://www.w3.org/2004/02/skos/core# has no term 'preflabel'. Did you mean 'prefLabel'?

    `namespace["…"]` is for names that Python cannot spell (`SH["class"]`); `str(namespace)` is the beginning.
    """

    __slots__ = ("_base", "_terms")

    def __init__(self, base: str, names: str) -> None:
        self._base = base
        self._terms = {name: Iri(base + name) for name in names.split()}

    def __getitem__(self, name: str) -> Iri:
        try:
            return self._terms[name]
        except KeyError:
            raise KeyError(self._unknown(name)) from None

    def __getattr__(self, name: str) -> Iri:
        try:
            return self._terms[name]
        except KeyError:
            raise AttributeError(self._unknown(name)) from None

    def __contains__(self, name: object) -> bool:
        return name in self._terms

    def __iter__(self) -> Iterator[str]:
        """The local names."""
        return iter(self._terms)

    def __str__(self) -> str:
        return self._base

    def __repr__(self) -> str:
        return f"Namespace({self._base!r})"

    def _unknown(self, name: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(name, self._terms, n=1)
        return f"{self._base} has no term {name!r}." + (f" Did you mean {near[0]!r}?" if near else "")


ONTOLOGY_IRI = "https://w3id.org/zhitu/ontology"
ID_BASE = "https://w3id.org/zhitu/id/"
FUNCTION_BASE = "https://w3id.org/zhitu/function/"
LAW_BASE = "https://w3id.org/zhitu/law/"

ZT = Namespace(
    f"{ONTOLOGY_IRI}#",
    # classes
    "Entity NamedThing PerformanceReport Department Section Duty TaskGroup Task OutcomeGroup OutcomeItem Outcome "
    "Observation BudgetFigure Indicator IndicatorRow Project PolicyDocument Place Organisation Problem Improvement "
    "Finding ProjectStage QuantityKind GrowthKind ChangeKind StatutoryFunction FunctionScheme LegalProvision "
    # individuals
    "Actual Planned Budgeted Rate RealGrowth NominalGrowth UnstatedGrowth Kept Reworded Merged Split Moved New Dropped MU LI JIN "
    # between things
    "department jurisdiction inReport evidence underDuty fulfils addresses implementsFunction servesFunction mentions "
    "indicator quantityKind growthKind about continues variantOf stageOf directBasis supportingBasis "
    # values
    "year forYear sinceYear kind role number text rule contentDigest page ocrConfidence annex printed value unitText "
    "normalizedValue normalizedUnit "
    "property measure qualifier phase breakdown category level1 level2 level3 target actual targetValue actualValue "
    "direction weight score deviationReason documentNumber tier "
    "code severity holds stage reached law article gist rank validFrom validTo "
    # on links, and what exists only inside queries
    "why changeKind matches matchScore",
)
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type first rest nil langString")
RDFS = Namespace(
    "http://www.w3.org/2000/01/rdf-schema#",
    "label comment subClassOf subPropertyOf domain range isDefinedBy seeAlso Literal Datatype",
)
XSD = Namespace(
    "http://www.w3.org/2001/XMLSchema#",
    "string boolean decimal integer nonNegativeInteger positiveInteger gYear date dateTime anyURI",
)
OWL = Namespace(
    "http://www.w3.org/2002/07/owl#",
    "Axiom annotatedSource annotatedProperty annotatedTarget Ontology imports versionIRI versionInfo Class "
    "ObjectProperty DatatypeProperty AnnotationProperty NamedIndividual unionOf disjointWith differentFrom sameAs",
)
SKOS = Namespace(
    "http://www.w3.org/2004/02/skos/core#",
    "Concept ConceptScheme prefLabel altLabel hiddenLabel definition example scopeNote note notation broader narrower "
    "related inScheme topConceptOf hasTopConcept",
)
DCTERMS = Namespace(
    "http://purl.org/dc/terms/",
    "title description source BibliographicResource isPartOf hasPart references publisher issued created license "
    "creator temporal spatial identifier relation subject",
)
PROV = Namespace(
    "http://www.w3.org/ns/prov#",
    "Entity Activity Agent Plan SoftwareAgent wasRevisionOf wasDerivedFrom wasQuotedFrom wasGeneratedBy "
    "wasAttributedTo used value",
)
ORG = Namespace(
    "http://www.w3.org/ns/org#",
    "Organization FormalOrganization OrganizationalUnit ChangeEvent subOrganizationOf unitOf identifier purpose "
    "classification originalOrganization resultingOrganization",
)
ELI = Namespace(
    "http://data.europa.eu/eli/ontology#",
    "LegalResource LegalResourceSubdivision is_part_of number type_document type_subdivision version_date "
    "date_document title in_force passed_by",
)
CV = Namespace("http://data.europa.eu/m8g/", "PublicOrganisation hasLegalResource")
DOCO = Namespace("http://purl.org/spar/doco/", "Section SectionTitle Paragraph Sentence Table")
NIF = Namespace(
    "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
    "String Context OffsetBasedString isString beginIndex endIndex anchorOf referenceContext",
)
QB = Namespace("http://purl.org/linked-data/cube#", "Observation DataSet dataSet")
OBEU_DIMENSION = Namespace(
    "http://data.openbudgets.eu/ontology/dsd/dimension/",
    "budgetPhase fiscalYear organization functionalClassification economicClassification project",
)
OBEU_MEASURE = Namespace("http://data.openbudgets.eu/ontology/dsd/measure/", "amount")
OBEU_PHASE = Namespace(
    "http://data.openbudgets.eu/resource/codelist/budget-phase/",
    "draft approved revised executed",
)
QUDT = Namespace(
    "http://qudt.org/schema/qudt/", "Unit unit hasUnit conversionMultiplier hasQuantityKind symbol scalingOf"
)
UNIT = Namespace(
    "http://qudt.org/vocab/unit/",
    "NUM PERCENT M M2 M3 KiloM KiloM2 HA KiloGM TONNE HR MIN DAY MO YR CCY_CNY",
)
SSSOM = Namespace(
    "https://w3id.org/sssom/",
    "Mapping confidence mapping_justification mapping_tool similarity_score similarity_measure reviewer_id "
    "reviewer_label reviewer_agreement comment mapping_date",
)
SEMAPV = Namespace(
    "https://w3id.org/semapv/vocab/",
    "LexicalMatching SemanticSimilarityThresholdMatching StructuralMatching CompositeMatching ManualMappingCuration "
    "MappingReview UnspecifiedMatching",
)
SCHEMA = Namespace(
    "https://schema.org/",
    "Report Observation Project PlanAction Place AdministrativeArea sha256 position name description text url keywords "
    "mentions target identifier pageStart measuredProperty unitText value containedInPlace Dataset",
)
SH = Namespace(
    "http://www.w3.org/ns/shacl#",
    "NodeShape PropertyShape targetClass targetSubjectsOf targetNode path property sparql select ask construct message "
    "severity Violation Warning Info prefixes declare prefix namespace minCount maxCount datatype nodeKind class IRI "
    "Literal BlankNode conforms result resultMessage resultSeverity resultPath focusNode sourceShape "
    "sourceConstraintComponent value ValidationReport SPARQLExecutable SPARQLSelectExecutable "
    "SPARQLConstructExecutable",
)
VOID = Namespace(
    "http://rdfs.org/ns/void#",
    "Dataset Linkset sparqlEndpoint dataDump triples entities classes properties distinctSubjects distinctObjects "
    "documents classPartition propertyPartition class property subset vocabulary uriSpace exampleResource feature",
)
DCAT = Namespace(
    "http://www.w3.org/ns/dcat#",
    "Catalog Dataset Distribution DataService dataset distribution accessURL downloadURL mediaType endpointURL "
    "servesDataset keyword byteSize",
)
SD = Namespace(
    "http://www.w3.org/ns/sparql-service-description#",
    "Service endpoint supportedLanguage SPARQL11Query resultFormat feature UnionDefaultGraph BasicFederatedQuery "
    "defaultDataset Dataset defaultGraph Graph namedGraph NamedGraph name graph propertyFeature",
)

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "zt": str(ZT),
        "id": ID_BASE,
        "function": FUNCTION_BASE,
        "law": LAW_BASE,
        "rdf": str(RDF),
        "rdfs": str(RDFS),
        "xsd": str(XSD),
        "owl": str(OWL),
        "skos": str(SKOS),
        "dcterms": str(DCTERMS),
        "prov": str(PROV),
        "org": str(ORG),
        "eli": str(ELI),
        "cv": str(CV),
        "doco": str(DOCO),
        "nif": str(NIF),
        "qb": str(QB),
        "obeu-dimension": str(OBEU_DIMENSION),
        "obeu-measure": str(OBEU_MEASURE),
        "obeu-budgetphase": str(OBEU_PHASE),
        "qudt": str(QUDT),
        "unit": str(UNIT),
        "sssom": str(SSSOM),
        "semapv": str(SEMAPV),
        "schema": str(SCHEMA),
        "sh": str(SH),
        "void": str(VOID),
        "dcat": str(DCAT),
        "sd": str(SD),
    }
)
"""The standard prefixes: in every query that users see, in every file we write."""


def sparql_prefixes(text: str = "") -> str:
    """`PREFIX` lines for the standard prefixes, only those that `text` uses where a text is given.

    >>> print(sparql_prefixes("SELECT ?d { ?d a zt:Duty }"))
    PREFIX zt: <https://w3id.org/zhitu/ontology#>
    """
    used = {prefix: iri for prefix, iri in PREFIXES.items() if not text or f"{prefix}:" in text}
    return "\n".join(f"PREFIX {prefix}: <{iri}>" for prefix, iri in used.items())
