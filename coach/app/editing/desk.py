"""The desk of a writer: the scripts, and what is heard of them, for one person on any number of devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.app.editing.analysis import analyse
from coach.app.editing.excerpt import excerpt, segment_of_line
from coach.app.editing.includes import Includes
from coach.app.editing.preview import Previews
from coach.app.editing.script_folder import ScriptFolder
from coach.errors import PlanError
from coach.plan import Selection, outline
from coach.script.reader import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.app.editing.analysis import Analysis
    from coach.app.editing.excerpt import Extent
    from coach.app.editing.preview import Heard
    from coach.settings import Settings


class WritingDesk:
    """Scripts, and previews of them. Safe to use from any thread."""

    def __init__(self, settings: Settings, session: Callable[[], str | None] = lambda: None) -> None:
        """`session`: as for `Previews`."""
        self.scripts = ScriptFolder(settings)
        self.previews = Previews(settings, session)

    def analyse(self, name: str, text: str) -> Analysis:
        """What is known of a text that is, or will be, the script `name`; empty: a new one."""
        return analyse(text, str(self.scripts.path(name)), self.scripts.folders)

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
        whole = outline(routine, Selection(tuple(each.title for each in routine.sections if each.optional)))
        if segment is None:
            segment = segment_of_line(whole, line, includes.place)
        elif not 0 <= segment < len(whole.segments):
            raise PlanError("The script was changed meanwhile. Try it again.")
        return self.previews.play(excerpt(whole, extent, segment, line, includes.place), includes.place)
