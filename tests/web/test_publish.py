"""A published site: what is made anew, and that it plays on a phone-sized browser, without a network too."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from coach.cli.progress import ProgressBar
from coach.session import open_session
from coach.settings import Settings
from coach.web.http_server import open_sockets, running
from coach.web.site.publish import Published, publish
from coach.web.site.session_files import PIECE, files_of
from tests.conftest import Coach, require
from tests.web.conftest import apart, check_accessible, until
from tests.webdriver import driven

ONE = """---
title: Shoulder break
for: self
summary: Two minutes for the shoulders.
---

## Sit

> [!CAUTION]
> Ease off if anything pinches, tingles, goes numb, or makes you dizzy.

- Sit tall, both feet on the floor. (8s) ![A person who sits tall](tall.png)
- Look ahead. (wait, 8s)

## Breathe

- Let the shoulders sink. (4 breaths)
- Rest your hands on your legs. (6s)

## Close

- Notice what has changed. (8s)
"""
TWO = """---
title: Hand break
for: self
---

## Hands

- Open and close your hands. (10s)
- Shake them out. (10s)
"""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}


@dataclass
class Site:
    """A published site and where it is made."""

    folder: Path
    scripts: Path
    settings: Settings
    address: str = ""
    server: ExitStack = field(default_factory=ExitStack)

    def write(self, name: str, text: str) -> None:
        """Write a script."""
        (self.scripts / f"{name}.md").write_text(text, "utf-8")

    def publish(self) -> list[Published]:
        """Publish both sessions."""
        sessions = [open_session(name, self.settings) for name in ("one", "two")]
        with ProgressBar() as progress:
            return list(publish(self.folder, sessions, "Anna's <studio>", progress))

    def files(self) -> dict[str, bytes]:
        """All files, by their place."""
        paths = [path for path in self.folder.rglob("*") if path.is_file()]
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in paths}

    def open(self) -> None:
        """Serve it under a sub-path by a server of plain files."""
        app = Starlette(routes=[Mount("/some/where", StaticFiles(directory=self.folder, html=True))])
        port = int(self.address.split(":")[2].split("/")[0]) if self.address else 0
        sockets = open_sockets([port], None)
        self.server.enter_context(running(app, sockets))
        self.address = f"http://localhost:{sockets[0].getsockname()[1]}/some/where/"

    def close(self) -> None:
        """Stop the server."""
        self.server.close()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Path:
    """A folder with two short scripts, and the site of them in a real voice."""
    folder = tmp_path_factory.mktemp("published")
    site = studio(folder, shared_cache)
    site.scripts.mkdir()
    site.write("one", ONE)
    Image.new("RGB", (40, 30), "teal").save(site.scripts / "tall.png")
    site.write("two", TWO)
    assert all(done.entry for done in site.publish())
    return folder


def studio(folder: Path, cache: Path) -> Site:
    """The site in a folder."""
    settings = Settings(scripts_dir=folder / "scripts", cache_dir=cache, data_dir=folder / "data")
    return Site(folder / "site", folder / "scripts", settings)


@pytest.fixture
def site(tmp_path: Path, published: Path, shared_cache: Path) -> Iterator[Site]:
    """A copy of the published site, with its scripts."""
    shutil.copytree(published, tmp_path, dirs_exist_ok=True)
    made = studio(tmp_path, shared_cache)
    yield made
    made.close()


@contextmanager
def phone(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """A browser of the size of a phone at an address; errors of its scripts, and files of the page that are not there,
    fail the test."""
    context = browser.new_context(**{**PHONE, **options})
    context.set_default_timeout(30_000)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("response", lambda got: errors.append(got.url) if got.status == 404 and "/app-" in got.url else None)
    try:
        page.goto(address)
        yield page
    finally:
        context.close()
    assert not errors


def play(page: Page) -> None:
    """Touch "play", and wait until the sound moves."""
    page.get_by_role("button", name="Go on").first.click()
    until(page, "document.querySelector('audio').currentTime > 0.3 && !document.querySelector('audio').paused")


def seek(page: Page, seconds: float) -> None:
    """Move the sound to a place."""
    page.evaluate("at => { document.querySelector('audio').currentTime = at; }", seconds)


def now(page: Page) -> float:
    """Where the sound is, in seconds."""
    return float(page.evaluate("document.querySelector('audio').currentTime"))


def test_only_what_changed_is_made_anew(site: Site) -> None:
    """After one edited line another `publish` changes that session's files and the list, and removes the old ones."""
    before = site.files()
    assert [done.made for done in site.publish()] == [False, False]
    assert site.files() == before
    Image.new("RGB", (40, 30), "orange").save(site.scripts / "tall.png")
    assert [done.made for done in site.publish()] == [True, False]
    assert len({name for name in site.files() if name.endswith(".png") and name.startswith("sessions/")}) == 1
    Image.new("RGB", (40, 30), "teal").save(site.scripts / "tall.png")
    site.publish()
    (site.folder / "my own.txt").write_text("stays")
    (site.folder / "sessions" / "mine.mp3").write_bytes(b"stays")
    site.write("two", TWO.replace("Shake them out.", "Shake them out, loosely."))
    assert [done.made for done in site.publish()] == [False, True]
    after = site.files()
    changed = {name for name in before.keys() ^ after.keys() if not name.startswith("sessions/two-")}
    lists = {name for name in changed if name.startswith("sessions-")}
    assert len(lists) == 2
    assert changed - lists == {"my own.txt", "sessions/mine.mp3"}
    same = {name for name in before.keys() & after.keys() if before[name] != after[name]}
    assert same == {"index.html", "worker.js", ".coach-site.json"}
    assert sum(name.startswith("sessions/two-") for name in after) == 3
    assert sum(name.startswith("sessions/two-") for name in before.keys() & after.keys()) <= 1  # a cover may stay


