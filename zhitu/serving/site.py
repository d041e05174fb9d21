"""What all pages share: templates, the frame around a page, and the headers that keep browsers safe."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from zhitu.names import CLASS_NAMES, class_name, relation_name
from zhitu.serving.linked import path_of

if TYPE_CHECKING:
    from zhitu.workspace import Workspace

FOLDER = Path(__file__).parent
NAVIGATION = (
    ("/", "提问"),
    ("/browse", "浏览"),
    ("/years", "各年"),
    ("/query", "查询"),
    ("/about", "说明"),
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Site:
    """Renders the pages of one workspace."""

    def __init__(self, workspace: Workspace, *, write: bool = False) -> None:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        self.workspace = workspace
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            navigation=(*NAVIGATION, ("/upload", "加入报告")) if write else NAVIGATION,
            class_name=class_name,
            class_names=CLASS_NAMES,
            path_of=self.path_of,
            relation_name=relation_name,
        )

    def page(self, request: Request, template: str, status: HTTPStatus = HTTPStatus.OK, **context: Any) -> Response:
        """The page made from `template` (a file in templates/)."""
        html = self._environment.get_template(template).render(here=request.url.path, **context)
        return HTMLResponse(html, status, dict(HEADERS))

    def missing(self, request: Request, message: str) -> Response:
        """A page that says what there is not."""
        return self.page(request, "missing.html", HTTPStatus.NOT_FOUND, message=message)

    def refused(self, request: Request, error: Exception) -> Response:
        """What a page says where the request cannot be carried out: the message of a KgError is for its reader."""
        return self.page(request, "missing.html", HTTPStatus.BAD_REQUEST, message=str(error))

    def path_of(self, iri: str) -> str | None:
        return path_of(iri, self.workspace.base_iri)
