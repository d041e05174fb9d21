"""A workspace: a folder that holds reports as graphs, their index and their sources.

    zhitu-data/
      zhitu.json            format version, base IRI, encoder
      current               name of the published generation
      generations/g000012/  store/ (Oxigraph), index/ (search), manifest.json (what was built from what)
      sources/<sha256>/     each source file once, unchanged
      lock                  held by the one writer

Nothing that is published is ever changed. A writer copies the current generation (hard links, so milliseconds),
changes the copy, writes it to disk, and replaces `current` by one rename. Whatever happens before that rename, every
reader sees the old reports, in store and index alike; after it, the new ones.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import KgError, UnknownReport, WorkspaceBusy, WorkspaceError
from kg.model import Diagnostic, Link, Relation, Report, ReportKind
from kg.store import Store
from ontology import ID_BASE, ZT

if TYPE_CHECKING:
    import networkx as nx

    from kg.review import Decision
    from search.answer import Answer, Asker, Session
    from search.encoders import Encoder
    from search.index import SearchIndex
    from search.passages import Filter, Hit

FORMAT = 1
LOCK_SECONDS = 10
READABLE_SUFFIXES = frozenset(
    {".txt", ".md", ".docx", ".doc", ".wps", ".pdf", ".html", ".htm", ".mht", ".mhtml", ".xlsx"}
)

Progress = Callable[[int, int, str], None]
"""Called with: files done, files in all, name of the file that comes next ("" at the end)."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One report in the workspace, as its manifest knows it."""

    iri: str
    source: str
    sha256: str
    digest: str  # of the graph's content
    title: str
    kind: str
    department: str
    year: int | None
    revises: str = ""  # IRI of the earlier document with the same identity
    diagnostics: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Holding:
        return cls(**{**value, "diagnostics": tuple(value["diagnostics"])})


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be added; the others were."""

    source: str
    error: KgError


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did: reports now held, in the order of their files, and the files that failed."""

    holdings: tuple[Holding, ...]
    unchanged: tuple[Holding, ...]
    failures: tuple[Failure, ...]


@dataclass(slots=True)
class Manifest:
    """What a generation was built from."""

    holdings: dict[str, Holding] = field(default_factory=dict)  # IRI → holding
    ontology: str = ""  # digest of the ontology and function files loaded into the store

    def state(self) -> str:
        """An id of what the store holds, by which an index tells whether it was built from it."""
        lines = "\n".join(f"{iri} {holding.digest}" for iri, holding in sorted(self.holdings.items()))
        return hashlib.sha256(f"{self.ontology}\n{lines}".encode()).hexdigest()[:16]

    def write(self, path: Path) -> None:
        value = {
            "format": FORMAT,
            "ontology": self.ontology,
            "reports": [asdict(holding) for _, holding in sorted(self.holdings.items())],
        }
        _write_atomically(path, json.dumps(value, ensure_ascii=False, indent=1))

    @classmethod
    def read(cls, path: Path) -> Manifest:
        value = json.loads(path.read_text(encoding="utf-8"))
        holdings = (Holding.from_json(one) for one in value["reports"])
        return cls({holding.iri: holding for holding in holdings}, value["ontology"])


class Generation:
    """One published state, opened for reading; parts are opened when first asked for."""

    def __init__(self, folder: Path, workspace: Workspace) -> None:
        self.folder = folder
        self.workspace = workspace
        self.manifest = Manifest.read(folder / "manifest.json")

    @cached_property
    def store(self) -> Store:
        return Store.open(self.folder / "store", read_only=True)

    @cached_property
    def index(self) -> SearchIndex:
        from search.index import SearchIndex

        return SearchIndex.open(self.folder / "index", self.workspace.encoder)

    @cached_property
    def asker(self) -> Asker:
        from search.answer import Asker

        return Asker(self.store, self.index)


@dataclass(slots=True)
class Draft:
    """A generation that is being written."""

    folder: Path
    store: Store
    index: SearchIndex
    manifest: Manifest


