"""Playback: clips are made ahead of the sound, and the sound is rendered ahead of the device."""

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
"""Seconds within which the command to skip the opening check must be repeated."""

LATE = 500
"""Milliseconds a session may be early or late before the rest of it is fitted to its length again."""


class Playback:
    """Plays a session while it is open. `send` takes commands, `stream` has the position."""

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
        """`attended`: a person can press "next", so a `(wait)` waits for it.

        `music` is the opened music of the request. `lead_in`: milliseconds of soft air to wake the loudspeaker, before
        the first word and whenever the device comes back. `edits` are those of a resumed session.
        """
        self._planner, self._voicer, self._player = planner, voicer, player
        self._request, self._lead_in = request or SessionRequest(), lead_in
        self._lengths = voicer.lengths(planner.outline.utterances())
        self._wanted = planner.slots(self._lengths)  # decided once: what was played cannot be scaled any more
        self.edits = edits or Edits(tuple(self._wanted) if self._wanted else None)
        """The current edits."""
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
        self._skip_asked = -TWICE  # when the command to skip the opening check was last given, in seconds
        self._wake = threading.Event()
        self._tried = 0  # the lateness in milliseconds when the rest was last fitted
        # No daemon: an engine's runtime aborts the program if that ends amid a clip.
        self._thread = threading.Thread(target=self._work, name="voice")

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
        """Milliseconds since it began, with pauses and the earlier parts of a resumed session."""
        return self._before + self.stream.spent

    def send(self, command: Command) -> bool:
        """Carry out `command` as soon as possible; False if it would skip the opening check.

        That is done only if the command is repeated within three seconds, and the coach says so.
        """
        if command == "skip" and not self._may_pass(1 + self.stream.plan.section_of(self.stream.segment)):
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

    def jump(self, area: int) -> bool:
        """Go to the area `area`, an index in the plan's sections, after the cautions of its section that were not
        heard; False if that would skip the opening check, as for `send`."""
        if not self._may_pass(area):
            return False
        plan = self.stream.plan
        start = plan.sections[area].start
        self.stream.go(next(number for number, span in enumerate(plan.segments) if span.start >= start))
        self._wake.set()
        return True

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for its end, at most `timeout` seconds; returns whether it has ended. Raises the error that stopped
        it."""
        ended = self.stream.ended.wait(timeout)
        if self.trouble is not None:
            raise self.trouble
        return ended

    def come_back(self) -> None:
        """Resume after the sound device was lost."""
        self.stream.come_back(opening(self._lead_in, [], self.stream.channels))

    def __enter__(self) -> Self:
        self.stream.begin(self._request.start_in, self._opening())
        # The first words, if cached, are loaded before the device reads.
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
            time.sleep(self._player.latency / 1000)  # the last samples read have not been heard yet
        self._player.close()
        self._end()

    def _end(self) -> None:
        self._closing.set()
        self._wake.set()
        self._thread.join(timeout=5)
        self.stream.close()

    def _opening(self) -> NDArray[np.int16]:
        """The sound before the first word; in split sessions with a test of both sides."""
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
            while not self._is_over:
                while self._asked:
                    self._answer(self._asked.popleft())
                self._keep_time()
                if self._swept_from(self.stream.segment if (here := self.stream.awaited) is None else here):
                    self._wake.wait(timeout=1)
                    self._wake.clear()
        except Exception as error:  # a session must not wait for ever after the voice failed
            self._trouble = error if isinstance(error, CoachError) else VoiceError(f"The voice stopped ({error}).")
            self.stream.ended.set()

    @property
    def _is_over(self) -> bool:
        """Whether it is closed, or the program is ending."""
        return self._closing.is_set() or not threading.main_thread().is_alive()

    def _swept_from(self, here: int) -> bool:
        """Make the clips of all segments from `here` on, then of those before it.

        False if interrupted: the session is closed, a request is waiting, or the cursor waits at a later segment.
        """
        segments = self.stream.plan.segments
        for index in (*range(here, len(segments)), *range(here)):
            for each in segments[index].clips:
                if each in self._ready.there:
                    continue
                jumped = self.stream.awaited not in (None, index)
                if self._is_over or self._asked or jumped:
                    return False
                self._take(each, self._voicer.make(each))
        return True

    def _take(self, said: Utterance, length: int) -> None:
        planned = self._lengths.get(said, estimate(said))
        self._lengths[said] = length
        # A clip that is longer than planned may move what follows: the plan must be updated before the stream begins
        # the step.
        if length > planned:
            self._change(self.edits)
        self._ready.there.add(said)
        self.stream.begin_awaited()

    def _answer(self, request: Request | Literal["skip opening"]) -> None:
        match request:
            case "more":
                # If the step has just ended, the next one may get the time.
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

    def _may_pass(self, area: int) -> bool:
        """Whether one may go on to `area`: past the opening check only if that is asked for twice; the coach says
        so."""
        plan, now = self.stream.plan, time.monotonic()
        passed = plan.sections[plan.section_of(self.stream.segment) : area]
        if not any(section.opening for section in passed) or now - self._skip_asked <= TWICE:
            return True
        self._skip_asked = now
        self._asked.append("skip opening")
        self._wake.set()
        return False

    def _say(self, text: str) -> None:
        """Speak to the person who works."""
        header = self._planner.routine.header
        said = utterance(text, header, header.speaker)
        self._voicer.make(said)
        if (clip := self._voicer.get(said)) is not None:
            self.stream.say(clip)

    def _with_more_time(self) -> dict[int, int]:
        return more_time(self._planner.outline, self.edits.added or {}, self.stream.segment)

    def _keep_time(self) -> None:
        """Fit the rest of the session to its set length, after pauses, waits and added time."""
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
        """Continue with these edits and the known clips; False if the segment they begin with is over."""
        plan = self._laid_out(edits)
        # New words of the current step, such as another time call, must be voiced before they are planned.
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
