"""For formats that hold one report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import WorkspaceError

if TYPE_CHECKING:
    from zhitu.holdings import Holding
    from zhitu.workspace import Workspace


def the_report(workspace: Workspace, report: str | None) -> Holding:
    """The report with this IRI, or the only one. Raises WorkspaceError where there are several or none."""
    if report:
        return workspace.find(report)
    held = workspace.reports()
    if len(held) != 1:
        raise WorkspaceError(
            str(workspace.folder), f"这种格式一次写一份报告，工作区里有 {len(held)} 份。", "请用 --report 指定。"
        )
    return held[0]
