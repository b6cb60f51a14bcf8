"""Playing through simpleaudio: complete buffers, one after another, for Python below 3.12."""

from __future__ import annotations

import importlib.util
import sys
import threading
from typing import TYPE_CHECKING

from coach.errors import NoDevice
from coach.extras import install_extra
from coach.output.players.player import Player, muted_stderr
from coach.units import SAMPLE_RATE, samples

if TYPE_CHECKING:
    from coach.output.players.player import Read

BUFFER = 2000
"""Milliseconds in a buffer. simpleaudio leaves a few milliseconds of silence between buffers, so they are long. One
plays while the next is ready, so a key takes effect after up to two of them."""


class SimpleaudioPlayer(Player):
    """A player without a running stream: it plays complete buffers."""

    name = "simpleaudio"
    latency = 2 * BUFFER + 500
    install = f"{install_extra('simpleaudio')}, which works on Python 3.11 only"

    def __init__(self) -> None:
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    @staticmethod
    def is_available() -> bool:
        """Whether simpleaudio is installed, on a Python it does not crash on (3.12 and later: upstream #72)."""
        return sys.version_info < (3, 12) and importlib.util.find_spec("simpleaudio") is not None

    def open(self, read: Read, channels: int = 1) -> None:
        """Begin to play. Raises NoDevice."""
        import simpleaudio

        try:
            with muted_stderr():
                first = simpleaudio.play_buffer(read(samples(BUFFER)).tobytes(), channels, 2, SAMPLE_RATE)
        except Exception as error:  # its C code raises its own SimpleaudioError
            raise NoDevice("There is no sound device on this machine that can be opened.") from error

        def play() -> None:
            playing = first
            while not self._closing.is_set():
                following = read(samples(BUFFER)).tobytes()  # rendered while the one before it plays
                playing.wait_done()
                if self._closing.is_set():
                    break
                try:
                    with muted_stderr():
                        playing = simpleaudio.play_buffer(following, channels, 2, SAMPLE_RATE)
                except Exception:  # as above
                    self.lost = True
                    return
            playing.stop()

        self._thread = threading.Thread(target=play, name="simpleaudio", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop, and close the device."""
        self._closing.set()
        if self._thread is not None:
            import simpleaudio

            simpleaudio.stop_all()
            self._thread.join()
            self._thread = None
