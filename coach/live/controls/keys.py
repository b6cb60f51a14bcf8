"""The keyboard, and pedals that act as one: which key means which command."""

from __future__ import annotations

import os
import queue
import re
import sys
import threading
import time
from typing import TYPE_CHECKING, Generic, Self, TypeVar, cast

from coach.errors import SettingsError, nearest
from coach.live.controls.key_repeat import KeyRepeat
from coach.session_commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from types import TracebackType

    from blessed import Terminal

    from coach.session_commands import Command

Meaning = TypeVar("Meaning", bound=str)
"""What keys mean: a command of a session, or something for the caller."""

HELP_KEY = "?"

_STALE = 1.0
"""Seconds after which an unread key is dropped: its moment is over."""
_WHOLE = 0.05
"""Seconds within which the rest of an escape sequence arrives."""
_LATE = 0.3
"""The same over a slow connection; Escape alone, which ends the session, waits this long."""
_POLL = 0.1

_REPEATING = frozenset(name for name, command in COMMANDS.items() if command.repeats)

# blessed's names of keys, if different from ours.
_BLESSED = {"pgdown": "pagedown", "npage": "pagedown", "pgup": "pageup", "ppage": "pageup", "exit": "escape"}
_SPELLED = {
    " ": "space",
    "\n": "enter",
    "\r": "enter",
    "\t": "tab",
    "\x1b": "escape",
    "\x7f": "backspace",
    ",": "comma",
}
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O[@-~])")
_NUMBERED = {
    1: "home", 2: "insert", 3: "delete", 4: "end", 5: "pageup", 6: "pagedown", 7: "home", 8: "end",
    **{11 + number: f"f{1 + number}" for number in range(5)}, **{17 + number: f"f{6 + number}" for number in range(5)},
    23: "f11", 24: "f12",
}  # fmt: skip
_LETTERED = {
    "A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end", "P": "f1", "Q": "f2", "R": "f3",
    "S": "f4",
}  # fmt: skip
_SEQUENCES = {
    **{f"\x1b[{number}~": name for number, name in _NUMBERED.items()},
    **{f"\x1b{middle}{letter}": name for middle in "[O" for letter, name in _LETTERED.items()},
    "\x1bOM": "enter",
}
_NAMES = (
    "space", "enter", "tab", "escape", "backspace", "delete", "insert", "home", "end", "left", "right", "up", "down",
    "pageup", "pagedown", "comma", *(f"f{number}" for number in range(1, 13)),
)  # fmt: skip


class Keyboard(Generic[Meaning]):
    """Reads keys, and what they mean, from a terminal while it is open.

    Its own thread notes when each key was pressed, so that keys are neither lost while the session is busy nor carried
    out long after.
    """

    def __init__(self, terminal: Terminal, bindings: Mapping[str, Meaning]) -> None:
        self.held = threading.Event()
        """Set when a key is held down, which counts once; cleared by the caller that shows it."""
        self._terminal = terminal
        self._bindings = bindings
        self._repeat = KeyRepeat()
        self._mode: AbstractContextManager[object] = terminal.cbreak()
        self._asked: queue.SimpleQueue[tuple[float, Meaning]] = queue.SimpleQueue()
        self._ahead: list[str] = []
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="keys", daemon=True)

    def read(self, timeout: float) -> Meaning | None:
        """The meaning of the next key; waits at most `timeout` seconds."""
        until = time.monotonic() + timeout
        while True:
            try:
                pressed, asked = self._asked.get(timeout=max(until - time.monotonic(), 0))
            except queue.Empty:
                return None
            if time.monotonic() - pressed < _STALE:
                return asked

    def __enter__(self) -> Self:
        self._mode.__enter__()
        while self._terminal.inkey(timeout=0, esc_delay=0):
            pass  # discard keys typed before
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._thread.join(timeout=1)
        self._mode.__exit__(kind, error, trace)

    def give_back(self) -> None:
        """Give the keyboard back to the terminal, until `take_again`."""
        self._mode.__exit__(None, None, None)

    def take_again(self) -> None:
        """Read keys again, after they were given back."""
        self._mode = self._terminal.cbreak()
        self._mode.__enter__()

    def _listen(self) -> None:
        while not self._closing.is_set():
            key = self._key(min(_POLL, self._repeat.patience(time.monotonic())))
            now = time.monotonic()
            if key is None:
                presses = self._repeat.certain(now)
            else:
                meaning, held = self._bindings.get(key), self._repeat.held
                presses = self._repeat.stroke(key, now, repeats=meaning in _REPEATING)
                if self._repeat.held and not held and meaning is not None:
                    self.held.set()
            for press in presses:
                if (asked := self._bindings.get(press.key)) is not None:
                    self._asked.put((press.at, asked))

    def _key(self, timeout: float) -> str | None:
        """The name of the next key, or None."""
        if self._ahead:
            return self._ahead.pop(0)
        stroke = self._terminal.inkey(timeout=timeout, esc_delay=_WHOLE)
        text = str(stroke)
        if not text:
            return None
        name = (stroke.name or "").lower().removeprefix("key_")
        if len(text) > 1 and (name := _BLESSED.get(name, name)) in _NAMES:
            return name
        return self._sequence(text) if text[0] == "\x1b" else _SPELLED.get(text, text.lower())

    def _sequence(self, text: str) -> str | None:
        """The key of an escape sequence that blessed does not know, if any.

        Without colours blessed knows few of them. An unknown sequence begins with Escape, and must neither end a
        session nor be read as the letters in it.
        """
        while more := self._terminal.inkey(timeout=_LATE if text == "\x1b" else 0, esc_delay=0):
            text += str(more)
        if text == "\x1b":
            return "escape"
        names = (_SEQUENCES.get(sequence) for sequence in _SEQUENCE.findall(text))
        self._ahead = [name for name in names if name]
        return self._ahead.pop(0) if self._ahead else None


def keyboard_terminal() -> Terminal:
    """The terminal the keys come from."""
    # blessed queries the terminal when it starts; one that never answers would delay the session by ten seconds.
    os.environ.setdefault("BLESSED_QUERY_TIMEOUT_SECONDS", "0.5")
    from blessed import Terminal

    return Terminal(stream=sys.stderr)


def default_bindings() -> dict[str, Command]:
    """The default keys."""
    return {key: name for name, command in COMMANDS.items() for key in command.keys}


def parse_bindings(text: str) -> dict[str, Command]:
    """The default keys with the changes in the setting `keys`, such as `f5=next, a=back`. Raises SettingsError."""
    bindings = default_bindings()
    for entry in filter(None, (part.strip() for part in text.split(","))):
        key, equals, name = (part.strip() for part in entry.rpartition("="))
        if not equals or not key:
            raise SettingsError(f"The setting 'keys' holds '{entry}'. Write it like 'f5=next, a=back'.")
        bindings[_known(key)] = _command(name)
    return bindings


def _known(key: str) -> str:
    if len(key) == 1 and key.isprintable():
        return key.lower()
    name = "".join(letter for letter in key.lower() if letter not in " _-")
    if name not in _NAMES:
        raise SettingsError(f"The setting 'keys' has the unknown key '{key}'.{nearest(key, _NAMES)}")
    return name


def _command(name: str) -> Command:
    if name.lower() not in COMMANDS:
        raise SettingsError(f"The setting 'keys' has the unknown command '{name}'.{nearest(name, COMMANDS)}")
    return cast("Command", name.lower())
