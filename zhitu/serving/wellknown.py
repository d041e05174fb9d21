"""The addresses at which the service describes itself; counted once for each published generation."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from zhitu.serving.description import FORMATS, dataset_description, example_description, service_description
from zhitu.serving.negotiation import GRAPH_TYPES, accepts_page, preferred
from zhitu.serving.workers import Limits

if TYPE_CHECKING:
    from rdflib import Graph
    from starlette.applications import Starlette

    from zhitu.workspace import Workspace

EXAMPLES = "/.well-known/sparql-examples"
VOID = "/.well-known/void"


class Descriptions:
    """The descriptions of one workspace, as responses in the format that a client wants."""

    def __init__(self, workspace: Workspace, limits: Limits) -> None:
        self.workspace, self.limits = workspace, limits
        self._made: dict[tuple[Path, str, str], bytes] = {}
        self._lock = Lock()

    def add_to(self, app: Starlette) -> None:
        app.add_route(VOID, self.void)
        app.add_route(EXAMPLES, self.examples)

    def service(self, request: Request) -> Response:
        """What a GET of the endpoint without a query asks for; a browser is led to the editor."""
        if accepts_page(request.headers.get("accept", "")):
            return RedirectResponse("/query", HTTPStatus.SEE_OTHER)
        address = _address(request)
        store = self.workspace.published().store
        return self._response(request, "service", lambda: service_description(store, address, self.limits))

    def void(self, request: Request) -> Response:
        store = self.workspace.published().store
        return self._response(request, "void", lambda: dataset_description(store, _address(request)))

    def examples(self, request: Request) -> Response:
        own = str(request.base_url).rstrip("/") + EXAMPLES
        return self._response(request, "examples", lambda: example_description(_address(request), own))

    def _response(self, request: Request, name: str, make: Callable[[], Graph]) -> Response:
        format = preferred(request.headers.get("accept", ""), GRAPH_TYPES) or "ttl"
        generation = self.workspace.published().folder
        key = (generation, f"{name} {_address(request)}", format)
        with self._lock:  # counting is work: two clients at once do not make it twice
            if key not in self._made:
                self._made = {known: data for known, data in self._made.items() if known[0] == generation}
                self._made[key] = make().serialize(format=FORMATS[format], encoding="utf-8")
        headers = {"Access-Control-Allow-Origin": "*"}
        return Response(self._made[key], headers=headers, media_type=GRAPH_TYPES[format])


def _address(request: Request) -> str:
    """The address of the endpoint as this client knows it."""
    return str(request.base_url).rstrip("/") + "/sparql"
