"""Takes the pictures in `docs/pictures/`, of the real page in a real browser: python docs/make_page_pictures.py.

Needs Chromium.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page, ViewportSize

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
ROUTINE, AREA, STEP = "deep-hip-release", "Piriformis", "Rest there"
TABLET, PHONE = (1280, 800), (390, 844)
SIZES = {"home": TABLET, "prepare": TABLET, "session": TABLET, "session-phone": PHONE, "write": TABLET}
"""The pictures by name, and their sizes in pixels."""
_COLOURS = 96
"""So few keep a picture small, and cannot be told from all."""


def take(folder: Path, chromium: str, cache: Path) -> None:
    """Take all pictures into a folder; `cache`: an audio cache."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as home, _open_page(Path(home), cache) as link, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport=_viewport("home"), color_scheme="dark", locale="en-GB")
        page.goto(link)
        page.locator("coach-card").nth(8).wait_for(timeout=60_000)
        _shoot(page, folder, "home")
        _go(page, link, f"prepare/{ROUTINE}")
        page.locator("coach-ring").first.wait_for()
        _shoot(page, folder, "prepare")
        _go(page, link, f"write/{ROUTINE}")
        page.get_by_text(AREA).first.wait_for()
        _shoot(page, folder, "write")
        page.emulate_media(reduced_motion="no-preference")
        _go(page, link, f"prepare/{ROUTINE}")
        page.get_by_role("button", name="Start", exact=True).click()
        page.wait_for_url("**/#/session", timeout=60_000)
        _to_the_step(page)
        _shoot(page, folder, "session")
        page.set_viewport_size(_viewport("session-phone"))
        _shoot(page, folder, "session-phone")
        browser.close()


@contextmanager
def _open_page(home: Path, cache: Path) -> Iterator[str]:
    """The page of an empty home, whose loudspeaker is silent; the link into it."""
    env = os.environ | {
        "HOME": str(home), "COACH_DATA_DIR": str(home / "data"), "COACH_CACHE_DIR": str(cache),
        "COACH_PLAYER": "silent", "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    command = [sys.executable, "-m", "coach", "open", "--no-browser"]
    with subprocess.Popen(command, env=env, cwd=home, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = ""
            while "#key=" not in said:
                said = process.stdout.readline()
            yield re.findall(r"http\S+", said)[0]
        finally:
            process.terminate()
            process.wait(timeout=20)


def _to_the_step(page: Page) -> None:
    """Go to the step whose breaths are shown, and wait for the middle of one."""
    view = "document.querySelector('coach-session').view"
    page.wait_for_timeout(1000)
    areas = page.evaluate("[...document.querySelector('coach-ring').plan.areas].map((area) => area.title)")
    steer = "([path, body]) => fetch(path, {method: 'POST', body: JSON.stringify(body)})"
    for _ in range(2):  # the opening check is left only if that is asked for twice
        page.evaluate(steer, ["api/session/jump", {"area": areas.index(AREA)}])
        page.wait_for_timeout(300)
    for _ in range(200):
        page.wait_for_timeout(150)
        now = page.evaluate(f"{view} && {{lines: {view}.lines.map((line) => line.text), breath: {view}.breath}}")
        if not now or not any(STEP in line for line in now["lines"]):
            page.evaluate(steer, ["api/session/command", {"command": "next"}])
        elif (breath := now["breath"]) and breath["phase"] == "exhale" and 0.5 < breath["fullness"] < 0.9:
            return
    raise RuntimeError(f"The step '{STEP}' was not reached.")


def _go(page: Page, link: str, room: str) -> None:
    page.goto(f"{link.partition('#')[0]}#/{room}")


def _shoot(page: Page, folder: Path, name: str) -> None:
    """Take a picture, once what moves stands still."""
    if not name.startswith("session"):
        page.wait_for_timeout(1500)
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    small = shot.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    folder.mkdir(parents=True, exist_ok=True)
    small.save(folder / f"{name}.png", optimize=True)


def _viewport(name: str) -> ViewportSize:
    width, height = SIZES[name]
    return {"width": width, "height": height}


if __name__ == "__main__":
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        sys.exit("Chromium is not installed.")
    take(PICTURES, found, ROOT / "audio_cache")
