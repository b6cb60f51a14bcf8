"""The commands of a running session: one table for keys, headsets, voice commands, reminders and the help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Move = Literal["toggle", "pause", "resume", "next", "back", "repeat", "skip", "quit"]
"""Commands that move within the session; the stream carries them out."""
VolumeChange = Literal["louder", "softer"]
"""Commands that change the volume; the playback carries them out at once."""
Request = Literal["more", "time"]
"""Commands that need the plan or the voice; the playback's own thread carries them out."""
Restart = Literal["questions"]
"""Begins the session again in another way: whoever plays it does that."""
Command = Move | VolumeChange | Request | Restart

MOVES: tuple[Move, ...] = get_args(Move)
VOLUME_CHANGES: tuple[VolumeChange, ...] = get_args(VolumeChange)
REQUESTS: tuple[Request, ...] = get_args(Request)


@dataclass(frozen=True, slots=True)
class SessionCommand:
    """One command, and the ways to give it."""

    does: str
    """What it does, in a few words."""
    keys: tuple[str, ...] = ()
    """Its default keys: characters, or names such as `right`, `pagedown`, `enter`; the best known first."""
    said: tuple[str, ...] = ()
    """What to say after "coach"."""
    mpris: tuple[str, ...] = ()
    """The MPRIS methods that give it: what headsets and media keys send."""
    repeats: bool = False
    """Whether a key that is held down repeats it."""


COMMANDS: dict[Command, SessionCommand] = {
    "toggle": SessionCommand("pause, or resume", ("space",), mpris=("PlayPause",)),
    "next": SessionCommand(
        "next step; ends a wait", ("right", "down", "pagedown", "enter", "n"), ("next",), mpris=("Next",)
    ),
    "back": SessionCommand(
        "this step again; twice: the one before", ("left", "up", "pageup", "b"), ("back",), mpris=("Previous",)
    ),
    "repeat": SessionCommand("say this step again", ("r",), ("repeat", "say again")),
    "more": SessionCommand("30 seconds more on this step", ("+", "="), ("more time",), repeats=True),
    "skip": SessionCommand("on to the next area", ("s",), ("skip this area",)),
    "questions": SessionCommand("all opening questions, instead of the brief ones", ("o",)),
    "time": SessionCommand("how much time is left, spoken", ("t",), ("how long",)),
    "louder": SessionCommand("louder", ("]",), ("louder",), repeats=True),
    "softer": SessionCommand("softer", ("[",), ("softer",), repeats=True),
    # A headset's stop button must not end a session.
    "pause": SessionCommand("pause", said=("pause",), mpris=("Pause", "Stop")),
    "resume": SessionCommand("go on", said=("go on", "resume"), mpris=("Play",)),
    # Neither a voice nor a headset ends a session: what was misheard, or pressed in a pocket, must not.
    "quit": SessionCommand("end here; --resume goes on later", ("q", "escape")),
}
