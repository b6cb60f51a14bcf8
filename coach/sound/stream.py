"""The stream: the samples of a session, block by block, for players and files alike."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from coach.errors import CacheError
from coach.sound.backdrop import Backdrop
from coach.sound.cursor import Cursor
from coach.sound.fade import Fade
from coach.sound.held_clips import HeldClips
from coach.sound.mixer import Mixer
from coach.sound.moment import Moment
from coach.sound.music.ducking import FALL, under_speech
from coach.sound.overlay import Overlay, Overlays, stands_alone
from coach.sound.preroll import Preroll
from coach.sound.routing import hears_speech
from coach.sound.timekeeper import Timekeeper
from coach.sound.transport import Transport
from coach.sound.volume import Volume
from coach.units import SAMPLES_PER_MS, samples

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from coach.plan import Plan
    from coach.script.routine import BedName
    from coach.session_commands import Move
    from coach.sound.held_clips import Clips
    from coach.sound.music.music import Music
    from coach.sound.routing import Routing
    from coach.sound.state import State


BLOCK = samples(1000)
"""Samples in a block for a file."""


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
        self._attended, self._ears = attended, routing
        self._lock = threading.Lock()
        self._cursor, self._fade, self._time = Cursor(plan), Fade(), Timekeeper()
        self._preroll = Preroll(self.channels)
        self._transport = Transport(self._cursor, self._fade, self._preroll, self._time)
        self._clips = HeldClips(clips)
        self._mixer = Mixer(routing, self.channels)
        self._overlays = Overlays()
        self._backdrop = Backdrop(self.channels, routing, music, bed)
        self._hush = samples(FALL) if self._backdrop.ducks else 0  # music goes down before an answer

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
        return self._preroll.starts_in

    @property
    def is_speaking(self) -> bool:
        """Whether words are playing now."""
        if self._overlays.speaking or self._preroll.has_opening:
            return True
        return self.state == "playing" and self._cursor.cue.utterance is not None

    @property
    def behind(self) -> int:
        """Samples by which the clock is late, and which will be made up for; negative if it is early."""
        return self._time.behind

    @property
    def is_ready(self) -> bool:
        """Whether the clips of the step under the cursor are there, so that it can begin."""
        with self._lock:
            return self._clips.hold(self._cursor.span.clips)

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
                self.is_speaking, self._cursor.place(), self._transport.mark(), self._fade.mark(),
                self._preroll.mark(), self._clips.mark(), self._overlays.mark(), self._backdrop.mark(),
                self.volume.gain, self._time.mark(),
            )  # fmt: skip

    def go_back(self, moment: Moment) -> None:
        """Restore an earlier state, with the current plan: what follows is the same, sample for sample."""
        with self._lock:
            self.state = moment.state
            self._transport.go_back(moment.transport)  # first: the cursor finds its place in the plan that was coming
            self._cursor.put(moment.place, moment.past)
            self._fade.go_back(moment.fade)
            self._preroll.go_back(moment.preroll)
            self._clips.go_back(moment.clips)
            self._overlays.go_back(moment.overlays)
            self._backdrop.go_back(moment.backdrop)
            self.volume.gain = moment.loudness
            self._time.go_back(moment.counts)

    def begin(self, delay: int, opening: NDArray[np.int16]) -> None:
        """Before the session starts or resumes, wait `delay` milliseconds, then play the opening, (count, channels)."""
        with self._lock:
            self._preroll.begin(delay, opening)

    def go(self, segment: int, first: Sequence[int] = ()) -> None:
        """Go to a step, after the steps `first` and the cautions of its section."""
        with self._lock:
            self._transport.go(segment, first)

    def come_back(self, opening: NDArray[np.int16]) -> None:
        """Resume after the device was lost: a line that was cut is said again, nothing else is repeated."""
        with self._lock:
            if self.state == "playing":
                self._transport.say_again()
            self._overlays.again()
            self._fade.silence()
            self._preroll.replace_opening(opening)

    def update(self, plan: Plan) -> bool:
        """Continue with a plan that differs only after the start of the step under the cursor; otherwise return
        False."""
        with self._lock:
            return self._transport.update(plan, self.state)

    def send(self, command: Move) -> None:
        """Carry out `command` at the next block."""
        self._transport.send(command)

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
        self._decide()
        while self.state == "voicing" and self._transport.has_commands:  # no voicing for a step that is left at once
            self._decide()
        if self.state == "voicing" and not hold:
            return 0
        overlays = self._overlays.sounding(talking=self._is_talking())
        sound, speech = self._session_sound(len(block))
        count = len(sound)
        self._time.count(count, self.state)
        for overlay in overlays:
            overlay.lay(sound)
        if any(overlay.speech for overlay in overlays):
            speech = [(0, count)]
        self._overlays.forget()
        block[:count] = self.volume.over(sound + self._backdrop.block(count, speech))
        return count

    def _decide(self) -> None:
        """Carry out what was sent, and decide the state of the next samples."""
        self._transport.carry_out(self.state)
        self.state = self._state()
        if self.state == "ended":
            self.ended.set()

    def _state(self) -> State:
        if self._cursor.ended:
            return "ended"
        if self._transport.is_paused:
            return "paused"
        if not self._preroll.is_over:
            return "starting"
        span = self._cursor.span
        if not self._clips.hold(span.clips):
            return "voicing"
        if self._attended and span.wait and self._cursor.position >= samples(span.sounded):
            # While it fades out for "next" it still counts as playing: there is only quiet left to fade.
            return "playing" if self._fade.leaving else "waiting"
        return "speaking" if self._overlays.speaking and stands_alone(self._cursor.cue) else "playing"

    def _is_talking(self) -> bool:
        """Whether words or tones of the opening or the plan sound now, so that no answer begins."""
        if self.state == "starting":
            return not self._preroll.is_silent
        return self.state == "playing" and stands_alone(self._cursor.cue)

    def _session_sound(self, most: int) -> tuple[NDArray[np.int16], list[tuple[int, int]]]:
        """The next samples, at most `most`, without overlays and backdrop; and where in them music is turned down."""
        if self.state == "starting":
            sound = self._preroll.block(most, hold=self._overlays.speaking)
            return sound, [] if self._preroll.is_silent else [(0, len(sound))]
        if self.state != "playing":
            return self._silence(most), []
        if early := self._keep_up():
            count = min(most, early)
            self._time.wait(count)
            return self._silence(count), [(0, count)] if self._speech(self._cursor.position, 1) else []
        start = self._cursor.position
        count = self._fade.most(min(most, self._next_stop() - start))
        sound = self._fade.over(self._mixer.block(self.plan, start, count, self._clips.held))
        speech = self._speech(start, count)
        if self._cursor.advance(count):
            self._fade.silence()
        self._time.played += count
        return sound, speech

    def _silence(self, count: int) -> NDArray[np.int16]:
        return np.zeros((count, self.channels), np.int16)

    def _speech(self, start: int, count: int) -> list[tuple[int, int]]:
        """Where music is turned down in `count` samples of the plan from `start`; nowhere if there is none."""
        return under_speech(self.plan, start, count) if self._hush else []

    def _keep_up(self) -> int:
        """In a rest, skip a part of it if the clock is late; returns how many samples to wait if it is early."""
        if not self._time.is_off or self._fade.leaving:
            return 0
        cue, span = self._cursor.cue, self._cursor.span
        if cue.kind != "rest" or span.caution or span.wait:
            return 0
        owed = self._time.owed(cue, samples(cue.end) - self._cursor.position)
        self._cursor.position += max(owed, 0)
        return max(-owed, 0)

    def _next_stop(self) -> int:
        """The next sample at which the stream must decide something.

        That is a step's end, the last word of a wait, the start of a rest while time is to be made up for, and, while
        an answer waits, where words or tones begin or end.
        """
        position, span = self._cursor.position, self._cursor.span
        cues = self.plan.between(position // SAMPLES_PER_MS, span.end)
        stops = [samples(span.end)]
        if self._attended and span.wait:
            stops.append(samples(span.sounded))
        if self._overlays.to_speak:
            stops += [samples(edge) for cue in cues if stands_alone(cue) for edge in (cue.start, cue.end)]
        if self._time.is_off:
            stops += [samples(cue.start) for cue in cues if cue.kind == "rest"]
        return min(stop for stop in stops if stop > position)
