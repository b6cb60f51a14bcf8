"""The terminal interface of a session: a full screen with keys, or plain lines."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Self

import click

from coach.live.controls.keys import HELP_KEY, Keyboard, keyboard_terminal
from coach.live.controls.typed_lines import TypedLines, Unknown
from coach.live.display.drawing import Drawing
from coach.live.display.legend import key_list
from coach.live.display.screen import Screen
from coach.live.display.transcript import Transcript
from coach.live.display.wording import TYPED_KEYS, unknown_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from coach.live.view import NoticeCode, View
    from coach.session_commands import Command

    Face = AbstractContextManager["OpenFace"]


@dataclass(frozen=True)
class OpenFace:
    """An open interface."""

    show: Callable[[View], None]
    ask: Callable[[float], Command | None]
    """The next command; waits at most this many seconds."""
    aside: Callable[[], AbstractContextManager[object]] = nullcontext
    """Gives the terminal back while it is open."""


@contextmanager
def screen_face(
    bindings: Mapping[str, Command], note: Callable[[NoticeCode], None], *, big: bool
) -> Iterator[OpenFace]:
    """The full screen with its keys; `note` shows a notice for a few seconds."""
    screen = Screen(sys.stderr, big=big, bindings=bindings)
    drawing = Drawing(screen)
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

    @contextmanager
    def aside() -> Iterator[None]:
        drawing.__exit__(None, None, None)
        keyboard.give_back()
        yield
        keyboard.take_again()
        drawing.__enter__()

    with keyboard, drawing:
        yield OpenFace(drawing.show, ask, aside)


@contextmanager
def line_face(bindings: Mapping[str, Command] | None = None) -> Iterator[OpenFace]:
    """Plain lines, for output that is no terminal. `bindings`: the keys that can be typed, each before Enter."""
    transcript = Transcript(click.echo)
    if bindings is None:
        yield OpenFace(transcript.show, time.sleep)
        return
    click.echo(TYPED_KEYS, err=True)
    typed = TypedLines(sys.stdin, bindings)

    def ask(seconds: float) -> Command | None:
        asked = typed.read(seconds)
        if not isinstance(asked, Unknown):
            return asked
        if asked.typed != HELP_KEY:
            click.echo(unknown_key(asked.typed), err=True)
        for row in key_list(bindings, shutil.get_terminal_size().columns - 2):
            click.echo("  " + "".join(piece.text for piece in row).rstrip(), err=True)
        return None

    yield OpenFace(transcript.show, ask)


class StopKey:
    """A handler for Ctrl-Z: it only notes the key, so that the program can stop when it is ready."""

    def __init__(self) -> None:
        self._number: int | None = getattr(signal, "SIGTSTP", None)
        self._before: Any = None
        self.pressed = False

    def stop(self) -> None:
        """Stop this process as Ctrl-Z does; returns when it continues."""
        self.pressed = False
        if self._number is not None:
            signal.signal(self._number, signal.SIG_DFL)
            os.kill(os.getpid(), self._number)
            signal.signal(self._number, self._note)

    def __enter__(self) -> Self:
        if self._number is not None:
            self._before = signal.signal(self._number, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        if self._number is not None:
            signal.signal(self._number, self._before)

    def _note(self, _number: int, _frame: object) -> None:
        self.pressed = True


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Make a closed window or a shutdown end the session as Ctrl-C does: the terminal is restored, the place is
    stored."""

    def end(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = [(number, signal.signal(number, end)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
