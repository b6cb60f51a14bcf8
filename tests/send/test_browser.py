"""The page in a real browser: it plays, seeks and saves, and nothing on it is blocked."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import lameenc
import numpy as np
import pytest

from coach.units import SAMPLE_RATE
from tests.conftest import require
from tests.send.conftest import Open
from tests.webdriver import DrivenBrowser, driven, until

SECONDS = 30
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--autoplay-policy=no-user-gesture-required",
    "--window-size=390,844",
)  # fmt: skip


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[DrivenBrowser]:
    """A browser of its own, which saves into `downloads`."""
    driver = shutil.which("chromedriver")
    require(driver and shutil.which("chromium"), "Chromium and its driver are not installed")
    (tmp_path / "downloads").mkdir()
    options = {
        "args": [*ARGUMENTS, f"--user-data-dir={tmp_path / 'profile'}"],
        "prefs": {"download.default_directory": str(tmp_path / "downloads"), "download.prompt_for_download": False},
    }
    wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
    with driven(str(driver), wanted) as one:
        yield one


@pytest.fixture
def mp3(tmp_path: Path) -> Path:
    """Half a minute of a tone."""
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(64)
    encoder.set_in_sample_rate(SAMPLE_RATE)
    encoder.set_channels(1)
    encoder.silence()
    tone = 3000 * np.sin(np.arange(SECONDS * SAMPLE_RATE) * 440 * 2 * np.pi / SAMPLE_RATE)
    path = tmp_path / "Hüfte & Rücken.mp3"
    path.write_bytes(bytes(encoder.encode(tone.astype("<i2").tobytes()) + encoder.flush()))
    return path


def test_a_browser_plays_and_saves(browser: DrivenBrowser, opened: Open, mp3: Path, tmp_path: Path) -> None:
    """The page opens, plays, jumps ahead and saves the file whole; nothing is fetched before it is asked for."""
    one = opened([mp3], title="Deep <hip> release")
    browser.go(one.sending.link)
    assert browser.run("return document.title") == "Deep <hip> release"
    assert "Hüfte & Rücken.mp3" in browser.run("return document.body.innerText")
    assert browser.run("return getComputedStyle(document.querySelector('a')).display") == "block"
    assert browser.run("return document.documentElement.scrollWidth <= window.innerWidth")
    time.sleep(0.3)
    assert one.sending.received() == []

    browser.run("document.querySelector('audio').play()")
    browser.until("return document.querySelector('audio').currentTime > 0.3")
    assert browser.run("return document.querySelector('audio').duration") == pytest.approx(SECONDS, abs=0.2)
    browser.run("document.querySelector('audio').currentTime = 25")
    browser.until("let it = document.querySelector('audio'); return !it.seeking && it.currentTime > 25.3")
    browser.run("document.querySelector('audio').pause()")

    browser.click("a")
    saved = tmp_path / "downloads" / mp3.name
    until(saved.exists)
    assert saved.read_bytes() == mp3.read_bytes()
    until(lambda: one.sending.progress.receivers(saved=True))

    log = [line["message"] for line in browser.call("POST", "/se/log", {"type": "browser"})]
    assert [line for line in log if "favicon.ico" not in line] == []


def test_a_browser_is_shown_nothing_else(browser: DrivenBrowser, opened: Open, sound: Path) -> None:
    """Any other address, those with ../ in them too, is an empty page to a browser."""
    one = opened([sound])
    root = one.sending.link.removesuffix(one.page)
    for path in ("/", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", f"{one.page}/../x", f"{one.page}/save/1/../2"):
        browser.call("POST", "/url", {"url": root + path})
        code = browser.run("return performance.getEntriesByType('navigation')[0]?.responseStatus")
        assert code in (0, 404, None)
        assert "hip" not in browser.run("return document.documentElement.outerHTML")
