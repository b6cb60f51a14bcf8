"""Serving the page: the sockets, the links, and the note for another `coach open` that one is open already."""

from __future__ import annotations

import json
import secrets
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.app.studio import Studio
from coach.errors import OutputError, reason
from coach.send.network import addresses, choose, way_out
from coach.storage import atomic
from coach.web.http_server import open_sockets, running
from coach.web.pairing import Pairing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.send.network import Address
    from coach.settings import Settings

PORT = 8370
"""Where the page is, unless that is taken or another one is asked for; a fixed one, so that a bookmark works."""
_LOCAL = ("localhost", "127.0.0.1")
_NOTE = "page.json"
_DEVICES = "devices.json"


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is open."""

    links: tuple[str, ...]
    """Where it is: on this computer, and if it is open to the network, there."""
    address: Address | None
    """The address on the network, if it is open to that."""
    pairing: Pairing
    closing: threading.Event
    """Set when somebody at this computer closes it from the page."""

    def link(self) -> str:
        """A link that lets in the browser of this computer."""
        return f"{self.links[0]}#key={self.pairing.new_key()}"

    def network_link(self) -> str:
        """A link that lets in one device on the network."""
        return f"{self.links[-1]}#key={self.pairing.new_key()}"


def link_of_open(settings: Settings) -> str | None:
    """A link into the page that another process of this person has open; None if there is none."""
    import http.client

    try:
        note = json.loads((settings.data_path() / _NOTE).read_text("utf-8"))
        connection = http.client.HTTPConnection("127.0.0.1", int(note["port"]), timeout=2)
        try:
            connection.request("POST", "/api/key", headers={"Authorization": f"Bearer {note['secret']}"})
            key = json.loads(connection.getresponse().read())["key"]
        finally:
            connection.close()
    except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException):
        return None
    return f"http://localhost:{int(note['port'])}/#key={key}"


@contextmanager
def served(
    settings: Settings, *, port: int | None = None, lan: bool = False, host: str | None = None
) -> Iterator[Page]:
    """The page, open while inside the block: on this computer only, or with `lan` or a `host` to its network too.

    Raises OutputError if the port is taken, or there is no network.
    """
    from coach.web.application import application

    address = choose(host, way_out(), addresses()) if lan or host else None
    ports = [port] if port is not None else [PORT, *range(PORT + 1, PORT + 10), 0]
    sockets = open_sockets(ports, address)
    number = sockets[0].getsockname()[1]
    links = [f"http://localhost:{number}/", *([address.link(number, "/")] if address else [])]
    secret = secrets.token_urlsafe(24)
    data = settings.data_path()
    pairing, studio = Pairing(data / _DEVICES), Studio(settings)
    names = [*_LOCAL, *([address.link(0, "").removeprefix("http://").rpartition(":")[0]] if address else [])]
    app = application(studio, pairing, names, secret)
    app.state.links = links
    app.state.closing = threading.Event()
    try:
        with running(app, sockets), _noted(data / _NOTE, number, secret):
            yield Page(tuple(links), address, pairing, app.state.closing)
    finally:
        studio.close()


@contextmanager
def _noted(file: Path, port: int, secret: str) -> Iterator[None]:
    """While inside the block, other processes of this person find the page by a file only its owner can read."""
    note = json.dumps({"port": port, "secret": secret}).encode()
    try:
        atomic.replace(file, note)
    except OSError as error:
        raise OutputError(f"Cannot write {file}: {reason(error)}.") from error
    try:
        yield
    finally:
        with suppress(OSError):
            if file.read_bytes() == note:  # not another page's, opened since
                file.unlink()
