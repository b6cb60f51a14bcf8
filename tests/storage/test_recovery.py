"""Damage, places that refuse and disks that are full: nothing is ever lost without a word."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.errors import StoreError
from coach.storage import schema
from coach.storage.database import Database
from coach.storage.firings import history
from coach.storage.reminders import every_reminder
from tests.storage.places import fill, read_only, small_disk
from tests.storage.stores import add, add_many, add_many_at_once, aside, filled, names, names_of, refused


@pytest.mark.parametrize(
    "content",
    [b"x", b"not a database, but text\n" * 500, bytes(1), bytes(100), bytes(8192), b"SQLite format 3\0",
     b"SQLite format 3\0" + bytes(5000)],
    ids=["a letter", "text", "a zero", "few zeros", "zeros", "a head", "a head and zeros"],
)  # fmt: skip
def test_what_is_no_database_is_set_aside(path: Path, content: bytes) -> None:
    """Any other file is kept to the byte under another name, which is told, and a new store is begun."""
    path.parent.mkdir()
    path.write_bytes(content)
    with Database(path) as db:
        (notice,) = db.notices
        assert every_reminder(db) == []
        add(db, "hips")
    (kept,) = aside(path)
    assert kept.read_bytes() == content
    assert kept.name in notice
    assert "damaged" in notice
    assert names(path) == ["hips"]


def test_a_store_cut_short_anywhere_is_set_aside(tmp_path: Path) -> None:
    """Wherever a store is cut off, none of what is left is taken for the whole, and it is kept."""
    whole = filled(tmp_path / "whole" / "coach.db", 60)
    for size in [*range(1, len(whole), 1999), len(whole) - 1]:
        path = tmp_path / str(size) / "coach.db"
        path.parent.mkdir()
        path.write_bytes(whole[:size])
        with Database(path) as db:
            assert len(db.notices) == 1, size
        assert [len(kept.read_bytes()) for kept in aside(path)] == [size]


def test_zeros_are_found_or_do_no_harm(tmp_path: Path) -> None:
    """Wherever a sector of a store was lost to zeros, it is set aside, or nothing of what it holds has changed."""
    whole = filled(tmp_path / "whole" / "coach.db", 60)
    expected = names(tmp_path / "whole" / "coach.db")
    found = 0
    for start in range(0, len(whole), 512):
        path = tmp_path / str(start) / "coach.db"
        path.parent.mkdir()
        path.write_bytes(whole[:start] + bytes(512) + whole[start + 512 :])
        with Database(path) as db:
            if db.notices:
                found += 1
                assert len(aside(path)) == 1
            else:
                assert [reminder.name for reminder in every_reminder(db)] == expected
                assert len(history(db, 100)) == 60
    assert found > len(whole) // 512 // 2


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_ends_in_anything_but_a_sentence(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever bytes are changed, a store opens, is set aside, or is refused in a sentence; no byte of it is lost."""
    path = tmp_path_factory.mktemp("store") / "coach.db"
    whole = bytearray(_sound())
    for start, piece in data.draw(
        st.lists(st.tuples(st.integers(0, len(whole) - 1), st.binary(min_size=1, max_size=200)), min_size=1, max_size=5)
    ):
        whole[start : start + len(piece)] = piece
    path.write_bytes(whole)
    try:
        with Database(path) as db:
            every_reminder(db)
            history(db, 1000)
            told = bool(db.notices)
    except StoreError as error:
        assert len(str(error)) > 20
        told = False
    assert len(aside(path)) == told
    assert not told or aside(path)[0].read_bytes() == whole


_SOUND: list[bytes] = []


def _sound() -> bytes:
    """A store's bytes, made once."""
    if not _SOUND:
        with closing(sqlite3.connect(":memory:")) as memory:
            memory.isolation_level = None
            schema.migrate(memory, Path("memory"))
            for number in range(60):
                memory.execute(
                    "INSERT INTO firing VALUES (NULL, ?, 'hips', 'hip-release', '2026-03-02T10:00:00+00:00',"
                    " '2026-03-02T10:00:00+00:00', 'done', '', 60.0)",
                    (number,),
                )
            _SOUND.append(memory.serialize())
    return _SOUND[0]


def test_what_lies_beside_a_damaged_store_goes_with_it(path: Path) -> None:
    """The changes not yet moved into a damaged store are kept beside it under its new name."""
    path.parent.mkdir()
    path.write_bytes(b"x" * 5000)
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).write_bytes(b"y" * 100)
    with Database(path) as db:
        (kept,) = aside(path)
        assert len(db.notices) == 1
    assert kept.read_bytes() == b"x" * 5000
    assert not path.with_name("coach.db-wal").exists()


