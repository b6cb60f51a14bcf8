"""The names of the beds, for modules that need no sound."""

from __future__ import annotations

from typing import get_args

from coach.errors import SettingsError, nearest
from coach.script.routine import BedName

BED_NAMES: tuple[BedName, ...] = get_args(BedName)


def checked_bed(name: str) -> BedName:
    """The bed named in the settings. Raises SettingsError if there is none of that name."""
    for known in BED_NAMES:
        if name.strip().lower() == known:
            return known
    hint = nearest(name, BED_NAMES) or f" It is {', '.join(BED_NAMES[:-1])} or {BED_NAMES[-1]}."
    raise SettingsError(f"The setting 'bed' holds '{name}'.{hint}")
