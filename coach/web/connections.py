"""The HTTP protocol with bounds: how slowly a request may arrive, and how many connections there may be."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

    from uvicorn.protocols.http.h11_impl import RequestResponseCycle

REQUEST_SECONDS = 10.0
"""Seconds within which the head of a request, and then its body, must arrive."""
SLOWEST = 4096
"""Bytes of a body for which it gets a second more: a large document may arrive over a slow network."""
MOST = 96
MOST_OF_ONE = 24
"""The most connections in total, and from one client. A browser opens six, and one for each window's events."""


class BoundedProtocol(H11Protocol):
    """Closes connections that are too many, or whose request does not arrive."""

    _clients: ClassVar[Counter[str]] = Counter()
    _counted: str | None = None
    _late: asyncio.TimerHandle | None = None
    _begun = 0.0
    _arrived = 0
    _before: RequestResponseCycle | None = None
    """The request whose head arrived last, when something last arrived."""

    def connection_made(self, transport: Any) -> None:
        """Take a connection, if there is room for it."""
        host = str((transport.get_extra_info("peername") or ("",))[0])
        if self._clients[host] >= MOST_OF_ONE or self._clients.total() >= MOST:
            transport.abort()
            return
        self._counted = host
        self._clients[host] += 1
        super().connection_made(transport)
        self._await_more()

    def data_received(self, data: bytes) -> None:
        """Take what arrived."""
        if self._counted is None:
            return
        super().data_received(data)
        state = self.conn.their_state
        if state not in (h11.IDLE, h11.SEND_BODY) or self.cycle is not self._before:
            self._await_no_more()
        self._before = self.cycle
        if state in (h11.IDLE, h11.SEND_BODY) and self._late is None:
            self._await_more()
        if state is h11.SEND_BODY and not self.cycle.response_complete:
            self._arrived += len(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Make room for another."""
        if self._counted is None:
            return
        self._clients[self._counted] -= 1
        if not self._clients[self._counted]:
            del self._clients[self._counted]
        self._await_no_more()
        super().connection_lost(exc)

    def _await_more(self) -> None:
        """From now on the rest of a head or a body must arrive."""
        self._begun = self.loop.time()
        self._late = self.loop.call_later(REQUEST_SECONDS, self._close_if_late)

    def _await_no_more(self) -> None:
        """It arrived, or another one begins. How long a reply takes has no bound."""
        if self._late is not None:
            self._late.cancel()
        self._late, self._arrived = None, 0

    def _close_if_late(self) -> None:
        left = self._begun + REQUEST_SECONDS + self._arrived / SLOWEST - self.loop.time()
        if left > 0:
            self._late = self.loop.call_later(left, self._close_if_late)
        else:
            self._late = None
            self.transport.close()
