"""`coach remind run`, `test`, `install` and `uninstall`."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coach.storage.database import Database
from coach.storage.firings import Firing, history, snooze
from coach.storage.reminders import find_reminder
from tests.cli.remind.commands import Remind, Script, data, on_a_terminal
from tests.conftest import ROOT

SPOKEN = ["--player", "silent", "--voice", "system"]


def test_try_out_speaks_and_keeps_nothing(remind: Remind, script: Script) -> None:
    """`test` speaks and guides at once and leaves no trace; what cannot be spoken is told, and its line shown."""
    remind("add", script("# Short rest\n\n- Rest. (2s)", "rest.md"), "--at", "11:00", "--name", "quick")
    result = remind("test", "quick", *SPOKEN)
    assert result.code == 0, result.err
    assert re.fullmatch(r"'quick' was spoken and guided for \d s\.\n", result.out)
    assert re.fullmatch(r"\d+:\d\d  Time for Short rest\.\n", result.err)
    failed = remind("test", "quick", "--player", "nobody", "--voice", "system")
    assert failed.code == 1
    assert "Time for Short rest." in failed.err
    assert "'quick' could not be spoken. There is no player 'nobody'" in failed.err
    remind("edit", "quick", "--nudge", "--say", "Stand up!")
    told = data(remind("test", "quick", *SPOKEN, "--json"))
    assert (told["reminder"], told["outcome"], told["seconds"]) == ("quick", "nudged", 0)
    assert data(remind("history", "--json"))["firings"] == []


def waiting(tmp_path: Path, shared_cache: Path) -> subprocess.Popen[str]:
    """Begin `coach remind run`."""
    environ = {**os.environ, "COACH_DATA_DIR": str(tmp_path / "data"), "COACH_CACHE_DIR": str(shared_cache),
               "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "TZ": "Europe/Berlin"}  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "coach", "remind", "run", *SPOKEN],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=environ,
    )  # fmt: skip


def due_soon(tmp_path: Path, name: str, seconds: float = 0.2) -> None:
    """Have a reminder due in so many seconds: rules and commands know whole minutes only."""
    with Database(tmp_path / "data" / "coach.db") as db:
        now = datetime.now(UTC)
        snooze(db, find_reminder(db, name), now + timedelta(seconds=seconds), now)


def until(tmp_path: Path, name: str, outcome: str) -> Firing:
    """Wait until the history has this outcome of a reminder."""
    deadline = time.monotonic() + 60
    with Database(tmp_path / "data" / "coach.db") as db:
        while time.monotonic() < deadline:
            firings = history(db)
            if found := [told for told in firings if (told.reminder, told.outcome) == (name, outcome)]:
                return found[0]
            time.sleep(0.1)
    raise AssertionError(firings)


@pytest.mark.alone
def test_run_speaks_and_ends_when_told(remind: Remind, script: Script, tmp_path: Path, shared_cache: Path) -> None:
    """The waiting process speaks what is due, `status` sees it, and SIGTERM while it speaks ends it in two seconds."""
    remind("add", script("# Short\n\n- Rest. (1s)", "short.md"), "--at", "11:00", "--name", "short")
    remind("add", script("# Long\n\n- Rest. (60s)\n- Again. (60s)", "long.md"), "--at", "11:00", "--name", "long")
    due_soon(tmp_path, "short")
    with waiting(tmp_path, shared_cache) as process:
        try:
            done = until(tmp_path, "short", "done")
            assert done.seconds >= 1
            assert data(remind("status", "--json"))["waiting"]["running"] is True
            assert "Reminders are running" in remind("status").out
            assert "Reminders are not running" not in remind("add", "breath-break", "--at", "11:00").err
            assert "short" in remind("snooze", "30").out  # the one that spoke last
        finally:
            process.send_signal(signal.SIGTERM)
            _, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert data(remind("status", "--json"))["waiting"]["running"] is False  # seen at once
    assert "Waiting for 2 reminders: next " in err
    assert "Time for Short." in err
    due_soon(tmp_path, "long")
    with waiting(tmp_path, shared_cache) as process:
        try:
            until(tmp_path, "long", "speaking")
            began = time.monotonic()
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)
    assert time.monotonic() - began < 3
    assert process.returncode == 0
    with waiting(tmp_path, shared_cache) as process:  # what was cut off without a word is told by the next one
        try:
            assert process.stderr is not None
            assert process.stderr.readline().startswith("Waiting for 3 reminders")
            until(tmp_path, "long", "stopped")
        finally:
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.strip().splitlines()[-1] == "Stopped."


def test_install_without_a_service_manager(remind: Remind) -> None:
    """Where the system has no services, as in a container, `install` says what to do instead; `uninstall` is calm."""
    if sys.platform != "linux":
        pytest.skip("systemd is for Linux")
    result = remind("install", env={"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere", "XDG_RUNTIME_DIR": "/nowhere"})
    assert result.code == 1
    assert "remind run" in result.err
    assert "Traceback" not in result.err
    assert remind("uninstall").code == 0


@pytest.mark.alone
def test_a_key_skips_what_speaks(remind: Remind, script: Script, tmp_path: Path) -> None:
    """At a terminal the keys are told with the line at once, even where it answers nothing, and k ends the reminder."""
    remind("add", script("# Long\n\n- Rest. (60s)", "long.md"), "--at", "11:00", "--name", "long")
    began = time.monotonic()
    shown = on_a_terminal(tmp_path, [("k skip", "k")], "test", "long", *SPOKEN)
    assert time.monotonic() - began < 9
    assert "Time for Long.   s snooze 5 min · k skip" in shown
    assert "'long' was ended." in shown
