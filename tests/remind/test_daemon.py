"""The waiting process, on clocks that are set by hand."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from coach.errors import ScriptError, UnknownRoutine
from coach.remind.daemon import HELD, WAKE
from coach.remind.delivery import Result
from coach.remind.do_not_disturb import CALL, GUIDED
from coach.remind.notify import SilentNotifier
from coach.storage import firings
from coach.storage.database import Database
from coach.storage.reminders import Reminder, change_reminder, remove_reminder
from tests.conftest import ROOT
from tests.remind.day import HOUR, MINUTE, Day, wall

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
    assert firings.guided_since(day.db, wall("2026-11-23T00:00"))[0][1] == 60
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


def test_why_no_notification_is_shown_is_told_once(day: Day) -> None:
    """Where the desktop shows nothing, the reminders speak, and the reason is told at the first of them."""
    day.notifier = SilentNotifier(delivers=False)
    day.waiting = day.another()
    day.remind("neck", "at 10:00,11:00,12:00")
    day.live("2026-11-23T13:00")
    assert len(day.said) == 3
    assert day.told == ["Notifications are not delivered here."]


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
from coach.remind.do_not_disturb import guided_session, unknown, why_quiet
from coach.remind.delivery_process import DeliveryProcess
from coach.remind.delivery import Result
from coach.remind.reminder_line import line_of
from coach.remind.daemon import Daemon
from coach.settings import Settings
from coach.storage.database import Database
from coach.storage.reminders import add_reminder
SystemClock().zone()
folder = Path(sys.argv[1])
clock = FakeClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
with Database(folder / "coach.db") as db:
    add_reminder(db, "neck", "breath-break", ["every 10 min"], now=clock.now())
    waiting = Daemon(db, clock, lambda reminder, due, late: Result("done"), partial(why_quiet, folder),
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
