"""The sound check: left, right, and how loud a session is."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from coach.output.players.players import choose_player
from coach.plan import Utterance
from coach.sound.beds.air import AIR
from coach.sound.lead_in import BLUETOOTH, lead_in
from coach.sound.tones import tone
from coach.speech.cache import ClipCache
from coach.speech.voices import choose_voices
from coach.speech.voicing import Voicer
from coach.units import SECOND, samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.settings import Settings

LINES = ("This is the left side.", "This is the right side.", "And this is how loud a session is.")
PACE = 125
GAP = 800
"""Milliseconds of silence after each line."""


def sound_check(settings: Settings) -> bool:
    """Play a line on the left, one on the right, and one on both with the chime; False if the device accepted no sound.

    Raises PlayerError, VoiceError.
    """
    sound = _made(settings)
    played = 0
    over = threading.Event()

    def read(count: int) -> NDArray[np.int16]:
        nonlocal played
        block = np.repeat(AIR.read(played, count)[:, None], 2, axis=1)
        piece = sound[played : played + count]
        block[: len(piece)] += piece
        played += count
        if played >= len(sound):
            over.set()
        return block

    with choose_player(settings.player, settings.device) as player:
        player.open(read, 2)
        heard = over.wait(len(sound) / samples(SECOND) + 10)
        threading.Event().wait(player.latency / SECOND)
    return heard


def _made(settings: Settings) -> NDArray[np.int16]:
    """The whole check, shape (samples, 2)."""
    left, right, both = np.array([1, 0]), np.array([0, 1]), np.array([1, 1])
    parts = [lead_in(BLUETOOTH)[:, None] * both]
    voices = choose_voices(settings)
    with Voicer(voices.guide, ClipCache(settings.cache_path()), spares=voices.spares) as voicer:
        for words, side in zip(LINES, (left, right, both), strict=True):
            said = Utterance(words, PACE)
            voicer.make(said)
            if (clip := voicer.get(said)) is not None:
                parts += [clip[:, None] * side, np.zeros((samples(GAP), 2), np.int16)]
    parts.append(tone("chime", 1800)[:, None] * both)
    return np.concatenate(parts).astype(np.int16)
