"""Natural voices: hibari, a small neural engine for English, and its models."""

from __future__ import annotations

import contextlib
import functools
import json
import threading
from dataclasses import dataclass
from importlib import util
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.errors import VoiceError
from coach.extras import install_extra
from coach.script.spoken_form import is_english
from coach.speech.engine_files import Loaded, cause, sha256, version
from coach.speech.voice import Speech, Voice, sayable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hibari import Hibari as Engine
    from numpy.typing import NDArray

VERSION = "0.2.1"
"""The version that this program was tested with."""
INSTALL = install_extra("natural")
"""The command that installs the engine and its packaged voice (the extra `natural`) for this Python."""

PACKAGED = "heart"
"""The voice packaged with the engine."""
PACKAGED_SHA256 = "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8"
"""The checksum of its model in that version."""

LICENCE = "Apache-2.0"

FOLDER = "hibari"
"""The subfolder for downloaded voices: separate, because Piper's models end in .onnx too."""

_GUESSED = 2
"""The engine's rating of a pronunciation that is not from its dictionary."""
_SEED = 0
_SENTENCE_PAUSE = 650
"""Milliseconds between sentences. The engine's own silence around each sentence grows at slow speeds, so it is cut."""
_MARGIN = 40
"""Milliseconds of that silence kept around the words."""
_QUIET = 10 ** (-50 / 20)
"""A fraction of the loudest sample; softer sound is before or after the words."""
_SLOWEST, _FASTEST = 0.3, 2.0
"""The range of speeds at which the engine is intelligible."""


@dataclass(frozen=True, slots=True)
class HibariModel:
    """One of hibari's voices, as its own list describes it."""

    short: str
    """The engine's name for it: `heart`."""
    language: str
    """BCP 47, lower case."""
    sex: str
    """`female`, `male`, or empty."""
    path: Path
    """The path of its model, which may not be installed yet."""
    sha256: str
    """The model's checksum, in hexadecimal."""
    bytes: int
    """The model's size."""

    @property
    def name(self) -> str:
        """Its full name: `hibari:heart`."""
        return f"hibari:{self.short}"

    @property
    def here(self) -> bool:
        """Whether its model is on this machine."""
        return self.path.is_file()