def test_pictures_of_one_name_are_all_there(site: Site) -> None:
    """Each picture that a timeline names is in the site, also if one of an included script has the same name."""
    (site.scripts / "parts").mkdir()
    site.write("parts/two", "- Sit taller. (8s) ![Taller](tall.png)\n")
    Image.new("RGB", (30, 40), "orange").save(site.scripts / "parts" / "tall.png")
    site.write("one", f"{ONE}\n[Two](parts/two.md)\n")
    entry = site.publish()[0].entry
    assert entry is not None
    steps = json.loads((site.folder / entry["timeline"]).read_text("utf-8"))["steps"]
    pictures = {step["picture"] for step in steps if step["picture"]}
    assert len(pictures) == 2
    assert pictures == set(entry["pictures"])
    assert pictures <= set(site.files())


def test_a_cut_run_leaves_the_old_site_whole(site: Site) -> None:
    """A run that ends in the middle leaves every file that the page names; the next one goes on where it stopped."""
    before = site.files()
    site.write("one", ONE.replace("Look ahead.", "Look far ahead."))
    site.write("two", TWO.replace("Shake them out.", "Shake them well."))
    sessions = [open_session(name, site.settings) for name in ("one", "two")]
    with ProgressBar() as progress:
        run = publish(site.folder, sessions, "Anna's <studio>", progress)
        assert next(run).made
        del run
    after = site.files()
    assert {name: after[name] for name in before if name != ".coach-site.json"} == {
        name: data for name, data in before.items() if name != ".coach-site.json"
    }
    assert [done.made for done in site.publish()] == [False, True]


