"""One `add`: files in, reports held. Files are not reports, so what belongs together is found out first.

A file with several reports makes several; the pages of one web article make one. A file of tables waits until all
others are in; it becomes part of the report whose department and year it names, of the only report beside it if it
names none and says it is an annex, or a report of its own. The same text in another file is added once, from the format that keeps most. Only a different document
with the same identity becomes a second version. None of this depends on the order in which files come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from kg.errors import KgError, UnreadableFile
from kg.identity import identify
from kg.model import Diagnostic, Document, Identity, Link, Report, ReportKind
from kg.outline import outline
from kg.parts import Piece, belongs, goes_on, is_annex, joined, may_belong, names_annex, page_of, split
from kg.rdf import GraphWriter, graph_of, report_iri
from kg.sameness import same_text
from ontology.functions import load_scheme
from zhitu.holdings import Added, Aside, Failure, Holding, write_atomically

if TYPE_CHECKING:
    from zhitu.sources import Source
    from zhitu.workspace import Draft, Workspace

_KEEPS_MOST = (
    ".docx",
    ".doc",
    ".wps",
    ".odt",
    ".rtf",
    ".html",
    ".htm",
    ".mhtml",
    ".mht",
    ".md",
    ".txt",
    ".xlsx",
    ".csv",
)


@dataclass(frozen=True, slots=True)
class _File:
    """A file that was read: the report or annex in it, its bytes, and the folder it lies in."""

    piece: Piece
    data: bytes
    home: str

    @property
    def document(self) -> Document:
        return self.piece.document


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a report goes: its IRI, whose next version it is, and the holding there with the same text."""

    iri: str
    revises: str = ""
    twin: Holding | None = None


