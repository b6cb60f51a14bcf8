"""Speech rates: the same words a minute from every voice, whatever its own speed."""

from __future__ import annotations

import contextlib
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from coach.speech.cache import clip_key
from coach.speech.clip import RECIPE, make_clip
from coach.storage import atomic
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from coach.speech.voice import Voice

PASSAGE = (
    "A cared-for back may lift the mood. Breathe slowly and deeply.",
    "Dizzy on sitting up? Lie back down and rest.",
    "One leg from start to finish. Then everything again on the other.",
    "Let them glide apart. One toward the neck, one toward the lower back.",
    "Let this leg be heavy. Breathe with the strokes.",
    "Slow, deep circles beside the sacrum, the flat bone below the spine.",
)
"""The text to measure a voice with: its mix of letters and pauses is that of the built-in routines."""

_SLOW = 0.5
"""The speed of the second reading; guidance is about half as fast as engines speak by default."""
_SLOWEST, _FASTEST = 0.2, 4.0


@dataclass(frozen=True, slots=True)
class VoiceRate:
    """How long a voice takes for a word of guidance, with pauses."""

    normal: float
    """Seconds a word at speed 1.0."""
    slow: float
    """Seconds a word at speed 0.5."""

    @property
    def wpm(self) -> float:
        """Words a minute at speed 1.0."""
        return 60 / self.normal

    def speed(self, wpm: float) -> float:
        """The speed at which the voice says `wpm` words a minute.

        The time for a word has a fixed part, such as pauses, and a part proportional to 1/speed; two readings separate
        them.
        """
        stretched = self.slow - self.normal
        kept = self.normal - stretched
        wanted = 60 / wpm - kept
        if stretched <= 0 or wanted <= 0:
            return _FASTEST if wanted <= 0 else 1.0
        return min(max(stretched / wanted, _SLOWEST), _FASTEST)


SHIPPED = {
    "hibari 0.2.1 5f70741d4e900f4e85d0037498736cc1 seed 0 pause 650": VoiceRate(0.3386, 0.642),
    "piper 1.8.0 dd78a8135222b7ade592e515ee0963b8 70239fca37a2a958cc105d133cfff0a0 pause 350": VoiceRate(0.3336, 0.559),
}
"""Known rates, by fingerprint, so that the packaged voices need not be measured before their first words."""


def natural_rate(voice: Voice, folder: Path) -> VoiceRate:
    """The rate of a voice: measured once, then stored in `folder` if possible.

    Raises VoiceError.
    """
    if voice not in _known:
        fingerprint = voice.fingerprint()
        path = folder / f"pace-{clip_key(RECIPE, PASSAGE, fingerprint)}.json"
        rate = SHIPPED.get(fingerprint) or _load(path)
        if rate is None:
            rate = measure_rate(voice)
            _store(path, rate)
        _known[voice] = rate
    return _known[voice]


def share_rate(voice: Voice, twin: Voice, folder: Path) -> None:
    """Let a twin speak at the rate of its voice, which is measured once for both. Raises VoiceError."""
    _known[twin] = natural_rate(voice, folder)


def speak_at(voice: Voice, words: str, wpm: float, folder: Path) -> NDArray[np.int16]:
    """The clip of `words` at `wpm` words a minute, from `make_clip`. Raises VoiceError."""
    return make_clip(voice.speak(words, natural_rate(voice, folder).speed(wpm)))


def measure_rate(voice: Voice) -> VoiceRate:
    """Measure the rate of a voice by having it read the passage twice. Raises VoiceError."""
    normal, slow = (
        sum(len(make_clip(voice.speak(line, speed))) for line in PASSAGE) / SAMPLE_RATE / count_words(" ".join(PASSAGE))
        for speed in (1.0, _SLOW)
    )
    return VoiceRate(normal, slow)


def count_words(text: str) -> int:
    """The number of words, as in words a minute: parts between spaces that have a letter or a digit."""
    return sum(any(char.isalnum() for char in word) for word in text.split())


_known: WeakKeyDictionary[Voice, VoiceRate] = WeakKeyDictionary()
"""The rates of the voices in use: if the folder cannot be written, one is still measured only once, twins included."""


def _load(path: Path) -> VoiceRate | None:
    try:
        kept = json.loads(path.read_text("utf-8"))
        rate = VoiceRate(float(kept["normal"]), float(kept["slow"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    plausible = all(math.isfinite(seconds) and 0.01 < seconds < 10 for seconds in (rate.normal, rate.slow))
    return rate if plausible else None


def _store(path: Path, rate: VoiceRate) -> None:
    """Store a rate, if possible."""
    with contextlib.suppress(OSError):
        atomic.replace(path, json.dumps({"normal": rate.normal, "slow": rate.slow}).encode())
