"""Where the article stands on a web page, and what stands around and inside it that is not the article.

Three kinds of evidence, none of which is enough alone: structure (`nav`, hidden elements, what class and id are called),
density (a list of links is no prose), and words that only stand in a site's frame (ICP备, 索引号). The elements are those of
lxml, but nothing here needs to know it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kg.reading.patterns import patterns
from kg.reading.web_patterns import WebPatterns, web_patterns

_PROSE = 30  # characters of a text with the end of a sentence in it that count as an article's
_MOST = 0.55  # share of the text that the part to go into must hold
_SMALL = 0.1  # share of the text up to which a part may be left out for what it is called
_LINKED = 0.5  # share of link text from which a part is a list of links
_LINKED_LINE = 0.85  # of one line
_FOOTER = 1200  # characters of the foot of a site
_SENTENCE = re.compile("[。；！？]")
_WORD = re.compile("[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


@dataclass(slots=True)
class _Weight:
    """How much text an element holds, blanks not counted."""

    text: int = 0
    linked: int = 0  # of it inside links
    prose: int = 0  # of it in sentences outside links
    links: int = 0
    items: int = 0  # numbered headings and items outside links

    def add(self, other: _Weight) -> None:
        self.text += other.text
        self.linked += other.linked
        self.prose += other.prose
        self.links += other.links
        self.items += other.items


def drop(element: Any) -> None:
    """Take an element with all below it out of its tree; the text after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail:
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def names(element: Any) -> set[str]:
    """The words of an element's class and id: `BreadcrumbNav` → breadcrumb, nav, breadcrumbnav."""
    given = f"{element.get('class') or ''} {element.get('id') or ''}"
    whole = {name.lower() for name in given.split()}
    return whole | {word.lower() for word in _WORD.findall(given)}


def drop_unseen(root: Any, *, hidden: bool = True) -> None:
    """Leave out comments, scripts, forms and what a style hides; `hidden=False` keeps the last."""
    known = web_patterns()

    def is_hidden(element: Any) -> bool:
        style = known.hidden_style.search(element.get("style") or "")
        return bool(style or element.get("hidden") is not None or known.hidden_names & names(element))

    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in known.dropped or (hidden and is_hidden(element)):
            drop(element)


def article(root: Any) -> Any:
    """The element that holds the article, with what is not the article taken out of it."""
    weights = _weights(root)
    current = root
    while (inner := _way_in(current, weights)) is not None:
        current = inner
    _drop_chrome(current, weights)
    return current


def _weights(root: Any) -> dict[Any, _Weight]:
    """The weight of every element, from the leaves upwards."""
    weights: dict[Any, _Weight] = {}
    order = [element for element in root.iter() if isinstance(element.tag, str)]
    inside: set[Any] = set()  # links and what they hold
    for element in order:
        if (element.tag == "a" and element.get("href")) or element.getparent() in inside:
            inside.add(element)
    for element in reversed(order):  # children come before their parents
        own = weights[element] = weights.get(element, _Weight())
        own.links += element.tag == "a"
        for text in (element.text, *(child.tail for child in element)):
            own.add(_weight_of(text or "", linked=element in inside))
        parent = element.getparent()
        if parent is not None and element is not root:
            weights.setdefault(parent, _Weight()).add(own)
    return weights


def _weight_of(text: str, *, linked: bool) -> _Weight:
    length = len("".join(text.split()))
    if not length:
        return _Weight()
    if linked:
        return _Weight(length, length)
    item = patterns().item.match(text.strip()) is not None
    sentence = length >= _PROSE and _SENTENCE.search(text) is not None
    return _Weight(length, 0, length if sentence else 0, items=int(item))


def _way_in(element: Any, weights: dict[Any, _Weight]) -> Any | None:
    """The child that holds the article, where all that stands beside it is the site's; else None."""
    inline = web_patterns().inline
    children = [child for child in element if child in weights and child.tag not in inline]
    if not children:
        return None
    best = max(children, key=lambda child: weights[child].text - weights[child].linked)
    if best.tag in {"p", "ol", "ul", "dl", "pre"} or (best.tag == "table" and is_data_table(best)):
        return None
    whole, inner = weights[element], weights[best]
    if inner.text - inner.linked < _MOST * (whole.text - whole.linked) or not inner.text:
        return None
    loose = (element.text or "", *(child.tail or "" for child in element))
    if any(_SENTENCE.search(text) or patterns().item.match(text.strip()) for text in loose):
        return None
    beside = (child for child in element if child in weights and child is not best)
    if any(_may_be_article(child, weights, inner.text) for child in beside):
        return None
    return best


