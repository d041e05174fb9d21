"""The verb that opens the workspace to browsers and programs."""

from __future__ import annotations

from typing import Annotated

import typer

from zhitu.cli.app import app, console, workspace_of


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="监听地址，默认只限本机 / address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口 / port")] = 8000,
    timeout: Annotated[float, typer.Option(help="每条 SPARQL 查询最多几秒 / seconds a query may take")] = 30.0,
    processes: Annotated[int, typer.Option(help="同时运行的查询进程 / query processes", min=1)] = 4,
) -> None:
    """打开网页界面与 SPARQL 端点（只读）。/ Serve the web interface and the SPARQL endpoint, read-only."""
    import uvicorn

    from zhitu.serving.app import create_app
    from zhitu.serving.workers import Limits

    workspace = workspace_of(context)
    application = create_app(workspace, Limits(seconds=timeout, processes=processes))
    console().print(f"职图已在 http://{host}:{port} 打开，按 Ctrl+C 结束。")
    uvicorn.run(application, host=host, port=port, log_level="warning")
