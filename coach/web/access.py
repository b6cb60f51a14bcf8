"""Who may use the page: programs that ask for it by its own name, from a device that was let in.

A site on the internet can make a browser send requests to this computer, and can give its own name the address of
this computer. Both are refused by the Host and Origin headers. The page itself and its looks are public: they contain
nothing of a person's. Everything else needs the cookie that a key was exchanged for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import ASGIApp, Receive, Scope, Send

    from coach.web.pairing import Pairing

COOKIE = "coach"
PUBLIC = "/static/"
"""Beside the page itself, what everyone may see: its modules, styles and icons."""
OPEN = ("/api/pair", "/api/key")
"""What a device without a cookie may ask for: to be let in. The second has a secret of its own."""


class Access:
    """Middleware that lets only those through who may use the page."""

    def __init__(self, app: ASGIApp, pairing: Pairing, hosts: Collection[str]) -> None:
        """`hosts`: the names and addresses, without port, by which this computer may be asked."""
        self._app, self._pairing, self._hosts = app, pairing, frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        sentence, status = self._refusal(Headers(scope=scope), scope["path"])
        if sentence is None:
            await self._app(scope, receive, send)
        else:
            await JSONResponse({"error": sentence}, status)(scope, receive, send)

    def _refusal(self, headers: Headers, path: str) -> tuple[str | None, int]:
        host = headers.get("host", "")
        if len(headers.getlist("host")) != 1 or _name(host) not in self._hosts:
            return "This is not the address of the page. Use the link that `coach open` shows.", 421
        if path == "/" or path.startswith(PUBLIC):
            return None, 200
        origin, site = headers.get("origin"), headers.get("sec-fetch-site", "same-origin")
        if site not in ("same-origin", "none") or origin not in (None, f"http://{host}"):
            return "Another website asked for this. It may not.", 403
        if path not in OPEN and not self._pairing.knows(cookie(headers)):
            return "This device was not let in yet. Open the link that `coach open` shows, or scan its code.", 401
        return None, 200


def cookie(headers: Headers) -> str:
    """The value of our cookie; empty without one."""
    from http.cookies import CookieError, SimpleCookie

    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(headers.get("cookie", ""))
    except CookieError:
        return ""
    return jar[COOKIE].value if COOKIE in jar else ""


def _name(host: str) -> str:
    """The name or address in a Host header, without the port."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()