def _may_be_article(element: Any, weights: dict[Any, _Weight], main: int) -> bool:
    """Whether an element beside the main part may belong to the article."""
    weight = weights[element]
    if not weight.text - weight.linked or _is_chrome(element, weight, main):
        return False
    if weight.prose >= _PROSE:
        return not (weight.linked and weight.text < _SMALL * main)
    return weight.items > 0 or any(is_data_table(table) for table in _tables(element))


def _tables(element: Any) -> Iterator[Any]:
    return element.iter("table")  # type: ignore[no-any-return]


def _drop_chrome(root: Any, weights: dict[Any, _Weight]) -> None:
    whole = weights[root].text
    doomed: set[Any] = set()
    for element in list(root.iter()):
        if element is root or element not in weights:
            continue
        if element.getparent() in doomed or _is_chrome(element, weights[element], whole):
            doomed.add(element)
    for element in doomed:
        if element.getparent() not in doomed:
            drop(element)


def _is_chrome(element: Any, weight: _Weight, whole: int) -> bool:
    """Whether an element is part of the site's frame, beside or within an article of `whole` characters."""
    known = web_patterns()
    if element.tag in {"html", "body", "tr", "td", "th", "tbody", "thead"} or not weight.text:
        return False
    small = weight.text <= max(_SMALL * whole, 40) and not weight.items
    if small and known.chrome_names & names(element) and weight.prose <= _SMALL * whole:
        return True
    if element.tag in known.inline:
        return False
    text = _text(element, _FOOTER)
    if text is not None and not weight.items and weight.text < whole / 2 and known.footer.search(text):
        return True
    if text is not None and len(text) <= known.index_longest and weight.text < whole / 2 and not weight.prose:
        labels = {"".join(label.split()) for label in known.index_label.findall(text)}
        if len(labels) >= known.index_count and element.tag != "p":
            return True
    dense = (
        _LINKED_LINE if element.tag in {"p", "li"} else _LINKED
    )  # 「根据《…》和《…》」 with both linked is a line of text
    listed = weight.links >= 2 and weight.linked >= dense * weight.text and weight.prose < _PROSE
    return listed and not weight.items and not _is_list_of_files(element)


def _text(element: Any, longest: int) -> str | None:
    """The text of an element; None where it is longer than `longest` characters."""
    pieces = []
    for piece in element.itertext():
        pieces.append(piece)
        longest -= len(piece.strip())
        if longest < 0:
            return None
    return "".join(pieces)


def attachments(root: Any) -> list[str]:
    """What the links to office files and archives are called, each once, in order."""
    known = web_patterns()
    found = []
    for link in root.iter("a"):
        label = " ".join("".join(link.itertext()).split())
        if label and _is_file(link, known):
            found.append(label)
    return list(dict.fromkeys(found))


def _is_list_of_files(element: Any) -> bool:
    known = web_patterns()
    return any(_is_file(link, known) for link in element.iter("a"))


def _is_file(link: Any, known: WebPatterns) -> bool:
    """Whether a link leads to a file, by its address or, where that is a program's, by its words."""
    words = "".join(link.itertext()).strip()
    return bool(known.attachment.search(link.get("href") or "") or known.attachment.search(words))


# --- tables ---------------------------------------------------------------------------------------------------


def rows_of(table: Any) -> Iterator[list[Any]]:
    """The cells of a table's own rows, those of tables inside it left out."""
    for part in table:
        if part.tag == "tr":
            yield _cells(part)
        elif part.tag in {"thead", "tbody", "tfoot"}:
            for row in part:
                if row.tag == "tr":
                    yield _cells(row)


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row if cell.tag in {"td", "th"}]


def is_data_table(table: Any) -> bool:
    """Whether a table is one to the reader, too, and not a means to place things on the page.

    A table of data has two or more rows with text in two or more of their cells, and neither another table nor a
    sequence of paragraphs makes up most of it.
    """
    if table.get("role") in {"presentation", "none"}:
        return False
    lengths = [[_length(cell) for cell in row] for row in rows_of(table)]
    filled = [row for row in lengths if sum(length > 0 for length in row) >= 2]
    if len(filled) < 2:
        return False
    whole = sum(map(sum, lengths))
    nested = sum(_length(inner) for inner in table.iter("table") if inner is not table)
    if 2 * nested >= whole:
        return False
    largest = max(((length, cell) for row in rows_of(table) for cell in row if (length := _length(cell))), key=_first)
    paragraphs = sum(1 for child in largest[1].iter("p", "br") if child is not largest[1])
    return not (largest[0] > 0.8 * whole and largest[0] > 600 and paragraphs >= 5)


def _first(pair: tuple[int, Any]) -> int:
    return pair[0]


def _length(element: Any) -> int:
    return sum(len(piece.strip()) for piece in _pieces(element.itertext()))


def _pieces(texts: Iterable[Any]) -> Iterator[str]:
    return (text for text in texts if isinstance(text, str))
