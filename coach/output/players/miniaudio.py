"""Playing through miniaudio: one continuous stream, pulled by the sound device."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

from coach.errors import NoDevice
from coach.extras import install_command
from coach.output.players.device import Device, is_bluetooth_name, pick
from coach.output.players.player import Player, muted_stderr
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Generator

    from coach.output.players.player import Read

BUFFER = 50
"""The device buffer in milliseconds: measured to play without drop-outs while a voice is synthesised."""


class MiniaudioPlayer(Player):
    """The default player."""

    name = "miniaudio"
    latency = 4 * BUFFER
    chooses_device = True
    install = install_command("miniaudio")

    def __init__(self) -> None:
        self._device: Any = None
        self._chosen: Any = None

    @staticmethod
    def is_available() -> bool:
        """Whether miniaudio is installed."""
        return importlib.util.find_spec("miniaudio") is not None

    def play_on(self, device: str) -> None:
        """Play on the device with `device` in its name. Raises PlayerError, NoDevice."""
        found = playbacks()
        chosen = pick(device, [known for known, _ in found])
        self._chosen = next(id_ for known, id_ in found if known == chosen)

    def open(self, read: Read, channels: int = 1) -> None:
        """Begin to play. Raises NoDevice."""
        import miniaudio

        # In two steps, because a device that fails to open keeps one of the sound server's 64 connections.
        device = miniaudio.PlaybackDevice.__new__(miniaudio.PlaybackDevice)
        try:
            with muted_stderr():
                device.__init__(
                    output_format=miniaudio.SampleFormat.SIGNED16,
                    nchannels=channels,
                    sample_rate=SAMPLE_RATE,
                    buffersize_msec=BUFFER,
                    device_id=self._chosen,
                    app_name="Coach",
                )
            # Without any sound library on the machine, miniaudio plays to a null device silently.
            is_void = device.backend == "Null"
            if not is_void:
                pull = _pull(read)
                next(pull)
                device.start(pull)
        except miniaudio.MiniaudioError as error:
            _close(device)
            raise NoDevice("There is no sound device on this machine that can be opened.") from error
        if is_void:
            _close(device)
            raise NoDevice("There is no sound device on this machine.")
        self._device = device

    def close(self) -> None:
        """Stop, and close the device."""
        device, self._device = self._device, None
        if device is not None:
            _close(device)


def playbacks() -> list[tuple[Device, Any]]:
    """The devices that miniaudio finds, each with its id; none if there is only the null device."""
    import miniaudio

    try:
        with muted_stderr():
            finder = miniaudio.Devices()
            if finder.backend == "Null":
                return []
            return list(_found(finder))
    except miniaudio.MiniaudioError:
        return []


def _found(finder: Any) -> Generator[tuple[Device, Any], None, None]:
    from miniaudio import ffi, lib

    # Its own get_playbacks() opens every device to see what it can do, and fails when one is busy.
    infos, count = ffi.new("ma_device_info**"), ffi.new("ma_uint32*")
    if lib.ma_context_get_devices(finder._context, infos, count, ffi.NULL, ffi.NULL) != lib.MA_SUCCESS:
        return
    for number in range(count[0]):
        info = infos[0][number]
        name = ffi.string(info.name).decode(errors="replace")
        id_ = ffi.new("ma_device_id *", info.id)
        known = ""
        if finder.backend in ("PulseAudio", "ALSA"):  # there the id is text
            known = bytes(ffi.buffer(id_)).partition(b"\0")[0].decode(errors="replace")
        yield (
            Device(name, known, bool(info.isDefault), is_bluetooth_name(known) or is_bluetooth_name(name) or None),
            id_,
        )


def _close(device: Any) -> None:
    """Close a device and its connection to the sound server, which miniaudio leaves open."""
    from miniaudio import lib

    if hasattr(device, "_device"):
        device.close()
    if (context := device.__dict__.pop("_context", None)) is not None:
        lib.ma_context_uninit(context)


def _pull(read: Read) -> Generator[bytes | memoryview, int, None]:
    count = yield b""
    while True:
        count = yield read(count).tobytes()
