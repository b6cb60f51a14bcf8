"""The server, asked by real clients over real connections."""

from __future__ import annotations

import os
import re
import socket
import struct
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.send import sending as sending_module
from coach.send import server as server_module
from coach.send.server import disposition
from tests.send.conftest import HERE, Open, Opened

NOTHING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@pytest.fixture
def hip(opened: Open, sound: Path) -> Opened:
    """One file, shared."""
    return opened([sound])


def test_the_page_leads_to_the_file(hip: Opened, sound: Path) -> None:
    """The link opens a page with a player and a button, and both give the file, byte for byte."""
    with urllib.request.urlopen(hip.sending.link, timeout=30) as answer:
        html = answer.read().decode()
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
    assert "0.5 MB" in html or "480 kB" in html
    assert "10 s" in html
    for path, kind in zip(re.findall(r'(?:href|src)="([^"]+)"', html), ("attachment", "inline"), strict=True):
        answer, content = hip.ask(path)
        assert (answer.status, content) == (200, sound.read_bytes())
        assert answer.headers["Content-Type"] == "audio/wav"
        assert answer.headers["Content-Disposition"] == f"{kind}; filename=\"hip.wav\"; filename*=UTF-8''hip.wav"
        assert answer.headers["Accept-Ranges"] == "bytes"


def test_every_answer_is_guarded(hip: Opened) -> None:
    """Page and files tell browsers to run nothing, guess nothing, pass nothing on."""
    for path in (hip.page, hip.path(saving=False)):
        headers = hip.ask(path)[0].headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "default-src 'none'; media-src 'self'" in headers["Content-Security-Policy"]
        assert headers["Server"] is None
    assert "private" in hip.ask(hip.path())[0].headers["Cache-Control"]


def test_head_is_get_without_the_body(hip: Opened) -> None:
    """HEAD answers with the headers of GET, for the page and for a file."""
    for path in (hip.page, hip.path()):
        head, nothing = hip.ask(path, "HEAD")
        full, content = hip.ask(path)
        assert (head.status, nothing) == (200, b"")
        assert head.headers["Content-Length"] == full.headers["Content-Length"] == str(len(content))


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-1", 0, 2), ("bytes=100-", 100, None), ("bytes=-10", -10, None), ("bytes=5-99999999999", 5, None),
     ("bytes=-99999999999", 0, None), ("Bytes=7-7", 7, 8)],
)  # fmt: skip
def test_a_range_gives_that_part(hip: Opened, sound: Path, asked: str, start: int, end: int | None) -> None:
    """One range is answered with exactly those bytes, and says which."""
    whole = sound.read_bytes()
    answer, content = hip.ask(hip.path(saving=False), Range=asked)
    first, last = re.findall(r"\d+", answer.headers["Content-Range"])[:2]
    assert (answer.status, content) == (206, whole[start:end])
    assert content == whole[int(first) : int(last) + 1]
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"
    assert answer.headers["Content-Length"] == str(len(content))


@pytest.mark.parametrize(
    "asked",
    ["bytes=0-1,5-9", "bytes=9-5", "bytes=x-", "bytes=-", "lines=0-1", "bytes=0-1-2", "bytes=²-3", "bytes=" + "9" * 99],
)
def test_what_is_no_single_range_gives_the_whole(hip: Opened, sound: Path, asked: str) -> None:
    """Several ranges, and what makes no sense, are answered with the whole file."""
    answer, content = hip.ask(hip.path(), Range=asked.encode("latin-1", "replace").decode("latin-1"))
    assert (answer.status, len(content)) == (200, sound.stat().st_size)


@pytest.mark.parametrize("asked", ["bytes=480045-", "bytes=99999999-", "bytes=-0"])
def test_a_range_outside_the_file_is_refused(hip: Opened, sound: Path, asked: str) -> None:
    """A range that begins behind the end is answered with 416, and how long the file is."""
    answer, content = hip.ask(hip.path(), Range=asked)
    assert (answer.status, content) == (416, b"")
    assert answer.headers["Content-Range"] == f"bytes */{sound.stat().st_size}"


def test_a_range_goes_with_the_version(hip: Opened, sound: Path) -> None:
    """If-Range gives the part for the file's own ETag, and the whole for any other."""
    etag = hip.ask(hip.path(), "HEAD")[0].headers["ETag"]
    assert hip.ask(hip.path(), Range="bytes=0-9", If_Range=etag)[0].status == 206
    for other in ('"other"', f"W/{etag}", "Sat, 21 Nov 2026 13:19:51 GMT"):
        assert hip.ask(hip.path(), Range="bytes=0-9", If_Range=other)[0].status == 200
    assert hip.ask(hip.path(), If_None_Match=f'"x", {etag}')[0].status == 304


