"""`/sparql`: the SPARQL 1.1 Protocol, reading only, over the published generation of a workspace."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from kg.errors import KgError
from kg.sparql import asks_another_server
from zhitu.serving.negotiation import GRAPH_TYPES, TABLE_TYPES
from zhitu.serving.protocol import MAX_QUERY_BYTES, Refusal, SparqlRequest, read_request
from zhitu.serving.workers import Limits, Result, Workers

if TYPE_CHECKING:
    from zhitu.workspace import Workspace

CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "*"}
PREFLIGHT = {
    **CORS,
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}


def refused(refusal: Refusal) -> JSONResponse:
    """The refusal as a body that people and programs read (RFC 9457)."""
    content = {"status": refusal.status.value, "code": refusal.code, "title": refusal.message}
    return JSONResponse(content, refusal.status, CORS, "application/problem+json")


class SparqlEndpoint:
    """Answers the requests of one server. `describe` gives the answer to a request without a query."""

    def __init__(self, workspace: Workspace, limits: Limits, describe: Callable[[Request], Response]) -> None:
        self.workspace, self.limits, self.describe = workspace, limits, describe
        self._workers: Workers | None = None
        self._closing: set[asyncio.Task[None]] = set()

    async def respond(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)
        try:
            asked = read_request(
                request.method,
                request.url.query,
                request.headers.get("content-type", ""),
                await _body(request),
                request.headers.get("accept", ""),
            )
            if asked is None:
                return await asyncio.to_thread(self.describe, request)
            result = await self._while_wanted(request, self.answer(asked))
        except Refusal as refusal:
            return refused(refusal)
        except ClientDisconnect:
            return Response(status_code=499)  # nobody reads it; the query has been ended
        return Response(result.data, headers=CORS, media_type={**TABLE_TYPES, **GRAPH_TYPES}[result.format])

    async def answer(self, asked: SparqlRequest) -> Result:
        """The result of the query. Raises Refusal."""
        if asks_another_server(asked.query):
            message = "这个端点不替查询访问别的服务器，不能用 SERVICE 或 LOAD。"
            raise Refusal(HTTPStatus.FORBIDDEN, "no_federation", message)
        try:
            if "matches" in asked.query:  # may open the index: not in the event loop
                query = await asyncio.to_thread(self.workspace.prepared, asked.query)
            else:
                query = self.workspace.prepared(asked.query)
            workers = self.workers()
        except KgError as error:
            raise Refusal(HTTPStatus.BAD_REQUEST, "bad_query", str(error)) from None
        return await workers.answer(
            SparqlRequest(query, asked.table_format, asked.graph_format, asked.default_graphs, asked.named_graphs)
        )

    def workers(self) -> Workers:
        """Processes over what is published now; those over what was published before end when they are done."""
        store = self.workspace.published().folder / "store"
        if self._workers is None or self._workers.store != store:
            if self._workers is not None:
                task = asyncio.create_task(self._workers.close())
                self._closing.add(task)
                task.add_done_callback(self._closing.discard)
            self._workers = Workers(store, self.limits)
        return self._workers

    async def close(self) -> None:
        """End all processes."""
        if self._workers is not None:
            await self._workers.close()
        await asyncio.gather(*self._closing)

    @staticmethod
    async def _while_wanted(request: Request, answer: Coroutine[Any, Any, Result]) -> Result:
        """The answer; it is given up when the client goes away, so that nobody's query takes a process."""
        task = asyncio.create_task(answer)
        gone = asyncio.create_task(_gone(request))
        try:
            await asyncio.wait((task, gone), return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise ClientDisconnect
            return task.result()
        finally:
            for one in (task, gone):
                one.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _body(request: Request) -> bytes:
    """The body, or enough of it to see that it is too long."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_QUERY_BYTES:
            break
    return body
