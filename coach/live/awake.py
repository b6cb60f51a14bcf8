"""Keeping the computer awake while a session plays without any key presses."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from coach.sound import State

PATIENCE = 600.0
"""Seconds of pause after which the computer may sleep."""

_DELAY = 5.0
"""Seconds after the start: no computer sleeps so soon, and starting is not slowed down."""
_TICK = 1.0


class Awake:
    """Keeps the computer, but not its screen, from sleeping while it is open and a session plays.

    If the system does not support this, it silently does nothing.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic, delay: float = _DELAY) -> None:
        """`now` tells seconds; it begins after `delay` of them."""
        self.active = False
        """Whether the system has accepted the request."""
        self._now, self._delay = now, delay
        self._moved = now()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="awake", daemon=True)

    def update(self, state: State) -> None:
        """Set the state of the session; from any thread."""
        if state not in ("paused", "waiting", "ended"):
            self._moved = self._now()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._thread.join(timeout=2)

    def _work(self) -> None:
        if self._closing.wait(self._delay):
            return
        # It says at length what does not work here.
        logging.getLogger("wakepy").setLevel(logging.CRITICAL)
        with ExitStack() as inhibited:
            while not self._closing.is_set():
                wanted = self._now() - self._moved < PATIENCE
                if wanted and not self.active:
                    self.active = self._is_asked(inhibited)
                    if not self.active:
                        return
                elif self.active and not wanted:
                    inhibited.close()
                    self.active = False
                self._closing.wait(_TICK)
        self.active = False

    def _is_asked(self, inhibited: ExitStack) -> bool:
        """Ask the system not to sleep; returns whether it agreed."""
        try:
            from wakepy import keep

            return bool(inhibited.enter_context(keep.running(on_fail="pass")).active)
        except Exception:  # desktop services may raise anything
            return False
