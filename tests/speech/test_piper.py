# mypy: allow-untyped-calls
from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.errors import VoiceError
from coach.speech.piper import Piper, find_models, packaged_model_is_genuine, read_model

if TYPE_CHECKING:
    from pathlib import Path


def test_same_words_same_bytes(natural: Piper) -> None:
    """Without noise the same words are the same bytes, whatever was said in between."""
    first = natural.speak("Let the hip grow heavy.", 0.7)
    natural.speak("Something else.", 1.2)
    again = natural.speak("Let the hip grow heavy.", 0.7)
    assert first.sample_rate == again.sample_rate == 22_050
    assert first.samples.tobytes() == again.samples.tobytes()


def test_speed(natural: Piper) -> None:
    """Half the speed takes clearly longer; a line break or a run of spaces changes nothing."""
    normal = natural.speak("Lean in a little more on every out-breath.", 1.0).samples
    slow = natural.speak("Lean in a little more on every out-breath.", 0.5).samples
    assert 1.5 < len(slow) / len(normal) < 2.2
    assert np.array_equal(normal, natural.speak(" Lean in a little more\n\non  every out-breath.", 1.0).samples)


def test_sentences_are_apart(natural: Piper) -> None:
    """Two sentences are said with a pause between them that neither has by itself."""
    one, two = (len(natural.speak(words, 1.0).samples) for words in ("Slow down.", "Breathe in."))
    both = natural.speak("Slow down. Breathe in.", 1.0)
    assert len(both.samples) - one - two == both.sample_rate * 350 // 1000


@pytest.mark.parametrize("words", ["", " \n", "...", "?!", "—", "( )"])
def test_nothing_to_say(natural: Piper, words: str) -> None:
    """Words without a letter or a digit are an error, not an empty clip."""
    with pytest.raises(VoiceError, match="nothing to say"):
        natural.speak(words, 1.0)


def test_it_speaks_again_after_close(model: Path) -> None:
    """A closed voice gives back its engine, and loads it again when asked to speak."""
    with Piper(model) as voice:
        assert len(voice.speak("Hold.", 1.0).samples)
    assert len(voice.speak("Hold.", 1.0).samples)
    voice.close()


def test_fingerprint(model: Path, natural: Piper, tmp_path: Path) -> None:
    """The fingerprint follows the content of the model's files and the noise, not where they lie."""
    copy = tmp_path / model.name
    copy.hardlink_to(model) if model.stat().st_dev == tmp_path.stat().st_dev else shutil.copy(model, copy)
    config = tmp_path / f"{model.name}.json"
    shutil.copy(f"{model}.json", config)
    assert Piper(copy).fingerprint() == Piper(model).fingerprint() != natural.fingerprint()
    described = json.loads(config.read_text("utf-8"))
    described["inference"]["length_scale"] = 1.3
    config.write_text(json.dumps(described), "utf-8")
    assert Piper(copy).fingerprint() != Piper(model).fingerprint()


def test_the_packaged_model_is_the_known_one(model: Path) -> None:
    """What the package index delivered is, to the byte, what the program was made with."""
    assert packaged_model_is_genuine()
    assert read_model(model).language == "en-us"


def test_what_is_wrong_with_downloads(model: Path, tmp_path: Path) -> None:
    """Models that cannot be used are listed with a sentence each, and no other file is taken for a model."""
    for name in ("alone.onnx", "bad.onnx", "list.onnx", "._bad.onnx", "notes.txt"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "bad.onnx.json").write_text("{", "utf-8")
    (tmp_path / "list.onnx.json").write_text("[1]", "utf-8")
    assert {found.path.name: found.problem for found in find_models(tmp_path)} == {
        "alone.onnx": "alone.onnx lacks its configuration: download alone.onnx.json to the same folder.",
        "bad.onnx": f"{tmp_path / 'bad.onnx.json'} is damaged or not a Piper voice. Download it again.",
        "list.onnx": f"{tmp_path / 'list.onnx.json'} is damaged or not a Piper voice. Download it again.",
    }
    assert find_models(tmp_path / "nowhere") == []


@pytest.mark.parametrize("keep", [0, 1_000, 1_000_000])
def test_a_damaged_model(model: Path, tmp_path: Path, keep: int) -> None:
    """A model cut short is an error in one sentence when it is to speak."""
    broken = tmp_path / "broken.onnx"
    with model.open("rb") as file:
        broken.write_bytes(file.read(keep))
    shutil.copy(f"{model}.json", tmp_path / "broken.onnx.json")
    with pytest.raises(VoiceError) as error, Piper(broken) as voice:
        voice.speak("Hold.", 1.0)
    assert str(error.value) == f"{broken} is damaged or not a Piper voice. Download it again."
