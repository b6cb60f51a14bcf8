"""The program's own phrases: one table for each language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

from coach.units import MINUTE, SECOND

if TYPE_CHECKING:
    from coach.plan.cue import Side, Sound
    from coach.script.routine import Listener

_Table = TypeVar("_Table")

Code = Literal[
    "inhale 1", "inhale 2", "inhale 3", "exhale 1", "exhale 2", "exhale 3", "hold", "rest",
    "top up", "top up, brief",
    "left", "right", "change to left", "change to right",
    "halfway", "seconds here", "time here", "time left", "times left", "under a minute",
    "second", "seconds", "minute", "minutes", "hour", "hours", "breath", "breaths",
    "bell means", "two bells mean", "bowl means",
    "therapist's side", "client's side", "therapist's voice", "client's voice", "time for", "skip opening",
]  # fmt: skip

PHRASES: dict[str, dict[Code, str]] = {
    "en": {
        "inhale 1": "Now breathe in.",
        "inhale 2": "Breathe in.",
        "inhale 3": "Breathe in.",
        "exhale 1": "And breathe out.",
        "exhale 2": "Slowly out.",
        "exhale 3": "And let go.",
        "hold": "Hold.",
        "rest": "Rest.",
        "top up": "And a little more.",
        "top up, brief": "More.",
        "left": "Left side.",
        "right": "Right side.",
        "change to left": "Now the left side.",
        "change to right": "Now the right side.",
        "halfway": "Halfway here.",
        "seconds here": "{count} seconds here.",
        "time here": "{time} here.",
        "time left": "{time} left.",
        "times left": "{here} left here. {whole} in all.",
        "second": "1 second",
        "seconds": "{count} seconds",
        "minute": "1 minute",
        "minutes": "{count} minutes",
        "hour": "1 hour",
        "hours": "{count} hours",
        "breath": "1 breath",
        "breaths": "{count} breaths",
        "under a minute": "Less than a minute",
        "bell means": "This bell means that the next part begins.",
        "two bells mean": "Two bells mean that you change sides.",
        "bowl means": "When you hear this low bowl, ease off and go on.",
        "therapist's side": "Left. This side is for the therapist.",
        "client's side": "Right. This side is for the client.",
        "therapist's voice": "This voice is for the therapist.",
        "client's voice": "And this voice is for the client.",
        "time for": "Time for {title}.",
        "skip opening": "These are the opening questions. To skip them, ask once more, now.",
    }
}
"""By language, as in a script's `language`, and by code. Names in braces are filled in."""

ENGLISH = "en"

PROMPTS: tuple[tuple[Code, Code, Code, Code, Code], ...] = (
    ("inhale 1", "hold", "top up", "exhale 1", "rest"),
    ("inhale 2", "hold", "top up", "exhale 2", "rest"),
    ("inhale 3", "hold", "top up", "exhale 3", "rest"),
)
"""The prompts on the phases of a breath in the first cycles; later cycles have only the breath sound."""
BRIEF: dict[Code, Code] = {"top up": "top up, brief"}
"""What is said instead of a prompt that its phase is too short for."""

FIRST_SIDE: dict[Side, Code] = {"left": "left", "right": "right"}
CHANGE_SIDES: dict[Side, Code] = {"left": "change to left", "right": "change to right"}
MEANING: dict[Sound, Code] = {"chime": "bell means", "two chimes": "two bells mean", "bowl": "bowl means"}
"""The meaning of a tone, said right after it when it is first heard."""
SIDE_TESTS: tuple[tuple[Listener, Code], ...] = (("therapist", "therapist's side"), ("client", "client's side"))
"""What is said in the left and in the right channel before a split session, and to whom."""
WHO_SPEAKS: tuple[tuple[Listener, Code], ...] = (("therapist", "therapist's voice"), ("client", "client's voice"))
"""What each of two voices says once at the beginning."""


_UNDER_TWENTY = (
    *("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def _english(number: int) -> str:
    """A number from 1 to 100."""
    if number < 20:
        return _UNDER_TWENTY[number]
    if number == 100:
        return "one hundred"
    return "-".join(filter(None, (_TENS[number // 10], _UNDER_TWENTY[number % 10])))


MOST_COUNTED = 100
COUNTS: dict[str, tuple[str, ...]] = {ENGLISH: tuple(map(_english, range(1, MOST_COUNTED + 1)))}
"""The numbers from 1 to `MOST_COUNTED`, by language."""


def phrase(code: Code, language: str = ENGLISH, **filled: object) -> str:
    """The phrase for a code, with the names in braces filled in; in English if the language has no table."""
    return _of(PHRASES, language)[code].format(**filled)


def count(number: int, language: str = ENGLISH) -> str:
    """A number from 1 to `MOST_COUNTED`, as a word."""
    return f"{_of(COUNTS, language)[number - 1].capitalize()}."


def time_here(ms: int, language: str = ENGLISH) -> str:
    """A time call for the rest of an area: whole minutes, or below one and a half minutes, multiples of five
    seconds."""
    if ms < 90_000:
        return phrase("seconds here", language, count=max(5 * round(ms / 5000), 5))
    return phrase("time here", language, time=_minutes(ms, language))


def time_left(area: int, session: int, language: str = ENGLISH) -> str:
    """The answer to "how long": the time left in the area and in the session, given in milliseconds."""
    here, whole = (
        phrase("under a minute", language) if ms < MINUTE else _minutes(ms, language) for ms in (area, session)
    )
    if here == whole:
        return phrase("time left", language, time=whole)
    return phrase("times left", language, here=here, whole=whole)


def length_said(ms: int, language: str = ENGLISH) -> str:
    """A length in words, to the second: `45 seconds`, `1 minute 30 seconds`."""
    seconds = max(round(ms / SECOND), 1)
    counts = (seconds // 3600, seconds % 3600 // 60, seconds % 60)
    units: tuple[tuple[Code, Code], ...] = (("hour", "hours"), ("minute", "minutes"), ("second", "seconds"))
    return " ".join(
        phrase(one if number == 1 else many, language, count=number)
        for number, (one, many) in zip(counts, units, strict=True)
        if number
    )


def breaths_said(number: int, language: str = ENGLISH) -> str:
    """A number of breaths, in words."""
    return phrase("breath" if number == 1 else "breaths", language, count=number)


def _of(tables: dict[str, _Table], language: str) -> _Table:
    """The table of a language, or of its main language, or English."""
    language = language.lower()
    return tables.get(language) or tables.get(language.split("-")[0]) or tables[ENGLISH]


def _minutes(ms: int, language: str) -> str:
    minutes = round(ms / MINUTE)
    return phrase("minute", language) if minutes == 1 else phrase("minutes", language, count=minutes)


def sentence(title: str) -> str:
    """A title as a spoken sentence: it ends in a full stop."""
    return title if title.endswith((".", "!", "?")) else f"{title}."
