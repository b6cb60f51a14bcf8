"""Utterances become clips, and clips are made once."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from coach.plan import Utterance
from coach.speech.cache import ClipCache
from coach.speech.humming import Humming
from coach.speech.voicing import Voicer
from coach.units import SAMPLES_PER_MS

LINE = Utterance("Rest your elbow on it, deep and still.", 110)


def test_a_clip_is_made_once(tmp_path: Path) -> None:
    """The second session finds the clip of the first, and its length before that."""
    voice = Humming()
    first = Voicer(voice, ClipCache(tmp_path))
    assert first.lengths([LINE]) == {}
    assert first.get(LINE) is None
    length = first.make(LINE)
    clip = first.get(LINE)
    assert clip is not None
    assert len(clip) == length * SAMPLES_PER_MS
    again = Voicer(Humming(), ClipCache(tmp_path))
    assert again.lengths([LINE]) == {LINE: length}
    assert again.make(LINE) == length
    assert (first.made, first.reused, again.made, again.reused) == (1, 0, 0, 1)


def test_a_broken_clip_is_made_again(tmp_path: Path) -> None:
    """A clip damaged since is voiced anew rather than played."""
    Voicer(Humming(), ClipCache(tmp_path)).make(LINE)
    (path,) = tmp_path.glob("*.wav")
    path.write_bytes(path.read_bytes()[:-50])
    voicer = Voicer(Humming(), ClipCache(tmp_path))
    assert voicer.get(LINE) is None
    voicer.make(LINE)
    assert voicer.made == 1
    assert voicer.get(LINE) is not None


def test_without_a_cache_the_session_goes_on(tmp_path: Path) -> None:
    """Where nothing can be kept, clips stay in memory for the session, and the reason is there to be told."""
    (tmp_path / "file").write_text("")
    voicer = Voicer(Humming(), ClipCache(tmp_path / "file"))
    lines = [Utterance(f"Line number {number}.", 110) for number in range(100)]
    for line in lines:
        voicer.make(line)
    assert all(voicer.get(line) is not None for line in lines)
    assert "cannot be written" in str(voicer.trouble)


def test_memory_stays_flat(tmp_path: Path) -> None:
    """However many clips a session has, only the latest are held."""
    voicer = Voicer(Humming(), ClipCache(tmp_path))
    for number in range(150):
        voicer.make(Utterance(f"Line number {number}.", 110))
    assert len(voicer._at_hand) <= 64
    first = voicer.get(Utterance("Line number 0.", 110))
    assert isinstance(first, np.ndarray)
