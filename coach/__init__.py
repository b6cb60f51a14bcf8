"""Coach turns a written bodywork routine into timed spoken cues, breaths and chimes.

    import coach

    session = coach.Session(coach.read_routine("scripts/breath-break.md"))
    session.export("breath.mp3")

The names in `__all__` are the public API; `docs/api.md` shows them in use. Each is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coach.errors import (
        CacheError,
        CoachError,
        MusicError,
        NoDevice,
        OutOfReach,
        OutputError,
        PlanError,
        PlayerError,
        ReminderError,
        ScriptError,
        SettingsError,
        StoreError,
        UnknownRoutine,
        VoiceError,
    )
    from coach.export import Exported
    from coach.live.playback import Playback
    from coach.output.players.player import Player
    from coach.output.players.silent import SilentPlayer
    from coach.plan import Cue, Plan, Selection
    from coach.script import Routine, parse_routine, read_routine
    from coach.session import Session
    from coach.session_request import SessionRequest
    from coach.settings import Settings, load_settings
    from coach.speech.voice import Speech, Voice
    from coach.speech.voices import VoiceInfo, choose_voice, list_voices

__version__ = "0.1.0"

__all__ = [
    "CacheError",
    "CoachError",
    "Cue",
    "Exported",
    "MusicError",
    "NoDevice",
    "OutOfReach",
    "OutputError",
    "Plan",
    "PlanError",
    "Playback",
    "Player",
    "PlayerError",
    "ReminderError",
    "Routine",
    "ScriptError",
    "Selection",
    "Session",
    "SessionRequest",
    "Settings",
    "SettingsError",
    "SilentPlayer",
    "Speech",
    "StoreError",
    "UnknownRoutine",
    "Voice",
    "VoiceError",
    "VoiceInfo",
    "__version__",
    "choose_voice",
    "list_voices",
    "load_settings",
    "parse_routine",
    "read_routine",
]

_HOMES = {
    "coach.export": ("Exported",),
    "coach.live.playback": ("Playback",),
    "coach.output.players.player": ("Player",),
    "coach.output.players.silent": ("SilentPlayer",),
    "coach.plan": ("Cue", "Plan", "Selection"),
    "coach.script": ("Routine", "parse_routine", "read_routine"),
    "coach.session": ("Session",),
    "coach.session_request": ("SessionRequest",),
    "coach.settings": ("Settings", "load_settings"),
    "coach.speech.voice": ("Speech", "Voice"),
    "coach.speech.voices": ("VoiceInfo", "choose_voice", "list_voices"),
}
"""The module of each name; names that are missing here are errors, in `coach.errors`."""
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in __all__:
        raise AttributeError(f"module 'coach' has no attribute '{name}'")
    found = getattr(import_module(_HOME.get(name, "coach.errors")), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
