"""Looking ahead: a stream is rendered seconds before it is heard, and yet commands take effect at once."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

from coach.live.lost_time import LostTime
from coach.live.renderer import MARGIN, Renderer
from coach.output.players.ring import Ring
from coach.units import SAMPLES_PER_MS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from coach.plan import Plan
    from coach.session_commands import Move
    from coach.sound import State, Stream
    from coach.sound.moment import Moment
    from coach.sound.volume import Volume

_TICK = 0.02
"""Seconds to wait when nothing is to be rendered."""


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
        self._renderer = Renderer(stream, self.sound)
        self._lost = LostTime(self.sound)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="look ahead", daemon=True)

    def start(self) -> None:
        """Begin to render; the first samples are ready when it returns."""
        with self._lock:
            self._renderer.render()
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
            moment, past = self._around()
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
        return self._lost.total // SAMPLES_PER_MS

    @property
    def rendering(self) -> set[int]:
        """The segments from the one that is heard to the one that is rendered."""
        with self._lock:
            return self._renderer.segments_from(self._heard().segment)

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
                self._change(lambda: None)

    def begin(self, delay: int, opening: NDArray[np.int16]) -> None:
        """As `Stream.begin`; call it before `start`."""
        self._stream.begin(delay, opening)

    def go(self, segment: int, first: Sequence[int] = ()) -> None:
        """Go to a step, after the steps `first` and the cautions of its section."""
        self._change(lambda: self._stream.go(segment, first))

    def come_back(self, opening: NDArray[np.int16]) -> None:
        """Resume after the device was lost: a line that was cut is said again, nothing else is repeated."""
        with self._lock:
            gone = self._lost.restart()
            self._change(lambda: self._stream.come_back(opening), margin=0)
            self.sound.blank(self._renderer.changed)
            self._stream.pass_by(gone)

    def update(self, plan: Plan) -> bool:
        """Continue with a plan that differs only after the start of the segment that is heard; otherwise return
        False."""
        with self._lock:
            if self._renderer.is_same_in(plan):
                return self._stream.update(plan)
            done: list[bool] = []
            self._change(lambda: done.append(self._stream.update(plan)))
            return done[-1]

    def send(self, command: Move) -> None:
        """Carry out `command` at once."""
        self._change(lambda: self._stream.send(command))

    def turn_volume(self, steps: int) -> None:
        """Make it louder, or softer if negative, at once."""
        with self._lock:
            self._stream.volume.turn(steps)
            self._change(lambda: None)

    def say(self, clip: NDArray[np.int16]) -> None:
        """Play an answer to the person who works: over the sounds, between the words."""
        self._change(lambda: self._stream.say(clip))

    def ring(self, sound: NDArray[np.int16]) -> None:
        """Play a short sign to the person who works, over everything, at once."""
        self._change(lambda: self._stream.ring(sound))

    def _heard(self) -> Moment:
        """The moment of the stream before the sound that is heard now."""
        return self._around()[0]

    def _around(self) -> tuple[Moment, int]:
        """The moment before the sound that is heard now, and the samples since its step began until now."""
        with self._lock:
            if self.ended.is_set():
                return self._renderer.last, self._renderer.last.past
            return self._renderer.heard()

    def _change(self, change: Callable[[], object], margin: int = MARGIN) -> None:
        """Change the stream at the first block that can still be replaced, and render again from there."""
        with self._lock:
            self._renderer.change(change, margin)

    def _work(self) -> None:
        try:
            while not self._closing.is_set():
                with self._lock:
                    more = self._renderer.render()
                    self._renderer.forget()
                    self._make_up()
                    if self._renderer.has_ended:
                        self.ended.set()
                if not more:
                    self.sound.wait(_TICK)
        except Exception as error:  # a session must not wait for ever after an error
            self.trouble = error
            self.ended.set()

    def _make_up(self) -> None:
        """Let the stream make up for the time that was lost since the last time."""
        if lost := self._lost.look():
            # Recorded in the stream permanently, from here on: the current rest may be shortened already.
            self._stream.lose(lost)
            self._change(lambda: None)
