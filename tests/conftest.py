"""What all tests share."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import hypothesis
import numpy as np
import pytest
from numpy.typing import NDArray

from coach.speech.piper import Piper, packaged_model
from coach.speech.system import System, SystemVoice, Worker, list_system_voices
from tests.object_server import ObjectServer, object_server
from tests.starter import Starter

ROOT = Path(__file__).parent.parent

# A runner in the background may ignore Ctrl-C, and hand that down; what is tested here is a person's.
signal.signal(signal.SIGINT, signal.default_int_handler)
# How fast an example is says nothing of whether it is right.
hypothesis.settings.register_profile("coach", deadline=None)
hypothesis.settings.load_profile("coach")
for name in [name for name in os.environ if name.startswith("COACH_")]:
    del os.environ[name]  # a setting of whoever runs the tests is not one of the tests


def require(condition: object, reason: str) -> None:
    """Skip the test where something is not installed; on the build machine, where all must be, fail it."""
    if condition:
        return
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    code: int
    out: str
    err: str


Coach = Callable[..., Outcome]


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One audio cache for all tests of this process, so that the real voice says each line once."""
    return tmp_path_factory.mktemp("audio_cache")


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starter | None]:
    """Starts commands without the wait for libraries, where the system can do that."""
    if not Starter.is_available():
        yield None
        return
    with Starter(tmp_path_factory.mktemp("starter")) as starter:
        yield starter


@pytest.fixture
def coach(tmp_path: Path, shared_cache: Path, starter: Starter | None) -> Coach:
    """Runs the command `coach` as a person would, in an empty folder and home of its own."""

    def run(*arguments: str | Path, env: dict[str, str] | None = None, timeout: float = 240) -> Outcome:
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        environ = {
            "PATH": os.environ["PATH"], "HOME": str(home), "USERPROFILE": str(home),
            "COACH_CACHE_DIR": str(shared_cache), "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8",
        } | (env or {})  # fmt: skip
        if starter is not None:
            return Outcome(*starter.run([*map(str, arguments)], tmp_path, environ, timeout))
        done = subprocess.run(
            [sys.executable, "-m", "coach", *map(str, arguments)],
            cwd=tmp_path, env=environ, capture_output=True, text=True, encoding="utf-8", timeout=timeout,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        return Outcome(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def script(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a script and gives its path."""

    def write(text: str, name: str = "x.md") -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


@dataclass(frozen=True)
class SoundServer:
    """A real sound server whose loudspeaker is a void that can be listened to."""

    address: str
    folder: Path

    @property
    def env(self) -> dict[str, str]:
        """What a program needs to play to it."""
        return {"PULSE_SERVER": self.address, "ALSA_CONFIG_PATH": str(self.folder / "asound.conf")}

    def record(self, target: Path) -> subprocess.Popen[bytes]:
        """Begin to write what is heard to `target`, as 48 kHz stereo 16-bit samples."""
        command = ["parec", "-d", "ci.monitor", "--format=s16le", "--rate=48000", "--channels=2", "--latency-msec=20"]
        with target.open("wb") as file:
            recording = subprocess.Popen(command, stdout=file, env={**os.environ, **self.env})
        deadline = time.monotonic() + 30
        while target.stat().st_size == 0 and time.monotonic() < deadline:
            time.sleep(0.02)
        return recording


@pytest.fixture(scope="session")
def sound_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    """PulseAudio with a null sink, for this process alone."""
    require(shutil.which("pulseaudio") and shutil.which("parec"), "PulseAudio is not installed")
    folder = tmp_path_factory.mktemp("pulse")
    (folder / "asound.conf").write_text(
        "<confdir:alsa.conf>\npcm.!default { type pulse }\nctl.!default { type pulse }\n"
    )
    socket = folder / "s"
    with subprocess.Popen(
        [
            "pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disallow-exit",
            "-L", f"module-native-protocol-unix auth-anonymous=1 socket={socket}",
            "-L", "module-null-sink sink_name=ci rate=48000 channels=2 format=s16le",
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "HOME": str(folder)},
    ) as server:  # fmt: skip
        deadline = time.monotonic() + 30
        address = f"unix:{socket}"
        while subprocess.run(
            ["pactl", "info"], env={**os.environ, "PULSE_SERVER": address}, capture_output=True, check=False
        ).returncode:
            assert time.monotonic() < deadline, "the sound server did not start"
            time.sleep(0.1)
        yield SoundServer(address, folder)
        server.kill()


def lag(heard: NDArray[np.float32], piece: NDArray[np.float32]) -> int:
    """The sample of `heard` at which `piece` fits best."""
    size = 1 << (len(heard) + len(piece)).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(piece, size)), size)
    return int(np.argmax(likeness[: len(heard)]))


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


@pytest.fixture(scope="session")
def running_object_server() -> Iterator[ObjectServer]:
    """An S3 server for this process alone."""
    require(find_spec("obstore") and find_spec("moto"), "obstore and moto are not installed")
    with object_server() as server:
        yield server


@pytest.fixture
def s3(running_object_server: ObjectServer, monkeypatch: pytest.MonkeyPatch) -> ObjectServer:
    """The S3 server, without faults, and its credentials in the environment."""
    for name, value in running_object_server.env.items():
        monkeypatch.setenv(name, value)
    running_object_server.faults()
    running_object_server.told(reset=True)
    return running_object_server
