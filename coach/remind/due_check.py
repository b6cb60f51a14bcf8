"""A due check: which reminders became due since the last check, which to speak, and which are too late."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from coach.errors import ReminderError
from coach.remind.rule import Once
from coach.remind.rule_reader import parse_rule
from coach.remind.schedule import Due, between

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime, tzinfo

    from coach.remind.rule import Rule
    from coach.storage.reminders import Reminder

GRACE = timedelta(minutes=15)
"""A reminder that is later than this is not spoken."""

LISTED = 100
"""After a long absence, at most this many missed times of a reminder are recorded."""

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A time at which a reminder was due."""

    reminder: Reminder
    due: Due
    snoozed: bool = False
    """Whether a snooze made it due, rather than a rule."""
    unlisted: int = 0
    """How many missed times before this one are not listed."""


@dataclass(frozen=True, slots=True)
class DueCheck:
    """The result of a check."""

    spoken: tuple[DueReminder, ...] = ()
    """To be spoken, in the order they became due: at most one for each reminder, the latest."""
    missed: tuple[DueReminder, ...] = ()
    """Too late to be spoken, in the order they became due."""
    vain: tuple[Reminder, ...] = ()
    """Reminders whose snooze is over without being due: it ended during a pause, or was spoken."""
    unreadable: tuple[tuple[Reminder, str], ...] = ()
    """Reminders with an unreadable rule, and a sentence that says so."""
    coming: datetime | None = None
    """When the next one is due, if soon."""
    count: int = 0
    """How many reminders there are."""


def check_due(
    reminders: Iterable[Reminder],
    snoozes: Iterable[tuple[int, datetime]],
    taken: Callable[[int], Collection[datetime]],
    since: datetime,
    now: datetime,
    zone: tzinfo,
    grace: timedelta = GRACE,
    ahead: timedelta = timedelta(),
) -> DueCheck:
    """What became due after `since`, up to and including `now`, sorted.

    `taken` returns the instants of a reminder, by its id, that are claimed already. `ahead` is how far ahead `coming`
    looks. A pure function.
    """
    spoken: list[DueReminder] = []
    missed: list[DueReminder] = []
    vain: list[Reminder] = []
    unreadable: list[tuple[Reminder, str]] = []
    coming: list[datetime] = []
    snoozed = dict(snoozes)
    count = 0
    for reminder in reminders:
        count += 1
        until = snoozed.get(reminder.id)
        try:
            calls = _calls(reminder, until, since, now + ahead, zone)
        except ReminderError as error:
            unreadable.append((reminder, str(error)))
            continue
        fallen = [call for call in calls if call.due.at <= now]
        coming += [call.due.at for call in calls[len(fallen) : len(fallen) + 1]]
        gone = taken(reminder.id) if fallen else ()
        open_ = [call for call in fallen if call.due.at not in gone]
        if until is not None and until <= now and not any(call.snoozed for call in open_):
            vain.append(reminder)
        if open_ and now - open_[-1].due.at <= grace:
            spoken.append(open_.pop())
        missed += _listed(open_)
    order = attrgetter("due.at")
    return DueCheck(
        tuple(sorted(spoken, key=order)),
        tuple(sorted(missed, key=order)),
        tuple(vain),
        tuple(unreadable),
        min(coming, default=None),
        count,
    )


def _calls(
    reminder: Reminder, snoozed: datetime | None, since: datetime, until: datetime, zone: tzinfo
) -> list[DueReminder]:
    """When a reminder is due after `since`, up to and including `until`, ascending. Raises ReminderError."""
    begin = max(since, reminder.since)
    pause = reminder.paused_until
    if pause is not None:
        begin = max(begin, pause - _SECOND)  # a time exactly at the end of a pause counts
    dues = between(_rules(reminder.rules), zone, begin, until) if begin < until else []
    calls = [DueReminder(reminder, due, due.at == snoozed) for due in dues]
    if snoozed is not None and snoozed <= until and (pause is None or snoozed >= pause):
        wall = snoozed.astimezone(zone).replace(tzinfo=None, fold=0)
        if not any(call.snoozed for call in calls):
            once = Once(wall.replace(second=0, microsecond=0))
            calls.append(DueReminder(reminder, Due(snoozed, wall, once), True))
            calls.sort(key=attrgetter("due.at"))
    return calls


def _listed(missed: list[DueReminder]) -> list[DueReminder]:
    """The last ones; the first of these has the number of those before it. Snoozes are always included."""
    cut = max(0, len(missed) - LISTED)
    if not cut:
        return missed
    snoozed = [call for call in missed[:cut] if call.snoozed]
    return [*snoozed, replace(missed[cut], unlisted=cut - len(snoozed)), *missed[cut + 1 :]]


@lru_cache(maxsize=4096)
def _rules(texts: tuple[str, ...]) -> tuple[Rule, ...]:
    return tuple(parse_rule(text) for text in texts)
