"""Reader of Word documents (.docx), as Word prints them.

Automatic numbers become part of the text, because duties and tasks are told apart by them; deleted revisions, field
codes, hidden text, notes, headers and footers do not, nor does a table of contents. The original offsets count the
concatenation of all paragraphs in document order, joined by line breaks, numbers included.
"""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg.errors import KgError, OversizedFile, UnreadableFile
from kg.headings import LONGEST_HEADING
from kg.model import BlockKind, Cell, Diagnostic, Severity
from kg.reading.furniture import without_furniture
from kg.reading.lines import Line, add_line, printed_part
from kg.reading.numbering import Counters, Level
from kg.reading.reader import Draft
from kg.reading.rejoin import rejoin

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_EXPANDED = 200 * 1024 * 1024  # bytes of XML in one file; beyond this it is an archive made to do harm
_MOSTLY_PLAIN = 0.3  # share of the text below which what is bold stands out
_DEEPEST = 60  # levels of nested tables and boxes
_REMEDY = "请用 WPS 或 Word 打开，另存为新的 .docx 文件后再试。"

# Elements that hold others of their kind and print nothing themselves.
_WRAPPERS = frozenset(
    _W + name for name in ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "sdt", "sdtContent", "dir", "bdo")
)
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_TICKS = {"F0FE": "☑", "F052": "☑", "F0A8": "□", "F0A3": "□", "F06F": "□"}  # Wingdings and Wingdings 2
_NOT_PRINTED = ("PAGE", "NUMPAGES", "SECTIONPAGES", "TOC")  # fields whose result is page furniture


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph style says of outline level and list, its ancestors included."""

    level: int | None = None
    list_id: str | None = None
    depth: int | None = None
    list_style: str = ""  # the style that names the list
    contents: bool = False


@dataclass(slots=True)
class _Walk:
    """One pass over the body: where it stands, and what it has gathered."""

    styles: Mapping[str, _Style]
    default_style: str
    counters: Counters
    linked: Mapping[tuple[str, str], int]  # list and style → the level that the style stands for
    paged: bool
    boxes: bool  # take the text of text boxes too
    bold: bool = False  # bold tells headings from text here
    lines: list[Line] = dataclasses.field(default_factory=list)
    boxed: int = 0  # characters of text boxes passed by
    position: int = 0  # in the concatenation
    page: int = 1
    tables: int = 0
    gap: bool = False
    running: bool = False  # a paragraph of text has been seen: what is bold before it is the title
    balanced: bool = True  # every complex field that begins also ends
    fields: list[str] = dataclasses.field(default_factory=list)  # instructions of the complex fields that are open

    def field(self, mark: str | None) -> None:
        """A complex field begins or ends."""
        if mark == "begin":
            self.fields.append("")
        elif mark == "end" and self.fields:
            self.fields.pop()

    def hidden(self) -> bool:
        """Whether the text here is the result of a field that prints page furniture."""
        return self.balanced and any(_field_kind(instruction) in _NOT_PRINTED for instruction in self.fields)


def parse(name: str, data: bytes) -> Draft:
    """One block a paragraph, heading or paragraph of a table cell. Raises UnreadableFile where the file is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            expanded = sum(
                entry.file_size for entry in archive.infolist() if entry.filename.endswith((".xml", ".rels"))
            )
        if expanded > _EXPANDED:
            raise OversizedFile(name, f"解开后有 {expanded // 1024 // 1024} MB 文字数据。", "请拆分文件后再试。")
        return _parsed(data)
    except KgError:
        raise
    except Exception as error:  # damaged XML trips the libraries below in as many ways as there are elements
        raise UnreadableFile(name, "不是完好的 Word 文档。", _REMEDY) from error


def _parsed(data: bytes) -> Draft:
    import docx

    document = docx.Document(io.BytesIO(data))
    body = document.element.body
    walk = _walked(document, body, boxes=False)
    printed = sum(len(line.text) for line in walk.lines)
    diagnostics: tuple[Diagnostic, ...] = ()
    if walk.boxed > printed:  # the whole report stands in boxes, as converters from PDF make them
        walk = _walked(document, body, boxes=True)
    elif walk.boxed:
        message = f"文本框中的 {walk.boxed} 个字没有读入正文；如果是报告内容，请移到正文中。"
        diagnostics = (Diagnostic("text-boxes-left-out", message, Severity.INFO),)
    return Draft(MEDIA_TYPE, tuple(rejoin(without_furniture(walk.lines))), diagnostics)


