"""`coach send`, as a person would run it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from coach.send import qr
from tests.conftest import ROOT, require

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path, shared_cache: Path) -> Iterator[Start]:
    """Begins `coach send` with some arguments, in a home of its own with `hip.mp3` in it."""
    (tmp_path / "hip.mp3").write_bytes(b"sound" * 100_000)
    running = []

    def begin(*arguments: str, **options: Any) -> subprocess.Popen[str]:
        environ = {
            **os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "TERM": "xterm", "HOME": str(tmp_path),
            "COACH_CACHE_DIR": str(shared_cache), "COACH_DATA_DIR": str(tmp_path / "data"),
        }  # fmt: skip
        for name in ("NO_COLOR", "COLUMNS", "LINES"):  # those of the terminal the tests run in
            environ.pop(name, None)
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process: subprocess.Popen[str] = subprocess.Popen(
            [sys.executable, "-m", "coach", "send", *arguments],
            cwd=tmp_path, env=environ, text=True, encoding="utf-8", stdin=subprocess.DEVNULL,
            **(pipes | options),
        )  # fmt: skip
        running.append(process)
        return process

    yield begin
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_a_file_is_sent(start: Start) -> None:
    """It says what is open to whom, gives the link, tells who fetched what, and Ctrl-C after that is a success."""
    process = start("hip.mp3", "--host", "127.0.0.1")
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().endswith("can fetch hip.mp3 until one device has it, for 10 minutes at most.\n")
    link = process.stdout.readline().strip()
    with urllib.request.urlopen(link, timeout=30) as answer:
        path = re.findall(r'href="([^"]+)"', answer.read().decode())[0]
    with urllib.request.urlopen(re.sub(r"(\d)/.*", r"\1", link) + path, timeout=30) as answer:
        assert answer.read() == b"sound" * 100_000
    told = process.stderr.readline()
    while told and not told.endswith("hip.mp3 was sent to 127.0.0.1.\n"):
        told += process.stderr.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, "Stopped. The link no longer works.\n")
    assert "\x1b" not in told + err


def test_nobody_comes(start: Start) -> None:
    """When the time is over, or it is stopped before, it says so and fails."""
    waiting, stopped = start("hip.mp3", "--host", "127.0.0.1", "--open", "3s"), start("hip.mp3", "--host", "::1")
    out, _ = waiting.communicate(timeout=60)
    assert (waiting.returncode, out.splitlines()[2:]) == (1, ["The time is over: 3 seconds. The link no longer works."])
    assert stopped.stdout is not None
    stopped.stdout.readline()  # it is open now, or has ended
    stopped.send_signal(signal.SIGINT)
    assert stopped.wait(60) in (1, 130)  # 1: a machine without IPv6


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["hip.mp3", "--open", "soon"], "Usage: coach send"),
     (["gone.mp3"], "Cannot send gone.mp3: no such file or directory.\n"),
     (["hip.mp3", "--host", "8.8.8.8"], "8.8.8.8 is not an address of this machine that a phone could open.")],
)  # fmt: skip
def test_what_cannot_be_sent(start: Start, arguments: list[str], sentence: str) -> None:
    """What cannot be offered is a sentence, and nothing is opened."""
    process = start(*arguments)
    out, err = process.communicate(timeout=60)
    assert process.returncode in (1, 2)
    assert out == ""
    assert err.startswith(sentence)


@pytest.mark.parametrize(("columns", "shown"), [(80, True), (30, False)])
def test_the_code_in_a_terminal(start: Start, columns: int, shown: bool) -> None:
    """In a terminal the link stands there as a QR code too, black on white; in a narrow one, alone."""
    require(os.name == "posix", "no terminal to open here")
    import fcntl
    import pty
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = start("hip.mp3", "--host", "127.0.0.1", stdout=slave, stderr=slave)
    os.close(slave)
    seen, deadline = b"", time.monotonic() + 60
    while b"Ctrl-C ends it" not in seen and time.monotonic() < deadline:
        seen += os.read(master, 65536)
    process.send_signal(signal.SIGINT)
    while b"no longer works" not in seen and time.monotonic() < deadline:
        seen += os.read(master, 65536)
    os.close(master)
    text = seen.decode().replace("\r\n", "\n")
    link = re.findall(r"^http://\S+", text, re.MULTILINE)[0]
    assert (qr.painted(qr.draw(link)) in text) is shown
    assert re.search(r"(10:00|9:5\d) left", text)
    assert process.wait(60) == 130


def test_a_page_is_offered(start: Start, tmp_path: Path) -> None:
    """`--page` says to whom and for how long it is open; the page and its sound are there until it is stopped."""
    (tmp_path / "rest.md").write_text("- Rest your hands. (5s)\n")
    process = start("rest.md", "--page", "--host", "127.0.0.1")
    assert process.stdout is not None
    said = process.stdout.readline()
    assert "With it, any program on it can play this for 15 min" in said
    link = process.stdout.readline().strip()
    with urllib.request.urlopen(link, timeout=30) as answer:
        assert "script-src" not in answer.headers["Content-Security-Policy"]
        listed = re.findall(r'data-list="([^"]+)"', answer.read().decode())[0]
    with urllib.request.urlopen(link + listed, timeout=30) as answer:
        sound = json.load(answer)["sessions"][0]["sound"]
    part = urllib.request.Request(link + sound, headers={"Range": "bytes=0-99"})
    with urllib.request.urlopen(part, timeout=30) as answer:
        assert (answer.status, len(answer.read())) == (206, 100)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, "Stopped. The link no longer works.\n")
