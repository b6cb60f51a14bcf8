"""The keyboard, and the pedals that pretend to be one: which key means which command."""

from __future__ import annotations

import os
import queue
import re
import sys
import threading
import time
from typing import TYPE_CHECKING, Literal, Self, cast

from coach.errors import SettingsError, nearest
from coach.live.controls.commands import CONTROLS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from types import TracebackType

    from blessed import Terminal

    from coach.live.controls.commands import Command

    Asked = Command | Literal["help"]

HELP_KEY = "?"

AGAIN = 0.25
"""Seconds within which the same key once more is the key held down."""
_HELD = 1.0
"""Seconds after which a key held down has begun to repeat, at the latest."""
_BURST = 0.1
"""Seconds within which a key that repeats comes yet again."""
_STALE = 1.0
"""Seconds after which a key nobody asked for is forgotten: what it was meant for is over."""
_WHOLE = 0.05
"""Seconds within which the rest of a sequence comes."""
_LATE = 0.3
"""Seconds in which it comes over a slow line; Escape alone, which ends the session, waits for that."""
_POLL = 0.1

_REPEATING: frozenset[Command] = frozenset({"louder", "softer", "more"})
"""What may be asked for as fast as a key repeats."""

# blessed's names where ours are not simply the same in small letters.
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


class Keyboard:
    """Reads commands from a terminal while it is open.

    A thread of its own notes when each key was pressed, so that keys are neither lost while the session is busy nor
    obeyed long after.
    """

    def __init__(self, terminal: Terminal, bindings: Mapping[str, Command] | None = None) -> None:
        self._terminal = terminal
        self._bindings = default_bindings() if bindings is None else bindings
        self._mode: AbstractContextManager[object] = terminal.cbreak()
        self._asked: queue.SimpleQueue[tuple[float, Asked]] = queue.SimpleQueue()
        self._ahead: list[str] = []
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="keys", daemon=True)

    def read(self, timeout: float) -> Asked | None:
        """What was asked for, waiting for it at most `timeout` seconds."""
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
            pass  # typed before there was anything to ask for
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._thread.join(timeout=1)
        self._mode.__exit__(kind, error, trace)

    def _listen(self) -> None:
        last, then = "", 0.0
        key: str | None = None
        while not self._closing.is_set():
            key = key if key is not None else self._key(_POLL)
            if key is None:
                continue
            now, since = time.monotonic(), time.monotonic() - then
            asked = self._meaning(key)
            following: str | None = None
            if key == last and asked not in _REPEATING:
                if since < AGAIN:
                    asked = None
                elif since < _HELD and (following := self._key(_BURST)) == key:
                    # A key held down waits half a second, then comes in bursts: nobody's foot is that fast.
                    asked, following, now = None, None, time.monotonic()
            last, then = key, now
            if asked is not None:
                self._asked.put((now, asked))
            key = following

    def _meaning(self, key: str) -> Asked | None:
        return self._bindings.get(key) or ("help" if key == HELP_KEY else None)

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
        """The key that a sequence blessed does not know stands for, if any.

        Without colours blessed knows few of them; and what is not known begins with Escape, and must neither end a
        session nor be taken for the letters in it.
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
    # It is asked what it can do as blessed starts; one that never answers would hold the session for ten seconds.
    os.environ.setdefault("BLESSED_QUERY_TIMEOUT_SECONDS", "0.5")
    from blessed import Terminal

    return Terminal(stream=sys.stderr)


def default_bindings() -> dict[str, Command]:
    """The keys that mean something unless set otherwise."""
    return {key: name for name, control in CONTROLS.items() for key in control.keys}


def parse_bindings(text: str) -> dict[str, Command]:
    """The default keys changed as the setting `keys` says, such as `f5=next, a=back`. Raises SettingsError."""
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
        raise SettingsError(f"The setting 'keys' names the key '{key}', which is not known.{nearest(key, _NAMES)}")
    return name


def _command(name: str) -> Command:
    if name.lower() not in CONTROLS:
        raise SettingsError(
            f"The setting 'keys' names the command '{name}', which there is not.{nearest(name, CONTROLS)}"
        )
    return cast("Command", name.lower())
