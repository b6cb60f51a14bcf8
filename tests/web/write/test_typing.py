"""Writing in a real browser: what is typed is checked, marked, mended, undone and heard."""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
from playwright.sync_api import CDPSession, Page, expect

from tests.conftest import SoundServer
from tests.web.conftest import OpenPage
from tests.web.write.conftest import SCRIPT, WORDS, begin, caret, mirrors

TYPED = """(letter) => new Promise((resolve) => {
  const seen = new PerformanceObserver(() => {
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
  });
  seen.observe({entryTypes: ['mark']});
  const began = performance.now();
  document.execCommand('insertText', false, letter);
})"""
"""Types a letter, and gives the milliseconds until what the server said of it is drawn."""


def test_the_caret_stays_in_sight(room: Page, sounding: OpenPage) -> None:
    """What is typed at the end of a long script can be seen, and so can a line that the clock leads to."""
    begin(room, sounding, "tall", "- Rest. (20s)\n" * 60)
    room.focus(WORDS)
    room.keyboard.press("Control+End")
    room.keyboard.type("- Ease off.\nLet go.")
    row = room.locator(".text-line.here").bounding_box()
    script = room.locator("coach-script-text").bounding_box()
    assert row is not None
    assert script is not None
    assert script["y"] <= row["y"]
    assert row["y"] + row["height"] <= script["y"] + script["height"]
    room.locator(".entry .go").nth(1).click()
    expect(room.locator(".text-line.here")).to_be_in_viewport()


def test_what_one_sees(room: Page, sounding: OpenPage) -> None:
    """The text has its colours and marks at their places, and the clock its sides, breaths, bounds and cautions."""
    begin(room, sounding, "seen")
    expect(room.locator("h1")).to_have_text("Evening hips")
    expect(room.locator(".text-line.caution")).to_have_count(2)
    expect(room.locator(".text-line.client")).to_have_count(1)
    expect(room.locator(".text-line.unspoken .message")).to_contain_text("not spoken")
    expect(room.locator(".text-line.doubtful")).to_have_count(1)
    expect(room.locator(".text-line.doubtful > .doubtful")).to_have_text("Circles: 30s")
    expect(room.locator(".summary")).to_contain_text("1 warning · 1 not spoken")
    expect(room.locator(".entry.caution")).to_have_count(2)
    expect(room.locator(".entry.left.breathing .curve path")).to_have_count(1)
    expect(room.locator(".entry.right .about", has_text="30 s to 1:30 as the session is fitted")).to_have_count(1)
    assert mirrors(room)
    room.locator(".entry.right .go", has_text="Find the sacrum").click()
    expect(room.locator(".text-line.here")).to_contain_text("Find the sacrum")
    expect(room.locator(".entry.here")).to_have_count(2)


def test_a_second_breath_in_is_a_step_in_the_curve(room: Page, sounding: OpenPage) -> None:
    """Beside a script with a second breath in, the curve climbs to a part of its height first, then to the top."""
    begin(room, sounding, "sighing", "---\nbreath: 2 in, hold 1, 2 in, 5 out\n---\n\n- Sigh with me. (1 breath)\n")
    path = room.locator(".entry.breathing .curve path")
    expect(path).to_have_attribute(
        "d", "M0 30 C10.00 16 12.00 16 20.00 16 H30.00 C40.00 2 42.00 2 50.00 2 C70.00 2 75.00 30 100.00 30 H100.00"
    )


def test_type_an_error_and_mend_it(room: Page, sounding: OpenPage) -> None:
    """An error is shown at its place as it is typed, is mended at a press, and every step can be undone and redone."""
    begin(room, sounding, "mended")
    caret(room, 11)
    room.keyboard.type("\nSlow circles. (30 secnds)")  # the list goes on by itself
    expect(room.locator(".text-line.wrong .message")).to_contain_text("secnds")
    expect(room.locator(".summary")).to_contain_text("1 error")
    expect(room.locator(".side.stale")).to_have_count(1)
    expect(room.locator(".state")).to_have_text("not saved")
    room.click(".messages button")
    expect(room.locator(".text-line.wrong")).to_have_count(0)
    typed = room.input_value(WORDS)
    assert "- Slow circles. (30 seconds)" in typed
    room.keyboard.press("F8")
    room.click(".messages button:has-text('Circles (30s)')")
    expect(room.locator(".text-line.doubtful")).to_have_count(0)
    room.locator(WORDS).focus()
    room.keyboard.press("Control+z")
    assert room.input_value(WORDS) == typed
    for _ in range(60):
        room.keyboard.press("Control+z")
    assert room.input_value(WORDS) == SCRIPT
    for _ in range(60):
        room.keyboard.press("Control+y")
    assert "- Circles (30s)\n" in room.input_value(WORDS)
    assert "\n- Slow circles." in room.input_value(WORDS)
    assert mirrors(room)


