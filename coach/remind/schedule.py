"""When rules are due: a pure function of the rules, the zone and an instant.

A local time is due at the first instant at which the local clock shows it or has passed it. If the clock is set
forward, a time that it skips is due right after the change; if it is set back, a time that occurs twice is due the
first time. So a later local time is never due earlier, and rules can be merged by local time, which is cheap.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from operator import itemgetter
from typing import TYPE_CHECKING

from coach.remind.rule import DAY, MIDNIGHT, MINUTE, Once

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import tzinfo

    from coach.remind.rule import Rule

_FIRST = datetime.min.replace(tzinfo=UTC) + 2 * DAY
_LAST = datetime.max.replace(tzinfo=UTC) - 2 * DAY
"""Instants between these have a local time in every zone, with a day before and after."""


@dataclass(frozen=True, order=True, slots=True)
class Due:
    """One occurrence."""

    at: datetime
    """The instant, in UTC."""
    wall: datetime
    """Naive local time as in the rule; the clock may show another one if it was set forward."""
    rule: Rule = field(compare=False)
    """The rule that made it due; the first if there are several."""


def instant(wall: datetime, zone: tzinfo) -> datetime:
    """The first instant in UTC at which the clock in `zone` shows the naive time `wall` or has skipped it.

    Raises OverflowError at the ends of the calendar.
    """
    late = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if _shown(late, zone) == wall:
        return late
    # In a gap, the two folds are on either side of the change, at most the length of the gap away.
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    seconds = range(round((late - early).total_seconds()))
    return early + timedelta(
        seconds=bisect_left(seconds, True, key=lambda passed: _shown(early + timedelta(seconds=passed), zone) >= wall)
    )


def occurrences(rules: Iterable[Rule], zone: tzinfo, after: datetime) -> Iterator[Due]:
    """The occurrences strictly after the instant `after`, ascending, one for each instant; endless for most rules."""
    after = after.astimezone(UTC)
    shown = _shown(min(max(after, _FIRST), _LAST), zone)
    latest = after
    with suppress(OverflowError):  # the calendar ends with the year 9999
        for wall, rule in heapq.merge(*(_walls(rule, shown) for rule in rules), key=itemgetter(0)):
            at = instant(wall, zone)
            # Not later: the clock was set back and shows this time again, or it skipped several at once.
            if at > latest:
                latest = at
                yield Due(at, wall, rule)


def between(rules: Iterable[Rule], zone: tzinfo, after: datetime, until: datetime) -> list[Due]:
    """The occurrences after `after`, up to and including `until`."""
    return list(takewhile(lambda due: due.at <= until, occurrences(rules, zone, after)))


def _shown(at: datetime, zone: tzinfo) -> datetime:
    """The naive local time."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def _walls(rule: Rule, after: datetime) -> Iterator[tuple[datetime, Rule]]:
    """The rule's local times after this one, ascending."""
    if isinstance(rule, Once):
        if rule.at > after:
            yield rule.at, rule
        return
    minutes = rule.minutes
    midnight = datetime.combine(after, MIDNIGHT) - DAY  # a range that began yesterday may last until today
    with suppress(OverflowError):
        while True:
            if midnight.weekday() in rule.days:
                for minute in minutes[bisect_right(minutes, (after - midnight) // MINUTE) :]:
                    yield midnight + minute * MINUTE, rule
            midnight += DAY