def _walked(document: Any, body: Any, *, boxes: bool) -> _Walk:
    styles, default = _read_styles(document.styles.element)
    counters, linked = _read_numbering(document)
    paged = next(body.iter(_W + "lastRenderedPageBreak"), None) is not None
    marks = [mark.get(_W + "fldCharType") for mark in body.iter(_W + "fldChar")]
    balanced = marks.count("begin") == marks.count("end")
    walk = _Walk(
        styles, default, counters, linked, paged, boxes, _tells_by_bold(body, styles, default), balanced=balanced
    )
    _blocks(walk, body, None, 0)
    return walk


# --- definitions ----------------------------------------------------------------------------------------------


def _value(element: Any, path: str) -> str | None:
    """The `w:val` of the first element at a path of names below `element`; None where there is none."""
    found = element.find("/".join(_W + name for name in path.split("/"))) if element is not None else None
    return None if found is None else found.get(_W + "val")


def _number(text: str | None, default: int | None = None) -> int | None:
    try:
        return int(text) if text is not None else default
    except ValueError:
        return default


def _read_styles(root: Any) -> tuple[dict[str, _Style], str]:
    """Paragraph styles by id, each with what it inherits; and the id of the default one."""
    elements = {
        element.get(_W + "styleId") or "": element
        for element in root.iter(_W + "style")
        if element.get(_W + "type") == "paragraph"
    }
    default = next((id for id, element in elements.items() if element.get(_W + "default") in {"1", "true"}), "")
    return {id: _inherited(elements, id) for id in elements}, default


def _inherited(elements: Mapping[str, Any], id: str) -> _Style:
    level = depth = list_id = None
    list_style = ""
    contents = False
    seen: set[str] = set()
    while id in elements and id not in seen:
        seen.add(id)
        element = elements[id]
        named = (_value(element, "name") or "").lower().replace(" ", "")
        if level is None:
            level = _number(_value(element, "pPr/outlineLvl"))
            if level is None:
                level = _level_by_name(named)
        if list_id is None:
            list_id, list_style = _value(element, "pPr/numPr/numId"), id
        if depth is None:
            depth = _number(_value(element, "pPr/numPr/ilvl"))
        contents = contents or named.startswith(("toc", "目录"))
        id = _value(element, "basedOn") or ""
    return _Style(level if level is not None and level < 9 else None, list_id, depth, list_style, contents)


def _level_by_name(name: str) -> int | None:
    for word in ("heading", "标题"):
        if name.startswith(word) and name[len(word) :].isdecimal():
            return int(name[len(word) :]) - 1
    return None


