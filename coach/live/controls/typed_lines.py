"""Keys a line at a time, where the terminal cannot give them one by one: typed, then Enter."""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from coach.session_commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.session_commands import Command


@dataclass(frozen=True)
class Unknown:
    """What means nothing."""

    typed: str


class TypedLines:
    """Reads lines, and what they ask for: a key, several, the name of a command, or nothing, which is Enter."""

    def __init__(self, lines: TextIO, bindings: Mapping[str, Command]) -> None:
        self._lines, self._bindings = lines, bindings
        self._asked: queue.SimpleQueue[Command | Unknown] = queue.SimpleQueue()
        threading.Thread(target=self._listen, name="typed lines", daemon=True).start()

    def read(self, timeout: float) -> Command | Unknown | None:
        """What was asked for, waited for so many seconds."""
        try:
            return self._asked.get(timeout=timeout)
        except queue.Empty:
            return None

    def _listen(self) -> None:
        for line in self._lines:
            for asked in meant(line.rstrip("\r\n"), self._bindings):
                self._asked.put(asked)


def meant(line: str, bindings: Mapping[str, Command]) -> list[Command | Unknown]:
    """The commands that a line asks for, or that it asks for none."""
    word = line.strip().lower()
    named: dict[str, Command] = {name: name for name in COMMANDS}
    named.update(bindings)
    if not word:
        word = "space" if line else "enter"
    if word in named:
        return [named[word]]
    if all(letter in bindings for letter in word):
        return [bindings[letter] for letter in word]
    return [Unknown(word)]
