"""The delivery process: each reminder is spoken in a separate process, which can be stopped at any time.

So the daemon never loads a voice, and a hanging sound device cannot block it.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, fields, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, TYPE_CHECKING, Any, Literal, Self

import coach
from coach.errors import reason
from coach.live.controls.keys import Keyboard, keyboard_terminal
from coach.remind.delivery import ButtonPress, Result
from coach.remind.delivery_worker import TOLD
from coach.remind.plain_text import one_line
from coach.remind.reminder_line import line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from threading import Event
    from types import TracebackType

    from coach.remind.clock import Clock
    from coach.remind.schedule import Due
    from coach.session_commands import Command
    from coach.settings import Settings
    from coach.storage.reminders import Reminder

    Wish = Command | Literal["snooze", "dismiss"]
    """What a key means while a reminder speaks: a command of the session, or of the whole reminder."""
    AskKeyboard = Callable[[], Wish | None]
    """The next wish since the last call; None if there is none."""

HELP = "s snooze 5 min · k skip"
_KEYS: dict[str, Wish] = {"s": "snooze", "k": "dismiss"}
"""The reminder's own keys, which override those of a session."""

START = 90.0
"""Seconds to wait for the first heartbeat, while the voice loads."""
SIGN = 25.0
"""Seconds to wait between two heartbeats; longer than the other process needs to detect an error itself."""
LEAVE = 1.0
"""Seconds it gets to fade out."""

_POLL = 0.1
_STOPPED = Result("stopped", "Coach was ended")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for the other process, in seconds."""

    start: float = START
    sign: float = SIGN
    leave: float = LEAVE


class DeliveryProcess:
    """Speaks reminders for the daemon."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        stop: Event,
        *,
        presses: SimpleQueue[ButtonPress] | None = None,
        keys: Callable[[], AbstractContextManager[AskKeyboard]] | None = None,
        tell: Callable[[str], object] = lambda sentence: sys.stderr.write(f"{sentence}\n"),
        patience: Patience = Patience(),
        worker: tuple[str, ...] = ("-m", "coach.remind.delivery_worker"),
    ) -> None:
        """`stop` ends the current reminder. `presses` are the pressed buttons, `keys` opens the keyboard if there is
        one.

        `worker` is the Python module or script that speaks.
        """
        self._settings, self._clock, self._stop, self._presses = settings, clock, stop, presses or SimpleQueue()
        self._keys, self._tell, self._patience, self._worker = keys, tell, patience, worker

    def __call__(self, reminder: Reminder, due: Due, late: bool) -> Result:
        """Speak a reminder; `late`: after its time. Errors are in the result."""
        wall = due.at.astimezone(self._clock.zone())
        note = " (late)" if late else ""
        keys = f"   {HELP}" if self._keys else ""
        line = f"{wall.hour}:{wall:%M}{note}  {one_line(line_of(reminder, self._settings))}{keys}"
        try:
            with (
                (self._keys or _no_keys)() as ask,
                _Other([sys.executable, "-P", *self._worker], self._environ()) as other,
            ):
                self._tell(line)  # after opening the keyboard, which drops earlier keys
                other.say(json.dumps({name: getattr(reminder, name) for name in TOLD}))
                return self._attend(reminder, other, ask)
        except OSError as error:
            return Result("failed", f"The voice cannot be started ({reason(error)}).")

    def _attend(self, reminder: Reminder, other: _Other, ask: AskKeyboard) -> Result:
        """Pass on a person's commands, until there is a result or the other process fails."""
        seconds, deadline = 0.0, time.monotonic() + self._patience.start
        ended: Result | None = None  # the result set by a person or by the end of the program
        while not other.gone and time.monotonic() < deadline:
            told = other.hear(_POLL)
            if told is not None:
                seconds = float(told.get("seconds", seconds))
                if "outcome" in told:
                    return ended_at(ended or Result(told["outcome"], told["note"]), seconds)
                if ended is None:
                    deadline = time.monotonic() + self._patience.sign
            if ended is None and (ended := self._wish(reminder, other, ask())) is not None:
                other.say("quit")
                deadline = time.monotonic() + self._patience.leave
        if self._stop.is_set():
            ended = ended or _STOPPED
        why = "The voice ended by itself." if other.gone else "The voice or the sound device does not answer."
        return ended_at(ended or Result("failed", why), seconds)

    def _wish(self, reminder: Reminder, other: _Other, asked: Wish | None) -> Result | None:
        """The result if a person or `stop` ends the reminder, or None."""
        if self._stop.is_set():
            return _STOPPED
        match asked:
            case "snooze":
                return Result("snoozed")
            case "dismiss" | "quit":
                return Result("skipped", "by hand")
            case str():
                other.say(asked)
        for _ in range(self._presses.qsize()):
            press = self._presses.get()
            if press.reminder == reminder.id:
                length = press.snooze
                return Result("skipped", "by hand") if length is None else Result("snoozed", snooze=length)
            self._presses.put(press)  # for an earlier reminder
        return None

    def _environ(self) -> dict[str, str]:
        """The environment of the other process: the settings, and the path of this package."""
        given = {field.name: getattr(self._settings, field.name) for field in fields(self._settings)}
        settings = {f"COACH_{name.upper()}": str(value) for name, value in given.items() if value is not None}
        home = str(Path(coach.__file__).absolute().parent.parent)
        path = os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH")]))
        return {**os.environ, **settings, "PYTHONPATH": path}


def ended_at(result: Result, seconds: float) -> Result:
    """A result with the seconds guided; a reminder skipped after it began counts as stopped."""
    begun = result.outcome == "skipped" and seconds >= 1
    return replace(result, outcome="stopped" if begun else result.outcome, seconds=seconds)


@contextlib.contextmanager
def keyboard(bindings: Mapping[str, Command]) -> Iterator[AskKeyboard]:
    """The keys of this terminal: those of a session, plus the reminder's own."""
    with Keyboard(keyboard_terminal(), {**bindings, **_KEYS}) as board:
        yield lambda: board.read(0)


@contextlib.contextmanager
def _no_keys() -> Iterator[AskKeyboard]:
    yield lambda: None


class _Other:
    """The other process, from this side. Raises OSError if it cannot be started."""

    def __init__(self, command: list[str], environ: dict[str, str]) -> None:
        self.gone = False
        """Whether it has ended and all its output was read."""
        self._process = subprocess.Popen(
            command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            encoding="utf-8", start_new_session=True, creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
        self._answers: SimpleQueue[str] = SimpleQueue()
        # Not every system can wait for a pipe with a time limit; a queue can.
        self._reader = threading.Thread(target=_listen, args=(self._process.stdout, self._answers), daemon=True)
        self._reader.start()

    def say(self, line: str) -> None:
        """Send it a line; if it has ended, `hear` will show that."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()

    def hear(self, seconds: float) -> dict[str, Any] | None:
        """Its next message within `seconds`, or None."""
        try:
            line = self._answers.get(timeout=seconds)
        except Empty:
            return None
        if not line:
            self.gone = True
            return None
        told: dict[str, Any] = json.loads(line)
        return told

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):  # the pipe may still contain a command
                assert pipe is not None
                pipe.close()


def _listen(lines: IO[str], answers: SimpleQueue[str]) -> None:
    """Pass on each line; an empty one marks the end."""
    for line in lines:
        answers.put(line)
    answers.put("")
