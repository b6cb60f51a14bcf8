"""A span: the part of a file that a request asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes from `start` up to, without, `end`."""

    start: int
    end: int

    @property
    def size(self) -> int:
        """How many bytes; 0 for what lies outside the file."""
        return self.end - self.start


NOWHERE = Span(0, 0)
"""What asks for bytes that are not in the file."""


def parse_range(value: str | None, size: int) -> Span | None:
    """What a Range header asks of a file of `size` bytes; None where it is to be sent whole.

    That is so without a header, with one that makes no sense, and with several ranges, which a server may answer
    with the whole (RFC 9110, 14.2). `NOWHERE` where it makes sense and the file has no such bytes.
    """
    found = _RANGE.fullmatch(value or "")
    if found is None or found[0].strip().endswith("=-"):
        return None
    first, last = found.groups()
    if not first:  # the last so many bytes
        return Span(max(0, size - int(last)), size) if int(last) else NOWHERE
    start, end = int(first), int(last) + 1 if last else size
    if last and end <= start:
        return None
    return Span(start, min(end, size)) if start < size else NOWHERE
