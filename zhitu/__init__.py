"""Zhitu 职图: the front door.

>>> import zhitu
>>> ws = zhitu.open("zhitu-data")                       # doctest: +SKIP
>>> ws.add("examples/liwan-2022")                       # doctest: +SKIP
>>> print(ws.ask("哪些成效对应耕地保护职责").text)          # doctest: +SKIP
"""

from __future__ import annotations

from pathlib import Path

from kg.errors import KgError
from zhitu.workspace import Workspace

__all__ = ["KgError", "Workspace", "__version__", "open"]
__version__ = "0.1.0"


def open(folder: str | Path = "zhitu-data", *, create: bool = True) -> Workspace:
    """Open the workspace in `folder`, making it if `create`. Raises WorkspaceError if that cannot be done."""
    return Workspace.open(folder, create=create)
