"""The room for writing at every size, and after other rooms: its text and its picture agree."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import OpenPage, check_accessible, enter
from tests.web.write.conftest import SCRIPT, WORDS, begin, mirrors

SIZES = [(360, 640), (640, 360), (390, 844), (1280, 800), (1920, 1080)]


def test_after_other_rooms(room: Page, sounding: OpenPage) -> None:
    """The styles of other rooms do not move the text away from its picture."""
    for name in ("", "session", "reminders", "history"):
        enter(room, sounding, name)
    begin(room, sounding, "after")
    assert mirrors(room)
    expect(room.locator("coach-script-clock .entry").first).to_be_in_viewport()
    check_accessible(room)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_sizes(room: Page, sounding: OpenPage, width: int, height: int) -> None:
    """At every size nothing overflows, text and picture agree with long and odd lines, and axe finds nothing."""
    odd = (
        "- "
        + "W" * 300
        + " (20s)\n- 肩を回す 😀😀 \tthen on   and   on "
        + "rest " * 60
        + "(20s)\n\n\n"
        + SCRIPT.split("---\n")[2]
        + "\n"
    )
    room.set_viewport_size({"width": width, "height": height})
    begin(room, sounding, "sizes", odd)
    assert mirrors(room)
    assert room.evaluate("document.documentElement.scrollWidth") <= width
    if width in (360, 1280):
        check_accessible(room)
    if width < 900:
        room.click("button.to-clock")
        expect(room.locator("coach-script-clock .entry").first).to_be_visible()
        expect(room.locator(WORDS)).to_be_hidden()
        room.locator(".entry .go", has_text="Find the sacrum").first.click()
        expect(room.locator(WORDS)).to_be_focused()
    enter(room, sounding, "write")
    room.wait_for_selector(".scripts")
    if width in (390, 1920):
        check_accessible(room)
    assert room.evaluate("document.documentElement.scrollWidth") <= width
    room.set_viewport_size({"width": 1280, "height": 800})
