"""Microphones: a callback gets each block of sound."""

from __future__ import annotations

import importlib.util
import threading
import time
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np

from coach.errors import NoDevice
from coach.output.players.player import muted_stderr

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from types import TracebackType

    from numpy.typing import NDArray

    Hear = Callable[[NDArray[np.int16]], None]
    """Called with each mono block in the microphone's own thread; it must return quickly."""

RATE = 16_000
"""The sample rate of every microphone: the one speech recognisers are trained with."""

BLOCK = 40
"""The approximate length of a block in milliseconds."""

DENIED = "No microphone can be used: connect one, and allow this program to record in the system's privacy settings."


class Microphone(Protocol):
    """A sound input. Passes on blocks while it is open."""

    @staticmethod
    def is_available() -> bool:
        """Whether the library it needs is installed."""
        ...

    def open(self, hear: Hear) -> None:
        """Begin to listen. Raises NoDevice if there is no microphone."""
        ...

    def close(self) -> None:
        """Stop, and close the device."""
        ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class MiniaudioMicrophone(Microphone):
    """The system's own microphone."""

    def __init__(self) -> None:
        self._device: Any = None

    @staticmethod
    def is_available() -> bool:
        """Whether miniaudio is installed."""
        return importlib.util.find_spec("miniaudio") is not None

    def open(self, hear: Hear) -> None:
        """Begin to listen. Raises NoDevice."""
        import miniaudio

        try:
            with muted_stderr():
                device = miniaudio.CaptureDevice(
                    input_format=miniaudio.SampleFormat.SIGNED16,
                    nchannels=1,
                    sample_rate=RATE,
                    buffersize_msec=BLOCK,
                    app_name="Coach",
                )
        except miniaudio.MiniaudioError as error:
            raise NoDevice(DENIED) from error
        # Without any sound library on the machine, miniaudio records from a null device silently.
        if device.backend == "Null":
            device.close()
            raise NoDevice(DENIED)
        give = _give(hear)
        next(give)
        self._device = device
        try:
            device.start(give)
        except miniaudio.MiniaudioError as error:
            self.close()
            raise NoDevice(DENIED) from error

    def close(self) -> None:
        """Stop, and close the device."""
        if self._device is not None:
            self._device.close()
            self._device = None


class PlayedMicrophone(Microphone):
    """A microphone that plays a recording once, then silence."""

    def __init__(self, sound: NDArray[np.int16], pace: float = 1.0) -> None:
        """`sound` is mono, at RATE; `pace` is the speed relative to real time."""
        self._sound, self._pace = sound, pace
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self.heard = 0
        """Samples passed on so far, including the silence after the recording."""

    @staticmethod
    def is_available() -> bool:
        """Always."""
        return True

    def open(self, hear: Hear) -> None:
        """Begin to listen."""
        self._closing.clear()
        self._thread = threading.Thread(target=self._play, args=(hear,), name="played microphone", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _play(self, hear: Hear) -> None:
        count = RATE * BLOCK // 1000
        began = time.monotonic()
        while not self._closing.wait(max(0.0, began + self.heard / RATE / self._pace - time.monotonic())):
            block = np.zeros(count, np.int16)
            piece = self._sound[self.heard : self.heard + count]
            block[: len(piece)] = piece
            self.heard += count
            hear(block)


def _give(hear: Hear) -> Generator[None, bytearray, None]:
    while True:
        data = yield
        hear(np.frombuffer(data, np.int16))
