"""The facts of a file format: its suffix, media type, bit rates and what it can carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Carried = Literal["chapters", "words", "cover"]


class Extra(NamedTuple):
    """An optional package that a format needs."""

    module: str
    """The module to import: `av`."""
    name: str
    """The extra of this package that installs it: `m4b`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts of one file format, in one place."""

    name: str
    """The name people use for it: `Audiobook`."""
    suffix: str
    """`.mp3`."""
    aliases: tuple[str, ...] = ()
    """Other suffixes of such files; none is used for writing."""
    media_type: str
    """`audio/mpeg`."""
    bitrates: tuple[int, ...] = ()
    """In kbit/s; empty if the format is lossless."""
    usual_bitrates: tuple[int, int] = (0, 0)
    """For speech on one channel, and for speech and music on two, in kbit/s."""
    least_on_two: int = 0
    """The least bit rate for two channels, in kbit/s."""
    carries: tuple[Carried, ...] = ("chapters", "words", "cover")
    """What a file can hold beside the sound and its title (WAV has no title)."""
    extra: Extra | None = None

    def usual_bitrate(self, channels: int) -> int:
        """The default bit rate for one channel or two, in kbit/s; 0 if the format is lossless."""
        return self.usual_bitrates[channels - 1]

    def bitrates_on(self, channels: int) -> tuple[int, ...]:
        """The possible bit rates for one channel or two, in kbit/s; empty if the format is lossless."""
        return tuple(rate for rate in self.bitrates if channels == 1 or rate >= self.least_on_two)
