"""Reader of web pages (.html, .htm, .mht), as they are saved from the sites of governments.

The article is found by `kg.reading.webpage`; here it becomes lines. Numbers that a browser prints before the items of an
ordered list become part of the text, blanks are joined as a browser joins them, and a table of data keeps its rows and
columns. The original offsets count the concatenation of all paragraphs in document order, joined by line breaks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kg.errors import UnreadableFile
from kg.model import BlockKind, Cell, Diagnostic, Severity
from kg.reading.encoding import decode
from kg.reading.furniture import without_furniture
from kg.reading.lines import Line, add_line, printed_part
from kg.reading.mhtml import is_mhtml, page_of
from kg.reading.numbering import printed
from kg.reading.patterns import patterns
from kg.reading.reader import Draft
from kg.reading.rejoin import rejoin
from kg.reading.web_patterns import web_patterns
from kg.reading.webpage import article, attachments, drop_unseen, is_data_table

MEDIA_TYPE = "text/html"

_EAST_ASIAN = "\u2e80-\u2fdf\u3000-\u9fff\uf900-\ufaff\uff01-\uffef\u2018-\u201d\u2026\u2014"
_BROKEN = re.compile(rf"(?<=[{_EAST_ASIAN}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{_EAST_ASIAN}])")
_BLANKS = re.compile("[ \t\r\n\f]+")
_INDENT = re.compile(r"text-indent\s*:\s*(?!0)\d*\.?\d+")
_PRE = re.compile(r"white-space\s*:\s*pre")
_PLAIN_LIST = re.compile(r"list-style[-\w]*\s*:[^;]*\bnone\b")
_LIST_STYLE = re.compile(r"list-style[-\w]*\s*:[^;]*?\b([a-z]+-[a-z-]+|decimal)\b")
_FORMATS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "decimal": "decimal",
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "cjk-ideographic": "chineseCounting",
    "cjk-decimal": "ideographDigital",
    "simp-chinese-informal": "chineseCounting",
    "trad-chinese-informal": "chineseCounting",
    "simp-chinese-formal": "chineseLegalSimplified",
    "cjk-heavenly-stem": "ideographTraditional",
}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LONGEST_HEADING = 60
_FAINT = 100  # characters under which a page has no article that could be a report
_REMEDY = "请在浏览器中打开网页，待正文显示后另存，或把正文复制到 .docx 文件，再试。"


@dataclass(slots=True)
class _List:
    """An ordered list that is open."""

    format: str
    next: int
    step: int = 1


@dataclass(slots=True)
class _Table:
    """A table of data that is open: where its next cell goes, and which places cells above reach down into."""

    number: int
    cell: Cell | None  # the cell around the table, where it is nested
    row: int = -1
    column: int = 0
    taken: dict[int, int] = field(default_factory=dict)  # column → row up to which a cell above reaches

    def place(self, element: Any) -> Cell:
        """Where a cell stands, after those before it in its row and beside those that reach down."""
        while self.taken.get(self.column, -1) >= self.row:
            self.column += 1
        wide, high = (min(max(_number(element.get(name), 1), 1), 1000) for name in ("colspan", "rowspan"))
        cell = Cell(self.number, self.row, self.column)
        for column in range(self.column, self.column + wide):
            self.taken[column] = self.row + high - 1
        self.column += wide
        return cell


def parse(name: str, data: bytes) -> Draft:
    """One block a paragraph, heading or paragraph of a table cell.

    Raises UnreadableFile where the page holds no text of its own: frames, or a script that loads it.
    """
    if is_mhtml(data):
        data = page_of(data)
        if not data:
            raise UnreadableFile(name, "保存的网页里没有网页正文。", _REMEDY)
    decoded = decode(name, data)
    lines, files = _read(name, decoded.text, hidden=True)
    if sum(len(line.text) for line in lines) < _FAINT:
        revealed, _ = _read(name, decoded.text, hidden=False)  # some sites hide the article until a script has run
        if sum(len(line.text) for line in revealed) > 2 * sum(len(line.text) for line in lines):
            lines = revealed
    if not lines:
        raise UnreadableFile(name, "网页里没有正文，可能由框架或脚本载入。", _REMEDY)
    diagnostics = decoded.diagnostics
    if files:
        message = f"网页另附有 {len(files)} 个文件：{'；'.join(files[:10])}。附件没有读入，需要时请下载后一并添加。"
        diagnostics += (Diagnostic("attachments-not-read", message, Severity.INFO),)
    return Draft(MEDIA_TYPE, tuple(rejoin(without_furniture(lines))), diagnostics)


def _read(name: str, text: str, *, hidden: bool) -> tuple[list[Line], list[str]]:
    """The lines of the article, and the files that it links to."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser)
    except etree.ParserError:  # nothing but comments
        return [], []
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):  # the rest would be missing
        raise UnreadableFile(name, "网页的标记层层嵌套过深，无法读全。", _REMEDY)
    titles = _titles(root)
    head = root.find("head")
    if head is not None:
        root.remove(head)
    drop_unseen(root, hidden=hidden)
    shown = _lines_of(etree, root, 40) if titles else []
    body = article(root)
    files = attachments(body)
    lines = _believable(_lines_of(etree, body))
    return _without_chrome(_with_title(lines, titles, shown)), files


