"""When a reminder is due, as a rule: at times of day, every so often, or once.

Rules speak of wall time, what the clock on the wall shows; `schedule` makes instants of it. `str(rule)` is how a rule
is kept, shown and exported, and `parse_rule` reads it back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from coach.errors import ReminderError

if TYPE_CHECKING:
    from collections.abc import Sequence

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EVERY_DAY = frozenset(range(7))
MIDNIGHT = time()
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class At:
    """Due at times of day."""

    times: tuple[time, ...]
    """Whole minutes, sorted, each once; never empty."""
    days: frozenset[int]
    """Days of the week, 0 is Monday; never empty."""

    def __post_init__(self) -> None:
        if not self.times:
            raise ReminderError("A reminder needs a time of day, such as 11:00.")
        _insist_on_days(self.days)

    @property
    def minutes(self) -> Sequence[int]:
        """When it is due on each of its days, in minutes of wall time after midnight, ascending."""
        return [_minute(moment) for moment in self.times]

    def __str__(self) -> str:
        return f"at {', '.join(map(_clock, self.times))}{_on(self.days)}"


@dataclass(frozen=True, slots=True)
class Every:
    """Due at `start`, and again after every `interval`, up to and including `end`."""

    interval: timedelta
    """Whole minutes, from one minute to 24 hours."""
    start: time
    """Where the range begins, in whole minutes."""
    end: time
    """Where it ends: the next day if not after `start`. Both at 0:00: the whole day, without the midnight after it."""
    days: frozenset[int]
    """Days of the week on which the range begins, 0 is Monday; never empty."""

    def __post_init__(self) -> None:
        _insist_on_days(self.days)

    @property
    def all_day(self) -> bool:
        """Whether the range is the whole day."""
        return self.start == self.end == MIDNIGHT

    @property
    def minutes(self) -> Sequence[int]:
        """When it is due on each of its days, in minutes of wall time after midnight; from 1440 on the day after."""
        first, last = _minute(self.start), _minute(self.end)
        if self.all_day:
            last = DAY // MINUTE - 1
        elif last <= first:
            last += DAY // MINUTE
        return range(first, last + 1, self.interval // MINUTE)

    def __str__(self) -> str:
        between = "" if self.all_day else f" between {_clock(self.start)}-{_clock(self.end)}"
        return f"every {_length(self.interval)}{between}{_on(self.days)}"


@dataclass(frozen=True, slots=True)
class Once:
    """Due one single time."""

    at: datetime
    """Naive wall time, in whole minutes."""

    def __str__(self) -> str:
        return f"once {self.at.isoformat(' ', 'minutes')}"


Rule = At | Every | Once

_AT = re.compile(r"at (.+?)(?: on (.+))?", re.IGNORECASE)
_EVERY = re.compile(r"every (.+?)(?: between (.+?))?(?: on (.+))?", re.IGNORECASE)
_ONCE = re.compile(r"once (.+)", re.IGNORECASE)


def parse_rule(text: str) -> Rule:
    """The rule that `str` wrote, or a person in its manner. Raises ReminderError."""
    # Here, since what people type becomes rules there.
    from coach.remind.when import parse_days, parse_instant, parse_interval, parse_range, parse_times, quoted

    if found := _AT.fullmatch(text):
        return At(parse_times(found[1]), parse_days(found[2] or "daily"))
    if found := _EVERY.fullmatch(text):
        start, end = parse_range(found[2]) if found[2] else (MIDNIGHT, MIDNIGHT)
        return Every(parse_interval(found[1]), start, end, parse_days(found[3] or "daily"))
    if found := _ONCE.fullmatch(text):
        return Once(parse_instant(found[1], None))
    raise ReminderError(
        f"{quoted(text)} does not say when. Write it like 'at 11:00, 15:30 on mon-fri', "
        "'every 2 h between 9:00-18:00' or 'once 2026-12-01 20:00'."
    )


def _insist_on_days(days: frozenset[int]) -> None:
    if not days:
        raise ReminderError("A reminder needs a day of the week, such as mon-fri.")


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _clock(moment: time) -> str:
    return f"{moment.hour}:{moment.minute:02}"


def _length(interval: timedelta) -> str:
    hours, rest = divmod(interval // MINUTE, 60)
    return f"{interval // MINUTE} min" if rest else f"{hours} h"


def _on(days: frozenset[int]) -> str:
    """The days, three and more in a row as a range; nothing for every day."""
    if days == EVERY_DAY:
        return ""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = [[WEEK[day][:3] for day in run] for run in runs]
    return " on " + ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(run) for run in names)
