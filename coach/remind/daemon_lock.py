"""The daemon's lock: each daemon holds its own lock file, which the system releases however the process ends."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PLACES = 9
"""More daemons than this run too, but are not detected."""


@contextmanager
def present(data_dir: Path) -> Iterator[None]:
    """Inside the block other processes can see that a daemon runs here."""
    from filelock import FileLock, Timeout

    with ExitStack() as held:
        for place in range(1, _PLACES + 1):
            try:
                held.enter_context(FileLock(data_dir / f"waiting-{place}.lock", timeout=0))
                break
            except Timeout:
                continue
            except OSError:
                break
        yield


def is_anybody_present(data_dir: Path) -> bool:
    """Whether a daemon runs here; also True if unknown."""
    from filelock import FileLock, Timeout

    for path in data_dir.glob("waiting-*.lock"):
        try:
            with FileLock(path, timeout=0):
                pass
        except (Timeout, OSError):
            return True
    return False