def _read_numbering(document: Any) -> tuple[Counters, dict[tuple[str, str], int]]:
    """The lists of the document, and which of their levels styles stand for."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    try:
        root = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        return Counters({}, {}, {}), {}
    abstracts = {element.get(_W + "abstractNumId") or "": element for element in root.iter(_W + "abstractNum")}
    by_style = {style: id for id, element in abstracts.items() if (style := _value(element, "styleLink"))}
    levels: dict[str, dict[int, Level]] = {}
    definition: dict[str, str] = {}
    overrides: dict[str, dict[int, int]] = {}
    linked: dict[tuple[str, str], int] = {}
    for element in root.iter(_W + "num"):
        list_id = element.get(_W + "numId") or ""
        abstract = _value(element, "abstractNumId") or ""
        style = _value(abstracts.get(abstract), "numStyleLink")
        abstract = by_style.get(style or "", abstract)
        definition[list_id] = abstract
        own: dict[int, Level] = {}
        for level in abstracts[abstract].iter(_W + "lvl") if abstract in abstracts else ():
            _add_level(level, list_id, own, linked)
        for override in element.iter(_W + "lvlOverride"):
            depth = _number(override.get(_W + "ilvl"), 0) or 0
            start = _number(_value(override, "startOverride"))
            if start is not None:
                overrides.setdefault(list_id, {})[depth] = start
            for level in override.iter(_W + "lvl"):
                _add_level(level, list_id, own, linked)
        levels[list_id] = own
    return Counters(levels, definition, overrides), linked


def _add_level(element: Any, list_id: str, levels: dict[int, Level], linked: dict[tuple[str, str], int]) -> None:
    depth = _number(element.get(_W + "ilvl"), 0) or 0
    levels[depth] = Level(
        format=_value(element, "numFmt") or "decimal",
        pattern=_value(element, "lvlText") or "",
        start=_number(_value(element, "start"), 0) or 0,
        suffix=_value(element, "suff") or "tab",
        legal=element.find(_W + "isLgl") is not None,
        restart=_number(_value(element, "lvlRestart")),
    )
    if style := _value(element, "pStyle"):
        linked[list_id, style] = depth


# --- body -----------------------------------------------------------------------------------------------------


def _blocks(walk: _Walk, parent: Any, cell: Cell | None, depth: int) -> None:
    """The paragraphs and tables below `parent`, in document order."""
    for child in parent:
        if child.tag == _W + "p":
            _paragraph(walk, child, cell, depth)
        elif child.tag == _W + "tbl":
            _table(walk, child, cell, depth)
        elif child.tag in _WRAPPERS and not _is_contents(child):
            _blocks(walk, child, cell, depth)


def _is_contents(sdt: Any) -> bool:
    """A content control that holds the table of contents."""
    gallery = _value(sdt, "sdtPr/docPartObj/docPartGallery")
    return gallery == "Table of Contents"


def _table(walk: _Walk, table: Any, outer: Cell | None, depth: int) -> None:
    """The cells of a table, row by row; a merged cell once, a nested table within its cell under its own number.

    A table of a single cell is a frame around running text: its paragraphs are those of the body.
    """
    if depth > _DEEPEST:
        return
    rows = [row for row in _within(table, "tr") if row.find(f"{_W}trPr/{_W}del") is None]
    cells = [list(_within(row, "tc")) for row in rows]
    if len(cells) == 1 and len(cells[0]) == 1:
        _blocks(walk, cells[0][0], outer, depth + 1)
        return
    number = walk.tables
    walk.tables += 1
    for row, (element, row_cells) in enumerate(zip(rows, cells)):
        column = _number(_value(element, "trPr/gridBefore"), 0) or 0
        for cell in row_cells:
            merged = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merged is None or merged.get(_W + "val") == "restart":
                _blocks(walk, cell, Cell(number, row, column), depth + 1)
            column += max(_number(_value(cell, "tcPr/gridSpan"), 1) or 1, 1)
    walk.gap = True


def _within(parent: Any, name: str) -> Iterator[Any]:
    """Children of a name, also those inside wrappers."""
    for child in parent:
        if child.tag == _W + name:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _within(child, name)


def _paragraph(walk: _Walk, paragraph: Any, cell: Cell | None, depth: int) -> None:
    properties = paragraph.find(_W + "pPr")
    style_id = _value(properties, "pStyle") or walk.default_style
    style = walk.styles.get(style_id, _Style())
    boxes: list[Any] = []
    pieces = list(_printed(walk, paragraph, boxes))
    text = "".join(piece for piece, _ in pieces)
    if style.contents:
        return
    number = _list_number(walk, properties, style_id, style, text)
    if text.strip():
        page = next(page for piece, page in pieces if piece.strip())
        level = _number(_value(properties, "outlineLvl"), style.level)
        heading = level + 1 if level is not None and level < 9 and cell is None else None
        bold = walk.bold and walk.running and cell is None and _is_bold_heading(paragraph, text.strip())
        walk.running |= cell is None and not _is_bold(paragraph)
        _add(walk, number + text.lstrip("\n"), heading, page, cell, _is_indented(properties), bold=bold)
    else:
        walk.gap = True
    for box in boxes:
        if walk.boxes and depth <= _DEEPEST:
            _blocks(walk, box, cell, depth + 1)
        else:
            walk.boxed += sum(len((element.text or "").strip()) for element in box.iter(_W + "t"))


def _tells_by_bold(body: Any, styles: Mapping[str, _Style], default_style: str) -> bool:
    """Whether some paragraphs are bold and most of the text is not; where styles tell the headings, bold does not."""
    bold = plain = 0
    for paragraph in body.iter(_W + "p"):
        style = styles.get(_value(paragraph, "pPr/pStyle") or default_style, _Style())
        if _number(_value(paragraph, "pPr/outlineLvl"), style.level) is not None:
            return False
        length = sum(len(element.text or "") for element in paragraph.iter(_W + "t"))
        if _is_bold(paragraph):
            bold += length
        else:
            plain += length
    return 0 < bold < _MOSTLY_PLAIN * (bold + plain)


def _is_bold(paragraph: Any) -> bool:
    """Whether every run that prints something is bold."""
    runs = [run for run in paragraph.iter(_W + "r") if any((t.text or "").strip() for t in run.iter(_W + "t"))]
    marks = [run.find(f"{_W}rPr/{_W}b") for run in runs]
    return bool(runs) and all(mark is not None and mark.get(_W + "val") not in ("0", "false", "off") for mark in marks)


def _is_bold_heading(paragraph: Any, text: str) -> bool:
    """Whether a paragraph is a heading because it is bold, short and no sentence."""
    return len(text) <= LONGEST_HEADING and text[-1] not in "。；;：:，,、！？" and _is_bold(paragraph)


def _add(
    walk: _Walk, text: str, level: int | None, page: int, cell: Cell | None, indented: bool, *, bold: bool = False
) -> None:
    """The printed lines of one paragraph: soft line breaks part them, except within a heading or a cell's phrase."""
    kind = BlockKind.PARAGRAPH
    if cell:
        kind = BlockKind.CELL
    elif level is not None or bold:
        kind = BlockKind.HEADING
    lines: list[Line] = []
    for raw in text.split("\n"):
        part = printed_part(raw, walk.position)
        walk.position += len(raw) + 1
        if part is None:
            continue
        indent = 4 if indented and not lines else part[2]
        line = Line(
            part[0], part[1], indent, walk.gap, kind=kind, level=level, page=page if walk.paged else None, cell=cell
        )
        walk.gap = False
        add_line(lines, line)
    walk.lines += lines


