"""What the tests of sending share: a small sound, and a sending that is open while a test runs."""

from __future__ import annotations

import http.client
import socket
import threading
import wave
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest

from coach.send import sending as sending_module
from coach.send.sending import Ending, Sending, send

HERE = "127.0.0.1"


@dataclass
class Opened:
    """A sending in another thread, and clients for it."""

    sending: Sending
    thread: threading.Thread
    endings: list[Ending]
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def page(self) -> str:
        """The path of the page."""
        return urlsplit(self.sending.link).path

    def path(self, number: int = 0, saving: bool = True) -> str:
        """The path of a file."""
        return self.sending.share.path_of(number, saving)

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        """The answer to a request, and its content."""
        connection = http.client.HTTPConnection(HERE, self.sending.port, timeout=30)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): text for name, text in headers.items()})
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def raw(self, request: bytes, shut: bool = True) -> bytes:
        """All that comes back for these bytes."""
        with socket.create_connection((HERE, self.sending.port), timeout=30) as connection:
            connection.sendall(request)
            if shut:
                connection.shutdown(socket.SHUT_WR)
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
            return answer

    def ending(self) -> Ending:
        """Why it ended; waits for that."""
        self.thread.join(60)
        return self.endings[0]


Open = Callable[..., Opened]


class Stopped(Exception):
    """Raised into a sending that is not needed any more."""


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A WAV file of ten seconds, 480 kB."""
    path = tmp_path / "hip.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)
        tone = 3000 * np.sin(np.arange(240_000) * 440 * 2 * np.pi / 24_000)
        file.writeframes(tone.astype("<i2").tobytes())
    return path


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens a sending on this machine alone, in a thread; all are stopped after the test."""
    monkeypatch.setattr(sending_module, "_TICK", 0.02)
    all_of_them: list[Opened] = []

    def start(files: Sequence[Path], minutes: float = 1.0, title: str = "Hip", keep: bool = False) -> Opened:
        ready, found, endings, stopping = threading.Event(), list[Sending](), list[Ending](), threading.Event()

        def is_open(sending: Sending) -> None:
            found.append(sending)
            ready.set()

        def watch(_: Sending) -> None:
            if stopping.is_set():
                raise Stopped

        def run() -> None:
            try:
                endings.append(send(files, title, HERE, minutes=minutes, keep=keep, opened=is_open, watch=watch))
            except Stopped:
                pass

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        assert ready.wait(30)
        all_of_them.append(Opened(found[0], thread, endings, stopping))
        return all_of_them[-1]

    yield start
    for one in all_of_them:
        one.stopping.set()
        one.thread.join(30)
        assert not one.thread.is_alive()
