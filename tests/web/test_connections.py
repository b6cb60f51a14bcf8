"""The bounds of a connection: a request that does not arrive ends it, and nothing else does."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from coach.web import connections
from coach.web.http_server import open_sockets, running

GET = b"GET /length HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST /%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
SHORT = 0.4
"""Seconds that stand for the ten of the page."""


async def length(request: Request) -> Response:
    """How much arrived."""
    return PlainTextResponse(f"{len(await request.body())} bytes")


async def refused(_request: Request) -> Response:
    """A reply to what is not read."""
    return PlainTextResponse("refused")


async def stream(_request: Request) -> Response:
    """A reply that takes longer than a request may."""

    async def news() -> AsyncIterator[bytes]:
        for _ in range(6):
            await asyncio.sleep(SHORT / 2)
            yield b"news"

    return StreamingResponse(news())


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A connection to a server that has less patience than the page's."""
    monkeypatch.setattr(connections, "REQUEST_SECONDS", SHORT)
    routes = [Route(f"/{work.__name__}", work, methods=["GET", "POST"]) for work in (length, refused, stream)]
    sockets = open_sockets([0], None)
    with running(Starlette(routes=routes), sockets), socket.create_connection(sockets[0].getsockname()) as made:
        made.settimeout(10)
        yield made


def sent_in_vain(client: socket.socket, piece: bytes) -> bool:
    """Send this again and again; whether the other side ended that."""
    client.settimeout(0.05)
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            client.sendall(piece)
            if not client.recv(1000):
                return True
        except TimeoutError:
            continue
        except ConnectionError:
            return True
    return False


def answer(client: socket.socket, last: bytes) -> bytes:
    """What is answered, up to these bytes."""
    said = b""
    while last not in said and (part := client.recv(1000)):
        said += part
    return said


@pytest.mark.parametrize("begun", [b"GET / HTTP/1.1\r\nX: ", POST % (b"length", 1000), POST % (b"refused", 1 << 30)])
@pytest.mark.parametrize("before", [b"", GET])
def test_what_trickles_is_closed(client: socket.socket, before: bytes, begun: bytes) -> None:
    """A head or a body that arrives by the byte ends the connection, also after a whole request, or a refusal."""
    if before:
        client.sendall(before)
        assert b"0 bytes" in answer(client, b"bytes")
    client.sendall(begun)
    assert sent_in_vain(client, b"x")


def test_what_nobody_reads_is_closed(client: socket.socket) -> None:
    """A body that goes on after its answer, however fast, ends the connection."""
    client.sendall(POST % (b"refused", 1 << 40))
    assert b"200" in answer(client, b"refused")
    assert sent_in_vain(client, b"x" * 4096)


def test_what_arrives_has_its_time(client: socket.socket) -> None:
    """A document that takes longer but keeps coming is taken, one after the other; so is a reply that takes longer."""
    for _ in range(2):
        client.sendall(POST % (b"length", 8 << 14) + b"x" * (1 << 14))
        for _ in range(7):
            time.sleep(SHORT / 4)
            client.sendall(b"x" * (1 << 14))
        assert b"131072 bytes" in answer(client, b"bytes")
    client.sendall(GET.replace(b"length", b"stream"))
    assert answer(client, b"\r\n0\r\n").count(b"news") == 6
