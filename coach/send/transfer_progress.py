"""Transfer progress: which bytes of which file were sent to which client."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.send.ranges import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_IN_BUFFERS = 4 << 20
"""Bytes that may have been in the buffers of both systems when a connection broke."""


class Transfer:
    """One response with bytes of a file, while it is sent."""

    def __init__(self, client: str, number: int, span: Span, saving: bool) -> None:
        self.client, self.number, self.saving = client, number, saving
        self.start = self.end = span.start
        self.arrived = False
        """Whether the client has closed the connection after the last byte."""
        self.known = span.start
        """Up to where the client has shown that it has what was sent, by asking for what follows."""

    def sent(self, count: int) -> None:
        """Note that `count` more bytes were sent."""
        self.end += count


@dataclass(frozen=True, slots=True)
class Received:
    """How much of a file a client has received."""

    client: str
    number: int
    part: float
    """A fraction, 0 to 1."""
    under_way: bool


class TransferProgress:
    """Counts sent bytes; thread-safe. Files are given by their index in the share."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self._sizes = tuple(sizes)
        self._lock = threading.Lock()
        self._got: dict[tuple[str, int, bool], list[Span]] = defaultdict(list)
        self._unsure: dict[tuple[str, int, bool], list[Span]] = defaultdict(list)
        """What went out last before a connection broke, and may not have arrived."""
        self._under_way: list[Transfer] = []
        self._last = time.monotonic()

    @contextmanager
    def transfer(self, client: str, number: int, span: Span, saving: bool) -> Iterator[Transfer]:
        """Count what is sent inside the block. `saving`: to save it, rather than to play it."""
        transfer = Transfer(client, number, span, saving)
        key = client, number, saving
        with self._lock:
            if saving:  # who goes on from there has what comes before; a player may have leapt
                before = [Span(sent.start, span.start) for sent in self._unsure[key] if span.start <= sent.end]
                self._got[key] = merged([*self._got[key], *before])
                for other in self._under_way:  # a dead connection can look alive for a while
                    if (other.client, other.number, other.saving) == key and other.start < span.start <= other.end:
                        other.known = span.start
            self._under_way.append(transfer)
        try:
            yield transfer
        finally:
            with self._lock:
                self._under_way.remove(transfer)
                self._last = time.monotonic()
                sure = transfer.end if transfer.arrived else max(transfer.known, transfer.end - _IN_BUFFERS)
                self._got[key] = merged([*self._got[key], Span(transfer.start, sure)])
                self._unsure[key].append(Span(sure, transfer.end))

    def touch(self) -> None:
        """Note that the page was opened."""
        with self._lock:
            self._last = time.monotonic()

    def quiet(self) -> float:
        """Seconds since the last request; 0 while something is being sent."""
        with self._lock:
            return 0.0 if self._under_way else time.monotonic() - self._last

    def received(self) -> list[Received]:
        """How much of each file each client has received; the first client first."""
        with self._lock:
            spans: dict[tuple[str, int], list[Span]] = defaultdict(list)
            for (client, number, _), got in self._got.items():
                spans[client, number] += got
            busy = set()
            for transfer in self._under_way:
                spans[transfer.client, transfer.number].append(Span(transfer.start, transfer.end))
                busy.add((transfer.client, transfer.number))
            return [
                Received(client, number, _count(merged(got)) / self._sizes[number], (client, number) in busy)
                for (client, number), got in spans.items()
            ]

    def receivers(self, saved: bool) -> list[str]:
        """Who has every byte of every file, those first who began first; with `saved`, by asking to save them."""
        with self._lock:
            return [
                client
                for client in dict.fromkeys(client for client, _, _ in self._got)
                if all(self._has(client, number, saved) for number in range(len(self._sizes)))
            ]

    def _has(self, client: str, number: int, saved: bool) -> bool:
        got = self._got.get((client, number, True), []) + ([] if saved else self._got.get((client, number, False), []))
        return _count(merged(got)) == self._sizes[number]


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same bytes as sorted spans that neither overlap nor touch."""
    result: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        elif span.size > 0:
            result.append(span)
    return result


def _count(spans: Iterable[Span]) -> int:
    return sum(span.size for span in spans)