def test_the_timeline_is_that_of_the_sound(site: Site, tmp_path: Path) -> None:
    """Every cue is in the decoded file within a sample of the timeline's time."""
    from coach.units import SAMPLES_PER_MS

    require(shutil.which("ffmpeg"), "ffmpeg decodes the file independently")
    done = site.publish()[0]
    assert done.entry is not None
    sound, script, *_ = (site.folder / place for place in files_of(done.entry))
    told = json.loads(script.read_text("utf-8"))
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", str(sound), "-f", "s16le", "-ac", "1", "-"], capture_output=True, check=True
    ).stdout
    heard = np.frombuffer(raw, np.int16).astype(np.float64)
    assert len(heard) == told["length"] * SAMPLES_PER_MS
    exported = open_session("one", site.settings).export(tmp_path / "one.wav")
    import soundfile

    exact, _ = soundfile.read(tmp_path / "one.wav", dtype="int16")
    assert exported.plan.length == told["length"]
    cues = [cue for step in told["steps"] for cue in step["cues"]]
    assert [cue["text"] for cue in cues if cue["text"]]
    for cue in cues:
        begin, end = cue["start"] * SAMPLES_PER_MS, cue["end"] * SAMPLES_PER_MS
        part = exact[begin:end].astype(np.float64)
        lags = range(-3, 4)
        alike = [float(np.dot(part[3:-3], heard[begin + 3 + lag : end - 3 + lag])) for lag in lags]
        assert abs(lags[int(np.argmax(alike))]) <= 1, cue
    assert told["sound"]["size"] == sound.stat().st_size
    assert len(told["sound"]["pieces"]) == -(-sound.stat().st_size // PIECE)


def test_it_plays_without_a_network(browser: Browser, site: Site) -> None:
    """A kept session plays after the server is gone: reload, words in time, seek, and it goes on where it was left."""
    site.open()
    with phone(browser, site.address) as page:
        page.get_by_role("heading", name="Anna's <studio>").wait_for()
        check_accessible(page)
        card = page.locator("site-card", has_text="Shoulder break")
        card.get_by_role("button", name="Keep on this phone").click()
        card.get_by_text("On this phone").wait_for()
        until(page, "navigator.serviceWorker.controller !== null")
        site.close()
        page.reload()
        card.get_by_role("link").click()
        play(page)
        check_accessible(page)
        timeline = json.loads(next(site.folder.glob("sessions/one-*.json")).read_text("utf-8"))
        seek(page, next(step["start"] for step in timeline["steps"] if step["kind"] == "caution") / 1000 + 0.2)
        expect(page.locator("coach-words")).to_contain_text("makes you dizzy")
        for below in (page.get_by_role("button", name="Next"), page.get_by_text("Options")):
            where = below.bounding_box()
            assert where is not None
            assert where["y"] + where["height"] <= 844  # on the screen, long as the words are
        steps = [step for step in timeline["steps"] if step["kind"] == "step"]
        for step in (steps[0], steps[-1]):
            seek(page, step["start"] / 1000 + 0.2)
            expect(page.locator("coach-session")).to_contain_text(step["lines"][0]["text"])
        seek(page, steps[0]["start"] / 1000 + 0.2)
        until(page, "document.querySelector('coach-session img[alt=\"A person who sits tall\"]')?.naturalWidth === 40")
        breath = next(step["breaths"][0] for step in timeline["steps"] if step["breaths"])
        seek(page, breath["start"] / 1000 + 1)
        expect(page.locator("coach-breath")).to_contain_text("Breathe in")
        page.wait_for_timeout(300)
        left, before = now(page), time.monotonic()
        page.reload()
        gone = time.monotonic() - before  # in which it may have played on
        until(page, "document.querySelector('audio')?.currentTime > 1")
        assert left - 3 < now(page) < left + gone + 3
        play(page)
        page.goto(site.address)
        page.get_by_role("link", name="Go on with Shoulder break, at Breathe").wait_for()


@pytest.mark.alone
def test_words_and_clock_follow_the_sound(browser: Browser, site: Site) -> None:
    """What is on the screen is that of the sound's own time, within 50 ms; waits hold only if the person is here."""
    site.open()
    with phone(browser, f"{site.address}#/play/one") as page:
        play(page)
        assert apart(page) < 50
        page.get_by_text("Options").click()
        page.get_by_label("I am here").check()
        timeline = json.loads(next(site.folder.glob("sessions/one-*.json")).read_text("utf-8"))
        wait = next(step for step in timeline["steps"] if step["wait"])
        seek(page, wait["end"] / 1000 - 1)
        page.wait_for_timeout(2500)
        assert now(page) * 1000 <= wait["end"]
        page.get_by_role("button", name="Next").click()
        until(page, f"document.querySelector('audio').currentTime * 1000 >= {wait['end']}")


def test_a_link_that_was_cut_shows_all_sessions(browser: Browser, site: Site) -> None:
    """A link that a messenger cut within a letter leads to the sessions, and the site works without a network."""
    site.open()
    with phone(browser, f"{site.address}#/play/na%C3") as page:
        page.get_by_role("heading", name="Anna's <studio>").wait_for()
        until(page, "navigator.serviceWorker.controller !== null")


def test_wishes_hold_where_nothing_is_remembered(browser: Browser, site: Site) -> None:
    """Where the browser stores nothing, what a person wants holds until the session is left; else also afterwards."""
    site.open()
    with phone(browser, f"{site.address}#/play/one") as page:
        here = page.get_by_label("I am here")
        waits = "document.querySelector('coach-session').source.options.waits"
        page.get_by_text("Options").click()
        here.check()
        assert page.evaluate(waits)
        page.reload()
        page.get_by_text("Options").click()
        expect(here).to_be_checked()
        page.evaluate(
            "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } })"
        )
        here.uncheck()
        assert not page.evaluate(waits)


def test_the_lock_screen_shows_and_steers(browser: Browser, site: Site) -> None:
    """It names the area that is heard, with its cover; it scrubs only if that is wanted, and lets go at the end."""
    site.open()
    with phone(browser, f"{site.address}#/play/one") as page:
        page.get_by_text("Options").click()
        page.evaluate(
            """() => {
              window.buttons = {};
              navigator.mediaSession.setActionHandler = (action, does) => { window.buttons[action] = does; };
            }"""
        )
        page.get_by_label("a bar to move along").check()
        timeline = json.loads(next(site.folder.glob("sessions/one-*.json")).read_text("utf-8"))
        start = timeline["areas"][1]["start"] / 1000
        page.evaluate("at => window.buttons.seekto({ seekTime: at })", start + 1)
        until(page, "navigator.mediaSession.metadata?.title === 'Breathe'")
        assert page.evaluate("navigator.mediaSession.metadata.artwork[0].src").endswith(".jpg")
        assert abs(now(page) - start - 1) < 0.1
        page.evaluate("window.buttons.previoustrack()")
        until(page, f"document.querySelector('audio').currentTime < {start + 0.5}")
        page.get_by_label("a bar to move along").uncheck()
        assert page.evaluate("[window.buttons.seekto, typeof window.buttons.play]") == [None, "function"]
        page.goto(f"{site.address}#/")
        until(page, "navigator.mediaSession.metadata === null && window.buttons.play === null")


def test_a_second_window_silences_the_first(browser: Browser, site: Site) -> None:
    """Two windows never play at once."""
    site.open()
    with phone(browser, f"{site.address}#/play/one") as page:
        play(page)
        other = page.context.new_page()
        other.goto(f"{site.address}#/play/two")
        play(other)
        until(page, "document.querySelector('audio').paused")


def test_full_storage_and_damage_are_said(browser: Browser, site: Site) -> None:
    """Where there is no room a sentence says so; a damaged piece is not played but fetched again."""
    site.open()
    with phone(browser, site.address) as page:
        until(page, "navigator.serviceWorker.controller !== null")
        card = page.locator("site-card", has_text="Shoulder break")
        quota = page.context.new_cdp_session(page)
        origin = site.address.rsplit("/", 3)[0]
        quota.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1})
        card.get_by_role("button", name="Keep on this phone").click()
        expect(card.get_by_role("alert")).to_contain_text("not enough room")
        quota.send("Storage.overrideQuotaForOrigin", {"origin": origin})
        card.get_by_role("button", name="Keep on this phone").click()
        card.get_by_text("On this phone").wait_for()
        page.evaluate(
            """async () => {
              const cache = await caches.open((await caches.keys()).find((name) => name.startsWith('kept ')));
              const piece = (await cache.keys()).find((request) => request.url.includes('?piece='));
              await cache.put(piece, new Response(new Uint8Array(1000)));
            }"""
        )
        card.get_by_role("link").click()
        play(page)
        page.goto(site.address)
        card.get_by_role("button", name="Keep on this phone").wait_for()


