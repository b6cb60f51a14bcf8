"""The zone of this computer: by its name, or as its clock shows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from coach.remind.calendar import calendar
from coach.remind.clock import SystemClock
from coach.remind.local_zone import SystemZone, checked, local_zone, zone_problem
from coach.remind.schedule import instant
from coach.storage.database import Database
from coach.storage.reminders import add_reminder

pytestmark = pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process can be set on POSIX alone")


@pytest.fixture
def set_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Sets the zone of this process, and puts it back after the test."""

    def change(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield change
    monkeypatch.undo()
    time.tzset()


def test_the_zone_is_looked_up_anew(set_zone: Callable[[str], None]) -> None:
    """The zone may change while the program runs; an unknown one is UTC, with a sentence that says why."""
    for name in ("Europe/Berlin", "Australia/Lord_Howe"):
        set_zone(name)
        assert str(SystemClock().zone()) == str(local_zone()) == name
        assert zone_problem() == ""
    for name in ("Nowhere/Land", "../../etc/passwd", "\x01"):
        set_zone(name)
        assert str(local_zone()) == "UTC"
        assert zone_problem().startswith("This computer's time zone is not known, so Coach uses UTC (")


def test_a_name_that_the_clock_denies_is_not_believed(
    set_zone: Callable[[str], None], capfd: pytest.CaptureFixture[str]
) -> None:
    """Where a stale file names another zone than the clock shows, be it in summer alone, the clock decides."""
    set_zone("Europe/Berlin")
    for stale in ("America/New_York", "Africa/Lagos", "UTC"):
        zone, problem = checked(lambda stale=stale: ZoneInfo(stale))  # type: ignore[misc]
        assert problem.startswith(f"This computer's time zone is set to {stale}, but its clock shows another one,")
        for month in (1, 7):
            assert instant(datetime(2026, month, 5, 11), zone) == instant(
                datetime(2026, month, 5, 11), ZoneInfo("Europe/Berlin")
            )
    assert checked(lambda: ZoneInfo("Europe/Paris"))[1] == ""
    assert capfd.readouterr().err == ""


def test_a_zone_without_a_name_is_followed(set_zone: Callable[[str], None]) -> None:
    """A rule in the place of a name, which the system understands, is what reminders go by."""
    set_zone("CET-1CEST,M3.5.0,M10.5.0/3")
    assert zone_problem().startswith("This computer's time zone has no known name, so Coach follows the clock (")
    for month, hour in ((1, 10), (7, 9)):
        assert instant(datetime(2026, month, 5, 11), local_zone()) == datetime(2026, month, 5, hour, tzinfo=UTC)


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
def test_the_systems_zone_is_the_named_one(set_zone: Callable[[str], None], name: str) -> None:
    """Without its name, a zone shows the same at every hour of two years, and its gaps and folds are the same."""
    set_zone(name)
    known, system = ZoneInfo(name), SystemZone()
    at = datetime(2026, 1, 1, tzinfo=UTC)
    for hour in range(2 * 365 * 24):
        now = at + timedelta(hours=hour)
        one, other = now.astimezone(known), now.astimezone(system)
        assert (one.replace(tzinfo=None), one.fold, one.utcoffset()) == (
            other.replace(tzinfo=None), other.fold, other.utcoffset(),
        )  # fmt: skip
        wall = now.replace(tzinfo=None)
        for fold in (0, 1):
            assert (
                wall.replace(tzinfo=known, fold=fold).utcoffset() == wall.replace(tzinfo=system, fold=fold).utcoffset()
            )


def test_a_calendar_of_a_zone_without_a_name_has_its_changes(set_zone: Callable[[str], None], tmp_path: Path) -> None:
    """The file says itself when the clock is changed, so that its events are at the right time anywhere."""
    set_zone("CET-1CEST,M3.5.0,M10.5.0/3")
    now = datetime(2026, 1, 5, tzinfo=UTC)
    with Database(tmp_path / "coach.db") as db:
        made = add_reminder(db, "rest", "rest", ["at 11:00"], now=now)
    file = Calendar.from_ical(calendar([made], {}, local_zone(), now, {}))
    zones = list(file.walk("VTIMEZONE"))
    assert [str(zone["TZID"]) for zone in zones] == ["local"]
    offsets = {part["TZOFFSETTO"].to_ical() for part in zones[0].subcomponents}
    assert offsets == {"+0100", "+0200"}
    assert file.walk("VEVENT")[0]["DTSTART"].params["TZID"] == "local"
