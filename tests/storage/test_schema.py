"""Stores of other times and of other programs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from coach.storage import schema
from coach.storage.database import Database
from coach.storage.reminders import every_reminder
from tests.storage.stores import aside, filled, refused


def test_a_newer_store_is_left_as_it_is(path: Path) -> None:
    """A store of a newer Coach is refused in a sentence, and not one byte of it changes."""
    filled(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    before = path.read_bytes()
    assert "newer Coach" in refused(path)
    assert path.read_bytes() == before
    assert not aside(path)


def test_the_database_of_another_program_is_left_as_it_is(path: Path) -> None:
    """A whole database that is not ours is refused, not written into and not set aside."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE song (title)")
    before = path.read_bytes()
    assert "is not a database of reminders" in refused(path)
    assert path.read_bytes() == before


def test_an_older_store_is_led_forward(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration keeps what is there; a second process that had it open goes on."""
    filled(path, 1)
    with Database(path) as old:
        monkeypatch.setattr(schema, "MIGRATIONS", [*schema.MIGRATIONS, ("ALTER TABLE firing ADD COLUMN mood TEXT",)])
        with Database(path) as new:
            assert new.notices == []
            assert [row["mood"] for row in new.read("SELECT * FROM firing")] == [None]
            assert new.read("PRAGMA user_version")[0][0] == len(schema.MIGRATIONS)
        assert [reminder.name for reminder in every_reminder(old)] == ["reminder 0"]


def test_a_migration_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a migration that breaks off, no step is kept, and the older Coach can still use the store."""
    filled(path, 1)
    with monkeypatch.context() as newer:
        newer.setattr(schema, "MIGRATIONS", [*schema.MIGRATIONS, ("CREATE TABLE mood (x)", "CREATE TABLE mood (x)")])
        assert "mood" in refused(path)
    with Database(path) as db:
        assert db.notices == []
        assert db.read("SELECT name FROM sqlite_master WHERE name = 'mood'") == []
        assert len(every_reminder(db)) == 1


def test_a_store_that_is_just_being_made_is_not_another_program_s(path: Path) -> None:
    """Looked at while another process commits its first tables, it counts as old, never as a foreign database."""
    path.parent.mkdir()
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as maker,
        closing(sqlite3.connect(path, isolation_level=None)) as looker,
    ):
        maker.execute("PRAGMA journal_mode = WAL")
        maker.execute("BEGIN IMMEDIATE")
        schema.migrate(maker, path)

        def commit(statement: str) -> None:
            if "application_id" in statement:  # one mark has been read
                looker.set_trace_callback(None)
                maker.execute("COMMIT")

        looker.set_trace_callback(commit)
        assert schema.standing(looker, path) == "old"
        assert not maker.in_transaction
        assert schema.standing(looker, path) == "ready"
