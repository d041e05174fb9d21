"""Verbs that ask: ask, search, sparql."""

from __future__ import annotations

import json as jsonlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhitu.cli.app import JsonFlag, app, console, print_json, workspace_of
from zhitu.names import CLASS_NAMES

if TYPE_CHECKING:
    from rich.text import Text

    from kg.store import Solutions
    from search.answer import Answer


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(help="中文问题 / a question in Chinese")] = None,
    json: JsonFlag = False,
    plan: Annotated[bool, typer.Option("--plan", help="显示怎样理解这个问题 / show the query plan")] = False,
    sparql: Annotated[bool, typer.Option("--sparql", help="显示产生答案的 SPARQL / show the SPARQL")] = False,
    batch: Annotated[Path | None, typer.Option(help='批量：每行 {"id","q"} 的 JSONL / questions as JSONL')] = None,
    out: Annotated[Path | None, typer.Option(help="批量结果写到这里 / where to write the answers")] = None,
) -> None:
    """用中文提问，得到带原文出处的回答。/ Ask in Chinese, get a cited answer."""
    workspace = workspace_of(context)
    if batch is not None:
        _batch(workspace, batch, out)
        return
    if not question:
        raise typer.BadParameter("请给出问题，或用 --batch 指定问题文件")
    answer = workspace.ask(question)
    if json:
        print_json(answer.to_json())
        return
    if plan:
        print_json(answer.to_json()["plan"])
    if sparql:
        print(answer.sparql)
    if not (plan or sparql):
        print_answer(answer)


def _batch(workspace: object, batch: Path, out: Path | None) -> None:
    from kg.errors import UnreadableFile
    from zhitu.workspace import Workspace

    assert isinstance(workspace, Workspace)
    try:
        lines = batch.read_text(encoding="utf-8-sig").splitlines()
        questions = [jsonlib.loads(line) for line in lines if line.strip()]
        pairs = [(str(one["id"]), str(one["q"])) for one in questions]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableFile(batch.name, f"问题文件读不出来（{error}）。", '每行应是 {"id": …, "q": …}。') from error
    stream = out.open("w", encoding="utf-8") if out else sys.stdout
    try:
        for id, text in pairs:
            value = {**workspace.ask(text).to_json(), "id": id}
            stream.write(jsonlib.dumps(value, ensure_ascii=False) + "\n")
    finally:
        if out:
            stream.close()


def print_answer(answer: Answer) -> None:
    """The short answer, then each piece of evidence with where it stands and why it was taken."""
    from rich.markup import escape

    value = answer.to_json()
    output = console()
    style = {"answered": "green", "partial": "yellow"}.get(value["status"], "red")
    output.print(f"[{style}]答[/{style}]：{escape(value['text'])}")
    quoted = ""
    for number, one in enumerate(value["answers"], 1):
        where = f"{one['department']} {one['year'] or ''}".strip()
        kind = CLASS_NAMES.get(one["type"], one["type"])
        output.print(f"  {number}. {escape(one['label'])}  [dim]{kind} · {escape(where)} · {one['score']:.2f}[/dim]")
        for evidence in one["evidence"][:2]:
            page = f"第 {evidence['page']} 页 " if evidence.get("page") else ""
            ocr = "" if evidence["ocr"] is None else f"〔OCR {evidence['ocr']:.2f}〕"
            if evidence["quote"] == quoted:
                output.print("     （原文同上）", style="dim")
                continue
            quoted = evidence["quote"]
            output.print(_marked(quoted, evidence["marks"]))
            output.print(f"     {ocr}{page}字符 {evidence['start']}–{evidence['end']}", style="dim")
        if one["why"]:
            output.print(f"     依据：{escape('；'.join(one['why']))}", style="dim")
    for one in value["related"][:3]:
        kind = CLASS_NAMES.get(one["type"], one["type"])
        output.print(
            f"  相关：{escape(one['text'])}  [dim]{kind} · {escape(one['department'])} {one['year'] or ''}[/dim]"
        )
    if value["suggestions"]:
        output.print(f"换个问法：{escape(' '.join(value['suggestions']))}", style="dim")


def _marked(quote: str, marks: list[list[int]]) -> Text:
    """The quote in brackets, with what it shares with the question in bold."""
    from rich.text import Text

    text = Text(f"     「{quote}」", style="dim")
    for start, end in marks:
        text.stylize("bold", start + 6, end + 6)
    return text


@app.command()
def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="要找的话 / what to look for")],
    k: Annotated[int, typer.Option("-k", help="最多几条 / how many at most", min=1, max=200)] = 10,
    type: Annotated[str | None, typer.Option(help="只找这一类：Outcome, Task, Duty, … / only this class")] = None,
    json: JsonFlag = False,
) -> None:
    """按词和意思检索，不解释问题。/ Search by words and meaning."""
    from search.passages import Filter

    hits = workspace_of(context).search(text, k=k, filter=Filter(types=(type,) if type else ()))
    if json:
        print_json(hits)
        return
    from rich.markup import escape

    output = console()
    for hit in hits:
        kind = CLASS_NAMES.get(hit.type, hit.type)
        output.print(f"{hit.score:.2f} [cyan]{kind}[/cyan] {escape(hit.passage.label)}")
        output.print(f"     {hit.passage.text}", style="dim", markup=False)
    if not hits:
        output.print("没有找到相关内容。")


@app.command()
def sparql(
    context: typer.Context,
    query: Annotated[
        str | None, typer.Argument(help="SPARQL 语句、.rq 文件，或 - 读标准输入 / query, file, or - for stdin")
    ] = None,
    format: Annotated[
        str, typer.Option("-f", "--format", help="table csv tsv json xml；CONSTRUCT 用 ttl nt jsonld")
    ] = "table",
    json: JsonFlag = False,
    prefixes: Annotated[
        bool, typer.Option("--prefixes", help="列出可直接使用的前缀 / list the standard prefixes")
    ] = False,
) -> None:
    """运行 SPARQL（只读）；标准前缀不必声明，可用 zt:matches 按意思检索。/ Run SPARQL, read-only, with search in it."""
    if prefixes:
        from ontology import PREFIXES

        for name, iri in PREFIXES.items():
            print(f"PREFIX {name}: <{iri}>")
        return
    if not query:
        raise typer.BadParameter("请给出查询语句或 .rq 文件")
    workspace = workspace_of(context)
    store, text = workspace.store, workspace.prepared(_query_text(query))
    if json:
        format = "json"
    if format != "table":
        sys.stdout.write(store.serialize(text, format).decode())
        return
    result = store.run(text)
    if isinstance(result, bool):
        print("是" if result else "否")
    elif isinstance(result, str):
        print(result, end="")
    else:
        _print_table(result)


def _print_table(solutions: Solutions) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(*solutions.variables)
    for row in solutions.rows:
        table.add_row(*(Text(row.get(name, "")) for name in solutions.variables))
    output = console()
    output.print(table)
    output.print(f"{len(solutions.rows)} 行", style="dim")


def _query_text(query: str) -> str:
    from kg.errors import QueryError

    if query == "-":
        return sys.stdin.read()
    if query.endswith((".rq", ".sparql")):
        try:
            return Path(query).read_text(encoding="utf-8-sig")
        except OSError as error:
            raise QueryError(query, f"查询文件读不了（{error.strerror}）。") from error
    return query
