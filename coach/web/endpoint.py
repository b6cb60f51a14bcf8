"""An endpoint: a plain function that gets what was asked, and returns data. Its errors are sentences.

The function runs in a thread, so it may read files and wait.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from coach.errors import CoachError, OutputError, SessionConflict, UnknownRoutine

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from coach.app.studio import Studio

    Work = Callable[["Call"], Any]

MOST_BYTES = 1 << 20
"""The most bytes of a body, unless a route says otherwise."""

_T = TypeVar("_T")


class Refused(CoachError):
    """Something the page asked for that is not done. `status` is the HTTP status."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True)
class Call:
    """One request."""

    studio: Studio
    request: Request
    """For its path, query and headers."""
    content: bytes = b""

    def path(self, name: str) -> str:
        """A part of the address."""
        return str(self.request.path_params[name])

    def query(self, name: str, default: str = "") -> str:
        """A value after the question mark."""
        return str(self.request.query_params.get(name, default))

    def body(self, shape: type[_T]) -> _T:
        """The body, JSON of this shape: a dataclass or a msgspec.Struct. Raises Refused."""
        try:
            return msgspec.json.decode(self.content, type=shape)
        except (msgspec.DecodeError, RecursionError) as error:
            raise Refused(f"The page sent what is not understood: {error}. Load the page again.") from error


def get(path: str, work: Work) -> Route:
    """A route that only reads."""
    return _route(path, work, "GET", 0)


def post(path: str, work: Work, most: int = MOST_BYTES) -> Route:
    """A route that does something; `most`: the most bytes of its body."""
    return _route(path, work, "POST", most)


def put(path: str, work: Work, most: int = MOST_BYTES) -> Route:
    """A route that stores something."""
    return _route(path, work, "PUT", most)


def delete(path: str, work: Work) -> Route:
    """A route that removes something."""
    return _route(path, work, "DELETE", MOST_BYTES)


def _route(path: str, work: Work, method: str, most: int) -> Route:
    async def endpoint(request: Request) -> Response:
        try:
            content = await _content(request, most)
            done = await run_in_threadpool(work, Call(request.app.state.studio, request, content))
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception as error:
            return refusal(error)
        return done if isinstance(done, Response) else JSONResponse(done)

    made: Callable[[Request], Awaitable[Response]] = endpoint
    return Route(path, made, methods=[method], name=f"{method} {path}")


def refusal(error: Exception) -> JSONResponse:
    """The answer to what went wrong: a sentence, and never a traceback."""
    if isinstance(error, Refused):
        status = error.status
    elif isinstance(error, SessionConflict):
        status = 409
    elif isinstance(error, CoachError):
        status = 404 if isinstance(error, UnknownRoutine) else 507 if isinstance(error, OutputError) else 400
    else:
        logging.getLogger(__name__).error("The page met an error.", exc_info=error)
        sentence = f"Something went wrong inside the program ({type(error).__name__}). Try it again."
        return JSONResponse({"error": sentence}, 500)
    return JSONResponse({"error": str(error)}, status)


async def _content(request: Request, most: int) -> bytes:
    """The body, if it is not larger than `most` bytes. Raises Refused."""
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > most:
            raise Refused(f"That is too large: {most >> 20 or 1} MB is the most.", 413)
    return bytes(content)
