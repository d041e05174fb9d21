"""The verb that analyses the network."""

from __future__ import annotations

from typing import Annotated

import typer

from zhitu.cli.app import JsonFlag, app, console, print_json, workspace_of


@app.command()
def analyse(
    context: typer.Context,
    report: Annotated[str | None, typer.Option(help="只分析这份报告 / only this report")] = None,
    json: JsonFlag = False,
) -> None:
    """分析网络：职责覆盖与集中度、落空的任务、关键项目、一起做的职责、相似的部门。/ Analyse the network."""
    from zhitu.analysing import similarities

    workspace = workspace_of(context)
    found, alike = workspace.analyse(report), similarities(workspace)
    if json:
        print_json({"analysis": found, "departments": alike})
        return
    from rich.table import Table

    output = console()
    table = Table("职责", "任务", "成效", title="职责覆盖：每项职责下有多少任务和成效", title_justify="left")
    for one in found.coverage:
        table.add_row(one.label, str(one.tasks), str(one.outcomes))
    output.print(table)
    if found.concentration is not None:
        even = 1 / len(found.coverage)
        output.print(
            f"成效在职责间的集中度 {found.concentration:.3f}（均匀分布为 {even:.3f}，全在一项为 1）；"
            f"基尼系数 {found.gini:.3f}（0 为平均）。"
        )
    _print_things("没有找到成效的任务", [one.text or one.label for one in found.tasks_without_outcome])
    _print_things("没有找到职责的成效", [one.text or one.label for one in found.outcomes_without_duty])
    if found.projects:
        table = Table(
            "项目", "提到几处", "涉及职责", "中介中心度", title="关键项目：牵连职责多的在前", title_justify="left"
        )
        for project in found.projects:
            table.add_row(project.label, str(project.mentions), str(project.duties), f"{project.centrality:.4f}")
        output.print(table)
    for number, group in enumerate(found.communities, 1):
        _print_things(f"常在一起做的职责（第 {number} 组）", [one.label for one in group])
    for pair in alike[:10]:
        shared = "、".join(pair.shared[:3])
        output.print(f"{pair.first} 与 {pair.second}：工作相似度 {pair.cosine:.2f}（都做 {shared}）", markup=False)


def _print_things(title: str, texts: list[str]) -> None:
    output = console()
    if texts:
        output.print(f"{title}：{len(texts)} 项")
    for text in texts:
        output.print(f"  · {text}", markup=False)
