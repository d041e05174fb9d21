"""Semantic search inside SPARQL: `?outcome zt:matches "守住农田"` becomes VALUES before the query is evaluated.

    ?outcome zt:matches "守住农田"                  # at most 50 hits, none below the threshold of the index
    ?outcome zt:matches ("守住农田" ?score)          # binds the estimated chance, 0 to 1, that the hit is meant
    ?outcome zt:matches ("守住农田" ?score 200)      # more hits

It may stand wherever a triple may, beside any other pattern and as often as one likes. It is plain SPARQL 1.1, so editors
do not complain, and any engine can run what it becomes:

    ?outcome a zt:Outcome ; zt:matches ("守住农田" ?score) .

    { VALUES (?outcome ?score) { (<…/outcome/2.3.2> 0.9830) (<…/outcome/2.3.1> 0.7330) } } ?outcome a zt:Outcome .

The text is read by SPARQL's own grammar (tokens, groups, property lists), never by a search for words: what stands in a
string, a comment, a template or an expression stays as it is. Text that is not SPARQL is left to the engine to refuse.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urljoin

from kg.errors import QueryError
from kg.model import ENTITY_CLASSES
from kg.sparql import Token, tokens
from ontology import RDF, ZT
from search.passages import Filter, Hit

LIMIT = 50
LIMIT_MOST = 1000

_FORMS = '可写成 ?x zt:matches "守住农田" 或 ?x zt:matches ("守住农田" ?score 20)，后两项可省略。'
_SAME_PASSAGES = {str(ZT.BudgetFigure): "Observation"}  # classes whose things are indexed under another class
_CLASSES = {str(ZT[name]): name for name in ENTITY_CLASSES} | _SAME_PASSAGES


class Searchable(Protocol):
    """What is needed of an index."""

    @property
    def threshold(self) -> float: ...

    @property
    def reports(self) -> tuple[str, ...]: ...

    def search(self, query: str, *, k: int, filter: Filter | None = None) -> list[Hit]: ...


def rewrite(sparql: str, search: Searchable) -> str:
    """`sparql` with each `zt:matches` replaced by what `search` finds; without any, exactly the text given.

    Where the query also says what ?x is (`?x a zt:Outcome`) or where it stands (`GRAPH <report>`, `?x zt:inReport
    <report>`), only such hits are looked for, so that the limit is not spent on others. Inside GRAPH, hits are those of
    that graph. Raises QueryError, with the line, where `zt:matches` is used in a way that has no answer.
    """
    try:
        reading = _Reading(sparql)
    except RecursionError:
        raise QueryError("SPARQL", "查询的括号套得太深。", "请把查询拆成几条。") from None
    values: defaultdict[int, str] = defaultdict(str)
    for match in reading.matches:
        values[match.place] += f"{_values(match, search)} "
    parts, done = [], 0
    for place in sorted({*values, *reading.cuts}):
        parts += [sparql[done:place], values.get(place, "")]
        done = reading.cuts.get(place, place)
    return "".join([*parts, sparql[done:]])


def _values(match: _Match, search: Searchable) -> str:
    """The hits of one match, as a group of its own."""
    hits = search.search(match.text, k=match.limit, filter=_filter(match, search))
    scores: dict[str, float] = {}
    for hit in hits:  # best first; a project or place is a passage of each report that mentions it
        if hit.score >= search.threshold and match.iri in ("", hit.iri):
            scores.setdefault(hit.iri, hit.score)
    columns = [name for name in ("" if match.iri else match.subject, match.score) if name]
    cells = ([*([] if match.iri else [f"<{iri}>"]), *([f"{scores[iri]:.4f}"] if match.score else [])] for iri in scores)
    rows = "".join(f" ({' '.join(row)})" for row in cells)
    bound = not match.group.graph or match.subject in match.group.subjects
    here = "" if bound else f" {match.subject} <{ZT.inReport}> []"  # VALUES alone stand in no graph, and name none
    return f"{{ VALUES ({' '.join(columns)}) {{{rows} }}{here} }}"


def _filter(match: _Match, search: Searchable) -> Filter:
    types = {_CLASSES[iri] for iri in match.group.said(match.subject, str(RDF.type)) if iri in _CLASSES}
    reports = match.group.said(match.subject, str(ZT.inReport))
    if not reports and match.group.graph in search.reports:
        reports = {match.group.graph}
    return Filter(reports=tuple(sorted(reports)), types=tuple(sorted(types)))


# --- what is read ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Group:
    """A group graph pattern. `parent` is the group whose solutions these are joined with, if any; `graph` is the IRI or
    variable of the GRAPH around it; `facts` holds what its triples say of their `subjects` with a few properties."""

    parent: _Group | None = None
    graph: str = ""
    facts: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    subjects: set[str] = field(default_factory=set)
    scores: set[str] = field(default_factory=set)

    def said(self, subject: str, property: str) -> set[str]:
        """The IRIs that this group or, where it says nothing, the groups around it give for the property."""
        group: _Group | None = self
        while group is not None:
            if found := group.facts.get((subject, property)):
                return found
            group = group.parent
        return set()


@dataclass(frozen=True, slots=True)
class _Match:
    """One use of `zt:matches`: its VALUES go to `place`, before the triples that it stands among.

    So the triples stay together: a blank node label may not be used on both sides of a group.
    """

    group: _Group
    place: int
    subject: str  # as written
    iri: str  # of a subject that is no variable
    text: str
    score: str  # variable, or ""
    limit: int


_VERBS = ("variable", "iri", "name")
_STRING_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def _unquoted(literal: str) -> str:
    """The text of a string literal in any of its four quotes."""
    quotes = 3 if literal[:3] in ('"""', "'''") and len(literal) >= 6 else 1

    def character(found: re.Match[str]) -> str:
        code = found[1] or found[2]
        if not code:
            return _ESCAPES.get(found[3], found[3])
        return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else found[0]

    return _STRING_ESCAPE.sub(character, literal[quotes:-quotes])


