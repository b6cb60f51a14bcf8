"""The waiting process, when clocks leap, sleep, travel or are wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from coach.remind.daemon import WAKE
from tests.remind.day import DAY, HOUR, MINUTE, Day, wall


def test_ten_minutes_forward(day: Day) -> None:
    """The clock is put forward over a due time, by less than the grace time: it is spoken, once, late."""
    day.remind("neck", "at 11:00")
    day.live("2026-11-23T10:55")
    day.clock.jump(10 * MINUTE)
    day.live("2026-11-23T12:00")
    assert day.said == ["neck Mon 11:05:00"]
    assert day.late == [True]


def test_three_days_forward_and_back(day: Day) -> None:
    """Put forward by three days, all in between is missed; put back, it is still to come and is spoken."""
    day.remind("neck", "at 11:00")
    day.live("2026-11-23T10:00")
    day.clock.jump(3 * DAY)
    day.live("2026-11-26T10:10")
    assert day.outcomes == ["missed"] * 3
    assert {firing.note for firing in day.history()} == {"the computer slept, or its clock was set"}
    day.clock.jump(-3 * DAY)
    day.live("2026-11-25T12:00")
    assert day.said == ["neck Mon 11:00:00", "neck Tue 11:00:00", "neck Wed 11:00:00"]
    assert day.outcomes == ["done"] * 3


def test_an_hour_back(day: Day) -> None:
    """Put back by an hour, nothing is spoken a second time, and what is new is spoken."""
    day.remind("neck", "at 11:00")
    day.live("2026-11-23T11:30")
    day.clock.jump(-HOUR)
    day.remind("legs", "at 10:45")
    day.live("2026-11-23T12:30")
    assert day.said == ["neck Mon 11:00:00", "legs Mon 10:45:00"]


def test_suspend_in_the_grace_time(day: Day) -> None:
    """Asleep over a due time and awake soon after, it is spoken at once; the half-slept wait costs nothing more."""
    day.remind("neck", "at 11:00")
    day.live("2026-11-23T10:50")
    day.clock.suspend(20 * MINUTE)
    day.waiting.tick()
    assert day.said == ["neck Mon 11:10:00"]


def test_forty_missed(day: Day) -> None:
    """After a sleep in which forty fell due, at most the latest is spoken, and all others are kept as missed."""
    day.remind("neck", "every 15 min between 9:00-23:00")
    day.live("2026-11-23T09:01")
    day.clock.suspend(timedelta(hours=10, minutes=5))  # 19:06: the last was at 19:00
    day.live("2026-11-23T19:10")
    assert day.said == ["neck Mon 19:06:00"]
    assert day.outcomes == ["missed"] * 39 + ["done"]
    assert {firing.note for firing in day.history()[:-1]} == {"a later one took its place"}


def test_older_than_the_grace_time(day: Day) -> None:
    """What is later than the grace time is kept as missed and not spoken; at the very end of it, it still is."""
    day.remind("neck", "at 11:00")
    day.remind("legs", "at 11:01")
    day.live("2026-11-23T10:00")
    day.clock.suspend(wall("2026-11-23T11:16") - day.clock.now())
    day.live("2026-11-23T12:00")
    assert day.said == ["legs Mon 11:16:00"]
    assert day.outcomes == ["missed", "done"]


def test_a_long_absence_is_not_told_in_full(day: Day) -> None:
    """Of what was missed in two weeks, the last hundred are listed, and the first of those says how many more."""
    day.remind("neck", "every 10 min")
    day.waiting.tick()
    day.clock.suspend(14 * DAY + timedelta(minutes=5))
    day.waiting = day.another()
    day.waiting.tick()
    rows = day.history()
    assert [row.outcome for row in rows] == ["missed"] * 100 + ["done"]
    assert rows[0].note == "a later one took its place; 907 before it are not listed"
    assert len(day.spoken) == 1


@pytest.mark.parametrize(
    ("zone", "begin", "rule", "said"),
    [
        ("Europe/Berlin", "2026-03-28", "at 2:30", ["Sun 03:00:00", "Mon 02:30:00"]),
        ("Europe/Berlin", "2026-10-24", "at 2:30", ["Sun 02:30:00", "Mon 02:30:00"]),
        ("America/New_York", "2026-03-07", "at 2:30", ["Sun 03:00:00", "Mon 02:30:00"]),
        ("America/New_York", "2026-10-31", "at 1:30", ["Sun 01:30:00", "Mon 01:30:00"]),
        ("Australia/Lord_Howe", "2026-10-03", "at 2:15", ["Sun 02:30:00", "Mon 02:15:00"]),
        ("Australia/Lord_Howe", "2026-04-04", "at 1:45", ["Sun 01:45:00", "Mon 01:45:00"]),
        ("Europe/Berlin", "2028-02-28", "at 1:00", ["Tue 01:00:00", "Wed 01:00:00"]),
        ("Europe/Berlin", "2028-02-28", "once 2028-02-29 1:00", ["Tue 01:00:00"]),
    ],
)
def test_gap_fold_and_leap_day(tmp_path: Path, zone: str, begin: str, rule: str, said: list[str]) -> None:
    """A time leapt over is spoken as the clock has leapt, a time shown twice is spoken once, 29 February is a day."""
    day = Day(tmp_path, f"{begin}T23:00", ZoneInfo(zone))
    day.remind("neck", rule)
    first = datetime.fromisoformat(begin) + DAY
    day.live(f"{first + 4 * HOUR}")
    day.clock.suspend(21 * HOUR)
    day.live(f"{first + DAY + 4 * HOUR}")
    assert day.said == [f"neck {at}" for at in said]
    assert set(day.outcomes) == {"done"}
    day.db.close()


def test_the_zone_changes(day: Day) -> None:
    """After a flight, eleven is eleven by the clock on the new wall; nothing of the old one is missed."""
    day.remind("neck", "at 11:00")
    day.live("2026-11-23T10:30")
    day.zone = ZoneInfo("America/New_York")
    day.clock.set_zone(day.zone)
    day.live("2026-11-23T12:00")
    assert day.said == ["neck Mon 11:00:00"]
    day.zone = ZoneInfo("Asia/Tokyo")  # tomorrow, in the night
    day.clock.set_zone(day.zone)
    day.live("2026-11-24T12:00")
    assert day.said == ["neck Tue 01:00:00", "neck Tue 11:00:00"]  # the first is eleven in New York, as told in Tokyo
    assert day.outcomes == ["done"] * 2


def test_a_clock_of_1970(day: Day) -> None:
    """A computer that boots in 1970 says nothing until its clock is set, and then only what is due now."""
    day.remind("neck", "at 11:00")
    day.live("2026-11-23T12:00")
    now = day.clock.now()
    day.waiting = day.another()
    day.clock.jump(datetime(1970, 1, 1, tzinfo=UTC) - now)
    for _ in range(3):
        day.waiting.tick()
        day.clock.wait(WAKE)
    assert len(day.spoken) == 1
    day.clock.jump(wall("2026-11-24T11:02") - day.clock.now())
    day.waiting.tick()
    assert day.said == ["neck Mon 11:00:00", "neck Tue 11:02:00"]
    assert day.outcomes == ["done"] * 2
