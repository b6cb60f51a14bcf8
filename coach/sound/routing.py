"""Routing: which sounds go to the left channel, the right one, or both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from coach.plan import Cue
    from coach.script.routine import Listener

Routing = Literal["all", "split", "client"]
"""`all`: one loudspeaker for everybody. `split`: the therapist's sounds left, the client's right. `client`: only the
client's sounds, for a loudspeaker in the room while the therapist reads."""

Channels = tuple[bool, bool]
"""Whether a sound is heard on the left, and on the right."""

BOTH: Channels = (True, True)


def hears_speech(routing: Routing, to: Listener | None) -> Channels:
    """The channels of words to this listener. Words to oneself are heard on both."""
    if routing == "all" or to == "self":
        return BOTH
    if routing == "split":
        return (False, True) if to == "client" else (True, False)
    return BOTH if to == "client" else (False, False)


def hears_sound(routing: Routing, cue: Cue) -> Channels:
    """The channels of a cue's sound: everybody hears breaths, the person who works hears tones."""
    if routing == "all" or cue.kind == "breath":
        return BOTH
    return (True, False) if routing == "split" else (False, False)


def hears_music(routing: Routing) -> Channels:
    """The channels of the music."""
    return (False, True) if routing == "split" else BOTH
