"""Voices of other packages, with the package that the documentation shows."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from coach.errors import VoiceError
from coach.settings import Settings
from coach.speech.offers import VoiceInfo
from coach.speech.plugins import plugin_offers
from coach.speech.voice_rate import speak_at
from coach.speech.voices import choose_voice, list_voices
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "voices.md").read_text("utf-8")
MODULE = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0]


def install(folder: Path, name: str, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a package as installed, with the entry point of the documentation under another name."""
    (folder / f"{name}.py").write_text(module, "utf-8")
    info = folder / f"{name}-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
    point = re.findall(r'"coach\.voices"\]\n(.*?)```', PAGE, re.DOTALL)[0].replace("beeps", name)
    (info / "entry_points.txt").write_text(f"[coach.voices]\n{point}".replace('"', ""))
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, name, raising=False)


def test_the_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The voice of the documentation is listed with what it says of itself, is chosen by name, and speaks at a pace."""
    install(tmp_path, "beeps", MODULE, monkeypatch)
    settings = Settings(voices_dir=tmp_path / "none", voice="beeps")
    found = {voice.name: voice for voice in list_voices(settings)}
    assert found["beeps:plain"] == VoiceInfo(
        "beeps:plain", "beeps", "en-us", True, "of another package", "", "MIT"
    )  # fmt: skip
    with choose_voice(settings) as voice:
        assert voice.name == "beeps:plain"
        clip = speak_at(voice, "One two three four five six.", 120, tmp_path)
        assert len(clip) / 24_000 == pytest.approx(3, rel=0.1)


def test_a_package_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package whose voices cannot be had is one line in the list, and the others are there all the same."""
    install(tmp_path, "gone", "raise ImportError('no engine here')", monkeypatch)
    (info,) = (offer.info for offer in plugin_offers() if offer.info.name == "gone")
    assert not info.usable
    assert info.why == "The voices of the package gone cannot be used (no engine here)."
    settings = Settings(voices_dir=tmp_path / "none")
    assert any(voice.usable for voice in list_voices(settings))
    with pytest.raises(VoiceError, match="package gone cannot be used"):
        choose_voice(Settings(voices_dir=tmp_path / "none", voice="gone"))
