from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from coach.output.files import write_sound
from coach.units import SAMPLE_RATE
from tests.output.sounds import TAGS, blocks, by_ffmpeg, by_libsndfile, noise

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("suffix", ["wav", "flac"])
@pytest.mark.parametrize("frames", [1, 2_400, 24_001, 61 * SAMPLE_RATE])
def test_every_sample(tmp_path: Path, suffix: str, frames: int) -> None:
    """A lossless file gives back every sample as it was."""
    path, sound = tmp_path / f"a.{suffix}", noise(frames)
    write_sound(path, blocks(sound), frames, TAGS, 64)
    assert np.array_equal(by_libsndfile(path), sound)
    assert np.array_equal(by_ffmpeg(path), sound)


@pytest.mark.parametrize(("suffix", "form"), [("wav", "WAV"), ("flac", "FLAC")])
def test_form(tmp_path: Path, suffix: str, form: str) -> None:
    """The file is 16-bit mono of the form its suffix says, and tells its exact length in its header."""
    path = tmp_path / f"a.{suffix}"
    write_sound(path, blocks(noise(5_001)), 5_001, TAGS, 64)
    info = soundfile.info(path)
    assert (info.format, info.subtype, info.channels) == (form, "PCM_16", 1)
    assert (info.samplerate, info.frames) == (SAMPLE_RATE, 5_001)
