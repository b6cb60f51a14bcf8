"""The contract of what keeps clips: a folder on this machine, or one in front of a store that many machines share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


class ClipStore(Protocol):
    """Clips by their keys. The first clip stored under a key wins, and all who ask get that one."""

    folder: Path
    """A folder on this machine, where what was measured of voices is kept too."""

    def fetch(self, keys: Iterable[str]) -> None:
        """Bring the clips of these keys near, many at once: a hint before `length` and `load` are asked for each."""
        ...

    def length(self, key: str) -> int | None:
        """The length of a clip in milliseconds; None if there is none."""
        ...

    def load(self, key: str) -> NDArray[np.int16] | None:
        """The clip, int16, shape (frames,); None if there is none or it is damaged."""
        ...

    def store(self, key: str, clip: NDArray[np.int16]) -> NDArray[np.int16]:
        """Store a clip; returns the clip that is stored now, which another process may have made before.

        Raises CacheError if it cannot be kept on this machine, ObjectStoreError if not in the shared store.
        """
        ...

    def prune(self, limit: int) -> int:
        """Delete the least recently used clips on this machine until at most `limit` bytes are left there; returns how
        many. What is shared with other machines stays."""
        ...
