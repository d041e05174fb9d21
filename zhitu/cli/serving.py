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
    token: Annotated[
        str, typer.Option(help="访问令牌；不限本机或可写时必须有，缺省自动生成 / access token", envvar="ZHITU_TOKEN")
    ] = "",
    write: Annotated[bool, typer.Option("--write", help="允许在网页上加入报告 / allow adding reports")] = False,
) -> None:
    """打开网页界面与 SPARQL 端点（默认只读、只限本机）。/ Serve the web interface and the SPARQL endpoint."""
    import secrets

    import uvicorn

    from zhitu.serving.app import create_app
    from zhitu.serving.guard import is_local
    from zhitu.serving.workers import Limits

    workspace = workspace_of(context)
    workspace.published()
    if not token and (write or not is_local(host)):
        token = secrets.token_urlsafe(24)
    limits = Limits(seconds=timeout, processes=processes)
    application = create_app(workspace, limits, hosts=[host], token=token, write=write)
    address = f"http://{'[' + host + ']' if ':' in host else host}:{port}/"
    console().print(f"职图已在 {address}{'?token=' + token if token else ''} 打开，按 Ctrl+C 结束。", markup=False)
    if not is_local(host):
        console().print("提醒：这个地址别的机器也能访问，内容未加密；请放在 HTTPS 反向代理后面。")
    uvicorn.run(application, host=host, port=port, log_level="warning", access_log=False, timeout_keep_alive=75)


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
