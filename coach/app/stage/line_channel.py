"""A line channel: JSON, one value a line, between two processes of the same person on one computer.

Both sides prove that they know the key before anything else is said, without saying it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from types import TracebackType

HOST = "127.0.0.1"
_PATIENCE = 2.0
"""Seconds for each line of the introduction."""
_SMALL = 4096
"""The most bytes of a line of the introduction, and of one from a follower."""
_LARGE = 64 << 20
"""The most bytes of a line from a session: a timeline of 24 hours fits."""

End = Literal["session", "follower"]


class LineChannel:
    """One end of a connection; a context manager. `receive` for one thread, `send` for any."""

    def __init__(self, connection: socket.socket, key: str, end: End) -> None:
        """Takes over the connection, and introduces both sides to each other. Raises OSError if the other side does
        not know the key."""
        self._connection = connection
        self._turn = threading.Lock()
        connection.settimeout(_PATIENCE)
        self._file = connection.makefile("rb")
        self._longest = _SMALL
        try:
            with suppress(OSError):
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._introduce(key, end)
        except BaseException:
            self.close()
            raise
        self._longest = _LARGE if end == "follower" else _SMALL
        connection.settimeout(None)

    def send(self, value: Any) -> None:
        """Send a value. Raises OSError if the connection is gone."""
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        with self._turn:
            self._connection.sendall(line)

    def receive(self) -> Any:
        """The next value. Raises OSError at the end, or if the other side says nonsense."""
        try:
            line = self._file.readline(self._longest)
            if not line.endswith(b"\n"):
                raise ConnectionResetError("The other side is gone.")
            return json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ConnectionResetError("The other side says what is not understood.") from error

    def close(self) -> None:
        """End the connection; a waiting `receive` ends too."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self._connection.close()

    def __enter__(self) -> LineChannel:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _introduce(self, key: str, end: End) -> None:
        other: End = "session" if end == "follower" else "follower"
        mine = secrets.token_hex(16)
        self.send({"nonce": mine})
        theirs = self._word("nonce")
        # Each end signs its own name, so that an answer cannot be sent back to where it came from.
        self.send({"proof": _proof(key, end, theirs)})
        if not hmac.compare_digest(self._word("proof"), _proof(key, other, mine)):
            raise ConnectionRefusedError("The other side does not know the key.")

    def _word(self, name: str) -> str:
        told = self.receive()
        word = told.get(name) if isinstance(told, dict) else None
        if not isinstance(word, str) or not word.isascii():  # only hexadecimal digits are expected
            raise ConnectionRefusedError("The other side does not introduce itself.")
        return word


def _proof(key: str, end: End, nonce: str) -> str:
    return hmac.new(key.encode(), f"{end}:{nonce}".encode(), hashlib.sha256).hexdigest()
