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
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import QueryError, UnknownReport, WorkspaceBusy, WorkspaceError
from kg.model import Relation, ReportKind
from kg.store import Store
from ontology import ID_BASE, ZT
from zhitu.holdings import FORMAT, Added, Holding, Manifest, write_atomically

if TYPE_CHECKING:
    import networkx as nx

    from kg.analysis import Analysis
    from kg.review import Decision
    from search.answer import Answer, Asker, Session
    from search.encoders import Encoder
    from search.index import SearchIndex
    from search.passages import Filter, Hit
    from search.showing import Rows
    from zhitu.card import Card
    from zhitu.tables import Table
    from zhitu.timelines import Timeline
    from zhitu.years import Comparison, Continuing

LOCK_SECONDS = 10
Progress = Callable[[int, int, str], None]
"""Called with: files done, files in all, name of the file that comes next ("" at the end)."""


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

        index = SearchIndex.open(self.folder / "index", self.workspace.encoder)
        options = self.workspace.settings.get("model_options", {})
        index.reranker_options = {name: value for name, value in options.items() if name != "query_prompt"}
        return index

    @cached_property
    def network(self) -> nx.MultiDiGraph[str]:
        """The whole network, for reading only: `Workspace.network` gives a copy of one's own."""
        from kg.network import network_of

        return network_of(self.store)

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
    realign: bool = False  # what continues over the years is computed anew, also where no report changed


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
                write_atomically(path, json.dumps({"format": FORMAT, "base_iri": ID_BASE, "model": None}, indent=1))
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

        return load_encoder(self.settings.get("model"), **self.settings.get("model_options", {}))

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
            write_atomically(self.folder / "current", target.name + "\n")
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
        index = SearchIndex.create(folder, encoder or self.encoder, reranker=self.settings.get("rerank", ""))
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
        files: str | Path | Iterable[str | Path],
        *,
        department: str = "",
        year: int | None = None,
        kind: ReportKind | None = None,
        progress: Progress | None = None,
    ) -> Added:
        """Read the files (folders and zip archives are searched) and hold each report as one graph, all visible together.

        A file whose bytes are held already is read again, so that rebuilding with a newer version works; the same
        bytes give the same graph. A file that cannot be read becomes a `Failure`; the others are added. What belongs
        together is put together: see `zhitu.intake`.
        """
        from zhitu.intake import Intake
        from zhitu.sources import gather

        with ExitStack() as open_archives, self._writing() as draft:
            sources = gather(files, open_archives)
            intake = Intake(self, draft, department=department, year=year, kind=kind)
            for number, source in enumerate(sources):
                if progress:
                    progress(number, len(sources), source.name)
                intake.take(source)
            intake.finish()
            if progress:
                progress(len(sources), len(sources), "")
        self._forget_sources(intake.dropped)
        return intake.added()

    def _forget_sources(self, dropped: Iterable[str]) -> None:
        """Delete sources by sha256, unless a published report still has them. Only after publishing."""
        held = {sha256 for holding in self.reports() for _, sha256 in holding.files}
        for sha256 in dropped:
            if sha256 not in held:
                shutil.rmtree(self.folder / "sources" / sha256, ignore_errors=True)

    def remove(self, report: str) -> Holding:
        """Remove the report (its IRI, source file name or title) and nothing else. Raises UnknownReport."""
        holding = self.find(report)
        with self._writing() as draft:
            draft.store.remove(holding.iri)
            draft.index.remove(holding.iri)
            del draft.manifest.holdings[holding.iri]
        self._forget_sources(sha256 for _, sha256 in holding.files)
        return holding

    def reindex(self, model: str | None = None, *, rerank: str | None = None, **options: Any) -> int:
        """Build the search index anew; returns the number of passages.

        `model` names another encoder (`zhitu-static` the bundled one), with the options of `load_encoder`; `rerank` a
        cross-encoder that orders the best passages of every search anew, "" none. What is None stays as it is.
        """
        from search.encoders import load_encoder, load_reranker

        given = {name: value for name, value in options.items() if value is not None}
        settings = dict(self.settings)
        if model:
            settings |= {"model": model, "model_options": given}
        elif given:
            settings["model_options"] = settings.get("model_options", {}) | given
        if rerank is not None:
            settings["rerank"] = rerank
            if rerank:
                load_reranker(rerank)  # what cannot be loaded is told now, not at the first question
        encoder = load_encoder(settings.get("model"), **settings.get("model_options", {}))
        self.settings = settings
        try:
            with self._writing(encoder=encoder):
                # Settings first: a reader that still sees the old index is told to try again, never given mixed vectors.
                write_atomically(self.folder / "zhitu.json", json.dumps(settings, ensure_ascii=False, indent=1))
                self.__dict__["encoder"] = encoder
        except BaseException:
            self.settings = json.loads((self.folder / "zhitu.json").read_text(encoding="utf-8"))
            self.__dict__.pop("encoder", None)
            raise
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
        from zhitu.intake import Intake

        with self._writing() as draft:
            rows = draft.store.select(f"SELECT DISTINCT ?r {{ <{decision.subject}> <{ZT.inReport}> ?r }} ORDER BY ?r")
            homes = [draft.manifest.holdings[row["r"]] for row in rows if row["r"] in draft.manifest.holdings]
            if not homes:
                raise UnknownReport(decision.subject, "工作区里没有这个实体。", "可用 zhitu review 查看待审的链接。")
            kept = [one for one in decisions_in(draft.store, self.review_graph) if one.link != decision.link]
            draft.store.replace({self.review_graph: decision_triples([*kept, decision], self.review_graph)})
            if decision.relation in (Relation.CONTINUES, Relation.VARIANT_OF):
                homes = []  # between reports: no report's own graph holds the link
            intake = Intake(self, draft)
            for holding in homes:
                intake.rebuild(holding)

    def decisions(self) -> list[Decision]:
        """All decisions taken so far."""
        from kg.review import decisions_in

        return decisions_in(self.store, self.review_graph)

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
        exact = [h for h in held if report in (h.iri, h.source, h.title, h.sha256, *(name for name, _ in h.annexes))]
        matches = exact or [h for h in held if report and any(report in name for name in (h.title, h.iri, h.source))]
        if len(matches) == 1:
            return matches[0]
        if matches:
            names = "、".join(h.source for h in matches[:5])
            raise UnknownReport(report, f"有 {len(matches)} 份报告符合：{names}。", "请给出完整的文件名或 IRI。")
        raise UnknownReport(report, "工作区里没有这份报告。", "可用 zhitu list 查看已有的报告。")

    def sparql(self, query: str) -> Rows:
        """Solutions of a SELECT query over the union of all graphs; the standard prefixes need not be declared.

        `?x zt:matches "…"` searches by words and meaning: see `search.matches`. The result is a list of rows
        (variable → value) that notebooks show as a table; `.frame()` makes it a pandas frame.
        """
        from kg.store import Solutions
        from search.showing import Rows

        found = self.store.run(self.prepared(query))
        if not isinstance(found, Solutions):
            raise QueryError("SPARQL", "这里需要 SELECT 查询。")
        return Rows(found.variables, found.rows)

    def table(self, name: str, *, report: str | None = None) -> Table:
        """The things of a class ("Outcome", "Observation" …) as a table, of one report or of all; see `zhitu.tables`."""
        from zhitu.tables import Table, columns_of, tables_of

        columns = columns_of(name)
        home = self.find(report).iri if report else None
        return next(tables_of(self.store, home, only=[name]), Table(name, columns, ()))

    def card(self, iri: str) -> Card:
        """All that is known of one thing: text, evidence, relations. Raises UnknownEntity."""
        from zhitu.card import card

        return card(self.store, iri)

    def analyse(self, report: str | None = None) -> Analysis:
        """What the network of a report, or of all, shows: see `kg.analysis`."""
        from kg.analysis import analyse

        return analyse(self.network(report))

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

    # --- years ----------------------------------------------------------------------------------------------

    def align(self) -> list[Continuing]:
        """Compute anew what continues from year to year, and count it: a line a department with several years."""
        from zhitu.years import continuing

        with self._writing() as draft:
            draft.realign = True
        del draft  # closes the store that was written, before it is read
        return continuing(self)

    def compare(self, department: str, first: int, second: int) -> Comparison:
        """What changed in a department's duties, tasks, problems, money and indicators. Raises UnknownReport."""
        from zhitu.years import compare

        return compare(self, department, first, second)

    def timeline(self, subject: str, *, department: str = "") -> Timeline:
        """An indicator, project, duty, task or problem over the years, by name or IRI. Raises UnknownReport."""
        from zhitu.timelines import timeline

        return timeline(self, subject, department=department)

    def network(self, report: str | None = None) -> nx.MultiDiGraph[str]:
        """The graph for networkx: entities as nodes, links as edges with relation and confidence."""
        from kg.network import network_of

        return network_of(self.store, self.find(report).iri if report else None)

    def export(self, path: str | Path, *, report: str | None = None, format: str | None = None) -> Path:
        """Write the workspace, or one report (IRI, file name, words of its title), to `path` for other tools.

        The format is told by the suffix of `path` or by its name: see `zhitu.exports.FORMATS`. Raises WorkspaceError.
        """
        from zhitu.exports import write

        return write(self, Path(path), report=self.find(report).iri if report else None, format=format)
