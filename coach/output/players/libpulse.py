"""The calls of PulseAudio's library that are needed to play; PipeWire implements them too."""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import sys
import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from coach.errors import NoDevice
from coach.units import SAMPLE_RATE, SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_S16LE = 3
_MICROSECOND = 1_000_000
_CONTEXT_READY, _STREAM_READY = 4, 2
_CONTEXT_GONE, _STREAM_GONE = 5, 3
"""From this state on there is none any more."""
_NO_SPAWN = 1
_EARLY_REQUESTS = 0x4000
"""The device has a short buffer; the long one is in the server, and can be rewritten."""
_PREBUFFER = 20
"""Milliseconds without which the server does not begin to play."""
_PROBE = 1.5
_TICK = 0.005
_NOTICE = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)
_EVENT = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_void_p)


class _SampleSpec(ctypes.Structure):
    _fields_ = (("format", ctypes.c_int), ("rate", ctypes.c_uint32), ("channels", ctypes.c_uint8))


class _BufferAttr(ctypes.Structure):
    _fields_ = tuple(
        (name, ctypes.c_uint32) for name in ("maxlength", "tlength", "prebuf", "minreq", "fragsize")
    )  # fmt: skip


class _TimingInfo(ctypes.Structure):
    _fields_ = (
        ("seconds", ctypes.c_long), ("microseconds", ctypes.c_long), ("synchronized_clocks", ctypes.c_int),
        ("sink_usec", ctypes.c_uint64), ("source_usec", ctypes.c_uint64), ("transport_usec", ctypes.c_uint64),
        ("playing", ctypes.c_int), ("write_index_corrupt", ctypes.c_int), ("write_index", ctypes.c_int64),
        ("read_index_corrupt", ctypes.c_int), ("read_index", ctypes.c_int64),
        ("configured_sink_usec", ctypes.c_uint64), ("configured_source_usec", ctypes.c_uint64),
        ("since_underrun", ctypes.c_int64),
    )  # fmt: skip


@lru_cache(maxsize=1)
def library() -> Any:
    """The library, or None if it is not installed."""
    if sys.platform != "linux":
        return None
    try:
        pulse = ctypes.CDLL("libpulse.so.0")
    except OSError:
        return None
    for name in (
        "pa_threaded_mainloop_new", "pa_threaded_mainloop_get_api", "pa_proplist_new", "pa_context_new_with_proplist",
        "pa_stream_new_with_proplist", "pa_stream_get_timing_info", "pa_stream_update_timing_info", "pa_stream_flush",
        "pa_stream_cork",
    ):  # fmt: skip
        getattr(pulse, name).restype = ctypes.c_void_p
    pulse.pa_stream_write.argtypes = [
        ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int,
    ]  # fmt: skip
    return pulse


