"""Playing through a program of the system, fed by a pipe, if no library can be installed."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import threading
from typing import IO, TYPE_CHECKING, ClassVar

from coach.errors import NoDevice
from coach.output.players.device import Device, pick
from coach.output.players.player import Player
from coach.output.players.sound_servers import alsa, pipewire, pulse
from coach.units import SAMPLE_RATE, SAMPLES_PER_MS, samples

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.output.players.player import Read

BUFFER = 100
"""The program's buffer in milliseconds."""
BLOCK = 20
"""Milliseconds read at a time."""

_PIPE = 4096
"""Bytes in the pipe, if the system allows to set it: what is in the pipe is heard even after a pause."""
_OTHER_PIPE = 65536
_STARTS = 5.0
"""Seconds after which a program that accepts no sound has failed."""
_PROBE = 1.5
_END = 2.0


class PipePlayer(Player):
    """Writes the sound to another program. Each subclass is a table of arguments, named after its program."""

    latency = 4 * BUFFER
    chooses_device = True

    _arguments: ClassVar[tuple[str, ...]]
    """`{channels}` is replaced by the number of channels."""
    _target: ClassVar[str]
    """The argument before a device."""
    _devices: ClassVar[Callable[[], list[Device]]]

    def __init__(self) -> None:
        self._device: str | None = None
        self._closing = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None

    @property
    def process(self) -> int | None:
        """The process id of the program while it runs."""
        return self._process.pid if self._process is not None else None

    @classmethod
    def is_available(cls) -> bool:
        """Whether the program is installed."""
        return shutil.which(cls.name) is not None

    @classmethod
    def works(cls) -> bool:
        """Whether the program finds a device: it is given an empty sound."""
        try:
            done = subprocess.run(
                cls._command(1, None), stdin=subprocess.DEVNULL, capture_output=True, timeout=_PROBE, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0

    def play_on(self, device: str) -> None:
        """Play on the device with `device` in its name. Raises PlayerError, NoDevice."""
        self._device = pick(device, type(self)._devices()).id

    def open(self, read: Read, channels: int = 1) -> None:
        """Begin to play. Raises NoDevice."""
        nothing = f"There is no sound device on this machine that {self.name} can play on."
        try:
            process = subprocess.Popen(
                self._command(channels, self._device),
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, bufsize=0,
                start_new_session=True,  # Ctrl-C is for Coach, which then ends the sound itself
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            raise NoDevice(nothing) from error
        pipe = process.stdin
        assert pipe is not None
        capacity = _shrunk(pipe)
        self.latency = 2 * BUFFER + BLOCK + capacity // (2 * channels * SAMPLES_PER_MS)
        taken = threading.Event()

        def play() -> None:
            # More silence than fits in the pipe: once it is written, the program accepts sound. If it never does,
            # nothing of the stream is lost.
            flows = _put(pipe, bytes(capacity + 2 * channels * samples(BLOCK)))
            if flows:
                taken.set()
            while flows and not self._closing.is_set():
                flows = _put(pipe, read(samples(BLOCK)).tobytes())
            self.lost = not self._closing.is_set()
            taken.set()

        self._process = process
        self._thread = threading.Thread(target=play, name=self.name, daemon=True)
        self._thread.start()
        if not taken.wait(_STARTS) or self.lost:
            self.close()
            raise NoDevice(nothing)

    def close(self) -> None:
        """Stop, and close the device."""
        self._closing.set()
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()  # it has nothing to clean up, and would otherwise play to the end first
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_END)
        if self._thread is not None:
            self._thread.join(_END)  # the stream may be busy
        if process.stdin is not None:
            process.stdin.close()

    @classmethod
    def _command(cls, channels: int, device: str | None) -> list[str]:
        arguments = [argument.format(channels=channels) for argument in cls._arguments]
        target = [cls._target.format(device=device)] if device else []
        return [cls.name, *target, *arguments]


class PwCatPlayer(PipePlayer):
    """PipeWire's own program."""

    name = "pw-cat"
    install = "it comes with PipeWire, on Debian in the package pipewire-bin"
    _arguments = (
        "--playback", f"--rate={SAMPLE_RATE}", "--format=s16", "--channels={channels}", f"--latency={BUFFER}ms", "-",
    )  # fmt: skip
    _target = "--target={device}"
    _devices = staticmethod(lambda: pipewire() or pulse())

    @classmethod
    def _command(cls, channels: int, device: str | None) -> list[str]:
        command = super()._command(channels, device)
        # Since PipeWire 1.4, standard input is read as a file with a header unless `--raw` is given; before, there was
        # no such option.
        usage = subprocess.run([cls.name, "--help"], capture_output=True, text=True, timeout=_PROBE, check=False).stdout
        return [*command[:-1], "--raw", "-"] if "--raw" in usage else command


class PaplayPlayer(PipePlayer):
    """PulseAudio's own program; it works with PipeWire too."""

    name = "paplay"
    install = "it comes with PulseAudio, on Debian in the package pulseaudio-utils"
    _arguments = (
        "--raw", f"--rate={SAMPLE_RATE}", "--format=s16le", "--channels={channels}", f"--latency-msec={BUFFER}",
        "--client-name=Coach", "--stream-name=Coach",
    )  # fmt: skip
    _target = "--device={device}"
    _devices = staticmethod(pulse)


class AplayPlayer(PipePlayer):
    """ALSA's own program: it needs no sound server."""

    name = "aplay"
    install = "it comes with ALSA, on Debian in the package alsa-utils"
    _arguments = (
        "-q", "-t", "raw", "-r", f"{SAMPLE_RATE}", "-f", "S16_LE", "-c", "{channels}",
        f"--buffer-time={BUFFER}000", "-",
    )  # fmt: skip
    _target = "--device={device}"
    _devices = staticmethod(alsa)


def _shrunk(pipe: IO[bytes]) -> int:
    """Make a pipe small, if possible; returns its size in bytes."""
    try:
        from fcntl import F_SETPIPE_SZ, fcntl

        return fcntl(pipe, F_SETPIPE_SZ, _PIPE)  # a page of memory at least, which may be more
    except (ImportError, OSError):
        return _OTHER_PIPE


def _put(pipe: IO[bytes], sound: bytes) -> bool:
    """Write all of `sound`; False if nothing reads the pipe any longer."""
    rest = memoryview(sound)
    try:
        while rest:
            rest = rest[pipe.write(rest) :]
    except (OSError, ValueError):  # the program has ended, or the pipe was closed while the stream was slow
        return False
    return True
