"""The stage: the one session that all screens of this process show, whether it plays here or in another process."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from coach.app.stage.following import FollowedSession, find_session
from coach.app.stage.own_session import OwnSession
from coach.errors import SessionConflict

if TYPE_CHECKING:
    from coach.app.stage.own_session import Opening
    from coach.app.stage.shown_session import ShownSession
    from coach.session_commands import Command
    from coach.settings import Settings

LOOK = 1.0
"""Seconds between two looks for a session in another process."""
_ASKED = 5.0
"""Seconds after the last question for the session, after which nobody looks any more."""
_ENDING = 5.0
"""Seconds that another session may take to end."""


class Stage:
    """Begins, shows and steers the session. Safe to use from any thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._current: OwnSession | FollowedSession | None = None
        self._turn = threading.Lock()  # for whoever changes what is current
        self._asked = 0.0
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._look_out, name="stage", daemon=True)
        self._thread.start()

    @property
    def current(self) -> ShownSession | None:
        """The session that plays, else the one that ended last; returns at once."""
        self._asked = time.monotonic()
        return self._current

    @property
    def is_here(self) -> bool:
        """Whether the current session plays in this process."""
        return isinstance(self._current, OwnSession)

    def begin(self, opening: Opening, *, instead: bool = False) -> None:
        """Begin a session; returns as soon as it sounds. `instead`: end the one that plays, whose place is kept.

        Raises SessionConflict if one plays and is not to be ended, or does not end, and what OwnSession raises.
        """
        with self._turn:
            if self._closing.is_set():
                raise SessionConflict("Coach is being closed.")
            self._look()
            playing = self._current
            if playing is not None and not playing.over:
                if not instead:
                    where = "" if self.is_here else " in another window"
                    raise SessionConflict(f"'{playing.session['title']}' is playing already{where}.")
                _end(playing)
            self._current = OwnSession(self._settings, opening)

    def send(self, command: Command) -> None:
        """Steer the session that plays. Raises SessionConflict if there is none."""
        self._playing().send(command)

    def jump(self, area: int) -> None:
        """Go to an area of the session that plays. Raises SessionConflict if there is none, or it has no such area."""
        playing = self._playing()
        if not 0 <= area < len(playing.session["timeline"]["areas"]):
            raise SessionConflict("The session has no such area. Load the page again.")
        playing.jump(area)

    def close(self) -> None:
        """End what plays here, and keep its place; what plays in another process goes on."""
        self._closing.set()
        with self._turn:
            if self._current is not None:
                self._current.close()
        self._thread.join()

    def _playing(self) -> ShownSession:
        playing = self._current
        if playing is None or playing.over:
            raise SessionConflict("No session is playing now.")
        return playing

    def _look_out(self) -> None:
        while not self._closing.wait(LOOK):
            if time.monotonic() - self._asked < _ASKED and self._turn.acquire(blocking=False):
                try:
                    self._look()
                finally:
                    self._turn.release()

    def _look(self) -> None:
        """If nothing plays, look for a session in another process."""
        last = self._current
        if last is not None and not last.over:
            return
        found = find_session(self._settings.data_path())
        if found is not None:
            self._current = found
            if last is not None:
                last.close()


def _end(playing: ShownSession) -> None:
    playing.send("quit")
    deadline = time.monotonic() + _ENDING
    while not playing.over:
        if time.monotonic() > deadline:
            raise SessionConflict(f"'{playing.session['title']}' does not end. End it where it was begun.")
        time.sleep(0.05)
