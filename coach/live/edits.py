"""Edits: what was changed of a session under way, and how it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Edits:
    """What was changed of a session under way."""

    slots: tuple[int | None, ...] | None = None
    """What each segment is to last, as for `lay_out`; None where no length was asked for."""
    added: Mapping[int, int] | None = None
    """Milliseconds given to segments, by their number."""
    spent: int = 0
    """Milliseconds that had gone by when this playback began."""

    def as_values(self, spent: int) -> dict[str, Any]:
        """In plain values, as the database keeps them; `spent`: milliseconds gone by now."""
        added = {str(segment): length for segment, length in (self.added or {}).items()}
        return {"slots": list(self.slots) if self.slots else None, "added": added, "spent": spent}


def edits_from_values(values: Mapping[str, Any], segments: int) -> Edits:
    """The edits of a session that was kept, if they are of a plan of so many segments; else none."""
    try:
        slots = values["slots"] and tuple(None if slot is None else int(slot) for slot in values["slots"])
        added = {int(segment): int(length) for segment, length in values["added"].items()}
        spent = int(values["spent"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return Edits()
    fits = (not slots or len(slots) == segments) and all(0 <= segment < segments for segment in added)
    return Edits(slots or None, added, spent) if fits else Edits(spent=spent)
