"""Answers as HTML for notebooks and as data frames. Everything that a report or a question says is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from kg.errors import KgError

if TYPE_CHECKING:
    import pandas as pd

    from search.cited import Answer, Citation

SHOWN = 20  # answers
_CELL = "text-align:left;vertical-align:top"


def answer_html(answer: Answer) -> str:
    """The short answer, then a row for each thing found, with the matched words of its evidence marked."""
    rows = "".join(
        f"<tr><td style='{_CELL}'>{number}</td><td style='{_CELL}'>{escape(found.label)}</td>"
        f"<td style='{_CELL}'>{'<br>'.join(_marked(one) for one in found.evidence[:3])}</td>"
        f"<td style='{_CELL}'>{escape(found.department)} {found.year or ''}</td>"
        f"<td style='{_CELL}'>{escape('；'.join(found.why))}</td></tr>"
        for number, found in enumerate(answer.answers[:SHOWN], 1)
    )
    more = len(answer.answers) - SHOWN
    return (
        f"<p><b>{escape(answer.question)}</b></p><p>{escape(answer.text)}</p>"
        + (
            f"<table><tr><th></th><th>内容</th><th>原文</th><th>报告</th><th>依据</th></tr>{rows}</table>"
            if rows
            else ""
        )
        + (f"<p>另有 {more} 项。</p>" if more > 0 else "")
        + (f"<p>可以换个问法：{escape(' '.join(answer.suggestions))}</p>" if answer.suggestions else "")
        + (f"<details><summary>SPARQL</summary><pre>{escape(answer.sparql)}</pre></details>" if answer.sparql else "")
    )


def answer_frame(answer: Answer) -> pd.DataFrame:
    """A row for each thing found: what, its number where there is one, where, and the first place that says it."""
    columns = ["iri", "type", "label", "text", "number", "unit", "department", "year", "score", "quote", "start", "end"]
    rows = []
    for found in answer.answers:
        first = found.evidence[0] if found.evidence else None
        value = found.value
        rows.append(
            [
                found.iri,
                found.type,
                found.label,
                found.text,
                value.number if value else None,
                value.unit if value else None,
                found.department,
                found.year,
                found.score,
                first.quote if first else None,
                first.start if first else None,
                first.end if first else None,
            ]
        )
    return frame(rows, columns)


def frame(rows: Iterable[Sequence[Any]], columns: Sequence[str]) -> pd.DataFrame:
    """A pandas frame. Raises KgError, saying what to install, where pandas is missing."""
    try:
        import pandas as pd
    except ImportError as error:
        raise KgError("pandas", "没有安装 pandas。", '请先运行 pip install "zhitu[notebook]"。') from error
    return pd.DataFrame(list(rows), columns=list(columns))


class Rows(list[dict[str, str]]):
    """The solutions of a query: a list of variable → value that a notebook shows as a table.

    `variables` are in the order of the query; a variable without a value is absent from its row.
    """

    def __init__(self, variables: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
        super().__init__(dict(row) for row in rows)
        self.variables = tuple(variables)

    def frame(self) -> pd.DataFrame:
        """The solutions as a pandas frame; values are text, as RDF prints them."""
        return frame(([row.get(name) for name in self.variables] for row in self), self.variables)

    def _repr_html_(self) -> str:
        return table_html(self.variables, ([row.get(name, "") for name in self.variables] for row in self))


def table_html(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; the first 200 rows of it."""
    rows = list(rows)
    lines = "".join(
        "<tr>"
        + "".join(f"<td style='{_CELL}'>{escape('' if cell is None else str(cell))}</td>" for cell in row)
        + "</tr>"
        for row in rows[:200]
    )
    names = "".join(f"<th>{escape(name)}</th>" for name in head)
    more = f"<p>另有 {len(rows) - 200} 行。</p>" if len(rows) > 200 else ""
    return f"<table><tr>{names}</tr>{lines}</table>{more}"


def _marked(citation: Citation) -> str:
    parts, done = [], 0
    for start, end in citation.marks:
        parts += [escape(citation.quote[done:start]), f"<mark>{escape(citation.quote[start:end])}</mark>"]
        done = end
    page = f"第 {citation.page} 页 " if citation.page else ""
    where = f"<small>{page}字符 {citation.start}–{citation.end}</small>"
    return f"「{''.join(parts)}{escape(citation.quote[done:])}」 {where}"
