"""Verbs that change or show what a workspace holds: demo, add, remove, list, show, index, check, review, export."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhitu.cli.app import JsonFlag, app, console, print_json, workspace_of

if TYPE_CHECKING:
    from kg.model import ReportKind
    from zhitu.holdings import Added, Holding
    from zhitu.workspace import Workspace

ReportArgument = Annotated[
    str, typer.Argument(help="报告：文件名、标题里的字或 IRI / file name, words of the title, or IRI")
]


@app.command()
def demo(
    context: typer.Context,
    years: Annotated[
        bool, typer.Option("--years", help="虚构的三年报告，放在旁边的另一个工作区 / three invented years, beside")
    ] = False,
) -> None:
    """用随附的真实报告走一遍：建图，再答五个问题。/ Build the example report and answer five questions."""
    from zhitu.demo import QUESTIONS, example_files

    if years:
        _demo_of_years(context.obj.folder)
        return
    folder = context.obj.folder
    workspace = workspace_of(context, create=True)
    _print_added(_add(workspace, example_files()))
    _print_answers(workspace, QUESTIONS)
    _print_next(folder, 'ask "哪些成效对应历史文化保护职责"', "check", "demo --years   # 一个部门的三年")


def _demo_of_years(folder: Path) -> None:
    """Three invented years of a bureau: what changed, a project through its stages, what only several years can tell."""
    from zhitu.cli.years import print_comparison, print_timeline
    from zhitu.demo import YEARS_QUESTIONS, years_files, years_folder
    from zhitu.workspace import Workspace

    home, out = years_folder(folder), console()
    workspace = Workspace.open(home, create=True)
    out.print("[bold]虚构示例[/bold]：地名、机构和数字都是编的，只用来演示历年对照。\n")
    _print_added(_add(workspace, years_files()))
    out.print()
    print_comparison(workspace.compare("砚湖区", 2021, 2022), kinds=("Duty", "Problem"), figures=False)
    out.print()
    print_timeline(workspace.timeline("砚湖水生态修复工程"))
    _print_answers(workspace, YEARS_QUESTIONS)
    _print_next(home, "compare 砚湖区 2022 2023", "timeline 污水处理量", "check")


def _print_answers(workspace: Workspace, questions: Iterable[str]) -> None:
    from zhitu.cli.questions import print_answer

    for question in questions:
        console().print(f"\n[bold]问：{question}[/bold]")
        print_answer(workspace.ask(question))


def _print_next(folder: Path, *commands: str) -> None:
    console().print(f"\n工作区在 {folder}。接着可以试：", style="dim")
    for command in commands:
        console().print(f"  zhitu -w {folder} {command}", style="dim")


@app.command()
def add(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="报告文件或文件夹 / report files or folders")],
    department: Annotated[str, typer.Option(help="部门名称（文件里没有时）/ department, where the file lacks it")] = "",
    year: Annotated[
        int | None, typer.Option(help="报告年度（文件里没有时）/ year reported on", min=1949, max=2100)
    ] = None,
    kind: Annotated[
        str, typer.Option(help="报告种类 / kind of report: self-evaluation, project, final-accounts, work-report")
    ] = "",
    json: JsonFlag = False,
) -> None:
    """加入报告：读取、抽取、链接、核对、入库、建索引。/ Add reports: read, extract, link, check, store, index."""
    from kg.model import ReportKind

    if kind and kind not in [one.value for one in ReportKind]:
        raise typer.BadParameter(f"没有“{kind}”这种报告", param_hint="--kind")
    workspace = workspace_of(context, create=True)
    added = _add(workspace, files, department, year, ReportKind(kind) if kind else None, quiet=json)
    if json:
        print_json(
            {
                "added": added.holdings,
                "unchanged": added.unchanged,
                "annexes": [{"source": one.source, "report": one.holding.iri} for one in added.annexes],
                "duplicates": [{"source": one.source, "report": one.holding.iri} for one in added.duplicates],
                "failed": [{"source": f.source, "error": str(f.error)} for f in added.failures],
            }
        )
    else:
        _print_added(added)
    if added.failures:
        raise typer.Exit(1)


def _add(
    workspace: Workspace,
    files: list[Path],
    department: str = "",
    year: int | None = None,
    kind: ReportKind | None = None,
    *,
    quiet: bool = False,
) -> Added:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    if quiet:
        return workspace.add(files, department=department, year=year, kind=kind)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("读取报告", total=None)

        def progress(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, description=name or "写入工作区")

        return workspace.add(files, department=department, year=year, kind=kind, progress=progress)


def _print_added(added: Added) -> None:
    out = console()
    for word, holdings in (("已加入", added.holdings), ("未变", added.unchanged)):
        for holding in holdings:
            out.print(
                f"[green]{word}[/green] {_file_name(holding)}：{holding.department or '部门不详'} {holding.year or '年度不详'}（{kind_name(holding.kind)}）"
            )
            for line in holding.diagnostics:
                out.print(f"  [yellow]注意[/yellow] {line}")
    for aside in added.annexes:
        out.print(f"[green]附件[/green] {aside.source}：读作 {aside.holding.source} 的一部分")
    for aside in added.duplicates:
        out.print(f"[yellow]重复[/yellow] {aside.source}：与 {aside.holding.source} 是同一份报告，只保留后者")
    for failure in added.failures:
        out.print(f"[red]未能加入[/red] {failure.error}")
    if not any((added.holdings, added.unchanged, added.failures, added.annexes, added.duplicates)):
        out.print("没有找到可以读取的报告文件。")


def _file_name(holding: Holding) -> str:
    """The file of a report, with its number where the file holds several, and a mark where it was read from pictures."""
    number = f"（第{holding.piece}份）" if holding.piece else ""
    return f"{holding.source}{number}{'' if holding.ocr_confidence is None else '〔OCR〕'}"


def kind_name(kind: str) -> str:
    """The kind of a report in Chinese."""
    names = {
        "self-evaluation": "部门整体支出绩效自评",
        "project": "项目支出绩效自评",
        "final-accounts": "部门决算",
        "work-report": "政府工作报告",
    }
    return names.get(kind, "种类不详")


@app.command()
def remove(context: typer.Context, report: ReportArgument) -> None:
    """移除一份报告，别的都不动。/ Remove one report and nothing else."""
    holding = workspace_of(context).remove(report)
    console().print(f"已移除 {holding.source}（{holding.iri}）")


@app.command("list")
def list_reports(context: typer.Context, json: JsonFlag = False) -> None:
    """列出工作区里的报告。/ List the reports held."""
    held = workspace_of(context).reports()
    if json:
        print_json(held)
        return
    from rich.table import Column, Table

    table = Table("部门", "年度", "种类", "文件", Column("IRI", overflow="fold"))
    for holding in held:
        table.add_row(
            holding.department or "不详",
            str(holding.year or "不详"),
            kind_name(holding.kind),
            "\n".join([_file_name(holding), *(f"＋{source}" for source, _ in holding.annexes)]),
            holding.iri,
        )
    console().print(table if held else "工作区里还没有报告。")


@app.command()
def show(context: typer.Context, report: ReportArgument, json: JsonFlag = False) -> None:
    """一份报告里有什么：各类实体的数目和条目。/ What one report holds."""
    from zhitu.overview import overview

    value = overview(workspace_of(context), report)
    if json:
        print_json(value)
        return
    out = console()
    out.print(
        f"[bold]{value.holding.title}[/bold]\n{value.holding.iri}\n来源 {_file_name(value.holding)} · sha256 {value.holding.sha256[:16]}…"
    )
    for line in value.holding.diagnostics:
        out.print(f"[yellow]注意[/yellow] {line}")
    for name, items in value.groups.items():
        out.print(f"\n[bold]{name}[/bold] {len(items)}")
        for item in items:
            mark = "" if item.ocr is None else "〔OCR〕"
            out.print(f"  {item.number:>6} {mark}{item.label}" if item.number else f"  {mark}{item.label}")


@app.command()
def index(
    context: typer.Context,
    model: Annotated[
        str | None,
        typer.Option(help="sentence-transformers 模型名或文件夹；zhitu-static 为自带的 / model name or folder"),
    ] = None,
    rerank: Annotated[
        str | None,
        typer.Option(help="交叉编码重排模型名或文件夹，更准但慢；none 为不用 / cross-encoder for the best hits, slow"),
    ] = None,
    query_prompt: Annotated[
        str | None, typer.Option(help="查询前加的指令，默认用模型自带的 / instruction put before queries")
    ] = None,
    device: Annotated[str | None, typer.Option(help="cpu、cuda、mps……默认自动 / torch device")] = None,
    batch_size: Annotated[int | None, typer.Option(min=1, help="一次编码几条，默认32 / texts at once")] = None,
) -> None:
    """重建检索索引，可换编码模型。/ Rebuild the search index, with another encoder if named."""
    workspace = workspace_of(context)
    chosen = "" if rerank == "none" else rerank
    options = {"query_prompt": query_prompt, "device": device, "batch_size": batch_size}
    count = workspace.reindex(model, rerank=chosen, **options)
    again = workspace.settings.get("rerank")
    console().print(
        f"索引已重建：{count} 个检索单元，编码器 {workspace.encoder.name}"
        + (f"，重排 {again}" if again else "")
        + "。",
        markup=False,
    )


@app.command()
def check(
    context: typer.Context,
    report: Annotated[str | None, typer.Argument(help="只查这份报告 / only this report")] = None,
    json: JsonFlag = False,
) -> None:
    """核对：数字之间、图谱形状（SHACL）、不变式。/ Check figures, shapes (SHACL) and invariants."""
    from zhitu.checking import check_workspace

    verdict = check_workspace(workspace_of(context), report)
    if json:
        print_json(verdict)
    else:
        out = console()
        marks = {True: "[green]相符[/green]", False: "[red]不符[/red]", None: "[yellow]存疑[/yellow]"}
        for finding in verdict.findings:
            out.print(f"{marks[finding.holds]} {finding.message}  [dim]{finding.code}[/dim]")
            for quote in finding.quotes:
                out.print(f"      「{quote}」", style="dim")
        for violation in verdict.violations:
            out.print(f"[red]违反[/red] {violation.rule}：{violation.message}  [dim]{violation.node}[/dim]")
        out.print(
            f"数字核对 {len(verdict.findings)} 条，其中不符 {sum(f.holds is False for f in verdict.findings)} 条；"
            f"形状与不变式违反 {len(verdict.violations)} 条。"
        )
    if verdict.violations:
        raise typer.Exit(1)


@app.command()
def review(
    context: typer.Context,
    subject: Annotated[str | None, typer.Argument(help="链接的主语：IRI 或末段如 outcome/2.3.1 / subject")] = None,
    relation: Annotated[str | None, typer.Argument(help="关系：underDuty, fulfils, addresses, … / relation")] = None,
    object: Annotated[str | None, typer.Argument(help="宾语：IRI、duty/9 或职能编号 NR09 / object")] = None,
    accept: Annotated[bool | None, typer.Option("--accept/--reject", help="认可或否决 / accept or reject")] = None,
    report: Annotated[str | None, typer.Option(help="报告（主语、宾语用末段时）/ report of a short subject")] = None,
    below: Annotated[
        float, typer.Option(help="只列置信度低于此值的 / only links below this confidence", min=0, max=1)
    ] = 1.0,
    reviewer: Annotated[str, typer.Option(help="审核人 / reviewer")] = "",
    note: Annotated[str, typer.Option(help="理由 / reason")] = "",
    json: JsonFlag = False,
) -> None:
    """人工审核链接：不带参数列出待审，带主语、关系、宾语则认可或否决；重建后仍然有效。/ Review inferred links."""
    from zhitu.reviewing import decide, pending

    workspace = workspace_of(context)
    if subject is None:
        rows = pending(workspace, report=report, below=below)
        if json:
            print_json(rows)
            return
        out = console()
        for row in rows:
            out.print(f"{row.confidence:.3f} {row.subject_id} [cyan]{row.relation}[/cyan] {row.object_id}")
            out.print(f"      {row.subject_label} → {row.object_label}", style="dim")
            if row.why:
                out.print(f"      依据：{'；'.join(row.why)}", style="dim")
        out.print(f"{len(rows)} 条链接。")
        return
    if relation is None or object is None or accept is None:
        raise typer.BadParameter("请写全：主语 关系 宾语，并加 --accept 或 --reject")
    decision = decide(
        workspace, subject, relation, object, accepted=accept, report=report, reviewer=reviewer, note=note
    )
    console().print(
        f"已{'认可' if decision.accepted else '否决'}：{decision.subject} {decision.relation} {decision.object}"
    )


@app.command()
def export(
    context: typer.Context,
    out: Annotated[Path | None, typer.Argument(help="输出文件，格式看后缀 / output file, format by suffix")] = None,
    report: Annotated[str | None, typer.Option(help="只导出这份报告 / only this report")] = None,
    format: Annotated[str | None, typer.Option("-f", "--format", help="格式名称 / name of the format")] = None,
    formats: Annotated[bool, typer.Option("--formats", help="列出所有格式 / list the formats")] = False,
) -> None:
    """导出图谱：RDF、Gephi、Cytoscape、Neo4j、Excel、CSV、网页、引文等。/ Export the graph for other tools."""
    if formats or out is None:
        from zhitu.exports import FORMATS

        for one in FORMATS:
            console().print(f"{one.name:<10} {one.suffix or '（文件夹）':<14} {one.description}", markup=False)
        if not formats:
            raise typer.BadParameter("请给出输出文件")
        return
    path = workspace_of(context).export(out, report=report, format=format)
    size = sum(one.stat().st_size for one in ([path] if path.is_file() else path.iterdir()))
    console().print(f"已写入 {path}（{size:,} 字节）", markup=False)
