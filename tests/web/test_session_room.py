"""The session room: a real server that plays to a real sound server with a real voice, steered from real browsers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.conftest import SoundServer
from tests.web.conftest import OpenPage, check_accessible, device, opened

TEXT = """\
---
title: Evening hips
for: therapist
client-voice: same
breath: 2-1-3-1
---

## Arrive

> [!CAUTION]
> Mind the nerve. [pause 20s]

- Rest both palms there. (40s) ![Two palms on a back](palms.png)
  > Let it grow heavy.
- Breathe with me. (8 breaths)

## Hip (each side)

- Lean in on the {side}. (40s)

## Close

- Roll over when you like. (wait, 30s)
- Rest. (40s)
"""
TABLET: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one script."""
    home = tmp_path_factory.mktemp("session")
    (home / "scripts").mkdir()
    (home / "scripts" / "evening.md").write_text(TEXT, "utf-8")
    Image.new("RGB", (400, 300), "#6cc7bd").save(home / "scripts" / "palms.png")
    return home


@pytest.fixture(scope="module")
def served(home: Path, shared_cache: Path, sound_server: SoundServer) -> Iterator[OpenPage]:
    """The page, which plays to the sound server."""
    with opened(home, shared_cache, env=sound_server.env) as page:
        yield page


@pytest.fixture
def tablet(browser: Browser, served: OpenPage) -> Iterator[Page]:
    """A tablet in the session room, where a session has just begun."""
    with device(browser, served, viewport=TABLET) as page:
        begin(page)
        yield page


def begin(page: Page, **options: Any) -> None:
    """Begin the session, instead of what may play, and go to its room."""
    assert ask(page, "api/session", {"routine": "evening", "instead": True, **options}) == {}
    page.evaluate("location.hash = '#/session'")
    expect(page.locator(".stage")).to_be_visible()
    until(lambda: source(page, "state") == "playing", 40)  # the voice may have to be loaded


def touch(page: Page, x: int, *moments: float) -> None:
    """Touch the screen, long enough after the last touch to be meant: down, up, perhaps down again at these seconds.

    They are what the device's clock tells of the touch, however late a busy page learns of it.
    """
    page.wait_for_timeout(400)
    hand = page.context.new_cdp_session(page)
    began = time.time()
    for count, moment in enumerate(moments or (0, 0.05)):
        what = "mouseReleased" if count % 2 else "mousePressed"
        event = {"type": what, "x": x, "y": 560, "button": "left", "clickCount": 1, "timestamp": began + moment}
        hand.send("Input.dispatchMouseEvent", event)
    hand.detach()


def ask(page: Page, path: str, body: object) -> Any:
    """The answer to a request of the page."""
    return page.evaluate(
        """([path, body]) => fetch(path, {method: 'POST', headers: {'Content-Type': 'application/json'},
        body: JSON.stringify(body)}).then((answer) => answer.json())""",
        [path, body],
    )


def source(page: Page, what: str) -> Any:
    """Something of what the room shows and steers."""
    return page.evaluate(f"document.querySelector('coach-session').source.{what}")


def words(page: Page) -> Any:
    """The words of the step."""
    return expect(page.locator("coach-words"))


