"""`coach play` in a terminal that is put aside, stopped, or cannot draw."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

import pytest

from tests.cli.test_play import Script, Seat, seated, session_records
from tests.conftest import Coach

TEXT = """
## Glutes

- One step with a few words. (60s)
- Another step. (60s)

## Feet

- A third one. (60s)
"""


def state_of(seat: Seat) -> str:
    """The state of the process: `S` sleeps, `T` is stopped."""
    return Path(f"/proc/{seat.run.pid}/stat").read_text().rsplit(")", 1)[1].split()[0]


def until_state(seat: Seat, state: str) -> None:
    """Wait until the process is in a state, reading what it writes."""
    seat.meanwhile(lambda: (state_of(seat) == "T") == (state == "T"))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="how a process stands is read from /proc")
def test_put_aside_and_brought_back(script: Script, shared_cache: Path, tmp_path: Path) -> None:
    """Ctrl-Z leaves the screen and stops the clock; brought back, the screen is drawn anew and keys work again."""
    with seated(tmp_path, shared_cache, script(TEXT)) as seat:
        seat.until("One step with a few words.")
        seat.run.send_signal(signal.SIGTSTP)
        until_state(seat, "T")
        seat.meanwhile(lambda: seat.raw.rstrip().endswith("\x1b[?1049l"))
        time.sleep(1)
        seat.run.send_signal(signal.SIGCONT)
        seat.until("One step with a few words.")
        seat.press(b"n")
        seat.until("Another step.")
        seat.press(b"q")
        assert "Left at Glutes. `coach play --resume` goes on." in seat.end()
        assert seat.run.returncode == 0


def test_a_stopped_terminal_holds_up_no_command(
    coach: Coach, script: Script, shared_cache: Path, tmp_path: Path
) -> None:
    """After Ctrl-S, with a terminal that takes nothing more, what is asked for is done all the same."""
    with seated(tmp_path, shared_cache, script(TEXT)) as seat:
        seat.until("One step with a few words.")
        os.write(seat.main, b"\x13")
        time.sleep(0.5)
        seat.press(b"s")
        seat.meanwhile(lambda: [record["section"] for record in session_records(coach)] == ["Feet"])
        seat.press(b"q")
        seat.end()
        assert seat.run.returncode == 0


def test_keys_a_line_at_a_time(script: Script, shared_cache: Path, tmp_path: Path) -> None:
    """Where nothing can be drawn, keys are typed with Enter; what means nothing is answered with those that do."""
    with seated(tmp_path, shared_cache, script(TEXT), term="dumb") as seat:
        seat.until("Keys work a line at a time")
        seat.until("One step")
        seat.press(b"n\n")
        seat.until("Another step.")
        seat.press(b" \n")
        seat.until("Paused.")
        seat.press(b"zz\n")
        assert re.search(r"PAGEDOWN|Page Down", seat.until("end here"))
        seat.press(b"t\n")
        seat.until("left in all.")
        seat.press(b"quit\n")
        assert "Left at Glutes." in seat.end()


def test_a_dry_run_of_what_was_left_begins_there(
    coach: Coach, script: Script, shared_cache: Path, tmp_path: Path
) -> None:
    """`--resume --dry-run` prints what is still to be heard, and not what was."""
    with seated(tmp_path, shared_cache, script(TEXT)) as seat:
        seat.until("One step with a few words.")
        seat.press(b"s")
        seat.until("A third one.")
        seat.press(b"q")
        assert "Left at Feet." in seat.end()
    told = coach("play", "--resume", "--dry-run", "--voice", "system")
    assert told.code == 0
    assert "A third one." in told.out
    assert "One step" not in told.out
    assert ", from 2:" in told.out.splitlines()[0]
