"""The desk of a writer: the scripts, and what is heard of them, for one person on any number of devices."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from coach.app.editing.analysis import analyse, everything
from coach.app.editing.excerpt import excerpt, segment_of_line
from coach.app.editing.includes import Includes
from coach.app.editing.preview import Previews
from coach.app.editing.script_folder import ScriptFolder
from coach.errors import PlanError
from coach.plan import outline
from coach.script.reader import parse
from coach.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.app.editing.analysis import Analysis
    from coach.app.editing.excerpt import Extent
    from coach.app.editing.preview import Heard
    from coach.script.routine import Routine
    from coach.settings import Settings

_FRESH = 30.0
"""Seconds for which it is known how many voices speak."""


class WritingDesk:
    """Scripts, and previews of them. Safe to use from any thread."""

    def __init__(self, settings: Settings, session: Callable[[], str | None] = lambda: None) -> None:
        """`session`: as for `Previews`."""
        self._settings = settings
        self._voices: dict[tuple[str, ...], tuple[float, bool]] = {}
        self.scripts = ScriptFolder(settings)
        self.previews = Previews(settings, session)

    def analyse(self, name: str, text: str) -> Analysis:
        """What is known of a text that is, or will be, the script `name`; empty: a new one."""
        return analyse(text, str(self.scripts.path(name)), self.scripts.folders, self._two_voices)

    def hear(self, name: str, text: str, extent: Extent, line: int, segment: int | None = None) -> Heard:
        """Play a part of a text through the loudspeaker; returns at once.

        `segment`: as an entry of the clock of the same text names it; None: that of the line. Raises PlanError where
        nothing is spoken there, or the text has errors.
        """
        path = str(self.scripts.path(name))
        includes = Includes(text, path, self.scripts.folders)
        routine = parse(text, path, includes.include).routine
        if routine is None:
            raise PlanError("This cannot be heard yet: mend what is marked as wrong first.")
        whole = outline(routine, everything(routine), two_voices=self._two_voices(routine))
        if segment is None:
            segment = segment_of_line(whole, line, includes.place)
        elif not 0 <= segment < len(whole.segments):
            raise PlanError("The script was changed meanwhile. Try it again.")
        return self.previews.play(excerpt(whole, extent, segment, line, includes.place), includes.place)

    def _two_voices(self, routine: Routine) -> bool:
        """Whether a second voice speaks to the client; looked up again after a while, not at every keystroke."""
        header = routine.header
        asked = header.speaker, header.language, header.voice, header.client_voice
        until, two = self._voices.get(asked, (0.0, False))
        if time.monotonic() > until:
            voices = Session(routine, None, self._settings).voices
            two = voices is not None and voices.client is not None
            self._voices = {**self._voices, asked: (time.monotonic() + _FRESH, two)}
        return two
