"""The waiting process, on clocks that are set by hand."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from coach.errors import ScriptError, UnknownRoutine
from coach.remind.quiet import CALL, GUIDED
from coach.remind.speaking import Result
from coach.remind.waiting import HELD, WAKE
from coach.store import firings
from coach.store.database import Database
from coach.store.reminders import FOREVER, Reminder, change_reminder, pause, remove_reminder, resume
from tests.conftest import ROOT
from tests.remind.day import Day, wall

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    """A Monday in November, nine in the morning in Berlin."""
    made = Day(tmp_path)
    yield made
    made.db.close()


# The ordinary day


def test_each_is_spoken_at_its_second(day: Day) -> None:
    """Reminders are spoken when they are due, to the second, and what came of them is kept."""
    day.remind("neck", "at 11:00, 15:30 on mon-fri")
    day.remind("legs", "every 2 h between 10:00-14:00")
    day.live("2026-11-23T18:00")
    assert day.said == [
        "legs Mon 10:00:00", "neck Mon 11:00:00", "legs Mon 12:00:00", "legs Mon 14:00:00", "neck Mon 15:30:00",
    ]  # fmt: skip
    assert set(day.outcomes) == {"done"}
    assert firings.stretched(day.db, wall("2026-11-23T00:00"))[0][1] == 60
    assert not any(day.late)


def test_it_looks_every_half_minute(day: Day) -> None:
    """It never sleeps through more than 30 s, and the mark in the store shows that it lives."""
    day.remind("neck", "at 11:00")
    day.live("2026-11-23T12:00")
    assert max(day.clock.waits) <= WAKE
    assert len(day.clock.waits) <= 3 * 120 + 2
    assert firings.watermark(day.db) == wall("2026-11-23T12:00")


def test_what_was_due_before_it_was_made_is_not(day: Day) -> None:
    """A reminder made at nine for half past eight waits for tomorrow."""
    day.remind("neck", "at 8:30, 8:55, 9:00")
    day.live("2026-11-23T10:00")
    assert day.spoken == []
    assert day.outcomes == []


def test_first_start_says_what_is_due(day: Day) -> None:
    """A reminder made before any process waited is spoken if the process starts within the grace time."""
    day.remind("neck", "at 9:05")
    day.clock.advance(10 * MINUTE)
    day.live("2026-11-23T09:20")
    assert day.said == ["neck Mon 09:10:00"]
    assert day.late == [True]


def test_changed_while_it_runs(day: Day) -> None:
    """A reminder made, changed or removed while the process runs is seen at its next look."""
    neck = day.remind("neck", "at 11:00")
    legs = day.remind("legs", "at 12:00")
    day.live("2026-11-23T09:30")
    change_reminder(day.db, replace(neck, rules=("at 10:00",)), day.clock.now())
    remove_reminder(day.db, legs)
    day.remind("feet", "at 12:30")
    day.live("2026-11-23T13:00")
    assert day.said == ["neck Mon 10:00:00", "feet Mon 12:30:00"]


# Clocks


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


# Never twice


def test_two_wait_for_the_same(day: Day) -> None:
    """Two processes on one store speak each reminder once, whoever comes first."""
    day.remind("neck", "every 10 min between 9:00-12:00")
    both = [day.waiting, day.another()]
    for turn in range(130):
        for waiting in both if turn % 2 else reversed(both):
            waiting.tick()
        day.clock.advance(MINUTE)
    assert len(day.spoken) == 12
    assert day.outcomes == ["done"] * 12


def test_a_crash_between_claim_and_speech(day: Day) -> None:
    """What was claimed by a process that then died is not spoken by the next, which calls it interrupted."""
    day.remind("neck", "at 9:10")

    def crash(reminder: Reminder) -> Result:
        raise KeyboardInterrupt

    day.result = crash
    with pytest.raises(KeyboardInterrupt):
        day.live("2026-11-23T10:00")
    assert day.outcomes == ["speaking"]
    day.waiting = day.another()
    day.live("2026-11-23T10:00")
    assert len(day.spoken) == 1
    assert [(row.outcome, row.note) for row in day.history()] == [("stopped", "interrupted")]


def test_a_crash_before_the_claim(day: Day) -> None:
    """What was seen but not claimed by a process that then died is spoken by the next, within the grace time."""
    day.remind("neck", "at 9:10")
    day.reason = lambda: CALL
    day.live("2026-11-23T09:12")
    day.reason = lambda: None
    day.waiting = day.another()
    day.waiting.tick()
    assert day.said == ["neck Mon 09:12:00"]


def test_two_real_processes(tmp_path: Path) -> None:
    """Two programs that wait for the same reminder at the same time speak it once."""
    with Database(tmp_path / "coach.db") as db:
        now = datetime.now(UTC)
        from coach.store.reminders import add_reminder

        neck = add_reminder(db, "neck", "x", ["at 11:00"], now=now)
        firings.snooze(db, neck, now + timedelta(seconds=2), now)
    code = """
