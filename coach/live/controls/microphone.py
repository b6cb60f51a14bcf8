"""Microphones: blocks of sound as they come, to whoever listens."""

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
    """Given each block, mono, in the microphone's own thread: it must be quick."""

RATE = 16_000
"""Samples a second of every microphone: what recognisers of speech were taught with."""

BLOCK = 40
"""Milliseconds of a block, about."""

DENIED = "No microphone can be used: connect one, and allow this program to record in the system's privacy settings."


class Microphone(Protocol):
    """A way in from the ear. Gives blocks while it is open."""

    @staticmethod
    def is_available() -> bool:
        """Whether the library it needs is installed."""
        ...

    def open(self, hear: Hear) -> None:
        """Begin to listen. Raises NoDevice where there is nothing to listen with."""
        ...

    def close(self) -> None:
        """Stop, and let the device go."""
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
        # Without any sound library on the machine, miniaudio records the void and says nothing.
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
        """Stop, and let the device go."""
        if self._device is not None:
            self._device.close()
            self._device = None


class PlayedMicrophone(Microphone):
    """A microphone that hears a recording, once, then silence."""

    def __init__(self, sound: NDArray[np.int16], pace: float = 1.0) -> None:
        """`sound` is mono, at RATE; `pace` is how many times faster than life it is heard."""
        self._sound, self._pace = sound, pace
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self.heard = 0
        """Samples given so far, the silence after the recording included."""

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
