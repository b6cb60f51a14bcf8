"""Distinguishing key presses from the extra strokes of a key that is held down, or of a bouncing contact.

A terminal sends strokes, not presses. A key held down sends one, nothing for 0.2 to 0.7 seconds, then one every 15 to
92 milliseconds. A pedal's contact may bounce: two strokes within a few milliseconds. A person who presses one key as
fast as they can sends one every 120 to 200 milliseconds. So strokes that are closer together than a finger can make are
no presses. A stroke after the typical pause of a key that is held down waits until it is known whether a burst follows.
"""

from __future__ import annotations

from math import inf
from typing import NamedTuple

CLOSEST = 0.1
"""The shortest time in seconds between two presses of one key. Keyboards repeat faster, fingers are slower."""
DELAY = (0.2, 1.0)
"""Seconds after which a key held down begins to repeat: the shortest that systems offer, and the longest."""
BURST = 0.12
"""Seconds within which the second repeat of a held key follows the first, even on a busy computer."""
RELEASED = 0.25
"""Seconds without a stroke after which a held key counts as released."""


class Press(NamedTuple):
    """A key press."""

    key: str
    at: float
    """Seconds, on the same clock as the strokes."""


class KeyRepeat:
    """Turns strokes into presses. It has no clock: times are passed in, in seconds."""

    def __init__(self) -> None:
        self._key, self._at = "", -inf
        self._added = 0  # strokes in a row that were no presses
        self._waiting: Press | None = None

    @property
    def held(self) -> bool:
        """Whether a key is held down; a single extra stroke is a bounce."""
        return self._added >= 2

    def stroke(self, key: str, at: float, *, repeats: bool = False) -> list[Press]:
        """The presses that are certain now; `repeats`: every stroke of this key counts as one."""
        gap, again = at - self._at, key == self._key and not repeats
        certain = self.certain(at if again else inf)
        first, self._waiting = self._waiting, None
        self._key, self._at = key, at
        if again and first is not None:
            self._added = 2
            return certain
        if again and (gap < CLOSEST or (self.held and gap < RELEASED)):
            self._added += 1
            return certain
        self._added = 0
        press = Press(key, at)
        if again and DELAY[0] <= gap < DELAY[1]:
            self._waiting = press
            return certain
        return [*certain, press]

    def certain(self, now: float) -> list[Press]:
        """The waiting press, once it is known that no burst followed."""
        press = self._waiting
        if press is None or now < press.at + BURST:
            return []
        self._waiting = None
        return [press]

    def patience(self, now: float) -> float:
        """Seconds until a waiting press is certain; infinite without one."""
        return inf if self._waiting is None else max(self._waiting.at + BURST - now, 0.0)
