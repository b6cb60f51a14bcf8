"""Reminders: adding, changing and trying them, when they speak next, and whether anything waits for them."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.responses import Response

from coach.app.as_json import firing, instant
from coach.app.reminders import changes
from coach.app.reminders.book import open_book
from coach.app.reminders.calendar_file import calendar_file
from coach.app.reminders.daemon_state import is_daemon_running
from coach.app.reminders.file import entered, parsed, written
from coach.app.reminders.naming import meant
from coach.app.reminders.shapes import coming_data, standing_data, trial_data
from coach.app.reminders.standing import standings
from coach.errors import ReminderError
from coach.remind.do_not_disturb import CALL, DO_NOT_DISTURB, GUIDED, unknown, why_quiet
from coach.remind.install import by_hand, install, is_offered, status, this_service, uninstall
from coach.remind.local_zone import zone_problem
from coach.remind.rule import Every
from coach.remind.said_when import rules_said
from coach.remind.schedule import occurrences
from coach.remind.when import until_instant
from coach.storage.firings import history, watermark
from coach.storage.reminders import FOREVER, pause, remove_reminder, resume
from coach.web.endpoint import Refused, delete, get, post, put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.routing import BaseRoute

    from coach.app.reminders.book import ReminderBook
    from coach.storage.reminders import Reminder
    from coach.web.endpoint import Call

_NEXT = 10
"""How many of the next times are shown."""
_PAST = 30
"""How many of the last times are told."""
_LARGEST_FILE = 10 << 20

_HELD = {GUIDED: "session", DO_NOT_DISTURB: "do-not-disturb", CALL: "call"}


class _When(msgspec.Struct):
    when: str


class _New(msgspec.Struct):
    routine: str
    when: str
    name: str = ""
    nudge: bool = False
    say: str = ""


class _Edit(msgspec.Struct):
    routine: str | None = None
    when: str | None = None
    name: str | None = None
    nudge: bool | None = None
    say: str | None = None


class _Until(msgspec.Struct):
    until: str = ""


class _File(msgspec.Struct):
    content: str
    replace: bool = False


class _Service(msgspec.Struct):
    installed: bool


def listed(call: Call) -> dict[str, Any]:
    """All reminders, the next times, and what is doubtful about them."""
    with open_book(call.studio.settings) as book:
        running = is_daemon_running(book)
        stand = [standing_data(standing, book) for standing in standings(book, running=running)]
        coming = [coming_data(each, book) for each in islice(book.coming(book.reminders()), _NEXT)]
        looked = watermark(book.db)
        offset = book.now.astimezone(book.zone).utcoffset()
        return {
            "now": instant(book.now, book.zone),
            "zone": str(book.zone),
            "zone_problem": zone_problem(),
            "offset": round(offset.total_seconds() / 60) if offset else 0,
            "running": running,
            "looked": instant(looked, book.zone) if looked else None,
            "reminders": stand,
            "coming": coming,
            "unreadable": [str(error) for error in dict.fromkeys(book.unreadable)],
            "notices": list(book.db.notices),
            "trial": trial_data(call.studio.trial.state),
        }


def past(call: Call) -> dict[str, Any]:
    """What came of the last times, newest first."""
    with open_book(call.studio.settings) as book:
        firings = history(book.db, _PAST, now=book.now)
        return {"now": instant(book.now, book.zone), "firings": [firing(each, book.zone) for each in firings]}


def understood(call: Call) -> dict[str, Any]:
    """What a sentence about times means: its rules, the next three times, and whether they come by night too."""
    with open_book(call.studio.settings) as book:
        rules = rules_said(call.body(_When).when, book.wall)
        return {
            "rules": [str(rule) for rule in rules],
            "next": [instant(due.at, book.zone) for due in islice(occurrences(rules, book.zone, book.now), 3)],
            "all_day": any(isinstance(rule, Every) and rule.all_day for rule in rules),
        }


def add(call: Call) -> dict[str, Any]:
    """Add a reminder."""
    asked = call.body(_New)
    with _changing(call) as book:
        rules = rules_said(asked.when, book.wall)
        about, name = meant(asked.routine, book.settings), asked.name.strip() or None
        made = changes.add(book, about, rules, name=name, nudge=asked.nudge, say=asked.say)
        return {"id": made.id}


def edit(call: Call) -> dict[str, Any]:
    """Change a reminder; what is not given stays. Times that are given replace all times."""
    asked = call.body(_Edit)
    with _changing(call) as book:
        before = _meant(call, book)
        # Times that stand there already may lie in the past.
        same = asked.when is None or asked.when.strip() == "; ".join(before.rules)
        rules = None if same else rules_said(asked.when or "", book.wall)
        changes.edit(
            book, before, routine=asked.routine, rules=rules, name=asked.name, nudge=asked.nudge, say=asked.say
        )
        return {}


def remove(call: Call) -> dict[str, Any]:
    """Remove a reminder; its history stays."""
    with _changing(call) as book:
        remove_reminder(book.db, _meant(call, book))
        return {}


def pause_one(call: Call) -> dict[str, Any]:
    """Pause a reminder, until a time such as "tomorrow", or until somebody resumes it."""
    with _changing(call) as book:
        return _pause(book, [_meant(call, book)], call.body(_Until).until)


def pause_all(call: Call) -> dict[str, Any]:
    """Pause all reminders."""
    with _changing(call) as book:
        return _pause(book, book.reminders(), call.body(_Until).until)


def resume_one(call: Call) -> dict[str, Any]:
    """End the pause of a reminder."""
    with _changing(call) as book:
        resume(book.db, _meant(call, book), book.now)
        return {}


def resume_all(call: Call) -> dict[str, Any]:
    """End all pauses."""
    with _changing(call) as book:
        for reminder in book.reminders():
            if book.is_paused(reminder):
                resume(book.db, reminder, book.now)
        return {}


def snooze(call: Call) -> dict[str, Any]:
    """Let a reminder speak again in a while, such as "10 min"."""
    with _changing(call) as book:
        return {"at": instant(changes.snooze(book, _meant(call, book), call.body(_Until).until), book.zone)}


def skip(call: Call) -> dict[str, Any]:
    """Skip the next time of a reminder."""
    with _changing(call) as book:
        skipped = changes.skip(book, [_meant(call, book)])
        if skipped is None:
            raise ReminderError("There is nothing to skip: it is not going to speak.")
        return {"at": instant(skipped.at, book.zone)}


def try_out(call: Call) -> dict[str, Any]:
    """Begin to speak a reminder now, as at its time."""
    with open_book(call.studio.settings) as book:
        call.studio.trial.start(_meant(call, book))
    return {}


def trial(call: Call) -> dict[str, Any]:
    """What is tried, or what came of it."""
    return {"trial": trial_data(call.studio.trial.state)}


def end_trial(call: Call) -> dict[str, Any]:
    """End what is tried."""
    call.studio.trial.stop()
    return {"trial": trial_data(call.studio.trial.state)}


def service(call: Call) -> dict[str, Any]:
    """Whether the reminders start with the computer, and what holds them back now. Asks the system, which takes a
    moment."""
    settings = call.studio.settings
    made = this_service(settings)
    held = why_quiet(settings.data_path())
    state = status(made)
    return {
        "name": made.name,
        "offered": is_offered(made),
        "tried": made.tried,
        "installed": state.installed,
        "running": state.running,
        "by_hand": by_hand(made.program),
        "held_back": _HELD.get(held or "", held),
        "unknown": unknown(),
    }


def set_service(call: Call) -> dict[str, Any]:
    """Start the reminders now and with the computer, or no longer."""
    made = this_service(call.studio.settings)
    done = (install if call.body(_Service).installed else uninstall)(made)
    call.studio.changed("reminders")
    return {"said": done}


def as_calendar(call: Call) -> Response:
    """The reminders as a file for a calendar."""
    with open_book(call.studio.settings) as book:
        file = calendar_file(book)
    if not file.events:
        raise Refused("No reminder would be in the calendar: there is none, or all are paused or over.")
    return _download(file.content, "text/calendar; charset=utf-8", "coach.ics")


def as_file(call: Call) -> Response:
    """The reminders as a text file."""
    with open_book(call.studio.settings) as book:
        content = written(book.reminders(), book.now).encode()
    return _download(content, "application/toml; charset=utf-8", "reminders.toml")


def from_file(call: Call) -> dict[str, Any]:
    """Read the reminders of such a file: all or none."""
    asked = call.body(_File)
    with _changing(call) as book:
        entries = parsed(asked.content.encode(), "The file", call.studio.settings, book.now)
        return {"count": len(entered(book, entries, instead=asked.replace))}


@contextmanager
def _changing(call: Call) -> Iterator[ReminderBook]:
    """The reminders, to change them; all devices then show what is there."""
    with open_book(call.studio.settings) as book:
        yield book
    call.studio.changed("reminders")


def _meant(call: Call, book: ReminderBook) -> Reminder:
    try:
        return changes.numbered(book, int(call.path("number")))
    except ReminderError as error:
        raise Refused(str(error), 404) from error


def _pause(book: ReminderBook, reminders: list[Reminder], until: str) -> dict[str, Any]:
    end = until_instant(until, book.now, book.zone) if until.strip() else FOREVER
    for reminder in reminders:
        pause(book.db, reminder, end, book.now)
    return {}


def _download(content: bytes, kind: str, name: str) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


_ONE = "/api/reminders/{number:int}"

routes: list[BaseRoute] = [
    get("/api/reminders", listed),
    post("/api/reminders", add),
    get("/api/reminders/past", past),
    post("/api/reminders/when", understood),
    post("/api/reminders/pause", pause_all),
    post("/api/reminders/resume", resume_all),
    get("/api/reminders/trial", trial),
    delete("/api/reminders/trial", end_trial),
    get("/api/reminders/service", service),
    put("/api/reminders/service", set_service),
    get("/api/reminders/calendar", as_calendar),
    get("/api/reminders/file", as_file),
    post("/api/reminders/file", from_file, _LARGEST_FILE),
    put(_ONE, edit),
    delete(_ONE, remove),
    post(f"{_ONE}/pause", pause_one),
    post(f"{_ONE}/resume", resume_one),
    post(f"{_ONE}/snooze", snooze),
    post(f"{_ONE}/skip", skip),
    post(f"{_ONE}/trial", try_out),
]
