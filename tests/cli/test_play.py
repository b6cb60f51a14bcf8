"""`coach play` as a person meets it: in a terminal, steered by keys, cut short, and resumed."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Coach

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals on Windows")

Script = Callable[[str], Path]

TEXT = """---
title: Evening hips
---

## Settle

- Lie down. (wait, 9s)
- Breathe. (2 breaths)

## Hip (each side)

> [!CAUTION]
> Tingling means the nerve.

- Press on the {side}. (40s)
- Hold. (40s)

## Finish

- Rest. (20s)
"""

PAGE_DOWN, LEFT = b"\x1b[6~", b"\x1b[D"


class Seat:
    """A terminal with a session in it."""

    def __init__(self, main: int, run: subprocess.Popen[bytes]) -> None:
        self.main, self.run = main, run
        self._seen = ""
        self.raw = ""
        """All that was written, with the terminal's own codes."""

    def press(self, *keys: bytes) -> None:
        """Press keys, one after another."""
        for key in keys:
            os.write(self.main, key)
            time.sleep(0.3)

    def until(self, words: str) -> str:
        """Everything written until these words are."""
        deadline = time.monotonic() + 60
        while words not in self._seen:
            assert time.monotonic() < deadline, self._seen[-2000:]
            self.read()
        seen, self._seen = self._seen, ""
        return seen

    def meanwhile(self, holds: Callable[[], object]) -> None:
        """Wait until something holds, taking what is written."""
        deadline = time.monotonic() + 60
        while not holds():
            assert time.monotonic() < deadline
            self.read()

    def end(self) -> str:
        """All that is written until it ends."""
        deadline = time.monotonic() + 60
        while self.run.poll() is None:
            assert time.monotonic() < deadline
            self.read()
        self.read()
        return self._seen

    def read(self) -> None:
        """Take what was written since."""
        while select.select([self.main], [], [], 0.05)[0]:
            try:
                data = os.read(self.main, 65536)
            except OSError:
                return
            self.raw += data.decode("utf-8", "replace")
            # Where the cursor is put, a new row begins; the rest of the codes are colours and the like.
            rows = re.sub(r"\x1b\[\d+;1H", "\n", data.decode("utf-8", "replace"))
            self._seen += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", rows)


@contextmanager
def seated(
    tmp_path: Path, cache: Path, *arguments: str | Path, term: str = "xterm-256color", command: str = "play"
) -> Iterator[Seat]:
    """`coach play`, or `coach follow`, in a terminal of 100 by 30."""
    import fcntl
    import struct
    import termios

    main, child = os.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    environ = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path / "home"), "TERM": term, "PYTHONPATH": str(ROOT),
        "COACH_CACHE_DIR": str(cache), "BLESSED_QUERY_TIMEOUT_SECONDS": "0.1", "PYTHONIOENCODING": "utf-8",
    }  # fmt: skip
    options = ["--player", "silent", "--voice", "system"] if command == "play" else []
    line = [sys.executable, "-m", "coach", command, *map(str, arguments), *options]
    # A group of its own within this session, as a shell would give it: one without a parent there cannot be stopped.
    run = subprocess.Popen(line, stdin=child, stdout=child, stderr=child, env=environ, cwd=tmp_path, process_group=0)
    os.close(child)
    try:
        yield Seat(main, run)
    finally:
        run.kill()
        run.wait()
        os.close(main)


def session_records(coach: Coach) -> list[dict[str, Any]]:
    """The sessions that are remembered."""
    return list(json.loads(coach("history", "--json").out))


def test_a_session_by_three_keys(coach: Coach, script: Script, shared_cache: Path, tmp_path: Path) -> None:
    """Space and pedals end a wait, pause and go on; what is asked for is seen, and where it was left is remembered."""
    with seated(tmp_path, shared_cache, script(TEXT)) as seat:
        seat.until("space pause")
        seat.press(PAGE_DOWN)
        seat.until("Ready? Space")
        seat.press(b" ")
        seat.until("Breathe.")
        seat.press(PAGE_DOWN)
        assert "LEFT SIDE" in seat.until("Hip")  # what follows comes by itself: a key might come too late for it
        seat.until("you  Press on the left.")
        seat.press(b"+")
        seat.until("30 seconds more.")
        seat.press(b" ")
        seat.until("Paused.")
        seat.press(b" ", b"?")
        seat.until("say this step again")
        seat.press(b"q")
        seat.end()
        assert seat.run.returncode == 0
    (record,) = session_records(coach)
    assert (record["outcome"], record["section"]) == ("left", "Hip, left side")

    # Resumed, it begins with the caution; the time given is still given; a screen gone is a session left.
    with seated(tmp_path, shared_cache, "--resume") as seat:
        assert "Tingling means the nerve." in (seen := seat.until("you  Press on the left."))
        assert re.search(r"step +1:[01]\d to go", seen + seat.until("to go"))
        seat.run.send_signal(signal.SIGHUP)
        seat.end()
        assert seat.run.returncode == 130
    assert [record["outcome"] for record in session_records(coach)] == ["left", "left"]


