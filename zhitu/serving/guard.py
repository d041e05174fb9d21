"""Who may use the server. Only this machine, unless a token is set; see docs/security.md for what is defended and what is not.

- The Host header must name the server: a page of another site cannot reach it through a name that it points here.
- With a token, every request needs it: `Authorization: Bearer …`, or the cookie that `/?token=…` sets once.
- A request that writes must come from a page of this server (its Origin), so that another site cannot send one.
"""

from __future__ import annotations

from collections.abc import Sequence
from hmac import compare_digest
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, QueryParams
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

LOCAL = ("localhost", "127.0.0.1", "::1")
COOKIE = "zhitu-token"
READING_POSTS = ("/sparql", "/mcp")  # their POST asks, it does not write


def is_local(host: str) -> bool:
    """Whether only this machine can reach a server that listens on `host`."""
    return host in LOCAL


class Guard:
    """Lets through only requests that are allowed. `hosts`: names of this server beside those of this machine."""

    def __init__(self, app: ASGIApp, *, hosts: Sequence[str] = (), token: str = "") -> None:
        self.app = app
        self.hosts = {*LOCAL, "testserver", *hosts}
        self.any_host = bool(token)  # who knows the token may use any name of the server
        self.token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refused = self._refused(scope, Headers(scope=scope))
        await (refused or self.app)(scope, receive, send)

    def _refused(self, scope: Scope, headers: Headers) -> Response | None:
        """The answer instead of the page, None where the request is allowed."""
        host = headers.get("host", "")
        if not self.any_host and _name(host) not in self.hosts:
            return PlainTextResponse("这个服务器不认这个名称。", HTTPStatus.MISDIRECTED_REQUEST)
        if self.token and not self._knows(headers):
            query = QueryParams(scope["query_string"])
            if compare_digest(query.get("token", "").encode(), self.token.encode()):
                answer = RedirectResponse(scope["path"], HTTPStatus.SEE_OTHER)
                answer.set_cookie(
                    COOKIE, self.token, httponly=True, samesite="strict", secure=scope["scheme"] == "https"
                )
                return answer
            challenge = {"WWW-Authenticate": 'Bearer realm="zhitu"'}
            message = "需要令牌：请用启动时显示的带 token 的地址打开，或在请求头里加 Authorization: Bearer 令牌。"
            return PlainTextResponse(message, HTTPStatus.UNAUTHORIZED, challenge)
        writes = scope["method"] not in ("GET", "HEAD", "OPTIONS") and not scope["path"].startswith(READING_POSTS)
        origin = headers.get("origin")
        if writes and (origin is None or urlsplit(origin).netloc != host) and "authorization" not in headers:
            return PlainTextResponse("写入只接受本站页面的请求。", HTTPStatus.FORBIDDEN)
        return None

    def _knows(self, headers: Headers) -> bool:
        """Whether the request carries the token; compared in constant time."""
        scheme, _, value = headers.get("authorization", "").partition(" ")
        given = (
            value.strip() if scheme.lower() == "bearer" else cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
        )
        return compare_digest(given.encode(), self.token.encode())


def _name(host: str) -> str:
    """The name in a Host header, without the port."""
    return urlsplit(f"//{host}").hostname or ""