# --- text -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Walk:
    """One pass over the article: what is open, and what has been gathered."""

    lines: list[Line] = field(default_factory=list)
    position: int = 0  # in the concatenation
    gap: bool = False
    parts: list[str] = field(default_factory=lambda: [""])  # of the paragraph so far, parted by <br>
    lists: list[_List | None] = field(default_factory=list)  # open lists; None for one without numbers
    tables: list[_Table] = field(default_factory=list)
    count: int = 0  # tables met
    cell: Cell | None = None
    level: int | None = None
    number: str = ""  # of a list item, before its text
    indented: bool = False
    preformatted: int = 0

    def text(self, text: str | None) -> None:
        if text:
            self.parts[-1] += text if self.preformatted else text.replace("\u2028", " ")

    def flush(self) -> None:
        """End the paragraph."""
        lines: list[Line] = []
        raws = [_collapsed(part) for part in self.parts]
        if self.preformatted:
            raws = [raw for part in self.parts for raw in part.split("\n")]
        if self.number and any(raw.strip() for raw in raws):
            raws = _numbered(raws, self.number)
            self.number = ""
        kind = BlockKind.CELL if self.cell else BlockKind.PARAGRAPH if self.level is None else BlockKind.HEADING
        for raw in raws:
            part = printed_part(raw, self.position)
            self.position += len(raw) + 1
            if part is None:
                self.gap = self.gap or len(raws) > 1 or "\u00a0" in raw
                continue
            indent = 4 if self.indented and not lines else part[2]
            line = Line(part[0], part[1], indent, self.gap, kind=kind, level=self.level, cell=self.cell)
            self.gap = False
            add_line(lines, line)
        self.lines += lines
        self.parts = [""]
        self.indented = False


def _collapsed(text: str) -> str:
    """Blanks as a browser prints them; a line break of the file between two Chinese characters prints nothing."""
    return _BLANKS.sub(" ", _BROKEN.sub("", text))


def _numbered(raws: Sequence[str], number: str) -> list[str]:
    """The number of a list item before its first text, unless the text says it itself."""
    first = next(index for index, raw in enumerate(raws) if raw.strip())
    text = raws[first].strip()
    return [*raws[:first], text if patterns().item.match(text) else number + text, *raws[first + 1 :]]


def _lines_of(etree: Any, root: Any, most: int | None = None) -> list[Line]:
    """The lines below an element; `most`: stop after so many."""
    walk = _Walk()
    inline = web_patterns().inline
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            if element.tag == "br":
                walk.parts.append("")
            elif element.tag not in inline:
                walk.flush()
                _enter(walk, element)
            walk.text(element.text)
        else:
            if element.tag not in inline and element.tag != "br":
                walk.flush()
                _leave(walk, element)
            if element is not root:
                walk.text(element.tail)
        if most is not None and len(walk.lines) >= most:
            break
    walk.flush()
    return walk.lines


def _enter(walk: _Walk, element: Any) -> None:
    tag, style = element.tag, element.get("style") or ""
    if tag in {"ol", "ul", "dir", "menu"}:
        walk.lists.append(_opened(element, style) if tag == "ol" else None)
    elif tag == "li":
        walk.number = _item_number(walk, element, style)
    elif tag == "table":
        data = is_data_table(element)
        walk.tables.append(_Table(walk.count if data else -1, walk.cell))
        walk.count += data
        walk.gap = True
    elif tag == "tr" and walk.tables:
        walk.tables[-1].row += 1
        walk.tables[-1].column = 0
    elif tag in {"td", "th"} and walk.tables and walk.tables[-1].number >= 0:
        walk.cell = walk.tables[-1].place(element)
    elif tag in _HEADINGS:
        walk.level = _HEADINGS[tag] if walk.cell is None else None
    elif tag == "hr":
        walk.gap = True
    if tag == "pre" or _PRE.search(style):
        walk.preformatted += 1
    if _INDENT.search(style):
        walk.indented = True


def _leave(walk: _Walk, element: Any) -> None:
    tag = element.tag
    if tag in {"ol", "ul", "dir", "menu"} and walk.lists:
        walk.lists.pop()
    elif tag == "li":
        walk.number = ""
    elif tag == "table" and walk.tables:
        walk.cell = walk.tables.pop().cell
        walk.gap = True
    elif tag in {"td", "th"} and walk.tables:
        walk.cell = walk.tables[-1].cell
    elif tag in _HEADINGS:
        walk.level = None
    if tag == "pre" or _PRE.search(element.get("style") or ""):
        walk.preformatted -= 1


def _opened(element: Any, style: str) -> _List | None:
    if _PLAIN_LIST.search(style):
        return None
    named = _LIST_STYLE.search(style)
    format = _FORMATS.get(named.group(1) if named else element.get("type") or "1", "decimal")
    if element.get("reversed") is None:
        return _List(format, _number(element.get("start"), 1))
    items = sum(1 for child in element if child.tag == "li")
    return _List(format, _number(element.get("start"), items), -1)


