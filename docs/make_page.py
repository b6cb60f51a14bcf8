"""Takes the pictures of the page in `docs/page/`: python docs/make_page.py.

It opens a real page with a home of its own and a silent loudspeaker, goes where a person goes, and photographs it.
Chromium and the development packages are needed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "page"
SIZES = {"phone-small": (360, 640), "phone": (390, 844), "tablet": (1280, 800), "desk": (1920, 1080)}
COLOURS = 48
"""Colours kept in a picture, so that it is small."""
AREA, BREATH = 5, "Breathe out"
"""The session is photographed in this area, while these words are on the disc."""


@contextmanager
def opened(home: Path) -> Iterator[str]:
    """The link into a page that is open while inside the block."""
    environ = {
        **os.environ, "HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "COACH_PLAYER": "silent",
        "COACH_DATA_DIR": str(home / "data"), "COACH_SCRIPTS_DIR": str(home),
        "COACH_CACHE_DIR": os.environ.get("COACH_CACHE_DIR", str(home / "cache")),
    }  # fmt: skip
    command = [sys.executable, "-m", "coach", "open", "--no-browser"]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = ""
            while "#key=" not in said and (line := process.stdout.readline()):
                said = line
            yield re.findall(r"http\S+", said)[0]
        finally:
            process.terminate()


def take(page: Page, folder: Path, name: str, *sizes: str) -> None:
    """Photograph what is on the screen at some sizes, into a folder."""
    for size in sizes:
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        time.sleep(0.6)
        picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(folder / f"{name}-{size}.png", optimize=True)


def ask(page: Page, path: str, body: object) -> Any:
    """Ask the page's server for something."""
    call = """([path, body]) => fetch(path, {method: 'POST', headers: {'Content-Type': 'application/json'},
        body: JSON.stringify(body)}).then((answer) => answer.json())"""
    return page.evaluate(call, [path, body])


def go(page: Page, room: str) -> None:
    """Go to a room."""
    page.evaluate("(room) => { location.hash = `#/${room}`; }", room)
    page.wait_for_selector("main > *")
    time.sleep(1.5)


def until(page: Page, condition: str) -> None:
    """Wait until something is so; the page itself may not, for its content policy allows no `eval`."""
    deadline = time.monotonic() + 120
    while not page.evaluate(condition):
        if time.monotonic() > deadline:
            raise TimeoutError(condition)
        time.sleep(0.1)


@contextmanager
def visited(browser: Browser) -> Iterator[Page]:
    """A browser that was let in to a page of an empty home."""
    with tempfile.TemporaryDirectory() as home, opened(Path(home)) as link:
        page = browser.new_context(device_scale_factor=1, color_scheme="dark").new_page()
        page.goto(link)
        page.locator("coach-card").nth(8).wait_for(timeout=60_000)
        yield page
        page.context.close()


def take_rooms(page: Page, folder: Path) -> None:
    """Take the pictures of the rooms where nothing plays."""
    time.sleep(0.5)
    take(page, folder, "home", "tablet", "phone")
    go(page, "prepare/deep-hip-release")
    take(page, folder, "prepare", "tablet", "phone")
    go(page, "write/deep-hip-release")
    take(page, folder, "write", "tablet", "phone")


def take_session(page: Page, folder: Path) -> None:
    """Take the pictures of a session that plays."""
    ask(page, "api/session", {"routine": "deep-hip-release"})
    go(page, "session")
    for _ in range(2):  # past the opening questions only if that is asked for twice
        ask(page, "api/session/jump", {"area": AREA})
    source = "document.querySelector('coach-session').source"
    until(page, f"{source}.timeline.steps[{source}.segment()].area === {AREA}")
    while page.evaluate("document.querySelector('coach-session').view.kind") == "caution":
        take(page, folder, "caution", "phone")
        ask(page, "api/session/command", {"command": "next"})
        time.sleep(0.5)
    while not page.evaluate("document.querySelector('coach-session').view.breath"):
        ask(page, "api/session/command", {"command": "next"})
        time.sleep(0.5)
    for size in SIZES:
        page.set_viewport_size({"width": SIZES[size][0], "height": SIZES[size][1]})
        until(page, f"document.querySelector('coach-breath').words === '{BREATH}'")
        take(page, folder, "session", size)
    page.get_by_role("button", name="Far").click()
    take(page, folder, "far", "tablet")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        with visited(playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])) as visitor:
            take_rooms(visitor, FOLDER)
            take_session(visitor, FOLDER)
