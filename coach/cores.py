"""How many cores this process may use."""

from __future__ import annotations

import os

_limit: int | None = None


def usable_cores(most: int) -> int:
    """The cores that work may be spread over: those that the system gives to this process, at most `most`."""
    given = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(given, most, _limit or given))


def limit_cores(count: int) -> None:
    """Use at most `count` cores from now on: for one of several processes that share a machine."""
    global _limit
    _limit = count
