from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from coach.errors import VoiceError
from coach.settings import Settings
from coach.speech.hibari import PACKAGED_SHA256, Hibari, HibariModel, checked, is_available, list_models
from coach.speech.voice_rate import SHIPPED, count_words, measure_rate, speak_at
from coach.speech.voices import choose_voice, choose_voices
from coach.units import SAMPLE_RATE
from tests.conftest import require


@pytest.fixture(scope="module")
def heart(tmp_path_factory: pytest.TempPathFactory) -> HibariModel:
    """The packaged voice."""
    require(is_available(), "hibari-tts is not installed")
    return list_models(tmp_path_factory.mktemp("voices"))[0]


@pytest.fixture(scope="module")
def hibari(heart: HibariModel) -> Hibari:
    """The packaged voice, to speak with."""
    return Hibari(heart)


def downloaded(heart: HibariModel, folder: Path) -> Path:
    """A voices folder with a further voice: the packaged model under another's name, as if it were its."""
    kore = next(model for model in list_models(folder) if model.short == "kore")
    kore.path.parent.mkdir(parents=True)
    shutil.copy(heart.path, kore.path)
    return kore.path


def test_same_words_same_sound(hibari: Hibari) -> None:
    """The same words at the same speed are the same samples, whatever was said in between."""
    first = hibari.speak("Let the hip grow heavy.", 0.6)
    hibari.speak("Something else.", 1.2)
    again = hibari.speak(" Let the hip\n grow  heavy.", 0.6)
    assert first.sample_rate == SAMPLE_RATE
    assert first.samples.dtype == np.int16
    assert np.array_equal(first.samples, again.samples)


def test_sentences_are_apart(hibari: Hibari) -> None:
    """Between two sentences there is a pause that does not grow as the voice slows down."""
    for speed in (1.0, 0.5):
        one, two = (len(hibari.speak(words, speed).samples) for words in ("Slow down.", "Breathe in."))
        both = len(hibari.speak("Slow down. Breathe in.", speed).samples)
        assert both - one - two == pytest.approx(SAMPLE_RATE * 650 // 1000, abs=SAMPLE_RATE // 100)


@pytest.mark.parametrize("words", ["", " \n", "...", "?!", "—", "( )"])
def test_nothing_to_say(hibari: Hibari, words: str) -> None:
    """Words without a letter or a digit are an error, not an empty clip."""
    with pytest.raises(VoiceError, match="nothing to say"):
        hibari.speak(words, 1.0)


def test_inline_sounds(hibari: Hibari) -> None:
    """A word written with its sounds is said by them: the same sounds under another word are the same samples."""
    plain = hibari.speak("Find the [psoas](/sˈOæs/) now.", 0.7).samples
    other = hibari.speak("Find the [table](/sˈOæs/) now.", 0.7).samples
    assert np.array_equal(plain, other)
    assert not np.array_equal(plain, hibari.speak("Find the table now.", 0.7).samples)


@pytest.mark.parametrize("wpm", [82, 105, 125])
def test_pace(hibari: Hibari, wpm: int, tmp_path: Path) -> None:
    """Guidance is read at the pace asked for."""
    lines = ["Ask how it feels, and listen.", "Bend the left knee. On the out-breath, guide it toward the chest.",
             "Leg work may ease stiffness in legs and back.", "Numb feet or diabetes? Light only."]  # fmt: skip
    seconds = sum(len(speak_at(hibari, line, wpm, tmp_path)) for line in lines) / SAMPLE_RATE
    assert 60 * sum(map(count_words, lines)) / seconds == pytest.approx(wpm, rel=0.1)


def test_the_shipped_pace(hibari: Hibari) -> None:
    """The pace that is shipped for the packaged voice is the one measured."""
    shipped, measured = SHIPPED[hibari.fingerprint()], measure_rate(hibari)
    assert (shipped.normal, shipped.slow) == pytest.approx((measured.normal, measured.slow), rel=0.01)


def test_it_speaks_again_after_close(heart: HibariModel) -> None:
    """A closed voice gives back its engine, and loads it again when asked to speak."""
    with Hibari(heart) as voice:
        assert len(voice.speak("Hold.", 1.0).samples)
    assert len(voice.speak("Hold.", 1.0).samples)


def test_the_packaged_model_is_the_one_we_know(heart: HibariModel) -> None:
    """The model that is installed has the checksum this program was made with."""
    assert checked(heart) == PACKAGED_SHA256


def test_a_damaged_model_is_named_and_passed_over(heart: HibariModel, tmp_path: Path) -> None:
    """A voice whose checksum is wrong is refused to who asks for it; a script that does is spoken by another."""
    damaged = downloaded(heart, tmp_path)
    damaged.write_bytes(damaged.read_bytes()[:-100])
    settings = Settings(voices_dir=tmp_path)
    with pytest.raises(VoiceError, match=r"hibari:kore is damaged.* coach voices add hibari:kore"):
        choose_voice(replace(settings, voice="kore"))
    voices = choose_voices(settings, written="kore")
    assert voices.guide.name == "hibari:heart"
    assert "kore" in voices.notes[0]
    assert len(voices.notes) == 1


def test_a_model_that_cannot_be_loaded(heart: HibariModel, tmp_path: Path) -> None:
    """A model the runtime refuses is a sentence, with what to do."""
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"no model")
    with pytest.raises(VoiceError, match=r"hibari:heart cannot be loaded .*Install it again: .*hibari-tts"):
        Hibari(replace(heart, path=broken)).speak("Hold.", 1.0)


def test_a_voice_that_is_not_here(tmp_path: Path) -> None:
    """Asked for, a voice that was never fetched says how to get it."""
    require(is_available(), "hibari-tts is not installed")
    with pytest.raises(VoiceError, match=r"not on this machine\. Get it: coach voices add hibari:fenrir"):
        choose_voice(Settings(voices_dir=tmp_path, voice="fenrir"))
