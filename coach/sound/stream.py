"""The stream: blocks of samples drawn from a cursor that moves over the clock, for every output alike."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections import deque
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

from coach.errors import CacheError
from coach.sound.bed import bed
from coach.sound.mixer import Mixer
from coach.units import samples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from coach.plan import Plan, Utterance

State = Literal["playing", "paused", "waiting", "voicing", "ended"]
Command = Literal["pause", "next", "back", "quit"]

FADE = samples(20)
"""A pause or jump fades out, and back in, over this many samples: too short to hear, long enough not to click."""
AGAIN = samples(1500)
"""`back` this soon after a step's beginning means the step before it."""
BLOCK = samples(1000)
"""Samples in a block where nobody is waiting for them."""


class Clips(Protocol):
    """Where the stream gets speech from."""

    def get(self, utterance: Utterance) -> NDArray[np.int16] | None:
        """The clip, or None while there is none."""
        ...


class Stream:
    """A session as sound.

    `read` is called by a device's thread; everything else by any other. A step begins only when its clips are
    there; until then, and while paused, only the bed sounds and the clock stands still.
    """

    def __init__(self, plan: Plan, clips: Clips, *, attended: bool = False) -> None:
        """`attended`: somebody can press "next", so a `(wait)` waits for it."""
        self._clips = clips
        self._attended = attended
        self._lock = threading.Lock()
        self._commands: deque[Command] = deque()
        self._mixer = Mixer(plan)
        self._starts = [samples(beat.start) for beat in plan.beats]
        self._position = 0
        self._idled = 0  # samples of bed alone, so that the bed runs on unbroken
        self._gain = FADE  # 0 silent, FADE full
        self._fading_for: Command | None = None
        self._paused = False
        self._beat = -1  # whose clips are held
        self._held: dict[Utterance, NDArray[np.int16]] = {}
        self.state: State = "playing"
        self.ended = threading.Event()

    @property
    def plan(self) -> Plan:
        """The plan as it is now."""
        return self._mixer.plan

    @property
    def position(self) -> int:
        """Where the cursor is, in milliseconds of the plan."""
        return min(self._position // samples(1), self.plan.length)

    @property
    def beat(self) -> int:
        """The index in `plan.beats` of the step under the cursor."""
        return max(bisect_right(self._starts, self._position) - 1, 0)

    def update(self, plan: Plan) -> None:
        """Go on with a plan that differs from the present one only after the step under the cursor."""
        mixer, starts = Mixer(plan), [samples(beat.start) for beat in plan.beats]
        with self._lock:
            self._mixer, self._starts = mixer, starts

    def send(self, command: Command) -> None:
        """Do `command` at the next block; `pause` pauses and resumes."""
        self._commands.append(command)

    def read(self, count: int) -> NDArray[np.int16]:
        """The next `count` samples, mono; the bed alone when there is nothing to play."""
        block = np.empty(count, np.int16)
        with self._lock:
            done = 0
            while done < count:
                done += self._piece(block[done:])
        return block

    def blocks(self) -> Iterator[NDArray[np.int16]]:
        """The whole session from the cursor on, in blocks, faster than real time.

        All clips must be there. Raises CacheError where one no longer is.
        """
        while (left := samples(self.plan.length) - self._position) > 0:
            block = self.read(min(BLOCK, left))
            if self.state != "playing":
                raise CacheError("Speech was deleted from the cache while it was being written: try again.")
            yield block

    def _piece(self, block: NDArray[np.int16]) -> int:
        """Fill the beginning of `block`; return how many samples were filled."""
        self._obey()
        self.state = self._now()
        if self.state != "playing":
            block[:] = bed(self._position + self._idled, len(block))
            self._idled += len(block)
            return len(block)
        count = min(len(block), self._stop() - self._position)
        if self._fading_for is not None:
            count = min(count, self._gain)
        elif self._gain < FADE:
            count = min(count, FADE - self._gain)
        sound = self._mixer.block(self._position, count, self._held)
        block[:count] = self._faded(sound) + bed(self._position + self._idled, count)
        self._position += count
        return count

    def _now(self) -> State:
        if self._position >= samples(self.plan.length):
            self.ended.set()
            return "ended"
        if self._paused:
            return "paused"
        if not self._enter():
            return "voicing"
        span = self.plan.beats[self.beat]
        if self._attended and span.wait and self._position >= samples(span.sounded):
            # While it fades out for "next" it plays on: there is only quiet left to fade.
            return "waiting" if self._fading_for is None else "playing"
        return "playing"

    def _enter(self) -> bool:
        """Whether the clips of the step under the cursor are in hand."""
        if self.beat == self._beat:
            return True
        found = {utterance: self._clips.get(utterance) for utterance in self.plan.beats[self.beat].needs}
        if any(clip is None for clip in found.values()):
            return False
        self._held = {utterance: clip for utterance, clip in found.items() if clip is not None}
        self._beat = self.beat
        return True

    def _stop(self) -> int:
        """The next sample at which something is to be decided: a step's end, or the last word of a wait."""
        beat = self.beat
        end = samples(self.plan.beats[beat].end)
        sounded = samples(self.plan.beats[beat].sounded)
        if self._attended and self.plan.beats[beat].wait and self._position < sounded:
            return sounded
        return end

    def _faded(self, sound: NDArray[np.int16]) -> NDArray[np.int16]:
        if self._fading_for is None and self._gain == FADE:
            return sound
        step = -1 if self._fading_for is not None else 1
        gains = self._gain + step * np.arange(1, len(sound) + 1)
        self._gain = int(gains[-1])
        return np.rint(sound * (gains / FADE)).astype(np.int16)

    def _obey(self) -> None:
        """Take the next command, or carry out the one whose fade is over."""
        if self._fading_for is None and self._commands:
            command = self._commands.popleft()
            if self.state == "paused" and command == "pause":
                self._paused = False
            elif self.state in ("paused", "voicing", "waiting"):
                self._carry_out(command)
            else:
                self._fading_for = command
        if self._fading_for is not None and (self._gain == 0 or self.state != "playing"):
            command, self._fading_for = self._fading_for, None
            self._carry_out(command)

    def _carry_out(self, command: Command) -> None:
        if command == "pause":
            self._paused = True
        elif command == "quit":
            self._position = samples(self.plan.length)
        elif command == "next":
            self._position = samples(self.plan.beats[self.beat].end)
        else:
            self._position = self._starts[self._before()]
        if command in ("next", "back"):
            self._beat = -1
            self._gain = 0

    def _before(self) -> int:
        """The step that `back` goes to: this one's beginning, or the one before, with the cautions it needs."""
        here = self._landing(self.beat)
        if self._position - self._starts[here] > AGAIN or here == 0:
            return here
        return self._landing(here - 1)

    def _landing(self, beat: int) -> int:
        while beat > 0 and self.plan.beats[beat - 1].caution:
            beat -= 1
        return beat
