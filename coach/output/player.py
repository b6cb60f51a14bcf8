"""The contract every player keeps: it pulls blocks from a stream until it is closed."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray

    Read = Callable[[int], NDArray[np.int16]]
    """Asked for a number of samples, gives exactly as many: mono, at the house's sample rate."""


class Player(Protocol):
    """A way out to the ear. Plays while it is open; what it plays next is asked of `read` in its own thread."""

    name: str
    latency: int
    """Milliseconds between a sample being read and its being over, at most; so long after the last one it may close."""

    @staticmethod
    def is_available() -> bool:
        """Whether the library it needs is installed."""
        ...

    def open(self, read: Read) -> None:
        """Begin to play. Raises NoDevice where there is nothing to play on."""
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


@contextlib.contextmanager
def muted_stderr() -> Iterator[None]:
    """Keep the system's sound libraries from writing dozens of lines to the terminal where there is no device."""
    try:
        kept = os.dup(2)
    except OSError:  # it is closed already
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)
