"""What there is to know of a file format before anything is written in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Carried = Literal["chapters", "words", "cover"]


class Extra(NamedTuple):
    """What a format needs that is not installed by itself."""

    module: str
    """Imported to write it: `av`."""
    name: str
    """The extra of this package that brings it: `m4b`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts of one file format; whoever needs one reads it here."""

    name: str
    """What people call a file of it: `Audiobook`."""
    suffix: str
    """`.mp3`."""
    aliases: tuple[str, ...] = ()
    """Other suffixes that files of this kind have; none is written under them."""
    media_type: str
    """`audio/mpeg`."""
    bitrates: tuple[int, ...] = ()
    """In kbit/s; none where the format is lossless."""
    usual_bitrates: tuple[int, int] = (0, 0)
    """For speech on one channel, and for speech and music on two, in kbit/s."""
    least_on_two: int = 0
    """The least bit rate for two channels, in kbit/s."""
    carries: tuple[Carried, ...] = ("chapters", "words", "cover")
    """What a file holds beside the sound and, but for WAV, its title."""
    extra: Extra | None = None

    def usual_bitrate(self, channels: int) -> int:
        """What suits one channel or two, in kbit/s; 0 where the format is lossless."""
        return self.usual_bitrates[channels - 1]

    def bitrates_on(self, channels: int) -> tuple[int, ...]:
        """What can be asked for on one channel or two, in kbit/s; none where the format is lossless."""
        return tuple(rate for rate in self.bitrates if channels == 1 or rate >= self.least_on_two)
