"""Somebody who types to a process at a real pseudo-terminal."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

# Opens a keyboard with the keys of each line, and writes what is asked for until `q`, and that when the keyboard is
# closed; after `t` it reads nothing for a while.
READ = """
import sys, time
from coach.live.controls.keys import HELP_KEY, Keyboard, keyboard_terminal, parse_bindings
terminal = keyboard_terminal()
for line in open(int(sys.argv[1])):
    with Keyboard(terminal, {HELP_KEY: "help", **parse_bindings(line.strip())}) as keyboard:
        print("ready", flush=True)
        asked, until = None, time.monotonic() + 20
        while asked != "quit" and time.monotonic() < until:
            asked = keyboard.read(0.1)
            if asked not in (None, "quit"):
                print(asked, flush=True)
            if keyboard.held.is_set():
                keyboard.held.clear()
                print("held", flush=True)
            if asked == "time":
                time.sleep(1.8)
    print("quit", flush=True)
"""


class Typist:
    """Types to a process that reads keys from a terminal."""

    def __init__(self, code: str = READ, **env: str) -> None:
        """`code` is what the process runs: for each line of its file it writes "ready", then what it reads."""
        self._main, child = os.openpty()
        told, self._tell = os.pipe()
        terminal = {"TERM": "xterm-256color", "BLESSED_QUERY_TIMEOUT_SECONDS": "0.1"}
        self._run = subprocess.Popen(
            [sys.executable, "-c", code, str(told)], stdin=child, stderr=child, stdout=subprocess.PIPE, text=True,
            env={**os.environ, **terminal, **env}, cwd=Path(__file__).parents[3], pass_fds=[told],
        )  # fmt: skip
        os.close(child)
        os.close(told)

    def asked(self, *typed: bytes | float, keys: str = "") -> list[str]:
        """What a new keyboard reads of what is typed; numbers are seconds between."""
        assert self._run.stdout is not None
        os.write(self._main, b"nnn")  # typed too early: meant for nobody
        os.write(self._tell, f"{keys}\n".encode())
        assert self._run.stdout.readline() == "ready\n"
        for each in (*typed, 0.1, b"q"):
            if isinstance(each, float):
                time.sleep(each)
            else:
                os.write(self._main, each)
        read: list[str] = []
        while (line := self._run.stdout.readline().strip()) != "quit":
            assert line, "the process ended"
            read.append(line)
        return read

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """End the process, which must end well."""
        os.close(self._tell)
        with self._run:
            try:
                assert self._run.wait(30) == 0
            finally:
                self._run.kill()
                os.close(self._main)
