"""The page itself: one file of HTML, and its modules, styles and icons."""

from __future__ import annotations

from pathlib import Path

from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

STATIC = Path(__file__).parent.parent / "static"


async def page(_request: object) -> FileResponse:
    """The page; which room it shows stands after the # of the address, which browsers keep to themselves."""
    return FileResponse(STATIC / "index.html")


routes: list[BaseRoute] = [
    Route("/", page, methods=["GET"], name="GET /"),
    # Compressed, for a tablet at the far end of the house.
    Mount("/static", GZipMiddleware(StaticFiles(directory=STATIC)), name="GET /static"),
]
