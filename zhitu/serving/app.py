"""The server: which address answers what. Each part is a module of its own; this one only joins them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from zhitu.serving.asking_pages import AskingPages
from zhitu.serving.endpoint import SparqlEndpoint
from zhitu.serving.insight_pages import InsightPages
from zhitu.serving.linked import LinkedData
from zhitu.serving.queries import Queries
from zhitu.serving.reading_pages import ReadingPages
from zhitu.serving.site import FOLDER, Site
from zhitu.serving.wellknown import Descriptions
from zhitu.serving.workers import Limits

if TYPE_CHECKING:
    from zhitu.workspace import Workspace


def create_app(workspace: Workspace, limits: Limits | None = None) -> FastAPI:
    """The ASGI application over the workspace. Nothing in it writes to the workspace."""

    limits = limits or Limits()
    descriptions = Descriptions(workspace, limits)
    queries = Queries(workspace, limits)
    endpoint = SparqlEndpoint(queries, descriptions.service)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await queries.workers().started()
        yield
        await queries.close()

    app = FastAPI(title="Zhitu 职图", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.add_route("/sparql", endpoint.respond, methods=["GET", "POST", "OPTIONS"])
    site = Site(workspace)
    linked = LinkedData(workspace)
    for part in (descriptions, linked, AskingPages(site), ReadingPages(site, linked), InsightPages(site)):
        part.add_to(app)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"))
    return app
