"""Reminders from the command line: what a command printed, and a terminal to type at."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.conftest import ROOT, Outcome

Remind = Callable[..., Outcome]
Script = Callable[..., Path]


def data(result: Outcome) -> Any:
    """What a command printed for programs."""
    assert result.code == 0, result.err
    return json.loads(result.out)


def names(remind: Remind) -> list[str]:
    """The names of all reminders."""
    return [row["reminder"] for row in data(remind("list", "--json"))]


def on_a_terminal(tmp_path: Path, answers: list[tuple[str, str]], *arguments: str) -> str:
    """Run `coach remind` at a terminal: wait for each question, type its answer; all that was shown."""
    environ = {**os.environ, "COACH_DATA_DIR": str(tmp_path / "data"), "HOME": str(tmp_path), "PYTHONPATH": str(ROOT),
               "TZ": "Europe/Berlin"}  # fmt: skip
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "coach", "remind", *arguments],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=tmp_path, env=environ, start_new_session=True,
    ) as process:  # fmt: skip
        os.close(theirs)
        shown, waiting = "", [*answers, ("", "")]
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            ready, _, _ = select.select([ours], [], [], 0.1)
            try:
                piece = os.read(ours, 4096).decode("utf-8", "replace") if ready else ""
            except OSError:  # the other end is closed
                break
            shown += piece
            question, answer = waiting[0]
            if question and shown.rstrip().endswith(question):
                os.write(ours, f"{answer}\n".encode())
                waiting.pop(0)
        process.wait(30)
    os.close(ours)
    assert len(waiting) == 1, shown
    return shown
