"""A voice that hums: the length of each word without the word. For tests, and for trying a script's timing."""

from __future__ import annotations

import numpy as np

from coach.errors import VoiceError
from coach.speech.voice import Speech, Voice

_PACE = 150
"""Words a minute at speed 1."""


class Humming(Voice):
    """A voice without an engine; the same words always give the same sound."""

    name = engine = "humming"
    language = "en-us"

    def __init__(self) -> None:
        self.said: list[str] = []
        """All texts it was asked to speak, in order."""

    def fingerprint(self) -> str:
        """Always the same."""
        return "humming 1"

    def speak(self, words: str, speed: float) -> Speech:
        """Hum one syllable for each word. Raises VoiceError if there is no word."""
        count = sum(any(char.isalnum() for char in word) for word in words.split())
        if not count:
            raise VoiceError(f"There is nothing to say in '{words}'.")
        self.said.append(words)
        rate = 22_050
        syllable = np.arange(round(rate * 60 / _PACE / speed)) / rate
        shape = np.sin(np.linspace(0, np.pi, len(syllable))) ** 0.5
        wave = np.tile(0.3 * shape * np.sin(2 * np.pi * 150 * syllable), count)
        return Speech(np.rint(wave * 32767).astype(np.int16), rate)

    def close(self) -> None:
        """Nothing to release."""
