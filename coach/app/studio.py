"""The studio: what a page works on, shared by all devices that show it."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from coach.app.editing.desk import WritingDesk
    from coach.app.preparation import Preparations
    from coach.app.reminders.trial import Trial
    from coach.app.routine_reader import RoutineReader
    from coach.app.stage.stage import Stage
    from coach.app.take_along import TakeAlong
    from coach.settings import Settings

StudioPart = Literal["routines", "reminders", "history"]
"""What a device may have to fetch again."""


class Studio:
    """A person's settings, and what was changed since. Safe to use from any thread."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._changes: Counter[StudioPart] = Counter()
        self._turn = threading.Lock()
        self._desk: WritingDesk | None = None
        self._stage: Stage | None = None
        self._reader: RoutineReader | None = None
        self._preparations: Preparations | None = None
        self._take_along: TakeAlong | None = None
        self._trial: Trial | None = None

    def changed(self, part: StudioPart) -> None:
        """Note that a part was changed, so that all devices show what is there now."""
        with self._turn:
            self._changes[part] += 1

    def changes(self) -> dict[StudioPart, int]:
        """How often each part was changed; parts that never were are left out."""
        with self._turn:
            return dict(self._changes)

    @property
    def desk(self) -> WritingDesk:
        """Where scripts are written, and parts of them heard."""
        from coach.app.editing.desk import WritingDesk

        with self._turn:
            self._desk = self._desk or WritingDesk(self.settings, self._sounding)
            return self._desk

    @property
    def stage(self) -> Stage:
        """Where the session plays."""
        from coach.app.stage.stage import Stage

        with self._turn:
            self._stage = self._stage or Stage(self.settings)
            return self._stage

    @property
    def reader(self) -> RoutineReader:
        """The routines."""
        from coach.app.routine_reader import RoutineReader

        with self._turn:
            self._reader = self._reader or RoutineReader(self.settings)
            return self._reader

    @property
    def preparations(self) -> Preparations:
        """Where sessions are prepared."""
        from coach.app.preparation import Preparations

        with self._turn:
            self._preparations = self._preparations or Preparations(self.settings)
            return self._preparations

    @property
    def take_along(self) -> TakeAlong:
        """Where sessions are written to files, and offered to a phone."""
        from coach.app.take_along import TakeAlong

        with self._turn:
            self._take_along = self._take_along or TakeAlong(self.settings)
            return self._take_along

    @property
    def trial(self) -> Trial:
        """Where a reminder is tried."""
        from coach.app.reminders.trial import Trial

        with self._turn:
            self._trial = self._trial or Trial(self.settings)
            return self._trial

    def close(self) -> None:
        """End what plays here, and what is being made; the place of a session is kept."""
        if self._desk is not None:
            self._desk.previews.close()
        if self._trial is not None:
            self._trial.stop()
        if self._stage is not None:
            self._stage.close()
        if self._take_along is not None:
            self._take_along.close()

    def _sounding(self) -> str | None:
        """The title of the session that is sounding, if one is."""
        playing = self.stage.current
        if playing is None or playing.over or playing.clock["state"] == "paused":
            return None
        return str(playing.session["title"])
