"""A session running: the voice works ahead of the cursor while a player pulls the stream."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING, Self

from coach.errors import CoachError, VoiceError
from coach.plan.estimate import estimate
from coach.sound import Stream
from coach.units import SAMPLES_PER_MS

if TYPE_CHECKING:
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray

    from coach.output.player import Player
    from coach.plan import Utterance
    from coach.session import Session
    from coach.sound import Command
    from coach.speech.voicing import Voicer

_SWITCH = 0.0005
"""Seconds after which a busy thread lets another run; Python's own 0.005 let the sound break."""


class Performance:
    """Plays a session while it is open. `send` takes commands, `stream` tells where it is."""

    def __init__(self, session: Session, voicer: Voicer, player: Player, *, attended: bool) -> None:
        self._session, self._voicer, self._player = session, voicer, player
        self._lengths = voicer.lengths(session.outline.utterances())
        self._slots = session.slots(self._lengths)  # decided once: what was played cannot be stretched any more
        self._ready = _Ready(voicer)
        self.stream = Stream(session.plan(self._lengths, self._slots), self._ready, attended=attended)
        self.trouble: CoachError | None = None
        """Why the voice stopped working, if it did."""
        self._quit = False
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._voice_ahead, name="voice", daemon=True)
        self._switch = sys.getswitchinterval()

    def send(self, command: Command) -> None:
        """Do `command` at the next block."""
        self._quit = self._quit or command == "quit"
        self.stream.send(command)

    def __enter__(self) -> Self:
        # The first words, where they were made before, are in hand before the device asks for them.
        for utterance in self.stream.plan.beats[0].needs:
            if (clip := self._voicer.get(utterance)) is not None:
                self._take(utterance, len(clip) // SAMPLES_PER_MS)
        sys.setswitchinterval(_SWITCH)
        try:
            self._player.open(self.stream.read)
        except BaseException:
            sys.setswitchinterval(self._switch)
            raise
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and not self._quit:
            time.sleep(self._player.latency / 1000)  # what was read last is still to be heard
        self._closing.set()
        self._player.close()
        self._thread.join(timeout=5)
        sys.setswitchinterval(self._switch)

    def _voice_ahead(self) -> None:
        try:
            while not self._closing.is_set() and not self._swept_from(self.stream.beat):
                pass
        except Exception as error:  # a session must not wait for ever for a voice that is no more
            self.trouble = error if isinstance(error, CoachError) else VoiceError(f"The voice stopped ({error}).")
            self.stream.ended.set()

    def _swept_from(self, here: int) -> bool:
        """Make the clips of every step from `here` on, then of those before it.

        False where it broke off, because the session is closed or the cursor waits at a step further on.
        """
        beats = self.stream.plan.beats
        for index in (*range(here, len(beats)), *range(here)):
            for utterance in beats[index].needs:
                if utterance in self._ready.there:
                    continue
                jumped = self.stream.state == "voicing" and self.stream.beat != index
                if self._closing.is_set() or jumped:
                    return False
                self._take(utterance, self._voicer.make(utterance))
        return True

    def _take(self, utterance: Utterance, length: int) -> None:
        planned = self._lengths.get(utterance, estimate(utterance))
        self._lengths[utterance] = length
        # A clip longer than the plan believed may move what follows: the plan must know before the stream may
        # begin the step.
        if length > planned:
            self.stream.update(self._session.plan(self._lengths, self._slots))
        self._ready.there.add(utterance)


class _Ready:
    """The clips whose lengths the plan knows."""

    def __init__(self, voicer: Voicer) -> None:
        self._voicer = voicer
        self.there: set[Utterance] = set()

    def get(self, utterance: Utterance) -> NDArray[np.int16] | None:
        return self._voicer.get(utterance) if utterance in self.there else None
