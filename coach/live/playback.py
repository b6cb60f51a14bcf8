"""A session running: the voice works ahead of the sound, the sound ahead of the ear."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, Self, assert_never

from coach.errors import CoachError, PlayerError, VoiceError
from coach.live.edits import Edits
from coach.live.look_ahead import LookAhead
from coach.live.opening import opening
from coach.plan.edit import catch_up, more_time
from coach.plan.estimate import estimate
from coach.plan.phrases import SIDE_TESTS, phrase, time_left
from coach.plan.speech_rate import utterance
from coach.session_commands import MOVES, REQUESTS, VOLUME_CHANGES
from coach.session_request import SessionRequest
from coach.sound import Stream
from coach.units import SAMPLES_PER_MS

if TYPE_CHECKING:
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray

    from coach.output.players.player import Player
    from coach.plan import Plan, Utterance
    from coach.plan.planner import Planner
    from coach.session_commands import Command, Request
    from coach.sound.music.music import Music
    from coach.speech.voicing import Voicer

TWICE = 3.0
"""Seconds within which skipping the opening check must be asked for again."""

LATE = 500
"""Milliseconds a session may be early or late before the rest of it is fitted again."""


class Playback:
    """Plays a session while it is open. `send` takes commands, `stream` tells where it is."""

    def __init__(
        self,
        planner: Planner,
        voicer: Voicer,
        player: Player,
        request: SessionRequest | None = None,
        *,
        attended: bool = False,
        music: Music | None = None,
        lead_in: int = 0,
        edits: Edits | None = None,
    ) -> None:
        """`attended`: somebody can press "next", so a `(wait)` waits for it.

        `music` is what the request names, opened. `lead_in`: milliseconds of soft air that wake the loudspeaker,
        before the first word and whenever it comes back. `edits` are those of a session that is resumed.
        """
        self._planner, self._voicer, self._player = planner, voicer, player
        self._request, self._lead_in = request or SessionRequest(), lead_in
        self._lengths = voicer.lengths(planner.outline.utterances())
        self._wanted = planner.slots(self._lengths)  # decided once: what was played can no longer be stretched
        self.edits = edits or Edits(tuple(self._wanted) if self._wanted else None)
        """As they are now."""
        self._before = self.edits.spent
        self._ready = _Ready(voicer)
        stream = Stream(
            self._laid_out(self.edits), self._ready, attended=attended, routing=self._request.routing,
            music=music, bed=self._request.bed or "air",
        )  # fmt: skip
        self.stream = LookAhead(stream)
        """What is heard."""
        self._trouble: CoachError | None = None
        self._quit = False
        self._closing = threading.Event()
        self._asked: deque[Request | Literal["skip opening"]] = deque()
        self._skip_asked = -TWICE  # when skipping the opening check was last asked for, in seconds
        self._wake = threading.Event()
        self._tried = 0  # how late it was when the rest was last fitted, in milliseconds
        self._thread = threading.Thread(target=self._work, name="voice", daemon=True)

    @property
    def trouble(self) -> CoachError | None:
        """Why the voice or the sound stopped working, if it did."""
        if self._trouble is None and (error := self.stream.trouble) is not None:
            return error if isinstance(error, CoachError) else PlayerError(f"The sound stopped ({error}).")
        return self._trouble

    @property
    def finished(self) -> bool:
        """Whether it played to its end."""
        return self.stream.ended.is_set() and not self._quit and self.trouble is None

    @property
    def spent(self) -> int:
        """Milliseconds since it began, pauses and earlier sittings included."""
        return self._before + self.stream.spent

    def send(self, command: Command) -> bool:
        """Do `command` as soon as may be; False where it would skip the opening check.

        That is done only when it is asked for again within three seconds, and the coach says so.
        """
        if command == "skip" and not self._may_skip():
            self._asked.append("skip opening")
            self._wake.set()
            return False
        self._quit = self._quit or command == "quit"
        if command in VOLUME_CHANGES:
            self.stream.turn_volume(1 if command == "louder" else -1)
        elif command in MOVES:
            self.stream.send(command)
        elif command in REQUESTS:
            self._asked.append(command)
        self._wake.set()
        return True

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for its end, at most `timeout` seconds; whether it has ended. Raises what stopped the voice."""
        ended = self.stream.ended.wait(timeout)
        if self.trouble is not None:
            raise self.trouble
        return ended

    def come_back(self) -> None:
        """Go on after the sound device was lost."""
        self.stream.come_back(opening(self._lead_in, [], self.stream.channels))

    def __enter__(self) -> Self:
        self.stream.begin(self._request.start_in, self._opening())
        # The first words, where they were made before, are in hand before the device asks for them.
        for each in self.stream.plan.segments[self.stream.segment].clips:
            if (clip := self._voicer.get(each)) is not None:
                self._take(each, len(clip) // SAMPLES_PER_MS)
        self.stream.start()
        self._thread.start()
        try:
            self._player.open(self.stream.sound, self.stream.channels)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and not self._quit:
            time.sleep(self._player.latency / 1000)  # what was read last is still to be heard
        self._player.close()
        self._end()

    def _end(self) -> None:
        self._closing.set()
        self._wake.set()
        self._thread.join(timeout=5)
        self.stream.close()

    def _opening(self) -> NDArray[np.int16]:
        """What sounds before the first word; on two sides, which is whose."""
        header = self._planner.routine.header
        tests = []
        if self._request.routing == "split":
            for to, code in SIDE_TESTS:
                said = utterance(phrase(code, header.language), header, to)
                self._voicer.make(said)
                tests.append(self._voicer.get(said))
        return opening(self._lead_in, [clip for clip in tests if clip is not None], self.stream.channels)

    def _work(self) -> None:
        try:
            while not self._closing.is_set():
                while self._asked:
                    self._answer(self._asked.popleft())
                self._keep_time()
                if self._swept_from(self.stream.segment if (here := self.stream.awaited) is None else here):
                    self._wake.wait(timeout=1)
                    self._wake.clear()
        except Exception as error:  # a session must not wait for ever for a voice that is gone
            self._trouble = error if isinstance(error, CoachError) else VoiceError(f"The voice stopped ({error}).")
            self.stream.ended.set()

    def _swept_from(self, here: int) -> bool:
        """Make the clips of every step from `here` on, then of those before it.

        False where it broke off: the session is closed, something is asked, or the cursor waits at a step further on.
        """
        segments = self.stream.plan.segments
        for index in (*range(here, len(segments)), *range(here)):
            for each in segments[index].clips:
                if each in self._ready.there:
                    continue
                jumped = self.stream.awaited not in (None, index)
                if self._closing.is_set() or self._asked or jumped:
                    return False
                self._take(each, self._voicer.make(each))
        return True

    def _take(self, said: Utterance, length: int) -> None:
        planned = self._lengths.get(said, estimate(said))
        self._lengths[said] = length
        # A clip longer than the plan believed may move what follows: the plan must know before the stream may
        # begin the step.
        if length > planned:
            self._change(self.edits)
        self._ready.there.add(said)

    def _answer(self, request: Request | Literal["skip opening"]) -> None:
        match request:
            case "more":
                # Where the step has just gone by, the next one is meant no less.
                while not self._change(replace(self.edits, added=self._with_more_time())):
                    pass
            case "time":
                plan, position = self.stream.plan, self.stream.position
                area = plan.sections[plan.section_at(position)].end - position
                self._say(time_left(area, plan.length - position, self._planner.routine.header.language))
            case "skip opening":
                self._say(phrase("skip opening", self._planner.routine.header.language))
            case _:
                assert_never(request)

    def _may_skip(self) -> bool:
        """Whether the area under the cursor may be skipped: the opening check only when that is asked for twice."""
        plan, now = self.stream.plan, time.monotonic()
        if not plan.sections[plan.section_of(self.stream.segment)].opening or now - self._skip_asked <= TWICE:
            return True
        self._skip_asked = now
        return False

    def _say(self, text: str) -> None:
        """Answer the one who works."""
        header = self._planner.routine.header
        said = utterance(text, header, header.speaker)
        self._voicer.make(said)
        if (clip := self._voicer.get(said)) is not None:
            self.stream.say(clip)

    def _with_more_time(self) -> dict[int, int]:
        return more_time(self._planner.outline, self.edits.added or {}, self.stream.segment)

    def _keep_time(self) -> None:
        """Fit what is still to come to the length that was asked for, after pauses, waits and added time."""
        if self._planner.target is None or self._wanted is None or self.stream.state != "playing":
            return
        plan, here = self.stream.plan, self.stream.segment
        late = self.spent + plan.length - self.stream.position - self._planner.target
        if abs(late) < LATE or abs(late - self._tried) < LATE:
            return
        self._tried = late
        edits, remaining = self.edits, plan.length - plan.segments[here].end - late
        slots = catch_up(
            self._planner.outline, self._lengths, self._wanted, edits.slots or self._wanted, edits.added or {}, here,
            remaining,
        )  # fmt: skip
        self._change(replace(edits, slots=tuple(slots)))

    def _change(self, edits: Edits) -> bool:
        """Go on with these edits, and what is known of the clips; False where the step they begin with has gone by."""
        plan = self._laid_out(edits)
        # What the step under the cursor has yet to say, such as another time call, must be there before it is planned.
        while missing := [
            each for here in self.stream.rendering for each in plan.segments[here].clips if each not in self._lengths
        ]:
            for each in missing:
                self._lengths[each] = self._voicer.make(each)
                self._ready.there.add(each)
            plan = self._laid_out(edits)
        if not self.stream.update(plan):
            return False
        self.edits = edits
        return True

    def _laid_out(self, edits: Edits) -> Plan:
        return self._planner.plan(self._lengths, edits.slots, edits.added)


class _Ready:
    """The clips whose lengths the plan knows."""

    def __init__(self, voicer: Voicer) -> None:
        self._voicer = voicer
        self.there: set[Utterance] = set()

    def get(self, said: Utterance) -> NDArray[np.int16] | None:
        return self._voicer.get(said) if said in self.there else None
