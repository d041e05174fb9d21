"""The graph as tables, a table a class: for workbooks, CSV and data frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.errors import UnknownEntity
from kg.model import ENTITY_CLASSES
from ontology import DCTERMS, NIF, OWL, RDFS, SSSOM, ZT
from zhitu.names import CLASS_NAMES

if TYPE_CHECKING:
    import pandas as pd

    from kg.store import Graph

Value = str | int | Decimal | None
TABLES = (*ENTITY_CLASSES, "Finding")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `key` for programs, `title` in Chinese, and the property that fills it.

    `kind` is text, number, year, name (what an IRI of ours is called), label (the labels of the things linked to), or
    where (of the place in the report, which no single property says).
    """

    key: str
    title: str
    property: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """The things of one class: a row each, in the order of reports and of their text."""

    name: str  # local name of the class
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]

    @property
    def title(self) -> str:
        return CLASS_NAMES[self.name]

    def frame(self) -> pd.DataFrame:
        """The table as a pandas frame; columns are called by their keys."""
        from search.showing import frame

        return frame(self.rows, [column.key for column in self.columns])

    def _repr_html_(self) -> str:
        from search.showing import table_html

        return table_html([column.title for column in self.columns], self.rows)


_FIRST = (Column("number", "序号", ZT.number), Column("label", "名称", RDFS.label), Column("text", "原文", ZT.text))
_WHERE = (
    Column("department", "部门", "", "where"),
    Column("year", "年份", "", "where"),
    Column("report", "报告", "", "where"),
    Column("page", "页", "", "where"),
    Column("start", "起", "", "where"),
    Column("end", "止", "", "where"),
    Column("iri", "IRI", "", "where"),
)
_DUTY = Column("duties", "所属职责", ZT.underDuty, "label")
_PART = Column("part_of", "所在", DCTERMS.isPartOf, "label")
_OWN: dict[str, tuple[Column, ...]] = {
    "Duty": (Column("functions", "法定职能", ZT.implementsFunction, "label"),),
    "Task": (_PART, _DUTY),
    "Outcome": (_PART, _DUTY, Column("tasks", "落实的任务", ZT.fulfils, "label")),
    "OutcomeItem": (_PART, _DUTY),
    "Improvement": (Column("problems", "针对的问题", ZT.addresses, "label"),),
    "Observation": (
        Column("property", "指标", ZT.property),
        Column("printed", "原文数字", ZT.printed),
        Column("value", "数值", ZT.value, "number"),
        Column("unit", "单位", ZT.unitText),
        Column("normalized", "折算值", ZT.normalizedValue, "number"),
        Column("normalized_unit", "折算单位", ZT.normalizedUnit),
        Column("kind", "性质", ZT.quantityKind, "name"),
        Column("qualifier", "限定词", ZT.qualifier),
        Column("for_year", "所指年份", ZT.forYear, "year"),
        _PART,
    ),
    "IndicatorRow": (
        Column("level_1", "一级指标", ZT.level1),
        Column("level_2", "二级指标", ZT.level2),
        Column("level_3", "三级指标", ZT.level3),
        Column("target", "指标值", ZT.target),
        Column("actual", "完成值", ZT.actual),
        Column("unit", "单位", ZT.unitText),
        Column("weight", "分值", ZT.weight, "number"),
        Column("score", "得分", ZT.score, "number"),
        Column("reason", "偏差原因", ZT.deviationReason),
    ),
    "PolicyDocument": (Column("document_number", "文号", ZT.documentNumber),),
    "Finding": (
        Column("code", "代码", ZT.code),
        Column("severity", "程度", ZT.severity),
        Column("holds", "是否相符", ZT.holds),
    ),
}
KIND_NAMES = {"Actual": "实际", "Planned": "计划", "Budgeted": "预算", "Rate": "比率"}


def tables_of(store: Graph, report: str | None = None, *, only: Iterable[str] = TABLES) -> Iterator[Table]:
    """The tables of one report (its IRI) or of all; classes that hold nothing are left out.

    A thing that several reports share has a row for each of them.
    """
    for name in only:
        rows = list(_rows(store, name, report))
        if rows:
            yield Table(name, columns_of(name), tuple(rows))


