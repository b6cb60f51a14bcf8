"""The history: the sessions done, what was noted of them, the minutes of each week, and forgetting."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import msgspec

from coach.app.as_json import instant, session_record
from coach.app.history import SessionHistory
from coach.app.reminders.book import open_book
from coach.app.weeks import TARGET, last_weeks
from coach.errors import UnknownSession
from coach.remind import schedule
from coach.remind.do_not_disturb import guided_session
from coach.web.endpoint import Refused, get, post, put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.routing import BaseRoute

    from coach.app.reminders.book import ReminderBook
    from coach.web.endpoint import Call

_PAGE, _MOST = 20, 10_000
"""How many sessions are shown at once, and at most."""
_WEEKS = 8


class _Note(msgspec.Struct):
    note: str | None = None
    rating: int | str | None = None
    """An empty text removes it."""


class _Forget(msgspec.Struct):
    session: int | None = None
    routine: str | None = None
    before: date | None = None
    everything: bool = False
    """Must be said, where nothing else narrows it down."""
    count: bool = False
    """Only count them."""


def listed(call: Call) -> dict[str, Any]:
    """The latest sessions, and the minutes of each week."""
    older = call.query("older_than")
    limit = call.query("limit", str(_PAGE))
    if not (limit.isdecimal() and (older.isdecimal() or not older)):
        raise Refused("The page sent what is not understood. Load the page again.")
    most = min(int(limit), _MOST)
    with _history(call) as (book, sessions):
        found = sessions.latest(most + 1, call.query("routine") or None, older_than=int(older) if older else None)
        resumable = {record.id for record in sessions.resumable()}
        return {
            "now": instant(book.now, book.zone),
            "sessions": [session_record(record, sessions, book.zone, resumable) for record in found[:most]],
            "more": len(found) > most,
            "routines": sessions.routines(),
            "weeks": [
                {
                    "from": str(week.monday),
                    "sessions": round(week.sessions, 1),
                    "reminders": round(week.reminders, 1),
                }
                for week in last_weeks(book, _WEEKS)
            ],
            "target_minutes": TARGET,
            "warnings": [*sessions.warnings(), *book.db.notices],
        }


def annotate(call: Call) -> dict[str, Any]:
    """Keep a note and a rating with a session."""
    asked = call.body(_Note)
    with _history(call) as (book, sessions):
        try:
            kept = sessions.annotate(int(call.path("number")), note=asked.note, rating=asked.rating)
        except UnknownSession as error:
            raise Refused(str(error), 404) from error
        resumable = {record.id for record in sessions.resumable()}
        told = session_record(kept, sessions, book.zone, resumable)
    call.studio.changed("history")
    return told


def forget(call: Call) -> dict[str, Any]:
    """Forget sessions for good, or only count them."""
    asked = call.body(_Forget)
    if not asked.everything and (asked.session, asked.routine, asked.before) == (None, None, None):
        raise Refused("Say which sessions are to be forgotten.")
    with _history(call) as (book, sessions):
        before = None if asked.before is None else schedule.instant(datetime.combine(asked.before, time()), book.zone)
        chosen = sessions.chosen(number=asked.session, routine=asked.routine, before=before)
        noted = sum(bool(record.note) or record.rating is not None for record in chosen)
        if not asked.count:
            sessions.forget(chosen)
    if not asked.count:
        call.studio.changed("history")
    return {"count": len(chosen), "noted": noted}


@contextmanager
def _history(call: Call) -> Iterator[tuple[ReminderBook, SessionHistory]]:
    settings = call.studio.settings
    with guided_session(settings.data_path()) as alone:
        pass  # a session may begin while this is answered
    with open_book(settings) as book:
        yield book, SessionHistory(book.db, book.now, alone=alone)


routes: list[BaseRoute] = [
    get("/api/history", listed),
    put("/api/history/{number:int}", annotate),
    post("/api/history/forget", forget),
]
