"""A player in a process of its own: whatever this one is busy with, the device is given its sound."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

from coach.errors import NoDevice, PlayerError
from coach.output.players.player import Player
from coach.output.players.reconnecting import RETRY
from coach.output.players.ring import Ring

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.output.players.player import Read

_MAIN = "import sys; sys.path[:] = sys.argv[1:]; from coach.output.players.process_worker import main; main()"
_START = 30.0
"""Seconds in which a device must have been opened, or refused: a sound server may be slow, and the machine busy."""
_END = 3.0


class ProcessPlayer(Player):
    """Plays a ring through the best player there is, and through another whenever the device was lost.

    The other process starts at once, so that it is ready when it is needed; should it die, there is a new one.
    """

    latency = 500
    chooses_device = True

    def __init__(
        self,
        player: str | None = None,
        device: str | None = None,
        on_lost: Callable[[], None] = lambda: None,
        on_back: Callable[[], None] = lambda: None,
    ) -> None:
        """`player` and `device` as for `choose_player`. `on_lost` and `on_back` as for ReconnectingPlayer."""
        self.name = player or "process"
        self._wanted = {"player": player, "device": device}
        self.on_lost, self.on_back = on_lost, on_back
        self.on_held: Callable[[bool], None] = lambda _: None
        """Told when the sound server holds the sound, such as for a call, and before it goes on."""
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._worker: _Worker | None = None
        with contextlib.suppress(OSError):  # said when it is opened
            self._worker = _Worker()

    @property
    def process(self) -> int | None:
        """The number of the other process, while it runs."""
        return self._worker.process.pid if self._worker is not None else None

    @staticmethod
    def is_available() -> bool:
        """Always."""
        return True

    def open(self, read: Read, channels: int = 1) -> None:  # noqa: ARG002 - the ring knows
        """Begin to play a ring. Raises NoDevice, PlayerError."""
        if not isinstance(read, Ring):
            raise TypeError("What another process plays must lie in a ring.")
        try:
            self._worker = self._opened(read, self._worker)
        except BaseException:
            self.close()
            raise
        self._thread = threading.Thread(target=self._watch, args=(read,), name="process player", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop, and let the device go; after a few seconds at most, even where it hangs."""
        self._closing.set()
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.end(patience=_END if self._thread is not None else 0)
        if self._thread not in (None, threading.current_thread()):
            self._thread.join(_END)

    def _opened(self, ring: Ring, worker: _Worker | None = None) -> _Worker:
        """A worker that plays. Raises NoDevice, PlayerError."""
        try:
            worker = worker or _Worker()
            worker.say({**self._wanted, "path": str(ring.path), "channels": ring.channels})
            told = worker.hear(_START)
        except OSError as error:
            if worker is not None:
                worker.end()
            raise NoDevice(f"The sound cannot be played in a process of its own ({error}).") from error
        if told is None or told["told"] != "open":
            worker.end()
            if told is None:
                raise NoDevice("The sound device does not answer.")
            raise (NoDevice if told["kind"] == "NoDevice" else PlayerError)(told["text"])
        self.name, self.latency = told["name"], told["latency"]
        return worker

    def _watch(self, ring: Ring) -> None:
        """Hand on what the worker tells, and have another where it died."""
        while (worker := self._worker) is not None and not self._closing.is_set():
            told = worker.hear()
            if self._closing.is_set():
                return
            if told is None:
                self._set_lost()
                worker.end()
                self._replace(ring)
            elif told["told"] == "lost":
                self._set_lost()
            elif told["told"] == "back":
                self.name, self.latency = told["name"], told["latency"]
                self._set_back()
                worker.go()
            elif told["told"] == "held":
                self.on_held(told["still"])
                worker.go()

    def _replace(self, ring: Ring) -> None:
        while not self._closing.wait(RETRY):
            self.on_back()  # before it reads, for it reads at once
            with contextlib.suppress(PlayerError):
                self._worker = self._opened(ring)
                self.lost = False
                return

    def _set_lost(self) -> None:
        if not self.lost:
            self.lost = True
            self.on_lost()

    def _set_back(self) -> None:
        self.lost = False
        self.on_back()


class _Worker:
    """The other process, and the lines it is told and tells."""

    def __init__(self) -> None:
        """Raises OSError where there can be no other process."""
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", _MAIN, *sys.path],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
            start_new_session=True,  # Ctrl-C is for Coach, which then ends the sound in its own way
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            # A sound server then knows it for what may be held while there is a call.
            env={"PULSE_PROP": "media.role=music", **os.environ},
        )  # fmt: skip

    def say(self, what: Any) -> None:
        """Raises OSError where nobody hears it."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(what) + "\n")
            self.process.stdin.flush()
        except ValueError as error:
            raise OSError("it has ended") from error

    def go(self) -> None:
        """Tell that it may go on; should it have ended, that is heard soon enough."""
        with contextlib.suppress(OSError):
            self.say("go")

    def hear(self, seconds: float | None = None) -> dict[str, Any] | None:
        """What it tells next; None where it has gone, or is silent for so long, which ends it."""
        assert self.process.stdout is not None
        guard = threading.Timer(seconds, self.process.kill) if seconds is not None else None
        if guard is not None:
            guard.daemon = True
            guard.start()
        try:
            line = self.process.stdout.readline()
            return dict(json.loads(line)) if line.endswith("\n") else None
        except (OSError, ValueError):
            return None
        finally:
            if guard is not None:
                guard.cancel()

    def end(self, patience: float = _END) -> None:
        """Let it end; after so many seconds it must."""
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        assert self.process.stdout is not None
        with contextlib.suppress(OSError):  # who listens to it hears its end first
            self.process.stdout.close()