def test_an_update_does_not_break_a_session(browser: Browser, site: Site) -> None:
    """A session plays on while another version is published; the kept one stays until the new one is fetched."""
    site.open()
    with phone(browser, site.address) as page:
        card = page.locator("site-card", has_text="Shoulder break")
        card.get_by_role("button", name="Keep on this phone").click()
        card.get_by_text("On this phone").wait_for()
        until(page, "navigator.serviceWorker.controller !== null")
        card.get_by_role("link").click()
        play(page)
        site.write("one", ONE.replace("Look ahead.", "Look far ahead."))
        site.publish()
        seek(page, 20)
        at = now(page)
        until(page, f"document.querySelector('audio').currentTime > {at} + 1")
        page.goto(f"{site.address}?newer")
        card.get_by_text("An older version is on this phone.").wait_for()
        card.get_by_role("button", name="Fetch the new version").click()
        card.get_by_text("On this phone (").wait_for()
        kept = page.evaluate(
            """async () => {
              const cache = await caches.open((await caches.keys()).find((name) => name.startsWith('kept ')));
              return (await cache.keys()).filter((request) => request.url.includes('?whole')).length;
            }"""
        )
        assert kept == 1


def test_it_can_be_installed(browser: Browser, site: Site) -> None:
    """The browser finds nothing against putting the site among the apps."""
    site.open()
    with phone(browser, site.address, is_mobile=False, has_touch=False) as page:
        until(page, "navigator.serviceWorker.controller !== null")
        devtools = page.context.new_cdp_session(page)
        manifest = devtools.send("Page.getAppManifest")
        assert not manifest["errors"]
        assert json.loads(manifest["data"])["name"] == "Anna's <studio>"
        errors = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
        assert [each["errorId"] for each in errors if each["errorId"] != "in-incognito"] == []