class Hibari(Voice):
    """One of hibari's voices. The engine is loaded when it first speaks, which takes about 0.4 s."""

    engine = "hibari"

    def __init__(self, model: HibariModel) -> None:
        self.name, self.language = model.name, model.language
        self._model = model
        self._loaded: Loaded[Engine] = Loaded()
        self._fingerprint: str | None = None

    def fingerprint(self) -> str:
        """Engine, version, model, seed and pause. Raises VoiceError if the model is damaged."""
        if self._fingerprint is None:
            content = checked(self._model)
            self._fingerprint = f"hibari {version('hibari-tts')} {content[:32]} seed {_SEED} pause {_SENTENCE_PAUSE}"
        return self._fingerprint

    def speak(self, words: str, speed: float) -> Speech:
        """Speak `words`; the same words at the same speed always give the same sound."""
        words = sayable(words)
        engine = self._loaded.get(self._load)
        try:
            said = list(engine.stream(words, speed=min(max(speed, _SLOWEST), _FASTEST), seed=_SEED))
        except Exception as error:  # the engine and its runtime may raise anything
            raise VoiceError(f"{self.name} could not say '{shorten(words, 60)}' ({cause(error)}).") from error
        sentences = [_bare(sentence, engine.sample_rate) for sentence in said if np.any(sentence)]
        if not sentences:
            raise VoiceError(f"{self.name} finds nothing to say in '{shorten(words, 60)}'.")
        pause = np.zeros(engine.sample_rate * _SENTENCE_PAUSE // 1000, np.float32)
        joined = np.concatenate([part for sentence in sentences for part in (pause, sentence)][1:])
        return Speech(np.rint(np.clip(joined, -1, 1) * 32767).astype(np.int16), engine.sample_rate)

    def unsure(self, words: Sequence[str]) -> list[str]:
        """Words that its dictionary lacks, so that it guesses their pronunciation."""
        return not_listed(words, self.language)

    def twin(self) -> Hibari:
        """Another of the same, with the same engine: it may be used by several threads."""
        twin = Hibari(self._model)
        twin._loaded = self._loaded
        return twin

    def close(self) -> None:
        """Release the model's memory, once no twin uses it."""
        self._loaded = Loaded()

    def _load(self) -> Engine:
        try:
            from hibari import Hibari as Engine
        except ImportError as error:
            raise VoiceError(f"{self.name} needs the hibari engine ({cause(error)}). Install it: {INSTALL}") from error
        british = self._model.language == "en-gb"
        try:
            # The model is read without Python's lock, so the dictionary, which takes longest, is read meanwhile.
            reading = threading.Thread(target=_read_dictionary, args=(british,), name="dictionary", daemon=True)
            reading.start()
            engine = Engine(self._model.short, str(self._model.path), g2p=lambda text: _pronunciation(british)(text))
            reading.join()
            _pronunciation(british)  # raises what the thread could not
        except Exception as error:  # the runtime's errors have no common base class
            raise VoiceError(f"{self.name} cannot be loaded ({cause(error)}). {_again(self._model)}") from error
        return engine


def is_available() -> bool:
    """Whether the engine is installed, without loading it."""
    return all(util.find_spec(package) is not None for package in ("hibari", "onnxruntime"))


def not_listed(words: Sequence[str], language: str) -> list[str]:
    """Those of the single English words that hibari's dictionary lacks; none if it is not installed.

    It is the only list of English words in the program, so it serves other engines too.
    """
    if not (is_available() and is_english(language)):
        return []
    reader = _pronunciation(language == "en-gb")
    tokens = ((word, reader.phonemize_tokens(reader.tokenize(word))) for word in words)
    return [word for word, found in tokens if any(token.rating == _GUESSED for token in found)]


def list_models(folder: Path) -> list[HibariModel]:
    """The engine's voices, the packaged one first; `folder` is the voices folder. Empty if it is not installed.

    Raises VoiceError if the installation is damaged.
    """
    if not is_available():
        return []
    spec = util.find_spec("hibari")
    assets = Path(next(iter(spec.submodule_search_locations or ()), "") if spec else "") / "assets"
    try:  # its list is read as a file, because importing the engine takes 0.1 s
        listed: dict[str, dict[str, Any]] = json.loads((assets / "voices.json").read_text("utf-8"))
        models = [_model(name, about, assets, folder / FOLDER) for name, about in listed.items()]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise VoiceError(f"The hibari engine is damaged ({cause(error)}). Install it again: {_REINSTALL}") from error
    return sorted(models, key=lambda model: model.short != PACKAGED)


def checked(model: HibariModel) -> str:
    """The checksum of a voice's model, in hexadecimal. Raises VoiceError if it is wrong."""
    found = sha256(model.path)
    if found != model.sha256:
        raise VoiceError(f"The model of {model.name} is damaged: its checksum is wrong. {_again(model)}")
    return found


_REINSTALL = install_extra("natural", again=True)


def _model(name: str, about: dict[str, Any], assets: Path, downloads: Path) -> HibariModel:
    packaged = name == PACKAGED
    # The engine's own list could be damaged together with its model. For the tested version, the checksum above is
    # used.
    known = packaged and version("hibari-tts") == VERSION
    return HibariModel(
        name,
        str(about["language"]).lower(),
        str(about.get("gender", "")),
        (assets if packaged else downloads) / str(about["file"]),
        PACKAGED_SHA256 if known else str(about["sha256"]),
        int(about["bytes"]),
    )


def _again(model: HibariModel) -> str:
    """How to reinstall a damaged voice, as a sentence."""
    return (
        f"Install it again: {_REINSTALL}"
        if model.short == PACKAGED
        else f"Fetch it again: coach voices add {model.name}"
    )


@functools.lru_cache(maxsize=2)
def _pronunciation(british: bool) -> Any:
    """The converter from words to phonemes, shared by all American and all British voices: most of the loading time."""
    from hibari.g2p import G2P

    return G2P(british=british)


def _read_dictionary(british: bool) -> None:
    with contextlib.suppress(Exception):  # raised when it is needed
        _pronunciation(british)


def _bare(sentence: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """A sentence with little silence around it."""
    heard = np.flatnonzero(np.abs(sentence) > np.abs(sentence).max() * _QUIET)
    margin = rate * _MARGIN // 1000
    return sentence[max(heard[0] - margin, 0) : heard[-1] + margin]
