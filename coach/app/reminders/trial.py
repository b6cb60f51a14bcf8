"""Trying a reminder: it is spoken now, as at its time, in the background."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Literal

from coach.errors import ReminderError
from coach.remind.clock import SystemClock
from coach.remind.delivery_process import DeliveryProcess
from coach.remind.do_not_disturb import guided_session
from coach.remind.rule import Once
from coach.remind.schedule import Due

if TYPE_CHECKING:
    from coach.settings import Settings
    from coach.storage.firings import FiringOutcome
    from coach.storage.reminders import Reminder

_TOLD = 60.0
"""Seconds for which the result is told."""
BUSY = "A guided session is playing, or another reminder. Try again when it has ended."


@dataclass(frozen=True, slots=True)
class TrialState:
    """What is tried, or what came of the last trial."""

    reminder: int
    """The reminder's id."""
    outcome: FiringOutcome | Literal["speaking"]
    note: str = ""
    """The reason; may be empty."""
    seconds: float = 0.0
    """How many seconds of a routine were guided."""


class Trial:
    """Speaks one reminder at a time in a thread of its own. It is not added to the history."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._turn = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._state: TrialState | None = None
        self._changed = 0.0

    @property
    def state(self) -> TrialState | None:
        """What is tried, or what came of the last trial within a minute; None if there was none."""
        state = self._state
        over = state is not None and state.outcome != "speaking" and time.monotonic() - self._changed > _TOLD
        return None if over else state

    def start(self, reminder: Reminder) -> None:
        """Begin to speak it; `state` tells what comes of it. Raises ReminderError if something is playing already."""
        with self._turn:
            if self._thread is not None and self._thread.is_alive():
                raise ReminderError(BUSY)
            self._stop.clear()
            self._set(TrialState(reminder.id, "speaking"))
            self._thread = threading.Thread(target=self._speak, args=(reminder,), daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End what is spoken; returns when it is silent, after a few seconds at most."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _set(self, state: TrialState) -> None:
        self._changed = time.monotonic()
        self._state = state

    def _speak(self, reminder: Reminder) -> None:
        clock = SystemClock()
        now, zone = clock.now(), clock.zone()
        wall = now.astimezone(zone).replace(tzinfo=None)
        try:
            with guided_session(self._settings.data_path()) as alone:
                if not alone:
                    self._set(TrialState(reminder.id, "failed", BUSY))
                    return
                speak = DeliveryProcess(
                    self._settings, clock, self._stop, presses=SimpleQueue(), tell=lambda _line: None
                )
                result = speak(reminder, Due(now, wall, Once(wall)), False)
            self._set(TrialState(reminder.id, result.outcome, result.note, result.seconds))
        except Exception as error:  # the page must not show it as speaking for ever
            self._set(TrialState(reminder.id, "failed", f"{type(error).__name__}: {error}"))
