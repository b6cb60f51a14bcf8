"""Voices that stay loaded from one session to the next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.speech.voice import Voice
    from coach.speech.voices import Voices

_MOST = 2
"""A guide's and a client's: some take 150 MB each."""


class LoadedVoices:
    """The voices that spoke last, the most recent ones last."""

    def __init__(self) -> None:
        self._loaded: dict[tuple[str, str], Voice] = {}

    def instead_of(self, voices: Voices) -> Voices:
        """The same voices, but those that are loaded already where there are such; the longest unused are closed."""
        guide = self._same(voices.guide)
        client = None if voices.client is None else self._same(voices.client)
        for key in list(self._loaded)[:-_MOST]:
            self._loaded.pop(key).close()
        return replace(voices, guide=guide, client=client)

    def close(self) -> None:
        """Release the engines."""
        for voice in self._loaded.values():
            voice.close()
        self._loaded = {}

    def _same(self, voice: Voice) -> Voice:
        key = voice.name, voice.fingerprint()
        self._loaded[key] = self._loaded.pop(key, voice)  # the last one used is the last in order
        return self._loaded[key]
