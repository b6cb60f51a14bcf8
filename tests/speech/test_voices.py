from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from coach.errors import VoiceError
from coach.settings import Settings
from coach.speech.system import SystemVoice
from coach.speech.voices import choose_voice, choose_voices, list_voices


@pytest.fixture
def downloads(model: Path, tmp_path: Path) -> Path:
    """A folder of downloaded voices: a good one, and one without its configuration."""
    shutil.copy(model, tmp_path / "en_GB-anna-low.onnx")
    config = Path(f"{model}.json").read_text("utf-8").replace('"en_US"', '"en_GB"')
    (tmp_path / "en_GB-anna-low.onnx.json").write_text(config, "utf-8")
    (tmp_path / "fr_FR-paul-low.onnx").write_bytes(b"")
    return tmp_path


def chosen(name: str | None, folder: Path, language: str = "en") -> str:
    """The name of the voice that is chosen."""
    with choose_voice(Settings(voice=name, voices_dir=folder), language) as voice:
        return voice.name


def test_the_list(downloads: Path, system_voice: SystemVoice) -> None:
    """hibari's voices come first, then Piper's, the packaged one before downloads, then the computer's."""
    voices = list_voices(Settings(voices_dir=downloads))
    names = [voice.name for voice in voices]
    natural = ["hibari:heart", "piper:en_US-joe-medium", "piper:en_GB-anna-low", "piper:fr_FR-paul-low"]
    assert [name for name in names if name in natural] == natural
    found = dict(zip(names, voices, strict=True))
    assert [found[name].usable for name in natural] == [True, True, True, False]
    assert found["piper:en_GB-anna-low"].language == "en-gb"
    assert "lacks its configuration" in found["piper:fr_FR-paul-low"].why
    assert system_voice.name in names
    assert len(names) == len(set(names))
    assert all(voice.usable or voice.why for voice in voices)


def test_what_a_list_says_of_a_voice(downloads: Path) -> None:
    """Each voice has its engine, language, sex and licence; one that is not here, the command that brings it."""
    found = {voice.name: voice for voice in list_voices(Settings(voices_dir=downloads))}
    heart, kore, joe = found["hibari:heart"], found["hibari:kore"], found["piper:en_US-joe-medium"]
    assert (heart.engine, heart.language, heart.sex, heart.licence) == ("hibari", "en-us", "female", "Apache-2.0")
    assert (joe.engine, joe.sex, joe.licence) == ("piper", "male", "CC0, from lessac")
    assert (heart.installed, heart.get, kore.installed, kore.usable) == (True, "", False, False)
    assert kore.get == "coach voices add hibari:kore"
    assert all(voice.installed or voice.get or voice.engine == "system" for voice in found.values())


def test_a_downloaded_voice_speaks(downloads: Path) -> None:
    """A model copied to the voices folder can be chosen by name, and speaks."""
    with choose_voice(Settings(voice="piper:en_GB-anna-low", voices_dir=downloads)) as voice:
        assert voice.language == "en-gb"
        assert len(voice.speak("Hold.", 1.0).samples)


def test_by_name(downloads: Path, system_voice: SystemVoice) -> None:
    """A voice answers to its name, its name without the engine, its engine, or a part that is its alone."""
    assert chosen("piper:en_US-joe-medium", downloads) == "piper:en_US-joe-medium"
    assert chosen("en_us-JOE-medium", downloads) == "piper:en_US-joe-medium"
    assert chosen("anna", downloads) == "piper:en_GB-anna-low"
    assert chosen("heart", downloads) == "hibari:heart"
    assert chosen("piper", downloads) == "piper:en_US-joe-medium"
    assert chosen("hibari", downloads) == "hibari:heart"
    assert chosen(system_voice.name, downloads) == system_voice.name
    assert chosen(system_voice.name.partition(":")[2], downloads) == system_voice.name
    assert chosen("system", downloads).startswith("system:")


def test_the_best_for_a_language(downloads: Path, system_voice: SystemVoice) -> None:
    """Where none is asked for, the most natural voice that speaks the script's language is taken."""
    assert chosen(None, downloads) == "hibari:heart"
    assert chosen(None, downloads, "en-US") == "hibari:heart"
    assert chosen(None, downloads, "en-GB") == "piper:en_GB-anna-low"
    assert chosen(None, downloads, "xx") == "hibari:heart"
    listed = list_voices(Settings(voices_dir=downloads))
    if any(voice.language.startswith("de") for voice in listed):
        with choose_voice(Settings(voices_dir=downloads), "de") as voice:
            assert voice.language.startswith("de")


