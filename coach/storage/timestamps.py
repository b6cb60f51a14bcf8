"""Instants as stored: ISO 8601 text in UTC with whole seconds, which sorts in time order."""

from __future__ import annotations

from datetime import UTC, datetime

from coach.errors import StoreError

PATTERN = "[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]+00:00"
"""The pattern of a timestamp, for SQLite's GLOB."""


def to_timestamp(at: datetime) -> str:
    """The text of an aware instant; fractions of a second are cut off. Raises ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no zone, so it is not an instant.")
    return at.astimezone(UTC).isoformat(timespec="seconds")


def from_timestamp(text: str) -> datetime:
    """The instant in UTC of a text that `to_timestamp` wrote. Raises StoreError for anything else."""
    try:
        at = datetime.fromisoformat(text)
        if to_timestamp(at) == text:
            return at.astimezone(UTC)
    except (ValueError, TypeError):
        pass
    raise StoreError(
        f"{text!r} stands where a time should be: the file of reminders and sessions is damaged. Move it away."
    )
