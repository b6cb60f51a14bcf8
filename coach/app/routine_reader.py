"""Reading the routines for a page: in the background, so that a studio that was never read appears at once."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.app.routines import Routines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.app.routine_summary import RoutineSummary
    from coach.settings import Settings

FRESH = 1.0
"""Seconds for which a look at the scripts counts, such as while a person types a search."""
PATIENCE = 0.4
"""Seconds to wait for scripts to be read, before what is known is shown."""


@dataclass(frozen=True, slots=True)
class RoutineShelf:
    """The routines known now."""

    routines: tuple[RoutineSummary, ...]
    errors: tuple[str, ...]
    """A sentence for each script with an error."""
    unread: int
    """How many scripts are still to be read."""


class RoutineReader:
    """The routines in the script folders, as they are now. Safe to use from any thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._turn = threading.Lock()
        self._latest: Routines | None = None
        self._looked = 0.0
        self._reading: threading.Thread | None = None

    def shelf(self, patience: float = PATIENCE) -> RoutineShelf:
        """The routines; those not read after `patience` seconds are left out, and read meanwhile. Raises
        SettingsError."""
        routines = self._look()
        reading = self._reading
        if reading is not None:
            reading.join(patience)
        summaries, errors = routines.known()
        return RoutineShelf(tuple(summaries), tuple(errors), routines.unread)

    def search(self, words: Sequence[str], tags: Sequence[str]) -> list[str]:
        """The names of the routines that have all the tags and are about all of the words, as `coach list` finds them.

        Raises SettingsError.
        """
        routines = self._look()
        return [found.name for found in routines.matching(routines.known()[0], words, tags)]

    def _look(self) -> Routines:
        """The scripts as they are now, or were a second ago."""
        with self._turn:
            busy = self._reading is not None and self._reading.is_alive()
            if self._latest is None or not (busy or time.monotonic() - self._looked < FRESH):
                self._latest, self._looked = Routines(self._settings), time.monotonic()
                if self._latest.unread:
                    self._reading = threading.Thread(target=_read, args=(self._latest,), name="reading", daemon=True)
                    self._reading.start()
            return self._latest


def _read(routines: Routines) -> None:
    for _ in routines.read():
        time.sleep(0)  # let the page answer