import sys, threading
from pathlib import Path
from coach.remind.clock import SystemClock
from coach.remind.notify import SilentNotifier
from coach.remind.speaking import Result
from coach.remind.waiting import Waiting
from coach.store.database import Database
clock, stop, folder = SystemClock(), threading.Event(), Path(sys.argv[1])
def speak(reminder, due, late):
    with (folder / "said").open("a") as file:
        file.write(reminder.name + "\\n")
    return Result("done")
threading.Timer(4, lambda: (stop.set(), clock.wake())).start()
with Database(folder / "coach.db") as db:
    Waiting(db, clock, speak, lambda: None, SilentNotifier()).run(stop)
"""
    both = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT) for _ in range(2)]
    assert [process.wait(30) for process in both] == [0, 0]
    assert (tmp_path / "said").read_text() == "neck\n"
    with Database(tmp_path / "coach.db") as db:
        assert [row.outcome for row in firings.history(db)] == ["done"]
        assert firings.snoozes(db) == []


# One after another, and holding back


def test_two_at_once(day: Day) -> None:
    """Two that are due at once are spoken one after the other, the second even if the first is a long one."""
    for name in ("neck", "legs"):
        day.remind(name, "at 11:00")
    day.remind("feet", "at 11:10")
    day.lasts = 20 * MINUTE
    day.live("2026-11-23T13:00")
    assert day.said == ["legs Mon 11:00:00", "neck Mon 11:20:00", "feet Mon 11:40:00"]
    assert day.outcomes == ["done"] * 3


def test_a_guided_session_is_not_disturbed(day: Day) -> None:
    """What falls due in a guided session is spoken when it is over, however long it took; of each only the latest."""
    day.remind("neck", "at 11:00")
    day.remind("legs", "every 10 min between 11:05-11:25")
    day.reason = lambda: GUIDED if wall("2026-11-23T10:50") <= day.clock.now() < wall("2026-11-23T11:50") else None
    day.live("2026-11-23T12:00")
    assert day.said == ["neck Mon 11:50:00", "legs Mon 11:50:00"]
    assert day.outcomes == ["done", "missed", "missed", "done"]
    assert HELD in day.clock.waits


def test_a_session_asleep_does_not_keep_reminders_fresh(day: Day) -> None:
    """A computer that sleeps in the middle of a session wakes to nothing: time asleep is not time guided."""
    day.remind("neck", "at 11:00")
    day.reason = lambda: GUIDED
    day.live("2026-11-23T11:10")
    day.clock.suspend(8 * HOUR)
    day.reason = lambda: None
    day.live("2026-11-23T20:00")
    assert day.spoken == []
    assert [(row.outcome, row.note) for row in day.history()] == [("missed", GUIDED)]


def test_another_one_speaks(day: Day) -> None:
    """While another process speaks, even if it began this instant, a reminder waits, and nothing is claimed."""
    day.remind("neck", "at 11:00")
    day.alone = lambda: nullcontext(day.clock.now() >= wall("2026-11-23T11:30"))
    day.live("2026-11-23T12:00")
    assert day.said == ["neck Mon 11:30:00"]


def test_not_in_a_call(day: Day) -> None:
    """In a call nothing is spoken; when it is over what is still fresh is, and the rest is missed for that reason."""
    day.remind("neck", "at 11:00")
    day.remind("legs", "at 11:20")
    day.reason = lambda: CALL if day.clock.now() < wall("2026-11-23T11:30") else None
    day.live("2026-11-23T12:00")
    assert day.said[0].startswith("legs Mon 11:30")
    assert len(day.said) == 1
    assert [(row.outcome, row.note) for row in day.history()] == [("missed", CALL), ("done", "")]


# Pauses and snoozes


def test_paused(day: Day) -> None:
    """What falls into a pause is neither spoken nor missed; what is due as it ends is spoken."""
    neck = day.remind("neck", "at 10:00, 11:00, 12:00")
    pause(day.db, neck, wall("2026-11-23T11:00"), day.clock.now())
    legs = day.remind("legs", "at 10:30")
    pause(day.db, legs, FOREVER, day.clock.now())
    day.live("2026-11-23T12:30")
    assert day.said == ["neck Mon 11:00:00", "neck Mon 12:00:00"]
    assert day.outcomes == ["done"] * 2
    resume(day.db, legs, day.clock.now())
    day.live("2026-11-24T10:31")
    assert day.said[2:] == ["neck Tue 10:00:00", "legs Tue 10:30:00"]


def test_snoozed_past_midnight(day: Day) -> None:
    """A snooze is an instant: it comes after midnight too, once, and then it is over."""
    neck = day.remind("neck", "at 23:58")
    day.live("2026-11-23T23:59")
    firings.snooze(day.db, neck, day.clock.now() + 5 * MINUTE, day.clock.now())
    day.live("2026-11-24T01:00")
    assert day.said == ["neck Mon 23:58:00", "neck Tue 00:04:00"]
    assert firings.snoozes(day.db) == []


def test_snoozed_while_it_speaks(day: Day) -> None:
    """One that is put off while it speaks comes again five minutes later, and both are in the history."""
    day.remind("neck", "at 11:00")
    day.result = lambda reminder: Result("snoozed" if len(day.spoken) == 1 else "done")
    day.live("2026-11-23T12:00")
    assert day.said == ["neck Mon 11:00:00", "neck Mon 11:05:00"]
    assert day.outcomes == ["snoozed", "done"]


def test_snoozed_and_removed(day: Day) -> None:
    """A reminder that is removed while it is snoozed, or while it speaks, does not come again."""
    neck = day.remind("neck", "at 11:00")
    firings.snooze(day.db, neck, day.clock.now() + 5 * MINUTE, day.clock.now())
    remove_reminder(day.db, neck)
    legs = day.remind("legs", "at 11:00")

    def remove(reminder: Reminder) -> Result:
        remove_reminder(day.db, legs)
        return Result("snoozed")

    day.result = remove
    day.live("2026-11-23T12:00")
    assert day.said == ["legs Mon 11:00:00"]
    assert day.told == []


def test_a_snooze_in_a_pause_or_too_late(day: Day) -> None:
    """A snooze that ends in a pause is dropped, one slept through is missed; neither comes back."""
    neck, legs = day.remind("neck", "at 23:00"), day.remind("legs", "at 23:00")
    pause(day.db, neck, wall("2026-11-23T10:00"), day.clock.now())
    for reminder in (neck, legs):
        firings.snooze(day.db, reminder, day.clock.now() + 5 * MINUTE, day.clock.now())
    day.waiting.tick()
    day.clock.suspend(50 * MINUTE)
    day.live("2026-11-23T11:00")
    assert day.spoken == []
    assert [(row.reminder, row.outcome) for row in day.history()] == [("legs", "missed")]
    assert firings.snoozes(day.db) == []


def test_a_snooze_at_a_due_time(day: Day) -> None:
    """A snooze until the very time a rule says is one call, and is over with it."""
    neck = day.remind("neck", "at 11:00")
    firings.snooze(day.db, neck, wall("2026-11-23T11:00"), day.clock.now())
    day.live("2026-11-23T11:30")
    assert day.said == ["neck Mon 11:00:00"]
    assert firings.snoozes(day.db) == []


# Trouble


@pytest.mark.parametrize(
    "error",
    [
        UnknownRoutine("There is no routine 'x'."),
        ScriptError("there is nothing to say.", "x.md"),
        RuntimeError("a bug"),
        OSError(5, "Input/output error"),
    ],
)
def test_one_that_fails_stops_no_other(day: Day, error: Exception) -> None:
    """A reminder that fails is shown with a bell and kept as failed with its reason; the next one speaks."""
    day.remind("bad", "at 11:00", message="Stand up\x1b[2J now")
    day.remind("good", "at 11:00")

    def fail(reminder: Reminder) -> Result:
        if reminder.name == "bad":
            raise error
        return Result("done")

    day.result = fail
    day.live("2026-11-23T11:30")
    assert [name for name, _ in day.spoken] == ["bad", "good"]
    assert day.outcomes == ["failed", "done"]
    assert str(error) in day.history()[0].note
    assert len(day.told) == 1
    assert day.told[0].startswith("\aStand up [2J now ")
    assert str(error) in day.notifier.shown[1][1]


def test_a_rule_that_cannot_be_read(day: Day) -> None:
    """A rule that makes no sense is told once, not at each look, and the other reminders speak."""
    day.remind("bad", "at twenty past")
    day.remind("good", "at 9:05")
    day.live("2026-11-23T09:30")
    assert day.said == ["good Mon 09:05:00"]
    assert len([sentence for sentence in day.told if "'bad' cannot be read" in sentence]) == 1


def test_a_store_that_is_locked(day: Day, tmp_path: Path) -> None:
    """What cannot be claimed is not spoken; it is told once, and spoken when the store is free again."""
    day.remind("neck", "at 9:05")
    day.live("2026-11-23T09:04")
    day.db.read("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(tmp_path / "coach.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    day.live("2026-11-23T09:10")
    assert day.spoken == []
    assert len(day.told) == 1
    assert "in use by another program" in day.told[0]
    other.execute("ROLLBACK")
    other.close()
    day.live("2026-11-23T09:12")
    assert day.said == ["neck Mon 09:10:00"]


def test_ten_thousand(day: Day) -> None:
    """Of ten thousand reminders those that are due are spoken, in their order, each once."""
    with day.db.transaction():
        for number in range(10_000):
            day.remind(f"r{number}", f"at {10 + number // 1000}:{number % 60:02d} on tue")
    day.remind("neck", "at 9:01")
    day.remind("legs", "at 9:00, 9:01")
    day.live("2026-11-23T09:02")
    assert day.said == ["legs Mon 09:01:00", "neck Mon 09:01:00"]


# Notifications


def test_a_notification_with_buttons(day: Day) -> None:
    """Each is shown with buttons; "snooze" pressed afterwards brings it back after so long."""
    day.remind("neck", "at 11:00", message="Neck <b>time</b>")
    day.live("2026-11-23T11:01")
    title, _, buttons = day.notifier.shown[0]
    assert title == "Neck <b>time</b>"  # the notifier takes markup away
    assert list(buttons) == ["Snooze 5 min", "Snooze 30 min", "Skip"]
    day.notifier.press("Snooze 30 min")
    day.notifier.press("Skip")
    day.live("2026-11-23T12:00")
    assert day.said == ["neck Mon 11:00:00", "neck Mon 11:31:00"]


def test_no_notifications(day: Day) -> None:
    """Where nothing can be shown, reminders speak all the same."""
    day.notifier = type(day.notifier)(delivers=False)
    day.waiting = day.another()
    day.remind("neck", "at 11:00")
    day.live("2026-11-23T11:30")
    assert day.said == ["neck Mon 11:00:00"]


# Stopping, and what it costs


def test_stopped_while_it_speaks(day: Day) -> None:
    """When the program is ended while a reminder speaks, no other is begun; it is left for the next start."""
    for name in ("neck", "legs"):
        day.remind(name, "at 11:00")
    stop = threading.Event()

    def end(reminder: Reminder) -> Result:
        stop.set()
        return Result("stopped", "Coach was ended", 3.0)

    day.result = end
    day.clock.advance(2 * HOUR)
    day.waiting.run(stop)
    assert day.outcomes == ["stopped"]
    day.waiting = day.another()
    day.result = lambda reminder: Result("done")
    day.waiting.tick()
    assert [name for name, _ in day.spoken] == ["legs", "neck"]


def test_waiting_is_light(tmp_path: Path) -> None:
    """The process that waits, and says lines by their routines' titles, loads no voice and takes less than 60 MB."""
    code = """
import sys
from pathlib import Path
from datetime import UTC, datetime, timedelta
from functools import partial
import coach.cli.app
from coach.remind.clock import FakeClock, SystemClock
from coach.remind.notify import SilentNotifier
from coach.remind.quiet import guided_session, unknown, why_quiet
from coach.remind.speaker import Speaker
from coach.remind.speaking import Result, line_of
from coach.remind.waiting import Waiting
from coach.settings import Settings
from coach.store.database import Database
from coach.store.reminders import add_reminder
SystemClock().zone()
folder = Path(sys.argv[1])
clock = FakeClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
with Database(folder / "coach.db") as db:
    add_reminder(db, "neck", "breath-break", ["every 10 min"], now=clock.now())
    waiting = Waiting(db, clock, lambda reminder, due, late: Result("done"), partial(why_quiet, folder),
                      SilentNotifier(), alone=partial(guided_session, folder),
                      line=partial(line_of, settings=Settings()))
    for _ in range(50):
        waiting.tick()
        clock.wait(30)
print(" ".join(sys.modules))
print(next(line for line in open("/proc/self/status") if line.startswith("VmRSS")).split()[1])
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    modules, kilobytes = done.stdout.splitlines()
    heavy = {"numpy", "piper", "onnxruntime", "pyttsx3", "soundfile", "miniaudio", "coach.sound", "coach.session"}
    assert not heavy & set(modules.split())
    assert int(kilobytes) < 60_000
    with Database(tmp_path / "coach.db") as db:
        assert len(firings.history(db)) == 2
