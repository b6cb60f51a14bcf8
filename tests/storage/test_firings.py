"""What is due is claimed once, whatever happens, and what came of it is told."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest

from coach.errors import ReminderError, StoreError
from coach.storage.database import Database
from coach.storage.firings import (
    Firing,
    FiringOutcome,
    claim,
    end_snooze,
    finish,
    finish_interrupted,
    forget_future_misses,
    guided_since,
    history,
    prune,
    set_watermark,
    snooze,
    snoozes,
    taken,
    watermark,
)
from coach.storage.reminders import Reminder, add_reminder, remove_reminder
from tests.conftest import ROOT

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store is."""
    return tmp_path / "coach.db"


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    """A store with nothing in it."""
    with Database(path) as opened:
        yield opened


@pytest.fixture
def hips(db: Database) -> Reminder:
    """A reminder made at NOW."""
    return add_reminder(db, "hips", "hip-release", ("at 11:00",), now=NOW)


def test_an_instant_is_claimed_once(db: Database, hips: Reminder, path: Path) -> None:
    """Of all who ask for an occurrence, here or in another process, the first has it; each other is free."""
    neck = add_reminder(db, "neck", "neck-relief", ("at 11:00",), now=NOW)
    assert claim(db, hips, NOW, NOW)
    with Database(path) as other:
        assert not claim(other, hips, NOW, NOW)
    assert not claim(db, hips, NOW.astimezone(tz=None), NOW, "skipped")
    assert claim(db, hips, NOW + MINUTE, NOW)
    assert claim(db, neck, NOW, NOW)
    assert [firing.outcome for firing in history(db)] == ["speaking"] * 3


CLAIMER = """
import sys
from pathlib import Path
from datetime import datetime, timedelta, UTC
from coach.storage.database import Database
from coach.storage.firings import claim
from coach.storage.reminders import every_reminder
with Database(Path(sys.argv[1])) as db:
    (hips,) = every_reminder(db)
    for line in sys.stdin:
        due = datetime(2026, 3, 2, 10, tzinfo=UTC) + timedelta(minutes=int(line))
        print(int(claim(db, hips, due, due)), flush=True)
"""


