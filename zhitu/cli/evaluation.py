"""The verb that measures: eval."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhitu.cli.app import JsonFlag, app, console, print_json, workspace_of

if TYPE_CHECKING:
    from rich.table import Table

    from zhitu.evaluation import Case, Evaluation, Row


@app.command("eval")
def evaluate(
    context: typer.Context,
    questions: Annotated[
        Path, typer.Argument(help="题目：JSONL，或标注的 questions.json / questions with expected answers")
    ],
    entities: Annotated[
        Path | None, typer.Option(help="标注的 entities.json，默认在题目旁边 / entities of an annotation")
    ] = None,
    model: Annotated[
        list[str] | None,
        typer.Option(help="改用这个编码模型来测，可写多次；不改动工作区 / measure this encoder instead, repeatable"),
    ] = None,
    retrieval: Annotated[
        bool, typer.Option("--retrieval", help="只测检索，不测问答 / measure the index alone")
    ] = False,
    misses: Annotated[bool, typer.Option("--misses", help="列出没有全对的题 / list what went wrong")] = False,
    json: JsonFlag = False,
) -> None:
    """用带答案的题目测问答或检索的好坏，可比较编码模型。/ Measure answers or retrieval on questions of your own."""
    from zhitu.evaluation import evaluate as measured
    from zhitu.expected import read_questions

    workspace = workspace_of(context)
    asked = read_questions(questions, entities)
    models: list[str | None] = [*model] if model else [None]
    evaluations = [measured(workspace, asked, model=name, retrieval=retrieval) for name in models]
    if json:
        print_json(evaluations)
    else:
        for one in evaluations:
            _print(one, misses=misses)
    if any(one.unresolved for one in evaluations):
        raise typer.Exit(1)


def _print(evaluation: Evaluation, *, misses: bool) -> None:
    out = console()
    what = "检索" if evaluation.mode == "retrieval" else "问答"
    out.print(f"{what} · 编码器 {evaluation.model} · {len(evaluation.cases)} 题", markup=False)
    if evaluation.total:
        out.print(_table(evaluation.rows, evaluation.total))
        out.print(f"每 100 题有 95 题在 {evaluation.total.slow_ms:.0f} 毫秒内", style="dim")
    if misses:
        for case in evaluation.cases:
            if not case.is_right:
                out.print(f"{case.id} [{case.type}] {case.question}", markup=False)
                out.print(f"      {_verdict(case)} · {case.said}", style="dim", markup=False)
    for one in evaluation.unresolved:
        out.print(f"未计入 {one.id} {one.question}：报告里找不到“{one.expected}”", markup=False)


def _table(rows: tuple[Row, ...], total: Row) -> Table:
    from rich.box import SIMPLE
    from rich.table import Column, Table
    from rich.text import Text

    heads = ("题数", "nDCG@10", "recall@10", "拒答对", "误拒", "误答", "毫秒")
    table = Table("类型", *(Column(head, justify="right", no_wrap=True) for head in heads), box=SIMPLE, pad_edge=False)
    for row in (*rows, replace(total, type="全部")):
        table.add_row(
            Text(row.type or "未分类"),
            str(row.questions),
            _share(row.ndcg),
            _share(row.recall),
            str(row.refused_rightly),
            str(row.refused_wrongly),
            str(row.answered_wrongly),
            f"{row.median_ms:.1f}",
            end_section=row is rows[-1],
        )
    return table


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _verdict(case: Case) -> str:
    if case.ndcg is None:
        return "没有答案而答了"
    refused = "拒答 · " if case.refused else ""
    return f"{refused}nDCG {case.ndcg:.2f} · recall {case.recall:.2f}"
