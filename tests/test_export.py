"""Exports, through the library."""

from __future__ import annotations

from pathlib import Path

import soundfile

from coach.audio.loudness import loudness
from coach.export import export
from coach.plan.planner import Planner
from coach.script.reader import parse_routine
from coach.session_request import SessionRequest
from coach.settings import Settings
from coach.speech.cache import ClipCache
from coach.speech.clip import LOUDNESS
from coach.speech.humming import Humming
from coach.speech.voicing import Voicer


def test_words_are_as_loud_in_a_session_of_breaths_as_in_one_of_words(tmp_path: Path) -> None:
    """Whatever lies between and under them, words are heard at one level, and that is the level that is told."""
    texts = {
        "words": "- Stand, and let the shoulders sink. (6s)\n" * 8,
        "breaths": "- Breathe with me, slowly and softly. (12 breaths)\n",
        "counted": "- Lift on the out-breath, and lower. (x8, 1 breath)\n",
        "bed": "- Stand, and let the shoulders sink. (20s)\n- And rest. (30s)\n",
    }
    told, whole = {}, {}
    for name, text in texts.items():
        path = tmp_path / f"{name}.wav"
        planner = Planner.of_routine(parse_routine(text, Path("x.md")))
        request = SessionRequest(bed="rain" if name == "bed" else "air")
        with Voicer(Humming(), ClipCache(tmp_path / "cache")) as voicer:
            told[name] = export(planner, voicer, path, request, Settings(), lambda *_: None).lufs
        whole[name] = loudness(soundfile.read(path)[0])
    assert all(abs(lufs - LOUDNESS) < 0.6 for lufs in told.values()), told
    assert whole["breaths"] < told["breaths"] - 2  # the file as a whole is mostly breaths, which are softer by design