def until(what: Callable[[], object], seconds: float = 20) -> None:
    """Wait for something, but not for ever."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_session_is_watched_and_steered(browser: Browser, served: OpenPage, tablet: Page) -> None:
    """Words, caution, breath, ring and time are shown; buttons, zones, a hold, keys and the ring steer; a second device
    shows the same and steers too; a page that is loaded again is where it was."""
    page = tablet
    expect(page.locator("h1")).to_have_text("Evening hips")
    page.get_by_role("button", name="Next").click()
    words(page).to_contain_text("Careful")
    words(page).to_contain_text("Mind the nerve.")
    touch(page, 1200)  # the right third: next
    words(page).to_contain_text("Rest both palms there.")
    expect(page.locator("coach-words .client")).to_contain_text("Let it grow heavy.")
    assert page.locator(".then").inner_text() == "then Breathe with me."
    picture = page.get_by_role("img", name="Two palms on a back")
    until(lambda: picture.evaluate("(image) => image.naturalWidth") == 400)

    touch(page, 640)  # the middle: pause
    expect(page.locator("coach-breath")).to_contain_text("Paused")
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    page.keyboard.press("Space")
    until(lambda: source(page, "state") == "playing")
    length = source(page, "timeline.length")
    page.mouse.move(900, 560)
    page.mouse.down()
    time.sleep(0.8)
    page.mouse.up()
    until(lambda: source(page, "timeline.length") == length + 30_000)
    expect(page.get_by_role("status")).to_contain_text("30 s more.")
    touch(page, 900, 0, 0.8)  # a busy page learns of its two ends at once
    until(lambda: source(page, "timeline.length") == length + 60_000)
    words(page).to_contain_text("Rest both palms there.")

    page.keyboard.press("PageDown")
    words(page).to_contain_text("Breathe with me.")
    expect(page.locator("coach-breath")).to_contain_text("Breathe in")
    touch(page, 640, 0, 0.05, 0.1, 0.15)  # an elbow that bounces: one touch
    until(lambda: source(page, "state") == "paused")

    with device(browser, served, viewport=PHONE) as phone:
        phone.evaluate("location.hash = '#/session'")
        words(phone).to_contain_text("Breathe with me.")
        expect(phone.locator("coach-breath")).to_contain_text("Paused")
        choose = (
            "document.querySelectorAll('coach-ring .touch')[2].dispatchEvent(new MouseEvent('click', {bubbles: true}))"
        )
        phone.evaluate(choose)
        expect(phone.locator("coach-breath")).to_contain_text("Hip, right side")
        assert source(phone, "segment()") == source(page, "segment()")
        phone.evaluate(choose)
        expect(phone.locator(".side")).to_have_text("Right side")
        phone.get_by_role("button", name="Go on").click()
        expect(page.locator(".side")).to_have_text("Right side")
        until(lambda: source(page, "state") == source(phone, "state") == "playing")
        before, there, after = (source(each, "position()") for each in (page, phone, page))
        assert before - 500 < there < after + 500

    page.get_by_role("button", name="Far").click()
    page.reload()
    expect(page.locator(".side")).to_have_text("Right side")
    expect(page.locator("dd.whole")).to_be_hidden()  # it is still shown for afar
    page.get_by_role("button", name="Near").click()
    assert page.evaluate("navigator.mediaSession.metadata.title") == "Hip, right side"
    page.get_by_role("button", name="area 3 of 4").click()
    page.get_by_role("button", name="Close 1:").click()
    words(page).to_contain_text("Roll over when you like.")
    expect(page.locator("coach-breath")).to_contain_text("Next, when you are both ready")
    touch(page, 640)  # at a wait, the one touch that people know goes on
    words(page).to_contain_text("Rest.")


def test_it_can_be_used_by_everyone(tablet: Page) -> None:
    """Keys alone reach everything; a screen reader hears the cues; less motion shows a bar; axe finds nothing in any
    state."""
    page = tablet
    reached = []
    for _ in range(10):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent"))
    assert ["Sessions", "area 1 of 4", "Far", "More", "‹Back", "Pause", "Next›", "30 s more"] in [
        reached[at : at + 8] for at in range(3)
    ]
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    words(page).to_contain_text("Mind the nerve.")
    expect(page.locator("coach-session > .unseen")).to_have_text("Careful: Mind the nerve.")
    check_accessible(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    words(page).to_contain_text("Breathe with me.")
    page.emulate_media(reduced_motion="reduce")
    expect(page.locator("coach-breath .gauge")).to_be_visible(timeout=20_000)
    assert (
        page.locator("coach-breath .core")
        .evaluate("(core) => getComputedStyle(core.parentNode).transform")
        .startswith("matrix(0.62")
    )
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="More")).to_be_visible()
    check_accessible(page)
    page.keyboard.press("Escape")
    page.set_viewport_size(PHONE)
    page.keyboard.press("n")
    words(page).to_contain_text("Lean in on the left.")
    page.keyboard.press("Space")
    expect(page.locator("coach-breath")).to_contain_text("Paused")
    check_accessible(page)
    page.keyboard.press("?")
    page.get_by_role("button", name="Far").click()
    check_accessible(page)
    page.keyboard.press("q")
    expect(page.locator("coach-outcome h1")).to_have_text("Left at Hip, left side")
    check_accessible(page)


def test_no_word_is_cut_off(tablet: Page) -> None:
    """At every size, near and from afar, the words fit: from afar on a tablet they are at least 72 px high."""
    page = tablet
    page.keyboard.press("n")
    page.keyboard.press("n")
    words(page).to_contain_text("Rest both palms there.")
    measure = """() => { const words = document.querySelector('coach-words');
        return [words.scrollHeight <= words.clientHeight && words.scrollWidth <= words.clientWidth,
                parseFloat(getComputedStyle(words).fontSize), document.documentElement.scrollWidth <= innerWidth]; }"""
    until(lambda: page.locator(".picture").evaluate("(image) => image.naturalWidth") == 400)
    for far in (False, True):
        for width, height in ((360, 640), (640, 360), (390, 844), (844, 390), (1280, 800), (1920, 1080)):
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            fits, size, narrow = page.evaluate(measure)
            assert (fits, narrow) == (True, True), (far, width, height)
            assert size >= (72 if far and width == 1280 else 20)
        page.set_viewport_size(TABLET)
        page.evaluate("document.querySelector('.to-far').click()")
    assert "far" not in page.locator("coach-session").get_attribute("class").split()  # type: ignore[union-attr]


def test_a_lost_loudspeaker_is_said(tablet: Page, sound_server: SoundServer) -> None:
    """When the loudspeaker is gone the page says so and keeps the place; when there is one again, it goes on."""

    def pactl(*words: str) -> str:
        done = subprocess.run(
            ["pactl", *words], env={**os.environ, **sound_server.env}, capture_output=True, text=True, check=True
        )
        return done.stdout

    (sink,) = [line.split("\t") for line in pactl("list", "short", "modules").splitlines() if "null-sink" in line]
    try:
        pactl("unload-module", sink[0])
        expect(tablet.get_by_role("status")).to_contain_text("The loudspeaker is gone. Your place is kept")
    finally:
        pactl("load-module", sink[1], *sink[2].split())
    expect(tablet.get_by_role("status")).to_have_text("")
    until(lambda: source(tablet, "state") == "playing")


def test_a_terminal_is_steered_from_the_page(browser: Browser, served: OpenPage) -> None:
    """What `coach play` plays appears on the page, is steered there, and its end is seen."""
    with device(browser, served, viewport=TABLET) as page:
        ask(page, "api/session/command", {"command": "quit"})
        page.evaluate("location.hash = '#/session'")
        with terminal(served) as process:
            expect(page.locator(".stage")).to_be_visible(timeout=20_000)
            expect(page.locator(".elsewhere")).to_be_visible()
            refused = ask(page, "api/session", {"routine": "evening"})
            assert refused == {"error": "'Evening hips' is playing already in another window."}
            page.get_by_role("button", name="Next").click()
            words(page).to_contain_text("Mind the nerve.")
            process.send_signal(signal.SIGSTOP)
            expect(page.get_by_role("status")).to_have_text("The program that plays it does not answer.")
            expect(page.locator("dd.whole")).to_have_text("–:––")
            process.send_signal(signal.SIGCONT)
            expect(page.get_by_role("status")).to_have_text("")
            page.keyboard.press("q")
            expect(page.locator("coach-outcome")).to_be_visible()


@contextmanager
def terminal(served: OpenPage) -> Iterator[subprocess.Popen[bytes]]:
    """`coach play` in another process."""
    command = [sys.executable, "-m", "coach", "play", "evening"]
    with subprocess.Popen(command, env=served.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_lost_connection_is_said_and_comes_back(
    browser: Browser, tmp_path: Path, home: Path, shared_cache: Path, sound_server: SoundServer
) -> None:
    """When the program is gone, no time is shown as true any more; when it runs again, the page is there by itself, and
    the session goes on where it was."""
    env = {**sound_server.env, "COACH_SCRIPTS_DIR": str(home / "scripts")}
    with opened(tmp_path, shared_cache, env=env) as first:
        port = first.address.rstrip("/").rpartition(":")[2]
        context = browser.new_context(viewport=TABLET)
        page = context.new_page()
        page.goto(first.new_link())
        page.wait_for_selector("main > *")
        begin(page)
        ask(page, "api/session/jump", {"area": 1})
        words(page).to_contain_text("Lean in on the left.")
        first.process.kill()  # as by a power cut
        expect(page.get_by_role("status")).to_contain_text("No connection to the computer. Trying again")
        expect(page.locator("dd.whole")).to_have_text("–:––")
        expect(page.locator("coach-ring .bead")).to_be_hidden()
    with opened(tmp_path, shared_cache, "--port", port, env=env):
        expect(page.locator("coach-outcome h1")).to_have_text("Nothing is playing")
        ask(page, "api/session", {"resume": True})
        words(page).to_contain_text("Lean in on the left.")
        expect(page.get_by_role("status")).to_have_text("")
    context.close()


def test_no_sound_device_is_a_sentence(browser: Browser, tmp_path: Path, home: Path, shared_cache: Path) -> None:
    """Without a loudspeaker the page says so, and nothing plays."""
    scripts = {"COACH_SCRIPTS_DIR": str(home / "scripts")}
    with (
        opened(tmp_path, shared_cache, env={**scripts, "COACH_PLAYER": "aplay", "COACH_DEVICE": "nowhere"}) as deaf,
        device(browser, deaf) as page,
    ):
        refused = ask(page, "api/session", {"routine": "evening"})
        assert refused["error"].startswith("There is no sound device 'nowhere'")
        for body in ({"routine": "../evening"}, {"routine": "nobody"}):
            assert "There is no routine" in ask(page, "api/session", body)["error"]
        page.evaluate("location.hash = '#/session'")
        expect(page.locator("coach-outcome h1")).to_have_text("Nothing is playing")
