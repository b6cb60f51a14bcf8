"""Keys typed a line at a time, each followed by Enter, for terminals that cannot report single keys."""

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
    """Typed text without a meaning."""

    typed: str


class TypedLines:
    """Reads lines: each is a key, several keys, the name of a command, or empty, which is Enter."""

    def __init__(self, lines: TextIO, bindings: Mapping[str, Command]) -> None:
        self._lines, self._bindings = lines, bindings
        self._asked: queue.SimpleQueue[Command | Unknown] = queue.SimpleQueue()
        threading.Thread(target=self._listen, name="typed lines", daemon=True).start()

    def read(self, timeout: float) -> Command | Unknown | None:
        """The next command; waits at most `timeout` seconds."""
        try:
            return self._asked.get(timeout=timeout)
        except queue.Empty:
            return None

    def _listen(self) -> None:
        for line in self._lines:
            for asked in meant(line.rstrip("\r\n"), self._bindings):
                self._asked.put(asked)


def meant(line: str, bindings: Mapping[str, Command]) -> list[Command | Unknown]:
    """The commands of a line; unknown text becomes Unknown."""
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