QUESTIONS = """---
for: therapist
---

## Before you begin (opening check)

- Ask about every illness. (60s)

## Before you begin (opening check, brief)

- Ask what is new. (30s)

## Hip

- Press. (50s, 40-50s)
"""


def test_all_questions_from_the_brief_ones(coach: Coach, script: Script, shared_cache: Path, tmp_path: Path) -> None:
    """A key in the brief opening begins again with all questions, in the length there is or a longer one; later it
    only says so.
    """
    with seated(tmp_path, shared_cache, script(QUESTIONS), "--opening", "brief", "--minutes", "1:25") as seat:
        seat.until("Ask what is new.")
        seat.press(b"o")
        seat.until("Ask about every illness.")
        seat.press(b"s")
        seat.until("once more")
        seat.press(b"s")
        seat.until("area 2 of 2")
        seat.press(b"o")
        seat.until("All questions can be asked for only")
        seat.press(b"q")
        assert "Left at Hip." in seat.end()
    assert [record["outcome"] for record in session_records(coach)] == ["left", "left"]


def test_a_session_that_died_is_offered_again(coach: Coach, script: Script, shared_cache: Path, tmp_path: Path) -> None:
    """Killed without a word, a session goes on at the step it was in; done to its end, it is no longer offered."""
    with seated(tmp_path, shared_cache, script(TEXT)) as seat:
        seat.until("space pause")
        seat.press(b"s")
        seat.until("Hip")
        seat.meanwhile(lambda: session_records(coach)[0]["section"] == "Hip, left side")
        seat.run.kill()
        seat.run.wait()
    assert [record["outcome"] for record in session_records(coach)] == ["cut"]
    with seated(tmp_path, shared_cache, "x", "--resume") as seat:
        seat.until("Hip")
        seat.press(b"s")
        seat.until("RIGHT SIDE")
        seat.press(b"s")
        seat.until("Finish")
        seat.press(b"n", b"n", b"n")
        seat.end()
        assert seat.run.returncode == 0
    assert session_records(coach)[0]["outcome"] == "finished"
    refused = coach("play", "--resume")
    assert (refused.code, "There is no session to resume" in refused.err) == (1, True)


def test_a_store_that_cannot_be_written_is_not_in_the_way(coach: Coach, script: Script, tmp_path: Path) -> None:
    """Where nothing can be remembered, the session plays, and one sentence says so at the end."""
    (tmp_path / "file").write_text("")
    result = coach(
        "play", script("- One. (2s)"), "--player", "silent", "--voice", "system", "--data-dir", tmp_path / "file"
    )
    assert result.code == 0
    assert "One." in result.out
    assert result.err.count("\n") == 1
    assert "not kept" in result.err


def test_a_dry_run_prints_every_cue_at_once(coach: Coach, script: Script) -> None:
    """The whole session is told in order, with times, listeners, cautions and breaths, without a sound or a wait."""
    result = coach("play", script(TEXT), "--dry-run", "--right-first", "--calls", "all")
    assert result.code == 0
    told = [line.strip() for line in result.out.splitlines()]
    assert any(re.fullmatch(r"0:\d\d +therapist +Evening hips\.", line) for line in told)
    assert sum("Tingling means the nerve." in line for line in told) == 2
    assert result.out.index("Press on the right.") < result.out.index("Press on the left.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--finish-by", "25:00"], "is not a time of day"),
        (["--finish-by", "15:00", "--minutes", "3"], "give one of them"),
        (["--start-in", "soon"], "Write it like 45 (minutes), 90s"),
        (["--keys", "f5=nxt"], "Did you mean 'next'"),
        (["--music", "nowhere"], "There is no file or folder"),
        (["--resume", "--side", "left"], "the session began with"),
        (["--device", "moon", "--player", "silent"], "device"),
    ],
)
def test_bad_wishes_are_sentences(coach: Coach, script: Script, arguments: list[str], said: str) -> None:
    """What cannot be is refused in a line that says what to do, before a sound is made."""
    result = coach("play", script("- One. (2s)"), *arguments)
    assert result.code != 0
    assert said in result.err
    assert "Traceback" not in result.err
