"""Offering a published site in the house for a while, under a link that cannot be guessed."""

from __future__ import annotations

import secrets
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from coach.send.network import addresses, choose, way_out
from coach.web.headers import SITE_POLICY, SafeHeaders
from coach.web.http_server import open_sockets, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.send.network import Address


@dataclass(frozen=True, slots=True)
class SiteOffer:
    """A site that is offered."""

    link: str
    address: Address
    others: tuple[Address, ...]
    """Other addresses of this machine, on which a phone may be."""
    until: float
    """When it ends, in seconds of the steady clock."""

    @property
    def seconds_left(self) -> float:
        """Seconds until it ends."""
        return self.until - time.monotonic()


@contextmanager
def offered(folder: Path, seconds: float, *, host: str | None = None, port: int = 0) -> Iterator[SiteOffer]:
    """Offer the site in `folder` while inside the block, to everyone who has the link.

    `seconds`: how long the caller means to. `host`, `port`: as for sending a file. Raises OutputError.
    """
    known = addresses()
    address = choose(host, way_out(), known)
    token = secrets.token_urlsafe(16)
    app = Starlette(
        routes=[Mount(f"/{token}", StaticFiles(directory=folder, html=True))],
        middleware=[Middleware(SafeHeaders, policy=SITE_POLICY)],
    )
    sockets = open_sockets([port], address, local=False)
    others = () if host else tuple(other for other in known if other.interface != address.interface)
    with running(app, sockets):
        link = address.link(sockets[0].getsockname()[1], f"/{token}/")
        yield SiteOffer(link, address, others, time.monotonic() + seconds)
