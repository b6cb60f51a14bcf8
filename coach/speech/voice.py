"""The contract of a voice, and the raw speech it returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from coach.errors import VoiceError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self

    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Speech:
    """Raw speech from an engine."""

    samples: NDArray[np.int16]
    """Mono, shape (frames,)."""
    sample_rate: int


class Voice(Protocol):
    """One voice of one engine. Cheap to create; the engine is loaded when it first speaks."""

    name: str
    """How a person picks it: `piper:en_US-joe-medium`, `system:en-us`."""

    engine: str
    """`hibari`, `piper` or `system`. Pronunciations are written differently for each."""

    language: str
    """BCP 47, lower case: `en-us`."""

    def fingerprint(self) -> str:
        """A text that changes whenever the same words would sound different: engine, version, voice content."""
        ...

    def speak(self, words: str, speed: float) -> Speech:
        """Speak `words`; 1.0 is the voice's own speed, 0.5 half as fast. Not thread-safe. Raises VoiceError."""
        ...

    def unsure(self, words: Sequence[str]) -> list[str]:  # noqa: ARG002 - it is for voices that know better
        """Those of the single `words`, as written, whose pronunciation it guesses. By default none.

        A voice of another package does not need this.
        """
        return []

    def twin(self) -> Voice | None:
        """Another one that speaks the same, to speak beside this one in a thread of its own; None where there is none.

        A voice of another package does not need this.
        """
        return None

    def close(self) -> None:
        """Release the engine's resources; the voice may speak again afterwards."""
        ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def sayable(words: str) -> str:
    """`words` on one line, for an engine. Raises VoiceError if there is nothing to say."""
    if not any(char.isalnum() for char in words):
        raise VoiceError(f"There is nothing to say in '{words}'.")
    return " ".join(words.split())
