"""The rooms of reminders and history: a person sets a reminder, notes a session and forgets it, on any device."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from coach.storage.database import Database
from coach.storage.firings import claim, finish
from coach.storage.reminders import add_reminder, every_reminder, remove_reminder
from coach.storage.session_diary import annotate, forget, selected
from coach.storage.session_records import begin, keep, leave
from tests.web.conftest import OpenPage, check_accessible, enter, opened

Room = Callable[..., Page]
PHONE: ViewportSize = {"width": 360, "height": 640}
DESK: ViewportSize = {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Iterator[OpenPage]:
    """A page that speaks with a small voice into nothing, and clocks in Berlin."""
    folder = tmp_path_factory.mktemp("diary")
    env = {"TZ": "Europe/Berlin", "COACH_PLAYER": "silent", "COACH_VOICE": "humming"}
    with opened(folder, shared_cache, env=env) as page:
        yield page


@pytest.fixture(scope="module")
def context(browser: Browser, home: OpenPage) -> Iterator[BrowserContext]:
    """A device in Berlin that was let in."""
    made = browser.new_context(viewport=DESK, timezone_id="Europe/Berlin", accept_downloads=True)
    made.set_default_timeout(20_000)
    page = made.new_page()
    page.goto(home.new_link())
    page.wait_for_selector("main > *")
    page.close()
    yield made
    made.close()


@pytest.fixture
def room(context: BrowserContext, home: OpenPage) -> Iterator[Room]:
    """Goes to a room, with nothing stored from before; errors of its scripts fail the test."""
    with Database(home.data / "coach.db") as db:
        for reminder in every_reminder(db):
            remove_reminder(db, reminder)
        forget(db, [record.id for record in selected(db)])
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    def go(name: str, size: ViewportSize = DESK) -> Page:
        page.set_viewport_size(size)
        enter(page, home, name)
        page.wait_for_selector("main h1")
        return page

    yield go
    page.close()
    assert errors == []


def sat(home: OpenPage, title: str, ago: timedelta = timedelta(hours=2), note: str = "") -> None:
    """Keep a session that was left."""
    with Database(home.data / "coach.db") as db:
        at, name = datetime.now(UTC) - ago, title.lower().replace(" ", "-")
        number = begin(db, name, f"/scripts/{name}.md", title, at, options={}, alone=True)
        keep(db, number, at, segment=4, words="Lean in.", past=0, section="Glutes, left side", edits={}, played=1260,
             length=2700.0)  # fmt: skip
        leave(db, number, at)
        annotate(db, number, note, None)


def button(page: Page, name: str) -> None:
    """Press the button with this name, or whose name begins so."""
    page.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).first.click()


def test_a_reminder_is_set_and_lives(room: Room, home: OpenPage) -> None:
    """From the empty room: set from a sentence, skipped, paused, resumed, put off, heard, changed, removed."""
    page = room("reminders")
    expect(page.get_by_text("No reminders yet.")).to_be_visible()
    button(page, "Set the first one")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("When").fill("25:00")
    expect(dialog.get_by_text("'25:00' is not a time of day")).to_be_visible()
    dialog.get_by_label("When").fill("")
    page.keyboard.type("9:00, 15:30 on weekdays")
    expect(dialog.get_by_text("9:00 and 15:30, Monday to Friday.")).to_be_visible()
    dialog.get_by_label("What").select_option("breath-break")
    dialog.get_by_label("Only say the line").check()
    page.keyboard.press("Enter")
    card = page.locator("coach-reminder")
    expect(card.get_by_text("9:00 and 15:30, Monday to Friday")).to_be_visible()
    expect(page.locator(".coming li")).to_have_count(10)
    expect(page.get_by_text("Reminders are not running")).to_be_visible()
    first = card.locator("time").get_attribute("datetime")
    button(page, "Skip next")
    expect(card.locator("time")).not_to_have_attribute("datetime", str(first))
    button(page, "Pause")
    button(page, "Until tomorrow")
    expect(card.get_by_text("Paused until tomorrow 0:00")).to_be_visible()
    button(page, "Resume")
    expect(card.get_by_text("Paused until")).to_have_count(0)
    button(page, "More")
    button(page, "10 min")
    expect(card.get_by_text("once more")).to_be_visible()
    button(page, "Hear it now")
    expect(card.get_by_text("Now: speaking on the computer.")).to_be_visible()
    button(page, "Stop")
    expect(card.get_by_text("Now: stopped")).to_be_visible(timeout=20_000)
    button(page, "Change")
    dialog.get_by_text("Its line and its name").click()
    dialog.get_by_label("Name").fill("Breath <b>")
    button(page, "Save")
    expect(card.get_by_role("heading", name="Breath <b>")).to_be_visible()
    button(page, "More")
    button(page, "Remove")
    expect(dialog.get_by_text("What it did stays in the history.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_visible()
    button(page, "Remove")
    dialog.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No reminders yet.")).to_be_visible()
    expect(page.get_by_role("button", name="Set the first one")).to_be_focused()
    page.get_by_text("What they did").click()
    expect(page.get_by_text("skipped (by hand)")).to_be_visible()


def test_reminders_go_to_a_calendar_and_come_from_a_file(room: Room, home: OpenPage) -> None:
    """The calendar is a download, and the saved copy is read again in place of what is there."""
    with Database(home.data / "coach.db") as db:
        add_reminder(db, "Breath", "breath-break", ("at 11:00",), now=datetime.now(UTC))
    page = room("reminders")
    page.get_by_text("Calendar and files").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save for a calendar").click()
    assert saved.value.suggested_filename == "coach.ics"
    assert b"BEGIN:VEVENT" in saved.value.path().read_bytes()
    with page.expect_download() as copied:
        page.get_by_role("link", name="Save a copy").click()
    text = copied.value.path().read_text().replace('"Breath"', '"Other"')
    page.get_by_label("Remove the reminders that are here first").check()
    page.get_by_label("Read such a file").set_input_files(
        {"name": "reminders.toml", "mimeType": "text/plain", "buffer": text.encode()}
    )
    page.get_by_role("dialog").get_by_role("button", name="Replace").click()
    expect(page.get_by_role("heading", name="Other")).to_be_visible()
    expect(page.get_by_role("heading", name="Breath", exact=True)).to_have_count(0)


def test_a_session_is_noted_and_forgotten(room: Room, home: OpenPage, context: BrowserContext) -> None:
    """How it was and a note stay with the session; one and all of them are forgotten after a question."""
    page = room("history")
    expect(page.get_by_text("No session yet.")).to_be_visible()
    sat(home, "Deep hip release", timedelta(days=1))
    sat(home, "Neck and shoulders", timedelta(hours=3))
    page.reload()
    entry = page.locator("coach-session-entry").first
    expect(entry.get_by_text("Left after 21 min, at Glutes, left side")).to_be_visible()
    expect(entry.get_by_role("button", name="Go on")).to_be_visible()
    button(page, "Note: Neck")
    page.keyboard.type("Right side softer.")
    page.get_by_text("8", exact=True).click()
    button(page, "Keep")
    expect(entry.get_by_text("Right side softer.")).to_be_visible()
    expect(entry.get_by_role("img", name="How it was: 8 of 10")).to_be_visible()
    with Database(home.data / "coach.db") as db:
        assert [(record.note, record.rating) for record in selected(db)] == [("Right side softer.", 8), ("", None)]
    other = context.new_page()  # what one device notes, all show
    other.goto(f"{home.address}#/history/note")
    expect(other.get_by_label("Note", exact=True)).to_be_focused()
    expect(other.get_by_label("Note", exact=True)).to_have_value("Right side softer.")
    other.keyboard.press("End")
    other.keyboard.type(" Left too.")
    button(other, "Keep")
    expect(entry.get_by_text("Right side softer. Left too.")).to_be_visible()
    other.close()
    button(page, "Forget: Deep")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("It is deleted for good.")).to_be_visible()
    dialog.get_by_role("button", name="Cancel").click()
    expect(page.locator("coach-session-entry")).to_have_count(2)
    button(page, "Forget: Deep")
    dialog.get_by_role("button", name="Forget").click()
    expect(page.locator("coach-session-entry")).to_have_count(1)
    page.get_by_text("Forget sessions").click()
    button(page, "Forget everything")
    expect(dialog.get_by_text("1 session. 1 has a note.")).to_be_visible()
    dialog.get_by_role("button", name="Forget").click()
    expect(page.get_by_text("No session yet.")).to_be_visible()
    with Database(home.data / "coach.db") as db:
        assert selected(db) == []
    assert all(b"softer" not in file.read_bytes() for file in home.data.glob("coach.db*"))


def test_the_rooms_are_accessible_and_fit(room: Room, home: OpenPage) -> None:
    """axe finds nothing, with panels and dialogs open; nothing is wider than a phone; targets are large."""
    now = datetime.now(UTC)
    with Database(home.data / "coach.db") as db:
        made = add_reminder(db, "Breath", "breath-break", ("at 11:00 on mon-fri",), now=now - timedelta(days=8))
        add_reminder(db, "x" * 60, "nowhere", ("every 2 h",), now=now, nudge=True, message="y" * 200)
        claim(db, made, now, now)
        finish(db, made.id, now, now, "done", seconds=120)
    sat(home, "Deep hip release", note="z" * 300)
    for name, opener in (("reminders", "More"), ("history", "Note")):
        page = room(name, PHONE)
        page.wait_for_selector("main li")
        button(page, opener)
        for summary in page.locator("details.box summary").all():
            summary.click()
        expect(page.get_by_text("Asking the computer")).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        small = page.evaluate(
            """() => [...document.querySelectorAll('main button, main a, main input, main select, main summary')]
                .filter((one) => one.offsetParent)
                .filter((one) => !one.matches('.unseen, [type=checkbox], [type=radio], [type=file]'))
                .filter((one) => one.offsetHeight < 48).map((one) => one.outerHTML)"""
        )
        assert small == []
        check_accessible(page)
    page = room("reminders")
    button(page, "New reminder")
    page.get_by_label("When").fill("every 2 h")
    expect(page.get_by_text("This speaks at night too.")).to_be_visible()
    check_accessible(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="New reminder")).to_be_focused()


def test_a_device_in_another_zone_is_told(browser: Browser, home: OpenPage) -> None:
    """Where the clock of the device shows another time than the computer's, that is said; times are the computer's."""
    with Database(home.data / "coach.db") as db:
        for reminder in every_reminder(db):
            remove_reminder(db, reminder)
        add_reminder(db, "Breath", "breath-break", ("at 11:00",), now=datetime.now(UTC))
    context = browser.new_context(timezone_id="Pacific/Auckland")
    page = context.new_page()
    page.goto(home.new_link())
    page.wait_for_selector("main > *")
    enter(page, home, "reminders")
    expect(page.get_by_text("Times are those of the computer that speaks (Europe/Berlin).")).to_be_visible()
    expect(page.locator("coach-reminder time")).to_have_text("11:00")
    context.close()


def test_the_history_prints(room: Room, home: OpenPage) -> None:
    """On paper there are the sessions and their notes, and nothing to press."""
    from pypdf import PdfReader

    sat(home, "Deep hip release", note="Softer than last time.")
    page = room("history")
    page.wait_for_selector("main li")
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf())).pages)
    assert "Deep hip release" in text
    assert "Softer than last time." in text
    assert "Forget" not in text
    assert "Devices" not in text
