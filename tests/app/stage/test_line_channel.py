"""The lines between two processes of one person."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import pytest

from coach.app.stage import line_channel
from coach.app.stage.line_channel import LineChannel

KEY = "a" * 64


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_channel, "_PATIENCE", 30)  # a busy machine may let either end stand still


def introduced(session: Callable[[socket.socket], object], follower: Callable[[socket.socket], object]) -> list[object]:
    """What both ends made of each other: a channel, or the error."""
    ends = socket.socketpair()
    made: list[object] = [None, None]

    def end(number: int, act: Callable[[socket.socket], object]) -> None:
        try:
            made[number] = act(ends[number])
        except OSError as error:
            made[number] = error

    threads = [threading.Thread(target=end, args=(n, act)) for n, act in enumerate((session, follower))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return made


def test_two_who_know_the_key_talk() -> None:
    """What one end sends, the other receives as it was."""
    session, follower = introduced(
        lambda end: LineChannel(end, KEY, "session"), lambda end: LineChannel(end, KEY, "follower")
    )
    assert isinstance(session, LineChannel)
    assert isinstance(follower, LineChannel)
    with session, follower:
        follower.send({"command": "next"})
        assert session.receive() == {"command": "next"}
        session.send({"text": "Füße\nund mehr"})
        assert follower.receive() == {"text": "Füße\nund mehr"}
        session.close()
        with pytest.raises(OSError, match="gone"):
            follower.receive()


@pytest.mark.parametrize(("mine", "theirs"), [(KEY, "b" * 64), ("b" * 64, KEY)])
def test_without_the_key_nobody_gets_in(mine: str, theirs: str) -> None:
    """Neither a follower with a wrong key nor a false session is believed."""
    ends = introduced(lambda end: LineChannel(end, mine, "session"), lambda end: LineChannel(end, theirs, "follower"))
    assert all(isinstance(end, OSError) for end in ends)


def test_an_answer_cannot_be_sent_back() -> None:
    """A false end that echoes everything does not get in: each side proves something else."""

    def echo(end: socket.socket) -> None:
        end.settimeout(5)
        with end:
            while data := end.recv(4096):
                end.sendall(data)

    made, _ = introduced(lambda end: LineChannel(end, KEY, "session"), echo)
    assert isinstance(made, OSError)


@pytest.mark.parametrize("said", [
    b"GET / HTTP/1.1\r\n\r\n", b"[]\n", b'{"nonce": 3}\n', b"[" * 4000 + b"\n", b"x" * 9000,
    b'{"nonce": "x"}\n{"proof": "\xc3\xa9"}\n', b'{"nonce": "\\ud800"}\n',
])  # fmt: skip
def test_nonsense_ends_the_connection(said: bytes) -> None:
    """Whoever says something else is refused, whatever it is."""

    def talk(end: socket.socket) -> None:
        with end:
            end.sendall(said)
            end.shutdown(socket.SHUT_WR)
            end.recv(1)

    made, _ = introduced(lambda end: LineChannel(end, KEY, "session"), talk)
    assert isinstance(made, OSError)
