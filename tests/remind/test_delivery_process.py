"""A reminder spoken by the real voice, in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from coach.remind.clock import FakeClock
from coach.remind.delivery import ButtonPress, Result
from coach.remind.delivery_process import DeliveryProcess, Patience, _Other
from coach.settings import Settings
from tests.conftest import ROOT, SoundServer
from tests.live.controls.typist import Typist

if TYPE_CHECKING:
    from coach.remind.delivery_process import Wish
from tests.remind.spoken import DUE, NOW, reminder


@pytest.fixture
def settings(tmp_path: Path, shared_cache: Path) -> Settings:
    """The computer's own voice, and no loudspeaker."""
    return Settings(cache_dir=shared_cache, data_dir=tmp_path, voice="system:en-us", player="silent")


def speaker(settings: Settings, stop: threading.Event | None = None, **more: Any) -> tuple[DeliveryProcess, list[str]]:
    """One who speaks, and what is told meanwhile."""
    told: list[str] = []
    made = DeliveryProcess(settings, FakeClock(NOW), stop or threading.Event(), tell=told.append, **more)
    return made, told


def worker(code: str) -> Any:
    """A process that does this instead of speaking."""
    return {"worker": ("-c", code)}


def test_spoken_by_another_process(settings: Settings) -> None:
    """A reminder is spoken by a real voice in another process, which tells what came of it, and why."""
    speak_, told = speaker(settings)
    failed = speak_(reminder("no-such-routine", message="Stand up."), DUE, True)
    assert told == ["10:00 (late)  Stand up."]
    assert failed.outcome == "failed"
    assert "no-such-routine" in failed.note


