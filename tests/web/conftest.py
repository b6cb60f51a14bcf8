"""What the tests of the page share: a page that is really open, and a real browser."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from tests.conftest import ROOT, require

expect.set_options(timeout=20_000)  # the machine may be busy
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


@dataclass
class OpenPage:
    """A page served by `coach open` in a process of its own."""

    address: str
    link: str
    """Lets in one browser."""
    home: Path
    env: dict[str, str]
    process: subprocess.Popen[str]

    def new_link(self) -> str:
        """Another link that lets in one browser."""
        return str(re.findall(r"http\S+", run_coach(self.env, "open", "--no-browser"))[0])

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.home / "data"

    @property
    def scripts(self) -> Path:
        """The folder for scripts of one's own."""
        return self.home / "scripts"


def run_coach(env: dict[str, str], *arguments: str) -> str:
    """What a command prints."""
    command = [sys.executable, "-m", "coach", *arguments]
    done: subprocess.CompletedProcess[str] = subprocess.run(
        command, env=env, capture_output=True, text=True, check=True, timeout=120
    )
    return done.stdout


@contextmanager
def opened(home: Path, cache: Path, *options: str, env: dict[str, str] | None = None) -> Iterator[OpenPage]:
    """A page of a home of its own, with what the terminal would use there, open while inside the block."""
    (home / "scripts").mkdir(parents=True, exist_ok=True)
    environ = {
        "PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8",
        "COACH_DATA_DIR": str(home / "data"), "COACH_CACHE_DIR": str(cache), "COACH_SCRIPTS_DIR": str(home / "scripts"),
        "PYTHONUNBUFFERED": "1", "PYTHONFAULTHANDLER": "1",
    } | (env or {})  # fmt: skip
    command = [sys.executable, "-m", "coach", "open", "--no-browser", *options]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            assert process.stdout is not None
            said = ""
            while "#key=" not in said.rpartition("\n")[0] and (line := process.stdout.readline()):
                said += line
            links = re.findall(r"http\S+", said)
            assert links, said
            yield OpenPage(links[-1].partition("#")[0], links[-1], home, environ, process)
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGABRT)  # it says where its threads are
                assert process.stdout is not None
                pytest.fail(f"The page does not close:\n{process.stdout.read()}")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Iterator[OpenPage]:
    """A page for a module's tests."""
    with opened(tmp_path_factory.mktemp("page"), shared_cache) as page:
        yield page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    require(path, "no Chromium here")
    with sync_playwright() as playwright:
        # Without a sandbox, as containers run as root; the pages are ours.
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        )
        yield browser
        browser.close()


@contextmanager
def device(
    browser: Browser, served: OpenPage, routes: dict[str, Callable[[Route], None]] | None = None, **options: Any
) -> Iterator[Page]:
    """A browser of its own that was let in, on the home page. Errors of its scripts fail the test.

    `routes`: answers in place of the server's, by pattern; the other options are those of a Playwright context.
    """
    context = browser.new_context(**options)
    for pattern, answer in (routes or {}).items():
        context.route(pattern, answer)
    context.set_default_timeout(30_000)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
    try:
        page.goto(served.new_link())
        page.wait_for_selector("main > *")
        yield page
    finally:
        context.close()
    assert not errors


def enter(page: Page, served: OpenPage, room: str = "") -> None:
    """Go to a room of the open page, named as in its address, and wait for it: until then the last one still stands."""
    page.goto(f"{served.address}#/{room}")
    name, _, about = room.partition("/")
    which = f"[about={json.dumps(about)}]" if about else ":not([about])"
    page.wait_for_selector(f"main > coach-{name or 'home'}{which}", state="attached")


@pytest.fixture(scope="module")
def let_in(browser: Browser, served: OpenPage) -> Iterator[Callable[..., Page]]:
    """Opens further browsers that are let in to the module's page; they are closed at its end."""
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> Page:
        context = browser.new_context(**options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(served.new_link())
        page.wait_for_selector("main > *")
        return page

    yield make
    for context in contexts:
        context.close()


def until(page: Page, holds: str) -> None:
    """Wait until an expression is true; the content policy forbids the browser to evaluate it by itself."""
    end = time.monotonic() + 40
    while not page.evaluate(holds):
        assert time.monotonic() < end, holds
        page.wait_for_timeout(50)


def apart(page: Page) -> float:
    """How far the session room is from the sound that its device plays, in milliseconds: nine of ten frames are nearer.

    A busy machine may be late with a single frame.
    """
    frames: list[float] = page.evaluate(
        """async () => {
          const [audio, room, frames] = [document.querySelector('audio'), document.querySelector('coach-session'), []];
          while (frames.length < 30) {
            await new Promise((seen) => requestAnimationFrame(() => setTimeout(seen)));
            frames.push(Math.abs(room.view.position - audio.currentTime * 1000));
          }
          return frames;
        }"""
    )
    return sorted(frames)[27]


def check_accessible(page: Page) -> None:
    """Fail if axe finds anything against WCAG 2.2 AA in the page as it is."""
    require(AXE.is_file(), "axe is not installed: npm ci")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("() => axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})")
    problems = [
        {"rule": each["id"], "help": each["help"], "at": [node["target"] for node in each["nodes"]][:5]}
        for each in found["violations"]
    ]
    assert not problems, json.dumps(problems, indent=1)
