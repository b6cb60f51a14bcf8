"""A clip: speech from an engine, trimmed, levelled and ready for the stream."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from coach.audio.limiter import limit
from coach.audio.loudness import loudness
from coach.errors import VoiceError
from coach.units import SAMPLE_RATE, SAMPLES_PER_MS, samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.speech.voice import Speech

RECIPE = 1
"""Part of every clip's key: raise it whenever the same speech would become a different clip."""

LOUDNESS = -19.0
"""LUFS, the level of mono speech for listening on the move (AES TD1008: -16 LUFS in stereo, 3 LU less in mono)."""
PEAK = 10 ** (-3 / 20)
"""The highest sample, of 1: leaves 3 dB for the peaks between samples and for the bed under the voice."""

_LEAD, _TAIL = 30, 80
"""Milliseconds kept before the first sound and after the last one, for soft consonants."""
_FADE_IN, _FADE_OUT = 5, 10
_SILENT = -60.0
"""dBFS below which sound is not speech."""
_SOFT = -50.0
"""dB below the loudest sample; softer sound is before or after the words."""
_REACH = samples(5)
"""Samples over which the limiter's gain changes."""


def make_clip(speech: Speech) -> NDArray[np.int16]:
    """The finished clip: int16, mono, at `SAMPLE_RATE`, a whole number of milliseconds, shape (frames,).

    Raises VoiceError if there is no sound in it.
    """
    import soxr

    sound = speech.samples
    if speech.sample_rate != SAMPLE_RATE and len(sound):
        sound = soxr.resample(sound, speech.sample_rate, SAMPLE_RATE)
    wave = _levelled(_trimmed(sound) / 32768)
    clip = np.zeros(-(-len(wave) // SAMPLES_PER_MS) * SAMPLES_PER_MS, np.int16)
    clip[: len(wave)] = np.rint(wave * 32767)
    return clip


def _trimmed(sound: NDArray[np.int16]) -> NDArray[np.int16]:
    """The words with little silence around them, without clicks at the cuts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydub warns that ffmpeg is missing, which is not needed here
        from pydub import AudioSegment
        from pydub.silence import detect_leading_silence

    segment = AudioSegment(sound.tobytes(), sample_width=2, frame_rate=SAMPLE_RATE, channels=1)
    threshold = segment.max_dBFS + _SOFT
    if not len(segment) or segment.max_dBFS < _SILENT:
        raise VoiceError("The voice made no sound. Try another one: `coach voices` lists them.")
    before = detect_leading_silence(segment, threshold, chunk_size=5)
    after = detect_leading_silence(segment.reverse(), threshold, chunk_size=5)
    words = segment[max(0, before - _LEAD) : len(segment) - max(0, after - _TAIL)]
    return np.frombuffer(words.fade_in(_FADE_IN).fade_out(_FADE_OUT).raw_data, np.int16)


def _levelled(wave: NDArray[np.float64]) -> NDArray[np.float64]:
    """`wave` at the level of every clip."""
    gain = LOUDNESS - loudness(wave)
    if gain == np.inf:
        raise VoiceError("The voice made almost no sound. Try another one: `coach voices` lists them.")
    for _ in range(5):  # limiting reduces the loudness a little, which is then corrected
        level = limit(wave * 10 ** (gain / 20), PEAK, _REACH)
        missing = LOUDNESS - loudness(level)
        if abs(missing) < 0.05:
            break
        gain += missing
    return level
