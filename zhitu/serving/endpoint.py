"""`/sparql`: the SPARQL 1.1 Protocol, reading only, over the published generation of a workspace."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from zhitu.serving.negotiation import GRAPH_TYPES, TABLE_TYPES
from zhitu.serving.protocol import MAX_QUERY_BYTES, Refusal, read_request
from zhitu.serving.queries import Queries
from zhitu.serving.workers import Result

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

    def __init__(self, queries: Queries, describe: Callable[[Request], Response]) -> None:
        self.queries, self.describe = queries, describe

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
            result = await self._while_wanted(request, self.queries.answer(asked))
        except Refusal as refusal:
            return refused(refusal)
        except ClientDisconnect:
            return Response(status_code=499)  # nobody reads it; the query has been ended
        return Response(result.data, headers=CORS, media_type={**TABLE_TYPES, **GRAPH_TYPES}[result.format])

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
