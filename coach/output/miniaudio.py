"""Playing through miniaudio: one continuous stream, pulled by the sound device."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

from coach.errors import NoDevice
from coach.output.player import Player, muted_stderr
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Generator

    from coach.output.player import Read

BUFFER = 50
"""Milliseconds asked of the device: measured to play without drop-outs while a voice is synthesised beside it."""


class MiniaudioPlayer(Player):
    """The default player."""

    name = "miniaudio"
    latency = 4 * BUFFER

    def __init__(self) -> None:
        self._device: Any = None

    @staticmethod
    def is_available() -> bool:
        """Whether miniaudio is installed."""
        return importlib.util.find_spec("miniaudio") is not None

    def open(self, read: Read) -> None:
        """Begin to play. Raises NoDevice."""
        import miniaudio

        try:
            with muted_stderr():
                device = miniaudio.PlaybackDevice(
                    output_format=miniaudio.SampleFormat.SIGNED16,
                    nchannels=1,
                    sample_rate=SAMPLE_RATE,
                    buffersize_msec=BUFFER,
                    app_name="Coach",
                )
        except miniaudio.MiniaudioError as error:
            raise NoDevice("There is no sound device on this machine that can be opened.") from error
        # Without any sound library on the machine, miniaudio plays into the void and says nothing.
        if device.backend == "Null":
            device.close()
            raise NoDevice("There is no sound device on this machine.")
        pull = _pull(read)
        next(pull)
        self._device = device
        device.start(pull)

    def close(self) -> None:
        """Stop, and let the device go."""
        if self._device is not None:
            self._device.close()
            self._device = None


def _pull(read: Read) -> Generator[bytes | memoryview, int, None]:
    count = yield b""
    while True:
        count = yield read(count).tobytes()
