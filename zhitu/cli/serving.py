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


@app.command()
def mcp(
    context: typer.Context,
    http: Annotated[bool, typer.Option("--http", help="用 HTTP 而不是标准输入输出 / over HTTP, not stdio")] = False,
    port: Annotated[int, typer.Option(help="HTTP 端口，只限本机 / HTTP port, on this machine only")] = 8001,
) -> None:
    """给智能助手用的只读工具（MCP）：ask sparql schema examples evidence。/ Read-only tools for assistants."""
    from zhitu.assistant import assistant_server

    server = assistant_server(workspace_of(context))
    if http:
        console().print(f"MCP 服务已在 http://127.0.0.1:{port}/mcp 打开，按 Ctrl+C 结束。")
        server.run("streamable-http", host="127.0.0.1", port=port)
    else:
        server.run("stdio")
