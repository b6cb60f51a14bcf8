"""The library of routines: those that can be read, how long they are, and who they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.plan import lay_out, outline
from coach.script import list_scripts, read_routine, search, tagged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from coach.script import Routine
    from coach.settings import Settings


def readable(settings: Settings, tell: Callable[[CoachError], object]) -> Iterator[tuple[Routine, int]]:
    """The routines that can be read, and their lengths in milliseconds; what is wrong with the others is told."""
    for path in list_scripts(settings.scripts_path()):
        try:
            routine = read_routine(path)
            yield routine, lay_out(outline(routine)).length
        except CoachError as error:
            tell(error)


def matching(routines: Iterable[Routine], words: Sequence[str], tags: Sequence[str]) -> list[Routine]:
    """Those that have all the tags and are about all of the words; where there is none, those that speak them."""
    return search([routine for routine in routines if tagged(routine, tags)], words)
