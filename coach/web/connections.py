"""The HTTP protocol with bounds: how long a request may take to arrive, and how many connections there may be."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0
"""Seconds within which the head of a request must arrive."""
MOST = 96
MOST_OF_ONE = 24
"""The most connections in total, and from one client. A browser opens six, and one for each window's events."""


class BoundedProtocol(H11Protocol):
    """Closes connections that are too many, or whose request does not arrive."""

    _clients: ClassVar[Counter[str]] = Counter()
    _counted: str | None = None

    def connection_made(self, transport: Any) -> None:
        """Take a connection, if there is room for it."""
        host = str((transport.get_extra_info("peername") or ("",))[0])
        if self._clients[host] >= MOST_OF_ONE or self._clients.total() >= MOST:
            transport.abort()
            return
        self._counted = host
        self._clients[host] += 1
        super().connection_made(transport)
        self._late = asyncio.get_running_loop().call_later(HEAD_SECONDS, self._close_if_slow)

    def data_received(self, data: bytes) -> None:
        """Take what arrived."""
        if self._counted is not None:
            super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Make room for another."""
        if self._counted is None:
            return
        self._clients[self._counted] -= 1
        if not self._clients[self._counted]:
            del self._clients[self._counted]
        self._late.cancel()
        super().connection_lost(exc)

    def _close_if_slow(self) -> None:
        if self.conn.their_state is h11.IDLE and self.cycle is None:
            self.transport.close()
