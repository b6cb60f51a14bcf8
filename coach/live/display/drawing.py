"""Drawing in its own thread, so that a terminal that is stopped, such as by Ctrl-S, delays no command."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

    from coach.live.display.screen import Screen
    from coach.live.view import View

_END = 1.0
"""Seconds the last view may take to be drawn."""


class Drawing:
    """Draws the newest view on a screen; views that arrive while another is drawn are skipped."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._newest: View | None = None
        self._changed = threading.Condition()
        self._closing = False
        self._thread: threading.Thread | None = None

    def show(self, view: View) -> None:
        """Draw a view soon."""
        with self._changed:
            self._newest = view
            self._changed.notify()

    def __enter__(self) -> Self:
        """Open the screen."""
        self._closing = False
        self._screen.__enter__()
        self._thread = threading.Thread(target=self._work, name="drawing", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the screen as it was."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._screen.let_flow()
        if self._thread is not None:
            self._thread.join(_END)
        self._screen.__exit__(kind, error, trace)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._newest is not None or self._closing)
                if self._closing:
                    return
                view, self._newest = self._newest, None
            if view is not None:
                with contextlib.suppress(OSError):  # a closed terminal is reported by its signal
                    self._screen.draw(view)
