from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from coach.errors import OutputError
from coach.output.formats.formats import write_sound
from coach.units import SAMPLE_RATE
from tests.output.formats.sounds import DECODERS, TAGS, blocks, noise, stereo

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("suffix", ["wav", "flac"])
@pytest.mark.parametrize("frames", [1, 2_400, 24_001, 61 * SAMPLE_RATE])
def test_every_sample(tmp_path: Path, suffix: str, frames: int) -> None:
    """A lossless file gives back every sample as it was."""
    path = tmp_path / f"a.{suffix}"
    for sound in (noise(frames), stereo(frames)):
        write_sound(path, blocks(sound), frames, TAGS, channels=sound.ndim)
        for decode in DECODERS:
            assert np.array_equal(decode(path), sound)


@pytest.mark.parametrize(("suffix", "form"), [("wav", "WAV"), ("flac", "FLAC")])
def test_form(tmp_path: Path, suffix: str, form: str) -> None:
    """The file is 16-bit mono of the form its suffix says, and tells its exact length in its header."""
    path = tmp_path / f"a.{suffix}"
    write_sound(path, blocks(noise(5_001)), 5_001, TAGS, 64)
    info = soundfile.info(path)
    assert (info.format, info.subtype, info.channels) == (form, "PCM_16", 1)
    assert (info.samplerate, info.frames) == (SAMPLE_RATE, 5_001)


def test_too_long_for_wav(tmp_path: Path) -> None:
    """More than a WAV file can count is refused before it is drawn."""
    with pytest.raises(OutputError, match=r"cannot hold more than 4 GB of sound\."):
        write_sound(tmp_path / "a.wav", [], 24 * 3600 * SAMPLE_RATE, TAGS, channels=2)
    assert list(tmp_path.iterdir()) == []
