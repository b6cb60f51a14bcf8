"""A document that is dropped becomes a script, its guesses to be accepted or changed."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.web.conftest import OpenPage, check_accessible, enter
from tests.web.write.conftest import WORDS, begin

HANDOUT = """\
<h1>Calf release</h1>
<p>The client lies face down.</p>
<ol><li>Warm some oil in your hands.</li><li>Long strokes from heel to knee, 90 seconds per leg.</li>
<li>Knead the calf slowly.</li></ol>
<p>Do NOT press hard on the tendon itself.</p>
<p>Like and subscribe for more!</p>
"""
DROP = """([name, text]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], name, {type: 'text/html'}));
  const about = {dataTransfer, bubbles: true, cancelable: true};
  document.querySelector('coach-write').dispatchEvent(new DragEvent('dragover', about));
  document.querySelector('coach-write').dispatchEvent(new DragEvent('drop', about));
}"""
"""Drops a document on the room."""


def test_import_a_document(room: Page, sounding: OpenPage) -> None:
    """A document becomes a draft whose guesses are listed, and each can be accepted or changed; then it is saved."""
    begin(room, sounding, "before")
    enter(room, sounding, "write")
    room.wait_for_selector(".drop")
    room.evaluate(DROP, ["calf.html", HANDOUT])
    expect(room.locator("h1")).to_have_text("Calf release")
    expect(room.locator(".guess.caution p")).to_contain_text("Do NOT press hard")
    expect(room.locator(".guess.left-out p")).to_contain_text("Like and subscribe")
    guesses = room.locator("coach-guess-list .guess").count()
    assert guesses >= 5
    check_accessible(room)
    assert "<!-- chosen:" in room.input_value(WORDS)
    room.locator(".guess.time button:has-text('Change')").first.click()
    assert room.evaluate("getSelection().toString()").startswith("(")
    room.locator(".guess.time button:has-text('Accept')").first.click()
    assert "<!-- chosen:" not in room.input_value(WORDS)
    room.click("button:has-text('Accept all that is left')")
    expect(room.locator("coach-guess-list")).to_be_hidden()
    room.keyboard.press("Control+s")
    room.keyboard.press("Enter")
    expect(room.locator(".state")).to_have_text("saved")
    assert "> Do NOT press hard" in (sounding.scripts / "calf-release.md").read_text()
    expect(room.locator(".summary")).to_contain_text("not spoken")


def test_a_document_that_cannot_be_read(room: Page, sounding: OpenPage) -> None:
    """A picture or an empty file is refused with a sentence, and the room stays as it is."""
    enter(room, sounding, "write")
    for name, content in (("x.png", b"\x89PNG\r\n"), ("empty.txt", b"")):
        room.set_input_files(".drop input", {"name": name, "mimeType": "text/plain", "buffer": content})
        expect(room.locator(".notice.trouble")).to_contain_text(name)
    expect(room.locator(".scripts").first).to_be_visible()
