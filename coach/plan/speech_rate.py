"""The speech rate of each listener's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.plan.cue import Utterance
from coach.script.spoken_form import speakable

if TYPE_CHECKING:
    from coach.plan.cue import VoicePart
    from coach.script.routine import Header, Listener

# Words a minute, pauses within a line counted. Source for the ranges: guidance 95-135, the client slower than the
# therapist: 85 is heard as some 110 inside a line, as whole sentences pause less than what voices are measured by.
PACE: dict[Listener, int] = {"therapist": 125, "client": 85, "self": 110}
CAUTION_PACE = 110
PROMPT_PACE = 125
"""Two or three words alone are not understood at a slower rate (an independent speech recogniser missed them)."""


def utterance(text: str, header: Header, to: Listener, *, rate: float = 1.0, caution: bool = False) -> Utterance:
    """The utterance of `text` at the listener's pace; `rate` never makes a caution faster."""
    pace = header.pace or PACE[header.speaker]
    if to == "client":
        pace = min(pace, PACE["client"])
    pace = round(pace * rate)
    if caution:
        pace = min(pace, CAUTION_PACE)
    return Utterance(speakable(text, header.say, header.language), pace, speaker(to))


def speaker(to: Listener) -> VoicePart:
    """The voice that speaks to a listener."""
    return "client" if to == "client" else "guide"
