"""Files are not reports: one file may hold several reports, and one report may lie in several files.

`split` parts a collection (fifteen project reports bound together, the reports of a city's departments) at the titles
of its reports; `joined` puts the annexes of a report, sent as files of their own, behind it. Offsets stay those of each
document's own canonical text, and its map still leads back to the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from kg.identity import folded, identify, same_department, stated_department, title_start
from kg.model import (
    Block,
    BlockKind,
    Cell,
    Diagnostic,
    Document,
    Identity,
    OffsetMap,
    Part,
    ReportKind,
    Severity,
    Span,
)
from kg.numerals import leading_mark
from kg.outline import outline
from kg.tables import data_file

_SHORTEST = 120  # characters below a title that may be a report
_OPENING = 8  # blocks below a title among which a report begins
_NARRATIVE = 60  # characters of a paragraph that tells something
_FINISHED = re.compile(r"[。；;！]$")
_PAGE = re.compile(r"(?P<base>.+?)\s*(?:[_\-－—·.（(\[]|第)\s*(?P<number>\d{1,2})\s*[）)\]]?页?")


@dataclass(frozen=True, slots=True)
class Piece:
    """One report of a file, with what the collection says of it where it says nothing itself."""

    document: Document
    department: str = ""
    year: int | None = None


# --- several reports in one file ------------------------------------------------------------------------------


def split(document: Document) -> tuple[Piece, ...]:
    """The reports in a file, in order; the file itself where it holds one.

    A report begins at a title with a body of its own below it, and is another than the one before it only where it
    names another department, year, kind or project: the same title printed again is no new report.
    """
    starts = _beginnings(document)
    if len(starts) < 2:
        return (Piece(document),)
    ends = [*starts[1:], len(document.blocks)]
    whole = _identity(document)
    kept: list[tuple[int, int]] = []
    keys: list[tuple[object, ...]] = []
    for start, end in zip(starts, ends):
        key = _key(_slice(document, start, end, 0), whole)
        if keys and (key is None or key == keys[-1]):
            kept[-1] = (kept[-1][0], end)
        else:
            kept.append((start, end))
            keys.append(key or ())
    if len(kept) < 2:
        return (Piece(document),)
    cover = _identity(_slice(document, 0, starts[0], 0)) if starts[0] else whole
    said = Diagnostic("several-reports", f"文件里有 {len(kept)} 份报告，已逐份读取。", Severity.INFO)
    pieces = []
    for number, (start, end) in enumerate(kept, start=1):
        piece = _slice(document, start, end, number)
        own = _identity(piece)
        pieces.append(
            Piece(
                replace(piece, diagnostics=(*piece.diagnostics, said)),
                own.department or cover.department or whole.department,
                own.year or cover.year or whole.year,
            )
        )
    return tuple(pieces)


def _identity(document: Document) -> Identity:
    return identify(document, outline(document))


def _beginnings(document: Document) -> list[int]:
    """The blocks at which titles with a body below them begin."""
    lines = [folded(block.span.of(document.text)) if len(block.span) <= 80 else "。" for block in document.blocks]
    found: list[int] = []
    free = 0  # no title begins before this block
    for i, block in enumerate(document.blocks):
        if block.kind is BlockKind.CELL or leading_mark(block.span.of(document.text)):
            continue
        first = max(free, i - 4)
        start = title_start(lines[first : i + 1], i - first)
        if start is not None and _opens_report(document, i + 1):
            found.append(start + first)
            free = i + 1
    texts = [document.blocks[start].span.start for start in found] + [len(document.text)]
    return [start for start, here, there in zip(found, texts, texts[1:]) if there - here >= _SHORTEST]


def _opens_report(document: Document, index: int) -> bool:
    """Whether a report begins at a block: soon a first heading or a table stands below it."""
    for block in document.blocks[index : index + _OPENING]:
        if block.cell is not None:
            return block.cell.row == 0
        mark = leading_mark(block.span.of(document.text))
        if mark is not None:
            return mark.ordinal == 1
    return False


def _key(piece: Document, whole: Identity) -> tuple[object, ...] | None:
    """What tells a report from its neighbours; None where it names neither department nor project of its own."""
    own = _identity(piece)
    department = stated_department(piece, own.title)
    project = own.project if own.kind is ReportKind.PROJECT_EVALUATION else ""
    if not department and not project:
        return None
    return (department or whole.department, own.year or whole.year, own.kind, project)


def _slice(document: Document, start: int, end: int, number: int) -> Document:
    """Some blocks of a document as one of its own; its tables are counted anew."""
    blocks = document.blocks[start:end]
    begin, stop = blocks[0].span.start, blocks[-1].span.end
    first_table = next((block.cell.table for block in blocks if block.cell), 0)
    inside = Span(begin, stop)
    return replace(
        document,
        text=inside.of(document.text),
        blocks=tuple(_moved(block, -begin, -first_table) for block in blocks),
        offsets=_cut(document.offsets, begin, stop),
        diagnostics=tuple(
            replace(one, span=one.span.shifted(-begin)) if one.span else one
            for one in document.diagnostics
            if one.span is None or inside.contains(one.span)
        ),
        piece=number,
    )


def _moved(block: Block, by: int, tables: int) -> Block:
    cell = block.cell and Cell(block.cell.table + tables, block.cell.row, block.cell.column)
    return replace(block, span=Span(block.span.start + by, block.span.end + by), cell=cell)


def _cut(offsets: OffsetMap, begin: int, stop: int) -> OffsetMap:
    """The map of a stretch of text, counted from its beginning."""
    inside = [(s - begin, o) for s, o in zip(offsets.starts, offsets.originals) if begin < s < stop]
    starts, originals = zip((0, offsets.original(begin)), *inside)
    return OffsetMap(starts, originals)


# --- one report in several files ------------------------------------------------------------------------------


def is_annex(document: Document) -> bool:
    """Whether a file holds tables and no report: an indicator table that was sent beside the report it belongs to."""
    tells = any(
        block.cell is None and len(block.span) >= _NARRATIVE and _FINISHED.search(block.span.of(document.text))
        for block in document.blocks
    )
    return not tells and any(block.cell is not None for block in document.blocks)


def belongs(annex: Identity, report: Identity) -> bool:
    """Whether an annex names the department and year of a report; a project's table belongs to a project's report."""
    kinds = {annex.kind, report.kind}
    if ReportKind.PROJECT_EVALUATION in kinds and (len(kinds) > 1 or annex.project != report.project):
        return False
    return annex.year is not None and annex.year == report.year and same_department(annex.department, report.department)


def may_belong(annex: Identity, report: Identity) -> bool:
    """Whether an annex that does not say whose it is contradicts a report in nothing it says."""
    if ReportKind.PROJECT_EVALUATION in {annex.kind, report.kind}:
        return False
    years = annex.year is None or annex.year == report.year
    return years and (not annex.department or same_department(annex.department, report.department))


def names_annex(name: str) -> bool:
    """Whether a file's name or title says that it was sent with a report: 「2_附表」, 「绩效指标表」."""
    return any(word in name.lower() for word in data_file("identity")["annex"]["names"])