def columns_of(name: str) -> tuple[Column, ...]:
    """The columns of the table of a class. Raises UnknownEntity for a class that has no table."""
    if name not in TABLES:
        raise UnknownEntity(name, "没有这种表。", f"可用：{'、'.join(TABLES)}。")
    return (*_FIRST, *_OWN.get(name, ()), *_WHERE)


def _rows(store: Graph, name: str, report: str | None) -> Iterator[tuple[Value, ...]]:
    columns = columns_of(name)
    said = _said(store, name, report, [column for column in columns if column.property])
    home = f"VALUES ?report {{ <{report}> }}" if report else ""
    for row in store.select(f"""SELECT ?x ?report (MIN(?b) AS ?start) (MIN(?e) AS ?end) (MIN(?p) AS ?page)
            (MIN(?t) AS ?title) (MIN(?d) AS ?department) (MIN(?y) AS ?year) WHERE {{ {home}
            GRAPH ?report {{ ?x a <{ZT[name]}> ; <{ZT.evidence}> ?where .
                ?where <{NIF.beginIndex}> ?b ; <{NIF.endIndex}> ?e . OPTIONAL {{ ?where <{ZT.page}> ?p }}
                ?report <{DCTERMS.title}> ?t . OPTIONAL {{ ?report <{ZT.year}> ?y }}
                OPTIONAL {{ ?report <{ZT.department}>/<{RDFS.label}> ?d }} }} }}
            GROUP BY ?x ?report ORDER BY ?report ?start ?end ?x"""):
        found = said.get(row["x"], {})
        place: dict[str, Value] = {
            "department": row.get("department"),
            "year": int(row["year"]) if "year" in row else None,
            "report": row["title"],
            "page": int(row["page"]) if "page" in row else None,
            "start": int(row["start"]),
            "end": int(row["end"]),
            "iri": row["x"],
        }
        yield tuple(
            _value(column, found.get(column.property, ())) if column.property else place[column.key]
            for column in columns
        )


def _said(store: Graph, name: str, report: str | None, columns: Iterable[Column]) -> dict[str, dict[str, list[str]]]:
    """Thing → property → what is said, or the labels of what is linked to, surest first."""
    labels = " ".join(f"<{column.property}>" for column in columns if column.kind == "label")
    values = " ".join(f"<{column.property}>" for column in columns if column.kind != "label")
    home = f"GRAPH <{report}> {{ ?x a <{ZT[name]}> }}" if report else f"?x a <{ZT[name]}>"
    found: dict[str, dict[str, list[str]]] = {}
    of_itself = f"VALUES ?p {{ {values} }} ?x ?p ?o BIND (1 AS ?c)"
    of_others = f"""VALUES ?p {{ {labels} }} ?x ?p ?y . ?y <{RDFS.label}> ?o
        OPTIONAL {{ ?axiom <{OWL.annotatedSource}> ?x ; <{OWL.annotatedProperty}> ?p ; <{OWL.annotatedTarget}> ?y ;
            <{SSSOM.confidence}> ?c }}"""
    for query in (of_itself, of_others):
        for row in store.select(f"""SELECT ?x ?p ?o (MAX(?c) AS ?sure) WHERE {{ {home} . {query}
                FILTER (!(isLiteral(?o) && lang(?o) = "en")) }} GROUP BY ?x ?p ?o ORDER BY ?x ?p DESC(?sure) ?o"""):
            found.setdefault(row["x"], {}).setdefault(row["p"], []).append(row["o"])
    return found


def _value(column: Column, said: Iterable[str]) -> Value:
    """The cell: one number, or the words joined; None where nothing is said."""
    words = list(dict.fromkeys(said))
    if not words:
        return None
    if column.kind == "number":
        return Decimal(words[0])
    if column.kind == "year":
        return int(words[0])
    if column.kind == "name":
        words = [word.rpartition("#")[2] for word in words]
        words = [KIND_NAMES.get(word, word) for word in words]
    return "；".join(words)
