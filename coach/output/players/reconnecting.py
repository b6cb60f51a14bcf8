"""A player that survives the loss of its device, such as unplugged earphones, a crashed server, or sleep."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

import numpy as np

from coach.errors import PlayerError
from coach.output.players.player import Player, Rewindable, within
from coach.units import samples

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from coach.output.players.player import Read

QUIET = 1.0
"""Seconds within which a playing device reads, unless its own buffer is longer."""
START = 5.0
"""Seconds within which it begins to read: a loudspeaker may have been asleep."""
PROOF = 500
"""Milliseconds of silence that a recovered device must read before it is trusted: more than its buffer."""
RETRY = 1.0
"""Seconds before each attempt to reconnect."""

_TICK = 0.1
_END = 2.0
"""Seconds to wait for a lost device to close."""


class ReconnectingPlayer(Player):
    """Plays through a player from `make`, and through a new one when the device is lost.

    While the device is lost nothing is read. The next device continues with the next sample; what was in the buffers of
    the lost device is not heard.
    """

    def __init__(
        self,
        make: Callable[[], Player],
        on_lost: Callable[[], None] = lambda: None,
        on_back: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_lost` is called when the device is lost, `on_back` when there is a new one, before it first reads.

        Both are called in a thread of this player. Raises the errors of `make`.
        """
        self._make, self._on_lost, self._on_back = make, on_lost, on_back
        self._player = make()
        self.name, self.latency = self._player.name, self._player.latency
        self.lost = False
        self._closing = threading.Event()
        self._line: _Line | None = None
        self._thread: threading.Thread | None = None

    @staticmethod
    def is_available() -> bool:
        """Always."""
        return True

    def open(self, read: Read, channels: int = 1) -> None:
        """Begin to play. Raises NoDevice if there is no device at the start."""
        line = _line(read, channels)
        line.join()
        self._player.open(line, channels)
        self._line, self.latency = line, self._player.latency
        self._thread = threading.Thread(target=self._watch, args=(read, channels), name="steady", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop, and close the device; returns within a few seconds even if the device hangs."""
        self._closing.set()
        if self._thread not in (None, threading.current_thread()):
            self._thread.join(_END)
        if self._line is not None and not self.lost:
            self._line.end()
            _close(self._player)
        self._thread = self._line = None

    def _watch(self, read: Read, channels: int) -> None:
        while self._is_lost():
            self.lost = True
            self._on_lost()
            _close(self._player)
            if not self._is_back(read, channels):
                return

    def _is_lost(self) -> bool:
        """Wait until the device is lost; False if the player is closing."""
        line = self._line
        assert line is not None
        quiet, asked = 0.0, -1
        # Ticks are counted, not time, because there are none while the computer sleeps.
        while not self._closing.wait(_TICK):
            quiet = 0.0 if line.is_busy() or line.asked != asked else quiet + _TICK
            asked = line.asked
            patience = max(QUIET, self.latency / 1000) if line.runs() else START
            silent = quiet >= patience and not self._player.tells_lost
            if (self._player.lost or silent) and line.cut():
                return True
        return False

    def _is_back(self, read: Read, channels: int) -> bool:
        """Wait until there is a device, and let it read; False if the player is closing."""
        while not self._closing.wait(RETRY):
            line = _line(read, channels)
            try:
                player = self._make()
                player.open(line, channels)
            except PlayerError:
                continue
            # Some devices open and fill their buffer, but never play.
            if not (player.tells_lost or line.proved.wait(START)) or self._closing.is_set():
                _close(player)
                continue
            self._player, self._line = player, line
            self.name, self.latency = player.name, player.latency
            self.lost = False
            self._on_back()
            line.join()
            return True
        return False


class _Line:
    """The source of one device: silence before it is joined to the stream and after it is cut from it."""

    def __init__(self, read: Read, channels: int) -> None:
        self._read, self._channels = read, channels
        self._reading = threading.Lock()
        self._joined = False
        self.asked = 0
        self.proved = threading.Event()

    def __call__(self, count: int) -> NDArray[np.int16]:
        with self._reading:
            self.asked += count
            if self.asked >= samples(PROOF):
                self.proved.set()
            return self._read(count) if self._joined else np.zeros((count, self._channels), np.int16)

    def runs(self) -> bool:
        """Whether the device is playing, rather than having only filled its buffer."""
        return self.asked > samples(2 * PROOF)

    def join(self) -> None:
        self._joined = True

    def end(self) -> None:
        self._joined = False

    def is_busy(self) -> bool:
        """Whether the stream is being read now, which may take a while."""
        return self._reading.locked()

    def cut(self) -> bool:
        """End it between two reads; False during a read."""
        if not self._reading.acquire(blocking=False):
            return False
        self._joined = False
        self._reading.release()
        return True


class _RewindableLine(_Line):
    """The same for a source whose samples may change after they were read."""

    def __init__(self, read: Rewindable, channels: int) -> None:
        super().__init__(read, channels)
        self._source = read

    def available(self) -> int:
        return self._source.available() if self._joined else 0

    def go_back(self) -> int:
        return self._source.go_back() if self._joined else 0

    def tell(self, when: float, unheard: int, *, still: bool = False) -> None:
        if self._joined:
            self._source.tell(when, unheard, still=still)


def _line(read: Read, channels: int) -> _Line:
    return _RewindableLine(read, channels) if isinstance(read, Rewindable) else _Line(read, channels)


def _close(player: Player) -> None:
    """Close a player that may hang or raise any error."""
    with contextlib.suppress(Exception):
        within(_END, player.close)
