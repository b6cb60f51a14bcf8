"""What a person can ask of a running session: one table for the keys, the pedals, the voice and the help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Command = Literal[
    "toggle", "pause", "resume", "next", "back", "repeat", "more", "skip", "time", "louder", "softer", "quit"
]


@dataclass(frozen=True, slots=True)
class Control:
    """One command, for people."""

    does: str
    """What it does, in a few words."""
    keys: tuple[str, ...] = ()
    """The keys that mean it by default: characters, or names such as `right`, `pagedown`, `enter`; best known first."""
    said: tuple[str, ...] = ()
    """What to say after "coach"."""


CONTROLS: dict[Command, Control] = {
    "toggle": Control("pause, or go on", ("space",)),
    "next": Control("next step; ends a wait", ("right", "down", "pagedown", "enter", "n"), ("next",)),
    "back": Control("this step again; at once again: the one before", ("left", "up", "pageup", "b"), ("back",)),
    "repeat": Control("say this step again", ("r",), ("repeat", "say again")),
    "more": Control("30 seconds more on this step", ("+", "="), ("more time",)),
    "skip": Control("on to the next area", ("s",), ("skip this area",)),
    "time": Control("how long still, spoken", ("t",), ("how long",)),
    "louder": Control("louder", ("]",), ("louder",)),
    "softer": Control("softer", ("[",), ("softer",)),
    "pause": Control("pause", (), ("pause",)),
    "resume": Control("go on", (), ("go on", "resume")),
    "quit": Control("end here; --resume goes on later", ("q", "escape"), ()),
}
"""Voices cannot end a session: what was misheard must not."""
