"""The contract of a player: it reads blocks from a stream until it is closed."""

from __future__ import annotations

import contextlib
import os
import threading
from typing import TYPE_CHECKING, Protocol, Self, TypeVar, runtime_checkable

from coach.errors import PlayerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray

    Read = Callable[[int], NDArray[np.int16]]
    """Asked for a number of samples, gives exactly as many at `SAMPLE_RATE`, of shape (count, channels);
    where there is one channel, (count,) will do."""

T = TypeVar("T")


@runtime_checkable
class Rewindable(Protocol):
    """A source whose samples may change after they were read."""

    def __call__(self, count: int) -> NDArray[np.int16]:
        """The next samples."""
        ...

    def available(self) -> int:
        """How many samples are ready."""
        ...

    def go_back(self) -> int:
        """How many of the last samples have changed: they are read again, and replace the old ones."""
        ...

    def tell(self, when: float, unheard: int, *, still: bool = False) -> None:
        """Report how many of the samples read were not heard yet, at a time of `time.perf_counter`.

        `still`: nothing is heard from then on, until the next report.
        """
        ...


class Player(Protocol):
    """Makes sound heard. It plays while it is open; what comes next is asked of `read` in its own thread."""

    name: str
    latency: int
    """The most milliseconds from reading a sample until it has been heard; wait this long after the last one before
    closing."""
    lost: bool = False
    """Whether the device is known to be lost. Most devices do not report it: see ReconnectingPlayer."""
    tells_lost: bool = False
    """Whether `lost` is reliable, even if the device reads nothing for a while."""
    chooses_device: bool = False
    """Whether it can play on a device other than the default one."""
    install: str = "it is part of Coach"
    """How to install what it needs."""

    @staticmethod
    def is_available() -> bool:
        """Whether what it needs is installed."""
        ...

    @staticmethod
    def works() -> bool:
        """Whether to choose it by default: checks, if that is cheap, that there is a device."""
        return True

    def play_on(self, device: str) -> None:
        """Play on the device with `device` in its name; call it before `open`. Raises PlayerError, NoDevice."""
        raise PlayerError(f"The player '{self.name}' plays on the default device only; it cannot choose '{device}'.")

    def open(self, read: Read, channels: int = 1) -> None:
        """Begin to play 1 or 2 channels, left first. Raises NoDevice if there is no device."""
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


def within(seconds: float, work: Callable[[], T]) -> T:
    """The result of `work`, or TimeoutError after `seconds`, while `work` continues in its thread.

    For calls into sound systems, some of which never return if their server hangs.
    """
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run, name="within", daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not results:
        raise TimeoutError
    return results[0]


_muting = threading.Lock()
_muters = 0
_stderr = -1


@contextlib.contextmanager
def muted_stderr() -> Iterator[None]:
    """Keep the system's sound libraries from writing dozens of lines to the terminal if there is no device."""
    global _muters, _stderr
    with _muting:
        if _muters == 0:
            try:
                _stderr = os.dup(2)
            except OSError:  # it is closed already
                _stderr = -1
            else:
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, 2)
                os.close(nowhere)
        _muters += 1
    try:
        yield
    finally:
        with _muting:
            _muters -= 1
            if _muters == 0 and _stderr != -1:
                os.dup2(_stderr, 2)
                os.close(_stderr)
