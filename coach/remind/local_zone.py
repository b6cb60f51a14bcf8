"""The zone of the clock on the wall here: by its name where that is right, else as the system itself tells the time."""

from __future__ import annotations

import logging
import time
import warnings
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NONE = timedelta()
_YEAR = [timedelta(days=days) for days in range(0, 366, 15)]
"""Two zones that show the same at these times from now on are as good as one."""


class SystemZone(tzinfo):
    """The system's own zone, for want of a name: what its clock shows at any time, summer time included."""

    key = "local"
    """What calendar files call it."""

    def utcoffset(self, when: datetime | None) -> timedelta | None:
        """How far ahead of UTC the clock is when it shows this time; `fold` tells which of two."""
        return None if when is None else _shown_as(when).utcoffset()

    def dst(self, when: datetime | None) -> timedelta | None:
        """An hour in summer, as nearly all have it: systems tell whether it is summer, not by how much."""
        if when is None:
            return None
        return timedelta(hours=1) if time.localtime(_shown_as(when).timestamp()).tm_isdst > 0 else _NONE

    def tzname(self, when: datetime | None) -> str | None:
        """Its short name then, such as CET."""
        return None if when is None else _shown_as(when).tzname()

    def fromutc(self, when: datetime) -> datetime:
        """What the clock shows at an instant; OverflowError at the ends of the calendar."""
        try:  # from a timestamp, as only that tells the second of two times from the first
            shown = datetime.fromtimestamp(when.replace(tzinfo=UTC, microsecond=0).timestamp())
        except (ValueError, OSError) as error:
            raise OverflowError(str(error)) from error
        return shown.replace(microsecond=when.microsecond, tzinfo=self)

    def __str__(self) -> str:
        return "this computer's clock"


def _shown_as(when: datetime) -> datetime:
    """A time that the system's clock shows, with its offset; OverflowError at the ends of the calendar."""
    try:
        return when.replace(tzinfo=None).astimezone()
    except (ValueError, OSError) as error:
        raise OverflowError(str(error)) from error


def local_zone() -> tzinfo:
    """The zone the computer is set to, looked up each time."""
    return checked(_named)[0]


def zone_problem() -> str:
    """Why the name of the local zone is not known, or is not believed, as a sentence; empty if all is well."""
    return checked(_named)[1]


def checked(named: Callable[[], tzinfo]) -> tuple[tzinfo, str]:
    """The zone that `named` finds, if the system's clock shows its time; else the system's own, and a sentence why.

    The name may be stale: several files hold it, and programs that set the clock do not change them all.
    """
    try:
        zone = named()
    except (LookupError, ValueError, OSError) as error:
        said = " ".join(str(error.args[0] if error.args else error).split()).rstrip(".")
        if _agree(UTC, SystemZone()):  # so do systems show what they do not know
            return ZoneInfo("UTC"), f"This computer's time zone is not known, so Coach uses UTC ({said})."
        return SystemZone(), f"This computer's time zone has no known name, so Coach follows the clock ({said})."
    if _agree(zone, SystemZone()):
        return zone, ""
    return SystemZone(), (
        f"This computer's time zone is set to {zone}, but its clock shows another one, so Coach follows the clock. "
        "Set the zone again in the system's settings."
    )


def _agree(one: tzinfo, other: tzinfo) -> bool:
    """Whether two zones show the same for the year to come."""
    now = datetime.now(UTC)
    return all(
        (now + ahead).astimezone(one).utcoffset() == (now + ahead).astimezone(other).utcoffset() for ahead in _YEAR
    )


def _named() -> tzinfo:
    """The zone by the name that the system's settings have for it. LookupError, ValueError or OSError."""
    import tzlocal

    with warnings.catch_warnings(), _silent("tzlocal"):
        warnings.simplefilter("ignore")  # what it doubts is seen by what the clock shows
        return tzlocal.reload_localzone()


@contextmanager
def _silent(logger: str) -> Iterator[None]:
    """Let a library write no lines of its own among ours."""
    log = logging.getLogger(logger)
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before
