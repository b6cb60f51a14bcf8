"""Rules: when a reminder is due, at times of day, at intervals, or once.

Rules use local (wall) time; `schedule` turns it into instants. `str(rule)` is how a rule is stored, shown and
exported, and `rule_reader` reads it back.
"""

from __future__ import annotations

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
    """Whole minutes, sorted, without duplicates; never empty."""
    days: frozenset[int]
    """Days of the week, 0 is Monday; never empty."""

    def __post_init__(self) -> None:
        if not self.times:
            raise ReminderError("A reminder needs a time of day, such as 11:00.")
        _require_days(self.days)

    @property
    def minutes(self) -> Sequence[int]:
        """When it is due on each of its days, in minutes of local time after midnight, ascending."""
        return [_minute(moment) for moment in self.times]

    def __str__(self) -> str:
        return f"at {', '.join(map(_clock, self.times))}{_on(self.days)}"


@dataclass(frozen=True, slots=True)
class Every:
    """Due at `start`, and again after every `interval`, up to and including `end`."""

    interval: timedelta
    """Whole minutes, from one minute to 24 hours."""
    start: time
    """The start of the range, in whole minutes."""
    end: time
    """The end of the range: on the next day if not after `start`. Both at 0:00: the whole day, without the next
    midnight."""
    days: frozenset[int]
    """Days of the week on which the range begins, 0 is Monday; never empty."""

    def __post_init__(self) -> None:
        _require_days(self.days)

    @property
    def all_day(self) -> bool:
        """Whether the range is the whole day."""
        return self.start == self.end == MIDNIGHT

    @property
    def minutes(self) -> Sequence[int]:
        """When it is due on each of its days, in minutes of local time after midnight; 1440 and more are on the next
        day."""
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
    """Due a single time."""

    at: datetime
    """Naive local time, in whole minutes."""

    def __str__(self) -> str:
        return f"once {self.at.isoformat(' ', 'minutes')}"


Rule = At | Every | Once


def _require_days(days: frozenset[int]) -> None:
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
    """The days as text, three or more in a row as a range; empty for every day."""
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
