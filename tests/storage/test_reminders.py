"""Reminders are kept as they were given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.errors import CoachError, ReminderError, StoreError
from coach.storage.database import Database
from coach.storage.firings import claim, history, snooze, snoozes
from coach.storage.reminders import (
    FOREVER,
    Reminder,
    add_reminder,
    change_reminder,
    every_reminder,
    find_reminder,
    pause,
    remove_reminder,
    resume,
)

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """A store with nothing in it."""
    with Database(tmp_path / "coach.db") as opened:
        yield opened


def add(db: Database, name: str = "hips", *rules: str) -> Reminder:
    """A reminder made at NOW."""
    return add_reminder(db, name, "hip-release", rules or ("at 11:00",), now=NOW)


def test_a_reminder_is_kept_whole(db: Database, tmp_path: Path) -> None:
    """What was given is what another process finds, to the second and the letter."""
    made = add_reminder(
        db, "Hüften 🧘", "/home/a b/hips.md", ["at 11:00, 15:30 on mon-fri", "once 2026-12-01 20:00"], nudge=True,
        message='חזה: "up"', now=NOW.replace(microsecond=7),
    )  # fmt: skip
    assert made == Reminder(
        made.id, "Hüften 🧘", "/home/a b/hips.md", ("at 11:00, 15:30 on mon-fri", "once 2026-12-01 20:00"), True,
        'חזה: "up"', None, made.uid, 0, NOW,
    )  # fmt: skip
    with Database(tmp_path / "coach.db") as other:
        assert every_reminder(other) == [made]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(min_size=1), routine=st.text(), rules=st.lists(st.text(), max_size=3), message=st.text())
def test_any_text_is_kept_or_refused(name: str, routine: str, rules: list[str], message: str, db: Database) -> None:
    """Whatever is written, control characters, halves of letters or turned writing, comes back so or is refused."""
    try:
        made = add_reminder(db, name, routine, rules, message=message, now=NOW)
    except StoreError as error:
        assert "cannot be stored" in str(error)
        assert every_reminder(db) == []
        return
    assert (made.name, made.routine, made.rules, made.message) == (name, routine, tuple(rules), message)
    assert find_reminder(db, name) == made
    remove_reminder(db, made)


def test_each_has_its_own_uid(db: Database) -> None:
    """No two reminders are one to a calendar, not even where one took the other's name."""
    first = add(db)
    remove_reminder(db, first)
    second = add(db)
    assert first.uid != second.uid
    assert first.id != second.id


@pytest.mark.parametrize(
    ("name", "same"), [("hips", "Hips"), ("HÜFTE", "hüfte"), ("straße", "STRASSE"), ("\u00e9", "E\u0301")]
)
def test_a_name_is_taken_whatever_its_case(db: Database, name: str, same: str) -> None:
    """Two reminders that a person would call the same cannot be; neither made so nor renamed so."""
    add(db, name)
    other = add(db, "other")
    with pytest.raises(StoreError, match="already"):
        add(db, same)
    with pytest.raises(StoreError, match="already"):
        change_reminder(db, replace(other, name=same), NOW)
    assert {reminder.name for reminder in every_reminder(db)} == {name, "other"}


def test_all_are_listed_by_name(db: Database) -> None:
    """They come in the order of their names, whatever the case."""
    for name in ("neck", "Hips", "back"):
        add(db, name)
    assert [reminder.name for reminder in every_reminder(db)] == ["back", "Hips", "neck"]


def test_a_beginning_finds_it(db: Database) -> None:
    """A name or the beginning of only one finds it; a name wins over being a beginning of another."""
    add(db, "hip")
    add(db, "hip-release")
    add(db, "Neck")
    assert find_reminder(db, "hip").name == "hip"
    assert find_reminder(db, "HIP-R").name == "hip-release"
    assert find_reminder(db, "ne").name == "Neck"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("hi", "'hip', 'hip-release': give more of the name"),
        ("hipp", "Did you mean 'hip'"),
        ("zebra", "coach remind list"),
        ("", "coach remind list"),
        ("\udcff", "There is no reminder"),
    ],
)
def test_what_finds_none_is_told(db: Database, name: str, sentence: str) -> None:
    """A name that fits none or several is a sentence that helps."""
    add(db, "hip")
    add(db, "hip-release")
    with pytest.raises(ReminderError, match=sentence):
        find_reminder(db, name)


def test_a_beginning_of_many_names_some(db: Database) -> None:
    """Where a beginning fits thousands, the sentence stays short."""
    with db.transaction():
        for number in range(1000):
            add(db, f"hips {number}")
    with pytest.raises(ReminderError) as raised:
        find_reminder(db, "hips")
    assert len(str(raised.value)) < 150


