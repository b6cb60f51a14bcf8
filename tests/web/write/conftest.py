"""What the tests of the room for writing share: a page that sounds, a browser in it, and a script to write on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import SoundServer
from tests.web.conftest import OpenPage, device, enter, opened

SCRIPT = """\
---
title: Evening hips
---
Have a towel at hand.

## Piriformis (each side)

> [!CAUTION]
> Tingling is the nerve.

- Find the sacrum's edge. (20s)
- Rest there lightly. (4 breaths)
  > Slow, deep breaths.
- Circles: 30s
- Hold for {time}. (45s, 30-90s)
"""
WORDS = "textarea"


@pytest.fixture(scope="package")
def sounding(
    tmp_path_factory: pytest.TempPathFactory, shared_cache: Path, sound_server: SoundServer, model: Path
) -> Iterator[OpenPage]:
    """A page whose loudspeaker can be listened to."""
    env = {
        **sound_server.env,
        "COACH_PLAYER": "pulse",
        "COACH_VOICE": f"piper:{model.stem}",
        "COACH_CLIENT_VOICE": "same",
    }
    with opened(tmp_path_factory.mktemp("write"), shared_cache, env=env) as page:
        yield page


@pytest.fixture(scope="package")
def room(browser: Browser, sounding: OpenPage) -> Iterator[Page]:
    """A browser that was let in."""
    with device(browser, sounding, viewport={"width": 1280, "height": 800}) as page:
        yield page


def begin(room: Page, sounding: OpenPage, name: str, text: str = SCRIPT) -> Path:
    """Open a script in the room, as a person does who clicks on it."""
    path = sounding.scripts / f"{name}.md"
    path.write_text(text)
    enter(room, sounding, "devices")
    room.evaluate("localStorage.clear()")
    enter(room, sounding, f"write/{name}")
    room.wait_for_selector(".summary[data-words]")
    return path


def caret(room: Page, line: int, column: str = "End") -> None:
    """Put the caret on a line, with the keys."""
    room.focus(WORDS)
    room.keyboard.press("Control+Home")
    for _ in range(line - 1):
        room.keyboard.press("ArrowDown")
    room.keyboard.press(column)


def mirrors(room: Page) -> bool:
    """Whether the picture behind the text is as high as the text, so that both break lines alike."""
    return bool(
        room.evaluate(
            """() => {
              const area = document.querySelector('textarea'), picture = document.querySelector('.picture');
              const rows = [...document.querySelectorAll('.text-line')];
              const shown = rows.map((row) => [...row.childNodes].filter((one) => one.className !== 'message')
                .map((one) => one.textContent).join('')).join('\\n');
              area.style.setProperty('height', '0');
              const needed = area.scrollHeight;
              area.style.removeProperty('height');
              const last = rows[rows.length - 1], below = parseFloat(getComputedStyle(picture).paddingBottom);
              return shown === area.value && Math.abs(needed - below - last.offsetTop - last.offsetHeight) < 2;
            }"""
        )
    )