def _is_indented(properties: Any) -> bool:
    """Whether a paragraph begins with an indent."""
    indent = properties.find(_W + "ind") if properties is not None else None
    if indent is None:
        return False
    return any((_number(indent.get(_W + name), 0) or 0) > 0 for name in ("firstLine", "firstLineChars"))


def _list_number(walk: _Walk, properties: Any, style_id: str, style: _Style, text: str) -> str:
    """The number that Word prints before a paragraph. An empty paragraph of a list is counted too, as Word does."""
    list_id = _value(properties, "numPr/numId")
    depth = _number(_value(properties, "numPr/ilvl"))
    if list_id is None:
        list_id = style.list_id
        if depth is None:
            depth = walk.linked.get((list_id or "", style.list_style), style.depth)
    deleted = properties is not None and properties.find(f"{_W}rPr/{_W}del") is not None
    if list_id in {None, "0"} or (deleted and not text.strip()):
        return ""
    if depth is None:
        depth = walk.linked.get((list_id or "", style_id), 0)
    return walk.counters.next(list_id or "", depth)


def _printed(walk: _Walk, parent: Any, boxes: list[Any]) -> Iterator[tuple[str, int]]:
    """The printed text below a paragraph or run in pieces, each with its page; text boxes met go to `boxes`."""
    for child in parent:
        if not isinstance(child.tag, str):
            continue  # a comment of the XML
        name = child.tag.removeprefix(_W)
        if child.tag == _W + "t":
            if not walk.hidden():
                yield child.text or "", walk.page
        elif child.tag == _W + "r":
            if not _is_hidden(child):
                yield from _printed(walk, child, boxes)
        elif child.tag in _WRAPPERS:
            yield from _printed(walk, child, boxes)
        elif name in _SIGNS:
            yield _SIGNS[name], walk.page
        elif name == "lastRenderedPageBreak":
            walk.page += 1
        elif name == "fldChar":
            walk.field(child.get(_W + "fldCharType"))
        elif name == "instrText":
            if walk.fields:
                walk.fields[-1] += child.text or ""
        elif name == "fldSimple":
            if _field_kind(child.get(_W + "instr") or "") not in _NOT_PRINTED:
                yield from _printed(walk, child, boxes)
        elif name == "sym":
            yield _symbol(child.get(_W + "char") or ""), walk.page
        elif name == "ruby":  # the base is the text, what stands above it is its pronunciation
            base = child.find(_W + "rubyBase")
            if base is not None:
                yield from _printed(walk, base, boxes)
        elif child.tag.startswith(_MATH):
            yield "".join(element.text or "" for element in child.iter(_MATH + "t")), walk.page
        elif name in {"drawing", "pict", "object"}:
            boxes += _boxes(child)
        elif child.tag == _MC + "AlternateContent":  # the same thing for newer and for older programs
            choice = child.find(_MC + "Choice")
            chosen = choice if choice is not None else child.find(_MC + "Fallback")
            if chosen is not None:
                yield from _printed(walk, chosen, boxes)


def _boxes(drawing: Any) -> list[Any]:
    """The text boxes of a drawing, without those inside another."""
    found = list(drawing.iter(_W + "txbxContent"))
    return [box for box in found if not any(outer in found for outer in box.iterancestors(_W + "txbxContent"))]


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(_W + "val") not in {"0", "false", "off"}


def _symbol(code: str) -> str:
    """A character of a symbol font: ticks and boxes as Unicode has them; others print nothing that can be read."""
    if code.upper() in _TICKS:
        return _TICKS[code.upper()]
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    return chr(number) if 0x20 <= number < 0xD800 else ""


def _field_kind(instruction: str) -> str:
    words = instruction.split(maxsplit=1)
    return words[0].upper() if words else ""
