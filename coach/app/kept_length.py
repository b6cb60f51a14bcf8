"""The length kept in the settings: whole sessions are fitted to it where they can be."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.errors import SettingsError
from coach.plan import outline, reach
from coach.script import find_script, read_routine
from coach.script.lengths import LONGEST, length_or_minutes
from coach.session import Session
from coach.units import spoken_length

if TYPE_CHECKING:
    from coach.plan import Selection
    from coach.script import Routine
    from coach.session_request import SessionRequest
    from coach.settings import Settings


def checked_length(text: str) -> int:
    """The length in the setting `minutes`, in milliseconds. Raises SettingsError if it is none."""
    length = length_or_minutes(text)
    if not length or length > LONGEST:
        raise SettingsError(
            f"The setting 'minutes' holds '{text}'. Write a length up to 24 h, such as 60 or 1 h 15 min."
        )
    return length


def open_at_kept_length(name: str, settings: Settings, request: SessionRequest) -> tuple[Session, str]:
    """The session of the routine called `name`, and a sentence if it cannot be as long as the settings say.

    A length in the request wins, and a part of a routine is as written. Errors as for `open_session`; SettingsError.
    """
    routine = read_routine(find_script(name, settings.scripts_path()))
    fitted, note = at_kept_length(routine, settings, request)
    return Session(routine, fitted, settings), note


def at_kept_length(routine: Routine, settings: Settings, request: SessionRequest) -> tuple[SessionRequest, str]:
    """The request with the length in the settings, if it has none and is for the whole routine; else as it is.

    And a sentence, if that length is not possible. Raises SettingsError, and PlanError if nothing of the routine fits
    the request.
    """
    selection = request.selection
    if settings.minutes is None or request.target is not None or _is_part(selection):
        return request, ""
    target = checked_length(settings.minutes)
    shortest, longest = reach(outline(routine, selection))
    if shortest <= target <= longest:
        return replace(request, target=target), ""
    possible = spoken_length(longest)
    if shortest < longest:
        possible = f"{spoken_length(shortest)} to {possible}"
    return request, (
        f"The length in your settings, {spoken_length(target)}, is not possible: '{routine.name}' lasts {possible}. "
        "It stays as written."
    )


def _is_part(selection: Selection) -> bool:
    return bool(selection.only or selection.start or len(selection.sides) == 1)
