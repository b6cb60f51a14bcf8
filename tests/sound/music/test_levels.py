"""How long and how loud tracks are: measured in pieces, and kept."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coach.audio.loudness import loudness
from coach.sound.music.levels import clear_levels, kept_levels, measure
from coach.units import SAMPLE_RATE
from tests.sound.music.test_tracks import tone, written


def test_loudness_in_pieces_is_that_of_the_whole(tmp_path: Path) -> None:
    """A track's loudness is what the standard gives for the whole of it: the sum of both channels, gated."""
    rng = np.random.default_rng(2)
    mono = rng.normal(0, 0.1, 20 * SAMPLE_RATE) * np.repeat([1, 0.3, 0.001, 0.6], 5 * SAMPLE_RATE)
    level = measure(written(tmp_path / "a.wav", np.stack([mono, mono], 1).astype(np.float32), subtype="FLOAT"), None)
    assert level.frames == len(mono)
    assert level.lufs == pytest.approx(loudness(mono) + 10 * np.log10(2), abs=0.01)


def test_a_level_is_kept(tmp_path: Path) -> None:
    """A track is measured once: again when it was changed, or what was kept is broken; no folder is no matter."""
    track, folder = written(tmp_path / "a.wav", tone(3)), tmp_path / "new" / "levels"
    level = measure(track, folder)
    [kept] = folder.iterdir()
    assert measure(track, folder) == level
    kept.write_text('{"frames": 72000, "lufs": -20.5}')
    assert measure(track, folder).lufs == -20.5
    for broken in ("", "{", "[]", '{"frames": 72000, "lufs": NaN}', '{"frames": -1, "lufs": -20.0}'):
        kept.write_text(broken)
        assert measure(track, folder) == level
    written(track, tone(4))
    assert measure(track, folder).frames == 4 * SAMPLE_RATE
    assert measure(track, track / "levels").frames == 4 * SAMPLE_RATE
    assert len(kept_levels(folder)) == len(list(folder.iterdir())) == 2


def test_memory_does_not_grow_with_length(tmp_path: Path) -> None:
    """Of ten minutes, which would be 115 MB, no more than a few seconds are held at once."""
    with soundfile.SoundFile(tmp_path / "long.wav", "w", 8000, 1, subtype="PCM_U8") as file:
        for _ in range(10):
            file.write(tone(60, 8000, channels=1))
    tracemalloc.start()
    try:
        level = measure(tmp_path / "long.wav", None)
        assert tracemalloc.get_traced_memory()[1] < 16e6
    finally:
        tracemalloc.stop()
    assert level.frames == pytest.approx(10 * 60 * SAMPLE_RATE, abs=2)


def test_what_was_kept_is_cleared(tmp_path: Path) -> None:
    """Levels are deleted, and what a process that died left of one; nothing else is, and no folder is no matter."""
    assert clear_levels(tmp_path / "none") == 0
    folder = tmp_path / "levels"
    measure(written(tmp_path / "a.wav", tone(2)), folder)
    for name in (".coach-x.part", "music-notes.json", "mine.json"):
        (folder / name).touch()
    assert clear_levels(folder) == 1
    assert sorted(path.name for path in folder.iterdir()) == ["mine.json", "music-notes.json"]
