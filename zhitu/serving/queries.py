"""Queries of strangers over what a workspace has published: prepared here, run in processes that can be killed."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.sparql import asks_another_server
from zhitu.serving.protocol import Refusal, SparqlRequest
from zhitu.serving.workers import Limits, Result, Workers

if TYPE_CHECKING:
    from zhitu.workspace import Workspace


class Queries:
    """Runs the queries of one server, or of one assistant. Use it in one event loop."""

    def __init__(self, workspace: Workspace, limits: Limits) -> None:
        self.workspace, self.limits = workspace, limits
        self._workers: Workers | None = None
        self._closing: set[asyncio.Task[None]] = set()

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
