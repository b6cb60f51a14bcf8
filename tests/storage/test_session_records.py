"""A session cut short is offered again, and only where going on with it makes sense."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coach.errors import StoreError
from coach.storage import schema
from coach.storage.database import Database
from coach.storage.reminders import add_reminder, every_reminder
from coach.storage.session_records import (
    OFFERED,
    SILENT,
    begin,
    finish,
    history,
    is_playing,
    keep,
    leave,
    names,
    offered,
    prune,
    unfinished,
)

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """A store with nothing in it."""
    with Database(tmp_path / "coach.db") as opened:
        yield opened


def sat(db: Database, routine: str = "hips", at: datetime = NOW, *, segment: int = 3, alone: bool = True) -> int:
    """A session that began then and came to that step."""
    number = begin(db, routine, f"/scripts/{routine}.md", routine.title(), at, options={}, alone=alone)
    assert keep(
        db, number, at, segment=segment, words="Lean in.", past=0, section="Rest", edits={}, played=60, length=90
    )
    return number


def resumable(db: Database, routine: str | None = None, now: datetime = NOW, *, alone: bool = True) -> int | None:
    """The number of the session that is offered."""
    found = unfinished(db, routine, now, alone=alone)
    return found.id if found else None


def test_all_that_is_kept_is_told(db: Database) -> None:
    """What was asked for, where it came to and what was changed on the way are as they were given."""
    options = {"minutes": 30.5, "with": ["belly", "ליל"], "side": None}
    number = begin(db, "hips", "/s/hips.md", "Hips", NOW, options=options, alone=True)
    assert keep(
        db, number, NOW + MINUTE, segment=7, words="Lean in.", past=2, section="Piriformis, left side",
        edits={"more": {"7": 30}}, played=59.5, length=1800.0,
    )  # fmt: skip
    (told,) = history(db)
    assert (told.routine, told.path, told.title, told.began, told.at) == (
        "hips",
        "/s/hips.md",
        "Hips",
        NOW,
        NOW + MINUTE,
    )
    assert (told.options, told.edits) == (options, {"more": {"7": 30}})
    assert (told.segment, told.words, told.past, told.section) == (7, "Lean in.", 2, "Piriformis, left side")
    assert (told.outcome, told.alone, told.played, told.length) == ("playing", True, 59.5, 1800.0)
    assert leave(db, number, NOW + 2 * MINUTE)
    assert history(db)[0].outcome == "left"


def test_what_is_not_there_is_not_changed(db: Database) -> None:
    """Of a session the store knows nothing of, nothing is kept, and that is said."""
    assert not keep(db, 9, NOW, segment=1, words="", past=0, section="", edits={}, played=0, length=0)
    assert not finish(db, 9, NOW)
    assert not leave(db, 9, NOW)
    assert history(db) == []


def test_the_newest_left_session_is_offered(db: Database) -> None:
    """Of several the newest, of a routine by its name or its path, whatever the clock said; none of another routine."""
    assert resumable(db) is None
    hips, neck = sat(db, "hips"), sat(db, "neck", NOW - MINUTE)
    leave(db, hips, NOW)
    leave(db, neck, NOW)
    assert resumable(db) == neck
    assert resumable(db, "hips") == resumable(db, "/scripts/hips.md") == hips
    assert resumable(db, "back") is None
    again = sat(db, "hips", NOW - MINUTE)
    leave(db, again, NOW)
    assert resumable(db) == resumable(db, "hips") == again
    assert [record.id for record in offered(db, NOW, alone=True)] == [again, neck]


def test_what_was_done_to_its_end_since_is_not_offered(db: Database) -> None:
    """A session that was finished later takes the older ones of its script away, and no others."""
    hips, neck = sat(db, "hips"), sat(db, "neck")
    leave(db, hips, NOW)
    leave(db, neck, NOW)
    finish(db, sat(db, "hips"), NOW)
    assert resumable(db, "hips") is None
    assert resumable(db) == neck


def test_what_was_left_at_once_is_not_offered(db: Database) -> None:
    """One that never came past its first step is no more than a new start, and hides none that did."""
    hips = sat(db)
    leave(db, hips, NOW)
    leave(db, sat(db, segment=0), NOW)
    assert resumable(db) == hips


def test_what_is_a_week_old_is_not_offered(db: Database) -> None:
    """After seven days a session is only history."""
    leave(db, sat(db), NOW)
    assert resumable(db, now=NOW + OFFERED) is not None
    assert resumable(db, now=NOW + OFFERED + MINUTE) is None


def test_a_session_whose_process_died_is_offered_at_once(db: Database) -> None:
    """Whoever holds the lock that it held knows that it is over, a second after its last word."""
    hips = sat(db)
    assert resumable(db, now=NOW + timedelta(seconds=1)) == hips


@pytest.mark.parametrize(("its", "ours"), [(True, False), (False, True), (False, False)])
def test_a_session_that_plays_elsewhere_is_not_offered(db: Database, its: bool, ours: bool) -> None:
    """Where the lock cannot tell, a session is offered only when it has been silent for long; nor is the one before."""
    leave(db, sat(db), NOW)
    second = sat(db, alone=its)
    for heard in (NOW, NOW + SILENT, NOW - SILENT):
        assert resumable(db, now=heard, alone=ours) is None
        assert is_playing(history(db)[0], heard, alone=ours)
    assert resumable(db, now=NOW + SILENT + MINUTE, alone=ours) == second


def test_history_is_newest_first(db: Database) -> None:
    """The last to begin comes first, also where the clock was put back; by routine and number as asked."""
    numbers = [sat(db, "hips"), sat(db, "neck", NOW - MINUTE), sat(db, "hips", NOW - 2 * MINUTE)]
    assert [record.id for record in history(db)] == numbers[::-1]
    assert [record.id for record in history(db, 1)] == numbers[2:]
    assert len(history(db, routine="hips")) == len(history(db, routine="/scripts/hips.md")) == 2
    assert names(db) == ["hips", "neck"]
    prune(db, 2)
    assert [record.id for record in history(db)] == numbers[:0:-1]


def test_values_that_are_none_of_ours_are_a_sentence(db: Database) -> None:
    """What damage or another program left in a row is told, with what to do."""
    number = sat(db)
    for text in ("[]", "{", "1"):
        with db.transaction() as connection:
            connection.execute("UPDATE sitting SET options = ? WHERE id = ?", (text, number))
        with pytest.raises(StoreError, match="damaged"):
            history(db)


def test_a_store_from_before_sessions_were_kept_is_led_forward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reminders of an earlier Coach are there after the change, and sessions can be kept."""
    path = tmp_path / "old.db"
    with monkeypatch.context() as earlier:
        earlier.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
        with Database(path) as old:
            add_reminder(old, "hips", "hip-release", ("at 11:00",), now=NOW)
    with Database(path) as new:
        assert new.notices == []
        assert [reminder.name for reminder in every_reminder(new)] == ["hips"]
        assert sat(new) == 1
