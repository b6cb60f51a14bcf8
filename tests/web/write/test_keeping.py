"""The file of a script: saved, kept as a draft, renamed, deleted and brought back; nothing typed is lost."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from coach.settings import builtin_scripts
from tests.web.conftest import OpenPage, check_accessible, enter, until
from tests.web.write.conftest import SCRIPT, WORDS, begin, caret


def test_save_and_conflict(room: Page, sounding: OpenPage) -> None:
    """Saving keeps what was typed; a file changed meanwhile is not overwritten unasked, and nothing is lost."""
    path = begin(room, sounding, "saved")
    caret(room, 11)
    room.keyboard.type(" <!-- mine -->")
    room.keyboard.press("Control+s")
    expect(room.locator(".state")).to_have_text("saved")
    assert path.read_text() == SCRIPT.replace("edge. (20s)", "edge. (20s) <!-- mine -->")
    theirs = SCRIPT.replace("Evening hips", "Theirs")
    room.keyboard.type("!")  # else the page takes what changed
    path.write_text(theirs)
    mine = room.input_value(WORDS)
    room.keyboard.press("Control+s")
    expect(room.locator("dialog")).to_contain_text("Changed meanwhile")
    check_accessible(room)
    room.click("dialog button:has-text('Take the other one')")
    expect(room.locator("h1")).to_have_text("Theirs")
    room.locator(WORDS).focus()
    room.keyboard.press("Control+z")
    assert room.input_value(WORDS) == mine
    path.write_text(theirs + "\n")
    room.keyboard.press("Control+s")
    room.click("dialog button:has-text('Keep mine')")
    expect(room.locator(".state")).to_have_text("saved")
    assert path.read_text() == mine
    kept = [each.read_text() for each in (sounding.scripts / ".deleted").glob("saved.*.md")]
    assert kept == [theirs + "\n"]
    caret(room, 1)
    room.keyboard.type("x\x08y\b")
    room.keyboard.type(" ")
    path.unlink()
    room.keyboard.press("Control+s")
    expect(room.locator("dialog")).to_contain_text("not there any more")
    room.fill("dialog input", "seen again")
    room.keyboard.press("Enter")
    expect(room.locator(".state")).to_have_text("saved")
    assert (sounding.scripts / "seen-again.md").is_file()
    assert room.url.endswith("#/write/seen-again")


def test_nothing_is_lost(room: Page, sounding: OpenPage) -> None:
    """Leaving with something unsaved is asked about, and what was typed survives the page being closed."""
    path = begin(room, sounding, "kept")
    caret(room, 11)
    room.keyboard.type(" <!-- typed -->")
    room.click("nav a[href='#/devices']")
    expect(room.locator("dialog")).to_contain_text("Not saved yet")
    room.click("dialog button:has-text('Stay')")
    until(room, "Object.values(localStorage).some((kept) => kept.includes('<!-- typed -->'))")
    room.once("dialog", lambda asked: asked.accept())
    room.reload()
    expect(room.locator(".notice")).to_contain_text("is here again")
    assert "<!-- typed -->" in room.input_value(WORDS)
    assert path.read_text() == SCRIPT
    room.click(".notice button:has-text('Take the saved one')")
    assert room.input_value(WORDS) == SCRIPT
    expect(room.locator(".state")).to_have_text("saved")


def test_rename_delete_and_bring_back(room: Page, sounding: OpenPage) -> None:
    """A script is renamed, deleted and brought back."""
    path = begin(room, sounding, "old-name")
    room.click("summary:has-text('More')")
    check_accessible(room)
    room.click(".menu button:has-text('Rename')")
    room.fill("dialog input", "New name")
    room.keyboard.press("Enter")
    expect(room.locator(".notice")).to_contain_text("new-name")
    assert (sounding.scripts / "new-name.md").read_text() == SCRIPT
    assert not path.exists()
    room.click("summary:has-text('More')")
    room.click(".menu button:has-text('Delete')")
    room.click("dialog button:has-text('Delete')")
    expect(room.locator(".notice")).to_contain_text("deleted")
    assert not (sounding.scripts / "new-name.md").exists()
    room.click(".notice button:has-text('Undo')")
    expect(room.locator("h1")).to_have_text("Evening hips")
    assert (sounding.scripts / "new-name.md").read_text() == SCRIPT


def test_a_new_script(room: Page, sounding: OpenPage) -> None:
    """A script is begun from a template and saved with the keys; left unsaved, it can be gone on with; a taken name is
    said."""
    (sounding.scripts / "taken.md").write_text("- Rest. (5s)\n")
    enter(room, sounding, "devices")
    enter(room, sounding, "write")
    room.focus("#new-title")
    room.keyboard.type("Taken")
    room.keyboard.press("Enter")
    room.wait_for_selector("coach-script-clock .entry", state="attached")
    room.keyboard.press("Escape")
    room.click("nav a[href='#/write']")
    room.click("dialog button:has-text('Go without saving')")
    room.click(".go-on:has-text('Taken') button:has-text('Go on with it')")
    room.wait_for_selector("coach-script-clock .entry", state="attached")
    room.keyboard.press("Control+s")
    room.keyboard.press("Enter")
    expect(room.locator("dialog")).to_contain_text("already")
    room.keyboard.type("Mornings")
    room.keyboard.press("Enter")
    expect(room.locator(".state")).to_have_text("saved")
    assert (sounding.scripts / "mornings.md").read_text().startswith("---\ntitle: 'Taken'")


def test_a_shipped_script(room: Page, sounding: OpenPage) -> None:
    """A script that came with Coach can be read and heard, not changed; made one's own, it can be changed."""
    enter(room, sounding, "write/bedtime-breath")
    shipped = sorted(path.stem for path in builtin_scripts().glob("*.md"))[0]
    enter(room, sounding, f"write/{shipped}")
    room.wait_for_selector("coach-script-clock .entry", state="attached")
    expect(room.locator(".state")).to_have_text("came with Coach")
    before = room.input_value(WORDS)
    room.focus(WORDS)
    room.keyboard.type("x")
    assert room.input_value(WORDS) == before
    room.click("button:has-text('Make it mine')")
    expect(room.locator(".notice")).to_contain_text("your copy")
    assert (sounding.scripts / f"{shipped}.md").is_file()
    expect(room.locator(".state")).to_have_text("saved")
