"""The terminal as the face of a session: a screen with its keys, or lines."""

from __future__ import annotations

import signal
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

import click

from coach.live.controls.keys import HELP_KEY, Keyboard, keyboard_terminal
from coach.live.display.screen import Screen
from coach.live.display.transcript import Transcript

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from coach.live.view import NoticeCode, View
    from coach.session_commands import Command

    Show = Callable[[View], None]
    Ask = Callable[[float], Command | None]
    """The next command, waited for so many seconds."""
    Face = AbstractContextManager[tuple[Show, Ask]]


@contextmanager
def screen_face(
    bindings: Mapping[str, Command], note: Callable[[NoticeCode], None], *, big: bool
) -> Iterator[tuple[Show, Ask]]:
    """The whole terminal, with its keyboard; `note` shows a notice for a while."""
    screen = Screen(sys.stderr, big=big, bindings=bindings)
    keys: dict[str, Command | Literal["help"]] = {HELP_KEY: "help", **bindings}
    keyboard = Keyboard(keyboard_terminal(), keys)

    def ask(seconds: float) -> Command | None:
        asked = keyboard.read(seconds)
        if keyboard.held.is_set():
            keyboard.held.clear()
            note("key held")
        if asked == "help":
            screen.toggle_help()
            return None
        return asked

    with keyboard, screen:
        yield screen.draw, ask


@contextmanager
def line_face() -> Iterator[tuple[Show, Ask]]:
    """Lines, where there is no screen to draw on and no key to press."""
    yield Transcript(click.echo).show, time.sleep


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """A closed window or a shutdown ends the session as Ctrl-C does: the terminal is mended, the place is kept."""

    def end(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = [(number, signal.signal(number, end)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
