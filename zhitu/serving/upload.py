"""Adding reports through the browser, where `zhitu serve --write` allows it."""

from __future__ import annotations

import asyncio
import tempfile
from http import HTTPStatus
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kg.errors import KgError
from zhitu.serving.site import Site

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from zhitu.holdings import Added

MOST_FILES = 50
MOST_BYTES = 64 << 20  # of one request


class UploadPages:
    """One upload is handled at a time: the workspace has one writer."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._writing = asyncio.Lock()

    def add_to(self, app: Starlette) -> None:
        app.add_route("/upload", self.page, methods=["GET"])
        app.add_route("/upload", self.receive, methods=["POST"])

    def page(self, request: Request) -> Response:
        return self.site.page(request, "upload.html", megabytes=MOST_BYTES >> 20)

    async def receive(self, request: Request) -> Response:
        """Files of a form, added together; what was added and what failed, as JSON."""
        length = request.headers.get("content-length", "")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return _problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"一次最多上传 {MOST_BYTES >> 20} MB。")
        try:
            async with request.form(max_files=MOST_FILES, max_fields=4) as form:
                files = [
                    (one.filename or "", await one.read()) for one in form.getlist("files") if not isinstance(one, str)
                ]
        except Exception:  # of the multipart parser: the form is not one
            return _problem(HTTPStatus.BAD_REQUEST, f"上传的表单读不出来；一次最多 {MOST_FILES} 个文件。")
        if not files:
            return _problem(HTTPStatus.BAD_REQUEST, "没有收到文件。")
        async with self._writing:
            try:
                added = await asyncio.to_thread(self._add, files)
            except KgError as error:
                return _problem(HTTPStatus.CONFLICT, str(error))
        return JSONResponse(
            {
                "added": [{"title": one.title, "path": self.site.path_of(one.iri)} for one in added.holdings],
                "unchanged": [{"title": one.title, "path": self.site.path_of(one.iri)} for one in added.unchanged],
                "failed": [{"source": one.source, "message": str(one.error)} for one in added.failures],
            }
        )

    def _add(self, files: list[tuple[str, bytes]]) -> Added:
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for number, (name, data) in enumerate(files):
                home = Path(folder, str(number))  # two files may have one name
                home.mkdir()
                path = home / bare_name(name)
                path.write_bytes(data)
                paths.append(path)
            return self.site.workspace.add(paths)


def bare_name(name: str) -> str:
    """The last part of a file name that a client gave, as one path component: it must not say where a file goes.

    >>> bare_name("../../etc/passwd"), bare_name("C:\\\\报告\\\\2022.docx"), bare_name("..")
    ('passwd', '2022.docx', '未命名')
    """
    last = PurePosixPath(PureWindowsPath(name).name).name
    kept = "".join(character for character in last if character.isprintable() and character not in '<>:"|?*')[-120:]
    return kept if kept.strip(". ") else "未命名"


def _problem(status: HTTPStatus, message: str) -> JSONResponse:
    return JSONResponse({"status": status.value, "title": message}, status, media_type="application/problem+json")