def test_heard_at_the_loudspeaker(
    settings: Settings, routine: Path, sound_server: SoundServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through a real sound server, the chime and the line come out of the loudspeaker."""
    for name, value in sound_server.env.items():
        monkeypatch.setenv(name, value)
    recording = sound_server.record(tmp_path / "heard")
    speak_, _ = speaker(Settings(cache_dir=settings.cache_dir, voice=settings.voice, player="miniaudio"))
    result = speak_(reminder(routine, nudge=True), DUE, False)
    recording.kill()
    recording.wait()
    assert result == Result("nudged")
    heard = np.fromfile(tmp_path / "heard", "<i2")[::2].astype(int)
    assert (np.abs(heard) > 1000).sum() > 4800


@pytest.mark.alone
@pytest.mark.parametrize("seconds", [None, 0.2])
def test_ended_while_it_speaks(
    settings: Settings, routine: Path, monkeypatch: pytest.MonkeyPatch, seconds: float | None
) -> None:
    """When the program is ended while the voice loads, or after some seconds of a routine, it is over within two."""
    stop = threading.Event()
    ended: list[float] = []
    hear = _Other.hear

    def heard(other: _Other, wait: float) -> dict[str, Any] | None:
        told = hear(other, wait)
        if not ended and (told is None if seconds is None else told is not None and told["seconds"] > seconds):
            ended.append(time.monotonic())
            stop.set()
        return told

    monkeypatch.setattr(_Other, "hear", heard)
    speak_, _ = speaker(settings, stop)
    result = speak_(reminder(routine, message="Up."), DUE, False)
    assert time.monotonic() - ended[0] < 2
    assert (result.outcome, result.note) == ("stopped", "Coach was ended")
    assert result.seconds > (seconds or -1)


@pytest.mark.parametrize(
    ("code", "start", "note"),
    [
        ("import time; time.sleep(600)", 1.5, "The voice or the sound device does not answer."),
        ("raise SystemExit(3)", 60, "The voice ended by itself."),
        (
            "import time\nprint('{\"seconds\": 3.5}', flush=True)\ntime.sleep(600)",
            60,
            "The voice or the sound device does not answer.",
        ),
    ],
)
def test_a_process_that_hangs_or_dies(settings: Settings, code: str, start: float, note: str) -> None:
    """A device that hangs for good, or takes the process with it, is given up, and the reminder has failed."""
    speak_, _ = speaker(settings, **worker(code), patience=Patience(start, 0.5, 0.5))
    result = speak_(reminder("breath-break"), DUE, False)
    assert (result.outcome, result.note) == ("failed", note)
    assert result.seconds == (3.5 if "3.5" in code else 0.0)


LISTENER = """
import json, sys
sys.stdin.readline()
print(json.dumps({"seconds": 20.0}), flush=True)
for line in sys.stdin:
    if line.strip() == "quit":
        print(json.dumps({"outcome": "stopped", "note": "", "seconds": 21.0}), flush=True)
        break
"""


@pytest.mark.parametrize(
    ("asked", "result"),
    [
        (["toggle", "toggle", "next", "snooze"], Result("snoozed", seconds=21.0)),
        (["back", "dismiss"], Result("stopped", "by hand", 21.0)),
        (["quit"], Result("stopped", "by hand", 21.0)),
    ],
)
def test_keys(settings: Settings, asked: list[Wish], result: Result) -> None:
    """While it speaks it can be put off, or dismissed; what had begun by then is stopped, with its length."""
    wishes = list(asked)

    @contextmanager
    def keyboard() -> Iterator[Callable[[], Wish | None]]:
        calls = 0

        def ask() -> Wish | None:
            nonlocal calls
            calls += 1
            return wishes.pop(0) if wishes and calls > 10 else None

        yield ask

    speak_, told = speaker(settings, **worker(LISTENER), keys=keyboard)
    assert speak_(reminder("breath-break"), DUE, False) == result
    assert "s snooze 5 min" in told[0]


# Writes what is asked for by the keys of a reminder, until it is dismissed.
READ = """
import sys, time
from coach.live.controls.keys import default_bindings
from coach.remind.delivery_process import keyboard
for line in open(int(sys.argv[1])):
    with keyboard(default_bindings()) as ask:
        print("ready", flush=True)
        asked, until = None, time.monotonic() + 20
        while asked != "quit" and time.monotonic() < until:
            asked = ask()
            if asked is not None:
                print(asked, flush=True)
            time.sleep(0.05)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals on Windows")
def test_the_keys_of_a_reminder() -> None:
    """Keys mean what they mean in a session, pedals too, but for the two that the reminder has for itself."""
    with Typist(READ) as typist:
        assert typist.asked(b" ", b"\x1b[6~", b" ", b"s", b"b", b"k", b"+") == [
            "toggle", "next", "toggle", "snooze", "back", "dismiss", "more",
        ]  # fmt: skip


def test_buttons(settings: Settings) -> None:
    """A button pressed while it speaks does what it says; that of an earlier reminder is left for later."""
    presses: SimpleQueue[ButtonPress] = SimpleQueue()
    presses.put(ButtonPress(7, timedelta(minutes=5)))
    presses.put(ButtonPress(1, timedelta(minutes=30)))
    speak_, _ = speaker(settings, **worker(LISTENER), presses=presses)
    result = speak_(reminder("breath-break"), DUE, False)
    assert (result.outcome, result.snooze) == ("snoozed", timedelta(minutes=30))
    assert presses.get() == ButtonPress(7, timedelta(minutes=5))


def test_the_other_process_does_not_outlive_us(tmp_path: Path, settings: Settings) -> None:
    """When the one who waits is killed, the process that speaks ends by itself."""
    code = f"""
import sys, threading
from pathlib import Path
sys.path.insert(0, {str(ROOT)!r})
from tests.remind.spoken import DUE, NOW, reminder
from coach.remind import delivery_process
from coach.remind.clock import FakeClock
from coach.settings import Settings
begin = delivery_process._Other.__init__
def told(self, *more):
    begin(self, *more)
    print(self._process.pid, flush=True)
delivery_process._Other.__init__ = told
settings = Settings(cache_dir=Path({str(settings.cache_dir)!r}), voice="system:en-us", player="silent")
delivery_process.DeliveryProcess(settings, FakeClock(NOW), threading.Event())(reminder("breath-break"), DUE, False)
"""
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        other = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while Path(f"/proc/{other}/stat").exists() and Path(f"/proc/{other}/stat").read_text().split(")")[1][1] != "Z":
        assert time.monotonic() < deadline
        time.sleep(0.05)
