"""A cue: one thing heard, from one millisecond of the session to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from coach.script.routine import Listener, Location

Kind = Literal["say", "breath", "chime", "rest"]
Side = Literal["left", "right"]
Calls = Literal["none", "few", "all"]
Role = Literal["title", "introduction", "section", "side", "step", "caution", "prompt", "count", "call", "tone"]
"""What words are. Written in the script: the `title` of the session, the name of a `section` or area, a `step`, a
`caution`. Said by the program: the `introduction` of two voices, which `side` is next, a `prompt` with a breath, the
`count` of a repeat, softly, a time `call`, what a `tone` means."""
WRITTEN: frozenset[Role | None] = frozenset({"title", "section", "step", "caution"})
"""Words that stand in the script."""
Sound = Literal["chime", "two chimes", "bowl", "inhale", "hold", "exhale"]


VoicePart = Literal["guide", "client"]
"""Whose voice it is: the one that guides, or the one that speaks to the client where a second voice does."""


class Utterance(NamedTuple):
    """What a voice is asked for: the same words at the same pace by the same voice are one clip."""

    words: str
    """As they are said: numbers and units in words. How a voice is made to sound them right is its own matter."""
    pace: int
    """Words a minute."""
    speaker: VoicePart = "guide"


@dataclass(frozen=True, slots=True)
class Cue:
    """Something heard from `start` to `end`, or, as a rest, nothing but the bed."""

    start: int
    """Milliseconds from the beginning of the session; its first sample is here."""
    end: int
    """Where its sound ends, and the next cue starts."""
    kind: Kind
    location: Location
    """The line of the script that asked for it."""
    section: int
    """Index into `Plan.sections`."""
    segment: int
    """Index into `Plan.segments`: the step it belongs to."""
    side: Side | None = None
    to: Listener | None = None
    role: Role | None = None
    """What its words are; None where it has none."""
    text: str | None = None
    """The words as written, with `{side}` filled in."""
    utterance: Utterance | None = None
    sound: Sound | None = None
    """The tone or breath sound of a chime or breath."""

    @property
    def caution(self) -> bool:
        """Whether these words are never skipped, shortened or moved."""
        return self.role == "caution"
