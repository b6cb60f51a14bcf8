"""The web application: its routes and what guards them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response

from coach.web.access import Access
from coach.web.headers import SafeHeaders
from coach.web.routes import devices, history, home, pages, prepare, printing, reminders, session, write

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from coach.app.studio import Studio
    from coach.web.pairing import Pairing

ROUTES: list[BaseRoute] = [
    *pages.routes,
    *devices.routes,
    *home.routes,
    *prepare.routes,
    *session.routes,
    *write.routes,
    *reminders.routes,
    *history.routes,
    *printing.routes,
]
"""Everything that can be asked for; docs/web.md has a line for each."""


def application(studio: Studio, pairing: Pairing, hosts: Collection[str], secret: str = "") -> Starlette:
    """The page of a studio, for devices that were let in.

    `hosts`: the names and addresses by which this computer may be asked. `secret`: with it, another process of the
    same person gets a key.
    """
    app = Starlette(
        routes=ROUTES,
        middleware=[Middleware(SafeHeaders), Middleware(Access, pairing=pairing, hosts=hosts)],
        exception_handlers={404: _missing, 405: _missing},
    )
    app.state.studio, app.state.pairing, app.state.secret = studio, pairing, secret
    return app


def _missing(_request: Request, _error: Exception) -> Response:
    return JSONResponse({"error": "There is nothing at this address."}, 404)
