"""One look at the reminders: what fell due since the last one, what of it is spoken, and what comes too late."""

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
"""What is later than this is not spoken: the moment it was meant for is over."""

LISTED = 100
"""Of a long absence, at most so many missed times of a reminder are kept one by one."""

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A time at which a reminder was to be spoken."""

    reminder: Reminder
    due: Due
    snoozed: bool = False
    """Not a rule but a snooze made it due."""
    unlisted: int = 0
    """How many missed times just before this one are not listed."""


@dataclass(frozen=True, slots=True)
class DueCheck:
    """What is to be done now."""

    spoken: tuple[DueReminder, ...] = ()
    """To be spoken, in the order in which they fell due: at most one of each reminder, the latest."""
    missed: tuple[DueReminder, ...] = ()
    """Too late to be spoken, in the order in which they fell due."""
    vain: tuple[Reminder, ...] = ()
    """Those whose snooze is over without being due: it ended in a pause, or was spoken."""
    unreadable: tuple[tuple[Reminder, str], ...] = ()
    """Those with a rule that makes no sense, and a sentence that says so."""
    coming: datetime | None = None
    """When the next one falls due, if that is near."""
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
    """What fell due after `since`, up to and including `now`, sorted.

    `taken` gives the instants of a reminder, by its id, that are spoken or settled already. `ahead` is how far `coming`
    looks. Depends on nothing else.
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
        begin = max(begin, pause - _SECOND)  # what is due as a pause ends is due
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
    """The last of them; the first of those knows how many went before. A snooze is always among them."""
    cut = max(0, len(missed) - LISTED)
    if not cut:
        return missed
    snoozed = [call for call in missed[:cut] if call.snoozed]
    return [*snoozed, replace(missed[cut], unlisted=cut - len(snoozed)), *missed[cut + 1 :]]


@lru_cache(maxsize=4096)
def _rules(texts: tuple[str, ...]) -> tuple[Rule, ...]:
    return tuple(parse_rule(text) for text in texts)
