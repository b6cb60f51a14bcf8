"""Every error a person can meet, in one tree.

CoachError
├── SettingsError      a setting that cannot be used
├── ScriptError        a script that cannot be read; knows its file, line and column
├── IntakeError        a document that cannot be read, or holds nothing to say
├── UnknownRoutine     a name that no script answers to
├── PlanError          a plan that cannot be made
│   └── OutOfReach     a length the routine cannot be fitted to
├── VoiceError         a voice that is missing or did not speak
├── CacheError         the cache folder cannot be used
├── ObjectStoreError   a shared store of clips or sessions that cannot be used
├── EngineError        the engine of a catalogue that cannot be used
├── MusicError         a music file that cannot be read
├── OutputError        a file that cannot be written
│   └── ChangedMeanwhile   a file that was changed since it was opened
├── UnknownFile        a finished file that is not there any more
├── StoreError         the stored reminders or sessions cannot be read or written
├── UnknownSession     a session that is not in the history
├── NoteError          a note on a session that cannot be kept
├── ReminderError      an unknown reminder, or a time that makes no sense
├── SessionConflict    what cannot be done because of the session that plays now, or because none does
└── PlayerError        sound that cannot be played
    └── NoDevice       no sound device on this machine

Messages are whole sentences for a person: what is wrong, then what to do.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class CoachError(Exception):
    """The base of all errors that are shown to a person as a sentence."""


class SettingsError(CoachError):
    """A setting that cannot be used."""


class ScriptError(CoachError):
    """A script that cannot be read. Shown as `file:line:column: what is wrong`; lines and columns count from 1."""

    def __init__(self, message: str, file: str, line: int = 1, column: int = 1) -> None:
        super().__init__(f"{file}:{line}:{column}: {message}")
        self.message = message
        self.file, self.line, self.column = file, line, column


class IntakeError(CoachError):
    """A document that cannot be read, or that holds nothing to say."""


class UnknownRoutine(CoachError):
    """A name that no script has, or that several have."""


class PlanError(CoachError):
    """A plan that cannot be made."""


class OutOfReach(PlanError):
    """A length the routine cannot be fitted to. `shortest` and `longest` are the possible lengths, in milliseconds."""

    def __init__(self, message: str, shortest: int, longest: int) -> None:
        super().__init__(message)
        self.shortest, self.longest = shortest, longest


class VoiceError(CoachError):
    """A voice that is missing or did not speak."""


class CacheError(CoachError):
    """The cache folder cannot be used."""


class ObjectStoreError(CoachError):
    """A shared store of clips or sessions that cannot be used."""


class EngineError(CoachError):
    """The engine that makes a catalogue cannot be used."""


class MusicError(CoachError):
    """A music file that cannot be read."""


class OutputError(CoachError):
    """A file that cannot be written."""


class ChangedMeanwhile(OutputError):
    """A file that was changed since it was opened. `theirs` is its text now, `version` what names that state of it."""

    def __init__(self, message: str, theirs: str, version: str) -> None:
        super().__init__(message)
        self.theirs, self.version = theirs, version


class UnknownFile(CoachError):
    """A finished file that is not there any more."""


class StoreError(CoachError):
    """The stored reminders, sessions or their history cannot be read or written."""


class UnknownSession(CoachError):
    """A session that is not in the history."""


class NoteError(CoachError):
    """A note or a rating of a session that cannot be kept."""


class ReminderError(CoachError):
    """An unknown reminder, or a time for one that makes no sense."""


class SessionConflict(CoachError):
    """What cannot be done because of the session that plays now, or because none does."""


class PlayerError(CoachError):
    """Sound that cannot be played."""


class NoDevice(PlayerError):
    """No sound device on this machine."""


def nearest(word: str, known: Iterable[str]) -> str:
    """A sentence that suggests the words in `known` closest to `word`, for the end of a message; may be empty."""
    options = sorted(set(known))
    lowered = {option.lower(): option for option in options}
    close = difflib.get_close_matches(word.lower(), lowered, n=3, cutoff=0.65)
    if not close:
        return ""
    return f" Did you mean {' or '.join(repr(lowered[option]) for option in close)}?"


def reason(error: OSError) -> str:
    """Why the system refused, in its own words, without numbers or paths."""
    if isinstance(error, IsADirectoryError):
        return "it is a folder, where a file is wanted"
    return (error.strerror or str(error) or type(error).__name__).rstrip(".").lower()
