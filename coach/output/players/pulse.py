"""Playing through PulseAudio or PipeWire: seconds of sound are buffered in the server, and can be rewritten."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from coach.errors import NoDevice
from coach.output.players.device import pick
from coach.output.players.libpulse import PulseStream, library
from coach.output.players.player import Player, Rewindable
from coach.output.players.sound_servers import pulse
from coach.units import SAMPLE_RATE, samples

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.output.players.player import Read

DEPTH = 2000
"""Milliseconds buffered in the server, if they can be rewritten."""
SHALLOW = 150
"""Milliseconds buffered if they cannot."""

_TICK = 0.01
_ASK = 0.1
"""Seconds between two requests for the playing position."""


class PulsePlayer(Player):
    """The default player on Linux. A busy machine does not interrupt it, and a pause is still heard at once."""

    name = "pulse"
    latency = 4 * 50
    chooses_device = True
    tells_lost = True
    install = "it comes with PulseAudio or PipeWire, on Debian in the package libpulse0"

    def __init__(self) -> None:
        self.on_hold: Callable[[bool], None] = lambda _: None
        """Called when the server asks for silence, such as for a call, and before it resumes; in the player's
        thread."""
        self._held = False
        self._device: str | None = None
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._stream: PulseStream | None = None

    @staticmethod
    def is_available() -> bool:
        """Whether the library is installed."""
        return library() is not None

    @staticmethod
    def works() -> bool:
        """Whether a sound server answers."""
        try:
            PulseStream(None, 1, SHALLOW, lambda _: None).close()
        except NoDevice:
            return False
        return True

    def play_on(self, device: str) -> None:
        """Play on the device with `device` in its name. Raises PlayerError, NoDevice."""
        self._device = pick(device, pulse()).id

    def open(self, read: Read, channels: int = 1) -> None:
        """Begin to play. Raises NoDevice."""
        deep = isinstance(read, Rewindable)
        self._stream = stream = PulseStream(self._device, channels, DEPTH if deep else SHALLOW, self._hold)
        self._thread = threading.Thread(target=self._play, args=(stream, read), name="pulse", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop, and close the device."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def _is_elsewhere(self, stream: PulseStream) -> bool:
        """Whether the chosen device has gone, and the server moved the stream to another.

        What was meant for earphones must not be heard from a loudspeaker. A person may move the stream.
        """
        if self._device is None or not stream.is_moved:
            return False
        stream.is_moved = False
        return all(device.id != self._device for device in pulse())

    def _hold(self, still: bool) -> None:
        self._held = still

    def _play(self, stream: PulseStream, read: Read) -> None:
        source = read if isinstance(read, Rewindable) else None
        size = samples(DEPTH if source is not None else SHALLOW)
        written = 0  # frames of this stream
        place = _Place()
        asked = 0.0
        held = False
        if source is not None:
            source.tell(time.perf_counter(), 0, still=True)
        while not self._closing.is_set():
            if stream.is_lost or self._is_elsewhere(stream):
                if source is not None:
                    source.tell(time.perf_counter(), written - place.now(written), still=True)
                self.lost = True
                return
            if held != self._held:
                held = self._held
                if held:
                    stream.hold(still=True)
                    place.stop(written)
                    if source is not None:
                        source.tell(time.perf_counter(), written - place.now(written), still=True)
                self.on_hold(held)
                if not held:
                    stream.hold(still=False)
            if (now := time.perf_counter()) - asked >= _ASK:
                asked = now
                stream.ask()
            if not held and (heard := stream.heard()) is not None and heard[0] > place.when:
                place.when, place.frame = heard[0], written - heard[1]
                if source is not None:
                    source.tell(*heard)
            back = min(source.go_back(), written) if source is not None else 0  # a new stream has nothing to rewrite
            count = round(size - (written - back - place.now(written)))
            if source is not None:
                count = min(count, source.available())
            if count > 0:
                stream.write(read(count).tobytes(), back)
                written += count - back
            self._closing.wait(_TICK)


class _Place:
    """The position that is heard, in frames of a stream."""

    def __init__(self) -> None:
        self.when, self.frame = 0.0, 0

    def now(self, written: int) -> int:
        """The frame heard now; no more than were written. Where that is all, it counts on from here."""
        now = time.perf_counter()
        frame = self.frame + round((now - self.when) * SAMPLE_RATE) if self.when else self.frame
        if self.when and frame > written:
            self.when, self.frame = now, written
        return min(frame, written)

    def stop(self, written: int) -> None:
        """Stop counting from now on."""
        self.when, self.frame = 0.0, self.now(written)
