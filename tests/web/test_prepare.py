"""Prepare in a real browser: fitted, remembered, started, and taken along."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import soundfile
from playwright.sync_api import Page, expect

from coach.storage import session_records
from coach.storage.database import Database
from coach.storage.session_records import SessionRecord
from tests.web.conftest import OpenPage, apart, check_accessible, enter, opened, run_coach, until

SCRIPT = """---
title: <i>Hips</i>
for: therapist
---
## Glutes (each side)
> [!CAUTION]
> Never press on the bone.

- Press the {side} side. (60s, 30-240s)
  > Breathe out.
- Rest. (20s) (unless varicose veins)
## Belly (optional)
- Rest your hands. (60s)
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Iterator[OpenPage]:
    """A studio with a script of one's own, whose loudspeaker is silent."""
    with opened(tmp_path_factory.mktemp("prepare"), shared_cache, env={"COACH_PLAYER": "silent"}) as page:
        (page.scripts / "hips.md").write_text(SCRIPT)
        yield page


@pytest.fixture(scope="module")
def page(let_in: Callable[..., Page]) -> Page:
    """One browser for all."""
    return let_in()


def recorded(served: OpenPage, count: int) -> list[SessionRecord]:
    """The sessions in the history, once there are so many."""
    deadline = time.monotonic() + 60
    with Database(served.data / "coach.db") as db:
        while len(found := session_records.history(db)) < count:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    return found


def go_to(page: Page, served: OpenPage, name: str) -> None:
    """Go to where a routine is prepared."""
    page.goto("about:blank")
    enter(page, served, f"prepare/{name}")
    page.wait_for_selector(".areas .area")


def fields(page: Page) -> dict[str, str]:
    """The chosen values of the fields under More."""
    values = page.locator(".fields select").evaluate_all("all => all.map((e) => [e.id.slice(6), e.value])")
    return dict(values)


def test_the_slider_fits_the_session(page: Page, served: OpenPage) -> None:
    """Moving the slider redraws ring and figures to what the terminal shows for that length; a routine with one length
    says so."""
    page.set_viewport_size({"width": 1280, "height": 800})
    go_to(page, served, "deep-hip-release")
    before = page.locator(".face .area").last.get_attribute("d")
    slider = page.get_by_role("slider", name="Length")
    low, high = (int(slider.get_attribute(name) or 0) for name in ("min", "max"))
    slider.focus()
    page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", f"{low} min")
    slider.fill("90")
    expect(page.locator(".middle strong")).to_have_text("1 h 30 min")
    plan = json.loads(run_coach(served.env, "show", "deep-hip-release", "--minutes", "90", "--json"))
    last = plan["sections"][-1]["start"]
    clock = f"{int(last // 3600)}:{int(last % 3600 // 60):02}:{int(last % 60):02}"
    expect(page.locator(".areas .area time").last).to_have_text(clock)
    assert page.locator(".face .area").last.get_attribute("d") != before
    assert page.locator(".areas .area").count() == len(plan["sections"])
    assert low < 90 < high
    page.get_by_role("button", name="Longer").click()
    expect(page.locator(".middle strong")).to_have_text("1 h 31 min")
    expect(page.locator(".plan")).to_have_attribute("aria-busy", "false")
    page.get_by_role("button", name="As written").click()
    expect(page.locator(".face .area").last).to_have_attribute("d", before or "")
    # A touch on the ring names the area.
    page.locator(".face .touch").nth(4).click()
    expect(page.locator(".middle .name")).to_contain_text("left")
    check_accessible(page)
    go_to(page, served, "breath-break")
    expect(page.get_by_text("It has one length")).to_be_visible()
    assert page.get_by_role("slider").count() == 0


def test_choices_are_remembered_but_not_the_client(page: Page, served: OpenPage) -> None:
    """Parts, length and all under More are there the next time, the client's conditions are not; one press goes back to
    what is written; a script with HTML in it is text."""
    page.set_viewport_size({"width": 390, "height": 844})
    go_to(page, served, "hips")
    expect(page.get_by_role("heading", level=1)).to_have_text("<i>Hips</i>")
    expect(page.locator(".careful").first).to_contain_text("Never press on the bone.")
    expect(page.locator(".areas .area")).to_have_count(2)
    page.get_by_label("Belly").focus()
    page.keyboard.press("Space")
    expect(page.locator(".areas .area")).to_have_count(3)
    expect(page.get_by_label("Belly")).to_be_focused()
    page.get_by_label("varicose veins").check()
    expect(page.get_by_text("Left out: Rest.")).to_be_visible()
    page.get_by_text("More", exact=True).click()
    page.get_by_label("Sides").select_option("right,left")
    expect(page.locator(".areas .side").first).to_have_text("Right side")
    page.get_by_label("Times called out").select_option("few")
    page.get_by_label("Who hears what").select_option("split")
    page.get_by_label("Background").select_option("rain")
    chosen = page.get_by_label("Voice", exact=True)
    expect(chosen.locator("option", has_text="piper")).not_to_have_count(0)
    chosen.select_option(index=1)
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        page.get_by_role("slider").fill("20")
        expect(page.locator(".middle strong")).to_have_text("5 min")
    check_accessible(page)
    kept = fields(page)
    assert (kept["sides"], kept["calls"], kept["ears"], kept["bed"]) == ("right,left", "few", "split", "rain")
    enter(page, served)
    page.wait_for_selector("coach-card")
    go_to(page, served, "hips")
    assert fields(page) == kept
    expect(page.get_by_label("Belly")).to_be_checked()
    expect(page.get_by_label("varicose veins")).not_to_be_checked()
    expect(page.locator(".middle strong")).to_have_text("5 min")
    page.get_by_text("More", exact=True).click()
    page.get_by_role("button", name="Back to as written").click()
    expect(page.locator(".areas .area")).to_have_count(2)
    assert fields(page)["sides"] == "left,right"


