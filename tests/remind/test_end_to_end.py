"""Reminders for real: processes that wait, the clock of this computer, and a loudspeaker that is listened to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from coach.storage import firings
from coach.storage.database import Database
from tests.conftest import ROOT, Coach, SoundServer

RATE = 48_000
HERTZ = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def used(process: subprocess.Popen[str]) -> tuple[float, float]:
    """Seconds of processor time, and megabytes of memory, that a process has used up to now."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    resident = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return (int(fields[11]) + int(fields[12])) / HERTZ, resident / 1e6


def spoken(data: Path) -> bool:
    """Whether a reminder was spoken to its end."""
    with Database(data / "coach.db") as db:
        return any(firing.outcome == "done" for firing in firings.history(db))


@pytest.mark.alone
@pytest.mark.timeout(240)
def test_a_reminder_is_spoken_once(coach: Coach, sound_server: SoundServer, tmp_path: Path) -> None:
    """Of two waiting processes one speaks, once, at its time; until then both cost next to nothing."""
    script = tmp_path / "sigh.md"
    script.write_text("---\nfor: self\n---\n- Breathe out. (3s)\n", "utf-8")
    data = tmp_path / "data"
    env = {"COACH_DATA_DIR": str(data), "COACH_VOICE": "system", "COACH_PLAYER": "miniaudio", **sound_server.env}
    assert coach("export", script, "-o", "warm.wav", env=env).code == 0
    due = (datetime.now().astimezone() + timedelta(seconds=75)).replace(second=0, microsecond=0)
    added = coach("remind", "add", script, "--once", f"{due:%Y-%m-%d %H:%M}", env=env)
    assert added.code == 0, added.err

    environ = {**os.environ, **env, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "DBUS_SESSION_BUS_ADDRESS": ""}
    waiting = [
        subprocess.Popen(
            [sys.executable, "-m", "coach", "remind", "run", "--cache-dir", str(tmp_path / f"cache{number}")],
            cwd=tmp_path, env=environ, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        for number in range(2)
    ]  # fmt: skip
    try:
        time.sleep(4)
        began = time.monotonic()
        before = [used(process)[0] for process in waiting]
        time.sleep(max(0.0, due.timestamp() - time.time() - 1))
        passed = time.monotonic() - began
        for process, earlier in zip(waiting, before, strict=True):
            processor, megabytes = used(process)
            assert (processor - earlier) / passed < 0.002
            assert megabytes < 60
        recording = sound_server.record(tmp_path / "heard.raw")
        recorded = time.time()
        deadline = recorded + 40
        while not spoken(data) and time.time() < deadline:
            time.sleep(0.2)
        time.sleep(5)  # in which the other process must not begin
        recording.terminate()
        recording.wait()
    finally:
        for process in waiting:
            process.send_signal(signal.SIGTERM)
        told = "".join(process.communicate(timeout=10)[1] for process in waiting)
    assert told.count("Time for") == 1, told
    assert {process.returncode for process in waiting} == {0}

    with Database(data / "coach.db") as db:
        (firing,) = firings.history(db)
    assert (firing.outcome, firing.scheduled.timestamp()) == ("done", due.timestamp())
    assert 2.5 < firing.seconds < 10
    heard = np.fromfile(tmp_path / "heard.raw", "<i2").reshape(-1, 2)[:, 0].astype(float)
    loud = np.flatnonzero(np.abs(heard) > 300) / RATE + recorded - due.timestamp()
    assert 0 <= loud[0] < 6  # the look at the due second, the voice loaded, the sound server's delay
    assert loud[-1] - loud[0] < 20