def test_a_change_is_counted(db: Database) -> None:
    """A change is kept and counted for calendars; only new rules begin the reminder anew."""
    made = add(db)
    renamed = change_reminder(db, replace(made, name="Hips", nudge=True, message="Up!", routine="x"), LATER)
    assert renamed == replace(made, name="Hips", nudge=True, message="Up!", routine="x", sequence=1)
    moved = change_reminder(db, replace(renamed, rules=("at 12:00",)), LATER)
    assert moved == replace(renamed, rules=("at 12:00",), sequence=2, since=LATER)
    assert every_reminder(db) == [moved]


def test_a_stale_change_still_counts_on(db: Database) -> None:
    """The count only goes up, even where two commands started from the same reminder."""
    made = add(db)
    change_reminder(db, replace(made, message="a"), LATER)
    assert change_reminder(db, replace(made, message="b"), LATER).sequence == 2


def test_what_was_removed_cannot_be_changed(db: Database) -> None:
    """To change, pause or resume what somebody removed meanwhile is a sentence and brings nothing back."""
    made = add(db)
    remove_reminder(db, made)
    remove_reminder(db, made)
    with pytest.raises(CoachError, match="removed meanwhile"):
        change_reminder(db, made, NOW)
    with pytest.raises(CoachError, match="removed meanwhile"):
        pause(db, made, LATER, NOW)
    with pytest.raises(CoachError, match="removed meanwhile"):
        resume(db, made, NOW)
    assert every_reminder(db) == []


def test_a_removed_reminder_leaves_its_history(db: Database) -> None:
    """Its snooze goes with it, what came of it stays, and a new one of its name starts free of its claims."""
    made = add(db)
    assert claim(db, made, LATER, NOW)
    snooze(db, made, LATER, NOW)
    remove_reminder(db, made)
    assert snoozes(db) == []
    assert [firing.reminder for firing in history(db)] == ["hips"]
    assert claim(db, add(db), LATER, NOW)


def test_a_pause_and_its_end(db: Database) -> None:
    """A pause is kept with its end; resumed, what was due before counts no more."""
    made = add(db)
    paused = pause(db, made, LATER, NOW)
    assert paused == replace(made, paused_until=LATER, sequence=1)
    assert resume(db, paused, NOW + timedelta(minutes=5)) == replace(made, sequence=2, since=NOW + timedelta(minutes=5))
    assert pause(db, made, FOREVER, NOW).paused_until == FOREVER


def test_a_pause_that_is_over_drops_nothing(db: Database) -> None:
    """Resumed after the end of its pause, a reminder still owes what fell due since then."""
    made = add(db)
    paused = pause(db, made, LATER, NOW)
    assert resume(db, paused, LATER + timedelta(seconds=10)).since == NOW
    assert pause(db, made, NOW, LATER).paused_until is None


def test_a_change_that_ends_a_pause_resumes(db: Database) -> None:
    """A pause taken away by a change, as an import does, ends as `resume` ends it."""
    paused = pause(db, add(db), FOREVER, NOW)
    assert change_reminder(db, replace(paused, paused_until=None), LATER).since == LATER


def test_a_pause_ends_a_snooze_within_it(db: Database) -> None:
    """What it was snoozed to in a pause is not said at the pause's end; what lies behind the pause is."""
    made = add(db)
    snooze(db, made, NOW + timedelta(minutes=5), NOW)
    pause(db, made, LATER, NOW)
    assert snoozes(db) == []
    snooze(db, made, LATER + timedelta(minutes=5), NOW)
    pause(db, made, LATER, NOW)
    assert len(snoozes(db)) == 1


def test_instants_of_any_zone_are_kept_as_utc(db: Database) -> None:
    """An instant comes back as the same instant in UTC; one without a zone is refused."""
    kept = add_reminder(db, "x", "y", ("at 11:00",), now=datetime.fromisoformat("2026-03-02T11:00:00+05:30"))
    assert kept.since == datetime(2026, 3, 2, 5, 30, tzinfo=UTC)
    assert kept.since.tzinfo is UTC
    with pytest.raises(ValueError, match="no zone"):
        add_reminder(db, "z", "y", ("at 11:00",), now=NOW.replace(tzinfo=None))


def test_a_row_that_makes_no_sense_is_a_sentence(db: Database) -> None:
    """Rules that were overwritten in the file by hand are told with the reminder's name, not guessed at."""
    add(db)
    for text in ("", "7", "[7]", "{", "[" * 100_000):
        with db.transaction() as connection:
            connection.execute("UPDATE reminder SET rules = ?", (text,))
        with pytest.raises(StoreError, match="'hips' cannot be read"):
            every_reminder(db)


def test_ten_thousand_are_kept(db: Database) -> None:
    """A great many reminders are kept and found."""
    with db.transaction():
        for number in range(10_000):
            add(db, f"reminder {number}")
    assert len(every_reminder(db)) == 10_000
    assert find_reminder(db, "reminder 9999").name == "reminder 9999"
