"""The two units of time: whole milliseconds in plans, samples in sound."""

from __future__ import annotations

SAMPLE_RATE = 24_000
"""Samples a second, in every clip, stream and file. A millisecond is exactly 24 samples, so no time is rounded."""

SAMPLES_PER_MS = SAMPLE_RATE // 1000

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE


def samples(ms: int) -> int:
    """Milliseconds as samples."""
    return ms * SAMPLES_PER_MS


def spoken_length(ms: int) -> str:
    """A length for people to read: `45 s`, `1 min 15 s`, `1 h 5 min`; minutes and hours to the second."""
    seconds = round(ms / SECOND)
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [(hours, "h"), (minutes, "min"), (seconds, "s")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 s"


def count_of(count: int, noun: str) -> str:
    """A number and what is counted: "1 clip", "3 clips"."""
    return f"{count} {noun}{'s' * (count != 1)}"


def clock(ms: int) -> str:
    """A time on the clock: `1:05`, `1:02:05`."""
    minutes, seconds = divmod(ms // SECOND, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
