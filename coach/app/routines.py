"""The library of routines: listing and searching them."""

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
    """The readable routines and their lengths in milliseconds; `tell` gets the errors of the others."""
    for path in list_scripts(settings.scripts_path()):
        try:
            routine = read_routine(path)
            yield routine, lay_out(outline(routine)).length
        except CoachError as error:
            tell(error)


def matching(routines: Iterable[Routine], words: Sequence[str], tags: Sequence[str]) -> list[Routine]:
    """The routines that have all the tags and are about all of the words; if there is none, those that speak the
    words."""
    return search([routine for routine in routines if tagged(routine, tags)], words)