def test_changes_whose_store_is_gone_are_kept(path: Path) -> None:
    """Where the file was emptied or deleted but changes lie beside it, they are set aside, not thrown away."""
    filled(path, 1)
    db = Database(path)
    add(db, "latest")
    changes = path.with_name("coach.db-wal").read_bytes()
    assert changes
    db.close()
    for make in (Path.touch, lambda path: None):
        path.unlink()
        make(path)
        path.with_name("coach.db-wal").write_bytes(changes)
        with Database(path) as again:
            assert "damaged" in again.notices[0]
    assert [kept.read_bytes() for kept in path.parent.glob("*.damaged-*-wal")] == [changes] * 2


def test_names_for_damaged_stores_are_never_used_twice(path: Path) -> None:
    """Several damaged stores within a second are all kept."""
    path.parent.mkdir()
    for number in range(4):
        path.write_bytes(b"damage %d" % number)
        Database(path).close()
    assert {kept.read_bytes() for kept in aside(path)} == {b"damage %d" % number for number in range(4)}


def test_a_read_only_file_is_refused(path: Path) -> None:
    """A store that may not be written is refused in a sentence, before anything could be claimed in vain."""
    before = filled(path)
    path.parent.chmod(0o777)
    with read_only(path):
        assert "read-only" in refused(path)
    assert path.read_bytes() == before


def test_a_read_only_folder_is_refused(path: Path) -> None:
    """In a folder that may not be written no store is made nor used."""
    filled(path)
    path.chmod(0o666)
    with read_only(path.parent):
        assert "read-only" in refused(path)
        assert "read-only" in refused(path.with_name("new.db"))
        assert "cannot be made" in refused(path.parent / "deeper" / "coach.db")


def test_a_store_that_becomes_read_only_says_so(path: Path) -> None:
    """A change that is refused while the store is open is a sentence, and it works again afterwards."""
    filled(path)
    with Database(path) as db:
        db.read("PRAGMA query_only = ON")
        with pytest.raises(StoreError, match="read-only"), db.transaction() as connection:
            connection.execute("DELETE FROM reminder")
        db.read("PRAGMA query_only = OFF")
        assert len(every_reminder(db)) == 20
        assert add(db, "more") == "more"


def test_places_that_are_none_are_refused(tmp_path: Path) -> None:
    """A folder that is a file, above or right there, and a file that is a folder, are each a sentence."""
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    assert "not a folder" in refused(tmp_path / "file" / "coach.db")
    assert "not a folder" in refused(tmp_path / "file" / "deeper" / "coach.db")
    assert "is a folder" in refused(tmp_path / "folder")
    assert (tmp_path / "file").read_text() == "mine"


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    """On a disk without room a change is refused in a sentence, all there was is there, and with room all works."""
    with small_disk(tmp_path / "disk", 1024) as disk:
        path = disk / "coach.db"
        filled(path)
        with Database(path) as db:
            filling = fill(disk)
            with pytest.raises(StoreError, match="no room left"):
                add_many(db)
            kept = names_of(db)
            assert len(kept) >= 20
            filling.unlink()
            add(db, "after")
            assert names_of(db) == sorted([*kept, "after"])
        assert len(names(path)) == len(kept) + 1
        assert not aside(path)


def test_a_full_disk_is_no_damage(tmp_path: Path) -> None:
    """Opened on a disk without room, a store is refused for that reason or used, never set aside; nor is one made."""
    with small_disk(tmp_path / "disk", 1024) as disk:
        path = disk / "coach.db"
        filled(path)
        filling = fill(disk)
        try:
            assert len(names(path)) == 20
        except StoreError as error:
            assert "no room left" in str(error)
        assert "room" in refused(disk / "other" / "coach.db") or "space" in refused(disk / "other" / "coach.db")
        assert not aside(path)
        filling.unlink()
        assert len(names(path)) == 20


def test_a_store_that_may_not_grow_says_so(path: Path) -> None:
    """Where SQLite finds no room in the middle of a transaction, all of it is undone."""
    filled(path)
    with Database(path) as db:
        db.read(f"PRAGMA max_page_count = {db.read('PRAGMA page_count')[0][0]}")
        with pytest.raises(StoreError, match="no room left"):
            add_many_at_once(db)
        assert len(every_reminder(db)) == 20


def test_damage_met_while_open_is_a_sentence_and_then_set_aside(path: Path) -> None:
    """A store damaged under a process is told, and set aside at the next use; the process lives on."""
    whole = filled(path, 400)
    with Database(path) as db:
        assert db.read("PRAGMA wal_checkpoint(TRUNCATE)")
        path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
        db.read("PRAGMA shrink_memory")
        with pytest.raises(StoreError, match="damaged"):
            every_reminder(db)
        assert names_of(db) == []
        assert "damaged" in db.notices[0]
    assert len(aside(path)) == 1
