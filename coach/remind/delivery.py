"""A reminder spoken: a chime, one line, and then the routine."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from coach.errors import CoachError, PlayerError, VoiceError
from coach.output.players.player import Player, Rewindable
from coach.remind.plain_text import without_markup
from coach.remind.reminder_line import line_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from coach.output.players.player import Read
    from coach.plan.planner import Planner
    from coach.session_commands import Command
    from coach.settings import Settings
    from coach.speech.voicing import Voicer
    from coach.storage.firings import FiringOutcome
    from coach.storage.reminders import Reminder

    NextCommand = Callable[[], Command | None]
    """The next command of the person, if any."""
    GuidedFor = Callable[[float], object]
    """Called repeatedly with the seconds of the routine done so far, as long as all is well."""

SNOOZE = timedelta(minutes=5)

HANG = 10.0
"""Seconds without a read by the sound device after which it counts as lost."""
MUTE = 60.0
"""Seconds to wait for a voice to make a clip."""
LONGEST = 300
"""The most letters of a line that are spoken."""


@dataclass(frozen=True, slots=True)
class Result:
    """The result of speaking a reminder."""

    outcome: FiringOutcome
    note: str = ""
    """The reason, as a sentence or a few words; may be empty."""
    seconds: float = 0.0
    """How many seconds of the routine were guided."""
    snooze: timedelta = SNOOZE
    """If it was snoozed: for how long."""


@dataclass(frozen=True, slots=True)
class ButtonPress:
    """A pressed button of a notification."""

    reminder: int
    """The reminder's id."""
    snooze: timedelta | None
    """For how long to snooze it; None: skip it."""


def opening(line: str) -> Planner:
    """A chime, then the line, if anything in it can be spoken."""
    from coach.plan.planner import Planner

    return Planner.of_line(without_markup(line)[:LONGEST], chime=True)


def speak(
    reminder: Reminder,
    settings: Settings,
    next_command: NextCommand = lambda: None,
    guided_for: GuidedFor = lambda _seconds: None,
    *,
    player: Callable[[], Player] | None = None,
    voicer: Callable[[Planner], Voicer] | None = None,
) -> Result:
    """Speak a reminder in this process; the outcome is `done`, `nudged`, `stopped` or `failed`.

    `next_command` may give the commands of a session. `player` and `voicer` are those of the settings unless given.
    What goes wrong becomes a result, but a device that hangs for good may keep this from returning.
    """
    from coach.output.players.devices import lead_in_of
    from coach.output.players.players import choose_player
    from coach.session import open_session, open_voicer
    from coach.session_request import request_from_settings

    make_player = player or (lambda: choose_player(settings.player, settings.device))
    make_voicer = voicer or (lambda planner: open_voicer(planner, settings))
    routine, problem = None, ""
    try:
        routine = open_session(reminder.routine, settings, request_from_settings(settings)).planner
    except CoachError as error:
        problem = "" if reminder.nudge else str(error)
    first = opening(line_of(reminder, settings))
    sessions = _SessionPlayer(next_command, guided_for)
    try:
        with make_voicer(routine or first) as voice:
            whole = sessions.play(first, voice, make_player(), lead_in=lead_in_of(settings))
            if problem:
                return Result("failed", problem)
            if routine is None or reminder.nudge:
                return Result("nudged" if whole else "stopped")
            whole = whole and sessions.play(routine, voice, make_player(), counts=True)
            voice.tidy(settings.cache_limit_mb)
            return Result("done" if whole else "stopped", seconds=sessions.seconds)
    except VoiceError as error:
        _ring(settings, make_player, sessions)
        return Result("failed", str(error), sessions.seconds)
    except CoachError as error:
        return Result("failed", str(error), sessions.seconds)


class _SessionPlayer:
    """Plays sessions, one after another, while somebody may end them."""

    def __init__(self, next_command: NextCommand, guided_for: GuidedFor) -> None:
        self.seconds = 0.0
        """How many seconds of a routine were guided."""
        self._next_command, self._guided_for = next_command, guided_for

    def play(self, planner: Planner, voicer: Voicer, player: Player, *, counts: bool = False, lead_in: int = 0) -> bool:
        """Play a plan to its end; False if a command ended it. Raises VoiceError, PlayerError."""
        from coach.live.playback import Playback

        watched = _Watched(player)
        now = heard = time.monotonic()
        whole = True
        with Playback(planner, voicer, watched, lead_in=lead_in) as playback:
            stream = playback.stream
            while not stream.ended.wait(timeout=0.1):
                before, now = now, time.monotonic()
                if stream.state == "playing" and counts:
                    self.seconds += now - before
                while (command := self._next_command()) is not None:
                    whole = whole and command != "quit"
                    playback.send(command)
                if stream.state != "voicing":
                    heard = now
                if now - watched.read_at > HANG:
                    raise PlayerError("The sound device takes no more sound. Was it unplugged?")
                if now - heard > MUTE:
                    raise VoiceError("The voice took too long to speak.")
                self._guided_for(self.seconds)
        if playback.trouble is not None:
            raise playback.trouble
        return whole


def _ring(settings: Settings, player: Callable[[], Player], sessions: _SessionPlayer) -> None:
    """Play only the chime, if there is no voice; errors are ignored."""
    from coach.speech.cache import ClipCache
    from coach.speech.humming import Humming
    from coach.speech.voicing import Voicer

    with suppress(CoachError):
        sessions.play(opening(""), Voicer(Humming(), ClipCache(settings.cache_path())), player())


class _Watched(Player):
    """A player that notes when it last read sound."""

    def __init__(self, player: Player) -> None:
        self.name, self.latency = player.name, player.latency
        self.read_at = time.monotonic()
        """The time of its last read, in seconds of the monotonic clock."""
        self._player = player

    @staticmethod
    def is_available() -> bool:
        """Always."""
        return True

    def open(self, read: Read, channels: int = 1) -> None:
        """Begin to play. Raises NoDevice."""

        self._player.open(_Noted(read, self._note) if isinstance(read, Rewindable) else read, channels)
        self._note()

    def close(self) -> None:
        """Stop, and close the device."""
        self._player.close()

    def _note(self) -> None:
        self.read_at = time.monotonic()


class _Noted:
    """A source that tells each time it is read; like it, it can be rewound, so that much of it may be buffered."""

    def __init__(self, source: Rewindable, note: Callable[[], None]) -> None:
        self._source, self._note = source, note

    def __call__(self, count: int) -> NDArray[np.int16]:
        self._note()
        return self._source(count)

    def available(self) -> int:
        return self._source.available()

    def go_back(self) -> int:
        return self._source.go_back()

    def tell(self, when: float, unheard: int, *, still: bool = False) -> None:
        self._source.tell(when, unheard, still=still)
