"""Who may use the page, tried by a tester with bad intent."""

from __future__ import annotations

import http.client
import json
import re
import socket
import stat
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from coach.errors import CoachError
from coach.web.pairing import COOKIE_SECONDS, KEY_SECONDS, Pairing
from tests.web.conftest import OpenPage, check_accessible, device


def ask(
    served: OpenPage, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None
) -> tuple[int, dict[str, str], bytes]:
    """The status, headers and body of the answer to a request made by hand."""
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(served.address).port or 0, timeout=30)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def cookie(served: OpenPage) -> dict[str, str]:
    """The cookie of a device that was let in by hand."""
    key = served.new_link().partition("#key=")[2]
    status, headers, _ = ask(served, "POST", "/api/pair", body=json.dumps({"key": key}).encode())
    assert status == 200
    assert "httponly" in headers["set-cookie"].lower()
    assert "samesite=strict" in headers["set-cookie"].lower()
    return {"Cookie": headers["set-cookie"].partition(";")[0]}


def test_a_link_lets_in_one_browser(browser: Browser, served: OpenPage) -> None:
    """The first browser that opens a link is in; the second sees a sentence; the key leaves the address."""
    link = served.new_link()
    with device(browser, served) as page:
        page.goto(link.replace("localhost", "127.0.0.1"))
        page.wait_for_selector("main > *")
    context = browser.new_context()
    try:
        late = context.new_page()
        late.goto(link.replace("localhost", "127.0.0.1"))
        assert "used already" in late.get_by_role("alert").inner_text()
        assert "key" not in late.url
        check_accessible(late)
    finally:
        context.close()


def test_devices_are_listed_and_put_out(browser: Browser, served: OpenPage) -> None:
    """A device sees which are in, gets a link for another, and one that is removed is out at once."""
    with device(browser, served) as page, device(browser, served) as other:
        page.goto(served.address + "#/devices")
        page.get_by_role("button", name="Let in another device").click()
        page.get_by_text("coach open --lan").wait_for()
        check_accessible(page)
        mine = page.locator("li", has_text="this device").count()
        assert mine == 1
        others = page.locator("li:not(:has-text('this device')) button")
        while left := others.count():
            others.first.click()
            expect(others).to_have_count(left - 1)
        other.goto(served.address + "#/devices")
        other.get_by_role("heading", name="Not let in yet").wait_for()


def test_nothing_is_answered_without_a_cookie(served: OpenPage, cookie: dict[str, str]) -> None:
    """Who asks for anything of a person's is told in a sentence who may; only the page and its looks are public."""
    from coach.web.application import ROUTES

    for route in ROUTES:
        name = getattr(route, "name", "")
        method, _, path = name.partition(" ")
        if path in ("/", "/static", "/api/pair", "/api/key"):
            continue
        status, _, body = ask(served, method, re.sub(r"\{\w+(:path)?\}", "x", path))
        assert status == 401, name
        assert json.loads(body)["error"].startswith("This device was not let in")
        assert ask(served, method, re.sub(r"\{\w+(:path)?\}", "x", path), {"Cookie": "coach=guess"})[0] == 401
    assert ask(served, "GET", "/api/devices", cookie)[0] == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8370", "127.0.0.1.evil.example", "[::1", "", "localhost.evil"]
)
def test_a_foreign_name_is_refused(served: OpenPage, cookie: dict[str, str], host: str) -> None:
    """A website that gives its own name this computer's address reads nothing."""
    for path in ("/", "/static/main.js", "/api/devices"):
        assert ask(served, "GET", path, cookie | {"Host": host})[0] in (400, 421)


