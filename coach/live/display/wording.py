"""The terminal's words: English text for the codes and numbers of a view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from coach.units import MINUTE, SECOND, spoken_length

if TYPE_CHECKING:
    from coach.live.view import Notice, Phase, ShownStep, View
    from coach.plan.cue import Side
    from coach.script.routine import Listener
    from coach.sound import State

TYPED_KEYS = (
    "Keys work a line at a time here: type n and Enter for the next step, a space and Enter to pause, ? for all."
)
"""For a terminal that cannot report single keys."""
FOOT = "space pause · → next · ← back · ? more keys"
FEET = (FOOT, "space pause · ? keys", "? keys")
"""The most important keys, from the longest to the shortest text."""
HELP = "show or hide this list"
KEY_NAMES = {
    "space": "space", "right": "→", "left": "←", "up": "↑", "down": "↓", "enter": "Enter", "escape": "Esc",
    "pageup": "Page Up", "pagedown": "Page Down",
}  # fmt: skip

STEP, AREA, SESSION, BREATH, NEXT = "step", "area", "session", "breath", "next"
"""The labels of the page's rows."""
CAUTION, YOU, CLIENT = "caution", "you", "client"
"""Who words are for."""
WAITS = "waits for you"
THE_END = "The end."
AGAIN = "Again"
QUIET, UNTIL_NEXT = "rest,", "until next, or"
"""Before a length, in the list of all cues."""

INSTEAD: dict[State, str] = {"paused": "Paused", "waiting": "Ready?", "ended": "The end"}
"""Shown on the big page instead of the time, while the clock stands still."""
LASTING: dict[State, str] = {"paused": "Paused.", "waiting": "Waiting.", "voicing": "One moment: finding the words."}
"""Messages for output without keys."""
_MESSAGES: dict[State, str] = {
    "paused": "Paused. Space goes on.", "waiting": "Ready? Space or → goes on.",
    "voicing": "One moment: finding the words.", "ended": "That was all.",
}  # fmt: skip
_PHASES: dict[Phase, str] = {
    "ready": "Breathing comes next", "inhale": "Breathe in", "hold": "Hold", "top up": "A bit more",
    "exhale": "Breathe out", "rest": "Rest",
}  # fmt: skip
_SIDES: dict[Side, str] = {"left": "left", "right": "right"}
_WHO: dict[Listener, str] = {"therapist": YOU, "client": CLIENT, "self": ""}


class Words(NamedTuple):
    """One line of a step."""

    who: str
    """The listener in one word; empty if obvious."""
    text: str
    tone: Literal["", "words", "client", "caution"] = "words"


def words_of(step: ShownStep) -> tuple[Words, ...]:
    """The words or the kind of a step; empty if it only introduces an area or a side, which the page shows already."""
    match step.kind:
        case "opening":
            return ()
        case "breathing":
            return (Words("", "Breathe."),)
        case "rest":
            return (Words("", "Rest."),)
        case "caution":
            return tuple(Words(CAUTION, line.text, "caution") for line in step.lines)
        case "step":
            return tuple(
                Words(_WHO[line.to], line.text, "client" if line.to == "client" else "words") for line in step.lines
            )


def words_ahead(view: View) -> tuple[Words, ...]:
    """What comes next, whole, for while there are no words now: a title is said."""
    words = words_of(view.next_step) if view.next_step is not None else ()
    return (Words(NEXT, coming(view), ""), *(each._replace(tone="") for each in words[1:]))


def message(view: View) -> str:
    """A sentence for the state; empty while it plays."""
    if view.state == "starting":
        seconds = (view.starts_in + SECOND - 1) // SECOND
        return f"Begins in {seconds}." if seconds else "Begins now."
    return _MESSAGES.get(view.state, "")


def sentence_of(notice: Notice) -> str:
    """A notice, as a sentence."""
    match notice.code:
        case "device lost":
            return "The loudspeaker is gone. Your place is kept; it goes on when there is one again."
        case "held":
            return "Held for something else, such as a call. Your place is kept; it goes on after it."
        case "key held":
            return "A key held down counts once. Let it go, and press it again."
        case "more time":
            return f"{_length(int(notice.value or 0))} more."
        case "time left":
            return f"{spoken_length(int(notice.value or 0))} left in all."
        case "volume":
            return f"Volume {notice.value} %."
        case "skip opening":
            return "These are the opening questions. To skip them, press it once more now."
        case "no brief opening":
            return "All questions can be asked for only while the brief ones are heard."
        case "trouble":
            return str(notice.value)


def unknown_key(typed: str) -> str:
    """The sentence before a list of the keys."""
    return f"'{typed}' means nothing here. These do:"


def left_at(area: str) -> str:
    """How to resume a session that was left."""
    return f"Left at {area}. `coach play --resume` goes on."


def _length(ms: int) -> str:
    return f"{ms // SECOND} seconds" if ms < MINUTE else spoken_length(ms)


def coming(view: View) -> str:
    """What comes next, in one line."""
    words = words_of(view.next_step) if view.next_step is not None else ()
    if not words:
        return THE_END
    first = words[0]
    area = f"{area_named(view.next_area, view.next_side)}: " if view.next_area is not None else ""
    return f"{area}{'caution: ' if first.tone == 'caution' else ''}{first.text}"


def area_named(title: str, side: Side | None) -> str:
    """An area with its side."""
    return f"{title}, {_SIDES[side]} side" if side else title


def side_named(side: Side | None) -> str:
    """A side in one word; empty if there is none."""
    return _SIDES[side] if side else ""


def side_sign(side: Side | None, *, whole: bool) -> str:
    """A sign for a side, with or without its name."""
    name = side_named(side).upper()
    return f"{name} SIDE" if name and whole else name


def phase_named(phase: Phase) -> str:
    """What to do now."""
    return _PHASES[phase]


def area_count(number: int, areas: int) -> str:
    """Which area of how many."""
    return f"area {number} of {areas}"


def turn_count(turn: int, turns: int) -> str:
    """Which repeat of how many."""
    return f"{turn} of {turns}"


def volume_text(per_cent: int) -> str:
    """The volume."""
    return f"volume {per_cent} %"


def breath_count(count: int) -> str:
    """How many breaths."""
    return f"{count} breath" if count == 1 else f"{count} breaths"


def still_to_go(what: str) -> str:
    """How much is left."""
    return f"{what} to go"
