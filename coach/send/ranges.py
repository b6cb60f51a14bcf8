"""Byte ranges: the part of a file that a request asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes from `start` to before `end`."""

    start: int
    end: int

    @property
    def size(self) -> int:
        """The number of bytes; 0 for a range outside the file."""
        return self.end - self.start


NOWHERE = Span(0, 0)
"""A range outside the file."""


def parse_range(value: str | None, size: int) -> Span | None:
    """The range that a Range header asks for, in a file of `size` bytes; None: send the whole file.

    The whole file is sent without a header, with an invalid one, and with several ranges, as RFC 9110, 14.2 allows.
    `NOWHERE` if the range is valid but outside the file.
    """
    found = _RANGE.fullmatch(value or "")
    if found is None or found[0].strip().endswith("=-"):
        return None
    first, last = found.groups()
    if not first:  # the last bytes of the file
        return Span(max(0, size - int(last)), size) if int(last) else NOWHERE
    start, end = int(first), int(last) + 1 if last else size
    if last and end <= start:
        return None
    return Span(start, min(end, size)) if start < size else NOWHERE