class Intake:
    """Takes files into the draft of a workspace. `department`, `year` and `kind` outrank what the files say."""

    def __init__(
        self,
        workspace: Workspace,
        draft: Draft,
        *,
        department: str = "",
        year: int | None = None,
        kind: ReportKind | None = None,
    ) -> None:
        self.workspace = workspace
        self.held = draft.manifest.holdings
        self.draft = draft
        self.department, self.year, self.kind = department, year, kind
        self.dropped: set[str] = set()  # sha256 of sources that a report no longer has
        self._changed: dict[str, bool] = {}  # IRI → whether it was added or changed, in the order of the files
        self._failures: list[Failure] = []
        self._annexes: list[tuple[str, str]] = []  # file name → IRI
        self._duplicates: list[tuple[str, str]] = []
        self._waiting: list[_File] = []
        self._homes: dict[str, set[str]] = {}  # folder → IRIs of the reports from it

    def take(self, source: Source) -> None:
        """Add the reports of a file; a file of tables waits for `finish`. What cannot be read becomes a failure."""
        from kg.reading import read_bytes

        with self._failing_alone(source.name):
            data = source.load()
            pieces = split(read_bytes(source.name, data))
            files = [_File(piece, data, source.home) for piece in pieces]
            if len(files) == 1 and (is_annex(files[0].document) or _may_go_on(files[0].document)):
                self._waiting.append(files[0])
                return
            for file in files:
                self._add(file)

    def finish(self) -> None:
        """Put the waiting annexes, and the later pages of web articles, to their reports."""
        found: dict[str, list[_File]] = {}
        for file in sorted(self._waiting, key=_in_order):
            report = self._report_of(file)
            if report is not None:
                found.setdefault(report.iri, []).append(file)
                continue
            with self._failing_alone(file.document.source):
                self._add(file)
        for iri, files in found.items():
            with self._failing_alone("、".join(file.document.source for file in files)):
                self._join(self.held[iri], files)
        self._waiting.clear()

    @contextmanager
    def _failing_alone(self, source: str) -> Iterator[None]:
        """What goes wrong with a file becomes a failure, and the others are added."""
        try:
            yield
        except KgError as error:
            self._failures.append(Failure(source, error))
        except Exception as error:  # a fault of ours in one file must not lose the others
            what = f"处理时出了意外的错误（{type(error).__name__}：{error}）。"
            failure = UnreadableFile(source, what, "请把文件和这条信息发给开发者。")
            failure.__cause__ = error
            self._failures.append(Failure(source, failure))

    def added(self) -> Added:
        """What became of the files; after publishing."""
        return Added(
            tuple(self.held[iri] for iri, changed in self._changed.items() if changed),
            tuple(self.held[iri] for iri, changed in self._changed.items() if not changed),
            tuple(self._failures),
            tuple(Aside(source, self.held[iri]) for source, iri in self._annexes),
            tuple(Aside(source, self.held[iri]) for source, iri in self._duplicates),
        )

    def rebuild(self, holding: Holding) -> None:
        """Build a held report anew from its sources."""
        main, *annexes = self._files_of(holding)
        self._put(_Place(holding.iri, holding.revises), main, annexes, holding.identity)

    # --- reports --------------------------------------------------------------------------------------------

    def _identity(self, piece: Piece) -> Identity:
        document = piece.document
        return identify(
            document,
            outline(document),
            department=self.department or piece.department,
            year=self.year if self.year is not None else piece.year,
            kind=self.kind,
        )

    def _add(self, file: _File) -> None:
        document = file.document
        identity = self._identity(file.piece)
        place = self._place(identity, document)
        self._homes.setdefault(file.home, set()).add(place.iri)
        if place.twin and not self._outranks(document, place.twin):
            self._duplicates.append((document.source, place.iri))
            return
        before = self.held.get(place.iri)
        annexes = self._files_of(before)[1:] if before and not before.tables_only else []
        tables = [] if is_annex(document) else self._tables_of(identity)
        self._put(place, file, [*annexes, *tables], identity)
        self._annexes += [(table.document.source, place.iri) for table in tables]
        if place.twin:
            self._duplicates.append((place.twin.source, place.iri))

    def _place(self, identity: Identity, document: Document) -> _Place:
        """Where the report goes: in place of what is held from its file, or as the next version of its identity."""
        version, revises = 1, ""
        while True:
            iri = report_iri(
                identity, document.sha256, base=self.workspace.base_iri, version=version, piece=document.piece
            )
            held = self.held.get(iri)
            if held is None:
                return self._nameless_twin(identity, document) or _Place(iri, revises)
            if held.piece == document.piece and held.source == document.source:
                return _Place(iri, revises)
            if held.tables_only and not is_annex(document):
                return _Place(iri, revises)
            if self._is_twin(document, held):
                return _Place(iri, revises, held)
            version, revises = version + 1, iri

    def _nameless_twin(self, identity: Identity, document: Document) -> _Place | None:
        """Reports that do not say whose they are have IRIs of their own; the same text is found by the title."""
        if identity.department and identity.year is not None:
            return None
        key = (identity.department, identity.year, identity.kind, identity.title)
        for held in self.held.values():
            same = (held.department, held.year, held.kind, held.title) == key
            if (
                same
                and (held.source, held.piece) != (document.source, document.piece)
                and self._is_twin(document, held)
            ):
                return _Place(held.iri, held.revises, held)
        return None

    def _is_twin(self, document: Document, held: Holding) -> bool:
        if (held.sha256, held.piece) == (document.sha256, document.piece):
            return True
        try:
            other = self._files_of(held)[0].document
        except KgError:  # the kept source was lost: nothing to compare with
            return False
        return same_text(
            document.text,
            other.text,
            same_format=document.media_type == other.media_type,
            read_from_picture=document.ocr_confidence is not None or other.ocr_confidence is not None,
        )

    @staticmethod
    def _outranks(document: Document, held: Holding) -> bool:
        """Whether of two files with one text this is the one to keep: whatever came first, the same one stays."""

        def rank(source: str, sha256: str, confidence: float | None) -> tuple[bool, int, str, str]:
            suffix = PurePath(source).suffix.lower()
            order = _KEEPS_MOST.index(suffix) if suffix in _KEEPS_MOST else len(_KEEPS_MOST)
            return confidence is not None, order, source, sha256

        mine = rank(document.source, document.sha256, document.ocr_confidence)
        return mine < rank(held.source, held.sha256, held.ocr_confidence)

    # --- annexes --------------------------------------------------------------------------------------------

    def _report_of(self, file: _File) -> Holding | None:
        """The held report that a file of tables is an annex of, or a page of a web article goes on with."""
        reports = [held for _, held in sorted(self.held.items()) if not held.tables_only]
        known = [held for held in reports if (file.document.source, file.document.sha256) in held.annexes]
        beside = self._homes.get(file.home, set())
        named = known or [held for held in reports if held.iri in beside and self._goes_on(file, held)]
        if not named and not is_annex(file.document):
            return None
        annex = self._identity(file.piece)
        named = named or [held for held in reports if belongs(annex, held.identity)]
        if named:
            return next((held for held in named if held.iri in beside), named[0])
        if len(beside) != 1 or (annex.department and annex.year is not None):
            return None
        (iri,) = beside
        report = self.held[iri]
        says_so = names_annex(PurePath(file.document.source).stem) or names_annex(annex.title)
        return report if says_so and may_belong(annex, report.identity) else None

    def _goes_on(self, file: _File, held: Holding) -> bool:
        """Whether a file is a later page of the article that a held report was read from."""
        document = file.document
        if not _may_go_on(document) or page_of(held.source)[0] != page_of(document.source)[0]:
            return False
        first = self._files_of(held)[0].document
        return goes_on(document, first) and not self._is_twin(document, held)

    def _tables_of(self, identity: Identity) -> list[_File]:
        """Files of tables that came before their report, taken out of the draft as reports of their own."""
        found = [held for held in self.held.values() if held.tables_only and belongs(held.identity, identity)]
        files = []
        for held in found:
            files.append(self._files_of(held)[0])
            self._remove(held)
        return files

    def _join(self, report: Holding, files: Sequence[_File]) -> None:
        main, *annexes = self._files_of(report)
        for file in files:
            document = file.document
            kept = [one for one in annexes if one.document.source != document.source]
            if any(same_text(document.text, one.document.text) for one in kept):
                self._duplicates.append((document.source, report.iri))
                continue
            annexes = [*kept, file]
            self._annexes.append((document.source, report.iri))
        self._put(_Place(report.iri, report.revises), main, annexes, report.identity)

    # --- holding --------------------------------------------------------------------------------------------

    def _files_of(self, holding: Holding) -> list[_File]:
        """What the workspace keeps of a held report: its file, then its annexes. Raises UnreadableFile."""
        from kg.reading import bytes_of, read_bytes

        files = []
        for number, (source, sha256) in enumerate(holding.files):
            data = bytes_of(self.workspace.folder / "sources" / sha256 / source)
            document = read_bytes(source, data)
            if number == 0 and holding.piece:
                pieces = {piece.document.piece: piece.document for piece in split(document)}
                document = pieces.get(holding.piece, document)
            piece = Piece(document, holding.department, holding.year)
            files.append(_File(piece, data, ""))
        return files

    def _put(self, place: _Place, main: _File, annexes: Sequence[_File], identity: Identity) -> None:
        """Build the report, with its annexes by name, and hold it in place of what had its IRI."""
        from search.corpus import passages_in

        ordered = sorted(annexes, key=_in_order)
        document = joined(main.document, [file.document for file in ordered])
        report = self._build(document, place.iri, identity)
        graph = graph_of(report, place.iri, load_scheme(), base=self.workspace.base_iri, revises=place.revises)
        holding = Holding(
            iri=place.iri,
            source=document.source,
            sha256=document.sha256,
            digest=graph.rsplit('"', 2)[1],
            title=report.identity.title,
            kind=str(report.identity.kind),
            department=report.identity.department,
            year=report.identity.year,
            revises=place.revises,
            diagnostics=tuple(map(_said, report.diagnostics)),
            project=report.identity.project,
            piece=document.piece,
            annexes=tuple((file.document.source, file.document.sha256) for file in ordered),
            tables_only=is_annex(main.document),
            ocr_confidence=document.ocr_confidence,
        )
        before = self.held.get(place.iri)
        self._changed[place.iri] = self._changed.get(place.iri, False) or before != holding
        if before == holding:
            return
        for file in (main, *ordered):
            self._keep_source(file)
        if before:
            self.dropped |= {sha256 for _, sha256 in before.files}
        self.draft.store.replace({place.iri: graph})
        self.draft.index.add(passages_in(self.draft.store, place.iri))  # replaces what it holds of that report
        self.held[place.iri] = holding

    def _build(self, document: Document, iri: str, identity: Identity) -> Report:
        from kg.pipeline import build_report
        from search.encoders import similarity

        return build_report(
            document,
            load_scheme(),
            department=identity.department,
            year=identity.year,
            kind=identity.kind,
            similarity=similarity(self.workspace.encoder),
            review=lambda report, links: self._reviewed(iri, report, links),
        )

    def _reviewed(self, iri: str, report: Report, links: tuple[Link, ...]) -> tuple[Link, ...]:
        from kg.review import apply_decisions, decisions_in

        decisions = decisions_in(self.draft.store, self.workspace.review_graph)
        if not decisions:
            return links
        writer = GraphWriter(report, iri, load_scheme(), base=self.workspace.base_iri)
        return apply_decisions(links, decisions, writer.entity_iri)

    def _keep_source(self, file: _File) -> None:
        home = self.workspace.folder / "sources" / file.document.sha256
        home.mkdir(parents=True, exist_ok=True)
        if not (home / file.document.source).exists():
            write_atomically(home / file.document.source, file.data)

    def _remove(self, holding: Holding) -> None:
        self.draft.store.remove(holding.iri)
        self.draft.index.remove(holding.iri)
        del self.held[holding.iri]
        self._changed.pop(holding.iri, None)
        self.dropped |= {sha256 for _, sha256 in holding.files}


def _may_go_on(document: Document) -> bool:
    return document.media_type == "text/html" and page_of(document.source)[1] > 0


def _in_order(file: _File) -> tuple[str, int, str, str]:
    """Annexes by name, pages by number: page 10 comes after page 2."""
    return (*page_of(file.document.source), file.document.source, file.document.sha256)


def _said(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.code}（{diagnostic.severity}）：{diagnostic.message}"
