"""The pages of docs/reference, made from the code: the verbs, the Python API and the terms of the ontology.

`python tests/rewrite_reference.py` writes them; `tests/test_reference.py` tells when they are behind the code.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

from typer.models import ArgumentInfo, OptionInfo

import kg.errors
import zhitu.cli
from kg.analysis import Analysis, DutyCoverage, ProjectRole, Similarity, Thing
from kg.review import Decision
from ontology.terms import Term, TermKind, terms
from search.answer import Session
from search.cited import Answer, Citation, Found, Status, Value
from search.passages import Filter, Hit, Passage
from search.showing import Rows
from zhitu.card import Card, Fact, Link, Quote
from zhitu.cli.app import options as global_options
from zhitu.exports.formats import FORMATS
from zhitu.holdings import Added, Aside, Failure, Holding
from zhitu.names import TERM_KINDS
from zhitu.tables import Column, Table
from zhitu.timelines import Point, Timeline
from zhitu.years import Change, Comparison, Continuing, FigureChange, Side

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
MADE = "<!-- Made from the code by tests/rewrite_reference.py: change the code, then run that. -->"
API: dict[str, tuple[type, ...]] = {
    "Workspace": (zhitu.Workspace, Added, Holding, Failure, Aside),
    "Answers": (Answer, Found, Citation, Value, Status, Session),
    "Things, tables, rows": (Card, Quote, Link, Fact, Table, Column, Rows),
    "Search": (Hit, Passage, Filter),
    "The network": (Analysis, DutyCoverage, Thing, ProjectRole, Similarity),
    "Years": (Comparison, Change, Side, FigureChange, Timeline, Point, Continuing),
    "Review": (Decision,),
}
"""What a program meets that says `import zhitu`, by what it is about."""


def pages() -> dict[str, str]:
    """File name → the page as it should be now."""
    return {"cli.md": cli_page(), "api.md": api_page(), "ontology.md": ontology_page()}


def stale() -> list[str]:
    """Names of the pages that do not say what the code says."""
    return [name for name, text in pages().items() if _present(FOLDER / name) != text]


def _present(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _page(title: str, parts: Iterator[str]) -> str:
    return "\n\n".join([f"# {title}", MADE, *parts]) + "\n"


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


# --- the command line ---------------------------------------------------------------------------------------


def cli_page() -> str:
    """Every verb with its arguments and options."""
    return _page("Command line · 命令行", _cli_parts())


def _cli_parts() -> Iterator[str]:
    yield "`zhitu [global options] verb [arguments] [options]`"
    yield inspect.getdoc(zhitu.cli) or ""
    yield _options(global_options)
    for name, callback in sorted(verbs().items()):
        yield f"## {name}"
        yield (inspect.getdoc(callback) or "").replace("。/ ", "。<br>")
        if shown := _options(callback):
            yield shown
    yield "## Formats of export"
    yield _table(
        ("`--format`", "file", "for"),
        [(f"`{one.name}`", f"`{one.suffix}`" if one.suffix else "a folder", one.description) for one in FORMATS],
    )


def verbs() -> dict[str, Callable[..., Any]]:
    """Name of a verb → the function that carries it out."""
    found = {}
    for command in zhitu.cli.app.registered_commands:
        assert command.callback is not None
        found[(command.name or command.callback.__name__).replace("_", "-")] = command.callback
    return found


def option_names(verb: str) -> set[str]:
    """The options of a verb as they are written: "--report", "-f", both sides of "--accept/--reject"."""
    return {part for _, names, _ in _told(verbs()[verb]) for name in names for part in name.split("/")}


def _options(callback: Callable[..., Any]) -> str:
    """A table of the arguments and options of a verb, "" where it has none."""
    rows = []
    for parameter, names, info in _told(callback):
        chinese, _, english = (info.help or "").partition("/ ")
        written = ", ".join(f"`{name}`" for name in names)
        rows.append((written, chinese.strip(), english.strip(), _default(parameter, info)))
    return _table(("", "说明", "meaning", "default"), rows) if rows else ""


def _told(
    callback: Callable[..., Any],
) -> Iterator[tuple[inspect.Parameter, list[str], ArgumentInfo | OptionInfo]]:
    """The parameters of a verb that the command line gives, with what they are called there."""
    hints = get_type_hints(callback, include_extras=True)
    for parameter in inspect.signature(callback).parameters.values():
        for info in get_args(hints[parameter.name]):
            if isinstance(info, OptionInfo):
                first = [info.default] if isinstance(info.default, str) else []  # inside Annotated, names come first
                yield parameter, [*first, *(info.param_decls or ())] or [f"--{parameter.name.replace('_', '-')}"], info
            elif isinstance(info, ArgumentInfo):
                yield parameter, [parameter.name.upper()], info


def _default(parameter: inspect.Parameter, info: ArgumentInfo | OptionInfo) -> str:
    variable = f"`${info.envvar}`" if info.envvar else ""
    if parameter.default is inspect.Parameter.empty:
        return "needed"
    if parameter.default in (None, False, ""):
        return variable
    return f"`{parameter.default}`"


# --- Python -------------------------------------------------------------------------------------------------


def api_page() -> str:
    """The functions and classes that a program uses, from their signatures and docstrings."""
    return _page("Python API", _api_parts())


def _api_parts() -> Iterator[str]:
    yield (
        "`import zhitu` gives `zhitu.open`, `zhitu.Workspace` and `zhitu.KgError`; everything else on this page is what their "
        "methods return. All of it is typed (`py.typed`). Values are frozen; tuples are in the order of the reports' text, or best first."
    )
    yield "## zhitu.open"
    yield _signature("zhitu.open", zhitu.open)
    yield _prose(zhitu.open)
    for title, classes in API.items():
        yield f"## {title}"
        for one in classes:
            yield from _class(one)
    yield "## Errors"
    yield "Whatever cannot be done raises one of these; `str(error)` is a sentence in Chinese that says what, where, and what to do."
    yield _prose(kg.errors)


def _class(one: type) -> Iterator[str]:
    yield f"### {one.__name__}"
    yield f"`{one.__module__}.{one.__name__}`"
    yield _prose(one)
    if fields := _fields(one):
        yield f"```python\n{fields}\n```"
    for name, member in _members(one):
        if isinstance(member, property):
            yield f"#### {one.__name__}.{name}"
            yield f"```python\n{name}: {_returned(member.fget)}\n```"
        else:
            yield f"#### {one.__name__}.{name}"
            yield _signature(name, member)
        yield _prose(member)


def _members(one: type) -> Iterator[tuple[str, Any]]:
    """Public methods and properties that the class itself defines and explains, in the order of the source."""
    for name, member in vars(one).items():
        function = getattr(member, "__func__", member)
        told = inspect.isfunction(function) or isinstance(function, property)
        if told and not name.startswith("_") and inspect.getdoc(function):
            yield name, function


def _fields(one: type) -> str:
    """The fields of a dataclass or the members of an enumeration, as the source has them, with the comments."""
    source = textwrap.dedent(inspect.getsource(one))
    lines = source.splitlines()
    body = ast.parse(source).body[0]
    assert isinstance(body, ast.ClassDef)
    kept = [node for node in body.body if isinstance(node, ast.AnnAssign | ast.Assign)]
    return "\n".join(line[4:] for node in kept for line in lines[node.lineno - 1 : node.end_lineno])


def _signature(name: str, function: Callable[..., Any]) -> str:
    """The signature on one line, without `self`, as it is written when it is called."""
    signature = inspect.signature(function)
    parameters = [
        one.replace(annotation=_Written(one.annotation))
        for one in signature.parameters.values()
        if one.name not in ("self", "cls")
    ]
    returned = _Written(signature.return_annotation)
    text = f"{name}{signature.replace(parameters=parameters, return_annotation=returned)}"
    return f"```python\n{text}\n```"


class _Written(str):
    """An annotation that is shown as it is written, without quotation marks."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _returned(getter: Callable[..., Any] | None) -> str:
    assert getter is not None
    return str(inspect.signature(getter).return_annotation).strip("'")


