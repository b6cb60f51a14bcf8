"""The HTTP server: its sockets, and running it beside what the program does."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from coach.errors import OutputError, reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from starlette.types import ASGIApp

    from coach.send.network import Address


@contextmanager
def running(app: ASGIApp, sockets: Sequence[socket.socket]) -> Iterator[None]:
    """Answer on the sockets while inside the block; they are closed at its end."""
    import uvicorn

    from coach.web.connections import MOST, BoundedProtocol

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
    thread = threading.Thread(target=server.run, args=(list(sockets),), name="page", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=5)
        for each in sockets:
            each.close()


def open_sockets(ports: Sequence[int], address: Address | None, *, local: bool = True) -> list[socket.socket]:
    """Listening sockets, all on the first of the ports that is free: on this computer if `local`, and on an address.

    Port 0 is any free one. Raises OutputError if none can be had.
    """
    ips = [(socket.AF_INET, "127.0.0.1")] if local else []
    if address is not None and not (local and address.is_here_only):
        ips.append((address.family, address.ip))
    for number in ports:
        opened: list[socket.socket] = []
        try:
            for family, ip in ips:
                opened.append(_listening(family, ip, opened[0].getsockname()[1] if opened else number))
        except OSError as error:
            for each in opened:
                each.close()
            if number == ports[-1]:
                raise OutputError(
                    f"Nothing can be opened on port {number} ({reason(error)}). Another program may use it: give "
                    "another one with --port, or none."
                ) from error
        else:
            return opened
    raise AssertionError("the last port is had or refused")


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
