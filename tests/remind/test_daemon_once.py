"""The waiting process speaks nothing twice, whoever else waits and whatever breaks off."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coach.remind.delivery import Result
from coach.remind.do_not_disturb import CALL
from coach.storage import firings
from coach.storage.database import Database
from coach.storage.reminders import Reminder
from tests.conftest import ROOT
from tests.remind.day import MINUTE, Day


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
        from coach.storage.reminders import add_reminder

        neck = add_reminder(db, "neck", "x", ["at 11:00"], now=now)
        firings.snooze(db, neck, now + timedelta(seconds=1), now)
    code = """
import sys, threading, time
from pathlib import Path
from coach.remind.clock import SystemClock
from coach.remind.notify import SilentNotifier
from coach.remind.delivery import Result
from coach.remind.daemon import Daemon
from coach.storage.database import Database
clock, stop, folder = SystemClock(), threading.Event(), Path(sys.argv[1])
def speak(reminder, due, late):
    with (folder / "said").open("a") as file:
        file.write(reminder.name + "\\n")
    return Result("done")
def end():
    deadline = time.monotonic() + 60
    while not (folder / "said").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.5)  # in which nobody may say it again
    stop.set()
    clock.wake()
threading.Thread(target=end).start()
with Database(folder / "coach.db") as db:
    Daemon(db, clock, speak, lambda: None, SilentNotifier()).run(stop)
"""
    both = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT) for _ in range(2)]
    assert [process.wait(90) for process in both] == [0, 0]
    assert (tmp_path / "said").read_text() == "neck\n"
    with Database(tmp_path / "coach.db") as db:
        assert [row.outcome for row in firings.history(db)] == ["done"]
        assert firings.snoozes(db) == []
