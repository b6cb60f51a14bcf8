"""The few words the program says of its own accord."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.plan.cue import Side

PROMPTS: tuple[tuple[str, str, str, str], ...] = (
    ("Now breathe in.", "Hold.", "And breathe out.", "Rest."),
    ("Breathe in.", "Hold.", "Slowly out.", "Rest."),
    ("Breathe in.", "Hold.", "And let go.", "Rest."),
)
"""On inhale, hold, exhale and rest of the voiced cycles; then the sound alone carries the pace."""

FIRST_SIDE: dict[Side, str] = {"left": "Left side.", "right": "Right side."}
CHANGE_SIDES: dict[Side, str] = {"left": "Now the left side.", "right": "Now the right side."}


def sentence(title: str) -> str:
    """A title as something to say: it ends in a full stop."""
    return title if title.endswith((".", "!", "?")) else f"{title}."
