"""Edits: changes of a plan during a session, and how they are stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Edits:
    """The changes made during a session."""

    slots: tuple[int | None, ...] | None = None
    """The slot of each segment, as for `lay_out`; None if no length was set."""
    added: Mapping[int, int] | None = None
    """Milliseconds added to segments, by segment number."""
    spent: int = 0
    """Milliseconds that had passed when this playback began."""

    def as_values(self, spent: int) -> dict[str, Any]:
        """The edits as plain values, as stored in the database; `spent`: milliseconds passed so far."""
        added = {str(segment): length for segment, length in (self.added or {}).items()}
        return {"slots": list(self.slots) if self.slots else None, "added": added, "spent": spent}


def edits_from_values(values: Mapping[str, Any], segments: int) -> Edits:
    """The edits of a stored session, if they are for a plan with `segments` segments; otherwise none."""
    try:
        slots = values["slots"] and tuple(None if slot is None else int(slot) for slot in values["slots"])
        added = {int(segment): int(length) for segment, length in values["added"].items()}
        spent = int(values["spent"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return Edits()
    fits = (not slots or len(slots) == segments) and all(0 <= segment < segments for segment in added)
    return Edits(slots or None, added, spent) if fits else Edits(spent=spent)
