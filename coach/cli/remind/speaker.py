"""Has a reminder spoken while somebody may be at the keyboard, or press a button of its notification."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import replace
from queue import Empty
from typing import TYPE_CHECKING

import click

from coach.cli.options import is_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from queue import SimpleQueue
    from threading import Event

    from blessed import Terminal

    from coach.remind.speaking import Press, Result
    from coach.settings import Settings
    from coach.sound import Command
    from coach.store.reminders import Reminder

    Keys = Callable[[], str]
    """The key that was pressed, or nothing."""

HELP = "s snooze 5 min · k skip"


class Speaker:
    """Speaks one reminder after another; what is pressed meanwhile ends it."""

    def __init__(self, settings: Settings, stop: Event, presses: SimpleQueue[Press]) -> None:
        self._settings, self._stop, self._presses = settings, stop, presses
        self._ending: Press | None = None
        self._stopped = False

    def speak(self, reminder: Reminder) -> Result:
        """Speak it here and now; what goes wrong becomes a result."""
        from coach.remind.speaking import line_of, speak

        self._ending, self._stopped = None, False
        with attended_keys() as keys:
            click.echo(line_of(reminder, self._settings) + (f"   {HELP}" if keys else ""), err=True)
            result = speak(reminder, self._settings, lambda: self._order(reminder, keys))
        if self._stopped:
            return replace(result, note="the waiting process was ended") if result.outcome == "stopped" else result
        if self._ending is not None and self._ending.snooze is not None:
            return replace(result, outcome="snoozed", snooze=self._ending.snooze)
        if self._ending is not None and result.outcome == "stopped" and not result.seconds:
            return replace(result, outcome="skipped")
        return result

    def _order(self, reminder: Reminder, keys: Keys | None) -> Command | None:
        """Asked again and again while it speaks: whether it is to end. Says so once."""
        if self._stopped or self._ending is not None:
            return None
        if self._stop.is_set():
            self._stopped = True
            return "quit"
        self._ending = self._pressed(reminder) or self._typed(reminder, keys)
        return None if self._ending is None else "quit"

    def _pressed(self, reminder: Reminder) -> Press | None:
        """A button of this reminder's notification; one of another's is put back, for it is obeyed later."""
        try:
            press = self._presses.get_nowait()
        except Empty:
            return None
        if press.reminder == reminder.id:
            return press
        self._presses.put(press)
        return None

    def _typed(self, reminder: Reminder, keys: Keys | None) -> Press | None:
        from coach.remind.speaking import SNOOZE, Press

        key = keys().lower() if keys else ""
        if key == "s":
            return Press(reminder.id, SNOOZE)
        return Press(reminder.id, None) if key in ("k", "q") else None


@contextmanager
def attended_keys() -> Iterator[Keys | None]:
    """Keys as they are pressed, while in the block; None where nobody sits at a keyboard."""
    if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        yield None
        return
    from blessed import Terminal

    terminal: Terminal = Terminal(stream=sys.stderr)
    with terminal.cbreak():
        yield lambda: str(terminal.inkey(timeout=0))