def test_where_no_process_can_start(downloads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Natural voices do without the computer's own; those are then one line in the list that says why."""
    monkeypatch.setattr(sys, "executable", str(downloads / "no-python"))
    assert chosen(None, downloads) == "hibari:heart"
    assert chosen("anna", downloads) == "piper:en_GB-anna-low"
    last = list_voices(Settings(voices_dir=downloads))[-1]
    assert (last.name, last.usable) == ("system", False)
    assert last.why.startswith("The computer's own voices cannot be used: ")
    with pytest.raises(VoiceError, match="own voices cannot be used"):
        chosen("system", downloads)


def test_an_unknown_name(downloads: Path) -> None:
    """A name that no voice answers to is an error that names the nearest."""
    with pytest.raises(VoiceError, match=r"no voice 'piper:en_US-jow'.* Did you mean 'piper:en_US-joe-medium'"):
        chosen("piper:en_US-jow", downloads)


def test_a_name_of_several(downloads: Path) -> None:
    """A part that several voices share is an error that lists them."""
    with pytest.raises(VoiceError, match=r"could be several voices .*say which"):
        chosen("e", downloads)


def test_a_voice_that_cannot_be_used(downloads: Path) -> None:
    """Choosing a voice that is incomplete says what is missing."""
    with pytest.raises(VoiceError, match=r"download fr_FR-paul-low\.onnx\.json"):
        chosen("fr_FR-paul-low", downloads)


def pair(folder: Path, client: str | None = "", voice: str | None = None, client_voice: str | None = None) -> list[str]:
    """The names of the voices that speak in a session; `client` is what its script says."""
    voices = choose_voices(
        Settings(voice=voice, client_voice=client_voice, voices_dir=folder), client=client
    )  # fmt: skip
    return [speaker.name for speaker in (voices.guide, voices.client) if speaker is not None]


def test_a_second_voice(downloads: Path) -> None:
    """To a client a second natural voice speaks, of the other sex if there is one; `same` and one alone turn it off."""
    assert pair(downloads) == ["hibari:heart", "piper:en_US-joe-medium"]
    assert pair(downloads, voice="joe") == ["piper:en_US-joe-medium", "hibari:heart"]
    assert pair(downloads, client=None) == ["hibari:heart"]
    assert pair(downloads, client_voice="anna") == ["hibari:heart", "piper:en_GB-anna-low"]
    assert pair(downloads, client="anna") == ["hibari:heart", "piper:en_GB-anna-low"]
    assert pair(downloads, client="anna", client_voice="joe") == ["hibari:heart", "piper:en_US-joe-medium"]
    assert pair(downloads, client_voice="same") == pair(downloads, client="Same") == ["hibari:heart"]
    assert pair(downloads, client_voice="heart") == ["hibari:heart"]
    assert pair(downloads, voice="system")[1:] == []
    with pytest.raises(VoiceError, match="no voice 'nobody'"):
        pair(downloads, client_voice="nobody")


def test_a_voice_the_script_asks_for(downloads: Path) -> None:
    """The script's voice speaks unless another is set; where it is not here another does, and one sentence says so."""
    settings = Settings(voices_dir=downloads)
    assert choose_voices(settings, written="anna").guide.name == "piper:en_GB-anna-low"
    assert choose_voices(replace(settings, voice="joe"), written="anna").guide.name == "piper:en_US-joe-medium"
    voices = choose_voices(settings, written="piper:de_DE-thorsten-high")
    assert voices.guide.name == "hibari:heart"
    (note,) = voices.notes
    assert note.startswith("The script asks for the voice 'piper:de_DE-thorsten-high', and another speaks instead: ")


def test_voices_in_reserve(downloads: Path) -> None:
    """Should the chosen ones fail, every other voice that can be used is left, natural ones first."""
    voices = choose_voices(Settings(voices_dir=downloads), client="")
    names = [voice.name for voice in voices.spares]
    assert names[0] == "piper:en_GB-anna-low"
    assert any(name.startswith("system:en") for name in names)
    assert not {"hibari:heart", "piper:en_US-joe-medium"} & set(names)