class _Reading:
    """A query read from its first token to its last: `matches`, and the ranges to `cuts` out (start → end)."""

    def __init__(self, sparql: str) -> None:
        self.sparql = sparql
        self.tokens = list(tokens(sparql))
        self.at = 0
        self.base = ""
        self.prefixes: dict[str, str] = {}
        self.matches: list[_Match] = []
        self.cuts: dict[int, int] = {}
        self._query("")

    # --- tokens ------------------------------------------------------------------------------------------------

    @property
    def here(self) -> Token:
        return self.tokens[self.at]

    def _next(self) -> Token:
        """The token here; the one after it is then here. The end stays the end."""
        token = self.tokens[self.at]
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def _word(self) -> str:
        """The keyword, in capitals, or the mark here; "" for anything else."""
        token = self.here
        return token.text.upper() if token.kind in ("word", "mark") else ""

    def _ended(self, *closing: str) -> bool:
        return self.here.kind == "end" or self._word() in closing

    def _skip_past(self, closing: str) -> None:
        """Leave the brackets that open here, and whatever is in them."""
        opening, depth = self.here.text, 0
        while not self._ended():
            word = self._next().text
            depth += (word == opening) - (word == closing)
            if not depth:
                return

    def _iri(self, token: Token) -> str:
        """The full IRI of a token, "" where it is none."""
        if token.kind == "iri":
            iri = token.text[1:-1]  # urljoin drops a `#` at the end, with which namespaces end
            return urljoin(self.base, iri) + "#" * iri.endswith("#") if self.base else iri
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            if prefix in self.prefixes:
                return self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)
        return str(RDF.type) if token.kind == "word" and token.text == "a" else ""

    def _wrong(self, token: Token, what: str, remedy: str = _FORMS) -> QueryError:
        line = self.sparql.count("\n", 0, token.start) + 1
        return QueryError(f"SPARQL 第 {line} 行 zt:matches", what, remedy)

    # --- queries, groups, expressions ---------------------------------------------------------------------------

    def _query(self, graph: str) -> None:
        """A query or subquery: prologue, clauses, groups, up to the `}` of the group around it or the end."""
        short = False
        while not self._ended("}"):
            match self._word():
                case "PREFIX":
                    self._next()
                    name, iri = self._next(), self._next()
                    self.prefixes[name.text.removesuffix(":")] = self._iri(iri)
                case "BASE":
                    self._next()
                    self.base = self._iri(self._next())
                case "CONSTRUCT":
                    self._next()
                    short = self._word() != "{"
                    if not short:
                        self._skip_past("}")
                case "VALUES":
                    self._data()
                case "(":
                    self._expression(graph)
                case "{":
                    before = len(self.matches)
                    self._group(_Group(graph=graph))
                    if short and len(self.matches) > before:
                        raise self._wrong(
                            self.tokens[0],
                            "CONSTRUCT WHERE 的简写里不能检索。",
                            "请写全：CONSTRUCT { … } WHERE { … }。",
                        )
                case _:
                    self._next()

    def _group(self, group: _Group) -> None:
        """A group graph pattern, from its `{` to its `}`."""
        self._next()
        if self._word() == "SELECT":  # its solutions may be cut or counted before those of the group around are joined
            self._query(group.graph)
        first: int | None = None  # where the present run of triples began; a FILTER does not end it
        while not self._ended("}"):
            word = self._word()
            if word == "FILTER":
                self._next()
                self._constraint(group)
            elif word == ".":
                self._next()
            elif word in ("{", "OPTIONAL", "UNION", "MINUS", "GRAPH", "SERVICE", "BIND", "VALUES"):
                first = None
                self._part(word, group)
            else:
                first = self.here.start if first is None else first
                self._triples(group, first)
        self._next()

    def _part(self, word: str, group: _Group) -> None:
        """What may stand in a group beside triples and filters."""
        inner = _Group(group, group.graph)
        if word == "VALUES":
            self._data()
            return
        if word != "{":
            self._next()
        if word == "BIND":
            self._expression(group.graph)
            return
        if word == "MINUS":
            inner = _Group(graph=group.graph)
        elif word == "GRAPH":
            name = self._next()
            inner = _Group(group, self._iri(name) or name.text)
        elif word == "SERVICE":
            inner = _Group()
            while not self._ended("{", "}"):
                self._next()
        if self._word() == "{":
            self._group(inner)

    def _constraint(self, group: _Group) -> None:
        """What follows FILTER: a bracketed expression, a call, or [NOT] EXISTS with a group."""
        while self.here.kind in ("word", "name", "iri"):
            self._next()
        if self._word() == "{":
            self._group(_Group(graph=group.graph))
        elif self._word() == "(":
            self._expression(group.graph)

    def _expression(self, graph: str) -> None:
        """Anything in round brackets; braces in it are the group of an EXISTS."""
        depth = 0
        while not self._ended("}"):
            if self._word() == "{":
                self._group(_Group(graph=graph))
                continue
            word = self._next().text
            depth += (word == "(") - (word == ")")
            if depth <= 0:
                return

    def _data(self) -> None:
        """VALUES with its rows."""
        while not self._ended("{", "}"):
            self._next()
        if self._word() == "{":
            self._skip_past("}")

    # --- triples -----------------------------------------------------------------------------------------------

    def _triples(self, group: _Group, place: int) -> None:
        """One subject with its properties; what asks for matches is noted and cut out."""
        start = self.here.start
        subject = self._node(group, place)
        pairs = self._properties(group, place, subject)
        kept = [number for number, (_, _, ours) in enumerate(pairs) if not ours]
        if subject and kept:
            group.subjects.add(subject.text)
        if len(kept) == len(pairs):
            return
        if not kept:
            self.cuts[start] = self._next().end if self._word() == "." else self.tokens[self.at - 1].end
            return
        if kept[0]:
            self.cuts[pairs[0][0]] = pairs[kept[0]][0]
        for before, (_, end, ours) in zip(pairs[kept[0] :], pairs[kept[0] + 1 :]):
            if ours:
                self.cuts[before[1]] = end

    def _properties(self, group: _Group, place: int, subject: Token | None) -> list[tuple[int, int, bool]]:
        """A property list: where each verb with its objects starts and ends, and whether the verb is `zt:matches`.

        `subject` is None for what has no name: `[ … ]` and lists.
        """
        pairs: list[tuple[int, int, bool]] = []
        while True:
            start = self.here.start
            if not (self.here.kind in _VERBS or self.here.text in ("a", "^", "!", "(")):
                return pairs
            property = self._verb()
            while True:
                if property == ZT.matches:
                    self._asked(group, place, subject)
                else:
                    thing = self._node(group, place)
                    if subject and thing and property in (RDF.type, ZT.inReport) and (iri := self._iri(thing)):
                        group.facts.setdefault((subject.text, property), set()).add(iri)
                if self._word() != ",":
                    break
                self._next()
            pairs.append((start, self.tokens[self.at - 1].end, property == ZT.matches))
            if self._word() != ";":
                return pairs
            while self._word() == ";":
                self._next()

    def _verb(self) -> str:
        """The IRI of a verb; "" for a variable or a path."""
        first = self.at
        while True:
            while self._word() in ("^", "!"):
                self._next()
            if self._word() == "(":
                self._skip_past(")")
            else:
                self._next()
            while self._word() in ("?", "*", "+"):
                self._next()
            if self._word() not in ("/", "|"):
                break
            self._next()
        path = self.tokens[first : self.at]
        if len(path) == 1:
            return self._iri(path[0])
        if any(self._iri(token) == ZT.matches for token in path):
            raise self._wrong(path[0], "不能写在属性路径里。", "请先把路径的终点写成变量，再对这个变量用 zt:matches。")
        return ""

    def _node(self, group: _Group, place: int) -> Token | None:
        """A subject or object; its token where it is a single one."""
        token = self._next()
        if token.text == "[":
            self._properties(group, place, None)
            if self._word() == "]":
                self._next()
            return None
        if token.text == "(":
            while not self._ended(")", "}"):
                self._node(group, place)
            if self._word() == ")":
                self._next()
            return None
        if token.kind == "string":
            self._suffix()
        return token

    def _suffix(self) -> str:
        """What may follow a string: its language or the IRI of its datatype, "" for neither."""
        if self.here.kind == "language":
            return self._next().text
        if self._word() == "^^":
            self._next()
            return self._iri(self._next())
        return ""

    def _asked(self, group: _Group, place: int, subject: Token | None) -> None:
        """The object of `zt:matches`: a text, or a list of a text, perhaps a variable, perhaps a limit."""
        token = self.here
        iri = self._iri(subject) if subject else ""
        if subject is None or not (iri or subject.kind == "variable"):
            raise self._wrong(token, "左边要是变量或 IRI。", "不写名字的节点（[ … ]、_:b）请改成变量。")
        listed = self._word() == "("
        if listed:
            self._next()
        text, score, limit = self._text(), "", LIMIT
        if listed:
            if self.here.kind == "variable":
                score = self._next().text
                if score in group.scores or score == subject.text:
                    raise self._wrong(token, f"变量 {score} 已另有所指。", "每处 zt:matches 的得分请各用一个变量。")
                group.scores.add(score)
            if self.here.kind == "number":
                limit = self._limit()
            if self._word() != ")":
                raise self._wrong(token, "右边的列表写法不对。")
            self._next()
        self.matches.append(_Match(group, place, subject.text, iri, text, score, limit))

    def _text(self) -> str:
        token = self._next()
        if token.kind == "variable":
            raise self._wrong(token, f"要找的文字不能是变量（{token.text}）。")
        if token.kind != "string":
            raise self._wrong(token, "右边要写要找的文字，放在引号里。")
        text = _unquoted(token.text).strip()
        if (suffix := self._suffix()) and suffix[0] != "@" and not suffix.endswith("#string"):
            raise self._wrong(token, "要找的文字只能是普通字符串。")
        if not text:
            raise self._wrong(token, "要找的文字是空的。")
        return text

    def _limit(self) -> int:
        token = self._next()
        if not token.text.isdigit() or not 1 <= int(token.text) <= LIMIT_MOST:
            raise self._wrong(token, f"最多几条应是 1 到 {LIMIT_MOST} 的整数，不能是 {token.text}。")
        return int(token.text)
