"""A session is written down as it goes, and nothing that is wrong with the store holds it up or ends it."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from coach.live import recorder as diaries
from coach.live.bookmark import Bookmark
from coach.live.recorder import SessionEntry, SessionRecorder
from coach.storage.database import Database
from coach.storage.session_records import SessionRecord, history, unfinished
from tests.conftest import ROOT
from tests.storage.places import fill, read_only, small_disk

ENTRY = SessionEntry("hips", "/scripts/hips.md", "Hips", {"minutes": 30})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store is to be."""
    return tmp_path / "data" / "coach.db"


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diaries, "PATIENCE", 30)  # the disk of a build machine may be slow


def at(segment: int) -> Bookmark:
    """A place at a step."""
    return Bookmark(segment, f"Step {segment}.", 0, "Rest")


def told(path: Path) -> list[SessionRecord]:
    """What was kept."""
    with Database(path) as db:
        return history(db)


def soon(holds: Callable[[], object]) -> bool:
    """Whether it holds within some seconds."""
    deadline = time.monotonic() + 30
    while not holds() and time.monotonic() < deadline:
        threading.Event().wait(0.02)
    return bool(holds())


def test_a_session_is_kept_to_its_end(path: Path) -> None:
    """What was heard last is there at the end, with how it ended: finished where that was said, else left."""
    for end in ("finished", "left"):
        with SessionRecorder(lambda: Database(path), ENTRY) as recorder:
            for segment in range(5):
                recorder.note(at(segment), {"more": segment}, segment * 10.0, 50.0)
            recorder.note(at(4), {"more": 4}, 45.5, 50.0)
            if end == "finished":
                recorder.finish()
        assert recorder.trouble is None
        newest = told(path)[0]
        assert (newest.outcome, newest.segment, newest.words, newest.section) == (end, 4, "Step 4.", "Rest")
        assert (newest.options, newest.edits, newest.played, newest.length) == (
            {"minutes": 30},
            {"more": 4},
            45.5,
            50.0,
        )
    assert len(told(path)) == 2


def test_an_error_in_the_session_leaves_it(path: Path) -> None:
    """A session that an error or Ctrl-C ends was left, and the error goes on."""

    def interrupted() -> None:
        with SessionRecorder(lambda: Database(path), ENTRY) as recorder:
            recorder.note(at(3), {}, 1.0, 2.0)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (told(path)[0].outcome, told(path)[0].segment) == ("left", 3)


