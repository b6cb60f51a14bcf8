"""Devices: letting one in, showing which are in, and putting one out."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response

from coach.send import qr
from coach.web.access import COOKIE, cookie
from coach.web.endpoint import Refused, delete, get, post
from coach.web.pairing import COOKIE_SECONDS

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from coach.web.endpoint import Call
    from coach.web.pairing import Pairing


_MOMENT = 0.3
"""Seconds in which the answer reaches the browser before the page is gone."""


@dataclass
class Key:
    """The key in a link."""

    key: str


def pair(call: Call) -> Response:
    """Exchange a key for a cookie."""
    name = call.request.headers.get("user-agent", "")
    value = _pairing(call).let_in(call.body(Key).key, name)
    answer = JSONResponse({})
    answer.set_cookie(COOKIE, value, COOKIE_SECONDS, httponly=True, samesite="strict", path="/")
    return answer


def key(call: Call) -> dict[str, Any]:
    """A key for another process of the same person, which has read the secret."""
    given = call.request.headers.get("authorization", "").removeprefix("Bearer ")
    secret = call.request.app.state.secret
    # Bytes: of text, only ASCII can be compared.
    if not (secret and secrets.compare_digest(given.encode(), secret.encode())):
        raise Refused("This needs the page's own secret.", 403)
    return {"key": _pairing(call).new_key()}


def listed(call: Call) -> dict[str, Any]:
    """The devices that are in."""
    here = _pairing(call).mark_of(cookie(Headers(scope=call.request.scope)))
    return {
        "links": call.request.app.state.links,
        "local": _is_local(call),
        "devices": [
            {"mark": device.mark, "name": device.name, "used": round(device.used), "here": device.mark == here}
            for device in _pairing(call).devices()
        ],
    }


def invite(call: Call) -> dict[str, Any]:
    """A link for one more device, and its code as a picture to scan."""
    links = call.request.app.state.links
    link = f"{links[-1]}#key={_pairing(call).new_key()}"
    return {"link": link, "code": qr.modules(link), "everyone": len(links) > 1}


def put_out(call: Call) -> dict[str, Any]:
    """A device may not use the page any more."""
    _pairing(call).put_out(call.path("mark"))
    return {}


def close(call: Call) -> dict[str, Any]:
    """Close the page for all, as Ctrl-C does. Only from this computer: from elsewhere nobody could open it again."""
    if not _is_local(call):
        raise Refused("Only the computer itself can close Coach.", 403)
    threading.Timer(_MOMENT, call.request.app.state.closing.set).start()
    return {}


def _is_local(call: Call) -> bool:
    client = call.request.client
    return client is not None and client.host in ("127.0.0.1", "::1")


def _pairing(call: Call) -> Pairing:
    pairing: Pairing = call.request.app.state.pairing
    return pairing


routes: list[BaseRoute] = [
    post("/api/pair", pair),
    post("/api/key", key),
    get("/api/devices", listed),
    post("/api/devices", invite),
    delete("/api/devices/{mark}", put_out),
    post("/api/close", close),
]
