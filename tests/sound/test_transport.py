"""Commands, and how they are carried out."""

from __future__ import annotations

import numpy as np
import pytest

from coach.session_commands import Move
from coach.sound.cursor import Cursor
from coach.sound.fade import FADE, Fade
from coach.sound.preroll import Preroll
from coach.sound.timekeeper import Timekeeper
from coach.sound.transport import FORGOTTEN, Transport
from coach.units import samples
from tests.sound.test_stream import TEXT, made


class Deck:
    """A transport with all that it moves."""

    def __init__(self) -> None:
        self.plan = made(TEXT)[0]
        self.cursor, self.fade, self.preroll, self.time = Cursor(self.plan), Fade(), Preroll(1), Timekeeper()
        self.transport = Transport(self.cursor, self.fade, self.preroll, self.time)

    def play(self, count: int) -> int:
        """Fade, or play on, for at most so many samples; returns how many it were."""
        self.transport.carry_out("playing")
        count = self.fade.most(count)
        self.fade.over(np.zeros((count, 1), np.int16))
        return count


def test_each_command_waits_until_the_one_before_has_faded_out() -> None:
    """Of two jumps sent at once, the second begins after the first has faded out and moved; each fades for itself."""
    deck = Deck()
    deck.transport.send("next")
    deck.transport.send("next")
    assert deck.play(samples(1000)) == FADE
    assert (deck.cursor.segment, deck.transport.has_commands) == (0, True)
    deck.transport.carry_out("playing")
    assert (deck.cursor.segment, deck.fade.gain, deck.transport.has_commands) == (1, 0, True)
    deck.transport.carry_out("playing")
    assert (deck.cursor.segment, deck.fade.gain, deck.transport.has_commands) == (2, 0, False)


@pytest.mark.parametrize("command", ["pause", "toggle"])
def test_it_goes_back_before_a_command(command: Move) -> None:
    """A command that was carried out waits again after going back, and is carried out in the same way."""
    deck = Deck()
    deck.transport.send(command)
    mark, fade = deck.transport.mark(), deck.fade.mark()
    for _ in range(2):
        deck.play(FADE)
        deck.transport.carry_out("playing")
        assert deck.transport.is_paused
        deck.transport.go_back(mark)
        deck.fade.go_back(fade)
        assert (deck.transport.is_paused, deck.transport.has_commands) == (False, True)


@pytest.mark.parametrize(("pause", "again"), [(FORGOTTEN - 1, False), (FORGOTTEN, True)])
def test_a_line_is_said_again_after_a_long_pause(pause: int, again: bool) -> None:
    """Resumed in a line after five seconds, the cursor is at its beginning; after a shorter pause it has not moved."""
    deck = Deck()
    line = next(cue for cue in deck.plan.cues if cue.text == "Two steps.")
    deck.cursor.position = samples(line.start) + 99
    deck.transport.send("pause")
    deck.transport.carry_out("waiting")
    assert deck.transport.is_paused
    deck.time.spent += pause
    deck.transport.send("resume")
    deck.transport.carry_out("paused")
    assert not deck.transport.is_paused
    assert deck.cursor.position == samples(line.start) + (0 if again else 99)


def test_next_ends_the_preroll_and_leaves_the_step() -> None:
    """Before the session begins, "next" begins it; the cursor does not move."""
    deck = Deck()
    deck.preroll.begin(60_000, np.zeros((0, 1), np.int16))
    deck.transport.send("next")
    deck.transport.carry_out("starting")
    assert deck.preroll.is_over
    assert deck.cursor.position == 0
