"""The transport: it carries out commands, and changes the plan, where the planned sounds have faded out."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple, assert_never

from coach.sound.cursor import cue_at
from coach.units import samples

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coach.plan import Cue, Plan
    from coach.session_commands import Move
    from coach.sound.cursor import Cursor
    from coach.sound.fade import Fade
    from coach.sound.preroll import Preroll
    from coach.sound.state import State
    from coach.sound.timekeeper import Timekeeper

FORGOTTEN = samples(5000)
"""After a pause of this many samples the beginning of a line is forgotten."""


class TransportMark(NamedTuple):
    """What a transport has to do."""

    commands: tuple[Move, ...]
    """Those not carried out yet."""
    paused: int | None
    """The samples spent when the pause began."""


class Transport:
    """The pause, and the commands that wait to be carried out.

    A command that cuts the planned sounds off fades them out first; the next one waits until that is done.
    """

    def __init__(self, cursor: Cursor, fade: Fade, preroll: Preroll, time: Timekeeper) -> None:
        self._cursor, self._fade, self._preroll, self._time = cursor, fade, preroll, time
        self._commands: deque[Move] = deque()
        self._paused: int | None = None
        self._coming: Plan | None = None  # the plan to continue with when the sounds have faded out

    @property
    def is_paused(self) -> bool:
        """Whether the session is paused."""
        return self._paused is not None

    @property
    def has_commands(self) -> bool:
        """Whether commands wait."""
        return bool(self._commands)

    def send(self, command: Move) -> None:
        """Carry out a command when it is its turn; may be called by any thread."""
        self._commands.append(command)

    def carry_out(self, state: State) -> None:
        """Begin the next command, or finish the one whose fade has ended. `state`: of the stream, until now."""
        if not self._fade.leaving and self._commands:
            self._begin(self._commands.popleft(), state)
        if self._fade.leaving and (self._fade.gain == 0 or state != "playing"):
            finish = self._fade.done()
            self._change_plan()
            finish()

    def go(self, segment: int, first: Sequence[int] = ()) -> None:
        """Go to a step at once, after the steps `first` and the cautions of its section."""
        self._jump(lambda: self._cursor.go(segment, first))

    def say_again(self) -> None:
        """Go back to the beginning of the line under the cursor, if there is one."""
        cue = self._cursor.cue
        if cue.utterance is not None:
            self._cursor.position = samples(cue.start)

    def update(self, plan: Plan, state: State) -> bool:
        """Continue with a plan that differs only after the start of the step under the cursor; otherwise return
        False."""
        here, position = self._cursor.segment, self._cursor.position
        now, then = self._cursor.plan.segments[here], plan.segments[here]
        if now.start != then.start or position > samples(then.end):
            return False
        self._coming = plan
        if state == "playing" and not _same(self._cursor.cue, cue_at(plan, position)):
            # What sounds now is not in the new plan: fade it out.
            self._fade.out(self._fade.then or (lambda: None))
        else:
            self._change_plan()
        return True

    def mark(self) -> TransportMark:
        """What it has to do, for `go_back`."""
        return TransportMark(tuple(self._commands), self._paused)

    def go_back(self, mark: TransportMark) -> None:
        """Restore what it had to do; a plan that is coming comes at once."""
        self._change_plan()
        self._commands, self._paused = deque(mark.commands), mark.paused

    def _begin(self, command: Move, state: State) -> None:
        if state == "waiting" and command in ("toggle", "resume"):
            command = "next"  # it waits already: a person who presses the one key they know wants to go on
        if command == "toggle":
            command = "resume" if self.is_paused else "pause"
        match command:
            case "resume":
                self._resume()
            case "pause":
                self._fade.out(self._pause)
            case "next" if self._preroll.starts_in:
                self._preroll.skip()
            case "next":
                self._fade_and_jump(self._cursor.next)
            case "back":
                self._fade_and_jump(self._cursor.back)
            case "repeat":
                self._fade_and_jump(self._cursor.repeat)
            case "skip":
                self._fade_and_jump(self._cursor.skip)
            case "quit":
                self._fade_and_jump(self._cursor.finish)
            case _:
                assert_never(command)

    def _pause(self) -> None:
        self._paused = self._time.spent if self._paused is None else self._paused

    def _resume(self) -> None:
        """End a pause. After a long one a line that was cut is said again; a caution always, so that it is heard
        whole."""
        cue, since, self._paused = self._cursor.cue, self._paused, None
        if since is not None and (cue.caution or self._time.spent - since >= FORGOTTEN):
            self.say_again()

    def _fade_and_jump(self, move: Callable[[], None]) -> None:
        self._fade.out(lambda: self._jump(move))

    def _jump(self, move: Callable[[], None]) -> None:
        move()
        self._fade.silence()

    def _change_plan(self) -> None:
        if self._coming is not None:
            self._cursor.plan, self._coming = self._coming, None


def _same(one: Cue, other: Cue) -> bool:
    """Whether two cues sound the same from the same moment on."""
    return (one.start, one.utterance, one.sound) == (other.start, other.utterance, other.sound)
