"""Joining MP3 frames of two encoders where no decoder can tell.

Two encoders encode the same stretch of sound, one at its end, the other at its beginning. Three things must fit:

- A frame is decoded together with the second half of the one before it. So both encoders must use the same windows
there.
- The data of a frame may begin in the frames before it, in room they left: at most 255 bytes (the reservoir).
  So the data that the second encoder had put before the splice are written there, which the first must have left free.
- The sound should match. An encoder that has just started has no history, but after some dozens of frames both
usually make the same frames, and from there on the sound is that of one encoder.

ISO/IEC 13818-3, 2.4.1.7 and 2.4.3.4.10.3 of 11172-3 (side information, windows); measured with LAME 3.100.
"""

from __future__ import annotations

from coach.output.formats.info_frame import frame_bytes, side_info_bytes

SETTLED = 4
"""As many frames of both encoders in a row are the same before the splice, where there are any."""
WARM_UP = 16
"""Frames that an encoder needs to settle before the first one that is kept."""

_HEADER = 4
_CHANNEL_BITS = 63


class Run:
    """Whole frames of one encoder, one after the other."""

    def __init__(self, music: bytearray, bitrate: int, channels: int) -> None:
        """`music` may end within a frame; `bitrate` is in kbit/s."""
        self.music, self.channels = music, channels
        self.size = frame_bytes(bitrate)
        self.head = _HEADER + side_info_bytes(channels)
        self.room = self.size - self.head
        """Bytes of data in a frame."""

    def __len__(self) -> int:
        return len(self.music) // self.size

    def frames(self, start: int, end: int) -> bytearray:
        """The frames from `start` to before `end`."""
        return self.music[start * self.size : end * self.size]

    def reservoir(self, frame: int) -> int:
        """How many bytes of data before this frame belong to it."""
        return self.music[frame * self.size + _HEADER]

    def same(self, frame: int, other: Run, its: int) -> bool:
        """Whether a frame and one of another run are the same, except for where their data begin."""
        mine = self._heading(frame)
        theirs = other._heading(its)
        return mine[:_HEADER] == theirs[:_HEADER] and mine[_HEADER + 1 :] == theirs[_HEADER + 1 :]

    def _heading(self, frame: int) -> bytearray:
        """Header and side information."""
        return self.music[frame * self.size : frame * self.size + self.head]

    def windows(self, frame: int) -> tuple[int, ...]:
        """The window type of each channel: 0 long, 1 long to short, 2 short, 3 short to long."""
        bits = self._heading(frame)[_HEADER:]
        kinds = []
        for channel in range(self.channels):
            place = 8 + self.channels + _CHANNEL_BITS * channel + 38  # 1 bit: not long; 2 bits: which
            three = int.from_bytes(bits[place // 8 : place // 8 + 2], "big") >> 13 - place % 8 & 7
            kinds.append(three & 3 if three & 4 else 0)
        return tuple(kinds)

    def data(self, frame: int, count: int) -> bytes:
        """The last `count` bytes of data before a frame."""
        found = b""
        while len(found) < count:
            frame -= 1
            found = bytes(self.music[frame * self.size + self.head : (frame + 1) * self.size]) + found
        return found[len(found) - count :]

    def overwrite(self, frame: int, data: bytes) -> None:
        """Write `data` into the frames before a frame, as the last they hold."""
        while data:
            end = frame * self.size
            part = data[-self.room :]
            self.music[end - len(part) : end] = part
            data = data[: len(data) - len(part)]
            frame -= 1


def find_splice(before: Run, after: Run, lead: int, kept: int = 0) -> int | None:
    """The first frame of `after` to keep; None if it cannot follow `before` anywhere.

    `lead`: the frame of `before` at which `after` begins. `kept`: frames of `before` below this are already written.
    """
    fits, agreed = None, 0
    for frame in range(1, min(len(before) - lead, len(after))):
        alike = before.same(lead + frame - 1, after, frame - 1)
        agreed = agreed + 1 if alike else 0
        if frame < WARM_UP or not _fits(before, after, lead + frame, frame, kept):
            continue
        if agreed >= SETTLED:
            return frame
        fits = frame  # the later, the better it has settled
    return fits


def join(before: Run, after: Run, lead: int, splice: int) -> None:
    """Make `before` ready to be followed from its frame `lead` + `splice` on by `after` from its frame `splice` on."""
    before.overwrite(lead + splice, after.data(splice, after.reservoir(splice)))


def _fits(before: Run, after: Run, its: int, frame: int, kept: int) -> bool:
    needed = after.reservoir(frame)
    left = before.reservoir(its)  # the data of its own next frame would begin there, so its own data end before
    if needed > min(left, (its - kept) * before.room):
        return False
    halves = zip(before.windows(its - 1), after.windows(frame), strict=True)
    return all((first in (1, 2)) == (then in (2, 3)) for first, then in halves)
