"""Rendering ahead: a stream is rendered seconds before it is heard, and rendered again after a command."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from coach.live.lateness import Lateness
from coach.output.players.ring import Ring
from coach.units import SAMPLE_RATE, SAMPLES_PER_MS, samples

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from coach.plan import Plan
    from coach.session_commands import Move
    from coach.sound import State, Stream
    from coach.sound.moment import Moment
    from coach.sound.volume import Volume

DEPTH = samples(5000)
"""How far to render ahead of the device: the machine may be busy, or this process stopped, for this long."""
BEGIN = samples(300)
"""How far after a start or a command; it grows from there with time, because another command may follow."""
BRINK = samples(150)
"""How far while waiting for the voice: this renders silence that may not be needed."""
BLOCK = samples(10)
"""The size of a block: a command takes effect between two blocks."""

_MARGIN = samples(5)
"""How far after the samples taken by the device a command takes effect: it must be rendered by then."""
_AT_ONCE = 16
"""Blocks rendered before other threads get the lock."""
_TICK = 0.02
_LOOK = 0.5
"""Seconds between two measurements of the lateness."""


class HeardPlace(NamedTuple):
    """What is heard at one instant."""

    position: int
    """Milliseconds of the plan."""
    segment: int
    """The index in `plan.segments`."""
    state: State
    starts_in: int
    """Milliseconds until the session begins or resumes."""


class LookAhead:
    """A stream as it is heard. Its properties describe the sound heard now; commands take effect at once."""

    def __init__(self, stream: Stream) -> None:
        """Raises PlayerError if there is no room for the ring."""
        self.channels = stream.channels
        self.ended = threading.Event()
        self.trouble: Exception | None = None
        """The error that stopped rendering, if any."""
        self.sound = Ring(stream.channels)
        """The ring for a player to read."""
        self._stream = stream
        self._lock = threading.RLock()
        self._moments: deque[tuple[int, Moment]] = deque()  # each with the frame after it
        self._from = 0  # the frame of the last command, before which nothing is rendered again
        self._end: int | None = None  # the frame after the last one of the session
        self._lateness, self._seen, self._looked = Lateness(), 0, 0.0
        self._lost = 0
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="look ahead", daemon=True)

    def start(self) -> None:
        """Begin to render; the first samples are ready when it returns."""
        with self._lock:
            self._fill()
        self._thread.start()

    def close(self) -> None:
        """Stop rendering."""
        self._closing.set()
        if self._thread.is_alive():
            self.sound.wake()
            self._thread.join()
        self.sound.close()

    @property
    def plan(self) -> Plan:
        """The current plan."""
        return self._stream.plan

    @property
    def volume(self) -> Volume:
        """The volume as set."""
        return self._stream.volume

    @property
    def heard(self) -> HeardPlace:
        """What is heard now, to the millisecond; as exact as the device reports what it has played."""
        with self._lock:
            begin, moment, then = self._around()
            past = moment.past
            if moment.state == "playing" and begin is not None and then is not None:
                past += min(max(self.sound.heard - begin, 0), BLOCK)
                # The clock may have stopped within the block.
                past = min(past, max(then.past, moment.past)) if then.segment == moment.segment else past
            span = self.plan.segments[moment.segment]
            position = min(span.start + past // SAMPLES_PER_MS, span.end)
            return HeardPlace(position, moment.segment, moment.state, moment.starts_in)

    @property
    def position(self) -> int:
        """The position that is heard, in milliseconds of the plan."""
        return self.heard.position

    @property
    def segment(self) -> int:
        """The index in `plan.segments` of the segment that is heard."""
        return self._heard().segment

    @property
    def state(self) -> State:
        """The state of what is heard."""
        return self._heard().state

    @property
    def spent(self) -> int:
        """Milliseconds since the session began, with pauses."""
        return self._heard().spent

    @property
    def played(self) -> int:
        """Milliseconds played, without pauses."""
        return self._heard().played

    @property
    def starts_in(self) -> int:
        """Milliseconds until the session begins or resumes."""
        return self._heard().starts_in

    @property
    def is_speaking(self) -> bool:
        """Whether words are heard now."""
        return self._heard().is_speaking

    @property
    def lost(self) -> int:
        """Milliseconds lost so far, made up for or not."""
        return self._lost // SAMPLES_PER_MS

    @property
    def rendering(self) -> set[int]:
        """The segments from the one that is heard to the one that is rendered."""
        with self._lock:
            here, heard = self._stream.segment, self._heard()
            ahead = [moment.segment for _, moment in self._moments]
            return {heard.segment, here, *(ahead[ahead.index(heard.segment) :] if heard.segment in ahead else [])}

    @property
    def awaited(self) -> int | None:
        """The segment that rendering waits for because its clips are missing, if any."""
        with self._lock:
            return self._stream.segment if self._stream.state == "voicing" else None

    def begin_awaited(self) -> None:
        """Begin the step that is waited for as soon as possible, if its clips are ready now.

        The quiet that was rendered meanwhile is replaced where the device has not taken it.
        """
        with self._lock:
            if self._stream.state == "voicing" and self._stream.is_ready:
                self._cut(lambda: None)

    def begin(self, delay: int, opening: NDArray[np.int16]) -> None:
        """As `Stream.begin`; call it before `start`."""
        self._stream.begin(delay, opening)

    def go(self, segment: int, first: Sequence[int] = ()) -> None:
        """Go to a step, after the steps `first` and the cautions of its section."""
        self._cut(lambda: self._stream.go(segment, first))

    def come_back(self, opening: NDArray[np.int16]) -> None:
        """Resume after the device was lost: a line that was cut is said again, nothing else is repeated."""
        with self._lock:
            _, times, _ = self.sound.log(self._seen - 1)
            gone = round((time.perf_counter() - times[-1]) * SAMPLE_RATE) if len(times) else 0
            self._lateness = Lateness()
            self._cut(lambda: self._stream.come_back(opening), margin=0)
            self.sound.blank(self._from)
            self._stream.pass_by(gone)

    def update(self, plan: Plan) -> bool:
        """Continue with a plan that differs only after the start of the segment that is heard; otherwise return
        False."""
        with self._lock:
            if self._sounds_alike(plan):
                return self._stream.update(plan)
            done: list[bool] = []
            self._cut(lambda: done.append(self._stream.update(plan)))
            return done[-1]

    def send(self, command: Move) -> None:
        """Carry out `command` at once."""
        self._cut(lambda: self._stream.send(command))

    def turn_volume(self, steps: int) -> None:
        """Make it louder, or softer if negative, at once."""
        with self._lock:
            self._stream.volume.turn(steps)
            self._cut(lambda: None)

    def say(self, clip: NDArray[np.int16]) -> None:
        """Play an answer to the person who works: over the sounds, between the words."""
        self._cut(lambda: self._stream.say(clip))

    def ring(self, sound: NDArray[np.int16]) -> None:
        """Play a short sign to the person who works, over everything, at once."""
        self._cut(lambda: self._stream.ring(sound))

    def _heard(self) -> Moment:
        """The moment of the stream before the sound that is heard now."""
        return self._around()[1]

    def _around(self) -> tuple[int | None, Moment, Moment | None]:
        """The moments before and after the sound that is heard now, the one before with its frame.

        The frame is None if nothing is on its way to the device.
        """
        with self._lock:
            if not self._moments:
                return None, self._stream.moment(), None
            if self.ended.is_set():
                return None, self._moments[-1][1], None
            frame = self.sound.heard
            found = self._moments[0]
            for each in self._moments:
                if each[0] > frame:
                    return *found, each[1]
                found = each
            return *found, self._stream.moment()

    def _cut(self, change: Callable[[], object], margin: int = _MARGIN) -> None:
        """Change the stream at the first block that can still be replaced, and render again from there."""
        with self._lock:
            if not self._moments:
                change()
                return
            with self.sound.held():
                # A device that stalls has played less than was reckoned: a command given meanwhile stands.
                while not self._is_changed(change, max(self.sound.fixed + margin, self._from)):
                    pass

    def _is_changed(self, change: Callable[[], object], earliest: int) -> bool:
        """Apply a change; returns whether the device has not taken any of the replaced samples meanwhile."""
        kept = [each for each in self._moments if each[0] < earliest]
        frame = self.sound.written
        if len(kept) < len(self._moments):
            frame, moment = self._moments[len(kept)]
            self._stream.go_back(moment)
        change()
        rendered = [np.zeros((0, self.channels), np.int16)]
        at = frame
        for _ in range(_AT_ONCE):
            moment = self._stream.moment()
            block = self._stream.take(BLOCK, hold=at - frame < BRINK)
            if not len(block):
                break
            kept.append((at, moment))
            rendered.append(block)
            at += len(block)
        if not self.sound.replace(frame, np.concatenate(rendered)):
            return False
        self._moments, self._from = deque(kept), frame
        if self._end is not None and self._end > frame:
            self._end = None
        self._note_end()
        return True

    def _sounds_alike(self, plan: Plan) -> bool:
        """Whether everything rendered so far is the same in another plan."""
        old = self.plan
        alike = zip(old.cues, plan.cues, strict=False)
        edge = next((min(one.start, other.start) for one, other in alike if one != other), None)
        if edge is None:
            edge = min(old.length, plan.length)
        places = [(moment.segment, moment.past) for _, moment in self._moments]
        places.append((self._stream.segment, self._stream.moment().past))
        furthest = max(samples(old.segments[segment].start) + past for segment, past in places)
        return furthest + BLOCK < samples(edge)

    def _work(self) -> None:
        try:
            while not self._closing.is_set():
                with self._lock:
                    more = self._fill()
                    self._forget()
                    self._keep_time()
                    if self._end is not None and self.sound.heard >= self._end:
                        self.ended.set()
                if not more:
                    self.sound.wait(_TICK)
        except Exception as error:  # a session must not wait for ever after an error
            self.trouble = error
            self.ended.set()

    def _fill(self) -> bool:
        """Render missing samples; returns whether more are missing."""
        for _ in range(_AT_ONCE):
            written, fixed = self.sound.written, self.sound.fixed
            ahead = written - fixed
            if ahead >= min(DEPTH, BEGIN + max(fixed - self._from, 0)):
                return False
            moment = self._stream.moment()
            block = self._stream.take(BLOCK, hold=ahead < BRINK)
            if not len(block):
                return False
            self._moments.append((written, moment))
            self.sound.write(block)
            self._note_end()
        return True

    def _note_end(self) -> None:
        if self._end is None and self._stream.state == "ended":
            self._end = self.sound.written

    def _forget(self) -> None:
        """Discard moments that are already heard."""
        frame = self.sound.heard
        while len(self._moments) > 1 and self._moments[1][0] <= frame:
            self._moments.popleft()

    def _keep_time(self) -> None:
        now = time.perf_counter()
        if now - self._looked < _LOOK:
            return
        self._looked = now
        self._seen, times, taken = self.sound.log(self._seen)
        if lost := self._lateness.look(times.tolist(), taken.tolist()):
            # Recorded in the stream permanently, from here on: the current rest may be shortened already.
            self._lost += lost
            self._stream.lose(lost)
            self._cut(lambda: None)
