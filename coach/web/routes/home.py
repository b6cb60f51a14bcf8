"""Home: what to go on with, the routines, the next reminder, and what was done last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coach.app import as_json
from coach.app.home import home
from coach.plan.plan import title_and_side
from coach.web.endpoint import get

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from coach.app.home import Home
    from coach.app.routine_summary import RoutineSummary
    from coach.storage.session_records import SessionRecord
    from coach.web.endpoint import Call

_MOST_WORDS = 20
"""Words of a search that count: more would only take time."""


def first(call: Call) -> dict[str, Any]:
    """What is seen first."""
    found = home(call.studio.settings, call.studio.reader)
    mine = call.studio.settings.own_scripts_path().resolve()
    return {
        "resume": [_left(record, found) for record in found.resumable],
        "routines": [_card(routine, own=routine.path.is_relative_to(mine)) for routine in found.shelf.routines],
        "unread": found.shelf.unread,
        "last": [
            {**_left(past.record, found), "outcome": past.outcome, "seconds": round(past.record.played, 1)}
            for past in found.last
        ],
        "reminders": found.reminders,
        "next": found.coming and as_json.coming(found.coming, found.zone, "") | {"say": found.coming.reminder.message},
        "troubles": list(found.troubles),
        "own": str(mine),
    }


def search(call: Call) -> dict[str, Any]:
    """The names of the routines that have all words and tags."""
    words = call.query("words").split()[:_MOST_WORDS]
    return {"names": call.studio.reader.search(words, call.request.query_params.getlist("tag"))}


def _card(routine: RoutineSummary, *, own: bool) -> dict[str, Any]:
    return {
        "name": routine.name,
        "title": routine.title,
        "for": routine.speaker,
        "tags": list(routine.tags),
        "summary": routine.summary,
        "position": routine.position,
        "length": routine.length,
        "shortest": routine.shortest,
        "longest": routine.longest,
        "own": own,
        "ring": [[area.side, area.length] for area in routine.areas],
    }


def _left(record: SessionRecord, found: Home) -> dict[str, Any]:
    area, side = title_and_side(record.section)
    return {
        "routine": record.routine,
        "title": record.title,
        "area": area,
        "side": side,
        "began": as_json.instant(record.began, found.zone),
        "played": record.played,
        "length": record.length,
    }


routes: list[BaseRoute] = [get("/api/home", first), get("/api/routines", search)]
