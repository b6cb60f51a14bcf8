"""The session: what plays, its clock, and the commands that steer it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.responses import FileResponse
from starlette.routing import Route

from coach.app.preparation import page_request
from coach.app.shown_pictures import shown_picture
from coach.app.stage.openings import new_session, resumed_session
from coach.live.controls.keys import parse_bindings
from coach.script.pictures import PICTURE_TYPES
from coach.session_commands import COMMANDS
from coach.units import SECOND
from coach.web.endpoint import Refused, get, post
from coach.web.event_stream import EventStream
from coach.web.key_table import key_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from coach.app.studio import Studio
    from coach.web.endpoint import Call

_HEARTBEAT = 1.0
"""Seconds after which a device is told that the page is still there, when there is nothing else to tell."""


_STORED = (0.0, 3.0)
"""Seconds after the beginning and the end of a session at which the history may have changed."""


class _Begin(msgspec.Struct):
    routine: str | None = None
    request: dict[str, Any] = {}
    resume: bool = False
    instead: bool = False


class _Steer(msgspec.Struct):
    command: str


class _Jump(msgspec.Struct):
    area: int


class _News:
    """What one device was told."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._changes = studio.changes()
        self._session: object = self  # nothing was told yet
        self._clock: object = None
        self._told = 0.0
        self._over: bool | None = None
        self._stored: list[float] = []  # when to say that the history has changed

    def __call__(self) -> Iterator[tuple[str, Any]]:
        """The events that are new."""
        for name, data in self._new():
            self._told = time.monotonic()
            yield name, data
        if time.monotonic() - self._told >= _HEARTBEAT:
            self._told = time.monotonic()
            yield "time", _time()

    def _new(self) -> Iterator[tuple[str, Any]]:
        stage = self._studio.stage
        shown = stage.current
        session, clock = (shown.session, shown.clock) if shown is not None else (None, None)
        if session is not self._session:
            self._session = session
            yield "session", session and {**session, "place": "here" if stage.is_here else "elsewhere"}
        if clock is not self._clock:
            self._clock = clock
            yield "clock", clock
        if shown is not None and shown.over != self._over:
            # Its program may need a moment to store how far it came.
            self._over, self._stored = shown.over, [time.monotonic() + wait for wait in _STORED]
        while self._stored and self._stored[0] <= time.monotonic():
            del self._stored[0]
            yield "changed", {"what": "history"}
        changes = self._studio.changes()
        for part, count in changes.items():
            if count != self._changes.get(part):
                yield "changed", {"what": part}
        self._changes = changes


def _time() -> dict[str, float]:
    return {"at": round(time.monotonic() * SECOND, 1)}


async def events(request: Request) -> Response:
    """All that is new, for as long as the device listens."""
    return EventStream(request, _News(request.app.state.studio))


def begin(call: Call) -> dict[str, Any]:
    """Begin a session, or go on with the one that was left; answers as soon as it sounds."""
    asked = call.body(_Begin)
    studio = call.studio
    if asked.resume:
        opening = resumed_session(studio.settings, asked.routine)
    elif asked.routine is None:
        raise Refused("No routine was named. Load the page again.")
    else:
        opening = new_session(
            studio.settings, asked.routine, page_request(studio.settings, asked.routine, asked.request)
        )
    studio.stage.begin(opening, instead=asked.instead)
    studio.changed("history")
    return {}


def steer(call: Call) -> dict[str, Any]:
    """Give a command to the session that plays."""
    command = call.body(_Steer).command
    if command not in COMMANDS:
        raise Refused("There is no such command. Load the page again.")
    call.studio.stage.send(command)
    return {}


def jump(call: Call) -> dict[str, Any]:
    """Go to an area, through its cautions."""
    call.studio.stage.jump(call.body(_Jump).area)
    return {}


def commands(call: Call) -> list[dict[str, Any]]:
    """The commands with the person's keys, as in the terminal."""
    return key_table(parse_bindings(call.studio.settings.keys or ""))


def picture(call: Call) -> FileResponse:
    """A picture of a step."""
    file = shown_picture(call.studio.settings, call.path("routine"), call.path("key"))
    return FileResponse(file, media_type=PICTURE_TYPES[file.suffix.lower()])


def now(_call: Call) -> dict[str, float]:
    """The clock by which positions are told."""
    return _time()


routes: list[BaseRoute] = [
    Route("/api/events", events, methods=["GET"], name="GET /api/events"),
    get("/api/time", now),
    get("/api/pictures/{routine}/{key}", picture),
    get("/api/commands", commands),
    post("/api/session", begin),
    post("/api/session/command", steer),
    post("/api/session/jump", jump),
]
