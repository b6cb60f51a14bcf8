"""A preview: a part of a script that is being written, heard through the loudspeaker of this computer."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from coach.errors import CoachError, SessionConflict
from coach.live.playback import Playback
from coach.output.players.players import choose_player
from coach.plan.planner import Planner
from coach.session import open_voicer

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.plan.outline import Outline
    from coach.script.routine import Header, Location
    from coach.settings import Settings
    from coach.speech.voicing import Voicer

PreviewState = Literal["silent", "voicing", "playing"]
_WARM = 300
"""Seconds for which a voice that was heard stays loaded."""
_LOOK = 0.05
"""Seconds between two looks at whether it has ended."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What is being heard."""

    state: PreviewState
    number: int
    """Counts the previews: the same until another one begins."""
    line: int | None = None
    """The line of the text that is heard now."""
    trouble: str | None = None
    """Why the last one did not play, a sentence."""


class Previews:
    """Plays one preview at a time: a new one ends the one before. Safe to use from any thread."""

    def __init__(self, settings: Settings, session: Callable[[], str | None] = lambda: None) -> None:
        """`session` gives the title of the session that is sounding, if one is: nothing else is played over it."""
        self._settings, self._session = settings, session
        self._turn = threading.Lock()
        self._number = 0
        self._heard = Heard("silent", 0)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._voicer: tuple[Header, Voicer] | None = None
        self._resting: threading.Timer | None = None

    def heard(self) -> Heard:
        """What is being heard now."""
        return self._heard

    def play(self, outline: Outline, place: Callable[[Location], int]) -> Heard:
        """Begin to play; returns at once. `place` gives the line of the text for a location.

        Raises SessionConflict while a session sounds.
        """
        if (title := self._session()) is not None:
            raise SessionConflict(f"'{title}' is playing. Pause it first to hear this.")
        with self._turn:
            self._end()
            self._number += 1
            self._stop = threading.Event()
            self._heard = begun = Heard("voicing", self._number)
            arguments = (Planner(outline), place, self._number, self._stop)
            self._thread = threading.Thread(target=self._play, args=arguments, name="preview", daemon=True)
            self._thread.start()
            return begun

    def stop(self) -> None:
        """End what is being heard."""
        with self._turn:
            self._end()

    def close(self) -> None:
        """End what is being heard, and unload the voice."""
        self.stop()
        with self._turn:
            self._unload()

    def _end(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10)
            self._thread = None
        if self._resting is not None:
            self._resting.cancel()

    def _play(self, planner: Planner, place: Callable[[Location], int], number: int, stop: threading.Event) -> None:
        trouble = None
        try:
            self._through(planner, place, number, stop)
        except CoachError as error:
            trouble = str(error)
        except Exception as error:  # a device or a voice may fail in any way
            trouble = f"The line could not be played ({error})."
        self._heard = Heard("silent", number, None, trouble)
        self._resting = threading.Timer(_WARM, self._rest, (number,))
        self._resting.daemon = True
        self._resting.start()

    def _through(self, planner: Planner, place: Callable[[Location], int], number: int, stop: threading.Event) -> None:
        """Play to the end, or until it is stopped."""
        voicer = self._ready(planner)
        player = choose_player(self._settings.player, self._settings.device)
        with Playback(planner, voicer, player) as playback:
            while not stop.is_set() and not playback.wait(_LOOK) and self._session() is None:
                stream = playback.stream
                said = stream.plan.between(stream.position, stream.position + 1)
                line = place(said[0].location) if said else None
                state: PreviewState = "voicing" if stream.awaited is not None else "playing"
                self._heard = Heard(state, number, line)
            if not playback.stream.ended.is_set():
                playback.send("quit")
                playback.wait(1)

    def _ready(self, planner: Planner) -> Voicer:
        """The voices of the script; those of the last preview if they are the same."""
        header = planner.routine.header
        if self._voicer is not None and _voicing(self._voicer[0]) == _voicing(header):
            return self._voicer[1]
        self._unload()
        voicer = open_voicer(planner, self._settings).__enter__()
        self._voicer = header, voicer
        return voicer

    def _rest(self, number: int) -> None:
        with self._turn:
            if self._number == number and self._heard.state == "silent":
                self._unload()

    def _unload(self) -> None:
        if self._voicer is not None:
            self._voicer[1].__exit__(None, None, None)
            self._voicer = None


def _voicing(header: Header) -> object:
    """What of a script decides how its words sound."""
    return header.speaker, header.language, header.voice, header.client_voice, sorted(header.say.items())