class PulseStream:
    """A stream to the sound server, with a long buffer that can be rewritten. For one thread."""

    def __init__(self, device: str | None, channels: int, buffer: int, on_hold: Callable[[bool], None]) -> None:
        """`buffer` in milliseconds. `on_hold` is called with True when the server asks for silence, such as for a call,
        and with False afterwards, in a thread of the library. Raises NoDevice.
        """
        self.frame = 2 * channels
        self.is_moved = False
        """Whether the server has moved it to another device, since this was last set to False."""
        self._pulse = pulse = library()
        self._written = 0
        self._loop = ctypes.c_void_p(pulse.pa_threaded_mainloop_new())
        self._context: ctypes.c_void_p | None = None
        self._stream: ctypes.c_void_p | None = None
        if pulse.pa_threaded_mainloop_start(self._loop) < 0:
            raise NoDevice("The sound server's library does not start.")
        try:
            self._connect()
            self._open(device, channels, buffer, on_hold)
        except BaseException:
            self.close()
            raise

    @property
    def is_lost(self) -> bool:
        """Whether the server or the device is lost."""
        with self._locked():
            return bool(
                self._pulse.pa_context_get_state(self._context) >= _CONTEXT_GONE
                or self._pulse.pa_stream_get_state(self._stream) >= _STREAM_GONE
            )

    def write(self, sound: bytes, back: int = 0) -> bool:
        """Append samples, or replace the last `back` frames by them; returns whether the server accepted them."""
        offset = -back * self.frame
        with self._locked():
            failed = self._pulse.pa_stream_write(self._stream, sound, len(sound), None, offset, 0)
        self._written += offset + len(sound)
        return not failed

    def ask(self) -> None:
        """Ask where it is; `heard` knows soon."""
        with self._locked():
            self._forget(self._pulse.pa_stream_update_timing_info(self._stream, None, None))

    def heard(self) -> tuple[float, int] | None:
        """When it was known last where it is, in seconds of `time.perf_counter`, and how many frames of what was
        written were not heard then; None while it does not play.

        If the server has nothing left to play, all it had counts as heard: it waits for more.
        """
        with self._locked():
            pointer = self._pulse.pa_stream_get_timing_info(self._stream)
            if not pointer:
                return None
            timing = ctypes.cast(pointer, ctypes.POINTER(_TimingInfo)).contents
            dry = timing.read_index > 0 and self._written - timing.read_index < self._bytes(_PREBUFFER)
            if not (timing.playing or dry) or timing.read_index_corrupt:
                return None
            ago = time.time() - timing.seconds - timing.microseconds / _MICROSECOND
            ear = timing.read_index / self.frame
            if timing.playing:
                ear -= timing.sink_usec * SAMPLE_RATE / _MICROSECOND
        return time.perf_counter() - ago, round(self._written / self.frame - ear)

    def hold(self, still: bool) -> None:
        """Pause, keeping what was written, or resume."""
        with self._locked():
            self._forget(self._pulse.pa_stream_cork(self._stream, int(still), None, None))

    def close(self) -> None:
        """Close the device and the connection to the server."""
        with self._locked():
            if self._stream:
                self._pulse.pa_stream_disconnect(self._stream)
                self._pulse.pa_stream_unref(self._stream)
            if self._context:
                self._pulse.pa_context_disconnect(self._context)
                self._pulse.pa_context_unref(self._context)
        self._pulse.pa_threaded_mainloop_stop(self._loop)
        self._pulse.pa_threaded_mainloop_free(self._loop)
        self._stream = self._context = None

    def _connect(self) -> None:
        pulse = self._pulse
        with self._locked():
            api = ctypes.c_void_p(pulse.pa_threaded_mainloop_get_api(self._loop))
            with self._properties({b"application.name": b"Coach"}) as properties:
                self._context = ctypes.c_void_p(pulse.pa_context_new_with_proplist(api, b"Coach", properties))
            failed = pulse.pa_context_connect(self._context, None, _NO_SPAWN, None) < 0
        if failed or not self._reaches(pulse.pa_context_get_state, self._context, _CONTEXT_READY):
            raise NoDevice("No sound server answers on this machine.")

    def _open(self, device: str | None, channels: int, buffer: int, on_hold: Callable[[bool], None]) -> None:
        pulse = self._pulse
        size = self._bytes(buffer)
        spec = _SampleSpec(_S16LE, SAMPLE_RATE, channels)
        attributes = _BufferAttr(2 * size, size, self._bytes(_PREBUFFER), self._bytes(min(50, buffer // 2)), 2**32 - 1)

        def tell(_stream: object, name: bytes, _properties: object, _data: object) -> None:
            if name in (b"request-cork", b"request-uncork"):
                on_hold(name == b"request-cork")

        def move(_stream: object, _data: object) -> None:
            self.is_moved = True

        # Kept alive as long as the library may call them.
        self._on_event, self._on_move = _EVENT(tell), _NOTICE(move)
        with self._locked():
            # With the role of music, the server may hold the stream during a call.
            with self._properties({b"media.role": b"music", b"media.name": b"Coach"}) as properties:
                self._stream = ctypes.c_void_p(
                    pulse.pa_stream_new_with_proplist(self._context, b"Coach", ctypes.byref(spec), None, properties)
                )
            pulse.pa_stream_set_event_callback(self._stream, self._on_event, None)
            pulse.pa_stream_set_moved_callback(self._stream, self._on_move, None)
            failed = pulse.pa_stream_connect_playback(
                self._stream, device.encode() if device else None, ctypes.byref(attributes), _EARLY_REQUESTS, None, None
            )
        if failed or not self._reaches(pulse.pa_stream_get_state, self._stream, _STREAM_READY):
            raise NoDevice("The sound server has no device that can be played on.")

    def _bytes(self, milliseconds: int) -> int:
        return milliseconds * SAMPLE_RATE // SECOND * self.frame

    def _reaches(self, state: Any, what: Any, wanted: int) -> bool:
        """Wait for a state; returns whether it is reached in time."""
        deadline = time.monotonic() + _PROBE
        while time.monotonic() < deadline:
            with self._locked():
                now = state(what)
            if now >= wanted:
                return bool(now == wanted)
            time.sleep(_TICK)
        return False

    @contextlib.contextmanager
    def _properties(self, values: dict[bytes, bytes]) -> Iterator[ctypes.c_void_p]:
        properties = ctypes.c_void_p(self._pulse.pa_proplist_new())
        for key, value in values.items():
            self._pulse.pa_proplist_sets(properties, key, value)
        yield properties
        self._pulse.pa_proplist_free(properties)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        self._pulse.pa_threaded_mainloop_lock(self._loop)
        try:
            yield
        finally:
            self._pulse.pa_threaded_mainloop_unlock(self._loop)

    def _forget(self, operation: int | None) -> None:
        if operation:
            self._pulse.pa_operation_unref(ctypes.c_void_p(operation))
