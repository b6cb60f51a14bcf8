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


MOST_COUNTED = 100

_UNDER_TWENTY = (
    *("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

HALFWAY = "Halfway here."


def count(number: int) -> str:
    """A number from 1 to `MOST_COUNTED`, to count by."""
    if number < 20:
        words = _UNDER_TWENTY[number]
    elif number < 100:
        words = "-".join(filter(None, (_TENS[number // 10], _UNDER_TWENTY[number % 10])))
    else:
        words = "one hundred"
    return f"{words.capitalize()}."


def time_here(ms: int) -> str:
    """What is left of an area, as a call: whole minutes, or under one and a half, seconds in fives."""
    if ms < 90_000:
        return f"{max(5 * round(ms / 5000), 5)} seconds here."
    return f"{_minutes(ms)} here."


def time_left(area: int, session: int) -> str:
    """The answer to "how long": what is left of the area, and of the session, in milliseconds."""
    here = "Less than a minute" if area < 60_000 else _minutes(area)
    whole = "Less than a minute" if session < 60_000 else _minutes(session)
    return f"{whole} left." if here == whole else f"{here} left here. {whole} in all."


def _minutes(ms: int) -> str:
    minutes = round(ms / 60_000)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def sentence(title: str) -> str:
    """A title as something to say: it ends in a full stop."""
    return title if title.endswith((".", "!", "?")) else f"{title}."
