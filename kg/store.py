"""Named graphs in an Oxigraph store: the only module that knows pyoxigraph.

One graph a report; the default graph of every query is the union of all named graphs. Writing is done in a store
that nobody reads yet (`kg.store.Store.copy_to` makes one from a published store in milliseconds, by hard links), so
nothing here needs transactions to be safe: the workspace publishes the finished store by one rename.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

from kg.errors import QueryError, WorkspaceError
from kg.sparql import names_its_dataset

if TYPE_CHECKING:
    import pyoxigraph as ox

Row = dict[str, str]
"""One solution: variable → IRI or lexical value; unbound variables are absent."""

RESULT_FORMATS = ("json", "xml", "csv", "tsv")
GRAPH_FORMATS = {
    "ttl": "ttl",
    "turtle": "ttl",
    "trig": "trig",
    "nt": "nt",
    "nq": "nq",
    "jsonld": "jsonld",
    "rdf": "rdf",
}
DATASET_FORMATS = ("trig", "nq", "jsonld")


class Graph(Protocol):
    """What those who only ask need of a store."""

    def select(self, sparql: str) -> list[Row]: ...


@dataclass(frozen=True, slots=True)
class Solutions:
    """The answer of a SELECT query: its variables in order, and a row a solution."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]


class Store:
    """A set of named graphs, on disk or in memory.

    >>> store = Store.in_memory()
    >>> store.replace({"https://example.org/g": '<https://example.org/s> <https://example.org/p> "耕地" .\\n'})
    >>> store.select("SELECT ?o { ?s ?p ?o }")
    [{'o': '耕地'}]
    """

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    @classmethod
    def in_memory(cls) -> Store:
        import pyoxigraph as ox

        return cls(ox.Store())

    @classmethod
    def open(cls, folder: Path, *, read_only: bool = False) -> Store:
        """Open the store in `folder`, creating it unless `read_only`. Raises WorkspaceError if that fails."""
        import pyoxigraph as ox

        try:
            return cls(ox.Store.read_only(str(folder)) if read_only else ox.Store(str(folder)))
        except (OSError, ValueError) as error:
            raise WorkspaceError(str(folder), f"数据库打不开（{error}）。", "请确认没有其他程序正在写入。") from error

    def copy_to(self, folder: Path) -> None:
        """A consistent copy at `folder` (which must not exist), sharing unchanged files by hard links."""
        self._store.backup(str(folder))

    # --- writing --------------------------------------------------------------------------------------------

    def replace(self, graphs: dict[str, str]) -> None:
        """Let each graph (IRI → N-Triples text) hold exactly these triples."""
        import pyoxigraph as ox

        for iri in graphs:
            self.remove(iri)
        quads = "".join(
            f"{line[:-1]}<{iri}> .\n" for iri, triples in graphs.items() for line in triples.split("\n") if line
        )
        # One bulk load for the whole batch: each writes files of its own to disk.
        self._store.bulk_load(quads.encode(), format=ox.RdfFormat.N_QUADS)

    def load_turtle(self, graph: str, texts: Iterable[bytes]) -> None:
        """Let `graph` hold exactly what the Turtle documents say."""
        import pyoxigraph as ox

        self.remove(graph)
        for text in texts:
            self._store.bulk_load(text, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(graph))

    def remove(self, graph: str) -> None:
        """Remove the graph and everything in it; nothing happens where there is none."""
        import pyoxigraph as ox

        self._store.remove_graph(ox.NamedNode(graph))

    def flush(self) -> None:
        """Write everything to disk. A store in memory has nothing to write."""
        self._store.flush()

    # --- reading --------------------------------------------------------------------------------------------

    def graphs(self) -> list[str]:
        """IRIs of the named graphs, sorted."""
        return sorted(str(node.value) for node in self._store.named_graphs())

    def query(self, sparql: str, *, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()) -> Any:
        """The engine's own result, over the dataset that the graph lists or the query's FROM clauses name.

        The lists outrank FROM, as in the SPARQL 1.1 Protocol; with neither, the default graph is the union of all graphs.
        Raises QueryError for text that is not a SPARQL 1.1 query; updates are none. What the engine itself allows is
        allowed: a query of one's own may use SERVICE, so a public endpoint must refuse it first.
        """
        import pyoxigraph as ox

        dataset: dict[str, Any] = {"use_default_graph_as_union": not names_its_dataset(sparql)}
        try:
            if default_graphs or named_graphs:
                dataset = {
                    "default_graph": [ox.NamedNode(iri) for iri in default_graphs],
                    "named_graphs": [ox.NamedNode(iri) for iri in named_graphs],
                }
            return self._store.query(sparql, **dataset)
        except (SyntaxError, ValueError) as error:
            raise QueryError(
                "SPARQL", f"查询语句有误：{error}。", "请检查语法；前缀可用 zhitu sparql --prefixes 查看。"
            ) from error

    def run(self, sparql: str) -> Solutions | bool | str:
        """The answer of any query: solutions of SELECT, truth of ASK, Turtle text of CONSTRUCT and DESCRIBE."""
        import pyoxigraph as ox

        result = self.query(sparql)
        if isinstance(result, ox.QueryBoolean):
            return bool(result)
        if isinstance(result, ox.QueryTriples):
            return self._written(result, "ttl").decode()
        names = tuple(variable.value for variable in result.variables)
        rows = tuple(
            {name: term.value for name in names if (term := solution[name]) is not None} for solution in result
        )
        return Solutions(names, rows)

    def select(self, sparql: str) -> list[Row]:
        """Every solution of a SELECT query. Raises QueryError for another kind of query."""
        result = self.run(sparql)
        if not isinstance(result, Solutions):
            raise QueryError("SPARQL", "这里需要 SELECT 查询。")
        return list(result.rows)

    def serialize(self, sparql: str, format: str) -> bytes:
        """The result of any query in a standard format: json, xml, csv, tsv for tables; ttl, nt, … for graphs."""
        out = io.BytesIO()
        self.write(sparql, out, format, format)
        return out.getvalue()

    def write(
        self,
        sparql: str,
        out: IO[bytes],
        table_format: str,
        graph_format: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> str:
        """Write the result to `out` as it comes, in the format for its kind; returns the format used.

        `table_format` (of RESULT_FORMATS) is for SELECT and ASK, `graph_format` (of GRAPH_FORMATS) for CONSTRUCT and
        DESCRIBE. Raises QueryError for text that is no query, and where the format is not one for its kind of result.
        """
        import pyoxigraph as ox

        result = self.query(sparql, default_graphs=default_graphs, named_graphs=named_graphs)
        if isinstance(result, ox.QueryTriples):
            if graph_format not in GRAPH_FORMATS:
                raise QueryError("SPARQL", f"CONSTRUCT 的结果不能写成 {graph_format}。", "可用 ttl、nt、jsonld、rdf。")
            self._write(result, out, GRAPH_FORMATS[graph_format])
            return graph_format
        if table_format not in RESULT_FORMATS:
            raise QueryError("SPARQL", f"SELECT 和 ASK 的结果不能写成 {table_format}。", "可用 json、xml、csv、tsv。")
        result.serialize(out, format=ox.QueryResultsFormat.from_extension(table_format))
        return table_format

    def export(self, format: str, graphs: Iterable[str] | None = None) -> bytes:
        """The whole store, or the named graphs, in `format` (a key of GRAPH_FORMATS), in a stable order.

        Formats without graphs (ttl, nt, rdf) hold the union of the triples.
        """
        wanted = self.graphs() if graphs is None else list(graphs)
        import pyoxigraph as ox

        quads = {quad for iri in wanted for quad in self._store.quads_for_pattern(None, None, None, ox.NamedNode(iri))}
        ordered = sorted(
            quads, key=lambda quad: (str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object))
        )
        if format in DATASET_FORMATS:
            return self._written(ordered, format)
        return self._written(list(dict.fromkeys(quad.triple for quad in ordered)), format)

    def _written(self, statements: Any, format: str) -> bytes:
        out = io.BytesIO()
        self._write(statements, out, format)
        return out.getvalue()

    def _write(self, statements: Any, out: IO[bytes], format: str) -> None:
        import pyoxigraph as ox

        from ontology import PREFIXES

        prefixes = dict(PREFIXES) if format in ("ttl", "trig", "rdf", "jsonld") else None
        ox.serialize(statements, out, ox.RdfFormat.from_extension(format), prefixes=prefixes)
