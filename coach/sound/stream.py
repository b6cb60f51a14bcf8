"""The stream: the samples of a session, block by block, for players and files alike."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Protocol, assert_never

import numpy as np

from coach.errors import CacheError
from coach.sound.backdrop import Backdrop
from coach.sound.cursor import Cursor
from coach.sound.fade import Fade
from coach.sound.mixer import Mixer
from coach.sound.moment import Moment, State
from coach.sound.music.ducking import FALL, under_speech
from coach.sound.overlay import Overlay, Overlays
from coach.sound.routing import hears_speech
from coach.sound.timekeeper import Timekeeper
from coach.sound.volume import Volume
from coach.units import SAMPLES_PER_MS, samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from coach.plan import Cue, Plan, Utterance
    from coach.session_commands import Move
    from coach.sound.beds.bed_name import BedName
    from coach.sound.music.music import Music
    from coach.sound.routing import Routing


BLOCK = samples(1000)
"""Samples in a block for a file."""
FORGOTTEN = samples(5000)
"""After a pause of this many samples the beginning of a line is forgotten."""


class Clips(Protocol):
    """The source of spoken clips."""

    def get(self, utterance: Utterance) -> NDArray[np.int16] | None:
        """The clip, or None if it is not ready."""
        ...


class Stream:
    """The sound of a session.

    `read` is called by a device's thread; everything else by any other thread. A step begins only when its clips are
    ready; until then, and while paused, only the bed and the music play and the clock stands still.
    """

    def __init__(
        self,
        plan: Plan,
        clips: Clips,
        *,
        attended: bool = False,
        routing: Routing = "all",
        music: Music | None = None,
        bed: BedName = "air",
    ) -> None:
        """`attended`: a person can press "next", so a `(wait)` waits for it."""
        self.channels = 2 if routing == "split" or music is not None else 1
        self.volume = Volume()
        self.state: State = "playing"
        self.ended = threading.Event()
        self._clips, self._attended, self._ears = clips, attended, routing
        self._lock = threading.Lock()
        self._commands: deque[Move] = deque()
        self._mixer = Mixer(plan, routing, self.channels)
        self._cursor = Cursor(plan)
        self._backdrop = Backdrop(self.channels, routing, music, bed)
        self._hush = samples(FALL) if self._backdrop.ducks else 0  # music goes down before an answer
        self._delay = 0  # samples of silence before the opening
        self._opening: NDArray[np.int16] = np.zeros((0, self.channels), np.int16)
        self._overlays = Overlays()
        self._fade = Fade()
        self._coming: Plan | None = None  # the plan to continue with when it has faded out
        self._paused: int | None = None  # what was spent when the pause began
        self._beat = -1  # the segment whose clips are loaded
        self._held: dict[Utterance, NDArray[np.int16]] = {}
        self._time = Timekeeper()

    @property
    def plan(self) -> Plan:
        """The current plan."""
        return self._cursor.plan

    @property
    def position(self) -> int:
        """The cursor's position in the plan, in milliseconds."""
        return min(self._cursor.position // SAMPLES_PER_MS, self.plan.length)

    @property
    def segment(self) -> int:
        """The index in `plan.segments` of the step under the cursor."""
        return self._cursor.segment

    @property
    def spent(self) -> int:
        """Milliseconds since the session began, with pauses; losses count once they are made up for."""
        return self._time.total // SAMPLES_PER_MS

    @property
    def played(self) -> int:
        """Milliseconds played, without pauses."""
        return self._time.played // SAMPLES_PER_MS

    @property
    def starts_in(self) -> int:
        """Milliseconds until the session begins or resumes."""
        return (self._delay + len(self._opening)) // SAMPLES_PER_MS

    @property
    def is_speaking(self) -> bool:
        """Whether words are playing now."""
        if self._overlays.speaking or len(self._opening):
            return True
        cue = self._cue()
        return self.state == "playing" and cue is not None and cue.utterance is not None

    @property
    def behind(self) -> int:
        """Samples by which the clock is late, and which will be made up for; negative if it is early."""
        return self._time.behind

    @property
    def is_ready(self) -> bool:
        """Whether the clips of the step under the cursor are there, so that it can begin."""
        with self._lock:
            return self._enter()

    def lose(self, count: int) -> None:
        """Note that the wall clock ran `count` samples ahead of the sound; negative if it fell behind.

        Later rests make up for it, never words, breaths, tones, cautions or waits. A large loss, or one while the clock
        stands still, counts as a pause.
        """
        with self._lock:
            self._time.lose(count, self.state)

    def pass_by(self, count: int) -> None:
        """Note that `count` samples passed without sound: a pause, which is not made up for."""
        with self._lock:
            self._time.pass_by(count)

    def moment(self) -> Moment:
        """The current state, for `go_back`."""
        with self._lock:
            return Moment(
                self.state, self._cursor.segment, self._cursor.past, self.spent, self.played, self.starts_in,
                self.is_speaking, self._cursor.place(), self._backdrop.mark(), self.volume.gain, tuple(self._commands),
                self._overlays.mark(), self._delay, self._opening, self._fade.gain,
                self._fade.then, self._paused, self._beat, self._held, self._time.mark(),
            )  # fmt: skip

    def go_back(self, moment: Moment) -> None:
        """Restore an earlier state, with the current plan: what follows is the same, sample for sample."""
        with self._lock:
            self._change(self._coming or self.plan)
            self.state = moment.state
            self._cursor.put(moment.place, moment.past)
            self._backdrop.go_back(moment.backdrop)
            self.volume.gain = moment.loudness
            self._commands = deque(moment.commands)
            self._overlays.go_back(moment.overlays)
            self._delay, self._opening = moment.delay, moment.opening
            self._fade.gain, self._fade.then, self._paused = moment.gain, moment.then, moment.paused
            self._beat, self._held = moment.entered, dict(moment.held)
            self._time.go_back(moment.counts)
            if not set(self.plan.segments[self.segment].clips) <= self._held.keys():
                self._beat = -1

    def begin(self, delay: int, opening: NDArray[np.int16]) -> None:
        """Before the session starts or resumes, wait `delay` milliseconds, then play the opening, (count, channels)."""
        with self._lock:
            self._delay, self._opening = samples(delay), opening

    def go(self, segment: int, first: Sequence[int] = ()) -> None:
        """Go to a step, after the steps `first` and the cautions of its section."""
        with self._lock:
            self._jump(lambda: self._cursor.go(segment, first))

    def come_back(self, opening: NDArray[np.int16]) -> None:
        """Resume after the device was lost: a line that was cut is said again, nothing else is repeated."""
        with self._lock:
            cue = self._cue()
            if self.state == "playing" and cue is not None:
                self._again(cue)
            self._overlays.again()
            self._fade.silence()
            self._opening = opening

    def update(self, plan: Plan) -> bool:
        """Continue with a plan that differs only after the start of the step under the cursor; otherwise return
        False."""
        with self._lock:
            here = self._cursor.segment
            now, then = self.plan.segments[here], plan.segments[here]
            if now.start != then.start or self._cursor.position > samples(then.end):
                return False
            if self.state == "playing" and not _same(self._cue(), _cue_at(plan, self._cursor.position)):
                self._coming = plan  # what sounds now is not in the new plan: fade it out
                self._fade.out(self._fade.then or (lambda: None))
            else:
                self._change(plan)
            return True

    def send(self, command: Move) -> None:
        """Carry out `command` at the next block."""
        self._commands.append(command)

    def say(self, clip: NDArray[np.int16]) -> None:
        """Play an answer to the person who works: over the sounds, between the words."""
        sound = np.concatenate([np.zeros(self._hush, np.int16), clip])
        with self._lock:
            self._overlays.add(Overlay(sound, hears_speech(self._ears, "therapist"), speech=True))

    def ring(self, sound: NDArray[np.int16]) -> None:
        """Play a short sign to the person who works, over everything, at once."""
        with self._lock:
            self._overlays.add(Overlay(sound, hears_speech(self._ears, "therapist")))

    def read(self, count: int) -> NDArray[np.int16]:
        """The next `count` samples, shape (count, channels); only the backdrop if there is nothing to play."""
        return self.take(count)

    def take(self, count: int, *, hold: bool = True) -> NDArray[np.int16]:
        """As `read`; without `hold`, only the samples before the clock would stop for a clip, which may be none."""
        block = np.empty((count, self.channels), np.int16)
        done = 0
        with self._lock:
            while done < count and (filled := self._piece(block[done:], hold=hold)):
                done += filled
        return block[:done]

    def blocks(self, end: int | None = None) -> Iterator[NDArray[np.int16]]:
        """The session from the cursor to its end, or to `end` in milliseconds, in blocks, faster than real time.

        All clips must be in the cache. Raises CacheError if one was deleted.
        """
        last = self._cursor.end if end is None else samples(end)
        while (left := last - self._cursor.position) > 0:
            block = self.read(min(BLOCK, left))
            if self.state != "playing":
                raise CacheError("Speech was deleted from the cache while it was being written: try again.")
            yield block

    def _piece(self, block: NDArray[np.int16], *, hold: bool) -> int:
        """Fill the start of `block`; returns how many samples were filled."""
        self._obey()
        self.state = self._now()
        while self.state == "voicing" and self._commands:  # no voicing for a step that is left at once
            self._obey()
            self.state = self._now()
        if self.state == "voicing" and not hold:
            return 0
        overlays = self._sounding()
        if self.state == "playing" and (early := self._keep_up()):
            count = min(len(block), early)
            sound = self._idle(count)
            speech = [(0, count)] if self._hush and under_speech(self.plan, self._cursor.position, 1) else []
            self._time.wait(count)
        elif self.state == "playing":
            count = self._fade.most(min(len(block), self._stop() - self._cursor.position))
            start = self._cursor.position
            sound = self._fade.over(self._mixer.block(start, count, self._held))
            speech = under_speech(self.plan, start, count) if self._hush else []
            if self._cursor.advance(count):
                self._begin_anew()
            self._time.played += count
        else:
            count = min(len(block), self._delay or len(self._opening)) if self.state == "starting" else len(block)
            sound = self._idle(count)
            speech = [(0, count)] if self.state == "starting" and not self._delay else []
        self._time.count(count, self.state)
        for overlay in overlays:
            overlay.lay(sound)
        if any(overlay.speech for overlay in overlays):
            speech = [(0, count)]
        self._overlays.forget()
        block[:count] = self.volume.over(sound + self._backdrop.block(count, speech))
        return count

    def _keep_up(self) -> int:
        """In a rest, skip a part of it if the clock is late; returns how many samples to wait if it is early."""
        if not self._time.is_off or self._fade.leaving:
            return 0
        cue, span = self._cue(), self.plan.segments[self.segment]
        if cue is None or cue.kind != "rest" or span.caution or span.wait:
            return 0
        owed = self._time.owed(cue, samples(cue.end) - self._cursor.position)
        self._cursor.position += max(owed, 0)
        return max(-owed, 0)

    def _idle(self, count: int) -> NDArray[np.int16]:
        """The sound while the clock stands still."""
        sound = np.zeros((count, self.channels), np.int16)
        if self.state == "starting":
            if self._delay:
                self._delay -= count
            elif not self._overlays.speaking:
                sound += self._opening[:count]
                self._opening = self._opening[count:]
        return sound

    def _now(self) -> State:
        if self._cursor.ended:
            self.ended.set()
            return "ended"
        if self._paused is not None:
            return "paused"
        if self._delay or len(self._opening):
            return "starting"
        if not self._enter():
            return "voicing"
        span = self.plan.segments[self.segment]
        if self._attended and span.wait and self._cursor.position >= samples(span.sounded):
            # While it fades out for "next" it still counts as playing: there is only quiet left to fade.
            return "playing" if self._fade.leaving else "waiting"
        return "speaking" if self._overlays.speaking and _stands_alone(self._cue()) else "playing"

    def _sounding(self) -> list[Overlay]:
        """The overlays that sound now: answers begin where neither the opening nor the plan has words or tones."""
        opening = self.state == "starting" and not self._delay
        return self._overlays.sounding(talking=opening or (self.state == "playing" and _stands_alone(self._cue())))

    def _cue(self) -> Cue | None:
        return _cue_at(self.plan, self._cursor.position)

    def _enter(self) -> bool:
        """Load the clips of the step under the cursor; returns whether all are ready."""
        if self.segment == self._beat:
            return True
        found = {utterance: self._clips.get(utterance) for utterance in self.plan.segments[self.segment].clips}
        if any(clip is None for clip in found.values()):
            return False
        self._held = {utterance: clip for utterance, clip in found.items() if clip is not None}
        self._beat = self.segment
        return True

    def _stop(self) -> int:
        """The next sample at which the stream must decide something.

        That is a step's end, the last word of a wait, the start of a rest while time is to be made up for, and, while
        an
        answer waits, where words or tones begin or end.
        """
        position = self._cursor.position
        span = self.plan.segments[self.segment]
        stops = [samples(span.end)]
        if self._attended and span.wait:
            stops.append(samples(span.sounded))
        if self._overlays.to_speak:
            cues = self.plan.between(position // SAMPLES_PER_MS, span.end)
            stops += [samples(edge) for cue in cues if _stands_alone(cue) for edge in (cue.start, cue.end)]
        if self._time.is_off:
            cues = self.plan.between(position // SAMPLES_PER_MS, span.end)
            stops += [samples(cue.start) for cue in cues if cue.kind == "rest"]
        return min(stop for stop in stops if stop > position)

    def _obey(self) -> None:
        """Take the next command, or carry out the one whose fade has ended."""
        if not self._fade.leaving and self._commands:
            self._take(self._commands.popleft())
        if self._fade.leaving and (self._fade.gain == 0 or self.state != "playing"):
            then = self._fade.done()
            self._change(self._coming or self.plan)
            then()

    def _take(self, command: Move) -> None:
        if self.state == "waiting" and command in ("toggle", "resume"):
            command = "next"  # it waits already: a person who presses the one key they know wants to go on
        if command == "toggle":
            command = "pause" if self._paused is None else "resume"
        match command:
            case "resume":
                self._resume()
            case "pause":
                self._fade.out(self._pause)
            case "next" if self.starts_in:
                self._delay, self._opening = 0, self._opening[:0]
            case "next":
                self._jump_by(self._cursor.next)
            case "back":
                self._jump_by(self._cursor.back)
            case "repeat":
                self._jump_by(self._cursor.repeat)
            case "skip":
                self._jump_by(self._cursor.skip)
            case "quit":
                self._jump_by(self._cursor.finish)
            case _:
                assert_never(command)

    def _pause(self) -> None:
        self._paused = self._time.spent if self._paused is None else self._paused

    def _resume(self) -> None:
        """End a pause. After a long one a line that was cut is said again; a caution always, so that it is heard
        whole."""
        cue, since, self._paused = self._cue(), self._paused, None
        if since is not None and cue is not None and (cue.caution or self._time.spent - since >= FORGOTTEN):
            self._again(cue)

    def _again(self, cue: Cue) -> None:
        """Go back to the beginning of a cue, if it has words."""
        if cue.utterance is not None:
            self._cursor.position = samples(cue.start)

    def _jump_by(self, move: Callable[[], None]) -> None:
        self._fade.out(lambda: self._jump(move))

    def _jump(self, move: Callable[[], None]) -> None:
        move()
        self._begin_anew()

    def _begin_anew(self) -> None:
        """Begin the step under the cursor: load its clips, and fade in."""
        self._beat = -1
        self._fade.silence()

    def _change(self, plan: Plan) -> None:
        self._coming = None
        if plan is self.plan:
            return
        self._cursor.plan = plan
        self._mixer = Mixer(plan, self._ears, self.channels)
        # The new plan may need more clips for the current step, such as a time call; it continues with those loaded.
        if self._beat == self._cursor.segment and not set(plan.segments[self._beat].clips) <= self._held.keys():
            self._beat = -1


def _cue_at(plan: Plan, position: int) -> Cue | None:
    """The cue at a sample."""
    cues = plan.between(position // SAMPLES_PER_MS, position // SAMPLES_PER_MS + 1)
    return cues[-1] if cues else None


def _stands_alone(cue: Cue | None) -> bool:
    """Whether no answer may play over it: neither would be understood, and their peaks would not fit together."""
    return cue is not None and (cue.utterance is not None or cue.kind == "chime")


def _same(one: Cue | None, other: Cue | None) -> bool:
    """Whether two cues sound the same from the same moment on."""
    if one is None or other is None:
        return one is other
    return (one.start, one.utterance, one.sound) == (other.start, other.utterance, other.sound)
