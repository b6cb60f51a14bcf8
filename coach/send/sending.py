"""Sending from start to end: open the server, wait until the files are downloaded or the time is over, close it."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import OutputError, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from coach.send.network import Address
    from coach.send.server import Server
    from coach.send.share import Share
    from coach.send.transfer_progress import Received, TransferProgress

MINUTES = 10.0
"""How long a link works at most."""

AFTER_SAVED = 10.0
AFTER_PLAYED = 120.0
"""Seconds without a request before it ends, after a client has saved everything, or has only played everything."""
LAST_BYTES = 60.0
"""Seconds that a running download may take after the time is over."""

_TICK = 0.2


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a sending ended."""

    sentence: str
    everything_sent: bool


class Sending:
    """A sending in progress."""

    def __init__(
        self,
        share: Share,
        progress: TransferProgress,
        address: Address,
        others: Sequence[Address],
        minutes: float,
        keep: bool = False,
    ) -> None:
        """`keep`: for the whole time, whoever has everything."""
        self.share, self.progress, self.address, self.others = share, progress, address, tuple(others)
        self.minutes, self.keep = minutes, keep
        self.port = 0
        self._began = (time.monotonic(), time.time())

    @property
    def link(self) -> str:
        """The link for the phone."""
        return self.address.link(self.port, self.share.path)

    def received(self) -> list[Received]:
        """How much of each file each client has received."""
        return self.progress.received()

    def seconds_left(self) -> float:
        """Seconds until the time is over; negative afterwards."""
        # One clock stops while the machine sleeps, the other can be set: the earlier end counts.
        steady, wall = self._began
        return self.minutes * 60 - max(time.monotonic() - steady, time.time() - wall)

    def sentence(self) -> str:
        """What is opened, to whom, until when."""
        names = [item.name for item in self.share.items]
        who = self.address.audience
        if self.keep:
            until = f"for {self._length()}, on several devices"
        else:
            until = f"until one device has {'it' if len(names) == 1 else 'all'}, for {self._length()} at most"
        if len(names) == 1:
            return f"{who} can fetch {names[0]} {until}."
        return f"{who} can fetch these {len(names)} files {until}: {', '.join(names)}."

    def _length(self) -> str:
        if self.minutes < 1:
            return f"{self.minutes * 60:.0f} seconds"
        return "1 minute" if self.minutes == 1 else f"{self.minutes:g} minutes"

    def ending(self, server: Server) -> Ending | None:
        """Why it should end now; None if it should not."""
        if server.changed is not None:
            name = server.changed.name
            return Ending(f"{name} changed or went away while it was offered. Send it again.", everything_sent=False)
        left, quiet = self.seconds_left(), self.progress.quiet()
        receivers = self.progress.receivers(saved=False)
        patience = AFTER_SAVED if self.progress.receivers(saved=True) else AFTER_PLAYED
        is_over = left <= 0 and (quiet > 0 or left <= -LAST_BYTES)
        if receivers and (is_over or (quiet >= patience and not self.keep)):
            return Ending(f"Everything was sent to {_listed(receivers)}.", everything_sent=True)
        if left <= 0:
            server.is_open = False
        if not is_over:
            return None
        hint = "" if self.received() else unreached(self.address)
        return Ending(f"The time is over: {self._length()}.{hint}", everything_sent=False)


def unreached(address: Address) -> str:
    """What may keep a phone from this address, if nothing came from one; empty if no phone could come."""
    if address.is_here_only:
        return ""
    return (
        " Nothing was fetched. If the phone could not open the link: it must be in the same network, and neither a "
        "firewall nor a guest network may keep it out."
    )


def _listed(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def send(
    files: Sequence[Path],
    title: str,
    host: str | None = None,
    port: int = 0,
    minutes: float = MINUTES,
    keep: bool = False,
    opened: Callable[[Sending], None] = lambda _: None,
    watch: Callable[[Sending], None] = lambda _: None,
) -> Ending:
    """Share files on the network until a client has them all, at most for `minutes`; returns why it ended.

    `keep`: for all of that time, however many have them.
    `host`: the address, name or interface to listen on, by default that of the default route; `port`: 0 for a free one.
    `opened` is called once, when the link works, `watch` several times a second from then on. What they raise,
    KeyboardInterrupt too, ends it. OutputError where a file or the network cannot be used.
    """
    from coach.send.download_page import page
    from coach.send.network import addresses, choose, way_out
    from coach.send.server import Server
    from coach.send.share import share
    from coach.send.transfer_progress import TransferProgress

    made = share(files, title)
    known = addresses()
    address = choose(host, way_out(), known)
    others = [] if host else [other for other in known if other.interface != address.interface]
    progress = TransferProgress([item.size for item in made.items])
    sending = Sending(made, progress, address, others, minutes, keep)
    until = time.strftime("%H:%M", time.localtime(time.time() + minutes * 60))
    try:
        server = Server(address, port, made, progress, page(made, until, keep))
    except OSError as error:
        where = f"port {port} of {address.ip}" if port else address.ip
        raise OutputError(
            f"Cannot offer anything on {where}: {reason(error)}. Try another --port or --host."
        ) from error
    with server:
        sending.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(_TICK / 2,), daemon=True)
        thread.start()
        try:
            opened(sending)
            while (ending := sending.ending(server)) is None:
                watch(sending)
                time.sleep(_TICK)
            watch(sending)
            return ending
        finally:
            server.is_open = False
            with suppress(KeyboardInterrupt):  # a second one, while it closes
                server.shutdown()
