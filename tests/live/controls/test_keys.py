"""The keyboard, through a real pseudo-terminal."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

import pytest

from coach.errors import SettingsError
from coach.live.controls.commands import CONTROLS
from coach.live.controls.keys import default_bindings, parse_bindings

needs_pty = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals on Windows")

# Opens a keyboard with the keys of each line, and writes what is asked for until `q`; after `t` it reads nothing for a
# while.
READ = """
import sys, time
from coach.live.controls.keys import Keyboard, keyboard_terminal, parse_bindings
terminal = keyboard_terminal()
for line in open(int(sys.argv[1])):
    with Keyboard(terminal, parse_bindings(line.strip())) as keyboard:
        print("ready", flush=True)
        asked, until = None, time.monotonic() + 20
        while asked != "quit" and time.monotonic() < until:
            asked = keyboard.read(0.1)
            if asked is not None:
                print(asked, flush=True)
            if asked == "time":
                time.sleep(1.8)
"""


class Typist:
    """Types to a process that reads keys from a terminal."""

    def __init__(self, **env: str) -> None:
        self._main, child = os.openpty()
        told, self._tell = os.pipe()
        terminal = {"TERM": "xterm-256color", "BLESSED_QUERY_TIMEOUT_SECONDS": "0.1"}
        self._run = subprocess.Popen(
            [sys.executable, "-c", READ, str(told)], stdin=child, stderr=child, stdout=subprocess.PIPE, text=True,
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


@pytest.fixture(scope="module")
def typist() -> Iterator[Typist]:
    """At a terminal as most are."""
    with Typist() as typist:
        yield typist


@needs_pty
def test_pedals_and_keys(typist: Typist) -> None:
    """What page-turner pedals send, and the letters in either case, mean the same commands; `?` asks for help."""
    pedals = [b"\x1b[6~", b"\x1b[5~", b"\x1b[C", b"\x1b[D", b"\x1bOB", b"\x1bOA", b"\r", b" "]
    meant = ["next", "back", "next", "back", "next", "back", "next", "toggle"]
    assert typist.asked(*pedals) == meant
    assert typist.asked(b"N", b"B", b"S", b"?", b"x", b"]", b"[") == [
        "next",
        "back",
        "skip",
        "help",
        "louder",
        "softer",
    ]


@needs_pty
def test_an_unknown_key_ends_nothing(typist: Typist) -> None:
    """A sequence that is not known begins with Escape, but is not Escape, nor are its letters keys."""
    unknown = (b"\x1b[29~", 0.4, b"\x1bOz", 0.4, b"\x1bq", 0.4, b"\x1b[57441u", 0.4)
    with Typist(NO_COLOR="1") as bare, ThreadPoolExecutor() as pool:
        meanwhile = pool.submit(bare.asked, b"\x1bOS", 0.4, *unknown, b"\x1b[6~\x1bOA")
        assert typist.asked(*unknown, b"r") == ["repeat"]
        assert meanwhile.result() == ["next", "back"]


@needs_pty
def test_a_pedal_held_down_means_one_step(typist: Typist) -> None:
    """However a key repeats while it is held, it means once; pressed anew it means again; "more" repeats."""
    burst = [part for _ in range(10) for part in (b"\x1b[C", 0.03)]
    assert typist.asked(b"\x1b[C", 0.5, *burst) == ["next"]
    assert typist.asked(b"n", 0.1, b"n", 0.6, b"n") == ["next", "next"]
    assert typist.asked(b"+++") == ["more"] * 3


@needs_pty
def test_keys_typed_while_nobody_reads(typist: Typist) -> None:
    """What was typed just before somebody reads again counts; what was typed long before is forgotten."""
    assert typist.asked(b"t", 0.1, b"b", 1.4, b"r", 0.8) == ["time", "repeat"]


@needs_pty
def test_keys_can_be_set(typist: Typist) -> None:
    """Keys set anew mean what was set, and the others what they meant."""
    assert typist.asked(b"\x1b[15~", b"a", b"\x1b[6~", b"n", keys="f5=next, a=back, Page Down=more") == [
        "next", "back", "more", "next",
    ]  # fmt: skip


def test_every_default_key_can_be_named_in_the_setting() -> None:
    """What stands in the table of controls is understood by the setting, with any command."""
    for key in default_bindings():
        for name in CONTROLS:
            assert parse_bindings(f"{key}={name}")[key] == name
    assert parse_bindings("") == default_bindings()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("pagedwn=next", "key 'pagedwn', which is not known. Did you mean 'pagedown'"),
        ("f5=nxt", "command 'nxt', which there is not. Did you mean 'next'?"),
        ("f5", "holds 'f5'. Write it like"),
    ],
)
def test_a_setting_that_is_not_understood(text: str, sentence: str) -> None:
    """An unknown key or command is told with what was probably meant."""
    with pytest.raises(SettingsError, match="The setting 'keys'") as told:
        parse_bindings(text)
    assert sentence in str(told.value)
