"""Verbs over the years: align, compare, timeline."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhitu.cli.app import JsonFlag, app, console, print_json, workspace_of

if TYPE_CHECKING:
    from zhitu.timelines import Timeline
    from zhitu.years import Change, Comparison, FigureChange

FINDINGS = {
    "growth-recomputed": "增幅已核",
    "growth-real": "增幅按可比价",
    "task-without-follow-up": "任务没有下文",
    "task-carried-over": "任务转入次年",
    "text-reused": "文字照搬",
    "problem-persists": "问题连年",
    "problem-returned": "问题再现",
}


@app.command()
def align(context: typer.Context, json: JsonFlag = False) -> None:
    """重新对齐各部门历年报告，并列出结果。/ Recompute what continues from year to year, and show it."""
    from kg.continuity.editions import ChangeKind
    from zhitu.years import CHANGES

    lines = workspace_of(context).align()
    if json:
        print_json(lines)
        return
    out = console()
    for one in lines:
        former = f"（曾名{'、'.join(one.former)}）" if one.former else ""
        out.print(f"[bold]{one.department}[/bold]{former} {'、'.join(map(str, one.years))}")
        changes = [f"{CHANGES[kind]} {one.counts[kind]}" for kind in ChangeKind if kind in one.counts]
        found = [f"{label} {one.counts[code]}" for code, label in FINDINGS.items() if code in one.counts]
        out.print(f"  延续：{' · '.join(changes) or '无'}")
        if found:
            out.print(f"  对照：{' · '.join(found)}")
    if not lines:
        out.print("没有哪个部门有几年的报告。")


@app.command()
def compare(
    context: typer.Context,
    department: Annotated[str, typer.Argument(help="部门名称或其中几个字 / department, or part of its name")],
    first: Annotated[int, typer.Argument(help="前一年 / the earlier year")],
    second: Annotated[int, typer.Argument(help="后一年 / the later year")],
    all: Annotated[bool, typer.Option("--all", help="连没有变化的也列出 / show what was kept as well")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="写成单个网页文件 / write one HTML file")] = None,
    json: JsonFlag = False,
) -> None:
    """一个部门两年之间变了什么：职责、任务、问题、资金、指标。/ What changed between two years."""
    value = workspace_of(context).compare(department, first, second)
    if json:
        print_json(value)
    elif html:
        from zhitu.exports.page import write_comparison

        write_comparison(value, html)
        console().print(f"已写入 {html}", markup=False)
    else:
        print_comparison(value, all=all)


def print_comparison(value: Comparison, *, all: bool = False, kinds: Iterable[str] = (), figures: bool = True) -> None:
    """What changed in units of `kinds` (of all, where none is named), and in figures."""
    from kg.continuity.editions import ChangeKind
    from zhitu.years import KINDS

    out = console()
    former = f"（{value.first}年名为{value.former}）" if value.former else ""
    out.print(f"[bold]{value.department}[/bold]{former}：{value.first}年 → {value.second}年")
    for kind in tuple(kinds) or KINDS:
        name = KINDS[kind]
        some = [one for one in value.changes if one.kind == kind]
        kept = [one for one in some if one.change is ChangeKind.KEPT]
        out.print(f"\n[bold]{name}[/bold] 保留 {len(kept)}，有变化 {len(some) - len(kept)}")
        for one in some:
            if all or one.change is not ChangeKind.KEPT:
                _print_change(one)
    for title, changes in (("资金", value.money), ("指标", value.indicators)) if figures else ():
        if changes:
            out.print(f"\n[bold]{title}[/bold]")
            _print_figures(changes)


def _print_change(change: Change) -> None:
    from rich.markup import escape

    from zhitu.years import CHANGES

    out = console()
    sure = f"  [dim]可信度 {change.confidence:.2f}[/dim]" if change.before and change.after else ""
    number = " ← ".join(side.number or "-" for side in (change.after, change.before) if side)
    out.print(f"  [cyan]{CHANGES[change.change]}[/cyan] {number}{sure}")
    for sign, side in (("-", change.before), ("+", change.after)):
        if side:
            out.print(f"      {sign} {escape(side.text)}", style="dim")


def _print_figures(figures: tuple[FigureChange, ...]) -> None:
    from rich.table import Table

    from zhitu.years import CLAIMS

    table = Table("名称", "口径", "前一年", "后一年", "变化", "变化率")
    for one in figures:
        table.add_row(one.name, CLAIMS[one.claim], one.before, one.after, one.difference, one.percent)
    console().print(table)


@app.command()
def timeline(
    context: typer.Context,
    subject: Annotated[
        str,
        typer.Argument(help="指标、项目、职责、任务或问题的名称，或 IRI / indicator, project, duty, task or problem"),
    ],
    department: Annotated[str, typer.Option(help="只看这个部门 / only this department")] = "",
    json: JsonFlag = False,
) -> None:
    """一个指标、项目、职责、任务或问题的历年情况。/ One thing through the years."""
    value = workspace_of(context).timeline(subject, department=department)
    if json:
        print_json(value)
    else:
        print_timeline(value)


def print_timeline(value: Timeline) -> None:
    """A row for each thing that a year says of the subject."""
    from rich.table import Table

    from zhitu.names import CLASS_NAMES

    out = console()
    out.print(f"[bold]{value.subject}[/bold]（{CLASS_NAMES[value.kind]}，{value.department}）")
    table = Table("年度", "", "口径", "变化", "原文")
    for point in value.points:
        table.add_row(str(point.year), point.label, point.claim, point.change, point.quote)
    out.print(table)