def test_nothing_else_is_there(hip: Opened, sound: Path) -> None:
    """Whatever is asked beside the link, with whatever method, is answered with 404 and nothing in it."""
    page, file = hip.page.encode(), hip.path().encode()
    wrong = page[:-1] + (b"A" if page[-1:] != b"A" else b"B")
    lines = [
        b"GET / HTTP/1.1", b"GET /favicon.ico HTTP/1.1", b"GET /hip.wav HTTP/1.1", b"GET " + wrong + b" HTTP/1.1",
        b"GET " + page[:-1] + b" HTTP/1.1", b"GET " + page + b"/ HTTP/1.1", b"GET " + page + b"x HTTP/1.1",
        b"GET /" + page + b" HTTP/1.1", b"GET " + page + b"? HTTP/1.1", b"GET " + page + b"/.. HTTP/1.1",
        b"GET " + page + b"/save/1/ HTTP/1.1", b"GET " + page + b"/save/2/hip.wav HTTP/1.1",
        b"GET " + page + b"/save/1/../1/hip.wav HTTP/1.1", b"GET " + page + b"/save/1/%68ip.wav HTTP/1.1",
        b"GET " + page + b"/../../../../etc/passwd HTTP/1.1", b"GET ../../etc/passwd HTTP/1.1",
        b"GET /../../../../etc/passwd HTTP/1.1", b"GET /..%2f..%2f..%2fetc%2fpasswd HTTP/1.1",
        b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1", b"GET /..\\..\\windows\\win.ini HTTP/1.1",
        b"GET " + file + b"%00 HTTP/1.1", b"GET " + file + b"\x00.txt HTTP/1.1", b"GET /\xff\xfe HTTP/1.1",
        b"GET " + os.fsencode(sound) + b" HTTP/1.1", b"GET file://" + os.fsencode(sound) + b" HTTP/1.1",
        b"GET http://127.0.0.1" + page + b" HTTP/1.1", b"GET * HTTP/1.1", b"OPTIONS * HTTP/1.1",
        b"GET " + page, b"GET " + page + b" HTTP/0.9", b"GET " + page + b" HTTP/2.0", b"GET " + page + b" HTTP/1.1 x",
        b"GET " + page + b" http/1.1", b"get " + page + b" HTTP/1.1", b"", b"\x00", b"\x16\x03\x01\x02\x00\x01",
        b"GET /" + b"a" * 5000 + b" HTTP/1.1", b"GET /" + b"a" * 100_000 + b" HTTP/1.1", b"a" * 100_000,
        b"GET " + page + b" HTTP/1.1\r\nContent-Length: 3", b"GET " + page + b" HTTP/1.1\r\nTransfer-Encoding: chunked",
        b"GET " + page + b" HTTP/1.1\r\n" + b"X: y\r\n" * 200,
        *(method + b" " + page + b" HTTP/1.1" for method in
          (b"POST", b"PUT", b"DELETE", b"OPTIONS", b"TRACE", b"CONNECT", b"PATCH", b"PROPFIND", b"BREW")),
    ]  # fmt: skip
    answers = {line[:80]: hip.raw(line + b"\r\nHost: x\r\n\r\n") for line in lines}
    assert {line: answer for line, answer in answers.items() if answer != NOTHING} == {}
    # The wrong Host is fine: the link is the secret, not the name.
    assert hip.raw(b"GET " + page + b" HTTP/1.1\r\nHost: example.org\r\n\r\n").startswith(b"HTTP/1.1 200")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.one_of(st.text(max_size=60), st.binary(max_size=60), st.sampled_from(["TOKEN", "TOKEN/"])), tail=st.text()
)
def test_no_other_path_is_found(hip: Opened, path: str | bytes, tail: str) -> None:
    """Whatever path is asked for, if it is not exactly one of ours, the answer is nothing."""
    ours = {hip.page, hip.path(), hip.path(saving=False)}
    asked = path.decode("latin-1") if isinstance(path, bytes) else path
    asked = asked.replace("TOKEN", hip.page) + tail
    found = hip.sending.share.find(asked)
    assert (found is not None) == (asked in ours)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.binary(max_size=60), known=st.booleans())
