"""The server: which address answers what. Each part is a module of its own; this one only joins them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from kg.errors import KgError
from zhitu.serving.asking_pages import AskingPages
from zhitu.serving.endpoint import SparqlEndpoint
from zhitu.serving.guard import Guard
from zhitu.serving.insight_pages import InsightPages
from zhitu.serving.linked import LinkedData
from zhitu.serving.queries import Queries
from zhitu.serving.reading_pages import ReadingPages
from zhitu.serving.site import FOLDER, Site
from zhitu.serving.upload import UploadPages
from zhitu.serving.wellknown import Descriptions
from zhitu.serving.workers import Limits
from zhitu.serving.year_pages import YearPages

if TYPE_CHECKING:
    from zhitu.workspace import Workspace


def create_app(
    workspace: Workspace,
    limits: Limits | None = None,
    *,
    hosts: Sequence[str] = (),
    token: str = "",
    write: bool = False,
) -> FastAPI:
    """The ASGI application over the workspace, which it only reads unless `write`.

    `hosts` are names by which it is called beside those of this machine; with a `token`, every request needs it.
    """

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
    site = Site(workspace, write=write)
    linked = LinkedData(workspace)
    for part in (
        descriptions,
        linked,
        AskingPages(site),
        ReadingPages(site, linked),
        InsightPages(site),
        YearPages(site),
    ):
        part.add_to(app)
    if write:
        UploadPages(site).add_to(app)
    app.add_middleware(Guard, hosts=hosts, token=token)
    app.add_exception_handler(KgError, site.refused)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"))
    return app
