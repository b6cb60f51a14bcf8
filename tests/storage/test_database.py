"""The store, opened by any number of processes at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.errors import StoreError
from coach.storage import database, schema
from coach.storage.database import Database
from coach.storage.reminders import add_reminder, every_reminder, find_reminder
from tests.conftest import ROOT
from tests.storage.stores import NOW, add, add_both, aside, filled, names, names_of


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
        holder.wait(60)
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
        assert begun.wait(60)
        assert not made
        holder.send_signal(signal.SIGKILL)
        writer.join(60)
        assert made == ["more"]


OPENER = """
import sys
from pathlib import Path
from coach.storage.database import Database
from coach.storage.reminders import add_reminder, every_reminder
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
        results = [process.communicate(timeout=120) for process in processes]
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
from coach.storage.database import Database
from coach.storage.reminders import add_reminder
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
