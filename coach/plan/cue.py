"""A cue: one sound or rest of a session, from one millisecond to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from coach.script.routine import Listener, Location

Kind = Literal["say", "breath", "chime", "rest"]
Side = Literal["left", "right"]
Calls = Literal["none", "few", "all"]
Role = Literal["title", "introduction", "section", "side", "step", "caution", "prompt", "count", "call", "tone"]
"""The role of words. Written in the script: the `title` of the session, the name of a `section` or area, a `step`, a
`caution`. Said by the program: the `introduction` of two voices, which `side` is next, a `prompt` with a breath, the
`count` of a repeat, softly, a time `call`, what a `tone` means."""
WRITTEN: frozenset[Role | None] = frozenset({"title", "section", "step", "caution"})
"""Roles of words that are written in the script."""
Sound = Literal["chime", "two chimes", "bowl", "inhale", "hold", "top up", "exhale"]
"""A tone, or the phase of a breath; `top up` is a second breath in on top of the first."""


VoicePart = Literal["guide", "client"]
"""The voice that speaks: the guide's, or the client's if there is a second voice."""


class Utterance(NamedTuple):
    """What a voice is asked to say: the same words at the same pace by the same voice are one clip."""

    words: str
    """The words as spoken, with numbers and units in words; pronunciation is added later, for each voice."""
    pace: int
    """Words a minute."""
    speaker: VoicePart = "guide"


@dataclass(frozen=True, slots=True)
class Cue:
    """A sound from `start` to `end`, or a rest, during which only the bed plays."""

    start: int
    """Milliseconds from the start of the session, where its first sample is."""
    end: int
    """Where its sound ends, and the next cue starts."""
    kind: Kind
    location: Location
    """The line of the script that it comes from."""
    section: int
    """Index into `Plan.sections`."""
    segment: int
    """Index into `Plan.segments`: the step it belongs to."""
    side: Side | None = None
    to: Listener | None = None
    role: Role | None = None
    """The role of its words; None if it has none."""
    text: str | None = None
    """The words as written, with `{side}` filled in."""
    utterance: Utterance | None = None
    sound: Sound | None = None
    """The tone or breath sound of a chime or breath."""
    lungs: tuple[float, float] = (0.0, 0.0)
    """How full the lungs are at the start and at the end of a breath, 0 to 1."""

    @property
    def caution(self) -> bool:
        """Whether these words are never skipped, shortened or moved."""
        return self.role == "caution"
