"""Many lines at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coach import cores
from coach.cores import limit_cores, usable_cores
from coach.errors import VoiceError
from coach.plan import Utterance
from coach.speech import hibari
from coach.speech.cache import ClipCache
from coach.speech.humming import Humming
from coach.speech.parallel import VoiceLine, speak_many
from coach.speech.voice import Speech
from coach.speech.voice_rate import PASSAGE, speak_at
from coach.speech.voicing import Voicer
from tests.conftest import require

LINES = [Utterance(f"Line number {number}, and so on.", 110) for number in range(24)]


class Twin(Humming):
    """One of several that count together what they said; some words no one of them can say."""

    def __init__(self, said: list[str]) -> None:
        super().__init__()
        self.said = said

    def twin(self) -> Twin:
        """Another."""
        return Twin(self.said)

    def speak(self, words: str, speed: float) -> Speech:
        """Hum."""
        if "13" in words:
            raise VoiceError("Not that number.")
        return super().speak(words, speed)


def test_every_line_is_spoken_once_and_kept_in_its_place(tmp_path: Path) -> None:
    """Spoken by several at once, the clips and lengths are those of one; the progress goes up to the end."""
    one, many = Voicer(Humming(), ClipCache(tmp_path / "one")), Voicer(Twin([]), ClipCache(tmp_path / "many"))
    lines = [line for line in LINES if "13" not in line.words]
    told: list[int] = []
    lengths = many.make_all(lines, lambda what, done, whole: told.append(done))
    assert lengths == {line: one.make(line) for line in lines}
    assert list(lengths) == lines
    assert (many.made, many.reused) == (len(lines), 0)
    assert told == sorted(told)
    assert told[-1] == len(lines)
    for line in lines:
        assert np.array_equal(many.get(line), one.get(line))  # type: ignore[arg-type]
    assert many.make_all(lines, lambda *_: None) == lengths
    assert many.made == len(lines)


def test_a_line_that_cannot_be_said_is_told_as_ever(tmp_path: Path) -> None:
    """What one of several voices cannot say is said by the spare, with the same sentence as without them."""
    voicer = Voicer(Twin([]), ClipCache(tmp_path), spares=[Humming()])
    lengths = voicer.make_all(LINES, lambda *_: None)
    assert set(lengths) == set(LINES)
    assert voicer.take_notes() == ["Not that number. humming speaks instead."]


def test_a_voice_alone_of_its_kind_speaks_by_itself(tmp_path: Path) -> None:
    """A voice without a twin is not asked for many at once."""
    assert list(speak_many([VoiceLine(Humming(), "One.", 110)] * 30, tmp_path)) == []
    voicer = Voicer(Humming(), ClipCache(tmp_path))
    assert len(voicer.make_all(LINES, lambda *_: None)) == len(LINES)


def test_where_one_core_may_be_used_no_voice_gets_a_twin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of several processes that share a machine speaks its lines one by one."""
    monkeypatch.setattr(cores, "_limit", None)
    limit_cores(1)
    assert list(speak_many([VoiceLine(Twin([]), "One.", 110)] * 30, tmp_path)) == []


def test_a_voice_is_measured_once_for_its_twins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where its rate cannot be stored, a voice reads the passage for it twice, and none of its twins does."""
    monkeypatch.setattr(cores, "_limit", None)
    require(usable_cores(2) > 1, "one core has no twins")
    (tmp_path / "file").write_text("not a folder")
    said: list[str] = []
    twins: list[Twin] = []

    class Measured(Twin):
        def twin(self) -> Twin:
            twins.append(Twin([]))
            return twins[-1]

    voice = Measured(said)
    lines = [VoiceLine(voice, f"Line {number}.", 110) for number in range(20, 50)]
    assert len(dict(speak_many(lines, tmp_path / "file"))) == len(lines)
    assert len(voice.said) + sum(len(twin.said) for twin in twins) == len(lines) + 2 * len(PASSAGE)


def test_twins_of_the_natural_voice_sound_the_same(tmp_path: Path) -> None:
    """Several of the natural voice at once make sample for sample what one makes."""
    require(hibari.is_available(), "hibari is not installed")
    (model, *_) = hibari.list_models(tmp_path)
    voice = hibari.Hibari(model)
    lines = [VoiceLine(voice, f"Press slowly, line {number}.", 110) for number in range(16)]
    alone = [speak_at(voice, words, wpm, tmp_path) for _, words, wpm in lines]
    found = dict(speak_many(lines, tmp_path))
    assert len(found) == (len(lines) if usable_cores(2) > 1 else 0)
    for number, clip in found.items():
        assert clip is not None
        assert np.array_equal(clip, alone[number])


def test_a_twin_leaves_its_engine_to_the_others(tmp_path: Path) -> None:
    """A twin has the same engine, loaded once; the voice still speaks after the twin was closed, and the other way."""
    require(hibari.is_available(), "hibari is not installed")
    (model, *_) = hibari.list_models(tmp_path)
    voice = hibari.Hibari(model)
    before, twin = voice.speak("Breathe.", 1.0), voice.twin()
    twin.close()
    assert np.array_equal(voice.speak("Breathe.", 1.0).samples, before.samples)
    twin = voice.twin()
    voice.close()
    assert np.array_equal(twin.speak("Breathe.", 1.0).samples, before.samples)


def test_lines_of_several_voices_are_spoken_together(tmp_path: Path) -> None:
    """Each line is spoken by its own voice; a voice alone of its kind, or with few lines, is left out."""
    guide, client, alone, rare = Twin([]), Twin([]), Humming(), Twin([])
    client.name = "client"
    many = [VoiceLine(guide, f"Guide {number}.", 110) for number in range(20, 50)]
    some = [VoiceLine(client, f"Client {number}.", 85) for number in range(20, 30)]
    others = [VoiceLine(alone, f"Alone {number}.", 110) for number in range(20, 40)] + [
        VoiceLine(rare, "Rare.", 110)
    ] * 3
    lines = [*others, *many, *some]
    found = dict(speak_many(lines, tmp_path))
    assert set(found) == (set(range(len(others), len(lines))) if usable_cores(2) > 1 else set())
    for number, clip in found.items():
        voice, words, wpm = lines[number]
        assert clip is not None
        assert np.array_equal(clip, speak_at(voice, words, wpm, tmp_path))
