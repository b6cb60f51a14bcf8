"""When rules are due: a pure function of the rules, the zone and an instant.

Every wall time is due at the first instant at which the clock on the wall shows it or has passed it. Where the clock
is put forward, a time it leaps over is due as soon as it has leapt; where it is put back, a time shown twice is due the
first time. A later wall time is then never due earlier, so rules are merged as wall times, which are cheap.
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
"""Instants that have a wall time in every zone, and a day beside it, lie between these."""


@dataclass(frozen=True, order=True, slots=True)
class Due:
    """One occurrence."""

    at: datetime
    """The instant, in UTC."""
    wall: datetime
    """Naive wall time, as the rule says it; the clock may show another where it was put forward."""
    rule: Rule = field(compare=False)
    """What made it due; where several rules did, the first."""


def instant(wall: datetime, zone: tzinfo) -> datetime:
    """The first instant, in UTC, at which the clock in `zone` shows the naive time `wall` or has leapt over it.

    Raises OverflowError at the ends of the calendar.
    """
    late = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if _shown(late, zone) == wall:
        return late
    # In a gap the two folds lie on either side of the leap, as far from it as the gap is long, at most.
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    seconds = range(round((late - early).total_seconds()))
    return early + timedelta(
        seconds=bisect_left(seconds, True, key=lambda passed: _shown(early + timedelta(seconds=passed), zone) >= wall)
    )


def occurrences(rules: Iterable[Rule], zone: tzinfo, after: datetime) -> Iterator[Due]:
    """What is due strictly after the instant `after`, ascending, one for each instant; endless for most rules."""
    after = after.astimezone(UTC)
    shown = _shown(min(max(after, _FIRST), _LAST), zone)
    latest = after
    with suppress(OverflowError):  # the calendar ends with the year 9999
        for wall, rule in heapq.merge(*(_walls(rule, shown) for rule in rules), key=itemgetter(0)):
            at = instant(wall, zone)
            # Not later: the clock was put back and shows this time again, or it leapt over several at once.
            if at > latest:
                latest = at
                yield Due(at, wall, rule)


def between(rules: Iterable[Rule], zone: tzinfo, after: datetime, until: datetime) -> list[Due]:
    """What is due after `after`, up to and including `until`."""
    return list(takewhile(lambda due: due.at <= until, occurrences(rules, zone, after)))


def _shown(at: datetime, zone: tzinfo) -> datetime:
    """What the clock on the wall shows, naive."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def _walls(rule: Rule, after: datetime) -> Iterator[tuple[datetime, Rule]]:
    """The rule's wall times after this one, ascending."""
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
