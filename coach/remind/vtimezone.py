"""A time zone in a calendar file: its offsets, and when they change.

The library's own writer (icalendar 7.3) places the change in spring an hour late.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from icalendar import Timezone

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_DAY = timedelta(days=1)
_NONE = timedelta()


class _Shown(NamedTuple):
    """The offset of a zone from one change to the next."""

    before: timedelta
    """The offset from UTC before the change."""
    offset: timedelta
    """The offset from UTC after it."""
    name: str
    summer: bool


def timezone(zone: tzinfo, name: str, first: int, last: int) -> Timezone:
    """The zone with this name, with all its changes in the years `first` to `last`.

    Changes on the same weekday of the same month each year are written as a rule without an end.
    """
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    start, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    changes: dict[_Shown, list[datetime]] = {_shown(start, zone, _offset(start, zone)): [start]}
    for at in _changes(zone, start, end):
        changes.setdefault(_shown(at, zone, _offset(at - timedelta(seconds=1), zone)), []).append(at)
    table = Timezone()
    table.add("tzid", name)
    for shown, instants in changes.items():
        walls = [at.replace(tzinfo=None) + shown.before for at in instants]
        part = TimezoneDaylight() if shown.summer else TimezoneStandard()
        part.add("dtstart", walls[0])
        part.add("tzname", shown.name)
        part.add("tzoffsetfrom", shown.before)
        part.add("tzoffsetto", shown.offset)
        if rule := _yearly(walls, last):
            part.add("rrule", rule)
        elif walls[1:]:
            part.add("rdate", walls[1:])
        table.add_component(part)
    return table


def _offset(at: datetime, zone: tzinfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or _NONE


def _shown(at: datetime, zone: tzinfo, before: timedelta) -> _Shown:
    local = at.astimezone(zone)
    return _Shown(before, local.utcoffset() or _NONE, local.tzname() or "", bool(local.dst()))


def _changes(zone: tzinfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """The instants in UTC, to the second, at which the offset of the zone changes."""
    day, offset = start, _offset(start, zone)
    while day < end:
        after = _offset(day + _DAY, zone)
        if after != offset:
            yield _turn(zone, day, after)
        day, offset = day + _DAY, after


def _turn(zone: tzinfo, day: datetime, offset: timedelta) -> datetime:
    """The first second within a day of `day` that has this offset."""
    seconds = range(1, 86_400)
    passed = bisect_left(seconds, True, key=lambda passed: _offset(day + timedelta(seconds=passed), zone) == offset)
    return day + timedelta(seconds=1 + passed)


def _yearly(walls: Sequence[datetime], last: int) -> dict[str, object] | None:
    """The rule of changes that happen once a year up to the year `last`; None if there is no simple rule."""
    years = [wall.year for wall in walls]
    alike = {(wall.month, wall.weekday(), wall.time()) for wall in walls}
    if len(walls) < 2 or len(alike) > 1 or years != list(range(years[0], last + 1)):
        return None
    at_end = all((wall + 7 * _DAY).month != wall.month for wall in walls)
    places = {-1} if at_end else {(wall.day - 1) // 7 + 1 for wall in walls}
    if len(places) > 1:
        return None
    return {"freq": "yearly", "bymonth": walls[0].month, "byday": f"{places.pop()}{WEEKDAYS[walls[0].weekday()]}"}
