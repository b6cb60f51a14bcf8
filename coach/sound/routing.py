"""Who hears what: every source goes to the left channel, to the right one, or to both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from coach.plan import Cue
    from coach.script.routine import Listener

Routing = Literal["all", "split", "client"]
"""`all`: one loudspeaker for everybody. `split`: the therapist's sounds left, the client's right. `client`: the
client's alone, for a loudspeaker in the room while the therapist reads."""

Channels = tuple[bool, bool]
"""Whether it is heard on the left, and on the right."""

BOTH: Channels = (True, True)


def hears_speech(routing: Routing, to: Listener | None) -> Channels:
    """Where words to this listener are heard. Who does it all to himself hears all of it."""
    if routing == "all" or to == "self":
        return BOTH
    if routing == "split":
        return (False, True) if to == "client" else (True, False)
    return BOTH if to == "client" else (False, False)


def hears_sound(routing: Routing, cue: Cue) -> Channels:
    """Where the sound of a cue is heard: breaths by everybody, tones by the one who works."""
    if routing == "all" or cue.kind == "breath":
        return BOTH
    return (True, False) if routing == "split" else (False, False)


def hears_music(routing: Routing) -> Channels:
    """Where the music is heard."""
    return (False, True) if routing == "split" else BOTH