def _item_number(walk: _Walk, element: Any, style: str) -> str:
    """The number that a browser prints before a list item, with what stands between it and the text."""
    if not walk.lists or walk.lists[-1] is None or _PLAIN_LIST.search(style):
        return ""
    open_list = walk.lists[-1]
    number = _number(element.get("value"), open_list.next)
    open_list.next = number + open_list.step
    text = printed(number, open_list.format)
    return f"{text}. " if text.isascii() else f"{text}、"


def _number(text: str | None, default: int) -> int:
    match = re.match(r"\s*(-?\d{1,9})", text or "")
    return int(match.group(1)) if match else default


# --- what surrounds the text ----------------------------------------------------------------------------------


def _believable(lines: list[Line]) -> list[Line]:
    """The lines without headings that are only large letters, and without levels where they contradict the numbers.

    On many pages every heading is an <h3> whatever it stands under, or each is the size that looked right.
    """
    known = patterns()
    long = [line.kind is BlockKind.HEADING and _is_prose(line.text) for line in lines]
    lines = [replace(line, kind=BlockKind.PARAGRAPH, level=None) if prose else line for line, prose in zip(lines, long)]
    styles: dict[int, set[str]] = {}
    levels: dict[str, set[int]] = {}
    for line in lines:
        mark = known.numbered.match(line.text) if line.level is not None else None
        if mark and line.level is not None:
            style = re.sub(r"[\d一二三四五六七八九十①-⑳\s]+", "", mark.group())
            styles.setdefault(line.level, set()).add(style)
            levels.setdefault(style, set()).add(line.level)
    agree = all(len(found) == 1 for found in styles.values()) and all(len(found) == 1 for found in levels.values())
    if agree:
        return lines
    return [replace(line, level=None) for line in lines]


def _is_prose(text: str) -> bool:
    return len(text) > _LONGEST_HEADING or text[-1] in "。；;，,"


def _titles(root: Any) -> list[str]:
    """What the page says it is called: its metadata, best first, and its first heading."""
    known = web_patterns()
    said: dict[str, str] = {}
    for meta in root.iter("meta"):
        said.setdefault((meta.get("name") or meta.get("property") or "").lower(), meta.get("content") or "")
    element = root.find(".//title")
    said["title"] = element.text_content() if element is not None else ""
    found = [said.get(name.lower(), "") for name in known.title_metadata]
    found += [heading.text_content() for heading in root.iter("h1")]
    parts = [part for text in found for part in (text, *known.title_separator.split(text.strip()))]
    cleaned = (" ".join(part.split()) for part in parts)
    return [part for part in dict.fromkeys(cleaned) if 4 <= len(part) <= 80 and not known.site.search(part)]


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def _with_title(lines: list[Line], titles: Sequence[str], shown: Sequence[Line]) -> list[Line]:
    """The article from its title on. A title that stands outside it, or only in the page's metadata, is put first.

    What is printed before the title inside the article is the site's. Most systems print the title, and the
    article then begins with its own: the same words are kept once, those of the article.
    """
    known = patterns()
    near = lines[: web_patterns().near]
    wanted = [bare for bare in map(_bare, titles) if bare]
    at = next((number for number, line in enumerate(near) if line.cell is None and _bare(line.text) in wanted), None)
    if at is not None:
        again = [n for n, line in enumerate(near) if n > at and _bare(line.text) == _bare(lines[at].text)]
        start = again[0] if again else at
        between = near[at + 1 : start]
        if any(_is_prose(line.text) for line in between):
            start = at
        return _from_title(lines[start:])
    if any(known.title_end.search(line.text) and not known.item.match(line.text) for line in near[:5]):
        return lines  # the article has a title of its own, in other words
    outside = next((line for line in shown if _bare(line.text) in wanted), None)
    text = outside.text if outside else next((t for t in titles if known.title_end.search(t) or "年" in t), "")
    if not text or _bare(text) in _bare("".join(line.text for line in near[:3])):
        return lines  # printed over several lines
    moved = [replace(line, runs=tuple((s, original + len(text) + 1) for s, original in line.runs)) for line in lines]
    return [Line(text, ((0, 0),)), *moved]


def _from_title(lines: list[Line]) -> list[Line]:
    """The title is no heading of the outline: the headings of the article do not stand under it."""
    return [replace(lines[0], kind=BlockKind.PARAGRAPH, level=None), *lines[1:]]


def _without_chrome(lines: list[Line]) -> list[Line]:
    """The lines without those that systems print above and below an article."""
    known = web_patterns()
    body = [number for number, line in enumerate(lines) if len(line.text) >= _LONGEST_HEADING]
    first, last = (body[0], body[-1]) if body else (known.near, len(lines) - known.near)
    kept = []
    for number, line in enumerate(lines):
        edge = number < min(first, known.near) or number > max(last, len(lines) - known.near)
        short = len(line.text) <= 160 and line.cell is None
        if short and known.chrome_line.fullmatch(line.text):
            continue
        if short and edge and known.publication.fullmatch(line.text):
            continue
        if edge and number < first and known.date.fullmatch(line.text):
            continue
        kept.append(line)
    return kept