@pytest.mark.parametrize("headers", [
    {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://localhost"},
])  # fmt: skip
def test_a_foreign_site_is_refused(served: OpenPage, cookie: dict[str, str], headers: dict[str, str]) -> None:
    """Another website neither reads, nor changes, nor holds a stream, even with the cookie."""
    for method, path in (("GET", "/api/devices"), ("POST", "/api/devices"), ("DELETE", "/api/devices/x")):
        assert ask(served, method, path, cookie | headers)[0] == 403


def test_every_answer_has_the_policy(served: OpenPage, cookie: dict[str, str]) -> None:
    """The content policy and its companions stand on pages, data, errors and refusals alike."""
    for path in ("/", "/static/main.js", "/api/devices", "/nowhere", "/api/nowhere"):
        for given in (cookie, {}, {"Host": "evil.example"}):
            headers = ask(served, "GET", path, given)[1]
            assert headers["content-security-policy"].startswith("default-src 'self';")
            assert "unsafe" not in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("path", [
    "/static/../routes/pages.py", "/static/%2e%2e/application.py", "/static/..%2fapplication.py",
    "/static//etc/passwd", "/static/..%5capplication.py", "/static/%00", "/../../etc/passwd", "/static/" + "a" * 5000,
])  # fmt: skip
def test_no_path_leads_out(served: OpenPage, path: str) -> None:
    """Nothing but the page's own files is served."""
    status, _, body = ask(served, "GET", path)
    assert status in (400, 401, 404)
    assert b"import" not in body
    assert b"root:" not in body


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"key": 3}', b"\xff\xfe", b"[" * 50_000, b'{"key": "x"}'])
def test_bad_bodies_are_sentences(served: OpenPage, body: bytes) -> None:
    """A body that is not what was agreed is refused in a sentence, without a traceback."""
    status, _, answer = ask(served, "POST", "/api/pair", body=body)
    assert status in (400, 403)
    assert json.loads(answer)["error"].endswith(".")
    assert b"Traceback" not in answer


def test_a_large_body_is_refused(served: OpenPage) -> None:
    """A body over the bound is not read to its end."""
    with socket.create_connection(("127.0.0.1", urlsplit(served.address).port or 0), timeout=30) as sent:
        head = f"POST /api/pair HTTP/1.1\r\nHost: localhost\r\nContent-Length: {1 << 30}\r\n\r\n"
        sent.sendall(head.encode())
        answer = b""
        try:
            for _ in range(64):
                sent.sendall(b"x" * (64 << 10))
        except OSError:
            pass
        try:
            answer = sent.recv(4096)
        except OSError:
            return  # closed while it was still sent: it was not read
        assert b"413" in answer


def test_connections_are_bounded(served: OpenPage) -> None:
    """One client gets no more than its share of connections, and is served again once they are closed."""
    port = urlsplit(served.address).port or 0
    opened = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(40)]
    try:
        closed: set[socket.socket] = set()
        deadline = time.monotonic() + 30
        while len(closed) < 40 - 24:
            assert time.monotonic() < deadline
            for one in set(opened) - closed:
                one.settimeout(0.05)
                try:
                    if one.recv(1) == b"":
                        closed.add(one)
                except ConnectionError:
                    closed.add(one)
                except TimeoutError:
                    pass
    finally:
        for one in opened:
            one.close()

    def is_served() -> bool:
        try:
            return ask(served, "GET", "/")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    deadline = time.monotonic() + 30
    while not is_served():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_key_works_once_and_not_for_long(tmp_path: Path) -> None:
    """A wrong, used or old key is a sentence; what is stored of a device lets nobody in; its owner alone reads it."""
    file = tmp_path / "devices.json"
    now = [1e9]
    pairing = Pairing(file, lambda: now[0])
    key = pairing.new_key()
    value = pairing.let_in(key, "a browser")
    for wrong in (key, "", "x", "é" * 10):
        with pytest.raises(CoachError, match="used already, or is too old"):
            pairing.let_in(wrong, "another")
    old = pairing.new_key()
    now[0] += KEY_SECONDS + 1
    with pytest.raises(CoachError, match="too old"):
        pairing.let_in(old, "another")
    assert value not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert Pairing(file, lambda: now[0]).knows(value), "it stays in when the page is opened again"
    now[0] += COOKIE_SECONDS + 1
    assert not pairing.knows(value), "a device that was not used for long is out"
    now[0] -= COOKIE_SECONDS
    (mark,) = [each.mark for each in pairing.devices()]
    assert not pairing.knows(mark)
    pairing.put_out(mark)
    assert not Pairing(file, lambda: now[0]).knows(value)
    file.write_text("{damaged")
    assert Pairing(file).devices() == []


def test_a_second_open_finds_the_first(served: OpenPage) -> None:
    """Opening the page twice shows the one that is open; its note is for its owner; a wrong secret gets no key."""
    assert served.new_link().startswith(served.address)
    note = served.data / "page.json"
    assert stat.S_IMODE(note.stat().st_mode) == 0o600
    for secret in ("", "Bearer ", "Bearer x", "Bearer é"):
        assert ask(served, "POST", "/api/key", {"Authorization": secret})[0] == 403