def test_only_what_changes_is_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same step, told ten times a second, is written once in its time; a new step or edit at once."""
    now = 1000.0
    monkeypatch.setattr(diaries, "time", SimpleNamespace(monotonic=lambda: now))
    with SessionRecorder(lambda: Database(path), ENTRY, every=60) as recorder, Database(path) as db:

        def changes() -> int:
            return int(db.read("PRAGMA data_version")[0][0])  # moves with what others wrote

        recorder.note(at(1), {}, 0.0, 9.0)
        assert soon(lambda: [s.segment for s in history(db)] == [1])
        before = changes()
        recorder.note(at(1), {}, 0.1, 9.0)
        threading.Event().wait(0.15)
        assert changes() == before
        recorder.note(at(1), {"slower": True}, 0.2, 9.0)
        assert soon(lambda: history(db)[0].edits)
        now += 61
        recorder.note(at(1), {"slower": True}, 0.5, 9.0)
        assert soon(lambda: history(db)[0].played == 0.5)


KILLED = """
import os, signal, time
from pathlib import Path
from coach.live.recorder import SessionRecorder, SessionEntry
from coach.live.bookmark import Bookmark
from coach.storage.database import Database
import sys
entry = SessionEntry("hips", "/scripts/hips.md", "Hips", {})
with SessionRecorder(lambda: Database(Path(sys.argv[1])), entry) as recorder:
    for segment in range(3):
        recorder.note(Bookmark(segment, "Lean in.", 0, "Rest"), {}, segment, 9.0)
        time.sleep(0.05)
    print("there", flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the signal is Unix's")
def test_what_was_killed_is_offered_from_its_step(path: Path) -> None:
    """A process that is killed in the middle has left its last step on the disk, and is offered again."""
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "there\n"
        assert soon(lambda: [record.segment for record in told(path)] == [2])
        process.send_signal(signal.SIGKILL)
    with Database(path) as db:
        found = unfinished(db, "hips", datetime.now(UTC), alone=True)
        assert found is not None
        assert (found.outcome, found.segment, found.words) == ("playing", 2, "Lean in.")
        assert unfinished(db, "hips", datetime.now(UTC), alone=False) is None
        assert unfinished(db, "hips", datetime.now(UTC) + timedelta(minutes=1), alone=False) is not None


def voice_commands(path: Path) -> tuple[SessionRecorder, float]:
    """A short session at that store; its diary, and the longest that any call took, in seconds."""
    longest, recorder = 0.0, SessionRecorder(lambda: Database(path), ENTRY)

    def timed(act: Callable[[], object]) -> None:
        nonlocal longest
        began = time.monotonic()
        act()
        longest = max(longest, time.monotonic() - began)

    timed(recorder.__enter__)
    for segment in range(20):
        timed(lambda segment=segment: recorder.note(at(segment), {}, segment, 20.0))  # type: ignore[misc]
        threading.Event().wait(0.01)
    recorder.finish()
    recorder.__exit__(None, None, None)
    return recorder, longest


def test_a_locked_store_holds_nobody_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another program holds the store, every call returns at once; the end waits a moment, and then tells."""
    monkeypatch.setattr(diaries, "PATIENCE", 0.3)
    Database(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        recorder, longest = voice_commands(path)
        assert longest < 4  # the store itself would wait for five
        assert "in use" in str(recorder.trouble)
        other.execute("ROLLBACK")
    assert soon(lambda: [record.outcome for record in told(path)] == ["finished"])  # the thread writes it yet


def test_a_lock_that_passes_is_no_trouble(path: Path) -> None:
    """Where the store is free again before the end, all is kept and there is nothing to tell."""
    Database(path).close()
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as other,
        SessionRecorder(lambda: Database(path), ENTRY) as recorder,
    ):
        other.execute("BEGIN IMMEDIATE")
        for segment in range(3):
            recorder.note(at(segment), {}, segment, 9.0)
            threading.Event().wait(0.05)
        other.execute("ROLLBACK")
    assert recorder.trouble is None
    assert [(record.outcome, record.segment) for record in told(path)] == [("left", 2)]


def test_a_store_that_cannot_be_written_is_one_sentence(path: Path) -> None:
    """A folder that may not be written, and a file where the folder should be, are told once, without a trace."""
    path.parent.mkdir()
    with read_only(path.parent):
        recorder, _ = voice_commands(path)
        assert "read-only" in str(recorder.trouble)
    (path.parent / "file").touch()
    recorder, _ = voice_commands(path.parent / "file" / "coach.db")
    assert "not a folder" in str(recorder.trouble)


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    """Where the disk is full, the session goes on and it is told."""
    with small_disk(tmp_path / "disk", 512) as disk:
        Database(disk / "coach.db").close()
        fill(disk)
        recorder, _ = voice_commands(disk / "coach.db")
        assert "room" in str(recorder.trouble)


def test_a_damaged_store_is_set_aside_and_told(path: Path) -> None:
    """A file that is no store is kept under another name, which is told, and the session is in the new one."""
    path.parent.mkdir()
    path.write_bytes(b"damaged" * 1000)
    recorder, _ = voice_commands(path)
    assert "was damaged" in str(recorder.trouble)
    assert [record.outcome for record in told(path)] == ["finished"]


def test_whatever_fails_is_one_sentence() -> None:
    """An error that nobody thought of is told too, rather than printed by a thread."""

    def broken() -> Database:
        raise RuntimeError("a fuse blew")

    with SessionRecorder(broken, ENTRY) as recorder:
        recorder.note(at(1), {}, 0.0, 0.0)
    assert "a fuse blew" in str(recorder.trouble)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows deletes no file that is open")
def test_a_store_deleted_on_the_way_is_begun_anew(path: Path) -> None:
    """Where the file goes away under the session, the session is in the new one, whole."""
    with SessionRecorder(lambda: Database(path), ENTRY) as recorder:
        recorder.note(at(1), {}, 0.0, 9.0)
        assert soon(lambda: path.exists() and [record.segment for record in told(path)] == [1])
        for file in path.parent.glob("coach.db*"):
            file.unlink()
        recorder.note(at(2), {}, 1.0, 9.0)
    assert [(record.outcome, record.segment) for record in told(path)] == [("left", 2)]
    assert "deleted" in str(recorder.trouble)