def claimer(path: Path, code: str = CLAIMER) -> subprocess.Popen[str]:
    """A process that claims the instants whose numbers it is sent."""
    return subprocess.Popen(
        [sys.executable, "-c", code, str(path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_of_two_processes_exactly_one_wins(path: Path, hips: Reminder, db: Database) -> None:
    """Two real processes that claim the same instants at the same time never both get one, and never neither."""
    tries = 400
    processes = [claimer(path), claimer(path)]
    wins = []
    try:
        for number in range(tries):
            for process in processes[:: 1 if number % 2 else -1]:
                assert process.stdin is not None
                process.stdin.write(f"{number}\n")
                process.stdin.flush()
            wins.append([int(process.stdout.readline()) for process in processes if process.stdout is not None])
    finally:
        for process in processes:
            process.communicate(timeout=120)
    assert all(sum(pair) == 1 for pair in wins)
    assert {pair.index(1) for pair in wins} == {0, 1}
    assert len(history(db, 1000)) == tries


def test_a_claim_outlives_its_process(path: Path, hips: Reminder, db: Database) -> None:
    """A process killed between claim and end has claimed: nobody speaks it again, and it is told as interrupted."""
    code = CLAIMER.replace("print(", "import os, signal; claim(db, hips, due, due) and os.kill(os.getpid(), 9); print(")
    for number in range(5):
        process = claimer(path, code)
        process.communicate(f"{number}\n", timeout=120)
        assert process.returncode == -signal.SIGKILL
        due = NOW + number * MINUTE
        assert due in taken(db, hips.id, NOW)
        assert not claim(db, hips, due, due)
    assert {firing.outcome for firing in history(db)} == {"speaking"}
    finish_interrupted(db, NOW + 10 * MINUTE)
    assert {(firing.outcome, firing.note) for firing in history(db)} == {("stopped", "interrupted")}
    with Database(path) as after:
        assert after.notices == []


def test_what_was_removed_is_not_claimed(db: Database, hips: Reminder) -> None:
    """A reminder removed after it was found due is not spoken any more."""
    remove_reminder(db, hips)
    assert not claim(db, hips, NOW, NOW)
    assert history(db) == []


def test_a_claim_that_cannot_be_kept_is_none(db: Database, hips: Reminder) -> None:
    """Where the store cannot be written, claiming raises rather than says yes."""
    db.read("PRAGMA query_only = ON")
    with pytest.raises(StoreError):
        claim(db, hips, NOW, NOW)
    db.read("PRAGMA query_only = OFF")
    assert claim(db, hips, NOW, NOW)


def test_what_came_of_it_is_told(db: Database, hips: Reminder) -> None:
    """A finished firing says what, when, why and how long."""
    claim(db, hips, NOW, NOW + timedelta(seconds=2))
    assert history(db) == [Firing("hips", "hip-release", NOW, NOW + timedelta(seconds=2), "speaking", "", 0.0)]
    finish(db, hips.id, NOW, NOW + 2 * MINUTE, "done", "all of it", 118.5)
    assert history(db) == [Firing("hips", "hip-release", NOW, NOW + 2 * MINUTE, "done", "all of it", 118.5)]


@pytest.mark.parametrize("outcome", get_args(FiringOutcome))
def test_every_outcome_can_be_kept(db: Database, hips: Reminder, outcome: FiringOutcome) -> None:
    """Each outcome is kept by a claim and by its end, with any note."""
    note = 'no voice: "x"\n\x00\x1b[31m ליל 🧘'
    assert claim(db, hips, NOW, NOW, outcome, note)
    assert claim(db, hips, NOW + MINUTE, NOW)
    finish(db, hips.id, NOW + MINUTE, NOW, outcome, note)
    assert {(firing.outcome, firing.note) for firing in history(db)} == {(outcome, note)}


def test_the_end_of_what_was_not_claimed_is_refused(db: Database, hips: Reminder) -> None:
    """Without a claim nothing can have been spoken."""
    with pytest.raises(StoreError, match="not stored"):
        finish(db, hips.id, NOW, NOW, "done")
    assert history(db) == []


def test_a_removed_reminder_can_still_end(db: Database, hips: Reminder) -> None:
    """A reminder removed while it speaks has its end told."""
    claim(db, hips, NOW, NOW)
    remove_reminder(db, hips)
    finish(db, hips.id, NOW, NOW + MINUTE, "done", seconds=60)
    assert history(db)[0].outcome == "done"


def test_taken_tells_claims_since(db: Database, hips: Reminder) -> None:
    """The claims at an instant and later, of this reminder alone."""
    neck = add_reminder(db, "neck", "neck-relief", ("at 11:00",), now=NOW)
    for number in range(4):
        claim(db, hips, NOW + number * MINUTE, NOW)
    claim(db, neck, NOW + 9 * MINUTE, NOW)
    assert taken(db, hips.id, NOW + 2 * MINUTE) == {NOW + 2 * MINUTE, NOW + 3 * MINUTE}


def test_history_is_newest_first(db: Database, hips: Reminder) -> None:
    """The last to happen comes first, also where the clock was put back; by name and number as asked."""
    neck = add_reminder(db, "neck", "neck-relief", ("at 11:00",), now=NOW)
    claim(db, hips, NOW, NOW)
    claim(db, neck, NOW + DAY, NOW + DAY)
    claim(db, hips, NOW + MINUTE, NOW + MINUTE)
    assert [firing.scheduled for firing in history(db)] == [NOW + MINUTE, NOW + DAY, NOW]
    assert [firing.scheduled for firing in history(db, name="hips")] == [NOW + MINUTE, NOW]
    assert len(history(db, limit=1)) == 1
    assert history(db, limit=0) == []
    assert history(db, name="back") == []


def test_nothing_speaks_for_a_day(db: Database, hips: Reminder) -> None:
    """What was never finished is told as interrupted after a day: by the clock, or what the store has heard since."""
    claim(db, hips, NOW, NOW)
    assert history(db)[0].outcome == "speaking"
    assert history(db, now=NOW + DAY)[0].outcome == "speaking"
    told = history(db, now=NOW + DAY + MINUTE)[0]
    assert (told.outcome, told.note) == ("stopped", "interrupted")
    set_watermark(db, NOW + DAY + MINUTE)
    assert history(db)[0].outcome == "stopped"


def test_what_speaks_elsewhere_ends_as_it_ends(db: Database, hips: Reminder) -> None:
    """A process that starts while another speaks does not have the last word; nor is what has ended changed."""
    claim(db, hips, NOW, NOW, "missed", "the computer slept")
    claim(db, hips, NOW + MINUTE, NOW + MINUTE)
    finish_interrupted(db, NOW + 2 * MINUTE)
    assert [firing.outcome for firing in history(db)] == ["stopped", "missed"]
    finish(db, hips.id, NOW + MINUTE, NOW + 3 * MINUTE, "done", seconds=60)
    assert [firing.outcome for firing in history(db)] == ["done", "missed"]


def test_an_interruption_does_not_lie_ahead(db: Database, hips: Reminder) -> None:
    """Where the clock was put back since, what was interrupted is told at the present, not in the future."""
    claim(db, hips, NOW + DAY, NOW + DAY)
    finish_interrupted(db, NOW)
    assert history(db)[0].at == NOW


def test_a_clock_that_ran_ahead_is_forgiven(db: Database, hips: Reminder) -> None:
    """What was called missed but is yet to come is free again; what was skipped or spoken is not."""
    outcomes: tuple[FiringOutcome, ...] = ("missed", "skipped", "done")
    for number, outcome in enumerate(outcomes, 1):
        claim(db, hips, NOW + number * DAY, NOW + 3 * DAY, outcome)
    claim(db, hips, NOW - DAY, NOW, "missed")
    forget_future_misses(db, NOW)
    assert taken(db, hips.id, NOW - DAY) == {NOW - DAY, NOW + 2 * DAY, NOW + 3 * DAY}


def test_guided_since_tells_what_was_guided(db: Database, hips: Reminder) -> None:
    """Whatever was guided counts by its seconds, also what was stopped; what was only said does not."""
    guided: list[tuple[FiringOutcome, float]] = [("done", 60.0), ("stopped", 30.0), ("nudged", 0.0), ("missed", 0.0)]
    for number, (outcome, seconds) in enumerate(guided):
        claim(db, hips, NOW + number * MINUTE, NOW)
        finish(db, hips.id, NOW + number * MINUTE, NOW + number * MINUTE, outcome, seconds=seconds)
    assert guided_since(db, NOW) == [(NOW, 60.0), (NOW + MINUTE, 30.0)]
    assert guided_since(db, NOW + MINUTE) == [(NOW + MINUTE, 30.0)]


def test_the_newest_snooze_wins(db: Database, hips: Reminder) -> None:
    """A reminder has one snooze, also past midnight; it ends when asked, and ending it again does nothing."""
    neck = add_reminder(db, "neck", "neck-relief", ("at 11:00",), now=NOW)
    snooze(db, hips, NOW + DAY, NOW)
    snooze(db, neck, NOW + 2 * MINUTE, NOW)
    snooze(db, hips, NOW + MINUTE, NOW)
    assert snoozes(db) == [(hips.id, NOW + MINUTE), (neck.id, NOW + 2 * MINUTE)]
    for _ in range(2):
        end_snooze(db, hips.id)
        assert snoozes(db) == [(neck.id, NOW + 2 * MINUTE)]


def test_a_snooze_lies_ahead(db: Database, hips: Reminder) -> None:
    """A snooze to now or before, or of what was removed, is refused in a sentence."""
    for until in (NOW, NOW - 5 * MINUTE):
        with pytest.raises(ReminderError, match="later than now"):
            snooze(db, hips, until, NOW)
    remove_reminder(db, hips)
    with pytest.raises(StoreError, match="removed meanwhile"):
        snooze(db, hips, NOW + MINUTE, NOW)
    assert snoozes(db) == []


def test_the_watermark_goes_either_way(db: Database) -> None:
    """It is not there at first, and then wherever it was put last, in the past too."""
    assert watermark(db) is None
    for at in (NOW, NOW + DAY, datetime(1970, 1, 1, tzinfo=UTC)):
        set_watermark(db, at + timedelta(microseconds=5))
        assert watermark(db) == at


def test_the_log_does_not_grow_for_ever(db: Database, hips: Reminder) -> None:
    """Of an old history only the newest are kept."""
    with db.transaction():
        for number in range(600):
            claim(db, hips, NOW + number * DAY, NOW + number * DAY, "done")
    prune(db, keep=100)
    assert [firing.scheduled for firing in history(db, 1000)] == [NOW + n * DAY for n in reversed(range(500, 600))]
    prune(db)
    assert len(history(db, 1000)) == 100


def test_claims_that_still_guard_are_kept(db: Database, hips: Reminder) -> None:
    """However few are to be kept, what was due in the last week, or is yet to come and was skipped, stays claimed."""
    claim(db, hips, NOW + 365 * DAY, NOW - 300 * DAY, "skipped")
    with db.transaction():
        for number in range(20 * 24):
            due = NOW - timedelta(hours=20 * 24 - number)
            claim(db, hips, due, due, "done")
    prune(db, keep=0)
    claims = taken(db, hips.id, NOW - 400 * DAY)
    assert {NOW - timedelta(hours=hour) for hour in range(1, 7 * 24)} | {NOW + 365 * DAY} <= claims
    assert len(claims) < 10 * 24


def test_an_empty_log_is_pruned(db: Database) -> None:
    """Where nothing was, nothing is done."""
    prune(db)
    assert history(db) == []