def test_no_other_request_is_answered(hip: Opened, path: bytes, known: bool) -> None:
    """The same over a connection: bytes of any kind in the place of the path get 404, with nothing in it."""
    asked = (hip.page.encode() if known else b"/") + b"/" + path
    if asked.split(b" ")[0].decode("latin-1") not in {hip.path(), hip.path(saving=False)}:
        assert hip.raw(b"GET " + asked + b" HTTP/1.1\r\n\r\n") == NOTHING


def test_slow_clients_are_sent_away(hip: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that comes drop by drop is ended when its time is over, however steadily it drips."""
    monkeypatch.setattr(server_module, "HEAD_SECONDS", 0.6)
    deadline = time.monotonic() + 30
    with socket.create_connection((HERE, hip.sending.port), timeout=30) as connection:

        def drip() -> None:
            while time.monotonic() < deadline:
                connection.sendall(b"G")
                time.sleep(0.05)

        with pytest.raises(OSError, match=r"(?i)broken|reset|abort"):  # as the system likes
            drip()


def test_one_client_cannot_take_every_place(hip: Opened) -> None:
    """Connections beyond the most that one client may have are closed at once; the places become free again."""
    idle = [socket.create_connection((HERE, hip.sending.port), timeout=30) for _ in range(server_module.MOST_OF_ONE)]
    try:
        time.sleep(0.3)
        assert hip.raw(b"GET " + hip.page.encode() + b" HTTP/1.1\r\n\r\n") == b""
    except OSError:  # closed before it was asked
        pass
    finally:
        for connection in idle:
            connection.close()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if hip.ask(hip.page)[0].status == 200:
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("no place became free")


def test_a_file_that_changes_ends_it(opened: Open, sound: Path) -> None:
    """A file written over, or taken away, is not sent any more, and the sending says so."""
    for change in (lambda: sound.write_bytes(b"other"), sound.unlink):
        one = opened([sound])
        change()
        answer, content = one.ask(one.path())
        assert (answer.status, content) == (404, b"")
        assert one.ending().sentence == "hip.wav changed or went away while it was offered. Send it again."


def test_a_file_that_is_cut_while_it_is_sent(opened: Open, tmp_path: Path) -> None:
    """The client of a file that shrinks under way gets less than was announced, and a closed connection."""
    path = tmp_path / "long.mp3"
    path.write_bytes(b"\xff" * 30_000_000)
    one = opened([path])
    with socket.create_connection((HERE, one.sending.port), timeout=30) as connection:
        connection.sendall(b"GET " + one.path().encode() + b" HTTP/1.1\r\n\r\n")
        got = len(connection.recv(1000))
        with path.open("r+b") as file:
            file.truncate(1000)
        while piece := connection.recv(1 << 20):
            got += len(piece)
    assert 0 < got < 30_000_000
    assert not one.ending().everything_sent


@pytest.mark.parametrize(
    ("name", "plain", "coded"),
    [
        ("hip.mp3", "hip.mp3", "hip.mp3"),
        ('a"b\\c%.mp3', "a_b_c_.mp3", "a%22b%5Cc%25.mp3"),
        ("Hüfte.mp3", "H_fte.mp3", "H%C3%BCfte.mp3"),
        ("ירך 🦵.m4b", "___ _.m4b", "%D7%99%D7%A8%D7%9A%20%F0%9F%A6%B5.m4b"),
    ],
)
def test_names_in_headers(name: str, plain: str, coded: str) -> None:
    """A file's name stands in the header in plain letters and, in full, in UTF-8."""
    assert disposition(name, saving=True) == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{coded}"


@pytest.mark.parametrize(
    "name", ["Hüfte & 'Rücken' <b>.mp3", "ירך 🦵.opus", "a\nb\x1b[2J.flac", "x" * 250 + ".m4b", "\udcff.mp3"]
)
def test_any_name_can_be_fetched(opened: Open, tmp_path: Path, name: str) -> None:
    """A file with any name the disk can hold is offered under a link that fetches it, and breaks no page or header."""
    path = tmp_path / os.fsdecode(os.fsencode(name))
    path.write_bytes(b"sound")
    one = opened([path], title=path.stem)
    html = one.ask(one.page)[1].decode()
    assert "<b>.mp3" not in html
    assert "\x1b" not in one.sending.sentence()
    link = re.findall(r'href="([^"]+)"', html)[0]
    assert one.ask(link)[1] == b"sound"


def test_it_ends_when_everything_was_sent(opened: Open, sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once one client has saved all of every file, in pieces and out of order too, the link soon stops working."""
    monkeypatch.setattr(sending_module, "AFTER_SAVED", 0.5)
    words = sound.with_suffix(".lrc")
    words.write_text("[00:01.00]Breathe.", "utf-8")
    one = opened([sound, words])
    assert one.ask(one.path(1))[0].headers["Content-Type"] == "text/plain; charset=utf-8"
    one.ask(one.path(0), Range="bytes=200000-")
    one.ask(one.path(0), Range="bytes=0-100000")
    time.sleep(1)
    assert one.thread.is_alive()
    one.ask(one.path(0), Range="bytes=100001-199999")
    ending = one.ending()
    assert (ending.sentence, ending.everything_sent) == ("Everything was sent to 127.0.0.1.", True)
    with pytest.raises((ConnectionError, urllib.error.URLError)):
        urllib.request.urlopen(one.sending.link, timeout=30)


def test_a_cut_download_that_is_resumed_is_sent(opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client whose connection broke, and which asks for the rest of what it has, has everything in the end."""
    monkeypatch.setattr(sending_module, "AFTER_SAVED", 0.2)
    path = tmp_path / "long.mp3"
    path.write_bytes(b"\xff" * 3_000_000)
    one = opened([path])
    with socket.create_connection((HERE, one.sending.port), timeout=30) as connection:
        connection.sendall(b"GET " + one.path().encode() + b" HTTP/1.1\r\n\r\n")
        head, _, body = connection.recv(4096).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200")
        got = len(body)
        while got < 1_000_000:
            got += len(connection.recv(65536))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # break it, not end it
    answer, rest = one.ask(one.path(), Range=f"bytes={got}-")
    assert (answer.status, got + len(rest)) == (206, 3_000_000)
    assert one.ending().sentence == "Everything was sent to 127.0.0.1."


def test_kept_open_it_is_for_several(opened: Open, sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `keep` a download does not end it: the next can come until the time is over, as the page says."""
    monkeypatch.setattr(sending_module, "AFTER_SAVED", 0.0)
    one = opened([sound], keep=True)
    assert "this page goes away at " in one.ask(one.page)[1].decode()
    one.ask(one.path())
    time.sleep(0.5)
    assert one.ask(one.path())[0].status == 200
    assert one.sending.seconds_left() > 0
    assert one.thread.is_alive()
    one.sending.minutes = 0  # in place of a minute's wait
    ending = one.ending()
    assert one.sending.seconds_left() <= 0
    assert (ending.sentence, ending.everything_sent) == ("Everything was sent to 127.0.0.1.", True)


def test_playing_ends_it_later_than_saving(opened: Open, sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has listened may still want to save it: that takes longer to end."""
    monkeypatch.setattr(sending_module, "AFTER_SAVED", 0.0)
    monkeypatch.setattr(sending_module, "AFTER_PLAYED", 60.0)
    one = opened([sound])
    one.ask(one.path(saving=False))
    time.sleep(0.8)
    assert one.thread.is_alive()
    monkeypatch.setattr(sending_module, "AFTER_PLAYED", 1.0)
    assert one.ending().everything_sent


def test_it_ends_when_the_time_is_over(opened: Open, sound: Path) -> None:
    """Without a download the link works for its time, and what is under way then still arrives whole."""
    sound.write_bytes(b"\xff" * 6_000_000)
    one = opened([sound], minutes=20 / 60)
    got: list[int] = []

    def fetch_slowly() -> None:
        with socket.create_connection((HERE, one.sending.port), timeout=30) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
            connection.sendall(b"GET " + one.path().encode() + b" HTTP/1.1\r\nRange: bytes=1-\r\n\r\n")
            got.append(len(connection.recv(1000)))
            one.sending.minutes = 1.5 / 60  # in place of a longer wait
            deadline = time.monotonic() + 30
            while one.raw(b"GET " + one.page.encode() + b" HTTP/1.1\r\n\r\n") != NOTHING:
                assert time.monotonic() < deadline
                time.sleep(0.1)
            while piece := connection.recv(1 << 20):
                got.append(len(piece))

    client = threading.Thread(target=fetch_slowly)
    client.start()
    ending = one.ending()
    client.join(60)
    assert (ending.sentence, ending.everything_sent) == ("The time is over: 2 seconds.", False)
    assert sum(got) > 5_999_999