def test_hear_a_line(room: Page, sounding: OpenPage, sound_server: SoundServer, tmp_path: Path) -> None:
    """A line that is not saved yet is heard from the loudspeaker at a press; the page shows where it is, and when it
    has ended."""
    begin(room, sounding, "heard", SCRIPT.replace("(20s)", "(20s)\n- Now a new line is heard. (40s)"))
    caret(room, 12)
    with sound_server.record(tmp_path / "heard.raw") as recording:
        try:
            room.keyboard.press("Control+Enter")
            expect(room.locator(".text-line.heard")).to_contain_text("a new line", timeout=30_000)
            expect(room.locator(".play")).to_have_attribute("aria-label", "Play from here", timeout=30_000)
        finally:
            recording.terminate()
    sound = (tmp_path / "heard.raw").read_bytes()
    heard = np.frombuffer(sound[: len(sound) // 4 * 4], np.int16)[::2].astype(np.float64)
    loud = np.abs(heard[: len(heard) // 480 * 480].reshape(-1, 480)).max(1) > 1000
    assert 0.4 < loud.sum() / 100 < 4  # seconds of words, and not the 40 that the step lasts
    room.click(".play")
    expect(room.locator(".play")).to_have_attribute("aria-label", re.compile("Stop"))
    room.keyboard.press("Escape")
    expect(room.locator(".play")).to_have_attribute("aria-label", "Play from here", timeout=30_000)


def test_included_scripts(room: Page, sounding: OpenPage) -> None:
    """What a script includes stands on its clock, and can be opened from its line."""
    begin(room, sounding, "including", "- Begin. (10s)\n\n[Check](parts/self-care-check.md)\n")
    expect(room.locator(".entry.included").first).to_be_visible()
    caret(room, 3)
    room.click(".messages a")
    expect(room.locator(".state")).to_have_text("came with Coach")
    expect(room.locator("h1")).to_contain_text("check")


def test_notes_follow_the_caret(room: Page, sounding: OpenPage) -> None:
    """After Enter, and when that is undone, what is said is of the line where the caret is, before the server knows."""
    begin(room, sounding, "followed", "- Begin. (10s)\n\n[Check](parts/self-care-check.md)\n")
    link = room.locator("coach-line-notes a")
    caret(room, 3)
    expect(link).to_have_count(1)
    room.route("**/api/write/analysis", lambda _route: None)  # it waits
    room.keyboard.press("Enter")
    expect(link).to_have_count(0)
    room.keyboard.press("Control+z")
    expect(link).to_have_count(1)
    expect(room.locator(".text-line.here")).to_have_text("[Check](parts/self-care-check.md)")
    room.unroute("**/api/write/analysis")


def test_as_one_types(room: Page, sounding: OpenPage) -> None:
    """With 200 lines, what the server and the browser have to do from a key to the picture takes at most 100 ms.

    It is the time of the processors that is counted: how long a person waits depends on what else they do.
    """
    area = "## Area {0} (each side)\n\n> [!CAUTION]\n> Stop at sharp pain {0}.\n\n"
    step = "- Sink in slowly, and wait for number {0} {1}. ({2}s, 10-60s)\n"
    steps = [
        area.format(number) + "".join(step.format(number, one, 20 + one) for one in range(5)) for number in range(20)
    ]
    begin(room, sounding, "long", "\n".join(steps))
    assert room.locator(".text-line").count() == 220
    caret(room, 6)
    page = room.context.new_cdp_session(room)
    page.send("Performance.enable", {"timeDomain": "threadTicks"})
    before, worked = _processor(sounding.process.pid), _worked(page)
    letters = "softly and slowly now"
    waited = [room.evaluate(TYPED, letter) for letter in letters]
    server, browser = _processor(sounding.process.pid) - before, _worked(page) - worked
    each = 1000 * (server + browser) / len(letters)
    assert each <= 100, f"{each:.0f} ms a key; drawn after {sorted(waited)[len(waited) // 2]:.0f} ms"


def _processor(process: int) -> float:
    """The seconds that a process has used a processor for."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _worked(page: CDPSession) -> float:
    """The seconds that the browser has worked on the page."""
    return float(
        next(one["value"] for one in page.send("Performance.getMetrics")["metrics"] if one["name"] == "TaskDuration")
    )
