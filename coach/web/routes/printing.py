"""Pages to print: a routine as it was prepared last, and the opening check as a sheet to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, Response

from coach.plan import outline
from coach.printed import INTAKE, STYLE, card, sheet
from coach.script import list_scripts, read_routine
from coach.web.endpoint import get

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from coach.script import Routine
    from coach.web.endpoint import Call

_HEAD = (
    '<link rel="icon" href="../static/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="../print.css">'
    '<link rel="stylesheet" href="../static/css/paper.css"><script type="module" src="../static/paper.js"></script>'
)
"""The style and the button stand in files: nothing may be written into a page itself."""


def printed(call: Call) -> Response:
    """A routine as a card, with the length and the parts it was prepared with; an intake script as a sheet."""
    name = call.path("name")
    questions = _intake(call, name)
    if questions is not None:
        return HTMLResponse(sheet(questions, _HEAD))
    found = call.studio.preparations.prepare(name)
    fitted = found.plan if found.request.target is not None else None
    return HTMLResponse(card(outline(found.routine, found.request.selection), fitted, _HEAD))


def style(_call: Call) -> Response:
    """How these pages look on paper."""
    return Response(STYLE, media_type="text/css")


def _intake(call: Call, name: str) -> Routine | None:
    """The script of this name whose questions are a sheet to fill in; parts of others are among them."""
    folders = call.studio.settings.scripts_path()
    scripts = list_scripts([*folders, *(folder / "parts" for folder in folders)])
    for path in scripts:
        if path.stem == name and INTAKE in (routine := read_routine(path)).header.tags:
            return routine
    return None


routes: list[BaseRoute] = [get("/print/{name}", printed), get("/print.css", style)]
