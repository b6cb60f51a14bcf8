"""A player in another process, so that a busy main process does not interrupt the sound."""

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
"""Seconds to wait until a device is open or has failed: a sound server may be slow, and the machine busy."""
_END = 3.0


class ProcessPlayer(Player):
    """Plays a ring through the best player available, and through another one when the device is lost.

    The other process starts at once, so that it is ready when needed; if it dies, a new one is started.
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
        """Called when the sound server holds the sound, such as for a call, and before it resumes."""
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._worker: _Worker | None = None
        with contextlib.suppress(OSError):  # reported when it is opened
            self._worker = _Worker()

    @property
    def process(self) -> int | None:
        """The id of the other process while it runs."""
        return self._worker.process.pid if self._worker is not None else None

    @staticmethod
    def is_available() -> bool:
        """Always."""
        return True

    def open(self, read: Read, channels: int = 1) -> None:  # noqa: ARG002 - the ring knows
        """Begin to play a ring. Raises NoDevice, PlayerError."""
        if not isinstance(read, Ring):
            raise TypeError("Only a ring can be played by another process.")
        try:
            self._worker = self._opened(read, self._worker)
        except BaseException:
            self.close()
            raise
        self._thread = threading.Thread(target=self._watch, args=(read,), name="process player", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop, and close the device; returns within a few seconds even if the device hangs."""
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
            report = worker.hear(_START)
        except OSError as error:
            if worker is not None:
                worker.end()
            raise NoDevice(f"The sound cannot be played in a process of its own ({error}).") from error
        if report is None or report["told"] != "open":
            worker.end()
            if report is None:
                raise NoDevice("The sound device does not answer.")
            raise (NoDevice if report["kind"] == "NoDevice" else PlayerError)(report["text"])
        self.name, self.latency = report["name"], report["latency"]
        return worker

    def _watch(self, ring: Ring) -> None:
        """Pass on the worker's reports, and start another worker if it died."""
        while (worker := self._worker) is not None and not self._closing.is_set():
            report = worker.hear()
            if self._closing.is_set():
                return
            if report is None:
                self._set_lost()
                worker.end()
                self._replace(ring)
            elif report["told"] == "lost":
                self._set_lost()
            elif report["told"] == "back":
                self.name, self.latency = report["name"], report["latency"]
                self._set_back()
                worker.go()
            elif report["told"] == "held":
                self.on_held(report["still"])
                worker.go()

    def _replace(self, ring: Ring) -> None:
        while not self._closing.wait(RETRY):
            self.on_back()  # before it opens, because it reads at once
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
    """The other process, and the lines exchanged with it."""

    def __init__(self) -> None:
        """Raises OSError if no process can be started."""
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", _MAIN, *sys.path],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
            start_new_session=True,  # Ctrl-C is for Coach, which then ends the sound in its own way
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            # So that a sound server may hold it during a call.
            env={"PULSE_PROP": "media.role=music", **os.environ},
        )  # fmt: skip

    def say(self, what: Any) -> None:
        """Send a line. Raises OSError if the process has ended."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(what) + "\n")
            self.process.stdin.flush()
        except ValueError as error:
            raise OSError("it has ended") from error

    def go(self) -> None:
        """Let it continue; if it has ended, `hear` will report it."""
        with contextlib.suppress(OSError):
            self.say("go")

    def hear(self, seconds: float | None = None) -> dict[str, Any] | None:
        """Its next report; None if it has ended, or was silent for `seconds`, after which it is ended."""
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
        """End it; kill it after `patience` seconds."""
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        assert self.process.stdout is not None
        with contextlib.suppress(OSError):  # `hear` notices its end first
            self.process.stdout.close()
