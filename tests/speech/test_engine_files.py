"""The files of an engine."""

from __future__ import annotations

import hashlib
import threading
from importlib import metadata
from pathlib import Path

import pytest

from coach.errors import VoiceError
from coach.speech.engine_files import Loaded, sampled, sha256, version


@pytest.mark.parametrize("package", ["numpy", "pytest", "markdown-it-py", "PyYAML", "typing-extensions"])
def test_a_version_is_the_one_of_the_metadata(package: str) -> None:
    """The version is that which Python's own reader of metadata tells."""
    try:
        told = metadata.version(package)
    except metadata.PackageNotFoundError:
        told = "unknown"
    assert version(package) == told


def test_an_unknown_package_has_no_version() -> None:
    """A package that is not installed has the version `unknown`, even if another one's name begins alike."""
    assert version("nump") == "unknown"


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    """A checksum is that of the file as it is now; a file that is gone is an error in words."""
    model = tmp_path / "model.onnx"
    for content in (b"one", b"three", b"one"):
        model.write_bytes(content)
        assert sha256(model) == hashlib.sha256(content).hexdigest()
    first = sampled(model)
    model.write_bytes(b"two")
    assert sampled(model) != first
    model.unlink()
    for read in (sha256, sampled):
        with pytest.raises(VoiceError, match="cannot be read"):
            read(model)


def test_an_engine_is_loaded_once() -> None:
    """Several voices that need an engine at the same time load it once; one that fails is tried again."""
    engine: Loaded[str] = Loaded()
    begun, loads = threading.Barrier(4), list[int]()

    def load() -> str:
        loads.append(1)
        if len(loads) == 1:
            raise VoiceError("Not yet.")
        return "engine"

    with pytest.raises(VoiceError, match=r"Not yet\."):
        engine.get(load)

    def use() -> None:
        begun.wait(60)
        assert engine.get(load) == "engine"

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(loads) == 2
