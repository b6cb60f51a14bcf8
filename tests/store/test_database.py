"""The store survives what happens to files, and never loses anything without a word."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.errors import StoreError
from coach.store import database, schema
from coach.store.database import Database
from coach.store.firings import claim, history
from coach.store.reminders import add_reminder, every_reminder, find_reminder
from tests.conftest import ROOT
from tests.store.places import fill, read_only, small_disk

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store is to be; its folder is not there yet."""
    return tmp_path / "data" / "coach.db"


def filled(path: Path, count: int = 20) -> bytes:
    """A store with that many reminders, each with a firing; returns the file's bytes."""
    with Database(path) as db:
        for number in range(count):
            made = add_reminder(db, f"reminder {number}", "breath-break", ("at 11:00",), now=NOW)
            assert claim(db, made, NOW + timedelta(hours=1), NOW, "missed", "nothing waited for it then")
    return path.read_bytes()


def names(path: Path) -> list[str]:
    """The names of all reminders in a store that is closed."""
    with Database(path) as db:
        return [reminder.name for reminder in every_reminder(db)]


def names_of(db: Database) -> list[str]:
    """The names of all reminders."""
    return sorted(reminder.name for reminder in every_reminder(db))


def add(db: Database, name: str) -> str:
    """Add a reminder of that name."""
    return add_reminder(db, name, "breath-break", ("at 11:00",), now=NOW).name


def add_many(db: Database) -> None:
    """Add more than a megabyte of reminders, one by one."""
    for number in range(1000):
        add_reminder(db, f"more {number}", "x" * 1000, ("at 11:00",), now=NOW)


def add_many_at_once(db: Database) -> None:
    """Add them all or none."""
    with db.transaction():
        add_many(db)


def add_both(db: Database, first: str, second: str) -> None:
    """Add two reminders or none."""
    with db.transaction():
        add(db, first)
        add(db, second)


def aside(path: Path) -> list[Path]:
    """What was set aside, the stores themselves."""
    return sorted(p for p in path.parent.glob("coach.db.damaged-*") if not p.name.endswith(("-wal", "-shm")))


def refused(path: Path) -> str:
    """The sentence with which a store is not opened."""
    with pytest.raises(StoreError) as raised:
        Database(path)
    assert len(str(raised.value).splitlines()) == 1
    return str(raised.value)


def test_a_new_store_is_made_with_its_folder(path: Path) -> None:
    """Where nothing is, folder and file are made, and nothing is told; afterwards it is as it was left."""
    with Database(path) as db:
        assert db.notices == []
        assert every_reminder(db) == []
        add(db, "hips")
    assert names(path) == ["hips"]


def test_the_file_works_as_the_store_needs_it(path: Path) -> None:
    """Readers do not wait for the writer, keys between tables hold, and what is committed is on the disk."""
    with Database(path) as db:
        settings = {name: db.read(f"PRAGMA {name}")[0][0] for name in
                    ("journal_mode", "foreign_keys", "synchronous", "user_version")}  # fmt: skip
    full = 2
    assert settings == {
        "journal_mode": "wal", "foreign_keys": 1, "synchronous": full, "user_version": len(schema.MIGRATIONS)
    }  # fmt: skip


def test_an_empty_file_is_a_new_store(path: Path) -> None:
    """A file without a byte in it is no damage."""
    path.parent.mkdir()
    path.touch()
    with Database(path) as db:
        assert db.notices == []
        assert every_reminder(db) == []
    assert not aside(path)


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


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
    assert "something else" in refused(path)
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


HOLDER = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute(sys.argv[2])
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process, in the middle of a change of the store."""
    filled(path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path), "BEGIN IMMEDIATE"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_locked_store_can_be_read(path: Path, holder: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process changes the store, it opens and is read; a change waits its time, then is a sentence."""
    monkeypatch.setattr(database, "BUSY", 0.05)
    with Database(path) as db:
        assert len(every_reminder(db)) == 20
        with pytest.raises(StoreError, match="in use by another program"):
            add(db, "more")
        assert holder.stdin is not None
        holder.stdin.close()
        holder.wait(10)
        assert add(db, "more") == "more"


def test_a_writer_that_is_slow_is_waited_for(path: Path, holder: subprocess.Popen[str]) -> None:
    """A change waits for that of another process to end, rather than fail."""
    with Database(path) as db:
        begun = threading.Event()
        made: list[str] = []

        def change() -> None:
            begun.set()
            made.append(add(db, "more"))

        writer = threading.Thread(target=change)
        writer.start()
        assert begun.wait(10)
        assert not made
        holder.send_signal(signal.SIGKILL)
        writer.join(10)
        assert made == ["more"]


OPENER = """
import sys
from pathlib import Path
from coach.store.database import Database
from coach.store.reminders import add_reminder, every_reminder
from datetime import datetime, UTC
print("ready", flush=True)
sys.stdin.readline()
with Database(Path(sys.argv[1])) as db:
    add_reminder(db, sys.argv[2], "breath-break", ("at 11:00",), now=datetime.now(UTC))
    print(len(db.notices), flush=True)
"""


