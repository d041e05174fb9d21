"""The application object, global options, and what every verb shares."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from zhitu.workspace import Workspace

DEFAULT_WORKSPACE = "zhitu-data"

app = typer.Typer(
    name="zhitu",
    help="职图：把部门整体支出绩效自评报告变成可审计的知识图谱。\n\nAuditable knowledge graphs from Chinese government self-evaluation reports.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)

JsonFlag = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]


@dataclass(slots=True)
class Globals:
    """What the options before the verb say."""

    folder: Path


def _print_version(wanted: bool) -> None:
    """Print the version and end, before anybody asks which verb it shall be."""
    if wanted:
        from zhitu import __version__

        print(f"zhitu {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    workspace: Annotated[
        Path | None,
        typer.Option(
            "-w",
            "--workspace",
            help=f"工作区文件夹，默认 ./{DEFAULT_WORKSPACE} / workspace folder",
            envvar="ZHITU_WORKSPACE",
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option("--version", help="显示版本 / show the version", is_eager=True, callback=_print_version),
    ] = False,
) -> None:
    context.obj = Globals(workspace or Path(os.environ.get("ZHITU_WORKSPACE", DEFAULT_WORKSPACE)))


def workspace_of(context: typer.Context, *, create: bool = False) -> Workspace:
    """The workspace that the command line names. Raises WorkspaceError where there is none, unless `create`."""
    from zhitu.workspace import Workspace

    return Workspace.open(context.obj.folder, create=create)


def console() -> Console:
    """Where results are printed; plain text when piped."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True)


def print_json(value: object) -> None:
    """Print `value` (dataclasses, decimals and paths included) as JSON, Chinese as it is."""
    import json

    print(json.dumps(jsonable(value), ensure_ascii=False, indent=2))


def jsonable(value: Any) -> Any:
    """`value` in terms of JSON: dataclasses become objects, decimals strings (they must not be rounded)."""
    from dataclasses import fields, is_dataclass
    from decimal import Decimal
    from enum import Enum

    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: jsonable(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, dict):
        return {str(key): jsonable(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [jsonable(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal | Path):
        return str(value)
    return value


for _module in (
    "reports",
    "questions",
    "evaluation",
    "stages",
    "serving",
    "analysis",
    "years",
):  # each registers its verbs
    import_module(f"zhitu.cli.{_module}")
