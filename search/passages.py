"""What is searched: one passage for each entity of the graph, never an arbitrary chunk of text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """A searchable thing with its words.

    `type` is the local name of its class in the ontology ("Outcome"). `text` is what the report says; for an
    observation it is the clause the figure stands in, for a named thing its name. `context` holds the headings
    above it (「精心规划 / 规划引领」); it is shown, and not searched, because adding it to the text did not help.
    """

    iri: str
    type: str
    label: str
    text: str
    report: str  # IRI of the report
    department: str = ""  # name of the department, as in the report's identity
    year: int | None = None
    context: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which passages may be found. An empty tuple does not restrict; several values of one kind mean "any of"."""

    reports: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    types: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        return not (self.reports or self.departments or self.years or self.types)


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage found.

    `score` is the estimated chance, 0 to 1, that the passage answers the query; hits come in its order. It was
    calibrated on labelled pairs for the encoder of the index, so one threshold means the same for every encoder
    (`SearchIndex.threshold` is where "nothing relevant" begins). `lexical` and `dense` show where it comes from:
    the share of the query's words, and of the official terms it may mean, that the passage covers, weighted by rarity,
    and the cosine of the two vectors.
    """

    passage: Passage
    score: float
    lexical: float
    dense: float

    @property
    def iri(self) -> str:
        return self.passage.iri

    @property
    def type(self) -> str:
        return self.passage.type

    @property
    def report(self) -> str:
        return self.passage.report
