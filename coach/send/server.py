"""The server: answers for the paths of a share, and 404 with nothing in it for everything else."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from socketserver import TCPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from coach.send.download_page import POLICY
from coach.send.ranges import NOWHERE, Span, parse_range

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.send.network import Address
    from coach.send.share import Item, Route, Share
    from coach.send.transfer_progress import Transfer, TransferProgress

MOST_CONNECTIONS = 32
MOST_OF_ONE = 12
"""The most connections in total and from one client. Browsers open six."""

HEAD_SECONDS = 10.0
"""Seconds within which a complete request must arrive."""
STALL_SECONDS = 30.0
"""Seconds within which a client must accept a block, and close the connection after the last one."""

_HEAD_BYTES = 16_384
_BLOCK = 64 << 10
_NOTHING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Server(ThreadingHTTPServer):
    """Listens on one address until it is closed. Raises OSError if the port is taken."""

    daemon_threads = True
    request_queue_size = MOST_CONNECTIONS
    # On Windows this would let another program take over the port.
    allow_reuse_address = os.name != "nt"

    def __init__(self, address: Address, port: int, share: Share, progress: TransferProgress, page: bytes) -> None:
        self.address_family = address.family
        self.share, self.progress, self.page = share, progress, page
        self.is_open = True
        """Whether new requests are answered; running downloads are completed anyway."""
        self.changed: Item | None = None
        """A file that was found to be missing or changed."""
        self._clients: Counter[str] = Counter()
        self._lock = threading.Lock()
        super().__init__((address.ip, port), _Handler)

    def server_bind(self) -> None:
        """Bind the port, without looking up the machine's name, which can take seconds."""
        TCPServer.server_bind(self)

    def verify_request(self, request: Any, client_address: Any) -> bool:  # noqa: ARG002 - http.server's
        """Whether one more connection is allowed, in total and from this client."""
        with self._lock:
            room = self._clients.total() < MOST_CONNECTIONS and self._clients[client_address[0]] < MOST_OF_ONE
            if room:
                self._clients[client_address[0]] += 1
        return room

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer in a separate thread, then count the connection as closed."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._lock:
                self._clients[client_address[0]] -= 1
                self._clients += Counter()  # removes clients without connections

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Errors of clients that disconnect are not shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Answers one request, then closes the connection."""

    server: Server
    connection: socket.socket
    protocol_version = "HTTP/1.1"

    def handle(self) -> None:
        self.close_connection = True
        self._answered = False
        self.connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * _BLOCK
        )  # so that the progress is what has arrived
        self.rfile.close()
        self.rfile = BytesIO(self._head())
        self.connection.settimeout(STALL_SECONDS)
        self.handle_one_request()
        if not self._answered:
            self._nothing()

    def _head(self) -> bytes:
        """The lines of the request; incomplete if they are too long, or arrive too slowly."""
        head, deadline = b"", time.monotonic() + HEAD_SECONDS
        while b"\r\n\r\n" not in head and len(head) < _HEAD_BYTES:
            left = deadline - time.monotonic()
            if left <= 0:
                return b""
            self.connection.settimeout(left)
            with suppress(TimeoutError):
                piece = self.connection.recv(4096)
                if not piece:
                    break
                head += piece
        return head[: head.find(b"\r\n\r\n") + 4] if b"\r\n\r\n" in head else b""

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, with_body: bool) -> None:
        words = self.requestline.split(" ")  # as received: `self.path` is normalised
        place = self.server.share.find(words[1]) if len(words) == 3 and words[2] in ("HTTP/1.0", "HTTP/1.1") else None
        has_body = "Content-Length" in self.headers or "Transfer-Encoding" in self.headers
        if place is None or has_body or not self.server.is_open:
            self._nothing()
        elif place.number is None:
            self.server.progress.touch()
            self._page(with_body)
        else:
            self._file(place, place.number, with_body)

    def _page(self, with_body: bool) -> None:
        content = self.server.page
        self._headers(
            200,
            {
                "Content-Type": "text/html; charset=utf-8",
                "Content-Length": str(len(content)),
                "Cache-Control": "no-store",
            },
        )
        if with_body:
            self.wfile.write(content)
            self._closed_by_client()

    def _file(self, place: Route, number: int, with_body: bool) -> None:
        item = self.server.share.items[number]
        try:
            file = item.open()
        except OSError:
            self.server.changed = item
            self._nothing()
            return
        with file:
            span = self._span(item) if with_body else None
            headers = {
                "ETag": item.etag, "Accept-Ranges": "bytes", "Cache-Control": "private, no-cache, no-transform",
            }  # fmt: skip
            if self._has_already(item):
                self._headers(304, headers)
                return
            if span is NOWHERE:
                self._headers(416, headers | {"Content-Range": f"bytes */{item.size}", "Content-Length": "0"})
                return
            if span is not None:
                headers["Content-Range"] = f"bytes {span.start}-{span.end - 1}/{item.size}"
            whole = span or Span(0, item.size)
            headers |= {
                "Content-Type": item.kind,
                "Content-Length": str(whole.size),
                "Content-Disposition": disposition(item.name, place.saving),
            }
            self._headers(206 if span else 200, headers)
            if with_body:
                file.seek(whole.start)
                with self.server.progress.transfer(self.client_address[0], number, whole, place.saving) as transfer:
                    self._send(file, item, whole, transfer)

    def _send(self, file: Any, item: Item, span: Span, transfer: Transfer) -> None:
        left = span.size
        while left:
            block = file.read(min(_BLOCK, left))
            if not block or not item.is_unchanged(file):
                # Shorter than announced, so that the client notices.
                self.server.changed = item
                return
            self.wfile.write(block)
            transfer.sent(len(block))
            left -= len(block)
        transfer.arrived = self._closed_by_client()

    def _span(self, item: Item) -> Span | None:
        condition = self.headers.get("If-Range")
        if condition is not None and condition.strip() != item.etag:
            return None
        return parse_range(self.headers.get("Range"), item.size)

    def _has_already(self, item: Item) -> bool:
        known = [tag.strip().removeprefix("W/") for tag in self.headers.get("If-None-Match", "").split(",")]
        return item.etag in known or known == ["*"]

    def _headers(self, code: int, headers: Mapping[str, str]) -> None:
        self._answered = True
        self.send_response_only(code)
        always = {
            "Date": formatdate(usegmt=True),
            "Connection": "close",
            "Content-Security-Policy": POLICY,
            "Cross-Origin-Resource-Policy": "same-origin",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
        for name, value in (always | dict(headers)).items():
            self.send_header(name, value)
        self.end_headers()

    def _nothing(self) -> None:
        self._answered = True
        self.wfile.write(_NOTHING)
        self._closed_by_client(seconds=1)

    def _closed_by_client(self, seconds: float = STALL_SECONDS) -> bool:
        """Shut down sending, and wait until the client closes the connection, which it does once it has everything.

        Anything it still sends is read and dropped: closing with unread data would discard bytes on their way to the
        client.
        """
        deadline = time.monotonic() + seconds
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            while (left := deadline - time.monotonic()) > 0:
                self.connection.settimeout(left)
                if not self.connection.recv(_BLOCK):
                    return True
        return False

    def send_error(self, *_: Any) -> None:
        """All invalid requests get the same response."""
        self._nothing()

    def handle_expect_100(self) -> bool:
        return True

    def log_message(self, *_: Any) -> None:
        """Log nothing: the progress display shows what matters."""


def disposition(name: str, saving: bool) -> str:
    """The Content-Disposition header for a file of this name (RFC 6266; the name in UTF-8 as in RFC 5987)."""
    plain = "".join(letter if letter.isascii() and letter not in '"\\%' else "_" for letter in name)
    kind = "attachment" if saving else "inline"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
