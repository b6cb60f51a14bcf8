"""What is stored is for its owner's eyes, and what is forgotten is nowhere any more."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coach.errors import StoreError
from coach.storage import schema
from coach.storage.database import Database
from coach.storage.privacy import is_private
from coach.storage.session_diary import annotate, forget, selected
from coach.storage.session_records import begin, history, prune
from tests.storage.stores import filled

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
SECRET = "sciatica of Mrs Falkenrath"
unix = pytest.mark.skipif(os.name == "nt", reason="Windows keeps a person's folders private in another way")


def sat(db: Database, routine: str = "hips", note: str = "", at: datetime = NOW) -> int:
    """A session with a note."""
    options = {"client": [f"{SECRET} (options)"]}
    number = begin(db, routine, f"/{routine}.md", routine.title(), at, options=options, alone=True)
    assert annotate(db, number, note, None)
    return number


def bits(path: Path) -> str:
    """The permissions of a file."""
    return oct(stat.S_IMODE(path.stat().st_mode))


def traces(folder: Path) -> list[str]:
    """The files of a folder in whose bytes the secret can be found."""
    return [file.name for file in folder.iterdir() if SECRET[:20].encode() in file.read_bytes()]


def test_a_database_of_yesterday_keeps_its_sessions(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database made before there were notes opens with all its sessions, and takes notes."""
    with monkeypatch.context() as before:
        before.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:2])
        with Database(path) as old:
            number = begin(old, "hips", "/hips.md", "Hips", NOW, options={"a": 1}, alone=True)
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (2,)
    with Database(path) as db:
        assert db.notices == []
        (record,) = history(db)
        assert (record.id, record.options, record.note, record.rating) == (number, {"a": 1}, "", None)
        assert annotate(db, number, "Softer.", 8)
        assert [(record.note, record.rating) for record in history(db)] == [("Softer.", 8)]


@unix
def test_only_its_owner_can_read_what_is_stored(path: Path) -> None:
    """A new database, what stands beside it, and its folder are closed to others; open ones are closed at opening."""
    umask = os.umask(0)
    try:
        with Database(path) as db:
            sat(db, note=SECRET)
            assert {bits(file) for file in path.parent.glob("coach.db*") if "lock" not in file.name} == {"0o600"}
            assert bits(path.parent) == "0o700"
    finally:
        os.umask(umask)
    path.chmod(0o664)
    path.parent.chmod(0o755)
    aside = path.with_name("coach.db.damaged-20260101-000000")
    aside.write_bytes(b"x")
    aside.chmod(0o644)
    assert not is_private(path)
    with Database(path) as db:
        assert [record.note for record in history(db)] == [SECRET]
    assert [bits(path), bits(aside), bits(path.parent)] == ["0o600", "0o600", "0o700"]


@unix
def test_a_home_given_as_data_folder_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The home folder holds more than our data: others keep their way into it, not into the database."""
    monkeypatch.setenv("HOME", str(tmp_path))
    tmp_path.chmod(0o755)
    Database(tmp_path / "coach.db").close()
    assert [bits(tmp_path), bits(tmp_path / "coach.db")] == ["0o755", "0o600"]


def test_what_is_forgotten_is_in_no_file(path: Path) -> None:
    """While a second process has it open, the bytes of a forgotten session are in no file of the folder."""
    filled(path, 3)
    with Database(path) as other, Database(path) as db:
        numbers = [sat(db, note=f"{SECRET} {number} " * 400) for number in range(20)]
        kept = sat(db, "neck", "stays")
        assert len(history(other)) == 21
        assert traces(path.parent)
        assert forget(db, numbers) == 20
        # The options of a session tell of its client too: those of the kept one are still there.
        assert [file for file in path.parent.iterdir() if b"Falkenrath 1" in file.read_bytes()] == []
        assert [record.id for record in history(other)] == [kept]
        assert forget(db, [kept, 999]) == 1
        assert traces(path.parent) == []
        assert other.read("SELECT count(*) FROM reminder")[0][0] == 3


def test_a_note_written_anew_leaves_nothing_of_the_old_one(path: Path) -> None:
    """The bytes of a note that was replaced or removed are in no file of the folder."""
    with Database(path) as other, Database(path) as db:
        number = begin(db, "hips", "/hips.md", "Hips", NOW, options={}, alone=True)
        annotate(db, number, f"{SECRET} " * 900, 3)
        assert len(history(other)) == 1
        assert traces(path.parent)
        annotate(db, number, "Softer.", 3)
        assert traces(path.parent) == []
        assert history(other)[0].note == "Softer."


def test_what_another_process_still_reads_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a reader keeps the old pages in use, the sessions are deleted and a sentence tells of the trace."""
    monkeypatch.setattr("coach.storage.database.BUSY", 0.1)
    with Database(path) as db, closing(sqlite3.connect(path, isolation_level=None)) as reader:
        number = sat(db, note=SECRET)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM sitting").fetchall()
        with pytest.raises(StoreError, match="a trace of them may still be in"):
            forget(db, [number])
        reader.execute("ROLLBACK")
        assert history(db) == []
        assert forget(db, []) == 0
        assert traces(path.parent) == []
        number = sat(db, note=SECRET)
        with closing(sqlite3.connect(path, isolation_level=None)) as writer:
            annotate(db, number, "", None)
            writer.execute("BEGIN IMMEDIATE")
            assert not db.erase_deleted()
            writer.execute("ROLLBACK")
        assert db.erase_deleted()
        assert b"Softer" not in path.read_bytes()


def test_sessions_are_selected_by_routine_and_day(path: Path) -> None:
    """By id, by name or path, and by the instant they began before; all conditions count."""
    with Database(path) as db:
        first, second = sat(db), sat(db, "neck", at=NOW.replace(day=5))
        assert [r.id for r in selected(db)] == [second, first]
        assert [r.id for r in selected(db, routine="/hips.md")] == [first]
        assert [r.id for r in selected(db, before=NOW.replace(day=5))] == [first]
        assert [r.id for r in selected(db, number=second, routine="hips")] == []


def test_what_was_noted_is_never_pruned(path: Path) -> None:
    """Of the oldest sessions those with a note or a rating stay."""
    with Database(path) as db:
        noted, rated = sat(db, note="x"), sat(db)
        annotate(db, rated, "", 0)
        others = [sat(db) for _ in range(5)]
        prune(db, 2)
        assert [record.id for record in history(db)] == [*others[:2:-1], rated, noted]