class Workspace:
    """The public handle on a workspace folder.

    >>> import zhitu
    >>> ws = zhitu.open("zhitu-data")                          # doctest: +SKIP
    >>> ws.add(["荔湾区分局-2022.txt"])                          # doctest: +SKIP
    >>> print(ws.ask("哪些成效对应耕地保护职责").text)             # doctest: +SKIP
    """

    def __init__(self, folder: Path, settings: dict[str, Any]) -> None:
        self.folder = folder
        self.settings = settings
        self._generation: Generation | None = None

    # --- opening --------------------------------------------------------------------------------------------

    @classmethod
    def open(cls, folder: str | Path, *, create: bool = True) -> Workspace:
        """Open the workspace in `folder`; make one where there is none, unless `create` is False.

        Raises WorkspaceError if the folder holds something else, or was written by a newer version.
        """
        folder = Path(folder)
        path = folder / "zhitu.json"
        if not path.exists():
            if not create:
                raise WorkspaceError(str(folder), "这里还没有工作区。", "先用 zhitu add 加入报告，或用 -w 指定工作区。")
            if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
                raise WorkspaceError(str(folder), "这个位置已有别的内容。", "请换一个空文件夹作为工作区。")
            try:
                (folder / "generations").mkdir(parents=True)
                _write_atomically(path, json.dumps({"format": FORMAT, "base_iri": ID_BASE, "model": None}, indent=1))
            except OSError as error:
                raise WorkspaceError(
                    str(folder), f"工作区建不起来（{error.strerror}）。", "请换一个可写的位置。"
                ) from error
        try:
            settings = json.loads(path.read_text(encoding="utf-8"))
            version = settings["format"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise WorkspaceError(
                str(path), "工作区的设置文件读不出来。", "请从备份恢复，或换一个文件夹重建。"
            ) from error
        if version > FORMAT:
            raise WorkspaceError(str(folder), f"工作区由更新的版本写成（格式 {version}）。", "请升级 zhitu。")
        return cls(folder, settings)

    @property
    def base_iri(self) -> str:
        base: str = self.settings["base_iri"]
        return base

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder that this workspace's index was built with."""
        from search.encoders import load_encoder

        return load_encoder(self.settings.get("model"))

    @property
    def generation(self) -> Generation | None:
        """The published state; None while nothing was ever added. Picked up anew when a writer has published."""
        try:
            name = (self.folder / "current").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        if self._generation is None or self._generation.folder.name != name:
            self._generation = Generation(self.folder / "generations" / name, self)
        return self._generation

    def published(self) -> Generation:
        """The published state. Raises WorkspaceError while nothing was ever added."""
        generation = self.generation
        if generation is None:
            raise WorkspaceError(str(self.folder), "工作区里还没有报告。", "先用 zhitu add 加入报告。")
        return generation

    @property
    def store(self) -> Store:
        """The published graphs, read-only."""
        return self.published().store

    @property
    def index(self) -> SearchIndex:
        """The published search index, read-only."""
        return self.published().index

    # --- writing --------------------------------------------------------------------------------------------

    @contextmanager
    def _writing(self, *, encoder: Encoder | None = None) -> Iterator[Draft]:
        """A copy of the current generation to change; published when the block ends without an exception.

        The index is built anew with `encoder` if one is given, and with the workspace's own where the published index
        cannot be used: damaged, of another version, or built with an earlier bundled encoder.
        """
        from filelock import FileLock, Timeout

        from zhitu.aligning import align_draft

        lock = FileLock(str(self.folder / "lock"), timeout=LOCK_SECONDS)
        try:
            lock.acquire()
        except Timeout as error:
            raise WorkspaceBusy(str(self.folder), "另一个程序正在写入这个工作区。", "请稍后再试。") from error
        try:
            generations = self.folder / "generations"
            current = self.generation
            number = int(current.folder.name[1:]) + 1 if current else 1
            target = generations / f"g{number:06d}"
            for stray in generations.iterdir():  # what a killed writer left behind
                if current is None or stray.name > current.folder.name:
                    shutil.rmtree(stray)
            target.mkdir()
            if current:
                current.store.copy_to(target / "store")
            store = Store.open(target / "store")
            manifest = Manifest.read(current.folder / "manifest.json") if current else Manifest()
            index = self._index_for(current, target / "index", store, manifest, encoder)
            draft = Draft(target, store, index, manifest)
            del store, index
            try:
                self._load_ontology(draft)
                yield draft
                align_draft(
                    draft,
                    current.folder if current else None,
                    self.base_iri,
                    self.review_graph,
                    encoder or self.encoder,
                )
                draft.index.commit(draft.manifest.state())
                draft.index.close()
                draft.store.flush()
                draft.manifest.write(target / "manifest.json")
            except BaseException:
                del draft
                shutil.rmtree(target, ignore_errors=True)
                raise
            del draft
            _write_atomically(self.folder / "current", target.name + "\n")
            for old in sorted(generations.iterdir())[:-2]:  # the one before stays for readers that are in it
                shutil.rmtree(old, ignore_errors=True)
        finally:
            lock.release()

    def _index_for(
        self, current: Generation | None, folder: Path, store: Store, manifest: Manifest, encoder: Encoder | None
    ) -> SearchIndex:
        """The index of a draft: a fork of the current one, or one built from the store."""
        from search.corpus import passages_in
        from search.index import EncoderMismatch, IndexUnusable, SearchIndex

        if current and encoder is None:
            try:
                SearchIndex.fork(current.folder / "index", folder)
                return SearchIndex.open(folder, self.encoder)
            except (EncoderMismatch, IndexUnusable, OSError):
                shutil.rmtree(folder, ignore_errors=True)
        index = SearchIndex.create(folder, encoder or self.encoder)
        for iri in manifest.holdings:
            index.add(passages_in(store, iri))
        return index

    def _load_ontology(self, draft: Draft) -> None:
        from ontology.resources import function_files, ontology_files

        model = [path.read_bytes() for path in ontology_files()]
        functions = [path.read_bytes() for path in function_files()]
        digest = hashlib.sha256(b"\0".join([*model, *functions])).hexdigest()
        if draft.manifest.ontology != digest:
            draft.store.load_turtle(f"{self.base_iri}graph/ontology", model)
            draft.store.load_turtle(f"{self.base_iri}graph/functions", functions)
            draft.manifest.ontology = digest

    def add(
        self,
        files: Iterable[str | Path],
        *,
        department: str = "",
        year: int | None = None,
        kind: ReportKind | None = None,
        progress: Progress | None = None,
    ) -> Added:
        """Read the files (folders are searched) and hold each as one graph; all become visible together.

        A file whose bytes are held already is read again, so that rebuilding with a newer version works; the same
        bytes give the same graph. A file that cannot be read becomes a `Failure`; the others are added.
        """
        paths = expand(files)
        holdings: list[Holding] = []
        unchanged: list[Holding] = []
        failures: list[Failure] = []
        with self._writing() as draft:
            for number, path in enumerate(paths):
                if progress:
                    progress(number, len(paths), path.name)
                try:
                    report, data = self._build(path, draft, department, year, kind)
                except KgError as error:
                    failures.append(Failure(path.name, error))
                    continue
                holding, changed = self._put(draft, report, data)
                (holdings if changed else unchanged).append(holding)
            if progress:
                progress(len(paths), len(paths), "")
        return Added(tuple(holdings), tuple(unchanged), tuple(failures))

    def _build(
        self, path: Path, draft: Draft, department: str, year: int | None, kind: ReportKind | None
    ) -> tuple[Report, bytes]:
        from kg.pipeline import build_report
        from kg.reading import bytes_of, read_bytes
        from ontology.functions import load_scheme
        from search.encoders import similarity

        data = bytes_of(path)
        report = build_report(
            read_bytes(path.name, data),
            load_scheme(),
            department=department,
            year=year,
            kind=kind,
            similarity=similarity(self.encoder),
            review=lambda report, links: self._reviewed(draft, report, links),
        )
        return report, data

    def _place(self, draft: Draft, report: Report) -> tuple[str, str]:
        """The report's IRI, and that of the earlier document with its identity whose next version it is, or ""."""
        from kg.rdf import report_iri

        document = report.document
        version, revises = 1, ""
        iri = report_iri(report.identity, document.sha256, base=self.base_iri)
        while (
            (held := draft.manifest.holdings.get(iri))
            and held.sha256 != document.sha256
            and held.source != document.source
        ):
            version, revises = version + 1, iri
            iri = report_iri(report.identity, document.sha256, base=self.base_iri, version=version)
        return iri, revises

    def _put(self, draft: Draft, report: Report, data: bytes) -> tuple[Holding, bool]:
        """Hold the report, in place of what had its IRI; whether that changed anything."""
        from kg.rdf import graph_of
        from ontology.functions import load_scheme
        from search.corpus import passages_in

        identity, document = report.identity, report.document
        iri, revises = self._place(draft, report)
        graph = graph_of(report, iri, load_scheme(), base=self.base_iri, revises=revises)
        digest = graph.rsplit('"', 2)[1]
        holding = Holding(
            iri=iri,
            source=document.source,
            sha256=document.sha256,
            digest=digest,
            title=identity.title,
            kind=str(identity.kind),
            department=identity.department,
            year=identity.year,
            revises=revises,
            diagnostics=tuple(_diagnostic_line(one) for one in report.diagnostics),
        )
        if draft.manifest.holdings.get(iri) == holding:
            return holding, False
        self._keep_source(document.sha256, document.source, data)
        draft.store.replace({iri: graph})
        draft.index.add(passages_in(draft.store, iri))  # replaces what it holds of that report
        draft.manifest.holdings[iri] = holding
        return holding, True

    def _keep_source(self, sha256: str, name: str, data: bytes) -> None:
        home = self.folder / "sources" / sha256
        home.mkdir(parents=True, exist_ok=True)
        if not (home / name).exists():
            _write_atomically(home / name, data)

    def remove(self, report: str) -> Holding:
        """Remove the report (its IRI, source file name or title) and nothing else. Raises UnknownReport."""
        holding = self.find(report)
        with self._writing() as draft:
            draft.store.remove(holding.iri)
            draft.index.remove(holding.iri)
            del draft.manifest.holdings[holding.iri]
            shared = any(other.sha256 == holding.sha256 for other in draft.manifest.holdings.values())
        if not shared:  # after publishing: until then the report is still held
            shutil.rmtree(self.folder / "sources" / holding.sha256, ignore_errors=True)
        return holding

    def reindex(self, model: str | None = None) -> int:
        """Build the search index anew, with another encoder if `model` names one; returns the number of passages."""
        from search.encoders import load_encoder

        encoder = load_encoder(model) if model else self.encoder
        with self._writing(encoder=encoder):
            # Settings first: a reader that still sees the old index is told to try again, never given mixed vectors.
            if model:
                self.settings["model"] = model
                _write_atomically(self.folder / "zhitu.json", json.dumps(self.settings, ensure_ascii=False, indent=1))
                self.__dict__["encoder"] = encoder
        return len(self.index)

    # --- review ---------------------------------------------------------------------------------------------

    @property
    def review_graph(self) -> str:
        return f"{self.base_iri}graph/review"

    def decide(self, decision: Decision) -> None:
        """Record a person's decision on a link and apply it; it outranks the machine and survives rebuilds.

        Raises UnknownReport where no report holds the link's subject.
        """
        from kg.review import decision_triples, decisions_in

        with self._writing() as draft:
            rows = draft.store.select(f"SELECT DISTINCT ?r {{ <{decision.subject}> <{ZT.inReport}> ?r }} ORDER BY ?r")
            homes = [draft.manifest.holdings[row["r"]] for row in rows if row["r"] in draft.manifest.holdings]
            if not homes:
                raise UnknownReport(decision.subject, "工作区里没有这个实体。", "可用 zhitu review 查看待审的链接。")
            kept = [one for one in decisions_in(draft.store, self.review_graph) if one.link != decision.link]
            draft.store.replace({self.review_graph: decision_triples([*kept, decision], self.review_graph)})
            if decision.relation in (Relation.CONTINUES, Relation.VARIANT_OF):
                homes = []  # between reports: no report's own graph holds the link
            for holding in homes:
                source = self.folder / "sources" / holding.sha256 / holding.source
                kind = ReportKind(holding.kind)
                report, data = self._build(source, draft, holding.department, holding.year, kind)
                self._put(draft, report, data)

    def decisions(self) -> list[Decision]:
        """All decisions taken so far."""
        from kg.review import decisions_in

        return decisions_in(self.store, self.review_graph)

    def _reviewed(self, draft: Draft, report: Report, links: tuple[Link, ...]) -> tuple[Link, ...]:
        from kg.rdf import GraphWriter
        from kg.review import apply_decisions, decisions_in
        from ontology.functions import load_scheme

        decisions = decisions_in(draft.store, self.review_graph)
        if not decisions:
            return links
        iri, _ = self._place(draft, report)
        writer = GraphWriter(report, iri, load_scheme(), base=self.base_iri)
        return apply_decisions(links, decisions, writer.entity_iri)

    # --- reading --------------------------------------------------------------------------------------------

    def reports(self) -> list[Holding]:
        """The reports held, by department, year and IRI."""
        generation = self.generation
        if generation is None:
            return []
        return sorted(generation.manifest.holdings.values(), key=lambda h: (h.department, h.year or 0, h.iri))

    def find(self, report: str) -> Holding:
        """The one report with this IRI, file name or title, or with these words in one of them. Raises UnknownReport."""
        held = self.reports()
        exact = [h for h in held if report in (h.iri, h.source, h.title, h.sha256)]
        matches = exact or [h for h in held if report and any(report in name for name in (h.title, h.iri, h.source))]
        if len(matches) == 1:
            return matches[0]
        if matches:
            names = "、".join(h.source for h in matches[:5])
            raise UnknownReport(report, f"有 {len(matches)} 份报告符合：{names}。", "请给出完整的文件名或 IRI。")
        raise UnknownReport(report, "工作区里没有这份报告。", "可用 zhitu list 查看已有的报告。")

    def sparql(self, query: str) -> list[dict[str, str]]:
        """Solutions of a SELECT query over the union of all graphs; the standard prefixes need not be declared.

        `?x zt:matches "…"` searches by words and meaning: see `search.matches`.
        """
        return self.store.select(self.prepared(query))

    def prepared(self, query: str) -> str:
        """The query as any SPARQL 1.1 engine can run it: standard prefixes declared, `zt:matches` made VALUES."""
        from kg.sparql import with_prefixes

        query = with_prefixes(query)
        if "matches" not in query:  # plain SPARQL never opens the index
            return query
        from search.matches import rewrite

        return rewrite(query, self.index)

    def search(self, text: str, *, k: int = 10, filter: Filter | None = None) -> list[Hit]:
        """The passages nearest in words and meaning, best first."""
        from search.passages import Filter as AnyPassage

        return self.index.search(text, k=k, filter=filter or AnyPassage())

    def ask(self, question: str) -> Answer:
        """Answer a question in Chinese, with evidence and the SPARQL that produced the answer."""
        return self.asker.ask(question)

    def session(self) -> Session:
        """A conversation: `session.ask("那2021年呢")` takes from the question before what it does not say."""
        return self.asker.session()

    @property
    def asker(self) -> Asker:
        """Answers questions over the published generation; what it knows of the workspace is read once."""
        return self.published().asker

    def network(self, report: str | None = None) -> nx.MultiDiGraph[str]:
        """The graph for networkx: entities as nodes, links as edges with relation and confidence."""
        from kg.network import network_of

        return network_of(self.store, self.find(report).iri if report else None)

    def export(self, path: str | Path) -> Path:
        """Write the whole workspace to `path`, format by suffix (.nq .trig .ttl .nt .jsonld .rdf)."""
        from kg.store import GRAPH_FORMATS

        path = Path(path)
        suffix = path.suffix.lstrip(".").lower()
        if suffix not in GRAPH_FORMATS:
            raise WorkspaceError(
                path.name, "认不出导出的格式。", f"可用的后缀：{' '.join('.' + f for f in GRAPH_FORMATS)}。"
            )
        _write_atomically(path, self.store.export(GRAPH_FORMATS[suffix]))
        return path


def expand(files: Iterable[str | Path]) -> list[Path]:
    """Files as they are; folders as the reports below them, sorted. What does not exist is kept, to be reported."""
    found: list[Path] = []
    for given in map(Path, files):
        if given.is_dir():
            inside = (p for p in sorted(given.rglob("*")) if p.is_file() and p.suffix.lower() in READABLE_SUFFIXES)
            found.extend(p for p in inside if not p.name.startswith((".", "~$")))
        else:
            found.append(given)
    return list(dict.fromkeys(found))


def _diagnostic_line(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.code}（{diagnostic.severity}）：{diagnostic.message}"


def _write_atomically(path: Path, content: str | bytes) -> None:
    """Replace `path` in one step, on disk before it is visible."""
    data = content.encode() if isinstance(content, str) else content
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