def test_the_command_says_what_it_made(coach: Coach, script: Callable[[str, str], Path], tmp_path: Path) -> None:
    """It tells the size of each session, what had not changed, and what cannot be; speech may be shared."""
    script(TWO, "two.md")
    made = coach("publish", "site", "two.md", "--title", "Anna's", "--store", "shared")
    assert made.code == 0, made.err
    assert "Hand break: " in made.out
    assert " MB of sound" in made.out
    assert list((tmp_path / "shared" / "clips").iterdir())
    again = coach("publish", "site", "two.md", "--title", "Anna's", "--store", "shared")
    assert "1 of 1 had not changed." in again.out
    (tmp_path / "file").write_text("x")
    for wrong in (("nowhere",), ("--all", "two.md"), ()):
        assert coach("publish", "site", *wrong).code != 0
    refused = coach("publish", "file/site", "two.md")
    assert refused.code != 0
    assert "Traceback" not in refused.err


@pytest.mark.alone
def test_it_plays_in_webkit(site: Site, tmp_path: Path) -> None:
    """The engine of Safari opens the site, registers its worker, and plays with words and clock in time."""
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    mini = next(Path("/usr/lib").glob("*/webkit2gtk-4*/MiniBrowser"), None)
    require(driver and screen and mini, "WebKit and its driver are not installed")
    wanted = {"webkitgtk:browserOptions": {"binary": str(mini), "args": ["--automation"]}}
    site.open()
    with subprocess.Popen(
        [str(screen), "-displayfd", "1", "-screen", "0", "400x900x24"], stdout=subprocess.PIPE
    ) as shown:
        try:
            assert shown.stdout is not None
            display = f":{shown.stdout.readline().decode().strip()}"
            # Its sandbox needs rights that a container does not have; the page is ours.
            env = os.environ | {"DISPLAY": display, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
                                "XDG_RUNTIME_DIR": str(tmp_path)}  # fmt: skip
            with driven(str(driver), wanted, env) as browser:
                browser.go(f"{site.address}#/play/one")
                browser.until("return document.querySelector('coach-session')?.innerText.includes('Go on')", 60)
                browser.until("return navigator.serviceWorker.controller !== null", 60)
                browser.click("coach-session button.main")
                browser.until("return document.querySelector('audio').currentTime > 0.5", 60)
                shows = "document.querySelector('coach-session').view.position"
                apart = browser.run(f"return {shows} - document.querySelector('audio').currentTime * 1000")
                assert abs(apart) < 100
        finally:
            shown.terminate()
