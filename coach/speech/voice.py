"""The contract every voice keeps, and the raw speech it returns."""

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
    """What an engine said, as it said it."""

    samples: NDArray[np.int16]
    """Mono, shape (frames,)."""
    sample_rate: int


class Voice(Protocol):
    """One voice of one engine. Cheap to create; the engine is loaded when it first speaks."""

    name: str
    """How a person picks it: `piper:en_US-joe-medium`, `system:en-us`."""

    engine: str
    """Who speaks: `hibari`, `piper`, `system`. Each is written to in its own way, so the lexicon asks for it."""

    language: str
    """BCP 47, lower case: `en-us`."""

    def fingerprint(self) -> str:
        """A text that changes whenever the same words would sound otherwise: engine, version, voice content."""
        ...

    def speak(self, words: str, speed: float) -> Speech:
        """Say `words`, 1.0 being the voice's own speed, 0.5 half as fast. Not thread-safe. Raises VoiceError."""
        ...

    def unsure(self, words: Sequence[str]) -> list[str]:  # noqa: ARG002 - it is for voices that know better
        """Those of single `words`, as written, that it can only guess at. None unless a voice knows better.

        A voice of another package need not have this.
        """
        return []

    def twin(self) -> Voice | None:
        """Another one that speaks the same, to speak beside this one in a thread of its own; None where there is none.

        A voice of another package need not have this.
        """
        return None

    def close(self) -> None:
        """Give back what the engine holds; the voice may speak again afterwards."""
        ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def sayable(words: str) -> str:
    """`words` on one line, as engines want them. Raises VoiceError where there is nothing to say."""
    if not any(char.isalnum() for char in words):
        raise VoiceError(f"There is nothing to say in '{words}'.")
    return " ".join(words.split())
