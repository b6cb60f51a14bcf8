"""Serving the page: the sockets, the links, and the note for another `coach open` that one is open already."""

from __future__ import annotations

import json
import os
import secrets
import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coach.app.studio import Studio
from coach.errors import OutputError, reason
from coach.send.network import addresses, choose, way_out
from coach.storage import atomic
from coach.web.pairing import Pairing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import uvicorn

    from coach.send.network import Address
    from coach.settings import Settings

PORT = 8370
"""Where the page is, unless that is taken or another one is asked for; a fixed one, so that a bookmark works."""
_LOCAL = ("localhost", "127.0.0.1")
_NOTE = "page.json"
_DEVICES = "devices.json"


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is open. It is served until `close`."""

    links: tuple[str, ...]
    """Where it is: on this computer, and if it is open to the network, there."""
    address: Address | None
    """The address on the network, if it is open to that."""
    pairing: Pairing
    studio: Studio
    server: uvicorn.Server = field(repr=False)

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
    import uvicorn

    from coach.web.application import application
    from coach.web.connections import MOST, BoundedProtocol

    address = choose(host, way_out(), addresses()) if lan or host else None
    sockets = _sockets(port, address)
    number = sockets[0].getsockname()[1]
    links = [f"http://localhost:{number}/", *([address.link(number, "/")] if address else [])]
    secret = secrets.token_urlsafe(24)
    data = settings.data_path()
    pairing, studio = Pairing(data / _DEVICES), Studio(settings)
    names = [*_LOCAL, *([address.link(0, "").removeprefix("http://").rpartition(":")[0]] if address else [])]
    app = application(studio, pairing, names, secret)
    app.state.links = links
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            http=BoundedProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=10,
            timeout_graceful_shutdown=1,
            limit_concurrency=MOST,
            h11_max_incomplete_event_size=16 << 10,
        )
    )
    thread = threading.Thread(target=server.run, args=(sockets,), name="page", daemon=True)
    thread.start()
    try:
        with _noted(data / _NOTE, number, secret):
            yield Page(tuple(links), address, pairing, studio, server)
    finally:
        studio.close()
        server.should_exit = True
        thread.join(timeout=5)
        for each in sockets:
            each.close()


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


def _sockets(port: int | None, address: Address | None) -> list[socket.socket]:
    """Listening sockets on this computer and, if given, on an address of the network, with the same port."""
    tries = [port] if port is not None else [PORT, *range(PORT + 1, PORT + 10), 0]
    for number in tries:
        opened: list[socket.socket] = []
        try:
            opened.append(_listening(socket.AF_INET, "127.0.0.1", number))
            if address is not None and not address.is_here_only:
                opened.append(_listening(address.family, address.ip, opened[0].getsockname()[1]))
        except OSError as error:
            for each in opened:
                each.close()
            if number == tries[-1]:
                raise OutputError(
                    f"The page cannot be opened on port {number} ({reason(error)}). Another program may use it: give "
                    "another one with --port, or none."
                ) from error
        else:
            return opened
    raise AssertionError("the last port is tried or refused")


def _listening(family: socket.AddressFamily, ip: str, port: int) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name != "nt":  # on Windows this would let another program take over the port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((ip, port))
        made.listen(64)
        made.setblocking(False)
    except BaseException:
        made.close()
        raise
    return made