def _prose(documented: object) -> str:
    """A docstring as Markdown: what is drawn or run in it stands as it is."""
    paragraphs = (inspect.getdoc(documented) or "").split("\n\n")
    return "\n\n".join(map(_paragraph, paragraphs))


def _paragraph(text: str) -> str:
    if text.startswith((">>>", "    ", "- ")):
        text = re.sub(r" +# doctest: \+SKIP", "", textwrap.dedent(text))
        return text if text.startswith("- ") else f"```\n{text}\n```"
    return text


# --- the ontology -------------------------------------------------------------------------------------------


def ontology_page() -> str:
    """Every term with its labels, definitions, example, domain and range."""
    return _page("Ontology · 本体", _ontology_parts())


def _ontology_parts() -> Iterator[str]:
    yield (
        "`zt:` is `https://w3id.org/zhitu/ontology#`. How the model is made, and where its parts come from: "
        "[ontology.md](../ontology.md). `zhitu serve` shows this page at `/page/ontology`."
    )
    headings = {kind: f"{TERM_KINDS[kind]} · {kind}" for kind in TermKind}
    for kind, heading in headings.items():
        names = " · ".join(f"[{term.name}](#{term.name})" for term in terms() if term.kind is kind)
        yield f"**{heading}** {names}"
    for kind, heading in headings.items():
        yield f"## {heading}"
        for term in terms():
            if term.kind is kind:
                yield from _term(term)


def _term(term: Term) -> Iterator[str]:
    yield f'### <a id="{term.name}"></a>{term.name}'  # an anchor made from the heading would not tell Indicator from indicator
    yield f"**{term.label}** · {term.label_en}"
    yield f"{term.definition}<br>{term.definition_en}"
    above = {TermKind.CLASS: "subclass of", TermKind.INDIVIDUAL: "is a"}.get(term.kind, "subproperty of")
    told = [
        ("例", term.example),
        (above, _references(term.above)),
        ("domain", _references(term.domain)),
        ("range", _references(term.range)),
        *(("note", note) for note in term.notes),
    ]
    yield "\n".join(f"- {name}: {value}" for name, value in told if value)


def _references(names: tuple[str, ...]) -> str:
    own = {f"zt:{term.name}" for term in terms()}
    return ", ".join(f"[{name}](#{name.removeprefix('zt:')})" if name in own else f"`{name}`" for name in names)