@pytest.mark.parametrize("content", [None, b"", b"damaged" * 1000], ids=["new", "empty", "damaged"])
def test_processes_that_begin_at_once_make_one_store(path: Path, content: bytes | None) -> None:
    """Processes that open a new or a damaged store at the same moment all work on one; one of them tells of damage."""
    path.parent.mkdir()
    for attempt in range(5):
        for old in path.parent.glob("coach.db*"):
            old.unlink()
        if content is not None:
            path.write_bytes(content)
        processes = [
            subprocess.Popen(
                [sys.executable, "-c", OPENER, str(path), f"reminder {number}"], cwd=ROOT,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            )
            for number in range(3)
        ]  # fmt: skip
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        results = [process.communicate(timeout=60) for process in processes]
        assert [error for _, error in results] == [""] * 3, attempt
        assert sum(int(out) for out, _ in results) == (content == b"damaged" * 1000)
        assert names(path) == [f"reminder {number}" for number in range(3)]
        assert len(aside(path)) == (content == b"damaged" * 1000)


def test_a_transaction_is_whole_or_nothing(path: Path) -> None:
    """What an error interrupts is undone; one inside another is undone alone, or with it."""
    with Database(path) as db:
        with pytest.raises(StoreError, match="already"):
            add_both(db, "a", "A")
        assert names_of(db) == []
        with db.transaction():
            add(db, "a")
            with pytest.raises(StoreError, match="already"):
                add_both(db, "b", "A")
        assert names_of(db) == ["a"]
        with pytest.raises(StoreError, match="already"):
            add_both(db, "c", "A")
        assert names_of(db) == ["a"]


KILLED = """
import os, signal, sys
from pathlib import Path
from coach.store.database import Database
from coach.store.reminders import add_reminder
from datetime import datetime, UTC
db = Database(Path(sys.argv[1]))
add_reminder(db, "kept", "breath-break", ("at 11:00",), now=datetime.now(UTC))
with db.transaction():
    add_reminder(db, "begun", "breath-break", ("at 11:00",), now=datetime.now(UTC))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_killed_in_a_change_leaves_the_store_whole(path: Path) -> None:
    """What was committed before a kill is there, what was not is not, and nothing is taken for damage."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=ROOT, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL
    with Database(path) as db:
        assert db.notices == []
        assert names_of(db) == ["kept"]


def test_a_change_made_meanwhile_is_seen(path: Path) -> None:
    """A store that is open shows what another process has added since."""
    with Database(path) as waiting, Database(path) as command:
        assert names_of(waiting) == []
        add(command, "hips")
        assert names_of(waiting) == ["hips"]


@pytest.mark.skipif(os.name == "nt", reason="Windows moves no file that is open")
def test_a_store_that_was_replaced_is_used_from_then_on(path: Path, tmp_path: Path) -> None:
    """Where a copy is put in the place of an open store, both who had it open and who comes later use the copy."""
    filled(path, 1)
    copy = tmp_path / "copy.db"
    with Database(copy) as other:
        add(other, "from the copy")
    with Database(path) as waiting:
        add(waiting, "lost with the old file")
        for end in ("-wal", "-shm"):
            path.with_name(path.name + end).unlink()
        copy.replace(path)
        with Database(path) as command:
            add(command, "hips")
            assert names_of(waiting) == ["from the copy", "hips"]
            add(waiting, "more")
            assert names_of(command) == ["from the copy", "hips", "more"]
    assert names(path) == ["from the copy", "hips", "more"]


@pytest.mark.skipif(os.name == "nt", reason="Windows deletes no file that is open")
def test_a_store_deleted_while_open_is_told(path: Path) -> None:
    """Where the file is deleted under a process, it begins a new one and has something to tell."""
    filled(path, 1)
    with Database(path) as db:
        for file in path.parent.glob("coach.db*"):
            file.unlink()
        assert names_of(db) == []
        assert "deleted" in db.notices[0]
        add(db, "hips")
    assert names(path) == ["hips"]


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


def test_threads_take_turns(path: Path) -> None:
    """Threads that share a store never see or join each other's transactions."""
    with Database(path) as db:

        def work(thread: int) -> None:
            for number in range(20):
                with db.transaction():
                    add_reminder(db, f"{thread}-{number}-a", "x", (), now=NOW)
                    add_reminder(db, f"{thread}-{number}-b", "x", (), now=NOW)

        threads = [threading.Thread(target=work, args=(thread,)) for thread in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(every_reminder(db)) == 160


def test_a_closed_store_is_not_opened_again(path: Path) -> None:
    """After `close` every use is refused, and closing again does nothing."""
    db = Database(path)
    db.close()
    db.close()
    with pytest.raises(StoreError, match="closed"):
        find_reminder(db, "hips")
    with pytest.raises(StoreError, match="closed"), db.transaction():
        pass
