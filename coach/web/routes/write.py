"""Writing: scripts are opened, saved and imported, analysed while they are typed, and heard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.responses import JSONResponse, Response

from coach.app.editing.excerpt import Extent  # noqa: TC001 - bodies are read by their annotations
from coach.app.editing.importing import import_document
from coach.app.own_scripts import Template, new_text
from coach.errors import ChangedMeanwhile
from coach.intake.readers.readers import MOST_BYTES
from coach.script.routine import Speaker  # noqa: TC001
from coach.web.endpoint import delete, get, post, put

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.routing import BaseRoute

    from coach.app.editing.desk import WritingDesk
    from coach.web.endpoint import Call

_SPEAKERS: dict[str, Speaker] = {"therapist": "therapist", "self": "self"}
_MOST_TEXT = 2 << 20
"""Bytes of JSON that a script of 1 MB may be."""


@dataclass
class _Text:
    text: str
    name: str = ""


@dataclass
class _New:
    title: str
    text: str


@dataclass
class _Save:
    text: str
    version: str
    overwrite: bool = False


@dataclass
class _Delete:
    version: str


@dataclass
class _Rename:
    name: str
    title: str


@dataclass
class _Copy:
    name: str
    title: str = ""


@dataclass
class _Restore:
    kept: str


@dataclass
class _Begin:
    title: str
    speaker: Speaker
    template: Template


@dataclass
class _Hear:
    text: str
    extent: Extent
    line: int
    name: str = ""
    segment: int | None = None


def listed(call: Call) -> dict[str, list[str]]:
    """The scripts by name."""
    scripts = _desk(call).scripts
    return {"own": scripts.own(), "others": scripts.others(), "deleted": scripts.deleted()}


def opened(call: Call) -> Response:
    """A script."""
    return _reply(_desk(call).scripts.open(call.path("name")))


def created(call: Call) -> Response:
    """Save a new script."""
    asked = call.body(_New)
    return _changed(call, lambda: _desk(call).scripts.create(asked.title, asked.text))


def saved(call: Call) -> Response:
    """Save a script that was opened."""
    asked, scripts = call.body(_Save), _desk(call).scripts
    save = scripts.overwrite if asked.overwrite else scripts.save
    return _changed(call, lambda: save(call.path("name"), asked.text, asked.version))


def deleted(call: Call) -> Response:
    """Delete a script; what is answered brings it back."""
    version = call.body(_Delete).version
    return _changed(call, lambda: {"kept": _desk(call).scripts.delete(call.path("name"), version)})


def renamed(call: Call) -> Response:
    """Give a script another file name."""
    asked = call.body(_Rename)
    return _changed(call, lambda: _desk(call).scripts.rename(asked.name, asked.title))


def copied(call: Call) -> Response:
    """Copy another script, with its parts, to be one's own."""
    asked = call.body(_Copy)
    return _changed(call, lambda: _desk(call).scripts.copy(asked.name, asked.title)[0])


def restored(call: Call) -> Response:
    """Bring back a deleted script."""
    kept = call.body(_Restore).kept
    return _changed(call, lambda: _desk(call).scripts.restore(kept))


def begun(call: Call) -> dict[str, str]:
    """The text of a new script. It is not saved yet."""
    asked = call.body(_Begin)
    return {"text": new_text(" ".join(asked.title.split()), asked.speaker, asked.template)}


def analysed(call: Call) -> Response:
    """What is known of a text."""
    asked = call.body(_Text)
    return _reply(_desk(call).analyse(asked.name, asked.text))


def imported(call: Call) -> Response:
    """The draft that a document becomes. It is not saved yet."""
    return _reply(import_document(call.content, call.query("file"), _SPEAKERS.get(call.query("for"))))


def hear(call: Call) -> Response:
    """Play a part of a text through the loudspeaker."""
    asked = call.body(_Hear)
    return _reply(_desk(call).hear(asked.name, asked.text, asked.extent, asked.line, asked.segment))


def heard(call: Call) -> Response:
    """What is heard now."""
    return _reply(_desk(call).previews.heard())


def hushed(call: Call) -> Response:
    """End what is heard."""
    _desk(call).previews.stop()
    return heard(call)


def _desk(call: Call) -> WritingDesk:
    return call.studio.desk


def _changed(call: Call, work: Callable[[], Any]) -> Response:
    """The reply to what changes the scripts; if they were changed meanwhile, with what is there now."""
    try:
        done = work()
    except ChangedMeanwhile as error:
        return JSONResponse({"error": str(error), "theirs": error.theirs, "version": error.version}, 409)
    call.studio.changed("routines")
    return _reply(done)


def _reply(data: object) -> Response:
    return Response(msgspec.json.encode(data), media_type="application/json")


routes: list[BaseRoute] = [
    get("/api/scripts", listed),
    post("/api/scripts", created, _MOST_TEXT),
    get("/api/scripts/{name:path}", opened),
    put("/api/scripts/{name:path}", saved, _MOST_TEXT),
    delete("/api/scripts/{name:path}", deleted),
    post("/api/write/new", begun),
    post("/api/write/rename", renamed),
    post("/api/write/copy", copied),
    post("/api/write/restore", restored),
    post("/api/write/analysis", analysed, _MOST_TEXT),
    post("/api/write/import", imported, MOST_BYTES),
    get("/api/write/preview", heard),
    post("/api/write/preview", hear, _MOST_TEXT),
    delete("/api/write/preview", hushed),
]