def test_start_begins_the_session_as_prepared(page: Page, served: OpenPage) -> None:
    """Start begins the session with what was chosen; while one plays, a second start asks first."""
    page.set_viewport_size({"width": 1280, "height": 800})
    go_to(page, served, "hips")
    page.get_by_label("Belly").check()
    expect(page.locator(".areas .area")).to_have_count(3)
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/#/session", timeout=60_000)  # its first words are spoken first
    (record,) = recorded(served, 1)
    assert record.routine == "hips"
    assert record.options["choice"]["wanted"] == ["Belly"]
    enter(page, served)
    expect(page.locator(".go-on h2")).to_have_text("Playing now <i>Hips</i>")
    go_to(page, served, "breath-break")
    page.get_by_role("button", name="Start").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("is playing already")
    check_accessible(page)
    alert.get_by_role("button", name="End it, and start this one").click()
    page.wait_for_url("**/#/session", timeout=60_000)  # its first words are spoken first
    assert [record.routine for record in recorded(served, 2)] == ["breath-break", "hips"]


def test_taken_along_as_a_file_and_by_a_link(page: Page, served: OpenPage, tmp_path: Path) -> None:
    """The browser saves a file as long as what was prepared; a phone gets it by a link, which ends with the dialog."""
    page.set_viewport_size({"width": 1280, "height": 800})
    go_to(page, served, "breath-break")
    page.get_by_role("button", name="Take it along").click()
    dialog = page.get_by_role("dialog")
    check_accessible(page)
    dialog.get_by_label("Kind of file").select_option(".wav")
    with page.expect_download(timeout=60_000) as saving:
        dialog.get_by_role("button", name="Save on this device").click()
    saving.value.save_as(tmp_path / "saved.wav")
    seconds = json.loads(run_coach(served.env, "show", "breath-break", "--json"))["seconds"]
    assert saving.value.suggested_filename == "breath-break.wav"
    assert soundfile.info(tmp_path / "saved.wav").duration == pytest.approx(seconds, abs=1e-3)
    dialog.get_by_role("button", name="A link for a phone").click()
    link = dialog.locator("code")
    link.wait_for(timeout=60_000)
    expect(dialog.get_by_role("img", name="A code to scan")).to_be_visible()
    check_accessible(page)
    address = link.inner_text()
    with urllib.request.urlopen(address, timeout=30) as answer:
        assert b"breath-break.mp3" in answer.read()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except OSError:
            break
        page.wait_for_timeout(100)
    else:
        pytest.fail("the link still works")


@pytest.mark.alone
def test_this_device_sounds_it_itself(page: Page, served: OpenPage) -> None:
    """Without a loudspeaker at the computer the device plays the sound: the same room, whose clock is the sound."""
    go_to(page, served, "breath-break")
    page.get_by_role("button", name="Take it along").click()
    page.get_by_role("dialog").get_by_role("button", name="Play it on this device").click()
    page.wait_for_url("**/#/listen/*", timeout=60_000)
    page.get_by_role("button", name="Go on").click()
    until(page, "document.querySelector('audio')?.currentTime > 0.5")
    assert apart(page) < 50


def test_what_is_not_there_is_a_sentence(page: Page, served: OpenPage) -> None:
    """An unknown routine, a path, and a script that cannot be read are a sentence, with a way back."""
    (served.scripts / "broken.md").write_text("- Press. (-20s)\n")
    page.set_viewport_size({"width": 1280, "height": 800})
    for name, sentence in (
        ("hip", "There is no routine 'hip'."),
        ("..%2Fdata%2Fcoach", "There is nothing"),
        ("broken", "broken.md:1:"),
    ):
        page.goto(f"{served.address}#/prepare/{name}")
        expect(page.get_by_role("alert")).to_contain_text(sentence)
    page.get_by_role("link", name="Sessions").last.click()
    page.wait_for_selector("coach-card")


def test_every_size(page: Page, served: OpenPage) -> None:
    """Nothing runs over the side, Start is on the screen, and what can be pressed is large enough."""
    page.emulate_media(color_scheme="light")
    for width, height in ((360, 640), (390, 844), (844, 390), (1280, 800), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        go_to(page, served, "hips")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        expect(page.get_by_role("button", name="Start")).to_be_in_viewport()
        page.get_by_text("More", exact=True).click()
        small = page.evaluate(
            "[...document.querySelectorAll('main button, main .button, main select, main summary, .switch')]"
            ".filter((e) => e.offsetParent && e.getBoundingClientRect().height < 47.5).map((e) => e.outerHTML)"
        )
        assert small == [], width
        if width in (360, 1280):
            check_accessible(page)
