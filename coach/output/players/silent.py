"""A player without a loudspeaker, which keeps time."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from coach.output.players.player import Player
from coach.units import SAMPLE_RATE, samples

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from coach.output.players.player import Read

BUFFER = 50


class SilentPlayer(Player):
    """Reads blocks as a device would, in real time or faster. For machines without sound, and for tests."""

    name = "silent"
    latency = BUFFER

    def __init__(self, speed: float = 1.0, hear: Callable[[NDArray[np.int16]], None] | None = None) -> None:
        """`speed`: 1.0 is real time. `hear` is called with every block."""
        self._speed, self._hear = speed, hear
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    @staticmethod
    def is_available() -> bool:
        """Always."""
        return True

    def open(self, read: Read, channels: int = 1) -> None:  # noqa: ARG002 - the contract
        """Begin to read."""

        def play() -> None:
            began, played = time.monotonic(), 0
            while not self._closing.is_set():
                block = read(samples(BUFFER))
                if self._hear is not None:
                    self._hear(block)
                played += len(block)
                due = began + played / SAMPLE_RATE / self._speed
                self._closing.wait(max(0.0, due - time.monotonic()))

        self._thread = threading.Thread(target=play, name="silent", daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """Stop reading silently, as real devices do when they are lost."""
        self._closing.set()

    def close(self) -> None:
        """Stop reading."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