def page_of(name: str) -> tuple[str, int]:
    """The article that a file is a page of by its name, and which page; 0 where the name does not say.

    >>> page_of("t0815_1.html"), page_of("自评报告（2）.htm"), page_of("自评报告2023.html")
    (('t0815', 1), ('自评报告', 2), ('自评报告2023', 0))
    """
    stem = PurePath(name).stem
    match = _PAGE.fullmatch(stem)
    return (match["base"], int(match["number"])) if match else (stem, 0)


def goes_on(page: Document, first: Document) -> bool:
    """Whether a web page is a later page of the article of another: by name and title, and where it begins.

    Sites show long reports over several pages (t0815.html, t0815_1.html, t0815_2.html), each under the same title.
    """
    (base, number), (article, earlier) = page_of(page.source), page_of(first.source)
    if base != article or number <= earlier or page.media_type != first.media_type or len(page.blocks) < 2:
        return False
    titles = (folded(document.blocks[0].span.of(document.text)) for document in (page, first))
    return page.media_type == "text/html" and len(set(titles)) == 1 and not _opens_report(page, 1)


def joined(report: Document, annexes: Sequence[Document]) -> Document:
    """A report with its annexes behind it, as one document whose `parts` say which file each stretch is from.

    Later pages of a web article join in the same way, without the title that each of them prints again.
    """
    if not annexes:
        return report
    annexes = [_slice(one, 1, len(one.blocks), 0) if goes_on(one, report) else one for one in annexes]
    text, blocks, parts = "", [], []
    starts: list[int] = []
    originals: list[int] = []
    diagnostics: list[Diagnostic] = []
    tables = 0
    for document in (report, *annexes):
        text += "\n" if text else ""
        by = len(text)
        text += document.text
        blocks += [_moved(block, by, tables) for block in document.blocks]
        parts.append(Part(document.source, document.sha256, document.media_type, Span(by, len(text))))
        starts += [start + by for start in document.offsets.starts]
        originals += document.offsets.originals
        diagnostics += [replace(one, span=one.span.shifted(by)) if one.span else one for one in document.diagnostics]
        tables += 1 + max((block.cell.table for block in document.blocks if block.cell), default=-1)
    return replace(
        report,
        text=text,
        blocks=tuple(blocks),
        offsets=OffsetMap(tuple(starts), tuple(originals)),
        diagnostics=tuple(diagnostics),
        parts=tuple(parts),
    )
