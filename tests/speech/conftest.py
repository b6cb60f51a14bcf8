"""Real voices, each started once for all tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coach.speech.piper import Piper, packaged_model
from coach.speech.system import System, SystemVoice, Worker, list_system_voices
from tests.conftest import require

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def model() -> Path:
    """The packaged model."""
    path = packaged_model()
    require(path is not None, "the packaged natural voice is not installed")
    assert path is not None
    return path


@pytest.fixture(scope="session")
def natural(model: Path) -> Iterator[Piper]:
    """The packaged voice, saying the same words the same way each time."""
    with Piper(model, noise=False) as voice:
        yield voice


@pytest.fixture(scope="session")
def system_voice() -> SystemVoice:
    """An English voice of the computer's."""
    worker = Worker()
    voices = list_system_voices(worker)
    worker.close()
    english = [voice for voice in voices if voice.language.startswith("en")]
    require(english, "the computer has no English voice")
    return next((voice for voice in english if voice.name == "system:en-us"), english[0])


@pytest.fixture(scope="session")
def system(system_voice: SystemVoice) -> Iterator[System]:
    """The computer's voice, in its own process."""
    with System(system_voice) as voice:
        yield voice
