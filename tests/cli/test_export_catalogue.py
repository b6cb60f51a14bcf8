"""`coach export --all` with workers, as a person runs it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import soundfile

from tests.app.catalogue.workshop import settings
from tests.conftest import ROOT, Coach


def test_ctrl_c_leaves_everything_whole(coach: Coach, tmp_path: Path) -> None:
    """Stopped in the middle, workers and all, every file is whole; the same command, here alone, makes the others."""
    pytest.importorskip("distributed")
    settings(tmp_path)
    lengths = [word for seconds in range(16, 26) for word in ("--minutes", f"{seconds}s")]
    words = ["export", "--all", "--out", "out", "--format", "flac", "--voice", "hibari:heart",
             "--scripts-dir", "scripts", "--cache-dir", "cache", *lengths]  # fmt: skip
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", "coach", *words, "--engine", "local"], env=environ, cwd=tmp_path, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        first = running.stdout.readline()
        os.killpg(running.pid, signal.SIGINT)
        out, err = running.communicate(timeout=120)
    assert re.match(r"\d+ of \d+: wrote out/(one|two)-0-min-16-s\.flac: 16 s, ", first), err
    assert running.returncode == 130
    assert "are done, and whole. The same command makes the others." in err
    assert "Traceback" not in out + err
    assert _gone(running.pid)
    done = sorted((tmp_path / "out").glob("*.flac"))
    assert 0 < len(done) < 20
    assert all(soundfile.info(path).duration in range(16, 26) for path in done)
    again = coach(*words, env={"COACH_CACHE_DIR": str(tmp_path / "cache")})
    assert again.code == 0, again.err
    assert f"{len(done)} of " in again.out
    assert len(list((tmp_path / "out").glob("*.flac"))) == 20


def _gone(group: int) -> bool:
    """Whether the processes of a group end within a few seconds."""
    for _ in range(300):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_wishes_that_go_together(coach: Coach, tmp_path: Path) -> None:
    """Workers elsewhere need a store, options of a catalogue need --all, and keys in addresses are refused."""
    for words, said in (
        (["--all", "--engine", "tcp://127.0.0.1:9"], "add --store"),
        (["--all", "--store", "s3://me:secret@bucket/x"], "must not hold a key"),
        (["--all", "--out", "ftp://host/x"], "cannot begin with ftp://"),
        (["breath-break", "--engine", "local"], "add --all"),
    ):
        result = coach("export", *words)
        assert result.code != 0
        assert said in result.err
        assert "me:secret" not in result.out + result.err
