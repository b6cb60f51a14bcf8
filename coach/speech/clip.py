"""A clip: what an engine said, trimmed, levelled and ready for the stream."""

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
"""Part of every clip's key: to be raised whenever the same speech would become a different clip."""

LOUDNESS = -19.0
"""LUFS, the level of mono speech for listening on the move (AES TD1008: -16 LUFS in stereo, 3 LU less in mono)."""
PEAK = 10 ** (-3 / 20)
"""The highest sample, of 1: 3 dB of room for the peaks between samples and for the bed under the voice."""

_LEAD, _TAIL = 30, 80
"""Milliseconds kept before the first sound and after the last: soft consonants lie there."""
_FADE_IN, _FADE_OUT = 5, 10
_SILENT = -60.0
"""dBFS below which nothing is speech."""
_SOFT = -50.0
"""dB below the loudest sample at which the words have not begun, or are over."""
_REACH = samples(5)
"""How far the limiter looks ahead and back."""


def make_clip(speech: Speech) -> NDArray[np.int16]:
    """The finished clip: int16, mono, at the house's rate, whole milliseconds long, shape (frames,).

    Raises VoiceError where there is no sound in it.
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
    """The words with little silence around them, and no click where they were cut."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydub warns that there is no ffmpeg, which nothing here asks for
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
    """`wave` at the level of all clips."""
    gain = LOUDNESS - loudness(wave)
    if gain == np.inf:
        raise VoiceError("The voice made almost no sound. Try another one: `coach voices` lists them.")
    for _ in range(5):  # limiting takes a little of the loudness, which is then given back
        level = limit(wave * 10 ** (gain / 20), PEAK, _REACH)
        missing = LOUDNESS - loudness(level)
        if abs(missing) < 0.05:
            break
        gain += missing
    return level
